//! The notice (告知): a typed, versioned document, one text a language, and its canonical form, which is what is shown
//! and signed. [`item`] lists what it must say and by which article; [`read`] reads it, the same on both ends.

mod article;
mod change;
pub mod document;
mod item;
mod read;

pub use article::Article;
pub use change::{Step, changes};
pub use item::{ITEMS, Item, WORDS};

use crate::code::{Code, Field};
use crate::json::Json;
use crate::prelude::*;
use crate::suite::jose::digest_of;

/// A notice as it is shown in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// BCP 47 tag.
    pub lang: String,
    /// The blocks in their fixed order; the first is the title. None holds a line break.
    pub blocks: Vec<String>,
    /// The fields that its categories name: no other may be asked for.
    pub fields: Vec<Field>,
    /// The recipients that it lists: id and name.
    pub recipients: Vec<(String, String)>,
}

/// A notice document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its name; the same for all versions.
    pub id: String,
    /// Its version, a date or a number.
    pub version: String,
    /// Whether it is for guardians of children under 14.
    pub minors: bool,
    /// The texts.
    pub texts: Vec<NoticeText>,
}

/// What is wrong with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It is of another type, empty, has blanks at an end, a line break or a control character, or names something
    /// that is not there.
    Unusable,
    /// No notice has such a member.
    Unknown,
}

/// One thing that is wrong with a notice. Names of members only: whoever writes a notice wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The language, or nothing for the document itself.
    pub lang: String,
    /// The item, with the one that it is a part of before it: `retention.period`.
    pub item: String,
    /// What is wrong.
    pub fault: Fault,
}

impl Finding {
    /// The article that demands the item, where one does.
    #[must_use]
    pub fn article(&self) -> Option<Article> {
        let (of, name) = self.item.split_once('.').unwrap_or(("", &self.item));
        ITEMS.iter().find(|item| item.of == of && item.name == name).map(|item| item.article)
    }
}

impl Notice {
    /// Reads a notice document. Texts must be in Unicode normalisation form C; the server checks that when it starts.
    ///
    /// # Errors
    /// `E_NOTICE`; [`Notice::examine`] says why.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        Self::examine(bytes).map_err(|_| Code::Notice)
    }

    /// Reads a notice document, or says everything that is wrong with it.
    ///
    /// # Errors
    /// What is wrong, in the order of the document's items; never nothing.
    pub fn examine(bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        read::document(&Json::parse(bytes).unwrap_or(Json::Null))
    }

    /// The text in a language.
    #[must_use]
    pub fn text(&self, lang: &str) -> Option<&NoticeText> {
        self.texts.iter().find(|text| text.lang == lang)
    }
}

impl NoticeText {
    /// The canonical text: the blocks joined by LF, no markup. No block holds an LF, so no two lists of blocks share
    /// one form.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        for (at, block) in self.blocks.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            text.push_str(block);
        }
        text
    }

    /// base64url digest of the canonical text: what a decision signs.
    #[must_use]
    pub fn digest(&self) -> String {
        digest_of(self.canonical().as_bytes())
    }
}
