//! One input with its label, hint and error. It is read by the captured getter and never written to, but to clear it.

use super::dom::{Dom, append, attribute, lacking, show};
use super::platform;
use super::words::Words;
use crate::code::{Code, Field};
use crate::secret::Secret;
use web_sys::{HtmlElement, HtmlInputElement};

/// A field on the page.
pub(super) struct FieldView {
    pub(super) field: Field,
    pub(super) input: HtmlInputElement,
    pub(super) block: HtmlElement,
    error: HtmlElement,
}

/// `autocomplete`, `inputmode`, `type`, `autocapitalize` of a field.
const fn typing(field: Field) -> [&'static str; 4] {
    match field {
        Field::Name => ["name", "text", "text", "words"],
        Field::Mobile => ["tel", "tel", "tel", "off"],
        // The last character may be X, so no numeric keyboard.
        _ => ["off", "text", "text", "characters"],
    }
}

impl FieldView {
    /// Draws the field.
    pub(super) fn new(dom: &Dom, words: &Words, field: Field) -> Result<Self, Code> {
        let name = field.as_str();
        let block = dom.element("div", "field", "")?;
        let label = dom.element("label", "label", &words.of("label_", name))?;
        attribute(&label, "for", name)?;
        let input = dom.input("input")?;
        let [autocomplete, inputmode, kind, capitalize] = typing(field);
        for (attr, value) in [
            ("id", name),
            ("type", kind),
            ("autocomplete", autocomplete),
            ("inputmode", inputmode),
            ("autocapitalize", capitalize),
            ("enterkeyhint", "next"),
            ("spellcheck", "false"),
            ("aria-required", "true"),
            ("maxlength", "64"),
        ] {
            attribute(&input, attr, value)?;
        }
        let mut described = String::from(name);
        described.push_str("-hint ");
        described.push_str(name);
        described.push_str("-error");
        attribute(&input, "aria-describedby", &described)?;
        let (hint_id, error_id) = described.split_once(' ').ok_or(Code::UnsupportedEngine)?;
        let hint = dom.element("p", "hint", &words.of("hint_", name))?;
        attribute(&hint, "id", hint_id)?;
        let error = dom.element("p", "error", "")?;
        attribute(&error, "id", error_id)?;
        show(&error, false);
        append(&block, &[&label, &input, &hint, &error])?;
        Ok(Self { field, input, block, error })
    }

    /// What stands in the input: the one place where typed text enters.
    pub(super) fn text(&self) -> Secret {
        Secret::new(platform::value_of(&self.input))
    }

    /// Shows a code, or takes it away.
    pub(super) fn say(&self, words: &Words, code: Option<Code>) {
        let text = code.map(|code| words.code(code, Some(self.field)));
        self.error.set_text_content(text.as_deref());
        show(&self.error, code.is_some());
        let invalid = if code.is_some() { "true" } else { "false" };
        // An engine that refuses a plain attribute has already failed in `new`.
        let _ = attribute(&self.input, "aria-invalid", invalid);
    }

    /// Whether a code is shown.
    pub(super) fn says_something(&self) -> bool {
        !self.error.hidden()
    }

    /// Empties the input.
    pub(super) fn clear(&self) {
        self.input.set_value("");
    }

    /// Puts the caret there.
    pub(super) fn focus(&self) -> Result<(), Code> {
        self.input.focus().map_err(lacking)
    }
}
