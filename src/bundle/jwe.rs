//! `sealed`: JWE in compact form (RFC 7516), ECDH-ES in direct agreement with A256GCM.

use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::suite::jose::{array_from_base64url, base64url, concat_kdf, from_base64url};
use crate::suite::{HostSuite, KeyStore, PageSuite, PublicKey};
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

/// Seals to a key of the vault.
///
/// # Errors
/// `E_JWK`, `E_RNG`, `E_CRYPTO_UNAVAILABLE`.
pub async fn seal(
    suite: &impl PageSuite,
    kid: &str,
    to: &PublicKey,
    binding: &Binding,
    plaintext: &[u8],
) -> Result<String, Code> {
    let (epk, shared) = suite.agree(to).await?;
    let mut iv = [0; 12];
    suite.random(&mut iv)?;
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
    let mut out = base64url(header.finish().as_bytes());
    let key = concat_kdf(&shared, &binding.apu, &binding.apv);
    let sealed = suite.encrypt(&key, &iv, out.as_bytes(), plaintext).await?;
    let (text, tag) =
        sealed.split_at_checked(sealed.len().saturating_sub(16)).ok_or(Code::CryptoUnavailable)?;
    out.push_str("..");
    out.push_str(&base64url(&iv));
    out.push('.');
    out.push_str(&base64url(text));
    out.push('.');
    out.push_str(&base64url(tag));
    Ok(out)
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
        let mut parts = compact.split('.');
        let (Some(aad), Some(""), Some(iv), Some(text), Some(tag), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
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
