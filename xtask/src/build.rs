//! `cargo xtask build`: the publishable npm package, laid out in `pkg/`.

mod glue;
mod package;
pub(crate) mod reproduce;
mod size;
mod testing;
mod verify;
mod wasm;

use crate::setup;
use anyhow::Result;
use std::fs;
use std::path::Path;

pub(crate) use size::check as check_budget;
pub(crate) use wasm::stock_glue;

/// Sets up what building needs, then builds.
pub(crate) fn run() -> Result<()> {
    setup::for_build()?;
    whole_package()?;
    size::report()
}

/// Builds with what is there already.
pub(crate) fn as_set_up() -> Result<()> {
    whole_package()
}

/// The package with what only backends take of it, which a demo does without.
pub(crate) fn whole_package() -> Result<()> {
    npm_package()?;
    testing::add()?;
    verify::add()?;
    every_file(&package::folder(), &wasm::refuse_paths)
}

/// Does something with every file of a folder, and of those in it.
fn every_file(folder: &Path, what: &dyn Fn(&Path) -> Result<()>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { every_file(&entry.path(), what)? } else { what(&entry.path())? }
    }
    Ok(())
}

/// Builds the package; what it needs is there already.
pub(crate) fn npm_package() -> Result<()> {
    let module = wasm::compile("trap")?;
    let dist = wasm::bind(&module, wasm::DIST)?;
    wasm::optimise(&dist)?;
    package::lay_out(&dist)
}
