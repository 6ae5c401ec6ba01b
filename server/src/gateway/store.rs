//! The gateway's database: tickets, evidence, results, the gate, and every policy and notice that was ever in force.

use super::ticket::{Ticket, claim};
use super::{Gateway, Kind, consents};
use crate::checks::{Check, holds, must};
use crate::database::{Refusal, is_taken, seconds};
use crate::policy::InForce;
use anyhow::{Result, ensure};
use realname::bundle::verify::Verified;
use realname::code::Code;
use realname::consent::minor::RELATION;
use realname::json::Writer;
use realname::suite::jose::sha256;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// What is written once stays as it is: no statement of this program, and none by hand, changes it unnoticed.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS ticket (
  hash BLOB PRIMARY KEY, account_ref TEXT NOT NULL, session TEXT NOT NULL, origin TEXT NOT NULL,
  expires INTEGER NOT NULL, jkt TEXT, challenges INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS ticket_session ON ticket (session);
CREATE INDEX IF NOT EXISTS ticket_expires ON ticket (expires);
CREATE TABLE IF NOT EXISTS policy (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS notice (
  id TEXT NOT NULL, version TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (id, version)) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL,
  random BLOB NOT NULL UNIQUE, nonce TEXT NOT NULL UNIQUE, jkt TEXT NOT NULL, jti TEXT NOT NULL,
  body_hash BLOB NOT NULL, jwt TEXT NOT NULL, jwt_hash TEXT NOT NULL,
  sealed_header TEXT, sealed_bytes INTEGER, sealed_hash TEXT,
  decisions TEXT NOT NULL, policy TEXT NOT NULL REFERENCES policy (digest),
  account_ref TEXT NOT NULL, session TEXT NOT NULL, origin TEXT NOT NULL, received_at INTEGER NOT NULL,
  UNIQUE (jkt, jti)) STRICT;
