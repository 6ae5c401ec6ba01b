//! Fetching what is asked for, and drawing it.

use super::super::dom::{append, attribute, clear, lacking, show};
use super::super::field::FieldView;
use super::super::notice::NoticeView;
use super::super::platform;
use super::super::question::QuestionView;
use super::{Form, Frame, Observer, Shared, events, typed};
use crate::code::Code;
use crate::consent::{Display, LegalBasis, Notice, Policy};
use crate::signup::Signup;
use gloo_events::EventListener;
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Fetches policy and notices, draws the form, or says why it cannot.
pub(super) async fn load(shared: Shared) {
    match fetch(&shared).await {
        Err(_) if shared.borrow().destroyed => {}
        Err(code) => fail(&shared, code),
        Ok(signup) => {
            if let Err(code) = draw(&shared, signup) {
                fail(&shared, code);
            }
        }
    }
}

fn fail(shared: &Shared, code: Code) {
    let form = shared.borrow();
    clear(&form.root);
    if let Ok(message) = form.dom.element("p", "failed", &form.words.code(code, None)) {
        let _ = attribute(&message, "role", "alert");
        let _ = append(&form.root, &[&message]);
    }
    form.tell("error", "failed", Some(code), "");
}

async fn fetch(shared: &Shared) -> Result<Signup, Code> {
    let missing = platform::missing();
    if let Some(code) = Code::ALL.iter().find(|code| code.as_str() == missing) {
        return Err(*code);
    }
    let (gateway, lang, wanted) = {
        let form = shared.borrow();
        (form.gateway.clone(), form.lang.clone(), form.policy.clone())
    };
    let mut path = String::from("/policies/");
    path.push_str(if wanted.is_empty() { "current" } else { &wanted });
    let policy = Policy::parse(gateway.get(&path).await?.as_bytes())?;
    if !wanted.is_empty() && policy.digest != wanted {
        return Err(Code::Policy);
    }
    let mut notices = Vec::new();
    for notice in &policy.notices {
        let mut path = String::from("/notices/");
        path.push_str(&notice.id);
        path.push('/');
        path.push_str(&notice.version);
        notices.push(Notice::parse(gateway.get(&path).await?.as_bytes())?);
    }
    Signup::new(policy, notices, &lang)
}

fn draw(shared: &Shared, signup: Signup) -> Result<(), Code> {
    let mut form = shared.try_borrow_mut().map_err(|_| Code::State)?;
    if form.destroyed {
        return Ok(());
    }
    let (dom, words) = (form.dom.clone(), &form.words);
    let body = dom.element("div", "form", "")?;
    attribute(&body, "lang", signup.lang())?;
    let mut notices: Vec<NoticeView> = Vec::new();
    let mut questions = Vec::new();
    let mut fields = Vec::new();
    // Duties before the first keystroke; then the fields; then each consent with its own notice.
    for duties in [true, false] {
        for (purpose, recipient) in signup.policy().questions() {
            if (purpose.legal_basis == LegalBasis::Consent) == duties {
                continue;
            }
            if !notices.iter().any(|view| view.id == purpose.notice) {
                let text = signup.notice(&purpose.notice).and_then(|notice| notice.text(signup.lang()));
                let view = NoticeView::new(&dom, &purpose.notice, text.ok_or(Code::Notice)?)?;
                append(&body, &[&view.section])?;
                notices.push(view);
            }
            let view = QuestionView::new(&dom, words, purpose, recipient)?;
            append(&body, &[&view.row])?;
            questions.push(view);
        }
        if duties {
            let group = dom.element("div", "fields", "")?;
            attribute(&group, "role", "group")?;
            attribute(&group, "aria-labelledby", "fields")?;
            let title = dom.element("h3", "title", &words.get("fields"))?;
            attribute(&title, "id", "fields")?;
            append(&group, &[&title])?;
            for field in signup.policy().fields.iter().filter(|field| typed(field)) {
                let view = FieldView::new(&dom, words, *field)?;
                append(&group, &[&view.block])?;
                fields.push(view);
            }
            append(&body, &[&group])?;
        }
    }
    let frame = frame(&form, body)?;
    clear(&form.root);
    append(&form.root, &[&frame.body, &frame.status])?;
    form.frame = Some(frame);
    (form.fields, form.notices, form.questions, form.signup) = (fields, notices, questions, Some(signup));
    form.observer = Some(observe(shared, &form)?);
    form.listeners = listen(shared, &form);
    form.tell("ready", "draft", None, "");
    form.refresh();
    Ok(())
}

/// Summary, refusal's note, submit button, live region.
fn frame(form: &Form, body: HtmlElement) -> Result<Frame, Code> {
    let (dom, words) = (&form.dom, &form.words);
    let summary = dom.element("p", "summary", "")?;
    attribute(&summary, "role", "alert")?;
    let refusal = dom.element("p", "refusal", &words.get("refusal_note"))?;
    let submit = dom.button("submit", &words.get("submit"))?;
    let status = dom.element("p", "status", "")?;
    attribute(&status, "role", "status")?;
    show(&summary, false);
    show(&refusal, false);
    show(&status, false);
    append(&body, &[&refusal, &summary, &submit])?;
    Ok(Frame { body, summary, refusal, submit, status })
}

/// Watches every block of every notice come into view.
fn observe(shared: &Shared, form: &Form) -> Result<Observer, Code> {
    let weak = Rc::downgrade(shared);
    let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let Some(shared) = weak.upgrade() else { return };
        let Ok(mut form) = shared.try_borrow_mut() else { return };
        let form = &mut *form;
        for entry in entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok()) {
            let target = entry.target();
            for view in form.notices.iter_mut().filter(|_| entry.is_intersecting()) {
                if view.seen(&target)
                    && let Some(signup) = &mut form.signup
                {
                    signup.shown(&view.id, u64::from(platform::monotonic_ms()), Display::Element);
                }
            }
        }
        form.refresh();
    });
    let options = IntersectionObserverInit::new();
    options.set_threshold(&JsValue::from_f64(0.5));
    let observer =
        IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).map_err(lacking)?;
    for block in form.notices.iter().flat_map(NoticeView::blocks) {
        observer.observe(block);
    }
    Ok((observer, seen))
}

/// Listeners that carry no data of the person: leaving a field, clicks.
fn listen(shared: &Shared, form: &Form) -> Vec<EventListener> {
    let mut listeners = Vec::new();
    for (at, view) in form.fields.iter().enumerate() {
        let shared = shared.clone();
        listeners.push(EventListener::new(&view.input, "blur", move |_| events::left(&shared, at)));
    }
    for (at, question) in form.questions.iter().enumerate() {
        for (which, control) in question.controls.iter().enumerate() {
            let shared = shared.clone();
            let clicked = move |event: &web_sys::Event| events::chosen(&shared, at, which, event);
            listeners.push(EventListener::new(&control.button, "click", clicked));
        }
    }
    if let Some(frame) = &form.frame {
        let shared = shared.clone();
        listeners
            .push(EventListener::new(&frame.submit, "click", move |_| super::super::submit::start(&shared)));
    }
    listeners
}
