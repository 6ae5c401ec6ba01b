//! What a person does, and what the platform answers: one listener for all of it.

use super::super::platform::{self, Node, Page};
use super::super::question::{is_fair, word};
use super::{Form, Stage, check, today};
use crate::code::{Code, Verdict};
use crate::consent::{Choice, Display};
use crate::prelude::*;
use crate::signup::Signup;

// What happens, in the words of `platform.js`.
const RESUMED: u32 = 0;
const INPUT: u32 = 1;
const ENTER: u32 = 2;
const LEFT: u32 = 3;
const CLICKED: u32 = 4;
const FORGED: u32 = 5;
const SEEN: u32 = 6;
const RESET: u32 = 7;
const DESTROYED: u32 = 8;
const SUBMIT: u32 = 10;
pub(super) const MOUNTED: u32 = 9;

/// A script may do what a person does: in the module of `realname/testing` alone.
const SYNTHETIC: bool = cfg!(feature = "testing");

/// Something happened at a node. What stands afterwards: nothing once the form is destroyed or cannot be drawn.
pub(super) fn happened(mut stage: Box<Stage>, page: &Page, what: u32, node: Node) -> Option<Box<Stage>> {
    match &mut *stage {
        Stage::Standing(form) => {
            form.happened(what, node);
            if what == DESTROYED {
                return None;
            }
        }
        Stage::Loading(loading) if what == RESUMED => {
            let signup = loading.resumed(page);
            let begun = |signup: Signup| Form::begun(page, signup, &loading.before);
            match signup.and_then(|signup| signup.map(begun).transpose()) {
                Ok(None) => {}
                Ok(Some(form)) => *stage = Stage::Standing(form),
                Err(code) => {
                    super::draw::fail(page, code, &loading.lacks);
                    return None;
                }
            }
        }
        Stage::Loading(_) if what == DESTROYED => return None,
        Stage::Loading(_) => {}
    }
    Some(stage)
}

impl Form {
    fn happened(&mut self, what: u32, node: Node) {
        match what {
            // Headless: the host's own doings.
            16.. => self.hosted(what, node),
            RESUMED if self.renewal.is_some() => self.fetched(),
            RESUMED => self.resumed(),
            // Its inputs are empty already.
            DESTROYED => platform::write(&self.page, 0, ""),
            // What is under way ends here.
            RESET => self.start_over(),
            SEEN => self.seen(node),
            // While a submission is under way the texts are what they were.
            INPUT | LEFT | ENTER | CLICKED | FORGED if self.is_busy() => {}
            INPUT => self.typed(node),
            LEFT => self.left(node),
            ENTER if self.fields.iter().any(|view| view.input == node) => self.begin(),
            FORGED if node == self.frame.submit && !SYNTHETIC => self.tell_error(Code::UntrustedEvent, ""),
            // The form around the host was submitted.
            SUBMIT => self.begin(),
            CLICKED | FORGED if node == self.frame.submit => self.begin(),
            CLICKED | FORGED if self.panel.is_some_and(|(_, again)| again == Some(node)) => self.start_over(),
            CLICKED | FORGED => self.chosen(node, SYNTHETIC || what == CLICKED),
            _ => {}
        }
    }

    /// The platform has answered with a part of what the form is drawn from anew.
    fn fetched(&mut self) {
        let Some(mut renewal) = self.renewal.take() else { return };
        let code = match renewal.resumed(&self.page) {
            Ok(None) => {
                self.renewal = Some(renewal);
                return;
            }
            Ok(Some(signup)) => self.renewed(signup).err().unwrap_or(Code::ConsentStale),
            Err(code) => {
                self.tell_error(code, "");
                code
            }
        };
        self.enable(true);
        self.say_status("");
        self.refresh();
        platform::say(&self.page, self.frame.summary, code.as_str(), "");
        platform::focus(&self.page, self.frame.summary);
    }

    /// A block of a notice came into view.
    fn seen(&mut self, node: Node) {
        self.seen_at_host(node);
        for view in &mut self.notices {
            if view.seen(node) {
                self.signup.shown(&view.id, u64::from(platform::monotonic_ms()), Display::Element);
            }
        }
        self.refresh();
    }

    /// The text of the active field has changed: an error goes away as soon as it is mended, none comes while typing.
    fn typed(&mut self, node: Node) {
        let Some(view) = self.fields.iter_mut().find(|view| view.input == node) else { return };
        let text = view.text(&self.page);
        // EXPOSE: to the checks.
        match self.signup.set_of(view.party, view.field, text.expose(), today()) {
            Ok(Verdict::Malformed { code, .. }) if view.speaks => view.say(&self.page, Some(code)),
            Ok(Verdict::WellFormed { .. }) => view.say(&self.page, None),
            _ => {}
        }
        self.refresh();
    }

    /// A field was left: now its error is due, unless it is empty, which only submitting asks about.
    fn left(&mut self, node: Node) {
        let Some(view) = self.fields.iter_mut().find(|view| view.input == node) else { return };
        let code = check(&self.page, &mut self.signup, view);
        let code = code.filter(|code| *code != Code::InputEmpty && *code != Code::State);
        view.say(&self.page, code);
        if let Some(code) = code {
            self.tell_error(code, "");
        }
        self.refresh();
    }

    /// A control of a question was clicked.
    fn chosen(&mut self, node: Node, trusted: bool) {
        let hit = self.questions.iter().find_map(|view| Some((view, view.choice(node)?)));
        let Some((view, choice)) = hit else {
            if !trusted {
                self.tell_error(Code::UntrustedEvent, "");
            }
            return;
        };
        let notice = self.notices.iter().find(|notice| notice.id == view.notice);
        let outcome = if !trusted {
            Err(Code::UntrustedEvent)
        } else if self.signup.answer(view.number) == Some(choice) {
            self.signup.undecide(view.number);
            Ok(())
        } else {
            match notice {
                Some(notice) if notice.is_visible(&self.page) && is_fair(&self.page, &view.controls) => {
                    let given = if choice == Choice::Acknowledged { Choice::Given } else { choice };
                    let now = u64::from(platform::monotonic_ms());
                    let text = notice.text_on_page(&self.page);
                    self.signup.decide(view.number, given, word(choice, view.basis), &text, now)
                }
                _ => Err(Code::NoticeNotVisible),
            }
        };
        view.mark(&self.page, self.signup.answer(view.number), outcome.err());
        if let Err(code) = outcome {
            if let Some(notice) = notice.filter(|_| code == Code::NoticeNotVisible) {
                platform::scroll(&self.page, notice.section);
            }
            self.tell_error(code, "");
        }
        self.refresh();
    }
}
