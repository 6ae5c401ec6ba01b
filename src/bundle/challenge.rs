//! The challenge: a nonce that the gateway gives for one session, account, page, device key and policy, and that it
//! recognises later without having stored it.

use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Record, Writer};
use crate::prelude::*;
use crate::suite::KeyStore;
use crate::suite::jose::{array_from_base64url, base64url};

const PREFIX: &str = "rnc2.";

/// What a challenge is bound to. All of it enters the tag.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The session at the provider's backend, opaque.
    pub session: &'a str,
    /// The account at the provider's backend, opaque.
    pub account_ref: &'a str,
    /// This service.
    pub aud: &'a str,
    /// The page's origin.
    pub origin: &'a str,
    /// The thumbprint of the device key, base64url.
    pub jkt: &'a str,
    /// The digest of the policy, raw.
    pub policy: &'a [u8; 32],
}

/// Label, then each part behind its length, u32 big-endian; fixed-length parts bare, in `wire.md`'s order.
fn tag(
    keys: &impl KeyStore,
    key_id: u8,
    exp: u32,
    random: &[u8; 16],
    bound: &Bound<'_>,
) -> Result<[u8; 16], Code> {
    let mut message = Vec::with_capacity(512);
    message.extend_from_slice(b"rnc2");
    part(&mut message, &[key_id]);
    message.extend_from_slice(&exp.to_be_bytes());
    message.extend_from_slice(random);
    for text in [bound.session, bound.account_ref, bound.aud, bound.origin, bound.jkt] {
        part(&mut message, text.as_bytes());
    }
    message.extend_from_slice(bound.policy);
    let mac = keys.mac(key_id, &message)?;
    mac.first_chunk::<16>().copied().ok_or(Code::ChallengeUnknown)
}

fn part(message: &mut Vec<u8>, bytes: &[u8]) {
    message.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    message.extend_from_slice(bytes);
}

/// Makes a challenge that ends at `exp`, Unix seconds.
///
/// # Errors
/// `E_CHALLENGE_UNKNOWN` when there is no key of that id.
pub fn issue(
    keys: &impl KeyStore,
    key_id: u8,
    exp: u32,
    random: &[u8; 16],
    bound: &Bound<'_>,
) -> Result<String, Code> {
    let tag = tag(keys, key_id, exp, random, bound)?;
    let mut bytes = Vec::with_capacity(37);
    bytes.push(key_id);
    bytes.extend_from_slice(&exp.to_be_bytes());
    bytes.extend_from_slice(random);
    bytes.extend_from_slice(&tag);
    Ok(PREFIX.to_owned() + &base64url(&bytes))
}

/// What is in a challenge that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The random part: what is burnt.
    pub random: [u8; 16],
    /// Unix seconds.
    pub exp: u64,
}

/// When a challenge of this construction ends, Unix seconds, as it says itself: its tag, which only the gateway knows,
/// is not looked at.
#[must_use]
pub fn end_of(challenge: &str) -> Option<u64> {
    let bytes: [u8; 37] = array_from_base64url(challenge.strip_prefix(PREFIX)?).ok()?;
    bytes.get(1..5)?.first_chunk::<4>().map(|exp| u64::from(u32::from_be_bytes(*exp)))
}

/// Recognises a challenge as one of ours for exactly these bounds.
///
/// # Errors
/// `E_CHALLENGE_UNKNOWN`, `E_CHALLENGE_EXPIRED`.
pub fn recognise(
    keys: &impl KeyStore,
    challenge: &str,
    bound: &Bound<'_>,
    now: u64,
) -> Result<Recognised, Code> {
    let text = challenge.strip_prefix(PREFIX).ok_or(Code::ChallengeUnknown)?;
    let bytes: [u8; 37] = array_from_base64url(text).map_err(|_| Code::ChallengeUnknown)?;
    let [key_id, rest @ ..] = &bytes;
    let (Some(exp), Some(random), Some(found)) = (
        rest.first_chunk::<4>(),
        rest.get(4..20).and_then(|r| <[u8; 16]>::try_from(r).ok()),
        rest.last_chunk::<16>(),
    ) else {
        return Err(Code::ChallengeUnknown);
    };
    let exp = u32::from_be_bytes(*exp);
    let expected = tag(keys, *key_id, exp, &random, bound)?;
    // Every byte is looked at, so that the time says nothing about the first one that differs.
    let difference = expected.iter().zip(found).fold(0, |difference, (a, b)| difference | (a ^ b));
    must(Check::ChallengeTag, difference == 0, Code::ChallengeUnknown)?;
    let exp = u64::from(exp);
    must(Check::ChallengeEnd, now < exp, Code::ChallengeExpired)?;
    Ok(Recognised { random, exp })
}

/// The challenge document, the answer of `POST /challenge`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Opaque to the page.
    pub challenge: String,
    /// Seconds from now.
    pub expires_in: u64,
    /// The server's clock, Unix seconds: the page's own clock is not used.
    pub server_time: u64,
    /// This service.
    pub aud: String,
    /// The digest of the policy in force.
    pub policy: String,
    /// The sealing keys, a JWS by the root.
    pub enc_keys: String,
}

impl Challenge {
    /// The document.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.member("v", 1);
        json.text_member("challenge", &self.challenge);
        json.member("expires_in", self.expires_in);
        json.member("server_time", self.server_time);
        json.text_member("aud", &self.aud);
        json.text_member("policy", &self.policy);
        json.text_member("enc_keys", &self.enc_keys);
        json.end_object();
        json.finish()
    }

    /// Reads the document.
    ///
    /// # Errors
    /// `E_FORMAT`; the challenge itself must be 32 to 256 characters of `[A-Za-z0-9._-]`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        let json = Json::parse(bytes)?;
        let mut record = Record::of(&json);
        let version = record.count("v");
        let document = Self {
            challenge: record.owned("challenge"),
            expires_in: record.count("expires_in"),
            server_time: record.count("server_time"),
            aud: record.owned("aud"),
            policy: record.owned("policy"),
            enc_keys: record.owned("enc_keys"),
        };
        record.finish()?;
        let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-');
        let fits = version == 1
            && (32..=256).contains(&document.challenge.len())
            && document.challenge.bytes().all(plain);
        if fits { Ok(document) } else { Err(Code::Format) }
    }
}
