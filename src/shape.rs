//! Shapes of numbers: one tiny pattern language instead of regular expressions, which tells "not yet" from "not".

use crate::code::Code;

/// How a text fits a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Every place fits and none is missing.
    Full,
    /// Every place fits, more are expected.
    Partial,
    /// Every place fits and there are too many.
    Long,
    /// A place does not fit.
    Not {
        /// Which.
        at: usize,
        /// How it is reported.
        code: Code,
    },
}

/// Compares a text with a shape. In a shape an upper-case letter, a digit or a sign stands for itself; a lower-case letter is
/// a class of characters, see [`class`].
pub(crate) fn fit(text: &[u8], shape: &str) -> Fit {
    let mut places = shape.bytes();
    for (at, b) in text.iter().enumerate() {
        let Some(class_of) = places.next() else { return Fit::Long };
        if !class(class_of, *b) {
            return Fit::Not { at, code: refusal(class_of, *b) };
        }
    }
    if places.next().is_some() { Fit::Partial } else { Fit::Full }
}

/// The classes of characters.
fn class(class: u8, b: u8) -> bool {
    match class {
        b'd' => b.is_ascii_digit(),
        b'x' => matches!(b, b'0'..=b'9' | b'X'),
        b'k' => matches!(b, b'0'..=b'9' | b'A'),
        b'a' => matches!(b, b'0'..=b'9' | b'A'..=b'Z'),
        b'l' => b.is_ascii_uppercase(),
        // Machine-readable zone.
        b'f' => matches!(b, b'0'..=b'9' | b'A'..=b'Z' | b'<'),
        // GB 32100: no I, O, S, V, Z.
        b'u' => matches!(b, b'0'..=b'9' | b'A'..=b'Y') && !matches!(b, b'I' | b'O' | b'S' | b'V'),
        // A letter of a passport's series: no I, no O.
        b'p' => matches!(b, b'0'..=b'9' | b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z'),
        b'h' => matches!(b, b'H' | b'M'),
        b'm' => matches!(b, b'1' | b'5' | b'7'),
        b's' => matches!(b, b'1' | b'2'),
        b'r' => matches!(b, b'8' | b'9'),
        b'o' => matches!(b, b'A'..=b'D'),
        b'v' => matches!(b, b'2' | b'8'),
        b'g' => matches!(b, b'4'..=b'9'),
        literal => b == literal,
    }
}

/// Why a character is refused where a class was expected.
fn refusal(class: u8, b: u8) -> Code {
    match class {
        b'd' | b'x' | b'k' | b'u' if matches!(b, b'O' | b'I' | b'L' | b'Z' | b'S' | b'B' | b'V') => {
            Code::InputLookalike
        }
        b'd' | b'x' | b'k' | b'u' | b'a' | b'f' | b'l' => Code::InputCharset,
        _ if b.is_ascii_alphanumeric() => Code::InputPrefix,
        _ => Code::InputCharset,
    }
}
