//! The `jose` suite's fixed parts: hashing, JWK and its thumbprint (RFC 7638), Concat KDF (RFC 7518 §4.6.2).

use super::{Key, PublicKey};
use crate::checks::{Check, must};
use crate::code::Code;
use crate::json::{Json, Record, Writer};
use crate::prelude::*;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// SHA-256 over parts, one after the other, without separators: for inputs of one part or of fixed lengths.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// base64url without padding, RFC 4648 §5.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut block = 0;
        for (byte, shift) in chunk.iter().zip([16, 8, 0]) {
            block |= u32::from(*byte) << shift;
        }
        // One byte takes two letters, two take three.
        for shift in [18, 12, 6, 0].into_iter().take(chunk.len() + 1) {
            let [.., six] = (block >> shift & 63).to_be_bytes();
            out.push(char::from(match six {
                0..26 => b'A' + six,
                26..52 => b'a' - 26 + six,
                52..62 => six - (52 - b'0'),
                62 => b'-',
                _ => b'_',
            }));
        }
    }
    out
}

/// Reads base64url; padding, foreign characters and stray bits are refused.
///
/// # Errors
/// `E_FORMAT`.
pub fn from_base64url(text: &str) -> Result<Zeroizing<Vec<u8>>, Code> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(bytes) = plainly(text) {
        return Ok(bytes);
    }
    let mut out = Zeroizing::new(vec![0; text.len() * 3 / 4]);
    let mut places = out.iter_mut();
    let (mut block, mut bits, mut written) = (0, 0, 0);
    for letter in text.bytes() {
        let six = six(letter);
        if six == NONE {
            must(Check::Canonical, false, Code::Format)?;
            continue;
        }
        block = block << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let [.., byte] = (block >> bits).to_be_bytes();
            if let Some(place) = places.next() {
                *place = byte;
                written += 1;
            }
        }
    }
    // Six bits left are a lone letter; anything but zeros is another spelling of the same bytes.
    must(Check::Canonical, bits < 6 && block & ((1 << bits) - 1) == 0, Code::Format)?;
    out.truncate(written);
    Ok(out)
}

/// Not in the alphabet.
const NONE: u8 = 255;

/// The value of a letter of the alphabet.
const fn value(letter: u8) -> u8 {
    match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => NONE,
    }
}

#[cfg(target_arch = "wasm32")]
use value as six;

/// The same four letters at a time, for a host that reads thousands of bundles; nothing where the text is not as it should be, which the
/// loop above then says by its check.
#[cfg(not(target_arch = "wasm32"))]
fn plainly(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (quads, rest) = text.as_bytes().as_chunks::<4>();
    let mut out = Zeroizing::new(Vec::with_capacity(text.len() * 3 / 4));
    let (mut all, mut stray) = (0, 0);
    for quad in quads {
        let [a, b, c, d] = quad.map(six);
        all |= a | b | c | d;
        let [_, bytes @ ..] =
            (u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d)).to_be_bytes();
        out.extend_from_slice(&bytes);
    }
    match *rest {
        [] => {}
        [a, b] => {
            let [a, b] = [a, b].map(six);
            (all, stray) = (all | a | b, b & 0b1111);
            out.push(a << 2 | b >> 4);
        }
        [a, b, c] => {
            let [a, b, c] = [a, b, c].map(six);
            (all, stray) = (all | a | b | c, c & 0b11);
            out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2]);
        }
        _ => return None,
    }
    (all < 64 && stray == 0).then_some(out)
}

/// The same from a table: a host reads five kilobytes of it a bundle.
#[cfg(not(target_arch = "wasm32"))]
fn six(letter: u8) -> u8 {
    static VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut letter = 0_u8;
        while letter < 128 {
            #[allow(
                clippy::as_conversions,
                clippy::indexing_slicing,
                reason = "a constant; checked when compiled"
            )]
            {
                values[letter as usize] = value(letter);
            }
            letter += 1;
        }
        values
    };
    VALUES.get(usize::from(letter)).copied().unwrap_or(NONE)
}

/// Reads base64url of a known length.
///
/// # Errors
/// `E_FORMAT`.
pub fn array_from_base64url<const N: usize>(text: &str) -> Result<[u8; N], Code> {
    <[u8; N]>::try_from(from_base64url(text)?.as_slice()).map_err(|_| Code::Format)
}

/// base64url of SHA-256 of a text's bytes: disclosures, `sealed_hash`, policies, notices.
#[must_use]
pub fn digest_of(text: &[u8]) -> String {
    base64url(&sha256(&[text]))
}

impl PublicKey {
    /// Writes the bare public JWK with its members in RFC 7638's order.
    pub fn write_jwk(&self, json: &mut Writer) {
        json.begin_object();
        json.text_member("crv", "P-256");
        json.text_member("kty", "EC");
        json.text_member("x", &base64url(&self.x));
        json.text_member("y", &base64url(&self.y));
        json.end_object();
    }

    /// Takes the four members of a bare public JWK; the caller decides what else may stand there. What is not right
    /// is a fault of the record.
    pub fn take_jwk(record: &mut Record<'_>) -> Self {
        let mut coordinate = |name: &str| array_from_base64url(record.text(name));
        let (x, y) = (coordinate("x"), coordinate("y"));
        let known = (record.text("kty") == "EC") & (record.text("crv") == "P-256");
        if x.is_err() || y.is_err() || must(Check::KeyKind, known, Code::Jwk).is_err() {
            record.refuse();
        }
        Self { x: x.unwrap_or_default(), y: y.unwrap_or_default() }
    }

    /// Reads a JWK with exactly the members kty, crv, x, y.
    ///
    /// # Errors
    /// `E_JWK`: another member (a private `d` above all), another curve, a wrong length.
    pub fn from_jwk(value: &Json) -> Result<Self, Code> {
        let mut record = Record::of(value);
        let key = Self::take_jwk(&mut record);
        record.finish().map_err(|_| Code::Jwk)?;
        Ok(key)
    }

    /// The RFC 7638 thumbprint by SHA-256, raw.
    #[must_use]
    pub fn thumbprint(&self) -> [u8; 32] {
        let mut json = Writer::new();
        self.write_jwk(&mut json);
        sha256(&[json.finish().as_bytes()])
    }
}

/// The Concat KDF for `enc` A256GCM in direct agreement: one round of SHA-256 (NIST SP 800-56A, RFC 7518 §4.6.2).
#[must_use]
pub fn concat_kdf(shared: &Key, apu: &[u8], apv: &[u8]) -> Key {
    concat_kdf_round(shared, b"A256GCM", apu, apv, 256)
}

/// The first round of the Concat KDF for any algorithm and key length in bits; what is wanted is at its front.
#[must_use]
pub fn concat_kdf_round(shared: &Key, algorithm: &[u8], apu: &[u8], apv: &[u8], bits: u32) -> Key {
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
    Zeroizing::new(sha256(&[
        &1u32.to_be_bytes(),
        shared.as_slice(),
        &len(algorithm),
        algorithm,
        &len(apu),
        apu,
        &len(apv),
        apv,
        &bits.to_be_bytes(),
    ]))
}
