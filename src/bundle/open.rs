//! The vault's end: opens `sealed` and believes nothing else. Checks V1 to V5 of the specification; the gateway's
//! word is not taken for anything that can be checked again.

use super::Bundle;
use super::claims::Claims;
use super::disclosure::Disclosure;
use super::verify::{about, sealed_part, signed_part, times};
use crate::checks::{Check, must};
use crate::code::{Code, Field};
use crate::consent::Policy;
use crate::consent::decision::compare;
use crate::json::Json;
use crate::prelude::*;
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
    // V1: the signed part again, and what can be seen of `sealed`.
    let jws = signed_part(&bundle.sd_jwt, policy)?;
    jws.verify(suite)?;
    let claims = Claims::parse(&jws.payload, true)?;
    about(&claims, &jws.key, aud, policy)?;
    times(&claims, now)?;
    let jwe = sealed_part(bundle, &jws, &claims, policy)?;
    let given = compare(policy, &claims.decisions, claims.issued_at)?;
    must(Check::Required, given, Code::ConsentRefused)?;
    // V2: decrypt.
    let plaintext = jwe.open(suite, keys)?;
    let jkt = base64url(&jws.key.thumbprint());
    let values = inside(&plaintext, &claims, &jkt, policy)?;
    Ok(Opened { values, claims, jkt })
}

/// Reads the plaintext of `sealed`: checks V3 and V4.
///
/// # Errors
/// `E_FORMAT`, `E_SEALED_BINDING`, `E_DISCLOSURE`.
pub fn inside(
    plaintext: &[u8],
    claims: &Claims,
    jkt: &str,
    policy: &Policy,
) -> Result<Vec<(Field, Secret)>, Code> {
    // V3: what is inside says the same as what is outside.
    let mut members = Json::parse(plaintext)?.into_members()?;
    if members.count("v")? != 1 {
        return Err(Code::Format);
    }
    let inside = [members.text("jkt")?, members.text("nonce")?, members.text("aud")?];
    let bound = inside == [jkt, &claims.nonce, &claims.audience];
    must(Check::InnerBinding, bound, Code::SealedBinding)?;
    let disclosures = members.texts("disclosures")?;
    members.text("pad")?;
    members.finish()?;
    // V4: the disclosures.
    let signed = claims.sealing.as_ref().map(|sealing| sealing.digests.as_slice()).unwrap_or_default();
    values(disclosures, signed, policy)
}

/// The values, each of a field that was asked for, under a digest that was signed, and none missing.
fn values(
    disclosures: Vec<String>,
    signed: &[String],
    policy: &Policy,
) -> Result<Vec<(Field, Secret)>, Code> {
    let mut values: Vec<(Field, Secret)> = Vec::new();
    for encoded in disclosures.into_iter().map(Secret::new) {
        // EXPOSE: to compare its digest and to read it; the vault is where values are meant to be read.
        let digest = digest_of(encoded.expose().as_bytes());
        must(Check::DisclosureReferenced, signed.contains(&digest), Code::Disclosure)?;
        // EXPOSE: as above.
        let (field, value) = Disclosure::read(encoded.expose())?;
        let asked = field.filter(|field| policy.fields.contains(field));
        must(Check::DisclosureName, asked.is_some(), Code::Disclosure)?;
        let Some(field) = asked else { continue };
        let new = values.iter().all(|(there, _)| *there != field);
        must(Check::DisclosureRepeated, new, Code::Disclosure)?;
        values.push((field, value));
    }
    let complete = policy.fields.iter().all(|field| values.iter().any(|(there, _)| there == field));
    must(Check::DisclosureComplete, complete, Code::Disclosure)?;
    Ok(values)
}
