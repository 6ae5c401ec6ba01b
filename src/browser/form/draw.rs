//! Fetching what is asked for, and drawing it.

use super::super::field::FieldView;
use super::super::notice::NoticeView;
use super::super::platform::{self, Node, Page};
use super::super::question::QuestionView;
use super::super::transport;
use super::{Form, Frame, Stage, today};
use crate::code::{Code, Field, Kind};
use crate::consent::{Notice, Party, Policy};
use crate::prelude::*;
use crate::signup::Signup;

/// What has been fetched so far.
#[derive(Default)]
pub(super) struct Loading {
    policy: Option<Policy>,
    notices: Vec<Notice>,
    /// Those that the person has seen before in another version, as they were then.
    pub(super) before: Vec<Notice>,
    /// How many were asked about for that.
    looked: usize,
    /// The item that a notice lacks, by its name in the document.
    pub(super) lacks: String,
}

/// Asks for the policy, or says what the platform lacks.
pub(super) fn begin(page: &Page) -> Option<Stage> {
    if let Some(code) = Code::from_name(&platform::missing()) {
        fail(page, code, "");
        return None;
    }
    let loading = Loading::begin(page);
    warm();
    Some(Stage::Loading(loading))
}

/// An engine compiles a function when it is first called: what the first keystrokes would wait for is called now, while
/// the policy is on its way. The numbers are nobody's, and no test's, which looks for its own in the memory.
fn warm() {
    let verdict = crate::identity::check("110000190001010004", Some(Kind::ResidentId), today());
    core::hint::black_box(&verdict);
    core::hint::black_box(&crate::mobile::check("13000000000", Some(Kind::CnMobile)));
    core::hint::black_box(&crate::name::check("李明"));
}

/// Says why there is no form; of a notice, which item it lacks.
pub(super) fn fail(page: &Page, code: Code, item: &str) {
    platform::write(page, 0, "");
    platform::make(page, 0, "p;class=failed;role=alert;word=$;", code.as_str());
    platform::tell(page, "error", "failed", code.as_str(), item);
}

impl Loading {
    /// Asks for the policy.
    pub(super) fn begin(page: &Page) -> Self {
        let wanted = platform::setting(page, "policy");
        let name = if wanted.is_empty() { "current" } else { &wanted };
        transport::get(page, &["/policies/", name], 0);
        Self::default()
    }

    /// Takes what was asked for: asks for the next, or there is a signup to draw.
    pub(super) fn resumed(&mut self, page: &Page) -> Result<Option<Signup>, Code> {
        let answer = transport::answer(page);
        if let Some(policy) = &self.policy {
            let current = self.notices.len() < policy.notices.len();
            match answer.map(|answer| Notice::examine(&answer)) {
                Ok(Ok(notice)) if current => self.notices.push(notice),
                Ok(Ok(notice)) => self.before.push(notice),
                // What was seen and cannot be had any more holds nobody up.
                _ if !current => {}
                Ok(Err(findings)) => {
                    self.lacks = findings.into_iter().next().map(|finding| finding.item).unwrap_or_default();
                    return Err(Code::Notice);
                }
                Err(code) => return Err(code),
            }
        } else {
            let wanted = platform::setting(page, "policy");
            let policy = self.policy.insert(Policy::parse(&answer?)?);
            if !wanted.is_empty() && policy.digest != wanted {
                return Err(Code::Policy);
            }
        }
        if let Some(next) = self.policy.as_ref().and_then(|policy| policy.notices.get(self.notices.len())) {
            transport::get(page, &["/notices/", &next.id, "/", &next.version], 0);
            return Ok(None);
        }
        while let Some(next) = self.policy.as_ref().and_then(|policy| policy.notices.get(self.looked)) {
            self.looked += 1;
            let seen = platform::setting(page, &("seen/".to_owned() + &next.id));
            if !seen.is_empty() && seen != next.version {
                transport::get(page, &["/notices/", &next.id, "/", &seen], 0);
                return Ok(None);
            }
        }
        let policy = self.policy.take().ok_or(Code::State)?;
        let notices = core::mem::take(&mut self.notices);
        Signup::new(policy, notices, &platform::setting(page, "lang")).map(Some)
    }
}

impl Form {
    /// Draws a signup, or tells the host what it has to draw.
    pub(super) fn begun(page: &Page, signup: Signup, before: &[Notice]) -> Result<Self, Code> {
        let hosted = platform::setting(page, "headless") == "true";
        if hosted && signup.policy().guardian_until.is_some() {
            // A guardian's part is the element's alone.
            return Err(Code::Guardian);
        }
        let mut form = Self::new(page, signup);
        if hosted {
            form.host();
        } else {
            platform::write(page, 0, "");
            // A fieldset, since a host that is disabled disables everything in it with one attribute; it is node 1.
            form.frame.body = platform::make(page, 0, "fieldset;class=form;role=none;", "");
            form.frame.status = platform::make(page, 0, "p;class=status;role=status;hidden=;", "");
            platform::listen(page, form.frame.body);
            form.draw(before, false)?;
        }
        form.tell("ready", "draft", None, "");
        form.refresh();
        Ok(form)
    }

