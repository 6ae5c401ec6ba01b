//! As much of JSON Schema (draft 2020-12) as `docs/schema/notice.json` uses; a keyword that is not here is a failure.

use serde_json::{Map, Value};

/// Whether a document is valid.
pub(crate) fn valid(schema: &Value, document: &Value) -> bool {
    Schema(schema).check(schema, document)
}

struct Schema<'a>(&'a Value);

impl Schema<'_> {
    fn check(&self, schema: &Value, value: &Value) -> bool {
        let keywords = match schema {
            Value::Bool(allowed) => return *allowed,
            Value::Object(keywords) => keywords,
            _ => panic!("not a schema: {schema}"),
        };
        keywords.iter().all(|(keyword, wanted)| self.keyword(keywords, keyword, wanted, value))
    }

    fn keyword(&self, all: &Map<String, Value>, keyword: &str, wanted: &Value, value: &Value) -> bool {
        let number = || usize::try_from(wanted.as_u64().unwrap()).unwrap();
        match keyword {
            "$schema" | "$id" | "$defs" | "title" | "description" | "then" | "else" => true,
            "$ref" => {
                let path = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                self.check(self.0.pointer(path).unwrap(), value)
            }
            "type" => match wanted.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                other => panic!("type {other}"),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array().unwrap().contains(value),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() >= number()),
            "pattern" => value.as_str().is_none_or(|text| pattern(wanted.as_str().unwrap(), text)),
            "minItems" => value.as_array().is_none_or(|list| list.len() >= number()),
            "items" => value.as_array().is_none_or(|list| list.iter().all(|item| self.check(wanted, item))),
            "minProperties" => value.as_object().is_none_or(|members| members.len() >= number()),
            "propertyNames" => {
                let name = |name: &String| self.check(wanted, &Value::String(name.clone()));
                value.as_object().is_none_or(|members| members.keys().all(name))
            }
            "required" => {
                let names = wanted.as_array().unwrap();
                value
                    .as_object()
                    .is_none_or(|m| names.iter().all(|name| m.contains_key(name.as_str().unwrap())))
            }
            "properties" => value.as_object().is_none_or(|members| {
                members
                    .iter()
                    .all(|(name, value)| wanted.get(name).is_none_or(|schema| self.check(schema, value)))
            }),
            "additionalProperties" => value.as_object().is_none_or(|members| {
                let named =
                    |name: &String| all.get("properties").is_some_and(|known| known.get(name).is_some());
                members.iter().all(|(name, value)| named(name) || self.check(wanted, value))
            }),
            "if" => {
                let branch = if self.check(wanted, value) { "then" } else { "else" };
                all.get(branch).is_none_or(|schema| self.check(schema, value))
            }
            other => panic!("the keyword `{other}` is not known here"),
        }
    }
}

/// The patterns of the schema.
fn pattern(pattern: &str, text: &str) -> bool {
    match pattern {
        r"^\S(?:[^\u0000-\u001f\u007f-\u009f]*\S)?$" => plain(text) && text.trim() == text,
        r"^[^\u0000-\u001f\u007f-\u009f]+$" => plain(text),
        "^[A-Za-z0-9._-]{1,64}$" => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            (1..=64).contains(&text.len()) && text.chars().all(plain)
        }
        other => panic!("the pattern `{other}` is not known here"),
    }
}

fn plain(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}
