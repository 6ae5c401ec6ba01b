//! From a decided form to the gateway's answer.

use super::dom::{append, attribute};
use super::form::{Form, Shared, start_over};
use super::platform;
use crate::bundle::challenge::Challenge;
use crate::bundle::{DECISION_MEDIA_TYPE, MEDIA_TYPE};
use crate::code::Code;
use crate::signup::{Clock, Message};
use crate::suite::PageSuite;
use crate::suite::jose::base64url;
use crate::suite::webcrypto::WebCrypto;
use gloo_events::EventListener;
use std::rc::Rc;

/// How often and how long the page asks for the outcome: for a minute, twice a second.
const POLL_MS: u32 = 500;
const POLLS: u32 = 120;

/// What came of it.
struct Outcome {
    id: String,
    state: String,
}

/// Starts, unless something stands in the way or it is under way already.
pub(super) fn start(shared: &Shared) {
    {
        let Ok(mut form) = shared.try_borrow_mut() else { return };
        if form.busy || form.signup.is_none() {
            return;
        }
        form.say_code(None, "");
        if form.report_obstacles() {
            return;
        }
        form.busy = true;
        form.enable(false);
        form.say_status("sealing");
    }
    wasm_bindgen_futures::spawn_local(run(shared.clone()));
}

async fn run(shared: Shared) {
    let mut outcome = send(&shared).await;
    if matches!(
        outcome,
        Err(Code::ChallengeExpired
            | Code::ChallengeUnknown
            | Code::ChallengeUsed
            | Code::SealedKey
            | Code::Time)
    ) {
        // A fresh challenge and a fresh signature; the texts are still there.
        outcome = send(&shared).await;
    }
    let Ok(mut form) = shared.try_borrow_mut() else { return };
    if form.destroyed {
        return;
    }
    form.busy = false;
    match outcome {
        Ok(Outcome { id, state }) if state == "refused" => form.finish(&shared, "refused", &id),
        Ok(Outcome { id, .. }) => form.finish(&shared, "admitted", &id),
        Err(code) => {
            form.say_status("");
            form.enable(true);
            let id = std::mem::take(&mut form.receipt);
            form.say_code(Some(code), &id);
            if code == Code::Ticket {
                form.tell("expired", "expired", Some(code), "");
            }
        }
    }
}

async fn send(shared: &Shared) -> Result<Outcome, Code> {
    let device = device(shared).await?;
    let gateway = shared.try_borrow().map_err(|_| Code::State)?.gateway.clone();
    let document = gateway.challenge(&base64url(&device.public_key().thumbprint())).await?;
    let received_ms = u64::from(platform::monotonic_ms());
    let challenge = Challenge::parse(document.as_bytes())?;
    let message = seal(shared, &challenge, received_ms, &device).await?;
    let (path, media_type) = match message {
        Message::Bundle(_) => ("/bundles", MEDIA_TYPE),
        Message::Decision(_) => ("/decisions", DECISION_MEDIA_TYPE),
    };
    let mut answer = gateway.post(path, media_type, message.to_json()).await;
    if matches!(answer, Err(Code::Network)) {
        // Whether it arrived is not known; the same bytes again are answered with the same receipt.
        let _ = platform::pause(POLL_MS).await;
        answer = gateway.post(path, media_type, message.to_json()).await;
    }
    let (id, mut state) = answer?;
    if let Ok(mut form) = shared.try_borrow_mut() {
        if form.destroyed {
            return Err(Code::State);
        }
        if let Some(signup) = &mut form.signup {
            signup.submitted()?;
        }
        form.receipt.clone_from(&id);
        form.clear_inputs();
        form.say_status("checking");
        form.refresh();
    }
    for _ in 0..POLLS {
        if state != "pending" {
            return Ok(Outcome { id, state });
        }
        let _ = platform::pause(POLL_MS).await;
        match gateway.state_of(&id).await {
            Ok((_, now)) => state = now,
            Err(Code::Network) => {}
            Err(code) => return Err(code),
        }
    }
    Err(Code::AuthorityDown)
}

/// This form's device key, made at the first need.
async fn device(shared: &Shared) -> Result<Rc<WebCrypto>, Code> {
    if let Some(device) = &shared.try_borrow().map_err(|_| Code::State)?.device {
        return Ok(device.clone());
    }
    let device = Rc::new(WebCrypto::new().await?);
    shared.try_borrow_mut().map_err(|_| Code::State)?.device = Some(device.clone());
    Ok(device)
}

/// Takes the signup out while it is sealed, so that no event finds the form borrowed across a pause.
async fn seal(
    shared: &Shared,
    challenge: &Challenge,
    received_ms: u64,
    device: &WebCrypto,
) -> Result<Message, Code> {
    let (mut signup, pins) = {
        let mut form = shared.try_borrow_mut().map_err(|_| Code::State)?;
        (form.signup.take().ok_or(Code::State)?, form.pins.clone())
    };
    let clock = Clock {
        server_time: challenge.server_time,
        received_ms,
        now_ms: u64::from(platform::monotonic_ms()),
    };
    let message = signup.seal(challenge, &pins, &platform::origin(), clock, device).await;
    let mut form = shared.try_borrow_mut().map_err(|_| Code::State)?;
    if form.destroyed {
        return Err(Code::State);
    }
    form.signup = Some(signup);
    form.refresh();
    if message.is_ok() {
        form.tell("sealed", "sealed", None, "");
        form.say_status("sending");
    }
    message
}

impl Form {
    /// Replaces what was filled in by what came of it.
    fn finish(&mut self, shared: &Shared, state: &str, id: &str) {
        self.show_body(false);
        self.say_status("");
        self.enable(true);
        if let Ok(panel) = self.panel(shared, state) {
            // The panel was just made; an engine that cannot append it has failed long before.
            let _ = append(&self.root, &[&panel]);
            let _ = panel.focus();
        }
        self.tell("submitted", state, None, id);
    }

    fn panel(&mut self, shared: &Shared, state: &str) -> Result<web_sys::HtmlElement, Code> {
        let panel = self.dom.element("div", "done", "")?;
        attribute(&panel, "data-state", state)?;
        attribute(&panel, "tabindex", "-1")?;
        attribute(&panel, "role", "status")?;
        let title = self.dom.element("h3", "title", &self.words.get(state))?;
        let note = self.dom.element("p", "text", &self.words.of(state, "_note"))?;
        append(&panel, &[&title, &note])?;
        if state == "refused" {
            let again = self.dom.button("again", &self.words.get("again"))?;
            let shared = shared.clone();
            self.listeners.push(EventListener::new(&again, "click", move |_| start_over(&shared)));
            append(&panel, &[&again])?;
        }
        Ok(panel)
    }
}
