//! The bundle, wire format v1: what leaves the page, and how the backend reads it. `docs/spec.md` is its description.
//!
//! Two parts: `sd_jwt`, signed, holding only salted digests, which any backend may see; and `sealed`, a JWE to the
//! vault's key, holding salts and values. Data flows from [`build`] over [`verify`] (gateway) to [`open`] (vault).

#[cfg(all(test, feature = "native"))]
mod attacks;
pub mod build;
pub mod challenge;
pub mod claims;
pub mod disclosure;
pub mod guardian;
pub mod jwe;
pub mod jws;
pub mod keyset;
pub mod making;
pub mod open;
pub mod reverify;
pub mod verify;
pub mod withdrawal;

use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Writer};
use crate::prelude::*;

/// The media type of a bundle.
pub const MEDIA_TYPE: &str = "application/realname-bundle+json";
/// The media type of a decision that is sent alone.
pub const DECISION_MEDIA_TYPE: &str = "application/realname-decision+json";
/// The largest body, in bytes.
pub const MAX_BODY: usize = 16 * 1024;
/// What the plaintext of `sealed` is padded to a multiple of, in bytes. Four fields with a name of one Chinese character
/// take 473, each further one 4 more, so that every signup of a person is one step long. With steps of 256 the next step
/// begins at the eleventh character, and, where the service's name is 32 characters longer, between the second and the third.
pub const PAD_STEP: usize = 1024;
/// How long a bundle may be used after it was issued, in seconds.
pub const LIFETIME: u64 = 300;
/// How far the clocks of page and server may differ, in seconds.
pub const SKEW: u64 = 60;

/// What the page sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The signed part: a JWS in compact form and one `~`.
    pub sd_jwt: String,
    /// The sealed part: a JWE in compact form.
    pub sealed: String,
}

impl Bundle {
    /// The body of `POST /bundles`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.member("v", 1);
        json.text_member("sd_jwt", &self.sd_jwt);
        json.text_member("sealed", &self.sealed);
        json.end_object();
        json.finish()
    }

    /// Reads the body of `POST /bundles`.
    ///
    /// # Errors
    /// `E_FORMAT`; `E_TOO_LARGE`; `E_COSIGN` (a cosignature, which no suite here makes).
    pub fn parse(body: &[u8]) -> Result<Self, Code> {
        must(Check::BodySize, body.len() <= MAX_BODY, Code::TooLarge)?;
        let mut members = Json::parse(body)?.into_members()?;
        if members.count("v")? != 1 {
            return Err(Code::Format);
        }
        let bundle = Self { sd_jwt: members.text("sd_jwt")?, sealed: members.text("sealed")? };
        must(Check::Reserved, members.take("cosign").is_none(), Code::Cosign)?;
        members.finish()?;
        Ok(bundle)
    }
}

/// The body of `POST /decisions`: a refusal, without any identity.
#[must_use]
pub fn decision_to_json(decision_jwt: &str) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("decision_jwt", decision_jwt);
    json.end_object();
    json.finish()
}

/// Reads the body of `POST /decisions`.
///
/// # Errors
/// `E_FORMAT`; `E_TOO_LARGE`.
pub fn decision_from_json(body: &[u8]) -> Result<String, Code> {
    must(Check::BodySize, body.len() <= MAX_BODY, Code::TooLarge)?;
    let mut members = Json::parse(body)?.into_members()?;
    if members.count("v")? != 1 {
        return Err(Code::Format);
    }
    let decision_jwt = members.text("decision_jwt")?;
    members.finish()?;
    Ok(decision_jwt)
}
