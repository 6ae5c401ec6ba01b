//! The pure checks: a text in, a plain object out.

use crate::code::{Code, Facts, Field, Kind, Verdict};
use crate::date::Date;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// `Verdict` as JavaScript sees it.
#[derive(Serialize)]
struct Answer<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    normalized: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<FactsOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<&'a [Code]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<&'a [Kind]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FactsOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<crate::code::Sex>,
    changed: bool,
}

impl FactsOut {
    fn new(facts: &Facts) -> Self {
        Self { birth_date: facts.birth_date.map(Date::iso), sex: facts.sex, changed: facts.changed }
    }
}

fn answer(verdict: &Verdict) -> JsValue {
    let mut out = Answer {
        state: "",
        kind: None,
        normalized: None,
        facts: None,
        warnings: None,
        field: None,
        code: None,
        candidates: None,
    };
    match verdict {
        Verdict::WellFormed { kind, normalized, facts, warnings } => {
            out.state = "well-formed";
            out.kind = Some(*kind);
            // EXPOSE: the pure checks answer their caller, who handed the text in, with its normal form.
            out.normalized = Some(normalized.expose());
            out.facts = Some(FactsOut::new(facts));
            out.warnings = Some(warnings);
        }
        Verdict::Incomplete { field, candidates } => {
            out.state = "incomplete";
            out.field = Some(*field);
            out.candidates = Some(candidates);
        }
        Verdict::Malformed { field, code, candidates } => {
            out.state = "malformed";
            out.field = Some(*field);
            out.code = Some(*code);
            out.candidates = Some(candidates);
        }
    }
    // A struct of strings always serialises.
    out.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}

fn kind(name: Option<String>) -> Option<Kind> {
    name.and_then(|name| Kind::from_wire(&name))
}

fn day(on: Option<String>) -> Date {
    let today = || Date::from_unix(u64::from(crate::browser::platform::unix_seconds()));
    on.and_then(|text| Date::from_iso(&text)).unwrap_or_else(today)
}

/// An identity document's number.
#[wasm_bindgen(js_name = checkDocument)]
pub fn check_document(text: &str, of: Option<String>, on: Option<String>) -> JsValue {
    answer(&crate::identity::check(text, kind(of), day(on)))
}

/// An organisation code.
#[wasm_bindgen(js_name = checkOrganization)]
pub fn check_organization(text: &str, of: Option<String>) -> JsValue {
    answer(&crate::organization::check(text, kind(of)))
}

/// A mobile number.
#[wasm_bindgen(js_name = checkMobile)]
pub fn check_mobile(text: &str, of: Option<String>) -> JsValue {
    answer(&crate::mobile::check(text, kind(of)))
}

/// A person's name.
#[wasm_bindgen(js_name = checkName)]
pub fn check_name(text: &str) -> JsValue {
    answer(&crate::name::check(text))
}
