//! The demo page and the npm package, as files, under the policy that everything is tested under.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Request, Response};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use std::path::Path;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;

/// Nothing but this origin's own files and its wasm; no script can be made from a text.
pub const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// The page at `/`, the package at `/realname/`, the documents at `/docs/`. A page may show the frame of that origin, and no other.
pub fn routes(
    www: Option<&Path>,
    package: Option<&Path>,
    docs: Option<&Path>,
    frame: Option<&str>,
) -> Router {
    let mut router = Router::new();
    if let Some(docs) = docs {
        router = router.nest_service(
            "/docs",
            Router::new().fallback_service(ServeDir::new(docs)).layer(from_fn(readable)),
        );
    }
    if let Some(package) = package {
        router = router.nest_service("/realname", ServeDir::new(package));
    }
    if let Some(www) = www {
        let policy =
            frame.and_then(|own| HeaderValue::from_str(&format!("{CONTENT_SECURITY}; frame-src {own}")).ok());
        let pages =
            Router::new().fallback_service(ServeDir::new(www)).layer(from_fn_with_state(policy, framing));
        router = router.fallback_service(pages);
    }
    router.layer(from_fn(fresh)).layer(compressed(FILES))
}

/// Files: a page is fetched more often than a machine is slow.
const FILES: i32 = 9;
/// Documents, which everybody may ask for as often as the limits let them.
pub(crate) const DOCUMENTS: i32 = 4;

/// Compresses an answer for whoever takes it so. For what is public as a whole, and for nothing else: the length of a compressed answer
/// tells of the secret in it, beside a text that somebody else has chosen.
pub(crate) fn compressed(quality: i32) -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(quality))
}

/// Files are asked for again each time; whether they changed costs one short answer.
async fn fresh(request: Request<Body>, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The policy of a page that may show the frame.
async fn framing(
    State(policy): State<Option<HeaderValue>>,
    request: Request<Body>,
    next: Next,
) -> Response<Body> {
    let mut response = next.run(request).await;
    if let Some(policy) = policy {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Markdown is read as it is written: browsers would ask where to save it.
async fn readable(request: Request<Body>, next: Next) -> Response<Body> {
    let is_markdown = request.uri().path().ends_with(".md");
    let mut response = next.run(request).await;
    if is_markdown {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    response
}

/// What is served by TLS is not asked for without it again, for a year.
pub(crate) async fn only_tls(request: Request<Body>, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    response
}

/// The headers that every answer has.
pub(crate) async fn guard(request: Request<Body>, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    // The frame has its own, and the pages beside it.
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_SECURITY));
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
