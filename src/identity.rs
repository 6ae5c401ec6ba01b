//! Identity documents: which kinds there are, and the one way to check them.

mod hk_mo_id;
mod passport;
mod permanent_resident_id;
mod residence_permit;
pub mod resident_id;
mod travel_permit;
mod tw_id;

use crate::WellFormed;
use crate::code::{Code, Field, Kind, Sex, Verdict};
use crate::date::Date;
use crate::reading::{Found, Spec, check as read, is_valid as valid};
use crate::secret::Secret;
use crate::text::Text;

pub use crate::well_formed::mask;

/// Every kind, the likeliest first: those with a check character, then those with a shape only.
const SPECS: &[Spec] = &[
    residence_permit::SPEC,
    permanent_resident_id::SPEC,
    resident_id::SPEC,
    tw_id::NATIONAL,
    tw_id::RESIDENT,
    hk_mo_id::HONG_KONG,
    passport::ZONE,
    travel_permit::HK_MO,
    passport::CHINESE,
    travel_permit::TW,
    hk_mo_id::MACAU,
    passport::FOREIGN,
];

/// Checks the number of an identity document. `today` is the date in Asia/Shanghai: nothing here looks at a clock.
///
/// With no kind the likeliest comes first and every other that fits is named: in `facts.also`, or as `candidates`.
///
/// ```
/// use realname::{code::{Code, Kind}, date::Date, identity};
/// let today = Date::new(2026, 11, 25).unwrap();
/// assert!(identity::check("11010519491231002x", Some(Kind::ResidentId), today).is_well_formed());
/// let wrong = identity::check("110105194912310021", Some(Kind::ResidentId), today);
/// assert_eq!(wrong.code(), Some(Code::InputChecksum));
/// ```
#[must_use]
pub fn check(text: &str, kind: Option<Kind>, today: Date) -> Verdict {
    read(text, &Text::read(text), Field::Document, SPECS, kind, today)
}

/// Reads a text: a value with its facts as methods, or why it is none.
///
/// # Errors
/// The code of the malformed; `E_INPUT_LENGTH` for a text that ends too early.
///
/// ```
/// use realname::{code::{Code, Kind}, date::Date, identity};
/// let today = Date::new(2026, 11, 25).unwrap();
/// let permit = identity::parse("810000199408230021", None, today).unwrap();
/// assert_eq!(permit.kind(), Kind::ResidencePermit);
/// assert_eq!(identity::parse("1101", Some(Kind::ResidentId), today).unwrap_err(), Code::InputLength);
/// ```
pub fn parse(text: &str, kind: Option<Kind>, today: Date) -> Result<WellFormed, Code> {
    check(text, kind, today).try_into()
}

/// The canonical form of a well-formed text: what is hashed and sealed.
///
/// ```
/// use realname::{code::Kind, date::Date, identity};
/// let number = identity::normalize("Ｈ12345678 01", Some(Kind::HkMoTravelPermit), Date::new(2026, 11, 25).unwrap());
/// // EXPOSE: an example; nobody's number.
/// assert_eq!(number.unwrap().expose(), "H12345678");
/// ```
#[must_use]
pub fn normalize(text: &str, kind: Option<Kind>, today: Date) -> Option<Secret> {
    parse(text, kind, today).ok().map(WellFormed::into_value)
}

/// Whether a text is the well-formed number of a document; allocates nothing.
///
/// ```
/// use realname::{date::Date, identity};
/// let today = Date::new(2026, 11, 25).unwrap();
/// assert!(identity::is_valid("440524188001010014", None, today));
/// ```
#[must_use]
pub fn is_valid(text: &str, kind: Option<Kind>, today: Date) -> bool {
    decided(text.as_bytes(), kind, today).unwrap_or_else(|| valid(&Text::read(text), SPECS, kind, today))
}

/// Whether a text is the well-formed number of a document, where that is plain to see: a resident's number of somebody born by a day, or,
/// asked for one, none. `None`: the reader has to say.
pub(crate) fn decided(text: &[u8], kind: Option<Kind>, born_by: Date) -> Option<bool> {
    if !matches!(kind, None | Some(Kind::ResidentId)) {
        return None;
    }
    // What is no resident's number may be another document's.
    resident_id::decided(text, born_by).filter(|valid| *valid || kind.is_some())
}

/// Reads the birth date `YYYYMMDD` at a place: a day of the calendar from 1800 to today.
fn birth(text: &Text, at: usize, today: Date, found: &mut Found) -> Result<(), Code> {
    let number = |from, to| text.number(at + from, at + to);
    let date = date(number(0, 4), number(4, 6), number(6, 8)).ok_or(Code::InputDate)?;
    born(date, today, found)
}

/// Reads `YYMMDD` at a place: of this century if that is not in the future, else of the last.
fn short_date(text: &Text, at: usize, today: Date) -> Option<Date> {
    let number = |from| text.number(at + from, at + from + 2);
    let of = |century| date(century + number(0), number(2), number(4));
    of(2000).filter(|date| *date <= today).or_else(|| of(1900))
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

fn born(date: Date, today: Date, found: &mut Found) -> Result<(), Code> {
    // The standard's own second example is born in 1880: no later floor.
    if date.year() < 1800 {
        return Err(Code::InputDate);
    }
    if date > today {
        return Err(Code::InputFuture);
    }
    if date.age_on(today) > 120 {
        found.warn(Code::WarnAge);
    }
    found.facts.birth_date = Some(date);
    Ok(())
}

/// The sex that a digit states: odd 男, even 女.
const fn sex(digit: u8) -> Option<Sex> {
    Some(if digit.is_multiple_of(2) { Sex::Female } else { Sex::Male })
}
