//! `realname/testing`: the product's form with a list of edits, and a wasm of its own. So the product has no open mode that
//! could be switched on, and what is tested is still the product.

use super::{package, wasm};
use crate::data::root;
use crate::program::{command, run};
use anyhow::{Context, Result, ensure};
use std::fs;

/// One change to a file of the product. It must match exactly once, so that none is lost.
struct Edit {
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const PLATFORM: &str = "platform.js";

const EDITS: [Edit; 9] = [
    // The root is open.
    Edit { file: "form.js", from: "mode: 'closed'", to: "mode: 'open'" },
    // Whom to ask instead of the network: the form inherits it from what a frame would hand in.
    Edit {
        file: "signup.js",
        from: "    __proto__: null, headless: true,",
        to: "    __proto__: null, headless: true, fetch: options.fetch,",
    },
    Edit { file: PLATFORM, from: "own(fetch(endpoint", to: "own((page.config.fetch ?? fetch)(endpoint" },
    // Nothing is asked for ahead of the wasm: that would be asked of the network.
    Edit { file: "ahead.js", from: "  const get = (", to: "  if (gateway) return answers;\n  const get = (" },
    // What day it is.
    Edit {
        file: PLATFORM,
        from: "const dateNow = Date.now;",
        to: "import { now as dateNow } from '#testing/clock.js';",
    },
    // A DOM without layout: whatever asks for it then fails by itself.
    Edit {
        file: PLATFORM,
        from: "return isTrusted && checkVisibility && IntersectionObserver ? '' : 'E_UNSUPPORTED_ENGINE';",
        to: "return '';",
    },
    // Some of them have it on each response, not on the prototype.
    Edit {
        file: PLATFORM,
        from: "const isOk = access('Response', 'ok');",
        to: "const isOk = (response) => response.ok;",
    },
    // A script's Enter in a field, and a script's click for a headless decision. Those in the form are the wasm's matter.
    Edit { file: PLATFORM, from: " || !isTrusted(event)) return;", to: ") return;" },
    Edit { file: "signup.js", from: "isTrusted(event) && typeOf", to: "typeOf" },
];

const BUNDLE: &str = include_str!("testing/bundle.mjs");

/// Builds it, behind the package.
pub(super) fn add() -> Result<()> {
    let module = wasm::compile("trap,testing")?;
    let dist = wasm::bind(&module, "testing")?;
    wasm::optimise(&dist)?;
    let sources = wasm::build_dir().join("testing-sources");
    let _ = fs::remove_dir_all(&sources);
    package::copy(&root().join("npm"), &sources)?;
    package::copy(&dist, &sources.join("dist"))?;
    let binary = fs::read(dist.join("core.wasm"))?;
    package::edit(&sources.join("load.js"), |text| {
        package::with_integrity(text, &package::integrity(&binary))
    })?;
    for edit in &EDITS {
        let path = if edit.file == PLATFORM { snippet(&sources)? } else { sources.join(edit.file) };
        package::edit(&path, |text| edit.apply(text))?;
    }
    let target = package::folder().join("dist/testing.wasm");
    fs::copy(dist.join("core.wasm"), &target)?;
    run(command("node")
        .args(["--input-type=module", "--eval", BUNDLE])
        .arg(&sources)
        .arg(package::folder().join("testing.js")))
}

impl Edit {
    fn apply(&self, text: &str) -> Result<String> {
        let found = text.matches(self.from).count();
        ensure!(found == 1, "`{}` matches {found} times, and should once", self.from);
        Ok(text.replace(self.from, self.to))
    }
}

/// wasm-bindgen puts `platform.js` into a folder whose name is a hash.
fn snippet(sources: &std::path::Path) -> Result<std::path::PathBuf> {
    let entry =
        fs::read_dir(sources.join("dist/snippets"))?.next().context("wasm-bindgen wrote no snippet")??;
    Ok(entry.path().join("src/browser").join(PLATFORM))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long before a build: the product's file was changed, and an edit no longer finds its place.
    #[test]
    fn each_edit_matches_the_product_once() {
        for edit in &EDITS {
            let folder = if edit.file == PLATFORM { "src/browser" } else { "npm" };
            let text = fs::read_to_string(root().join(folder).join(edit.file)).unwrap();
            assert_ne!(edit.apply(&text).unwrap(), text);
            assert!(edit.apply(&text.replace(edit.from, "")).is_err(), "{}", edit.from);
        }
    }
}
