//! From a decided signup to the one message that leaves.

use super::{REASK_AFTER, Signup, State};
use crate::bundle::build::{Act, Place, Recipient};
use crate::bundle::challenge::Challenge;
use crate::bundle::guardian::Family;
use crate::bundle::jws::Jws;
use crate::bundle::keyset::KeySet;
use crate::bundle::making::{Ask, Making, Random};
use crate::bundle::{Bundle, decision_to_json};
use crate::code::Code;
use crate::consent::decision::DEFAULT_OFF;
use crate::consent::{Choice, Decision, Display, Policy};
use crate::prelude::*;
use crate::suite::PublicKey;

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
    /// A child's signup with a guardian, for the same route.
    Family(Family),
    /// A refusal: the JWT for `POST /decisions`.
    Decision(String),
}

impl Message {
    /// The body.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Bundle(bundle) => bundle.to_json(),
            Self::Family(family) => family.to_json(),
            Self::Decision(jwt) => decision_to_json(jwt),
        }
    }
}

/// A message being made for a signup: the key set first, then the message itself.
pub struct Order {
    challenge: Challenge,
    public: PublicKey,
    place: Place,
    clock: Clock,
    /// The key set, whose signature is verified first; a refusal needs none.
    keys: Option<Jws>,
    /// Whether it is a child's, and the vault's key; a refusal is for no vault.
    ward: bool,
    recipient: Option<Recipient>,
    /// The child's half, when it is made; then the guardian's is in the making.
    child: Option<Bundle>,
    /// Of the key set that was verified.
    serial: u64,
    making: Option<Making>,
}

impl Order {
    /// What the suite is asked now; nothing when the message is made.
    #[must_use]
    pub fn ask(&self) -> Option<Ask<'_>> {
        match (&self.making, &self.keys) {
            (Some(making), _) => Some(making.ask()),
            (None, keys) => keys.as_ref().map(Ask::Verify),
        }
    }

    /// Takes the suite's answer. True when the message is made.
    ///
    /// # Errors
    /// `E_KEY_PIN`, `E_KEY_REGION`; `E_STATE` when the signup is no longer complete; what the suite says.
    pub fn go_on(
        &mut self,
        signup: &Signup,
        answer: Option<&[u8]>,
        random: &mut Random<'_>,
    ) -> Result<bool, Code> {
        if let Some(making) = &mut self.making {
            let missing =
                if matches!(making.ask(), Ask::Agree(_)) { Code::Jwk } else { Code::CryptoUnavailable };
            let made = making.go_on(answer.ok_or(missing)?, random)?;
            if !made || !self.ward || self.child.is_some() || self.recipient.is_none() {
                return Ok(made);
            }
            if let Some((sd_jwt, Some(sealed))) = self.making.take().map(Making::finish) {
                self.child = Some(Bundle { sd_jwt, sealed });
            }
            self.making = Some(self.half(signup, random)?);
            return Ok(false);
        }
        let good = answer.is_some_and(|answer| !answer.is_empty());
        let keys = self.keys.take().filter(|_| good).ok_or(Code::KeyPin)?;
        let set = KeySet::verified(&keys, self.clock.at(self.clock.now_ms), signup.serial_seen)?;
        self.serial = set.serial;
        let (kid, key) = set.choose(&signup.policy.keys)?;
        self.recipient = Some(Recipient { kid, key });
        self.making = Some(self.half(signup, random)?);
        Ok(false)
    }

    /// Begins a half: the one there is; or the child's, who decides nothing; or, on the child's, the guardian's.
    fn half(&self, signup: &Signup, random: &mut Random<'_>) -> Result<Making, Code> {
        // A refusal that came meanwhile: nothing of the person may leave any more.
        if signup.is_refused() || signup.ward != self.ward {
            return Err(Code::State);
        }
        let mut act = signup.act(&self.challenge, &self.place, self.clock)?;
        if self.ward && self.child.is_none() {
            act.decisions.clear();
        }
        let of = if self.child.is_some() { &signup.guardian } else { &signup.values };
        // In the policy's order, so that the order of typing does not show.
        let mut values = Vec::new();
        for field in &signup.policy.fields {
            values.extend(of.iter().find(|(there, _)| there == field).map(|(_, v)| (*field, v)));
        }
        let recipient = self.recipient.clone().ok_or(Code::State)?;
        let making = Making::bundle(act, &values, recipient, self.public, random)?;
        Ok(match &self.child {
            Some(child) => making.for_ward(&child.sd_jwt),
            None => making,
        })
    }

    /// The serial of the key set that was verified, 0 where none was, and the name of the service.
    #[must_use]
    pub const fn vouched(&self) -> (u64, &str) {
        (self.serial, self.challenge.aud.as_str())
    }

    /// How long the challenge lives still, in seconds from when this was ordered: a wallet may have taken its time before.
    #[must_use]
    pub fn expires_in(&self) -> u32 {
        let gone = self.clock.now_ms.saturating_sub(self.clock.received_ms) / 1000;
        u32::try_from(self.challenge.expires_in.saturating_sub(gone)).unwrap_or(u32::MAX)
    }

    /// The message, when it is made.
    #[must_use]
    pub fn finish(self) -> Option<Message> {
        let (jwt, sealed) = self.making?.finish();
        let half = |sealed| Bundle { sd_jwt: jwt.clone(), sealed };
        Some(match (sealed.map(half), self.child) {
            (Some(guardian), Some(child)) => Message::Family(Family { child, guardian }),
            (Some(bundle), None) => Message::Bundle(bundle),
            (None, _) => Message::Decision(jwt),
        })
    }
}

