//! From a decided form to the gateway's answer: what is asked for, step by step. No step waits; the platform's answer
//! is an event like any other.

use super::form::Form;
use super::{platform, transport};
use crate::bundle::build::Place;
use crate::bundle::challenge::Challenge;
use crate::bundle::claims::Frame;
use crate::bundle::{DECISION_MEDIA_TYPE, MEDIA_TYPE, guardian};
use crate::code::Code;
use crate::prelude::*;
use crate::secret::Secret;
use crate::signup::{Clock, Message, Order, State};
use crate::suite::jose::base64url;
use crate::suite::{PublicKey, webcrypto};

/// How often and how long the page asks for the outcome: for a minute, twice a second.
const POLL_MS: u32 = 500;
const POLLS: u32 = 120;

/// What is being waited for.
enum Step {
    Key,
    Challenge,
    /// The account's proof, for a challenge that came at a time of the monotonic clock.
    Account(Challenge, u64),
    Suite(Box<Order>),
    /// Made, and kept until its owner says so: path, media type, body.
    Held(&'static str, &'static str, String),
    Receipt,
    Outcome,
}

/// A submission under way.
pub(super) struct Submission {
    step: Step,
    /// Whether a stale challenge may be tried again.
    again: bool,
    /// Whether the message is kept once it is made.
    hold: bool,
    polls: u32,
    /// The id of the bundle that is being checked.
    id: String,
}

impl Submission {
    /// Whether the message is made and waits.
    pub(super) const fn is_held(&self) -> bool {
        matches!(self.step, Step::Held(..))
    }

    /// The message that waits: its media type, a line break, its body.
    pub(super) fn held(&self) -> Option<String> {
        match &self.step {
            Step::Held(_, media_type, body) => Some((*media_type).to_owned() + "\n" + body),
            _ => None,
        }
    }
}

impl Form {
    /// Starts; with `hold` the message is kept once it is made.
    pub(super) fn submit(&mut self, hold: bool) {
        self.say_status("sealing");
        let mut submission =
            Submission { step: Step::Key, again: true, hold, polls: POLLS, id: String::new() };
        self.ask_for_challenge(&mut submission);
        self.submission = Some(submission);
    }

    /// Asks for a challenge for the device key, or for that key first.
    fn ask_for_challenge(&self, submission: &mut Submission) {
        if self.device.is_some() {
            submission.step = Step::Challenge;
            transport::challenge(&self.page, &self.jkt());
        } else {
            platform::device_key(&self.page);
        }
    }

    /// The platform has answered.
    pub(super) fn resumed(&mut self) {
        let Some(mut submission) = self.submission.take() else { return };
        match self.next(&mut submission) {
            Ok(None) => self.submission = Some(submission),
            // In the hands of the form around the host.
            Ok(Some("sealed")) => self.end(),
            Ok(Some(state)) => {
                self.finish(if state == "refused" { state } else { "admitted" }, &submission.id)
            }
            Err(
                Code::ChallengeExpired
                | Code::ChallengeUnknown
                | Code::ChallengeUsed
                | Code::SealedKey
                | Code::Time,
            ) if submission.again => {
                // A fresh challenge and a fresh signature; the texts are still there.
                submission.again = false;
                self.ask_for_challenge(&mut submission);
                self.submission = Some(submission);
            }
            Err(code) => {
                self.end();
                self.signup.forget_account();
                platform::say(&self.page, self.frame.summary, code.as_str(), "");
                // From what was pressed to what it came to; the next stop is that button again.
                platform::focus(&self.page, self.frame.summary);
                self.tell_error(code, &submission.id);
                if self.signup.state() == State::Submitted {
                    // What was typed is wiped already: it is typed again.
                    self.signup.reopen();
                    self.refresh();
                }
                match code {
                    Code::Ticket => self.tell("expired", "expired", Some(code), ""),
                    Code::ConsentStale => self.renew(),
                    _ => {}
                }
            }
        }
    }

