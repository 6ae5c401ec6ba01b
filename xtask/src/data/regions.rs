//! `data/regions*.csv` → the packed place codes, their years, and the file of names.

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

/// A part a province: its two digits, the length of its bytes and how many codes stand before it (both 16 bits, the lesser byte first), then
/// its codes ascending, LEB128 of the differences. 1.9 kB after brotli; a look-up reads one province.
fn codes(places: &BTreeMap<u32, Place>) -> Result<Vec<u8>> {
    let mut parts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for code in places.keys() {
        parts.entry(code / 10_000).or_default().push(code % 10_000);
    }
    let (mut out, mut before) = (Vec::new(), 0);
    for (province, codes) in parts {
        let (mut steps, mut previous) = (Vec::new(), 0);
        for code in &codes {
            let mut step = code - previous;
            previous = *code;
            while step >= 128 {
                steps.push(u8::try_from(step % 128)? | 128);
                step /= 128;
            }
            steps.push(u8::try_from(step)?);
        }
        out.push(u8::try_from(province)?);
        out.extend(u16::try_from(steps.len())?.to_le_bytes());
        out.extend(u16::try_from(before)?.to_le_bytes());
        out.append(&mut steps);
        before += codes.len();
    }
    Ok(out)
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
        (PathBuf::from("src/region/codes.bin"), codes(&places)?),
        (PathBuf::from("src/region/years.bin"), years(&places)?),
        (PathBuf::from("npm/region-names.json"), names(&places)?.into_bytes()),
    ])
}
