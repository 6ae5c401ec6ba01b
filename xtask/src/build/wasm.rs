//! From the crate to `core.wasm` and its glue.

use super::glue;
use crate::data::root;
use crate::program::{ask, cargo, cargo_home, command, output, run, target_dir};
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// What wasm-opt may use: what today's rustc emits, and nothing more. `--all-features` makes modules that
/// engines refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A folder of its own, so that the flags below do not make native builds stale.
pub(super) fn build_dir() -> PathBuf {
    target_dir().join("wasm")
}

/// The folder of the product's module.
pub(super) const DIST: &str = "dist";

/// The glue as wasm-bindgen wrote it.
pub(crate) fn stock_glue() -> PathBuf {
    build_dir().join("core.stock.js")
}

/// Compiles the crate, with every path of this machine replaced: the bytes are the same wherever they are built.
pub(super) fn compile(features: &str) -> Result<PathBuf> {
    // The folders of the registry must be there before they can be named.
    run(cargo().args(["fetch", "--locked", "--target", "wasm32-unknown-unknown"]))?;
    let own = COMPACT_SHA2.into_iter().chain([STACK]).map(str::to_owned);
    run(cargo()
        // As a cdylib alone: with the rlib beside it cargo does no link-time optimisation.
        .args([
            "rustc",
            "--locked",
            "--release",
            "--target",
            "wasm32-unknown-unknown",
            "--package",
            "realname",
        ])
        .args(["--lib", "--crate-type", "cdylib", "--features", features])
        .arg("--target-dir")
        .arg(build_dir())
        // The encoded form, because a path may hold a blank.
        .env("CARGO_ENCODED_RUSTFLAGS", remaps()?.into_iter().chain(own).collect::<Vec<_>>().join("\u{1f}"))
        // The names stay until wasm-opt has sorted the functions by them.
        .env("CARGO_PROFILE_RELEASE_STRIP", "none"))?;
    let module = build_dir().join("wasm32-unknown-unknown/release/realname.wasm");
    ensure!(module.is_file(), "cargo left no {}", module.display());
    let named = build_dir().join("realname.wasm");
    fs::write(&named, without_features(&fs::read(module)?).context("a wasm module")?)?;
    Ok(named)
}

/// Without the section in which LLVM says what it used: told of reference types, wasm-bindgen would keep the page's objects
/// in a table of the module instead of the heap of the glue.
fn without_features(module: &[u8]) -> Option<Vec<u8>> {
    const CUSTOM: u8 = 0;
    const NAME: &[u8] = b"\x0ftarget_features";
    let (header, mut rest) = module.split_at_checked(8)?;
    let mut kept = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (mut length, mut digits) = (0_usize, 0);
        loop {
            let byte = usize::from(*after.get(digits)?);
            length |= (byte & 127) << (7 * digits);
            digits += 1;
            if byte < 128 {
                break;
            }
        }
        let content = after.get(digits..digits + length)?;
        let (section, next) = rest.split_at_checked(1 + digits + length)?;
        if *id != CUSTOM || !content.starts_with(NAME) {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Some(kept)
}

/// The rounds of SHA-256 in a loop: unrolled they are 7 kB, and a signup hashes a few hundred bytes.
const COMPACT_SHA2: [&str; 2] = ["--cfg", "sha2_backend_soft=\"compact\""];

/// A stack of 64 KiB in the place of a mebibyte that no page ever touches; it stands lowest, so past its end is a trap. What a signup leaves of it
/// is what `tests/e2e/memory.test.mjs` looks for.
const STACK: &str = "-Clink-arg=-zstack-size=65536";

/// `--remap-path-prefix`, general ones first: rustc takes the last that matches.
pub(super) fn remaps() -> Result<Vec<String>> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    let mut pairs = vec![
        (cargo_home(), "/cargo".to_owned()),
        (PathBuf::from(sysroot), "/rust".to_owned()),
        (root(), "/realname".to_owned()),
        (build_dir(), "/build".to_owned()),
    ];
    // One folder a registry, and its name is the registry's host.
    for folder in fs::read_dir(cargo_home().join("registry/src")).into_iter().flatten() {
        pairs.push((folder?.path(), "/crates".to_owned()));
    }
    Ok(pairs.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect())
}

