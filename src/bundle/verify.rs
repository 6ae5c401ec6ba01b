//! The gateway's end: everything that can be said about a bundle without opening it. Checks G1 to G9 of the
//! specification, in its order; burning the challenge is the store's part.

use super::challenge::{Bound, Recognised, recognise};
use super::claims::{Claims, issuer_of};
use super::disclosure::digest_count;
use super::jwe::{Binding, Jwe};
use super::jws::{Jws, typ};
use super::{Bundle, LIFETIME, SKEW, decision_from_json};
use crate::checks::{Check, must};
use crate::code::{Code, Field};
use crate::consent::decision::{compare, party};
use crate::consent::{Env, Party, Policy};
use crate::prelude::*;
use crate::suite::jose::{array_from_base64url, base64url, digest_of, sha256};
use crate::suite::{HostSuite, KeyStore};

/// The one suite of this build, as policies name it.
const SUITE: &str = "jose";

/// What the gateway knows by itself and compares with.
pub struct Expected<'a> {
    /// This service.
    pub aud: &'a str,
    /// The HTTP `Origin`, already found in the allow-list: the ticket's, or that of the gateway's own frame.
    pub origin: &'a str,
    /// The ticket's origin, where `origin` is that of the frame; nothing elsewhere.
    pub embedder: Option<&'a str>,
    /// The session that the ticket was given for.
    pub session: &'a str,
    /// The account that the ticket was given for.
    pub account_ref: &'a str,
    /// Now, Unix seconds.
    pub now: u64,
    /// The policy in force.
    pub policy: &'a Policy,
}

/// A bundle that passed.
#[derive(Debug)]
pub struct Verified {
    /// The claims.
    pub claims: Claims,
    /// The thumbprint of the device key, base64url.
    pub jkt: String,
    /// What is to be burnt.
    pub challenge: Recognised,
    /// base64url SHA-256 of `sd_jwt` or of the decision's JWT.
    pub hash: String,
}

/// Verifies the body of `POST /bundles`.
///
/// # Errors
/// One code a check; see `docs/codes.md`.
pub fn bundle(
    body: &[u8],
    expected: &Expected<'_>,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<(Bundle, Verified), Code> {
    let bundle = Bundle::parse(body)?;
    let verified = half(&bundle, Party::Oneself, expected, suite, keys)?;
    Ok((bundle, verified))
}

/// Verifies a bundle as somebody's half.
pub(super) fn half(
    bundle: &Bundle,
    party: Party,
    expected: &Expected<'_>,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<Verified, Code> {
    let jws = signed_part(&bundle.sd_jwt, expected.policy)?;
    let claims = signed(&jws, party, suite, true)?;
    let challenge = asked_for(&claims, &jws, expected, keys)?;
    sealed_part(bundle, &jws, &claims, expected.policy)?;
    let given = compare(expected.policy, party, &claims.decisions, claims.issued_at)?;
    must(Check::Required, given, Code::ConsentRefused)?;
    let jkt = base64url(&jws.thumbprint);
    Ok(Verified { claims, jkt, challenge, hash: digest_of(bundle.sd_jwt.as_bytes()) })
}

/// Verifies the body of `POST /decisions`: some required purpose must have been refused.
///
/// # Errors
/// As for a bundle; `E_CONSENT_UNKNOWN` when nothing required was refused, for then it is a signup without its data.
pub fn decision(
    body: &[u8],
    expected: &Expected<'_>,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<(String, Verified), Code> {
    let compact = decision_from_json(body)?;
    offered(expected.policy)?;
    let jws = typed(&compact, expected.policy, [typ::DECISION, typ::TEST_DECISION])?;
    let claims = signed(&jws, Party::Oneself, suite, false)?;
    let challenge = asked_for(&claims, &jws, expected, keys)?;
    let party = party(expected.policy, &claims.decisions);
    let given = compare(expected.policy, party, &claims.decisions, claims.issued_at)?;
    must(Check::Refusal, !given, Code::ConsentUnknown)?;
    let (jkt, hash) = (base64url(&jws.thumbprint), digest_of(compact.as_bytes()));
    Ok((compact, Verified { claims, jkt, challenge, hash }))
}

/// `alg` names the suite, and this build takes only one `alg`: a policy that does not offer it takes none.
fn offered(policy: &Policy) -> Result<(), Code> {
    must(Check::Suite, policy.suites.iter().any(|suite| suite == SUITE), Code::Alg)
}

/// The JWS in `sd_jwt`: no disclosure stands behind it, so there is one `~`, at the end. A test bundle at a real
/// policy has a code of its own.
pub(super) fn signed_part(sd_jwt: &str, policy: &Policy) -> Result<Jws, Code> {
    let (compact, disclosures) = sd_jwt.split_once('~').unwrap_or((sd_jwt, "~"));
    must(Check::Tilde, disclosures.is_empty(), Code::Format)?;
    offered(policy)?;
    typed(compact, policy, [typ::SD_JWT, typ::TEST_SD_JWT])
}

