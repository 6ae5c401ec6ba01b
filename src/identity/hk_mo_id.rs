//! Hong Kong and Macau identity cards.

use crate::checksum::{ten_as, weighted};
use crate::code::{Code, Kind};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::text::{BRACKETS, Text};

/// 香港身份证: one or two letters, six digits, a check character 0–9 or A, usually in brackets.
pub(crate) const HONG_KONG: Spec = Spec {
    kind: Kind::HkId,
    shapes: &["lddddddk", "llddddddk"],
    allows: BRACKETS,
    checked: true,
    read: hong_kong,
};

/// 澳门居民身份证: eight digits beginning with 1, 5 or 7. How its last digit is computed is not public.
pub(crate) const MACAU: Spec = Spec {
    kind: Kind::MoId,
    shapes: &["mddddddd"],
    allows: BRACKETS,
    checked: false,
    read: |_, _, _| Ok(()),
};

/// Weights 9 … 2 with A = 10 … Z = 35; a single letter has a blank of value 36 before it. Σ with the check character ≡ 0 mod 11.
fn hong_kong(text: &mut Text, _: Date, found: &mut Found) -> Result<(), Stop> {
    let body = text.len() - 1;
    let sum = match body {
        7 => weighted(text.part(0, body), &[8, 7, 6, 5, 4, 3, 2]).map(|sum| sum + 36 * 9),
        _ => weighted(text.part(0, body), &[9, 8, 7, 6, 5, 4, 3, 2]),
    };
    if sum.map(|sum| ten_as((11 - sum % 11) % 11, b'A')) != Some(text.at(body)) {
        return Err(Code::InputChecksum.into());
    }
    // Lists disagree whether the letter O is used.
    if text.at(0) == b'O' || text.at(1) == b'O' {
        found.warn(Code::WarnPrefixUnusual);
    }
    Ok(())
}
