//! What the glue asks of the platform, taken once when it is loaded.
//!
//! The stock glue looks members up on their prototypes each time: a recorder that comes later and wraps
//! `addEventListener`, the `value` setter, `TextDecoder.prototype.decode` or `String.prototype.charCodeAt` would be
//! handed the elements of the closed root, a view of the memory, the typed text itself. Rewritten, it asks only what
//! stood there when the module was loaded.

use anyhow::{Context, Result, ensure};
use regex_lite::{Captures, Regex};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The start of the captured part; `$member` finds a member by the prototype chain of its target, so that one name
/// of two interfaces (`disabled`, `querySelector`) goes to the right one. What no interface has is an own property.
const PRELUDE: &str = include_str!("prelude.js");

/// The helpers of the stock glue that hold the memory, the heap or a text, and what stands there instead.
/// Not every crate draws in every helper, so none is demanded: [`REFUSED`] finds what was missed.
const HELPERS: [(&str, &str); 19] = [
    // The heap has no prototype: a setter planted on `Array.prototype` never sees it.
    (
        "heap.push(undefined, null, true, false);",
        "heap.push(undefined, null, true, false);\n$setPrototypeOf(heap, null);",
    ),
    (
        "if (heap_next === heap.length) heap.push(heap.length + 1);",
        "if (heap_next === heap.length) heap[heap_next] = heap_next + 1;",
    ),
    ("return f.apply(this, args);", "return $apply(f, this, args);"),
    // A spread asks the iterator of arrays, which is a member too. No closure takes more than three.
    ("return f(a, state.b, ...args);", "return f(a, state.b, args[0], args[1], args[2]);"),
    ("return f(state.a, state.b, ...args);", "return f(state.a, state.b, args[0], args[1], args[2]);"),
    ("CLOSURE_DTORS.register(real, state, state);", "$register(CLOSURE_DTORS, real, state, state);"),
    ("CLOSURE_DTORS.unregister(state);", "$unregister(CLOSURE_DTORS, state);"),
    (
        "return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);",
        "return $bytes(wasm.memory, ptr, len);",
    ),
    (
        "cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "$seen !== ($seen = $memory(wasm.memory))",
    ),
    ("new DataView(wasm.memory.buffer)", "new $DataView($buffer(wasm.memory))"),
    ("wasm = instance.exports;", "wasm = $exports(instance);"),
    ("typeof WebAssembly.instantiateStreaming === 'function'", "$instantiateStreaming"),
    ("WebAssembly.instantiateStreaming(", "$instantiateStreaming("),
    ("WebAssembly.instantiate(", "$instantiate("),
    ("instance instanceof WebAssembly.Instance", "$isPrototypeOf($Instance, instance)"),
    ("    cachedUint8ArrayMemory0 = null;\n", ""),
    ("getUint8ArrayMemory0().set(arg, ptr / 1);", "$set($bytes(wasm.memory, ptr, arg.length), arg);"),
    // Bytes leave the module as a copy, or somebody holds its memory; the stock way to copy asks a prototype.
    ("getArrayU8FromWasm0(r0, r1).slice();", "new $Uint8Array(getArrayU8FromWasm0(r0, r1));"),
    // Texts are values already: the copy asked a prototype.
    (").slice();", ");"),
];

