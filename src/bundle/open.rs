//! The vault's end: opens `sealed` and believes nothing else. Checks V1 to V5 of the specification; the gateway's
//! word is not taken for anything that can be checked again.

use super::Bundle;
use super::claims::{Claims, issuer_of};
use super::disclosure::Disclosure;
use super::jwe::Jwe;
use super::jws::{Jws, typ};
use super::verify::{binding, distinct_digests, times};
use crate::code::{Code, Field};
use crate::consent::decision::compare;
use crate::consent::{Env, Policy};
use crate::json::Json;
use crate::secret::Secret;
use crate::suite::jose::{base64url, digest_of};
use crate::suite::{HostSuite, KeyStore};

/// What was sealed. Dropping it wipes it.
#[derive(Debug)]
pub struct Opened {
    /// The values, in the order of the disclosures.
    pub values: Vec<(Field, Secret)>,
    /// The claims of the signed part.
    pub claims: Claims,
    /// The thumbprint of the device key, base64url.
    pub jkt: String,
}

impl Opened {
    /// The value of a field.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&Secret> {
        self.values.iter().find(|(there, _)| *there == field).map(|(_, value)| value)
    }
}

/// Opens a bundle.
///
/// # Errors
/// One code a check; see `docs/codes.md`.
pub fn open(
    bundle: &Bundle,
    aud: &str,
    policy: &Policy,
    now: u64,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<Opened, Code> {
    // V1: the signed part again.
    let compact = bundle.sd_jwt.strip_suffix('~').ok_or(Code::Format)?;
    let want = if policy.env == Env::Test { typ::TEST_SD_JWT } else { typ::SD_JWT };
    let jws = Jws::parse(compact, want)?;
    jws.verify(suite)?;
    let claims = Claims::parse(&jws.payload, true)?;
    let sealing = claims.sealing.as_ref().ok_or(Code::Format)?;
    distinct_digests(&sealing.digests)?;
    if claims.issuer != issuer_of(&jws.key) {
        return Err(Code::Jwk);
    }
    if claims.audience != aud {
        return Err(Code::Aud);
    }
    times(&claims, now)?;
    if claims.policy != policy.digest {
        return Err(Code::ConsentStale);
    }
    if !compare(policy, &claims.decisions, claims.issued_at)? {
        return Err(Code::ConsentRefused);
    }
    if digest_of(bundle.sealed.as_bytes()) != sealing.sealed_hash {
        return Err(Code::SealedHash);
    }
    // V2: decrypt.
    let jwe = Jwe::parse(&bundle.sealed)?;
    let plaintext = jwe.open(suite, keys)?;
    // V3: what is inside says the same as what is outside.
    let jkt = base64url(&jws.key.thumbprint());
    let mut members = Json::parse(&plaintext)?.into_members()?;
    let inside = members.count("v")? == 1
        && members.text("jkt")? == jkt
        && members.text("nonce")? == claims.nonce
        && members.text("aud")? == claims.audience;
    if !inside || jwe.binding != binding(&jws.key, &claims.nonce) {
        return Err(Code::SealedBinding);
    }
    // V4: the disclosures.
    let disclosures = members.texts("disclosures")?;
    members.text("pad")?;
    members.finish()?;
    let mut values: Vec<(Field, Secret)> = Vec::new();
    for encoded in disclosures {
        let encoded = Secret::new(encoded);
        // EXPOSE: to compare its digest and to read it; the vault is where values are meant to be read.
        let digest = digest_of(encoded.expose().as_bytes());
        // EXPOSE: as above.
        let (field, value) = Disclosure::read(encoded.expose())?;
        let known = sealing.digests.contains(&digest) && policy.fields.contains(&field);
        if !known || values.iter().any(|(there, _)| *there == field) {
            return Err(Code::Disclosure);
        }
        values.push((field, value));
    }
    if values.len() != policy.fields.len() {
        return Err(Code::Disclosure);
    }
    Ok(Opened { values, claims, jkt })
}
