//! A child's signup with a guardian: two halves in one body, verified together and opened together. Either half alone is
//! refused, and so are halves that do not belong together.
//!
//! The child's half is a bundle without decisions, for a child decides nothing; the guardian's half is a bundle with
//! every decision and the claim `ward`, the digest of the child's `sd_jwt`. One challenge, one device key. That the one is
//! the other's guardian is said by the guardian alone: see [`RELATION`](crate::consent::minor::RELATION).

use super::open::{self, Opened, needs_guardian};
use super::verify::{self, Expected, Verified};
use super::{Bundle, MAX_BODY};
use crate::checks::{Check, must};
use crate::code::{Code, Field};
use crate::consent::minor::ADULT;
use crate::consent::{Party, Policy};
use crate::date::Date;
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::suite::jose::digest_of;
use crate::suite::{HostSuite, KeyStore};

/// The media type of the body.
pub const MEDIA_TYPE: &str = "application/realname-guardian+json";

/// What the page sends for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The child's half.
    pub child: Bundle,
    /// The guardian's half.
    pub guardian: Bundle,
}

impl Family {
    /// The body.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.member("v", 1);
        for (name, half) in [("child", &self.child), ("guardian", &self.guardian)] {
            json.key(name);
            json.begin_object();
            json.text_member("sd_jwt", &half.sd_jwt);
            json.text_member("sealed", &half.sealed);
            json.end_object();
        }
        json.end_object();
        json.finish()
    }

    /// Reads the body.
    ///
    /// # Errors
    /// `E_FORMAT`; `E_TOO_LARGE`; `E_GUARDIAN` when one half is missing.
    pub fn parse(body: &[u8]) -> Result<Self, Code> {
        must(Check::BodySize, body.len() <= MAX_BODY, Code::TooLarge)?;
        let mut members = Json::parse(body)?.into_members()?;
        if members.count("v")? != 1 {
            return Err(Code::Format);
        }
        let mut half = |name| {
            let mut half = members.take(name).ok_or(Code::Guardian)?.into_members()?;
            let bundle = Bundle { sd_jwt: half.text("sd_jwt")?, sealed: half.text("sealed")? };
            half.finish()?;
            Ok(bundle)
        };
        let family = Self { child: half("child")?, guardian: half("guardian")? };
        members.finish()?;
        Ok(family)
    }
}

/// Two halves that passed.
#[derive(Debug)]
pub struct VerifiedFamily {
    /// The child's.
    pub child: Verified,
    /// The guardian's.
    pub guardian: Verified,
}

/// Verifies the body: the gateway's end.
///
/// # Errors
/// One code a check; see `docs/codes.md`.
pub fn verify(
    body: &[u8],
    expected: &Expected<'_>,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<(Family, VerifiedFamily), Code> {
    offered(expected.policy)?;
    let family = Family::parse(body)?;
    let child = verify::half(&family.child, Party::Child, expected, suite, keys)?;
    let guardian = verify::half(&family.guardian, Party::Guardian, expected, suite, keys)?;
    let of = |half: &Verified| (half.claims.nonce.clone(), half.jkt.clone());
    together(&family, guardian.claims.ward.as_deref(), of(&child), of(&guardian))?;
    Ok((family, VerifiedFamily { child, guardian }))
}

/// What was sealed of both. Dropping it wipes it.
#[derive(Debug)]
pub struct OpenedFamily {
    /// The child's values.
    pub child: Opened,
    /// The guardian's values.
    pub guardian: Opened,
}

/// Opens both halves and looks at both persons: the vault's end.
///
/// # Errors
/// One code a check; see `docs/codes.md`.
pub fn open(
    family: &Family,
    aud: &str,
    policy: &Policy,
    now: u64,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<OpenedFamily, Code> {
    offered(policy)?;
    let child = open::half(&family.child, Party::Child, aud, policy, now, suite, keys)?;
    let guardian = open::half(&family.guardian, Party::Guardian, aud, policy, now, suite, keys)?;
    let of = |half: &Opened| (half.claims.nonce.clone(), half.jkt.clone());
    together(family, guardian.claims.ward.as_deref(), of(&child), of(&guardian))?;
    persons(&child, &guardian, policy, Date::from_unix(now))?;
    Ok(OpenedFamily { child, guardian })
}

fn offered(policy: &Policy) -> Result<(), Code> {
    must(Check::GuardianFlow, policy.guardian_until.is_some(), Code::Guardian)
}

/// The guardian signed for this child, on this challenge, with this device.
fn together(
    family: &Family,
    ward: Option<&str>,
    child: (String, String),
    guardian: (String, String),
) -> Result<(), Code> {
    let digest = digest_of(family.child.sd_jwt.as_bytes());
    must(Check::Ward, ward == Some(digest.as_str()), Code::Guardian)?;
    must(Check::OneChallenge, child.0 == guardian.0, Code::Guardian)?;
    must(Check::OneDevice, child.1 == guardian.1, Code::Guardian)
}

/// Two persons: one who needs a guardian, and an adult.
fn persons(child: &Opened, guardian: &Opened, policy: &Policy, today: Date) -> Result<(), Code> {
    let same = [Field::DocumentKind, Field::Document].into_iter().all(|field| {
        // EXPOSE: compared, inside the vault.
        child.value(field).map(|value| value.expose()) == guardian.value(field).map(|value| value.expose())
    });
    must(Check::TwoPersons, !same, Code::GuardianPerson)?;
    if let Some(age) = child.age(today)? {
        must(Check::ChildAge, needs_guardian(policy, age)?, Code::Guardian)?;
    }
    if let Some(age) = guardian.age(today)? {
        must(Check::GuardianAge, age >= ADULT, Code::GuardianPerson)?;
    }
    Ok(())
}
