//! Everything that reads what somebody else wrote, by name: fuzz targets, corpora and property tests call the same.

use super::world::suites::Every;
use super::world::{AUD, NOW, PERSON, World, now, page as page_of, private_key};
use realname::batch;
use realname::bundle::challenge::{Challenge, recognise};
use realname::bundle::claims::Claims;
use realname::bundle::disclosure::Disclosure;
use realname::bundle::guardian::{self, Family};
use realname::bundle::jwe::Jwe;
use realname::bundle::jws::{Jws, sign_on_page, signing_input, typ, with_signature};
use realname::bundle::keyset::KeySet;
use realname::bundle::verify::Expected;
use realname::bundle::{Bundle, MAX_BODY, decision_from_json, open, reverify, withdrawal};
use realname::code::{Code, Kind};
use realname::consent::{Notice, Party, Policy};
use realname::date::Date;
use realname::json::{Json, Writer};
use realname::suite::jose::{base64url, digest_of};
use realname::suite::native::NativePage;

/// The names.
pub(crate) const ALL: [&str; 19] = [
    "json",
    "bundle",
    "sd_jwt",
    "sealed_header",
    "guardian",
    "halves",
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
    "keyset",
    "acts",
    "numbers",
];

/// What the readers are given besides their input.
pub(crate) struct Parsers {
    world: World,
    for_children: World,
    claims: Claims,
    jkt: String,
    /// The page of that signup, and what it sent: with it whatever a fuzzer writes is signed, and the checks behind the
    /// signature are reached.
    page: NativePage,
    bundle: Bundle,
    /// The same of a child and a guardian, and what the guardian's half has signed.
    family_page: NativePage,
    family: Family,
    guardians: String,
}

impl Parsers {
    /// In the world of the vectors.
    pub(crate) fn new() -> Self {
        let world = World::new();
        let (bundle, _, page) = world.signup("bundle-jose", &PERSON);
        let (_, verified) = world.verify(bundle.to_json().as_bytes()).unwrap();
        let for_children = World::for_children();
        let vector = Json::parse(include_bytes!("../vectors/guardian-jose.json")).unwrap();
        let body = vector.into_members().unwrap().text("body").unwrap();
        let family = Family::parse(body.as_bytes()).unwrap();
        let jws = Jws::parse(family.guardian.sd_jwt.trim_end_matches('~'), typ::SD_JWT).unwrap();
        let guardians = String::from_utf8(jws.payload.to_vec()).unwrap();
        Self {
            claims: verified.claims,
            jkt: verified.jkt,
            world,
            for_children,
            page,
            bundle,
            family_page: page_of("family-jose").0,
            family,
            guardians,
        }
    }

    /// Whether gateway and vault take a payload under the device's own signature, beside some `sealed`.
    fn signed(&self, payload: &str, sealed: String) -> bool {
        let jwt = now(sign_on_page(&self.page, typ::SD_JWT, payload)).unwrap();
        let bundle = Bundle { sd_jwt: jwt + "~", sealed };
        let opened = self.world.open(&bundle).is_ok();
        self.world.verify(bundle.to_json().as_bytes()).is_ok() && opened
    }

    /// Whether gateway and vault take the payload of either half under the device's own signature, beside the other half; what the guardian
    /// signs names the child's half that is there.
    fn halves(&self, text: &str) -> bool {
        let Ok(claims) = Claims::parse_of(Party::Guardian, text.as_bytes(), true) else { return false };
        let sign = |payload: &str| now(sign_on_page(&self.family_page, typ::SD_JWT, payload)).unwrap() + "~";
        let mut family = self.family.clone();
        if claims.ward.is_some() {
            family.guardian.sd_jwt = sign(text);
        } else {
            let before = digest_of(family.child.sd_jwt.as_bytes());
            family.child.sd_jwt = sign(text);
            let ward = digest_of(family.child.sd_jwt.as_bytes());
            family.guardian.sd_jwt = sign(&self.guardians.replace(&before, &ward));
        }
        let world = &self.for_children;
        let verified =
            guardian::verify(family.to_json().as_bytes(), &world.expected(), &Every, world).is_ok();
        guardian::open(&family, AUD, &world.policy, NOW + 3, &Every, world).is_ok() && verified
    }

    /// What a device signs later: the claims of either act, or the body of a re-verification.
    fn acts(&self, bytes: &[u8]) -> bool {
        let withdrawn = withdrawal::Claims::parse(bytes).is_ok_and(|claims| {
            assert!(withdrawal::Claims::parse(claims.to_json().as_bytes()) == Ok(claims));
            true
        });
        let reverified = reverify::Claims::parse(bytes).is_ok_and(|claims| {
            assert!(reverify::Claims::parse(claims.to_json().as_bytes()) == Ok(claims));
            true
        });
        // An hour after the signup, as in the vector.
        let expected = Expected { now: NOW + 3601, ..self.world.expected() };
        let taken = reverify::verify(bytes, &expected, &self.jkt, &Every, &self.world);
        withdrawn || reverified || taken.is_ok()
    }

    /// The same for the header of `sealed`, whose digest the device signs too.
    fn under_header(&self, header: &[u8]) -> bool {
        let rest = self.bundle.sealed.split_once('.').unwrap().1;
        let sealed = base64url(header) + "." + rest;
        if Jwe::parse(&sealed).is_err() {
            return false;
        }
        let payload = self.claims.to_json();
        let payload =
            payload.replace(&digest_of(self.bundle.sealed.as_bytes()), &digest_of(sealed.as_bytes()));
        self.signed(&payload, sealed)
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
            "halves" => self.halves(text),
            // What is no set of claims is refused before anything else: `claims` has it, without the cost of a signature.
            "sd_jwt" => Claims::parse(bytes, true).is_ok() && self.signed(text, self.bundle.sealed.clone()),
            "sealed_header" => self.under_header(bytes),
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
            "keyset" => key_set(text),
            "acts" => self.acts(bytes),
            "numbers" => number(text),
            other => panic!("no reader is called {other}"),
        }
    }
}

/// A payload as that of a key set whose signature was verified.
fn key_set(text: &str) -> bool {
    let root = private_key("root").public_key();
    let compact = with_signature(signing_input(typ::KEYS, &root, text), &[1; 64]);
    let Ok(jws) = Jws::parse(&compact, typ::KEYS) else { return false };
    KeySet::verified(&jws, NOW, 0).is_ok_and(|set| {
        let input = signing_input(typ::KEYS, &root, &set.to_json());
        let again = Jws::parse(&with_signature(input, &[1; 64]), typ::KEYS).unwrap();
        assert!(KeySet::verified(&again, NOW, 0).is_ok_and(|there| there.to_json() == set.to_json()));
        true
    })
}

/// A text as every kind of document, organisation, telephone number and name: both speeds agree, and a normalised text is
/// its own normal form.
fn number(text: &str) -> bool {
    let today = Date::from_unix(NOW);
    let taken = Kind::ALL.iter().filter(|kind| {
        let once = batch::normalize(text, **kind, today);
        assert_eq!(batch::is_valid(text, **kind, today), once.is_some());
        if let Some(once) = &once {
            // EXPOSE: a fuzzer's own text.
            let again = batch::normalize(once.expose(), **kind, today);
            assert!(again.as_ref().map(|secret| secret.expose()) == Some(once.expose()));
        }
        once.is_some()
    });
    taken.count() > 0
}
