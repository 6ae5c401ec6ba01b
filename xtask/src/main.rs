//! `cargo xtask demo | test | build | bench | data | doctor`: everything the project does to itself.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool that talks to a person")]

mod data;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["data"] => data::write(),
        _ => bail!("cargo xtask data"),
    }
}
