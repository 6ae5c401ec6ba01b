//! A JWK set that somebody trusts (RFC 7517), as `GET /keys` serves it or as it was written by hand: whose signature counts,
//! on what, and when.

use anyhow::{Context as _, Result, anyhow};
use realname::code::Code;
use realname::json::{Json, Record};
use realname::suite::PublicKey;
use realname::suite::jose::base64url;
use std::fs;
use std::path::Path;

/// A key that somebody trusts. What the set does not say does not bound it: whoever writes a set by hand decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The RFC 7638 thumbprint.
    pub kid: String,
    /// The one `typ` that it signs.
    pub signs: Option<String>,
    /// From when, Unix seconds.
    pub not_before: Option<u64>,
    /// Until when.
    pub expires: Option<u64>,
    /// Since when nothing counts that it signed, whenever that was.
    pub revoked_at: Option<u64>,
}

impl Trusted {
    /// Whether it may sign things of that `typ`.
    #[must_use]
    pub fn may_sign(&self, typ: &str) -> bool {
        self.signs.as_deref().is_none_or(|signs| signs == typ)
    }
}

/// Reads a set.
///
/// # Errors
/// When the file cannot be read, or is not a JWK set of P-256 keys.
pub fn read(path: &Path) -> Result<Vec<Trusted>> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    parse(&bytes).map_err(|code| anyhow!("{code}: {} is not a JWK set", path.display()))
}

/// The same, from bytes.
///
/// # Errors
/// `E_FORMAT`, `E_JWK`.
pub fn parse(bytes: &[u8]) -> Result<Vec<Trusted>, Code> {
    let set = Json::parse(bytes)?;
    let mut set = Record::of(&set);
    let keys = set.list("keys").iter().map(key).collect();
    // What else a set says is not asked for.
    set.so_far()?;
    keys
}

fn key(json: &Json) -> Result<Trusted, Code> {
    let mut record = Record::of(json);
    let key = PublicKey::take_jwk(&mut record);
    record.so_far()?;
    let signs = match record.take("signs") {
        None => None,
        Some(Json::Text(typ)) => Some(typ.clone()),
        Some(_) => return Err(Code::Format),
    };
    let mut time = |name: &str| match record.take(name) {
        None => Ok(None),
        Some(Json::Int(time)) => u64::try_from(*time).map(Some).map_err(|_| Code::Format),
        Some(_) => Err(Code::Format),
    };
    let (not_before, expires, revoked_at) = (time("nbf")?, time("exp")?, time("revoked_at")?);
    Ok(Trusted { kid: base64url(&key.thumbprint()), signs, not_before, expires, revoked_at })
}
