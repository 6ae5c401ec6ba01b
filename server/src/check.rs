//! `realname-server check`: many texts of one kind, a line each, for a back office. Prints line numbers and codes, never
//! a text.

use anyhow::Result;
use realname::batch;
use realname::code::Kind;
use realname::date::Date;
use std::io::{BufRead, Write};
use zeroize::Zeroizing;

/// Reads to the end; says whether every line was well-formed.
///
/// # Errors
/// When reading or writing fails. A line that is not UTF-8 is an answer, `E_INPUT_CHARSET`, not an error.
pub fn lines(mut input: impl BufRead, mut output: impl Write, kind: Kind, today: Date) -> Result<bool> {
    let mut line = Zeroizing::new(Vec::with_capacity(256));
    let mut good = true;
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let answer = match std::str::from_utf8(&line) {
            Ok(text) => batch::lines(text.trim_end_matches(['\n', '\r']), kind, today).next(),
            Err(_) => Some(Some(realname::code::Code::InputCharset)),
        };
        // An empty line has no answer of its own: nothing was entered.
        if let Some(code) = answer.unwrap_or(Some(realname::code::Code::InputEmpty)) {
            good = false;
            writeln!(output, "{number} {code}")?;
        }
    }
    output.flush()?;
    Ok(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_lines_and_why_and_never_what() {
        let input = "11010519491231002X\r\n110105194912310021\n\n\u{ff11}10105194912310021\n".to_owned();
        let mut bytes = input.into_bytes();
        bytes.extend_from_slice(b"\xff\xfe\n");
        let mut out = Vec::new();
        let today = Date::new(2026, 11, 25).unwrap();
        assert!(!lines(bytes.as_slice(), &mut out, Kind::ResidentId, today).unwrap());
        let said = String::from_utf8(out).unwrap();
        assert_eq!(said, "2 E_INPUT_CHECKSUM\n3 E_INPUT_EMPTY\n4 E_INPUT_CHECKSUM\n5 E_INPUT_CHARSET\n");
        assert!(lines(&b"11010519491231002X\n"[..], Vec::new(), Kind::ResidentId, today).unwrap());
    }
}
