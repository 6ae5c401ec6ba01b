//! Hashes of several parts: an ASCII label, then each part behind its length, so that no two lists share a hash.

use realname::code::Code;
use realname::suite::jose::{base64url, sha256};

/// A label and length-prefixed parts (u32 big-endian), as `docs/spec.md` has it.
#[must_use]
pub fn message(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut message = label.as_bytes().to_vec();
    for part in parts {
        message.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        message.extend_from_slice(part);
    }
    message
}

/// base64url SHA-256 over them.
#[must_use]
pub fn hash(label: &str, parts: &[&[u8]]) -> String {
    base64url(&sha256(&[&message(label, parts)]))
}

/// How a session stands in the gateway's records: the provider's own session id is not kept.
#[must_use]
pub fn session(session: &str) -> String {
    hash("realname-session", &[session.as_bytes()])
}

/// Random bytes of the operating system.
///
/// # Errors
/// `E_RNG`.
pub fn random<const N: usize>() -> Result<[u8; N], Code> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Code::Rng)?;
    Ok(bytes)
}

/// An id of 128 random bits.
///
/// # Errors
/// `E_RNG`.
pub fn id() -> Result<String, Code> {
    random::<16>().map(|bytes| base64url(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash("l", &[b"ab", b"c"]), hash("l", &[b"a", b"bc"]));
        assert_ne!(hash("l", &[b"a"]), hash("m", &[b"a"]));
    }
}
