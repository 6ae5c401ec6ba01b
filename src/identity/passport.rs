//! Passports: Chinese series, foreign numbers, and the machine-readable zone of ICAO Doc 9303 (TD3), the only part with check digits.

use super::{born, short_date};
use crate::checksum::mrz;
use crate::code::{Code, Kind, Sex, Tag};
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
    let line = |from: usize, to: usize| text.part(43 + from, 43 + to + 1);
    let mut composite = Text::empty();
    for (from, to) in [(1, 10), (14, 20), (22, 43)] {
        composite.extend(line(from, to));
    }
    let personal_is_empty = line(29, 42).iter().all(|b| *b == b'<');
    let right = [
        (mrz(line(1, 9)), 10),
        (mrz(line(14, 19)), 20),
        (mrz(line(22, 27)), 28),
        (mrz(line(29, 42)), 43),
        (mrz(composite.bytes()), 44),
    ]
    .iter()
    .all(|(check, at)| {
        let there = line(*at, *at).first().copied();
        *check == there || (*at == 43 && personal_is_empty && there == Some(b'<'))
    });
    if !right {
        return Err(Code::InputChecksum.into());
    }
    // An unknown month or day is printed as `<<`: then there is no date to state.
    if line(14, 19).iter().all(u8::is_ascii_digit) {
        born(short_date(text, 43 + 14, today).ok_or(Code::InputDate)?, today, found)?;
    }
    found.facts.expiry_date =
        super::date(2000 + text.number(65, 67), text.number(67, 69), text.number(69, 71));
    if found.facts.expiry_date.is_some_and(|date| date < today) {
        found.warn(Code::WarnExpired);
    }
    found.facts.sex = match text.at(64) {
        b'M' => Some(Sex::Male),
        b'F' => Some(Sex::Female),
        _ => None,
    };
    found.facts.country = Some(Tag::new(text.part(54, 57)));
    Ok(())
}
