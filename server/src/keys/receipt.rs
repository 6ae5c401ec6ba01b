//! The key that signs receipts, and the public register of all that ever did: a receipt is verified years after its key
//! was replaced, so a retired key stays there with the time that it was in force.

use super::file;
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use realname::bundle::jws::{signing_input, typ, with_signature};
use realname::code::Code;
use realname::json::{Json, Record, Writer};
use realname::suite::host::PrivateKey;
use realname::suite::jose::base64url;
use realname::suite::{PublicKey, Signer as _};
use std::path::Path;

/// The file of the private key.
pub(super) const KEY: &str = "receipt";
/// The file of the register.
pub(super) const REGISTER: &str = "receipt-keys.json";
/// How long a key may sign, in seconds: two years. A receipt is good for longer, its key need not be.
const LIFE: u64 = 730 * 86_400;

/// A public key and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: PublicKey,
    /// From when it signs, Unix seconds.
    pub not_before: u64,
    /// Until when it signs.
    pub expires: u64,
    /// When it was revoked. What it signed, before or after, counts no more: the time in it is its own word.
    pub revoked_at: Option<u64>,
}

impl Entry {
    /// The RFC 7638 thumbprint, which is its `kid`.
    #[must_use]
    pub fn kid(&self) -> String {
        base64url(&self.key.thumbprint())
    }

    /// As a member of a JWK set.
    pub fn write(&self, json: &mut Writer) {
        json.begin_object();
        json.text_member("kty", "EC");
        json.text_member("crv", "P-256");
        json.text_member("x", &base64url(&self.key.x));
        json.text_member("y", &base64url(&self.key.y));
        json.text_member("use", "sig");
        json.text_member("alg", "ES256");
        json.text_member("kid", &self.kid());
        json.text_member("signs", typ::RECEIPT);
        json.member("nbf", self.not_before);
        json.member("exp", self.expires);
        if let Some(time) = self.revoked_at {
            json.member("revoked_at", time);
        }
        json.end_object();
    }

    fn read(record: &mut Record<'_>) -> Self {
        let key = PublicKey::take_jwk(record);
        let kid = record.owned("kid");
        let fits = record.text("use") == "sig"
            && record.text("alg") == "ES256"
            && record.text("signs") == typ::RECEIPT
            && kid == base64url(&key.thumbprint());
        if !fits {
            record.refuse();
        }
        let (not_before, expires) = (record.count("nbf"), record.count("exp"));
        let revoked_at = match record.take("revoked_at") {
            None => None,
            Some(Json::Int(time)) => u64::try_from(*time).ok(),
            Some(_) => {
                record.refuse();
                None
            }
        };
        Self { key, not_before, expires, revoked_at }
    }
}

/// The key that signs now, and the register.
pub struct ReceiptKeys {
    key: PrivateKey,
    register: Vec<Entry>,
}

impl ReceiptKeys {
    /// Every key that ever signed receipts here.
    #[must_use]
    pub fn register(&self) -> &[Entry] {
        &self.register
    }

    /// Whether the time of the key that signs now is over.
    #[must_use]
    pub fn is_over(&self, now: u64) -> bool {
        let public = self.key.public_key();
        self.register.iter().any(|entry| entry.key == public && now >= entry.expires)
    }

    /// Signs a receipt.
    ///
    /// # Errors
    /// `E_STORE` when the key is not in force: nobody would take what it signs.
    pub fn sign(&self, payload: &str, now: u64) -> Result<String, Code> {
        let public = self.key.public_key();
        let entry = self.register.iter().find(|entry| entry.key == public).ok_or(Code::Store)?;
        if now < entry.not_before || now >= entry.expires || entry.revoked_at.is_some() {
            return Err(Code::Store);
        }
        let input = signing_input(typ::RECEIPT, &public, payload);
        let signature = self.key.sign(input.as_bytes())?;
        Ok(with_signature(input, &signature))
    }
}

