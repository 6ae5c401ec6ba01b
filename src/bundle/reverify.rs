//! A re-verification: the device that signed an account up says, for a challenge of now, that it is the one that uses it
//! still. Its claims are a closed set, and none of them is about a person.

use super::claims::issuer_of;
use super::jws::{Jws, typ};
use super::verify::{Expected, within};
use super::{MAX_BODY, challenge};
use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::suite::jose::{array_from_base64url, base64url};
use crate::suite::{HostSuite, KeyStore};

/// The media type of its body.
pub const MEDIA_TYPE: &str = "application/realname-reverify+json";

/// The claims of `realname-reverify+jwt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `iss`: names the key that signs.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// `iat`, Unix seconds of the server's clock.
    pub issued_at: u64,
    /// `exp`.
    pub expires: u64,
    /// `nonce`: the challenge, verbatim.
    pub nonce: String,
    /// `origin`: where the page stands.
    pub origin: String,
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
        json.member("exp", self.expires);
        json.text_member("nonce", &self.nonce);
        json.text_member("origin", &self.origin);
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
            expires: members.count("exp")?,
            nonce: members.text("nonce")?,
            origin: members.text("origin")?,
        };
        members.finish()?;
        Ok(claims)
    }
}

/// A re-verification that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reverified {
    /// What is to be burnt.
    pub challenge: challenge::Recognised,
    /// The nonce, verbatim.
    pub nonce: String,
    /// The JWT, as it came.
    pub jwt: String,
}

/// The body of `POST /reverify`.
#[must_use]
pub fn to_json(jwt: &str) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("reverify_jwt", jwt);
    json.end_object();
    json.finish()
}

/// Verifies the body of `POST /reverify`. `device` is the thumbprint of the key that signed the account up.
///
/// # Errors
/// `E_FORMAT`, `E_TOO_LARGE`, what a JWS may be refused for, `E_AUD`, `E_ORIGIN`, `E_CHALLENGE_UNKNOWN`,
/// `E_CHALLENGE_EXPIRED`, `E_TIME`; `E_DEVICE` for another device's key.
pub fn verify(
    body: &[u8],
    expected: &Expected<'_>,
    device: &str,
    suite: &impl HostSuite,
    keys: &impl KeyStore,
) -> Result<Reverified, Code> {
    must(Check::BodySize, body.len() <= MAX_BODY, Code::TooLarge)?;
    let mut members = Json::parse(body)?.into_members()?;
    let version = members.count("v")?;
    let jwt = members.text("reverify_jwt")?;
    members.finish()?;
    if version != 1 {
        return Err(Code::Format);
    }
    let jws = Jws::parse(&jwt, typ::REVERIFY)?;
    jws.verify(suite)?;
    let claims = Claims::parse(&jws.payload)?;
    must(Check::Issuer, claims.issuer == issuer_of(&jws.thumbprint), Code::Jwk)?;
    must(Check::Audience, claims.audience == expected.aud, Code::Aud)?;
    must(Check::Origin, claims.origin == expected.origin, Code::Origin)?;
    let jkt = base64url(&jws.thumbprint);
    let bound = challenge::Bound {
        session: expected.session,
        account_ref: expected.account_ref,
        aud: expected.aud,
        origin: expected.origin,
        jkt: &jkt,
        policy: &array_from_base64url(&expected.policy.digest)?,
    };
    let challenge = challenge::recognise(keys, &claims.nonce, &bound, expected.now)?;
    within(claims.issued_at, claims.expires, expected.now)?;
    // Last: whoever cannot sign for this account's challenge is not told whose device it is.
    must(Check::Device, jkt == device, Code::Device)?;
    Ok(Reverified { challenge, nonce: claims.nonce, jwt })
}
