//! What verifying and opening a bundle costs beside the bare cryptography in it: one ECDSA verification, one ECDH, one
//! AES-256-GCM, each with the keys read from their bytes. By turns, on one core; `cargo xtask bench` reads the line.
//! `cargo run --profile server --example verifier --no-default-features --features aws-lc`
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement stops where it fails"
)]

#[allow(dead_code, reason = "the world is the tests'")]
#[path = "../tests/bundle/world.rs"]
mod world;

use realname::bundle::{Bundle, open, verify};
use realname::code::Code;
use realname::suite::host::{Host, PrivateKey, hmac_sha256};
use realname::suite::jose::{base64url, from_base64url};
use realname::suite::remembering::Remembering;
use realname::suite::{HostSuite as _, Key, KeyStore, PublicKey};
use std::hint::black_box;
use std::time::Instant;
use world::{AUD, NOW, PERSON, Stream, World};

/// Bundles: more than a branch predictor learns by heart.
const BUNDLES: u8 = 64;
const ROUNDS: usize = 60;

/// The keys of the world, in the host's own suite.
struct Keys {
    vault: PrivateKey,
    kid: String,
    challenge: [u8; 32],
}

impl KeyStore for Keys {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        if kid != self.kid {
            return Err(Code::SealedKey);
        }
        self.vault.agree(with).map_err(|_| Code::SealedDecrypt)
    }

    fn mac(&self, _: u8, message: &[u8]) -> Result<[u8; 32], Code> {
        hmac_sha256(&self.challenge, message)
    }
}

/// The cryptography of one bundle, laid bare.
struct Bare {
    jwk: PublicKey,
    message: Vec<u8>,
    signature: [u8; 64],
    ephemeral: PublicKey,
    header: Vec<u8>,
    iv: [u8; 12],
    sealed: Vec<u8>,
    key: Key,
}

fn bare(bundle: &Bundle, keys: &Keys) -> Bare {
    let jws = bundle.sd_jwt.trim_end_matches('~');
    let (message, signature) = jws.rsplit_once('.').unwrap();
    let header: Vec<&str> = bundle.sealed.split('.').collect();
    let epk = |compact: &str, member: &str| {
        let json: serde_json::Value =
            serde_json::from_slice(&from_base64url(compact.split('.').next().unwrap()).unwrap()).unwrap();
        let part = |name: &str| -> [u8; 32] {
            from_base64url(json[member][name].as_str().unwrap()).unwrap().as_slice().try_into().unwrap()
        };
        let mut point = vec![4];
        point.extend(part("x"));
        point.extend(part("y"));
        PublicKey::from_point(&point).unwrap()
    };
    let ephemeral = epk(&bundle.sealed, "epk");
    let mut sealed = from_base64url(header[3]).unwrap().to_vec();
    sealed.extend(from_base64url(header[4]).unwrap().iter());
    Bare {
        jwk: epk(jws, "jwk"),
        message: message.as_bytes().to_vec(),
        signature: from_base64url(signature).unwrap().as_slice().try_into().unwrap(),
        key: keys.vault.agree(&ephemeral).unwrap(),
        ephemeral,
        header: header[0].as_bytes().to_vec(),
        iv: from_base64url(header[2]).unwrap().as_slice().try_into().unwrap(),
        sealed,
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() {
    let world = World::new();
    let vault = PrivateKey::from_bytes(&world.vault.to_bytes().unwrap()).unwrap();
    let kid = base64url(&vault.public_key().thumbprint());
    let keys = Keys { vault, kid, challenge: Stream::new("challenge key").bytes() };
    let bundles: Vec<Bundle> =
        (0..BUNDLES).map(|at| world.signup(&format!("bench-{at}"), &PERSON).0).collect();
    let bodies: Vec<String> = bundles.iter().map(Bundle::to_json).collect();
    let bares: Vec<Bare> = bundles.iter().map(|bundle| bare(bundle, &keys)).collect();
    let ours = || {
        // As in the server's one process; forgotten after each pass.
        let suite = Remembering::new(Host);
        for body in &bodies {
            let (bundle, verified) =
                verify::bundle(body.as_bytes(), &world.expected(), &suite, &keys).unwrap();
            let opened = open::open(&bundle, AUD, &world.policy, NOW + 3, &suite, &keys).unwrap();
            black_box((verified, opened));
        }
    };
    let bare = || {
        for one in &bares {
            Host.verify(&one.jwk, &one.message, &one.signature).unwrap();
            black_box(keys.vault.agree(&one.ephemeral).unwrap());
            // Another key than the derived one: the tag does not fit, and is computed all the same.
            black_box(Host.decrypt(&one.key, &one.iv, &one.header, &one.sealed).is_err());
        }
    };
    let time = |run: &dyn Fn()| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e6 / f64::from(BUNDLES)
    };
    time(&ours);
    time(&bare);
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            mine.push(time(&ours));
            theirs.push(time(&bare));
        } else {
            theirs.push(time(&bare));
            mine.push(time(&ours));
        }
    }
    let share = median(mine.iter().zip(&theirs).map(|(mine, theirs)| theirs / mine).collect());
    println!("{{\"bundle_us\":{:.2},\"bare_us\":{:.2},\"share\":{share:.4}}}", median(mine), median(theirs));
}
