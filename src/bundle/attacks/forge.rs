//! A bundle in pieces that an attacker can bend one by one, put together again with valid signature and sealing.

use super::world::{CHALLENGE_KEY_ID, NOW, PERSON, Stream, World, page, private_key};
use crate::bundle::Bundle;
use crate::bundle::challenge::{Bound, issue};
use crate::json::Writer;
use crate::suite::jose::{base64url, concat_kdf, digest_of, from_base64url, sha256};
use crate::suite::native::PrivateKey;
use crate::suite::{PublicKey, Signer as _};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use std::cell::OnceCell;

thread_local! {
    static HONEST: OnceCell<Forge> = const { OnceCell::new() };
}

/// The pieces.
#[derive(Clone)]
pub(super) struct Forge {
    /// The key that signs.
    pub(super) device: PrivateKey,
    /// Protected header of `sd_jwt`.
    pub(super) header: String,
    /// Its payload; `sealed_hash` is filled in at the end.
    pub(super) payload: String,
    /// What stands behind the signature.
    pub(super) tail: String,
    /// Protected header of `sealed`.
    pub(super) sealed_header: String,
    /// What enters the key derivation as `apu` and `apv`.
    pub(super) binding: [[u8; 32]; 2],
    /// Plaintext of `sealed`.
    pub(super) plaintext: String,
    /// Recipient of `sealed`.
    pub(super) vault: PublicKey,
}

/// Replaces what stands there exactly once.
pub(super) fn edit(text: &mut String, from: &str, to: &str) {
    assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
    *text = text.replace(from, to);
}

/// The bare public JWK.
pub(super) fn jwk(key: &PublicKey) -> String {
    let mut json = Writer::new();
    key.write_jwk(&mut json);
    json.finish()
}

/// A disclosure of any JSON, and its digest.
pub(super) fn disclosure(json: &str) -> (String, String) {
    let encoded = base64url(json.as_bytes());
    let digest = digest_of(encoded.as_bytes());
    (encoded, digest)
}

/// Part of a compact serialisation, as text.
pub(super) fn part(compact: &str, at: usize) -> String {
    String::from_utf8(from_base64url(compact.split('.').nth(at).unwrap()).unwrap().to_vec()).unwrap()
}

impl Forge {
    /// An honest signup in pieces.
    pub(super) fn honest(world: &World) -> Self {
        // The world is fixed, so one signup is made once.
        HONEST.with(|made| made.get_or_init(|| Self::from(world, "victim")).clone())
    }

    /// Another honest signup.
    pub(super) fn from(world: &World, label: &str) -> Self {
        let (bundle, ..) = world.signup(label, &PERSON);
        let (_, draws) = page(label);
        let device = PrivateKey::from_bytes(draws.borrow()[0].as_slice().try_into().unwrap()).unwrap();
        let mut sealed_header = part(&bundle.sealed, 0);
        let epk = sealed_header.find("\"epk\":").unwrap() + 6;
        let end = epk + sealed_header[epk..].find('}').unwrap() + 1;
        let own = jwk(&private_key("ephemeral").public_key());
        sealed_header.replace_range(epk..end, &own);
        let nonce = claim(&part(&bundle.sd_jwt, 1), "nonce");
        Self {
            header: part(&bundle.sd_jwt, 0),
            payload: part(&bundle.sd_jwt, 1),
            tail: "~".to_owned(),
            sealed_header,
            binding: [device.public_key().thumbprint(), sha256(&[nonce.as_bytes()])],
            plaintext: opened(world, &bundle),
            vault: world.vault.public_key(),
            device,
        }
    }

    /// The device key's thumbprint.
    pub(super) fn jkt(&self) -> String {
        base64url(&self.device.public_key().thumbprint())
    }

    /// `sealed`.
    pub(super) fn sealed(&self) -> String {
        let shared = private_key("ephemeral").agree(&self.vault).unwrap();
        let key = concat_kdf(&shared, &self.binding[0], &self.binding[1]);
        let aad = base64url(self.sealed_header.as_bytes());
        let iv: [u8; 12] = Stream::new("iv").bytes();
        let cipher = Aes256Gcm::new_from_slice(key.as_slice()).unwrap();
        let plain = Payload { msg: self.plaintext.as_bytes(), aad: aad.as_bytes() };
        let out = cipher.encrypt(&iv.into(), plain).unwrap();
        let (text, tag) = out.split_at(out.len() - 16);
        format!("{aad}..{}.{}.{}", base64url(&iv), base64url(text), base64url(tag))
    }

    /// `sd_jwt` over this `sealed`, with a valid signature.
    pub(super) fn sd_jwt(&self, sealed: &str) -> String {
        let payload = self.hashed(sealed);
        let input = format!("{}.{}", base64url(self.header.as_bytes()), base64url(payload.as_bytes()));
        let signature = self.device.sign(input.as_bytes()).unwrap();
        format!("{input}.{}{}", base64url(&signature), self.tail)
    }

    fn hashed(&self, sealed: &str) -> String {
        self.payload.replace(&claim(&self.payload, "sealed_hash"), &digest_of(sealed.as_bytes()))
    }

    /// The body.
    pub(super) fn body(&self) -> String {
        let sealed = self.sealed();
        Bundle { sd_jwt: self.sd_jwt(&sealed), sealed }.to_json()
    }

