//! JSON with its members in order and one a line, for files that people read and compare.

use realname::json::{Json, Writer};

/// An object.
pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A string.
pub(crate) fn text(value: impl Into<String>) -> Json {
    Json::Text(value.into())
}

/// A whole number.
pub(crate) fn number(value: u64) -> Json {
    Json::Int(i64::try_from(value).unwrap())
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> Json {
    Json::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The document, indented by two, with a line break at its end.
pub(crate) fn document(value: &Json) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out.push('\n');
    out
}

fn write(out: &mut String, value: &Json, depth: usize) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(flag) => out.push_str(&flag.to_string()),
        Json::Int(number) => out.push_str(&number.to_string()),
        Json::Text(text) => out.push_str(&quoted(text)),
        Json::Array(list) if list.is_empty() => out.push_str("[]"),
        Json::Array(list) => {
            out.push('[');
            for (at, element) in list.iter().enumerate() {
                line(out, at, depth + 1);
                write(out, element, depth + 1);
            }
            line(out, 0, depth);
            out.push(']');
        }
        Json::Object(list) => {
            out.push('{');
            for (at, (name, member)) in list.iter().enumerate() {
                line(out, at, depth + 1);
                out.push_str(&quoted(name));
                out.push_str(": ");
                write(out, member, depth + 1);
            }
            line(out, 0, depth);
            out.push('}');
        }
    }
}

fn line(out: &mut String, at: usize, depth: usize) {
    if at > 0 {
        out.push(',');
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn quoted(text: &str) -> String {
    let mut json = Writer::new();
    json.text(text);
    json.finish()
}
