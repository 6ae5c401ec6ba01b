//! The strict reader. A fault ends the text where it stands and is remembered, so that nothing is returned early.

use super::{Json, MAX_DEPTH};
use crate::checks::{Check, must};
use crate::code::Code;
use crate::prelude::*;

/// The largest whole number that JavaScript keeps exactly: 2⁵³ − 1.
const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// More than any document has: each name is compared with all before it.
const MAX_MEMBERS: usize = 256;

pub(super) fn document(bytes: &[u8]) -> Result<Json, Code> {
    let mut reader = Reader { rest: bytes, fault: false };
    let value = reader.value(MAX_DEPTH);
    reader.blanks();
    if reader.fault || !reader.rest.is_empty() { Err(Code::Format) } else { Ok(value) }
}

struct Reader<'a> {
    rest: &'a [u8],
    fault: bool,
}

impl Reader<'_> {
    fn refuse(&mut self) {
        self.fault = true;
        self.rest = &[];
    }

    /// The next byte; after the end, or a fault, a zero, which no text may hold.
    fn next(&mut self) -> u8 {
        let Some((byte, rest)) = self.rest.split_first() else {
            self.fault = true;
            return 0;
        };
        self.rest = rest;
        *byte
    }

    fn blanks(&mut self) {
        while let Some((b' ' | b'\t' | b'\n' | b'\r', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    /// What must come next.
    fn expect(&mut self, token: &[u8]) {
        match self.rest.strip_prefix(token) {
            Some(rest) => self.rest = rest,
            None => self.refuse(),
        }
    }

    fn value(&mut self, depth: usize) -> Json {
        if must(Check::Depth, depth > 0, Code::Format).is_err() {
            self.refuse();
        }
        let deeper = depth.saturating_sub(1);
        self.blanks();
        match self.next() {
            b'"' => Json::Text(self.text()),
            b'{' => {
                let mut members = Vec::new();
                self.list(b'}', &mut |reader| reader.member(deeper, &mut members));
                Json::Object(members)
            }
            b'[' => {
                let mut elements = Vec::new();
                self.list(b']', &mut |reader| elements.push(reader.value(deeper)));
                Json::Array(elements)
            }
            b't' => {
                self.expect(b"rue");
                Json::Bool(true)
            }
            b'f' => {
                self.expect(b"alse");
                Json::Bool(false)
            }
            b'n' => {
                self.expect(b"ull");
                Json::Null
            }
            first => self.number(first),
        }
    }

    /// What stands between an opening bracket, which is behind us, and its end.
    fn list(&mut self, end: u8, item: &mut dyn FnMut(&mut Self)) {
        self.blanks();
        if self.rest.first() == Some(&end) {
            self.next();
            return;
        }
        loop {
            item(self);
            self.blanks();
            match self.next() {
                b',' => {}
                found if found == end => return,
                _ => return self.refuse(),
            }
        }
    }

    fn member(&mut self, depth: usize, members: &mut Vec<(String, Json)>) {
        self.blanks();
        self.expect(b"\"");
        let name = self.text();
        let new = members.len() < MAX_MEMBERS && members.iter().all(|(there, _)| *there != name);
        if must(Check::DuplicateMember, new, Code::Format).is_err() {
            self.refuse();
        }
        self.blanks();
        self.expect(b":");
        members.push((name, self.value(depth)));
    }

    /// No leading zero, no -0, no fraction, no exponent.
    fn number(&mut self, first: u8) -> Json {
        let negative = first == b'-';
        let first = if negative { self.next() } else { first };
        if !first.is_ascii_digit() || (first == b'0' && negative) {
            self.refuse();
        }
        let mut size = i64::from(first) - i64::from(b'0');
        while let Some((digit @ b'0'..=b'9', rest)) = self.rest.split_first() {
            self.rest = rest;
            if size == 0 || size > MAX_SAFE / 10 {
                self.refuse();
                break;
            }
            size = size * 10 + i64::from(digit - b'0');
        }
        if size > MAX_SAFE {
            self.refuse();
        }
        Json::Int(if negative { -size } else { size })
    }

    /// The rest of a string whose opening quote is behind us.
    fn text(&mut self) -> String {
        let mut out = Vec::new();
        loop {
            // Almost every text is copied whole; one that never ends is, too, or each of its bytes would be looked for the end again.
            let plain = self.rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            let plain = plain.unwrap_or(self.rest.len());
            let (clean, rest) = self.rest.split_at_checked(plain).unwrap_or_default();
            out.extend_from_slice(clean);
            self.rest = rest;
            match self.next() {
                b'"' => break,
                b'\\' => {
                    let found = self.escaped();
                    out.extend_from_slice(found.encode_utf8(&mut [0; 4]).as_bytes());
                }
                // A control character, or the end.
                _ => {
                    self.refuse();
                    break;
                }
            }
        }
        String::from_utf8(out).unwrap_or_else(|_| {
            self.refuse();
            String::new()
        })
    }

    fn escaped(&mut self) -> char {
        match self.next() {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unit(),
            _ => {
                self.refuse();
                '\0'
            }
        }
    }

    /// `\uXXXX`, or a pair of them; half a pair is refused.
    fn unit(&mut self) -> char {
        let mut code = self.hex();
        if (0xD800..0xDC00).contains(&code) {
            self.expect(b"\\u");
            let second = self.hex();
            if !(0xDC00..0xE000).contains(&second) {
                self.refuse();
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (second & 0x3FF);
        }
        char::from_u32(code).unwrap_or_else(|| {
            self.refuse();
            '\0'
        })
    }

    fn hex(&mut self) -> u32 {
        let mut value = 0;
        for _ in 0..4 {
            let digit = char::from(self.next()).to_digit(16);
            if digit.is_none() {
                self.refuse();
            }
            value = value * 16 + digit.unwrap_or(0);
        }
        value
    }
}
