//! The blocks of one language, in the order of the items.

use super::{Listed, Reader, is_plain, member, object};
use crate::code::Field;
use crate::consent::notice::item::{FURTHER_WORDS, WORDS};
use crate::consent::notice::{Fault, NoticeText};
use crate::json::Json;
use crate::prelude::*;

/// The members of a text: its items in the order in which they are shown, then what is not shown by itself.
const MEMBERS: [&str; 17] = [
    "title",
    "controller",
    "contact",
    "complaint",
    "purposes",
    "method",
    "categories",
    "retention",
    "recipients",
    "necessity",
    "effect",
    "rights",
    "withdrawal",
    "cancellation",
    "minors",
    "documents",
    "words",
];

/// A text while it is put together.
struct Text<'a> {
    members: Listed<'a>,
    words: Listed<'a>,
    /// The block that is being made.
    line: String,
    blocks: Vec<String>,
    fields: Vec<Field>,
    recipients: Vec<String>,
}

impl<'a> Text<'a> {
    /// A word; nothing for what stands without a heading.
    #[inline(never)]
    fn word(&self, name: &str) -> &'a str {
        if let Some(Json::Text(word)) = member(self.words, name) { word } else { "" }
    }

    /// Adds a word, and something behind it.
    #[inline(never)]
    fn add(&mut self, word: &str, value: &str) {
        let word = self.word(word);
        self.line.push_str(word);
        self.line.push_str(value);
    }

    /// Adds a part: behind the separator, unless it is the first.
    fn part(&mut self, word: &str, value: &str) {
        if !self.line.is_empty() {
            self.add("separator", "");
        }
        self.add(word, value);
    }

    /// The block is made.
    fn end(&mut self) {
        self.blocks.push(core::mem::take(&mut self.line));
    }
}

impl<'a> Reader<'a> {
    /// Reads a text.
    pub(super) fn language(&mut self, json: &'a Json, minors: bool) -> NoticeText {
        let members = self.object(json, "", &MEMBERS);
        let mut text = Text {
            members,
            words: &[],
            line: String::new(),
            blocks: Vec::new(),
            fields: Vec::new(),
            recipients: Vec::new(),
        };
        self.words(&mut text, minors);
        for item in MEMBERS {
            match item {
                "controller" => {
                    self.parts(&mut text, "controller", &[("name", "controller"), ("uscc", "uscc")], "uscc");
                }
                "retention" => {
                    self.parts(&mut text, "retention", &[("period", "retention"), ("expiry", "expiry")], "");
                }
                "purposes" => self.purposes(&mut text),
                "categories" => self.categories(&mut text),
                "recipients" => self.recipients(&mut text),
                "minors" if minors => self.minors(&mut text),
                "documents" if member(members, item).is_some() => self.documents(&mut text),
                "words" | "documents" => {}
                "minors" => {
                    if member(members, item).is_some() {
                        self.find("", item, Fault::Unknown);
                    }
                }
                _ => {
                    let value = self.text(members, "", item);
                    text.add(item, value);
                    text.end();
                }
            }
        }
        let Text { blocks, fields, recipients, .. } = text;
        NoticeText { lang: self.lang.to_owned(), blocks, fields, recipients }
    }

    fn words(&mut self, text: &mut Text<'a>, minors: bool) {
        let Some(json) = member(text.members, "words") else {
            return self.find("", "words", Fault::Missing);
        };
        let documents = member(text.members, "documents").is_some();
        text.words = object(json);
        for word in WORDS.iter().chain(&FURTHER_WORDS) {
            let found = member(text.words, word);
            let further = FURTHER_WORDS.contains(word);
            let wanted = !further || if *word == "documents" { documents } else { minors };
            // A heading may end in a blank; it is never a block of its own.
            if wanted && !matches!(found, Some(Json::Text(said)) if is_plain(said)) {
                self.lacks(found.is_some(), "words", word);
            } else if !wanted && found.is_some() {
                self.find("words", word, Fault::Unknown);
            }
        }
        for (word, _) in text.words {
            if !WORDS.contains(&word.as_str()) && !FURTHER_WORDS.contains(&word.as_str()) {
                self.find("words", word, Fault::Unknown);
            }
        }
    }

