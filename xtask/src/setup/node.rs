//! Node and the dev tools of package.json.

use super::Need;
use crate::data::root;
use crate::program::{ask, command, run};
use anyhow::{Result, bail};
use std::fs;

const OLDEST_NODE: u32 = 20;

pub(super) const NODE: Need = Need {
    name: "Node.js 20 or newer, with npm",
    found: || {
        let version = ask("node", &["--version"])?;
        let major: u32 = version.trim_start_matches('v').split('.').next()?.parse().ok()?;
        ask("npm", &["--version"])?;
        (major >= OLDEST_NODE).then_some(version)
    },
    remedy: || "install nodejs and npm from your distribution or a version manager".to_owned(),
    install: || bail!("no package of this tool's registries carries one that is new enough everywhere"),
};

pub(super) const PACKAGES: Need = Need {
    name: "the dev tools of package.json",
    found: || as_locked(""),
    remedy: || "npm ci".to_owned(),
    install: || install(""),
};

pub(super) const CONSUMERS: Need = Need {
    name: "the bundlers of tests/consumers/package.json",
    found: || as_locked("tests/consumers"),
    remedy: || "npm ci --prefix tests/consumers".to_owned(),
    install: || install("tests/consumers"),
};

pub(super) const PEERS: Need = Need {
    name: "the peers of benches/package.json",
    found: || as_locked("benches"),
    remedy: || "npm ci --prefix benches".to_owned(),
    install: || install("benches"),
};

pub(super) const RECORDERS: Need = Need {
    name: "the recorders of tests/e2e/leaks/package.json",
    found: || as_locked("tests/e2e/leaks"),
    remedy: || "npm ci --prefix tests/e2e/leaks".to_owned(),
    install: || install("tests/e2e/leaks"),
};

/// npm writes the hidden lock file last: older than ours means another state, or an install that broke off.
fn as_locked(folder: &str) -> Option<String> {
    let folder = root().join(folder);
    // A link leads to another work tree's, which `npm ci` would empty.
    if folder.join("node_modules").is_symlink() {
        return Some("a link, left as it is".to_owned());
    }
    let written = |path: &str| fs::metadata(folder.join(path)).and_then(|file| file.modified()).ok();
    (written("node_modules/.package-lock.json")? >= written("package-lock.json")?)
        .then(|| "as in package-lock.json".to_owned())
}

fn install(folder: &str) -> Result<()> {
    run(command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(root().join(folder)))
}
