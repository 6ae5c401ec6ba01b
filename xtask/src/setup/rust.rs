//! The Rust side: target, wasm-bindgen, wasm-pack, a C compiler.

use super::Need;
use crate::program::{ask, cargo, command, find, run};
use anyhow::{Result, bail};

const TARGET: &str = "wasm32-unknown-unknown";
/// The crate in Cargo.toml is pinned to the same: the two must match exactly.
const WASM_BINDGEN_VERSION: &str = "0.2.126";
const WASM_PACK_VERSION: &str = "0.15.1";
const GECKODRIVER_VERSION: &str = "0.37.1";

pub(super) const WASM_TARGET: Need = Need {
    name: "the Rust target wasm32-unknown-unknown",
    found: || {
        // Without rustup, the target's own folder tells.
        let sysroot = ask("rustc", &["--print", "sysroot"])?;
        let folder = std::path::Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib");
        folder.is_dir().then(|| TARGET.to_owned())
    },
    remedy: || format!("rustup target add {TARGET}"),
    install: || run(command("rustup").args(["target", "add", TARGET])),
};

pub(super) const WASM_BINDGEN: Need = Need {
    name: "wasm-bindgen-cli",
    // The test runner is a file of the same package, and wasm-pack wants it beside.
    found: || find("wasm-bindgen-test-runner").and_then(|_| at_version("wasm-bindgen", WASM_BINDGEN_VERSION)),
    remedy: || install_words("wasm-bindgen-cli", WASM_BINDGEN_VERSION),
    install: || install("wasm-bindgen-cli", WASM_BINDGEN_VERSION),
};

pub(super) const WASM_PACK: Need = Need {
    name: "wasm-pack",
    found: || at_version("wasm-pack", WASM_PACK_VERSION),
    remedy: || install_words("wasm-pack", WASM_PACK_VERSION),
    install: || install("wasm-pack", WASM_PACK_VERSION),
};

pub(super) const C_COMPILER: Need = Need {
    name: "a C compiler",
    found: || {
        ["cc", "gcc", "clang"].iter().find_map(|name| find(name)).map(|path| path.display().to_string())
    },
    remedy: || "apt-get install gcc libc6-dev".to_owned(),
    install: || bail!("SQLite inside the server is C"),
};

pub(super) const MIRI: Need = Need {
    name: "Miri, in a nightly toolchain",
    found: || ask("cargo", &["+nightly", "miri", "--version"]),
    remedy: || format!("rustup {}", MIRI_WORDS.join(" ")),
    install: || run(command("rustup").args(MIRI_WORDS)),
};
const MIRI_WORDS: [&str; 9] = [
    "toolchain",
    "install",
    "nightly",
    "--profile",
    "minimal",
    "--component",
    "miri",
    "--component",
    "rust-src",
];

/// geckodriver is on crates.io too.
pub(super) fn install_geckodriver() -> Result<()> {
    install("geckodriver", GECKODRIVER_VERSION)
}

/// The command for a person.
pub(super) fn geckodriver_words() -> String {
    install_words("geckodriver", GECKODRIVER_VERSION)
}

/// `name 1.2.3 …` → `1.2.3`, when it is the version wanted.
fn at_version(name: &str, wanted: &str) -> Option<String> {
    let answer = ask(name, &["--version"])?;
    answer.split_whitespace().nth(1).filter(|version| *version == wanted).map(str::to_owned)
}

fn install_words(package: &str, version: &str) -> String {
    format!("cargo install {package} --version {version} --locked")
}

fn install(package: &str, version: &str) -> Result<()> {
    // `--force`: another version may stand there.
    run(cargo().args(["install", package, "--version", version, "--locked", "--force"]))
}
