//! Short names between glue and module. A stock name carries a hash of sixteen digits, in both files.

use anyhow::{Context, Result, ensure};
use regex_lite::Regex;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What wasm-opt made of the names.
pub(in crate::build) struct Names {
    /// Functions of the glue.
    imports: BTreeMap<String, String>,
    /// Functions that the module takes from a snippet as they are: path, name, short name.
    snippets: Vec<[String; 3]>,
    exports: BTreeMap<String, String>,
}

/// Where the glue's own functions come from, in the stock module.
const GLUE: &str = "./core_bg.js";
/// The one module that wasm-opt makes all imports come from.
const MODULE: &str = "a";

impl Names {
    /// Reads the mapping that `--minify-imports-and-exports-and-modules` prints.
    pub(in crate::build) fn parse(printed: &str) -> Result<Self> {
        let (imports, exports) = printed.split_once("\"exports\"").context("wasm-opt printed no mapping")?;
        let import = Regex::new(r#"\["([^"]+)", "([^"]+)", "([^"]+)"\]"#)?;
        let export = Regex::new(r#"\["([^"]+)", "([^"]+)"\]"#)?;
        let imports: Vec<[String; 3]> =
            import.captures_iter(imports).map(|found| [1, 2, 3].map(|at| found[at].to_owned())).collect();
        let (own, snippets) = imports.into_iter().partition::<Vec<_>, _>(|[module, ..]| module == GLUE);
        let names = Self {
            imports: own.into_iter().map(|[_, long, short]| (long, short)).collect(),
            snippets,
            exports: export
                .captures_iter(exports)
                .map(|found| (found[1].to_owned(), found[2].to_owned()))
                .collect(),
        };
        ensure!(!names.imports.is_empty() && !names.exports.is_empty(), "wasm-opt printed an empty mapping");
        Ok(names)
    }

    /// Leaves out the imported functions that wasm-opt found unused, and names those that come from a snippet.
    pub(super) fn without_unused(&self, glue: &str) -> Result<String> {
        let key = Regex::new(r"^        (__wb\w+): function")?;
        let namespace =
            Regex::new(r#"^(import \* as import\d+ from "|        "\./snippets/.*": import\d+,$)"#)?;
        let mut kept = String::new();
        for [path, name, _] in &self.snippets {
            writeln!(kept, "import {{ {name} }} from \"{path}\";")?;
        }
        let mut used = true;
        let mut found = 0_usize;
        for line in glue.lines() {
            if let Some(name) = key.captures(line) {
                used = self.imports.contains_key(&name[1]);
                found += usize::from(used);
            } else if line == "    };" {
                used = true;
            }
            if used && !namespace.is_match(line) {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        ensure!(
            found == self.imports.len(),
            "the glue has {found} of {} imported functions",
            self.imports.len()
        );
        Ok(kept)
    }

    /// Says each name as the module says it.
    pub(super) fn short(&self, glue: &str) -> Result<String> {
        let own = format!("        \"{GLUE}\": import0,\n");
        ensure!(glue.matches(&own).count() == 1, "the imports come from another module than expected");
        let mut glue = glue.replace(&own, &format!("        {MODULE}: import0,\n"));
        let start = "    const import0 = {\n";
        for [_, name, short] in &self.snippets {
            glue = glue.replace(start, &format!("{start}        {short}: {name},\n"));
        }
        for (long, short) in &self.imports {
            glue = glue.replace(&format!("        {long}: function"), &format!("        {short}: function"));
        }
        let mut unknown = Vec::new();
        let glue = Regex::new(r"\bwasm\.(\w+)")?.replace_all(&glue, |found: &regex_lite::Captures<'_>| {
            let short = self.exports.get(&found[1]);
            if short.is_none() {
                unknown.push(found[1].to_owned());
            }
            format!("wasm.{}", short.map_or("", String::as_str))
        });
        let glue = glue.into_owned();
        ensure!(unknown.is_empty(), "the module does not export {}", unknown.join(", "));
        Ok(glue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
 "imports": [
  ["./core_bg.js", "__wbg_then_16d107c451e9905d", "$"],
  ["./snippets/x/platform.js", "unix_seconds", "A"],
  ["./core_bg.js", "__wbindgen_object_drop_ref", "Aa"]
 ],
 "exports": [
  ["memory", "Ra"],
  ["mount", "Sa"]
 ]
}"#;
    const GLUE: &str = "import * as import1 from \"./snippets/x/platform.js\"\nfunction __wbg_get_imports() {\n    const import0 = {\n        __wbg_then_16d107c451e9905d: function() {\n        },\n        __wbg_unused_16d107c451e9905d: function() {\n            1;\n        },\n        __wbindgen_object_drop_ref: function() {\n        },\n    };\n    return {\n        \"./core_bg.js\": import0,\n        \"./snippets/x/platform.js\": import1,\n    };\n}\nwasm.mount(wasm.memory.buffer);\n";

    #[test]
    fn both_sides_say_the_same_names() {
        let names = Names::parse(PRINTED).unwrap();
        let glue = names.short(&names.without_unused(GLUE).unwrap()).unwrap();
        assert_eq!(
            glue,
            "import { unix_seconds } from \"./snippets/x/platform.js\";\nfunction __wbg_get_imports() {\n    const import0 = {\n        A: unix_seconds,\n        $: function() {\n        },\n        Aa: function() {\n        },\n    };\n    return {\n        a: import0,\n    };\n}\nwasm.Sa(wasm.Ra.buffer);\n"
        );
    }

    #[test]
    fn a_name_that_one_side_lacks_stops_the_build() {
        let names = Names::parse(PRINTED).unwrap();
        assert!(names.without_unused(&GLUE.replace("__wbg_then_", "__wbg_else_")).is_err());
        assert!(names.short(&GLUE.replace("wasm.mount", "wasm.other")).is_err());
        assert!(Names::parse("").is_err());
    }
}
