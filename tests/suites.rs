//! The two suites of a host, side by side: whatever is bent, both say the same code, so that nobody learns from an
//! answer which one stands behind it, and neither takes what the other refuses.
#![cfg(feature = "aws-lc")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use realname::bundle::{Bundle, open, verify};
use realname::code::Code;
use realname::suite::aws_lc::{self, AwsLc};
use realname::suite::jose::{base64url, digest_of, from_base64url};
use realname::suite::native::{self, Native, NativePage};
use realname::suite::{HostSuite, Key, KeyStore, PageSuite, PublicKey, Signer};
use std::collections::BTreeMap;
use world::{AUD, CHALLENGE_KEY_ID, NOW, PERSON, Stream, World, now};

/// The order of P-256, and the prime of its field.
const N: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const P: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

fn number(hex: &str, less: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap();
    }
    bytes[31] -= less;
    bytes
}

/// n − s.
fn negated(s: &[u8]) -> [u8; 32] {
    let (mut out, mut borrow) = (number(N, 0), 0);
    for (to, from) in out.iter_mut().zip(s).rev() {
        let (less, under) = to.overflowing_sub(*from);
        let (less, again) = less.overflowing_sub(borrow);
        (*to, borrow) = (less, u8::from(under || again));
    }
    out
}

type Mac = fn(&[u8], &[u8]) -> Result<[u8; 32], Code>;

/// One suite's keys.
struct Keys<K> {
    kid: String,
    agree: K,
    mac: Mac,
}

impl<K: Fn(&PublicKey) -> Result<Key, Code>> KeyStore for Keys<K> {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        if kid != self.kid {
            return Err(Code::SealedKey);
        }
        (self.agree)(with).map_err(|_| Code::SealedDecrypt)
    }

    fn mac(&self, key_id: u8, message: &[u8]) -> Result<[u8; 32], Code> {
        if key_id != CHALLENGE_KEY_ID {
            return Err(Code::ChallengeUnknown);
        }
        (self.mac)(&Stream::new("challenge key").bytes::<32>(), message)
    }
}

/// What gateway and vault say to a body, with one suite from end to end.
fn answers(world: &World, body: &str, suite: &impl HostSuite, keys: &impl KeyStore) -> [Result<(), Code>; 2] {
    let gateway = verify::bundle(body.as_bytes(), &world.expected(), suite, keys).map(|_| ());
    let vault = Bundle::parse(body.as_bytes())
        .and_then(|bundle| open::open(&bundle, AUD, &world.policy, NOW + 3, suite, keys).map(|_| ()));
    [gateway, vault]
}

/// A draw below a bound.
fn below(stream: &mut Stream, bound: usize) -> usize {
    usize::from(u16::from_be_bytes(stream.bytes())) % bound
}

/// A coordinate or scalar that implementations stumble over, or any.
fn edge(stream: &mut Stream) -> [u8; 32] {
    match below(stream, 9) {
        0 => [0; 32],
        1 => number(N, 0),
        2 => number(N, 1),
        3 => number(P, 0),
        4 => number(P, 1),
        5 => [255; 32],
        6 => negated(&{
            let mut one = [0; 32];
            one[31] = 1;
            one
        }),
        _ => stream.bytes(),
    }
}

/// A part of a compact form, changed.
fn bent(compact: &str, part: usize, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut parts: Vec<String> = compact.split('.').map(str::to_owned).collect();
    let mut bytes = from_base64url(parts[part].trim_end_matches('~')).unwrap().to_vec();
    change(&mut bytes);
    let end = if parts[part].ends_with('~') { "~" } else { "" };
    parts[part] = format!("{}{end}", base64url(&bytes));
    parts.join(".")
}

/// Puts another value in the place of a text member of a header.
fn member(header: &mut Vec<u8>, name: &str, value: &[u8]) {
    let text = String::from_utf8(header.clone()).unwrap();
    let begin = text.find(&format!("\"{name}\":\"")).unwrap() + name.len() + 4;
    let end = begin + text[begin..].find('"').unwrap();
    *header = [&text[..begin], &base64url(value), &text[end..]].concat().into_bytes();
}

fn flip(bytes: &mut [u8], stream: &mut Stream) {
    let at = below(stream, bytes.len());
    bytes[at] ^= 1 << below(stream, 8);
}

/// `sd_jwt` over another `sealed`, with a valid signature: what is wrong with `sealed` is then for the vault to say.
fn signed_again(sd_jwt: &str, sealed: &str, page: &NativePage) -> String {
    let with_hash = bent(sd_jwt, 1, |payload| {
        let digest = from_base64url(&digest_of(sealed.as_bytes())).unwrap();
        member(payload, "sealed_hash", &digest);
    });
    let input = with_hash.rsplit_once('.').unwrap().0;
    format!("{input}.{}~", base64url(&now(page.sign(input.as_bytes())).unwrap()))
}

