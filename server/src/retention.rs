//! `records purge`, `records hold`, `records release`, `records holds`: what a back office does with the log's age.

use crate::database::{Database, Refusal};
use crate::gateway::STREAM;
use crate::records::hold::{self, Scope};
use crate::records::purge::{self, Retention};
use crate::records::{self, checkpoint};
use anyhow::{Context as _, Result, bail, ensure};
use realname::code::Code;
use realname::date::Date;
use rusqlite::{Connection, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How far the clock may be past the last checkpoint, in seconds: further is a clock that is wrong, or a server that has
/// not run, and neither may delete.
pub const DAY: u64 = 86_400;

/// Who does it, and why: each act is a record.
#[derive(Clone, Debug, Default)]
pub struct Operator {
    /// A name.
    pub name: String,
    /// A reason.
    pub reason: String,
}

impl Operator {
    fn check(&self) -> Result<()> {
        ensure!(!self.name.is_empty() && !self.reason.is_empty(), "--operator and --reason are needed");
        Ok(())
    }
}

fn open(data: &Path) -> Result<Connection> {
    let path = data.join("gateway.sqlite");
    ensure!(path.is_file(), "{} is not there", path.display());
    // Lays the tables where they are older, and takes the settings that deleting rests on.
    drop(Database::open(&path, &[records::SCHEMA, hold::SCHEMA].concat())?);
    let connection = Connection::open(&path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    Ok(connection)
}

fn within<T>(
    connection: &mut Connection,
    work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, Refusal>,
) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&transaction).map_err(|refusal| match refusal {
        Refusal::Code(code) => anyhow::anyhow!("{code}"),
        Refusal::Store => anyhow::anyhow!("{}", Code::Store),
    })?;
    transaction.commit()?;
    Ok(done)
}

/// A purge.
#[derive(Clone, Debug)]
pub struct Purge {
    /// The server's folder.
    pub data: PathBuf,
    /// Its checkpoints.
    pub checkpoints: PathBuf,
    /// How long records are kept.
    pub retention: Retention,
    /// Whether somebody looked at the clock.
    pub clock_confirmed: bool,
    /// Who.
    pub operator: Operator,
}

/// Deletes what is due and not held.
///
/// # Errors
/// A retention below the law's; a clock that nobody confirmed; the store.
pub fn purge(asked: &Purge, now: u64) -> Result<purge::Purged> {
    asked.operator.check()?;
    ensure!(
        asked.retention.is_enough(),
        "kept for less than the law demands: consents {} months, re-verifications {}",
        purge::LEAST.consent,
        purge::LEAST.reverification
    );
    let text = fs::read_to_string(&asked.checkpoints).unwrap_or_default();
    let last = checkpoint::read(text.lines(), None).checkpoints.last().map(|last| last.time);
    let near = last.is_some_and(|last| now.abs_diff(last) <= DAY);
    if !near && !asked.clock_confirmed {
        bail!(
            "the clock is more than a day from the last checkpoint, or there is none: look at it, then --confirm-clock"
        );
    }
    let mut connection = open(&asked.data)?;
    let Operator { name, reason } = &asked.operator;
    let done = within(&mut connection, |transaction| {
        purge::purge(transaction, STREAM, asked.retention, name, reason, now)
    })?;
    // What is overwritten in the database must not live on in the log beside it.
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    ensure!(
        busy == 0,
        "{} records purged, but somebody reads the database, so what they said stands in gateway.sqlite-wal still: purge again when nobody does",
        done.records
    );
    Ok(done)
}

/// Places a hold; its id.
///
/// # Errors
/// No owner or reason; a review that is over already; the store.
pub fn place(data: &Path, scope: Scope, owner: &Operator, review: Date, now: u64) -> Result<String> {
    owner.check()?;
    ensure!(review > Date::from_unix(now), "--review must be a day to come");
    ensure!(
        !matches!(scope, Scope::Time(since, until) if since > until),
        "--from is later than --to: that covers nothing"
    );
    let mut connection = open(data)?;
    let review = unix(review).context("--review")?;
    let hold = within(&mut connection, |transaction| {
        hold::place(transaction, STREAM, scope, &owner.name, &owner.reason, review, now)
    })?;
    Ok(hold.id)
}

/// Releases a hold.
///
/// # Errors
/// None of that id is in force; the store.
pub fn release(data: &Path, id: &str, operator: &Operator, now: u64) -> Result<()> {
    operator.check()?;
    let mut connection = open(data)?;
    let released = within(&mut connection, |transaction| {
        hold::release(transaction, STREAM, id, &operator.name, &operator.reason, now)
    })?;
    ensure!(released, "no hold {id} is in force");
    Ok(())
}

/// The holds in force, a line each; those whose review is over say so.
///
/// # Errors
/// The store.
pub fn list(data: &Path, now: u64) -> Result<String> {
    let mut lines = String::new();
    for hold in hold::in_force(&open(data)?)? {
        let scope = match &hold.scope {
            Scope::Account(account) => format!("account {account}"),
            Scope::Submission(id) => format!("submission {id}"),
            Scope::Time(since, until) => format!("time {since} to {until}"),
        };
        let review = Date::from_unix(hold.review).iso();
        let overdue = if hold.review < now { "; review overdue" } else { "" };
        lines.push_str(&format!(
            "{} {scope}; {}; {}; review {review}{overdue}\n",
            hold.id, hold.owner, hold.reason
        ));
    }
    Ok(lines)
}

/// The first second of a day in Shanghai.
#[must_use]
pub fn unix(day: Date) -> Option<u64> {
    // Days before it are counted by asking: the calendar is the core's.
    let (mut low, mut high) = (0_u64, 4_102_444_800_u64);
    while low < high {
        let middle = low.midpoint(high);
        if Date::from_unix(middle) < day { low = middle + 1 } else { high = middle }
    }
    (Date::from_unix(low) == day).then_some(low)
}
