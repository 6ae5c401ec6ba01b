//! The blocks of one language, in the order of the items.

use super::{Listed, Reader, is_plain, joined, member};
use crate::code::Field;
use crate::consent::notice::item::{ITEMS, Item, MINORS, PARTS, WORD_FOR_DOCUMENTS, WORDS};
use crate::consent::notice::{Article, Fault, NoticeText};
use crate::consent::policy::is_name;
use crate::json::Json;
use crate::prelude::*;

impl<'a> Reader<'a> {
    /// Reads a text.
    pub(super) fn text(&mut self, json: &'a Json, minors: bool) -> NoticeText {
        let mut known: Vec<&str> = ITEMS.iter().map(|item| item.name).collect();
        known.extend(["documents", "words"]);
        if !minors {
            known.retain(|name| *name != "minors");
        }
        let members = self.members(json, &known, "");
        let mut text =
            Text { members, words: &[], blocks: Vec::new(), fields: Vec::new(), recipients: Vec::new() };
        self.words(&mut text, minors);
        for item in ITEMS {
            match item.name {
                "controller" | "retention" => self.parts(&mut text, item),
                "purposes" => self.purposes(&mut text, item),
                "categories" => self.categories(&mut text, item),
                "recipients" => self.recipients(&mut text, item),
                "minors" if minors => self.minors(&mut text, item),
                "minors" => {}
                _ => {
                    let value = self.usable(member(members, item.name), item.name, Some(item.article));
                    text.block(&[text.word(item.name), value]);
                }
            }
        }
        self.documents(&mut text);
        let Text { blocks, fields, recipients, .. } = text;
        NoticeText { lang: self.lang.to_owned(), blocks, fields, recipients }
    }

    fn words(&mut self, text: &mut Text<'a>, minors: bool) {
        let mut wanted = WORDS.to_vec();
        if minors {
            wanted.extend(MINORS);
        }
        if member(text.members, "documents").is_some() {
            wanted.push(WORD_FOR_DOCUMENTS);
        }
        match member(text.members, "words") {
            Some(words) => text.words = self.members(words, &wanted, "words"),
            None => self.find("words", None, Fault::Missing),
        }
        for word in wanted {
            // A heading may end in a blank; it is never a block of its own.
            let said = matches!(member(text.words, word), Some(Json::Text(said)) if is_plain(said));
            if !said && !text.words.is_empty() {
                self.find(&joined("words", word), None, Fault::Missing);
            }
        }
    }

    /// `controller` and `retention`: one line of their parts.
    fn parts(&mut self, text: &mut Text<'a>, item: Item) {
        let Some(json) = member(text.members, item.name) else {
            return self.find(item.name, Some(item.article), Fault::Missing);
        };
        let mut known: Vec<&str> = parts_of(item).map(|(part, _)| part.name).collect();
        let number = item.name == "controller";
        if number {
            known.push("uscc");
        }
        let members = self.members(json, &known, item.name);
        let mut line = String::new();
        for (part, word) in parts_of(item) {
            let path = joined(item.name, part.name);
            let value = self.usable(member(members, part.name), &path, Some(part.article));
            text.part(&mut line, word, value);
        }
        if number && let Some(code) = member(members, "uscc") {
            let code = self.usable(Some(code), "controller.uscc", None);
            text.part(&mut line, "uscc", code);
        }
        text.blocks.push(line);
    }

    fn purposes(&mut self, text: &mut Text<'a>, item: Item) {
        let mut line = text.word(item.name).to_owned();
        for (at, purpose) in self.list(text.members, item, false).iter().enumerate() {
            if at > 0 {
                line.push_str(text.word("separator"));
            }
            line.push_str(self.usable(Some(purpose), item.name, Some(item.article)));
        }
        text.blocks.push(line);
    }

    fn categories(&mut self, text: &mut Text<'a>, item: Item) {
        let mut line = text.word(item.name).to_owned();
        for category in self.list(text.members, item, false) {
            let members = self.members(category, &["field", "name", "sensitive"], item.name);
            let article = Some(item.article);
            let field = self.field(member(members, "field"), "categories.field", article);
            let name = self.usable(member(members, "name"), "categories.name", article);
            if !text.fields.is_empty() {
                line.push_str(text.word("list"));
            }
            line.push_str(name);
            match member(members, "sensitive") {
                Some(Json::Bool(true)) => line.push_str(text.word("sensitive")),
                Some(Json::Bool(false)) => {}
                other => {
                    let fault = if other.is_some() { Fault::Unusable } else { Fault::Missing };
                    self.find("categories.sensitive", Some(Article::Pipl30), fault);
                }
            }
            match field {
                Some(field) if text.fields.contains(&field) => {
                    self.find("categories.field", article, Fault::Unusable);
                }
                Some(field) => text.fields.push(field),
                None => {}
            }
        }
        text.blocks.push(line);
    }

