//! Whether the package is the same bytes wherever it is built: built from two copies of the sources, in folders of
//! different names and depths, and compared file by file.

use super::wasm::sha256;
use crate::data::root;
use crate::program::{ask, cargo, output, run, target_dir};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the copies stand, below the folder of builds.
const COPIES: [&str; 2] = ["a", "another folder, with blanks/and deeper"];

/// Builds twice and compares; prints the hash of `core.wasm`, and holds SECURITY.md to it where that names this commit.
pub(crate) fn check() -> Result<()> {
    let within = target_dir().join("reproduce");
    let _ = fs::remove_dir_all(&within);
    let mut built = Vec::new();
    // Both before either is built: somebody may be at work on the sources meanwhile.
    for name in COPIES {
        copy_sources(&within.join(name))?;
    }
    for name in COPIES {
        let copy = within.join(name);
        // From the manifest of the copy, so that this tool too is the copy's own.
        run(cargo()
            .args(["run", "--locked", "--package", "xtask", "--", "build", "--as-set-up"])
            .current_dir(&copy)
            .env_remove("CARGO_TARGET_DIR"))?;
        built.push(hashes(&copy.join("pkg"))?);
    }
    let [first, second] = &built[..] else { bail!("two copies were to be built") };
    ensure!(first.len() > 10 && first.contains_key("dist/core.wasm"), "the package is not whole: {first:?}");
    for (file, hash) in first {
        ensure!(second.get(file) == Some(hash), "{file} differs with the folder that it is built in");
    }
    ensure!(first.len() == second.len(), "the second build has other files");
    let wasm = first.get("dist/core.wasm").context("core.wasm")?;
    println!("{} files, each the same bytes twice; core.wasm has the SHA-256 {wasm}", first.len());
    let _ = fs::remove_dir_all(&within);
    against_security(wasm)
}

/// Every file that is part of the sources, changed ones as they are.
fn copy_sources(to: &Path) -> Result<()> {
    let list = output(crate::program::command("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        let (from, to) = (root().join(name), to.join(name));
        // Deleted and not yet said so.
        if !from.is_file() {
            continue;
        }
        fs::create_dir_all(to.parent().context("a file has a folder")?)?;
        fs::copy(&from, &to).with_context(|| from.display().to_string())?;
    }
    // What npm installed is input, and the same for both.
    link(&root().join("node_modules"), &to.join("node_modules"))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(fs::canonicalize(from)?, to)?)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    bail!("two builds are compared on Unix only")
}

fn hashes(folder: &Path) -> Result<BTreeMap<String, String>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![PathBuf::new()]);
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let name = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(name);
            } else {
                found.insert(name.display().to_string(), sha256(&fs::read(entry.path())?));
            }
        }
    }
    Ok(found)
}

/// A row `| version | commit | SHA-256 |` of this commit must say what was built.
fn against_security(wasm: &str) -> Result<()> {
    let Some(head) = ask("git", &["rev-parse", "HEAD"]) else { return Ok(()) };
    let text = fs::read_to_string(root().join("SECURITY.md"))?;
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let [_, _, commit, hash, ..] = cells[..]
            && commit.len() >= 7
            && head.starts_with(commit)
        {
            ensure!(hash == wasm, "SECURITY.md says {hash} of this commit's core.wasm, built was {wasm}");
        }
    }
    Ok(())
}
