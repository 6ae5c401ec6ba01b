//! The controls of one question: "I have read this" for a duty; agree and disagree, equally large, for a consent.

use super::dom::{Dom, append, attribute};
use super::platform;
use super::words::Words;
use crate::code::Code;
use crate::consent::{Choice, LegalBasis, Purpose};
use web_sys::{HtmlButtonElement, HtmlElement};

/// One button and what it means.
pub(super) struct Control {
    pub(super) button: HtmlButtonElement,
    pub(super) choice: Choice,
    pub(super) id: String,
}

/// A question on the page.
pub(super) struct QuestionView {
    pub(super) purpose: String,
    pub(super) recipient: Option<String>,
    pub(super) notice: String,
    pub(super) row: HtmlElement,
    pub(super) controls: Vec<Control>,
    error: HtmlElement,
}

impl QuestionView {
    /// Draws the controls, all off.
    pub(super) fn new(
        dom: &Dom,
        words: &Words,
        purpose: &Purpose,
        recipient: Option<&str>,
    ) -> Result<Self, Code> {
        let duty = purpose.legal_basis == LegalBasis::StatutoryDuty;
        let row = dom.element("div", if duty { "duty" } else { "choices" }, "")?;
        attribute(&row, "role", "group")?;
        let mut heading = String::from("notice-");
        heading.push_str(&purpose.notice);
        attribute(&row, "aria-labelledby", &heading)?;
        let buttons: &[(&str, Choice)] = if duty {
            &[("acknowledge", Choice::Acknowledged)]
        } else {
            &[("give", Choice::Given), ("refuse", Choice::Refused)]
        };
        let mut controls = Vec::new();
        for (word, choice) in buttons {
            let button = dom.button("choice", &words.get(word))?;
            let mut id = purpose.id.clone();
            for part in [recipient.unwrap_or_default(), word] {
                if !part.is_empty() {
                    id.push(':');
                    id.push_str(part);
                }
            }
            attribute(&button, "aria-pressed", "false")?;
            append(&row, &[&button])?;
            controls.push(Control { button, choice: *choice, id });
        }
        let error = dom.element("p", "error", "")?;
        attribute(&error, "role", "alert")?;
        error.set_hidden(true);
        append(&row, &[&error])?;
        Ok(Self {
            purpose: purpose.id.clone(),
            recipient: recipient.map(str::to_owned),
            notice: purpose.notice.clone(),
            row,
            controls,
            error,
        })
    }

    /// Whether every control is visible and as large as the others, so that refusing is as easy as giving.
    pub(super) fn is_fair(&self) -> bool {
        let mut sizes = self.controls.iter().map(|control| {
            let area = control.button.get_bounding_client_rect();
            (platform::is_visible(&control.button), area.width(), area.height())
        });
        let Some(first) = sizes.next() else { return false };
        let same = |(visible, width, height): (bool, f64, f64)| {
            visible && (width - first.1).abs() < 2.0 && (height - first.2).abs() < 2.0
        };
        first.0 && first.1 >= 24.0 && first.2 >= 24.0 && sizes.all(same)
    }

    /// Shows which answer is on.
    pub(super) fn mark(&self, answer: Option<Choice>) {
        for control in &self.controls {
            let pressed = if answer == Some(control.choice) { "true" } else { "false" };
            // An engine that refuses a plain attribute has already failed in `new`.
            let _ = attribute(&control.button, "aria-pressed", pressed);
        }
    }

    /// Shows a code, or takes it away.
    pub(super) fn say(&self, words: &Words, code: Option<Code>) {
        self.error.set_text_content(code.map(|code| words.code(code, None)).as_deref());
        self.error.set_hidden(code.is_none());
    }
}
