//! A host's suite that remembers what it verified: where gateway and vault are one process, each checks the signature for
//! itself, and the second time costs a digest.

use super::jose::sha256;
use super::{HostSuite, Key, PublicKey};
use crate::code::Code;
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// How many signatures are remembered: those of the signups under way.
const REMEMBERED: usize = 4096;

#[derive(Debug, Default)]
struct Seen {
    all: HashSet<[u8; 32]>,
    /// The same, the oldest first.
    order: VecDeque<[u8; 32]>,
}

/// Remembers good signatures, by a digest of key, message and signature; a bad one never.
///
/// ```
/// # #[cfg(feature = "native")] {
/// use realname::suite::{HostSuite, Signer, host, remembering::Remembering};
/// let (suite, key) = (Remembering::new(host::Host), host::PrivateKey::generate().unwrap());
/// let signature = key.sign(b"a message").unwrap();
/// for _ in 0..2 {
///     assert!(suite.verify(&Signer::public_key(&key), b"a message", &signature).is_ok());
///     assert!(suite.verify(&Signer::public_key(&key), b"another", &signature).is_err());
/// }
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Remembering<S> {
    suite: S,
    seen: Mutex<Seen>,
}

impl<S> Remembering<S> {
    /// Remembers nothing yet.
    #[must_use]
    pub fn new(suite: S) -> Self {
        Self { suite, seen: Mutex::default() }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        // A set of digests is whole after any panic.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: HostSuite> HostSuite for Remembering<S> {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        // Point and signature have fixed lengths, so no two triples are the same bytes.
        let digest = sha256(&[b"realname-verified", &key.to_point(), signature, message]);
        if self.seen().all.contains(&digest) {
            return Ok(());
        }
        self.suite.verify(key, message, signature)?;
        let mut seen = self.seen();
        if seen.all.insert(digest) {
            seen.order.push_back(digest);
        }
        if seen.order.len() > REMEMBERED
            && let Some(oldest) = seen.order.pop_front()
        {
            seen.all.remove(&oldest);
        }
        Ok(())
    }

    fn decrypt(
        &self,
        key: &Key,
        iv: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Code> {
        self.suite.decrypt(key, iv, aad, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::native::PrivateKey;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts what reaches the suite, and calls every signature good that is not zeros.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl HostSuite for Counting {
        fn verify(&self, _: &PublicKey, _: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
            self.0.fetch_add(1, Ordering::Relaxed);
            if *signature == [0; 64] { Err(Code::Signature) } else { Ok(()) }
        }

        fn decrypt(&self, _: &Key, _: &[u8; 12], _: &[u8], _: &[u8]) -> Result<Zeroizing<Vec<u8>>, Code> {
            Err(Code::SealedDecrypt)
        }
    }

    #[test]
    fn asks_once_for_a_good_signature_and_always_for_a_bad_one() {
        let key = PrivateKey::generate().unwrap().public_key();
        let suite = Remembering::new(Counting::default());
        for _ in 0..3 {
            assert_eq!(suite.verify(&key, b"good", &[1; 64]), Ok(()));
            assert_eq!(suite.verify(&key, b"bad", &[0; 64]), Err(Code::Signature));
        }
        assert_eq!(suite.suite.0.load(Ordering::Relaxed), 1 + 3);
        // Another key, message or signature is another question.
        let other = PrivateKey::generate().unwrap().public_key();
        let _ = suite.verify(&other, b"good", &[1; 64]);
        let _ = suite.verify(&key, b"goods", &[1; 64]);
        let _ = suite.verify(&key, b"good", &[2; 64]);
        assert_eq!(suite.suite.0.load(Ordering::Relaxed), 4 + 3);
    }

    #[test]
    fn forgets_the_oldest() {
        let key = PrivateKey::generate().unwrap().public_key();
        let suite = Remembering::new(Counting::default());
        for at in 0..=u32::try_from(REMEMBERED).unwrap() {
            suite.verify(&key, &at.to_be_bytes(), &[1; 64]).unwrap();
        }
        assert_eq!(suite.seen().all.len(), REMEMBERED);
        let asked = suite.suite.0.load(Ordering::Relaxed);
        suite.verify(&key, &0_u32.to_be_bytes(), &[1; 64]).unwrap();
        assert_eq!(suite.suite.0.load(Ordering::Relaxed), asked + 1);
    }
}
