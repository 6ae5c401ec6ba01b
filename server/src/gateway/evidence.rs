//! What the gateway knows of a submission: a state for the page, everything for the provider's backend.

use super::problem::Problem;
use super::ticket::Ticket;
use super::{Gateway, Kind, Shared, consents, problem};
use crate::database::{Refusal, time};
use crate::vault::result::Outcome;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use realname::code::Code;
use realname::json::Writer;
use rusqlite::{Connection, OptionalExtension as _, Row};

/// `GET /bundles/{id}`.
pub(super) async fn answer(
    State(gateway): State<Shared>,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    if gateway.backend(&headers).is_ok() {
        let document = gateway.evidence(id).await?;
        return Ok(problem::json(StatusCode::OK, document));
    }
    let ticket = gateway.page(&method, &headers).await?;
    let state = gateway.state(id.clone(), ticket).await?;
    Ok(problem::json(StatusCode::OK, self::state(&id, state, false)))
}

/// `GET /gate/{account_ref}`.
pub(super) async fn gate(
    State(gateway): State<Shared>,
    Path(account_ref): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    gateway.backend(&headers)?;
    let document = gateway.database.read(move |connection| {
        let mut json = Writer::new();
        gate_of(connection, &account_ref, &mut json)?;
        Ok(json.finish())
    });
    Ok(problem::json(StatusCode::OK, document.await?))
}

/// How a bundle stands, by what the authority said, and by the gate: a match admits nobody who took back meanwhile what it would rest on.
pub(super) fn standing(outcome: Option<&str>, admitted: bool) -> &'static str {
    match outcome {
        None => "pending",
        Some("match") if admitted => "admitted",
        Some(_) => "not_verified",
    }
}

/// Whether the gate lets the account of a submission in, for a query whose row has `account_ref`.
pub(super) const ADMITTED: &str = "EXISTS (SELECT 1 FROM gate WHERE gate.account_ref = evidence.account_ref AND gate.state = 'admitted') AS admitted";

/// What the page gets about a submission.
pub(super) fn state(id: &str, state: &str, replayed: bool) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("id", id);
    json.text_member("state", state);
    json.key("replayed");
    json.flag(replayed);
    json.end_object();
    json.finish()
}

impl Gateway {
    /// How far a submission of this session is. Why somebody was not admitted is not for the page.
    async fn state(&self, id: String, ticket: Ticket) -> Result<&'static str, Code> {
        let find = move |connection: &Connection| {
            let sql = format!(
                "SELECT kind, outcome, {ADMITTED} FROM evidence LEFT JOIN result ON result.evidence = evidence.id
                 WHERE evidence.id = ?1 AND session = ?2 AND account_ref = ?3"
            );
            let row = connection.query_row(&sql, [id, ticket.session, ticket.account_ref], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, bool>(2)?))
            });
            row.optional()?.ok_or(Refusal::Code(Code::NotFound))
        };
        let (kind, outcome, admitted) = self.database.read(find).await?;
        if kind == Kind::Decision.as_str() {
            return Ok("refused");
        }
        match outcome.as_deref().map(|outcome| Outcome::from_wire(outcome).ok_or(Code::Store)) {
            None => Ok("pending"),
            Some(Ok(Outcome::Match)) if admitted => Ok("admitted"),
            Some(Ok(Outcome::SourceUnavailable | Outcome::RateLimited)) => Err(Code::AuthorityDown),
            // A match too, of whoever took back meanwhile what it would rest on.
            Some(Ok(_)) => Err(Code::NotVerified),
            Some(Err(code)) => Err(code),
        }
    }

    /// The whole evidence.
    async fn evidence(&self, id: String) -> Result<String, Code> {
        self.database.read(move |connection| evidence(connection, &id)).await
    }
}

fn evidence(connection: &Connection, id: &str) -> Result<String, Refusal> {
    let sql = format!(
        "SELECT kind, received_at, account_ref, origin, session, jkt, jwt, sealed_header, sealed_bytes,
           sealed_hash, decisions, outcome, source, level, request_id, time, result_jwt, account_salt, policy, {ADMITTED}
         FROM evidence LEFT JOIN result ON result.evidence = evidence.id WHERE evidence.id = ?1"
    );
    let written = connection.query_row(&sql, [id], |row| write(row, id)).optional()?;
    let (mut json, account_ref, kept) = written.ok_or(Refusal::Code(Code::NotFound))?;
    let sql = "SELECT guardian.*, evidence.jwt_hash AS ward FROM guardian JOIN evidence ON id = evidence WHERE id = ?1";
    connection.query_row(sql, [id], |row| guardian(row, &mut json, kept)).optional()?;
    json.key("consents");
    json.begin_array();
    for consent in consents::of(connection, id)? {
        json.begin_object();
        json.text_member("id", &consent.id);
        json.text_member("purpose", &consent.purpose);
        json.text_member("recipient", &consent.recipient);
        json.text_member("state", &consent.state);
        json.member("since", consent.since);
        json.end_object();
    }
    json.end_array();
    json.key("gate");
    gate_of(connection, &account_ref, &mut json)?;
    json.end_object();
    Ok(json.finish())
}

