//! Passports: Chinese series, foreign numbers, and the machine-readable zone of ICAO Doc 9303 (TD3), the only part with check digits.

use super::{born, short_date};
use crate::checksum::mrz;
use crate::code::{Code, Kind, Sex};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::text::Text;

/// 中华人民共和国护照: ordinary (E, G, 14, 15), public affairs (P, PE), service (S, SE), diplomatic (D, DE); Hong Kong
/// (K, KJ, H, HJ) and Macau (MA, MB) passports. After E and eight digits came E, a letter and seven digits: every letter but
/// I and O, not the six that lists know.
pub(crate) const CHINESE: Spec = Spec {
    kind: Kind::CnPassport,
    shapes: &[
        "Epddddddd",
        "Gdddddddd",
        "14ddddddd",
        "15ddddddd",
        "PEddddddd",
        "Pddddddd",
        "P.ddddddd",
        "SEddddddd",
        "Sddddddd",
        "S.ddddddd",
        "Sdddddddd",
        "DEddddddd",
        "Ddddddddd",
        "Kdddddddd",
        "KJddddddd",
        "Hdddddddd",
        "HJddddddd",
        "MAddddddd",
        "MBddddddd",
    ],
    allows: 0,
    checked: false,
    read: |text, _, _| {
        // Printed both ways, one number.
        if text.at(1) == b'.' {
            let mut own = Text::empty();
            own.extend(text.part(0, 1));
            own.extend(text.part(2, text.len()));
            *text = own;
        }
        Ok(())
    },
};

/// A foreign passport's number: what Doc 9303 has room for. Nothing in it can be checked.
pub(crate) const FOREIGN: Spec = Spec {
    kind: Kind::ForeignPassport,
    shapes: &["aaaaa", "aaaaaa", "aaaaaaa", "aaaaaaaa", "aaaaaaaaa"],
    allows: 0,
    checked: false,
    read: |_, _, _| Ok(()),
};

/// Both lines of a TD3 zone, 2 × 44.
pub(crate) const ZONE: Spec = Spec {
    kind: Kind::PassportMrz,
    shapes: &[concat!(
        // Document type, issuing state, name.
        "Pf",
        "fff",
        "fffffffffffffffffffffffffffffffffffffff",
        // Number and check, nationality, birth and check, sex, expiry and check, personal number and check, composite check.
        "fffffffff",
        "d",
        "fff",
        "ffffff",
        "d",
        "f",
        "dddddd",
        "d",
        "ffffffffffffff",
        "f",
        "d"
    )],
    allows: 0,
    checked: true,
    read: zone,
};

fn zone(text: &mut Text, today: Date, found: &mut Found) -> Result<(), Stop> {
    let mut composite = Text::empty();
    for (from, to) in [(44, 54), (57, 64), (65, 87)] {
        composite.extend(text.part(from, to));
    }
    // Number, birth, expiry, personal number: each has its check digit behind it. An empty personal number may go without.
    let right = [(44, 53), (57, 63), (65, 71), (72, 86)].iter().all(|(from, to)| {
        let body = text.part(*from, *to);
        let check = text.at(*to);
        mrz(body) == Some(check) || (check == b'<' && *to == 86 && body.iter().all(|b| *b == b'<'))
    }) && mrz(composite.bytes()) == Some(text.at(87));
    if !right {
        return Err(Code::InputChecksum.into());
    }
    // An unknown month or day is printed as `<<`: then there is no date to state.
    if text.part(57, 63).iter().all(u8::is_ascii_digit) {
        born(short_date(text, 57, today).ok_or(Code::InputDate)?, today, found)?;
    }
    let expiry = super::date(2000 + text.number(65, 67), text.number(67, 69), text.number(69, 71));
    found.facts.expiry_date = Some(expiry.ok_or(Code::InputDate)?);
    if found.facts.expiry_date.is_some_and(|date| date < today) {
        found.warn(Code::WarnExpired);
    }
    found.facts.sex = match text.at(64) {
        b'M' => Some(Sex::Male),
        b'F' => Some(Sex::Female),
        _ => None,
    };
    found.country(text.part(54, 57));
    found.issuer(text.part(2, 5));
    Ok(())
}