    /// Takes the answer and asks for the next thing; the state when it is over.
    fn next(&mut self, submission: &mut Submission) -> Result<Option<&'static str>, Code> {
        match &mut submission.step {
            Step::Key => {
                let point = platform::answer(&self.page).unwrap_or_default();
                self.device = Some(PublicKey::from_point(&point).ok_or(Code::CryptoUnavailable)?);
                self.signup.saw(u64::from(platform::serial(&self.page)));
                self.ask_for_challenge(submission);
            }
            Step::Challenge => {
                let challenge = Challenge::parse(&transport::answer(&self.page)?)?;
                let received_ms = u64::from(platform::monotonic_ms());
                if self.signup.wants_account() {
                    self.say_status("signing");
                    platform::prove(&self.page, &self.jkt());
                    submission.step = Step::Account(challenge, received_ms);
                } else {
                    self.order(submission, challenge, received_ms)?;
                }
            }
            Step::Account(challenge, received_ms) => {
                let proof = platform::answer(&self.page).and_then(|proof| String::from_utf8(proof).ok());
                self.signup.bind_account(Secret::new(proof.ok_or(Code::Wallet)?));
                self.say_status("sealing");
                let (challenge, received_ms) = (challenge.clone(), *received_ms);
                self.order(submission, challenge, received_ms)?;
            }
            Step::Suite(order) => {
                let answer = zeroize::Zeroizing::new(platform::answer(&self.page));
                platform::forget(&self.page);
                if order.go_on(&self.signup, answer.as_deref(), &mut webcrypto::random)? {
                    return self.send(submission);
                } else {
                    self.ask_suite(submission);
                }
            }
            Step::Held(..) => {}
            Step::Receipt | Step::Outcome => return self.received(submission),
        }
        Ok(None)
    }

    /// Everything is there that the message is made of.
    fn order(&self, submission: &mut Submission, challenge: Challenge, received_ms: u64) -> Result<(), Code> {
        let now_ms = u64::from(platform::monotonic_ms());
        let clock = Clock { server_time: challenge.server_time, received_ms, now_ms };
        let is_pin = |root: &str| platform::is_pin(&self.page, root);
        let public = self.device.ok_or(Code::State)?;
        let order =
            self.signup.order(challenge, &is_pin, self.place(), clock, public, &mut webcrypto::random)?;
        submission.step = Step::Suite(Box::new(order));
        self.ask_suite(submission);
        Ok(())
    }

    /// Where the page stands, and, where the shell names a page around it, in which.
    fn place(&self) -> Place {
        let setting = |name| platform::setting(&self.page, name);
        let embedder = setting("embedder");
        let frame = (!embedder.is_empty()).then(|| Frame { embedder, occlusion: setting("occlusion") });
        Place { origin: platform::origin(), frame }
    }

    /// The thumbprint of the device key; empty before there is one.
    fn jkt(&self) -> String {
        self.device.as_ref().map(|public| base64url(&public.thumbprint())).unwrap_or_default()
    }

    fn ask_suite(&self, submission: &Submission) {
        if let Step::Suite(order) = &submission.step
            && let Some(ask) = order.ask()
        {
            webcrypto::ask(&self.page, ask);
        }
    }

    /// The message is made: hands it over.
    fn send(&mut self, submission: &mut Submission) -> Result<Option<&'static str>, Code> {
        let Step::Suite(order) = core::mem::replace(&mut submission.step, Step::Key) else {
            return Err(Code::State);
        };
        let (serial, aud) = order.vouched();
        self.signup.saw(serial);
        platform::see(&self.page, u32::try_from(serial).unwrap_or(u32::MAX), aud);
        self.signup.sealed()?;
        self.refresh();
        self.tell("sealed", "sealed", None, "");
        self.say_status("sending");
        let seconds = order.expires_in();
        let message = order.finish().ok_or(Code::State)?;
        let body = message.to_json();
        let (path, media_type) = match message {
            // The form around the host takes it along, but never a refusal.
            Message::Bundle(_) | Message::Family(_) if platform::hand_over(&self.page, &body, seconds) => {
                return Ok(Some("sealed"));
            }
            Message::Bundle(_) => ("/bundles", MEDIA_TYPE),
            Message::Family(_) => ("/bundles", guardian::MEDIA_TYPE),
            Message::Decision(_) => ("/decisions", DECISION_MEDIA_TYPE),
        };
        submission.step = Step::Held(path, media_type, body);
        if !submission.hold {
            self.post(submission);
        }
        Ok(None)
    }

    /// Sends a message that is made.
    fn post(&self, submission: &mut Submission) {
        submission.hold = false;
        if let Step::Held(path, media_type, body) = core::mem::replace(&mut submission.step, Step::Receipt) {
            platform::request(&self.page, path, media_type, &body, 0);
        }
    }

    /// Sends the message that waits.
    pub(super) fn send_held(&mut self) {
        if let Some(mut submission) = self.submission.take() {
            self.post(&mut submission);
            self.submission = Some(submission);
        }
    }

    /// A receipt has come, or the network has failed, which while polling is no reason to give up.
    fn received(&mut self, submission: &mut Submission) -> Result<Option<&'static str>, Code> {
        let first = matches!(submission.step, Step::Receipt);
        match transport::receipt(&self.page) {
            Ok((id, state)) => {
                submission.id = id;
                if first {
                    submission.step = Step::Outcome;
                    self.signup.submitted()?;
                    self.clear_inputs();
                    self.say_status("checking");
                    self.refresh();
                }
                match state.as_str() {
                    "pending" => {}
                    "refused" => return Ok(Some("refused")),
                    _ => return Ok(Some("admitted")),
                }
            }
            Err(Code::Network | Code::Store | Code::RateLimited) if !first => {}
            Err(code) => return Err(code),
        }
        submission.polls = submission.polls.checked_sub(1).ok_or(Code::AuthorityDown)?;
        transport::get(&self.page, &["/bundles/", &submission.id], POLL_MS);
        Ok(None)
    }

    fn end(&mut self) {
        self.submission = None;
        self.say_status("");
        self.enable(true);
    }

    /// Puts what came of it in place of what was filled in.
    fn finish(&mut self, state: &str, id: &str) {
        self.end();
        let page = &self.page;
        platform::show(page, self.frame.body, false);
        let panel = platform::make(
            page,
            0,
            "div;class=done;data-state=$;role=group;aria-labelledby=done;aria-describedby=note;",
            state,
        );
        platform::make(page, panel, "h3;class=title;id=done;word=$;", state);
        platform::make(page, panel, "p;class=text;id=note;word=$_note;", state);
        let again = (state == "refused")
            .then(|| platform::make(page, panel, "button;type=button;class=again;word=again;", ""));
        platform::listen(page, panel);
        platform::focus(page, panel);
        self.panel = Some((panel, again));
        self.tell("submitted", state, None, id);
    }
}
