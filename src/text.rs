//! Normalisation: what a person typed → the ASCII characters that were meant. Everything after it is byte work.

use crate::secret::Secret;
use zeroize::Zeroize as _;

/// Room for the longest number, the 88 characters of a machine-readable zone, and a little more to see that a text is longer.
const CAPACITY: usize = 96;

/// Stands for a character that no number has, so that every shape refuses it where it stands.
const FOREIGN: u8 = b'?';

/// Brackets were removed.
pub(crate) const BRACKETS: u8 = 1;
/// A look-alike of the check character X was folded in the 18th place.
pub(crate) const ROMAN_TEN: u8 = 2;
/// Arabic-Indic digits were folded.
pub(crate) const OTHER_DIGITS: u8 = 4;

/// A normalised text on the stack, wiped when dropped: upper-case ASCII without blanks, hyphens and invisible characters.
///
/// What is folded is what typing, pasting and input methods add without meaning: full width, blanks, dashes, zero-width
/// and bidirectional controls, and the seven look-alikes of the check character X of GB 11643. `O`→`0` and the like are
/// never folded: they are reported, not guessed.
///
/// ```
/// use realname::text::Text;
/// let text = Text::read("　１１０１０５-19491231-002ｘ\u{200b}");
/// // EXPOSE: an example; the value is the specimen of the standard.
/// assert_eq!(text.secret().expose(), "11010519491231002X");
/// ```
#[derive(Clone)]
pub struct Text {
    bytes: [u8; CAPACITY],
    len: usize,
    /// How far anything was ever written: what is wiped.
    used: usize,
    marks: u8,
}

impl Drop for Text {
    fn drop(&mut self) {
        if let Some(used) = self.bytes.get_mut(..self.used) {
            used.zeroize();
        }
    }
}

/// A text without the blanks and the invisible at its ends; the searchers of `str::trim` are four times as long.
pub(crate) fn trim(text: &str) -> &str {
    let is_nothing = |c: char| c.is_whitespace() || is_invisible(c);
    let mut rest = text.chars();
    let mut before = rest.clone();
    while rest.next().is_some_and(is_nothing) {
        before = rest.clone();
    }
    rest = before.clone();
    while rest.next_back().is_some_and(is_nothing) {
        before = rest.clone();
    }
    before.as_str()
}

impl Text {
    /// Normalises a text. Total: whatever cannot belong to a number becomes a character that every check refuses.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut out = Self::empty();
        // Most texts are digits to the end, or to the check character.
        let plain = text.bytes().take(CAPACITY).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at_checked(plain).unwrap_or(("", text));
        out.extend(digits.as_bytes());
        for c in rest.chars() {
            if out.len == CAPACITY {
                break;
            }
            match fold(c, out.len) {
                Fold::Keep(byte) => out.push(byte),
                Fold::Marked(byte, mark) => {
                    out.marks |= mark;
                    out.push(byte);
                }
                Fold::Drop(mark) => out.marks |= mark,
            }
        }
        out
    }

    pub(crate) fn empty() -> Self {
        Self { bytes: [0; CAPACITY], len: 0, used: 0, marks: 0 }
    }

    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
            self.used = self.used.max(self.len);
        }
    }

    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.push(*byte);
        }
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The part between two places; empty if there is none.
    pub(crate) fn part(&self, from: usize, to: usize) -> &[u8] {
        self.bytes().get(from..to).unwrap_or_default()
    }

    /// The digits between two places as a number; other characters count as zero.
    pub(crate) fn number(&self, from: usize, to: usize) -> u32 {
        self.part(from, to).iter().fold(0, |n, b| n * 10 + u32::from(b.wrapping_sub(b'0').min(9)))
    }

    /// The character at a place; 0 beyond the end.
    pub(crate) fn at(&self, place: usize) -> u8 {
        self.bytes().get(place).copied().unwrap_or(0)
    }

    /// Whether something was folded that the kind in question does not allow.
    pub(crate) const fn has_beyond(&self, allowed: u8) -> bool {
        self.marks & !allowed != 0
    }

    /// Number of characters.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The normalised text.
    #[must_use]
    pub fn secret(&self) -> Secret {
        Secret::copy_of(core::str::from_utf8(self.bytes()).unwrap_or_default())
    }
}

enum Fold {
    Keep(u8),
    Marked(u8, u8),
    Drop(u8),
}

fn fold(c: char, place: usize) -> Fold {
    // Almost every character of almost every text.
    if c.is_ascii_digit() {
        return Fold::Keep(u8::try_from(c).unwrap_or(FOREIGN));
    }
    let c = half_width(c);
    match c {
        '(' | ')' | '[' | ']' | '【' | '】' => Fold::Drop(BRACKETS),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => Fold::Drop(0),
        _ if is_blank(c) || is_invisible(c) => Fold::Drop(0),
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '+' | '<' | '.' | ':' => {
            Fold::Keep(u8::try_from(c).unwrap_or(FOREIGN).to_ascii_uppercase())
        }
        'Х' | 'х' | 'Χ' | 'χ' | 'Ⅹ' | 'ⅹ' | '×' if place == 17 => Fold::Marked(b'X', ROMAN_TEN),
        '\u{660}'..='\u{669}' => other_digit(c, 0x660),
        '\u{6F0}'..='\u{6F9}' => other_digit(c, 0x6F0),
        _ => Fold::Keep(FOREIGN),
    }
}

/// A full-width form (全角) as its ASCII character.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn other_digit(c: char, zero: u32) -> Fold {
    Fold::Marked(b'0' + u8::try_from(u32::from(c) - zero).unwrap_or(0), OTHER_DIGITS)
}

/// Spaces of Unicode (White_Space, without the line and paragraph separators, which no keyboard gives).
pub(crate) const fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// Zero-width, joining and bidirectional controls, soft hyphen, byte-order mark.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}
