//! A message in the making: what the suite is asked, step by step, and what is done with its answers. The steps are
//! plain functions, so that the page's asynchronous suite and the host's take the same way, and so that the page holds
//! one object while it waits (docs/decisions.md has what futures weighed).

use super::build::{Act, Recipient};
use super::claims::{Claims, Sealing, issuer_of};
use super::disclosure::{Disclosure, digest_count};
use super::jws::{Jws, signing_input, typ, with_signature};
use super::{LIFETIME, PAD_STEP, jwe};
use crate::code::{Code, Field};
use crate::consent::Env;
use crate::json::Writer;
use crate::prelude::*;
use crate::secret::Secret;
use crate::suite::jose::{base64url, digest_of, sha256};
use crate::suite::{Key, PublicKey};

/// Where random bytes come from.
pub type Random<'a> = dyn FnMut(&mut [u8]) -> Result<(), Code> + 'a;

/// What the suite is asked next, and the bytes that it answers.
pub enum Ask<'a> {
    /// Whether a signature is good: one byte, or none.
    Verify(&'a Jws),
    /// A fresh key and the secret agreed on with it: the point of 65 bytes, then 32.
    Agree(&'a PublicKey),
    /// The ciphertext with its tag, by AES-256-GCM.
    Encrypt {
        /// The content key.
        key: &'a Key,
        /// The initialisation vector.
        iv: &'a [u8; 12],
        /// What is authenticated beside the text.
        aad: &'a str,
        /// The text.
        plaintext: &'a Secret,
    },
    /// The signature of the device key, r ‖ s.
    Sign(&'a str),
}

/// What becomes `sealed`.
struct Envelope {
    recipient: Recipient,
    binding: jwe::Binding,
    plaintext: Secret,
    /// The key and the vector, once agreed on.
    agreed: Option<(Key, [u8; 12])>,
    /// The protected header; then all of it.
    text: String,
}

/// A bundle, or a decision that is sent alone.
pub struct Making {
    public: PublicKey,
    typ: &'static str,
    claims: Claims,
    envelope: Option<Envelope>,
    /// Header and payload; then the whole JWT. Empty until there is nothing left to seal.
    signed: String,
}

impl Making {
    /// Begins a bundle.
    ///
    /// # Errors
    /// `E_RNG`, `E_FORMAT` (more than 16 fields).
    pub fn bundle(
        act: Act<'_>,
        fields: &[(Field, &Secret)],
        recipient: Recipient,
        public: PublicKey,
        random: &mut Random<'_>,
    ) -> Result<Self, Code> {
        let typ = if act.env == Env::Test { typ::TEST_SD_JWT } else { typ::SD_JWT };
        let mut digests: Vec<String> = Vec::new();
        // Kept sorted, so that the order says nothing about which are decoys.
        let mut keep =
            |digest: String| digests.insert(digests.partition_point(|there| *there < digest), digest);
        let mut json = Writer::new();
        begin_plaintext(&mut json, &public, &act);
        for (field, value) in fields {
            let mut salt = [0; 16];
            random(&mut salt)?;
            let disclosure = Disclosure::new(&salt, *field, value);
            keep(disclosure.digest);
            // EXPOSE: into the plaintext of `sealed`.
            json.text(disclosure.encoded.expose());
        }
        for _ in fields.len()..digest_count(fields.len())? {
            let mut decoy = [0; 32];
            random(&mut decoy)?;
            keep(base64url(&sha256(&[&decoy])));
        }
        let binding =
            jwe::Binding { apu: public.thumbprint(), apv: sha256(&[act.challenge.challenge.as_bytes()]) };
        let envelope =
            Envelope { recipient, binding, plaintext: padded(json), agreed: None, text: String::new() };
        let sealing = Sealing { digests, sealed_hash: String::new() };
        let claims = claims(act, Some(sealing), &public);
        Ok(Self { public, typ, claims, envelope: Some(envelope), signed: String::new() })
    }

    /// Begins a refusal of something required: decisions only, no digest, nothing sealed, no field's name.
    ///
    /// # Errors
    /// `E_RNG`.
    pub fn decision(act: Act<'_>, public: PublicKey, random: &mut Random<'_>) -> Result<Self, Code> {
        let claims = claims(act, None, &public);
        let typ = if claims.test { typ::TEST_DECISION } else { typ::DECISION };
        let mut making = Self { public, typ, claims, envelope: None, signed: String::new() };
        making.ready(random)?;
        Ok(making)
    }

    /// Makes it a guardian's half, of a child's signed part.
    #[must_use]
    pub fn for_ward(mut self, child_sd_jwt: &str) -> Self {
        self.claims.ward = Some(digest_of(child_sd_jwt.as_bytes()));
        self
    }

    /// What the suite is asked now.
    #[must_use]
    pub const fn ask(&self) -> Ask<'_> {
        match &self.envelope {
            Some(Envelope { agreed: None, recipient, .. }) => Ask::Agree(&recipient.key),
            Some(Envelope { agreed: Some((key, iv)), text, plaintext, .. }) if self.signed.is_empty() => {
                Ask::Encrypt { key, iv, aad: text.as_str(), plaintext }
            }
            _ => Ask::Sign(self.signed.as_str()),
        }
    }

    /// Takes the suite's answer. True when the message is made.
    ///
    /// # Errors
    /// `E_RNG`; `E_CRYPTO_UNAVAILABLE` for an answer that is none.
    pub fn go_on(&mut self, answer: &[u8], random: &mut Random<'_>) -> Result<bool, Code> {
        if !self.signed.is_empty() {
            let signature = answer.try_into().map_err(|_| Code::CryptoUnavailable)?;
            self.signed = with_signature(core::mem::take(&mut self.signed), signature);
            if self.envelope.is_some() {
                self.signed.push('~');
            }
            return Ok(true);
        }
        let Some(envelope) = &mut self.envelope else { return Err(Code::State) };
        if let Some((_, iv)) = &envelope.agreed {
            jwe::complete(&mut envelope.text, iv, answer)?;
            if let Some(sealing) = &mut self.claims.sealing {
                sealing.sealed_hash = digest_of(envelope.text.as_bytes());
            }
            self.ready(random)?;
        } else {
            let (point, secret) = answer.split_last_chunk().ok_or(Code::CryptoUnavailable)?;
            let public = PublicKey::from_point(point).ok_or(Code::CryptoUnavailable)?;
            let mut iv = [0; 12];
            random(&mut iv)?;
            envelope.text = jwe::header(&envelope.recipient.kid, &public, &envelope.binding);
            envelope.agreed = Some((jwe::content_key(secret, &envelope.binding), iv));
        }
        Ok(false)
    }

    /// Everything is there but the signature.
    fn ready(&mut self, random: &mut Random<'_>) -> Result<(), Code> {
        let mut id = [0; 16];
        random(&mut id)?;
        self.claims.id = base64url(&id);
        self.signed = signing_input(self.typ, &self.public, &self.claims.to_json());
        Ok(())
    }

    /// The JWT, and `sealed` if there is one.
    #[must_use]
    pub fn finish(self) -> (String, Option<String>) {
        (self.signed, self.envelope.map(|envelope| envelope.text))
    }
}

/// The claims, but for `jti` and the digest of `sealed`.
fn claims(act: Act<'_>, sealing: Option<Sealing>, public: &PublicKey) -> Claims {
    Claims {
        issuer: issuer_of(&public.thumbprint()),
        audience: act.challenge.aud.clone(),
        issued_at: act.now,
        expires: act.now + LIFETIME,
        id: String::new(),
        nonce: act.challenge.challenge.clone(),
        origin: act.place.origin.clone(),
        frame: act.place.frame.clone(),
        policy: act.challenge.policy.clone(),
        test: act.env == Env::Test,
        sealing,
        decisions: act.decisions,
        ward: None,
        sdk: concat!("realname/", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

/// The plaintext of `sealed` up to its disclosures.
fn begin_plaintext(json: &mut Writer, public: &PublicKey, act: &Act<'_>) {
    json.begin_object();
    json.member("v", 1);
    json.text_member("jkt", &base64url(&public.thumbprint()));
    json.text_member("nonce", &act.challenge.challenge);
    json.text_member("aud", &act.challenge.aud);
    json.key("disclosures");
    json.begin_array();
}

/// The end of it, padded to a multiple of [`PAD_STEP`], so that neither a name's length nor the number of fields shows.
fn padded(mut json: Writer) -> Secret {
    json.end_array();
    json.key("pad");
    let mut text = json.finish();
    // Two quotes and a brace are still to come.
    let short = (text.len() + 3).next_multiple_of(PAD_STEP) - (text.len() + 3);
    text.push('"');
    for _ in 0..short {
        text.push('0');
    }
    text.push_str("\"}");
    Secret::new(text)
}
