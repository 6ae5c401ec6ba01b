//! The consents of an account, one a purpose and recipient, and their log: written in the transaction of the evidence
//! that they rest on, or of what takes them back.

use super::Gateway;
use super::store::Accepted;
use crate::database::{Refusal, seconds, time};
use crate::label;
use crate::records::{Class, append};
use realname::code::Code;
use realname::consent::decision::DEFAULT_OFF;
use realname::consent::minor::RELATION;
use realname::consent::{Choice, Decision, Policy};
use realname::json::{Json, Writer};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// The stream of this gateway. One gateway writes one database.
pub(crate) const STREAM: &str = "gateway";

/// The tables.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS consent (
  id TEXT PRIMARY KEY, evidence TEXT NOT NULL REFERENCES evidence (id), account_ref TEXT NOT NULL, jkt TEXT NOT NULL,
  purpose TEXT NOT NULL, recipient TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS consent_account ON consent (account_ref, purpose, recipient);
CREATE INDEX IF NOT EXISTS consent_restricted ON consent (state) WHERE state = 'restricted';
CREATE TABLE IF NOT EXISTS withdrawal (
  jkt TEXT NOT NULL, jti TEXT NOT NULL, consent TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (jkt, jti)) STRICT;
";

/// A consent as it stands.
#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub(super) id: String,
    pub(super) evidence: String,
    pub(super) account_ref: String,
    pub(super) jkt: String,
    pub(super) purpose: String,
    /// Empty where the purpose has none.
    pub(super) recipient: String,
    /// `given`, `restricted`, `erased`, `replaced`, `refused` or `acknowledged`.
    pub(super) state: String,
    pub(super) since: u64,
}

/// One line of the log.
pub(super) fn log(
    transaction: &Transaction<'_>,
    event: &str,
    consent: &Consent,
    now: u64,
    more: impl FnOnce(&mut Writer),
) -> Result<(), Refusal> {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("event", event);
    json.text_member("consent", &consent.id);
    json.text_member("evidence", &consent.evidence);
    json.text_member("account_ref", &consent.account_ref);
    json.text_member("purpose", &consent.purpose);
    json.text_member("recipient", &consent.recipient);
    more(&mut json);
    json.end_object();
    append(transaction, STREAM, Class::Consent, now, &json.finish())
}

/// Keeps every decision of a submission. A consent that was given before and is given again is renewed.
pub(super) fn keep(transaction: &Transaction<'_>, accepted: &Accepted, now: u64) -> Result<(), Refusal> {
    let decided = accepted.decided();
    for decision in &decided.claims.decisions {
        let consent = Consent {
            id: label::id()?,
            evidence: accepted.id.clone(),
            account_ref: accepted.ticket.account_ref.clone(),
            jkt: accepted.verified.jkt.clone(),
            purpose: decision.purpose.clone(),
            recipient: decision.recipient.clone().unwrap_or_default(),
            state: decision.choice.as_str().to_owned(),
            since: now,
        };
        let sql = "UPDATE consent SET state = 'replaced', since = ?4
                   WHERE account_ref = ?1 AND purpose = ?2 AND recipient = ?3 AND state = 'given'";
        let of = params![consent.account_ref, consent.purpose, consent.recipient, seconds(now)];
        let before = decision.choice == Choice::Given && transaction.execute(sql, of)? > 0;
        let sql = "INSERT INTO consent (id, evidence, account_ref, jkt, purpose, recipient, state, since)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = params![
            consent.id,
            consent.evidence,
            consent.account_ref,
            consent.jkt,
            consent.purpose,
            consent.recipient,
            consent.state,
            seconds(now)
        ];
        transaction.execute(sql, row)?;
        let event = if before { "renewed" } else { decision.choice.as_str() };
        log(transaction, event, &consent, now, |json| {
            said(json, decision, &decided.hash);
            if accepted.by_guardian {
                by_guardian(json, accepted);
            }
        })?;
    }
    Ok(())
}

/// What the decision was made on, and the signed part that it stands in.
fn said(json: &mut Writer, decision: &Decision, jwt_hash: &str) {
    json.key("decision");
    decision.write(json);
    json.text_member("jwt_hash", jwt_hash);
}

/// That a guardian decided, and on which child's signed part: a refusal names none, for nothing of the child has left.
fn by_guardian(json: &mut Writer, accepted: &Accepted) {
    json.key("guardian");
    json.begin_object();
    json.text_member("relation", RELATION);
    if accepted.guardian.is_some() {
        json.text_member("ward", &accepted.verified.hash);
    }
    json.end_object();
}

