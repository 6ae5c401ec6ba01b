//! The form: what stands in the closed root, and what happens to it.

mod draw;
mod events;

use super::dom::{Dom, show};
use super::field::FieldView;
use super::notice::NoticeView;
use super::question::QuestionView;
use super::transport::Gateway;
use super::words::Words;
use crate::code::{Code, Field};
use crate::date::Date;
use crate::signup::{Obstacle, Signup, State};
use crate::suite::webcrypto::WebCrypto;
use gloo_events::EventListener;
use js_sys::{Array, Function, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlButtonElement, HtmlElement, IntersectionObserver, ShadowRoot};

/// The form is shared by its listeners; whoever finds it borrowed leaves it alone.
pub(super) type Shared = Rc<RefCell<Form>>;

/// An observer and the callback that it needs to stay alive.
pub(super) type Observer = (IntersectionObserver, Closure<dyn FnMut(Array)>);

/// Parts that are always there.
pub(super) struct Frame {
    pub(super) body: HtmlElement,
    pub(super) summary: HtmlElement,
    pub(super) refusal: HtmlElement,
    pub(super) submit: HtmlButtonElement,
    pub(super) status: HtmlElement,
}

/// One form in one element.
pub(super) struct Form {
    pub(super) dom: Dom,
    pub(super) words: Words,
    pub(super) root: ShadowRoot,
    pub(super) emit: Function,
    pub(super) gateway: Gateway,
    pub(super) policy: String,
    pub(super) pins: Vec<String>,
    pub(super) lang: String,
    pub(super) frame: Option<Frame>,
    pub(super) fields: Vec<FieldView>,
    pub(super) notices: Vec<NoticeView>,
    pub(super) questions: Vec<QuestionView>,
    pub(super) signup: Option<Signup>,
    pub(super) device: Option<Rc<WebCrypto>>,
    pub(super) listeners: Vec<EventListener>,
    pub(super) observer: Option<Observer>,
    pub(super) reported: Option<State>,
    /// The id of the bundle that is being checked.
    pub(super) receipt: String,
    pub(super) busy: bool,
    pub(super) destroyed: bool,
}

