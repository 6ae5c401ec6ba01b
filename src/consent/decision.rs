//! One decision (同意、拒绝、知悉): the entry that is signed, and its comparison with the policy.

use super::minor::Party;
use super::policy::{Env, LegalBasis, Policy, Purpose};
use crate::checks::{Check, must};
use crate::code::{Code, wire_names};
use crate::json::{Members, Writer};
use crate::prelude::*;

wire_names! {
    /// What was answered.
    Choice {
        /// Consent was given.
        Given = "given",
        /// Consent was refused.
        Refused = "refused",
        /// The notice of a statutory duty or of a contract was acknowledged: not a consent.
        Acknowledged = "acknowledged",
    }
}

wire_names! {
    /// How the notice was displayed. The claim is "this text was in the DOM and passed the visibility checks".
    Display {
        /// In the element's closed root, checked by the module.
        Element = "element",
        /// In the host's own page, in an element that the module checked.
        Headless = "headless",
        /// The host says so.
        AssertedByHost = "asserted-by-host",
        /// It was not: an optional consent that nobody looked at stays off.
        NotDisplayed = "not-displayed",
    }
}

/// The end of the control's name where no control was used: an optional consent was left as it was, off. That is
/// recorded as refused; it is no clear refusal, so it stops nobody from asking again.
pub const DEFAULT_OFF: &str = ":default-off";

/// Whether this build can say that a decision is a script's: every host, and of the page's modules that for tests.
const SYNTHETIC: bool = cfg!(any(not(all(target_arch = "wasm32", feature = "browser")), feature = "testing"));

/// The longest name of a control: purpose, recipient and button.
const MAX_CONTROL: usize = 200;

/// The signed entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The purpose.
    pub purpose: String,
    /// The recipient, where the purpose has one.
    pub recipient: Option<String>,
    /// The answer.
    pub choice: Choice,
    /// Why the purpose may be pursued.
    pub legal_basis: LegalBasis,
    /// The notice's id.
    pub notice: String,
    /// The notice's version.
    pub version: String,
    /// The language that was shown.
    pub lang: String,
    /// Digest of the canonical text that was shown.
    pub notice_hash: String,
    /// When the notice had been displayed, Unix seconds of the server's clock.
    pub displayed_at: u64,
    /// When it was answered, Unix seconds of the server's clock.
    pub decided_at: u64,
    /// How it was displayed.
    pub display: Display,
    /// The control that was used.
    pub control: String,
    /// After a refusal: not before this time may it be asked again.
    pub reask_not_before: Option<u64>,
    /// Made by `realname/testing`, where a script may decide: under a test policy alone.
    pub synthetic: bool,
}

