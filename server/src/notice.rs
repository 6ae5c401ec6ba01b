//! What is wrong with a notice, in words for the one who writes it: the core's findings with their articles, and
//! Unicode normalisation form C, whose tables the page does without.

use realname::consent::Notice;
use realname::consent::notice::{Fault, Finding};
use realname::json::{Json, Writer};
use unicode_normalization::is_nfc;

/// Everything that is wrong with a notice; the notice itself when it may be shown.
///
/// # Errors
/// One sentence a finding.
pub fn check(bytes: &[u8]) -> Result<Notice, Vec<String>> {
    let notice = Notice::examine(bytes).map_err(|found| found.iter().map(sentence).collect::<Vec<_>>())?;
    // Over the whole text, for two blocks in form C need not be so together.
    let others: Vec<String> = notice
        .texts
        .iter()
        .filter(|text| !is_nfc(&text.canonical()))
        .map(|text| format!("{}: not in Unicode normalisation form C", text.lang))
        .collect();
    if others.is_empty() { Ok(notice) } else { Err(others) }
}

fn sentence(finding: &Finding) -> String {
    let Finding { lang, item, fault } = finding;
    let mut text = String::new();
    if !lang.is_empty() {
        text = format!("{lang}: ");
    }
    text += &match fault {
        Fault::Missing => format!("`{item}` is missing"),
        Fault::Unusable => format!("`{item}` cannot be used as it is"),
        Fault::Unknown => format!("`{item}` is not a member of a notice"),
    };
    if let Some(article) = finding.article() {
        text += &format!(" ({}; {})", article.zh(), article.en());
    }
    text
}

/// A notice as it is published: the document without its blanks, members in their order.
///
/// # Errors
/// `E_FORMAT` when it is not JSON.
pub fn compact(bytes: &[u8]) -> Result<String, realname::code::Code> {
    let mut json = Writer::new();
    json.value(&Json::parse(bytes)?);
    Ok(json.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = include_str!("../demo/real-name.json");

    #[test]
    fn the_demo_notice_is_complete_and_published_as_it_is() {
        let notice = check(DEMO.as_bytes()).unwrap();
        assert_eq!(Notice::parse(compact(DEMO.as_bytes()).unwrap().as_bytes()).unwrap(), notice);
    }

    #[test]
    fn what_is_missing_is_named_with_its_article_in_both_languages() {
        let without = DEMO.replacen("\"rights\": \"在", "\"right\": \"在", 1);
        let found = check(without.as_bytes()).unwrap_err();
        assert!(found.contains(&"zh-CN: `right` is not a member of a notice".to_owned()), "{found:?}");
        let lacking = found.iter().find(|text| text.starts_with("zh-CN: `rights` is missing")).unwrap();
        assert!(lacking.contains("第十七条") && lacking.contains("Art. 17"), "{lacking}");
    }

    #[test]
    fn decomposed_letters_are_refused() {
        let text = DEMO.replacen("\"title\": \"", "\"title\": \"e\u{301}", 1);
        assert_eq!(check(text.as_bytes()).unwrap_err(), ["zh-CN: not in Unicode normalisation form C"]);
    }
}
