//! Everything that reads what somebody else wrote, by name: fuzz targets, corpora and property tests call the same.

use super::world::suites::Every;
use super::world::{AUD, NOW, PERSON, World};
use realname::bundle::challenge::{Challenge, recognise};
use realname::bundle::claims::Claims;
use realname::bundle::disclosure::Disclosure;
use realname::bundle::guardian::{self, Family};
use realname::bundle::jwe::Jwe;
use realname::bundle::jws::{Jws, typ};
use realname::bundle::{Bundle, MAX_BODY, decision_from_json, open};
use realname::code::Code;
use realname::consent::{Notice, Party, Policy};
use realname::json::{Json, Writer};

/// The names.
pub(crate) const ALL: [&str; 13] = [
    "json",
    "bundle",
    "guardian",
    "decision",
    "jws",
    "jwe",
    "claims",
    "plaintext",
    "disclosure",
    "policy",
    "notice",
    "challenge",
    "nonce",
];

/// What the readers are given besides their input.
pub(crate) struct Parsers {
    world: World,
    for_children: World,
    claims: Claims,
    jkt: String,
}

impl Parsers {
    /// In the world of the vectors.
    pub(crate) fn new() -> Self {
        let world = World::new();
        let (bundle, ..) = world.signup("bundle-jose", &PERSON);
        let (_, verified) = world.verify(bundle.to_json().as_bytes()).unwrap();
        Self { claims: verified.claims, jkt: verified.jkt, world, for_children: World::for_children() }
    }

    /// Reads. Nothing may panic; what was read and is written again reads as the same.
    pub(crate) fn read(&self, name: &str, bytes: &[u8]) -> bool {
        let text = core::str::from_utf8(bytes).unwrap_or_default();
        match name {
            "json" => Json::parse(bytes).is_ok_and(|value| {
                let mut json = Writer::new();
                json.value(&value);
                assert!(Json::parse(json.finish().as_bytes()) == Ok(value));
                true
            }),
            "bundle" => Bundle::parse(bytes).is_ok_and(|bundle| {
                // An escape of two bytes may be written with six: what was just small enough is then too large.
                let again = Bundle::parse(bundle.to_json().as_bytes());
                let grew = bundle.to_json().len() > MAX_BODY && again == Err(Code::TooLarge);
                assert!(grew || again == Ok(bundle.clone()));
                let _ = self.world.verify(bytes);
                let _ = self.world.open(&bundle);
                true
            }),
            "guardian" => Family::parse(bytes).is_ok_and(|family| {
                assert!(Family::parse(family.to_json().as_bytes()) == Ok(family.clone()));
                let world = &self.for_children;
                let _ = guardian::verify(bytes, &world.expected(), &Every, world);
                let _ = guardian::open(&family, AUD, &world.policy, NOW + 3, &Every, world);
                true
            }),
            "decision" => decision_from_json(bytes).is_ok(),
            "jws" => Jws::parse(text, typ::SD_JWT).is_ok(),
            "jwe" => Jwe::parse(text).is_ok(),
            "claims" => {
                let kinds =
                    [(Party::Oneself, true), (Party::Guardian, true), (Party::Oneself, false)].into_iter();
                let read = |(party, sealed)| {
                    Claims::parse_of(party, bytes, sealed).is_ok_and(|claims| {
                        let again = claims.to_json();
                        assert!(Claims::parse_of(party, again.as_bytes(), sealed) == Ok(claims));
                        true
                    })
                };
                kinds.map(read).fold(false, |taken, one| taken | one)
            }
            "plaintext" => open::inside(bytes, &self.claims, &self.jkt, &self.world.policy).is_ok(),
            "disclosure" => Disclosure::read(text).is_ok(),
            "policy" => Policy::parse(bytes).is_ok(),
            "notice" => Notice::parse(bytes).is_ok_and(|notice| {
                let mut again = Writer::new();
                again.value(&Json::parse(bytes).unwrap());
                assert!(Notice::parse(again.finish().as_bytes()) == Ok(notice));
                true
            }),
            "challenge" => Challenge::parse(bytes).is_ok_and(|challenge| {
                assert!(Challenge::parse(challenge.to_json().as_bytes()) == Ok(challenge));
                true
            }),
            "nonce" => {
                let digest = self.world.policy_digest();
                recognise(&self.world, text, &self.world.bound(&self.jkt, &digest), NOW + 2).is_ok()
            }
            other => panic!("no reader is called {other}"),
        }
    }
}
