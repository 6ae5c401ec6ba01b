//! The documents that everything rests on: a policy, a notice, a challenge are taken as they should be and no other way.
#![cfg(feature = "native")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use proptest::prelude::*;
use realname::bundle::challenge::{Bound, Challenge, issue, recognise};
use realname::code::Code;
use realname::consent::{Notice, Policy};
use realname::suite::PageSuite;
use realname::suite::jose::digest_of;
use world::{CHALLENGE_KEY_ID, NOW, World, page};

/// Replaces the first occurrence, which must be there.
fn bend(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn a_policy_lists_nothing_twice_and_nothing_unknown() {
    let good = World::new().policy_bytes;
    let policy = Policy::parse(good.as_bytes()).unwrap();
    assert_eq!(policy.digest, digest_of(good.as_bytes()), "of the exact bytes");
    assert_ne!(Policy::parse((good.clone() + " ").as_bytes()).unwrap().digest, policy.digest);
    let purpose = r#"{"id":"real_name_authentication","legal_basis":"statutory_duty","required":true,"notice":"real-name","recipients":[]}"#;
    for (from, to) in [
        (r#""v":1"#, r#""v":2"#),
        (r#""id":"vectors""#, r#""id":"""#),
        (r#""id":"vectors""#, r#""id":"a b""#),
        (r#""id":"vectors""#, r#""id":"vectors","x":1"#),
        (r#""env":"production""#, r#""env":"Production""#),
        (r#""suites":["jose"]"#, r#""suites":[]"#),
        (r#""suites":["jose"]"#, r#""suites":["jose","jose"]"#),
        (r#""keys":["#, r#""keys":["","#),
        (r#""fields":["id_type""#, r#""fields":["id_number""#),
        (r#""fields":["id_type","#, r#""fields":["email","#),
        (r#""fields":["id_type","id_number","name","mobile"]"#, r#""fields":[]"#),
        (purpose, &format!("{purpose},{purpose}")),
        (r#""legal_basis":"consent""#, r#""legal_basis":"interest""#),
        (r#""required":true"#, r#""required":1"#),
        (r#""notice":"real-name""#, r#""notice":"another""#),
        (r#""recipients":["simulated-authority"]"#, r#""recipients":["somebody"]"#),
        (
            r#""recipients":["simulated-authority"]"#,
            r#""recipients":["simulated-authority","simulated-authority"]"#,
        ),
        (r#"{"id":"simulated-authority","region":"CN"}"#, r#"{"id":"simulated-authority"}"#),
        (r#""version":"2026-11-01""#, r#""version":"<b>""#),
        (r#""digests":{"zh-CN":""#, r#""digests":{"zh-CN":"x"#),
    ] {
        let bent = bend(&good, from, to);
        assert_eq!(Policy::parse(bent.as_bytes()).err(), Some(Code::Policy), "{to}");
    }
    // The same purposes, but none at all; and a list of many recipients is many questions.
    let start = good.find(r#""purposes":["#).unwrap();
    let end = good.find(r#""recipients":[{"#).unwrap();
    let none = format!("{}\"purposes\":[],{}", good.split_at(start).0, good.split_at(end).1);
    assert_eq!(Policy::parse(none.as_bytes()).err(), Some(Code::Policy));
    let two = bend(
        &good,
        r#""recipients":["simulated-authority"]"#,
        r#""recipients":["simulated-authority","other"]"#,
    );
    let two = bend(
        &two,
        r#"{"id":"simulated-authority","region":"CN"}"#,
        r#"{"id":"simulated-authority","region":"CN"},{"id":"other","region":"CN"}"#,
    );
    assert_eq!(Policy::parse(two.as_bytes()).unwrap().questions().count(), 3);
}

#[test]
fn a_notice_has_every_block_as_one_line() {
    let world = World::new();
    let (notice, good) = (&world.notices[0], &world.documents[0]);
    assert_eq!(Notice::parse(good.as_bytes()), Ok(notice.clone()));
    let text = notice.text("zh-CN").unwrap();
    assert_eq!(text.canonical().lines().count(), 14);
    assert!(text.digest() != notice.text("en").unwrap().digest());
    for (from, to) in [
        (r#""id":"real-name""#, r#""id":"a/b""#),
        (r#""version":"2026-11-01""#, r#""version":"""#),
        (r#""field":"id_type""#, r#""field":"email""#),
        (r#""zh-CN":{"#, r#""zh CN":{"#),
        (r#""title":""#, r#""title":" "#),
        (r#""title":""#, r#""title":"\n"#),
        (r#""title":""#, r#""title":"a\u0000"#),
        (r#""title":""#, r#""title":"a\u0085"#),
        (r#""title":""#, r#""subtitle":""#),
        (r#""withdrawal":""#, r#""more":"x","withdrawal":""#),
    ] {
        let bent = bend(good, from, to);
        assert_eq!(Notice::parse(bent.as_bytes()).err(), Some(Code::Notice), "{to}");
    }
    let empty = r#"{"v":1,"id":"a","version":"1","texts":{}}"#;
    assert_eq!(Notice::parse(empty.as_bytes()).err(), Some(Code::Notice));
}

#[test]
fn a_challenge_document_has_a_nonce_that_can_stand_in_a_header() {
    let world = World::new();
    let (suite, _) = page("page");
    let good = world.challenge(&suite.public_key(), "challenge");
    assert_eq!(Challenge::parse(good.to_json().as_bytes()), Ok(good.clone()));
    for nonce in
        ["", "short", &"a".repeat(31), &"a".repeat(257), &("a".repeat(40) + "~"), &("a".repeat(40) + "中")]
    {
        let bent = Challenge { challenge: nonce.to_owned(), ..good.clone() };
        assert_eq!(Challenge::parse(bent.to_json().as_bytes()).err(), Some(Code::Format), "{nonce}");
    }
    for length in [32, 256] {
        let other = Challenge { challenge: "a".repeat(length), ..good.clone() };
        assert_eq!(Challenge::parse(other.to_json().as_bytes()), Ok(other));
    }
}

thread_local! {
    static WORLD: &'static World = Box::leak(Box::new(World::new()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the texts are, also when they run into each other: recognised for exactly its own bounds.
    #[test]
    fn a_challenge_is_for_its_own_bounds(
        own in prop::collection::vec("[ab\u{0}]{0,3}", 5),
        other in prop::collection::vec("[ab\u{0}]{0,3}", 5),
        digests in (any::<[u8; 32]>(), any::<[u8; 32]>()),
        random in any::<[u8; 16]>(),
    ) {
        fn bound<'a>(texts: &'a [String], policy: &'a [u8; 32]) -> Bound<'a> {
            let [session, account_ref, aud, origin, jkt] = texts else { panic!("five") };
            Bound { session, account_ref, aud, origin, jkt, policy }
        }
        let world = WORLD.with(|world| *world);
        let exp = u32::try_from(NOW + 300).unwrap();
        let made = issue(world, CHALLENGE_KEY_ID, exp, &random, &bound(&own, &digests.0)).unwrap();
        prop_assert_eq!(made.len(), 55);
        let recognised = recognise(world, &made, &bound(&own, &digests.0), NOW).unwrap();
        prop_assert_eq!((recognised.random, recognised.exp), (random, NOW + 300));
        prop_assert_eq!(recognise(world, &made, &bound(&own, &digests.0), NOW + 300), Err(Code::ChallengeExpired));
        let unknown = Err(Code::ChallengeUnknown);
        prop_assert_eq!(recognise(world, &made, &bound(&own, &digests.1), NOW), unknown);
        if own != other {
            prop_assert_eq!(recognise(world, &made, &bound(&other, &digests.0), NOW), unknown);
        }
    }

    /// No bit of a challenge can be changed, and no other text is one.
    #[test]
    fn a_challenge_is_not_malleable(at in 0_usize..55, byte in any::<u8>()) {
        let world = WORLD.with(|world| *world);
        let digest = world.policy_digest();
        let bound = world.bound("jkt", &digest);
        let exp = u32::try_from(NOW + 300).unwrap();
        let made = issue(world, CHALLENGE_KEY_ID, exp, &[7; 16], &bound).unwrap();
        let mut bent = made.clone().into_bytes();
        if let Some(place) = bent.get_mut(at) {
            *place = byte;
        }
        if let Ok(bent) = String::from_utf8(bent) && bent != made {
            prop_assert_eq!(recognise(world, &bent, &bound, NOW).err(), Some(Code::ChallengeUnknown));
        }
        prop_assert_eq!(recognise(world, &(made.clone() + "A"), &bound, NOW).err(), Some(Code::ChallengeUnknown));
        prop_assert!(issue(world, 9, exp, &[7; 16], &bound).is_err(), "no key of that id");
    }
}
