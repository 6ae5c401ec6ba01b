//! `cargo xtask miri`: what Miri can run. The allocator, the one crate that holds `unsafe`, whole; of the core the checks of numbers, which ask no
//! other crate's assembly.

use crate::program::{cargo, run};
use crate::setup;
use anyhow::Result;

/// Sets up, then runs.
pub(crate) fn as_set_up() -> Result<()> {
    setup::for_miri()?;
    check()
}

/// Fails on undefined behaviour, on memory that is never given back, and on a test that fails.
pub(crate) fn check() -> Result<()> {
    run(cargo().args(["+nightly", "miri", "test", "--locked", "--package", "realname-alloc"]))?;
    // The core forbids `unsafe`, so its aliases need no watching, which the table of 26,000 atomic words makes an hour of; its tests read files.
    // One of them reads seven thousand lines, which takes as long.
    run(cargo()
        .args(["+nightly", "miri", "test", "--locked", "--package", "realname", "--no-default-features"])
        .args(["--test", "batch", "--test", "complaints", "--", "--skip", "c05_"])
        .env("MIRIFLAGS", "-Zmiri-disable-stacked-borrows -Zmiri-disable-isolation"))
}
