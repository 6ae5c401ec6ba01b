//! What a bundle shows of itself, and what two bundles share: nothing.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use realname::bundle::build;
use realname::bundle::keyset::KeySet;
use realname::bundle::making::{Ask, Making};
use realname::bundle::{Bundle, MAX_BODY, decision_to_json, verify};
use realname::code::{Code, Field};
use realname::consent::Choice;
use realname::json::Json;
use realname::secret::Secret;
use realname::suite::jose::{base64url, from_base64url};
use realname::suite::native::NativePage;
use realname::suite::{PageSuite, Signer as _};
use std::collections::HashSet;
use world::suites::Every;
use world::{NOW, PERSON, World, now, page, private_key};

/// Every random or derived text of a bundle: keys, IV, ciphertext, tag, digests, ids, salts, disclosures.
fn marks(world: &World, bundle: &Bundle) -> Vec<String> {
    let decoded = |compact: &str, at: usize| from_base64url(compact.split('.').nth(at).unwrap()).unwrap();
    let member =
        |bytes: &[u8], name: &str| Json::parse(bytes).unwrap().into_members().unwrap().take(name).unwrap();
    let header = decoded(&bundle.sealed, 0);
    let mut marks: Vec<String> = bundle.sealed.split('.').skip(2).map(str::to_owned).collect();
    let mut key = member(&header, "epk").into_members().unwrap();
    marks.extend([key.text("x").unwrap(), key.text("y").unwrap()]);
    marks.extend(["apu", "apv"].map(|name| member(&header, name).into_text().unwrap()));
    let payload = decoded(&bundle.sd_jwt, 1);
    marks.extend(member(&payload, "_sd").into_array().unwrap().into_iter().map(|d| d.into_text().unwrap()));
    marks.extend(
        ["iss", "jti", "nonce", "sealed_hash"].map(|name| member(&payload, name).into_text().unwrap()),
    );
    marks.push(bundle.sd_jwt.rsplit_once('.').unwrap().1.to_owned());
    let jwe = realname::bundle::jwe::Jwe::parse(&bundle.sealed).unwrap();
    let plain = jwe.open(&Every, world).unwrap();
    for disclosure in member(&plain, "disclosures").into_array().unwrap() {
        let disclosure = disclosure.into_text().unwrap();
        let list = Json::parse(&from_base64url(&disclosure).unwrap()).unwrap().into_array().unwrap();
        marks.extend([disclosure, list[0].clone().into_text().unwrap()]);
    }
    marks
}

#[test]
fn two_signups_of_one_person_share_nothing() {
    let world = World::new();
    let make = || {
        let suite = NativePage::from_system().unwrap();
        let label = base64url(&suite.public_key().thumbprint());
        let challenge = world.challenge(&suite.public_key(), &label);
        let secrets = PERSON.map(|(field, value)| (field, Secret::copy_of(value)));
        let values: Vec<(Field, &Secret)> = secrets.iter().map(|(field, value)| (*field, value)).collect();
        let act = world.act(&challenge, world.decisions(Choice::Given));
        now(build::bundle(act, &values, &world.recipient(), &suite)).unwrap()
    };
    let (a, b) = (make(), make());
    let (a, b) = (marks(&world, &a), marks(&world, &b));
    assert_eq!(a.len(), 28, "four fields");
    let first: HashSet<&String> = a.iter().collect();
    assert_eq!(first.len(), a.len(), "and nothing twice in one bundle");
    assert_eq!(b.iter().filter(|mark| first.contains(mark)).count(), 0);
}

/// The size of bodies is all that an observer of the line gets: it must not say how long a name is, or what was asked.
#[test]
fn bodies_of_short_and_long_names_and_of_two_and_four_fields_have_one_size() {
    let size = |person: &[(Field, &str)]| {
        let fields: Vec<Field> = person.iter().map(|(field, _)| *field).collect();
        let world = World::with("production", &fields);
        let (bundle, ..) = world.signup("size", person);
        world.open(&bundle).unwrap();
        (bundle.sd_jwt.len(), bundle.sealed.len())
    };
    let named = |name: &str| {
        size(&PERSON.map(|(field, value)| (field, if field == Field::Name { name } else { value })))
    };
    let one = named("王");
    assert_eq!(one, named(&"王".repeat(25)));
    assert_eq!(one, named("Александр Сергеевич"));
    assert_eq!(one, size(&PERSON[..2]));
    assert_eq!(one, size(&PERSON[1..3]));
    assert!(one.0 + one.1 + 40 < MAX_BODY);
    println!("sd_jwt {} characters, sealed {}", one.0, one.1);
    // Where it ends: beyond the step the next step begins.
    assert_ne!(one, named(&"王".repeat(200)));
}

