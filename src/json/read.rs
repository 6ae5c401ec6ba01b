//! The strict reader.

use super::{Json, MAX_DEPTH};
use crate::checks::{Check, must};
use crate::code::Code;
use crate::prelude::*;

/// The largest whole number that JavaScript keeps exactly: 2⁵³ − 1.
const MAX_SAFE: i64 = 9_007_199_254_740_991;

pub(super) fn document(text: &str) -> Result<Json, Code> {
    let mut reader = Reader { rest: text };
    let value = reader.value(MAX_DEPTH)?;
    reader.blanks();
    if reader.rest.is_empty() { Ok(value) } else { Err(Code::Format) }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Steps over `token` when it comes next.
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn next(&mut self) -> Result<char, Code> {
        let mut chars = self.rest.chars();
        let found = chars.next().ok_or(Code::Format)?;
        self.rest = chars.as_str();
        Ok(found)
    }

    fn value(&mut self, depth: usize) -> Result<Json, Code> {
        must(Check::Depth, depth > 0, Code::Format)?;
        let deeper = depth.saturating_sub(1);
        self.blanks();
        if self.eat("\"") {
            return self.text().map(Json::Text);
        }
        if self.eat("{") {
            return self.object(deeper);
        }
        if self.eat("[") {
            return self.array(deeper);
        }
        if self.eat("true") {
            return Ok(Json::Bool(true));
        }
        if self.eat("false") {
            return Ok(Json::Bool(false));
        }
        if self.eat("null") {
            return Ok(Json::Null);
        }
        self.number()
    }

    fn object(&mut self, depth: usize) -> Result<Json, Code> {
        let mut members: Vec<(String, Json)> = Vec::new();
        self.blanks();
        if self.eat("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.blanks();
            if !self.eat("\"") {
                return Err(Code::Format);
            }
            let name = self.text()?;
            let new = members.iter().all(|(there, _)| *there != name);
            must(Check::DuplicateMember, new, Code::Format)?;
            self.blanks();
            if !self.eat(":") {
                return Err(Code::Format);
            }
            members.push((name, self.value(depth)?));
            self.blanks();
            if self.eat("}") {
                return Ok(Json::Object(members));
            }
            if !self.eat(",") {
                return Err(Code::Format);
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, Code> {
        let mut elements = Vec::new();
        self.blanks();
        if self.eat("]") {
            return Ok(Json::Array(elements));
        }
        loop {
            elements.push(self.value(depth)?);
            self.blanks();
            if self.eat("]") {
                return Ok(Json::Array(elements));
            }
            if !self.eat(",") {
                return Err(Code::Format);
            }
        }
    }

    fn number(&mut self) -> Result<Json, Code> {
        let negative = self.eat("-");
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = self.rest.split_at_checked(digits).ok_or(Code::Format)?;
        // No leading zero, no -0, no fraction, no exponent.
        if number.is_empty()
            || (number.starts_with('0') && (number.len() > 1 || negative))
            || rest.starts_with(['.', 'e', 'E'])
        {
            return Err(Code::Format);
        }
        self.rest = rest;
        let size: i64 = number.parse().map_err(|_| Code::Format)?;
        if size > MAX_SAFE {
            return Err(Code::Format);
        }
        Ok(Json::Int(if negative { -size } else { size }))
    }

    /// The rest of a string whose opening quote is behind us.
    fn text(&mut self) -> Result<String, Code> {
        let mut out = String::new();
        loop {
            let plain = self.rest.find(['"', '\\']).ok_or(Code::Format)?;
            let (run, rest) = self.rest.split_at_checked(plain).ok_or(Code::Format)?;
            if run.bytes().any(|byte| byte < 0x20) {
                return Err(Code::Format);
            }
            out.push_str(run);
            self.rest = rest;
            if self.next()? == '"' {
                return Ok(out);
            }
            out.push(match self.next()? {
                '"' => '"',
                '\\' => '\\',
                '/' => '/',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => self.escaped()?,
                _ => return Err(Code::Format),
            });
        }
    }

    /// `\uXXXX`, or a pair of them; half a pair is refused.
    fn escaped(&mut self) -> Result<char, Code> {
        let first = self.hex()?;
        if (0xD800..0xDC00).contains(&first) {
            if !self.eat("\\u") {
                return Err(Code::Format);
            }
            let second = self.hex()?;
            if !(0xDC00..0xE000).contains(&second) {
                return Err(Code::Format);
            }
            return char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
                .ok_or(Code::Format);
        }
        char::from_u32(first).ok_or(Code::Format)
    }

    fn hex(&mut self) -> Result<u32, Code> {
        let mut value = 0;
        for _ in 0..4 {
            value = value * 16 + self.next()?.to_digit(16).ok_or(Code::Format)?;
        }
        Ok(value)
    }
}
