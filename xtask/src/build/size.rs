//! What a visitor downloads, measured as it is served, and the budget.

use super::package;
use crate::program::{command, output};
use anyhow::{Context, Result, ensure};

/// Bytes of brotli, quality 11.
struct Budget {
    what: &'static str,
    /// Where it shall come to.
    goal: u32,
    /// What no commit may exceed. Where it is above the goal it is lowered with each gain, and never raised.
    ceiling: u32,
}

/// Everything in it: all kinds, regions, form, bundle, consent.
const WASM: Budget = Budget { what: "core.wasm", goal: 20_000, ceiling: 43_660 };
/// All JS that a signup by the element loads, with one language.
const JS: Budget = Budget { what: "all JS of a signup", goal: 11_000, ceiling: 15_310 };
/// What a headless signup loads in the place of the element, its style and its language.
const HEADLESS: Budget = Budget { what: "headless JS", goal: 2_000, ceiling: 5_050 };

/// What the pure checks load beside the loader and the glue, which a signup by the element does not.
const CHECKS: Budget = Budget { what: "checks", goal: 1_000, ceiling: 1_200 };

/// What the page around a frame loads, and all that it loads.
const AROUND: Budget = Budget { what: "JS around a frame", goal: 3_000, ceiling: 2_870 };

/// Everything in one classic script, all languages: what `realname/inline` becomes in a page. With room for brotli's own
/// jumps (docs/decisions.md, 147).
const ONE_FILE: Budget = Budget { what: "global.js", goal: 42_000, ceiling: 67_750 };

/// Node has all three codecs; a crate for brotli would be the longest compilation of this tool.
const MEASURE: &str = include_str!("size/measure.mjs");

struct Size {
    name: String,
    raw: u32,
    gzip: u32,
    brotli: u32,
}

/// The wasm first, then each JS file that a signup loads, then the one file instead of all these.
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

/// Prints a table, and how far the goals are.
pub(super) fn report() -> Result<()> {
    tell(&measure()?);
    Ok(())
}

fn tell(sizes: &[Size]) {
    println!("{:<44} {:>8} {:>8} {:>8}", "bytes", "raw", "gzip", "brotli");
    for size in sizes {
        println!("{:<44} {:>8} {:>8} {:>8}", size.name, size.raw, size.gzip, size.brotli);
    }
    for (budget, brotli) in totals(sizes) {
        println!(
            "{}: {brotli} bytes of brotli; goal {}, ceiling {}",
            budget.what, budget.goal, budget.ceiling
        );
    }
}

fn totals(sizes: &[Size]) -> [(Budget, u32); 6] {
    let (one_file, parts): (Vec<_>, Vec<_>) = sizes.iter().partition(|size| size.name == ONE_FILE.what);
    let (wasm, js): (Vec<_>, Vec<_>) = parts.into_iter().partition(|size| size.name.ends_with(".wasm"));
    let (headless, js): (Vec<_>, Vec<_>) =
        js.into_iter().partition(|size| size.name.starts_with("headless:"));
    let (checks, js): (Vec<_>, Vec<_>) = js.into_iter().partition(|size| size.name.starts_with("checks:"));
    let (around, js): (Vec<_>, Vec<_>) = js.into_iter().partition(|size| size.name.starts_with("around:"));
    let sum = |sizes: Vec<&Size>| sizes.iter().map(|size| size.brotli).sum();
    [
        (WASM, sum(wasm)),
        (JS, sum(js)),
        (HEADLESS, sum(headless)),
        (CHECKS, sum(checks)),
        (AROUND, sum(around)),
        (ONE_FILE, sum(one_file)),
    ]
}

/// The stage of `cargo xtask test`.
pub(crate) fn check() -> Result<()> {
    let sizes = measure()?;
    tell(&sizes);
    for (budget, brotli) in totals(&sizes) {
        ensure!(
            brotli <= budget.ceiling,
            "{}: {brotli} bytes of brotli, and no more than {}",
            budget.what,
            budget.ceiling
        );
    }
    Ok(())
}
