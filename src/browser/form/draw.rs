//! Fetching what is asked for, and drawing it.

use super::super::field::FieldView;
use super::super::notice::NoticeView;
use super::super::platform::{self, Node, Page};
use super::super::question::QuestionView;
use super::super::transport;
use super::{Form, Frame, Stage};
use crate::code::{Code, Field};
use crate::consent::{Notice, Policy};
use crate::prelude::*;
use crate::signup::Signup;

/// What has been fetched so far.
pub(super) struct Loading {
    policy: Option<Policy>,
    notices: Vec<Notice>,
    /// The item that a notice lacks, by its name in the document.
    pub(super) lacks: String,
}

/// Asks for the policy, or says what the platform lacks.
pub(super) fn begin(page: &Page) -> Option<Stage> {
    if let Some(code) = Code::from_name(&platform::missing()) {
        fail(page, code, "");
        return None;
    }
    let wanted = platform::setting(page, "policy");
    let name = if wanted.is_empty() { "current" } else { &wanted };
    transport::get(page, &["/policies/", name], 0);
    Some(Stage::Loading(Loading { policy: None, notices: Vec::new(), lacks: String::new() }))
}

/// Says why there is no form; of a notice, which item it lacks.
pub(super) fn fail(page: &Page, code: Code, item: &str) {
    platform::write(page, 0, "");
    platform::make(page, 0, "p;class=failed;role=alert;word=$;", code.as_str());
    platform::tell(page, "error", "failed", code.as_str(), item);
}

impl Loading {
    /// Takes what was asked for: asks for the next, or draws the form.
    pub(super) fn resumed(&mut self, page: &Page) -> Result<Option<Form>, Code> {
        let answer = transport::answer(page)?;
        if self.policy.is_some() {
            match Notice::examine(&answer) {
                Ok(notice) => self.notices.push(notice),
                Err(findings) => {
                    self.lacks = findings.into_iter().next().map(|finding| finding.item).unwrap_or_default();
                    return Err(Code::Notice);
                }
            }
        } else {
            let wanted = platform::setting(page, "policy");
            let policy = self.policy.insert(Policy::parse(&answer)?);
            if !wanted.is_empty() && policy.digest != wanted {
                return Err(Code::Policy);
            }
        }
        if let Some(next) = self.policy.as_ref().and_then(|policy| policy.notices.get(self.notices.len())) {
            transport::get(page, &["/notices/", &next.id, "/", &next.version], 0);
            return Ok(None);
        }
        let policy = self.policy.take().ok_or(Code::State)?;
        let notices = core::mem::take(&mut self.notices);
        let signup = Signup::new(policy, notices, &platform::setting(page, "lang"))?;
        let hosted = platform::setting(page, "headless") == "true";
        let mut form = if hosted { super::host::form(page, signup) } else { draw(page, signup)? };
        form.tell("ready", "draft", None, "");
        form.refresh();
        Ok(Some(form))
    }
}

fn draw(page: &Page, signup: Signup) -> Result<Form, Code> {
    platform::write(page, 0, "");
    let body = platform::make(page, 0, "div;class=form;lang=$;", signup.lang());
    let mut notices: Vec<NoticeView> = Vec::new();
    let mut questions = Vec::new();
    let mut fields = Vec::new();
    // What this person has refused not long ago is not asked again: it stays off.
    let quiet = platform::setting(page, "quiet");
    // Duties before the first keystroke; then the fields; then each consent with its own notice.
    for duties in [true, false] {
        for (number, (purpose, recipient)) in signup.policy().questions().enumerate() {
            if purpose.legal_basis.asks() == duties {
                continue;
            }
            let name = Policy::question(&purpose.id, recipient);
            if !purpose.required && quiet.split(' ').any(|there| there == name) {
                continue;
            }
            if !notices.iter().any(|view| view.id == purpose.notice) {
                let text = signup.notice(&purpose.notice).and_then(|notice| notice.text(signup.lang()));
                notices.push(NoticeView::new(page, body, &purpose.notice, text.ok_or(Code::Notice)?));
            }
            questions.push(QuestionView::new(page, body, number, purpose));
        }
        if duties {
            let group = platform::make(page, body, "div;class=fields;role=group;aria-labelledby=fields;", "");
            platform::make(page, group, "h3;class=title;id=fields;word=fields;", "");
            for field in signup
                .policy()
                .fields
                .iter()
                .filter(|field| !matches!(field, Field::DocumentKind | Field::Account))
            {
                fields.push(FieldView::new(page, group, *field));
            }
        }
    }
    let frame = frame(page, body);
    platform::listen(page, body);
    Ok(Form {
        page: page.clone(),
        frame,
        fields,
        notices,
        questions,
        signup,
        device: None,
        reported: None,
        submission: None,
        panel: None,
        host: None,
    })
}

/// Refusal's note, summary, submit button, live region.
fn frame(page: &Page, body: Node) -> Frame {
    Frame {
        body,
        refusal: platform::make(page, body, "p;class=refusal;hidden=;word=refusal_note;", ""),
        summary: platform::make(page, body, "p;class=summary;role=alert;hidden=;", ""),
        submit: platform::make(page, body, "button;type=button;class=submit;word=submit;", ""),
        status: platform::make(page, 0, "p;class=status;role=status;hidden=;", ""),
    }
}
