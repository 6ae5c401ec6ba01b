//! The attacks on a receipt: each succeeds against a verifier without the checks that it names, needs every one of them removed, and is refused by
//! ours with its fault.

use super::verify::{Fault, verify};
use super::{File, Text};
use crate::checks::{Check, without};
use crate::trust::Trusted;
use realname::bundle::jws::{signing_input, typ, with_signature};
use realname::suite::Signer as _;
use realname::suite::host::PrivateKey;
use realname::suite::jose::{array_from_base64url, base64url, sha256};
use serde_json::Value;
use std::path::PathBuf;

/// The vector, and what makes receipts of its kind.
struct World {
    key: PrivateKey,
    payload: Value,
    file: File,
    trust: Trusted,
}

impl World {
    fn new() -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/receipt.json");
        let vector: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let text = |pointer: &str| vector.pointer(pointer).unwrap().as_str().unwrap();
        let key =
            PrivateKey::from_bytes(&array_from_base64url(text("/receipt_private_jwk/d")).unwrap()).unwrap();
        let payload = serde_json::from_str(text("/payload")).unwrap();
        let trust = Trusted {
            kid: base64url(&key.public_key().thumbprint()),
            signs: Some(typ::RECEIPT.to_owned()),
            not_before: None,
            expires: None,
            revoked_at: None,
        };
        Self { key, payload, file: File::parse(text("/file").as_bytes()).unwrap(), trust }
    }

    /// Signs the statement as it is now.
    fn signed(&mut self) {
        let input = signing_input(typ::RECEIPT, &self.key.public_key(), &self.payload.to_string());
        let signature = self.key.sign(input.as_bytes()).unwrap();
        self.file.jwt = with_signature(input, &signature);
    }
}

type Attack = (&'static [Check], fn(&mut World), fn(&Fault) -> bool);

/// What is done to a receipt, and what must say so.
const ATTACKS: &[Attack] = &[
    (
        &[Check::Signature],
        |world| {
            let (input, _) = world.file.jwt.rsplit_once('.').unwrap();
            let thief = PrivateKey::from_bytes(&sha256(&[b"thief"])).unwrap();
            world.file.jwt = with_signature(input.to_owned(), &thief.sign(input.as_bytes()).unwrap());
        },
        |fault| matches!(fault, Fault::Signature),
    ),
    (
        // Nobody shows what was asked: then there are fewer texts than notices, too.
        &[Check::TextThere, Check::StrayText],
        |world| {
            world.file.notices.pop();
        },
        |fault| matches!(fault, Fault::NoText(_)),
    ),
    (
        &[Check::TextDigest],
        |world| world.file.notices[0].text.push('\n'),
        |fault| matches!(fault, Fault::OtherText(_)),
    ),
    (
        // Another controller than the person was told of.
        &[Check::Facts],
        |world| {
            *world.payload.pointer_mut("/notices/0/controller").unwrap() = "another company".into();
            world.signed();
        },
        |fault| matches!(fault, Fault::Facts(_)),
    ),
    (
        &[Check::StrayText],
        |world| {
            let Text { version, lang, text, .. } = world.file.notices[0].clone();
            world.file.notices.push(Text { notice: "marketing".into(), version, lang, text });
        },
        |fault| matches!(fault, Fault::StrayText(_)),
    ),
    (
        // A decision moved to another text.
        &[Check::NoticeThere],
        |world| {
            *world.payload.pointer_mut("/consents/0/decision/notice_hash").unwrap() =
                base64url(&sha256(&[b"another"])).into();
            world.signed();
        },
        |fault| matches!(fault, Fault::NoNotice(_)),
    ),
    (
        &[Check::KeyKnown],
        |world| {
            world.key = PrivateKey::from_bytes(&sha256(&[b"thief"])).unwrap();
            world.signed();
        },
        |fault| matches!(fault, Fault::UnknownKey(_)),
    ),
    (
        &[Check::KeyUse],
        |world| world.trust.signs = Some(typ::CHECKPOINT.to_owned()),
        |fault| matches!(fault, Fault::OtherUse(_)),
    ),
    (
        &[Check::Revoked],
        |world| world.trust.revoked_at = Some(u64::MAX),
        |fault| matches!(fault, Fault::Revoked(_)),
    ),
    (&[Check::KeyTime], |world| world.trust.expires = Some(1), |fault| matches!(fault, Fault::KeyTime(_))),
    (
        &[Check::KeyTime],
        |world| world.trust.not_before = Some(u64::MAX),
        |fault| matches!(fault, Fault::KeyTime(_)),
    ),
];

#[test]
fn each_attack_succeeds_without_its_checks_and_is_refused_with_them() {
    for (at, (checks, attack, is_its)) in ATTACKS.iter().enumerate() {
        let mut world = World::new();
        let trust = |world: &World| vec![world.trust.clone()];
        let run = |world: &World, removed: &[Check]| {
            without(removed, || verify(world.file.to_json().as_bytes(), Some(&trust(world))).map(|_| ()))
        };
        assert_eq!(run(&world, &[]), Ok(()), "the vector");
        attack(&mut world);
        assert_eq!(run(&world, checks), Ok(()), "attack {at} without {checks:?}");
        let fault = run(&world, &[]).unwrap_err();
        assert!(is_its(&fault), "attack {at}: {fault}");
        // Every one of the set is needed for that.
        for left in *checks {
            let others: Vec<Check> = checks.iter().copied().filter(|check| check != left).collect();
            assert!(run(&world, &others).is_err(), "attack {at} succeeds with {left:?} in its place");
        }
    }
}

/// What these attacks take away.
pub(crate) fn attacked() -> Vec<Check> {
    ATTACKS.iter().flat_map(|(checks, ..)| *checks).copied().collect()
}