/// Helpers that are replaced whole: from their start to the end after it.
const REPLACED: [(&str, &str, &str); 4] = [
    (
        "function passStringToWasm0(arg, malloc, realloc) {\n",
        "\n}\n",
        // A short ASCII text byte by byte; of another, room for the longest encoding at once.
        "function passStringToWasm0(arg, malloc, realloc) {\n    const length = arg.length, room = length * 3;\n    let ptr = malloc(length, 1) >>> 0;\n    if (length < 128) {\n        const memory = $memory(wasm.memory);\n        let i = 0, code;\n        while (i < length && (code = $charCodeAt(arg, i)) < 128) memory[ptr + i++] = code;\n        if (i === length) return WASM_VECTOR_LEN = length, ptr;\n    }\n    ptr = realloc(ptr, length, room, 1) >>> 0;\n    const len = WASM_VECTOR_LEN = $encodeInto($encoder, arg, $bytes(wasm.memory, ptr, room)).written;\n    return len === room ? ptr : realloc(ptr, room, len, 1) >>> 0;\n}\n",
    ),
    (
        "let cachedTextDecoder = ",
        "\n}\n",
        "function decodeText(ptr, len) {\n    return $decode($decoder, $bytes(wasm.memory, ptr, len));\n}\n",
    ),
    ("const cachedTextEncoder = ", "\n}\n", ""),
    ("let cachedUint8ArrayMemory0 = null;\n", "\n}\n", ""),
];

/// What asks a prototype or a global that holds the memory, the heap, an element or a text.
const REFUSED: [&str; 16] = [
    ".apply(",
    ".bind(",
    ".buffer",
    ".byteLength",
    ".call(",
    ".charCodeAt(",
    ".decode(",
    ".encode",
    ".exports",
    ".push(heap",
    ".slice(",
    ".subarray(",
    "...args)",
    "cachedText",
    "getUint8ArrayMemory0",
    "new Uint8Array",
];
/// Uses of those in the stock glue that hand out nothing.
const HARMLESS: [&str; 1] = ["const real = (...args) => {"];

/// Rewrites the closed glue.
pub(super) fn platform(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    for (from, to) in HELPERS {
        glue = glue.replace(from, to);
    }
    for (start, end, to) in REPLACED {
        if let Some((before, rest)) = glue.split_once(start) {
            let (_, after) = rest.split_once(end).with_context(|| format!("`{start}` has no end"))?;
            glue = format!("{before}{to}{after}");
        }
    }
    const IMPORTS: &str = "function __wbg_get_imports() {\n";
    let (before, rest) = glue.split_once(IMPORTS).context("the glue imports nothing")?;
    let (imports, after) = rest.split_once("\n}\n").context("the imports have no end")?;
    let mut taken = BTreeSet::new();
    let imports = imported(imports, &mut taken)?;
    let body = views(&format!("{before}{IMPORTS}{imports}\n}}\n{after}"), &mut taken)?;
    inspect(&body)?;
    let (head, body) = split_imports(&body);
    Ok(format!(
        "{head}\n{PRELUDE}{}\n{body}",
        taken.into_iter().fold(String::new(), |all, line| all + &line + "\n")
    ))
}

/// The import statements stand first; the captured part follows them.
fn split_imports(glue: &str) -> (String, String) {
    let (imports, rest): (Vec<_>, Vec<_>) = glue.lines().partition(|line| line.starts_with("import "));
    (imports.join("\n"), rest.join("\n") + "\n")
}

