//! The example is what docs/integrate.md prints, and takes the crate as it says. `tests/consumers/backend.test.mjs` runs it.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[test]
fn docs_integrate_md_prints_the_example_and_what_it_depends_on() {
    let docs = include_str!("../../../../docs/integrate.md");
    let block = |begin: &str| docs.split_once(begin).unwrap().1.split_once("```\n").unwrap().0;
    assert!(block("```rust\n") == include_str!("../src/main.rs"), "src/main.rs and docs/integrate.md differ");
    let manifest = include_str!("../Cargo.toml");
    let printed = block("```toml\n");
    assert!(
        manifest.replace("../../..", "realname").ends_with(printed),
        "Cargo.toml and docs/integrate.md differ"
    );
}
