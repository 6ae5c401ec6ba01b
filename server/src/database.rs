//! One SQLite file a role. What it says is written is on the disk; what it deletes is overwritten.

use crate::checks::rules;
use anyhow::{Context as _, Result};
use realname::code::Code;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::fs::OpenOptions;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a statement waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);

/// A database, shared by the tasks of a role.
#[derive(Clone)]
pub struct Database(Arc<Shared>);

struct Shared {
    connection: Mutex<Connection>,
    /// Told when the write-ahead log holds what was deleted; it remembers being told.
    unsettled: Notify,
}

impl Database {
    /// Opens the file and lays its tables.
    ///
    /// # Errors
    /// When the file cannot be opened, or does not take the settings that durability rests on.
    pub fn open(path: &Path, schema: &str) -> Result<Self> {
        private(path)?;
        let connection =
            Connection::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        connection.busy_timeout(BUSY)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        anyhow::ensure!(mode == "wal", "{} does not take a write-ahead log", path.display());
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        // No file beside these two.
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        #[allow(clippy::needless_borrow, reason = "a text of its own where a test has removed a rule")]
        let tables = connection.execute_batch(&rules(schema));
        tables.with_context(|| format!("the tables of {}", path.display()))?;
        Ok(Self(Arc::new(Shared { connection: Mutex::new(connection), unsettled: Notify::new() })))
    }

    /// Runs a transaction on a thread that may wait. `Ok` is answered after the commit is durable; a failure of the
    /// store is `E_STORE`, and nothing of the transaction stays.
    ///
    /// # Errors
    /// What the transaction says.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Code> {
        self.run(move |connection| {
            // Immediate: two writers queue here, and neither finds its reads outdated at the commit.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })
        .await
    }

    /// Runs reads.
    ///
    /// # Errors
    /// What the reads say.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Code> {
        self.run(move |connection| work(connection)).await
    }

    /// Moves the write-ahead log into the database and empties it, so that what was overwritten in the one does not
    /// live on in the other. `false` when somebody reads an older state, which keeps the log: it must be tried again.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn settle(&self) -> Result<bool, Code> {
        self.run(|connection| {
            // Waiting for a reader here would keep the role's only connection from everybody else.
            connection.busy_timeout(Duration::ZERO)?;
            let busy =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>("busy"));
            connection.busy_timeout(BUSY)?;
            Ok(busy? == 0)
        })
        .await
    }

    /// Says that the write-ahead log has to be emptied, by whoever waits for [`unsettled`](Self::unsettled).
    pub fn unsettle(&self) {
        self.0.unsettled.notify_one();
    }

    /// Waits until the write-ahead log has to be emptied. It is told once, however often that was said.
    pub async fn unsettled(&self) {
        self.0.unsettled.notified().await;
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Code> {
        let shared = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic inside a transaction rolled it back; the connection itself is sound.
            let mut connection = shared.connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection)
        });
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(Refusal::Code(code))) => Err(code),
            Ok(Err(Refusal::Store)) | Err(_) => Err(Code::Store),
        }
    }
}

/// Makes the file, readable by nobody else; the log and the index beside it take after it.
fn private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop).with_context(|| format!("{} cannot be opened", path.display()))
}

/// Why a transaction did not happen. SQLite's own words are dropped: they may quote what was to be stored.
#[derive(Debug)]
pub enum Refusal {
    /// A rule of ours.
    Code(Code),
    /// The store.
    Store,
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::Code(code)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(_: rusqlite::Error) -> Self {
        Self::Store
    }
}

/// Whether a uniqueness rule stopped an insert.
#[must_use]
pub fn is_taken(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqliteFailure(failure, _) if failure.code == rusqlite::ErrorCode::ConstraintViolation)
}

/// Unix seconds as SQLite has them.
#[must_use]
pub fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// Unix seconds as SQLite gave them.
#[must_use]
pub fn time(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or(0)
}

/// How SQLite goes about a statement, step by step.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it fails")]
pub(crate) fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    // Parameters that are not bound are NULL.
    let (mut rows, mut steps) = (plan.raw_query(), Vec::new());
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get("detail").unwrap());
    }
    steps
}
