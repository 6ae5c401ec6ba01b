//! `POST /verify`: the provider's backend brings the bundle that came to it in a form, and gets the result, as with a
//! captcha. Everything else is as if the page had sent it: the same checks, one transaction, one use.

use super::evidence::{ADMITTED, standing};
use super::problem::Problem;
use super::ticket::{Asker, Ticket};
use super::{Gateway, Kind, Shared, problem, request};
use crate::database::Refusal;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use realname::code::Code;
use realname::json::{Json, Record, Writer};
use rusqlite::Connection;
use std::time::Duration;

/// How long the answer waits for the authority. Afterwards the state is `pending`, and the same call, or
/// `GET /bundles/{id}`, asks again.
const PATIENCE: Duration = Duration::from_secs(8);

/// `POST /verify`.
pub(super) async fn answer(
    State(gateway): State<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    gateway.backend(request.headers())?;
    let body = request::enveloped(request, "application/json").await?;
    let mut members = Json::parse(&body)?.into_members()?;
    let (version, bundle) = (members.count("v")?, members.text("bundle")?);
    let (account_ref, session, origin) = gateway.party(&mut members)?;
    members.finish()?;
    if version != 1 {
        return Err(Code::Format.into());
    }
    let asker = Ticket { hash: None, account_ref, session, origin, jkt: None, asker: Asker::Unseen };
    // The form's value names no media type: a child's has a member that no other has.
    let family = Json::parse(bundle.as_bytes()).is_ok_and(|json| Record::of(&json).take("child").is_some());
    let kind = if family { Kind::Family } else { Kind::Bundle };
    let taken = gateway.take(asker, bundle.as_bytes(), kind).await?;
    let replayed = taken.check.is_none();
    if let Some(check) = taken.check {
        // It ends without a word, whatever came of it: the database says what.
        let _ = tokio::time::timeout(PATIENCE, check).await;
    }
    let found = gateway.outcome(taken.id.clone()).await?;
    Ok(problem::json(StatusCode::OK, result(&taken.id, found, replayed)))
}

/// What the backend gets. Unlike the page it may know why.
fn result(id: &str, (outcome, admitted): (Option<String>, bool), replayed: bool) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("id", id);
    json.text_member("state", standing(outcome.as_deref(), admitted));
    match outcome {
        Some(outcome) => json.text_member("outcome", &outcome),
        None => {
            json.key("outcome");
            json.raw("null");
        }
    }
    json.key("replayed");
    json.flag(replayed);
    json.end_object();
    json.finish()
}

impl Gateway {
    /// What the authority said of a bundle, if it has, and whether its account is let in.
    async fn outcome(&self, id: String) -> Result<(Option<String>, bool), Code> {
        let find = move |connection: &Connection| -> Result<(Option<String>, bool), Refusal> {
            let sql = format!(
                "SELECT outcome, {ADMITTED} FROM evidence LEFT JOIN result ON result.evidence = evidence.id WHERE evidence.id = ?1"
            );
            Ok(connection.query_row(&sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?)
        };
        self.database.read(find).await
    }
}
