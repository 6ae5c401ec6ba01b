//! The vault: the only place where a bundle is opened. It takes nobody's word for what it can check itself, burns the
//! nonce in a database of its own, asks the authority, signs the result and deletes what was sealed.
//!
//! Session, origin and account are the gateway's assertions, recorded as such: the vault cannot see them.

pub mod handed;
pub mod result;
pub mod simulated;
pub mod source;
mod store;
mod values;
pub mod verdicts;
pub mod wallet;
pub(crate) mod wards;

use crate::clock::Clock;
use crate::database::Database;
use crate::keys::VaultKeys;
use crate::label;
use crate::log::Log;
use anyhow::{Result, ensure};
use handed::{Handed, Seen};
use realname::bundle::open::Opened;
use realname::code::{Code, Field};
use realname::consent::Policy;
use realname::secret::scrub_stack;
use realname::suite::PublicKey;
use result::{Finished, Found, Outcome};
use source::{IdentitySource, Question};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Pending;

/// How long `sealed` may wait for a check, in seconds.
pub(crate) const STALE: u64 = 24 * 3600;
/// How soon a write-ahead log that a reader held is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// What the gateway says about a bundle that it hands over.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The id to keep it under, unless it is known already.
    pub id: String,
    /// The account at the provider's backend.
    pub account_ref: String,
    /// The hash of the session.
    pub session: String,
    /// The page's origin.
    pub origin: String,
}

/// What a vault is made of.
pub struct Parts<'a> {
    /// The folder of its database.
    pub data: &'a Path,
    /// Its keys.
    pub keys: VaultKeys,
    /// The name of this service.
    pub aud: String,
    /// Its own policy.
    pub policy: Policy,
    /// How many children a guardian may have signed up.
    pub wards: u64,
    /// Whom it asks.
    pub source: Arc<dyn IdentitySource>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// The vault.
pub struct Vault {
    database: Database,
    keys: VaultKeys,
    aud: String,
    policy: Policy,
    wards: u64,
    source: Arc<dyn IdentitySource>,
    clock: Arc<dyn Clock>,
}

/// Whether a signup under a policy can come to anything here: each would be refused at the end, after everything was typed.
fn fits(policy: &Policy, recipient: &str, aud: &str) -> Result<()> {
    ensure!(
        policy.questions().any(|(purpose, to)| purpose.legal_basis.asks() && to == Some(recipient)),
        "no consent of the policy names the recipient `{recipient}`, so nobody can consent to asking it"
    );
    for field in [Field::DocumentKind, Field::Document, Field::Name] {
        ensure!(
            policy.fields.contains(&field),
            "the policy lacks `{}`: the authority is asked by kind, number and name",
            field.as_str()
        );
    }
    ensure!(
        !policy.fields.contains(&Field::Organization),
        "the policy asks for `{}`: no authority of this version is asked about an organisation",
        Field::Organization.as_str()
    );
    ensure!(
        policy.account.is_none() || aud.contains("://"),
        "the policy asks for an account, whose message names the service: `aud` must be a URI"
    );
    Ok(())
}

impl Vault {
    /// Opens the database.
    ///
    /// # Errors
    /// When it does not open; when no signup under the policy could come to anything: nobody can consent to the authority, or it asks for
    /// other fields than the authority is asked by; when it asks for an account and the service's name is no URI.
    pub fn open(parts: Parts<'_>) -> Result<Self> {
        fits(&parts.policy, parts.source.recipient(), &parts.aud)?;
        Ok(Self {
            database: Database::open(
                &parts.data.join("vault.sqlite"),
                &[store::SCHEMA, wards::SCHEMA].concat(),
            )?,
            keys: parts.keys,
            aud: parts.aud,
            policy: parts.policy,
            wards: parts.wards,
            source: parts.source,
            clock: parts.clock,
        })
    }

    /// The key to seal to.
    #[must_use]
    pub fn sealing_key(&self) -> PublicKey {
        self.keys.sealing_key()
    }

