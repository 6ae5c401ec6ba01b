//! The notice (告知): a versioned text, one a language, and its canonical form, which is what is shown and signed.

use super::policy::is_name;
use crate::code::{Code, Field};
use crate::json::{Json, Record, Writer};
use crate::prelude::*;
use crate::suite::jose::digest_of;

/// The blocks of a notice in their fixed order. Each is mandatory: PIPL Art. 17 and 30, 网络数据安全管理条例 Art. 21,
/// 区块链信息服务管理规定 Art. 18 (complaints).
pub const BLOCKS: [&str; 13] = [
    "title",
    "controller",
    "contact",
    "complaint",
    "purpose",
    "method",
    "categories",
    "retention",
    "recipients",
    "necessity",
    "effect",
    "rights",
    "withdrawal",
];

/// The text of a notice in one language, block by block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// BCP 47 tag.
    pub lang: String,
    /// The blocks in the order of [`BLOCKS`].
    pub blocks: Vec<String>,
}

/// A notice document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its name; the same for all versions.
    pub id: String,
    /// Its version, a date or a number.
    pub version: String,
    /// The fields that its `categories` block covers: no other may be asked for.
    pub fields: Vec<Field>,
    /// The texts.
    pub texts: Vec<NoticeText>,
}

impl Notice {
    /// Reads a notice document. Texts must be in Unicode normalisation form C; the server checks that when it starts.
    ///
    /// # Errors
    /// `E_NOTICE`: not the format, a block missing, empty or with a line break, a name that is not 1 to 64 characters
    /// of `[A-Za-z0-9._-]`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        Self::read(bytes).map_err(|_| Code::Notice)
    }

    fn read(bytes: &[u8]) -> Result<Self, Code> {
        let json = Json::parse(bytes)?;
        let mut record = Record::of(&json);
        let version = record.count("v");
        let notice = Self {
            id: record.owned("id"),
            version: record.owned("version"),
            fields: record.names("fields", Field::from_wire),
            texts: record
                .entries("texts")
                .iter()
                .map(|(lang, value)| record.inner(value, |blocks| text(lang, blocks)))
                .collect(),
        };
        record.finish()?;
        if version != 1 {
            return Err(Code::Format);
        }
        let named = is_name(&notice.id)
            && is_name(&notice.version)
            && notice.texts.iter().all(|text| is_name(&text.lang));
        if named && !notice.texts.is_empty() { Ok(notice) } else { Err(Code::Format) }
    }

    /// The text in a language.
    #[must_use]
    pub fn text(&self, lang: &str) -> Option<&NoticeText> {
        self.texts.iter().find(|text| text.lang == lang)
    }

    /// The document again, with the members in their fixed order.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.member("v", 1);
        json.text_member("id", &self.id);
        json.text_member("version", &self.version);
        let fields: Vec<&str> = self.fields.iter().map(|field| field.as_str()).collect();
        json.texts_member("fields", &fields);
        json.key("texts");
        json.begin_object();
        for text in &self.texts {
            json.key(&text.lang);
            json.begin_object();
            for (name, block) in BLOCKS.iter().zip(&text.blocks) {
                json.text_member(name, block);
            }
            json.end_object();
        }
        json.end_object();
        json.end_object();
        json.finish()
    }
}

impl NoticeText {
    /// The canonical text: the blocks joined by LF, no markup. No block holds an LF, so no two texts share one form.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.blocks.join("\n")
    }

    /// base64url digest of the canonical text: what a decision signs.
    #[must_use]
    pub fn digest(&self) -> String {
        digest_of(self.canonical().as_bytes())
    }
}

fn text(lang: &str, record: &mut Record<'_>) -> NoticeText {
    let blocks: Vec<String> = BLOCKS.iter().map(|name| record.owned(name)).collect();
    let usable =
        |block: &String| !block.is_empty() && !block.chars().any(char::is_control) && block.trim() == block;
    if !blocks.iter().all(usable) {
        record.refuse();
    }
    NoticeText { lang: lang.to_owned(), blocks }
}
