//! `cargo xtask data`: regenerates what is derived from the tables in `data/`.

mod codes;
mod regions;
mod states;
mod synthetic;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Where the repository stands. Asked of the cargo that runs this: work trees that share a target folder share this
/// very program.
pub(crate) fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    own.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Every generated file with its content.
pub(crate) fn generate() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = codes::generate()?;
    files.extend(regions::generate()?);
    files.extend(states::generate()?);
    files.extend(synthetic::generate()?);
    Ok(files)
}

/// Writes every generated file.
pub(crate) fn write() -> Result<()> {
    for (path, content) in generate()? {
        let path = root().join(path);
        std::fs::create_dir_all(path.parent().context("a file stands in a folder")?)?;
        std::fs::write(&path, content)?;
        println!("wrote {}", path.strip_prefix(root()).unwrap_or(&path).display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_generated_file_matches_its_source() {
        for (path, content) in super::generate().unwrap() {
            let there = std::fs::read(super::root().join(&path)).unwrap_or_default();
            assert!(there == content, "{} differs from its source: run `cargo xtask data`", path.display());
        }
    }
}
