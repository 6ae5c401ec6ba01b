//! The `jose` suite in the browser's WebCrypto, through `browser/platform`, which captured its methods at load.

use super::{Key, PageSuite, PublicKey};
use crate::browser::platform;
use crate::code::Code;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

/// A page's suite with its own fresh device key, not extractable, in memory only.
pub(crate) struct WebCrypto {
    private: JsValue,
    public: PublicKey,
}

impl WebCrypto {
    /// Makes the device key.
    pub(crate) async fn new() -> Result<Self, Code> {
        let pair = platform::device_key().await.map_err(unavailable)?;
        let (private, public) = two(&pair)?;
        Ok(Self { private, public: from_point(&public)? })
    }
}

impl PageSuite for WebCrypto {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        let signature = platform::ecdsa_sign(&self.private, message).await.map_err(unavailable)?;
        fixed(&signature)
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        let good = platform::ecdsa_verify(&point(key), message, signature).await.map_err(|_| Code::Jwk)?;
        if good.is_truthy() { Ok(()) } else { Err(Code::Signature) }
    }

    async fn agree(&self, with: &PublicKey) -> Result<(PublicKey, Key), Code> {
        let pair = platform::ecdh(&point(with)).await.map_err(|_| Code::Jwk)?;
        let (public, shared) = two(&pair)?;
        let secret = Zeroizing::new(fixed(&shared)?);
        // The copy on JavaScript's side is overwritten as well.
        shared.unchecked_into::<Uint8Array>().fill(0, 0, 32);
        Ok((from_point(&public)?, secret))
    }

    async fn encrypt(&self, key: &Key, iv: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Code> {
        let sealed = platform::aes_gcm(key.as_slice(), iv, aad, plaintext).await.map_err(unavailable)?;
        Ok(sealed.unchecked_into::<Uint8Array>().to_vec())
    }

    fn random(&self, out: &mut [u8]) -> Result<(), Code> {
        let length = u32::try_from(out.len()).map_err(|_| Code::Rng)?;
        let bytes = platform::random(length).map_err(|_| Code::Rng)?;
        bytes.copy_to(out);
        bytes.fill(0, 0, length);
        Ok(())
    }
}

fn unavailable(_: JsValue) -> Code {
    Code::CryptoUnavailable
}

/// The two elements of an array that `platform` made.
fn two(pair: &JsValue) -> Result<(JsValue, JsValue), Code> {
    let pair: &Array = pair.dyn_ref().ok_or(Code::CryptoUnavailable)?;
    Ok((pair.get(0), pair.get(1)))
}

fn fixed<const N: usize>(bytes: &JsValue) -> Result<[u8; N], Code> {
    let bytes: &Uint8Array = bytes.dyn_ref().ok_or(Code::CryptoUnavailable)?;
    let mut out = [0; N];
    if usize::try_from(bytes.length()).ok() != Some(N) {
        return Err(Code::CryptoUnavailable);
    }
    bytes.copy_to(&mut out);
    Ok(out)
}

/// An uncompressed point, SEC 1 §2.3.3.
fn point(key: &PublicKey) -> Vec<u8> {
    let mut point = Vec::with_capacity(65);
    point.push(4);
    point.extend_from_slice(&key.x);
    point.extend_from_slice(&key.y);
    point
}

fn from_point(bytes: &JsValue) -> Result<PublicKey, Code> {
    let [_, rest @ ..]: [u8; 65] = fixed(bytes)?;
    let (Some(x), Some(y)) = (rest.first_chunk(), rest.last_chunk()) else {
        return Err(Code::CryptoUnavailable);
    };
    Ok(PublicKey { x: *x, y: *y })
}

#[cfg(test)]
mod tests;
