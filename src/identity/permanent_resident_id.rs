//! 外国人永久居留身份证: 18 characters since 2023-12-01 (GA 2102-2023), 15 before, valid until they expire.

use super::resident_id::eighteen;
use super::{born, short_date};
use crate::checksum::mrz;
use crate::code::{Code, Kind};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::region;
use crate::text::{ROMAN_TEN, Text};

pub(crate) const SPEC: Spec = Spec {
    kind: Kind::PermanentResidentId,
    shapes: &["9ddddddddddddddddx", "llldddddddddddd"],
    allows: ROMAN_TEN,
    checked: true,
    read,
};

fn read(text: &mut Text, today: Date, found: &mut Found) -> Result<(), Stop> {
    if text.len() == 18 {
        // 9, accepting province, country as in GB/T 2659 = ISO 3166-1 numeric; then as a resident identity number.
        if !region::is_province(text.number(1, 3)) {
            return Err(Code::InputRegion.into());
        }
        found.country(text.part(3, 6));
        return eighteen(text, today, found);
    }
    // Country (alpha-3), four digits of the accepting place, YYMMDD, sequence, check digit as in ICAO 9303.
    if !region::is_province(text.number(3, 5)) {
        return Err(Code::InputRegion.into());
    }
    let date = short_date(text, 7, today).ok_or(Code::InputDate)?;
    born(date, today, found)?;
    // The check digit is known from one specimen only: not a reason to refuse somebody.
    if mrz(text.part(0, 14)) != Some(text.at(14)) {
        found.warn(Code::WarnChecksum);
    }
    found.country(text.part(0, 3));
    Ok(())
}
