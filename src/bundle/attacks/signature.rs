//! Attacks on the signature, the key, the challenge, the times: who says it, to whom, when.

use super::forge::{Forge, challenge, edit, jwk};
use super::world::{AUD, EMBEDDER, NOW, ORIGIN, private_key};
use super::{At, Attack};
use crate::checks::Check;
use crate::code::Code;
use crate::suite::jose::{base64url, digest_of, from_base64url};
use crate::suite::native::hmac_sha256;

const EC: &str = "\"kty\":\"EC\"";

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "alg none, signature empty",
        at: At::Both,
        removed: &[Check::Alg, Check::Signature],
        code: Code::Alg,
        body: |world| {
            let forge = Forge::honest(world).header("ES256", "none");
            forge.body_with(|sd_jwt| format!("{}.~", sd_jwt.rsplit_once('.').unwrap().0))
        },
    },
    Attack {
        name: "HS256 with the public key as the secret",
        at: At::Both,
        removed: &[Check::Alg, Check::Signature],
        code: Code::Alg,
        body: |world| {
            let forge = Forge::honest(world).header("ES256", "HS256");
            forge.body_with(|sd_jwt| {
                let input = sd_jwt.rsplit_once('.').unwrap().0;
                let secret = jwk(&forge.device.public_key());
                let mac = hmac_sha256(secret.as_bytes(), input.as_bytes()).unwrap();
                format!("{input}.{}~", base64url(&mac))
            })
        },
    },
    Attack {
        name: "a suite that the policy does not offer",
        at: At::OtherSuite,
        removed: &[Check::Suite],
        code: Code::Alg,
        body: |world| Forge::from(world, "downgrade").body(),
    },
    Attack {
        name: "alg in another case",
        at: At::Both,
        removed: &[Check::Alg],
        code: Code::Alg,
        body: |world| Forge::honest(world).header("ES256", "es256").body(),
    },
    Attack {
        name: "typ of another act",
        at: At::Both,
        removed: &[Check::Typ],
        code: Code::Typ,
        body: |world| Forge::honest(world).header("realname+sd-jwt", "realname-decision+jwt").body(),
    },
    Attack {
        name: "typ of a test",
        at: At::Both,
        removed: &[Check::Typ],
        code: Code::TestMode,
        body: |world| Forge::honest(world).header("realname+sd-jwt", "realname-test+sd-jwt").body(),
    },
    Attack {
        name: "a signup that says it is a test's",
        at: At::Both,
        removed: &[Check::Env],
        code: Code::TestMode,
        body: |world| Forge::honest(world).claims("\"_sd_alg\"", "\"env\":\"test\",\"_sd_alg\"").body(),
    },
    Attack {
        name: "typ as a whole media type",
        at: At::Both,
        removed: &[Check::Typ],
        code: Code::Typ,
        body: |world| Forge::honest(world).header("realname+sd-jwt", "application/realname+sd-jwt").body(),
    },
    Attack {
        name: "the private part of the key in the header",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Jwk,
        body: |world| {
            let forge = Forge::honest(world);
            let d = base64url(forge.device.to_bytes().unwrap().as_slice());
            forge.header(EC, &format!("{EC},\"d\":\"{d}\"")).body()
        },
    },
    Attack {
        name: "a key of another curve's name",
        at: At::Both,
        removed: &[Check::KeyKind],
        code: Code::Jwk,
        body: |world| Forge::honest(world).header("P-256", "secp256k1").body(),
    },
    Attack {
        name: "a key that is not on the curve",
        at: At::Both,
        removed: &[Check::Signature],
        code: Code::Jwk,
        body: |world| {
            let mut forge = Forge::honest(world);
            let good = forge.device.public_key();
            let mut bad = good;
            bad.y[31] ^= 1;
            let (before, after) = (base64url(&good.thumbprint()), base64url(&bad.thumbprint()));
            edit(&mut forge.header, &jwk(&good), &jwk(&bad));
            edit(&mut forge.payload, &before, &after);
            edit(&mut forge.sealed_header, &before, &after);
            edit(&mut forge.plaintext, &before, &after);
            forge.binding[0] = bad.thumbprint();
            let challenge = challenge(world, &after, NOW + 300, |_| ());
            forge.answering(&challenge).body()
        },
    },
    Attack {
        name: "a claim changed after signing",
        at: At::Both,
        removed: &[Check::Signature],
        code: Code::Signature,
        body: |world| {
            Forge::honest(world).body_with(|sd_jwt| {
                let parts: Vec<&str> = sd_jwt.split('.').collect();
                let payload = String::from_utf8(from_base64url(parts[1]).unwrap().to_vec()).unwrap();
                let changed = payload.replace("realname/0.", "realname/9.");
                assert_ne!(payload, changed);
                [parts[0], &base64url(changed.as_bytes()), parts[2]].join(".")
            })
        },
    },
    Attack {
        name: "a signature of another key",
        at: At::Both,
        removed: &[Check::Signature],
        code: Code::Signature,
        body: |world| {
            let mut forge = Forge::honest(world);
            forge.device = private_key("attacker");
            forge.body()
        },
    },
    Attack {
        name: "iss of another key",
        at: At::Both,
        removed: &[Check::Issuer],
        code: Code::Jwk,
        body: |world| {
            let forge = Forge::honest(world);
            let (own, other) = (forge.jkt(), base64url(&private_key("attacker").public_key().thumbprint()));
            forge.claims(&own, &other).body()
        },
    },
    Attack {
        name: "made for another service",
        at: At::Both,
        removed: &[Check::Audience],
        code: Code::Aud,
        body: |world| Forge::honest(world).claims(AUD, "https://other.example").body(),
    },
    Attack {
        name: "made on another page",
        at: At::Gateway,
        removed: &[Check::Origin],
        code: Code::Origin,
        body: |world| Forge::honest(world).claims(ORIGIN, "https://phishing.example").body(),
    },
    Attack {
        name: "an embedder of a page that stands in no frame",
        at: At::Gateway,
        removed: &[Check::Embedder],
        code: Code::Origin,
        body: |world| {
            let claim = format!("\"embedder\":\"{EMBEDDER}\",\"occlusion\":\"none\",\"sdk\"");
            Forge::honest(world).claims("\"sdk\"", &claim).body()
        },
    },
    Attack {
        name: "in a frame on another page",
        at: At::Framed,
        removed: &[Check::Embedder],
        code: Code::Origin,
        body: |world| Forge::from(world, "victim").claims(EMBEDDER, "https://phishing.example").body(),
    },
    Attack {
        name: "as if it stood in no frame",
        at: At::Framed,
        removed: &[Check::Embedder],
        code: Code::Origin,
        body: |world| {
            let claim = format!("\"embedder\":\"{EMBEDDER}\",\"occlusion\":\"none\",");
            Forge::from(world, "victim").claims(&claim, "").body()
        },
    },
    Attack {
        name: "a raw value in occlusion",
        at: At::FramedBoth,
        removed: &[Check::Occlusion],
        code: Code::Format,
        body: |world| {
            let (from, to) = ("\"occlusion\":\"none\"", "\"occlusion\":\"13800138000\"");
            Forge::from(world, "victim").claims(from, to).body()
        },
    },
    Attack {
        name: "under another policy",
        at: At::Both,
        removed: &[Check::PolicyDigest],
        code: Code::ConsentStale,
        body: |world| Forge::honest(world).claims(&world.policy.digest, &digest_of(b"another")).body(),
    },
    Attack {
        name: "a challenge of another session",
        at: At::Gateway,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| {
            let forge = Forge::honest(world);
            let challenge = forge.challenge(world, NOW + 300, |bound| bound.session = "session-other");
            forge.answering(&challenge).body()
        },
    },
    Attack {
        name: "a challenge of another account",
        at: At::Gateway,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| {
            let forge = Forge::honest(world);
            let challenge = forge.challenge(world, NOW + 300, |bound| bound.account_ref = "account-1002");
            forge.answering(&challenge).body()
        },
    },
    Attack {
        name: "a challenge whose session and account are cut elsewhere",
        at: At::Gateway,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| {
            let forge = Forge::honest(world);
            let challenge = forge.challenge(world, NOW + 300, |bound| {
                bound.session = "session-7f3aaccount";
                bound.account_ref = "-1001";
            });
            forge.answering(&challenge).body()
        },
    },
    Attack {
        name: "a challenge of another device key",
        at: At::Gateway,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| Forge::honest(world).signed_by(&private_key("attacker")).body(),
    },
    Attack {
        name: "a challenge under another policy",
        at: At::Gateway,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| {
            let forge = Forge::honest(world);
            let challenge = forge.challenge(world, NOW + 300, |bound| bound.policy = &[7; 32]);
            forge.answering(&challenge).body()
        },
    },
    Attack {
        name: "a challenge whose end was moved",
        at: At::Gateway,
        removed: &[Check::ChallengeTag],
        code: Code::ChallengeUnknown,
        body: |world| {
            let forge = Forge::honest(world);
            let challenge = forge.challenge(world, NOW + 1, |_| ());
            let mut bytes = from_base64url(challenge.strip_prefix("rnc2.").unwrap()).unwrap();
            bytes[1..5].copy_from_slice(&u32::try_from(NOW + 3000).unwrap().to_be_bytes());
            forge.answering(&format!("rnc2.{}", base64url(&bytes))).body()
        },
    },
    Attack {
        name: "a challenge that has ended",
        at: At::Gateway,
        removed: &[Check::ChallengeEnd],
        code: Code::ChallengeExpired,
        body: |world| {
            let forge = Forge::honest(world);
            let challenge = forge.challenge(world, NOW + 2, |_| ());
            forge.answering(&challenge).body()
        },
    },
    Attack {
        name: "a bundle that lives for a year",
        at: At::Both,
        removed: &[Check::Lifetime],
        code: Code::Time,
        body: |world| lived(world, NOW, NOW + 365 * 86_400),
    },
    Attack {
        name: "a bundle that ends before it begins",
        at: At::Both,
        removed: &[Check::Lifetime],
        code: Code::Time,
        body: |world| lived(world, NOW + 10, NOW - 10),
    },
    Attack {
        name: "a bundle from the future",
        at: At::Both,
        removed: &[Check::Times],
        code: Code::Time,
        body: |world| lived(world, NOW + 90, NOW + 390),
    },
    Attack {
        name: "a bundle from the past",
        at: At::Both,
        removed: &[Check::Times, Check::DecisionTimes],
        code: Code::Time,
        body: |world| lived(world, NOW - 400, NOW - 100),
    },
    Attack {
        name: "a jti that is too short to be unique",
        at: At::Both,
        removed: &[Check::Jti],
        code: Code::Format,
        body: |world| {
            let forge = Forge::honest(world);
            let jti = super::forge::claim(&forge.payload, "jti");
            forge.claims(&jti, "1").body()
        },
    },
];

fn lived(world: &super::World, iat: u64, exp: u64) -> String {
    let forge = Forge::honest(world).claims(&format!("\"iat\":{NOW}"), &format!("\"iat\":{iat}"));
    forge.claims(&format!("\"exp\":{}", NOW + 300), &format!("\"exp\":{exp}")).body()
}
