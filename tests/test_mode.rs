//! The committed vector `vectors/bundle-test.json`: a signup and a refusal as `realname/testing` makes them, byte for byte.
//! `REALNAME_BLESS=1` writes the file anew, which is a change of the wire format and wants a reason.
#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[allow(dead_code, reason = "its writer is shared with the other vector")]
#[path = "bundle/pretty.rs"]
mod pretty;
#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use pretty::{document, object, text};
use realname::bundle::{build, decision_to_json, verify};
use realname::code::Field;
use realname::consent::{Choice, Decision};
use realname::json::Json;
use realname::secret::Secret;
use realname::suite::PageSuite as _;
use realname::suite::jose::from_base64url;
use std::path::PathBuf;
use world::suites::Every;
use world::{PERSON, World, now, page};

fn decisions(world: &World, choice: Choice) -> Vec<Decision> {
    let mut decisions = world.decisions(choice);
    decisions.iter_mut().for_each(|decision| decision.synthetic = true);
    decisions
}

/// Header or payload of a compact JWS.
fn part(compact: &str, at: usize) -> Json {
    let bytes = from_base64url(compact.split('.').nth(at).unwrap()).unwrap();
    text(String::from_utf8(bytes.to_vec()).unwrap())
}

fn signed(compact: &str) -> Json {
    object([("protected_header", part(compact, 0)), ("payload", part(compact, 1))])
}

#[test]
fn a_signup_and_a_refusal_of_a_test_are_the_bytes_of_the_vector() {
    let world = World::with("test", &PERSON.map(|(field, _)| field));
    let (page, _) = page("bundle-test");
    let challenge = world.challenge(&page.public_key(), "bundle-test");
    let secrets = PERSON.map(|(field, value)| (field, Secret::copy_of(value)));
    let values: Vec<(Field, &Secret)> = secrets.iter().map(|(field, value)| (*field, value)).collect();
    let act = world.act(&challenge, decisions(&world, Choice::Given));
    let bundle = now(build::bundle(act, &values, &world.recipient(), &page)).unwrap();
    let act = world.act(&challenge, decisions(&world, Choice::Refused));
    let refusal = now(build::decision(act, &page)).unwrap();
    let body = bundle.to_json();
    let vector = document(&object([
        (
            "about",
            text("A signup and a refusal under a policy whose env is `test`, every decision a script's."),
        ),
        ("sd_jwt", signed(&bundle.sd_jwt)),
        ("decision_jwt", signed(&refusal)),
        ("body", text(&body)),
        ("decision_body", text(decision_to_json(&refusal))),
    ]));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/bundle-test.json");
    if std::env::var_os("REALNAME_BLESS").is_some() {
        std::fs::write(&path, &vector).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap_or_default() == vector, "bundle-test.json is another");
    world.verify(body.as_bytes()).unwrap();
    world.open(&bundle).unwrap();
    verify::decision(decision_to_json(&refusal).as_bytes(), &world.expected(), &Every, &world).unwrap();
}