impl Decision {
    /// Writes the entry.
    pub fn write(&self, json: &mut Writer) {
        json.begin_object();
        json.text_member("purpose", &self.purpose);
        if let Some(recipient) = &self.recipient {
            json.text_member("recipient", recipient);
        }
        json.text_member("decision", self.choice.as_str());
        json.text_member("legal_basis", self.legal_basis.as_str());
        json.text_member("notice", &self.notice);
        json.text_member("version", &self.version);
        json.text_member("lang", &self.lang);
        json.text_member("notice_hash", &self.notice_hash);
        json.member("displayed_at", self.displayed_at);
        json.member("decided_at", self.decided_at);
        json.text_member("display", self.display.as_str());
        json.text_member("control", &self.control);
        if let Some(time) = self.reask_not_before {
            json.member("reask_not_before", time);
        }
        // The product's module has no word for it.
        if SYNTHETIC && self.synthetic {
            json.key("synthetic");
            json.flag(true);
        }
        json.end_object();
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn read(mut members: Members) -> Result<Self, Code> {
        let reask = members.take("reask_not_before");
        let synthetic = members.take("synthetic");
        let decision = Self {
            purpose: members.text("purpose")?,
            recipient: members.optional_text("recipient")?,
            choice: Choice::from_wire(&members.text("decision")?).ok_or(Code::Format)?,
            legal_basis: LegalBasis::from_wire(&members.text("legal_basis")?).ok_or(Code::Format)?,
            notice: members.text("notice")?,
            version: members.text("version")?,
            lang: members.text("lang")?,
            notice_hash: members.text("notice_hash")?,
            displayed_at: members.count("displayed_at")?,
            decided_at: members.count("decided_at")?,
            display: Display::from_wire(&members.text("display")?).ok_or(Code::Format)?,
            control: members.text("control")?,
            reask_not_before: match reask {
                None => None,
                Some(crate::json::Json::Int(time)) => Some(u64::try_from(time).map_err(|_| Code::Format)?),
                Some(_) => return Err(Code::Format),
            },
            synthetic: match synthetic {
                None => false,
                Some(crate::json::Json::Bool(true)) => true,
                Some(_) => return Err(Code::Format),
            },
        };
        members.finish()?;
        // The control's name is the page's own word; short and plain, so that nothing else travels in it.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":._-".contains(&byte);
        let short = !decision.control.is_empty()
            && decision.control.len() <= MAX_CONTROL
            && decision.control.bytes().all(plain);
        must(Check::ShortName, short, Code::Format)?;
        Ok(decision)
    }

    fn answers(&self, purpose: &Purpose, recipient: Option<&str>) -> bool {
        self.purpose == purpose.id && self.recipient.as_deref() == recipient
    }

    /// The policy's own text, legal basis and an order of times that can be.
    fn fits(&self, policy: &Policy, purpose: &Purpose, issued_at: u64) -> Result<(), Code> {
        let notice = policy.notice(&purpose.notice).ok_or(Code::Policy)?;
        let digest = notice.digest(&self.lang);
        let current = self.notice == notice.id && self.version == notice.version && digest.is_some();
        must(Check::NoticeVersion, current, Code::ConsentStale)?;
        must(Check::NoticeText, digest == Some(self.notice_hash.as_str()), Code::NoticeAltered)?;
        must(Check::Synthetic, !self.synthetic || policy.env == Env::Test, Code::TestMode)?;
        let acknowledged = self.choice == Choice::Acknowledged;
        let fits = self.legal_basis == purpose.legal_basis && purpose.legal_basis.asks() != acknowledged;
        must(Check::LegalBasis, fits, Code::Format)?;
        let ordered = self.displayed_at <= self.decided_at && self.decided_at <= issued_at;
        must(Check::DecisionTimes, ordered, Code::Time)?;
        let refused = self.choice == Choice::Refused;
        let left_off = self.control.ends_with(DEFAULT_OFF);
        let nobody = !purpose.required && refused && self.reask_not_before.is_none();
        let displayed = self.display != Display::NotDisplayed;
        must(Check::DefaultOff, if left_off { nobody } else { displayed }, Code::Format)?;
        let pause = self.reask_not_before.is_none_or(|time| refused && time >= self.decided_at);
        must(Check::Reask, pause, Code::Format)
    }
}

/// Compares somebody's decisions with a policy: exactly one a purpose and recipient, none unknown or another's, each
/// under the policy's own legal basis and on the policy's own text, in the order displayed ≤ decided ≤ issued. Says whether every required
/// one is given.
///
/// # Errors
/// `E_CONSENT_MISSING`, `E_CONSENT_UNKNOWN`, `E_CONSENT_STALE` (another version or language), `E_NOTICE_ALTERED` (the
/// version's name with another text), `E_TIME`, `E_FORMAT` (an answer that its legal basis does not have, a pause
/// without a refusal, a control left off where there is no choice, an answer to what was not displayed).
pub fn compare(policy: &Policy, party: Party, decisions: &[Decision], issued_at: u64) -> Result<bool, Code> {
    let mut given = true;
    let questions = || policy.questions().filter(|(purpose, _)| purpose.is_for(party));
    for (purpose, recipient) in questions() {
        let mut answers = decisions.iter().filter(|decision| decision.answers(purpose, recipient));
        let Some(decision) = answers.next() else {
            must(Check::DecisionMissing, false, Code::ConsentMissing)?;
            continue;
        };
        must(Check::DecisionRepeated, answers.next().is_none(), Code::ConsentUnknown)?;
        decision.fits(policy, purpose, issued_at)?;
        given &= !(purpose.required && decision.choice == Choice::Refused);
    }
    let asked = |decision: &Decision| questions().any(|(purpose, to)| decision.answers(purpose, to));
    must(Check::DecisionUnknown, decisions.iter().all(asked), Code::ConsentUnknown)?;
    Ok(given)
}

/// Whose decisions these are, where nothing else says so: a guardian's, as soon as one is about a child.
#[must_use]
pub fn party(policy: &Policy, decisions: &[Decision]) -> Party {
    let about_child =
        |decision: &Decision| policy.purpose(&decision.purpose).is_some_and(|purpose| purpose.about_child);
    if decisions.iter().any(about_child) { Party::Guardian } else { Party::Oneself }
}
