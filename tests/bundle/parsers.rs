//! Everything that reads what somebody else wrote, by name: fuzz targets, corpora and property tests call the same.

use super::world::{NOW, PERSON, World};
use realname::bundle::challenge::{Challenge, recognise};
use realname::bundle::claims::Claims;
use realname::bundle::disclosure::Disclosure;
use realname::bundle::jwe::Jwe;
use realname::bundle::jws::{Jws, typ};
use realname::bundle::{Bundle, decision_from_json, open};
use realname::consent::{Notice, Policy};
use realname::json::{Json, Writer};

/// The names.
pub(crate) const ALL: [&str; 12] = [
    "json",
    "bundle",
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
    claims: Claims,
    jkt: String,
}

impl Parsers {
    /// In the world of the vectors.
    pub(crate) fn new() -> Self {
        let world = World::new();
        let (bundle, ..) = world.signup("bundle-jose", &PERSON);
        let (_, verified) = world.verify(bundle.to_json().as_bytes()).unwrap();
        Self { claims: verified.claims, jkt: verified.jkt, world }
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
                assert!(Bundle::parse(bundle.to_json().as_bytes()) == Ok(bundle.clone()));
                let _ = self.world.verify(bytes);
                let _ = self.world.open(&bundle);
                true
            }),
            "decision" => decision_from_json(bytes).is_ok(),
            "jws" => Jws::parse(text, typ::SD_JWT).is_ok(),
            "jwe" => Jwe::parse(text).is_ok(),
            "claims" => [true, false].into_iter().any(|sealed| {
                Claims::parse(bytes, sealed).is_ok_and(|claims| {
                    assert!(Claims::parse(claims.to_json().as_bytes(), sealed) == Ok(claims));
                    true
                })
            }),
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