    /// Whom it asks, by the recipient's name in the policy.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.source.recipient()
    }

    /// The key that results are signed with.
    #[must_use]
    pub fn result_key(&self) -> PublicKey {
        self.keys.result_key()
    }

    /// Opens what is handed over, checks it and keeps it for the check. The same again has the id that it had.
    ///
    /// # Errors
    /// One code a check; `E_CHALLENGE_USED` for another bundle on the same challenge; `E_STORE`.
    pub async fn accept(&self, handed: impl Into<Handed>, submission: Submission) -> Result<String, Code> {
        let (handed, now) = (handed.into(), self.clock.now());
        let seen = self.open_at(&handed, now)?;
        if let Some(code) = self.source.objection(&Question::new(&seen.own, "")?) {
            return Err(code);
        }
        let nonce_hash = label::hash("realname-nonce", &[seen.own.claims.nonce.as_bytes()]);
        // Wiped before anything is written.
        drop(seen);
        self.keep(handed, submission, nonce_hash, now).await
    }

    /// Everything that can be said without asking anybody, on the opened values themselves.
    fn open_at(&self, handed: &Handed, now: u64) -> Result<Seen, Code> {
        let seen = self.look_at(handed, now);
        // What was read left copies below here, where no `drop` comes.
        scrub_stack();
        seen
    }

    fn look_at(&self, handed: &Handed, now: u64) -> Result<Seen, Code> {
        let seen = handed.open(&self.aud, &self.policy, now, &self.keys)?;
        wallet::check(&seen.own, &self.policy, now)?;
        let consented = seen.consents_to(self.source.recipient(), &self.policy);
        if consented { Ok(seen) } else { Err(Code::ConsentMissing) }
    }

    /// Asks the authority about a bundle that is kept, once; afterwards the result is there and `sealed` is gone.
    ///
    /// # Errors
    /// `E_STORE`, `E_NOT_FOUND`, `E_RNG`.
    pub async fn check(&self, id: String) -> Result<Finished, Code> {
        let now = self.clock.now();
        let pending = match self.begin(id.clone(), label::id()?, now).await? {
            store::Begun::Finished(finished) => return Ok(finished),
            store::Begun::Started(pending) => pending,
        };
        let found = self.ask(&id, &pending).await?;
        self.conclude(id, pending, found).await
    }

    /// Asks about whoever signs up, and only when that matches about the guardian: calls are paid for.
    async fn ask(&self, id: &str, pending: &Pending) -> Result<Found, Code> {
        // As it was when it was accepted: what was in time then still is.
        let Ok(seen) = self.open_at(&pending.handed, pending.received_at) else {
            // The key or the policy changed meanwhile. Nobody was asked.
            return Ok(Found::of(Outcome::SourceUnavailable));
        };
        let account = wallet::check(&seen.own, &self.policy, pending.received_at).ok().flatten();
        let own = self.ask_about(&seen.own, &pending.request_id).await;
        let guardian = match &seen.guardian {
            Some(guardian) if own == Outcome::Match => {
                Some(self.ask_about(guardian, &result::of_guardian(&pending.request_id)).await)
            }
            _ => None,
        };
        let mut outcome = guardian.unwrap_or(own);
        if outcome == Outcome::Match && !self.take_ward(id, &seen).await? {
            outcome = Outcome::WardLimit;
        }
        Ok(Found { own: Some(own), guardian, outcome, account })
    }

    async fn ask_about(&self, opened: &Opened, request_id: &str) -> Outcome {
        match Question::new(opened, request_id) {
            Ok(question) => self.source.ask(&question).await,
            Err(_) => Outcome::InvalidInput,
        }
    }

    /// Signs the result, stores it and deletes what was sealed, in one transaction.
    async fn conclude(&self, id: String, pending: Pending, found: Found) -> Result<Finished, Code> {
        let finished = self.finished(&pending, found)?;
        self.finish(id, finished.clone()).await?;
        // `secure_delete` overwrote the row; the write-ahead log still holds it. Emptying that is nothing that whoever
        // waits for the result should wait for: a reader may be in the way.
        self.database.unsettle();
        Ok(finished)
    }

    /// After a start: an attempt whose answer never came is `source_unavailable`, for nobody knows whether the
    /// authority was asked, and asking is paid for. What an earlier run left in the write-ahead log goes, or is left to
    /// [`keep_settled`](Self::keep_settled).
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn recover(&self) -> Result<(), Code> {
        self.give_up(self.clock.now().saturating_sub(STALE), true).await?;
        if !self.settle().await? {
            self.database.unsettle();
        }
        Ok(())
    }

    /// From time to time: what waits since before a time, Unix seconds, is `source_unavailable`, and deleted.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn sweep(&self, before: u64) -> Result<(), Code> {
        self.database.unsettle();
        self.give_up(before, false).await
    }

    /// Ends what nobody was asked about yet and nobody shall be, and deletes what was sealed of it; a check that is under way does so itself.
    /// Whether it is gone.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn forget(&self, id: String) -> Result<bool, Code> {
        match self.begin(id.clone(), String::new(), self.clock.now()).await {
            Ok(store::Begun::Started(pending)) => {
                self.conclude(id.clone(), pending, Found::of(Outcome::SourceUnavailable)).await?;
            }
            Ok(store::Begun::Finished(_)) | Err(Code::State | Code::NotFound) => {}
            Err(code) => return Err(code),
        }
        // At once where nobody reads, so that what is recorded as erased is in no log either; where somebody does, the
        // withdrawal does not wait for them.
        self.settle().await?;
        self.is_forgotten(id).await
    }

    /// Empties the write-ahead log, unless a reader is in the way: then `false`.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn settle(&self) -> Result<bool, Code> {
        self.database.settle().await
    }

    /// Empties the write-ahead log after every deletion, for as long as this is polled. A reader (a backup, a monitor)
    /// that is in the way is told about once, and waited for.
    pub async fn keep_settled(&self, log: Log) {
        loop {
            self.database.unsettled().await;
            let mut told = false;
            loop {
                let code = match self.settle().await {
                    Ok(true) => break,
                    Ok(false) => None,
                    Err(code) => Some(code),
                };
                if !told {
                    log.event("the vault's write-ahead log is not emptied yet, a reader may hold it:", code);
                    told = true;
                }
                tokio::time::sleep(RETRY).await;
            }
        }
    }

    async fn give_up(&self, before: u64, begun: bool) -> Result<(), Code> {
        for (id, pending) in self.unresolved(before, begun).await? {
            self.conclude(id, pending, Found::of(Outcome::SourceUnavailable)).await?;
        }
        Ok(())
    }
}
