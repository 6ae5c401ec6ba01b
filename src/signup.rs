//! The signup as a state machine: draft → well-formed → noticed → decided → sealed → submitted. No step is skipped,
//! and whoever drives it (the element, a framework's own inputs) gets codes, never a value back.

mod seal;

pub use seal::{Clock, Message, Order};

use crate::code::{Code, Facts, Field, Kind, Verdict, wire_names};
use crate::consent::minor::{self, ADULT};
use crate::consent::notice::NoticeText;
use crate::consent::{Choice, Display, Env, Notice, Party, Policy, Purpose};
use crate::date::Date;
use crate::prelude::*;
use crate::secret::{Secret, scrub_stack};

wire_names! {
    /// How far a signup is.
    State {
        /// A field is missing or not well-formed.
        Draft = "draft",
        /// Every field is well-formed, which says nothing about whose it is.
        WellFormed = "well-formed",
        /// Every notice has been displayed.
        Noticed = "noticed",
        /// Every question has its answer.
        Decided = "decided",
        /// The message is made.
        Sealed = "sealed",
        /// The gateway has it.
        Submitted = "submitted",
    }
}

/// How long a refusal is respected before the same may be asked again, in seconds: 30 days. A choice of this product;
/// 网络数据安全管理条例 Art. 22(5) gives no number.
pub const REASK_AFTER: u64 = 30 * 86_400;

/// One answer, in the page's monotonic time.
struct Answer {
    choice: Choice,
    control: String,
    decided_ms: u64,
}

/// When and how a notice was displayed.
struct Shown {
    notice: String,
    at_ms: u64,
    display: Display,
}

/// What is well-formed of a person.
type Values = Vec<(Field, Secret)>;

/// A signup under way. Dropping it wipes it.
pub struct Signup {
    policy: Policy,
    notices: Vec<Notice>,
    lang: String,
    kind: Kind,
    values: Values,
    /// Whether whoever signs up needs a guardian, and the values of that guardian.
    ward: bool,
    guardian: Values,
    shown: Vec<Shown>,
    /// One place a question, in the policy's order.
    answers: Vec<Option<Answer>>,
    /// The highest serial of a key set that was verified here.
    serial_seen: u64,
    sealed: bool,
    submitted: bool,
}

impl Signup {
    /// Starts under a policy, with the notices that it names, in a language.
    ///
    /// # Errors
    /// `E_POLICY` (no suite that this build has), `E_TEST_MODE` (the build for tests, under a policy that is none of a
    /// test environment), `E_NOTICE` (a notice or the language is missing),
    /// `E_NOTICE_ALTERED` (a notice is not the one that the policy names), `E_CONSENT_FIELDS` (a field that no notice
    /// covers).
    pub fn new(policy: Policy, notices: Vec<Notice>, lang: &str) -> Result<Self, Code> {
        if !policy.suites.iter().any(|suite| suite == "jose") {
            return Err(Code::Policy);
        }
        // A root that is open, and decisions that a script may take, are for tests. The challenge that is signed later names this
        // very policy, or nothing is made.
        if cfg!(feature = "testing") && policy.env != Env::Test {
            return Err(Code::TestMode);
        }
        for wanted in &policy.notices {
            let notice = notices.iter().find(|n| n.id == wanted.id && n.version == wanted.version);
            let text = notice.and_then(|notice| notice.text(lang)).ok_or(Code::Notice)?;
            let audience = notice.is_some_and(|notice| notice.minors) == wanted.guardians;
            if wanted.digest(lang) != Some(text.digest().as_str()) || !audience {
                return Err(Code::NoticeAltered);
            }
        }
        // What a notice to guardians covers is the child's.
        for minors in [false, true] {
            let covered = |field: &Field| {
                let mut texts = notices.iter().filter(|n| n.minors == minors).filter_map(|n| n.text(lang));
                texts.any(|text| text.fields.contains(field))
            };
            if (!minors || policy.guardian_until.is_some()) && !policy.fields.iter().all(covered) {
                return Err(Code::ConsentFields);
            }
        }
        let answers = policy.questions().map(|_| None).collect();
        Ok(Self {
            policy,
            notices,
            lang: lang.to_owned(),
            kind: Kind::ResidentId,
            values: Vec::new(),
            ward: false,
            guardian: Vec::new(),
            shown: Vec::new(),
            answers,
            serial_seen: 0,
            sealed: false,
            submitted: false,
        })
    }

