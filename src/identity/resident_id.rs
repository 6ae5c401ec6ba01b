//! 居民身份证, GB 11643-1999: place code, birth date, sequence, check character; and its first generation of 15 digits.

use super::{birth, sex};
use crate::checksum::{mod_11_2, ten_as};
use crate::code::{Code, Kind};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::region::{self, Place};
use crate::text::{ROMAN_TEN, Text};

pub(crate) const SPEC: Spec = Spec {
    kind: Kind::ResidentId,
    shapes: &["dddddddddddddddddx", "ddddddddddddddd"],
    allows: ROMAN_TEN,
    checked: true,
    read,
};

/// Whether bytes are certainly a number in its canonical form: 18 characters, born by a day, of a place that was ever
/// coded. `false` says nothing: the reader knows other spellings.
pub(super) fn is_plain(text: &[u8], born_by: Date) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let Some(([body @ .., check], true)) =
        text.split_first_chunk::<18>().map(|(all, rest)| (all, rest.is_empty()))
    else {
        return false;
    };
    let (mut sum, mut digits) = (0, [0_u32; 17]);
    for ((byte, weight), place) in body.iter().zip(WEIGHTS).zip(&mut digits) {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return false;
        }
        *place = digit;
        sum += digit * weight;
    }
    let [a, b, c, d, e, f, y, z, u, v, m, n, p, q, ..] = digits;
    let code = ((((a * 10 + b) * 10 + c) * 10 + d) * 10 + e) * 10 + f;
    let year = ((y * 10 + z) * 10 + u) * 10 + v;
    ten_as((12 - sum % 11) % 11, b'X') == *check
        && year >= 1800
        && super::date(year, m * 10 + n, p * 10 + q).is_some_and(|born| born <= born_by)
        && code < 800_000
        && region::place(code) != Place::Unknown
}

fn read(text: &mut Text, today: Date, found: &mut Found) -> Result<(), Stop> {
    if text.len() == 15 {
        // The first fifteen digits of a number being typed, as far as its birth date can tell: no success in between.
        if birth(text, 6, today, &mut Found::default()).is_ok() {
            return Err(Stop::NotYet);
        }
        upgrade(text);
        found.warn(Code::WarnLegacy15);
    }
    place(text, found)?;
    eighteen(text, today, found)
}

/// Birth date, sex and check character, which every relative of the number has in the same places.
pub(super) fn eighteen(text: &Text, today: Date, found: &mut Found) -> Result<(), Stop> {
    birth(text, 6, today, found)?;
    if mod_11_2(text.part(0, 17)) != Some(text.at(17)) {
        return Err(Code::InputChecksum.into());
    }
    found.facts.sex = sex(text.at(16));
    Ok(())
}

/// The place code: refused only if its prefecture never existed; everything finer is a warning, since numbers are
/// given out under codes that no list has.
fn place(text: &Text, found: &mut Found) -> Result<(), Code> {
    let code = text.number(0, 6);
    match region::place(code) {
        // Hong Kong, Macau and Taiwan have residence permits, with codes of their own.
        _ if code >= 800_000 => return Err(Code::InputRegion),
        Place::Unknown => return Err(Code::InputRegion),
        Place::Unlisted => found.warn(Code::WarnRegionUnlisted),
        Place::Summary => found.warn(Code::WarnRegionNotCounty),
        Place::County => {}
    }
    found.facts.region = Some(code);
    found.facts.region_years = region::years(code);
    Ok(())
}

/// Fifteen digits → eighteen: the century is 19, or 18 for the sequences 996 to 999, which were kept for centenarians.
fn upgrade(text: &mut Text) {
    let mut long = Text::empty();
    long.extend(text.part(0, 6));
    long.extend(if text.number(12, 15) >= 996 { b"18" } else { b"19" });
    long.extend(text.part(6, 15));
    if let Some(check) = mod_11_2(long.bytes()) {
        long.push(check);
    }
    *text = long;
}
