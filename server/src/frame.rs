//! `/frame`: the form in a page of its own, on an origin of its own, for a provider's page that does not trust its own
//! scripts. Which page may stand around it is in the request's query and, in the answer, the browser's to keep:
//! `frame-ancestors`. The page says the same origin in what it signs, and the gateway compares it with the ticket's.

use crate::gateway::problem::{Problem, answer};
use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use realname::code::Code;
use std::sync::Arc;

const PAGE: &str = include_str!("frame/page.html");
const SCRIPT: &str = include_str!("frame/page.js");
const STYLE: &str = include_str!("frame/page.css");

/// What a page in a frame could ask a person for, and never does.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), \
     clipboard-read=(), display-capture=(), publickey-credentials-get=(), fullscreen=()";

/// The routes: the page at `/frame`, and the two files that it loads beside the package.
pub(crate) fn routes(own: &str, origins: &[String]) -> Router {
    let around: Arc<[String]> = origins.iter().filter(|origin| *origin != own).cloned().collect();
    Router::new()
        .route("/frame", get(page))
        .route("/frame/page.js", get(async || file("text/javascript", SCRIPT)))
        .route("/frame/page.css", get(async || file("text/css", STYLE)))
        .with_state(around)
}

/// `GET /frame?embedder=ORIGIN`.
async fn page(
    State(around): State<Arc<[String]>>,
    RawQuery(query): RawQuery,
) -> Result<Response<Body>, Problem> {
    let named = query.as_deref().and_then(|query| query.strip_prefix("embedder=")).unwrap_or_default();
    let embedder = around.iter().find(|origin| *origin == named).ok_or(Code::Origin)?;
    let policy = HeaderValue::from_str(&content_security(embedder)).map_err(|_| Code::Origin)?;
    let mut response = file("text/html; charset=utf-8", PAGE);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    let permissions = HeaderValue::from_static(PERMISSIONS);
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), permissions);
    Ok(response)
}

/// The policy of `www.rs`, but that one other origin may show the page, and that it sends no form anywhere.
fn content_security(embedder: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         form-action 'none'; base-uri 'none'; frame-ancestors {embedder}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

fn file(media_type: &'static str, text: &'static str) -> Response<Body> {
    let mut response = answer(StatusCode::OK, media_type, text.as_bytes().to_vec());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
