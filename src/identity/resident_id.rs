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

/// Whether bytes are a number of this kind, where that is plain to see: 18 of them, the first 17 letters or digits. `None`: the reader
/// has to say, which knows other spellings, and days after `born_by`.
pub(super) fn decided(text: &[u8], born_by: Date) -> Option<bool> {
    let ([body @ .., check], []) = text.split_first_chunk::<18>()? else { return None };
    // The seventeen digits as a number, and with the weights of MOD 11-2, which are the powers of two, as a sum.
    let (mut number, mut sum) = (0_u64, 0_u32);
    for byte in body {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            // No letter is ever dropped or read as a digit; a blank is dropped.
            return byte.is_ascii_alphabetic().then_some(false);
        }
        number = number * 10 + u64::from(digit);
        sum = sum * 2 + u32::from(digit);
    }
    if !check.is_ascii_alphanumeric() {
        return None;
    }
    let place = u32::try_from(number / 100_000_000_000).ok()?;
    let day = u32::try_from(number / 1000 % 100_000_000).ok()?;
    let year = day / 10_000;
    let born = super::date(year, day / 100 % 100, day % 100);
    let sound = ten_as((12 - sum * 2 % 11) % 11, b'X') == check.to_ascii_uppercase()
        && year >= 1800
        && place < 800_000
        && born.is_some()
        && region::place(place) != Place::Unknown;
    if sound && born > Some(born_by) { None } else { Some(sound) }
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
