//! Tickets: how the provider's backend tells the gateway which session and account a page belongs to, without a
//! cookie. Kept as hashes; the page's first use binds one to its device key.

use super::{Gateway, Shared, problem, request};
use crate::checks::{Check, must};
use crate::database::{Refusal, seconds};
use crate::gateway::problem::Problem;
use crate::label;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use realname::code::Code;
use realname::json::{Json, Members, Writer};
use realname::suite::jose::{array_from_base64url, base64url, sha256};
use rusqlite::{OptionalExtension as _, Transaction, params};

const PREFIX: &str = "rnt1.";
/// How long a ticket may be used, in seconds.
const LIFETIME: u64 = 600;
/// How many challenges a ticket is good for.
const CHALLENGES: u32 = 8;
/// What each new ticket does away with.
pub(super) const EXPIRED: &str = "DELETE FROM ticket WHERE expires <= ?1";
/// The longest session, account and origin, in bytes.
const MAX_TEXT: usize = 256;

/// A ticket that was found.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    /// Nothing where the provider's backend itself says who it is, in `POST /verify`.
    pub(super) hash: Option<[u8; 32]>,
    pub(super) account_ref: String,
    /// The hash of the session at the provider's backend.
    pub(super) session: String,
    pub(super) origin: String,
    /// The device key that it is bound to.
    pub(super) jkt: Option<String>,
    /// Who shows it.
    pub(super) asker: Asker,
}

/// Where a page stands that shows a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// On the ticket's origin.
    Page,
    /// On the frame's origin; the ticket's is that of the page around it.
    Frame,
    /// Nobody saw: the provider's backend brings what a page of its own, or a frame in it, has made.
    Unseen,
}

/// `POST /tickets`.
pub(super) async fn issue(
    State(gateway): State<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    gateway.backend(request.headers())?;
    let body = request::body(request, "application/json").await?;
    let mut members = Json::parse(&body)?.into_members()?;
    let (account_ref, session, origin) = gateway.party(&mut members)?;
    members.finish()?;
    let secret = label::random::<32>()?;
    let token = PREFIX.to_owned() + &base64url(&secret);
    let hash = sha256(&[token.as_bytes()]);
    let account = account_ref.clone();
    let now = gateway.clock.now();
    let insert = move |transaction: &Transaction<'_>| {
        // An expired ticket says whose session it was, and nobody needs that any more.
        transaction.execute(EXPIRED, [seconds(now)])?;
        transaction.execute(
            "INSERT INTO ticket (hash, account_ref, session, origin, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![hash, account_ref, session, origin, seconds(now + LIFETIME)],
        )?;
        Ok(())
    };
    gateway.database.write(insert).await?;
    let history = gateway.history(account).await?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("ticket", &token);
    json.member("expires_in", LIFETIME);
    json.texts_member("quiet", &history.quiet);
    json.texts_member("seen", &history.seen);
    json.end_object();
    Ok(problem::json(StatusCode::CREATED, json.finish()))
}

impl Gateway {
    /// Account, hash of the session, and origin, as the provider's backend says them.
    ///
    /// # Errors
    /// `E_FORMAT`, `E_ORIGIN`.
    pub(super) fn party(&self, members: &mut Members) -> Result<(String, String, String), Code> {
        let mut text = |name: &str| {
            let text = members.text(name)?;
            if (1..=MAX_TEXT).contains(&text.len()) { Ok(text) } else { Err(Code::Format) }
        };
        let (account_ref, session, origin) = (text("account_ref")?, text("session")?, text("origin")?);
        if self.allows(&origin) {
            Ok((account_ref, label::session(&session), origin))
        } else {
            Err(Code::Origin)
        }
    }

    /// The ticket of a token.
    pub(super) async fn ticket(&self, token: &str) -> Result<Ticket, Code> {
        let secret = token.strip_prefix(PREFIX).ok_or(Code::Ticket)?;
        array_from_base64url::<32>(secret).map_err(|_| Code::Ticket)?;
        let (hash, now) = (sha256(&[token.as_bytes()]), seconds(self.clock.now()));
        self.database.read(move |connection: &rusqlite::Connection| find(connection, &hash, now)).await
    }

    /// Counts a challenge for a device key, which from now on is the only one that may use the ticket.
    pub(super) async fn count_challenge(&self, ticket: &Ticket, jkt: String) -> Result<(), Code> {
        let hash = ticket.hash.ok_or(Code::Ticket)?;
        self.database.write(move |transaction: &Transaction<'_>| count(transaction, &hash, &jkt)).await
    }

    /// The other accounts that this session's pages have tickets for.
    pub(super) async fn other_accounts(&self, ticket: &Ticket) -> Result<Vec<String>, Code> {
        let (session, own, now) =
            (ticket.session.clone(), ticket.account_ref.clone(), seconds(self.clock.now()));
        let list = move |connection: &rusqlite::Connection| {
            let sql = "SELECT DISTINCT account_ref FROM ticket WHERE session = ?1 AND account_ref <> ?2 AND expires > ?3";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![session, own, now], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        self.database.read(list).await
    }
}

/// The ticket of a hash, if it is not over.
pub(super) fn find(connection: &rusqlite::Connection, hash: &[u8; 32], now: i64) -> Result<Ticket, Refusal> {
    let sql = "SELECT account_ref, session, origin, jkt, expires FROM ticket WHERE hash = ?1";
    let found = connection.query_row(sql, [hash], |row| {
        let ticket = Ticket {
            hash: Some(*hash),
            account_ref: row.get(0)?,
            session: row.get(1)?,
            origin: row.get(2)?,
            jkt: row.get(3)?,
            asker: Asker::Page,
        };
        Ok((ticket, row.get::<_, i64>(4)?))
    });
    let (ticket, expires) = found.optional()?.ok_or(Refusal::Code(Code::Ticket))?;
    must(Check::TicketEnd, expires > now, || Refusal::Code(Code::Ticket))?;
    Ok(ticket)
}

/// Counts a challenge; after the last there is no more.
pub(super) fn count(transaction: &Transaction<'_>, hash: &[u8; 32], jkt: &str) -> Result<(), Refusal> {
    claim(transaction, hash, jkt)?;
    let sql = "UPDATE ticket SET challenges = challenges + 1 WHERE hash = ?1 AND challenges < ?2";
    let counted = transaction.execute(sql, params![hash, CHALLENGES])? == 1;
    must(Check::TicketCount, counted, || Code::Ticket.into())
}

/// Binds a ticket to a device key, or sees that it is bound to this one.
pub(super) fn claim(transaction: &Transaction<'_>, hash: &[u8; 32], jkt: &str) -> Result<(), Refusal> {
    let sql = "UPDATE ticket SET jkt = ?2 WHERE hash = ?1 AND (jkt IS NULL OR jkt = ?2)";
    let own = transaction.execute(sql, params![hash, jkt])? == 1;
    must(Check::TicketDevice, own, || Code::Ticket.into())
}
