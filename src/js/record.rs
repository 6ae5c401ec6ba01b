//! A verdict in bytes, of which `check.js` makes the object: names by their numbers, texts and lists behind their lengths. As JSON it took
//! as long to write and to parse as the check itself.

use crate::code::{Authority, Code, Facts, Field, Kind, Operator, Service, Sex, Verdict};
use crate::date::Date;
use crate::prelude::*;

/// Longer than most records, so that a record moves once at most.
const ROOM: usize = 32;
/// Behind the last fact.
const END: u8 = 255;

/// Every name that a record says by its number, in lines; `check.js` asks once.
pub(super) fn names() -> String {
    let mut out = String::new();
    for code in Code::ALL {
        word(&mut out, code.as_str());
    }
    for names in [Kind::NAMES, Field::NAMES, Sex::NAMES, Authority::NAMES, Operator::NAMES, Service::NAMES] {
        out.push('\n');
        for name in names {
            word(&mut out, name);
        }
    }
    out
}

fn word(out: &mut String, word: &str) {
    out.push_str(word);
    out.push(' ');
}

/// The record of a verdict.
pub(super) fn record(verdict: &Verdict) -> Vec<u8> {
    let mut out = Vec::with_capacity(ROOM);
    match verdict {
        Verdict::WellFormed { kind, normalized, facts, warnings } => {
            out.extend([0, kind.number()]);
            out.push(u8::from(facts.changed));
            if facts.changed {
                // EXPOSE: the pure checks answer their caller, who handed the text in, with its normal form.
                text(&mut out, normalized.expose());
            }
            write_facts(&mut out, facts);
            list(&mut out, warnings.iter().map(|code| code.number()));
        }
        Verdict::Incomplete { field, candidates } => {
            out.extend([1, field.number()]);
            kinds(&mut out, candidates);
        }
        Verdict::Malformed { field, code, candidates } => {
            out.extend([2, field.number(), code.number()]);
            kinds(&mut out, candidates);
        }
    }
    out
}

/// What a number states, each behind its place in the table of `check.js`.
fn write_facts(out: &mut Vec<u8>, facts: &Facts) {
    for (fact, date) in [(0, facts.birth_date), (1, facts.expiry_date)] {
        if let Some(date) = date {
            out.push(fact);
            day(out, date);
        }
    }
    for (fact, name) in [
        (2, facts.sex.map(Sex::number)),
        (3, facts.authority.map(Authority::number)),
        (4, facts.operator.map(Operator::number)),
        (5, facts.service.map(Service::number)),
    ] {
        if let Some(name) = name {
            out.extend([fact, name]);
        }
    }
    for (fact, tag) in [(6, facts.country.as_ref()), (7, facts.category.as_ref())] {
        if let Some(tag) = tag {
            out.push(fact);
            text(out, tag.as_str());
        }
    }
    #[cfg(feature = "states")]
    {
        if let Some(issuer) = &facts.issuer {
            out.push(8);
            text(out, issuer.as_str());
        }
        for (fact, listed) in [(9, facts.country_listed), (10, facts.issuer_listed)] {
            if let Some(listed) = listed {
                out.extend([fact, u8::from(listed)]);
            }
        }
    }
    if let Some(region) = facts.region {
        let [_, a, b, c] = region.to_be_bytes();
        out.extend([11, a, b, c]);
    }
    if let Some(years) = facts.region_years {
        out.push(12);
        out.extend(years.first.to_be_bytes());
        out.extend(years.last.to_be_bytes());
    }
    if !facts.also.is_empty() {
        out.push(13);
        kinds(out, &facts.also);
    }
    out.push(END);
}

fn day(out: &mut Vec<u8>, date: Date) {
    out.extend(date.year().to_be_bytes());
    out.extend([date.month(), date.day()]);
}

fn kinds(out: &mut Vec<u8>, kinds: &[Kind]) {
    list(out, kinds.iter().map(|kind| kind.number()));
}

/// Lists are of kinds and codes: neither has 256 of anything.
fn list(out: &mut Vec<u8>, numbers: impl ExactSizeIterator<Item = u8>) {
    out.push(u8::try_from(numbers.len()).unwrap_or_default());
    out.extend(numbers);
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(u32::try_from(text.len()).unwrap_or_default().to_be_bytes());
    out.extend(text.as_bytes());
}
