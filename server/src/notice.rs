//! Whether a notice says everything that it must: each block in each language, in Unicode normalisation form C. The
//! core refuses a bad notice with one code; this names what is wrong, for the one who writes it.

use realname::consent::Notice;
use realname::consent::notice::BLOCKS;
use realname::json::Json;
use std::fmt;
use unicode_normalization::is_nfc;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The document as a whole is not of the format.
    Document,
    /// No text in any language.
    NoText,
    /// A block is missing in a language.
    Missing(String, &'static str),
    /// A block is empty, has blanks at an end, a line break or a control character.
    Unusable(String, &'static str),
    /// A block is not in normalisation form C.
    NotNormal(String, &'static str),
    /// A member that no notice has.
    Unknown(String, String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => {
                f.write_str("not a notice: {v: 1, id, version, fields, texts}, and nothing else")
            }
            Self::NoText => f.write_str("no text in any language"),
            Self::Missing(lang, block) => write!(f, "{lang}: `{block}` is missing"),
            Self::Unusable(lang, block) => {
                write!(
                    f,
                    "{lang}: `{block}` is empty, has blanks at an end, a line break or a control character"
                )
            }
            Self::NotNormal(lang, block) => write!(f, "{lang}: `{block}` is not in normalisation form C"),
            Self::Unknown(lang, name) => write!(f, "{lang}: `{name}` is not a block of a notice"),
        }
    }
}

/// Everything that is wrong with a notice; empty when it may be shown.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Finding> {
    let texts =
        Json::parse(bytes).and_then(Json::into_members).and_then(|mut members| members.object("texts"));
    let Ok(texts) = texts else { return vec![Finding::Document] };
    let mut found = Vec::new();
    let texts = texts.rest();
    if texts.is_empty() {
        found.push(Finding::NoText);
    }
    for (lang, text) in texts {
        let Ok(mut members) = text.into_members() else {
            found.push(Finding::Document);
            continue;
        };
        for block in BLOCKS {
            match members.optional_text(block) {
                Ok(Some(text))
                    if text.is_empty() || text.trim() != text || text.chars().any(char::is_control) =>
                {
                    found.push(Finding::Unusable(lang.clone(), block));
                }
                Ok(Some(text)) if !is_nfc(&text) => found.push(Finding::NotNormal(lang.clone(), block)),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => found.push(Finding::Missing(lang.clone(), block)),
            }
        }
        found.extend(members.rest().into_iter().map(|(name, _)| Finding::Unknown(lang.clone(), name)));
    }
    if found.is_empty() && Notice::parse(bytes).is_err() {
        found.push(Finding::Document);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = include_str!("../demo/real-name.json");

    #[test]
    fn the_demo_notice_is_complete() {
        assert_eq!(check(DEMO.as_bytes()), []);
    }

    #[test]
    fn what_is_missing_is_named() {
        let without = DEMO.replacen("\"rights\"", "\"right\"", 1);
        let found = check(without.as_bytes());
        assert!(found.contains(&Finding::Missing("zh-CN".into(), "rights")), "{found:?}");
        assert!(found.contains(&Finding::Unknown("zh-CN".into(), "right".into())), "{found:?}");
    }

    #[test]
    fn decomposed_letters_are_refused() {
        let text = DEMO.replacen("\"title\": \"", "\"title\": \"e\u{301}", 1);
        assert_eq!(check(text.as_bytes()), [Finding::NotNormal("zh-CN".into(), "title")]);
    }

    #[test]
    fn anything_else_is_not_a_notice() {
        assert_eq!(check(b"[]"), [Finding::Document]);
        assert_eq!(check(br#"{"texts":{}}"#), [Finding::NoText]);
    }
}
