//! Organisations: unified social credit code, organisation code, registration number; the filing number as a lint.

pub mod filing_number;
mod org_code;
mod registration_number;
mod uscc;

use crate::WellFormed;
use crate::code::{Code, Field, Kind, Verdict};
use crate::date::Date;
use crate::reading::{self, Spec};
use crate::secret::Secret;
use crate::text::Text;

pub use crate::well_formed::mask;

/// Every kind, the likeliest first.
const SPECS: &[Spec] = &[uscc::SPEC, org_code::SPEC, registration_number::SPEC];

/// Checks an organisation's code.
///
/// ```
/// use realname::{code::{Authority, Kind, Verdict}, organization};
/// let verdict = organization::check("91110000600037341L", Some(Kind::Uscc));
/// let Verdict::WellFormed { facts, .. } = verdict else { panic!() };
/// assert_eq!(facts.authority, Some(Authority::Market));
/// ```
#[must_use]
pub fn check(text: &str, kind: Option<Kind>) -> Verdict {
    reading::check(text, &Text::read(text), Field::Organization, SPECS, kind, Date::FIRST)
}

/// Reads a text: a value with its facts as methods, or why it is none.
///
/// # Errors
/// The code of the malformed; `E_INPUT_LENGTH` for a text that ends too early.
///
/// ```
/// use realname::{code::Kind, organization};
/// let code = organization::parse("91350100M000100Y43", None).unwrap();
/// assert_eq!((code.kind(), code.region()), (Kind::Uscc, Some(350100)));
/// ```
pub fn parse(text: &str, kind: Option<Kind>) -> Result<WellFormed, Code> {
    check(text, kind).try_into()
}

/// The canonical form of a well-formed text: what is hashed and sealed.
///
/// ```
/// // EXPOSE: an example; the value is the standard's.
/// assert_eq!(realname::organization::normalize("d2143569-x", None).unwrap().expose(), "D2143569X");
/// ```
#[must_use]
pub fn normalize(text: &str, kind: Option<Kind>) -> Option<Secret> {
    parse(text, kind).ok().map(WellFormed::into_value)
}

/// Whether a text is the well-formed code of an organisation; allocates nothing.
///
/// ```
/// assert!(realname::organization::is_valid("D2143569-X", None));
/// ```
#[must_use]
pub fn is_valid(text: &str, kind: Option<Kind>) -> bool {
    reading::is_valid(&Text::read(text), SPECS, kind, Date::FIRST)
}
