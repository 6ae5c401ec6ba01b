//! 港澳台居民居住证 (国办发〔2018〕81号, Art. 3): a resident identity number under one of three place codes.

use super::resident_id::eighteen;
use crate::code::Kind;
use crate::reading::Spec;
use crate::text::ROMAN_TEN;

pub(crate) const SPEC: Spec = Spec {
    kind: Kind::ResidencePermit,
    // Hong Kong, Macau, Taiwan; no other code beginning with 8 was ever given.
    shapes: &["810000dddddddddddx", "820000dddddddddddx", "830000dddddddddddx"],
    allows: ROMAN_TEN,
    checked: true,
    read: |text, today, found| {
        found.facts.region = Some(text.number(0, 6));
        eighteen(text, today, found)
    },
};
