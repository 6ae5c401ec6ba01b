//! Organisations: unified social credit code, organisation code, registration number; the filing number as a lint.

pub mod filing_number;
mod org_code;
mod registration_number;
mod uscc;

use crate::code::{Field, Kind, Verdict};
use crate::date::Date;
use crate::reading::{self, Spec};
use crate::text::Text;

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

/// Whether a text is the well-formed code of an organisation; allocates nothing.
///
/// ```
/// assert!(realname::organization::is_valid("D2143569-X", None));
/// ```
#[must_use]
pub fn is_valid(text: &str, kind: Option<Kind>) -> bool {
    reading::is_valid(&Text::read(text), SPECS, kind, Date::FIRST)
}
