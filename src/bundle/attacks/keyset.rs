//! Attacks on the page: a key set in the challenge's answer that would have it seal to a key of the attacker's.

use super::forge::{edit, part};
use super::world::{NOW, World, now, page, private_key};
use super::{At, Attack};
use crate::bundle::jws::{signing_input, typ, with_signature};
use crate::bundle::keyset::{KeySet, MAX_LIFE};
use crate::checks::Check;
use crate::code::Code;
use crate::suite::jose::base64url;
use crate::suite::native::PrivateKey;
use crate::suite::{PublicKey, Signer as _};

fn attacker() -> PublicKey {
    private_key("attacker's sealing key").public_key()
}

/// What a page says that has seen the set of the world: with which key it would seal. Whoever swaps the set swaps the
/// policy as well, so both keys stand in it.
pub(super) fn on_the_page(world: &World, set: &str) -> Result<(), Code> {
    let (suite, _) = page("anybody");
    let pins = ["a root that comes next".to_owned(), base64url(&world.root.public_key().thumbprint())];
    let set = now(KeySet::verify(set, &pins, NOW, world.key_set().serial, &suite))?;
    let named = [base64url(&attacker().thumbprint()), world.recipient().kid];
    set.choose(&named).map(|_| ())
}

/// A set of the root's, bent before it is signed.
fn bent(world: &World, bend: impl FnOnce(&mut KeySet)) -> String {
    let mut set = world.key_set();
    bend(&mut set);
    set.sign(&world.root).unwrap()
}

fn signed(root: &PrivateKey, typ: &str, payload: &str) -> String {
    let input = signing_input(typ, &root.public_key(), payload);
    let signature = root.sign(input.as_bytes()).unwrap();
    with_signature(input, &signature)
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "a key set of another root",
        at: At::Page,
        removed: &[Check::KeySetPin],
        code: Code::KeyPin,
        body: |world| {
            let set = KeySet { keys: vec![attacker()], ..world.key_set() };
            set.sign(&private_key("another root")).unwrap()
        },
    },
    Attack {
        name: "a key put into a set that was signed without it",
        at: At::Page,
        removed: &[Check::Signature],
        code: Code::KeyPin,
        body: |world| {
            let honest = bent(world, |_| ());
            let changed = KeySet { keys: vec![attacker()], ..world.key_set() }.to_json();
            let parts: Vec<&str> = honest.split('.').collect();
            format!("{}.{}.{}", parts[0], base64url(changed.as_bytes()), parts[2])
        },
    },
    Attack {
        name: "a set older than one that was seen, with a key that leaked since",
        at: At::Page,
        removed: &[Check::KeySetSerial],
        code: Code::KeyPin,
        body: |world| bent(world, |set| set.serial -= 1),
    },
    Attack {
        name: "a set that has ended",
        at: At::Page,
        removed: &[Check::KeySetTimes],
        code: Code::KeyPin,
        body: |world| bent(world, |set| set.expires = NOW),
    },
    Attack {
        name: "a set that has not begun",
        at: At::Page,
        removed: &[Check::KeySetTimes],
        code: Code::KeyPin,
        body: |world| bent(world, |set| set.not_before = NOW + 1),
    },
    Attack {
        name: "a set that lasts for longer than 90 days",
        at: At::Page,
        removed: &[Check::KeySetLife],
        code: Code::KeyPin,
        body: |world| bent(world, |set| set.expires = set.not_before + MAX_LIFE + 1),
    },
    Attack {
        name: "a set of keys that are kept abroad",
        at: At::Page,
        removed: &[Check::KeySetRegion],
        code: Code::KeyRegion,
        body: |world| bent(world, |set| set.region = "SG".to_owned()),
    },
    Attack {
        name: "a set with a member that nobody knows",
        at: At::Page,
        removed: &[Check::ClosedSet],
        code: Code::KeyPin,
        body: |world| {
            let mut payload = part(&bent(world, |_| ()), 1);
            edit(&mut payload, "\"serial\"", "\"note\":1,\"serial\"");
            signed(&world.root, typ::KEYS, &payload)
        },
    },
    Attack {
        name: "what the root signed for another act",
        at: At::Page,
        removed: &[Check::Typ],
        code: Code::KeyPin,
        body: |world| signed(&world.root, typ::CHECKPOINT, &part(&bent(world, |_| ()), 1)),
    },
];

#[test]
fn an_honest_key_set_passes() {
    let world = World::new();
    on_the_page(&world, &bent(&world, |_| ())).unwrap();
}
