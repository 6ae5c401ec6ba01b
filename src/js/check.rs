//! The pure checks: a text in, a verdict out.

use super::record::{names, record};
use crate::code::{Kind, Verdict};
use crate::date::Date;
use crate::json::Writer;
use crate::prelude::*;
use core::sync::atomic::{AtomicU64, Ordering};
use wasm_bindgen::prelude::*;
use zeroize::optimization_barrier;

/// A verdict without the value and without what can be read off it, as JSON: for whoever hands a text in to be sealed.
pub(crate) fn bare(verdict: &Verdict) -> String {
    let mut json = Writer::new();
    json.begin_object();
    let candidates = match verdict {
        Verdict::WellFormed { kind, warnings, .. } => {
            json.text_member("state", "well-formed");
            json.text_member("kind", kind.as_str());
            write_names(&mut json, "warnings", warnings.iter().map(|code| code.as_str()));
            None
        }
        Verdict::Incomplete { field, candidates } => {
            json.text_member("state", "incomplete");
            json.text_member("field", field.as_str());
            Some(candidates)
        }
        Verdict::Malformed { field, code, candidates } => {
            json.text_member("state", "malformed");
            json.text_member("field", field.as_str());
            json.text_member("code", code.as_str());
            Some(candidates)
        }
    };
    if let Some(candidates) = candidates {
        write_names(&mut json, "candidates", candidates.iter().map(|kind| kind.as_str()));
    }
    json.end_object();
    json.finish()
}

fn write_names(json: &mut Writer, name: &str, names: impl Iterator<Item = &'static str>) {
    json.key(name);
    json.begin_array();
    for name in names {
        json.text(name);
    }
    json.end_array();
}

/// A family of `check.js`: what is asked when no kind is named.
const FAMILIES: u8 = 5;
/// No such kind in that family.
const NOTHING: u8 = 255;

/// The family of a kind, by its place in `check.js`.
const fn family(kind: Kind) -> u8 {
    match kind {
        Kind::Uscc | Kind::OrgCode | Kind::RegistrationNumber => 1,
        Kind::CnMobile | Kind::HkMobile | Kind::MoMobile | Kind::TwMobile => 2,
        Kind::PersonName => 3,
        Kind::FilingNumber => 4,
        _ => 0,
    }
}

/// The number by which the functions below know a kind of a family; of no name, the family's own. So that a name is
/// compared once, and not with each text.
#[wasm_bindgen(js_name = kindOf)]
pub fn kind_of(of: u8, name: &str) -> u8 {
    if name.is_empty() {
        return of;
    }
    let kinds = (FAMILIES..).zip(Kind::ALL);
    let mut own = kinds.filter(|(_, kind)| family(**kind) == of && kind.as_str() == name);
    own.next().map_or(NOTHING, |(number, _)| number)
}

/// What a number of [`kind_of`] stands for.
fn asked(of: u8) -> (u8, Option<Kind>) {
    let kind = of.checked_sub(FAMILIES).and_then(|at| Kind::ALL.get(usize::from(at)).copied());
    (kind.map_or(of, family), kind)
}

/// A day that is over.
const PAST: Date = match Date::new(2026, 1, 1) {
    Some(day) => day,
    None => Date::FIRST,
};

fn today() -> Date {
    Date::from_unix(u64::from(crate::browser::platform::unix_seconds()))
}

/// The names that the records below say by their numbers.
#[wasm_bindgen(js_name = namesOf)]
pub fn names_of() -> String {
    names()
}

/// What a text is, as a record; nothing where `on` is no ISO date. Without it, today.
#[wasm_bindgen]
pub fn check(of: u8, text: &str, on: Option<String>) -> Vec<u8> {
    let day = || on.as_deref().map_or_else(|| Some(today()), Date::from_iso);
    let verdict = match asked(of) {
        (0, kind) => day().map(|day| crate::identity::check(text, kind, day)),
        (1, kind) => Some(crate::organization::check(text, kind)),
        (2, kind) => Some(crate::mobile::check(text, kind)),
        (3, _) => Some(crate::name::check(text)),
        _ => Some(crate::organization::filing_number::check(text)),
    };
    verdict.map(|verdict| record(&verdict)).unwrap_or_default()
}

/// Room for a text that the glue writes here itself, byte by byte: nothing is allocated for it.
static LINE: [AtomicU64; WORDS] = [const { AtomicU64::new(0) }; WORDS];
/// Words of eight bytes. No more than most numbers need: all of it is cleared each time.
const WORDS: usize = 4;

/// Where that room is.
#[wasm_bindgen]
pub fn line() -> usize {
    LINE.as_ptr().addr()
}

/// Whether the ASCII text in the room, as long as said, is well-formed. It is wiped there.
#[wasm_bindgen(js_name = isLine)]
pub fn is_line(of: u8, length: usize) -> bool {
    let mut bytes = [[0; 8]; WORDS];
    for (bytes, word) in bytes.iter_mut().zip(&LINE) {
        *bytes = word.swap(0, Ordering::Relaxed).to_le_bytes();
    }
    let Some(text) = bytes.as_flattened().get(..length) else { return false };
    let decided = match asked(of) {
        (0, kind) => crate::identity::decided(text, kind, PAST),
        (2, kind) => crate::mobile::decided(text, kind),
        _ => None,
    };
    let valid = decided.unwrap_or_else(|| core::str::from_utf8(text).is_ok_and(|text| is_valid(of, text)));
    // A word at a time: byte by byte took a quarter of the whole.
    bytes = [[0; 8]; WORDS];
    optimization_barrier(&bytes);
    valid
}

/// Whether a text is well-formed; for those that are not ASCII, or longer.
#[wasm_bindgen(js_name = isText)]
pub fn is_valid(of: u8, text: &str) -> bool {
    match asked(of) {
        (0, kind) => crate::identity::is_valid(text, kind, today()),
        (1, kind) => crate::organization::is_valid(text, kind),
        (2, kind) => crate::mobile::is_valid(text, kind),
        _ => false,
    }
}
