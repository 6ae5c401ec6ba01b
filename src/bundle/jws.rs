//! JWS in compact form (RFC 7515) with the public key in the header, as DPoP (RFC 9449) does it.

use crate::checks::{Check, must, removed};
use crate::code::Code;
use crate::json::{Json, Record, Writer};
use crate::prelude::*;
use crate::suite::jose::{base64url, from_base64url};
use crate::suite::{HostSuite, PageSuite, PublicKey};
use zeroize::Zeroizing;

/// The one `typ` an act, so that a signature made for one route cannot be used on another.
pub mod typ {
    /// A signup.
    pub const SD_JWT: &str = "realname+sd-jwt";
    /// A signup under a policy whose env is `test`.
    pub const TEST_SD_JWT: &str = "realname-test+sd-jwt";
    /// A refusal of something required: decisions and nothing else.
    pub const DECISION: &str = "realname-decision+jwt";
    /// The same under a policy whose env is `test`.
    pub const TEST_DECISION: &str = "realname-test-decision+jwt";
    /// The sealing keys, signed by the root.
    pub const KEYS: &str = "realname-keys+jwt";
    /// A withdrawal of one consent, by the device that gave it.
    pub const WITHDRAWAL: &str = "realname-withdrawal+jwt";
    /// A re-verification, by the device that signed the account up.
    pub const REVERIFY: &str = "realname-reverify+jwt";
    /// The heads of the record streams.
    pub const CHECKPOINT: &str = "realname-checkpoint+jwt";
    /// The vault's result.
    pub const RESULT: &str = "realname-result+jwt";
    /// The vault's result on a child and a guardian.
    pub const GUARDIAN_RESULT: &str = "realname-guardian-result+jwt";
    /// What the person gets to keep.
    pub const RECEIPT: &str = "realname-receipt+jwt";
}

/// The longest protected header, in base64url characters.
const MAX_HEADER: usize = 1024;

/// A JWS that was taken apart; nothing in it is verified yet.
pub struct Jws {
    /// The key in the header.
    pub key: PublicKey,
    /// Its thumbprint, RFC 7638, which nearly every check compares with something.
    pub thumbprint: [u8; 32],
    /// What was signed.
    pub payload: Zeroizing<Vec<u8>>,
    signed: String,
    signature: [u8; 64],
}

impl Jws {
    /// Takes a compact JWS apart. The header must have exactly the members alg, typ, jwk; alg and typ are compared
    /// before anything is computed.
    ///
    /// # Errors
    /// `E_FORMAT`, `E_ALG`, `E_TYP`, `E_JWK`.
    pub fn parse(compact: &str, typ: &str) -> Result<Self, Code> {
        let [header, payload, signature] = parts(compact).ok_or(Code::Format)?;
        must(Check::HeaderSize, header.len() <= MAX_HEADER, Code::Format)?;
        let json = Json::parse(&from_base64url(header)?)?;
        let mut record = Record::of(&json);
        let alg = record.text("alg");
        record.so_far()?;
        must(Check::Alg, alg == "ES256", Code::Alg)?;
        let found = record.text("typ");
        record.so_far()?;
        must(Check::Typ, found == typ, Code::Typ)?;
        let key = PublicKey::from_jwk(record.take("jwk").ok_or(Code::Jwk)?)?;
        record.finish()?;
        // base64url that is not canonical is a matter of format; only then does the length matter.
        let signed = header.to_owned() + "." + payload;
        let signature = from_base64url(signature)?;
        let signature = match <[u8; 64]>::try_from(signature.as_slice()) {
            Err(_) if removed(Check::Signature) => [0; 64],
            signature => signature.map_err(|_| Code::Signature)?,
        };
        let payload = from_base64url(payload)?;
        Ok(Self { key, thumbprint: key.thumbprint(), payload, signed, signature })
    }

    /// Verifies with the key in the header, on the host.
    ///
    /// # Errors
    /// `E_JWK`, `E_SIGNATURE`.
    pub fn verify(&self, suite: &impl HostSuite) -> Result<(), Code> {
        let result = suite.verify(&self.key, self.signed.as_bytes(), &self.signature);
        if removed(Check::Signature) { Ok(()) } else { result }
    }

    /// What was signed, and the signature.
    #[must_use]
    pub const fn signed(&self) -> (&str, &[u8; 64]) {
        (self.signed.as_str(), &self.signature)
    }

    /// Verifies with the key in the header, on the page.
    ///
    /// # Errors
    /// `E_JWK`, `E_SIGNATURE`, `E_CRYPTO_UNAVAILABLE`.
    pub async fn verify_on_page(&self, suite: &impl PageSuite) -> Result<(), Code> {
        let result = suite.verify(&self.key, self.signed.as_bytes(), &self.signature).await;
        if removed(Check::Signature) { Ok(()) } else { result }
    }
}

/// Takes a compact form apart at its dots.
pub(super) fn parts<const N: usize>(compact: &str) -> Option<[&str; N]> {
    let mut parts = [""; N];
    let mut rest = Some(compact);
    for part in &mut parts {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b'.').unwrap_or(text.len());
        *part = text.get(..end)?;
        rest = text.get(end + 1..);
    }
    // Nothing may follow the last, and the last may end with no dot.
    (rest.is_none()).then_some(parts)
}

/// The part that is signed: header and payload.
#[must_use]
pub fn signing_input(typ: &str, key: &PublicKey, payload: &str) -> String {
    let mut header = Writer::new();
    header.begin_object();
    header.text_member("alg", "ES256");
    header.text_member("typ", typ);
    header.key("jwk");
    key.write_jwk(&mut header);
    header.end_object();
    let mut out = base64url(header.finish().as_bytes());
    out.push('.');
    out.push_str(&base64url(payload.as_bytes()));
    out
}

/// Puts the signature behind the part that was signed.
#[must_use]
pub fn with_signature(mut input: String, signature: &[u8; 64]) -> String {
    input.push('.');
    input.push_str(&base64url(signature));
    input
}

/// Signs with the page's device key.
///
/// # Errors
/// `E_CRYPTO_UNAVAILABLE`.
pub async fn sign_on_page(suite: &impl PageSuite, typ: &str, payload: &str) -> Result<String, Code> {
    let input = signing_input(typ, &suite.public_key(), payload);
    let signature = suite.sign(input.as_bytes()).await?;
    Ok(with_signature(input, &signature))
}
