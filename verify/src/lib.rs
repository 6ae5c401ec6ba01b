//! `realname/verify`: gateway and vault end of the bundle for Node backends. One function an act, each with its input as
//! one JSON document and the body as bytes; answers are JSON, refusals are codes. `npm/verify.js` gives them their types.
#![forbid(unsafe_code)]

mod host;
mod input;
mod keys;

pub use host::Lent;

use host::Host;
use input::Input;
use keys::{ChallengeKeys, SealingKeys};
use realname::bundle::challenge::{Bound, issue};
use realname::bundle::guardian::{self, Family};
use realname::bundle::open::{self, Opened};
use realname::bundle::verify::{self, Expected, Verified};
use realname::bundle::{Bundle, decision_from_json};
use realname::code::Code;
use realname::consent::Policy;
use realname::json::Writer;
use realname::suite::jose::{array_from_base64url, base64url};
use wasm_bindgen::prelude::wasm_bindgen;

/// Issues a challenge for a device key.
///
/// # Errors
/// `E_FORMAT` for an input that is none, `E_CHALLENGE_UNKNOWN` for a key that is none.
#[wasm_bindgen]
pub fn challenge(input: &str) -> Result<String, String> {
    named(issued(input))
}

/// Verifies the body of `POST /bundles`.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn bundle(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, String> {
    named(verified(body, input, lent, |body, expected, host, keys| {
        Ok(verify::bundle(body, expected, host, keys)?.1)
    }))
}

/// Verifies the body of a child's signup with a guardian: both halves.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn family(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, String> {
    named(family_verified(body, input, lent))
}

/// Verifies the body of `POST /decisions`.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn decision(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, String> {
    named(verified(body, input, lent, |body, expected, host, keys| {
        decision_from_json(body)?;
        Ok(verify::decision(body, expected, host, keys)?.1)
    }))
}

/// Opens both halves of a child's signup with a guardian, and looks at both ages.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn family_opened(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, String> {
    named(open_family(body, input, lent))
}

/// Opens a bundle.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn opened(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, String> {
    named(open_with(body, input, lent))
}

fn named(result: Result<String, Code>) -> Result<String, String> {
    result.map_err(|code| code.as_str().to_owned())
}

fn issued(input: &str) -> Result<String, Code> {
    let mut input = Input::parse(input)?;
    let keys = ChallengeKeys::new(&input.text("challenge_key")?)?;
    let (exp, random) = (input.count("exp")?, array_from_base64url(&input.text("random")?)?);
    let policy = Policy::parse(input.text("policy")?.as_bytes())?;
    let [session, account_ref, aud, origin, jkt] = [
        input.text("session")?,
        input.text("account_ref")?,
        input.text("aud")?,
        input.text("origin")?,
        input.text("jkt")?,
    ];
    input.finish()?;
    // The thumbprint of a key, or it is none.
    array_from_base64url::<32>(&jkt)?;
    let digest = array_from_base64url(&policy.digest)?;
    let bound = Bound {
        session: &session,
        account_ref: &account_ref,
        aud: &aud,
        origin: &origin,
        jkt: &jkt,
        policy: &digest,
    };
    let exp = u32::try_from(exp).map_err(|_| Code::Format)?;
    issue(&keys, keys::ID, exp, &random, &bound)
}

fn verified(
    body: &[u8],
    input: &str,
    lent: Option<Lent>,
    check: fn(&[u8], &Expected<'_>, &Host, &ChallengeKeys) -> Result<Verified, Code>,
) -> Result<String, Code> {
    let host = Host::of(lent);
    let verified = expecting(input, |expected, keys| check(body, expected, &host, keys))?;
    let mut json = Writer::new();
    half(&mut json, &verified);
    Ok(json.finish())
}

fn family_verified(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, Code> {
    let host = Host::of(lent);
    let (_, halves) = expecting(input, |expected, keys| guardian::verify(body, expected, &host, keys))?;
    let mut json = Writer::new();
    json.begin_object();
    for (name, verified) in [("child", &halves.child), ("guardian", &halves.guardian)] {
        json.key(name);
        half(&mut json, verified);
    }
    json.end_object();
    Ok(json.finish())
}

/// Does something with what a gateway expects.
fn expecting<T>(
    input: &str,
    with: impl FnOnce(&Expected<'_>, &ChallengeKeys) -> Result<T, Code>,
) -> Result<T, Code> {
    let mut input = Input::parse(input)?;
    let keys = ChallengeKeys::new(&input.text("challenge_key")?)?;
    let policy = Policy::parse(input.text("policy")?.as_bytes())?;
    let [session, account_ref, aud, origin] =
        [input.text("session")?, input.text("account_ref")?, input.text("aud")?, input.text("origin")?];
    let embedder = input.optional_text("embedder")?;
    let now = input.count("now")?;
    input.finish()?;
    let expected = Expected {
        aud: &aud,
        origin: &origin,
        embedder: embedder.as_deref(),
        session: &session,
        account_ref: &account_ref,
        now,
        policy: &policy,
    };
    with(&expected, &keys)
}

fn half(json: &mut Writer, verified: &Verified) {
    json.begin_object();
    json.text_member("jkt", &verified.jkt);
    json.text_member("hash", &verified.hash);
    json.text_member("random", &base64url(&verified.challenge.random));
    json.key("claims");
    json.raw(&verified.claims.to_json());
    json.end_object();
}

fn open_with(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, Code> {
    let host = Host::of(lent);
    let opened = opening(input, &host, |aud, policy, now, keys| {
        open::open(&Bundle::parse(body)?, aud, policy, now, &host, keys)
    })?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("jkt", &opened.jkt);
    json.key("values");
    values(&mut json, &opened);
    json.end_object();
    Ok(json.finish())
}

fn open_family(body: &[u8], input: &str, lent: Option<Lent>) -> Result<String, Code> {
    let host = Host::of(lent);
    let opened = opening(input, &host, |aud, policy, now, keys| {
        guardian::open(&Family::parse(body)?, aud, policy, now, &host, keys)
    })?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("jkt", &opened.child.jkt);
    for (name, half) in [("child", &opened.child), ("guardian", &opened.guardian)] {
        json.key(name);
        values(&mut json, half);
    }
    json.end_object();
    Ok(json.finish())
}

/// Does something with what a vault has.
fn opening<T>(
    input: &str,
    host: &Host,
    with: impl FnOnce(&str, &Policy, u64, &SealingKeys<'_>) -> Result<T, Code>,
) -> Result<T, Code> {
    let mut input = Input::parse(input)?;
    let keys = SealingKeys::new(host, &input.texts("sealing_keys")?)?;
    let policy = Policy::parse(input.text("policy")?.as_bytes())?;
    let (aud, now) = (input.text("aud")?, input.count("now")?);
    input.finish()?;
    with(&aud, &policy, now, &keys)
}

fn values(json: &mut Writer, opened: &Opened) {
    json.begin_object();
    for (field, value) in &opened.values {
        // EXPOSE: to the vault of a Node backend, which opened it for that.
        json.text_member(field.as_str(), value.expose());
    }
    json.end_object();
}
