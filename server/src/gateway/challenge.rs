//! `POST /challenge`: a nonce for one session, account, page, device key and policy, with what the page needs to seal.

use super::problem::Problem;
use super::ticket::Asker;
use super::{Gateway, Shared, problem, request};
use crate::keys::CHALLENGE_KEY_ID;
use crate::label;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use realname::bundle::challenge::{Bound, Challenge, issue};
use realname::code::Code;
use realname::json::Json;
use realname::suite::jose::array_from_base64url;

/// `POST /challenge`.
pub(super) async fn answer(
    State(gateway): State<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let ticket = gateway.page(request.method(), request.headers()).await?;
    let body = request::body(request, "application/json").await?;
    let mut members = Json::parse(&body)?.into_members()?;
    let jkt = members.text("jkt")?;
    members.finish()?;
    array_from_base64url::<32>(&jkt)?;
    gateway.count_challenge(&ticket, jkt.clone()).await?;
    let origin = match (ticket.asker, &gateway.frame) {
        (Asker::Frame, Some(frame)) => frame,
        _ => &ticket.origin,
    };
    let bound = Bound {
        session: &ticket.session,
        account_ref: &ticket.account_ref,
        aud: &gateway.aud,
        origin,
        jkt: &jkt,
        policy: &array_from_base64url(&gateway.in_force.policy.digest)?,
    };
    let document = gateway.challenge(&bound)?;
    Ok(problem::json(StatusCode::OK, document.to_json()))
}

impl Gateway {
    fn challenge(&self, bound: &Bound<'_>) -> Result<Challenge, Code> {
        let now = self.clock.now();
        let exp = u32::try_from(now + self.challenge_life).map_err(|_| Code::Time)?;
        Ok(Challenge {
            challenge: issue(&self.keys, CHALLENGE_KEY_ID, exp, &label::random()?, bound)?,
            expires_in: self.challenge_life,
            server_time: now,
            aud: self.aud.clone(),
            policy: self.in_force.policy.digest.clone(),
            enc_keys: self.sealing_keys.at(now)?,
        })
    }
}
