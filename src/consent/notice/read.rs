//! The one reader of a notice, for both ends: it puts the blocks together and remembers everything that is wrong.

mod text;

use super::item::Item;
use super::{Article, Fault, Finding, Notice};
use crate::code::Field;
use crate::consent::policy::is_name;
use crate::json::Json;
use crate::prelude::*;

/// Reads a document.
pub(super) fn document(json: &Json) -> Result<Notice, Vec<Finding>> {
    let mut reader = Reader { lang: "", findings: Vec::new() };
    let members = reader.members(json, &["v", "id", "version", "audience", "texts"], "");
    if member(members, "v") != Some(&Json::Int(1)) {
        reader.find("v", None, Fault::Unusable);
    }
    let id = reader.name(members, "id");
    let version = reader.name(members, "version");
    let minors = match member(members, "audience") {
        None => false,
        Some(Json::Text(who)) if who == "guardians" => true,
        Some(_) => {
            reader.find("audience", None, Fault::Unusable);
            false
        }
    };
    let mut texts = Vec::new();
    let listed: &[(String, Json)] = match member(members, "texts") {
        Some(Json::Object(list)) => list,
        _ => &[],
    };
    if listed.is_empty() {
        reader.find("texts", None, Fault::Missing);
    }
    for (lang, text) in listed {
        if !is_name(lang) {
            reader.find("texts", None, Fault::Unusable);
        }
        reader.lang = lang;
        texts.push(reader.text(text, minors));
    }
    if reader.findings.is_empty() { Ok(Notice { id, version, minors, texts }) } else { Err(reader.findings) }
}

pub(super) type Listed<'a> = &'a [(String, Json)];

pub(super) fn member<'a>(members: Listed<'a>, name: &str) -> Option<&'a Json> {
    members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

struct Reader<'a> {
    lang: &'a str,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn find(&mut self, item: &str, article: Option<Article>, fault: Fault) {
        self.findings.push(Finding { lang: self.lang.to_owned(), item: item.to_owned(), article, fault });
    }

    /// The members of an object; those that nothing here knows are found.
    fn members(&mut self, json: &'a Json, known: &[&str], path: &str) -> Listed<'a> {
        let Json::Object(members) = json else {
            self.find(path, None, Fault::Unusable);
            return &[];
        };
        for (name, _) in members {
            if !known.contains(&name.as_str()) {
                self.find(&joined(path, name), None, Fault::Unknown);
            }
        }
        members
    }

    /// A text that can be a block, or a part of one.
    fn usable(&mut self, found: Option<&'a Json>, path: &str, article: Option<Article>) -> &'a str {
        let fault = match found {
            Some(Json::Text(text)) if is_usable(text) => return text,
            Some(_) => Fault::Unusable,
            None => Fault::Missing,
        };
        self.find(path, article, fault);
        ""
    }

    /// A name for machines.
    fn name(&mut self, members: Listed<'a>, path: &str) -> String {
        let name = self.usable(member(members, path), path, None);
        if !name.is_empty() && !is_name(name) {
            self.find(path, None, Fault::Unusable);
        }
        name.to_owned()
    }

    /// A list that is not empty, unless it may be.
    fn list(&mut self, members: Listed<'a>, item: Item, may_be_empty: bool) -> &'a [Json] {
        let fault = match member(members, item.name) {
            Some(Json::Array(list)) if may_be_empty || !list.is_empty() => return list,
            Some(Json::Array(_)) | None => Fault::Missing,
            Some(_) => Fault::Unusable,
        };
        self.find(item.name, Some(item.article), fault);
        &[]
    }

    fn field(&mut self, found: Option<&'a Json>, path: &str, article: Option<Article>) -> Option<Field> {
        let name = self.usable(found, path, article);
        let field = Field::from_wire(name);
        if field.is_none() && !name.is_empty() {
            self.find(path, article, Fault::Unusable);
        }
        field
    }
}

fn joined(group: &str, name: &str) -> String {
    if group.is_empty() { name.to_owned() } else { [group, ".", name].concat() }
}

/// No line break and no other control character.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

fn is_usable(text: &str) -> bool {
    is_plain(text) && text.trim() == text
}
