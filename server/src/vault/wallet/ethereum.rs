//! Accounts of Ethereum and the chains like it: EIP-55 addresses, EIP-191 signatures on secp256k1.

use super::checks::{Check, removed};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha3::{Digest as _, Keccak256};

/// Whether it is an address with the checksum of EIP-55.
pub(super) fn is_address(text: &str) -> bool {
    let Some(digits) = text.strip_prefix("0x") else { return false };
    let hex = digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex && digits == checksummed(&digits.to_ascii_lowercase())
}

/// The capitals of EIP-55: a letter is one where the digest of the small ones has a digit of 8 or more.
fn checksummed(small: &str) -> String {
    let digest = Keccak256::digest(small.as_bytes());
    let halves = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    small.chars().zip(halves).map(|(c, half)| if half >= 8 { c.to_ascii_uppercase() } else { c }).collect()
}

/// Whether the key of an address signed a message (EIP-191, version 0x45) by a signature of 65 bytes, r ‖ s ‖ v, with a low s.
pub(super) fn signed(address: &str, message: &str, signature: &str) -> bool {
    let checked = is_address(address) || removed(Check::AddressChecksum);
    let own = |signer: String| {
        signer == address || (removed(Check::AddressChecksum) && signer.eq_ignore_ascii_case(address))
    };
    checked && (signer(message, signature).is_some_and(own) || removed(Check::ProofSignature))
}

/// The address whose key made a signature.
fn signer(message: &str, signature: &str) -> Option<String> {
    let bytes = from_hex::<65>(signature.strip_prefix("0x")?)?;
    let (scalars, [v]) =
        bytes.split_first_chunk::<64>().and_then(|(a, b)| Some((a, b.first_chunk::<1>()?)))?;
    let signature = Signature::from_slice(scalars).ok()?;
    // Of each signature there are two; wallets make this one (EIP-2), so the other is somebody's who bent it.
    if signature.normalize_s() != signature {
        return None;
    }
    let recovery = RecoveryId::from_byte(v.checked_sub(27).filter(|parity| *parity < 2)?)?;
    let length = message.len();
    let digest = Keccak256::digest(format!("\u{19}Ethereum Signed Message:\n{length}{message}").as_bytes());
    let key = VerifyingKey::recover_from_prehash(&digest, &signature, recovery).ok()?;
    let point = key.to_sec1_point(false);
    let digest = Keccak256::digest(point.as_bytes().get(1..)?);
    let small: String = digest.get(12..)?.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("0x{}", checksummed(&small)))
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
}
