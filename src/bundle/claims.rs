//! The claims of `realname+sd-jwt` and of `realname-decision+jwt`. Both sets are closed.

use crate::checks::{Check, must};
use crate::code::Code;
use crate::consent::{Decision, Env, Party};
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::suite::jose::{array_from_base64url, base64url};

/// What stands in front of a thumbprint in a URN, RFC 9278: `iss`, and the resource of an account's message.
pub const JWK_THUMBPRINT_URN: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"@/._+-".contains(&byte)
}

/// Words of `occlusion`, a browser's answer by Intersection Observer v2: nothing of the page around lay over the frame
/// whenever something was decided; something may have; the browser does not say.
pub const OCCLUSIONS: [&str; 3] = ["none", "possible", "unknown"];

/// What only a page in a frame has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `embedder`: the origin of the page around it.
    pub embedder: String,
    /// `occlusion`: one of [`OCCLUSIONS`].
    pub occlusion: String,
}

/// What only a signup has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealing {
    /// The digests, sorted; which are decoys does not show.
    pub digests: Vec<String>,
    /// base64url SHA-256 of `sealed`.
    pub sealed_hash: String,
}

/// The claims.
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
    /// `jti`, 16 random bytes in base64url.
    pub id: String,
    /// `nonce`: the challenge, verbatim.
    pub nonce: String,
    /// `origin`: where the page stands.
    pub origin: String,
    /// `embedder` and `occlusion`, where the page stands in a frame.
    pub frame: Option<Frame>,
    /// `policy`: the digest of the policy document.
    pub policy: String,
    /// `env`, which only the `typ`s of a test environment have: `test`.
    pub test: bool,
    /// Digests and hash of the sealed part; a decision that is sent alone has none.
    pub sealing: Option<Sealing>,
    /// `consent`: one entry a decision.
    pub decisions: Vec<Decision>,
    /// `ward`, in a guardian's half: the digest of the child's `sd_jwt`.
    pub ward: Option<String>,
    /// `sdk`: name and version of what made it.
    pub sdk: String,
}

/// The issuer that belongs to a key, by its thumbprint.
#[must_use]
pub fn issuer_of(thumbprint: &[u8; 32]) -> String {
    JWK_THUMBPRINT_URN.to_owned() + &base64url(thumbprint)
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
        json.text_member("jti", &self.id);
        json.text_member("nonce", &self.nonce);
        json.text_member("origin", &self.origin);
        if let Some(frame) = &self.frame {
            json.text_member("embedder", &frame.embedder);
            json.text_member("occlusion", &frame.occlusion);
        }
        json.text_member("policy", &self.policy);
        if self.test {
            json.text_member("env", Env::Test.as_str());
        }
        if let Some(sealing) = &self.sealing {
            json.text_member("_sd_alg", "sha-256");
            json.texts_member("_sd", &sealing.digests);
            json.text_member("sealed_hash", &sealing.sealed_hash);
        }
        json.key("consent");
        json.begin_array();
        for decision in &self.decisions {
            decision.write(&mut json);
        }
        json.end_array();
        if let Some(ward) = &self.ward {
            json.text_member("ward", ward);
        }
        json.text_member("sdk", &self.sdk);
        json.end_object();
        json.finish()
    }

    /// Reads the payload of a signup (`sealed`) or of a decision sent alone.
    ///
    /// # Errors
    /// `E_FORMAT`; `E_ALG` for another digest algorithm; `E_COSIGN` for `cnf` (no suite here cosigns), `E_GUARDIAN`
    /// for `ward` (a guardian's half alone).
    pub fn parse(payload: &[u8], sealed: bool) -> Result<Self, Code> {
        Self::parse_of(Party::Oneself, payload, sealed)
    }

    /// Reads the payload of somebody's half; a guardian's may have `ward`.
    ///
    /// # Errors
    /// As [`Claims::parse`].
    pub fn parse_of(party: Party, payload: &[u8], sealed: bool) -> Result<Self, Code> {
        let mut members = Json::parse(payload)?.into_members()?;
        let sealing = if sealed {
            let digest_alg = members.text("_sd_alg")?;
            must(Check::DigestAlg, digest_alg == "sha-256", Code::Alg)?;
            Some(Sealing { digests: members.texts("_sd")?, sealed_hash: members.text("sealed_hash")? })
        } else {
            None
        };
        let ward = if party == Party::Guardian { members.optional_text("ward")? } else { None };
        for (reserved, code) in [("cnf", Code::Cosign), ("ward", Code::Guardian)] {
            must(Check::Reserved, members.take(reserved).is_none(), code)?;
        }
        let frame = match members.optional_text("embedder")? {
            Some(embedder) => Some(Frame { embedder, occlusion: members.text("occlusion")? }),
            None => None,
        };
        let claims = Self {
            issuer: members.text("iss")?,
            audience: members.text("aud")?,
            issued_at: members.count("iat")?,
            expires: members.count("exp")?,
            id: members.text("jti")?,
            nonce: members.text("nonce")?,
            origin: members.text("origin")?,
            frame,
            policy: members.text("policy")?,
            test: match members.optional_text("env")? {
                None => false,
                Some(env) if env == Env::Test.as_str() => true,
                Some(_) => return Err(Code::Format),
            },
            sealing,
            decisions: members
                .array("consent")?
                .into_iter()
                .map(|entry| Decision::read(entry.into_members()?))
                .collect::<Result<_, _>>()?,
            ward,
            sdk: members.text("sdk")?,
        };
        members.finish()?;
        must(Check::Jti, array_from_base64url::<16>(&claims.id).is_ok(), Code::Format)?;
        // Free text in a signed document is a place to carry a raw value out in clear.
        let short = !claims.sdk.is_empty() && claims.sdk.len() <= 64 && claims.sdk.bytes().all(is_name);
        must(Check::ShortName, short, Code::Format)?;
        let said = claims.frame.as_ref().is_none_or(|frame| OCCLUSIONS.contains(&frame.occlusion.as_str()));
        must(Check::Occlusion, said, Code::Format)?;
        Ok(claims)
    }
}
