//! What the wire format asks of cryptography, as traits; one module a suite and a place where it runs.
//!
//! `jose` is ES256, SHA-256, ECDH-ES with A256GCM (RFC 7518). The page's half is asynchronous because WebCrypto is;
//! the host's half is not.

#[cfg(feature = "aws-lc")]
pub mod aws_lc;
#[cfg(feature = "native")]
pub mod host;
pub mod jose;
#[cfg(feature = "native")]
pub mod native;
#[cfg(feature = "native")]
pub mod remembering;
#[cfg(all(target_arch = "wasm32", feature = "browser"))]
pub(crate) mod webcrypto;

use crate::code::Code;
use crate::prelude::*;
use zeroize::Zeroizing;

/// A point on P-256, as its two coordinates, big-endian. Whether it is on the curve is for the suite to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The x coordinate.
    pub x: [u8; 32],
    /// The y coordinate.
    pub y: [u8; 32],
}

impl PublicKey {
    /// From an uncompressed point, SEC 1 §2.3.3.
    #[must_use]
    pub fn from_point(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; 65] = bytes.try_into().ok()?;
        let (_, y) = bytes.split_last_chunk()?;
        let (x, _) = bytes.split_first()?.1.split_first_chunk()?;
        Some(Self { x: *x, y: *y })
    }

    /// As an uncompressed point.
    #[must_use]
    pub fn to_point(&self) -> [u8; 65] {
        let mut point = [4; 65];
        for (to, from) in point.iter_mut().skip(1).zip(self.x.iter().chain(&self.y)) {
            *to = *from;
        }
        point
    }
}

/// A shared secret or a content key, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// The page's half.
#[allow(
    async_fn_in_trait,
    reason = "used with one implementation at a time, never as an object, never across threads"
)]
pub trait PageSuite {
    /// The public half of this signup's device key.
    fn public_key(&self) -> PublicKey;

    /// Signs with the device key: ECDSA, r ‖ s.
    ///
    /// # Errors
    /// `E_CRYPTO_UNAVAILABLE`.
    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code>;

    /// Verifies a signature of somebody else (the pinned root).
    ///
    /// # Errors
    /// `E_SIGNATURE`; `E_CRYPTO_UNAVAILABLE`.
    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code>;

    /// Agrees on a secret with a fresh key pair, which is forgotten.
    ///
    /// # Errors
    /// `E_JWK` when the other's key is not on the curve; `E_CRYPTO_UNAVAILABLE`.
    async fn agree(&self, with: &PublicKey) -> Result<(PublicKey, Key), Code>;

    /// AES-256-GCM; the 16-byte tag stands at the end.
    ///
    /// # Errors
    /// `E_CRYPTO_UNAVAILABLE`.
    async fn encrypt(&self, key: &Key, iv: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Code>;

    /// Fills with secure random bytes.
    ///
    /// # Errors
    /// `E_RNG`.
    fn random(&self, out: &mut [u8]) -> Result<(), Code>;
}

/// The host's half that needs no key of ours.
pub trait HostSuite {
    /// Verifies an ECDSA signature r ‖ s; a high s is as good as a low one.
    ///
    /// # Errors
    /// `E_JWK` when the key is not on the curve, else `E_SIGNATURE`.
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code>;

    /// Opens AES-256-GCM.
    ///
    /// # Errors
    /// `E_SEALED_DECRYPT`.
    fn decrypt(
        &self,
        key: &Key,
        iv: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Code>;
}

/// A private key that signs on the host.
pub trait Signer {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// ECDSA with SHA-256, r ‖ s.
    ///
    /// # Errors
    /// `E_RNG` when a signature wants randomness and there is none; `E_CRYPTO_UNAVAILABLE`.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code>;
}

/// Holds private keys and lends their use, never their bytes.
pub trait KeyStore {
    /// ECDH with the vault's key of that id.
    ///
    /// # Errors
    /// `E_SEALED_KEY` when there is no such key; `E_SEALED_DECRYPT` when the point is not on the curve.
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code>;

    /// HMAC-SHA-256 under the challenge key of that id.
    ///
    /// # Errors
    /// `E_CHALLENGE_UNKNOWN` when there is no such key.
    fn mac(&self, key_id: u8, message: &[u8]) -> Result<[u8; 32], Code>;
}
