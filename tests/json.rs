//! The strict reader and the writer of JSON: what is JSON and what of it this format takes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use realname::code::Code;
use realname::json::{Json, Record, Writer};

fn refused(text: &str) {
    assert!(Json::parse(text.as_bytes()) == Err(Code::Format), "{text} was taken");
}

fn number(text: &str) -> Option<i64> {
    match Json::parse(text.as_bytes()) {
        Ok(Json::Int(value)) => Some(value),
        _ => None,
    }
}

fn text(json: &str) -> Option<String> {
    Json::parse(json.as_bytes()).ok()?.into_text().ok()
}

#[test]
fn what_is_not_json_is_refused() {
    for bad in [
        "",
        " ",
        "tru",
        "nul",
        "True",
        "{",
        "}",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "\"",
        "\"a",
        "'a'",
        "1 2",
        "[] []",
        "// c\n1",
        "/**/1",
        "NaN",
        "Infinity",
        "0x1",
        "+1",
        "01",
        "1.",
        ".5",
        "\u{feff}1",
        "\u{a0}1",
        "\u{b}1",
        "[1}",
        "{\"a\":1]",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u{41}\"",
    ] {
        refused(bad);
    }
    assert!(Json::parse(b"\"\xff\"") == Err(Code::Format));
    assert!(Json::parse(b"\"\xed\xa0\x80\"") == Err(Code::Format), "a surrogate in UTF-8");
}

#[test]
fn what_is_json_and_not_of_this_format_is_refused() {
    // Two readers of the same bytes must not understand two things.
    for bad in [
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"b\":{\"c\":1,\"c\":1}}]",
        "1.0",
        "1e3",
        "1E3",
        "-0",
        "0.0",
        "9007199254740992",
        "-9007199254740992",
        "99999999999999999999",
        "\"\u{1}\"",
        "\"\n\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800x\"",
    ] {
        refused(bad);
    }
}

#[test]
fn nesting_ends_at_eight() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(nested(8).as_bytes()).is_ok());
    for depth in [9, 100, 100_000] {
        refused(&nested(depth));
        refused(&"[".repeat(depth));
        refused(&"{\"a\":".repeat(depth));
    }
}

#[test]
fn numbers_are_whole_and_survive_javascript() {
    assert_eq!(number("0"), Some(0));
    assert_eq!(number("-1"), Some(-1));
    assert_eq!(number(" 9007199254740991\n"), Some(9_007_199_254_740_991));
    assert_eq!(number("-9007199254740991"), Some(-9_007_199_254_740_991));
}