/// The guardian's half, where there is one: the decisions are in it, and which child it is for.
fn guardian(row: &Row<'_>, json: &mut Writer, kept: bool) -> rusqlite::Result<()> {
    json.key("guardian");
    json.begin_object();
    for (name, column) in [("relation", "relation"), ("ward", "ward"), ("sd_jwt", "jwt")] {
        json.text_member(name, &row.get::<_, String>(column)?);
    }
    sealed(row, json, kept)?;
    json.end_object();
    Ok(())
}

/// What is known of a sealed part.
fn sealed(row: &Row<'_>, json: &mut Writer, kept: bool) -> rusqlite::Result<()> {
    json.key("sealed");
    json.begin_object();
    json.key("header");
    json.raw(&row.get::<_, String>("sealed_header")?);
    json.member("bytes", time(row.get("sealed_bytes")?));
    json.text_member("hash", &row.get::<_, String>("sealed_hash")?);
    // The gateway keeps none of it; the vault until there is an outcome.
    json.key("kept");
    json.flag(kept);
    json.end_object();
    Ok(())
}

/// The document so far, the account, and whether the vault still keeps what was sealed.
fn write(row: &Row<'_>, id: &str) -> rusqlite::Result<(Writer, String, bool)> {
    let text = |name: &str| row.get::<_, String>(name);
    let bundle = text("kind")? != Kind::Decision.as_str();
    let outcome: Option<String> = row.get("outcome")?;
    let state = if bundle { standing(outcome.as_deref(), row.get("admitted")?) } else { "refused" };
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("id", id);
    json.text_member("state", state);
    json.member("received_at", time(row.get("received_at")?));
    for (name, column) in [
        ("account_ref", "account_ref"),
        ("origin", "origin"),
        ("session_hash", "session"),
        ("jkt", "jkt"),
        ("policy", "policy"),
        (if bundle { "sd_jwt" } else { "decision_jwt" }, "jwt"),
    ] {
        json.text_member(name, &text(column)?);
    }
    if bundle {
        sealed(row, &mut json, outcome.is_none())?;
    } else {
        json.key("sealed");
        json.raw("null");
    }
    json.key("decisions");
    json.raw(&text("decisions")?);
    json.key("result");
    let kept = outcome.is_none();
    if let Some(outcome) = outcome {
        json.begin_object();
        json.text_member("outcome", &outcome);
        for name in ["source", "level", "request_id"] {
            json.text_member(name, &text(name)?);
        }
        json.member("time", time(row.get("time")?));
        json.text_member("result_jwt", &text("result_jwt")?);
        json.text_member("account_salt", &text("account_salt")?);
        json.end_object();
    } else {
        json.raw("null");
    }
    Ok((json, text("account_ref")?, kept))
}

/// The gate of an account. Nobody is admitted of whom nothing is known.
fn gate_of(connection: &Connection, account_ref: &str, json: &mut Writer) -> Result<(), Refusal> {
    let sql = "SELECT evidence, state, reason, level, since FROM gate WHERE account_ref = ?1";
    let found = connection.query_row(sql, [account_ref], |row| {
        let text = |at: usize| row.get::<_, String>(at);
        Ok((text(0)?, text(1)?, text(2)?, text(3)?, row.get::<_, i64>(4)?))
    });
    let found = found.optional()?;
    json.begin_object();
    json.key("admitted");
    json.flag(found.as_ref().is_some_and(|(_, state, ..)| state == "admitted"));
    match found {
        Some((id, state, reason, level, since)) => {
            json.text_member("state", &state);
            json.text_member("reason", &reason);
            json.text_member("level", &level);
            json.member("since", time(since));
            json.text_member("id", &id);
        }
        None => {
            json.text_member("state", "none");
            json.text_member("reason", "not_authenticated");
            json.text_member("level", "none");
            json.key("since");
            json.raw("null");
            json.key("id");
            json.raw("null");
        }
    }
    json.key("reverified_at");
    match super::reverify::last(connection, account_ref)? {
        Some(at) => json.raw(&at.to_string()),
        None => json.raw("null"),
    }
    json.end_object();
    Ok(())
}
