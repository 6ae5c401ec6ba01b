//! `realname/verify`: the verifier as wasm for backends on Node, laid beside the page's module.

use super::{package, wasm};
use crate::program::{cargo, command, run};
use anyhow::Result;
use std::fs;

/// Builds it, for speed and not for size: nobody downloads it to look at a page.
pub(super) fn add() -> Result<()> {
    run(cargo()
        .args(["rustc", "--locked", "--profile", "server", "--target", "wasm32-unknown-unknown"])
        .args(["--package", "realname-verify", "--lib", "--crate-type", "cdylib", "--target-dir"])
        .arg(wasm::build_dir())
        .env("CARGO_ENCODED_RUSTFLAGS", wasm::remaps()?.join("\u{1f}")))?;
    let module = wasm::build_dir().join("wasm32-unknown-unknown/server/realname_verify.wasm");
    let bound = wasm::build_dir().join("verify");
    run(command("wasm-bindgen")
        .args(["--target", "web", "--omit-default-module-path", "--no-typescript"])
        .args(["--remove-name-section", "--remove-producers-section", "--out-name", "verify", "--out-dir"])
        .arg(&bound)
        .arg(module))?;
    let dist = package::folder().join("dist");
    for (from, to) in [("verify.js", "verify.js"), ("verify_bg.wasm", "verify.wasm")] {
        fs::copy(bound.join(from), dist.join(to))?;
    }
    Ok(())
}
