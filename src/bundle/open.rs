//! The vault's end: opens `sealed` and believes nothing else. Checks V1 to V4 of the specification and the ages of V6;
//! the gateway's word is not taken for anything that can be checked again.

use super::Bundle;
use super::claims::Claims;
use super::disclosure::Disclosure;
use super::verify::{about, sealed_part, signed_part, times};
use crate::checks::{Check, must};
use crate::code::{Code, Field, Kind, Verdict};
use crate::consent::decision::compare;
use crate::consent::{Party, Policy, minor};
use crate::date::Date;
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

    /// The age on a day, by the birth date inside the number.
    ///
    /// # Errors
    /// `E_INPUT_KIND` for a kind of document that has no birth date in its number: a policy with ages cannot take it.
    /// What is wrong with the number.
    pub(super) fn age(&self, today: Date) -> Result<Option<u64>, Code> {
        let (kind, number) = (self.value(Field::DocumentKind), self.value(Field::Document));
        let (kind, number) = (kind.ok_or(Code::Disclosure)?, number.ok_or(Code::Disclosure)?);
        // EXPOSE: the vault is where values are meant to be read.
        let kind = Kind::from_wire(kind.expose()).ok_or(Code::InputKind)?;
        // EXPOSE: as above.
        let birth = match crate::identity::check(number.expose(), Some(kind), today) {
            Verdict::WellFormed { facts, .. } => facts.birth_date,
            Verdict::Incomplete { .. } => return Err(Code::InputLength),
            Verdict::Malformed { code, .. } => return Err(code),
        };
        must(Check::BirthDate, birth.is_some(), Code::InputKind)?;
        Ok(birth.map(|birth| minor::age(birth, today)))
    }
}

/// Opens the bundle of somebody who signs up alone, and looks at their age where the policy does.
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
    let opened = half(bundle, Party::Oneself, aud, policy, now, suite, keys)?;
    if policy.has_ages()
        && let Some(age) = opened.age(Date::from_unix(now))?
    {
        let child = needs_guardian(policy, age)?;
        must(Check::ChildAlone, !child, Code::Guardian)?;
    }
    Ok(opened)
}

/// Whether somebody needs a guardian who is old enough to sign up at all.
pub(super) fn needs_guardian(policy: &Policy, age: u64) -> Result<bool, Code> {
    let needs = policy.needs_guardian(age);
    must(Check::LeastAge, needs.is_ok(), Code::Age)?;
    Ok(needs.unwrap_or_default())
}

/// Opens a bundle as somebody's half.
pub(super) fn half(
    bundle: &Bundle,
    party: Party,
    aud: &str,
    policy: &Policy,
    now: u64,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<Opened, Code> {
    // V1: the signed part again, and what can be seen of `sealed`.
    let jws = signed_part(&bundle.sd_jwt, policy)?;
    jws.verify(suite)?;
    let claims = Claims::parse_of(party, &jws.payload, true)?;
    about(&claims, &jws, aud, policy)?;
    times(&claims, now)?;
    let jwe = sealed_part(bundle, &jws, &claims, policy)?;
    let given = compare(policy, party, &claims.decisions, claims.issued_at)?;
    must(Check::Required, given, Code::ConsentRefused)?;
    // V2: decrypt.
    let plaintext = jwe.open(suite, keys)?;
    let jkt = base64url(&jws.thumbprint);
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
