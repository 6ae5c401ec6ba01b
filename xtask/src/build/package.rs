//! `pkg/`: the hand-written side of `npm/`, the built side, and what must be the same in both.

use super::wasm;
use crate::data::root;
use crate::program::{command, run};
use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};
use std::fs;
use std::path::{Path, PathBuf};

/// Stands in `npm/load.js` where the loader says which bytes it takes.
const INTEGRITY: &str = "__CORE_WASM_INTEGRITY__";

const MINIFY: &str = include_str!("package/minify.mjs");
const BUNDLE: &str = include_str!("package/bundle.mjs");
/// What `testing` makes of its own: as it stands in `npm/` it would be the product's form.
const TESTING: [&str; 2] = ["testing.js", "testing"];

/// Where the package lies.
pub(super) fn folder() -> PathBuf {
    root().join("pkg")
}

/// The package before its files are joined and minified: for the tests that break one on purpose.
fn parts() -> PathBuf {
    wasm::build_dir().join("parts")
}

/// Replaces everything in `pkg/`, except its tracked `.gitignore`.
pub(super) fn lay_out(dist: &Path) -> Result<()> {
    let parts = parts();
    let _ = fs::remove_dir_all(&parts);
    copy(&root().join("npm"), &parts)?;
    for name in TESTING {
        remove(&parts.join(name))?;
    }
    copy(dist, &parts.join("dist"))?;
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        if root().join(license).is_file() {
            fs::copy(root().join(license), parts.join(license))?;
        }
    }
    edit(&parts.join("package.json"), |text| with_version(text, env!("CARGO_PKG_VERSION")))?;
    let wasm = fs::read(dist.join("core.wasm"))?;
    edit(&parts.join("load.js"), |text| with_integrity(text, &integrity(&wasm)))?;
    fs::write(parts.join("dist/core.text.js"), format!("export default '{}';\n", characters(&wasm)))?;
    let package = folder();
    empty(&package)?;
    copy(&parts, &package)?;
    run(command("node").args(["--input-type=module", "--eval", BUNDLE]).arg(&parts).arg("pkg"))?;
    // Readable sources are in the repository; a visitor pays for each byte.
    run(command("node").args(["--input-type=module", "--eval", MINIFY, "pkg"]))
}

/// How many characters stand for a byte by themselves, and the character that adds as many to the next one.
const ALONE: u8 = 127;
/// What each character is shifted by: so the ones that a literal must escape stand for bytes that are rare in wasm.
const SHIFT: u8 = 78;

/// A binary as the inside of a JavaScript string literal, in ASCII; `npm/inline.js` reads it. One character a byte for
/// nearly all of them, so that a compressor finds in the text what it would find in the binary: in base64 it finds a
/// fifth less.
fn characters(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        for _ in 0..byte / ALONE {
            text.push(char::from(ALONE));
        }
        match char::from((byte % ALONE + ALONE - SHIFT) % ALONE) {
            // `\0` alone would be another character before a digit.
            '\0' => text.push_str("\\x00"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            quote @ ('\'' | '\\') => text.extend(['\\', quote]),
            other => text.push(other),
        }
    }
    text
}

/// W3C Subresource Integrity §3.1.
pub(super) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

pub(super) fn with_integrity(text: &str, integrity: &str) -> Result<String> {
    let found = text.matches(INTEGRITY).count();
    ensure!(found == 1, "`{INTEGRITY}` stands {found} times, and should once");
    Ok(text.replace(INTEGRITY, integrity))
}

/// The version has one home, Cargo.toml; npm/package.json says `0.0.0`.
fn with_version(text: &str, version: &str) -> Result<String> {
    const OWN: &str = "\"version\": \"0.0.0\"";
    let found = text.matches(OWN).count();
    ensure!(found == 1, "`{OWN}` stands {found} times, and should once");
    Ok(text.replace(OWN, &format!("\"version\": \"{version}\"")))
}

pub(super) fn edit(path: &Path, change: impl Fn(&str) -> Result<String>) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    fs::write(path, change(&text).with_context(|| path.display().to_string())?)?;
    Ok(())
}

fn empty(package: &Path) -> Result<()> {
    if !package.join(".gitignore").is_file() {
        bail!("pkg/.gitignore is tracked, and gone: `git checkout pkg/.gitignore`");
    }
    for entry in fs::read_dir(package)? {
        let entry = entry?;
        if entry.file_name() == ".gitignore" {
            continue;
        }
        remove(&entry.path())?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)?;
    } else {
        fs::remove_file(path)?;
    }
    Ok(())
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_that_of_the_recommendation() {
        // The example of W3C Subresource Integrity §3.1: the digest of `alert('Hello, world.');`
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn each_byte_is_a_character_or_up_to_three() {
        assert_eq!(characters(b"\0asm"), "1\x13%\x1f");
        assert_eq!(characters(&[78, 79, 88, 91]), "\\x00\x01\\n\\r");
        assert_eq!(characters(&[127, 254, 255]), "\x7f1\x7f\x7f1\x7f\x7f2");
        let all: Vec<u8> = (0..=255).collect();
        let text = characters(&all).replace("\\x00", "\0").replace("\\n", "\n").replace("\\r", "\r");
        let text = text.replace("\\'", "'").replace("\\\\", "\\");
        let (mut more, mut read) = (0, Vec::new());
        for code in text.bytes() {
            if code == ALONE {
                more += ALONE;
            } else {
                read.push(more + (code + SHIFT) % ALONE);
                more = 0;
            }
        }
        assert_eq!(read, all);
    }

    #[test]
    fn a_placeholder_that_is_missing_or_doubled_stops_the_build() {
        assert_eq!(
            with_integrity("const integrity = '__CORE_WASM_INTEGRITY__';", "x").unwrap(),
            "const integrity = 'x';"
        );
        assert!(with_integrity("", "x").is_err());
        assert!(with_integrity("__CORE_WASM_INTEGRITY__ __CORE_WASM_INTEGRITY__", "x").is_err());
        assert_eq!(
            with_version("{ \"version\": \"0.0.0\" }", "1.2.3").unwrap(),
            "{ \"version\": \"1.2.3\" }"
        );
        assert!(with_version("{ \"version\": \"0.1.0\" }", "1.2.3").is_err());
    }

    #[test]
    fn the_tracked_gitignore_is_what_wasm_pack_writes() {
        assert_eq!(fs::read(folder().join(".gitignore")).unwrap(), b"*");
    }
}
