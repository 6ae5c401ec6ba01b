//! Python's `jwcrypto`: the second JOSE implementation that must read our bundles.

use super::Need;
use super::browser::apt;
use crate::data::root;
use crate::program::{ask, command, find, output, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

const REQUIREMENTS: &str = "tests/e2e/requirements.txt";

const PEERS_REQUIREMENTS: &str = "benches/requirements.txt";

/// An interpreter that has the packages. Under the repository whatever `CARGO_TARGET_DIR` says: tests look there.
pub(crate) fn interpreter() -> PathBuf {
    folder().join("bin/python3")
}

fn folder() -> PathBuf {
    root().join("target/python")
}

/// The requirements that were installed: another text means another install.
fn stamp() -> PathBuf {
    folder().join("requirements.installed.txt")
}

pub(super) const JWCRYPTO: Need = Need {
    name: "Python with jwcrypto",
    found: || {
        let wanted = fs::read(root().join(REQUIREMENTS)).ok()?;
        (fs::read(stamp()).ok()? == wanted).then_some(())?;
        let program = "import jwcrypto, sys; print(sys.version.split()[0])";
        ask(interpreter().to_str()?, &["-c", program])
    },
    remedy: || {
        format!(
            "apt-get install python3 python3-venv && python3 -m venv target/python && target/python/bin/python3 -m pip install -r {REQUIREMENTS}"
        )
    },
    install,
};

pub(super) const PEERS: Need = Need {
    name: "Python's stdnum, beside which `check` is measured",
    found: || ask(interpreter().to_str()?, &["-c", "import stdnum; print(stdnum.__version__)"]),
    remedy: || format!("target/python/bin/python3 -m pip install -r {PEERS_REQUIREMENTS}"),
    install: || {
        let python = interpreter();
        let python = python.to_str().context("the path of the repository is not UTF-8")?;
        run(command(python).args(["-m", "pip", "install", "--quiet", "-r", PEERS_REQUIREMENTS]))
    },
};

fn install() -> Result<()> {
    let has = |modules: &str| ask("python3", &["-c", &format!("import {modules}")]).is_some();
    if find("python3").is_none() || !(has("ensurepip, venv") || has("pip")) {
        apt(&["python3", "python3-venv"])?;
    }
    let _ = fs::remove_dir_all(folder());
    if has("ensurepip, venv") {
        run(command("python3").args(["-m", "venv"]).arg(folder()))?;
        let python = interpreter();
        let python = python.to_str().context("the path of the repository is not UTF-8")?;
        run(command(python).args(["-m", "pip", "install", "--quiet", "-r", REQUIREMENTS]))?;
    } else {
        // Debian splits `venv` off: the packages in a folder, and an interpreter that looks there.
        let packages = folder().join("packages");
        run(command("python3")
            .args(["-m", "pip", "install", "--quiet", "-r", REQUIREMENTS, "--target"])
            .arg(&packages))?;
        let real = output(command("python3").args(["-c", "import sys; print(sys.executable)"]))?;
        wrapper(&format!("#!/bin/sh\nPYTHONPATH='{}' exec '{real}' \"$@\"\n", packages.display()))?;
    }
    fs::copy(root().join(REQUIREMENTS), stamp())?;
    Ok(())
}

fn wrapper(script: &str) -> Result<()> {
    let path = interpreter();
    fs::create_dir_all(path.parent().context("an interpreter stands in a folder")?)?;
    fs::write(&path, script)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}
