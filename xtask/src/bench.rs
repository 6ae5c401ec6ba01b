//! `cargo xtask bench`: everything that docs/performance.md says, measured beside the peers. The measuring itself is
//! `benches/`; here is what it needs.

use crate::data::root;
use crate::program::{cargo, command, run, target_dir};
use crate::{build, demo, setup};
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// How long it measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounds {
    /// All of it; writes the page.
    Page,
    /// The ratios that matter, to the terminal.
    Quick,
}

/// Sets up, builds, measures.
pub(crate) fn run_all(rounds: Rounds) -> Result<()> {
    setup::for_bench()?;
    build::whole_package()?;
    demo::build_server()?;
    let verifier = verifier()?;
    let floor = floor()?;
    let mut measure = command("node");
    measure
        .arg("benches/run.mjs")
        .args((rounds == Rounds::Quick).then_some("--quick"))
        .env("REALNAME_SERVER", demo::server_binary())
        .env("REALNAME_BENCH_VERIFIER", verifier)
        .env("REALNAME_BENCH_EMPTY", floor)
        .env("REALNAME_BENCH_PYTHON", setup::interpreter());
    run(&mut measure)
}

/// The measurement of the Rust verifier.
fn verifier() -> Result<PathBuf> {
    run(cargo().args(["build", "--locked", "--profile", "server", "--example", "verifier"]).args([
        "--no-default-features",
        "--features",
        "aws-lc",
    ]))?;
    Ok(target_dir().join(format!("server/examples/verifier{}", std::env::consts::EXE_SUFFIX)))
}

/// The empty module: what no wasm-bindgen page can be faster than.
fn floor() -> Result<PathBuf> {
    let (target, dist) = (target_dir().join("bench"), target_dir().join("bench/empty"));
    run(cargo()
        .args(["build", "--release", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(root().join("benches/empty/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target))?;
    let module = target.join("wasm32-unknown-unknown/release/realname_bench_empty.wasm");
    ensure!(module.is_file(), "cargo left no {}", module.display());
    run(command("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--out-name", "empty", "--out-dir"])
        .arg(&dist)
        .arg(module))?;
    Ok(dist)
}
