//! The `jose` suite in RustCrypto, for the host: verifier and vault, and a page's half for the vectors.

use super::{HostSuite, Key, PageSuite, PublicKey, Signer};
use crate::code::Code;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use hmac::{Hmac, Mac};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use std::cell::RefCell;
use zeroize::Zeroizing;

/// The host's half; needs no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl HostSuite for Native {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        let key = VerifyingKey::from_sec1_bytes(&key.to_point()).map_err(|_| Code::Jwk)?;
        let signature = Signature::from_slice(signature).map_err(|_| Code::Signature)?;
        key.verify(message, &signature).map_err(|_| Code::Signature)
    }

    fn decrypt(
        &self,
        key: &Key,
        iv: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Code> {
        let cipher = Aes256Gcm::new_from_slice(key.as_slice()).map_err(|_| Code::SealedDecrypt)?;
        let plain =
            cipher.decrypt(&(*iv).into(), Payload { msg: sealed, aad }).map_err(|_| Code::SealedDecrypt)?;
        Ok(Zeroizing::new(plain))
    }
}

/// A private P-256 key, for signing or for agreement.
#[derive(Clone)]
pub struct PrivateKey(p256::SecretKey);

impl PrivateKey {
    /// From its 32 bytes.
    ///
    /// # Errors
    /// `E_JWK` when it is zero or not below the order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Code> {
        p256::SecretKey::from_slice(bytes).map(Self).map_err(|_| Code::Jwk)
    }

    /// A fresh one from the operating system.
    ///
    /// # Errors
    /// `E_RNG`.
    pub fn generate() -> Result<Self, Code> {
        Self::draw(&mut |out| getrandom::fill(out).map_err(|_| Code::Rng))
    }

    /// Draws until the bytes are a valid scalar, which the first draw is but for one in 2³².
    fn draw(random: &mut dyn FnMut(&mut [u8]) -> Result<(), Code>) -> Result<Self, Code> {
        let mut bytes = Zeroizing::new([0; 32]);
        for _ in 0..8 {
            random(bytes.as_mut_slice())?;
            if let Ok(key) = Self::from_bytes(&bytes) {
                return Ok(key);
            }
        }
        Err(Code::Rng)
    }

    /// The 32 bytes, for the file that keeps it.
    ///
    /// # Errors
    /// None; another suite has some.
    pub fn to_bytes(&self) -> Result<Key, Code> {
        Ok(Zeroizing::new(self.0.to_bytes().into()))
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        let point = self.0.public_key().to_sec1_bytes();
        let mut key = PublicKey { x: [0; 32], y: [0; 32] };
        for (to, from) in key.x.iter_mut().chain(key.y.iter_mut()).zip(point.iter().skip(1)) {
            *to = *from;
        }
        key
    }

    /// ECDH.
    ///
    /// # Errors
    /// `E_JWK` when the point is not on the curve.
    pub fn agree(&self, with: &PublicKey) -> Result<Key, Code> {
        let point = p256::PublicKey::from_sec1_bytes(&with.to_point()).map_err(|_| Code::Jwk)?;
        let shared = p256::ecdh::diffie_hellman(self.0.to_nonzero_scalar(), point.as_affine());
        Ok(Zeroizing::new((*shared.raw_secret_bytes()).into()))
    }
}

impl Signer for PrivateKey {
    fn public_key(&self) -> PublicKey {
        Self::public_key(self)
    }

    /// Deterministic (RFC 6979), so that vectors are.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        let key = SigningKey::from(&self.0);
        let signature: Signature = key.try_sign(message).map_err(|_| Code::CryptoUnavailable)?;
        Ok(signature.to_bytes().into())
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
/// `E_RNG` cannot happen: HMAC takes keys of any length.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Result<[u8; 32], Code> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).map_err(|_| Code::Rng)?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().into())
}

type Random = Box<dyn FnMut(&mut [u8]) -> Result<(), Code>>;

/// The page's half on the host, with randomness from the caller: fixed for vectors, the system's otherwise.
pub struct NativePage {
    key: PrivateKey,
    random: RefCell<Random>,
}

impl NativePage {
    /// A page whose device key and every random byte come from `random`.
    ///
    /// # Errors
    /// What `random` says.
    pub fn new(random: impl FnMut(&mut [u8]) -> Result<(), Code> + 'static) -> Result<Self, Code> {
        let mut random: Random = Box::new(random);
        Ok(Self { key: PrivateKey::draw(&mut random)?, random: RefCell::new(random) })
    }

    /// A page with the operating system's randomness.
    ///
    /// # Errors
    /// `E_RNG`.
    pub fn from_system() -> Result<Self, Code> {
        Self::new(|out| getrandom::fill(out).map_err(|_| Code::Rng))
    }
}

impl PageSuite for NativePage {
    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        self.key.sign(message)
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        Native.verify(key, message, signature)
    }

    async fn agree(&self, with: &PublicKey) -> Result<(PublicKey, Key), Code> {
        let ephemeral = PrivateKey::draw(&mut **self.random.borrow_mut())?;
        Ok((ephemeral.public_key(), ephemeral.agree(with)?))
    }

    async fn encrypt(&self, key: &Key, iv: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Code> {
        let cipher = Aes256Gcm::new_from_slice(key.as_slice()).map_err(|_| Code::CryptoUnavailable)?;
        cipher.encrypt(&(*iv).into(), Payload { msg: plaintext, aad }).map_err(|_| Code::CryptoUnavailable)
    }

    fn random(&self, out: &mut [u8]) -> Result<(), Code> {
        (self.random.borrow_mut())(out)
    }
}
