//! Whether the package is the same bytes wherever it is built: built from two copies of the sources, in folders of
//! different names and depths, and compared file by file.

use super::wasm::sha256;
use crate::data::root;
use crate::program::{ask, cargo, command, output, run, target_dir};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the copies stand, below the folder of builds.
const COPIES: [&str; 2] = ["a", "another folder, with blanks/and deeper"];

/// Builds twice and compares; prints the hash of `core.wasm`. Then builds the commit that SECURITY.md names last, and holds it to the hash there.
pub(crate) fn check() -> Result<()> {
    let within = target_dir().join("reproduce");
    let _ = fs::remove_dir_all(&within);
    let mut built = Vec::new();
    // Both before either is built: somebody may be at work on the sources meanwhile.
    for name in COPIES {
        copy_sources(&within.join(name))?;
    }
    for name in COPIES {
        built.push(build(&within.join(name))?);
    }
    let [first, second] = &built[..] else { bail!("two copies were to be built") };
    ensure!(first.len() > 10 && first.contains_key("dist/core.wasm"), "the package is not whole: {first:?}");
    for (file, hash) in first {
        ensure!(second.get(file) == Some(hash), "{file} differs with the folder that it is built in");
    }
    ensure!(first.len() == second.len(), "the second build has other files");
    let wasm = first.get("dist/core.wasm").context("core.wasm")?;
    println!("{} files, each the same bytes twice; core.wasm has the SHA-256 {wasm}", first.len());
    let named = against_security(&within.join("named"));
    let _ = fs::remove_dir_all(&within);
    named
}

/// Builds a copy of the sources; the hash of each file of the package.
fn build(copy: &Path) -> Result<BTreeMap<String, String>> {
    // From the manifest of the copy, so that this tool too is the copy's own.
    run(cargo()
        .args(["run", "--locked", "--package", "xtask", "--", "build", "--as-set-up"])
        .current_dir(copy)
        .env_remove("CARGO_TARGET_DIR"))?;
    hashes(&copy.join("pkg"))
}

/// Every file that is part of the sources, changed ones as they are.
fn copy_sources(to: &Path) -> Result<()> {
    let list = output(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
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

/// Builds the commit of the last row `| version | commit | SHA-256 |` and compares. A commit cannot name its own hash, so the row is of one before.
fn against_security(to: &Path) -> Result<()> {
    let text = fs::read_to_string(root().join("SECURITY.md"))?;
    let (commit, hash) = last_row(&text).context("SECURITY.md names no commit")?;
    if ask("git", &["cat-file", "-e", &format!("{commit}^{{commit}}")]).is_none() {
        println!("{commit}, which SECURITY.md names, is not in this clone: not compared");
        return Ok(());
    }
    fs::create_dir_all(to)?;
    let archive = to.join("sources.tar");
    run(command("git").args(["archive", "--output"]).arg(&archive).arg(commit).current_dir(root()))?;
    run(command("tar").arg("-xf").arg(&archive).arg("-C").arg(to))?;
    fs::remove_file(&archive)?;
    link(&root().join("node_modules"), &to.join("node_modules"))?;
    let built = build(to)?;
    let wasm = built.get("dist/core.wasm").context("core.wasm")?;
    ensure!(hash == wasm, "SECURITY.md says {hash} of the core.wasm of {commit}, built was {wasm}");
    println!("{commit}, which SECURITY.md names, builds the core.wasm that it says");
    Ok(())
}

/// Commit and hash of the last row of the table.
fn last_row(text: &str) -> Option<(&str, &str)> {
    let hex = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut rows = text.lines().filter_map(|line| {
        let mut cells = line.split('|').skip(2).map(str::trim);
        Some((cells.next()?, cells.next()?))
    });
    rows.rfind(|(commit, hash)| hex(commit, 40) && hex(hash, 64))
}

#[cfg(test)]
mod tests {
    use super::last_row;

    #[test]
    fn the_row_that_is_built_again() {
        let (one, two) = ("1".repeat(40), "2".repeat(40));
        let hash = "ab".repeat(32);
        let text = format!(
            "| version | commit | SHA-256 |\n|---|---|---|\n| a | {one} | {hash} |\n| b | {two} | {hash} |\n| c | x | y |\n"
        );
        assert_eq!(last_row(&text), Some((two.as_str(), hash.as_str())));
        assert_eq!(last_row("| version | commit | SHA-256 |\n"), None);
    }
}
