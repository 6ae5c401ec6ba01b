//! What a device signs after the signup: the committed vector `vectors/acts-jose.json`, a withdrawal and a re-verification
//! by the device of `bundle-jose.json`, rebuilt byte for byte and taken. `REALNAME_BLESS=1` writes it anew, which is a
//! change of the wire format and wants a reason.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

#[allow(dead_code, reason = "shared with the other vectors")]
#[path = "bundle/pretty.rs"]
mod pretty;
#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use pretty::{document, hex, number, object, text};
use realname::bundle::challenge::issue;
use realname::bundle::claims::issuer_of;
use realname::bundle::jws::{signing_input, typ, with_signature};
use realname::bundle::verify::Expected;
use realname::bundle::{reverify, withdrawal};
use realname::code::Code;
use realname::json::{Json, Writer};
use realname::suite::Signer as _;
use realname::suite::jose::{base64url, from_base64url};
use realname::suite::native::PrivateKey;
use std::path::PathBuf;
use world::suites::Every;
use world::{ACCOUNT, AUD, CHALLENGE_KEY_ID, ORIGIN, SESSION, Stream, World};

/// An hour after the signup.
const LATER: u64 = world::NOW + 3600;
/// The consent, as the receipt of `receipt.json` names it, and the secret that the receipt has.
const CONSENT: &str = "bxxPZHBOara-a3Q3MWMv7Q";
const SECRET: &str = "K7gNU3sdo-OL0wNhqoVWhg";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)
}

/// The device that signed `bundle-jose.json`: what its page drew first.
fn device() -> PrivateKey {
    PrivateKey::from_bytes(&Stream::new("bundle-jose").bytes()).unwrap()
}

fn jkt() -> String {
    base64url(&device().public_key().thumbprint())
}

fn signed(typ: &str, payload: &str) -> String {
    let input = signing_input(typ, &device().public_key(), payload);
    let signature = device().sign(input.as_bytes()).unwrap();
    with_signature(input, &signature)
}

fn withdrawal_jwt() -> String {
    let claims = withdrawal::Claims {
        issuer: issuer_of(&device().public_key().thumbprint()),
        audience: AUD.to_owned(),
        issued_at: LATER,
        jti: base64url(&Stream::new("withdrawal jti").bytes::<16>()),
        consent: CONSENT.to_owned(),
    };
    signed(typ::WITHDRAWAL, &claims.to_json())
}

fn challenge(world: &World) -> String {
    let (jkt, digest) = (jkt(), world.policy_digest());
    let end = u32::try_from(LATER + 300).unwrap();
    let random = Stream::new("reverify-jose").bytes();
    issue(world, CHALLENGE_KEY_ID, end, &random, &world.bound(&jkt, &digest)).unwrap()
}

fn reverify_jwt(world: &World) -> String {
    let claims = reverify::Claims {
        issuer: issuer_of(&device().public_key().thumbprint()),
        audience: AUD.to_owned(),
        issued_at: LATER,
        expires: LATER + 300,
        nonce: challenge(world),
        origin: ORIGIN.to_owned(),
    };
    signed(typ::REVERIFY, &claims.to_json())
}

/// The parts of a JWS, and what was asked for beside it.
fn parts<const N: usize>(jwt: &str, before: [(&str, Json); N], body: String) -> Json {
    let part = |at: usize| {
        let bytes = from_base64url(jwt.split('.').nth(at).unwrap()).unwrap();
        text(String::from_utf8(bytes.to_vec()).unwrap())
    };
    let (input, signature) = jwt.rsplit_once('.').unwrap();
    let more = [
        ("protected_header", part(0)),
        ("payload", part(1)),
        ("signing_input", text(input)),
        ("signature", text(signature)),
        ("body", text(body)),
    ];
    let members = before.into_iter().chain(more);
    Json::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The body of who has the receipt.
fn by_secret() -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("secret", SECRET);
    json.end_object();
    json.finish()
}

fn vector(world: &World) -> String {
    let (withdrawal, reverification) = (withdrawal_jwt(), reverify_jwt(world));
    let asked = [("consent", text(CONSENT)), ("body_of_the_secret", text(by_secret()))];
    let random: [u8; 16] = Stream::new("reverify-jose").bytes();
    let challenged = [
        ("challenge", text(challenge(world))),
        ("challenge_random", hex(&random)),
        ("challenge_exp", number(LATER + 300)),
    ];
    document(&object([
        (
            "about",
            text(
                "What the device of bundle-jose.json signs later; docs/spec.md 7.1 and 7.2. Keys of no use.",
            ),
        ),
        ("aud", text(AUD)),
        ("origin", text(ORIGIN)),
        ("session", text(SESSION)),
        ("account_ref", text(ACCOUNT)),
        ("now", number(LATER)),
        ("device_private_d", text(base64url(device().to_bytes().unwrap().as_slice()))),
        ("jkt", text(jkt())),
        ("withdrawal", parts(&withdrawal, asked, withdrawal::to_json(&withdrawal))),
        ("reverify", parts(&reverification, challenged, reverify::to_json(&reverification))),
    ]))
}

#[test]
fn the_vector_is_rebuilt_byte_for_byte() {
    let document = vector(&World::new());
    if std::env::var_os("REALNAME_BLESS").is_some() {
        std::fs::write(path("acts-jose.json"), &document).unwrap();
    }
    let committed = std::fs::read_to_string(path("acts-jose.json")).unwrap();
    let differ = committed.lines().zip(document.lines()).find(|(a, b)| a != b);
    assert!(committed == document, "the wire format changed, first at {differ:?}");
}

/// The device, the consent and the secret are those of the signup and its receipt.
#[test]
fn the_acts_belong_to_the_signup_and_its_receipt() {
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    assert!(read("bundle-jose.json").contains(&format!("\"jkt\": \"{}\"", jkt())));
    let receipt = read("receipt.json");
    for said in [CONSENT, SECRET, &jkt()] {
        assert!(receipt.contains(said), "{said}");
    }
}

#[test]
fn the_committed_bodies_are_taken_and_no_other() {
    let world = World::new();
    let mut members =
        Json::parse(&std::fs::read(path("acts-jose.json")).unwrap()).unwrap().into_members().unwrap();
    let mut body = |act: &str| members.object(act).unwrap().text("body").unwrap();

    let withdrawal = body("withdrawal");
    let mut inside = Json::parse(withdrawal.as_bytes()).unwrap().into_members().unwrap();
    let jwt = inside.text("withdrawal_jwt").unwrap();
    let jkt = jkt();
    let expected = withdrawal::Expected { aud: AUD, consent: CONSENT, device: &jkt, now: LATER + 1 };
    assert_eq!(withdrawal::verify(&jwt, &expected, &Every).unwrap().consent, CONSENT);
    let late = withdrawal::Expected { now: LATER + withdrawal::SKEW + 1, ..expected };
    assert_eq!(withdrawal::verify(&jwt, &late, &Every), Err(Code::Time));

    let reverification = body("reverify");
    let expected = Expected { now: LATER + 1, ..world.expected() };
    let taken = reverify::verify(reverification.as_bytes(), &expected, &jkt, &Every, &world).unwrap();
    assert_eq!(taken.nonce, challenge(&world));
    let late = Expected { now: LATER + 300, ..world.expected() };
    let late = reverify::verify(reverification.as_bytes(), &late, &jkt, &Every, &world);
    assert_eq!(late, Err(Code::ChallengeExpired));
    // Each on its own route alone.
    assert_eq!(reverify::verify(withdrawal.as_bytes(), &expected, &jkt, &Every, &world), Err(Code::Format));
}