    /// The policy that it is under.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The notices, in no order.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The notice of an id.
    #[must_use]
    pub fn notice(&self, id: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    /// The canonical text of a notice in the signup's language; empty where there is none.
    #[must_use]
    pub fn text_of(&self, notice: &str) -> String {
        self.shown_text(notice).map(NoticeText::canonical).unwrap_or_default()
    }

    /// The text of a notice in the signup's language.
    #[must_use]
    pub fn shown_text(&self, notice: &str) -> Option<&NoticeText> {
        self.notice(notice)?.text(&self.lang)
    }

    /// Whether the policy asks for a field of somebody.
    #[must_use]
    pub fn asks_for(&self, party: Party, field: Field) -> bool {
        self.policy.fields.contains(&field)
            && (party == Party::Oneself || self.policy.guardian_until.is_some())
    }

    /// The highest serial of a key set that was seen.
    #[must_use]
    pub const fn serial_seen(&self) -> u64 {
        self.serial_seen
    }

    /// Whether whoever signs up needs a guardian: so says the latest number that was well-formed.
    #[must_use]
    pub const fn needs_guardian(&self) -> bool {
        self.ward
    }

    /// Reads a field's text; keeps the value when it is well-formed, forgets the old one when it is not. Where the policy
    /// has ages, a number of somebody who is too young is malformed by `E_AGE`.
    ///
    /// # Errors
    /// `E_STATE` after submitting, or for a field that the policy does not ask for.
    pub fn set(&mut self, field: Field, text: &str, today: Date) -> Result<Verdict, Code> {
        self.set_of(Party::Oneself, field, text, today)
    }

    /// The same, of the guardian where `party` is that. A number of somebody who cannot be the guardian is malformed by
    /// `E_GUARDIAN_PERSON`.
    ///
    /// # Errors
    /// As [`Signup::set`]; `E_STATE` for a guardian while none is needed.
    pub fn set_of(&mut self, party: Party, field: Field, text: &str, today: Date) -> Result<Verdict, Code> {
        let guardian = party == Party::Guardian;
        if self.submitted || !self.policy.fields.contains(&field) || (guardian && !self.ward) {
            return Err(Code::State);
        }
        let mut verdict = match field {
            Field::Document => crate::identity::check(text, Some(self.kind), today),
            Field::Mobile => crate::mobile::check(text, Some(Kind::CnMobile)),
            Field::Name => crate::name::check(text),
            Field::Organization => crate::organization::check(text, None),
            Field::DocumentKind | Field::Account => return Err(Code::State),
        };
        scrub_stack();
        self.sealed = false;
        if let Verdict::WellFormed { normalized, facts, .. } = &verdict
            && field == Field::Document
            && let Err(code) = self.judge(guardian, facts, normalized, today)
        {
            verdict = Verdict::Malformed { field, code, candidates: Vec::new() };
        }
        let values = if guardian { &mut self.guardian } else { &mut self.values };
        values.retain(|(there, _)| *there != field);
        if let Verdict::WellFormed { normalized, .. } = &verdict {
            values.push((field, normalized.clone()));
            if field == Field::Document && self.policy.fields.contains(&Field::DocumentKind) {
                values.retain(|(there, _)| *there != Field::DocumentKind);
                values.push((Field::DocumentKind, Secret::copy_of(self.kind.as_str())));
            }
        }
        Ok(verdict)
    }

    /// What the age inside a number means. From the first number of a child on it is the guardian who decides, so what was
    /// decided before does not count; the same the other way round.
    fn judge(&mut self, guardian: bool, facts: &Facts, number: &Secret, today: Date) -> Result<(), Code> {
        if !self.policy.has_ages() {
            return Ok(());
        }
        let age = minor::age(facts.birth_date.ok_or(Code::InputKind)?, today);
        if guardian {
            // EXPOSE: compared.
            let child = self.values.iter().any(|(_, value)| value.expose() == number.expose());
            return if child || age < ADULT { Err(Code::GuardianPerson) } else { Ok(()) };
        }
        if self.policy.needs_guardian(age)? != self.ward {
            self.ward = !self.ward;
            self.guardian.clear();
            self.answers.iter_mut().for_each(|answer| *answer = None);
        }
        Ok(())
    }

    /// Whether a purpose is put before whoever decides.
    const fn asks(&self, purpose: &Purpose) -> bool {
        self.ward || !purpose.about_child
    }

    /// A notice has been displayed, at a time of the page's monotonic clock in milliseconds. The first time counts.
    pub fn shown(&mut self, notice: &str, at_ms: u64, display: Display) {
        if !self.shown.iter().any(|there| there.notice == notice) {
            self.shown.push(Shown { notice: notice.to_owned(), at_ms, display });
        }
    }

    /// Whether a notice has been displayed.
    #[must_use]
    pub fn was_shown(&self, notice: &str) -> bool {
        self.shown.iter().any(|there| there.notice == notice)
    }

    /// Takes a decision on a question, by its number in [`Policy::questions`]. `control` is the last part of the
    /// control's name, after purpose and recipient. `text` is what stands on the page as the notice, read back at this
    /// moment. Where no consent is asked for `Given` is recorded as acknowledged.
    ///
    /// # Errors
    /// `E_CONSENT_UNKNOWN`, `E_NOTICE_NOT_VISIBLE`, `E_NOTICE_ALTERED`, `E_STATE`.
    pub fn decide(
        &mut self,
        question: usize,
        choice: Choice,
        control: &str,
        text: &str,
        at_ms: u64,
    ) -> Result<(), Code> {
        if self.submitted {
            return Err(Code::State);
        }
        let asked = self.policy.questions().nth(question).filter(|(purpose, _)| self.asks(purpose));
        let (asked, recipient) = asked.ok_or(Code::ConsentUnknown)?;
        let choice = match (asked.legal_basis.asks(), choice) {
            (false, Choice::Refused) | (true, Choice::Acknowledged) => return Err(Code::ConsentUnknown),
            (false, _) => Choice::Acknowledged,
            (true, choice) => choice,
        };
        let shown = self.shown.iter().any(|there| there.notice == asked.notice && there.at_ms <= at_ms);
        if !shown {
            return Err(Code::NoticeNotVisible);
        }
        if self.text_of(&asked.notice) != text {
            return Err(Code::NoticeAltered);
        }
        let name = Policy::question(&asked.id, recipient) + ":" + control;
        self.put(question, Some(Answer { choice, control: name, decided_ms: at_ms }));
        Ok(())
    }

    /// Takes an answer back, for a control that is switched off again.
    pub fn undecide(&mut self, question: usize) {
        self.put(question, None);
    }

    fn put(&mut self, question: usize, answer: Option<Answer>) {
        if self.submitted {
            return;
        }
        self.sealed = false;
        if let Some(place) = self.answers.get_mut(question) {
            *place = answer;
        }
    }

    /// The answer to a question, if there is one.
    #[must_use]
    pub fn answer(&self, question: usize) -> Option<Choice> {
        self.answers.get(question)?.as_ref().map(|answer| answer.choice)
    }

    /// Whether a question stands in the way: it is required and has no answer. An optional consent never does.
    #[must_use]
    pub fn is_open(&self, question: usize) -> bool {
        let asked = self.policy.questions().nth(question);
        let required = |purpose: &Purpose| purpose.required && self.asks(purpose);
        asked.is_some_and(|(purpose, _)| required(purpose)) && self.answer(question).is_none()
    }

    /// Whether something required was refused: then only the decisions may leave.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        let refused = |question| self.answer(question) == Some(Choice::Refused);
        self.policy.questions().enumerate().any(|(at, (purpose, _))| purpose.required && refused(at))
    }

