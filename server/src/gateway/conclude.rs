//! What the gate makes of the vault's result: a match opens it, unless the person has taken back meanwhile what it would rest on.

use super::{Gateway, Kind};
use crate::database::{Refusal, seconds};
use crate::vault::result::{Finished, Outcome};
use realname::code::Code;
use realname::consent::Policy;
use rusqlite::{Transaction, params};

impl Gateway {
    /// Stores the vault's result and moves the gate.
    pub(super) async fn conclude(&self, id: String, finished: Finished) -> Result<(), Code> {
        let policy = self.in_force.policy.clone();
        self.database
            .write(move |transaction: &Transaction<'_>| conclude(transaction, &id, &finished, &policy))
            .await
    }
}

/// Whether the person has taken back what a match would rest on, since it was sent: a required consent of the account, or all of it by a refusal.
/// A later signup does not make up for that; it has a check of its own.
fn is_taken_back(transaction: &Transaction<'_>, id: &str, policy: &Policy) -> Result<bool, Refusal> {
    let sql = "SELECT later.kind, consent.purpose FROM evidence AS own
               JOIN consent ON consent.account_ref = own.account_ref
               JOIN evidence AS later ON later.id = consent.evidence
               WHERE own.id = ?1 AND later.rowid >= own.rowid
                 AND (later.kind = 'decision' OR consent.state IN ('restricted', 'erased'))";
    let mut statement = transaction.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for row in rows {
        let (kind, purpose) = row?;
        if kind == Kind::Decision.as_str() || policy.purpose(&purpose).is_none_or(|purpose| purpose.required)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn conclude(
    transaction: &Transaction<'_>,
    id: &str,
    finished: &Finished,
    policy: &Policy,
) -> Result<(), Refusal> {
    let sql =
        "INSERT INTO result (evidence, outcome, source, level, request_id, time, result_jwt, account_salt)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
    let time = seconds(finished.time);
    let outcome = finished.outcome.as_str();
    let new = transaction.execute(
        sql,
        params![
            id,
            outcome,
            finished.source,
            finished.level,
            finished.request_id,
            time,
            finished.result_jwt,
            finished.account_salt
        ],
    )?;
    if new == 0 {
        return Ok(());
    }
    let account = "account_ref = (SELECT account_ref FROM evidence WHERE id = ?1)";
    if finished.outcome == Outcome::Match {
        if is_taken_back(transaction, id, policy)? {
            return Ok(());
        }
        let sql = format!(
            "UPDATE gate SET evidence = ?1, state = 'admitted', reason = ?2, level = ?3, since = ?4
             WHERE {account} AND state IN ('pending', 'not_verified')"
        );
        transaction.execute(&sql, params![id, outcome, finished.level, time])?;
    } else {
        let sql = format!(
            "UPDATE gate SET state = 'not_verified', reason = ?2, since = ?3
             WHERE {account} AND evidence = ?1 AND state = 'pending'"
        );
        transaction.execute(&sql, params![id, outcome, time])?;
    }
    Ok(())
}
