//! Attacks on a re-verification: another device, another account, another time, another act's signature.

use super::forge::{Forge, challenge, claim, edit};
use super::world::suites::Every;
use super::world::{AUD, NOW, ORIGIN, World, private_key};
use super::{At, Attack};
use crate::bundle::challenge::Bound;
use crate::bundle::claims::issuer_of;
use crate::bundle::jws::{signing_input, typ, with_signature};
use crate::bundle::reverify::{Claims, to_json, verify};
use crate::checks::Check;
use crate::code::Code;
use crate::suite::Signer as _;
use crate::suite::jose::base64url;
use crate::suite::native::PrivateKey;

/// The device that signed the account up.
fn own() -> PrivateKey {
    private_key("the account's device")
}

/// What the gateway says, which knows the account's device.
pub(super) fn at_the_gateway(world: &World, body: &str) -> Result<(), Code> {
    let device = base64url(&own().public_key().thumbprint());
    verify(body.as_bytes(), &world.expected(), &device, &Every, world).map(|_| ())
}

/// A device's statement, bent before it is signed.
fn bent(
    world: &World,
    device: &PrivateKey,
    exp: u64,
    bind: impl FnOnce(&mut Bound<'_>),
    bend: impl FnOnce(&mut String),
) -> String {
    let key = device.public_key();
    let nonce = challenge(world, &base64url(&key.thumbprint()), exp, bind);
    let claims = Claims {
        issuer: issuer_of(&key.thumbprint()),
        audience: AUD.to_owned(),
        issued_at: NOW,
        expires: NOW + 300,
        nonce,
        origin: ORIGIN.to_owned(),
    };
    let mut payload = claims.to_json();
    bend(&mut payload);
    signed(device, typ::REVERIFY, &payload)
}

fn signed(device: &PrivateKey, typ: &str, payload: &str) -> String {
    let input = signing_input(typ, &device.public_key(), payload);
    let signature = device.sign(input.as_bytes()).unwrap();
    to_json(&with_signature(input, &signature))
}

fn with_claims(world: &World, bend: impl FnOnce(&mut String)) -> String {
    bent(world, &own(), NOW + 300, |_| (), bend)
}

fn bound(world: &World, bind: impl FnOnce(&mut Bound<'_>)) -> String {
    bent(world, &own(), NOW + 300, bind, |_| ())
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "reverify: another device, with a challenge of its own",
        at: At::Reverify,
        removed: &[Check::Device],
        code: Code::Device,
        body: |world| bent(world, &private_key("thief"), NOW + 300, |_| (), |_| ()),
    },
    Attack {
        name: "reverify: the device's key in the header, a thief's signature",
        at: At::Reverify,
        removed: &[Check::Signature],
        code: Code::Signature,
        body: |world| {
            let honest = bound(world, |_| ());
            let start = honest.rfind('.').unwrap() + 1;
            let thief = bent(world, &private_key("thief"), NOW + 300, |_| (), |_| ());
            format!("{}{}", &honest[..start], &thief[thief.rfind('.').unwrap() + 1..])
        },
    },
    Attack {
        name: "reverify: a thief who calls himself the device",
        at: At::Reverify,
        removed: &[Check::Issuer, Check::Device],
        code: Code::Jwk,
        body: |world| {
            let (thief, device) = (private_key("thief"), own());
            bent(
                world,
                &thief,
                NOW + 300,
                |_| (),
                |payload| {
                    edit(
                        payload,
                        &issuer_of(&thief.public_key().thumbprint()),
                        &issuer_of(&device.public_key().thumbprint()),
                    )
                },
            )
        },
    },
    Attack {
        name: "reverify: the challenge of another account",
        at: At::Reverify,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| bound(world, |bound| bound.account_ref = "another account"),
    },
    Attack {
        name: "reverify: the challenge of another session",
        at: At::Reverify,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| bound(world, |bound| bound.session = "another session"),
    },
    Attack {
        name: "reverify: the challenge of another device",
        at: At::Reverify,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| bound(world, |bound| bound.jkt = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    },
    Attack {
        name: "reverify: an old challenge",
        at: At::Reverify,
        removed: &[Check::ChallengeEnd],
        code: Code::ChallengeExpired,
        body: |world| bent(world, &own(), NOW, |_| (), |_| ()),
    },
    Attack {
        name: "reverify: for another service",
        at: At::Reverify,
        removed: &[Check::Audience],
        code: Code::Aud,
        body: |world| with_claims(world, |payload| edit(payload, AUD, "https://other.example")),
    },
    Attack {
        name: "reverify: from another page",
        at: At::Reverify,
        removed: &[Check::Origin],
        code: Code::Origin,
        body: |world| {
            with_claims(world, |payload| edit(payload, &format!("\"{ORIGIN}\""), "\"https://evil.example\""))
        },
    },
    Attack {
        name: "reverify: good for a day",
        at: At::Reverify,
        removed: &[Check::Lifetime],
        code: Code::Time,
        body: |world| {
            with_claims(world, |payload| {
                edit(payload, &format!("\"exp\":{}", NOW + 300), &format!("\"exp\":{}", NOW + 86_400));
            })
        },
    },
    Attack {
        name: "reverify: signed ahead",
        at: At::Reverify,
        removed: &[Check::Times],
        code: Code::Time,
        body: |world| {
            with_claims(world, |payload| {
                edit(payload, &format!("\"iat\":{NOW}"), &format!("\"iat\":{}", NOW + 100));
                edit(payload, &format!("\"exp\":{}", NOW + 300), &format!("\"exp\":{}", NOW + 400));
            })
        },
    },
    Attack {
        name: "reverify: a raw value carried along",
        at: At::Reverify,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| {
            with_claims(world, |payload| {
                edit(payload, "{\"iss\"", "{\"id_number\":\"11010519491231002X\",\"iss\"")
            })
        },
    },
    Attack {
        name: "reverify: another act's signature",
        at: At::Reverify,
        removed: &[Check::Typ],
        code: Code::Typ,
        body: |world| {
            let body = bound(world, |_| ());
            let compact = claim(&body, "reverify_jwt");
            signed(&own(), typ::WITHDRAWAL, &super::forge::part(&compact, 1))
        },
    },
    Attack {
        name: "reverify: a signup's signed part",
        at: At::Reverify,
        removed: &[Check::Typ, Check::ClosedSet, Check::Device],
        code: Code::Typ,
        body: |world| {
            let forge = Forge::honest(world);
            let sealed = forge.sealed();
            to_json(forge.sd_jwt(&sealed).trim_end_matches('~'))
        },
    },
];

#[test]
fn an_honest_re_verification_passes_and_says_nothing_of_a_person() {
    let world = World::new();
    let body = bound(&world, |_| ());
    at_the_gateway(&world, &body).unwrap();
    let claims = Claims::parse(super::forge::part(&claim(&body, "reverify_jwt"), 1).as_bytes()).unwrap();
    assert_eq!(Claims::parse(claims.to_json().as_bytes()).unwrap(), claims);
}
