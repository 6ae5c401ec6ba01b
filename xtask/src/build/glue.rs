//! The glue of wasm-bindgen, closed: what its stock form hands out, a later script would use to reach the memory
//! and through it every value in the closed root.

mod capture;
mod names;
mod trap;

use anyhow::{Context, Result, bail, ensure};
pub(super) use names::Names;

/// One change to the stock glue. It must match exactly once, so that another wasm-bindgen cannot slip through.
struct Edit {
    name: &'static str,
    from: &'static str,
    to: &'static str,
}

const EDITS: [Edit; 8] = [
    Edit {
        name: "a second `init` answers nothing; after a trap it takes the module that was, and no other",
        from: "if (wasm !== undefined) return wasm;",
        to: "if (wasm !== undefined) return;\n    if ($kept) module_or_path = $kept;",
    },
    Edit {
        name: "finalising keeps the exports, the module for after a trap, and the instance not at all",
        from: "    wasmInstance = instance;\n    wasm = instance.exports;\n    wasmModule = module;\n",
        to: "    wasm = instance.exports;\n    $kept = module;\n    heap_next = 1028;\n    stack_pointer = 1024;\n",
    },
    Edit {
        name: "nothing is declared for the instance",
        from: "let wasmModule, wasmInstance, wasm;",
        to: "let $kept, wasm;",
    },
    Edit { name: "finalising answers nothing", from: "    return wasm;\n}", to: "}" },
    Edit {
        name: "a first `init` answers nothing",
        from: "    return __wbg_finalize_init(instance, module);",
        to: "    __wbg_finalize_init(instance, module);",
    },
    // A promise asks what it is resolved with for `then`, down to `Object.prototype`, where a script can plant one.
    Edit {
        name: "the instance is in the hands of no object that has a prototype",
        from: "            return { instance, module };",
        to: "            return { __proto__: null, instance, module };",
    },
    Edit {
        name: "no word on the console about the parameters",
        from: " else {\n            console.warn('using deprecated parameters for the initialization function; pass a single object instead')\n        }",
        to: "",
    },
    Edit {
        name: "`init` alone is exported",
        from: "export { initSync, __wbg_init as default };",
        to: "export { __wbg_init as default };",
    },
];

/// Parts that go whole: from a start that stands once to the first end after it.
const CUTS: [Edit; 2] = [
    Edit { name: "no synchronous start", from: "function initSync(module) {\n", to: "\n}\n" },
    Edit {
        name: "no word on the console about the MIME type",
        from: "                    console.warn(\"`WebAssembly.instantiateStreaming` failed because",
        to: ", e);\n",
    },
];

/// What must not stand in the glue, with the rule that it breaks.
const REFUSED: [(&str, &str); 18] = [
    ("no class is exported: a handle is a way in", "export class"),
    ("no class is exported: a handle is a way in", "export default class"),
    ("no synchronous start", "initSync"),
    ("the exports are not handed out", "return wasm;"),
    ("the exports are not handed out", "const ret = wasm;"),
    ("the memory is not handed out", "const ret = wasm.memory;"),
    ("bytes leave as a copy, not as a view of the memory", "= getArrayU8FromWasm0("),
    ("bytes leave as a copy, not as a view of the memory", "return getArrayU8FromWasm0("),
    ("the instance is in the hands of no object that has a prototype", "return { instance"),
    ("the instance is not kept", "wasmInstance"),
    ("the module is kept under our own name", "wasmModule"),
    ("no code from text", "new Function"),
    ("no code from text", "eval("),
    ("nothing on the console", "console."),
    ("the loader alone names the wasm", "import.meta"),
    ("the loader alone names the wasm", "_bg.wasm"),
    ("nothing is put on the page's global", "globalThis."),
    ("nothing is put on the page's global", "window."),
];

/// What is written into the memory without the stock glue's help.
const LINE: &str = include_str!("glue/line.js");