/// A JWS of the first `typ`, under a test policy of the second.
fn typed(compact: &str, policy: &Policy, [real, test]: [&str; 2]) -> Result<Jws, Code> {
    let testing = policy.env == Env::Test;
    Jws::parse(compact, if testing { test } else { real }).map_err(|code| {
        let made_for_tests = !testing && code == Code::Typ && Jws::parse(compact, test).is_ok();
        if made_for_tests { Code::TestMode } else { code }
    })
}

/// What can be said about `sealed` without opening it: the digests, the hash, key and challenge that it is bound to,
/// a key that the policy names.
pub(super) fn sealed_part(bundle: &Bundle, jws: &Jws, claims: &Claims, policy: &Policy) -> Result<Jwe, Code> {
    let sealing = claims.sealing.as_ref().ok_or(Code::Format)?;
    digests(&sealing.digests, &policy.fields)?;
    let hash = digest_of(bundle.sealed.as_bytes());
    must(Check::SealedHash, hash == sealing.sealed_hash, Code::SealedHash)?;
    let jwe = Jwe::parse(&bundle.sealed)?;
    let binding = Binding { apu: jws.thumbprint, apv: sha256(&[claims.nonce.as_bytes()]) };
    must(Check::SealedBinding, jwe.binding == binding, Code::SealedBinding)?;
    must(Check::SealedKey, policy.keys.contains(&jwe.kid), Code::SealedKey)?;
    Ok(jwe)
}

/// The claims, once the signature is good.
fn signed(jws: &Jws, party: Party, suite: &impl HostSuite, sealed: bool) -> Result<Claims, Code> {
    jws.verify(suite)?;
    Claims::parse_of(party, &jws.payload, sealed)
}

/// Issuer, audience, origin, times, policy, challenge.
fn asked_for(
    claims: &Claims,
    jws: &Jws,
    expected: &Expected<'_>,
    keys: &impl KeyStore,
) -> Result<Recognised, Code> {
    about(claims, jws, expected.aud, expected.policy)?;
    must(Check::Origin, claims.origin == expected.origin, Code::Origin)?;
    let embedder = claims.frame.as_ref().map(|frame| frame.embedder.as_str());
    must(Check::Embedder, embedder == expected.embedder, Code::Origin)?;
    let bound = Bound {
        session: expected.session,
        account_ref: expected.account_ref,
        aud: expected.aud,
        origin: expected.origin,
        jkt: &base64url(&jws.thumbprint),
        policy: &array_from_base64url(&expected.policy.digest)?,
    };
    // Before the times: a bundle that waited too long is told to fetch a new challenge.
    let challenge = recognise(keys, &claims.nonce, &bound, expected.now)?;
    times(claims, expected.now)?;
    Ok(challenge)
}

/// The signer, the service and the policy are who and what they should be.
pub(super) fn about(claims: &Claims, jws: &Jws, aud: &str, policy: &Policy) -> Result<(), Code> {
    must(Check::Issuer, claims.issuer == issuer_of(&jws.thumbprint), Code::Jwk)?;
    must(Check::Audience, claims.audience == aud, Code::Aud)?;
    must(Check::Env, claims.test == (policy.env == Env::Test), Code::TestMode)?;
    must(Check::PolicyDigest, claims.policy == policy.digest, Code::ConsentStale)
}

/// Issued now, give or take the skew, for exactly the lifetime.
pub(super) fn times(claims: &Claims, now: u64) -> Result<(), Code> {
    within(claims.issued_at, claims.expires, now)
}

/// The same of the two times.
pub(super) fn within(issued_at: u64, expires: u64, now: u64) -> Result<(), Code> {
    let lifetime = expires.checked_sub(issued_at);
    let early = issued_at > now.saturating_add(SKEW);
    let late = now > expires.saturating_add(SKEW);
    must(Check::Lifetime, lifetime == Some(LIFETIME), Code::Time)?;
    must(Check::Times, !early && !late, Code::Time)
}

/// As many digests of 32 bytes as the policy's fields need, sorted, none twice.
fn digests(digests: &[String], fields: &[Field]) -> Result<(), Code> {
    must(Check::DigestCount, digests.len() == digest_count(fields.len())?, Code::Format)?;
    let formed = digests.iter().all(|digest| array_from_base64url::<32>(digest).is_ok());
    must(Check::DigestForm, formed, Code::Format)?;
    let ascending = digests.iter().zip(digests.iter().skip(1)).all(|(a, b)| a < b);
    must(Check::DigestOrder, ascending, Code::Format)
}