/// Draws a form into a closed root and returns the closures that drive it. The shell keeps them to itself: no module,
/// global or property leads to them.
pub(crate) fn mount(root: ShadowRoot, config: &JsValue) -> Result<JsValue, Code> {
    let text =
        |name: &str| Reflect::get(config, &name.into()).ok().and_then(|v| v.as_string()).unwrap_or_default();
    let value = |name: &str| Reflect::get(config, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let document = web_sys::window().and_then(|window| window.document()).ok_or(Code::UnsupportedEngine)?;
    let pins =
        value("pins").dyn_into::<Array>().map(|list| list.iter().filter_map(|pin| pin.as_string()).collect());
    let form = Rc::new(RefCell::new(Form {
        dom: Dom(document),
        words: Words(value("strings")),
        root,
        emit: value("emit").dyn_into().map_err(|_| Code::State)?,
        gateway: Gateway { endpoint: text("endpoint"), ticket: text("ticket") },
        policy: text("policy"),
        pins: pins.unwrap_or_default(),
        lang: text("lang"),
        frame: None,
        fields: Vec::new(),
        notices: Vec::new(),
        questions: Vec::new(),
        signup: None,
        device: None,
        listeners: Vec::new(),
        observer: None,
        reported: None,
        receipt: String::new(),
        busy: false,
        destroyed: false,
    }));
    wasm_bindgen_futures::spawn_local(draw::load(form.clone()));
    let handle = Object::new();
    let set = |name: &str, closure: JsValue| Reflect::set(&handle, &name.into(), &closure).map(drop);
    let shared = form.clone();
    let event = Closure::<dyn FnMut(Event)>::new(move |event: Event| events::captured(&shared, &event));
    let shared = form.clone();
    let ticket = Closure::<dyn FnMut(String)>::new(move |ticket: String| {
        if let Ok(mut form) = shared.try_borrow_mut() {
            form.gateway.ticket = ticket;
        }
    });
    let shared = form.clone();
    let reset = Closure::<dyn FnMut()>::new(move || start_over(&shared));
    let destroy = Closure::<dyn FnMut()>::new(move || {
        if let Ok(mut form) = form.try_borrow_mut() {
            form.destroy();
        }
    });
    set("event", event.into_js_value()).map_err(super::dom::lacking)?;
    set("ticket", ticket.into_js_value()).map_err(super::dom::lacking)?;
    set("reset", reset.into_js_value()).map_err(super::dom::lacking)?;
    set("destroy", destroy.into_js_value()).map_err(super::dom::lacking)?;
    Ok(handle.into())
}

/// Today in Shanghai by the page's clock; the vault looks again by its own.
pub(super) fn today() -> Date {
    Date::from_unix(u64::from(super::platform::unix_seconds()))
}

/// Empties the form and begins again under the same policy.
pub(super) fn start_over(shared: &Shared) {
    if let Ok(mut form) = shared.try_borrow_mut() {
        if let Some(signup) = &mut form.signup {
            signup.reset();
        }
        form.clear_inputs();
        for question in &form.questions {
            question.mark(None);
            question.say(&form.words, None);
        }
        form.busy = false;
        form.reported = None;
        form.enable(true);
        form.show_body(true);
        form.say_status("");
        form.refresh();
    }
}

impl Form {
    /// Tells the page: state and code, never data.
    pub(super) fn tell(&self, event: &str, state: &str, code: Option<Code>, id: &str) {
        let detail = Object::new();
        let set = |name: &str, value: &str| {
            if !value.is_empty() {
                // Setting a member of a fresh plain object cannot fail.
                let _ = Reflect::set(&detail, &name.into(), &value.into());
            }
        };
        set("state", state);
        set("code", code.map_or("", Code::as_str));
        set("id", id);
        // What the host's listeners throw is the host's.
        let _ = self.emit.call2(&JsValue::UNDEFINED, &event.into(), &detail);
    }

    /// After every change: the refusal's note, the button's word, the state's event.
    pub(super) fn refresh(&mut self) {
        let Some((signup, frame)) = self.signup.as_ref().zip(self.frame.as_ref()) else { return };
        let refused = signup.is_refused();
        show(&frame.refusal, refused);
        frame.submit.set_text_content(Some(&self.words.get(if refused {
            "submit_refusal"
        } else {
            "submit"
        })));
        let state = signup.state();
        if self.reported != Some(state) {
            self.reported = Some(state);
            self.tell("progress", state.as_str(), None, "");
        }
    }

    /// Puts a text into the live region.
    pub(super) fn say_status(&self, word: &str) {
        if let Some(frame) = &self.frame {
            let text = if word.is_empty() { String::new() } else { self.words.get(word) };
            frame.status.set_text_content(Some(&text));
            show(&frame.status, !word.is_empty());
        }
    }

    /// Shows a code in the summary, or takes it away, and tells the page.
    pub(super) fn say_code(&self, code: Option<Code>, id: &str) {
        if let Some(frame) = &self.frame {
            frame.summary.set_text_content(code.map(|code| self.words.code(code, None)).as_deref());
            show(&frame.summary, code.is_some());
        }
        if code.is_some() {
            let state = self.signup.as_ref().map_or("draft", |signup| signup.state().as_str());
            self.tell("error", state, code, id);
        }
    }

    /// Shows everything that stands in the way and goes to the first of it. False when nothing does.
    pub(super) fn report_obstacles(&mut self) -> bool {
        let Some(signup) = &mut self.signup else { return true };
        let obstacles = signup.obstacles();
        for obstacle in &obstacles {
            match obstacle {
                Obstacle::Field(field) => {
                    let Some(view) = self.fields.iter().find(|view| view.field == *field) else { continue };
                    let code = check(signup, view).unwrap_or(Code::InputEmpty);
                    view.say(&self.words, Some(code));
                }
                Obstacle::Question(purpose, recipient) => {
                    let asked =
                        |view: &&QuestionView| view.purpose == *purpose && view.recipient == *recipient;
                    if let Some(view) = self.questions.iter().find(asked) {
                        view.say(&self.words, Some(Code::ConsentMissing));
                    }
                }
            }
        }
        let Some(first) = obstacles.first() else { return false };
        if let Some(frame) = &self.frame {
            frame.summary.set_text_content(Some(&self.words.get("summary")));
            show(&frame.summary, true);
        }
        // An input that cannot take the focus keeps its message all the same.
        let _ = match first {
            Obstacle::Field(field) => {
                self.fields.iter().find(|view| view.field == *field).map(FieldView::focus)
            }
            Obstacle::Question(purpose, _) => {
                let view = self.questions.iter().find(|view| view.purpose == *purpose);
                let control = view.and_then(|view| view.controls.first());
                control.map(|control| control.button.focus().map_err(super::dom::lacking))
            }
        };
        true
    }

    /// Switches every control.
    pub(super) fn enable(&self, enabled: bool) {
        for view in &self.fields {
            view.input.set_disabled(!enabled);
        }
        for control in self.questions.iter().flat_map(|question| &question.controls) {
            control.button.set_disabled(!enabled);
        }
        if let Some(frame) = &self.frame {
            frame.submit.set_disabled(!enabled);
        }
    }

    /// Shows or hides the part that is filled in.
    pub(super) fn show_body(&self, shown: bool) {
        if let Some(frame) = &self.frame {
            show(&frame.body, shown);
        }
        if let Ok(Some(panel)) = self.root.query_selector(".done") {
            panel.remove();
        }
    }

    /// Empties every input and its message.
    pub(super) fn clear_inputs(&self) {
        for view in &self.fields {
            view.clear();
            view.say(&self.words, None);
        }
    }

    /// Wipes and forgets everything. Idempotent.
    fn destroy(&mut self) {
        self.destroyed = true;
        self.clear_inputs();
        self.listeners.clear();
        if let Some((observer, _)) = self.observer.take() {
            observer.disconnect();
        }
        self.signup = None;
        self.device = None;
        self.fields.clear();
        self.notices.clear();
        self.questions.clear();
        self.frame = None;
        super::dom::clear(&self.root);
    }
}

/// Reads a field again and names what is wrong with it; an unfinished number is too short once its field is left.
pub(super) fn check(signup: &mut Signup, view: &FieldView) -> Option<Code> {
    let text = view.text();
    // EXPOSE: to the checks.
    let verdict = signup.set(view.field, text.expose(), today());
    match verdict {
        Ok(verdict) if verdict.is_well_formed() => None,
        Ok(_) if text.is_empty() => Some(Code::InputEmpty),
        Ok(verdict) => Some(verdict.code().unwrap_or(Code::InputLength)),
        Err(code) => Some(code),
    }
}

/// The fields that have an input of their own.
pub(super) fn typed(field: &Field) -> bool {
    *field != Field::DocumentKind
}
