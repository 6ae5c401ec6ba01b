//! `cargo xtask test`: everything CI runs, in the order in which a mistake shows soonest.

use crate::data::root;
use crate::program::{ask, cargo, command, find, run};
use crate::{build, demo, miri, setup, supply};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::time::Instant;

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// What every commit must pass.
    Commit,
    /// And what is too slow for that.
    Full,
}

type Stage = (&'static str, fn() -> Result<()>);

const STAGES: [Stage; 10] = [
    ("format", format),
    ("lints", lints),
    ("licences and versions", supply::check),
    ("native tests", native),
    ("wasm-pack's own build", wasm_pack_build),
    ("npm package", build::whole_package),
    ("budget", build::check_budget),
    ("browser tests", chrome),
    ("server", demo::build_server),
    // Last: its runner's summary ends the output.
    ("end to end", end_to_end),
];

/// Runs every stage, and stops at the first that fails.
pub(crate) fn everything(tier: Tier) -> Result<()> {
    let start = Instant::now();
    stage(start, ("setup", if tier == Tier::Full { setup::for_full } else { setup::for_tests }))?;
    if tier == Tier::Full {
        println!(
            "--full adds: the browser tests in Firefox, a signup in Firefox and WebKit, the slower consumers of the package, the server's tests in RustCrypto, the fuzz targets compiled, a million challenges, a million sequences of calls, three hundred orders of calls on the server, Miri, the package built twice"
        );
        stage(start, ("browser tests in Firefox", firefox))?;
    }
    STAGES.into_iter().try_for_each(|each| stage(start, each))?;
    if tier == Tier::Full {
        stage(start, ("the server in RustCrypto", rust_crypto))?;
        stage(start, ("fuzz targets", fuzz_targets))?;
        stage(start, ("a million sequences of calls", sequences))?;
        stage(start, ("three hundred orders of calls on the server", orders))?;
        stage(start, ("Miri", miri::check))?;
        stage(start, ("the package built twice", build::reproduce::check))?;
        stage(start, ("slow end to end", || node_tests(&["tests/e2e/full", "tests/consumers/full"])))?;
    }
    Ok(())
}

fn stage(start: Instant, (title, work): Stage) -> Result<()> {
    println!("\n== {title} (at {} s)", start.elapsed().as_secs());
    work().with_context(|| format!("stage `{title}` failed"))
}

fn format() -> Result<()> {
    run_cargo(&["fmt", "--all", "--check"])
}

fn lints() -> Result<()> {
    const DENY: [&str; 3] = ["--", "--deny", "warnings"];
    let native = ["clippy", "--locked", "--workspace", "--all-targets", "--features", "realname/aws-lc"];
    run_cargo(&[&native[..], &DENY].concat())?;
    // The page's own rooms exist on this target alone.
    let page = ["clippy", "--locked", "--package", "realname", "--lib", "--target", "wasm32-unknown-unknown"];
    run_cargo(&[&page[..], &DENY].concat())
}

fn native() -> Result<()> {
    // With both suites of a host: whatever goes through `tests/bundle/suites.rs` goes through each.
    run_cargo(&["test", "--locked", "--workspace", "--features", "realname/aws-lc"])?;
    // The server in RustCrypto, as whoever has no C compiler for it builds it.
    run_cargo(&["check", "--locked", "--package", "realname-server", "--no-default-features"])?;
    // The core alone, as a backend takes it: no page, no suite.
    run_cargo(&["check", "--locked", "--package", "realname", "--no-default-features"])
}

/// With optimisation, so that a million take as long as a hundred thousand without.
fn sequences() -> Result<()> {
    run(cargo()
        .args(["test", "--locked", "--profile", "server", "--package", "realname", "--features", "native"])
        .args(["--test", "signup_sequences"])
        .env("REALNAME_SEQUENCES", "1000000"))
}

fn orders() -> Result<()> {
    run(cargo()
        .args(["test", "--locked", "--profile", "server", "--package", "realname-server", "--test", "http"])
        .arg("calls_in_random_order")
        .env("REALNAME_ORDERS", "300"))
}

/// That they compile: what they call runs in the native tests, over the corpora.
fn fuzz_targets() -> Result<()> {
    run_cargo(&["check", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--bins"])
}

fn rust_crypto() -> Result<()> {
    run_cargo(&["test", "--locked", "--package", "realname-server", "--no-default-features"])
}

/// QA's way. It writes into `pkg/`, where the next stage puts the package, and must leave nothing that git sees.
fn wasm_pack_build() -> Result<()> {
    let status = || ask("git", &["status", "--porcelain"]);
    let before = status();
    run(command("wasm-pack").arg("build"))?;
    ensure!(status() == before, "a bare `wasm-pack build` leaves changes in the work tree");
    Ok(())
}

fn chrome() -> Result<()> {
    let driver = setup::chromedriver().context("chromedriver is not there")?;
    // Named, because wasm-pack would download another one.
    run(command("wasm-pack").args(["test", "--headless", "--chrome", "--chromedriver"]).arg(driver))
}

fn firefox() -> Result<()> {
    let driver = find("geckodriver").context("geckodriver is not there")?;
    run(command("wasm-pack").args(["test", "--headless", "--firefox", "--geckodriver"]).arg(driver))
}

fn end_to_end() -> Result<()> {
    node_tests(&["tests/e2e", "tests/e2e/leaks", "tests/consumers"])
}

/// The `*.test.mjs` of folders: files are named one by one, since Node 20 and 22 read a folder differently.
fn node_tests(folders: &[&str]) -> Result<()> {
    let mut files = Vec::new();
    for within in folders {
        let folder = root().join(within);
        let before = files.len();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".test.mjs") {
                files.push(format!("{within}/{name}"));
            }
        }
        ensure!(files.len() > before, "{within} holds no *.test.mjs");
    }
    files.sort();
    run(command("node")
        .args(["--test", "--test-reporter=spec"])
        .args(files)
        .env("REALNAME_SERVER", demo::server_binary())
        .env("REALNAME_AXUM_EXAMPLE", demo::axum_example())
        .env("REALNAME_PYTHON", setup::interpreter())
        .env("REALNAME_STOCK_GLUE", build::stock_glue()))
}

fn run_cargo(args: &[&str]) -> Result<()> {
    run(cargo().args(args))
}
