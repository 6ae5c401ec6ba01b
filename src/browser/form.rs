//! The form: what stands in the closed root, and what happens to it.

mod draw;
mod events;
mod host;

use self::draw::Loading;
use self::host::Host;
use super::field::FieldView;
use super::notice::NoticeView;
use super::platform::{self, Node, Page};
use super::question::QuestionView;
use super::submit::Submission;
use crate::code::Code;
use crate::consent::Party;
use crate::date::Date;
use crate::prelude::*;
use crate::signup::{Signup, State};
use crate::suite::PublicKey;
use core::cell::Cell;
use wasm_bindgen::prelude::*;

/// Where one element's form is. The one listener takes it out while it works with it and puts it back; an event that
/// comes meanwhile finds nothing and is left alone.
#[expect(clippy::large_enum_variant, reason = "one a page, and boxed whole")]
enum Stage {
    /// Policy and notices are being fetched.
    Loading(Loading),
    /// It stands.
    Standing(Form),
}

/// Parts that are always there.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    pub(super) body: Node,
    /// That a guardian is needed, and what is for the guardian.
    pub(super) needed: Node,
    pub(super) guardian: Node,
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
    /// Whether the guardian's part is shown.
    guarded: bool,
    pub(super) submission: Option<Submission>,
    /// What stands there instead of the form after submitting, and the button in it that starts over.
    pub(super) panel: Option<(Node, Option<Node>)>,
    /// What is being fetched again, since policy or notices have changed while the form stood there.
    renewal: Option<Loading>,
    /// Headless: what the host has of its own instead of what would be drawn.
    host: Option<Host>,
}

/// Draws a form into a closed root and returns the closures that drive it. The shell keeps them to itself: no module,
/// global or property leads to them.
pub(crate) fn mount(root: &JsValue, config: &JsValue) -> JsValue {
    let page = platform::open(root, config);
    let stage = Cell::new(None);
    let own = page.clone();
    let happened = Closure::<dyn Fn(u32, u32)>::new(move |what, node| {
        if let Some(before) = stage.take() {
            stage.set(events::happened(before, &own, what, node));
        } else if what == events::MOUNTED {
            stage.set(draw::begin(&own).map(Box::new));
        }
    });
    platform::handle(&page, happened.into_js_value())
}

/// Today in Shanghai by the page's clock; the vault looks again by its own.
pub(super) fn today() -> Date {
    Date::from_unix(u64::from(platform::unix_seconds()))
}

impl Form {
    /// Tells the page: state and code, never data.
    pub(super) fn tell(&self, event: &str, state: &str, code: Option<Code>, id: &str) {
        platform::tell(&self.page, event, state, code.map_or("", Code::as_str), id);
    }

    /// After every change: the guardian's part, the refusal's note, the button's word, the state's event.
    pub(super) fn refresh(&mut self) {
        if self.guarded != self.signup.needs_guardian() {
            self.guarded = !self.guarded;
            self.change_hands();
        }
        let refused = self.signup.is_refused();
        platform::show(&self.page, self.frame.refusal, refused);
        platform::say(&self.page, self.frame.submit, if refused { "submit_refusal" } else { "submit" }, "");
        let state = self.signup.state();
        if self.reported != Some(state) {
            self.reported = Some(state);
            if state == State::Decided {
                // Nothing is left to attend to.
                platform::say(&self.page, self.frame.summary, "", "");
            }
            self.tell("progress", state.as_str(), None, "");
        }
    }

    /// Shows the guardian's part or takes it away.
    fn show_guardian(&self) {
        platform::say(&self.page, self.frame.needed, if self.guarded { "needs_guardian" } else { "" }, "");
        platform::show(&self.page, self.frame.guardian, self.guarded);
    }

