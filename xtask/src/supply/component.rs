//! The crates that a product is built from, as cargo resolves them, and the packages of a lock of npm's.

use super::text;
use crate::program::{cargo, output};
use anyhow::{Context as _, Result};
use base64::Engine as _;
use std::collections::BTreeMap;

/// One crate or package.
pub(super) struct Component {
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression; npm has packages that name none.
    pub(super) licence: Option<String>,
    /// The digest's name as CycloneDX has it, and its hexadecimal.
    pub(super) hash: Option<(&'static str, String)>,
    /// Package URL.
    pub(super) purl: String,
}

/// What cargo would build, for one target, with these features: not all that the lock has ever heard of.
pub(super) fn crates(asked: &[&str]) -> Result<Vec<Component>> {
    let tree = output(
        cargo()
            .args(["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"])
            .args(["--format", "{p}|{l}"])
            .args(asked),
    )?;
    let checksums = checksums(&text("Cargo.lock")?);
    let mut found = BTreeMap::new();
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let (package, licence) = line.split_once('|').with_context(|| line.to_owned())?;
        // `name v1.2.3`, and behind it where it is, or that it is a macro.
        let mut words = package.split(' ');
        let (name, version) = words.next().zip(words.next()).with_context(|| line.to_owned())?;
        let (name, version) = (name.to_owned(), version.trim_start_matches('v').to_owned());
        let key = (name.clone(), version.clone());
        let hash = checksums.get(&key).map(|hash| ("SHA-256", hash.clone()));
        let purl = format!("pkg:cargo/{name}@{}", encoded(&version));
        // Older crates write a slash where SPDX has OR.
        let licence = Some(licence.replace('/', " OR ")).filter(|licence| !licence.is_empty());
        found.insert(key, Component { name, version, licence, hash, purl });
    }
    Ok(found.into_values().collect())
}

/// The checksums in a Cargo.lock by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for block in lock.split("[[package]]") {
        let member = |name: &str| {
            let start = format!("{name} = \"");
            block.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix('"')).map(str::to_owned)
        };
        if let (Some(name), Some(version), Some(hash)) =
            (member("name"), member("version"), member("checksum"))
        {
            found.insert((name, version), hash);
        }
    }
    found
}

/// The packages of a package-lock.json, version 3, as npm formats it: a package a block, two blanks a level.
pub(super) fn packages(lock: &str) -> Result<Vec<Component>> {
    let lock = text(lock)?;
    let mut found = BTreeMap::new();
    for block in lock.split("\n    \"").skip(1) {
        let Some((path, members)) = block.split_once("\": {") else { continue };
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let member = |name: &str| {
            let start = format!("      \"{name}\": \"");
            members
                .lines()
                .find_map(|line| line.strip_prefix(&start)?.trim_end_matches(',').strip_suffix('"'))
        };
        let Some(version) = member("version") else { continue };
        let hash = member("integrity").and_then(|text| text.strip_prefix("sha512-"));
        let hash = hash.map(|hash| base64::engine::general_purpose::STANDARD.decode(hash)).transpose()?;
        let hash = hash.map(|bytes| ("SHA-512", bytes.iter().map(|byte| format!("{byte:02x}")).collect()));
        let (name, version) = (name.to_owned(), version.to_owned());
        let purl = format!("pkg:npm/{}@{}", name.replace('@', "%40"), encoded(&version));
        let licence = member("license").map(str::to_owned);
        let key = (name.clone(), version.clone());
        found.insert(key, Component { name, version, licence, hash, purl });
    }
    Ok(found.into_values().collect())
}

/// A version in a package URL.
fn encoded(version: &str) -> String {
    version.replace('+', "%2B")
}