    /// An item that is one line of its parts, each behind its word; one of them may be missing.
    fn parts(&mut self, text: &mut Text<'a>, of: &str, parts: &[(&str, &str)], optional: &str) {
        let Some(json) = member(text.members, of) else {
            return self.find("", of, Fault::Missing);
        };
        let known: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        let members = self.object(json, of, &known);
        for (name, word) in parts {
            if *name != optional || member(members, name).is_some() {
                let value = self.text(members, of, name);
                text.part(word, value);
            }
        }
        text.end();
    }

    fn purposes(&mut self, text: &mut Text<'a>) {
        text.add("purposes", "");
        for (at, purpose) in self.list(text.members, "", "purposes").iter().enumerate() {
            match purpose {
                Json::Text(purpose) if is_plain(purpose) && purpose.trim() == purpose => {
                    if at > 0 {
                        text.add("separator", "");
                    }
                    text.add("", purpose);
                }
                _ => self.find("", "purposes", Fault::Unusable),
            }
        }
        text.end();
    }

    fn categories(&mut self, text: &mut Text<'a>) {
        text.add("categories", "");
        for category in self.list(text.members, "", "categories") {
            let members = self.object(category, "categories", &["field", "name", "sensitive"]);
            let field = self.text(members, "categories", "field");
            let name = self.text(members, "categories", "name");
            if !text.fields.is_empty() {
                text.add("list", "");
            }
            text.add("", name);
            match member(members, "sensitive") {
                Some(Json::Bool(true)) => text.add("sensitive", ""),
                Some(Json::Bool(false)) => {}
                other => self.lacks(other.is_some(), "categories", "sensitive"),
            }
            match Field::from_wire(field) {
                Some(field) if !text.fields.contains(&field) => text.fields.push(field),
                _ if field.is_empty() => {}
                _ => self.find("categories", "field", Fault::Unusable),
            }
        }
        text.end();
    }

    fn recipients(&mut self, text: &mut Text<'a>) {
        if matches!(member(text.members, "recipients"), Some(Json::Array(list)) if list.is_empty()) {
            text.add("recipients", "");
            text.add("nobody", "");
            return text.end();
        }
        const KNOWN: [&str; 7] = ["id", "name", "mode", "contact", "purpose", "method", "categories"];
        for recipient in self.list(text.members, "", "recipients") {
            let members = self.object(recipient, "recipients", &KNOWN);
            let id = self.name(members, "recipients", "id").to_owned();
            if text.recipients.contains(&id) {
                self.find("recipients", "id", Fault::Unusable);
            }
            text.recipients.push(id);
            let name = self.text(members, "recipients", "name");
            text.add("recipients", name);
            let mode = self.text(members, "recipients", "mode");
            if !matches!(mode, "entrust" | "provide" | "") {
                self.find("recipients", "mode", Fault::Unusable);
            }
            text.add(mode, "");
            for (name, word) in [("contact", "contact"), ("purpose", "purposes"), ("method", "method")] {
                let value = self.text(members, "recipients", name);
                text.part(word, value);
            }
            text.part("categories", "");
            for (at, field) in self.list(members, "recipients", "categories").iter().enumerate() {
                if at > 0 {
                    text.add("list", "");
                }
                // By the name that the text has for it.
                match named(text.members, field) {
                    Some(name) => text.add("", name),
                    None => self.find("recipients", "categories", Fault::Unusable),
                }
            }
            text.end();
        }
    }

    fn minors(&mut self, text: &mut Text<'a>) {
        let Some(json) = member(text.members, "minors") else {
            return self.find("", "minors", Fault::Missing);
        };
        let names = FURTHER_WORDS.get(1..).unwrap_or_default();
        let members = self.object(json, "minors", names);
        for name in names {
            let value = self.text(members, "minors", name);
            text.add(name, value);
            text.end();
        }
    }

    /// Documents that are agreed to with the notice, each by name, version and digest.
    fn documents(&mut self, text: &mut Text<'a>) {
        for document in self.list(text.members, "", "documents") {
            let members = self.object(document, "documents", &["name", "version", "sha256"]);
            for (name, word) in [("name", "documents"), ("version", ""), ("sha256", "")] {
                let value = self.text(members, "documents", name);
                text.part(word, value);
            }
            text.end();
        }
    }
}

/// What the text calls a field.
fn named<'a>(members: Listed<'a>, field: &Json) -> Option<&'a str> {
    let Some(Json::Array(list)) = member(members, "categories") else { return None };
    let category = list.iter().find(|category| member(object(category), "field") == Some(field))?;
    if let Some(Json::Text(name)) = member(object(category), "name") { Some(name) } else { None }
}