    /// Whether a field is asked for and not well-formed yet, the guardian's where one is needed. After a refusal no field
    /// is asked for.
    #[must_use]
    pub fn is_missing(&self, field: Field) -> bool {
        let lacks = |values: &Values| !values.iter().any(|(there, _)| *there == field);
        // The kind of document is set together with its number, the account's proof is made for the challenge.
        !matches!(field, Field::DocumentKind | Field::Account)
            && !self.is_refused()
            && self.policy.fields.contains(&field)
            && (lacks(&self.values) || (self.ward && lacks(&self.guardian)))
    }

    /// Whether the account that this is for must still be proved, which wants a challenge.
    #[must_use]
    pub fn wants_account(&self) -> bool {
        !self.is_refused() && self.policy.fields.contains(&Field::Account)
    }

    /// The account and its proof for one challenge, as they are sealed.
    pub fn bind_account(&mut self, value: Secret) {
        self.forget_account();
        // After submitting nothing raw is kept any more.
        if !self.submitted {
            self.values.push((Field::Account, value));
        }
    }

    /// Wipes the account and its proof: the next try asks for another.
    pub fn forget_account(&mut self) {
        self.values.retain(|(there, _)| *there != Field::Account);
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self) -> State {
        if self.submitted {
            State::Submitted
        } else if self.sealed {
            State::Sealed
        } else if self.policy.fields.iter().any(|field| self.is_missing(*field)) {
            State::Draft
        } else if (0..self.answers.len()).all(|question| !self.is_open(question)) {
            State::Decided
        } else if self
            .policy
            .notices
            .iter()
            .all(|notice| (notice.guardians && !self.ward) || self.was_shown(&notice.id))
        {
            State::Noticed
        } else {
            State::WellFormed
        }
    }

    /// A key set of this serial was seen: a lower one is refused from now on.
    pub fn saw(&mut self, serial: u64) {
        self.serial_seen = self.serial_seen.max(serial);
    }

    /// The gateway has the message: nothing raw is needed any more, so it is wiped.
    ///
    /// # Errors
    /// `E_STATE` before sealing.
    pub fn submitted(&mut self) -> Result<(), Code> {
        if !self.sealed {
            return Err(Code::State);
        }
        self.values.clear();
        self.guardian.clear();
        self.submitted = true;
        Ok(())
    }

    /// Takes entries again after a message that came to nothing. The values are gone; what was decided stands.
    pub fn reopen(&mut self) {
        self.sealed = false;
        self.submitted = false;
    }

    /// Forgets values and answers and starts over, under the same policy: for somebody else, perhaps, to whom nothing was displayed yet.
    pub fn reset(&mut self) {
        self.values.clear();
        self.guardian.clear();
        self.shown.clear();
        self.ward = false;
        self.answers.iter_mut().for_each(|answer| *answer = None);
        self.reopen();
    }
}
