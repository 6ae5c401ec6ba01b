//! docs/regulation.md: every row names code and tests, and each of them is there.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

use std::path::PathBuf;

fn read(relative: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative);
    std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{relative} is gone"))
}

fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Whether a file declares a test of that name, not merely mentions it.
fn declares(code: &str, name: &str) -> bool {
    [format!("fn {name}("), format!("it('{name}'"), format!("test('{name}'"), format!("    {name}: ")]
        .iter()
        .any(|declaration| code.contains(declaration.as_str()))
}

/// The rows of the first table: article, requirement, code, test.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 3)
        .skip(1)
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

#[test]
fn every_row_names_code_and_tests_that_are_there() {
    let text = read("docs/regulation.md");
    let rows = rows(&text);
    assert!(rows.len() > 20);
    for row in rows {
        let [article, _, code, tests] = row[..] else { panic!("{row:?}") };
        assert!(quoted(code).count() > 0, "{article} names no code");
        quoted(code).for_each(|file| drop(read(file)));
        assert!(quoted(tests).count() > 0, "{article} names no test");
        for (file, name) in quoted(tests).map(|reference| reference.split_once('#').unwrap()) {
            assert!(declares(&read(file), name), "{article}: {file} has no test `{name}`");
        }
    }
}

#[test]
fn a_test_that_is_gone_is_noticed() {
    let code = "// a_test_that_was\n#[test]\nfn a_test_that_is() {}\nit('says so', () => {});";
    assert!(declares(code, "a_test_that_is") && declares(code, "says so"));
    assert!(!declares(code, "a_test_that_was") && !declares(code, "a_test_that"));
}
