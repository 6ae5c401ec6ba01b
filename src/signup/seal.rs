//! From a decided signup to the one message that leaves.

use super::{REASK_AFTER, Signup, State};
use crate::bundle::build::{self, Act, Recipient};
use crate::bundle::challenge::Challenge;
use crate::bundle::keyset::KeySet;
use crate::bundle::{Bundle, decision_to_json};
use crate::code::{Code, Field};
use crate::consent::decision::DEFAULT_OFF;
use crate::consent::{Choice, Decision, Display, Env};
use crate::prelude::*;
use crate::secret::Secret;
use crate::suite::PageSuite;

/// The server's time, as the page knows it: one reading, and the monotonic milliseconds when it came. The page's own
/// wall clock, often minutes off, is not used.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Unix seconds, from the challenge.
    pub server_time: u64,
    /// The page's monotonic clock when the challenge came.
    pub received_ms: u64,
    /// The page's monotonic clock now.
    pub now_ms: u64,
}

impl Clock {
    /// A moment of the page's monotonic clock, in Unix seconds of the server. Order is kept.
    #[must_use]
    pub const fn at(&self, ms: u64) -> u64 {
        (self.server_time * 1000).saturating_add(ms).saturating_sub(self.received_ms) / 1000
    }
}

/// What leaves the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// A signup: the body of `POST /bundles`.
    Bundle(Bundle),
    /// A refusal: the JWT for `POST /decisions`.
    Decision(String),
}

impl Message {
    /// The body.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Bundle(bundle) => bundle.to_json(),
            Self::Decision(jwt) => decision_to_json(jwt),
        }
    }
}

/// Everything that a message is made of, taken out of the signup, which stays free while the suite works.
pub struct Order {
    env: Env,
    now: u64,
    decisions: Vec<Decision>,
    /// In the policy's order, so that the order of typing does not show. None after a refusal.
    values: Option<Vec<(Field, Secret)>>,
    keys: Vec<String>,
}

impl Order {
    /// Compares the key set with the pins, and makes the message.
    ///
    /// # Errors
    /// `E_KEY_PIN`, `E_KEY_REGION`; what the suite says.
    pub async fn seal(
        self,
        challenge: &Challenge,
        pins: &[String],
        origin: &str,
        suite: &impl PageSuite,
    ) -> Result<Message, Code> {
        let act = Act { challenge, origin, env: self.env, now: self.now, decisions: self.decisions };
        let Some(values) = self.values else {
            return build::decision(act, suite).await.map(Message::Decision);
        };
        let set = KeySet::verify(&challenge.enc_keys, pins, self.now, 0, suite).await?;
        let (kid, key) = set.choose(&self.keys)?;
        let values: Vec<(Field, &Secret)> = values.iter().map(|(field, value)| (*field, value)).collect();
        build::bundle(act, &values, &Recipient { kid, key }, suite).await.map(Message::Bundle)
    }
}

impl Signup {
    /// Compares the challenge with the policy, and takes out what the message is made of.
    ///
    /// # Errors
    /// `E_STATE` while something stands in the way; `E_CONSENT_STALE` when the policy has changed.
    pub fn order(&self, challenge: &Challenge, clock: Clock) -> Result<Order, Code> {
        if !matches!(self.state(), State::Decided | State::Sealed) {
            return Err(Code::State);
        }
        if challenge.policy != self.policy.digest {
            return Err(Code::ConsentStale);
        }
        let value = |field: &Field| self.values.iter().find(|(there, _)| there == field).cloned();
        Ok(Order {
            env: self.policy.env,
            now: clock.at(clock.now_ms),
            decisions: self.decisions(clock)?,
            values: (!self.is_refused()).then(|| self.policy.fields.iter().filter_map(value).collect()),
            keys: self.policy.keys.clone(),
        })
    }

    /// The message is made.
    pub const fn sealed(&mut self) {
        self.sealed = true;
    }

    fn decisions(&self, clock: Clock) -> Result<Vec<Decision>, Code> {
        self.policy
            .questions()
            .map(|(purpose, recipient)| {
                let mut answers = self.answers.iter();
                let answer = answers
                    .find(|answer| answer.purpose == purpose.id && answer.recipient.as_deref() == recipient);
                if answer.is_none() && purpose.required {
                    return Err(Code::ConsentMissing);
                }
                let choice = answer.map_or(Choice::Refused, |answer| answer.choice);
                let decided_at = clock.at(answer.map_or(clock.now_ms, |answer| answer.decided_ms));
                let shown = self.shown.iter().find(|shown| shown.notice == purpose.notice);
                let (displayed_at, display) = match shown {
                    Some(shown) => (clock.at(shown.at_ms), shown.display),
                    None if answer.is_some() => return Err(Code::NoticeNotVisible),
                    None => (decided_at, Display::NotDisplayed),
                };
                let refused = answer.is_some() && choice == Choice::Refused;
                let notice = self.policy.notice(&purpose.notice).ok_or(Code::Policy)?;
                Ok(Decision {
                    purpose: purpose.id.clone(),
                    recipient: recipient.map(str::to_owned),
                    choice,
                    legal_basis: purpose.legal_basis,
                    notice: notice.id.clone(),
                    version: notice.version.clone(),
                    lang: self.lang.clone(),
                    notice_hash: notice.digest(&self.lang).ok_or(Code::Notice)?.to_owned(),
                    displayed_at,
                    decided_at,
                    display,
                    control: match answer {
                        Some(answer) => answer.control.clone(),
                        None => [
                            purpose.id.as_str(),
                            recipient.map_or("", |_| ":"),
                            recipient.unwrap_or(""),
                            DEFAULT_OFF,
                        ]
                        .concat(),
                    },
                    reask_not_before: refused.then_some(decided_at + REASK_AFTER),
                })
            })
            .collect()
    }
}