fn page_verify(set: &str, pins: &[&str], seen: u64, at: u64) -> Result<KeySet, Code> {
    let (suite, _) = page("anybody");
    let pins: Vec<String> = pins.iter().map(|pin| (*pin).to_owned()).collect();
    now(KeySet::verify(set, &pins, at, seen, &suite))
}

#[test]
fn a_key_set_is_taken_from_a_pinned_root_only() {
    let world = World::new();
    let pin = base64url(&world.root.public_key().thumbprint());
    let next = base64url(&private_key("next root").public_key().thumbprint());
    let good = world.key_set().sign(&world.root).unwrap();
    assert_eq!(page_verify(&good, &[&pin], 0, NOW), Ok(world.key_set()));
    // Two pins while a root is changed; either is enough.
    assert!(page_verify(&good, &[&next, &pin], 0, NOW).is_ok());
    assert!(
        page_verify(&world.key_set().sign(&private_key("next root")).unwrap(), &[&pin, &next], 0, NOW)
            .is_ok()
    );
    assert_eq!(page_verify(&good, &[&next], 0, NOW), Err(Code::KeyPin));
    assert_eq!(page_verify(&good, &[], 0, NOW), Err(Code::KeyPin));
    // Older than one that was seen; the same again is not older.
    assert!(page_verify(&good, &[&pin], 7, NOW).is_ok());
    assert_eq!(page_verify(&good, &[&pin], 8, NOW), Err(Code::KeyPin));
    // Before and after its time, and a time that is too long.
    let set = world.key_set();
    assert!(page_verify(&good, &[&pin], 0, set.expires - 1).is_ok());
    assert_eq!(page_verify(&good, &[&pin], 0, set.expires), Err(Code::KeyPin));
    assert_eq!(page_verify(&good, &[&pin], 0, set.not_before - 1), Err(Code::KeyPin));
    let long = KeySet { expires: set.not_before + 90 * 86_400 + 1, ..set.clone() };
    assert_eq!(page_verify(&long.sign(&world.root).unwrap(), &[&pin], 0, NOW), Err(Code::KeyPin));
    let abroad = KeySet { region: "SG".to_owned(), ..set };
    assert_eq!(page_verify(&abroad.sign(&world.root).unwrap(), &[&pin], 0, NOW), Err(Code::KeyRegion));
}

#[test]
fn a_key_set_that_was_bent_is_refused() {
    let world = World::new();
    let pin = base64url(&world.root.public_key().thumbprint());
    let good = world.key_set().sign(&world.root).unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let payload = String::from_utf8(from_base64url(parts[1]).unwrap().to_vec()).unwrap();
    // Changed after signing: the signature says so.
    let attacker = private_key("attacker").public_key();
    let own = World::new().recipient().kid;
    let changed = payload.replace(&own, &base64url(&attacker.thumbprint()));
    let bent = [parts[0], &base64url(changed.as_bytes()), parts[2]].join(".");
    assert_eq!(page_verify(&bent, &[&pin], 0, NOW), Err(Code::KeyPin));
    // Signed by the root, but a key whose id is not its thumbprint, and a member nobody knows.
    for (from, to) in [
        (own.as_str(), "key-1"),
        ("\"serial\"", "\"x\":1,\"serial\""),
        ("\"use\":\"enc\"", "\"use\":\"sig\""),
    ] {
        let changed = payload.replacen(from, to, 1);
        assert_ne!(changed, payload);
        let input = format!("{}.{}", parts[0], base64url(changed.as_bytes()));
        let bent = format!("{input}.{}", base64url(&world.root.sign(input.as_bytes()).unwrap()));
        assert_eq!(page_verify(&bent, &[&pin], 0, NOW), Err(Code::KeyPin), "{to}");
    }
    // Another act's typ.
    let bundle = world.signup("a", &PERSON).0;
    assert_eq!(page_verify(bundle.sd_jwt.trim_end_matches('~'), &[&pin], 0, NOW), Err(Code::KeyPin));
    // A key is chosen only when the policy names it too.
    assert_eq!(world.key_set().choose(&["other".to_owned()]).err(), Some(Code::KeyPin));
    assert!(world.key_set().choose(&world.policy.keys).is_ok());
}

