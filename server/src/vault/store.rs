//! The vault's database: burnt nonces, attempts, results, and `sealed` for as long as it is needed.

use super::handed::Handed;
use super::result::{Finished, Outcome};
use super::{Submission, Vault, wards};
use crate::database::{Refusal, is_taken, seconds, time};
use crate::label;
use realname::bundle::Bundle;
use realname::bundle::guardian::Family;
use realname::code::Code;
use realname::suite::jose::digest_of;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS account (
  account_ref TEXT PRIMARY KEY, subject_ref TEXT NOT NULL, salt TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS submission (
  id TEXT PRIMARY KEY, nonce_hash TEXT NOT NULL UNIQUE, sd_jwt_hash TEXT NOT NULL, sealed_hash TEXT NOT NULL,
  sd_jwt TEXT, sealed TEXT, account_ref TEXT NOT NULL REFERENCES account (account_ref),
  session TEXT NOT NULL, origin TEXT NOT NULL, received_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0, started_at INTEGER, request_id TEXT,
  outcome TEXT, source TEXT, level TEXT, time INTEGER, result_jwt TEXT) STRICT;
CREATE INDEX IF NOT EXISTS submission_open ON submission (received_at) WHERE outcome IS NULL AND sealed IS NOT NULL;
CREATE INDEX IF NOT EXISTS submission_account ON submission (account_ref);
CREATE TABLE IF NOT EXISTS guardian (
  submission TEXT PRIMARY KEY REFERENCES submission (id), sd_jwt_hash TEXT NOT NULL, sealed_hash TEXT NOT NULL,
  sd_jwt TEXT, sealed TEXT) STRICT;
";

/// A bundle whose check is under way.
pub(super) struct Pending {
    pub(super) handed: Handed,
    pub(super) received_at: u64,
    pub(super) request_id: String,
    pub(super) account_ref: String,
    pub(super) account_salt: String,
    pub(super) subject_ref: String,
}

/// What became of the wish to start an attempt.
pub(super) enum Begun {
    Started(Pending),
    Finished(Finished),
}

const JOINED: &str =
    "SELECT submission.sd_jwt, submission.sealed, received_at, attempt, request_id, outcome, source,
  level, time, result_jwt, submission.account_ref, salt, subject_ref, id,
  guardian.submission AS family, guardian.sd_jwt AS guardian_sd_jwt, guardian.sealed AS guardian_sealed
  FROM submission JOIN account ON account.account_ref = submission.account_ref
  LEFT JOIN guardian ON guardian.submission = id";

/// What waits for a result, by its time of receipt and whether an attempt counts.
fn unresolved() -> String {
    format!(
        "{JOINED} WHERE outcome IS NULL AND submission.sealed IS NOT NULL AND (received_at < ?1 OR (?2 AND attempt > 0))"
    )
}

impl Vault {
    /// Burns the nonce and keeps what was handed over, all of it or nothing.
    pub(super) async fn keep(
        &self,
        handed: Handed,
        submission: Submission,
        nonce_hash: String,
        now: u64,
    ) -> Result<String, Code> {
        let (subject_ref, salt) = (label::id()?, label::id()?);
        let keep = move |transaction: &Transaction<'_>| {
            let Submission { id, account_ref, session, origin } = submission;
            let sql = "INSERT INTO account (account_ref, subject_ref, salt) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            transaction.execute(sql, params![account_ref, subject_ref, salt])?;
            let hashes = hashes(handed.own());
            let guardian = handed.guardian().map(|half| (half, self::hashes(half)));
            let bundle = handed.own();
            let sql = "INSERT INTO submission (id, nonce_hash, sd_jwt_hash, sealed_hash, sd_jwt, sealed, account_ref,
                         session, origin, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let inserted = transaction.execute(
                sql,
                params![
                    id,
                    nonce_hash,
                    hashes.0,
                    hashes.1,
                    bundle.sd_jwt,
                    bundle.sealed,
                    account_ref,
                    session,
                    origin,
                    seconds(now)
                ],
            );
            match inserted {
                Ok(_) => {
                    if let Some((half, hashes)) = guardian {
                        let sql =
                            "INSERT INTO guardian (submission, sd_jwt_hash, sealed_hash, sd_jwt, sealed)
                                   VALUES (?1, ?2, ?3, ?4, ?5)";
                        transaction
                            .execute(sql, params![id, hashes.0, hashes.1, half.sd_jwt, half.sealed])?;
                    }
                    Ok(id)
                }
                Err(error) if is_taken(&error) => {
                    let sql = "SELECT id FROM submission LEFT JOIN guardian ON guardian.submission = id
                               WHERE nonce_hash = ?1 AND submission.sd_jwt_hash = ?2 AND submission.sealed_hash = ?3
                               AND account_ref = ?4 AND guardian.sd_jwt_hash IS ?5 AND guardian.sealed_hash IS ?6
                               AND (submission.sealed IS NOT NULL OR outcome IS NOT NULL)";
                    let other = guardian.map(|(_, hashes)| hashes).unzip();
                    let same = params![nonce_hash, hashes.0, hashes.1, account_ref, other.0, other.1];
                    let before = transaction.query_row(sql, same, |row| row.get(0)).optional()?;
                    before.ok_or(Refusal::Code(Code::ChallengeUsed))
                }
                Err(error) => Err(error.into()),
            }
        };
        self.database.write(keep).await
    }

    /// Writes down that an attempt begins, before anybody is asked: calls are paid for.
    pub(super) async fn begin(&self, id: String, request_id: String, now: u64) -> Result<Begun, Code> {
        let source = self.source.name();
        let begin = move |transaction: &Transaction<'_>| {
            let sql = format!("{JOINED} WHERE id = ?1");
            let found = transaction.query_row(&sql, [&id], |row| {
                Ok((finished(row)?, pending(row, Some(&request_id))?, row.get::<_, i64>("attempt")?))
            });
            let (finished, pending, attempt) = found.optional()?.ok_or(Refusal::Code(Code::NotFound))?;
            if let Some(finished) = finished {
                return Ok(Begun::Finished(finished));
            }
            let pending = pending.ok_or(Refusal::Code(Code::NotFound))?;
            if attempt > 0 {
                // Under way in another task.
                return Err(Refusal::Code(Code::State));
            }
            let sql =
                "UPDATE submission SET attempt = attempt + 1, started_at = ?2, request_id = ?3, source = ?4
                       WHERE id = ?1";
            transaction.execute(sql, params![id, seconds(now), request_id, source])?;
            Ok(Begun::Started(pending))
        };
        self.database.write(begin).await
    }

    /// Stores the result and deletes what was sealed.
    pub(super) async fn finish(&self, id: String, finished: Finished) -> Result<(), Code> {
        let finish = move |transaction: &Transaction<'_>| {
            let sql =
                "UPDATE submission SET sealed = NULL, sd_jwt = NULL, outcome = ?2, source = ?3, level = ?4,
                         time = ?5, result_jwt = ?6, request_id = ?7 WHERE id = ?1 AND outcome IS NULL";
            let changed = transaction.execute(
                sql,
                params![
                    id,
                    finished.outcome.as_str(),
                    finished.source,
                    finished.level,
                    seconds(finished.time),
                    finished.result_jwt,
                    finished.request_id
                ],
            )?;
            if changed != 1 {
                return Err(Refusal::Store);
            }
            wipe_guardian(transaction, &id)?;
            if finished.outcome != Outcome::Match {
                wards::release(transaction, &id)?;
            }
            Ok(())
        };
        self.database.write(finish).await
    }

    /// Bundles without a result that will get none: those that wait since before a time, and, after a start, those
    /// whose attempt began.
    pub(super) async fn unresolved(&self, before: u64, begun: bool) -> Result<Vec<(String, Pending)>, Code> {
        self.database
            .read(move |connection: &Connection| {
                let mut statement = connection.prepare(&unresolved())?;
                let rows = statement.query_map(params![seconds(before), begun], |row| {
                    Ok((row.get("id")?, pending(row, None)?))
                })?;
                let mut found = Vec::new();
                for row in rows {
                    if let (id, Some(pending)) = row? {
                        found.push((id, pending));
                    }
                }
                Ok(found)
            })
            .await
    }

    /// Whether nothing sealed of it is left.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn is_forgotten(&self, id: String) -> Result<bool, Code> {
        self.database
            .read(move |connection: &Connection| {
                let sql = "SELECT 1 FROM submission WHERE id = ?1 AND sealed IS NOT NULL";
                Ok(connection.query_row(sql, [id], |_| Ok(())).optional()?.is_none())
            })
            .await
    }

    /// Deletes a bundle that the gateway did not record after all. Its nonce stays burnt.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn abandon(&self, id: String) -> Result<(), Code> {
        let abandon = move |transaction: &Transaction<'_>| {
            let sql = "UPDATE submission SET sealed = NULL, sd_jwt = NULL WHERE id = ?1 AND attempt = 0";
            if transaction.execute(sql, [&id])? > 0 {
                wipe_guardian(transaction, &id)?;
            }
            Ok(())
        };
        self.database.write(abandon).await?;
        self.database.unsettle();
        Ok(())
    }
}

