//! What every fuzz target calls: the readers of `tests/bundle/parsers.rs`, and those of `server/tests/parsers/readers.rs` for what
//! the server alone reads, so that corpora and targets cannot drift apart.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run TARGET target/fuzz/TARGET fuzz/corpus/TARGET`; on the stable toolchain the variable
//! lets cargo-fuzz use the sanitizer flags.

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/bundle/parsers.rs"]
mod parsers;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/bundle/world.rs"]
mod world;

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../server/tests/parsers/readers.rs"]
mod readers;

thread_local! {
    static PARSERS: parsers::Parsers = parsers::Parsers::new();
    static READERS: readers::Readers = readers::Readers::new();
}

/// Reads one input with one reader.
pub fn read(name: &str, bytes: &[u8]) {
    PARSERS.with(|parsers| {
        parsers.read(name, bytes);
    });
}

/// The same with a reader of the server's.
pub fn read_at_the_server(name: &str, bytes: &[u8]) {
    READERS.with(|readers| {
        readers.read(name, bytes);
    });
}
