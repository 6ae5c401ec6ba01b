//! What a trap leaves. Whatever is thrown out of the module leaves its instance in the middle of something: nobody calls it
//! again, its memory is overwritten, and `init` makes another of the same module. The stock glue goes on calling it.

use super::Edit;
use anyhow::{Context as _, Result, ensure};

/// The closures that the module made, which outlive it.
const CLOSURES: [Edit; 6] = [
    Edit {
        name: "a closure knows its instance",
        from: "    const state = { a: arg0, b: arg1, cnt: 1 };",
        to: "    const state = { a: arg0, b: arg1, cnt: 1, of: wasm };",
    },
    Edit {
        name: "a closure of an instance that is gone does nothing",
        from: "        state.cnt++;\n",
        to: "        if (state.of !== wasm) throw null;\n        state.cnt++;\n",
    },
    Edit {
        name: "what a closure throws ends its instance",
        from: "        } finally {\n            real._wbg_cb_unref();",
        to: "        } catch (error) {\n            $end(error, state.of);\n        } finally {\n            unref();",
    },
    // Assigned, it would be handed to a setter of that name on a prototype, and with it the closure.
    Edit {
        name: "how a closure is given up is nobody else's",
        from: "    real._wbg_cb_unref = () => {",
        to: "    const unref = () => {",
    },
    Edit {
        name: "and stands on the closure by definition",
        from: "    CLOSURE_DTORS.register(real, state, state);\n    return real;",
        to: "    CLOSURE_DTORS.register(real, state, state);\n    $define(real, '_wbg_cb_unref', { __proto__: null, value: unref });\n    return real;",
    },
    Edit {
        name: "a closure of an instance that is gone is not freed in another",
        from: "new FinalizationRegistry(state => wasm.",
        to: "new FinalizationRegistry(state => state.of === wasm && wasm.",
    },
];

/// What the edits above call, and whether there is an instance.
pub(super) const END: &str = include_str!("trap.js");

/// Rewrites the closures.
pub(super) fn closures(glue: &str) -> Result<String> {
    CLOSURES.iter().try_fold(glue.to_owned(), |glue, edit| {
        let found = glue.matches(edit.from).count();
        ensure!(found == 1, "{}: matches {found} times, and should once", edit.name);
        Ok(glue.replace(edit.from, edit.to))
    })
}

/// Rewrites the exported functions: what one throws ends the instance too.
pub(super) fn exports(glue: &str) -> Result<String> {
    const START: &str = "export function ";
    let mut parts = glue.split(START);
    let mut guarded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (signature, rest) = part.split_once(" {\n").context("an exported function has no body")?;
        let (body, after) = rest.split_once("\n}\n").context("an exported function has no end")?;
        guarded += &format!(
            "{START}{signature} {{\n    try {{\n{body}\n    }} catch (error) {{\n        $end(error, wasm);\n    }}\n}}\n{after}"
        );
    }
    Ok(guarded)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STOCK: &str = include_str!("stock.js");

    #[test]
    fn each_edit_must_match_once() {
        closures(STOCK).unwrap();
        for edit in &CLOSURES {
            let error = closures(&STOCK.replace(edit.from, "")).unwrap_err().to_string();
            assert_eq!(error, format!("{}: matches 0 times, and should once", edit.name));
        }
    }

    #[test]
    fn each_exported_function_is_guarded() {
        let guarded = exports(STOCK).unwrap();
        assert_eq!(guarded.matches("$end(error, wasm);").count(), STOCK.matches("export function ").count());
        assert!(guarded.contains("export function checkName(text) {\n    try {\n"));
    }
}
