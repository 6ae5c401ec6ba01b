//! 工商注册号, GS 15-2006: registrar, sequence, check digit; followed by the unified code since 2015-10-01.

use super::uscc::place;
use crate::checksum::mod_11_10;
use crate::code::{Authority, Code, Kind};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::text::Text;

pub(crate) const SPEC: Spec =
    Spec { kind: Kind::RegistrationNumber, shapes: &["ddddddddddddddd"], allows: 0, checked: true, read };

fn read(text: &mut Text, _: Date, found: &mut Found) -> Result<(), Stop> {
    if mod_11_10(text.part(0, 14)) != Some(text.at(14)) {
        return Err(Code::InputChecksum.into());
    }
    found.warn(Code::WarnLegacyRegistration);
    found.facts.authority = Some(Authority::Market);
    place(text, 0, found);
    Ok(())
}
