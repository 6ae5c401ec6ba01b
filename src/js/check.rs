//! The pure checks: a text in, a verdict out, as JSON that `check.js` parses.

use crate::code::{Facts, Kind, Verdict};
use crate::date::Date;
use crate::json::Writer;
use crate::prelude::*;
use core::sync::atomic::{AtomicU64, Ordering};
use wasm_bindgen::prelude::*;
use zeroize::optimization_barrier;

/// A verdict without the value and without what can be read off it: for whoever hands a text in to be sealed.
pub(crate) fn bare(verdict: &Verdict) -> String {
    written(verdict, false)
}

fn written(verdict: &Verdict, whole: bool) -> String {
    let mut json = Writer::new();
    json.begin_object();
    let candidates = match verdict {
        Verdict::WellFormed { kind, normalized, facts, warnings } => {
            json.text_member("state", "well-formed");
            json.text_member("kind", kind.as_str());
            if whole {
                // EXPOSE: the pure checks answer their caller, who handed the text in, with its normal form.
                json.text_member("normalized", normalized.expose());
                json.key("facts");
                write_facts(&mut json, facts);
            }
            json.key("warnings");
            json.begin_array();
            for code in warnings {
                json.text(code.as_str());
            }
            json.end_array();
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
        write_kinds(&mut json, "candidates", candidates);
    }
    json.end_object();
    json.finish()
}

fn write_kinds(json: &mut Writer, name: &str, kinds: &[Kind]) {
    json.key(name);
    json.begin_array();
    for kind in kinds {
        json.text(kind.as_str());
    }
    json.end_array();
}

/// What a number does not state is absent.
fn write_facts(json: &mut Writer, facts: &Facts) {
    json.begin_object();
    json.key("changed");
    json.flag(facts.changed);
    for (name, date) in [("birthDate", facts.birth_date), ("expiryDate", facts.expiry_date)] {
        if let Some(date) = date {
            json.text_member(name, &date.iso());
        }
    }
    for (name, text) in [
        ("sex", facts.sex.map(|sex| sex.as_str())),
        ("country", facts.country.as_ref().map(|tag| tag.as_str())),
        ("authority", facts.authority.map(|authority| authority.as_str())),
        ("category", facts.category.as_ref().map(|tag| tag.as_str())),
        ("operator", facts.operator.map(|operator| operator.as_str())),
        ("service", facts.service.map(|service| service.as_str())),
    ] {
        if let Some(text) = text {
            json.text_member(name, text);
        }
    }
    #[cfg(feature = "states")]
    {
        if let Some(issuer) = &facts.issuer {
            json.text_member("issuer", issuer.as_str());
        }
        for (name, listed) in [("countryListed", facts.country_listed), ("issuerListed", facts.issuer_listed)]
        {
            if let Some(listed) = listed {
                json.key(name);
                json.flag(listed);
            }
        }
    }
    if let Some(region) = facts.region {
        json.member("region", u64::from(region));
    }
    if let Some(years) = facts.region_years {
        json.key("regionYears");
        json.begin_object();
        json.member("first", u64::from(years.first));
        json.member("last", u64::from(years.last));
        json.end_object();
    }
    if !facts.also.is_empty() {
        write_kinds(json, "also", &facts.also);
    }
    json.end_object();
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

/// What a text is, as JSON; nothing where `on` is neither empty nor an ISO date.
#[wasm_bindgen]
pub fn check(of: u8, text: &str, on: &str) -> String {
    let day = || if on.is_empty() { Some(today()) } else { Date::from_iso(on) };
    let verdict = match asked(of) {
        (0, kind) => day().map(|day| crate::identity::check(text, kind, day)),
        (1, kind) => Some(crate::organization::check(text, kind)),
        (2, kind) => Some(crate::mobile::check(text, kind)),
        (3, _) => Some(crate::name::check(text)),
        _ => Some(crate::organization::filing_number::check(text)),
    };
    verdict.map(|verdict| written(&verdict, true)).unwrap_or_default()
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
    let valid =
        decided.unwrap_or_else(|| core::str::from_utf8(text).is_ok_and(|text| is_valid(of, text)));
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
