//! One input with its label, hint and error. It is read by the captured getter and never written to, but to clear it.

use super::platform::{self, Node, Page};
use crate::code::{Code, Field};
use crate::consent::Party;
use crate::prelude::*;
use crate::secret::Secret;

/// A field on the page.
pub(super) struct FieldView {
    pub(super) field: Field,
    /// Whose it is.
    pub(super) party: Party,
    /// What it is called on the page.
    name: String,
    /// Around everything of it.
    block: Node,
    pub(super) input: Node,
    error: Node,
    /// Whether a code is shown.
    pub(super) speaks: bool,
}

/// What a keyboard and a password manager are told of a field; `$` keeps one person's texts from another's fields.
const fn typing(field: Field) -> &'static str {
    match field {
        Field::Name => "type=text;inputmode=text;autocomplete=$name;autocapitalize=words;",
        Field::Mobile => "type=tel;inputmode=tel;autocomplete=$tel;autocapitalize=off;",
        // The last character may be X, so no numeric keyboard.
        _ => "type=text;inputmode=text;autocomplete=off;autocapitalize=characters;",
    }
}

impl FieldView {
    /// Draws the field.
    pub(super) fn new(page: &Page, parent: Node, party: Party, field: Field) -> Self {
        let (of, section) =
            if party == Party::Guardian { ("guardian_", "section-guardian ") } else { ("", "") };
        let called = of.to_owned() + field.as_str();
        let name = called.as_str();
        let block = platform::make(page, parent, "div;class=field;", "");
        platform::make(page, block, "label;class=label;for=$;word=label_$;", name);
        let input = platform::make(
            page,
            block,
            "input;class=input;id=$;aria-describedby=$-hint $-error;aria-required=true;maxlength=64;enterkeyhint=next;spellcheck=false;",
            name,
        );
        platform::set(page, input, typing(field), section);
        let hint = platform::make(page, block, "p;class=hint;id=$-hint;", name);
        platform::set(page, hint, "word=hint_$;", field.as_str());
        let error = platform::make(page, block, "p;class=error;id=$-error;hidden=;", name);
        Self { field, party, name: called, block, input, error, speaks: false }
    }

    /// Stands somewhere else, with what was typed.
    pub(super) fn put(&self, page: &Page, parent: Node) {
        platform::put(page, parent, self.block);
    }

    /// What stands in the input: the one place where typed text enters.
    pub(super) fn text(&self, page: &Page) -> Secret {
        Secret::new(platform::value(page, self.input))
    }

    /// Shows a code, or takes it away.
    pub(super) fn say(&mut self, page: &Page, code: Option<Code>) {
        self.speaks = code.is_some();
        platform::say(page, self.error, code.map_or("", Code::as_str), &self.name);
        platform::set(page, self.input, "aria-invalid=$;", if self.speaks { "true" } else { "false" });
    }

    /// Empties the input and its message.
    pub(super) fn clear(&mut self, page: &Page) {
        platform::wipe(page, self.input);
        self.say(page, None);
    }
}
