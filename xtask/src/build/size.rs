//! What a visitor downloads, measured as it is served, and the budget.

use super::package;
use crate::program::{command, output};
use anyhow::{Context, Result, ensure};

/// Brotli, quality 11. The budget counts everything: all kinds, regions, form, bundle, consent.
const WASM_BUDGET: u32 = 20_000;
/// All JS that a signup loads, with one language.
const JS_BUDGET: u32 = 11_000;

/// Node has all three codecs; a crate for brotli would be the longest compilation of this tool.
const MEASURE: &str = include_str!("size/measure.mjs");

struct Size {
    name: String,
    raw: u32,
    gzip: u32,
    brotli: u32,
}

/// The wasm first, then each JS file that a signup loads.
fn measure() -> Result<Vec<Size>> {
    let answer = output(
        command("node").args(["--input-type=module", "--eval", MEASURE]).current_dir(package::folder()),
    )?;
    let line = |line: &str| {
        let mut words = line.split(' ');
        let mut word = || words.next().context("four words a line");
        Ok(Size {
            name: word()?.to_owned(),
            raw: word()?.parse()?,
            gzip: word()?.parse()?,
            brotli: word()?.parse()?,
        })
    };
    answer.lines().map(line).collect()
}

/// Prints a table; what is over the budget is seen, and fails nothing yet.
pub(super) fn report() -> Result<()> {
    let sizes = measure()?;
    println!("{:<44} {:>8} {:>8} {:>8}", "bytes", "raw", "gzip", "brotli");
    for size in &sizes {
        println!("{:<44} {:>8} {:>8} {:>8}", size.name, size.raw, size.gzip, size.brotli);
    }
    let (wasm, js) = totals(&sizes);
    println!("brotli: wasm {wasm} of {WASM_BUDGET}, JS {js} of {JS_BUDGET}");
    Ok(())
}

fn totals(sizes: &[Size]) -> (u32, u32) {
    let (wasm, js): (Vec<_>, Vec<_>) = sizes.iter().partition(|size| size.name.ends_with(".wasm"));
    (wasm.iter().map(|size| size.brotli).sum(), js.iter().map(|size| size.brotli).sum())
}

/// The stage of `cargo xtask test`.
pub(crate) fn check() -> Result<()> {
    report()?;
    let (wasm, js) = totals(&measure()?);
    ensure!(wasm <= WASM_BUDGET, "core.wasm: {wasm} bytes of brotli, the budget is {WASM_BUDGET}");
    ensure!(js <= JS_BUDGET, "JS: {js} bytes of brotli, the budget is {JS_BUDGET}");
    Ok(())
}