/// The glue as it is published.
pub(super) fn close(stock: &str, names: &Names) -> Result<String> {
    let glue = trap::closures(&shut(&names.without_unused(stock)?)?).context("traps")?;
    let glue = capture::platform(&glue).context("capturing the platform")? + "\n" + LINE;
    let glue = trap::exports(&glue)? + trap::END;
    inspect(&glue)?;
    names.short(&glue)
}

/// The stock glue, as open as it was, for the same module.
pub(super) fn fit(stock: &str, names: &Names) -> Result<String> {
    const SLOW: &str = "\nexport function isValid(of, text) {\n    return isText(of, text);\n}\nexport function alive() {\n    return wasm !== undefined;\n}\n";
    names.short(&(names.without_unused(stock)? + SLOW))
}

/// Nothing is handed out.
fn shut(stock: &str) -> Result<String> {
    let mut glue = stock.to_owned();
    for cut in &CUTS {
        glue = cut_once(&glue, cut)?;
    }
    for edit in &EDITS {
        let found = glue.matches(edit.from).count();
        ensure!(found == 1, "{}: matches {found} times, and should once", edit.name);
        glue = glue.replace(edit.from, edit.to);
    }
    Ok(glue)
}

fn cut_once(glue: &str, cut: &Edit) -> Result<String> {
    let found = glue.matches(cut.from).count();
    ensure!(found == 1, "{}: matches {found} times, and should once", cut.name);
    let Some((before, rest)) = glue.split_once(cut.from) else { bail!("{}", cut.name) };
    let Some((_, after)) = rest.split_once(cut.to) else { bail!("{}: its end is missing", cut.name) };
    Ok(format!("{before}{after}"))
}

/// Every rule, by its name.
fn inspect(glue: &str) -> Result<()> {
    for (rule, text) in REFUSED {
        ensure!(!glue.contains(text), "{rule}: the glue holds `{text}`");
    }
    for line in glue.lines().filter(|line| line.trim_start().starts_with("export")) {
        let allowed = ["export function ", "export async function ", "export { __wbg_init as default };"];
        ensure!(allowed.iter().any(|start| line.starts_with(start)), "functions only are exported: `{line}`");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by wasm-bindgen 0.2.126, most of its imports left out.
    const STOCK: &str = include_str!("glue/stock.js");

    #[test]
    fn the_stock_glue_is_closed() {
        let closed = shut(STOCK).unwrap();
        assert!(closed.ends_with("export { __wbg_init as default };\n"));
        assert!(closed.contains("if (wasm !== undefined) return;\n    if ($kept) module_or_path = $kept;"));
        assert!(closed.contains("export function checkName(text)"));
    }

    #[test]
    fn the_stock_glue_itself_is_refused() {
        assert!(inspect(STOCK).is_err());
    }

    #[test]
    fn each_edit_must_match_once() {
        for edit in EDITS.iter().chain(&CUTS) {
            let error = shut(&STOCK.replace(edit.from, "")).unwrap_err().to_string();
            assert_eq!(error, format!("{}: matches 0 times, and should once", edit.name));
            let error = shut(&format!("{STOCK}{}{}", edit.from, edit.to)).unwrap_err().to_string();
            assert!(error.ends_with("times, and should once"), "{error}");
        }
    }

    #[test]
    fn each_rule_is_kept() {
        for (rule, text) in REFUSED {
            let glue = format!("{}\n// {text}\n", shut(STOCK).unwrap());
            assert_eq!(inspect(&glue).unwrap_err().to_string(), format!("{rule}: the glue holds `{text}`"));
        }
        for line in [
            "export const memory = 1;",
            "export { heap };",
            "export * from './x.js';",
            "export default heap;",
        ] {
            let glue = format!("{}\n{line}\n", shut(STOCK).unwrap());
            assert!(inspect(&glue).is_err(), "{line}");
        }
    }
}