/// How long a server may go on with the key before, in seconds, until it is started again.
const GRACE: u64 = 7 * 86_400;
const LOST: &str = "`receipt` is there and `receipt-keys.json` is not: restore it, from a `GET /keys` that somebody kept if need be";

/// Reads key and register, which must go together.
pub(super) fn load(folder: &Path) -> Result<ReceiptKeys> {
    let bytes = file::read_exact(&folder.join(KEY))?;
    let key = PrivateKey::from_bytes(&bytes).context("the key `receipt` is not a P-256 key")?;
    let register = read(folder)?;
    let public = key.public_key();
    let entry = register.iter().find(|entry| entry.key == public);
    ensure!(
        entry.is_some_and(|entry| entry.revoked_at.is_none()),
        "the key `{KEY}` is revoked, or not in `{REGISTER}`: `realname-server keys rotate` makes another"
    );
    Ok(ReceiptKeys { key, register })
}

/// Makes key and register where they are missing. A register that is there without its key is kept: what its keys signed
/// is still verified by it.
pub(super) fn init(folder: &Path, now: u64) -> Result<()> {
    if !folder.join(KEY).is_file() {
        return rotate(folder, now);
    }
    if !folder.join(REGISTER).is_file() {
        bail!("{LOST}");
    }
    Ok(())
}

/// Makes another key, which signs from the next start on; the one before it is retired then, and in force for as long as that may take.
pub(super) fn rotate(folder: &Path, now: u64) -> Result<()> {
    let mut register = if folder.join(REGISTER).is_file() { read(folder)? } else { Vec::new() };
    // Whatever it signed would be known to nobody any more.
    ensure!(!(register.is_empty() && folder.join(KEY).is_file()), "{LOST}");
    for entry in &mut register {
        entry.expires = entry.expires.min(now.saturating_add(GRACE).max(entry.not_before));
    }
    let key = PrivateKey::generate()?;
    let entry =
        Entry { key: key.public_key(), not_before: now, expires: now.saturating_add(LIFE), revoked_at: None };
    register.push(entry);
    // The register first: a key that is in it and does not sign yet harms nobody, and the one before is in force for a while.
    write(folder, &register)?;
    file::replace(&folder.join(KEY), key.to_bytes()?.as_slice())
}

/// Revokes a key by its thumbprint; the one that signs now is replaced.
pub(super) fn revoke(folder: &Path, kid: &str, now: u64) -> Result<()> {
    let mut register = read(folder)?;
    let found = register.iter_mut().find(|entry| entry.kid() == kid);
    let entry = found.with_context(|| format!("no receipt key has the thumbprint {kid}"))?;
    entry.revoked_at.get_or_insert(now);
    let revoked = entry.key;
    write(folder, &register)?;
    let bytes = file::read_exact(&folder.join(KEY))?;
    if PrivateKey::from_bytes(&bytes).is_ok_and(|key| key.public_key() != revoked) {
        return Ok(());
    }
    rotate(folder, now)
}

fn read(folder: &Path) -> Result<Vec<Entry>> {
    let path = folder.join(REGISTER);
    let text = file::read_whole(&path)?;
    let read = || -> Result<Vec<Entry>, Code> {
        let json = Json::parse(text.as_bytes())?;
        let mut record = Record::of(&json);
        let entries = record.each("keys", Entry::read);
        record.finish()?;
        Ok(entries)
    };
    read().map_err(|code| anyhow!("{code}: {} is not a register of receipt keys", path.display()))
}

fn write(folder: &Path, register: &[Entry]) -> Result<()> {
    let mut json = Writer::new();
    json.begin_object();
    json.key("keys");
    json.begin_array();
    for entry in register {
        entry.write(&mut json);
    }
    json.end_array();
    json.end_object();
    file::replace(&folder.join(REGISTER), (json.finish() + "\n").as_bytes())
}
