//! The committed vector `vectors/bundle-jose.json`, rebuilt byte for byte: every input, every intermediate value, the
//! bodies. `REALNAME_BLESS=1` writes the file anew, which is a change of the wire format and wants a reason.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

#[path = "bundle/pretty.rs"]
mod pretty;
#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use pretty::{document, hex, number, object, text};
use realname::bundle::build;
use realname::bundle::disclosure::Disclosure;
use realname::bundle::{Bundle, decision_to_json, verify};
use realname::code::Field;
use realname::consent::Choice;
use realname::json::{Json, Writer};
use realname::secret::Secret;
use realname::suite::jose::{base64url, concat_kdf, digest_of, from_base64url, sha256};
use realname::suite::native::PrivateKey;
use realname::suite::{HostSuite, PageSuite};
use std::path::PathBuf;
use world::suites::{Every, hmac_sha256};
use world::{ACCOUNT, AUD, CHALLENGE_KEY_ID, NOW, ORIGIN, PERSON, SESSION, Stream, World, now, page};

const LABEL: &str = "bundle-jose";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/bundle-jose.json")
}

fn jwk(key: &PrivateKey) -> Json {
    let public = key.public_key();
    object([
        ("kty", text("EC")),
        ("crv", text("P-256")),
        ("x", text(base64url(&public.x))),
        ("y", text(base64url(&public.y))),
        ("d", text(base64url(key.to_bytes().unwrap().as_slice()))),
    ])
}

/// A part of a compact JWS or JWE, decoded.
fn part(compact: &str, at: usize) -> Vec<u8> {
    from_base64url(compact.split('.').nth(at).unwrap()).unwrap().to_vec()
}

fn part_text(compact: &str, at: usize) -> Json {
    text(String::from_utf8(part(compact, at)).unwrap())
}

