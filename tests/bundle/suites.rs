//! Every suite that a host can have, behind one: each question goes to all of them, and they must answer alike. So
//! whatever is tested through this is tested through each.

use realname::code::Code;
#[cfg(feature = "aws-lc")]
use realname::suite::aws_lc;
use realname::suite::native::{self, Native, PrivateKey};
use realname::suite::{HostSuite, Key, PublicKey};
use zeroize::Zeroizing;

/// All of them.
pub(crate) struct Every;

impl HostSuite for Every {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        let answer = Native.verify(key, message, signature);
        #[cfg(feature = "aws-lc")]
        assert_eq!(aws_lc::AwsLc.verify(key, message, signature), answer);
        answer
    }

    fn decrypt(
        &self,
        key: &Key,
        iv: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Code> {
        let answer = Native.decrypt(key, iv, aad, sealed);
        #[cfg(feature = "aws-lc")]
        assert_eq!(aws_lc::AwsLc.decrypt(key, iv, aad, sealed), answer);
        answer
    }
}

/// ECDH with each.
pub(crate) fn agree(private: &PrivateKey, with: &PublicKey) -> Result<Key, Code> {
    let answer = private.agree(with);
    #[cfg(feature = "aws-lc")]
    {
        let private = aws_lc::PrivateKey::from_bytes(&private.to_bytes().unwrap()).unwrap();
        assert_eq!(private.agree(with), answer);
    }
    answer
}

/// HMAC with each.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Result<[u8; 32], Code> {
    let answer = native::hmac_sha256(key, message);
    #[cfg(feature = "aws-lc")]
    assert_eq!(aws_lc::hmac_sha256(key, message), answer);
    answer
}
