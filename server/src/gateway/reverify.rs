//! `POST /reverify`: the device that signed an account up says, on a challenge of now, that it is the one that uses it
//! still. No raw value travels; whose the device is was settled when the account was signed up.

use super::consents::STREAM;
use super::problem::Problem;
use super::ticket::{Ticket, claim};
use super::{Gateway, Shared, problem, request};
use crate::checks::{Check, must};
use crate::database::{Refusal, is_taken, seconds, time};
use crate::label;
use crate::records::{Class, append};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use realname::bundle::reverify::{MEDIA_TYPE, Reverified, verify};
use realname::bundle::verify::Expected;
use realname::code::Code;
use realname::json::Writer;
use realname::suite::host::Host;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// The table: what was burnt, and when whose device was recognised.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS reverification (
  id TEXT PRIMARY KEY, random BLOB NOT NULL UNIQUE, nonce TEXT NOT NULL UNIQUE, evidence TEXT NOT NULL REFERENCES evidence (id),
  account_ref TEXT NOT NULL, jwt TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS reverification_account ON reverification (account_ref, at);
";

/// What an admitted account rests on.
struct SignedUp {
    evidence: String,
    jkt: String,
}

/// `POST /reverify`.
pub(super) async fn answer(
    State(gateway): State<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let ticket = gateway.page(request.method(), request.headers()).await?;
    let body = request::body(request, MEDIA_TYPE).await?;
    let (id, at) = gateway.reverify(ticket, &body).await?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("id", &id);
    json.text_member("state", "reverified");
    json.member("at", at);
    json.end_object();
    Ok(problem::json(StatusCode::OK, json.finish()))
}

impl Gateway {
    async fn reverify(&self, ticket: Ticket, body: &[u8]) -> Result<(String, u64), Code> {
        let now = self.clock.now();
        let account = ticket.account_ref.clone();
        let signed_up = self.database.read(move |connection| signed_up(connection, &account)).await?;
        let expected = Expected {
            aud: &self.aud,
            origin: &ticket.origin,
            // What a frame keeps is used by nothing that could ask for this.
            embedder: None,
            session: &ticket.session,
            account_ref: &ticket.account_ref,
            now,
            policy: &self.in_force.policy,
        };
        // An account that is not admitted has no device.
        let device = signed_up.as_ref().map(|found| found.jkt.clone()).unwrap_or_default();
        let reverified = verify(body, &expected, &device, &Host, &self.keys)?;
        let id = label::id()?;
        let keep = id.clone();
        let write = move |transaction: &Transaction<'_>| {
            record(transaction, &keep, &ticket, &device, &reverified, now)
        };
        self.database.write(write).await?;
        Ok((id, now))
    }
}

fn signed_up(connection: &Connection, account_ref: &str) -> Result<Option<SignedUp>, Refusal> {
    let sql = "SELECT evidence.id, jkt FROM gate JOIN evidence ON evidence.id = gate.evidence
               WHERE gate.account_ref = ?1 AND gate.state = 'admitted'";
    let row = |row: &rusqlite::Row<'_>| Ok(SignedUp { evidence: row.get(0)?, jkt: row.get(1)? });
    Ok(connection.query_row(sql, [account_ref], row).optional()?)
}

fn record(
    transaction: &Transaction<'_>,
    id: &str,
    ticket: &Ticket,
    device: &str,
    reverified: &Reverified,
    now: u64,
) -> Result<(), Refusal> {
    claim(transaction, &ticket.hash.ok_or(Code::Ticket)?, device)?;
    // The gate may have moved since it was read.
    let signed_up = signed_up(transaction, &ticket.account_ref)?.filter(|found| found.jkt == device);
    let signed_up = signed_up.ok_or(Code::Device)?;
    spare(transaction, &reverified.nonce)?;
    let sql = "SELECT 1 FROM evidence WHERE nonce = ?1";
    let fresh = transaction.query_row(sql, [&reverified.nonce], |_| Ok(())).optional()?.is_none();
    must(Check::SignedUp, fresh, || Refusal::from(Code::ChallengeUsed))?;
    let sql = "INSERT INTO reverification (id, random, nonce, evidence, account_ref, jwt, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let row = params![
        id,
        reverified.challenge.random,
        reverified.nonce,
        signed_up.evidence,
        ticket.account_ref,
        reverified.jwt,
        seconds(now)
    ];
    match transaction.execute(sql, row) {
        Err(error) if is_taken(&error) => return Err(Code::ChallengeUsed.into()),
        inserted => inserted?,
    };
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("event", "reverified");
    json.text_member("id", id);
    json.text_member("evidence", &signed_up.evidence);
    json.text_member("account_ref", &ticket.account_ref);
    json.text_member("reverify_jwt", &reverified.jwt);
    json.end_object();
    append(transaction, STREAM, Class::Reverification, now, &json.finish())
}

/// Refuses a nonce that a re-verification has burnt.
pub(super) fn spare(transaction: &Transaction<'_>, nonce: &str) -> Result<(), Refusal> {
    let sql = "SELECT 1 FROM reverification WHERE nonce = ?1";
    let fresh = transaction.query_row(sql, [nonce], |_| Ok(())).optional()?.is_none();
    must(Check::Reverified, fresh, || Code::ChallengeUsed.into())
}

/// When an account's device last re-verified it, Unix seconds.
pub(super) fn last(connection: &Connection, account_ref: &str) -> Result<Option<u64>, Refusal> {
    let sql = "SELECT max(at) FROM reverification WHERE account_ref = ?1";
    let at: Option<i64> = connection.query_row(sql, [account_ref], |row| row.get(0))?;
    Ok(at.map(time))
}
