//! Requests to the gateway: POST bodies only, nothing in a URL but ids that are random.

use super::platform::{self, Page};
use crate::code::Code;
use crate::json::{Json, Record, Writer};
use crate::prelude::*;

/// Sends a body (a GET where there is no media type), after a pause in milliseconds.
async fn send(page: &Page, path: &str, media_type: &str, body: &str, ms: u32) -> Result<Vec<u8>, Code> {
    platform::request(page, path, media_type, body, ms);
    let answer = platform::answered(page).await.ok_or(Code::Network)?;
    if platform::succeeded(page) { Ok(answer) } else { Err(problem(&answer)) }
}

/// A document, by the parts of its path.
pub(super) async fn get(page: &Page, path: &[&str]) -> Result<Vec<u8>, Code> {
    send(page, &path.concat(), "", "", 0).await
}

/// The challenge for a device key.
pub(super) async fn challenge(page: &Page, jkt: &str) -> Result<Vec<u8>, Code> {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("jkt", jkt);
    json.end_object();
    send(page, "/challenge", "application/json", &json.finish(), 0).await
}

/// The gateway's receipt.
pub(super) struct Receipt {
    pub(super) id: String,
    pub(super) state: String,
}

/// Hands a message over.
pub(super) async fn post(page: &Page, path: &str, media_type: &str, body: &str) -> Result<Receipt, Code> {
    receipt(&send(page, path, media_type, body, 0).await?)
}

/// How far a bundle is, after a pause.
pub(super) async fn state_of(page: &Page, id: &str, ms: u32) -> Result<Receipt, Code> {
    receipt(&send(page, &["/bundles/", id].concat(), "", "", ms).await?)
}

fn receipt(bytes: &[u8]) -> Result<Receipt, Code> {
    let json = Json::parse(bytes)?;
    let mut record = Record::of(&json);
    // What else a receipt says is not for the page.
    let receipt = Receipt { id: record.owned("id"), state: record.owned("state") };
    record.so_far()?;
    // The id goes into a path: only what cannot bend one.
    let plain = receipt.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain { Ok(receipt) } else { Err(Code::Format) }
}

/// The code of a problem document, RFC 9457; anything else that failed is the network's fault.
fn problem(bytes: &[u8]) -> Code {
    let json = Json::parse(bytes).unwrap_or(Json::Null);
    Code::from_name(Record::of(&json).text("code")).unwrap_or(Code::Network)
}