fn mutated(bundle: &Bundle, page: &NativePage, stream: &mut Stream) -> String {
    let (mut sd_jwt, mut sealed) = (bundle.sd_jwt.clone(), bundle.sealed.clone());
    let coordinate = ["x", "y"][below(stream, 2)];
    match below(stream, 8) {
        0 => sd_jwt = bent(&sd_jwt, below(stream, 3), |part| flip(part, stream)),
        1 => sd_jwt = bent(&sd_jwt, 0, |header| member(header, coordinate, &edge(stream))),
        2 => {
            let half = below(stream, 2) * 32;
            sd_jwt = bent(&sd_jwt, 2, |signature| {
                signature[half..half + 32].copy_from_slice(&edge(stream));
            });
        }
        // As good as before: a high s is a low one's other half.
        3 => {
            sd_jwt = bent(&sd_jwt, 2, |signature| {
                let other = negated(&signature[32..]);
                signature[32..].copy_from_slice(&other);
            });
        }
        4 => {
            sealed = bent(&sealed, 0, |header| member(header, coordinate, &edge(stream)));
            sd_jwt = signed_again(&sd_jwt, &sealed, page);
        }
        // A point that is on the curve, but nobody's.
        5 => {
            let other = native::PrivateKey::from_bytes(&stream.bytes()).unwrap().public_key();
            sealed = bent(&sealed, 0, |header| {
                member(header, "x", &other.x);
                member(header, "y", &other.y);
            });
            sd_jwt = signed_again(&sd_jwt, &sealed, page);
        }
        6 => {
            sealed = bent(&sealed, [0, 2, 3, 4][below(stream, 4)], |part| flip(part, stream));
            sd_jwt = signed_again(&sd_jwt, &sealed, page);
        }
        _ => {
            let kept = below(stream, 64);
            sealed = bent(&sealed, [2, 3, 4][below(stream, 3)], |part| part.truncate(kept));
            sd_jwt = signed_again(&sd_jwt, &sealed, page);
        }
    }
    Bundle { sd_jwt, sealed }.to_json()
}

#[test]
fn both_suites_say_the_same_of_mutated_bundles() {
    let world = World::new();
    let (bundle, _, page) = world.signup("suites", &PERSON);
    let kid = base64url(&world.vault.public_key().thumbprint());
    let rust = Keys { kid: kid.clone(), agree: |with: &_| world.vault.agree(with), mac: native::hmac_sha256 };
    let other = aws_lc::PrivateKey::from_bytes(&world.vault.to_bytes().unwrap()).unwrap();
    let c = Keys { kid, agree: |with: &_| other.agree(with), mac: aws_lc::hmac_sha256 };
    let mut stream = Stream::new("mutations");
    let mut said = BTreeMap::new();
    for case in 0..400 {
        let body = mutated(&bundle, &page, &mut stream);
        let answers = [answers(&world, &body, &Native, &rust), answers(&world, &body, &AwsLc, &c)];
        assert_eq!(answers[0], answers[1], "case {case}: {body}");
        for (who, answer) in ["gateway", "vault"].into_iter().zip(answers[0]) {
            *said.entry(format!("{who}: {answer:?}")).or_insert(0) += 1;
        }
    }
    // The mutations reach what the suites decide, and not the readers before them alone.
    for answer in [
        "gateway: Ok(())",
        "gateway: Err(Jwk)",
        "gateway: Err(Signature)",
        "vault: Ok(())",
        "vault: Err(SealedDecrypt)",
    ] {
        assert!(said.get(answer).is_some_and(|times| *times >= 10), "{answer}: {said:?}");
    }
}

#[test]
fn a_key_of_one_suite_is_the_same_key_in_the_other() {
    let made = aws_lc::PrivateKey::generate().unwrap();
    let bytes = made.to_bytes().unwrap();
    let read = native::PrivateKey::from_bytes(&bytes).unwrap();
    assert_eq!(read.public_key(), made.public_key());
    assert_eq!(*read.to_bytes().unwrap(), *bytes);
    let message = b"realname";
    for signature in [made.sign(message).unwrap(), read.sign(message).unwrap()] {
        assert_eq!(Native.verify(&made.public_key(), message, &signature), Ok(()));
        assert_eq!(AwsLc.verify(&made.public_key(), message, &signature), Ok(()));
        assert_eq!(AwsLc.verify(&made.public_key(), b"another", &signature), Err(Code::Signature));
    }
    for bad in [[0; 32], number(N, 0), [255; 32]] {
        assert_eq!(aws_lc::PrivateKey::from_bytes(&bad).err(), Some(Code::Jwk));
        assert_eq!(native::PrivateKey::from_bytes(&bad).err(), Some(Code::Jwk));
    }
    for good in [number(N, 1), number(N, 2)] {
        let keys = (aws_lc::PrivateKey::from_bytes(&good).unwrap(), native::PrivateKey::from_bytes(&good));
        assert_eq!(keys.0.public_key(), keys.1.unwrap().public_key());
    }
    assert_eq!(format!("{made:?}"), "PrivateKey(…)");
}
