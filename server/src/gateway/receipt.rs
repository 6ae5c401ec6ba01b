//! `GET /bundles/{id}/receipt`: what the person keeps. Made from the records whenever it is asked for, so it says what holds
//! now, and an old one never has to be found again.

use super::problem::{Problem, answer as respond};
use super::{BASE, Gateway, Kind, Shared, consents};
use crate::database::{Refusal, time};
use crate::label;
use crate::receipt::{Act, Consent, Facts, File, Guardian, MEDIA_TYPE, Receipt, Text, Told, Withdraw};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use realname::code::Code;
use realname::consent::notice::document::Document;
use realname::consent::{Decision, Notice, Policy};
use realname::json::{Json, Record};
use realname::suite::jose::{digest_of, from_base64url};
use rusqlite::{Connection, OptionalExtension as _};

/// `GET /bundles/{id}/receipt`.
pub(super) async fn answer(
    State(gateway): State<Shared>,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    // Any ticket of the account: a person comes back for it, and the same ticket could withdraw.
    let account = match gateway.backend(&headers) {
        Ok(()) => None,
        Err(_) => Some(gateway.page(&method, &headers).await?.account_ref),
    };
    let find = move |connection: &Connection| recorded(connection, &id, account.as_deref());
    let (receipt, account_ref, texts, origin) = gateway.database.read(find).await?;
    let file = gateway.receipt(receipt, &account_ref, texts, &origin)?;
    Ok(respond(StatusCode::OK, MEDIA_TYPE, file.to_json()))
}

impl Gateway {
    /// Adds what only the keys know, and signs.
    fn receipt(
        &self,
        mut receipt: Receipt,
        account_ref: &str,
        notices: Vec<Text>,
        origin: &str,
    ) -> Result<File, Code> {
        receipt.service.clone_from(&self.aud);
        receipt.issued_at = self.clock.now();
        receipt.id = label::id()?;
        receipt.subject = self.keys.subject(account_ref)?;
        for consent in &mut receipt.consents {
            if consent.state == "given" {
                let url = format!("{origin}{BASE}/consents/{}/withdraw", consent.id);
                consent.withdraw = Some(Withdraw { url, secret: self.keys.withdrawal_secret(&consent.id)? });
            }
        }
        Ok(File { jwt: self.receipts.sign(&receipt.to_json(), receipt.issued_at)?, notices })
    }
}

/// A record as a receipt that is not signed yet, the account that it is of, the texts of its notices, and the origin that the form stood on:
/// this gateway is there, which from a frame's is another than the page's.
fn recorded(
    connection: &Connection,
    id: &str,
    account: Option<&str>,
) -> Result<(Receipt, String, Vec<Text>, String), Refusal> {
    let sql = "SELECT kind, received_at, account_ref, origin, jkt, evidence.jwt_hash, decisions, evidence.policy, bytes, result_jwt,
                 guardian.jwt_hash, relation, evidence.jwt
               FROM evidence JOIN policy ON policy.digest = evidence.policy
               LEFT JOIN guardian ON guardian.evidence = evidence.id
               LEFT JOIN result ON result.evidence = evidence.id WHERE evidence.id = ?1";
    let row = connection.query_row(sql, [id], |row| {
        let text = |at: usize| row.get::<_, String>(at);
        // A guardian decides for a child: then the decisions stand in the guardian's half.
        let by: Option<String> = row.get(10)?;
        let guardian =
            by.as_ref().map(|_| Ok::<_, rusqlite::Error>(Guardian { relation: text(11)?, ward: text(5)? }));
        let receipt = Receipt {
            service: String::new(),
            issued_at: 0,
            id: String::new(),
            env: realname::consent::Env::Test,
            record: id.to_owned(),
            act: if text(0)? == Kind::Decision.as_str() { Act::Refusal } else { Act::Signup },
            received_at: time(row.get(1)?),
            subject: String::new(),
            device: text(4)?,
            origin: text(3)?,
            policy: text(7)?,
            jwt_hash: by.map_or_else(|| text(5), Ok)?,
            guardian: guardian.transpose()?,
            result_hash: row.get::<_, Option<String>>(9)?.map(|jwt| digest_of(jwt.as_bytes())),
            consents: Vec::new(),
            notices: Vec::new(),
        };
        Ok((receipt, text(2)?, text(6)?, row.get::<_, Vec<u8>>(8)?, text(12)?))
    });
    let (mut receipt, account_ref, decisions, policy, jwt) =
        row.optional()?.ok_or(Refusal::Code(Code::NotFound))?;
    if account.is_some_and(|account| account != account_ref) {
        return Err(Code::NotFound.into());
    }
    let policy = Policy::parse(&policy)?;
    receipt.env = policy.env;
    let decisions = Json::parse(decisions.as_bytes())?.into_array()?;
    let mut texts: Vec<Text> = Vec::new();
    for (decision, consent) in decisions.into_iter().zip(consents::of(connection, id)?) {
        let decision = Decision::read(decision.into_members()?)?;
        if decision.purpose != consent.purpose {
            return Err(Refusal::Store);
        }
        if !texts.iter().any(|text| text.notice == decision.notice && text.lang == decision.lang) {
            let (told, text) = told(connection, &decision, &policy)?;
            receipt.notices.push(told);
            texts.push(text);
        }
        receipt.consents.push(Consent {
            id: consent.id,
            required: policy.purpose(&decision.purpose).is_some_and(|purpose| purpose.required),
            state: consent.state,
            since: consent.since,
            decision,
            withdraw: None,
        });
    }
    let claims = jwt.split('.').nth(1).ok_or(Refusal::Store)?;
    let claims = Json::parse(&from_base64url(claims)?)?;
    let origin = Record::of(&claims).text("origin").to_owned();
    Ok((receipt, account_ref, texts, origin))
}

/// The notice that a decision names, as it was published.
fn told(connection: &Connection, decision: &Decision, policy: &Policy) -> Result<(Told, Text), Refusal> {
    let sql = "SELECT bytes FROM notice WHERE id = ?1 AND version = ?2";
    let of = [&decision.notice, &decision.version];
    let bytes: Vec<u8> = connection.query_row(sql, of, |row| row.get(0))?;
    let document = Document::read(&bytes, &decision.lang).map_err(|_| Code::Notice)?;
    let notice = Notice::parse(&bytes)?;
    let text = notice.text(&decision.lang).ok_or(Code::Notice)?.canonical();
    let region = |id: &str| {
        let found = policy.recipients.iter().find(|(there, _)| there == id);
        found.map(|(_, region)| region.clone()).unwrap_or_default()
    };
    let told = Told {
        notice: decision.notice.clone(),
        version: decision.version.clone(),
        lang: decision.lang.clone(),
        hash: decision.notice_hash.clone(),
        facts: Facts::of(document, region),
    };
    let text =
        Text { notice: told.notice.clone(), version: told.version.clone(), lang: told.lang.clone(), text };
    Ok((told, text))
}
