// main.rs
//! A provider's backend that takes a bundle, verifies it, and opens it as its own vault.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Router, routing::post};
use realname::bundle::{open, verify};
use realname::code::Code;
use realname::consent::Policy;
use realname::suite::jose::base64url;
use realname::suite::native::{Native, PrivateKey, hmac_sha256};
use realname::suite::{Key, KeyStore, PublicKey};
use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

struct Provider {
    aud: String,
    origin: String,
    policy: Policy,
    keys: Keys,
    /// In production a unique column, written in the transaction that stores the evidence.
    burnt: Mutex<HashSet<[u8; 16]>>,
}

/// Keys from files. An HSM or a KMS can stand behind the same trait: it lends their use, never their bytes.
struct Keys {
    challenge: [u8; 32],
    vault: PrivateKey,
}

impl KeyStore for Keys {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        if base64url(&self.vault.public_key().thumbprint()) != kid {
            return Err(Code::SealedKey);
        }
        self.vault.agree(with).map_err(|_| Code::SealedDecrypt)
    }

    fn mac(&self, _key_id: u8, message: &[u8]) -> Result<[u8; 32], Code> {
        hmac_sha256(&self.challenge, message)
    }
}

impl Provider {
    fn signup(&self, headers: &HeaderMap, body: &[u8]) -> Result<usize, Code> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if header("origin") != self.origin {
            return Err(Code::Origin);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let expected = verify::Expected {
            aud: &self.aud,
            origin: &self.origin,
            embedder: None,
            // Who asks is what your own login says, never the page: here a proxy in front has put it there.
            session: header("x-session"),
            account_ref: header("x-account"),
            now,
            policy: &self.policy,
        };
        let (bundle, verified) = verify::bundle(body, &expected, &Native, &self.keys)?;
        if !self.burnt.lock().unwrap_or_else(PoisonError::into_inner).insert(verified.challenge.random) {
            return Err(Code::ChallengeUsed);
        }
        // At the vault. Ask the authority about the values; they are wiped when they are dropped.
        let opened = open::open(&bundle, &self.aud, &self.policy, now, &Native, &self.keys)?;
        Ok(opened.values.len())
    }
}

async fn signup(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    match provider.signup(&headers, &body) {
        Ok(fields) => (StatusCode::OK, format!("{fields} fields")),
        Err(code) => (StatusCode::UNPROCESSABLE_ENTITY, code.to_string()),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = |file| -> Result<[u8; 32], Box<dyn Error>> { Ok(std::fs::read(file)?.as_slice().try_into()?) };
    let keys = Keys { challenge: key("challenge.key")?, vault: PrivateKey::from_bytes(&key("vault.key")?)? };
    let policy = Policy::parse(&std::fs::read("policy.json")?)?;
    let (aud, origin) = (std::env::var("AUD")?, std::env::var("ORIGIN")?);
    let provider = Provider { aud, origin, policy, keys, burnt: Mutex::default() };
    let routes = Router::new().route("/signup", post(signup)).with_state(Arc::new(provider));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on {}", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}