/// Runs wasm-bindgen. Answers the folder, by its name, that holds `core.js` and `core_bg.wasm`.
pub(super) fn bind(module: &Path, folder: &str) -> Result<PathBuf> {
    let dist = build_dir().join(folder);
    let _ = fs::remove_dir_all(&dist);
    run(command("wasm-bindgen")
        .args(["--target", "web", "--omit-default-module-path", "--no-typescript"])
        .args(["--remove-producers-section", "--out-name", "core", "--out-dir"])
        .arg(&dist)
        .arg(module))?;
    Ok(dist)
}

/// `core_bg.wasm` → `core.wasm`, and the glue that fits it.
pub(super) fn optimise(dist: &Path) -> Result<()> {
    let bound = dist.join("core_bg.wasm");
    // npm links the tool of the `binaryen` package here.
    let tool = root().join("node_modules/.bin/wasm-opt");
    let mapping = output(
        command(&tool.to_string_lossy())
            .arg("-Oz")
            // A function with one caller stays a function: more bytes raw, 2 % less as they are sent.
            .args(["--one-caller-inline-max-function-size", "20"])
            .args(FEATURES)
            // By their names those of a room stand together: what is alike is near, and a compressor finds it.
            .arg("--reorder-functions-by-name")
            .args(["--strip-debug", "--strip-producers", "--minify-imports-and-exports-and-modules"])
            .arg(&bound)
            .arg("--output")
            .arg(dist.join("core.wasm")),
    )?;
    fs::remove_file(bound)?;
    let path = dist.join("core.js");
    let stock = fs::read_to_string(&path)?;
    let names = glue::Names::parse(&mapping)?;
    // Kept for the test that lets a late script loose on both.
    if dist.ends_with(DIST) {
        fs::write(stock_glue(), glue::fit(&stock, &names)?)?;
    }
    fs::write(&path, glue::close(&stock, &names).context("the glue of wasm-bindgen")?)?;
    Ok(())
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file of the package says nothing of the machine that built it: no folder of its own, no registry's, and not its name.
pub(super) fn refuse_paths(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let own = [cargo_home(), root(), target_dir()].map(|path| path.display().to_string());
    let registries = fs::read_dir(cargo_home().join("registry/src")).into_iter().flatten().flatten();
    let registries: Vec<_> =
        registries.map(|folder| folder.file_name().to_string_lossy().into_owned()).collect();
    let machine = ask("uname", &["-n"]).filter(|name| name.len() >= 6);
    let telling = ["/root/", "/home/", "/Users/", ".cargo/registry"];
    let telling =
        telling.into_iter().chain(own.iter().chain(&registries).chain(&machine).map(String::as_str));
    match first_of(&bytes, telling) {
        Some(text) => bail!("paths: {} holds `{text}`", file.display()),
        None => Ok(()),
    }
}

/// The first of some texts that stands in bytes.
fn first_of<'a>(bytes: &[u8], mut texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    texts.find(|text| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test stops where it fails")]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_file_is_found() {
        let texts = ["/root/", "/work/main"];
        assert_eq!(first_of(b"\0asm at /work/main/src", texts.into_iter()), Some("/work/main"));
        assert_eq!(first_of(b"\0asm at /work/", texts.into_iter()), None);
    }

    #[test]
    fn one_section_is_left_out() {
        let features = b"\0\x12\x0ftarget_features\x01\x2b";
        let other = b"\0\x06\x04name\x07";
        let code = b"\x0a\x02\x01\x00";
        let header = b"\0asm\x01\0\0\0";
        let module = [&header[..], other, features, code].concat();
        assert_eq!(without_features(&module), Some([&header[..], other, code].concat()));
        assert_eq!(without_features(&module[..module.len() - 1]), None);
    }
}