impl Gateway {
    /// What an account has decided before that the page is to know, when the form is opened again.
    pub(super) async fn history(&self, account_ref: String) -> Result<History, Code> {
        let (now, policy) = (self.clock.now(), self.in_force.policy.clone());
        let find = move |connection: &Connection| {
            let mut history = History::default();
            for (purpose, recipient) in policy.questions() {
                let Some(last) = last(connection, &account_ref, &purpose.id, recipient)? else { continue };
                let version = policy.notice(&purpose.notice).map(|notice| notice.version.as_str());
                let unchanged = version == Some(last.version.as_str());
                if unchanged && !purpose.required && last.reask_not_before.is_some_and(|time| now < time) {
                    history.quiet.push(Policy::question(&purpose.id, recipient));
                }
                let seen = [last.notice.as_str(), "/", &last.version].concat();
                if last.notice == purpose.notice && !history.seen.contains(&seen) {
                    history.seen.push(seen);
                }
            }
            Ok(history)
        };
        self.database.read(find).await
    }
}

/// What an account has decided before.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The optional questions that it has clearly refused and is not to be asked again yet
    /// (网络数据安全管理条例 Art. 22(5)). A notice that has changed since is another question.
    pub(super) quiet: Vec<String>,
    /// The notices that it decided on last, as `id/version`: the form marks what has changed since (PIPL Art. 17).
    pub(super) seen: Vec<String>,
}

/// The decision that an account took last on a question. What was left off while nobody was asked is none, or a pause would end with the next
/// signup.
fn last(
    connection: &Connection,
    account_ref: &str,
    purpose: &str,
    recipient: Option<&str>,
) -> Result<Option<Decision>, Refusal> {
    let sql = "SELECT evidence.decisions FROM consent JOIN evidence ON evidence.id = consent.evidence
               WHERE consent.account_ref = ?1 AND purpose = ?2 AND recipient = ?3
               ORDER BY consent.rowid DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![account_ref, purpose, recipient.unwrap_or_default()])?;
    let mut left_off = None;
    while let Some(row) = rows.next()? {
        for entry in Json::parse(row.get::<_, String>(0)?.as_bytes())?.into_array()? {
            let decision = Decision::read(entry.into_members()?)?;
            if decision.purpose != purpose || decision.recipient.as_deref() != recipient {
                continue;
            }
            if !decision.control.ends_with(DEFAULT_OFF) {
                return Ok(Some(decision));
            }
            left_off = left_off.or(Some(decision));
        }
    }
    Ok(left_off)
}

const COLUMNS: &str = "SELECT id, evidence, account_ref, jkt, purpose, recipient, state, since FROM consent";

fn consent(row: &rusqlite::Row<'_>) -> rusqlite::Result<Consent> {
    Ok(Consent {
        id: row.get(0)?,
        evidence: row.get(1)?,
        account_ref: row.get(2)?,
        jkt: row.get(3)?,
        purpose: row.get(4)?,
        recipient: row.get(5)?,
        state: row.get(6)?,
        since: time(row.get(7)?),
    })
}

/// The consent of an id.
pub(super) fn find(connection: &Connection, id: &str) -> Result<Option<Consent>, Refusal> {
    Ok(connection.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id], consent).optional()?)
}

/// What stands in the place of a consent that a later signup renewed; of another, itself.
pub(super) fn standing(connection: &Connection, before: Consent) -> Result<Consent, Refusal> {
    if before.state != "replaced" {
        return Ok(before);
    }
    let sql = format!(
        "{COLUMNS} WHERE account_ref = ?1 AND purpose = ?2 AND recipient = ?3
         AND state IN ('given', 'restricted', 'erased') ORDER BY rowid DESC LIMIT 1"
    );
    let of = params![before.account_ref, before.purpose, before.recipient];
    Ok(connection.query_row(&sql, of, consent).optional()?.unwrap_or(before))
}

/// The consents that rest on a submission, in the order of the policy.
pub(super) fn of(connection: &Connection, evidence: &str) -> Result<Vec<Consent>, Refusal> {
    let mut statement =
        connection.prepare_cached(&format!("{COLUMNS} WHERE evidence = ?1 ORDER BY rowid"))?;
    let rows = statement.query_map([evidence], consent)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was withdrawn and is not erased yet.
pub(super) fn restricted_sql() -> String {
    format!("{COLUMNS} WHERE state = 'restricted' ORDER BY rowid")
}

/// The consents that were withdrawn and are not erased yet.
pub(super) fn restricted(connection: &Connection) -> Result<Vec<Consent>, Refusal> {
    let mut statement = connection.prepare(&restricted_sql())?;
    let rows = statement.query_map([], consent)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
