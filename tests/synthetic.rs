//! What `realname/testing` hands out is held against the checks: each input gives its code, and no code that an input can
//! give is without one.
#![cfg(not(target_arch = "wasm32"))] // its dev-dependencies are the host's
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use realname::batch;
use realname::code::{Kind, Verdict};
use realname::date::Date;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn every_input_gives_what_its_row_says() {
    let mut wrong = Vec::new();
    for row in rows("synthetic.csv") {
        let kind = Kind::from_wire(&row[0]).unwrap();
        let (code, warnings) = match batch::check(&row[1], kind, today()) {
            Verdict::WellFormed { warnings, .. } => {
                (String::new(), warnings.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(" "))
            }
            Verdict::Malformed { code, .. } => (code.as_str().to_owned(), String::new()),
            Verdict::Incomplete { .. } => ("incomplete".to_owned(), String::new()),
        };
        if (&code, &warnings) != (&row[2], &row[3]) {
            wrong.push(format!("{row:?}: {code} {warnings}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_and_every_code_of_the_vectors_has_an_input() {
    let rows = rows("synthetic.csv");
    for kind in Kind::ALL {
        let plain = |row: &&Vec<String>| row[0] == kind.as_str() && row[2].is_empty();
        assert!(rows.iter().any(|row| plain(&row)), "nobody has a {}", kind.as_str());
    }
    let ours: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row[2].split(' ').chain(row[3].split(' ')))
        .filter(|code| !code.is_empty())
        .collect();
    let mut theirs = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let numbers = file["family"].is_string().then(|| file["cases"].as_array()).flatten();
        for case in numbers.into_iter().flatten() {
            theirs.extend(case["code"].as_str().map(str::to_owned));
            let warnings = case["warnings"].as_array().into_iter().flatten();
            theirs.extend(warnings.filter_map(Value::as_str).map(str::to_owned));
        }
    }
    assert_eq!(ours, theirs.iter().map(String::as_str).collect());
}

/// The place 110110 was dissolved in 1985: nobody who was born later was given a number with it, unless by an error.
#[test]
fn persons_are_adults_of_a_place_that_was_gone_before_they_were_born() {
    let mut numbers = BTreeSet::new();
    for row in rows("synthetic-persons.csv") {
        let verdict = batch::check(&row[2], Kind::ResidentId, today());
        let Verdict::WellFormed { facts, .. } = verdict else { unreachable!("{row:?}") };
        let born = facts.birth_date.unwrap();
        assert!(born.age_on(today()) >= 18, "{row:?}");
        assert!(facts.region_years.unwrap().last < born.year(), "{row:?}");
        assert!(batch::is_valid(&row[1], Kind::PersonName, today()), "{row:?}");
        assert!(batch::is_valid(&row[3], Kind::CnMobile, today()), "{row:?}");
        // Kept by the numbering plan of 2017, given to nobody.
        assert!(row[3].starts_with("920"), "{row:?}");
        assert!(numbers.insert(row[2].clone()) && row[1].starts_with("测试"), "{row:?}");
    }
    assert_eq!(numbers.len(), 6);
}
