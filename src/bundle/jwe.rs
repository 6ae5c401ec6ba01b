//! `sealed`: JWE in compact form (RFC 7516), ECDH-ES in direct agreement with A256GCM.

use super::jws::parts;
use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::suite::jose::{array_from_base64url, base64url, concat_kdf, from_base64url};
use crate::suite::{HostSuite, Key, KeyStore, PublicKey};
use zeroize::Zeroizing;

const TYP: &str = "realname-sealed+jwe";
/// The longest protected header, in base64url characters.
const MAX_HEADER: usize = 1024;

/// What ties a `sealed` to its bundle: both stand in the protected header and enter the key derivation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// `apu`: the raw thumbprint of the device key.
    pub apu: [u8; 32],
    /// `apv`: the raw SHA-256 of the challenge.
    pub apv: [u8; 32],
}

/// The protected header, in base64url.
#[must_use]
pub fn header(kid: &str, epk: &PublicKey, binding: &Binding) -> String {
    let mut header = Writer::new();
    header.begin_object();
    header.text_member("alg", "ECDH-ES");
    header.text_member("enc", "A256GCM");
    header.text_member("kid", kid);
    header.text_member("typ", TYP);
    header.text_member("cty", "application/json");
    header.key("epk");
    epk.write_jwk(&mut header);
    header.text_member("apu", &base64url(&binding.apu));
    header.text_member("apv", &base64url(&binding.apv));
    header.end_object();
    base64url(header.finish().as_bytes())
}

/// The key for the content, from the secret that was agreed on.
#[must_use]
pub fn content_key(secret: &[u8; 32], binding: &Binding) -> Key {
    concat_kdf(&Key::new(*secret), &binding.apu, &binding.apv)
}

/// Puts vector, ciphertext and tag behind the header.
///
/// # Errors
/// `E_CRYPTO_UNAVAILABLE` when there is no tag.
pub fn complete(text: &mut String, iv: &[u8; 12], sealed: &[u8]) -> Result<(), Code> {
    let (sealed, tag) = sealed.split_last_chunk::<16>().ok_or(Code::CryptoUnavailable)?;
    text.push('.');
    for part in [iv.as_slice(), sealed, tag] {
        text.push('.');
        text.push_str(&base64url(part));
    }
    Ok(())
}

/// A JWE that was taken apart; nothing in it is opened yet.
pub struct Jwe {
    /// The vault's key that it is for.
    pub kid: String,
    /// What it says it is bound to.
    pub binding: Binding,
    epk: PublicKey,
    aad: String,
    iv: [u8; 12],
    sealed: Zeroizing<Vec<u8>>,
}

impl Jwe {
    /// Takes a compact JWE apart.
    ///
    /// # Errors
    /// `E_FORMAT`, `E_ALG`, `E_TYP`, `E_JWK`.
    pub fn parse(compact: &str) -> Result<Self, Code> {
        let [aad, "", iv, text, tag] = parts(compact).ok_or(Code::Format)? else {
            return Err(Code::Format);
        };
        must(Check::HeaderSize, aad.len() <= MAX_HEADER, Code::Format)?;
        let mut members = Json::parse(&from_base64url(aad)?)?.into_members()?;
        let algorithms = (members.text("alg")?, members.text("enc")?);
        must(Check::SealedAlg, algorithms.0 == "ECDH-ES" && algorithms.1 == "A256GCM", Code::Alg)?;
        let types = (members.text("typ")?, members.text("cty")?);
        must(Check::SealedTyp, types.0 == TYP && types.1 == "application/json", Code::Typ)?;
        let kid = members.text("kid")?;
        let epk = PublicKey::from_jwk(&members.take("epk").ok_or(Code::Jwk)?)?;
        let binding = Binding {
            apu: array_from_base64url(&members.text("apu")?)?,
            apv: array_from_base64url(&members.text("apv")?)?,
        };
        members.finish()?;
        let mut sealed = from_base64url(text)?;
        sealed.extend_from_slice(&array_from_base64url::<16>(tag)?);
        Ok(Self { kid, binding, epk, aad: aad.to_owned(), iv: array_from_base64url(iv)?, sealed })
    }

    /// Opens it.
    ///
    /// # Errors
    /// `E_SEALED_KEY`, `E_SEALED_DECRYPT`.
    pub fn open(&self, suite: &impl HostSuite, keys: &impl KeyStore) -> Result<Zeroizing<Vec<u8>>, Code> {
        let shared = keys.agree(&self.kid, &self.epk)?;
        let key = concat_kdf(&shared, &self.binding.apu, &self.binding.apv);
        suite.decrypt(&key, &self.iv, self.aad.as_bytes(), &self.sealed)
    }
}
