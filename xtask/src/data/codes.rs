//! `data/codes.csv` → the enum `Code`, the texts of each language, `docs/codes.md`.

use super::root;
use anyhow::{Context, Result, ensure};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The languages of the table, as BCP 47 tags.
pub(crate) const LANGUAGES: [&str; 3] = ["zh-CN", "zh-TW", "en"];

struct Row {
    code: String,
    http: u16,
    retry: String,
    meaning: String,
    texts: Vec<String>,
}

fn rows() -> Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(root().join("data/codes.csv"))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell =
            |at: usize| record.get(at).map(str::to_owned).with_context(|| format!("codes.csv: column {at}"));
        let texts = (4..4 + LANGUAGES.len()).map(cell).collect::<Result<Vec<_>>>()?;
        let row = Row { code: cell(0)?, http: cell(1)?.parse()?, retry: cell(2)?, meaning: cell(3)?, texts };
        ensure!(row.texts.iter().all(|t| !t.is_empty()), "{} lacks a text", row.code);
        rows.push(row);
    }
    Ok(rows)
}

/// `E_SEALED_HASH` → `SealedHash`; a warning `W_X` → `WarnX`.
fn member(code: &str) -> String {
    let (prefix, name) = match code.strip_prefix("W_") {
        Some(name) => ("Warn", name),
        None => ("", code.strip_prefix("E_").unwrap_or(code)),
    };
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_string() + &letters.as_str().to_ascii_lowercase())
            .unwrap_or_default()
    });
    prefix.to_owned() + &words.collect::<String>()
}

/// The strings of the user interface that are not codes: key and one text a language.
fn strings() -> Result<Vec<(String, Vec<String>)>> {
    let mut reader = csv::Reader::from_path(root().join("data/strings.csv"))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let texts: Vec<String> = record.iter().skip(1).map(str::to_owned).collect();
        let key = record.get(0).unwrap_or_default().to_owned();
        ensure!(
            texts.len() == LANGUAGES.len() && texts.iter().all(|t| !t.is_empty()),
            "strings.csv: {key} lacks a text"
        );
        rows.push((key, texts));
    }
    Ok(rows)
}

pub(super) fn generate() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let rows = rows()?;
    let mut files = vec![
        (PathBuf::from("src/code/table.rs"), table(&rows)?.into_bytes()),
        (PathBuf::from("docs/codes.md"), page(&rows)?.into_bytes()),
        (PathBuf::from("npm/codes.d.ts"), types(&rows).into_bytes()),
        (PathBuf::from("npm/testing/statuses.js"), http(&rows).into_bytes()),
    ];
    let strings = strings()?;
    for (at, language) in LANGUAGES.iter().enumerate() {
        let mut out = "// The form's texts. Generated from data/codes.csv and data/strings.csv by `cargo xtask data`.\nexport default {\n".to_owned();
        let codes = rows.iter().map(|row| (&row.code, &row.texts));
        for (key, texts) in strings.iter().map(|(key, texts)| (key, texts)).chain(codes) {
            let text = texts
                .get(at)
                .map(String::as_str)
                .unwrap_or_default()
                .replace('\\', "\\\\")
                .replace('"', "\\\"");
            writeln!(out, "  {key}: \"{text}\",")?;
        }
        out.push_str("};\n");
        files.push((PathBuf::from(format!("npm/strings/{language}.js")), out.into_bytes()));
    }
    Ok(files)
}

fn table(rows: &[Row]) -> Result<String> {
    let mut out = String::from(
        "//! The table of codes. Generated from `data/codes.csv` by `cargo xtask data`.\n\n\
         /// Why something was refused or found worth a warning. Names only: never a part of the input.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[non_exhaustive]\npub enum Code {\n",
    );
    for row in rows {
        writeln!(out, "    /// {}\n    {},", row.meaning, member(&row.code))?;
    }
    out.push_str(
        "}\n\nimpl Code {\n    /// Every code, in the order of the table.\n    pub const ALL: &[Self] = &[\n",
    );
    for row in rows {
        writeln!(out, "        Self::{},", member(&row.code))?;
    }
    out.push_str(
        "    ];\n\n    /// The stable name, as it stands on the wire.\n    #[must_use]\n    pub fn as_str(self) -> &'static str {\n        super::name_in(NAMES, LENGTHS, Self::ALL.iter().position(|code| *code == self))\n    }\n",
    );
    out.push_str("\n    /// The HTTP status of a problem document with this code; 0 for codes that only the page gives.\n    #[must_use]\n    pub const fn http_status(self) -> u16 {\n        match self {\n");
    let mut statuses: Vec<u16> = rows.iter().map(|row| row.http).collect();
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        let members: Vec<String> = rows
            .iter()
            .filter(|row| row.http == status)
            .map(|row| format!("Self::{}", member(&row.code)))
            .collect();
        let one_line = format!("            {} => {status},", members.join(" | "));
        if one_line.chars().count() <= 110 {
            writeln!(out, "{one_line}")?;
        } else {
            writeln!(out, "            {} => {status},", members.join("\n            | "))?;
        }
    }
    out.push_str("        }\n    }\n}\n\n/// All names in a row: as texts of their own each would have an address and a length of four bytes.\nconst NAMES: &str = \"\\\n");
    for row in rows {
        writeln!(out, "    {}\\", row.code)?;
    }
    out.push_str("    \";\n\n/// How long each is.\n#[rustfmt::skip]\nconst LENGTHS: &[u8] = &[\n   ");
    for (at, row) in rows.iter().enumerate() {
        write!(out, "{}{},", if at > 0 && at % 20 == 0 { "\n    " } else { " " }, row.code.len())?;
    }
    out.push_str("\n];\n");
    Ok(out)
}

fn page(rows: &[Row]) -> Result<String> {
    let mut out = String::from(
        "# Codes\n\nEvery answer of the module and of the server names one of these. Generated from `data/codes.csv` by\n\
         `cargo xtask data`. HTTP `–`: only the page gives it. `{field}` is the field's label.\n\n\
         | code | HTTP | try again | meaning | zh-CN | zh-TW | en |\n|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let http = if row.http == 0 { "–".to_owned() } else { row.http.to_string() };
        writeln!(
            out,
            "| `{}` | {http} | {} | {} | {} |",
            row.code,
            row.retry,
            row.meaning,
            row.texts.join(" | ")
        )?;
    }
    Ok(out)
}

/// What the mock endpoint answers with.
fn http(rows: &[Row]) -> String {
    let own = |row: &&Row| row.http != 0;
    let codes: Vec<String> =
        rows.iter().filter(own).map(|row| format!("  {}: {},\n", row.code, row.http)).collect();
    format!(
        "// @ts-check\n// The HTTP status of each code that a gateway gives. Generated from data/codes.csv by `cargo xtask data`.\n/** @type {{Record<string, number>}} */\nexport const STATUSES = {{\n{}}};\n",
        codes.concat()
    )
}

fn types(rows: &[Row]) -> String {
    let codes: Vec<String> = rows.iter().map(|row| format!("'{}'", row.code)).collect();
    format!(
        "// Every code. Generated from data/codes.csv by `cargo xtask data`.\n\
         /** Why something was refused, or found worth a warning: see docs/codes.md. */\nexport type Code =\n  | {};\n",
        codes.join("\n  | ")
    )
}
