//! `POST /consents/{id}/withdraw`: by the device that gave it, by a ticket for the same account, or by the secret of the
//! receipt. Everybody else learns nothing, not even whether there is such a consent.

use super::consents::{self, Consent};
use super::problem::Problem;
use super::{Gateway, Shared, problem, request};
use crate::database::{Refusal, seconds, time};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, Response, StatusCode};
use realname::bundle::jws::{Jws, typ};
use realname::bundle::withdrawal::{self, Claims, MEDIA_TYPE, SKEW};
use realname::code::Code;
use realname::json::{Json, Writer};
use realname::suite::host::Host;
use realname::suite::jose::sha256;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// Who withdraws.
enum By {
    Device(String),
    Ticket(String),
    Secret(String),
}

/// `POST /consents/{id}/withdraw`.
pub(super) async fn answer(
    State(gateway): State<Shared>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let body = request::body(request, MEDIA_TYPE).await?;
    let mut members = Json::parse(&body)?.into_members()?;
    let version = members.count("v")?;
    let (jwt, secret) = (members.optional_text("withdrawal_jwt")?, members.optional_text("secret")?);
    members.finish()?;
    let by = match (version, jwt, secret, headers.contains_key(AUTHORIZATION)) {
        (1, Some(jwt), None, false) => By::Device(jwt),
        (1, None, Some(secret), false) => By::Secret(secret),
        (1, None, None, true) => {
            let ticket = gateway.page(&method, &headers).await.map_err(same)?;
            By::Ticket(ticket.account_ref)
        }
        _ => return Err(Code::Format.into()),
    };
    let find = move |connection: &Connection| consents::find(connection, &id);
    let found = gateway.database.read(find).await?.filter(|consent| gateway.may(consent, &by));
    let consent = found.ok_or(Code::NotFound)?;
    let withdrawn = gateway.withdraw(consent, by).await?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("id", &withdrawn.id);
    json.text_member("state", &withdrawn.state);
    json.member("since", withdrawn.since);
    json.end_object();
    Ok(problem::json(StatusCode::OK, json.finish()))
}

/// A ticket that is none is answered like a consent that is none.
fn same(code: Code) -> Code {
    if matches!(code, Code::Store | Code::RateLimited) { code } else { Code::NotFound }
}

impl Gateway {
    /// Whether somebody may withdraw a consent, or what stands in its place: a person takes back with the receipt that they have. What was
    /// refused or acknowledged is none.
    fn may(&self, consent: &Consent, by: &By) -> bool {
        if !matches!(consent.state.as_str(), "given" | "replaced" | "restricted" | "erased") {
            return false;
        }
        match by {
            By::Ticket(account_ref) => *account_ref == consent.account_ref,
            By::Secret(secret) => {
                // The hashes are compared, so that the time says nothing about the secret.
                let good = self.keys.withdrawal_secret(&consent.id);
                good.is_ok_and(|good| sha256(&[good.as_bytes()]) == sha256(&[secret.as_bytes()]))
            }
            By::Device(jwt) => {
                let expected = withdrawal::Expected {
                    aud: &self.aud,
                    consent: &consent.id,
                    device: &consent.jkt,
                    now: self.clock.now(),
                };
                withdrawal::verify(jwt, &expected, &Host).is_ok()
            }
        }
    }

    /// Restricts at once: processing stops, the gate closes where the consent was required. Then what was sealed is
    /// deleted, and when it is gone the consent is erased. The evidence that it was given, and was taken back, stays:
    /// PIPL Art. 69 has the handler prove both.
    async fn withdraw(&self, consent: Consent, by: By) -> Result<Consent, Code> {
        let now = self.clock.now();
        let required = self.is_required(&consent);
        let (word, jwt) = match by {
            By::Device(jwt) => ("device", Some(jwt)),
            By::Ticket(_) => ("ticket", None),
            By::Secret(_) => ("secret", None),
        };
        let restrict =
            move |transaction: &Transaction<'_>| restrict(transaction, consent, required, word, jwt, now);
        let (consent, stands) = self.database.write(restrict).await?;
        if required && stands {
            self.vault.release_wards(consent.evidence.clone()).await?;
        }
        self.erase(consent).await
    }

    /// Takes up those of a submission, once its check has come to its end.
    pub(super) async fn erase_restricted_of(&self, evidence: String) -> Result<(), Code> {
        let all = self.database.read(move |connection| consents::of(connection, &evidence)).await?;
        for consent in all.into_iter().filter(|consent| consent.state == "restricted") {
            self.erase(consent).await?;
        }
        Ok(())
    }

    /// Takes up the consents that are restricted still: a check was under way, or a hold has been released.
    pub(super) async fn erase_restricted(&self) -> Result<(), Code> {
        for consent in self.database.read(consents::restricted).await? {
            self.erase(consent).await?;
        }
        Ok(())
    }

    /// Whether a signup rests on a consent: what no policy knows any more counts as required.
    fn is_required(&self, consent: &Consent) -> bool {
        self.in_force.policy.purpose(&consent.purpose).is_none_or(|purpose| purpose.required)
    }

