//! What a request must bring before its body is looked at: who asks, from which page, in which form.

use super::Gateway;
use super::ticket::{Asker, Ticket};
use crate::checks::{Check, holds, must};
use axum::body::{Body, Bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method, Request};
use realname::bundle::MAX_BODY;
use realname::code::Code;
use realname::suite::jose::sha256;
use std::time::Duration;

/// What the provider's backend may put around a bundle: account, session and origin.
const ENVELOPE: usize = 4 * 1024;
/// The longest that a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The one value of a header; a second one makes it none.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// The bearer token, RFC 6750.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    single(headers, &AUTHORIZATION)?.strip_prefix("Bearer ")
}

/// Takes the body in before anything is said about it: a refusal that leaves a body unread breaks the connection, and
/// with it whatever else its page had sent.
///
/// # Errors
/// `E_TOO_LARGE`, `E_FORMAT` (it broke off, or took too long).
pub(super) async fn whole(request: Request<Body>) -> Result<Request<Body>, Code> {
    let (head, body) = request.into_parts();
    match tokio::time::timeout(BODY_TIMEOUT, axum::body::to_bytes(body, MAX_BODY + ENVELOPE)).await {
        Ok(Ok(bytes)) => Ok(Request::from_parts(head, Body::from(bytes))),
        Ok(Err(error)) if is_length_limit(&error) => Err(Code::TooLarge),
        Ok(Err(_)) | Err(_) => Err(Code::Format),
    }
}

/// Whether a body is of a media type.
pub(super) fn is_of(request: &Request<Body>, media_type: &str) -> bool {
    single(request.headers(), &CONTENT_TYPE) == Some(media_type)
}

/// The body, if it is of the route's media type.
///
/// # Errors
/// `E_MEDIA_TYPE`, `E_TOO_LARGE`.
pub(super) async fn body(request: Request<Body>, media_type: &str) -> Result<Bytes, Code> {
    let body = enveloped(request, media_type).await?;
    if body.len() <= MAX_BODY { Ok(body) } else { Err(Code::TooLarge) }
}

/// The same where a bundle stands in the body, which may be longer for it.
///
/// # Errors
/// `E_MEDIA_TYPE`.
pub(super) async fn enveloped(request: Request<Body>, media_type: &str) -> Result<Bytes, Code> {
    if !is_of(&request, media_type) {
        return Err(Code::MediaType);
    }
    axum::body::to_bytes(request.into_body(), MAX_BODY + ENVELOPE).await.map_err(|_| Code::Format)
}

fn is_length_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.to_string() == "length limit exceeded" {
            return true;
        }
        cause = error.source();
    }
    false
}

impl Gateway {
    /// Whether the provider's backend asks.
    ///
    /// # Errors
    /// `E_UNAUTHORIZED`.
    pub(super) fn backend(&self, headers: &HeaderMap) -> Result<(), Code> {
        let shown = bearer(headers).ok_or(Code::Unauthorized)?;
        // The hashes are compared, so that the time says nothing about the credential.
        if sha256(&[shown.as_bytes()]) == self.credential { Ok(()) } else { Err(Code::Unauthorized) }
    }

    /// The ticket that a page shows, which must come from the page that it was given for, or from the frame.
    ///
    /// # Errors
    /// `E_ORIGIN`, `E_TICKET`, `E_RATE_LIMITED`, `E_STORE`.
    pub(super) async fn page(&self, method: &Method, headers: &HeaderMap) -> Result<Ticket, Code> {
        let origin = match single(headers, &ORIGIN) {
            Some(origin) if holds(Check::PageOrigin, self.allows(origin)) || self.is_frame(origin) => {
                Some(origin.to_owned())
            }
            // Browsers leave it out when a page reads from its own origin.
            None if method == Method::GET && !headers.contains_key(ORIGIN) => None,
            _ => return Err(Code::Origin),
        };
        let mut ticket = self.ticket(bearer(headers).ok_or(Code::Ticket)?).await?;
        match origin {
            Some(origin) if origin != ticket.origin && self.is_frame(&origin) => ticket.asker = Asker::Frame,
            Some(origin) => must(Check::TicketOrigin, origin == ticket.origin, || Code::Origin)?,
            None => {}
        }
        let counted = if method == Method::GET { &self.readers } else { &self.sessions };
        counted.count(&ticket.session, self.clock.now())?;
        Ok(ticket)
    }

    /// Whether an origin is the frame's.
    fn is_frame(&self, origin: &str) -> bool {
        self.frame.as_deref() == Some(origin)
    }

    /// Whether pages of an origin may submit.
    pub(super) fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|there| there == origin)
    }
}