#[test]
fn a_test_policy_takes_test_bundles_only() {
    let fields = PERSON.map(|(field, _)| field);
    let (test, real) = (World::with("test", &fields), World::new());
    let (bundle, ..) = test.signup("t", &PERSON);
    test.verify(bundle.to_json().as_bytes()).unwrap();
    test.open(&bundle).unwrap();
    assert_eq!(real.verify(bundle.to_json().as_bytes()).err(), Some(Code::TestMode));
    assert_eq!(real.open(&bundle).err(), Some(Code::TestMode));
    let (bundle, ..) = real.signup("t", &PERSON);
    assert_eq!(test.verify(bundle.to_json().as_bytes()).err(), Some(Code::Typ));
    assert_eq!(test.open(&bundle).err(), Some(Code::Typ));
}

/// The signed part says `env: test` and which decisions were a script's; a refusal too, under a `typ` of its own.
#[test]
fn what_a_test_signs_says_so() {
    let fields = PERSON.map(|(field, _)| field);
    let (test, real) = (World::with("test", &fields), World::new());
    let (page, _) = page("t");
    let challenge = test.challenge(&page.public_key(), "t");
    let mut decisions = test.decisions(Choice::Refused);
    decisions.iter_mut().for_each(|decision| decision.synthetic = true);
    let refusal = now(build::decision(test.act(&challenge, decisions), &page)).unwrap();
    let body = decision_to_json(&refusal);
    let decide =
        |world: &World, body: &str| verify::decision(body.as_bytes(), &world.expected(), &Every, world);
    let (_, verified) = decide(&test, &body).unwrap();
    assert!(verified.claims.test && verified.claims.decisions.iter().all(|decision| decision.synthetic));
    let payload = verified.claims.to_json();
    assert!(payload.contains(r#""env":"test""#) && payload.contains(r#""synthetic":true"#), "{payload}");
    assert_eq!(decide(&real, &body).err(), Some(Code::TestMode));

    let challenge = real.challenge(&page.public_key(), "t");
    let act = real.act(&challenge, real.decisions(Choice::Refused));
    let body = decision_to_json(&now(build::decision(act, &page)).unwrap());
    let (_, verified) = decide(&real, &body).unwrap();
    assert!(!verified.claims.test && !verified.claims.to_json().contains("synthetic"));
    assert_eq!(decide(&test, &body).err(), Some(Code::Typ));
}

/// A suite that answers nonsense gets no message made, and none is made by halves.
#[test]
fn answers_that_are_none_make_no_message() {
    let world = World::new();
    let (suite, _) = page("nonsense");
    let challenge = world.challenge(&suite.public_key(), "nonsense");
    let number = Secret::copy_of(PERSON[1].1);
    let begin = || {
        let act = world.act(&challenge, world.decisions(Choice::Given));
        let fields = [(PERSON[1].0, &number)];
        Making::bundle(act, &fields, world.recipient(), suite.public_key(), &mut |out| suite.random(out))
            .unwrap()
    };
    let mut random = |out: &mut [u8]| suite.random(out);
    let good = [suite.public_key().to_point().as_slice(), &[7; 32]].concat();
    for length in [0, 1, 32, 64, 65, 96, 98, 4096] {
        let answer = vec![4; length];
        assert_eq!(
            begin().go_on(&answer, &mut random),
            Err(Code::CryptoUnavailable),
            "agreement of {length}"
        );
    }
    for length in [0, 15] {
        let mut making = begin();
        assert_eq!(making.go_on(&good, &mut random), Ok(false));
        assert!(matches!(making.ask(), Ask::Encrypt { .. }));
        assert_eq!(
            making.go_on(&vec![0; length], &mut random),
            Err(Code::CryptoUnavailable),
            "sealed of {length}"
        );
    }
    for length in [0, 63, 65, 72] {
        let mut making = begin();
        assert_eq!(making.go_on(&good, &mut random), Ok(false));
        assert_eq!(making.go_on(&[0; 16], &mut random), Ok(false));
        assert!(matches!(making.ask(), Ask::Sign(_)));
        assert_eq!(
            making.go_on(&vec![0; length], &mut random),
            Err(Code::CryptoUnavailable),
            "signature of {length}"
        );
    }
    // Without randomness nothing begins.
    let act = world.act(&challenge, world.decisions(Choice::Refused));
    assert_eq!(Making::decision(act, suite.public_key(), &mut |_| Err(Code::Rng)).err(), Some(Code::Rng));
}
