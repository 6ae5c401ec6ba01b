//! Attacks on `sealed`: somebody else's data under one's own name.

use super::forge::{Forge, edit};
use super::world::{World, private_key};
use super::{At, Attack};
use crate::bundle::Bundle;
use crate::checks::Check;
use crate::code::Code;
use crate::suite::jose::{base64url, from_base64url};

/// bundle.md §2.7: the attacker's own key and fresh challenge, with the victim's digests, hash and `sealed`.
fn stolen(world: &World) -> String {
    let victim = Forge::honest(world);
    let sealed = victim.sealed();
    let attacker = Forge::honest(world).signed_by(&private_key("attacker")).challenged(world);
    let sd_jwt = attacker.sd_jwt(&sealed);
    Bundle { sd_jwt, sealed }.to_json()
}

/// The same, with `apu` and `apv` patched to the attacker's: the gateway has nothing to see.
fn stolen_and_patched(world: &World) -> String {
    let victim = Forge::honest(world);
    let stolen = victim.sealed();
    let attacker = Forge::honest(world).signed_by(&private_key("attacker")).challenged(world);
    let (_, rest) = stolen.split_once('.').unwrap();
    let sealed = format!("{}.{rest}", base64url(attacker.sealed_header.as_bytes()));
    Bundle { sd_jwt: attacker.sd_jwt(&sealed), sealed }.to_json()
}

/// A `sealed` that opens under the attacker's key and challenge, with the victim's inside.
fn resealed(world: &World) -> String {
    let victim = Forge::honest(world);
    let mut attacker = Forge::honest(world).signed_by(&private_key("attacker")).challenged(world);
    attacker.plaintext = victim.plaintext;
    attacker.body()
}

/// The device's own `sealed` of an earlier signup, signed again on a new challenge: a key that is kept makes that possible.
fn earlier(world: &World) -> String {
    let sealed = Forge::honest(world).sealed();
    let sd_jwt = Forge::honest(world).challenged(world).sd_jwt(&sealed);
    Bundle { sd_jwt, sealed }.to_json()
}

/// A `sealed` that names another device key as its sender, in its header and its derivation.
fn of_another_sender(world: &World) -> String {
    let mut forge = Forge::honest(world);
    let other = private_key("attacker").public_key().thumbprint();
    let own = forge.jkt();
    edit(&mut forge.sealed_header, &own, &base64url(&other));
    forge.binding[0] = other;
    forge.body()
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "sealed again after it was signed",
        at: At::Both,
        removed: &[Check::SealedHash],
        code: Code::SealedHash,
        body: |world| {
            let forge = Forge::honest(world);
            let again = forge.clone().plaintext("0\"}", "1\"}");
            Bundle { sd_jwt: forge.sd_jwt(&forge.sealed()), sealed: again.sealed() }.to_json()
        },
    },
    Attack {
        name: "the device's own sealed of an earlier signup, at the gateway",
        at: At::Both,
        removed: &[Check::SealedBinding],
        code: Code::SealedBinding,
        body: earlier,
    },
    Attack {
        name: "the device's own sealed of an earlier signup, at the vault",
        at: At::Vault,
        removed: &[Check::SealedBinding, Check::InnerBinding],
        code: Code::SealedBinding,
        body: earlier,
    },
    Attack {
        name: "the inside of an earlier signup of the device, sealed again",
        at: At::Vault,
        removed: &[Check::InnerBinding],
        code: Code::SealedBinding,
        body: |world| {
            let mut again = Forge::honest(world).challenged(world);
            again.plaintext = Forge::honest(world).plaintext;
            again.body()
        },
    },
    Attack {
        name: "sealed in another device's name",
        at: At::Both,
        removed: &[Check::SealedBinding],
        code: Code::SealedBinding,
        body: of_another_sender,
    },
    Attack {
        name: "sealed of another signup",
        at: At::Both,
        removed: &[Check::SealedHash, Check::SealedBinding],
        code: Code::SealedHash,
        body: |world| {
            let forge = Forge::honest(world);
            let sealed = Forge::from(world, "somebody else").sealed();
            Bundle { sd_jwt: forge.sd_jwt(&forge.sealed()), sealed }.to_json()
        },
    },
    Attack {
        name: "the stolen blob, at the gateway",
        at: At::Both,
        removed: &[Check::SealedBinding],
        code: Code::SealedBinding,
        body: stolen,
    },
    Attack {
        name: "the stolen blob, at the vault",
        at: At::Vault,
        removed: &[Check::SealedBinding, Check::InnerBinding],
        code: Code::SealedBinding,
        body: stolen,
    },
    Attack {
        name: "the stolen blob, opened and sealed again",
        at: At::Vault,
        removed: &[Check::InnerBinding],
        code: Code::SealedBinding,
        body: resealed,
    },
    Attack {
        name: "sealed for another audience inside",
        at: At::Vault,
        removed: &[Check::InnerBinding],
        code: Code::SealedBinding,
        body: |world| Forge::honest(world).plaintext("https://realname.", "https://other.").body(),
    },
    Attack {
        name: "sealed for a key that the policy does not name",
        at: At::Both,
        removed: &[Check::SealedKey],
        code: Code::SealedKey,
        body: |world| {
            let mut forge = Forge::honest(world);
            forge.vault = private_key("retired vault").public_key();
            let (before, after) = (world.recipient().kid, base64url(&forge.vault.thumbprint()));
            forge.sealed_header(&before, &after).body()
        },
    },
    Attack {
        name: "sealed without the key agreement",
        at: At::Both,
        removed: &[Check::SealedAlg],
        code: Code::Alg,
        body: |world| Forge::honest(world).sealed_header("ECDH-ES", "dir").body(),
    },
    Attack {
        name: "sealed with a weaker cipher",
        at: At::Both,
        removed: &[Check::SealedAlg],
        code: Code::Alg,
        body: |world| Forge::honest(world).sealed_header("A256GCM", "A128CBC-HS256").body(),
    },
    Attack {
        name: "a JWE of another kind",
        at: At::Both,
        removed: &[Check::SealedTyp],
        code: Code::Typ,
        body: |world| Forge::honest(world).sealed_header("realname-sealed+jwe", "JWE").body(),
    },
    Attack {
        name: "a compressed plaintext",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).sealed_header("{\"alg\"", "{\"zip\":\"DEF\",\"alg\"").body(),
    },
    Attack {
        name: "the ephemeral key with its private part",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Jwk,
        body: |world| {
            Forge::honest(world).sealed_header("\"kty\":\"EC\"", "\"kty\":\"EC\",\"d\":\"AA\"").body()
        },
    },
    Attack {
        name: "an ephemeral key of another curve's name",
        at: At::Both,
        removed: &[Check::KeyKind],
        code: Code::Jwk,
        body: |world| Forge::honest(world).sealed_header("P-256", "X25519").body(),
    },
    Attack {
        name: "another member inside sealed",
        at: At::Vault,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).plaintext("\"pad\":", "\"admin\":true,\"pad\":").body(),
    },
];

