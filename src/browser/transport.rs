//! Requests to the gateway: POST bodies only, nothing in a URL but ids that are random.

use super::platform::{self, Page};
use crate::code::Code;
use crate::json::{Json, Record, Writer};
use crate::prelude::*;

/// Asks for a document, by the parts of its path, after a pause.
pub(super) fn get(page: &Page, path: &[&str], ms: u32) {
    let mut whole = String::new();
    for part in path {
        whole.push_str(part);
    }
    platform::request(page, &whole, "", "", ms);
}

/// Asks for a challenge for a device key.
pub(super) fn challenge(page: &Page, jkt: &str) {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("jkt", jkt);
    json.end_object();
    platform::request(page, "/challenge", "application/json", &json.finish(), 0);
}

/// What the gateway has answered.
pub(super) fn answer(page: &Page) -> Result<Vec<u8>, Code> {
    let answer = platform::answer(page).ok_or(Code::Network)?;
    if platform::succeeded(page) { Ok(answer) } else { Err(problem(&answer)) }
}

/// The gateway's receipt: id and state.
pub(super) fn receipt(page: &Page) -> Result<(String, String), Code> {
    let json = Json::parse(&answer(page)?)?;
    let mut record = Record::of(&json);
    // What else a receipt says is not for the page.
    let (id, state) = (record.text("id"), record.text("state"));
    record.so_far()?;
    // The id goes into a path: only what cannot bend one.
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain { Ok((id.to_owned(), state.to_owned())) } else { Err(Code::Format) }
}

/// The code of a problem document, RFC 9457; anything else that failed is the network's fault.
fn problem(bytes: &[u8]) -> Code {
    let json = Json::parse(bytes).unwrap_or(Json::Null);
    Code::from_name(Record::of(&json).text("code")).unwrap_or(Code::Network)
}
