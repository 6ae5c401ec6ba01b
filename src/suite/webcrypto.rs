//! The `jose` suite in the browser's WebCrypto, through `browser/platform`, which captured its methods at load.

use super::{Key, PageSuite, PublicKey};
use crate::browser::platform::{self, Page, answered};
use crate::code::Code;
use crate::prelude::*;
use zeroize::Zeroizing;

/// A page's suite with its own fresh device key, not extractable, in memory only.
pub(crate) struct WebCrypto<'a> {
    page: &'a Page,
    public: PublicKey,
}

impl<'a> WebCrypto<'a> {
    /// The suite of a page that has its device key.
    pub(crate) const fn new(page: &'a Page, public: PublicKey) -> Self {
        Self { page, public }
    }

    /// Makes the device key.
    pub(crate) async fn device_key(page: &Page) -> Result<PublicKey, Code> {
        platform::device_key(page);
        from_point(&answered(page).await.unwrap_or_default())
    }
}

impl PageSuite for WebCrypto<'_> {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        platform::sign(self.page, message);
        let signature = answered(self.page).await.unwrap_or_default();
        signature.as_slice().try_into().map_err(|_| Code::CryptoUnavailable)
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        platform::verify(self.page, &point(key), message, signature);
        let good = answered(self.page).await.ok_or(Code::Jwk)?;
        if good.is_empty() { Err(Code::Signature) } else { Ok(()) }
    }

    async fn agree(&self, with: &PublicKey) -> Result<(PublicKey, Key), Code> {
        platform::agree(self.page, &point(with));
        let both = Zeroizing::new(answered(self.page).await.ok_or(Code::Jwk)?);
        platform::forget(self.page);
        let (public, secret) = both.split_last_chunk().ok_or(Code::CryptoUnavailable)?;
        Ok((from_point(public)?, Zeroizing::new(*secret)))
    }

    async fn encrypt(&self, key: &Key, iv: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Code> {
        platform::seal(self.page, key.as_slice(), iv, aad, plaintext);
        answered(self.page).await.ok_or(Code::CryptoUnavailable)
    }

    fn random(&self, out: &mut [u8]) -> Result<(), Code> {
        if platform::random(out) { Ok(()) } else { Err(Code::Rng) }
    }
}

/// An uncompressed point, SEC 1 §2.3.3.
fn point(key: &PublicKey) -> Vec<u8> {
    [&[4], key.x.as_slice(), key.y.as_slice()].concat()
}

fn from_point(bytes: &[u8]) -> Result<PublicKey, Code> {
    let (Some(x), Some(y), 65) = (bytes.get(1..33), bytes.last_chunk(), bytes.len()) else {
        return Err(Code::CryptoUnavailable);
    };
    Ok(PublicKey { x: x.try_into().map_err(|_| Code::CryptoUnavailable)?, y: *y })
}

#[cfg(test)]
mod tests;
