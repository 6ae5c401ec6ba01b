//! Keys that a Node backend hands over for one call.

use crate::host::Host;
use realname::code::Code;
use realname::suite::jose::{array_from_base64url, base64url};
use realname::suite::native::hmac_sha256;
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
pub(crate) struct SealingKeys<'a> {
    host: &'a Host,
    all: Vec<(String, Key)>,
}

impl<'a> SealingKeys<'a> {
    /// From the `d` of each.
    pub(crate) fn new(host: &'a Host, list: &[String]) -> Result<Self, Code> {
        let key = |d: &String| {
            let key = Key::from(array_from_base64url(d)?);
            Ok((base64url(&host.public_key(&key)?.thumbprint()), key))
        };
        Ok(Self { host, all: list.iter().map(key).collect::<Result<_, Code>>()? })
    }
}

impl KeyStore for SealingKeys<'_> {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        let (_, key) = self.all.iter().find(|(id, _)| id == kid).ok_or(Code::SealedKey)?;
        self.host.agree(key, with).map_err(|_| Code::SealedDecrypt)
    }

    fn mac(&self, _: u8, _: &[u8]) -> Result<[u8; 32], Code> {
        Err(Code::ChallengeUnknown)
    }
}
