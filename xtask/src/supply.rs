//! What the project is made of: which crates and packages go into what, under which licences, in how many versions.

mod component;
mod licence;
mod sbom;

use crate::data::root;
use anyhow::{Context as _, Result, bail, ensure};
use component::{crates, packages};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What is handed out: its name, and what cargo is asked for it. Build scripts and macros count, for they run.
const PRODUCTS: [(&str, &[&str]); 3] = [
    ("core.wasm", &["--package", "realname", "--features", "trap", "--target", "wasm32-unknown-unknown"]),
    ("verify.wasm", &["--package", "realname-verify", "--target", "wasm32-unknown-unknown"]),
    ("realname-server", &["--package", "realname-server"]),
];

/// Cryptography, and what secrets pass through: one version each, in all products together.
const SINGLE: [&str; 22] = [
    "aead",
    "aes",
    "aes-gcm",
    "aws-lc-rs",
    "aws-lc-sys",
    "cipher",
    "crypto-bigint",
    "ctr",
    "digest",
    "ecdsa",
    "elliptic-curve",
    "getrandom",
    "ghash",
    "hmac",
    "k256",
    "p256",
    "rand_core",
    "rustls",
    "sha2",
    "sha3",
    "subtle",
    "zeroize",
];

/// What must not come back: a second cryptography beside the two that are tested, and the older generation's.
const BANNED: [&str; 6] = ["openssl", "openssl-sys", "ring", "rsa", "rand", "native-tls"];

/// Checks licences, versions and the integrity of what npm installs, and that the bills of materials can be made.
pub(crate) fn check() -> Result<()> {
    let mut versions = BTreeMap::<String, BTreeSet<String>>::new();
    for (product, asked) in PRODUCTS {
        let components = crates(asked)?;
        ensure!(components.len() > 10, "{product} is said to have {} crates", components.len());
        for component in components {
            licence::allow(&component)?;
            versions.entry(component.name).or_default().insert(component.version);
        }
    }
    for name in SINGLE {
        let found =
            versions.get(name).with_context(|| format!("{name} is no longer used: take it off the list"))?;
        ensure!(found.len() == 1, "{name} is there in several versions: {found:?}");
    }
    if let Some(name) = BANNED.into_iter().find(|name| versions.contains_key(*name)) {
        bail!("{name} has come in");
    }
    sources()?;
    for lock in LOCKS {
        let packages = packages(lock)?;
        ensure!(packages.len() > 5, "{lock} is said to have {} packages", packages.len());
        for package in packages {
            ensure!(package.hash.is_some(), "{lock}: {} {} has no integrity", package.name, package.version);
        }
    }
    write_sboms().map(drop)
}

/// The locks of npm's packages; none of them is part of a product.
const LOCKS: [&str; 4] = [
    "package-lock.json",
    "tests/consumers/package-lock.json",
    "tests/e2e/leaks/package-lock.json",
    "benches/package-lock.json",
];

/// The locks of cargo, and the one place where crates may come from.
const CARGO_LOCKS: [&str; 2] = ["Cargo.lock", "fuzz/Cargo.lock"];
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every crate comes from crates.io with its checksum, or is the project's own.
fn sources() -> Result<()> {
    for lock in CARGO_LOCKS {
        let text = text(lock)?;
        let blocks: Vec<&str> = text.split("[[package]]").skip(1).collect();
        ensure!(blocks.len() > 10, "{lock} is said to have {} crates", blocks.len());
        for block in blocks {
            let member =
                |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
            let name = member("name").unwrap_or_default().trim_matches('"');
            match member("source").map(|source| source.trim_matches('"')) {
                Some(CRATES_IO) => ensure!(member("checksum").is_some(), "{lock}: {name} has no checksum"),
                Some(source) => bail!("{lock}: {name} comes from {source}"),
                None => ensure!(
                    name == "xtask" || name.starts_with("realname"),
                    "{lock}: {name} comes from a folder"
                ),
            }
        }
    }
    Ok(())
}

/// Writes a bill of materials of each product and of the tools that the package is built with.
pub(crate) fn write_sboms() -> Result<Vec<String>> {
    let folder = crate::program::target_dir().join("sbom");
    fs::create_dir_all(&folder)?;
    let mut written = Vec::new();
    let mut bills = Vec::new();
    for (product, asked) in PRODUCTS {
        bills.push((product, crates(asked)?));
    }
    bills.push(("build-tools", packages(LOCKS[0])?));
    for (product, components) in bills {
        let path = folder.join(format!("{product}.cdx.json"));
        fs::write(&path, sbom::document(product, &components))?;
        written.push(path.display().to_string());
    }
    // Somebody else's reader must take them.
    let read = "for (const f of process.argv.slice(1)) { const b = JSON.parse(require('fs').readFileSync(f)); \
                if (b.bomFormat !== 'CycloneDX' || b.components.length < 10 || new Set(b.components.map((c) => c['bom-ref'])).size !== b.components.length) throw new Error(f); }";
    crate::program::run(crate::program::command("node").arg("-e").arg(read).args(&written))?;
    Ok(written)
}

/// `cargo xtask sbom`.
pub(crate) fn run() -> Result<()> {
    check()?;
    for path in write_sboms()? {
        println!("wrote {path}");
    }
    Ok(())
}

/// A file of the repository.
fn text(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).with_context(|| name.to_owned())
}
