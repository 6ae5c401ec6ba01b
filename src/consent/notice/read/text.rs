//! The blocks of one language, in the order of the items: a table of what each is made of, and its interpreter. A
//! function an item would be more than the page can carry.

use super::{Listed, Reader, is_block, is_plain, member, object};
use crate::code::Field;
use crate::consent::notice::item::{FURTHER_WORDS, WORDS};
use crate::consent::notice::{Fault, NoticeText};
use crate::consent::policy::is_name;
use crate::json::Json;
use crate::prelude::*;

/// How a member of an object is read, and what of it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// A text, behind the word.
    Text,
    /// The same, and it may be missing.
    Optional,
    /// The same, on a line of its own.
    Line,
    /// A name for machines, not shown.
    Id,
    /// `entrust` or `provide`, shown as the word of that name.
    Mode,
    /// A field, not shown.
    Field,
    /// Whether the word is shown.
    Flag,
    /// Fields, shown by the names that the text has for them.
    Fields,
}

/// A member of an object, the word before it, and how it is read.
type Part = (&'static str, &'static str, How);

/// What an item is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A text.
    Text,
    /// Texts, on one line.
    Texts,
    /// An object, on one line but for [`How::Line`].
    Object,
    /// Objects, each on a line of its own; when there is none, a word says so.
    Lines,
    /// Objects, on one line.
    List,
    /// Nothing that is shown.
    Words,
}

/// The members of a text: its items in the order in which they are shown, then the words.
const ITEMS: [(&str, Shape, &[Part]); 17] = [
    ("title", Shape::Text, &[]),
    ("controller", Shape::Object, &[("name", "controller", How::Text), ("uscc", "uscc", How::Optional)]),
    ("contact", Shape::Text, &[]),
    ("complaint", Shape::Text, &[]),
    ("purposes", Shape::Texts, &[]),
    ("method", Shape::Text, &[]),
    (
        "categories",
        Shape::List,
        &[("field", "", How::Field), ("name", "", How::Text), ("sensitive", "", How::Flag)],
    ),
    ("retention", Shape::Object, &[("period", "retention", How::Text), ("expiry", "expiry", How::Text)]),
    (
        "recipients",
        Shape::Lines,
        &[
            ("id", "", How::Id),
            ("name", "recipients", How::Text),
            ("mode", "", How::Mode),
            ("contact", "contact", How::Text),
            ("purpose", "purposes", How::Text),
            ("method", "method", How::Text),
            ("categories", "categories", How::Fields),
        ],
    ),
    ("necessity", Shape::Text, &[]),
    ("effect", Shape::Text, &[]),
    ("rights", Shape::Text, &[]),
    ("withdrawal", Shape::Text, &[]),
    ("cancellation", Shape::Text, &[]),
    (
        "minors",
        Shape::Object,
        &[
            ("scope", "scope", How::Line),
            ("storage", "storage", How::Line),
            ("safeguards", "safeguards", How::Line),
            ("refusal", "refusal", How::Line),
            ("channel", "channel", How::Line),
            ("correction", "correction", How::Line),
        ],
    ),
    (
        "documents",
        Shape::Lines,
        &[("name", "documents", How::Text), ("version", "", How::Text), ("sha256", "", How::Text)],
    ),
    ("words", Shape::Words, &[]),
];

/// A text while it is put together.
struct Text<'a> {
    members: Listed<'a>,
    words: Listed<'a>,
    /// The block that is being made.
    line: String,
    made: NoticeText,
}

impl Text<'_> {
    /// Adds a word, which may be no word, and something behind it.
    #[inline(never)]
    fn add(&mut self, word: &str, value: &str) {
        if let Some(Json::Text(word)) = member(self.words, word) {
            self.line.push_str(word);
        }
        self.line.push_str(value);
    }

    /// The block is made.
    #[inline(never)]
    fn end(&mut self) {
        self.made.blocks.push(core::mem::take(&mut self.line));
    }
}

impl<'a> Reader<'a> {
    /// Reads a text.
    pub(super) fn language(&mut self, json: &'a Json, minors: bool) -> NoticeText {
        let members = self.object(json, "", ITEMS.iter().map(|(name, ..)| *name));
        let words = member(members, "words").map(object).unwrap_or_default();
        let made = NoticeText {
            lang: self.lang.to_owned(),
            blocks: Vec::new(),
            fields: Vec::new(),
            recipients: Vec::new(),
        };
        let mut text = Text { members, words, line: String::new(), made };
        self.words(&text, minors);
        for (item, shape, parts) in ITEMS {
            let there = member(members, item);
            if item == "minors" && !minors {
                if there.is_some() {
                    self.find("", item, Fault::Unknown);
                }
            } else if there.is_some() || item != "documents" {
                self.item(&mut text, item, shape, parts);
            }
        }
        text.made
    }

