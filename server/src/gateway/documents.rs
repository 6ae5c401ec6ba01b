//! What everybody may read: policies and notices, immutable and served for ever, and the public keys.

use super::Shared;
use super::problem::{Problem, answer, json};
use crate::database::Refusal;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::http::{Response, StatusCode};
use realname::bundle::jws::typ;
use realname::code::Code;
use realname::json::Writer;
use realname::suite::PublicKey;
use realname::suite::jose::base64url;
use rusqlite::{Connection, OptionalExtension as _};

/// `GET /policies/current`: the policy in force now.
pub(super) async fn current_policy(State(gateway): State<Shared>) -> Response<Body> {
    answer(StatusCode::OK, "application/json", gateway.in_force.bytes.clone())
}

/// `GET /policies/{digest}`: a policy that is or was in force, byte for byte.
pub(super) async fn policy(
    State(gateway): State<Shared>,
    Path(digest): Path<String>,
) -> Result<Response<Body>, Problem> {
    let find = move |connection: &Connection| {
        let sql = "SELECT bytes FROM policy WHERE digest = ?1";
        let bytes: Option<Vec<u8>> = connection.query_row(sql, [digest], |row| row.get(0)).optional()?;
        bytes.ok_or(Refusal::Code(Code::NotFound))
    };
    Ok(immutable(gateway.database.read(find).await?))
}

/// `GET /notices/{id}/{version}`.
pub(super) async fn notice(
    State(gateway): State<Shared>,
    Path((id, version)): Path<(String, String)>,
) -> Result<Response<Body>, Problem> {
    let find = move |connection: &Connection| {
        let sql = "SELECT bytes FROM notice WHERE id = ?1 AND version = ?2";
        let bytes: Option<Vec<u8>> = connection.query_row(sql, [id, version], |row| row.get(0)).optional()?;
        bytes.ok_or(Refusal::Code(Code::NotFound))
    };
    Ok(immutable(gateway.database.read(find).await?))
}

fn immutable(bytes: Vec<u8>) -> Response<Body> {
    let mut response = answer(StatusCode::OK, "application/json", bytes);
    let value = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(CACHE_CONTROL, value);
    response
}

/// `GET /keys`: a JWK set (RFC 7517) of the keys that seal, and that sign results, checkpoints and receipts; each says the
/// one `typ` that it signs. Of those for receipts everyone that there ever was, with its time.
pub(super) async fn keys(State(gateway): State<Shared>) -> Response<Body> {
    let mut out = Writer::new();
    out.begin_object();
    out.key("keys");
    out.begin_array();
    write(&mut out, &gateway.vault.sealing_key(), None);
    write(&mut out, &gateway.vault.result_key(), Some(typ::RESULT));
    write(&mut out, &gateway.checkpoint_key, Some(typ::CHECKPOINT));
    for key in gateway.receipts.register() {
        key.write(&mut out);
    }
    out.end_array();
    out.end_object();
    json(StatusCode::OK, out.finish())
}

fn write(out: &mut Writer, key: &PublicKey, signs: Option<&str>) {
    let (usage, alg) = if signs.is_some() { ("sig", "ES256") } else { ("enc", "ECDH-ES") };
    out.begin_object();
    out.text_member("kty", "EC");
    out.text_member("crv", "P-256");
    out.text_member("x", &base64url(&key.x));
    out.text_member("y", &base64url(&key.y));
    out.text_member("use", usage);
    out.text_member("alg", alg);
    out.text_member("kid", &base64url(&key.thumbprint()));
    if let Some(typ) = signs {
        out.text_member("signs", typ);
    }
    out.end_object();
}

/// `GET /healthz`: the store answers.
pub(super) async fn health(State(gateway): State<Shared>) -> Result<Response<Body>, Problem> {
    gateway.database.read(|connection| Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?)).await?;
    Ok(json(StatusCode::OK, "{\"state\":\"up\"}".to_owned()))
}
