//! The corpora of the fuzz targets that read what only the server reads: receipts, trust sets, accounts on a chain.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is a test, its functions too, which clippy takes for the product's"
)]

#[path = "parsers/readers.rs"]
mod readers;

use readers::{ALL, Readers};
use serde_json::Value;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn vector(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join("tests/vectors").join(name)).unwrap()).unwrap()
}

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(root().join("fuzz/corpus").join(name)).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect()
}

/// The good inputs are those of the vectors, and so are the proofs that are refused; `REALNAME_BLESS=1` writes them.
#[test]
fn the_corpora_hold_the_vectors() {
    let (receipt, wallet) = (vector("receipt.json"), vector("wallet.json"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut held = vec![
        ("receipt", "good".to_owned(), text(&receipt["file"])),
        ("receipt_statement", "good".to_owned(), text(&receipt["payload"])),
        ("trust", "good".to_owned(), text(&receipt["key_set"])),
        ("wallet", "good".to_owned(), text(&wallet["value"])),
    ];
    for (number, case) in wallet["unverified"].as_array().unwrap().iter().enumerate() {
        held.push(("wallet", format!("good-unverified-{number}"), text(&case["value"])));
    }
    for (number, case) in wallet["refused"].as_array().unwrap().iter().enumerate() {
        held.push(("wallet", format!("refused-{number}"), text(&case["value"])));
    }
    for (name, file, text) in held {
        let path = root().join("fuzz/corpus").join(name).join(file);
        if std::env::var_os("REALNAME_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap() == text, "{}", path.display());
    }
}

#[test]
fn the_corpora_are_read() {
    let readers = Readers::new();
    for name in ALL {
        let files = corpus(name);
        assert!(files.iter().any(|(file, _)| file.starts_with("good")), "{name} has no good input");
        for (file, bytes) in files {
            let taken = readers.read(name, &bytes);
            assert!(taken || !file.starts_with("good"), "{name}/{file} was refused");
            assert!(!taken || !file.starts_with("refused"), "{name}/{file} was taken");
        }
    }
}

/// Every good input with each of its bytes changed or cut off behind it, a few apart: nothing panics.
#[test]
fn bent_inputs_make_no_reader_panic() {
    let readers = Readers::new();
    for name in ALL {
        for (_, bytes) in corpus(name).into_iter().filter(|(file, _)| file.starts_with("good")) {
            for at in (0..bytes.len()).step_by(bytes.len().div_ceil(40)) {
                let mut bent = bytes.clone();
                for change in [bent[at] ^ 1, b'"', 0x80] {
                    bent[at] = change;
                    readers.read(name, &bent);
                }
                readers.read(name, &bytes[..at]);
            }
        }
    }
}