#[test]
fn strings_are_read_with_their_escapes() {
    assert_eq!(text(r#""a\"\\\/\b\f\n\r\tA中😀é""#).unwrap(), "a\"\\/\u{8}\u{c}\n\r\tA中😀é");
    assert_eq!(text("\"\\u0000\u{7f}\u{2028}\"").unwrap(), "\0\u{7f}\u{2028}");
    // What the writer writes, the reader reads.
    let all: String = ('\0'..='\u{2fff}').chain('\u{1f000}'..='\u{1f0ff}').collect();
    let mut json = Writer::new();
    json.text(&all);
    let written = json.finish();
    assert!(written.bytes().all(|byte| byte >= 0x20));
    assert_eq!(text(&written).unwrap(), all);
}

#[test]
fn the_writer_separates() {
    let mut json = Writer::new();
    json.begin_object();
    json.member("zero", 0);
    json.member("most", u64::MAX);
    json.texts_member::<&str>("none", &[]);
    json.texts_member("two", &["{", "[:,"]);
    json.key("in");
    json.begin_array();
    json.begin_object();
    json.end_object();
    json.begin_object();
    json.key("yes");
    json.flag(true);
    json.end_object();
    json.raw("null");
    json.end_array();
    json.text_member("last", "");
    json.end_object();
    let want = r#"{"zero":0,"most":18446744073709551615,"none":[],"two":["{","[:,"],"in":[{},{"yes":true},null],"last":""}"#;
    assert_eq!(json.finish(), want);
}

#[test]
fn members_are_taken_once_and_none_is_left() {
    let read = |text: &str| Json::parse(text.as_bytes()).unwrap().into_members().unwrap();
    let mut members = read(r#"{"a":"x","n":7,"m":-7,"f":true,"l":["p","q"],"o":{}}"#);
    assert_eq!(members.text("a").unwrap(), "x");
    assert!(members.text("a") == Err(Code::Format), "it was taken");
    assert!(members.optional_text("a") == Ok(None));
    assert!(members.optional_text("n") == Err(Code::Format), "not a string");
    assert!(members.count("m") == Err(Code::Format), "below zero");
    assert!(members.flag("f").unwrap());
    assert_eq!(members.texts("l").unwrap(), ["p", "q"]);
    members.object("o").unwrap().finish().unwrap();
    // What is of another type is gone too, and nothing is left.
    members.finish().unwrap();
    assert!(read(r#"{"x":1}"#).finish() == Err(Code::Format));
    assert!(Json::parse(b"[]").unwrap().into_members().is_err());
    assert!(Json::parse(b"{}").unwrap().into_array().is_err());
}

#[test]
fn a_record_is_closed_whatever_is_asked_twice() {
    let json = Json::parse(br#"{"a":1,"b":2,"c":"x"}"#).unwrap();
    let mut record = Record::of(&json);
    assert_eq!((record.count("a"), record.count("b"), record.text("c")), (1, 2, "x"));
    record.finish().unwrap();
    // Asked three times for one, the other two are still strangers.
    let mut record = Record::of(&json);
    assert_eq!((record.count("a"), record.count("a"), record.count("a")), (1, 1, 1));
    assert_eq!(record.finish(), Err(Code::Format));
    // Missing, of another type, not an object.
    for read in [
        |record: &mut Record<'_>| {
            let _ = record.text("a");
        },
        |record: &mut Record<'_>| {
            let _ = record.count("d");
        },
        |record: &mut Record<'_>| {
            let _ = record.flag("a");
        },
        |record: &mut Record<'_>| {
            let _ = record.list("c");
        },
    ] {
        let mut record = Record::of(&json);
        read(&mut record);
        assert_eq!(record.so_far(), Err(Code::Format));
    }
    assert_eq!(Record::of(&Json::Null).finish(), Err(Code::Format));
    // More members than a closed set can have.
    let many: Vec<String> = (0..70).map(|n| format!("\"m{n}\":{n}")).collect();
    let json = Json::parse(format!("{{{}}}", many.join(",")).as_bytes()).unwrap();
    let mut record = Record::of(&json);
    for n in 0..70 {
        record.count(&format!("m{n}"));
    }
    assert_eq!(record.finish(), Err(Code::Format));
}

/// A text that never ends is read once: the fuzz target `receipt` found that each of its bytes was looked for the end again, so that 16 KiB
/// took as long as a hundred signatures.
#[test]
fn a_text_that_never_ends_is_refused_in_time_that_grows_with_its_length() {
    let start = std::time::Instant::now();
    for end in ["", "\\", "\\u12", "é"] {
        let text = format!("\"{}{end}", "a".repeat(1 << 18));
        assert!(Json::parse(text.as_bytes()) == Err(Code::Format));
        assert!(Json::parse(format!("{{\"a\":[{text}").as_bytes()) == Err(Code::Format));
    }
    // With the square of it, this takes minutes.
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn an_object_has_256_members_at_most() {
    let members = |count: usize| {
        let members: Vec<String> = (0..count).map(|at| format!("\"{at}\":{at}")).collect();
        Json::parse(format!("{{{}}}", members.join(",")).as_bytes()).map(|_| ())
    };
    assert_eq!(members(256), Ok(()));
    assert_eq!(members(257), Err(Code::Format));
}