impl Signup {
    /// Begins the message: compares the challenge with the policy, and the key set with the pins.
    ///
    /// # Errors
    /// `E_STATE` while something stands in the way; `E_CONSENT_STALE` when the policy has changed; `E_KEY_PIN`;
    /// `E_RNG`.
    pub fn order(
        &self,
        challenge: Challenge,
        is_pin: &dyn Fn(&str) -> bool,
        place: Place,
        clock: Clock,
        public: PublicKey,
        random: &mut Random<'_>,
    ) -> Result<Order, Code> {
        let act = self.act(&challenge, &place, clock)?;
        let (mut keys, mut making) = (None, None);
        if self.is_refused() {
            making = Some(Making::decision(act, public, random)?);
        } else {
            keys = Some(KeySet::pinned(&challenge.enc_keys, is_pin)?);
        }
        let ward = self.ward;
        let (recipient, child, serial) = (None, None, 0);
        Ok(Order { challenge, public, place, clock, keys, ward, recipient, child, serial, making })
    }

    /// The message is made.
    ///
    /// # Errors
    /// `E_STATE` when something stands in the way that did not before.
    pub fn sealed(&mut self) -> Result<(), Code> {
        self.is_sealable()?;
        self.sealed = true;
        Ok(())
    }

    /// Only what is decided can be sealed, once or again.
    fn is_sealable(&self) -> Result<(), Code> {
        if matches!(self.state(), State::Decided | State::Sealed) { Ok(()) } else { Err(Code::State) }
    }

    fn act<'a>(&self, challenge: &'a Challenge, place: &'a Place, clock: Clock) -> Result<Act<'a>, Code> {
        self.is_sealable()?;
        if challenge.policy != self.policy.digest {
            return Err(Code::ConsentStale);
        }
        let now = clock.at(clock.now_ms);
        Ok(Act { challenge, place, env: self.policy.env, now, decisions: self.decisions(clock)? })
    }

    fn decisions(&self, clock: Clock) -> Result<Vec<Decision>, Code> {
        let mut decisions = Vec::new();
        for ((purpose, recipient), answer) in self.policy.questions().zip(&self.answers) {
            if !self.asks(purpose) {
                continue;
            }
            if answer.is_none() && purpose.required {
                return Err(Code::ConsentMissing);
            }
            let choice = answer.as_ref().map_or(Choice::Refused, |answer| answer.choice);
            let decided_at = clock.at(answer.as_ref().map_or(clock.now_ms, |answer| answer.decided_ms));
            let shown = self.shown.iter().find(|shown| shown.notice == purpose.notice);
            let (displayed_at, display) = match shown {
                Some(shown) => (clock.at(shown.at_ms), shown.display),
                None if answer.is_some() => return Err(Code::NoticeNotVisible),
                None => (decided_at, Display::NotDisplayed),
            };
            let control = match answer {
                Some(answer) => answer.control.clone(),
                None => Policy::question(&purpose.id, recipient) + DEFAULT_OFF,
            };
            let refused = answer.is_some() && choice == Choice::Refused;
            let notice = self.policy.notice(&purpose.notice).ok_or(Code::Policy)?;
            let notice_hash = notice.digest(&self.lang).ok_or(Code::Notice)?;
            decisions.push(Decision {
                purpose: purpose.id.clone(),
                recipient: recipient.map(str::to_owned),
                choice,
                legal_basis: purpose.legal_basis,
                notice: notice.id.clone(),
                version: notice.version.clone(),
                lang: self.lang.clone(),
                notice_hash: notice_hash.to_owned(),
                displayed_at,
                decided_at,
                display,
                control,
                reask_not_before: refused.then_some(decided_at + REASK_AFTER),
                // In an open root nobody can tell who decided.
                synthetic: cfg!(feature = "testing"),
            });
        }
        Ok(decisions)
    }
}
