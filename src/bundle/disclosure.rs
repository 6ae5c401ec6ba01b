//! Disclosures (RFC 9901 §4.2): one salted value each, and the digest that stands for it in the signed part.

use crate::checks::{Check, must};
use crate::code::{Code, Field};
use crate::json::{Json, Writer};
use crate::prelude::*;
use crate::secret::Secret;
use crate::suite::jose::{array_from_base64url, base64url, digest_of, from_base64url};

/// A disclosure and its digest.
pub struct Disclosure {
    /// base64url of the JSON array salt, name, value: the raw value in another spelling.
    pub encoded: Secret,
    /// base64url SHA-256 of it.
    pub digest: String,
}

impl Disclosure {
    /// Salts a value.
    #[must_use]
    pub fn new(salt: &[u8; 16], field: Field, value: &Secret) -> Self {
        let mut json = Writer::new();
        json.begin_array();
        json.text(&base64url(salt));
        json.text(field.as_str());
        // EXPOSE: into the disclosure, which leaves only inside `sealed`.
        json.text(value.expose());
        json.end_array();
        let json = Secret::new(json.finish());
        // EXPOSE: the same value, encoded; it is wiped with the temporary.
        let encoded = Secret::new(base64url(json.expose().as_bytes()));
        // EXPOSE: into the digest.
        let digest = digest_of(encoded.expose().as_bytes());
        Self { encoded, digest }
    }

    /// Reads a disclosure back, on the vault's side. There is no field where the name is not one: `_sd` and `...`, which
    /// RFC 9901 forbids, are none either.
    ///
    /// # Errors
    /// `E_DISCLOSURE`: not three strings, a salt of another length than 16 bytes.
    pub fn read(encoded: &str) -> Result<(Option<Field>, Secret), Code> {
        let bytes = from_base64url(encoded).map_err(|_| Code::Disclosure)?;
        let list = Json::parse(&bytes).and_then(Json::into_array).map_err(|_| Code::Disclosure)?;
        let mut list = list.into_iter().map(Json::into_text);
        let (Some(Ok(salt)), Some(Ok(name)), Some(Ok(value))) = (list.next(), list.next(), list.next())
        else {
            return Err(Code::Disclosure);
        };
        let value = Secret::new(value);
        let formed = array_from_base64url::<16>(&salt).is_ok() && list.next().is_none();
        must(Check::DisclosureForm, formed, Code::Disclosure)?;
        Ok((Field::from_wire(&name), value))
    }
}

/// How many digests a bundle of that many fields shows: the smallest of 8 and 16 that fits, the rest are decoys.
///
/// # Errors
/// `E_FORMAT` for more than 16.
pub const fn digest_count(fields: usize) -> Result<usize, Code> {
    match fields {
        0..=8 => Ok(8),
        9..=16 => Ok(16),
        _ => Err(Code::Format),
    }
}
