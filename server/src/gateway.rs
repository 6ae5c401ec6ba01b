//! The gateway: what stands between a page and the vault. It may see every byte that a page sends and learns from it
//! neither a name nor a number: it verifies, burns the challenge, stores the evidence and keeps the gate.

#[cfg(test)]
mod attacks;
#[cfg(test)]
pub(crate) use attacks::attacked;
mod challenge;
mod conclude;
mod consents;
mod documents;
mod evidence;
pub(crate) mod problem;
mod receipt;
mod request;
mod reverify;
mod store;
mod submit;
mod ticket;
mod verify;
mod withdraw;

pub(crate) use consents::STREAM;

use crate::clock::Clock;
use crate::connections::Peer;
use crate::database::Database;
use crate::keys::GatewayKeys;
use crate::keys::receipt::ReceiptKeys;
use crate::log::Log;
use crate::policy::InForce;
use crate::proxies::{self, Block};
use crate::rates::Rates;
use crate::records;
use crate::records::checkpoint::{self, Ledger};
use crate::tasks::Tasks;
use crate::vault::{STALE, Vault};
use crate::www;
use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse as _;
use axum::routing::{any, get, post};
use problem::Problem;
use realname::bundle::keyset::{KeySet, MAX_LIFE};
use realname::code::Code;
use realname::suite::PublicKey;
use realname::suite::host::PrivateKey;
use realname::suite::jose::sha256;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

type Shared = Arc<Gateway>;

/// Under which path the routes stand.
pub const BASE: &str = "/realname/v1";

/// What a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bundle,
    /// A child's and a guardian's.
    Family,
    Decision,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Family => "guardian",
            Self::Decision => "decision",
        }
    }
}

/// The vault's key as the root vouches for it, signed anew whenever it is asked for: a page never meets an old set.
struct SealingKeys {
    root: PrivateKey,
    key: PublicKey,
}

impl SealingKeys {
    fn at(&self, now: u64) -> Result<String, Code> {
        let set = KeySet {
            keys: vec![self.key],
            not_before: now,
            expires: now + MAX_LIFE,
            region: "CN".to_owned(),
            serial: now,
        };
        set.sign(&self.root)
    }
}

/// The gateway.
pub struct Gateway {
    database: Database,
    keys: GatewayKeys,
    sealing_keys: SealingKeys,
    /// Of the credential of the provider's backend.
    credential: [u8; 32],
    aud: String,
    origins: Vec<String>,
    /// The origin that the frame stands on.
    frame: Option<String>,
    /// Seconds.
    challenge_life: u64,
    in_force: InForce,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    log: Log,
    tasks: Tasks,
    ledger: Mutex<Ledger>,
    checkpoint_key: PublicKey,
    trusted_proxies: Vec<Block>,
    addresses: Rates,
    sessions: Rates,
    /// How often a session may read: a page that waits asks twice a second.
    readers: Rates,
    /// Whether the log was told that addresses are not limited.
    told_of_proxy: AtomicBool,
    receipts: ReceiptKeys,
}

/// What a gateway is made of.
pub struct Parts<'a> {
    /// The folder of its database.
    pub data: &'a Path,
    /// Its keys.
    pub keys: GatewayKeys,
    /// The root, which vouches for the vault's key.
    pub root: PrivateKey,
    /// The credential of the provider's backend.
    pub credential: &'a str,
    /// The name of this service.
    pub aud: String,
    /// Origins of the pages that may submit.
    pub origins: Vec<String>,
    /// The origin that the frame stands on, where there is one.
    pub frame: Option<String>,
    /// How long a challenge lives, in seconds.
    pub challenge_life: u64,
    /// Policy and notices.
    pub in_force: InForce,
    /// The vault.
    pub vault: Arc<Vault>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The log.
    pub log: Log,
    /// Signs checkpoints.
    pub checkpoint: PrivateKey,
    /// The file that they are appended to.
    pub checkpoints: &'a Path,
    /// Proxies that are believed about addresses.
    pub trusted_proxies: Vec<Block>,
    /// Requests a minute of one address, 0 for no limit.
    pub requests_per_address: u32,
    /// Requests a minute of one session, 0 for no limit.
    pub requests_per_session: u32,
    /// Signs receipts.
    pub receipt: ReceiptKeys,
}

impl Gateway {
    /// Opens the database and publishes policy and notices.
    ///
    /// # Errors
    /// When the database does not open, or a notice was published before with another text.
    pub async fn open(parts: Parts<'_>) -> Result<Arc<Self>> {
        let gateway = Self {
            database: Database::open(
                &parts.data.join("gateway.sqlite"),
                &[store::SCHEMA, consents::SCHEMA, reverify::SCHEMA, records::SCHEMA, records::hold::SCHEMA]
                    .concat(),
            )?,
            keys: parts.keys,
            sealing_keys: SealingKeys { root: parts.root, key: parts.vault.sealing_key() },
            credential: sha256(&[parts.credential.as_bytes()]),
            aud: parts.aud,
            origins: parts.origins,
            frame: parts.frame,
            challenge_life: parts.challenge_life,
            in_force: parts.in_force,
            vault: parts.vault,
            clock: parts.clock,
            log: parts.log,
            tasks: Tasks::default(),
            checkpoint_key: parts.checkpoint.public_key(),
            receipts: parts.receipt,
            ledger: Mutex::new(Ledger::open(parts.checkpoints, parts.checkpoint)?),
            trusted_proxies: parts.trusted_proxies,
            addresses: Rates::new(parts.requests_per_address),
            sessions: Rates::new(parts.requests_per_session),
            readers: Rates::new(reads(parts.requests_per_session)),
            told_of_proxy: AtomicBool::new(false),
        };
        gateway.upgrade().await?;
        store::publish(&gateway, &gateway.in_force).await?;
        Ok(Arc::new(gateway))
    }

