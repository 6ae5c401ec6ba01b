//! The form: what stands in the closed root, and what happens to it.

mod draw;
mod events;

use super::field::FieldView;
use super::notice::NoticeView;
use super::platform::{self, Node, Page};
use super::question::QuestionView;
use super::task::{Task, resume};
use crate::code::{Code, Field};
use crate::date::Date;
use crate::prelude::*;
use crate::signup::{Obstacle, Signup, State};
use crate::suite::PublicKey;
use alloc::rc::Rc;
use core::cell::Cell;
use wasm_bindgen::prelude::*;

/// One element's form, shared by its one listener and its one task. Each takes what it works with out and puts it
/// back; whoever finds it taken leaves it alone.
pub(super) struct Shared {
    pub(super) page: Page,
    form: Cell<Option<Box<Form>>>,
    task: Cell<Option<Task>>,
}

/// Parts that are always there.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) body: Node,
    pub(super) summary: Node,
    pub(super) refusal: Node,
    pub(super) submit: Node,
    pub(super) status: Node,
}

/// A form that has been drawn.
pub(super) struct Form {
    pub(super) page: Page,
    pub(super) frame: Frame,
    pub(super) fields: Vec<FieldView>,
    pub(super) notices: Vec<NoticeView>,
    pub(super) questions: Vec<QuestionView>,
    pub(super) signup: Signup,
    /// The public half of the device key, made at the first need.
    pub(super) device: Option<PublicKey>,
    pub(super) reported: Option<State>,
    /// The id of the bundle that is being checked.
    pub(super) receipt: String,
    /// What stands there instead of the form after submitting, and the button in it that starts over.
    pub(super) panel: Option<(Node, Option<Node>)>,
    pub(super) busy: bool,
}

/// Draws a form into a closed root and returns the closures that drive it. The shell keeps them to itself: no module,
/// global or property leads to them.
pub(crate) fn mount(root: &JsValue, config: &JsValue) -> JsValue {
    let page = platform::open(root, config);
    let shared = Rc::new(Shared { page, form: Cell::new(None), task: Cell::new(None) });
    let own = shared.clone();
    let happened = Closure::<dyn Fn(u32, u32)>::new(move |what, node| events::happened(&own, what, node));
    let handle = platform::handle(&shared.page, happened.into_js_value());
    shared.start(Box::pin(draw::load(shared.clone())));
    handle
}

/// Today in Shanghai by the page's clock; the vault looks again by its own.
pub(super) fn today() -> Date {
    Date::from_unix(u64::from(platform::unix_seconds()))
}

impl Shared {
    /// Works with the form, unless there is none or it is worked with already.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Form) -> T) -> Option<T> {
        let mut form = self.form.take()?;
        let outcome = work(&mut form);
        self.form.set(Some(form));
        Some(outcome)
    }

    /// Starts a task. One that is under way ends here.
    pub(super) fn start(&self, task: Task) {
        self.task.set(resume(task));
    }

    /// The platform has answered.
    fn resume(&self) {
        if let Some(task) = self.task.take() {
            self.start(task);
        }
    }

    /// Wipes and forgets everything. Idempotent.
    fn destroy(&self) {
        self.task.take();
        if let Some(mut form) = self.form.take() {
            form.clear_inputs();
        }
        platform::write(&self.page, 0, "");
    }
}

impl Form {
    /// Tells the page: state and code, never data.
    pub(super) fn tell(&self, event: &str, state: &str, code: Option<Code>, id: &str) {
        platform::tell(&self.page, event, state, code.map_or("", Code::as_str), id);
    }

    /// After every change: the refusal's note, the button's word, the state's event.
    pub(super) fn refresh(&mut self) {
        let refused = self.signup.is_refused();
        platform::show(&self.page, self.frame.refusal, refused);
        platform::say(&self.page, self.frame.submit, if refused { "submit_refusal" } else { "submit" }, "");
        let state = self.signup.state();
        if self.reported != Some(state) {
            self.reported = Some(state);
            self.tell("progress", state.as_str(), None, "");
        }
    }

    /// Puts a text into the live region.
    pub(super) fn say_status(&self, word: &str) {
        platform::say(&self.page, self.frame.status, word, "");
    }

    /// Tells the page what went wrong.
    pub(super) fn tell_error(&self, code: Code, id: &str) {
        self.tell("error", self.signup.state().as_str(), Some(code), id);
    }

    /// Empties the form and begins again under the same policy.
    fn start_over(&mut self) {
        self.signup.reset();
        self.clear_inputs();
        for question in &self.questions {
            question.mark(&self.page, None, None);
        }
        self.busy = false;
        self.reported = None;
        self.enable(true);
        if let Some((panel, _)) = self.panel.take() {
            platform::remove(&self.page, panel);
        }
        platform::show(&self.page, self.frame.body, true);
        platform::say(&self.page, self.frame.summary, "", "");
        self.say_status("");
        self.refresh();
    }

    /// Makes ready to submit: shows everything that stands in the way and goes to the first of it. True when nothing does.
    fn begin(&mut self) -> bool {
        if self.busy || self.panel.is_some() {
            return false;
        }
        let mut first = None;
        for obstacle in self.signup.obstacles() {
            let node = match obstacle {
                Obstacle::Field(field) => self.missing(field),
                Obstacle::Question(purpose, recipient) => {
                    let asked = |view: &&QuestionView| view.purpose == purpose && view.recipient == recipient;
                    self.questions.iter().find(asked).and_then(|view| {
                        view.say(&self.page, Some(Code::ConsentMissing));
                        view.controls.first().map(|(button, _)| *button)
                    })
                }
            };
            first = first.or(node);
        }
        platform::say(&self.page, self.frame.summary, if first.is_some() { "summary" } else { "" }, "");
        if let Some(node) = first {
            platform::focus(&self.page, node);
            return false;
        }
        self.busy = true;
        self.enable(false);
        self.say_status("sealing");
        true
    }

    /// A field stands in the way: says why.
    fn missing(&mut self, field: Field) -> Option<Node> {
        let view = self.fields.iter_mut().find(|view| view.field == field)?;
        let code = check(&self.page, &mut self.signup, view).unwrap_or(Code::InputEmpty);
        view.say(&self.page, Some(code));
        Some(view.input)
    }

    /// Switches every control.
    pub(super) fn enable(&self, enabled: bool) {
        let controls =
            self.questions.iter().flat_map(|question| question.controls.iter().map(|(node, _)| *node));
        for node in self.fields.iter().map(|view| view.input).chain(controls).chain([self.frame.submit]) {
            platform::enable(&self.page, node, enabled);
        }
    }

    /// Empties every input and its message.
    pub(super) fn clear_inputs(&mut self) {
        for view in &mut self.fields {
            view.clear(&self.page);
        }
    }
}

/// Reads a field again and names what is wrong with it; an unfinished number is too short once its field is left.
fn check(page: &Page, signup: &mut Signup, view: &FieldView) -> Option<Code> {
    let text = view.text(page);
    // EXPOSE: to the checks.
    let verdict = signup.set(view.field, text.expose(), today());
    match verdict {
        Ok(verdict) if verdict.is_well_formed() => None,
        Ok(_) if text.is_empty() => Some(Code::InputEmpty),
        Ok(verdict) => Some(verdict.code().unwrap_or(Code::InputLength)),
        Err(code) => Some(code),
    }
}