/// Of what a pattern found: what stands there instead, and the line that takes it from the platform.
type Rewrite = fn(&Captures<'_>) -> (String, String);

/// Rewrites the functions that the module imports.
fn imported(imports: &str, taken: &mut BTreeSet<String>) -> Result<String> {
    let imports = imports.replace("Uint8Array.prototype.set.call(", "$set(");
    let rules: [(&str, Rewrite); 7] = [
        (r"getObject\((arg\d)\)\.([A-Za-z]\w*)\((\)?)", |found| {
            let (target, name) = (&found[1], &found[2]);
            let rest = if found[3].is_empty() { ", " } else { ")" };
            (
                format!("$call_{name}(getObject({target}){rest}"),
                format!("const $call_{name} = $member('{name}', 'value');"),
            )
        }),
        (r"getObject\((arg\d)\)\.([A-Za-z]\w*) = (.+);", |found| {
            let (target, name, value) = (&found[1], &found[2], &found[3]);
            (
                format!("$set_{name}(getObject({target}), {value});"),
                format!("const $set_{name} = $member('{name}', 'set');"),
            )
        }),
        (r"getObject\((arg\d)\)\.([A-Za-z]\w*);", |found| {
            let (target, name) = (&found[1], &found[2]);
            (
                format!("$get_{name}(getObject({target}));"),
                format!("const $get_{name} = $member('{name}', 'get');"),
            )
        }),
        (r"getObject\((arg\d)\) instanceof ([A-Z]\w*)", |found| {
            let (target, name) = (&found[1], &found[2]);
            (
                format!("$isPrototypeOf($is_{name}, getObject({target}))"),
                format!("const $is_{name} = $global.{name}?.prototype;"),
            )
        }),
        (r"\bnew ([A-Z]\w*)\(", |found| {
            let name = &found[1];
            (format!("new $new_{name}("), format!("const $new_{name} = $global.{name};"))
        }),
        (r"\b([A-Z]\w*)\.([a-z]\w*)\(", |found| {
            let (owner, name) = (&found[1], &found[2]);
            (format!("${owner}_{name}("), format!("const ${owner}_{name} = {owner}.{name}.bind({owner});"))
        }),
        (r"\bqueueMicrotask\(", |_| {
            ("$queueMicrotask(".to_owned(), "const $queueMicrotask = $global.queueMicrotask;".to_owned())
        }),
    ];
    let mut text = imports;
    for (pattern, rewrite) in rules {
        text = Regex::new(pattern)?
            .replace_all(&text, |found: &Captures<'_>| {
                let (there, line) = rewrite(found);
                taken.insert(line);
                there
            })
            .into_owned();
    }
    ensure!(
        !Regex::new(r"getObject\(arg\d+\)\.[A-Za-z]")?.is_match(&text),
        "an import asks a member of its target"
    );
    Ok(text)
}

/// Rewrites reads and writes of numbers in the memory.
fn views(glue: &str, taken: &mut BTreeSet<String>) -> Result<String> {
    let text = Regex::new(r"getDataViewMemory0\(\)\.(\w+)\(")?.replace_all(glue, |found: &Captures<'_>| {
        let name = &found[1];
        taken.insert(format!("const $view_{name} = $uncurry(DataView.prototype.{name});"));
        format!("$view_{name}(getDataViewMemory0(), ")
    });
    Ok(text.into_owned())
}

fn inspect(body: &str) -> Result<()> {
    let mut found = String::new();
    for line in body.lines().filter(|line| !HARMLESS.contains(&line.trim())) {
        if let Some(text) = REFUSED.iter().find(|text| line.contains(**text)) {
            write!(found, "\n`{text}` in `{}`", line.trim())?;
        }
    }
    ensure!(found.is_empty(), "the glue asks the page's own prototypes:{found}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STOCK: &str = include_str!("stock.js");

    #[test]
    fn nothing_sensitive_asks_a_prototype() {
        let glue = platform(&super::super::shut(STOCK).unwrap()).unwrap();
        assert!(glue.contains("$call_addEventListener(getObject(arg0), getStringFromWasm0(arg1, arg2)"));
        assert!(glue.contains("const $call_addEventListener = $member('addEventListener', 'value');"));
        assert!(glue.contains("$isPrototypeOf($is_HTMLInputElement, getObject(arg0))"));
        assert!(glue.contains("$set_value(getObject(arg0), getStringFromWasm0(arg1, arg2));"));
        assert!(glue.contains("$view_setInt32(getDataViewMemory0(), "));
        assert!(glue.starts_with("import "));
    }

    #[test]
    fn what_was_missed_is_named() {
        let glue = super::super::shut(STOCK).unwrap() + "function f() {\n    return wasm.memory.buffer;\n}\n";
        let error = platform(&glue).unwrap_err().to_string();
        assert!(error.contains("`.buffer` in `return wasm.memory.buffer;`"), "{error}");
    }
}