    fn recipients(&mut self, text: &mut Text<'a>, item: Item) {
        let list = self.list(text.members, item, true);
        let missing = member(text.members, item.name).is_none();
        if list.is_empty() && !missing {
            text.block(&[text.word(item.name), text.word("nobody")]);
        }
        let mut known = vec!["id", "mode"];
        known.extend(parts_of(item).map(|(part, _)| part.name));
        for recipient in list {
            let members = self.members(recipient, &known, item.name);
            let id = self.usable(member(members, "id"), "recipients.id", Some(Article::Pipl23));
            let again = text.recipients.iter().any(|there| there == id);
            if !id.is_empty() && (again || !is_name(id)) {
                self.find("recipients.id", Some(Article::Pipl23), Fault::Unusable);
            }
            text.recipients.push(id.to_owned());
            let mode = self.usable(member(members, "mode"), "recipients.mode", Some(Article::Pipl23));
            if !matches!(mode, "entrust" | "provide" | "") {
                self.find("recipients.mode", Some(Article::Pipl23), Fault::Unusable);
            }
            let mut line = String::new();
            for (part, word) in parts_of(item) {
                let path = joined(item.name, part.name);
                if part.name == "categories" {
                    let names = self.named(text, members, part, &path);
                    text.part(&mut line, word, &names);
                } else {
                    let value = self.usable(member(members, part.name), &path, Some(part.article));
                    text.part(&mut line, word, value);
                }
                if part.name == "name" {
                    line.push_str(text.word(mode));
                }
            }
            text.blocks.push(line);
        }
    }

    /// A recipient's categories by the names that the text has for them.
    fn named(&mut self, text: &Text<'a>, members: Listed<'a>, part: Item, path: &str) -> String {
        let mut names = String::new();
        let list = match member(members, part.name) {
            Some(Json::Array(list)) => list.as_slice(),
            _ => &[],
        };
        if list.is_empty() {
            self.find(path, Some(part.article), Fault::Missing);
        }
        let empty = Json::Null;
        let listed = member(text.members, "categories").unwrap_or(&empty);
        let categories: &[Json] = if let Json::Array(list) = listed { list } else { &[] };
        for field in list {
            let name = categories.iter().find_map(|category| {
                let Json::Object(category) = category else { return None };
                if member(category, "field") == Some(field) { member(category, "name") } else { None }
            });
            if !names.is_empty() {
                names.push_str(text.word("list"));
            }
            match name {
                Some(Json::Text(name)) => names.push_str(name),
                _ => self.find(path, Some(part.article), Fault::Unusable),
            }
        }
        names
    }

    fn minors(&mut self, text: &mut Text<'a>, item: Item) {
        let Some(json) = member(text.members, item.name) else {
            return self.find(item.name, Some(item.article), Fault::Missing);
        };
        let members = self.members(json, &MINORS, item.name);
        for name in MINORS {
            let value = self.usable(member(members, name), &joined(item.name, name), Some(item.article));
            text.block(&[text.word(name), value]);
        }
    }

    /// Documents that are agreed to with the notice, each by name, version and digest.
    fn documents(&mut self, text: &mut Text<'a>) {
        let list = match member(text.members, "documents") {
            None => return,
            Some(Json::Array(list)) if !list.is_empty() => list,
            Some(_) => return self.find("documents", None, Fault::Unusable),
        };
        for document in list {
            let members = self.members(document, &["name", "version", "sha256"], "documents");
            let mut line = text.word("documents").to_owned();
            for part in ["name", "version", "sha256"] {
                if part != "name" {
                    line.push_str(text.word("separator"));
                }
                line.push_str(self.usable(member(members, part), &joined("documents", part), None));
            }
            text.blocks.push(line);
        }
    }
}

/// A text while it is put together.
struct Text<'a> {
    members: Listed<'a>,
    words: Listed<'a>,
    blocks: Vec<String>,
    fields: Vec<Field>,
    recipients: Vec<String>,
}

impl<'a> Text<'a> {
    /// A word; nothing for an item that stands without a heading.
    fn word(&self, name: &str) -> &'a str {
        match member(self.words, name) {
            Some(Json::Text(word)) => word,
            _ => "",
        }
    }

    fn block(&mut self, parts: &[&str]) {
        self.blocks.push(parts.concat());
    }

    fn part(&self, line: &mut String, word: &str, value: &str) {
        if !line.is_empty() {
            line.push_str(self.word("separator"));
        }
        line.push_str(self.word(word));
        line.push_str(value);
    }
}

fn parts_of(item: Item) -> impl Iterator<Item = (Item, &'static str)> {
    PARTS.iter().filter(move |(of, ..)| *of == item.name).map(|(_, part, word)| (*part, *word))
}
