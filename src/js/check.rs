//! The pure checks: a text in, a verdict out, as JSON that `check.js` parses.

use crate::code::{Facts, Kind, Verdict};
use crate::date::Date;
use crate::json::Writer;
use crate::prelude::*;
use wasm_bindgen::prelude::*;

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

/// The day of an ISO date; today in Shanghai where there is none.
fn day(on: &str) -> Date {
    Date::from_iso(on).unwrap_or_else(|| Date::from_unix(u64::from(crate::browser::platform::unix_seconds())))
}

/// The check of a family, by its place in `check.js`; `of` and `on` may be empty. One function for all of them: each export
/// costs the module and its glue a hundred bytes.
fn verdict(family: u8, text: &str, of: &str, on: &str) -> Verdict {
    let kind = Kind::from_wire(of);
    match family {
        0 => crate::identity::check(text, kind, day(on)),
        1 => crate::organization::check(text, kind),
        2 => crate::mobile::check(text, kind),
        3 => crate::name::check(text),
        _ => crate::organization::filing_number::check(text),
    }
}

/// What a text is, as JSON.
#[wasm_bindgen]
pub fn check(family: u8, text: &str, of: &str, on: &str) -> String {
    written(&verdict(family, text, of, on), true)
}

/// Whether a text is well-formed. Over `check`: the readers that allocate nothing would be a second copy of every shape,
/// a kilobyte.
#[wasm_bindgen(js_name = isValid)]
pub fn is_valid(family: u8, text: &str, of: &str) -> bool {
    verdict(family, text, of, "").is_well_formed()
}
