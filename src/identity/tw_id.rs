//! Taiwan: 國民身分證, and 居留證統一證號 of both generations. One check digit for all.

use super::sex;
use crate::checksum::digit;
use crate::code::{Code, Kind};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::text::Text;

/// 國民身分證: a letter, 1 (男) or 2 (女), eight digits.
pub(crate) const NATIONAL: Spec =
    Spec { kind: Kind::TwId, shapes: &["lsdddddddd"], allows: 0, checked: true, read };

/// 統一證號: since 2021-01-02 a letter, 8 (男) or 9 (女), eight digits; before, two letters and eight digits.
pub(crate) const RESIDENT: Spec = Spec {
    kind: Kind::TwResidentCertificate,
    shapes: &["lrdddddddd", "lodddddddd"],
    allows: 0,
    checked: true,
    read,
};

/// What the letters A to Z stand for. L, R, S and Y are given out no more and stay valid.
const LETTERS: &[u8; 26] =
    &[10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];

fn letter(b: u8) -> Option<u32> {
    LETTERS.get(usize::from(b.checked_sub(b'A')?)).map(|value| u32::from(*value))
}

/// Tens + 9 · units of the first letter + 8 … 1 times the next eight + the last ≡ 0 mod 10.
fn read(text: &mut Text, _: Date, found: &mut Found) -> Result<(), Stop> {
    let second = text.at(1);
    let mut sum = letter(text.at(0)).map_or(0, |value| value / 10 + value % 10 * 9);
    // An old certificate's second letter counts with its units.
    sum += digit(second).or_else(|| letter(second).map(|value| value % 10)).unwrap_or(0) * 8;
    for (b, weight) in text.part(2, 10).iter().zip([7, 6, 5, 4, 3, 2, 1, 1]) {
        sum += digit(*b).unwrap_or(0) * weight;
    }
    if !sum.is_multiple_of(10) {
        return Err(Code::InputChecksum.into());
    }
    if second.is_ascii_uppercase() {
        found.warn(Code::WarnLegacyCertificate);
    }
    // 1, 8, A, C 男; 2, 9, B, D 女: the digits 8 and 9 are the other way round than 1 and 2.
    found.facts.sex = match second {
        b'8' | b'9' => sex(second + 1),
        _ => sex(second),
    };
    Ok(())
}