    fn words(&mut self, text: &Text<'a>, minors: bool) {
        if member(text.members, "words").is_none() {
            return self.find("", "words", Fault::Missing);
        }
        for word in WORDS.iter().chain(&FURTHER_WORDS) {
            let found = member(text.words, word);
            let wanted = match *word {
                "documents" => member(text.members, word).is_some(),
                _ => minors || WORDS.contains(word),
            };
            // A heading may end in a blank; it is never a block of its own.
            if wanted && !matches!(found, Some(Json::Text(said)) if is_plain(said)) {
                self.lacks(found.is_some(), "words", word);
            } else if !wanted && found.is_some() {
                self.find("words", word, Fault::Unknown);
            }
        }
        for (word, _) in text.words {
            if !WORDS.iter().chain(&FURTHER_WORDS).any(|known| known == word) {
                self.find("words", word, Fault::Unknown);
            }
        }
    }

    fn item(&mut self, text: &mut Text<'a>, item: &str, shape: Shape, parts: &[Part]) {
        match shape {
            Shape::Words => return,
            Shape::Text => {
                let value = self.text(text.members, "", item);
                text.add(item, value);
            }
            Shape::Object => match member(text.members, item) {
                Some(json) => self.parts(text, json, item, parts, "separator"),
                None => self.find("", item, Fault::Missing),
            },
            Shape::Lines if item == "recipients" && self.nobody(text) => {}
            Shape::Texts | Shape::List | Shape::Lines => {
                if shape != Shape::Lines {
                    text.add(item, "");
                }
                for (at, json) in self.list(text.members, "", item).iter().enumerate() {
                    if at > 0 && shape == Shape::Lines {
                        text.end();
                    } else if at > 0 {
                        text.add(if shape == Shape::List { "list" } else { "separator" }, "");
                    }
                    match (shape, json) {
                        (Shape::Texts, Json::Text(value)) if is_block(value) => text.add("", value),
                        (Shape::Texts, _) => self.find("", item, Fault::Unusable),
                        _ => self.parts(
                            text,
                            json,
                            item,
                            parts,
                            if shape == Shape::List { "" } else { "separator" },
                        ),
                    }
                }
            }
        }
        if !text.line.is_empty() {
            text.end();
        }
    }

    /// A list of recipients without any is said in words.
    fn nobody(&self, text: &mut Text<'a>) -> bool {
        let nobody = matches!(member(text.members, "recipients"), Some(Json::Array(list)) if list.is_empty());
        if nobody {
            text.add("recipients", "");
            text.add("nobody", "");
        }
        nobody
    }

    /// An object, its parts behind the separator.
    fn parts(&mut self, text: &mut Text<'a>, json: &'a Json, of: &str, parts: &[Part], separator: &str) {
        let members = self.object(json, of, parts.iter().map(|(name, ..)| *name));
        for (name, word, how) in parts {
            let found = member(members, name);
            if *how == How::Flag {
                match found {
                    Some(Json::Bool(true)) => text.add(name, ""),
                    Some(Json::Bool(false)) => {}
                    _ => self.lacks(found.is_some(), of, name),
                }
                continue;
            }
            if *how == How::Optional && found.is_none() {
                continue;
            }
            if matches!(how, How::Text | How::Optional | How::Fields) && !text.line.is_empty() {
                text.add(separator, "");
            }
            if *how == How::Fields {
                text.add(word, "");
                for (at, field) in self.list(members, of, name).iter().enumerate() {
                    if at > 0 {
                        text.add("list", "");
                    }
                    match named(text.members, field) {
                        Some(name) => text.add("", name),
                        None => self.find(of, name, Fault::Unusable),
                    }
                }
                continue;
            }
            let value = self.text(members, of, name);
            let mut good = true;
            match how {
                How::Id => {
                    good = is_name(value) && !text.made.recipients.iter().any(|(there, _)| there == value);
                    text.made.recipients.push((value.to_owned(), String::new()));
                }
                How::Mode => {
                    good = matches!(value, "entrust" | "provide");
                    text.add(value, "");
                }
                How::Field => match Field::from_wire(value) {
                    Some(field) if !text.made.fields.contains(&field) => text.made.fields.push(field),
                    _ => good = false,
                },
                _ => {
                    if *word == "recipients"
                        && let Some((_, name)) = text.made.recipients.last_mut()
                    {
                        name.push_str(value);
                    }
                    text.add(word, value);
                }
            }
            if *how == How::Line {
                text.end();
            }
            if !good && !value.is_empty() {
                self.find(of, name, Fault::Unusable);
            }
        }
    }
}

/// What the text calls a field.
fn named<'a>(members: Listed<'a>, field: &Json) -> Option<&'a str> {
    let (Some(Json::Array(list)), Json::Text(field)) = (member(members, "categories"), field) else {
        return None;
    };
    list.iter().find_map(|category| {
        match (member(object(category), "field"), member(object(category), "name")) {
            (Some(Json::Text(there)), Some(Json::Text(name))) if there == field => Some(name.as_str()),
            _ => None,
        }
    })
}
