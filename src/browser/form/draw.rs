//! Fetching what is asked for, and drawing it.

use super::super::field::FieldView;
use super::super::notice::NoticeView;
use super::super::platform::{self, Node, Page};
use super::super::question::QuestionView;
use super::super::transport;
use super::{Form, Frame, Shared};
use crate::code::{Code, Field};
use crate::consent::{Notice, Policy};
use crate::prelude::*;
use crate::signup::Signup;
use alloc::rc::Rc;

/// Fetches policy and notices, draws the form, or says why it cannot.
pub(super) async fn load(shared: Rc<Shared>) {
    let page = &shared.page;
    match fetch(page).await.and_then(|signup| draw(page, signup)) {
        Ok(mut form) => {
            form.tell("ready", "draft", None, "");
            form.refresh();
            shared.form.set(Some(form));
        }
        Err(code) => {
            platform::write(page, 0, "");
            platform::make(page, 0, "p;class=failed;role=alert;word=$;", code.as_str());
            platform::tell(page, "error", "failed", code.as_str(), "");
        }
    }
}

async fn fetch(page: &Page) -> Result<Signup, Code> {
    if let Some(code) = Code::from_name(&platform::missing()) {
        return Err(code);
    }
    let wanted = platform::setting(page, "policy");
    let name = if wanted.is_empty() { "current" } else { &wanted };
    let policy = Policy::parse(&transport::get(page, &["/policies/", name]).await?)?;
    if !wanted.is_empty() && policy.digest != wanted {
        return Err(Code::Policy);
    }
    let mut notices = Vec::new();
    for notice in &policy.notices {
        let path = ["/notices/", &notice.id, "/", &notice.version];
        notices.push(Notice::parse(&transport::get(page, &path).await?)?);
    }
    Signup::new(policy, notices, &platform::setting(page, "lang"))
}

fn draw(page: &Page, signup: Signup) -> Result<Box<Form>, Code> {
    platform::write(page, 0, "");
    let body = platform::make(page, 0, "div;class=form;lang=$;", signup.lang());
    let mut notices: Vec<NoticeView> = Vec::new();
    let mut questions = Vec::new();
    let mut fields = Vec::new();
    // Duties before the first keystroke; then the fields; then each consent with its own notice.
    for duties in [true, false] {
        for (purpose, recipient) in signup.policy().questions() {
            if purpose.legal_basis.asks() == duties {
                continue;
            }
            if !notices.iter().any(|view| view.id == purpose.notice) {
                let text = signup.notice(&purpose.notice).and_then(|notice| notice.text(signup.lang()));
                notices.push(NoticeView::new(page, body, &purpose.notice, text.ok_or(Code::Notice)?));
            }
            questions.push(QuestionView::new(page, body, purpose, recipient));
        }
        if duties {
            let group = platform::make(page, body, "div;class=fields;role=group;aria-labelledby=fields;", "");
            platform::make(page, group, "h3;class=title;id=fields;word=fields;", "");
            for field in signup.policy().fields.iter().filter(|field| **field != Field::DocumentKind) {
                fields.push(FieldView::new(page, group, *field));
            }
        }
    }
    let frame = frame(page, body);
    platform::listen(page, body);
    Ok(Box::new(Form {
        page: page.clone(),
        frame,
        fields,
        notices,
        questions,
        signup,
        device: None,
        reported: None,
        receipt: String::new(),
        panel: None,
        busy: false,
    }))
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
