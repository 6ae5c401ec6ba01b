//! `data/synthetic.csv` and `data/synthetic-persons.csv` → `npm/testing/people.js`: inputs that nobody has, for tests.

use super::root;
use anyhow::{Result, ensure};
use std::fmt::Write as _;
use std::path::PathBuf;

fn rows(file: &str, columns: usize) -> Result<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_path(root().join("data").join(file))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let row: Vec<String> = record?.iter().map(str::to_owned).collect();
        ensure!(row.len() == columns, "{file}: a row has {columns} columns");
        // They go into quotes as they are.
        ensure!(
            row.iter().all(|cell| !cell.contains(['\'', '\\', '\n'])),
            "{file}: a sign that is no input's"
        );
        rows.push(row);
    }
    Ok(rows)
}

/// The document's `{ name: 'text', … }`.
fn object(names: &[&str], cells: &[String]) -> String {
    let member = |(name, cell): (&&str, &String)| format!("{name}: '{cell}'");
    format!("{{ {} }}", names.iter().zip(cells).map(member).collect::<Vec<_>>().join(", "))
}

pub(super) fn generate() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut out = String::from(
        "// @ts-check\n// Nobody's: an input of each kind and for each code, and a person for each verdict. Generated from data/synthetic.csv and\n// data/synthetic-persons.csv by `cargo xtask data`.\n\n",
    );
    out.push_str("/** Text, the code that it gives where it is refused, the codes that it is taken with. */\nexport const INPUTS = [\n");
    for row in rows("synthetic.csv", 4)? {
        writeln!(out, "  {},", object(&["kind", "text", "code", "warnings"], &row))?;
    }
    out.push_str("];\n\n/** What the test authority, and a server in a test environment, answers to whom. */\nexport const PERSONS = [\n");
    for row in rows("synthetic-persons.csv", 4)? {
        writeln!(out, "  {},", object(&["verdict", "name", "id_number", "mobile"], &row))?;
    }
    out.push_str("];\n");
    Ok(vec![(PathBuf::from("npm/testing/people.js"), out.into_bytes())])
}