    /// A form with nothing in it.
    fn new(page: &Page, signup: Signup) -> Self {
        Self {
            page: page.clone(),
            // Whatever is written or hidden where nothing is drawn is the one node that stands nowhere.
            frame: Frame::default(),
            fields: Vec::new(),
            notices: Vec::new(),
            questions: Vec::new(),
            signup,
            device: None,
            reported: None,
            guarded: false,
            submission: None,
            panel: None,
            renewal: None,
            host: None,
        }
    }

    /// Duties before the first keystroke; then the fields; then a guardian, where one may be needed, who reads what is about
    /// the child first; then each consent with its own notice.
    ///
    /// `before`: what the person has seen before, all of it or what has changed since; what there is of inputs stays as it is.
    pub(super) fn draw(&mut self, before: &[Notice], all: bool) -> Result<(), Code> {
        let page = self.page.clone();
        let body = self.frame.body;
        platform::write(&page, body, "");
        self.notices.clear();
        self.questions.clear();
        self.draw_questions(body, (before, all), false, true)?;
        self.draw_person(body, Party::Oneself, "fields");
        self.frame.needed = platform::make(&page, body, "p;class=refusal;role=status;hidden=;", "");
        let guardian = platform::make(&page, body, "div;class=form;hidden=;", "");
        self.frame.guardian = guardian;
        if self.signup.policy().guardian_until.is_some() {
            platform::make(&page, guardian, "p;class=hint;word=relation;", "");
            self.draw_questions(guardian, (before, all), true, true)?;
            self.draw_questions(guardian, (before, all), true, false)?;
            self.draw_person(guardian, Party::Guardian, "guardian");
        }
        self.draw_questions(body, (before, all), false, false)?;
        self.frame.refusal =
            platform::make(&page, body, "p;class=refusal;role=status;hidden=;word=refusal_note;", "");
        self.frame.summary = platform::make(&page, body, "p;class=summary;role=alert;hidden=;", "");
        self.frame.submit = platform::make(&page, body, "button;type=button;class=submit;word=submit;", "");
        if platform::setting(&page, "mode") == "field" {
            // The form around the host has a button of its own.
            platform::remove(&page, self.frame.submit);
        }
        Ok(())
    }

    /// The inputs of somebody.
    fn draw_person(&mut self, parent: Node, party: Party, title: &str) {
        let page = &self.page;
        let group = platform::make(page, parent, "div;class=fields;role=group;aria-labelledby=$;", title);
        platform::make(page, group, "h3;class=title;id=$;word=$;", title);
        let typed = |field: &&Field| !matches!(field, Field::DocumentKind | Field::Account);
        for field in self.signup.policy().fields.iter().filter(typed) {
            match self.fields.iter().find(|view| view.party == party && view.field == *field) {
                Some(view) => view.put(page, group),
                None => self.fields.push(FieldView::new(page, group, party, *field)),
            }
        }
    }

    /// The questions about a child, or about whoever answers, that are duties, or consents; each behind its notice.
    fn draw_questions(
        &mut self,
        parent: Node,
        (before, all): (&[Notice], bool),
        about_child: bool,
        duties: bool,
    ) -> Result<(), Code> {
        // What this person has refused not long ago is not asked again: it stays off.
        let quiet = platform::setting(&self.page, "quiet");
        for (number, (purpose, recipient)) in self.signup.policy().questions().enumerate() {
            if purpose.about_child != about_child || purpose.legal_basis.asks() == duties {
                continue;
            }
            let name = Policy::question(&purpose.id, recipient);
            if !purpose.required
                && quiet.as_bytes().split(|byte| *byte == b' ').any(|there| there == name.as_bytes())
            {
                continue;
            }
            if !self.notices.iter().any(|view| view.id == purpose.notice) {
                let id = &purpose.notice;
                let text = self.signup.shown_text(id).ok_or(Code::Notice)?;
                // A notice that was not there before is new as a whole.
                let unchanged = self.signup.notice(id).filter(|_| !all);
                let before = before.iter().find(|notice| notice.id == *id).or(unchanged);
                let before = before.and_then(|before| before.text(self.signup.lang()));
                let before = before.map_or(&[][..], |text| &text.blocks);
                self.notices.push(NoticeView::new(&self.page, parent, id, text, before));
            }
            // One notice for all of them: whose consent it is has to stand beside it.
            let told = self.signup.shown_text(&purpose.notice).filter(|_| purpose.recipients.len() > 1);
            let to =
                told.and_then(|text| text.recipients.iter().find(|(id, _)| recipient == Some(id.as_str())));
            let names = (name.as_str(), to.map(|(_, to)| to.as_str()));
            self.questions.push(QuestionView::new(&self.page, parent, number, names, purpose));
        }
        Ok(())
    }
}
