//! 组织机构代码, GB 11714-1997: eight characters and a check character, printed with a hyphen between.

use crate::checksum::gb_11714;
use crate::code::{Code, Kind};
use crate::date::Date;
use crate::reading::{Found, Spec, Stop};
use crate::text::Text;

pub(crate) const SPEC: Spec =
    Spec { kind: Kind::OrgCode, shapes: &["aaaaaaaax"], allows: 0, checked: true, read };

fn read(text: &mut Text, _: Date, found: &mut Found) -> Result<(), Stop> {
    if gb_11714(text.part(0, 8)) != Some(text.at(8)) {
        return Err(Code::InputChecksum.into());
    }
    // Kept by the standard for everybody's own use, not for exchange.
    if text.part(0, 3) == b"PDY" {
        found.warn(Code::WarnSelfDefined);
    }
    Ok(())
}
