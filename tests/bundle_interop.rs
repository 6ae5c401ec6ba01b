//! Bundles that other implementations made, by npm's `jose` and by Python's `jwcrypto`: they verify and open here.
#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use realname::json::Json;
use std::path::PathBuf;
use world::{PERSON, World};

#[test]
fn bundles_of_other_implementations_verify_and_open() {
    let world = World::new();
    for name in ["interop-jose.json", "interop-jwcrypto.json"] {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
        let mut members = Json::parse(&std::fs::read(file).unwrap()).unwrap().into_members().unwrap();
        let body = members.text("body").unwrap();
        let (bundle, verified) =
            world.verify(body.as_bytes()).unwrap_or_else(|code| panic!("{name}: {code}"));
        assert_eq!(verified.claims.nonce, members.text("challenge").unwrap());
        let opened = world.open(&bundle).unwrap_or_else(|code| panic!("{name}: {code}"));
        for (field, value) in PERSON {
            // EXPOSE: an invented person.
            assert!(opened.value(field).unwrap().expose() == value, "{name}: {field:?}");
        }
    }
}
