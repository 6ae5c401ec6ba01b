//! Headless: the host's own inputs, notices and buttons drive the same form, which then draws nothing. What the host
//! says is taken as said; what can be looked at (text, visibility, size of the controls) is looked at here.

use super::super::notice::NoticeView;
use super::super::platform::{self, Node};
use super::super::question::{is_fair, word};
use super::super::submit::Submission;
use super::{Form, today};
use crate::code::Code;
use crate::consent::{Choice, Display, Policy};
use crate::json::Writer;
use crate::prelude::*;
use crate::secret::Secret;
use crate::signup::Signup;

// What the host does, in the words of `npm/signup.js`: the low four bits; above them a number, counted from one.
const SET: u32 = 0;
const SHOWN: u32 = 1;
const GIVE: u32 = 2;
const REFUSE: u32 = 3;
const GIVEN: u32 = 4;
const REFUSED: u32 = 5;
const SEAL: u32 = 6;
const SEND: u32 = 7;

/// In a control's name in records: that it was the host's.
const OWN: &str = "headless:";

/// What the shell is told: a text where there is one, or a code.
type Answer = Result<Option<String>, Code>;

/// What the host has registered of its page.
#[derive(Default)]
pub(super) struct Host {
    notices: Vec<NoticeView>,
    /// Its buttons: the question's number, the answer, the node.
    controls: Vec<(usize, Choice, Node)>,
}