    /// Somebody else decides from here on: the guardian's part is empty, and every answer off.
    fn change_hands(&mut self) {
        self.show_guardian();
        for view in self.fields.iter_mut().filter(|view| view.party == Party::Guardian) {
            view.clear(&self.page);
        }
        for question in &self.questions {
            question.mark(&self.page, None, None);
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

    /// Fetches policy and notices anew, where the page does not name one policy; what was typed stays.
    pub(super) fn renew(&mut self) {
        if self.host.is_none() && platform::setting(&self.page, "policy").is_empty() {
            self.say_status("loading");
            self.enable(false);
            self.renewal = Some(Loading::begin(&self.page));
        }
    }

    /// Puts a newer signup in place of the one that stands, each change marked: nothing is decided yet.
    fn renewed(&mut self, signup: Signup) -> Result<(), Code> {
        let before = core::mem::replace(&mut self.signup, signup);
        self.signup.saw(before.serial_seen());
        self.draw(before.notices(), true)?;
        // Not asked for any more.
        let (signup, page) = (&self.signup, &self.page);
        self.fields.retain_mut(|view| {
            let kept = signup.asks_for(view.party, view.field);
            if !kept {
                view.clear(page);
            }
            kept
        });
        for party in [Party::Oneself, Party::Guardian] {
            for view in self.fields.iter_mut().filter(|view| view.party == party) {
                check(&self.page, &mut self.signup, view);
            }
            self.guarded = self.signup.needs_guardian();
        }
        self.show_guardian();
        self.reported = None;
        Ok(())
    }

    /// Empties the form and begins again under the same policy.
    fn start_over(&mut self) {
        self.signup.reset();
        self.clear_inputs();
        for notice in &mut self.notices {
            notice.watch(&self.page);
        }
        for question in &self.questions {
            question.mark(&self.page, None, None);
        }
        self.submission = None;
        self.renewal = None;
        self.reported = None;
        self.enable(true);
        platform::show(&self.page, self.frame.body, true);
        if let Some((panel, _)) = self.panel.take() {
            // The button that was pressed goes; the keyboard is not to be left with nothing.
            platform::focus(&self.page, self.frame.body);
            platform::remove(&self.page, panel);
        }
        platform::say(&self.page, self.frame.summary, "", "");
        self.say_status("");
        self.refresh();
    }

    /// Submits, or shows everything that stands in the way and goes to the first of it.
    fn begin(&mut self) {
        if self.is_busy() || self.panel.is_some() {
            return;
        }
        let (mut first, mut open) = (None, None);
        let guarded = self.guarded;
        for view in self.fields.iter_mut().filter(|view| guarded || view.party != Party::Guardian) {
            // Read again, whatever filled it: what is sealed is what stands there now.
            let code = check(&self.page, &mut self.signup, view);
            if !self.signup.is_refused() && code.is_some() {
                view.say(&self.page, code);
                first = first.or(Some(view.input));
            }
        }
        // What a field held before anything told of it may be a child's number.
        self.refresh();
        for view in &self.questions {
            if self.signup.is_open(view.number) {
                view.say(&self.page, Some(Code::ConsentMissing), "none");
                open = open.or(Some(view.row));
            }
        }
        let stands = first.or(open).is_some();
        platform::say(&self.page, self.frame.summary, if stands { "summary" } else { "" }, "");
        // To a field, or to the group around what decides: on the control itself, the rest of a key's stroke would be
        // an answer.
        match first.or(open) {
            Some(node) => platform::focus(&self.page, node),
            None => {
                self.enable(false);
                self.submit(false);
            }
        }
    }

    /// Whether something is under way that leaves nothing to type or to choose.
    const fn is_busy(&self) -> bool {
        self.submission.is_some() || self.renewal.is_some()
    }

    /// Switches every control.
    pub(super) fn enable(&self, enabled: bool) {
        for view in &self.fields {
            platform::enable(&self.page, view.input, enabled);
        }
        for view in &self.questions {
            for (button, _) in &view.controls {
                platform::enable(&self.page, *button, enabled);
            }
        }
        platform::enable(&self.page, self.frame.submit, enabled);
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
    let verdict = signup.set_of(view.party, view.field, text.expose(), today());
    match verdict {
        Ok(verdict) if verdict.is_well_formed() => None,
        Ok(_) if text.is_empty() => Some(Code::InputEmpty),
        Ok(verdict) => Some(verdict.code().unwrap_or(Code::InputLength)),
        Err(code) => Some(code),
    }
}
