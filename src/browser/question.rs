//! The controls of one question: "I have read this" for a duty; agree and disagree, equally large, for a consent.

use super::platform::{self, Node, Page};
use crate::code::Code;
use crate::consent::{Choice, LegalBasis, Purpose};
use crate::prelude::*;

/// A question on the page.
pub(super) struct QuestionView {
    /// Its number among the policy's questions.
    pub(super) number: usize,
    pub(super) notice: String,
    /// Around the controls.
    pub(super) row: Node,
    pub(super) basis: LegalBasis,
    /// Each button and what it means.
    pub(super) controls: Vec<(Node, Choice)>,
    error: Node,
}

/// The word on a control, which is a part of the control's name in records too.
pub(super) const fn word(choice: Choice, basis: LegalBasis) -> &'static str {
    match (choice, basis) {
        (Choice::Given, _) => "give",
        (Choice::Refused, _) => "refuse",
        (Choice::Acknowledged, LegalBasis::Contract) => "accept",
        (Choice::Acknowledged, _) => "acknowledge",
    }
}

impl QuestionView {
    /// Draws the controls, all off; `name` is the question's own, `to` the recipient's where its purpose has several.
    pub(super) fn new(
        page: &Page,
        parent: Node,
        number: usize,
        (name, to): (&str, Option<&str>),
        purpose: &Purpose,
    ) -> Self {
        let basis = purpose.legal_basis;
        let mut label = purpose.notice.clone();
        if to.is_some() {
            label = label + " q-" + name + "-to";
        }
        let row = platform::make(page, parent, "div;role=group;aria-labelledby=notice-$;", &label);
        if let Some(to) = to {
            platform::write(page, platform::make(page, row, "p;class=text;id=q-$-to;", name), to);
        }
        platform::set(page, row, "class=$;", if basis.asks() { "choices" } else { "duty" });
        // Said when the group is entered: also what is wrong with it.
        let by = if purpose.required {
            "aria-describedby=q-$-error;"
        } else {
            "aria-describedby=q-$-hint q-$-error;"
        };
        platform::set(page, row, by, name);
        if !purpose.required {
            platform::make(page, row, "p;class=hint;id=q-$-hint;word=optional;", name);
        }
        let choices: &[Choice] =
            if basis.asks() { &[Choice::Given, Choice::Refused] } else { &[Choice::Acknowledged] };
        let button = "button;type=button;class=choice;aria-pressed=false;word=$;";
        let control = |choice: &Choice| (platform::make(page, row, button, word(*choice, basis)), *choice);
        Self {
            number,
            notice: purpose.notice.clone(),
            row,
            basis,
            controls: choices.iter().map(control).collect(),
            error: platform::make(page, row, "p;class=error;id=q-$-error;hidden=;", name),
        }
    }

    /// What a node of ours means.
    pub(super) fn choice(&self, node: Node) -> Option<Choice> {
        self.controls.iter().find(|(button, _)| *button == node).map(|(_, choice)| *choice)
    }

    /// Shows which answer is on, and a code or none.
    pub(super) fn mark(&self, page: &Page, answer: Option<Choice>, code: Option<Code>) {
        for (button, choice) in &self.controls {
            let pressed = if answer == Some(*choice) { "true" } else { "false" };
            platform::set(page, *button, "aria-pressed=$;", pressed);
        }
        // The focus stays on the control, so the code is to be announced.
        self.say(page, code, "alert");
    }

    /// Shows a code, or takes it away; `role` is `alert` or `none`, since not every question is to speak at once.
    pub(super) fn say(&self, page: &Page, code: Option<Code>, role: &str) {
        platform::set(page, self.error, "role=$;", role);
        platform::say(page, self.error, code.map_or("", Code::as_str), "");
    }
}

/// Whether every control is visible, uncovered and as large as the others, so that refusing is as easy as giving.
pub(super) fn is_fair(page: &Page, controls: &[(Node, Choice)]) -> bool {
    let mut first = None;
    controls.iter().all(|(button, _)| {
        let size = platform::size(page, *button);
        let (width, height) = (size >> 16, size & 0xFFFF);
        let (wide, high) = *first.get_or_insert((width, height));
        !platform::covered(page, *button)
            && width >= 24
            && height >= 24
            && width.abs_diff(wide) < 2
            && height.abs_diff(high) < 2
    })
}
