//! Keys that a Node backend hands over for one call.

use realname::code::Code;
use realname::suite::jose::{array_from_base64url, base64url};
use realname::suite::native::{PrivateKey, hmac_sha256};
use realname::suite::{Key, KeyStore, PublicKey};

/// The id of the one challenge key of a call.
pub(crate) const ID: u8 = 1;

/// The gateway's.
pub(crate) struct ChallengeKeys(Key);

impl ChallengeKeys {
    /// From base64url of 32 bytes.
    pub(crate) fn new(key: &str) -> Result<Self, Code> {
        Ok(Self(array_from_base64url(key)?.into()))
    }
}

impl KeyStore for ChallengeKeys {
    fn agree(&self, _: &str, _: &PublicKey) -> Result<Key, Code> {
        Err(Code::SealedKey)
    }

    fn mac(&self, key_id: u8, message: &[u8]) -> Result<[u8; 32], Code> {
        if key_id == ID { hmac_sha256(self.0.as_slice(), message) } else { Err(Code::ChallengeUnknown) }
    }
}

/// The vault's, each under its thumbprint.
pub(crate) struct SealingKeys(Vec<(String, PrivateKey)>);

impl SealingKeys {
    /// From the `d` of each.
    pub(crate) fn new(list: &[String]) -> Result<Self, Code> {
        let key = |d: &String| {
            let key = PrivateKey::from_bytes(&array_from_base64url(d)?)?;
            Ok((base64url(&key.public_key().thumbprint()), key))
        };
        list.iter().map(key).collect::<Result<_, Code>>().map(Self)
    }
}

impl KeyStore for SealingKeys {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        let (_, key) = self.0.iter().find(|(id, _)| id == kid).ok_or(Code::SealedKey)?;
        key.agree(with).map_err(|_| Code::SealedDecrypt)
    }

    fn mac(&self, _: u8, _: &[u8]) -> Result<[u8; 32], Code> {
        Err(Code::ChallengeUnknown)
    }
}
