//! From a decided form to the gateway's answer.

use super::form::{Form, Shared};
use super::platform;
use super::transport::{self, Receipt};
use crate::bundle::challenge::Challenge;
use crate::bundle::{DECISION_MEDIA_TYPE, MEDIA_TYPE};
use crate::code::Code;
use crate::prelude::*;
use crate::signup::{Clock, Message};
use crate::suite::jose::base64url;
use crate::suite::webcrypto::WebCrypto;
use alloc::rc::Rc;

/// How often and how long the page asks for the outcome: for a minute, twice a second.
const POLL_MS: u32 = 500;
const POLLS: u32 = 120;

/// Submits, and shows what came of it.
pub(super) async fn run(shared: Rc<Shared>) {
    let mut outcome;
    let mut again = true;
    loop {
        outcome = send(&shared).await;
        let stale = matches!(
            outcome,
            Err(Code::ChallengeExpired
                | Code::ChallengeUnknown
                | Code::ChallengeUsed
                | Code::SealedKey
                | Code::Time)
        );
        if !(stale && again) {
            break;
        }
        // A fresh challenge and a fresh signature; the texts are still there.
        again = false;
    }
    shared.with(|form| form.conclude(outcome));
}

async fn send(shared: &Shared) -> Result<Receipt, Code> {
    let page = &shared.page;
    let public = match shared.with(|form| form.device).flatten() {
        Some(public) => public,
        None => WebCrypto::device_key(page).await?,
    };
    shared.with(|form| form.device = Some(public));
    let device = WebCrypto::new(page, public);
    let document = transport::challenge(page, &base64url(&public.thumbprint())).await?;
    let received_ms = u64::from(platform::monotonic_ms());
    let challenge = Challenge::parse(&document)?;
    let clock = Clock { server_time: challenge.server_time, received_ms, now_ms: received_ms };
    let order = shared.with(|form| form.signup.order(&challenge, clock)).ok_or(Code::State)??;
    let pins: Vec<String> = platform::setting(page, "pins").split(' ').map(str::to_owned).collect();
    let message = order.seal(&challenge, &pins, &platform::origin(), &device).await?;
    shared.with(Form::sealed);
    let (path, media_type) = match message {
        Message::Bundle(_) => ("/bundles", MEDIA_TYPE),
        Message::Decision(_) => ("/decisions", DECISION_MEDIA_TYPE),
    };
    let mut receipt = transport::post(page, path, media_type, &message.to_json()).await?;
    shared.with(|form| form.submitted(&receipt.id)).ok_or(Code::State)??;
    for _ in 0..POLLS {
        if receipt.state != "pending" {
            return Ok(receipt);
        }
        match transport::state_of(page, &receipt.id, POLL_MS).await {
            Ok(now) => receipt = now,
            Err(Code::Network) => {}
            Err(code) => return Err(code),
        }
    }
    Err(Code::AuthorityDown)
}

impl Form {
    fn sealed(&mut self) {
        self.signup.sealed();
        self.refresh();
        self.tell("sealed", "sealed", None, "");
        self.say_status("sending");
    }

    /// The gateway has it.
    fn submitted(&mut self, id: &str) -> Result<(), Code> {
        self.signup.submitted()?;
        id.clone_into(&mut self.receipt);
        self.clear_inputs();
        self.say_status("checking");
        self.refresh();
        Ok(())
    }

    /// Shows what came of it: in place of what was filled in, or as an error above the button.
    fn conclude(&mut self, outcome: Result<Receipt, Code>) {
        self.busy = false;
        self.say_status("");
        self.enable(true);
        match outcome {
            Ok(receipt) => {
                let state = if receipt.state == "refused" { "refused" } else { "admitted" };
                self.finish(state);
                self.tell("submitted", state, None, &receipt.id);
            }
            Err(code) => {
                platform::say(&self.page, self.frame.summary, code.as_str(), "");
                let receipt = core::mem::take(&mut self.receipt);
                self.tell_error(code, &receipt);
                if code == Code::Ticket {
                    self.tell("expired", "expired", Some(code), "");
                }
            }
        }
    }

    fn finish(&mut self, state: &str) {
        let page = &self.page;
        platform::show(page, self.frame.body, false);
        let panel = platform::make(page, 0, "div;class=done;data-state=$;tabindex=-1;role=status;", state);
        platform::make(page, panel, "h3;class=title;word=$;", state);
        platform::make(page, panel, "p;class=text;word=$_note;", state);
        let again = (state == "refused")
            .then(|| platform::make(page, panel, "button;type=button;class=again;word=again;", ""));
        platform::listen(page, panel);
        platform::focus(page, panel);
        self.panel = Some((panel, again));
    }
}
