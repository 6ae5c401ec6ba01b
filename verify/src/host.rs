//! The cryptography of whoever runs this module: Node's own OpenSSL where the caller lends it, RustCrypto where not, as in
//! a browser of `realname/testing`. Every check of the format is the same Rust in both.

use realname::code::Code;
use realname::suite::native::{Native, PrivateKey};
use realname::suite::{HostSuite, Key, PublicKey};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

#[wasm_bindgen]
extern "C" {
    /// What `npm/node-crypto.js` lends.
    pub type Lent;

    /// ECDSA on P-256 with SHA-256: `GOOD`, `NO_KEY`, or another number where it is not that key's.
    #[wasm_bindgen(method)]
    fn verify(this: &Lent, point: &[u8], message: &[u8], signature: &[u8]) -> u8;

    /// Opens AES-256-GCM with its tag at the end, into `text`, which is as long; whether it opened.
    #[wasm_bindgen(method)]
    fn decrypt(this: &Lent, key: &[u8], iv: &[u8], aad: &[u8], sealed: &[u8], text: &mut [u8]) -> bool;

    /// ECDH of a private key and an uncompressed point, into `secret`; whether they are a key and a point.
    #[wasm_bindgen(method)]
    fn agree(this: &Lent, private: &[u8], point: &[u8], secret: &mut [u8]) -> bool;

    /// The uncompressed point of a private key, into `point`; whether it is a key.
    #[wasm_bindgen(method, js_name = publicOf)]
    fn public_of(this: &Lent, private: &[u8], point: &mut [u8]) -> bool;
}

/// Bytes of the tag of AES-GCM.
const TAG: usize = 16;

/// The signature is that key's.
const GOOD: u8 = 0;
/// The key is none of that curve.
const NO_KEY: u8 = 1;

/// The `jose` suite of a call.
pub(crate) enum Host {
    /// RustCrypto, compiled into the module.
    Own(Native),
    /// The caller's.
    Lent(Lent),
}

impl Host {
    /// The caller's, if it lends any.
    pub(crate) fn of(lent: Option<Lent>) -> Self {
        lent.map_or(Self::Own(Native), Self::Lent)
    }

    /// The public half of a private key.
    ///
    /// # Errors
    /// `E_JWK` when the key is zero or not below the order.
    pub(crate) fn public_key(&self, private: &Key) -> Result<PublicKey, Code> {
        match self {
            Self::Own(_) => Ok(PrivateKey::from_bytes(private)?.public_key()),
            Self::Lent(lent) => {
                let mut point = [0; 65];
                let good = lent.public_of(private.as_slice(), &mut point);
                PublicKey::from_point(&point).filter(|_| good).ok_or(Code::Jwk)
            }
        }
    }

    /// ECDH.
    ///
    /// # Errors
    /// `E_JWK` when the point is not on the curve.
    pub(crate) fn agree(&self, private: &Key, with: &PublicKey) -> Result<Key, Code> {
        match self {
            Self::Own(_) => PrivateKey::from_bytes(private)?.agree(with),
            Self::Lent(lent) => {
                let mut secret = Key::default();
                let good = lent.agree(private.as_slice(), &with.to_point(), secret.as_mut_slice());
                if good { Ok(secret) } else { Err(Code::Jwk) }
            }
        }
    }
}

impl HostSuite for Host {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        match self {
            Self::Own(own) => own.verify(key, message, signature),
            Self::Lent(lent) => match lent.verify(&key.to_point(), message, signature) {
                GOOD => Ok(()),
                NO_KEY => Err(Code::Jwk),
                _ => Err(Code::Signature),
            },
        }
    }

    fn decrypt(
        &self,
        key: &Key,
        iv: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Code> {
        match self {
            Self::Own(own) => own.decrypt(key, iv, aad, sealed),
            Self::Lent(lent) => {
                let length = sealed.len().checked_sub(TAG).ok_or(Code::SealedDecrypt)?;
                let mut text = Zeroizing::new(vec![0; length]);
                let good = lent.decrypt(key.as_slice(), iv, aad, sealed, &mut text);
                if good { Ok(text) } else { Err(Code::SealedDecrypt) }
            }
        }
    }
}
