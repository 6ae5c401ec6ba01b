//! `realname/verify`: gateway and vault end of the bundle for Node backends. One function an act, each with its input as
//! one JSON document and the body as bytes; answers are JSON, refusals are codes. `npm/verify.js` gives them their types.
#![forbid(unsafe_code)]

mod input;
mod keys;

use input::Input;
use keys::{ChallengeKeys, SealingKeys};
use realname::bundle::challenge::{Bound, issue};
use realname::bundle::open;
use realname::bundle::verify::{self, Expected, Verified};
use realname::bundle::{Bundle, decision_from_json};
use realname::code::Code;
use realname::consent::Policy;
use realname::json::Writer;
use realname::suite::jose::{array_from_base64url, base64url};
use realname::suite::native::Native;
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
pub fn bundle(body: &[u8], input: &str) -> Result<String, String> {
    named(verified(body, input, |body, expected, keys| Ok(verify::bundle(body, expected, &Native, keys)?.1)))
}

/// Verifies the body of `POST /decisions`.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn decision(body: &[u8], input: &str) -> Result<String, String> {
    named(verified(body, input, |body, expected, keys| {
        decision_from_json(body)?;
        Ok(verify::decision(body, expected, &Native, keys)?.1)
    }))
}

/// Opens a bundle.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn opened(body: &[u8], input: &str) -> Result<String, String> {
    named(open_with(body, input))
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

type Check = fn(&[u8], &Expected<'_>, &ChallengeKeys) -> Result<Verified, Code>;

fn verified(body: &[u8], input: &str, check: Check) -> Result<String, Code> {
    let mut input = Input::parse(input)?;
    let keys = ChallengeKeys::new(&input.text("challenge_key")?)?;
    let policy = Policy::parse(input.text("policy")?.as_bytes())?;
    let [session, account_ref, aud, origin] =
        [input.text("session")?, input.text("account_ref")?, input.text("aud")?, input.text("origin")?];
    let now = input.count("now")?;
    input.finish()?;
    let expected = Expected {
        aud: &aud,
        origin: &origin,
        session: &session,
        account_ref: &account_ref,
        now,
        policy: &policy,
    };
    let verified = check(body, &expected, &keys)?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("jkt", &verified.jkt);
    json.text_member("hash", &verified.hash);
    json.text_member("random", &base64url(&verified.challenge.random));
    json.key("claims");
    json.raw(&verified.claims.to_json());
    json.end_object();
    Ok(json.finish())
}

fn open_with(body: &[u8], input: &str) -> Result<String, Code> {
    let mut input = Input::parse(input)?;
    let keys = SealingKeys::new(&input.texts("sealing_keys")?)?;
    let policy = Policy::parse(input.text("policy")?.as_bytes())?;
    let (aud, now) = (input.text("aud")?, input.count("now")?);
    input.finish()?;
    let opened = open::open(&Bundle::parse(body)?, &aud, &policy, now, &Native, &keys)?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("jkt", &opened.jkt);
    json.key("values");
    json.begin_object();
    for (field, value) in &opened.values {
        // EXPOSE: to the vault of a Node backend, which opened it for that.
        json.text_member(field.as_str(), value.expose());
    }
    json.end_object();
    json.end_object();
    Ok(json.finish())
}
