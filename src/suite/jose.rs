//! The `jose` suite's fixed parts: hashing, JWK and its thumbprint (RFC 7638), Concat KDF (RFC 7518 §4.6.2).

use super::{Key, PublicKey};
use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Members, Writer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// SHA-256 over parts, one after the other, without separators: for inputs of one part or of fixed lengths.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// base64url without padding, RFC 4648 §5.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url; padding, foreign characters and stray bits are refused.
///
/// # Errors
/// `E_FORMAT`.
pub fn from_base64url(text: &str) -> Result<Zeroizing<Vec<u8>>, Code> {
    #[cfg(all(test, feature = "native"))]
    if crate::checks::removed(Check::Canonical) {
        return lenient(text);
    }
    URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new).map_err(|_| Code::Format)
}

/// What a careless decoder does, for the tests that show why ours is not one.
#[cfg(all(test, feature = "native"))]
fn lenient(text: &str) -> Result<Zeroizing<Vec<u8>>, Code> {
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&base64::alphabet::URL_SAFE, config);
    engine.decode(text).map(Zeroizing::new).map_err(|_| Code::Format)
}

/// Reads base64url of a known length.
///
/// # Errors
/// `E_FORMAT`.
pub fn array_from_base64url<const N: usize>(text: &str) -> Result<[u8; N], Code> {
    <[u8; N]>::try_from(from_base64url(text)?.as_slice()).map_err(|_| Code::Format)
}

/// base64url of SHA-256 of a text's bytes: disclosures, `sealed_hash`, policies, notices.
#[must_use]
pub fn digest_of(text: &[u8]) -> String {
    base64url(&sha256(&[text]))
}

impl PublicKey {
    /// Writes the bare public JWK with its members in RFC 7638's order.
    pub fn write_jwk(&self, json: &mut Writer) {
        json.begin_object();
        json.text_member("crv", "P-256");
        json.text_member("kty", "EC");
        json.text_member("x", &base64url(&self.x));
        json.text_member("y", &base64url(&self.y));
        json.end_object();
    }

    /// Takes the four members of a bare public JWK; the caller decides what else may stand there.
    ///
    /// # Errors
    /// `E_JWK`.
    pub fn take_jwk(members: &mut Members) -> Result<Self, Code> {
        let mut coordinate = |name: &str| array_from_base64url(&members.text(name)?);
        let (x, y) = (coordinate("x").map_err(|_| Code::Jwk)?, coordinate("y").map_err(|_| Code::Jwk)?);
        let named = |text: Result<String, Code>, want: &str| text.is_ok_and(|text| text == want);
        // Both members are taken out, whatever the first one says.
        let known = named(members.text("kty"), "EC") & named(members.text("crv"), "P-256");
        must(Check::KeyKind, known, Code::Jwk)?;
        Ok(Self { x, y })
    }

    /// Reads a JWK with exactly the members kty, crv, x, y.
    ///
    /// # Errors
    /// `E_JWK`: another member (a private `d` above all), another curve, a wrong length.
    pub fn from_jwk(value: Json) -> Result<Self, Code> {
        let mut members = value.into_members().map_err(|_| Code::Jwk)?;
        let key = Self::take_jwk(&mut members)?;
        members.finish().map_err(|_| Code::Jwk)?;
        Ok(key)
    }

    /// The RFC 7638 thumbprint by SHA-256, raw.
    #[must_use]
    pub fn thumbprint(&self) -> [u8; 32] {
        let mut json = Writer::new();
        self.write_jwk(&mut json);
        sha256(&[json.finish().as_bytes()])
    }
}

/// The Concat KDF for `enc` A256GCM in direct agreement: one round of SHA-256 (NIST SP 800-56A, RFC 7518 §4.6.2).
#[must_use]
pub fn concat_kdf(shared: &Key, apu: &[u8], apv: &[u8]) -> Key {
    concat_kdf_round(shared, b"A256GCM", apu, apv, 256)
}

/// The first round of the Concat KDF for any algorithm and key length in bits; what is wanted is at its front.
#[must_use]
pub fn concat_kdf_round(shared: &Key, algorithm: &[u8], apu: &[u8], apv: &[u8], bits: u32) -> Key {
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
    Zeroizing::new(sha256(&[
        &1u32.to_be_bytes(),
        shared.as_slice(),
        &len(algorithm),
        algorithm,
        &len(apu),
        apu,
        &len(apv),
        apv,
        &bits.to_be_bytes(),
    ]))
}
