//! The `jose` suite in AWS-LC, for a host that serves many: the same answers as RustCrypto's, several times as fast.

use super::{HostSuite, Key, PublicKey, Signer};
use crate::code::Code;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsBigEndian as _, EcPrivateKeyBin};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, ParsedPublicKey,
};
use zeroize::Zeroizing;

/// The host's half; needs no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLc;

impl HostSuite for AwsLc {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        // Parsed on its own, because one answer for both would not tell a bad key from a bad signature.
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.to_point()).map_err(|_| Code::Jwk)?;
        key.verify_sig(message, signature).map_err(|_| Code::Signature)
    }

    fn decrypt(
        &self,
        key: &Key,
        iv: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Code> {
        let key = UnboundKey::new(&AES_256_GCM, key.as_slice()).map_err(|_| Code::SealedDecrypt)?;
        let mut text = Zeroizing::new(sealed.to_vec());
        let length = LessSafeKey::new(key)
            .open_in_place(Nonce::assume_unique_for_key(*iv), Aad::from(aad), &mut text)
            .map_err(|_| Code::SealedDecrypt)?
            .len();
        text.truncate(length);
        Ok(text)
    }
}

/// A private P-256 key, for signing or for agreement.
pub struct PrivateKey {
    agreeing: agreement::PrivateKey,
    signing: EcdsaKeyPair,
    public: PublicKey,
}

impl PrivateKey {
    /// From its 32 bytes.
    ///
    /// # Errors
    /// `E_JWK` when it is zero or not below the order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Code> {
        let agreeing = agreement::PrivateKey::from_private_key(&ECDH_P256, bytes).map_err(|_| Code::Jwk)?;
        let point = agreeing.compute_public_key().map_err(|_| Code::Jwk)?;
        let public = PublicKey::from_point(point.as_ref()).ok_or(Code::Jwk)?;
        let signing = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            bytes,
            point.as_ref(),
        )
        .map_err(|_| Code::Jwk)?;
        Ok(Self { agreeing, signing, public })
    }

    /// A fresh one from the operating system.
    ///
    /// # Errors
    /// `E_RNG`.
    pub fn generate() -> Result<Self, Code> {
        let key = agreement::PrivateKey::generate(&ECDH_P256).map_err(|_| Code::Rng)?;
        Self::from_bytes(&*scalar(&key)?)
    }

    /// The 32 bytes, for the file that keeps it.
    ///
    /// # Errors
    /// `E_CRYPTO_UNAVAILABLE`, never in practice.
    pub fn to_bytes(&self) -> Result<Key, Code> {
        scalar(&self.agreeing)
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> PublicKey {
        self.public
    }

    /// ECDH.
    ///
    /// # Errors
    /// `E_JWK` when the point is not on the curve.
    pub fn agree(&self, with: &PublicKey) -> Result<Key, Code> {
        let with = UnparsedPublicKey::new(&ECDH_P256, with.to_point());
        agreement::agree(&self.agreeing, with, Code::Jwk, |secret| {
            <[u8; 32]>::try_from(secret).map(Zeroizing::new).map_err(|_| Code::Jwk)
        })
    }
}

fn scalar(key: &agreement::PrivateKey) -> Result<Key, Code> {
    let bytes: EcPrivateKeyBin<'static> = key.as_be_bytes().map_err(|_| Code::CryptoUnavailable)?;
    bytes.as_ref().try_into().map(Zeroizing::new).map_err(|_| Code::CryptoUnavailable)
}

impl Signer for PrivateKey {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    /// ECDSA with SHA-256, r ‖ s, with a random nonce: two signatures of one message differ.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        let signature = self.signing.sign(&SystemRandom::new(), message).map_err(|_| Code::Rng)?;
        signature.as_ref().try_into().map_err(|_| Code::CryptoUnavailable)
    }
}

impl core::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// HMAC-SHA-256, RFC 2104.
///
/// # Errors
/// `E_CRYPTO_UNAVAILABLE`, never in practice.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Result<[u8; 32], Code> {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    tag.as_ref().try_into().map_err(|_| Code::CryptoUnavailable)
}
