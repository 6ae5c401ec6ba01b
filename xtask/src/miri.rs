//! `cargo xtask miri`: what Miri can run. The allocator, the one crate that holds `unsafe`, whole; of the core the checks of numbers, whose tests ask no
//! system and no other crate's assembly.

use crate::program::{cargo, run};
use crate::setup;
use anyhow::Result;

/// Miri takes a hundred times as long: of the core those tests that are over in minutes.
const CORE: [&str; 8] = ["c06_", "c07_", "c09_", "c10_", "c12_", "c13_", "c14_", "c15_"];

/// Sets up, then runs.
pub(crate) fn as_set_up() -> Result<()> {
    setup::for_miri()?;
    check()
}

/// Fails on undefined behaviour, on memory that is never given back, and on a test that fails.
pub(crate) fn check() -> Result<()> {
    run(cargo().args(["+nightly", "miri", "test", "--locked", "--package", "realname-alloc"]))?;
    run(cargo()
        .args(["+nightly", "miri", "test", "--locked", "--package", "realname", "--no-default-features"])
        .args(["--test", "complaints", "--"])
        .args(CORE))
}
