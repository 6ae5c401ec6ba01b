//! The keys, each a private file. Gateway and vault get different halves: the vault never holds the challenge key, the gateway none that
//! opens what was sealed or signs a result. In this version it holds the root, which signs the key set (docs/decisions.md, 59).

mod file;
pub mod receipt;

use crate::label;
use anyhow::{Context as _, Result, bail};
use realname::code::Code;
use realname::secret::scrub_stack;
use realname::suite::host::{PrivateKey, hmac_sha256};
use realname::suite::jose::base64url;
use realname::suite::{Key, KeyStore, PublicKey, Signer as _};
use receipt::ReceiptKeys;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The number of the challenge key in force, which a challenge names.
pub const CHALLENGE_KEY_ID: u8 = 1;

/// The file with the credential of the provider's backend.
pub const CREDENTIAL: &str = "server-credential";

/// Every key file, as the folder has them.
const FILES: [&str; 10] = [
    "challenge",
    "vault",
    "root",
    "result",
    "checkpoint",
    "withdrawal",
    "pseudonym",
    receipt::KEY,
    receipt::REGISTER,
    CREDENTIAL,
];

/// The gateway's keys.
pub struct GatewayKeys {
    challenge: Zeroizing<[u8; 32]>,
    withdrawal: Zeroizing<[u8; 32]>,
}

/// The vault's keys.
pub struct VaultKeys {
    sealing: PrivateKey,
    result: PrivateKey,
    pseudonym: Zeroizing<[u8; 32]>,
}

/// All keys, before they are handed out.
pub struct Keys {
    /// For the gateway.
    pub gateway: GatewayKeys,
    /// For the vault.
    pub vault: VaultKeys,
    /// The root, whose thumbprint pages pin; it signs the sealing keys and nothing else.
    pub root: PrivateKey,
    /// Signs the heads of the record streams.
    pub checkpoint: PrivateKey,
    /// Signs receipts.
    pub receipt: ReceiptKeys,
    /// The provider's backend shows this to the gateway.
    pub credential: Zeroizing<String>,
}

/// Where the keys of a data folder are.
#[must_use]
pub fn folder(data: &Path) -> PathBuf {
    data.join("keys")
}

/// Which key files are missing.
#[must_use]
pub fn missing(data: &Path) -> Vec<&'static str> {
    let folder = folder(data);
    FILES.into_iter().filter(|name| !folder.join(name).is_file()).collect()
}

/// Makes every key that is not there yet; one that is there stays as it is. `now` is from when they are in force, in
/// Unix seconds.
///
/// # Errors
/// When a file cannot be written, or there is no randomness.
pub fn init(data: &Path, now: u64) -> Result<()> {
    let folder = folder(data);
    file::private_folder(&folder)?;
    for name in missing(data) {
        let path = folder.join(name);
        match name {
            "challenge" | "withdrawal" | "pseudonym" => {
                let mut bytes = Zeroizing::new([0; 32]);
                getrandom::fill(bytes.as_mut_slice()).context("no randomness")?;
                file::create(&path, bytes.as_slice())?;
            }
            CREDENTIAL => {
                let mut bytes = Zeroizing::new([0; 32]);
                getrandom::fill(bytes.as_mut_slice()).context("no randomness")?;
                file::create(&path, base64url(bytes.as_slice()).as_bytes())?;
            }
            receipt::KEY | receipt::REGISTER => receipt::init(&folder, now)?,
            _ => file::create(&path, PrivateKey::generate()?.to_bytes()?.as_slice())?,
        }
    }
    Ok(())
}

/// Makes another key for receipts; the one before it is retired, and kept in the register.
///
/// # Errors
/// When a file cannot be read or written, or there is no randomness.
pub fn rotate(data: &Path, now: u64) -> Result<()> {
    receipt::rotate(&folder(data), now)
}

/// Revokes a key for receipts by its thumbprint, and makes another one when it was the one in use.
///
/// # Errors
/// When there is no such key, or a file cannot be read or written.
pub fn revoke(data: &Path, kid: &str, now: u64) -> Result<()> {
    receipt::revoke(&folder(data), kid, now)
}

/// The key that signs checkpoints, alone.
///
/// # Errors
/// When it is missing, of another length, or not private.
pub fn checkpoint(data: &Path) -> Result<PrivateKey> {
    scalar(&folder(data), "checkpoint")
}

