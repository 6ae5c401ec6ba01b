//! `cargo xtask demo | test | build | bench | data | doctor`: everything the project does to itself.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool that talks to a person")]

mod bench;
mod build;
mod data;
mod demo;
mod doctor;
mod miri;
mod program;
mod setup;
mod supply;
mod test;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask demo            set up, build, serve a real signup on one local address; Ctrl-C stops it
cargo xtask demo --children the same for a service that children use, with their guardians
cargo xtask demo --check    the first, driven once by a headless browser, then exit
cargo xtask test            set up, then everything CI runs
cargo xtask test --full     the same and what is too slow for every commit
cargo xtask build           the publishable npm package, in pkg/
cargo xtask reproduce       the package built twice in different folders, and compared
cargo xtask miri            the allocator and the checks of numbers under Miri
cargo xtask sbom            bills of materials of what is handed out, CycloneDX
cargo xtask bench           measures beside the peers and writes docs/performance.md
cargo xtask bench --quick   the ratios that matter, in a few minutes
cargo xtask data            the generated tables, texts and pages
cargo xtask doctor          what this machine lacks, and the command for each";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The story in one line, without a backtrace of this tool.
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["bench"] => bench::run_all(bench::Rounds::Page),
        ["bench", "--quick"] => bench::run_all(bench::Rounds::Quick),
        ["build"] => build::run(),
        // For the two copies that are compared: they share one set-up.
        ["build", "--as-set-up"] => build::as_set_up(),
        ["reproduce"] => build::reproduce::check(),
        ["data"] => data::write(),
        ["demo"] => demo::serve(false),
        ["demo", "--children"] => demo::serve(true),
        ["demo", "--check"] => demo::check(),
        ["doctor"] => doctor::run(),
        ["miri"] => miri::as_set_up(),
        ["sbom"] => supply::run(),
        ["test"] => test::everything(test::Tier::Commit),
        ["test", "--full"] => test::everything(test::Tier::Full),
        _ => bail!("what shall be done?\n\n{USAGE}"),
    }
}
