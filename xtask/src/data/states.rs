//! `data/states.csv` → the packed codes of states: three letters, and three digits.

use super::root;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A code of up to three letters as a number: each place 0 for nothing, else 1 to 26.
fn letters(code: &str) -> Result<u32> {
    ensure!(
        (1..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase()),
        "{code} is no code of a state"
    );
    let mut number = 0;
    for at in 0..3 {
        number = number * 27 + code.as_bytes().get(at).map_or(0, |b| u32::from(b - b'A') + 1);
    }
    Ok(number)
}

/// Ascending, LEB128 of the differences.
fn packed(codes: &BTreeSet<u32>) -> Result<Vec<u8>> {
    let (mut out, mut previous) = (Vec::new(), 0);
    for code in codes {
        let mut step = code - previous;
        previous = *code;
        while step >= 128 {
            out.push(u8::try_from(step % 128)? | 128);
            step /= 128;
        }
        out.push(u8::try_from(step)?);
    }
    Ok(out)
}

pub(super) fn generate() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let (mut words, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for record in csv::Reader::from_path(root().join("data/states.csv"))?.records() {
        let record = record?;
        let cell = |at: usize| record.get(at).context("data/states.csv: three columns");
        ensure!(words.insert(letters(cell(0)?)?), "{} twice", cell(0)?);
        if !cell(1)?.is_empty() {
            ensure!(numbers.insert(cell(1)?.parse()?), "{} twice", cell(1)?);
        }
    }
    Ok(vec![
        (PathBuf::from("src/state/letters.bin"), packed(&words)?),
        (PathBuf::from("src/state/digits.bin"), packed(&numbers)?),
    ])
}
