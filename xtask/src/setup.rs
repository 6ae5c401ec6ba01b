//! What a machine needs, looked for and installed: idempotent, and quick where everything is there.

mod browser;
mod node;
mod python;
mod rust;

use anyhow::{Context, Result};

pub(crate) use browser::chromedriver;
pub(crate) use python::interpreter;

/// Something a machine has or lacks.
pub(crate) struct Need {
    /// Its name, for a person.
    pub(crate) name: &'static str,
    /// What is there, or `None` when it is missing.
    pub(crate) found: fn() -> Option<String>,
    /// What a person types to get it.
    pub(crate) remedy: fn() -> String,
    /// How this tool gets it; an error where it does not.
    pub(crate) install: fn() -> Result<()>,
}

impl Need {
    fn meet(&self) -> Result<()> {
        if (self.found)().is_some() {
            return Ok(());
        }
        eprintln!("setting up {}", self.name);
        (self.install)()
            .with_context(|| format!("{} is missing; this gets it:\n    {}", self.name, (self.remedy)()))?;
        (self.found)().with_context(|| format!("{} was installed and is still not found", self.name))?;
        Ok(())
    }
}

/// To make the npm package.
const BUILD: [&Need; 4] = [&rust::WASM_TARGET, &rust::WASM_BINDGEN, &node::NODE, &node::PACKAGES];
/// To drive a page.
const BROWSER: [&Need; 3] = [&browser::CHROMIUM, &browser::CHROMEDRIVER, &browser::FONTS];
/// To run the tests.
const TEST: [&Need; 4] = [&rust::WASM_PACK, &python::JWCRYPTO, &node::CONSUMERS, &node::RECORDERS];
/// Only for `cargo xtask test --full`.
const FULL: [&Need; 5] =
    [&browser::FIREFOX, &browser::GECKODRIVER, &browser::WEBKIT, &browser::SCREEN, &rust::MIRI];
/// Only for `cargo xtask miri`.
const MIRI: [&Need; 1] = [&rust::MIRI];
/// Only for `cargo xtask bench`.
const BENCH: [&Need; 2] = [&node::PEERS, &python::PEERS];
/// What nothing here installs: cargo itself could not have run without them.
const GIVEN: [&Need; 1] = [&rust::C_COMPILER];

fn meet(needs: &[&[&Need]]) -> Result<()> {
    needs.iter().flat_map(|group| group.iter()).try_for_each(|need| need.meet())
}

/// Enough for `cargo xtask build` and for a demo that a person looks at.
pub(crate) fn for_build() -> Result<()> {
    meet(&[&BUILD])
}

/// Enough to drive the demo.
pub(crate) fn for_browser() -> Result<()> {
    meet(&[&BUILD, &BROWSER])
}

/// Enough for everything CI runs.
pub(crate) fn for_tests() -> Result<()> {
    meet(&[&BUILD, &BROWSER, &TEST])
}

/// Enough for the slow tier.
pub(crate) fn for_full() -> Result<()> {
    meet(&[&BUILD, &BROWSER, &TEST, &FULL])
}

/// Enough for `cargo xtask miri`.
pub(crate) fn for_miri() -> Result<()> {
    meet(&[&MIRI])
}

/// Enough to measure beside the peers.
pub(crate) fn for_bench() -> Result<()> {
    meet(&[&BUILD, &BROWSER, &TEST, &BENCH])
}

/// Everything, with whether the tests that CI runs can do without it.
pub(crate) fn everything() -> impl Iterator<Item = (&'static Need, bool)> {
    let required = GIVEN.into_iter().chain(BUILD).chain(BROWSER).chain(TEST).map(|need| (need, false));
    required.chain(FULL.into_iter().chain(BENCH).map(|need| (need, true)))
}
