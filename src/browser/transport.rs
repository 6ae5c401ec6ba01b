//! Requests to the gateway: POST bodies only, nothing in a URL but ids that are random.

use super::platform;
use crate::code::Code;
use crate::json::{Json, Writer};
use js_sys::Array;
use wasm_bindgen::JsCast;

/// Where the gateway is, and the ticket that this page may use.
#[derive(Clone)]
pub(super) struct Gateway {
    pub(super) endpoint: String,
    pub(super) ticket: String,
}

impl Gateway {
    async fn send(
        &self,
        method: &str,
        path: &str,
        media_type: &str,
        body: Option<String>,
    ) -> Result<String, Code> {
        let mut url = self.endpoint.trim_end_matches('/').to_owned();
        url.push_str(path);
        let answer = platform::request(method, &url, &self.ticket, media_type, body)
            .await
            .map_err(|_| Code::Network)?;
        let answer: &Array = answer.dyn_ref().ok_or(Code::Network)?;
        let text = answer.get(1).as_string().unwrap_or_default();
        match answer.get(0).as_f64() {
            Some(status) if (200.0..300.0).contains(&status) => Ok(text),
            _ => Err(problem(&text)),
        }
    }

    /// A document.
    pub(super) async fn get(&self, path: &str) -> Result<String, Code> {
        self.send("GET", path, "", None).await
    }

    /// The challenge for a device key.
    pub(super) async fn challenge(&self, jkt: &str) -> Result<String, Code> {
        let mut json = Writer::new();
        json.begin_object();
        json.text_member("jkt", jkt);
        json.end_object();
        self.send("POST", "/challenge", "application/json", Some(json.finish())).await
    }

    /// Hands a message over; the answer is the receipt's id and state.
    pub(super) async fn post(
        &self,
        path: &str,
        media_type: &str,
        body: String,
    ) -> Result<(String, String), Code> {
        receipt(&self.send("POST", path, media_type, Some(body)).await?)
    }

    /// How far a bundle is.
    pub(super) async fn state_of(&self, id: &str) -> Result<(String, String), Code> {
        let mut path = String::from("/bundles/");
        path.push_str(id);
        receipt(&self.get(&path).await?)
    }
}

fn receipt(text: &str) -> Result<(String, String), Code> {
    let mut members = Json::parse(text.as_bytes())?.into_members()?;
    let (id, state) = (members.text("id")?, members.text("state")?);
    // The id goes into a path: only what cannot bend one.
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain { Ok((id, state)) } else { Err(Code::Format) }
}

/// The code of a problem document, RFC 9457; anything else that failed is the network's fault.
fn problem(text: &str) -> Code {
    let members = Json::parse(text.as_bytes()).and_then(Json::into_members);
    let code = members.ok().and_then(|mut members| members.text("code").ok());
    let known = |code: String| Code::ALL.iter().find(|there| there.as_str() == code).copied();
    code.and_then(known).unwrap_or(Code::Network)
}
