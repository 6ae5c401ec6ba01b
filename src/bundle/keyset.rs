//! The vault's sealing keys as the root signs them: what a page pins is the root, so that keys can be rotated without
//! a release of the page.

use super::jws::{Jws, typ};
use crate::checks::{Check, must, removed};
use crate::code::Code;
use crate::json::{Json, Record, Writer};
use crate::prelude::*;
use crate::suite::jose::base64url;
use crate::suite::{PageSuite, PublicKey};

/// The longest life of a key set, in seconds: 90 days.
pub const MAX_LIFE: u64 = 90 * 86_400;

/// A key set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet {
    /// Sealing keys; a key's id is its RFC 7638 thumbprint.
    pub keys: Vec<PublicKey>,
    /// Unix seconds.
    pub not_before: u64,
    /// Unix seconds.
    pub expires: u64,
    /// Where the private keys are: `CN`, or the page refuses (PIPL Art. 38).
    pub region: String,
    /// Grows with each set; a page refuses one lower than it has seen.
    pub serial: u64,
}

impl KeySet {
    /// The payload that the root signs.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.key("keys");
        json.begin_array();
        for key in &self.keys {
            json.begin_object();
            json.text_member("kty", "EC");
            json.text_member("crv", "P-256");
            json.text_member("x", &base64url(&key.x));
            json.text_member("y", &base64url(&key.y));
            json.text_member("use", "enc");
            json.text_member("alg", "ECDH-ES");
            json.text_member("kid", &base64url(&key.thumbprint()));
            json.end_object();
        }
        json.end_array();
        json.member("nbf", self.not_before);
        json.member("exp", self.expires);
        json.text_member("region", &self.region);
        json.member("serial", self.serial);
        json.end_object();
        json.finish()
    }

    /// Reads and verifies a key set on the page.
    ///
    /// # Errors
    /// `E_KEY_PIN`: not signed by a pinned root, out of date, longer than 90 days, older than `serial_seen`, a key
    /// whose id is not its thumbprint. `E_KEY_REGION`: kept outside China.
    pub async fn verify(
        compact: &str,
        pins: &[String],
        now: u64,
        serial_seen: u64,
        suite: &impl PageSuite,
    ) -> Result<Self, Code> {
        let jws = Self::pinned(compact, &|root| pins.iter().any(|pin| pin == root))?;
        jws.verify_on_page(suite).await.map_err(|_| Code::KeyPin)?;
        Self::verified(&jws, now, serial_seen)
    }

    /// The key set of a pinned root; its signature is still to be verified.
    ///
    /// # Errors
    /// `E_KEY_PIN`.
    pub fn pinned(compact: &str, is_pin: &dyn Fn(&str) -> bool) -> Result<Jws, Code> {
        let jws = Jws::parse(compact, typ::KEYS).map_err(|_| Code::KeyPin)?;
        must(Check::KeySetPin, is_pin(&base64url(&jws.thumbprint)), Code::KeyPin)?;
        Ok(jws)
    }

    /// Reads a key set whose signature was verified.
    ///
    /// # Errors
    /// As for [`KeySet::verify`].
    pub fn verified(jws: &Jws, now: u64, serial_seen: u64) -> Result<Self, Code> {
        let set = Self::read(&jws.payload).map_err(|_| Code::KeyPin)?;
        must(Check::KeySetRegion, set.region == "CN", Code::KeyRegion)?;
        let in_time = (set.not_before <= now && now < set.expires) || removed(Check::KeySetTimes);
        let short = set.expires.wrapping_sub(set.not_before) <= MAX_LIFE || removed(Check::KeySetLife);
        let new = set.serial >= serial_seen || removed(Check::KeySetSerial);
        if in_time && short && new { Ok(set) } else { Err(Code::KeyPin) }
    }

    fn read(payload: &[u8]) -> Result<Self, Code> {
        let json = Json::parse(payload)?;
        let mut record = Record::of(&json);
        let set = Self {
            keys: record.each("keys", |record| {
                let key = PublicKey::take_jwk(record);
                let fits = record.text("use") == "enc"
                    && record.text("alg") == "ECDH-ES"
                    && record.text("kid") == base64url(&key.thumbprint());
                if !fits {
                    record.refuse();
                }
                key
            }),
            not_before: record.count("nbf"),
            expires: record.count("exp"),
            region: record.owned("region"),
            serial: record.count("serial"),
        };
        record.finish()?;
        Ok(set)
    }

    /// The first key that the policy names too.
    ///
    /// # Errors
    /// `E_KEY_PIN` when there is none.
    pub fn choose(&self, allowed: &[String]) -> Result<(String, PublicKey), Code> {
        self.keys
            .iter()
            .map(|key| (base64url(&key.thumbprint()), *key))
            .find(|(kid, _)| allowed.contains(kid))
            .ok_or(Code::KeyPin)
    }

    /// Signs the set with the root key.
    ///
    /// # Errors
    /// What the suite says.
    pub fn sign(&self, root: &impl crate::suite::Signer) -> Result<String, Code> {
        let input = super::jws::signing_input(typ::KEYS, &root.public_key(), &self.to_json());
        let signature = root.sign(input.as_bytes())?;
        Ok(super::jws::with_signature(input, &signature))
    }
}