/// Fields, questions, and the notices' texts, which must stand on the page block by block.
fn description(signup: &Signup) -> String {
    let policy = signup.policy();
    let mut json = Writer::new();
    json.begin_object();
    json.key("fields");
    json.begin_array();
    for field in &policy.fields {
        json.text(field.as_str());
    }
    json.end_array();
    json.key("questions");
    json.begin_array();
    for (purpose, recipient) in policy.questions() {
        json.begin_object();
        json.text_member("id", &Policy::question(&purpose.id, recipient));
        json.text_member("legal_basis", purpose.legal_basis.as_str());
        json.key("required");
        json.flag(purpose.required);
        json.text_member("notice", &purpose.notice);
        json.end_object();
    }
    json.end_array();
    json.key("notices");
    json.begin_array();
    for notice in &policy.notices {
        json.begin_object();
        json.text_member("id", &notice.id);
        json.text_member("notice", &signup.text_of(&notice.id));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    json.finish()
}

impl Form {
    /// Without a drawing: the host is told what it has to draw.
    pub(super) fn host(&mut self) {
        platform::reply(&self.page, &description(&self.signup));
        self.host = Some(Host::default());
    }

    /// The host did something; it is answered at once.
    pub(super) fn hosted(&mut self, what: u32, node: Node) {
        let at = (what >> 4).saturating_sub(1);
        let outcome = match what & 15 {
            SET => self.set_by_host(at),
            SHOWN => self.shown_by_host(at, node),
            GIVE => self.control_of_host(at, node, Choice::Given),
            REFUSE => self.control_of_host(at, node, Choice::Refused),
            GIVEN => self.decided_by_host(at, Choice::Given),
            REFUSED => self.decided_by_host(at, Choice::Refused),
            SEAL => self.begin_for_host(true),
            SEND => self.begin_for_host(false),
            _ => self.body_for_host(),
        };
        match outcome {
            Ok(Some(answer)) => platform::reply(&self.page, &answer),
            Ok(None) => platform::reply(&self.page, ""),
            Err(code) => platform::reply(&self.page, code.as_str()),
        }
        self.refresh();
    }

    /// Nothing changes under a message that is on its way; one that waits is dropped.
    fn changing(&mut self) -> Result<(), Code> {
        if self.submission.as_ref().is_some_and(|submission| !submission.is_held()) {
            return Err(Code::State);
        }
        self.submission = None;
        Ok(())
    }

    /// A field's text. The verdict goes back, and nothing of the value.
    fn set_by_host(&mut self, at: u32) -> Answer {
        self.changing()?;
        let field = *numbered(self.signup.policy().fields.iter(), at)?;
        let text = Secret::new(platform::setting(&self.page, "text"));
        // EXPOSE: to the checks.
        let verdict = self.signup.set(field, text.expose(), today())?;
        Ok(Some(crate::js::bare(&verdict)))
    }

    /// The host has drawn a notice: an element a block, numbered behind the one around them.
    fn shown_by_host(&mut self, at: u32, section: Node) -> Answer {
        let id = &numbered(self.signup.policy().notices.iter(), at)?.id;
        let text = self.signup.text_of(id);
        let mut view = NoticeView::over(id, section, text.bytes().filter(|byte| *byte == b'\n').count() + 1);
        if view.text_on_page(&self.page) != text {
            return Err(Code::NoticeAltered);
        }
        view.watch(&self.page);
        if let Some(host) = &mut self.host {
            host.notices.retain(|there| there.id != view.id);
            host.notices.push(view);
        }
        Ok(None)
    }

    /// A block of a notice of the host's came into view.
    pub(super) fn seen_at_host(&mut self, node: Node) {
        let Some(host) = &mut self.host else { return };
        for view in &mut host.notices {
            if view.seen(node) {
                self.signup.shown(&view.id, u64::from(platform::monotonic_ms()), Display::Headless);
            }
        }
    }

    /// A button of the host's for an answer to a question.
    fn control_of_host(&mut self, at: u32, node: Node, choice: Choice) -> Answer {
        let number = numbered(0.., at)?;
        if let Some(host) = &mut self.host {
            host.controls.retain(|(of, there, _)| *of != number || *there != choice);
            host.controls.push((number, choice, node));
        }
        Ok(None)
    }

    /// A person used a button of the host's; the event was judged before it came here.
    fn decided_by_host(&mut self, at: u32, choice: Choice) -> Answer {
        self.changing()?;
        let number = numbered(0.., at)?;
        let (purpose, _) = numbered(self.signup.policy().questions(), at)?;
        let basis = purpose.legal_basis;
        let now = u64::from(platform::monotonic_ms());
        let mut text = self.signup.text_of(&purpose.notice);
        let host = self.host.as_ref().ok_or(Code::State)?;
        if let Some(notice) = host.notices.iter().find(|notice| notice.id == purpose.notice) {
            let own = host.controls.iter().filter(|(of, ..)| *of == number);
            let controls: Vec<_> = own.map(|(_, choice, node)| (*node, *choice)).collect();
            // Refusing is as easy as giving, or it is no choice.
            let whole = controls.len() > usize::from(basis.asks());
            if !(whole && notice.is_visible(&self.page) && is_fair(&self.page, &controls)) {
                return Err(Code::NoticeNotVisible);
            }
            text = notice.text_on_page(&self.page);
        } else {
            let notice = purpose.notice.clone();
            self.signup.shown(&notice, now, Display::AssertedByHost);
        }
        let used = if basis.asks() { choice } else { Choice::Acknowledged };
        let control = OWN.to_owned() + word(used, basis);
        self.signup.decide(number, choice, &control, &text, now)?;
        Ok(None)
    }

    /// Seals and holds, or sends what is sealed or will be.
    fn begin_for_host(&mut self, hold: bool) -> Answer {
        if self.submission.as_ref().is_some_and(Submission::is_held) {
            if !hold {
                self.send_held();
                return Ok(None);
            }
            // Another one, in its place.
            self.submission = None;
        }
        if self.panel.is_some() || self.submission.is_some() {
            return Err(Code::State);
        }
        let policy = self.signup.policy();
        if (0..policy.questions().count()).any(|number| self.signup.is_open(number)) {
            return Err(Code::ConsentMissing);
        }
        if policy.fields.iter().any(|field| self.signup.is_missing(*field)) {
            return Err(Code::InputEmpty);
        }
        self.submit(hold);
        Ok(None)
    }

    /// The message that waits.
    fn body_for_host(&self) -> Answer {
        self.submission.as_ref().and_then(Submission::held).map(Some).ok_or(Code::State)
    }
}

/// What a number of the shell's means.
fn numbered<T>(mut of: impl Iterator<Item = T>, at: u32) -> Result<T, Code> {
    usize::try_from(at).ok().and_then(|at| of.nth(at)).ok_or(Code::State)
}