    /// Takes up what an earlier run left: evidence without a result.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn recover(self: &Arc<Self>) -> Result<(), Code> {
        self.vault.recover().await?;
        for id in self.pending(u64::MAX).await? {
            drop(self.start_check(id));
        }
        self.erase_restricted().await
    }

    /// From time to time: what waits since longer than a day comes to its end, in the vault and here, and a consent that was restricted is erased
    /// once nothing is in the way any more (a legal hold was released).
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn sweep(self: &Arc<Self>) -> Result<(), Code> {
        let before = self.clock.now().saturating_sub(STALE);
        self.vault.sweep(before).await?;
        for id in self.pending(before).await? {
            drop(self.start_check(id));
        }
        self.erase_restricted().await
    }

    /// Lets checks that are under way come to their end, for a while, and sees the last records.
    pub async fn finish(&self) {
        self.tasks.finish().await;
        self.checkpoint(true).await;
    }

    /// Signs the heads of the streams when that is due, or when there is anything new at all.
    pub async fn checkpoint(&self, anything: bool) {
        let now = self.clock.now();
        let done = match self.database.read(|connection| Ok(checkpoint::heads(connection)?)).await {
            Ok(heads) => {
                let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
                let due = ledger.is_due(&heads, now) || (anything && ledger.is_due(&heads, u64::MAX));
                if due { ledger.append(heads, now).map_err(|_| Code::Store) } else { Ok(()) }
            }
            Err(code) => Err(code),
        };
        if let Err(code) = done {
            self.log.event("no checkpoint could be written:", Some(code));
        }
    }

    /// Counts a request that changes something for the address that it came from. The provider's backend is not counted.
    fn count_address(&self, request: &Request<Body>) -> Result<(), Code> {
        let Some(Peer(peer)) = request.extensions().get::<Peer>() else { return Ok(()) };
        if request.method() == Method::GET || self.backend(request.headers()).is_ok() {
            return Ok(());
        }
        let from = proxies::origin(*peer, request.headers(), &self.trusted_proxies);
        if !proxies::is_public(from) {
            if !self.told_of_proxy.swap(true, Ordering::Relaxed) {
                self.log.event(
                    "a private address asks, `trusted_proxies` may lack it: no limit an address",
                    None,
                );
            }
            return Ok(());
        }
        self.addresses.count(proxies::subscriber(from), self.clock.now())
    }

    /// The routes, under [`BASE`].
    pub fn routes(self: &Arc<Self>) -> Router {
        let unknown = || any(async || Problem(Code::NotFound));
        let public = || www::compressed(www::DOCUMENTS);
        let routes = Router::new()
            .route("/tickets", post(ticket::issue))
            .route("/challenge", post(challenge::answer))
            .route("/bundles", post(submit::bundle))
            .route("/bundles/{id}", get(evidence::answer))
            .route("/bundles/{id}/receipt", get(receipt::answer))
            .route("/decisions", post(submit::decision))
            .route("/consents/{id}/withdraw", post(withdraw::answer))
            .route("/reverify", post(reverify::answer))
            .route("/verify", post(verify::answer))
            .route("/gate/{account_ref}", get(evidence::gate))
            .route("/keys", get(documents::keys))
            .route("/notices/{id}/{version}", get(documents::notice).layer(public()))
            .route("/policies/current", get(documents::current_policy).layer(public()))
            .route("/policies/{digest}", get(documents::policy).layer(public()))
            .route("/healthz", get(documents::health))
            // As routes, not as a fallback: a folder served beside them must not take them over.
            .route("/", unknown())
            .route("/{*unknown}", unknown())
            .method_not_allowed_fallback(async || Problem(Code::Method));
        Router::new()
            .nest(BASE, routes)
            .route(&format!("{BASE}/"), unknown())
            .route_layer(from_fn_with_state(Arc::clone(self), shape))
            .with_state(Arc::clone(self))
    }
}

/// How often a session may read in a minute, by how often it may change something: a receipt costs a signature, and no page asks more often
/// than one that waits for the outcome, 120 times.
fn reads(requests: u32) -> u32 {
    if requests == 0 { 0 } else { requests.saturating_mul(4).max(240) }
}

/// A whole body in, a problem of the one shape out: what the framework refuses by itself (a path that is not UTF-8)
/// looks like every other refusal.
async fn shape(State(gateway): State<Shared>, request: Request<Body>, next: Next) -> Response<Body> {
    // Counted as soon as it comes, answered when its body is in.
    let counted = gateway.count_address(&request);
    let request = match request::whole(request).await.and_then(|request| counted.map(|()| request)) {
        Ok(request) => request,
        Err(code) => return Problem(code).into_response(),
    };
    let response = next.run(request).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if refused && response.extensions().get::<Code>().is_none() {
        Problem(Code::Format).into_response()
    } else {
        response
    }
}
