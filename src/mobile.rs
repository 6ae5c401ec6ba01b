//! Mobile numbers: E.164 in and out; the mainland's blocks, and Hong Kong's, Macau's and Taiwan's where a policy allows them.

mod segment;

/// The state of the table of blocks, year and month.
pub const AS_OF: &str = segment::AS_OF;

pub use segment::Block;

/// The mainland's blocks, each with the date of the list or plan it stands in. Where two hold a number the first counts.
///
/// ```
/// use realname::{code::Operator, mobile};
/// let block = mobile::blocks().find(|block| block.first == 16_100).unwrap();
/// assert_eq!((block.operator, block.listed), (Some(Operator::Broadnet), "2026"));
/// ```
pub fn blocks() -> impl Iterator<Item = Block> {
    segment::table()
}

use crate::WellFormed;
use crate::code::{Code, Field, Kind, Service, Verdict};
use crate::date::Date;
use crate::reading::{self, Found, Spec, Stop};
use crate::secret::Secret;
use crate::text::{BRACKETS, OTHER_DIGITS, Text, half_width, trim};

pub use crate::well_formed::mask;

const ALLOWS: u8 = BRACKETS | OTHER_DIGITS;

/// The mainland first. `86` without a plus is what many write; a leading 0 or `(0)` is the trunk prefix.
const SPECS: &[Spec] = &[
    Spec {
        kind: Kind::CnMobile,
        shapes: &[
            "1dddddddddd",
            "+861dddddddddd",
            "00861dddddddddd",
            "861dddddddddd",
            "01dddddddddd",
            "+8601dddddddddd",
            "008601dddddddddd",
            "8601dddddddddd",
            // Kept for mobile numbers by the plan of 2017, given to nobody yet.
            "9vddddddddd",
            "+869vddddddddd",
            // 13 digits: machines only.
            "1064ddddddddd",
            "140dddddddddd",
            "141dddddddddd",
            "144dddddddddd",
            "146dddddddddd",
            "148dddddddddd",
            "+861064ddddddddd",
            "+86140dddddddddd",
            "+86141dddddddddd",
            "+86144dddddddddd",
            "+86146dddddddddd",
            "+86148dddddddddd",
        ],
        allows: ALLOWS,
        checked: false,
        read: |text, _, found| mainland(text, found),
    },
    Spec {
        kind: Kind::HkMobile,
        shapes: &["gddddddd", "+852gddddddd", "00852gddddddd", "852gddddddd"],
        allows: ALLOWS,
        checked: false,
        read: |text, _, found| elsewhere(text, b"+852", 8, found),
    },
    Spec {
        kind: Kind::MoMobile,
        shapes: &["6ddddddd", "+8536ddddddd", "008536ddddddd", "8536ddddddd"],
        allows: ALLOWS,
        checked: false,
        read: |text, _, found| elsewhere(text, b"+853", 8, found),
    },
    Spec {
        kind: Kind::TwMobile,
        shapes: &[
            "09dddddddd",
            "9dddddddd",
            "+8869dddddddd",
            "008869dddddddd",
            "8869dddddddd",
            "+88609dddddddd",
            "0088609dddddddd",
            "88609dddddddd",
        ],
        allows: ALLOWS,
        checked: false,
        read: |text, _, found| elsewhere(text, b"+886", 9, found),
    },
];

/// Checks a mobile number. The normalised form is E.164: `+86` and eleven digits.
///
/// A block that no list has yet is accepted with `W_SEGMENT_UNLISTED`: new ones appear every year, and whether a number
/// exists is what a message to it shows. `kind` says which places a policy allows; with no kind, any of the four.
///
/// ```
/// use realname::{code::{Kind, Verdict}, mobile};
/// let Verdict::WellFormed { normalized, .. } = mobile::check("0086 138-0013-8000", Some(Kind::CnMobile)) else { panic!() };
/// // EXPOSE: an example; the number is an operator's service line.
/// assert_eq!(normalized.expose(), "+8613800138000");
/// ```
#[must_use]
pub fn check(text: &str, kind: Option<Kind>) -> Verdict {
    reading::check(text, &Text::read(bare(text)), Field::Mobile, SPECS, kind, Date::FIRST)
}

