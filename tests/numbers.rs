//! The vectors of every kind: `tests/vectors/*.json`, read by the JS tests too.
#![cfg(not(target_arch = "wasm32"))] // its dev-dependencies are the host's
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use realname::batch;
use realname::code::{Kind, Verdict};
use realname::date::Date;
use serde_json::{Value, json};

fn files() -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    let values = files.iter().map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap());
    values.filter(|file: &Value| file["cases"].is_array() && file["family"].is_string()).collect()
}

fn answer(verdict: &Verdict) -> Value {
    match verdict {
        Verdict::WellFormed { normalized, facts, warnings, .. } => json!({
            "state": "well-formed",
            // EXPOSE: a test; every value is synthetic or a published specimen.
            "normalized": normalized.expose(),
            "facts": facts,
            "warnings": warnings,
        }),
        Verdict::Incomplete { .. } => json!({ "state": "incomplete" }),
        Verdict::Malformed { code, .. } => json!({ "state": "malformed", "code": code }),
    }
}

#[test]
fn every_vector_is_answered_as_written() {
    let mut wrong = Vec::new();
    let mut kinds = Vec::new();
    for file in files() {
        let kind = Kind::from_wire(file["kind"].as_str().unwrap()).unwrap();
        let today = Date::from_iso(file["today"].as_str().unwrap()).unwrap();
        kinds.push(kind);
        for case in file["cases"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            let verdict = batch::check(text, kind, today);
            let got = answer(&verdict);
            let mut right = got["state"] == case["state"] && got["code"] == case["code"];
            if case["state"] == "well-formed" {
                let warnings = case.get("warnings").cloned().unwrap_or_else(|| json!([]));
                right &= got["normalized"] == case["normalized"] && got["warnings"] == warnings;
                if let Some(facts) = case["facts"].as_object() {
                    right &= facts.iter().all(|(name, value)| got["facts"][name] == *value);
                }
            }
            right &= batch::is_valid(text, kind, today) == verdict.is_well_formed();
            if !right {
                wrong.push(format!("{} {text:?}: {got}, not {case}", kind.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    for kind in Kind::ALL {
        assert!(kinds.contains(kind), "no vectors for {}", kind.as_str());
    }
}