/// What no check stops but the cryptography itself: there is nothing to remove.
#[test]
fn what_does_not_open_is_refused() {
    let world = World::new();
    let flipped = |part: usize| {
        let forge = Forge::honest(&world);
        let sealed = forge.sealed();
        let mut parts: Vec<String> = sealed.split('.').map(str::to_owned).collect();
        let mut bytes = from_base64url(&parts[part]).unwrap();
        bytes[0] ^= 1;
        parts[part] = base64url(&bytes);
        let sealed = parts.join(".");
        Bundle { sd_jwt: forge.sd_jwt(&sealed), sealed }.to_json()
    };
    for (what, body) in [
        ("another tag", flipped(4)),
        ("another ciphertext", flipped(3)),
        ("another IV", flipped(2)),
        ("the stolen blob with apu and apv patched", stolen_and_patched(&world)),
    ] {
        super::gateway(&world, &body)
            .unwrap_or_else(|code| panic!("{what}: the gateway cannot know, {code}"));
        assert_eq!(super::vault(&world, &body), Err(Code::SealedDecrypt), "{what}");
    }
    let mut off_curve = Forge::honest(&world);
    let good = private_key("ephemeral").public_key();
    edit(&mut off_curve.sealed_header, &base64url(&good.y), &base64url(&good.x));
    assert_eq!(super::vault(&world, &off_curve.body()), Err(Code::SealedDecrypt));
}

/// ECDSA signatures come in pairs: s and n − s. Both are good, so nothing may rest on the bytes of a signature.
#[test]
fn a_high_s_is_as_good_as_a_low_one() {
    let world = World::new();
    let forge = Forge::honest(&world);
    let sealed = forge.sealed();
    let low = forge.sd_jwt(&sealed);
    let (input, signature) = low.trim_end_matches('~').rsplit_once('.').unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&from_base64url(signature).unwrap()).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r, -s).unwrap();
    let high = format!("{input}.{}~", base64url(&other.to_bytes()));
    assert_ne!(low, high);
    let verified = |sd_jwt: &str| {
        let bundle = Bundle { sd_jwt: sd_jwt.to_owned(), sealed: sealed.clone() };
        world.open(&bundle).unwrap();
        world.verify(bundle.to_json().as_bytes()).unwrap().1
    };
    let (a, b) = (verified(&low), verified(&high));
    assert_ne!(a.hash, b.hash, "a hash of the signed part is no key of uniqueness");
    assert_eq!((a.challenge, &a.jkt, &a.claims.id), (b.challenge, &b.jkt, &b.claims.id), "these are");
}