/// Of the signed and of the sealed part.
fn hashes(half: &Bundle) -> (String, String) {
    (digest_of(half.sd_jwt.as_bytes()), digest_of(half.sealed.as_bytes()))
}

/// Deletes the guardian's half, with the child's.
fn wipe_guardian(connection: &Connection, id: &str) -> rusqlite::Result<usize> {
    connection.execute("UPDATE guardian SET sealed = NULL, sd_jwt = NULL WHERE submission = ?1", [id])
}

/// What was handed over, of a row, if it is still there: the whole of it.
fn pending(row: &Row<'_>, request_id: Option<&str>) -> rusqlite::Result<Option<Pending>> {
    let (sd_jwt, sealed): (Option<String>, Option<String>) = (row.get("sd_jwt")?, row.get("sealed")?);
    let (Some(sd_jwt), Some(sealed)) = (sd_jwt, sealed) else { return Ok(None) };
    let own = Bundle { sd_jwt, sealed };
    let handed = if row.get::<_, Option<String>>("family")?.is_some() {
        let (sd_jwt, sealed) = (row.get("guardian_sd_jwt")?, row.get("guardian_sealed")?);
        let (Some(sd_jwt), Some(sealed)) = (sd_jwt, sealed) else { return Ok(None) };
        Handed::Family(Family { child: own, guardian: Bundle { sd_jwt, sealed } })
    } else {
        Handed::One(own)
    };
    let request_id = match request_id {
        Some(new) => new.to_owned(),
        None => row.get::<_, Option<String>>("request_id")?.unwrap_or_default(),
    };
    Ok(Some(Pending {
        handed,
        received_at: time(row.get("received_at")?),
        request_id,
        account_ref: row.get("account_ref")?,
        account_salt: row.get("salt")?,
        subject_ref: row.get("subject_ref")?,
    }))
}

/// The result of a row, if it has one.
fn finished(row: &Row<'_>) -> rusqlite::Result<Option<Finished>> {
    let outcome: Option<String> = row.get("outcome")?;
    let Some(outcome) = outcome.as_deref().and_then(Outcome::from_wire) else { return Ok(None) };
    Ok(Some(Finished {
        outcome,
        source: row.get("source")?,
        level: row.get("level")?,
        request_id: row.get("request_id")?,
        time: time(row.get("time")?),
        result_jwt: row.get("result_jwt")?,
        account_salt: row.get("salt")?,
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use super::*;
    use crate::database::plan;

    #[test]
    fn what_waits_is_looked_for_among_what_waits() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let steps = plan(&connection, &unresolved());
        assert_eq!(steps.first().unwrap(), "SCAN submission USING INDEX submission_open", "{steps:?}");
        assert!(steps.iter().skip(1).all(|step| step.starts_with("SEARCH ")), "{steps:?}");
    }
}
