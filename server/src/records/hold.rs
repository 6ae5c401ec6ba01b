//! Legal holds: what must not be purged or erased, by whom, why, and when somebody looks at it again.

use super::{Class, append};
use crate::database::{Refusal, seconds, time};
use crate::label;
use realname::json::Writer;
use rusqlite::{Connection, Row, Transaction, params};

/// The table. A hold is released, never deleted: that it was there belongs to the record.
pub const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS hold (
  id TEXT PRIMARY KEY, account_ref TEXT, evidence TEXT, since INTEGER, until INTEGER,
  owner TEXT NOT NULL, reason TEXT NOT NULL, review INTEGER NOT NULL, placed INTEGER NOT NULL, released INTEGER) STRICT;
";

/// What a hold covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything of an account.
    Account(String),
    /// Everything that rests on one submission, by the id that its receipt has.
    Submission(String),
    /// Everything recorded from one Unix second to another, both included.
    Time(u64, u64),
}

/// A hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// 128 random bits.
    pub id: String,
    /// What it covers.
    pub scope: Scope,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// When it is looked at again, Unix seconds.
    pub review: u64,
}

impl Hold {
    /// Whether it covers a record.
    #[must_use]
    pub fn covers(&self, account_ref: &str, evidence: &str, at: u64) -> bool {
        match &self.scope {
            Scope::Account(account) => account == account_ref,
            Scope::Submission(submission) => submission == evidence,
            Scope::Time(since, until) => (*since..=*until).contains(&at),
        }
    }
}

/// The holds in force.
///
/// # Errors
/// When the database does not answer.
pub fn in_force(connection: &Connection) -> rusqlite::Result<Vec<Hold>> {
    let sql = "SELECT id, account_ref, evidence, since, until, owner, reason, review FROM hold
               WHERE released IS NULL ORDER BY placed, id";
    let mut statement = connection.prepare(sql)?;
    let hold = |row: &Row<'_>| {
        let (account, evidence): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        let scope = match (account, evidence) {
            (Some(account), _) => Scope::Account(account),
            (None, Some(evidence)) => Scope::Submission(evidence),
            (None, None) => Scope::Time(time(row.get(3)?), time(row.get(4)?)),
        };
        let (owner, reason) = (row.get(5)?, row.get(6)?);
        Ok(Hold { id: row.get(0)?, scope, owner, reason, review: time(row.get(7)?) })
    };
    statement.query_map([], hold)?.collect()
}

/// Places a hold and says so in the log, without the person: the row of the log stays when the person's are gone.
///
/// # Errors
/// `E_RNG`, the store.
pub fn place(
    transaction: &Transaction<'_>,
    stream: &str,
    scope: Scope,
    owner: &str,
    reason: &str,
    review: u64,
    now: u64,
) -> Result<Hold, Refusal> {
    let hold = Hold { id: label::id()?, scope, owner: owner.to_owned(), reason: reason.to_owned(), review };
    let (account, evidence, range) = match &hold.scope {
        Scope::Account(account) => (Some(account), None, None),
        Scope::Submission(evidence) => (None, Some(evidence), None),
        Scope::Time(since, until) => (None, None, Some((*since, *until))),
    };
    let sql = "INSERT INTO hold (id, account_ref, evidence, since, until, owner, reason, review, placed)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (since, until) = (range.map(|(since, _)| seconds(since)), range.map(|(_, until)| seconds(until)));
    let row = params![hold.id, account, evidence, since, until, owner, reason, seconds(review), seconds(now)];
    transaction.execute(sql, row)?;
    said(transaction, stream, "hold_placed", &hold.id, owner, reason, now)?;
    Ok(hold)
}

/// Releases a hold. `false` when there is none of that id in force.
///
/// # Errors
/// The store.
pub fn release(
    transaction: &Transaction<'_>,
    stream: &str,
    id: &str,
    operator: &str,
    reason: &str,
    now: u64,
) -> Result<bool, Refusal> {
    let sql = "UPDATE hold SET released = ?2 WHERE id = ?1 AND released IS NULL";
    if transaction.execute(sql, params![id, seconds(now)])? == 0 {
        return Ok(false);
    }
    said(transaction, stream, "hold_released", id, operator, reason, now)?;
    Ok(true)
}

fn said(
    transaction: &Transaction<'_>,
    stream: &str,
    event: &str,
    id: &str,
    operator: &str,
    reason: &str,
    now: u64,
) -> Result<(), Refusal> {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("event", event);
    json.text_member("hold", id);
    json.text_member("operator", operator);
    json.text_member("reason", reason);
    json.end_object();
    append(transaction, stream, Class::Administration, now, &json.finish())
}
