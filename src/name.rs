//! Names of persons: never reject a real one. Han characters of every plane, middle dots, Latin and other letters.

use crate::WellFormed;
use crate::code::{Code, Facts, Field, Kind, Verdict};
use crate::prelude::*;
use crate::secret::Secret;
use crate::text::{is_blank, is_invisible};
use zeroize::Zeroizing;

pub use crate::well_formed::mask;

/// Longer than any name that a document can print; the verification services take fewer, see `W_NAME_LONG`.
const MOST: usize = 128;

/// What the verification services are known to take.
const USUAL: usize = 50;

/// Checks a person's name. The caller hands over NFC text.
///
/// Blanks at the ends go, blanks between Han characters too, others become one space; every code point that input methods give for
/// the middle dot (间隔号) becomes U+00B7, as GB 18030 and the population register write it; full-width Latin letters become narrow.
/// Refused are only digits, signs and emoji, which no document prints in a name.
///
/// ```
/// use realname::{code::Verdict, name};
/// let Verdict::WellFormed { normalized, .. } = name::check(" 阿卜杜拉•买买提 ") else { panic!() };
/// // EXPOSE: an example; nobody's name.
/// assert_eq!(normalized.expose(), "阿卜杜拉·买买提");
/// ```
#[must_use]
pub fn check(text: &str) -> Verdict {
    let refuse = |code| Verdict::Malformed { field: Field::Name, code, candidates: vec![Kind::PersonName] };
    // One allocation of the greatest size it can have (a full stop becomes a dot of two bytes): no copy stays behind in a grown buffer.
    let mut name = Zeroizing::new(String::with_capacity(text.len() * 2));
    let (mut count, mut han, mut rare, mut blank, mut last) = (0_usize, 0_usize, false, false, '\0');
    let (mut dot, mut changed) = (false, false);
    for c in text.chars() {
        if is_invisible(c) || is_variation(c) {
            changed = true;
            continue;
        }
        if is_blank(c) {
            blank = true;
            continue;
        }
        let folded = fold(c, last);
        // Behind what was not there a moment ago no accent is in NFC any more.
        if !is_letter(folded) || (changed && matches!(c, '\u{300}'..='\u{36F}')) {
            return refuse(Code::InputCharset);
        }
        changed = folded != c;
        let c = folded;
        // One between two parts of a name, none at its ends.
        if c == '·' {
            dot = true;
            continue;
        }
        if dot && !name.is_empty() {
            name.push('·');
            count += 1;
        } else if blank && !name.is_empty() && !(is_han(last) || is_han(c)) {
            // 张　三 is 张三; a space stays between words of letters only.
            name.push(' ');
        }
        (blank, dot) = (false, false);
        name.push(c);
        count += 1;
        han += usize::from(is_han(c));
        rare |= is_rare(c);
        last = c;
    }
    if name.is_empty() {
        return refuse(if dot { Code::InputCharset } else { Code::InputEmpty });
    }
    if count > MOST {
        return refuse(Code::InputLength);
    }
    if !name.chars().any(|c| !is_mark(c)) {
        return refuse(Code::InputCharset);
    }
    let mut warnings = Vec::new();
    if rare {
        warnings.push(Code::WarnNameRare);
    }
    if count > USUAL {
        warnings.push(Code::WarnNameLong);
    }
    if count == 1 && han == 1 {
        warnings.push(Code::WarnNameShort);
    }
    let facts = Facts { changed: *name != text, ..Facts::default() };
    Verdict::WellFormed { kind: Kind::PersonName, normalized: Secret::copy_of(&name), facts, warnings }
}

/// Reads a text: a value with its facts as methods, or why it is none.
///
/// # Errors
/// The code of the malformed; `E_INPUT_LENGTH` for a text that ends too early.
///
/// ```
/// use realname::{code::Code, name};
/// assert!(name::parse("欧阳娜娜").is_ok());
/// assert_eq!(name::parse("13800138000").unwrap_err(), Code::InputCharset);
/// ```
pub fn parse(text: &str) -> Result<WellFormed, Code> {
    check(text).try_into()
}

/// The canonical form of a well-formed text: what is hashed and sealed.
///
/// ```
/// // EXPOSE: an example; nobody's name.
/// assert_eq!(realname::name::normalize("张　三").unwrap().expose(), "张三");
/// ```
#[must_use]
pub fn normalize(text: &str) -> Option<Secret> {
    parse(text).ok().map(WellFormed::into_value)
}

/// Whether a text is a well-formed name.
///
/// ```
/// assert!(realname::name::is_valid("李\u{2B7E6}"));
/// assert!(!realname::name::is_valid("13800138000"));
/// ```
#[must_use]
pub fn is_valid(text: &str) -> bool {
    check(text).is_well_formed()
}

fn fold(c: char, last: char) -> char {
    match c {
        '\u{FF21}'..='\u{FF3A}'
        | '\u{FF41}'..='\u{FF5A}'
        | '\u{FF07}'
        | '\u{FF08}'
        | '\u{FF09}'
        | '\u{FF0C}'
        | '\u{FF0D}'
        | '\u{FF0F}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        // Bullet, hyphenation point, dot operator, bullet operator, ano teleia, katakana dots, word separator, small full stop, one dot leader.
        '\u{FE52}' | '\u{2024}' | '•' | '‧' | '⋅' | '∙' | '\u{387}' | '・' | '･' | '⸱' | '●' | '▪'
        | '\u{16EB}' => '·',
        // The full stop that stands in for it between Han characters.
        '.' | '．' | '。' | '｡' if is_han(last) => '·',
        '．' => '.',
        // Circles that are typed for the Han character.
        '○' | '◯' => '〇',
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '\u{2BC}' | '`' | '\u{B4}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}

const fn is_mark(c: char) -> bool {
    matches!(c, '·' | '\'' | '-' | '.' | ',' | '(' | ')' | '/')
}

/// Refuses what no name has, and lets every letter of every script pass: a list of letters would refuse somebody.
const fn is_letter(c: char) -> bool {
    is_mark(c)
        || !matches!(
            c,
            '\0'..='@' | '['..='`' | '{'..='\u{A9}' | '\u{AB}'..='\u{B9}' | '\u{BB}'..='\u{BF}' | '×' | '÷'
                | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' | '\u{966}'..='\u{96F}' | '\u{F20}'..='\u{F29}' | '\u{1810}'..='\u{1819}'
                | '\u{2000}'..='\u{209F}' | '\u{20A0}'..='\u{20CF}' | '\u{2100}'..='\u{214F}'
                | '\u{2190}'..='\u{2BFF}' | '\u{2FF0}'..='\u{2FFF}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}'
                | '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}'
                | '\u{FF5B}'..='\u{FF65}' | '\u{FFE0}'..='\u{FFFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{E0000}'..='\u{E007F}'
        )
}

/// Variation selectors pick a glyph; the register knows the character only.
const fn is_variation(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Han characters: the unified blocks with every extension, compatibility ideographs, 〇, and the private areas in which
/// older GB 18030 fonts kept rare ones.
const fn is_han(c: char) -> bool {
    matches!(
        c,
        '々' | '〇' | '\u{2E80}'..='\u{2FDF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{E000}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}' | '\u{F0000}'..='\u{10FFFF}'
    )
}

/// Han characters that a service may keep under another code point or not at all: extensions, radicals, private areas.
const fn is_rare(c: char) -> bool {
    is_han(c) && !matches!(c, '々' | '〇' | '\u{4E00}'..='\u{9FA5}')
}
