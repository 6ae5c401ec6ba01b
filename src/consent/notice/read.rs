//! The one reader of a notice, for both ends: it puts the blocks together and remembers everything that is wrong. The
//! page carries it, so it is small rather than quick.

mod text;

use super::{Fault, Finding, Notice};
use crate::consent::policy::is_name;
use crate::json::Json;
use crate::prelude::*;
use crate::text::trim;

/// Reads a document.
pub(super) fn document(json: &Json) -> Result<Notice, Vec<Finding>> {
    let mut reader = Reader { lang: "", findings: Vec::new() };
    let members = reader.object(json, "", ["v", "id", "version", "audience", "texts"].into_iter());
    if !matches!(member(members, "v"), Some(Json::Int(1))) {
        reader.find("", "v", Fault::Unusable);
    }
    let id = reader.name(members, "", "id").to_owned();
    let version = reader.name(members, "", "version").to_owned();
    let minors = member(members, "audience").is_some();
    if minors && reader.text(members, "", "audience") != "guardians" {
        reader.find("", "audience", Fault::Unusable);
    }
    let listed = member(members, "texts").map(object).unwrap_or_default();
    if listed.is_empty() {
        reader.find("", "texts", Fault::Missing);
    }
    let mut texts = Vec::new();
    for (lang, text) in listed {
        if !is_name(lang) {
            reader.find("", "texts", Fault::Unusable);
        }
        reader.lang = lang;
        texts.push(reader.language(text, minors));
    }
    if reader.findings.is_empty() { Ok(Notice { id, version, minors, texts }) } else { Err(reader.findings) }
}

/// The members of an object.
pub(super) type Listed<'a> = &'a [(String, Json)];

#[inline(never)]
pub(super) fn member<'a>(members: Listed<'a>, name: &str) -> Option<&'a Json> {
    members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

pub(super) fn object(json: &Json) -> Listed<'_> {
    if let Json::Object(members) = json { members } else { &[] }
}

struct Reader<'a> {
    lang: &'a str,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    #[inline(never)]
    fn find(&mut self, of: &str, name: &str, fault: Fault) {
        let mut item = of.to_owned();
        if !of.is_empty() && !name.is_empty() {
            item.push('.');
        }
        item.push_str(name);
        self.findings.push(Finding { lang: self.lang.to_owned(), item, fault });
    }

    /// Something is not there, or of another type.
    fn lacks(&mut self, there: bool, of: &str, name: &str) {
        self.find(of, name, if there { Fault::Unusable } else { Fault::Missing });
    }

    /// The members of an object; those that nothing here knows are found.
    fn object<'b>(
        &mut self,
        json: &'a Json,
        of: &str,
        known: impl Iterator<Item = &'b str> + Clone,
    ) -> Listed<'a> {
        if !matches!(json, Json::Object(_)) {
            self.find("", of, Fault::Unusable);
        }
        let members = object(json);
        for (name, _) in members {
            if !known.clone().any(|known| known == name) {
                self.find(of, name, Fault::Unknown);
            }
        }
        members
    }

    /// A text that can be a block, or a part of one.
    #[inline(never)]
    fn text(&mut self, members: Listed<'a>, of: &str, name: &str) -> &'a str {
        let found = member(members, name);
        match found {
            Some(Json::Text(text)) if is_block(text) => text,
            _ => {
                self.lacks(found.is_some(), of, name);
                ""
            }
        }
    }

    /// A name for machines.
    fn name(&mut self, members: Listed<'a>, of: &str, name: &str) -> &'a str {
        let text = self.text(members, of, name);
        if !text.is_empty() && !is_name(text) {
            self.find(of, name, Fault::Unusable);
        }
        text
    }

    /// A list; an empty one is as good as none.
    #[inline(never)]
    fn list(&mut self, members: Listed<'a>, of: &str, name: &str) -> &'a [Json] {
        let found = member(members, name);
        match found {
            Some(Json::Array(list)) if !list.is_empty() => list,
            _ => {
                self.lacks(!matches!(found, None | Some(Json::Array(_))), of, name);
                &[]
            }
        }
    }
}

/// Can be a block, or the end of one.
fn is_block(text: &str) -> bool {
    is_plain(text) && trim(text).len() == text.len()
}

/// No line break and no other control character.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}
