//! `data/regions*.csv` → the packed place codes, their years, and the file of names.

mod pack;

use super::root;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Years are kept in a byte each, since this one.
const EPOCH: u16 = 1980;

struct Place {
    first: u16,
    last: u16,
    name: String,
}

fn places() -> Result<BTreeMap<u32, Place>> {
    let mut places: BTreeMap<u32, Place> = BTreeMap::new();
    for file in ["data/regions.csv", "data/regions-supplement.csv"] {
        let mut reader = csv::Reader::from_path(root().join(file))?;
        for record in reader.records() {
            let record = record?;
            let cell = |at: usize| record.get(at).with_context(|| format!("{file}: column {at}"));
            let (code, first, last): (u32, u16, u16) =
                (cell(0)?.parse()?, cell(1)?.parse()?, cell(2)?.parse()?);
            ensure!(code / 100_000 > 0 && first >= EPOCH && last >= first, "{file}: {code}");
            let name = cell(3)?.to_owned();
            let place = places.entry(code).or_insert(Place { first, last, name: name.clone() });
            if last >= place.last {
                (place.last, place.name) = (last, name);
            }
            place.first = place.first.min(first);
        }
    }
    Ok(places)
}

/// First years of all codes, then last years.
fn years(places: &BTreeMap<u32, Place>) -> Result<Vec<u8>> {
    let firsts = places.values().map(|place| place.first);
    firsts
        .chain(places.values().map(|place| place.last))
        .map(|year| Ok(u8::try_from(year - EPOCH)?))
        .collect()
}

fn names(places: &BTreeMap<u32, Place>) -> Result<String> {
    let mut out = String::from("{\n");
    for (code, place) in places {
        let comma = if out.len() > 2 { ",\n" } else { "" };
        write!(out, "{comma}\"{code}\":\"{}\"", place.name)?;
    }
    out.push_str("\n}\n");
    Ok(out)
}

pub(super) fn generate() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let places = places()?;
    Ok(vec![
        (PathBuf::from("src/region/codes.bin"), pack::pack(&places.keys().copied().collect())),
        (PathBuf::from("src/region/years.bin"), years(&places)?),
        (PathBuf::from("npm/region-names.json"), names(&places)?.into_bytes()),
    ])
}
