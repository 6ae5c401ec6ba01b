//! A withdrawal by the device that gave the consent: it names the consent, the service and the time, and nothing of a person.
//! It needs no challenge: the gateway takes each statement once, and a repeated one changes nothing.

use super::claims::issuer_of;
use super::jws::{Jws, typ};
use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::suite::HostSuite;
use crate::suite::jose::{array_from_base64url, base64url};

/// The media type of its body.
pub const MEDIA_TYPE: &str = "application/realname-withdrawal+json";
/// How far a device's clock may be off, in seconds: the page asks nobody for the time here.
pub const SKEW: u64 = 300;

/// The claims of `realname-withdrawal+jwt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `iss`: names the key that signs.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// `iat`, Unix seconds of the device's clock.
    pub issued_at: u64,
    /// `jti`: 16 random bytes, base64url.
    pub jti: String,
    /// `consent`: the consent's id.
    pub consent: String,
}

impl Claims {
    /// The payload.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.text_member("iss", &self.issuer);
        json.text_member("aud", &self.audience);
        json.member("iat", self.issued_at);
        json.text_member("jti", &self.jti);
        json.text_member("consent", &self.consent);
        json.end_object();
        json.finish()
    }

    /// Reads the payload.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn parse(payload: &[u8]) -> Result<Self, Code> {
        let mut members = Json::parse(payload)?.into_members()?;
        let claims = Self {
            issuer: members.text("iss")?,
            audience: members.text("aud")?,
            issued_at: members.count("iat")?,
            jti: members.text("jti")?,
            consent: members.text("consent")?,
        };
        members.finish()?;
        must(Check::Jti, array_from_base64url::<16>(&claims.jti).is_ok(), Code::Format)?;
        Ok(claims)
    }
}

/// What a withdrawal is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// This service.
    pub aud: &'a str,
    /// The consent that it was sent for.
    pub consent: &'a str,
    /// The thumbprint of the key that gave it.
    pub device: &'a str,
    /// Unix seconds.
    pub now: u64,
}

/// The body of `POST /consents/{id}/withdraw` by the device.
#[must_use]
pub fn to_json(jwt: &str) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("withdrawal_jwt", jwt);
    json.end_object();
    json.finish()
}

/// Verifies a `withdrawal_jwt`. Whoever asks from outside is told one code whatever is wrong (docs/spec.md 7.1).
///
/// # Errors
/// `E_FORMAT`, what a JWS may be refused for, `E_AUD`, `E_TIME`; `E_DEVICE` for another device's key; `E_NOT_FOUND` for
/// another consent.
pub fn verify(jwt: &str, expected: &Expected<'_>, suite: &impl HostSuite) -> Result<Claims, Code> {
    let jws = Jws::parse(jwt, typ::WITHDRAWAL)?;
    jws.verify(suite)?;
    let claims = Claims::parse(&jws.payload)?;
    must(Check::Issuer, claims.issuer == issuer_of(&jws.thumbprint), Code::Jwk)?;
    must(Check::Audience, claims.audience == expected.aud, Code::Aud)?;
    must(Check::Times, claims.issued_at.abs_diff(expected.now) <= SKEW, Code::Time)?;
    must(Check::ConsentId, claims.consent == expected.consent, Code::NotFound)?;
    must(Check::Device, base64url(&jws.thumbprint) == expected.device, Code::Device)?;
    Ok(claims)
}
