//! The writer: members come out in the order they are given, without blanks, so that signed bytes are fixed.

use super::Json;
use crate::prelude::*;

/// Writes one JSON document.
///
/// ```
/// let mut json = realname::json::Writer::new();
/// json.begin_object();
/// json.member("v", 1);
/// json.text_member("aud", "https://a.example");
/// json.end_object();
/// assert_eq!(json.finish(), r#"{"v":1,"aud":"https://a.example"}"#);
/// ```
#[derive(Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self { out: String::with_capacity(512) }
    }

    /// A comma, unless something has just been opened.
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.separate();
        self.out.push('{');
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.out.push('}');
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.separate();
        self.out.push('[');
    }

    /// Closes an array.
    pub fn end_array(&mut self) {
        self.out.push(']');
    }

    /// A member's name; its value follows.
    pub fn key(&mut self, name: &str) {
        self.text(name);
        self.out.push(':');
    }

    /// A string.
    pub fn text(&mut self, value: &str) {
        self.separate();
        self.out.push('"');
        // Almost every text is copied whole.
        let mut rest = value;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
            let (clean, tail) = rest.split_at_checked(at).unwrap_or_default();
            self.out.push_str(clean);
            let Some(found) = tail.chars().next() else { break };
            self.out.push('\\');
            if found < ' ' {
                self.out.push_str("u00");
                for shift in [4, 0] {
                    self.out.push(char::from_digit(u32::from(found) >> shift & 15, 16).unwrap_or('0'));
                }
            } else {
                self.out.push(found);
            }
            rest = tail.get(1..).unwrap_or_default();
        }
        self.out.push_str(rest);
        self.out.push('"');
    }

    /// A whole number.
    pub fn number(&mut self, value: u64) {
        self.separate();
        // Twenty digits hold any u64; no formatting machinery for one loop.
        let mut digits = [0; 20];
        let mut left = value;
        let mut used = 0;
        for digit in &mut digits {
            *digit = u8::try_from(left % 10).unwrap_or(0);
            left /= 10;
            used += 1;
            if left == 0 {
                break;
            }
        }
        for digit in digits.iter().take(used).rev() {
            self.out.push(char::from(b'0' + digit));
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, value: bool) {
        self.separate();
        self.out.push_str(if value { "true" } else { "false" });
    }

    /// A member that is a string.
    pub fn text_member(&mut self, name: &str, value: &str) {
        self.key(name);
        self.text(value);
    }

    /// A member that is a whole number.
    pub fn member(&mut self, name: &str, value: u64) {
        self.key(name);
        self.number(value);
    }

    /// A member that is an array of strings.
    pub fn texts_member<T: AsRef<str>>(&mut self, name: &str, values: &[T]) {
        self.key(name);
        self.begin_array();
        for value in values {
            self.text(value.as_ref());
        }
        self.end_array();
    }

    /// A value that was read.
    pub fn value(&mut self, value: &Json) {
        match value {
            Json::Null => self.raw("null"),
            Json::Bool(flag) => self.flag(*flag),
            Json::Int(number) if *number < 0 => {
                self.raw("-");
                let rest = &mut Self::new();
                rest.number(number.unsigned_abs());
                self.out.push_str(&rest.out);
            }
            Json::Int(number) => self.number(number.unsigned_abs()),
            Json::Text(text) => self.text(text),
            Json::Array(list) => {
                self.begin_array();
                for value in list {
                    self.value(value);
                }
                self.end_array();
            }
            Json::Object(members) => {
                self.begin_object();
                for (name, value) in members {
                    self.key(name);
                    self.value(value);
                }
                self.end_object();
            }
        }
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    /// The document.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }
}
