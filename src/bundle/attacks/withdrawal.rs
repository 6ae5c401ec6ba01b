//! Attacks on a withdrawal: another device, another consent, another service, another time, another act's signature.

use super::forge::{claim, edit, part};
use super::world::suites::Every;
use super::world::{AUD, NOW, World, private_key};
use super::{At, Attack};
use crate::bundle::claims::issuer_of;
use crate::bundle::jws::{signing_input, typ, with_signature};
use crate::bundle::reverify;
use crate::bundle::withdrawal::{Claims, Expected, SKEW, to_json, verify};
use crate::checks::Check;
use crate::code::Code;
use crate::suite::Signer as _;
use crate::suite::jose::base64url;
use crate::suite::native::PrivateKey;

/// The consent that the withdrawal is sent for.
const CONSENT: &str = "bxxPZHBOara-a3Q3MWMv7Q";

/// The device that gave it.
fn own() -> PrivateKey {
    private_key("the consent's device")
}

/// What the gateway says, which knows the consent's device.
pub(super) fn at_the_gateway(_: &World, jwt: &str) -> Result<(), Code> {
    let device = base64url(&own().public_key().thumbprint());
    let expected = Expected { aud: AUD, consent: CONSENT, device: &device, now: NOW };
    verify(jwt, &expected, &Every).map(|_| ())
}

/// A device's statement, bent before it is signed.
fn bent(device: &PrivateKey, bend: impl FnOnce(&mut String)) -> String {
    let claims = Claims {
        issuer: issuer_of(&device.public_key().thumbprint()),
        audience: AUD.to_owned(),
        issued_at: NOW - 2,
        jti: base64url(&[7; 16]),
        consent: CONSENT.to_owned(),
    };
    let mut payload = claims.to_json();
    bend(&mut payload);
    signed(device, typ::WITHDRAWAL, &payload)
}

fn signed(device: &PrivateKey, typ: &str, payload: &str) -> String {
    let input = signing_input(typ, &device.public_key(), payload);
    let signature = device.sign(input.as_bytes()).unwrap();
    with_signature(input, &signature)
}

fn at(issued: u64) -> String {
    bent(&own(), |payload| edit(payload, &format!("\"iat\":{}", NOW - 2), &format!("\"iat\":{issued}")))
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "withdrawal: by another device",
        at: At::Withdrawal,
        removed: &[Check::Device],
        code: Code::Device,
        body: |_| bent(&private_key("thief"), |_| ()),
    },
    Attack {
        name: "withdrawal: the device's key in the header, a thief's signature",
        at: At::Withdrawal,
        removed: &[Check::Signature],
        code: Code::Signature,
        body: |_| {
            let (honest, thief) = (bent(&own(), |_| ()), bent(&private_key("thief"), |_| ()));
            let cut = |jwt: &str| jwt.rfind('.').unwrap() + 1;
            format!("{}{}", &honest[..cut(&honest)], &thief[cut(&thief)..])
        },
    },
    Attack {
        name: "withdrawal: no algorithm",
        at: At::Withdrawal,
        removed: &[Check::Alg, Check::Signature],
        code: Code::Alg,
        body: |_| {
            let honest = bent(&own(), |_| ());
            let header = part(&honest, 0).replace("ES256", "none");
            let payload = honest.split('.').nth(1).unwrap();
            format!("{}.{payload}.", base64url(header.as_bytes()))
        },
    },
    Attack {
        name: "withdrawal: a thief who calls himself the device",
        at: At::Withdrawal,
        removed: &[Check::Issuer, Check::Device],
        code: Code::Jwk,
        body: |_| {
            let (thief, device) = (private_key("thief"), own());
            let (from, to) =
                (issuer_of(&thief.public_key().thumbprint()), issuer_of(&device.public_key().thumbprint()));
            bent(&thief, |payload| edit(payload, &from, &to))
        },
    },
    Attack {
        name: "withdrawal: of another consent",
        at: At::Withdrawal,
        removed: &[Check::ConsentId],
        code: Code::NotFound,
        body: |_| bent(&own(), |payload| edit(payload, CONSENT, "_DCSD3YKPenzOAFEIA7yBA")),
    },
    Attack {
        name: "withdrawal: at another service",
        at: At::Withdrawal,
        removed: &[Check::Audience],
        code: Code::Aud,
        body: |_| bent(&own(), |payload| edit(payload, AUD, "https://other.example")),
    },
    Attack {
        name: "withdrawal: an old one, after the consent was given again",
        at: At::Withdrawal,
        removed: &[Check::Times],
        code: Code::Time,
        body: |_| at(NOW - SKEW - 1),
    },
    Attack {
        name: "withdrawal: signed ahead",
        at: At::Withdrawal,
        removed: &[Check::Times],
        code: Code::Time,
        body: |_| at(NOW + SKEW + 1),
    },
    Attack {
        name: "withdrawal: a jti that is no 16 bytes",
        at: At::Withdrawal,
        removed: &[Check::Jti],
        code: Code::Format,
        body: |_| bent(&own(), |payload| edit(payload, &base64url(&[7; 16]), "韦小宝")),
    },
    Attack {
        name: "withdrawal: a raw value carried along",
        at: At::Withdrawal,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |_| {
            bent(&own(), |payload| edit(payload, "{\"iss\"", "{\"id_number\":\"11010519491231002X\",\"iss\""))
        },
    },
    Attack {
        name: "withdrawal: another act's signature",
        at: At::Withdrawal,
        removed: &[Check::Typ],
        code: Code::Typ,
        body: |_| signed(&own(), typ::REVERIFY, &part(&bent(&own(), |_| ()), 1)),
    },
];

#[test]
fn an_honest_withdrawal_passes_and_says_nothing_of_a_person() {
    let world = World::new();
    let jwt = bent(&own(), |_| ());
    at_the_gateway(&world, &jwt).unwrap();
    for issued in [NOW - SKEW, NOW + SKEW] {
        at_the_gateway(&world, &at(issued)).unwrap();
    }
    let claims = Claims::parse(part(&jwt, 1).as_bytes()).unwrap();
    assert_eq!(Claims::parse(claims.to_json().as_bytes()).unwrap(), claims);
    // Neither passes for the other on the other's route.
    assert_eq!(super::reverify::at_the_gateway(&world, &reverify::to_json(&jwt)), Err(Code::Typ));
    assert_eq!(claim(&to_json(&jwt), "withdrawal_jwt"), jwt);
}