    /// The body with the `sd_jwt` bent after signing.
    pub(super) fn body_with(&self, bend: impl FnOnce(&str) -> String) -> String {
        let sealed = self.sealed();
        Bundle { sd_jwt: bend(&self.sd_jwt(&sealed)), sealed }.to_json()
    }

    /// Bends the payload.
    pub(super) fn claims(mut self, from: &str, to: &str) -> Self {
        edit(&mut self.payload, from, to);
        self
    }

    /// Bends the header of `sd_jwt`.
    pub(super) fn header(mut self, from: &str, to: &str) -> Self {
        edit(&mut self.header, from, to);
        self
    }

    /// Bends the header of `sealed`.
    pub(super) fn sealed_header(mut self, from: &str, to: &str) -> Self {
        edit(&mut self.sealed_header, from, to);
        self
    }

    /// Bends the plaintext.
    pub(super) fn plaintext(mut self, from: &str, to: &str) -> Self {
        edit(&mut self.plaintext, from, to);
        self
    }

    /// The digests in the payload, changed.
    pub(super) fn digests(mut self, change: impl FnOnce(&mut Vec<String>)) -> Self {
        let start = self.payload.find("\"_sd\":[").unwrap() + 7;
        let end = start + self.payload[start..].find(']').unwrap();
        let list = self.payload[start..end].split(',').map(|quoted| quoted.trim_matches('"').to_owned());
        let mut list: Vec<String> = list.collect();
        change(&mut list);
        let quoted: Vec<String> = list.iter().map(|digest| format!("\"{digest}\"")).collect();
        self.payload.replace_range(start..end, &quoted.join(","));
        self
    }

    /// The disclosures, changed; the digests of the new ones take the places of decoys.
    pub(super) fn disclosures(mut self, change: impl FnOnce(&mut Vec<String>)) -> Self {
        let start = self.plaintext.find("\"disclosures\":[").unwrap() + 15;
        let end = start + self.plaintext[start..].find(']').unwrap();
        let list = self.plaintext[start..end].split(',').map(|quoted| quoted.trim_matches('"').to_owned());
        let mut list: Vec<String> = list.collect();
        let digests = |list: &[String]| list.iter().map(|d| digest_of(d.as_bytes())).collect::<Vec<_>>();
        let before = digests(&list);
        change(&mut list);
        let quoted: Vec<String> = list.iter().map(|each| format!("\"{each}\"")).collect();
        self.plaintext.replace_range(start..end, &quoted.join(","));
        self.digests(|signed| {
            for new in digests(&list).into_iter().filter(|digest| !before.contains(digest)) {
                *signed.iter_mut().find(|digest| !before.contains(digest)).unwrap() = new;
            }
            signed.sort();
        })
    }

    /// Another device key, consistently: header, `iss`, `apu` and the inside, but with the challenge as it is.
    pub(super) fn signed_by(mut self, device: &PrivateKey) -> Self {
        let (old, new) = (self.device.public_key(), device.public_key());
        let (before, after) = (base64url(&old.thumbprint()), base64url(&new.thumbprint()));
        edit(&mut self.header, &jwk(&old), &jwk(&new));
        edit(&mut self.payload, &before, &after);
        edit(&mut self.sealed_header, &before, &after);
        edit(&mut self.plaintext, &before, &after);
        self.binding[0] = new.thumbprint();
        self.device = device.clone();
        self
    }

    /// Another challenge, consistently.
    pub(super) fn answering(mut self, challenge: &str) -> Self {
        let before = claim(&self.payload, "nonce");
        let hash = |text: &str| base64url(&sha256(&[text.as_bytes()]));
        edit(&mut self.payload, &before, challenge);
        edit(&mut self.plaintext, &before, challenge);
        edit(&mut self.sealed_header, &hash(&before), &hash(challenge));
        self.binding[1] = sha256(&[challenge.as_bytes()]);
        self
    }

    /// A challenge of the gateway for this device key, bound as said.
    pub(super) fn challenge(&self, world: &World, exp: u64, bend: impl FnOnce(&mut Bound<'_>)) -> String {
        challenge(world, &self.jkt(), exp, bend)
    }

    /// With a good challenge for this key.
    pub(super) fn challenged(self, world: &World) -> Self {
        let challenge = self.challenge(world, NOW + 300, |_| ());
        self.answering(&challenge)
    }
}

/// A claim that is a string.
pub(super) fn claim(payload: &str, name: &str) -> String {
    let start = payload.find(&format!("\"{name}\":\"")).unwrap() + name.len() + 4;
    payload[start..].split('"').next().unwrap().to_owned()
}

/// The plaintext of an honest `sealed`.
fn opened(world: &World, bundle: &Bundle) -> String {
    let jwe = crate::bundle::jwe::Jwe::parse(&bundle.sealed).unwrap();
    let plain = jwe.open(&super::world::suites::Every, world).unwrap();
    String::from_utf8(plain.to_vec()).unwrap()
}

/// A challenge of the gateway, bound as said.
pub(super) fn challenge(world: &World, jkt: &str, exp: u64, bend: impl FnOnce(&mut Bound<'_>)) -> String {
    let policy = world.policy_digest();
    let mut bound = world.bound(jkt, &policy);
    bend(&mut bound);
    let exp = u32::try_from(exp).unwrap();
    issue(world, CHALLENGE_KEY_ID, exp, &Stream::new("forged").bytes(), &bound).unwrap()
}
