//! The gateway's end: everything that can be said about a bundle without opening it. Checks G1 to G9 of the
//! specification, in its order; burning the challenge is the store's part.

use super::challenge::{Bound, Recognised, recognise};
use super::claims::{Claims, issuer_of};
use super::jwe::{Binding, Jwe};
use super::jws::{Jws, typ};
use super::{Bundle, LIFETIME, SKEW, decision_from_json};
use crate::code::Code;
use crate::consent::decision::compare;
use crate::consent::{Env, Policy};
use crate::suite::jose::{array_from_base64url, base64url, digest_of, sha256};
use crate::suite::{HostSuite, KeyStore, PublicKey};

/// What the gateway knows by itself and compares with.
pub struct Expected<'a> {
    /// This service.
    pub aud: &'a str,
    /// The HTTP `Origin`, already found in the allow-list and equal to the ticket's.
    pub origin: &'a str,
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
    let verified = parts(&bundle, expected, suite, keys)?;
    Ok((bundle, verified))
}

fn parts(
    bundle: &Bundle,
    expected: &Expected<'_>,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<Verified, Code> {
    let compact = bundle.sd_jwt.strip_suffix('~').ok_or(Code::Format)?;
    let want = if expected.policy.env == Env::Test { typ::TEST_SD_JWT } else { typ::SD_JWT };
    let jws = Jws::parse(compact, want).map_err(|code| not_a_test(code, compact, expected))?;
    let (claims, challenge) = signed(&jws, expected, suite, keys, true)?;
    let sealing = claims.sealing.as_ref().ok_or(Code::Format)?;
    distinct_digests(&sealing.digests)?;
    if digest_of(bundle.sealed.as_bytes()) != sealing.sealed_hash {
        return Err(Code::SealedHash);
    }
    let jwe = Jwe::parse(&bundle.sealed)?;
    if jwe.binding != binding(&jws.key, &claims.nonce) {
        return Err(Code::SealedBinding);
    }
    if !expected.policy.keys.contains(&jwe.kid) {
        return Err(Code::SealedKey);
    }
    if !compare(expected.policy, &claims.decisions, claims.issued_at)? {
        return Err(Code::ConsentRefused);
    }
    let jkt = base64url(&jws.key.thumbprint());
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
    let jws = Jws::parse(&compact, typ::DECISION)?;
    let (claims, challenge) = signed(&jws, expected, suite, keys, false)?;
    if compare(expected.policy, &claims.decisions, claims.issued_at)? {
        return Err(Code::ConsentUnknown);
    }
    let (jkt, hash) = (base64url(&jws.key.thumbprint()), digest_of(compact.as_bytes()));
    Ok((compact, Verified { claims, jkt, challenge, hash }))
}

/// A test bundle at a real policy has a code of its own.
fn not_a_test(code: Code, compact: &str, expected: &Expected<'_>) -> Code {
    let test = expected.policy.env != Env::Test && Jws::parse(compact, typ::TEST_SD_JWT).is_ok();
    if code == Code::Typ && test { Code::TestMode } else { code }
}

/// Signature, issuer, audience, origin, times, policy, challenge.
fn signed(
    jws: &Jws,
    expected: &Expected<'_>,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
    sealed: bool,
) -> Result<(Claims, Recognised), Code> {
    jws.verify(suite)?;
    let claims = Claims::parse(&jws.payload, sealed)?;
    if claims.issuer != issuer_of(&jws.key) {
        return Err(Code::Jwk);
    }
    if claims.audience != expected.aud {
        return Err(Code::Aud);
    }
    if claims.origin != expected.origin {
        return Err(Code::Origin);
    }
    array_from_base64url::<16>(&claims.id)?;
    if claims.policy != expected.policy.digest {
        return Err(Code::ConsentStale);
    }
    let bound = Bound {
        session: expected.session,
        account_ref: expected.account_ref,
        aud: expected.aud,
        origin: expected.origin,
        jkt: &base64url(&jws.key.thumbprint()),
        policy: &array_from_base64url(&expected.policy.digest)?,
    };
    // Before the times: a bundle that waited too long is told to fetch a new challenge.
    let challenge = recognise(keys, &claims.nonce, &bound, expected.now)?;
    times(&claims, expected.now)?;
    Ok((claims, challenge))
}

/// Issued now, give or take the skew, for exactly the lifetime.
pub(super) fn times(claims: &Claims, now: u64) -> Result<(), Code> {
    let lifetime = claims.expires.checked_sub(claims.issued_at);
    let early = claims.issued_at > now.saturating_add(SKEW);
    let late = now > claims.expires.saturating_add(SKEW);
    if lifetime != Some(LIFETIME) || early || late { Err(Code::Time) } else { Ok(()) }
}

/// 8 or 16 digests of 32 bytes, sorted, none twice.
pub(super) fn distinct_digests(digests: &[String]) -> Result<(), Code> {
    if !matches!(digests.len(), 8 | 16) {
        return Err(Code::Format);
    }
    for digest in digests {
        array_from_base64url::<32>(digest)?;
    }
    if digests.iter().zip(digests.iter().skip(1)).all(|(a, b)| a < b) { Ok(()) } else { Err(Code::Format) }
}

/// What `sealed` must be bound to.
pub(super) fn binding(key: &PublicKey, nonce: &str) -> Binding {
    Binding { apu: key.thumbprint(), apv: sha256(&[nonce.as_bytes()]) }
}