fn scalar(folder: &Path, name: &str) -> Result<PrivateKey> {
    let bytes = file::read_exact(&folder.join(name))?;
    PrivateKey::from_bytes(&bytes).with_context(|| format!("the key `{name}` is not a P-256 key"))
}

/// Reads the keys of a data folder. A file that others may read is refused.
///
/// # Errors
/// When one is missing, of another length, or not private.
pub fn load(data: &Path, credential: Option<&Path>) -> Result<Keys> {
    let folder = folder(data);
    let scalar = |name: &str| scalar(&folder, name);
    let own = folder.join(CREDENTIAL);
    let credential = file::read_text(credential.unwrap_or(&own))?;
    if credential.len() < 32 {
        bail!("the server credential is shorter than 32 characters");
    }
    Ok(Keys {
        gateway: GatewayKeys {
            challenge: file::read_exact(&folder.join("challenge"))?,
            withdrawal: file::read_exact(&folder.join("withdrawal"))?,
        },
        vault: VaultKeys {
            sealing: scalar("vault")?,
            result: scalar("result")?,
            pseudonym: file::read_exact(&folder.join("pseudonym"))?,
        },
        root: scalar("root")?,
        checkpoint: scalar("checkpoint")?,
        receipt: receipt::load(&folder)?,
        credential,
    })
}

/// Reads a private file that is not among the keys. One that others may read is refused.
///
/// # Errors
/// When it cannot be read, or is not private.
pub fn private_file(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    file::read(path)
}

impl GatewayKeys {
    /// What an account is called in its receipts: 128 bits that only this service can tie to the account's name.
    ///
    /// # Errors
    /// `E_CRYPTO_UNAVAILABLE`, never in practice.
    pub fn subject(&self, account_ref: &str) -> Result<String, Code> {
        self.half_mac("realname-subject", account_ref)
    }

    /// The 128 bits that withdraw a consent where neither its device key nor a ticket is at hand.
    ///
    /// # Errors
    /// `E_CRYPTO_UNAVAILABLE`, never in practice.
    pub fn withdrawal_secret(&self, consent: &str) -> Result<String, Code> {
        self.half_mac("realname-withdraw", consent)
    }

    fn half_mac(&self, label: &str, name: &str) -> Result<String, Code> {
        let mac = hmac_sha256(self.withdrawal.as_slice(), &label::message(label, &[name.as_bytes()]))?;
        Ok(base64url(mac.first_chunk::<16>().map_or(&[][..], |half| half.as_slice())))
    }
}

impl KeyStore for GatewayKeys {
    fn agree(&self, _: &str, _: &PublicKey) -> Result<Key, Code> {
        Err(Code::SealedKey)
    }

    fn mac(&self, key_id: u8, message: &[u8]) -> Result<[u8; 32], Code> {
        if key_id == CHALLENGE_KEY_ID {
            hmac_sha256(self.challenge.as_slice(), message)
        } else {
            Err(Code::ChallengeUnknown)
        }
    }
}

impl KeyStore for VaultKeys {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        if kid == base64url(&self.sealing.public_key().thumbprint()) {
            self.sealing.agree(with).map_err(|_| Code::SealedDecrypt)
        } else {
            Err(Code::SealedKey)
        }
    }

    fn mac(&self, _: u8, _: &[u8]) -> Result<[u8; 32], Code> {
        Err(Code::ChallengeUnknown)
    }
}

impl VaultKeys {
    /// The public half of the sealing key.
    #[must_use]
    pub fn sealing_key(&self) -> PublicKey {
        self.sealing.public_key()
    }

    /// The public half of the key that signs results.
    #[must_use]
    pub fn result_key(&self) -> PublicKey {
        self.result.public_key()
    }

    /// What a document is called where its number must not stand, for one purpose. It means one document, not one person.
    ///
    /// # Errors
    /// `E_CRYPTO_UNAVAILABLE`, never in practice.
    pub fn pseudonym(&self, purpose: &str, kind: &str, number: &str) -> Result<String, Code> {
        let parts = [purpose, kind, number].map(str::as_bytes);
        let message = Zeroizing::new(label::message("realname-pseudonym", &parts));
        let digest = hmac_sha256(self.pseudonym.as_slice(), &message);
        // The hash leaves its last block, which has the number in it, below here.
        scrub_stack();
        Ok(base64url(&digest?))
    }

    /// Signs a result.
    ///
    /// # Errors
    /// What the suite says.
    pub fn sign_result(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        self.result.sign(message)
    }
}
