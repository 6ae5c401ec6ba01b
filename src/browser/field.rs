//! One input with its label, hint and error. It is read by the captured getter and never written to, but to clear it.

use super::platform::{self, Node, Page};
use crate::code::{Code, Field};
use crate::secret::Secret;

/// A field on the page.
pub(super) struct FieldView {
    pub(super) field: Field,
    pub(super) input: Node,
    error: Node,
    /// Whether a code is shown.
    pub(super) speaks: bool,
}

/// What a keyboard and a password manager are told of a field.
const fn typing(field: Field) -> &'static str {
    match field {
        Field::Name => "type=text;inputmode=text;autocomplete=name;autocapitalize=words;",
        Field::Mobile => "type=tel;inputmode=tel;autocomplete=tel;autocapitalize=off;",
        // The last character may be X, so no numeric keyboard.
        _ => "type=text;inputmode=text;autocomplete=off;autocapitalize=characters;",
    }
}

impl FieldView {
    /// Draws the field.
    pub(super) fn new(page: &Page, parent: Node, field: Field) -> Self {
        let name = field.as_str();
        let block = platform::make(page, parent, "div;class=field;", "");
        platform::make(page, block, "label;class=label;for=$;word=label_$;", name);
        let input = platform::make(
            page,
            block,
            "input;class=input;id=$;aria-describedby=$-hint $-error;aria-required=true;maxlength=64;enterkeyhint=next;spellcheck=false;",
            name,
        );
        platform::set(page, input, typing(field), "");
        platform::make(page, block, "p;class=hint;id=$-hint;word=hint_$;", name);
        let error = platform::make(page, block, "p;class=error;id=$-error;hidden=;", name);
        Self { field, input, error, speaks: false }
    }

    /// What stands in the input: the one place where typed text enters.
    pub(super) fn text(&self, page: &Page) -> Secret {
        Secret::new(platform::value(page, self.input))
    }

    /// Shows a code, or takes it away.
    pub(super) fn say(&mut self, page: &Page, code: Option<Code>) {
        self.speaks = code.is_some();
        platform::say(page, self.error, code.map_or("", Code::as_str), self.field.as_str());
        platform::set(page, self.input, "aria-invalid=$;", if self.speaks { "true" } else { "false" });
    }

    /// Empties the input and its message.
    pub(super) fn clear(&mut self, page: &Page) {
        platform::wipe(page, self.input);
        self.say(page, None);
    }
}