/// Reads a text: a value with its facts as methods, or why it is none.
///
/// # Errors
/// The code of the malformed; `E_INPUT_LENGTH` for a text that ends too early.
///
/// ```
/// use realname::{code::{Kind, Operator}, mobile};
/// let number = mobile::parse("0086 138-0013-8000", Some(Kind::CnMobile)).unwrap();
/// assert_eq!(number.operator(), Some(Operator::Mobile));
/// // EXPOSE: an example; the number is an operator's service line.
/// assert_eq!(number.format().expose(), "+86 138 0013 8000");
/// ```
pub fn parse(text: &str, kind: Option<Kind>) -> Result<WellFormed, Code> {
    check(text, kind).try_into()
}

/// The canonical form of a well-formed text: what is hashed and sealed.
///
/// ```
/// // EXPOSE: an example; the number is an operator's service line.
/// assert_eq!(realname::mobile::normalize("13800138000", None).unwrap().expose(), "+8613800138000");
/// ```
#[must_use]
pub fn normalize(text: &str, kind: Option<Kind>) -> Option<Secret> {
    parse(text, kind).ok().map(WellFormed::into_value)
}

/// Whether a text is a well-formed mobile number; allocates nothing.
///
/// ```
/// assert!(realname::mobile::is_valid("+86 (0)138 0013 8000", None));
/// ```
#[must_use]
pub fn is_valid(text: &str, kind: Option<Kind>) -> bool {
    decided(text.as_bytes(), kind)
        .unwrap_or_else(|| reading::is_valid(&Text::read(bare(text)), SPECS, kind, Date::FIRST))
}

/// Whether bytes are a well-formed mobile number, where that is plain to see: eleven letters or digits, the first of them a 1. `None`: the
/// reader has to say, which knows other spellings.
pub(crate) fn decided(text: &[u8], kind: Option<Kind>) -> Option<bool> {
    if text.len() != 11 || text.first() != Some(&b'1') || !matches!(kind, None | Some(Kind::CnMobile)) {
        return None;
    }
    let (mut five, mut left) = (0, 5);
    for byte in text {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            // No letter is ever dropped or read as a digit; a blank is dropped.
            return (kind.is_some() && byte.is_ascii_alphabetic()).then_some(false);
        }
        if left > 0 {
            (five, left) = (five * 10 + digit, left - 1);
        }
    }
    Some(segment::is_any(five)).filter(|valid| *valid || kind.is_some())
}

/// Without the scheme of a `tel:` URI (RFC 3966), in full width too, as an input method writes it.
fn bare(text: &str) -> &str {
    let text = trim(text);
    let mut rest = text.chars();
    let is_scheme = |letter| rest.next().is_some_and(|c| half_width(c).eq_ignore_ascii_case(&letter));
    if ['t', 'e', 'l', ':'].into_iter().all(is_scheme) { rest.as_str() } else { text }
}

/// Brings a number into E.164: the country code and the last digits.
fn e164(text: &mut Text, country: &[u8], digits: usize) {
    let mut own = Text::empty();
    own.extend(country);
    own.extend(text.part(text.len().saturating_sub(digits), text.len()));
    *text = own;
}

fn mainland(text: &mut Text, found: &mut Found) -> Result<(), Stop> {
    let machine = matches!((text.at(0), text.len()), (b'1', 13) | (b'+', 16));
    e164(text, b"+86", if machine { 13 } else { 11 });
    let first = text.number(3, 8);
    let (operator, service) = match segment::find(first) {
        _ if machine => (None, Some(Service::Iot)),
        // Two digits of a machine's number are still to come.
        None if first / 10 == 1064 => return Err(Stop::NotYet),
        Some(segment) => (segment.operator, segment.service),
        None => return Err(Code::InputPrefix.into()),
    };
    if service == Some(Service::Iot) {
        found.warn(Code::WarnMachineNumber);
    }
    if service.is_none() {
        found.warn(Code::WarnSegmentUnlisted);
    }
    (found.facts.operator, found.facts.service) = (operator, service);
    Ok(())
}

fn elsewhere(text: &mut Text, country: &[u8], digits: usize, found: &mut Found) -> Result<(), Stop> {
    e164(text, country, digits);
    found.facts.service = Some(Service::Mobile);
    Ok(())
}
