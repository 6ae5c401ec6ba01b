//! One door to every kind, and many texts in one call for a back office.

use crate::code::{Code, Kind, Verdict};
use crate::date::Date;
use crate::organization::filing_number;
use crate::secret::Secret;
use crate::{WellFormed, identity, mobile, name, organization};

pub use crate::well_formed::mask;

/// Checks a text as one kind, whatever its family.
///
/// ```
/// use realname::{batch, code::Kind, date::Date};
/// assert!(batch::check("D2143569-X", Kind::OrgCode, Date::new(2026, 11, 25).unwrap()).is_well_formed());
/// ```
#[must_use]
pub fn check(text: &str, kind: Kind, today: Date) -> Verdict {
    match kind {
        Kind::Uscc | Kind::OrgCode | Kind::RegistrationNumber => organization::check(text, Some(kind)),
        Kind::CnMobile | Kind::HkMobile | Kind::MoMobile | Kind::TwMobile => mobile::check(text, Some(kind)),
        Kind::PersonName => name::check(text),
        Kind::FilingNumber => filing_number::check(text),
        _ => identity::check(text, Some(kind), today),
    }
}

/// Reads a text as one kind: a value, or why it is none.
///
/// # Errors
/// The code of the malformed; `E_INPUT_LENGTH` for a text that ends too early.
///
/// ```
/// use realname::{batch, code::{Code, Kind}, date::Date};
/// let today = Date::new(2026, 11, 25).unwrap();
/// assert_eq!(batch::parse("A123456(4)", Kind::HkId, today).unwrap_err(), Code::InputChecksum);
/// ```
pub fn parse(text: &str, kind: Kind, today: Date) -> Result<WellFormed, Code> {
    check(text, kind, today).try_into()
}

/// Whether a text is well-formed as one kind. Numbers of documents, organisations and telephones allocate nothing.
///
/// ```
/// use realname::{batch, code::Kind, date::Date};
/// assert!(batch::is_valid("A123456(3)", Kind::HkId, Date::new(2026, 11, 25).unwrap()));
/// ```
#[must_use]
pub fn is_valid(text: &str, kind: Kind, today: Date) -> bool {
    match kind {
        Kind::Uscc | Kind::OrgCode | Kind::RegistrationNumber => organization::is_valid(text, Some(kind)),
        Kind::CnMobile | Kind::HkMobile | Kind::MoMobile | Kind::TwMobile => {
            mobile::is_valid(text, Some(kind))
        }
        Kind::PersonName => name::is_valid(text),
        Kind::FilingNumber => filing_number::is_valid(text),
        _ => identity::is_valid(text, Some(kind), today),
    }
}

/// Checks many texts, one a line: an answer a line, `None` for well-formed. A text that ends too early is
/// `E_INPUT_LENGTH` here: nobody is still typing.
///
/// ```
/// use realname::{batch, code::{Code, Kind}, date::Date};
/// let today = Date::new(2026, 11, 25).unwrap();
/// let answers: Vec<_> = batch::lines("11010519491231002X\n110105194912310021\n1101", Kind::ResidentId, today).collect();
/// assert_eq!(answers, [None, Some(Code::InputChecksum), Some(Code::InputLength)]);
/// ```
pub fn lines(texts: &str, kind: Kind, today: Date) -> impl Iterator<Item = Option<Code>> {
    texts.lines().map(move |text| {
        // Most are, and that is told faster than why one is not.
        if is_valid(text, kind, today) {
            return None;
        }
        parse(text, kind, today).err()
    })
}

/// The canonical form of a well-formed text: what is hashed and sealed.
///
/// ```
/// use realname::{batch, code::Kind, date::Date};
/// let today = Date::new(2026, 11, 25).unwrap();
/// let number = batch::normalize("Ｈ12345678 01", Kind::HkMoTravelPermit, today).unwrap();
/// // EXPOSE: an example; nobody's number.
/// assert_eq!(number.expose(), "H12345678");
/// ```
#[must_use]
pub fn normalize(text: &str, kind: Kind, today: Date) -> Option<Secret> {
    parse(text, kind, today).ok().map(WellFormed::into_value)
}
