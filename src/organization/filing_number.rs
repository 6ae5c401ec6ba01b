//! 区块链信息服务备案编号: `京网信备…号`, twenty characters. A lint, no proof of filing: no standard is published.

use crate::WellFormed;
use crate::checksum::mod_11_2;
use crate::code::{Code, Facts, Field, Kind, Verdict};
use crate::prelude::*;
use crate::region;
use crate::secret::Secret;
use crate::shape::{Fit, fit};
use crate::text::{Text, trim};

pub use crate::well_formed::mask;

/// What stands before the twenty characters.
const MARK: &str = "网信备";

/// Checks a filing number as Art. 13 of the 区块链信息服务管理规定 has it shown. Twenty characters under ISO 7064 MOD 11-2, as in
/// all twelve numbers that were looked at; the layout 6 place, 2 year, 8, 3, 1 is observed, not published. An algorithm's filing (算备)
/// is another thing.
///
/// ```
/// use realname::{code::Code, organization::filing_number};
/// assert_eq!(filing_number::check("网信算备110108823483904220013号").code(), Some(Code::InputOtherKind));
/// ```
#[must_use]
pub fn check(text: &str) -> Verdict {
    let candidates = || vec![Kind::FilingNumber];
    let refuse = |code| Verdict::Malformed { field: Field::Organization, code, candidates: candidates() };
    if trim(text).is_empty() {
        return refuse(Code::InputEmpty);
    }
    if find(text, "算备").is_some() {
        return refuse(Code::InputOtherKind);
    }
    let (place, rest) = match find(text, MARK) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + MARK.len()..).unwrap_or_default()),
        None => ("", text),
    };
    let place = trim(place);
    // The short name of a province, or none.
    if place.chars().nth(1).is_some() || place.chars().any(|c| !matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return refuse(Code::InputPrefix);
    }
    let mut rest = trim(rest);
    while let Some(shorter) = rest.strip_suffix('号') {
        rest = shorter;
    }
    let number = Text::read(rest);
    match fit(number.bytes(), "dddddddddddddddddddx") {
        Fit::Partial => return Verdict::Incomplete { field: Field::Organization, candidates: candidates() },
        Fit::Long => return refuse(Code::InputLength),
        Fit::Not { code, .. } => return refuse(code),
        Fit::Full => {}
    }
    if mod_11_2(number.part(0, 19)) != Some(number.at(19)) {
        return refuse(Code::InputChecksum);
    }
    let code = number.number(0, 6);
    let warnings = match region::place(code) {
        region::Place::Unknown | region::Place::Unlisted => vec![Code::WarnRegionUnlisted],
        _ => Vec::new(),
    };
    let number = core::str::from_utf8(number.bytes()).unwrap_or_default();
    let normalized =
        if place.is_empty() { number.to_owned() } else { place.to_owned() + MARK + number + "号" };
    let facts = Facts { changed: normalized != text, region: Some(code), ..Facts::default() };
    Verdict::WellFormed { kind: Kind::FilingNumber, normalized: Secret::new(normalized), facts, warnings }
}

/// Where a part begins. The searcher of `str` is made for long texts, and a kilobyte of the module.
fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

/// Reads a text: a value with its facts as methods, or why it is none.
///
/// # Errors
/// The code of the malformed; `E_INPUT_LENGTH` for a text that ends too early.
///
/// ```
/// use realname::{code::Code, organization::filing_number};
/// assert_eq!(filing_number::parse("").unwrap_err(), Code::InputEmpty);
/// ```
pub fn parse(text: &str) -> Result<WellFormed, Code> {
    check(text).try_into()
}

/// The canonical form of a well-formed text: what is hashed and sealed.
///
/// ```
/// assert!(realname::organization::filing_number::normalize("京网信备1").is_none());
/// ```
#[must_use]
pub fn normalize(text: &str) -> Option<Secret> {
    parse(text).ok().map(WellFormed::into_value)
}

/// Whether a text is a well-formed filing number.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    check(text).is_well_formed()
}
