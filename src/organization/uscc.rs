//! 统一社会信用代码, GB 32100-2015: registration authority, type, place, organisation code, check character.

use crate::checksum::{gb_11714, gb_32100};
use crate::code::{Authority, Code, Kind, Tag};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::region;
use crate::text::{ROMAN_TEN, Text};

pub(crate) const SPEC: Spec =
    Spec { kind: Kind::Uscc, shapes: &["uudddddduuuuuuuuuu"], allows: ROMAN_TEN, checked: true, read };

/// Authorities with the types in use: the standard's own, and those seen since (31–36 of the justice departments, 54 and 55 village
/// and residents' committees, 82, G, J, Q). The list grows: what is not in it is a warning.
const AUTHORITIES: &[(u8, Authority, &str)] = &[
    (b'1', Authority::Establishment, "1239"),
    (b'2', Authority::ForeignAffairs, "19"),
    (b'3', Authority::Justice, "1234569"),
    (b'4', Authority::Culture, "19"),
    (b'5', Authority::CivilAffairs, "123459"),
    (b'6', Authority::Tourism, "129"),
    (b'7', Authority::Religion, "129"),
    (b'8', Authority::TradeUnion, "129"),
    (b'9', Authority::Market, "1239"),
    (b'A', Authority::Military, "19"),
    (b'N', Authority::Agriculture, "1239"),
    (b'G', Authority::Other, "19"),
    (b'J', Authority::Other, "19"),
    (b'Q', Authority::Other, "1239"),
    (b'Y', Authority::Other, "1"),
];

fn read(text: &mut Text, _: Date, found: &mut Found) -> Result<(), Stop> {
    let body = text.part(8, 16);
    // An identity number that happens to pass the check character (one in 31) almost never passes this one.
    if gb_11714(body) != Some(text.at(16)) {
        return Err(Code::InputChecksum.into());
    }
    if gb_32100(text.part(0, 17)) != Some(text.at(17)) {
        // Codes of the pilot in Fujian, before 2016, are on real licences with another last character.
        if text.number(2, 4) != 35 || !body.starts_with(b"M0") {
            return Err(Code::InputChecksum.into());
        }
        found.warn(Code::WarnLegacyNonconforming);
    }
    match AUTHORITIES.iter().find(|(department, ..)| *department == text.at(0)) {
        Some((_, authority, types)) => {
            found.facts.authority = Some(*authority);
            if !types.bytes().any(|kind| kind == text.at(1)) {
                found.warn(Code::WarnCategoryUnlisted);
            }
        }
        None => found.warn(Code::WarnCategoryUnlisted),
    }
    found.facts.category = Some(Tag::new(text.part(0, 2)));
    place(text, 2, found);
    Ok(())
}

/// The registrar's place: GB/T 2260, the national registrar, or a development zone; what is not listed is a warning.
pub(super) fn place(text: &Text, at: usize, found: &mut Found) {
    let code = text.number(at, at + 6);
    if code != region::NATIONAL
        && matches!(region::place(code), region::Place::Unknown | region::Place::Unlisted)
    {
        found.warn(Code::WarnRegionUnlisted);
    }
    found.facts.region = Some(code);
}
