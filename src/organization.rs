//! Organisations: unified social credit code, organisation code, registration number.

use crate::code::{Code, Field, Kind, Verdict};

/// Checks an organisation's code.
#[must_use]
pub fn check(_text: &str, kind: Option<Kind>) -> Verdict {
    Verdict::Malformed {
        field: Field::Organization,
        code: Code::InputKind,
        candidates: kind.into_iter().collect(),
    }
}