/// u32 big-endian length, then the bytes.
fn lp(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn scalar(bytes: &[u8]) -> PrivateKey {
    PrivateKey::from_bytes(bytes.try_into().unwrap()).unwrap()
}

fn jws(compact: &str) -> Json {
    let compact = compact.trim_end_matches('~');
    let (input, signature) = compact.rsplit_once('.').unwrap();
    object([
        ("protected_header", part_text(compact, 0)),
        ("payload", part_text(compact, 1)),
        ("signing_input", text(input)),
        ("signature", text(signature)),
    ])
}

/// The challenge's parts, written out as docs/spec.md says, without the code under test.
fn challenge_parts(world: &World, jkt: &str, challenge: &str) -> Json {
    let exp = u32::try_from(NOW + 300).unwrap().to_be_bytes();
    let random: [u8; 16] = Stream::new(LABEL).bytes();
    let mut input = [b"rnc2".as_slice(), &lp(&[CHALLENGE_KEY_ID]), &exp, &random].concat();
    for bound in [SESSION, ACCOUNT, AUD, ORIGIN, jkt] {
        input.extend(lp(bound.as_bytes()));
    }
    input.extend(world.policy_digest());
    let key: [u8; 32] = Stream::new("challenge key").bytes();
    let tag = &hmac_sha256(&key, &input).unwrap()[..16];
    let bytes = [&[CHALLENGE_KEY_ID], exp.as_slice(), &random, tag].concat();
    assert_eq!(challenge, format!("rnc2.{}", base64url(&bytes)));
    object([
        ("exp", number(NOW + 300)),
        ("random", hex(&random)),
        ("jkt", text(jkt)),
        ("policy_digest", hex(&world.policy_digest())),
        ("tag_key", hex(&key)),
        ("tag_input", hex(&input)),
        ("tag", hex(tag)),
        ("bytes", hex(&bytes)),
    ])
}

/// `sealed`, opened step by step as docs/spec.md says.
fn sealed_parts(world: &World, ephemeral: &[u8], compact: &str) -> Json {
    let ephemeral = scalar(ephemeral);
    let shared = ephemeral.agree(&world.vault.public_key()).unwrap();
    let header = part(compact, 0);
    let mut members = Json::parse(&header).unwrap().into_members().unwrap();
    let (apu, apv) = (members.text("apu").unwrap(), members.text("apv").unwrap());
    let (apu, apv) = (from_base64url(&apu).unwrap(), from_base64url(&apv).unwrap());
    let mut input = [&1u32.to_be_bytes(), shared.as_slice()].concat();
    for info in [b"A256GCM".as_slice(), &apu, &apv] {
        input.extend(lp(info));
    }
    input.extend(256u32.to_be_bytes());
    let key = concat_kdf(&shared, &apu, &apv);
    assert_eq!(key.as_slice(), sha256(&[&input]));
    let aad = compact.split('.').next().unwrap();
    let iv: [u8; 12] = part(compact, 2).try_into().unwrap();
    let (ciphertext, tag) = (part(compact, 3), part(compact, 4));
    let plaintext = Every.decrypt(&key, &iv, aad.as_bytes(), &[&ciphertext[..], &tag].concat()).unwrap();
    object([
        ("protected_header", text(String::from_utf8(header).unwrap())),
        ("ephemeral_private_jwk", jwk(&ephemeral)),
        ("shared_secret", hex(shared.as_slice())),
        ("kdf_input", hex(&input)),
        ("content_key", hex(key.as_slice())),
        ("iv", hex(&iv)),
        ("plaintext", text(String::from_utf8(plaintext.to_vec()).unwrap())),
        ("plaintext_length", number(u64::try_from(plaintext.len()).unwrap())),
        ("tag", hex(&tag)),
        ("compact", text(compact)),
    ])
}

fn disclosure_parts(draws: &[Vec<u8>]) -> (Vec<Json>, Vec<String>) {
    let mut digests = Vec::new();
    let list = PERSON.iter().zip(draws).map(|((field, value), salt)| {
        let made = Disclosure::new(salt.as_slice().try_into().unwrap(), *field, &Secret::copy_of(value));
        let mut json = Writer::new();
        json.begin_array();
        for element in [base64url(salt).as_str(), field.as_str(), value] {
            json.text(element);
        }
        json.end_array();
        let json = json.finish();
        // EXPOSE: the vector is about an invented person.
        assert_eq!(made.encoded.expose(), base64url(json.as_bytes()));
        assert_eq!(made.digest, digest_of(base64url(json.as_bytes()).as_bytes()));
        digests.push(made.digest.clone());
        object([
            ("salt", hex(salt)),
            ("json", text(json.clone())),
            ("disclosure", text(base64url(json.as_bytes()))),
            ("digest", text(made.digest)),
        ])
    });
    (list.collect(), digests)
}

fn vector() -> (World, String) {
    let world = World::new();
    let (suite, draws) = page(LABEL);
    let challenge = world.challenge(&suite.public_key(), LABEL);
    let secrets: Vec<(Field, Secret)> = PERSON.map(|(field, value)| (field, Secret::copy_of(value))).into();
    let values: Vec<(Field, &Secret)> = secrets.iter().map(|(field, value)| (*field, value)).collect();
    let act = world.act(&challenge, world.decisions(Choice::Given));
    let bundle = now(build::bundle(act, &values, &world.recipient(), &suite)).unwrap();
    // Device key; a salt a field; decoys up to eight; ephemeral key; IV; jti.
    let draws = draws.borrow().clone();
    assert_eq!(
        draws.iter().map(Vec::len).collect::<Vec<_>>(),
        [32, 16, 16, 16, 16, 32, 32, 32, 32, 32, 12, 16]
    );
    let device = scalar(&draws[0]);
    let (disclosures, mut digests) = disclosure_parts(&draws[1..5]);
    let decoys = draws[5..9].iter().map(|random| {
        let digest = base64url(&sha256(&[random]));
        digests.push(digest.clone());
        object([("random", hex(random)), ("digest", text(digest))])
    });
    let decoys: Vec<Json> = decoys.collect();
    digests.sort();
    let jkt = base64url(&device.public_key().thumbprint());

    let (other, _) = page("decision-jose");
    let refused = world.challenge(&other.public_key(), "decision-jose");
    let act = world.act(&refused, world.decisions(Choice::Refused));
    let decision = now(build::decision(act, &other)).unwrap();

    let value = object([
        (
            "about",
            text(
                "Wire format v1, suite jose; docs/spec.md says what each value is. Invented person, keys of no use.",
            ),
        ),
        ("body", text(bundle.to_json())),
        ("challenge", text(&challenge.challenge)),
        ("aud", text(AUD)),
        ("vault_private_jwk", jwk(&world.vault)),
        ("expected", Json::Object(PERSON.iter().map(|(f, v)| (f.as_str().to_owned(), text(*v))).collect())),
        (
            "inputs",
            object([
                ("now", number(NOW)),
                ("origin", text(ORIGIN)),
                ("session", text(SESSION)),
                ("account_ref", text(ACCOUNT)),
                ("root_private_jwk", jwk(&world.root)),
                ("device_private_jwk", jwk(&device)),
                ("policy", text(&world.policy_bytes)),
                ("notices", Json::Array(world.documents.iter().map(text).collect())),
            ]),
        ),
        ("notice_texts", Json::Array(notice_texts(&world))),
        ("challenge_parts", challenge_parts(&world, &jkt, &challenge.challenge)),
        ("key_set", jws(&challenge.enc_keys)),
        ("pin", text(base64url(&world.root.public_key().thumbprint()))),
        ("challenge_document", text(challenge.to_json())),
        ("disclosures", Json::Array(disclosures)),
        ("decoys", Json::Array(decoys)),
        ("sd", Json::Array(digests.into_iter().map(Json::Text).collect())),
        ("apv", hex(&sha256(&[challenge.challenge.as_bytes()]))),
        ("sealed", sealed_parts(&world, &draws[9], &bundle.sealed)),
        ("sealed_hash", text(digest_of(bundle.sealed.as_bytes()))),
        ("jti", text(base64url(&draws[11]))),
        ("sd_jwt", jws(&bundle.sd_jwt)),
        ("sd_jwt_hash", text(digest_of(bundle.sd_jwt.as_bytes()))),
        ("decision_challenge", text(&refused.challenge)),
        ("decision_jwt", jws(&decision)),
        ("decision_body", text(decision_to_json(&decision))),
    ]);
    (world, document(&value))
}

fn notice_texts(world: &World) -> Vec<Json> {
    let notice = |id: &str, lang: &str| {
        let text_of = world.notices.iter().find(|notice| notice.id == id).unwrap().text(lang).unwrap();
        object([
            ("id", text(id)),
            ("lang", text(lang)),
            ("canonical", text(text_of.canonical())),
            ("digest", text(text_of.digest())),
        ])
    };
    vec![notice("real-name", "zh-CN"), notice("identity-check", "zh-CN")]
}

#[test]
fn the_vector_is_rebuilt_byte_for_byte() {
    let (_, document) = vector();
    if std::env::var_os("REALNAME_BLESS").is_some() {
        std::fs::write(file(), &document).unwrap();
    }
    let committed = std::fs::read_to_string(file()).unwrap();
    let differ = committed.lines().zip(document.lines()).find(|(a, b)| a != b);
    assert!(committed == document, "the wire format changed, first at {differ:?}");
}

#[test]
fn the_committed_bodies_verify_and_open() {
    let world = World::new();
    let mut members = Json::parse(&std::fs::read(file()).unwrap()).unwrap().into_members().unwrap();
    let body = members.text("body").unwrap();
    let (bundle, verified) = world.verify(body.as_bytes()).unwrap();
    assert_eq!(bundle, Bundle::parse(body.as_bytes()).unwrap());
    assert_eq!(verified.claims.nonce, members.text("challenge").unwrap());
    assert_eq!(verified.hash, members.text("sd_jwt_hash").unwrap());
    let opened = world.open(&bundle).unwrap();
    assert_eq!(opened.jkt, verified.jkt);
    let mut expected = members.object("expected").unwrap();
    for (field, value) in &opened.values {
        // EXPOSE: the vector is about an invented person.
        assert!(expected.text(field.as_str()).unwrap() == value.expose(), "{field:?}");
    }
    expected.finish().unwrap();

    let body = members.text("decision_body").unwrap();
    let (_, verified) = verify::decision(body.as_bytes(), &world.expected(), &Every, &world).unwrap();
    assert_eq!(verified.claims.nonce, members.text("decision_challenge").unwrap());
    assert!(verified.claims.sealing.is_none());
}
