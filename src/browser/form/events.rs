//! What a person does. Key, input, paste, drop and composition events come from the shell's guard on `window`, which
//! stops them there: their target is the host, so the field is found by the root's active element.

use super::super::platform;
use super::{Shared, check};
use crate::code::{Code, Verdict};
use crate::consent::Choice;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// An event that the guard captured.
pub(super) fn captured(shared: &Shared, event: &Event) {
    match event.type_().as_str() {
        "input" => typed(shared),
        "keydown" => {
            let key: Option<&KeyboardEvent> = event.dyn_ref();
            if key.is_some_and(|key| key.key() == "Enter" && !key.is_composing() && in_a_field(shared)) {
                super::super::submit::start(shared);
            }
        }
        _ => {}
    }
}

fn in_a_field(shared: &Shared) -> bool {
    let Ok(form) = shared.try_borrow() else { return false };
    let active = form.root.active_element();
    form.fields.iter().any(|view| active.as_ref() == Some(view.input.unchecked_ref::<Element>()))
}

/// The text of the active field has changed: an error goes away as soon as it is mended, none comes while typing.
fn typed(shared: &Shared) {
    let Ok(mut form) = shared.try_borrow_mut() else { return };
    let form = &mut *form;
    let active = form.root.active_element();
    let view = form.fields.iter().find(|view| active.as_ref() == Some(view.input.unchecked_ref::<Element>()));
    let Some((view, signup)) = view.zip(form.signup.as_mut()) else { return };
    let text = view.text();
    // EXPOSE: to the checks.
    match signup.set(view.field, text.expose(), super::today()) {
        Ok(Verdict::Malformed { code, .. }) if view.says_something() => view.say(&form.words, Some(code)),
        Ok(Verdict::WellFormed { .. }) => view.say(&form.words, None),
        _ => {}
    }
    form.refresh();
}

/// A field was left: now its error is due, unless it is empty, which only submitting asks about.
pub(super) fn left(shared: &Shared, at: usize) {
    let Ok(mut form) = shared.try_borrow_mut() else { return };
    let form = &mut *form;
    let Some((view, signup)) = form.fields.get(at).zip(form.signup.as_mut()) else { return };
    let code = check(signup, view).filter(|code| *code != Code::InputEmpty && *code != Code::State);
    view.say(&form.words, code);
    if code.is_some() {
        let state = signup.state().as_str();
        form.tell("error", state, code, "");
    }
    form.refresh();
}

/// A control of a question was clicked.
pub(super) fn chosen(shared: &Shared, at: usize, which: usize, event: &Event) {
    let Ok(mut form) = shared.try_borrow_mut() else { return };
    let form = &mut *form;
    let Some((view, signup)) = form.questions.get(at).zip(form.signup.as_mut()) else { return };
    let Some(control) = view.controls.get(which) else { return };
    let notice = form.notices.iter().find(|notice| notice.id == view.notice);
    let recipient = view.recipient.as_deref();
    let outcome = if !platform::is_trusted(event) {
        Err(Code::UntrustedEvent)
    } else if signup.answer(&view.purpose, recipient) == Some(control.choice) {
        signup.undecide(&view.purpose, recipient);
        Ok(())
    } else {
        match notice {
            Some(notice) if notice.is_visible() && view.is_fair() => {
                let choice =
                    if control.choice == Choice::Acknowledged { Choice::Given } else { control.choice };
                let now = u64::from(platform::monotonic_ms());
                signup.decide(&view.purpose, recipient, choice, &control.id, &notice.text_on_page(), now)
            }
            _ => Err(Code::NoticeNotVisible),
        }
    };
    view.mark(signup.answer(&view.purpose, recipient));
    view.say(&form.words, outcome.err());
    if let Err(code) = outcome {
        if let Some(notice) = notice.filter(|_| code == Code::NoticeNotVisible) {
            notice.section.scroll_into_view();
        }
        let state = signup.state().as_str();
        form.tell("error", state, Some(code), "");
    }
    form.refresh();
}
