//! `cargo xtask doctor`: what this machine lacks, and the command for each.

use crate::setup;
use anyhow::{Result, bail};

/// Looks, installs nothing, fails when something that CI needs is missing.
pub(crate) fn run() -> Result<()> {
    let mut missing = 0_usize;
    for (need, optional) in setup::everything() {
        match (need.found)() {
            Some(found) => println!("ok       {}: {found}", need.name),
            None if optional => println!("optional {}\n             {}", need.name, (need.remedy)()),
            None => {
                missing += 1;
                println!("MISSING  {}\n             {}", need.name, (need.remedy)());
            }
        }
    }
    if missing > 0 {
        bail!("{missing} missing; `cargo xtask test` installs what it can, and says what it cannot");
    }
    Ok(())
}