CREATE INDEX IF NOT EXISTS evidence_body ON evidence (body_hash);
CREATE TABLE IF NOT EXISTS guardian (
  evidence TEXT PRIMARY KEY REFERENCES evidence (id), jti TEXT NOT NULL, jwt TEXT NOT NULL, jwt_hash TEXT NOT NULL,
  sealed_header TEXT NOT NULL, sealed_bytes INTEGER NOT NULL, sealed_hash TEXT NOT NULL, relation TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS result (
  evidence TEXT PRIMARY KEY REFERENCES evidence (id), outcome TEXT NOT NULL, source TEXT NOT NULL,
  level TEXT NOT NULL, request_id TEXT NOT NULL, time INTEGER NOT NULL, result_jwt TEXT NOT NULL,
  account_salt TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS gate (
  account_ref TEXT PRIMARY KEY, evidence TEXT NOT NULL REFERENCES evidence (id), state TEXT NOT NULL,
  reason TEXT NOT NULL, level TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
DROP INDEX IF EXISTS evidence_bundle;
CREATE TABLE IF NOT EXISTS pending (
  evidence TEXT PRIMARY KEY REFERENCES evidence (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS pending_begins AFTER INSERT ON evidence WHEN new.kind <> 'decision'
  BEGIN INSERT INTO pending (evidence) VALUES (new.id); END;
CREATE TRIGGER IF NOT EXISTS pending_ends AFTER INSERT ON result
  BEGIN DELETE FROM pending WHERE evidence = new.evidence; END;
CREATE TRIGGER IF NOT EXISTS pending_again AFTER DELETE ON result
  BEGIN INSERT INTO pending (evidence) VALUES (old.evidence); END;
CREATE TRIGGER IF NOT EXISTS policy_stays BEFORE UPDATE ON policy BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER IF NOT EXISTS notice_stays BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER IF NOT EXISTS evidence_stays BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER IF NOT EXISTS guardian_stays BEFORE UPDATE ON guardian BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER IF NOT EXISTS result_stays BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'immutable'); END;
";

/// The submission that a body was once, and whose: a body has one challenge, so it was stored once.
const SAME: &str = "SELECT id, session, account_ref FROM evidence WHERE body_hash = ?1 AND kind = ?2";

/// Every bundle without a result that came before a time; asked at each start, so in this order and not of every row: those of a million signups are 13 GB.
const PENDING: &str = "SELECT id FROM pending CROSS JOIN evidence ON id = evidence WHERE received_at < ?1";

/// The same of a database of before there was that table, once.
const FILL: &str =
    "INSERT OR IGNORE INTO pending SELECT id FROM evidence LEFT JOIN result ON result.evidence = id
                    WHERE kind <> 'decision' AND result.evidence IS NULL; PRAGMA user_version = 1";

/// One submission that passed every check.
pub(super) struct Accepted {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) ticket: Ticket,
    pub(super) verified: Verified,
    pub(super) body_hash: [u8; 32],
    /// The signed part, as it came.
    pub(super) jwt: String,
    /// The sealed part's protected header, as JSON, its length and its hash.
    pub(super) sealed: Option<(String, usize, String)>,
    /// The guardian's half, where it is a child's.
    pub(super) guardian: Option<GuardianHalf>,
    /// Whether a guardian decided.
    pub(super) by_guardian: bool,
}

/// A guardian's half that passed every check.
pub(super) struct GuardianHalf {
    pub(super) verified: Verified,
    pub(super) jwt: String,
    pub(super) sealed: (String, usize, String),
}

impl Accepted {
    /// The part that the decisions stand in: a child has made none.
    pub(super) fn decided(&self) -> &Verified {
        self.guardian.as_ref().map_or(&self.verified, |guardian| &guardian.verified)
    }
}

/// What became of it.
pub(super) enum Recorded {
    /// It is new.
    New,
    /// The same body from the same session was there already, under this id.
    Before(String),
}

/// Puts policy and notices where they are served from for ever. Another text under a published name is refused.
pub(super) async fn publish(gateway: &Gateway, in_force: &InForce) -> Result<()> {
    let (digest, bytes) = (in_force.policy.digest.clone(), in_force.bytes.clone());
    let notices: Vec<_> = in_force
        .notices
        .iter()
        .map(|n| (n.notice.id.clone(), n.notice.version.clone(), n.document.clone().into_bytes()))
        .collect();
    let altered = gateway.database.write(move |transaction: &Transaction<'_>| {
        let sql = "INSERT INTO policy (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        transaction.execute(sql, params![digest, bytes])?;
        let mut altered = Vec::new();
        for (id, version, bytes) in notices {
            let sql = "INSERT INTO notice (id, version, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            transaction.execute(sql, params![id, version, bytes])?;
            let sql = "SELECT bytes FROM notice WHERE id = ?1 AND version = ?2";
            let there: Vec<u8> = transaction.query_row(sql, params![id, version], |row| row.get(0))?;
            if there != bytes {
                altered.push(format!("{id} {version}"));
            }
        }
        Ok(altered)
    });
    let altered = altered.await?;
    ensure!(
        altered.is_empty(),
        "published already with another text, so a new version is needed: {}",
        altered.join(", ")
    );
    Ok(())
}

impl Gateway {
    /// Whether a challenge has been burnt.
    pub(super) async fn is_burnt(&self, nonce: String) -> Result<bool, Code> {
        self.database
            .read(move |connection: &Connection| {
                let sql = "SELECT 1 FROM evidence WHERE nonce = ?1
                           UNION ALL SELECT 1 FROM reverification WHERE nonce = ?1";
                Ok(connection.query_row(sql, [nonce], |_| Ok(())).optional()?.is_some())
            })
            .await
    }

    /// The id under which this session sent this body before.
    pub(super) async fn before(
        &self,
        body: &[u8],
        ticket: &Ticket,
        kind: Kind,
    ) -> Result<Option<String>, Code> {
        let (hash, ticket) = (sha256(&[body]), ticket.clone());
        self.database.read(move |connection: &Connection| same(connection, &hash, &ticket, kind)).await
    }

    /// Burns the challenge and stores the evidence and the gate's state, all of it or nothing.
    pub(super) async fn record(&self, accepted: Accepted) -> Result<Recorded, Code> {
        let now = self.clock.now();
        self.database.write(move |transaction: &Transaction<'_>| record(transaction, &accepted, now)).await
    }

    /// Brings a database of an earlier version to what this one has.
    pub(super) async fn upgrade(&self) -> Result<(), Code> {
        self.database
            .write(|transaction: &Transaction<'_>| {
                let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
                if version < 1 {
                    transaction.execute_batch(FILL)?;
                }
                Ok(())
            })
            .await
    }

    /// Every bundle without a result that came before a time, Unix seconds.
    pub(super) async fn pending(&self, before: u64) -> Result<Vec<String>, Code> {
        self.database
            .read(move |connection: &Connection| {
                let mut statement = connection.prepare(PENDING)?;
                let rows = statement.query_map([seconds(before)], |row| row.get(0))?;
                Ok(rows.collect::<std::result::Result<_, _>>()?)
            })
            .await
    }
}

/// A session may have several accounts: what was sent for one of them is nothing that another has.
fn same(
    connection: &Connection,
    hash: &[u8; 32],
    ticket: &Ticket,
    kind: Kind,
) -> Result<Option<String>, Refusal> {
    let found = connection.query_row(SAME, params![hash, kind.as_str()], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    });
    let Some((id, session, account_ref)) = found.optional()? else { return Ok(None) };
    if !holds(Check::SameSession, session == ticket.session) {
        return Ok(None);
    }
    must(Check::SameAccount, account_ref == ticket.account_ref, || Code::Account)?;
    Ok(Some(id))
}

fn record(transaction: &Transaction<'_>, accepted: &Accepted, now: u64) -> Result<Recorded, Refusal> {
    let Accepted { id, kind, ticket, verified, body_hash, jwt, sealed, guardian, .. } = accepted;
    if let Some(hash) = &ticket.hash {
        claim(transaction, hash, &verified.jkt)?;
    }
    // One nonce, one act: what re-verified a device cannot sign it up again.
    super::reverify::spare(transaction, &verified.claims.nonce)?;
    let mut decisions = Writer::new();
    decisions.begin_array();
    for decision in &accepted.decided().claims.decisions {
        decision.write(&mut decisions);
    }
    decisions.end_array();
    let (header, bytes, hash) = match sealed {
        Some((header, bytes, hash)) => (Some(header), Some(length(*bytes)), Some(hash)),
        None => (None, None, None),
    };
    let sql =
        "INSERT INTO evidence (id, kind, random, nonce, jkt, jti, body_hash, jwt, jwt_hash, sealed_header,
                 sealed_bytes, sealed_hash, decisions, policy, account_ref, session, origin, received_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    let inserted = transaction.execute(
        sql,
        params![
            id,
            kind.as_str(),
            verified.challenge.random,
            verified.claims.nonce,
            verified.jkt,
            verified.claims.id,
            body_hash,
            jwt,
            verified.hash,
            header,
            bytes,
            hash,
            decisions.finish(),
            verified.claims.policy,
            ticket.account_ref,
            ticket.session,
            ticket.origin,
            seconds(now),
        ],
    );
    match inserted {
        Ok(_) => {}
        // The challenge, or this key's `jti`, was burnt: by this very body, or by another.
        Err(error) if is_taken(&error) => {
            let before = same(transaction, body_hash, ticket, *kind)?;
            return before.map(Recorded::Before).ok_or(Refusal::Code(Code::ChallengeUsed));
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(GuardianHalf { verified, jwt, sealed: (header, bytes, hash) }) = guardian {
        let sql = "INSERT INTO guardian (evidence, jti, jwt, jwt_hash, sealed_header, sealed_bytes, sealed_hash, relation)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let half =
            params![id, verified.claims.id, jwt, verified.hash, header, length(*bytes), hash, RELATION];
        transaction.execute(sql, half)?;
    }
    // A refusal closes the gate whatever it was. A bundle leaves an open gate open: whoever is admitted stays so.
    let (state, reason) = match kind {
        Kind::Bundle | Kind::Family => ("pending", "awaiting_authority"),
        Kind::Decision => ("refused", "consent_refused"),
    };
    let sql = "INSERT INTO gate (account_ref, evidence, state, reason, level, since) VALUES (?1, ?2, ?3, ?4, 'none', ?5)
               ON CONFLICT (account_ref) DO UPDATE
               SET evidence = ?2, state = ?3, reason = ?4, level = 'none', since = ?5
               WHERE gate.state <> 'admitted' OR ?3 = 'refused'";
    transaction.execute(sql, params![ticket.account_ref, id, state, reason, seconds(now)])?;
    consents::keep(transaction, accepted, now)?;
    Ok(Recorded::New)
}

/// A length, as SQLite has numbers.
fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::plan;

    #[test]
    fn neither_what_is_pending_nor_a_body_is_looked_for_in_every_row() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        connection.execute_batch(consents::SCHEMA).unwrap();
        let steps = |sql: &str| plan(&connection, sql);
        assert_eq!(
            steps(PENDING),
            ["SCAN pending", "SEARCH evidence USING INDEX sqlite_autoindex_evidence_1 (id=?)"]
        );
        assert_eq!(
            steps(&consents::restricted_sql()),
            ["SEARCH consent USING INDEX consent_restricted (state=?)"]
        );
        assert_eq!(
            steps(super::super::ticket::EXPIRED),
            ["SEARCH ticket USING INDEX ticket_expires (expires<?)"]
        );
        // Not by an index over all kinds.
        assert_eq!(steps(SAME), ["SEARCH evidence USING INDEX evidence_body (body_hash=?)"]);
    }
    #[test]
    fn a_database_from_before_knows_what_is_pending() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let sql = "INSERT INTO evidence (id, kind, random, nonce, jkt, jti, body_hash, jwt, jwt_hash, decisions, policy, account_ref,
                     session, origin, received_at) VALUES (?1, ?2, CAST(?1 AS BLOB), ?1, ?1, ?1, x'00', '', '', '', '', '', '', '', 0)";
        for (id, kind) in [("one", "bundle"), ("two", "family"), ("three", "decision"), ("four", "bundle")] {
            connection.execute(sql, [id, kind]).unwrap();
        }
        let sql = "INSERT INTO result VALUES ('four', '', '', '', '', 0, '', '')";
        connection.execute_batch(sql).unwrap();
        let pending = |connection: &Connection| -> Vec<String> {
            let mut rows = connection.prepare(PENDING).unwrap();
            let rows = rows.query_map([i64::MAX], |row| row.get(0)).unwrap();
            rows.collect::<std::result::Result<_, _>>().unwrap()
        };
        assert_eq!(pending(&connection), ["one", "two"]);
        connection.execute_batch("DELETE FROM pending").unwrap();
        let transaction = connection.transaction().unwrap();
        transaction.execute_batch(FILL).unwrap();
        transaction.commit().unwrap();
        assert_eq!(pending(&connection), ["one", "two"]);
        assert_eq!(connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    }
}