    /// Whether nothing of a submission is sealed any more. What its check rests on, taken back, ends it; what it does not rest on waits for it.
    async fn is_gone(&self, consent: &Consent) -> Result<bool, Code> {
        let id = consent.evidence.clone();
        if self.is_required(consent) || consent.recipient == self.vault.authority() {
            self.vault.forget(id).await
        } else {
            self.vault.is_forgotten(id).await
        }
    }

    /// Erases a restricted consent, once nothing of it is sealed in the vault.
    async fn erase(&self, mut consent: Consent) -> Result<Consent, Code> {
        let now = self.clock.now();
        let held = {
            let of = consent.clone();
            let find = move |connection: &Connection| {
                let sql = "SELECT received_at FROM evidence WHERE id = ?1";
                let given = time(connection.query_row(sql, [&of.evidence], |row| row.get(0))?);
                let holds = crate::records::hold::in_force(connection)?;
                // By days: of those on which it was given, and of those on which it was taken back.
                let covers = |at| holds.iter().any(|hold| hold.covers(&of.account_ref, &of.evidence, at));
                Ok(covers(given) || covers(of.since))
            };
            self.database.read(find).await?
        };
        // Under a legal hold it stays restricted: nobody works with it, and nothing is deleted.
        if !held && consent.state == "restricted" && self.is_gone(&consent).await? {
            let erase = move |transaction: &Transaction<'_>| {
                let sql =
                    "UPDATE consent SET state = 'erased', since = ?2 WHERE id = ?1 AND state = 'restricted'";
                if transaction.execute(sql, params![consent.id, seconds(now)])? == 1 {
                    consents::log(transaction, "erased", &consent, now, |_| {})?;
                }
                consent.state = "erased".to_owned();
                Ok(consent)
            };
            consent = self.database.write(erase).await?;
        }
        Ok(consent)
    }
}

/// The number of a statement that was verified.
fn number(jwt: &str) -> Result<String, Code> {
    Ok(Claims::parse(&Jws::parse(jwt, typ::WITHDRAWAL)?.payload)?.jti)
}

/// The consent as it stands now, and whether that is what was asked for: not where a statement only repeats what was said before.
fn restrict(
    transaction: &Transaction<'_>,
    named: Consent,
    required: bool,
    by: &str,
    jwt: Option<String>,
    now: u64,
) -> Result<(Consent, bool), Refusal> {
    // As it is in this transaction: a signup may have renewed it a moment ago.
    let named = consents::find(transaction, &named.id)?.ok_or(Refusal::Code(Code::NotFound))?;
    let device = named.jkt.clone();
    let statement = jwt.as_deref().map(number).transpose()?;
    if let Some(jti) = &statement {
        let sql = "SELECT consent FROM withdrawal WHERE jkt = ?1 AND jti = ?2";
        let before: Option<String> =
            transaction.query_row(sql, params![device, jti], |row| row.get(0)).optional()?;
        // Said before: it takes back nothing that was given since, and nothing else.
        if let Some(before) = before {
            let before = consents::find(transaction, &before)?.ok_or(Refusal::Store)?;
            let is_same = (&before.purpose, &before.recipient) == (&named.purpose, &named.recipient)
                && before.account_ref == named.account_ref;
            return if is_same { Ok((before, false)) } else { Err(Refusal::Code(Code::NotFound)) };
        }
    }
    let mut consent = consents::standing(transaction, named)?;
    if let Some(jti) = &statement {
        // What is older is out of its time whatever the device's clock says.
        transaction
            .execute("DELETE FROM withdrawal WHERE at < ?1", [seconds(now.saturating_sub(2 * SKEW))])?;
        let sql = "INSERT INTO withdrawal (jkt, jti, consent, at) VALUES (?1, ?2, ?3, ?4)";
        transaction.execute(sql, params![device, jti, consent.id, seconds(now)])?;
    }
    let sql = "UPDATE consent SET state = 'restricted', since = ?2 WHERE id = ?1 AND state = 'given'";
    if transaction.execute(sql, params![consent.id, seconds(now)])? == 0 {
        // Withdrawn before.
        let is_taken_back = matches!(consent.state.as_str(), "restricted" | "erased");
        return Ok((consent, is_taken_back));
    }
    (consent.state, consent.since) = ("restricted".to_owned(), now);
    consents::log(transaction, "withdrawn", &consent, now, |json| {
        json.text_member("by", by);
        if let Some(jwt) = &jwt {
            json.text_member("withdrawal_jwt", jwt);
        }
    })?;
    if required {
        // There is no later one: the gate rests on this.
        let sql =
            "UPDATE gate SET state = 'restricted', reason = 'consent_withdrawn', level = 'none', since = ?2
                   WHERE account_ref = ?1";
        transaction.execute(sql, params![consent.account_ref, seconds(now)])?;
    }
    Ok((consent, true))
}
