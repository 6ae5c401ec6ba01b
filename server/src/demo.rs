//! The backend of the demo's fictional provider: all that a provider's own backend has to do. It knows its visitors by
//! a cookie of its own, fetches a ticket for each page from the gateway, and asks the gateway who is admitted.
//!
//! It runs in the server's process for convenience only: it reaches the gateway over HTTP with the server credential,
//! as any backend would, and shares nothing with it.

mod visitors;

use crate::gateway::{BASE, problem};
use crate::label;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{COOKIE, HeaderValue, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::{get, post};
use problem::Problem;
use realname::code::Code;
use realname::json::{Json, Writer};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use visitors::{Visitor, Visitors};

/// More visitors than a demo has.
const MOST: usize = 10_000;

struct Provider {
    gateway: String,
    credential: String,
    pin: String,
    agent: ureq::Agent,
    /// Origins of its own pages.
    origins: Vec<String>,
    /// The gateway at the origin of the frame.
    frame: Option<String>,
    visitors: Mutex<Visitors>,
}

/// The provider's routes.
pub(crate) fn routes(
    gateway: SocketAddr,
    credential: &str,
    pin: &str,
    origins: Vec<String>,
    frame: Option<String>,
) -> Router {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(5)))
        .build();
    let provider = Provider {
        gateway: format!("http://127.0.0.1:{}{BASE}", gateway.port()),
        credential: credential.to_owned(),
        pin: pin.to_owned(),
        agent: agent.into(),
        origins,
        frame: frame.map(|origin| origin + BASE),
        visitors: Mutex::new(Visitors::new(MOST)),
    };
    Router::new()
        .route("/provider/session", post(session))
        .route("/provider/reset", post(reset))
        .route("/provider/gate", get(gate))
        .route("/provider/signup/{id}", get(signup))
        .with_state(Arc::new(provider))
}

/// `POST /provider/session`: what the page gives to `<realname-form>`.
async fn session(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let origin = provider.own_page(&headers)?;
    let (cookie, visitor) = match provider.known(&headers) {
        Some(known) => known,
        None => provider.meet()?,
    };
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("account_ref", &visitor.account_ref);
    json.text_member("session", &visitor.session);
    json.text_member("origin", origin);
    json.end_object();
    let (status, body) = provider.ask("/tickets".to_owned(), Some(json.finish())).await?;
    if status != StatusCode::CREATED {
        return Ok(problem::json(status, body));
    }
    let mut answer = Json::parse(body.as_bytes())?.into_members()?;
    let (ticket, quiet, seen) = (answer.text("ticket")?, answer.texts("quiet")?, answer.texts("seen")?);

    let mut json = Writer::new();
    json.begin_object();
    json.text_member("ticket", &ticket);
    json.key("account");
    json.begin_object();
    json.text_member("name", &visitor.name());
    json.end_object();
    json.text_member("endpoint", BASE);
    if let Some(frame) = &provider.frame {
        json.text_member("frame", frame);
    }
    json.texts_member("quiet", &quiet);
    json.texts_member("seen", &seen);
    json.texts_member("pins", &[&provider.pin]);
    json.end_object();
    Ok(with_cookie(problem::json(StatusCode::OK, json.finish()), &cookie))
}

/// `POST /provider/reset`: another visitor, with another account.
async fn reset(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    provider.own_page(&headers)?;
    let (cookie, visitor) = provider.meet()?;
    let mut json = Writer::new();
    json.begin_object();
    json.key("account");
    json.begin_object();
    json.text_member("name", &visitor.name());
    json.end_object();
    json.end_object();
    Ok(with_cookie(problem::json(StatusCode::OK, json.finish()), &cookie))
}

/// `GET /provider/gate`: whether this visitor's account is admitted.
async fn gate(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    let (_, visitor) = provider.known(&headers).ok_or(Code::Unauthorized)?;
    let (status, body) = provider.ask(format!("/gate/{}", visitor.account_ref), None).await?;
    Ok(problem::json(status, body))
}

/// `GET /provider/signup/{id}`: what was stored, for the one whom it is about.
async fn signup(
    State(provider): State<Arc<Provider>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let (_, visitor) = provider.known(&headers).ok_or(Code::Unauthorized)?;
    // Into a path goes only what cannot bend it.
    if !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Err(Code::NotFound.into());
    }
    let (status, body) = provider.ask(format!("/bundles/{id}"), None).await?;
    if status == StatusCode::OK {
        let owner = Json::parse(body.as_bytes())?.into_members()?.text("account_ref")?;
        if owner != visitor.account_ref {
            return Err(Code::NotFound.into());
        }
    }
    Ok(problem::json(status, body))
}

impl Provider {
    /// The origin of a page that changes something, which must be one of our own: `SameSite` lets pages of another port
    /// of this machine through, and a new cookie is set without one.
    fn own_page<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, Code> {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next().and_then(|origin| origin.to_str().ok()), origins.next()) {
            (Some(origin), None) if self.origins.iter().any(|own| own == origin) => Ok(origin),
            _ => Err(Code::Origin),
        }
    }

    /// The visitor of the cookie.
    fn known(&self, headers: &HeaderMap) -> Option<(String, Visitor)> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookie =
            cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix("sid="))?;
        let visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        visitors.get(cookie).map(|visitor| (cookie.to_owned(), visitor))
    }

    /// A visitor who has not been here before.
    fn meet(&self) -> Result<(String, Visitor), Code> {
        let visitor = Visitor { account_ref: format!("acct-{}", label::id()?), session: label::id()? };
        let cookie = label::id()?;
        let mut visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        visitors.insert(cookie.clone(), visitor.clone());
        Ok((cookie, visitor))
    }

    /// Calls the gateway, with the server credential.
    async fn ask(&self, path: String, body: Option<String>) -> Result<(StatusCode, String), Code> {
        let (agent, url) = (self.agent.clone(), self.gateway.clone() + &path);
        let credential = format!("Bearer {}", self.credential);
        let call = move || {
            let answer = match body {
                Some(body) => agent
                    .post(url)
                    .header("authorization", credential)
                    .header("content-type", "application/json")
                    .send(body),
                None => agent.get(url).header("authorization", credential).call(),
            };
            let mut answer = answer.ok()?;
            let status = StatusCode::from_u16(answer.status().as_u16()).ok()?;
            Some((status, answer.body_mut().read_to_string().ok()?))
        };
        // The gateway may be busy; this thread must not be.
        tokio::task::spawn_blocking(call).await.ok().flatten().ok_or(Code::Store)
    }
}

fn with_cookie(mut response: Response<Body>, cookie: &str) -> Response<Body> {
    let cookie = format!("sid={cookie}; Path=/provider; HttpOnly; SameSite=Strict");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
    response
}
