//! Every refusal, as RFC 9457 has it: the same members in the same order, and nothing in them but a code.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use realname::code::Code;
use realname::json::Writer;

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Problem(pub(crate) Code);

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self(code)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        // A code that has no status of its own can only be a fault of this server's.
        let status = StatusCode::from_u16(self.0.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut json = Writer::new();
        json.begin_object();
        json.text_member("type", "about:blank");
        json.text_member("title", status.canonical_reason().unwrap_or("Refused"));
        json.member("status", u64::from(status.as_u16()));
        json.text_member("code", self.0.as_str());
        json.end_object();
        let mut response = answer(status, "application/problem+json", json.finish());
        if status == StatusCode::TOO_MANY_REQUESTS {
            // The same for everybody: what is left of the minute is nobody's business.
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        // For the log's line.
        response.extensions_mut().insert(self.0);
        response
    }
}

/// An answer that nobody may keep.
pub(crate) fn answer(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A JSON answer that nobody may keep.
pub(crate) fn json(status: StatusCode, body: String) -> Response<Body> {
    answer(status, "application/json", body)
}
