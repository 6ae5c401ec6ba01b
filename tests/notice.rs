//! What a notice must say: each mandatory item taken out of the sample, one test each, with its article; and that the
//! reader and the JSON Schema agree.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

#[path = "notice/schema.rs"]
mod schema;

use realname::code::{Code, Field};
use realname::consent::Notice;
use realname::consent::notice::document::{Document, Mode};
use realname::consent::notice::{Article, Fault, ITEMS, WORDS};
use serde_json::{Value, json};

/// A separate consent, with a recipient.
const SAMPLE: &str = include_str!("../server/demo/identity-check.json");

fn sample() -> Value {
    serde_json::from_str(SAMPLE).unwrap()
}

/// The sample for the guardians of children.
fn for_guardians() -> Value {
    let mut notice = sample();
    notice["audience"] = json!("guardians");
    for (_, text) in notice["texts"].as_object_mut().unwrap() {
        text["minors"] = json!({});
        for name in ITEMS.iter().filter(|item| item.of == "minors").map(|item| item.name) {
            text["minors"][name] = json!(format!("on {name}"));
            text["words"][name] = json!(format!("{name}: "));
        }
    }
    notice
}

fn agrees(notice: &Value) -> Result<Notice, Vec<realname::consent::notice::Finding>> {
    let schema = serde_json::from_str(include_str!("../docs/schema/notice.json")).unwrap();
    let read = Notice::examine(notice.to_string().as_bytes());
    assert_eq!(schema::valid(&schema, notice), read.is_ok(), "schema and reader differ: {:?}", read.err());
    let bytes = notice.to_string();
    assert_eq!(Notice::parse(bytes.as_bytes()).is_ok(), read.is_ok());
    if read.is_err() {
        assert_eq!(Notice::parse(bytes.as_bytes()), Err(Code::Notice));
    }
    read
}

/// Takes an item out of the English text: one finding, of that item, with that article.
fn without(mut notice: Value, path: &str, article: Article) {
    let mut at = &mut notice["texts"]["en"];
    let (group, name) = path.rsplit_once('.').unwrap_or(("", path));
    if !group.is_empty() {
        at = &mut at[group];
    }
    if at.is_array() {
        at = &mut at[0];
    }
    at.as_object_mut().unwrap().remove(name).unwrap_or_else(|| panic!("the sample has no {path}"));
    let found = agrees(&notice).unwrap_err();
    let only = found.first().unwrap();
    assert_eq!((only.lang.as_str(), only.item.as_str()), ("en", path), "{found:?}");
    assert_eq!((only.article(), only.fault), (Some(article), Fault::Missing));
}

macro_rules! mandatory {
    ($($test:ident: $sample:ident $path:literal $article:ident,)+) => {
        $(#[test] fn $test() { without($sample(), $path, Article::$article); })+
        /// What the tests above take out.
        const TAKEN_OUT: &[(&str, Article)] = &[$(($path, Article::$article),)+];
    };
}

mandatory! {
    without_a_title: sample "title" Pipl17,
    without_a_controller: sample "controller" Pipl17Who,
    without_the_name_of_the_controller: sample "controller.name" Pipl17Who,
    without_a_contact: sample "contact" Pipl17Who,
    without_a_complaint_channel: sample "complaint" Blockchain18,
    without_purposes: sample "purposes" Pipl17What,
    without_a_method: sample "method" Pipl17What,
    without_categories: sample "categories" Pipl17What,
    without_the_field_of_a_category: sample "categories.field" Pipl17What,
    without_the_name_of_a_category: sample "categories.name" Pipl17What,
    without_the_sensitivity_of_a_category: sample "categories.sensitive" Pipl30,
    without_retention: sample "retention" Pipl17What,
    without_a_period: sample "retention.period" Pipl17What,
    without_what_happens_after_it: sample "retention.expiry" Data21,
    without_a_list_of_recipients: sample "recipients" Data21,
    without_the_id_of_a_recipient: sample "recipients.id" Pipl23,
    without_the_name_of_a_recipient: sample "recipients.name" Pipl23,
    without_the_contact_of_a_recipient: sample "recipients.contact" Pipl23,
    without_the_purpose_of_a_recipient: sample "recipients.purpose" Pipl23,
    without_the_method_of_a_recipient: sample "recipients.method" Pipl23,
    without_the_categories_of_a_recipient: sample "recipients.categories" Pipl23,
    without_the_mode_of_a_recipient: sample "recipients.mode" Pipl23,
    without_necessity: sample "necessity" Pipl30,
    without_the_effect_on_the_person: sample "effect" Pipl30,
    without_rights: sample "rights" Pipl17Rights,
    without_a_way_to_withdraw: sample "withdrawal" Pipl15,
    without_a_way_to_close_the_account: sample "cancellation" Data21,
    without_what_guardians_are_told: for_guardians "minors" Children10,
    without_the_scope_for_guardians: for_guardians "minors.scope" Children10,
    without_the_storage_for_guardians: for_guardians "minors.storage" Children10,
    without_the_safeguards_for_guardians: for_guardians "minors.safeguards" Children10,
    without_the_refusal_for_guardians: for_guardians "minors.refusal" Children10,
    without_the_channel_for_guardians: for_guardians "minors.channel" Children10,
    without_the_correction_for_guardians: for_guardians "minors.correction" Children10,
}

#[test]
fn no_mandatory_item_is_without_its_test() {
    for item in ITEMS {
        let path =
            if item.of.is_empty() { item.name.to_owned() } else { format!("{}.{}", item.of, item.name) };
        assert!(TAKEN_OUT.contains(&(path.as_str(), item.article)), "{path}");
    }
    assert_eq!(TAKEN_OUT.len(), ITEMS.len());
    // The blocks come in the order of the table.
    let order = ITEMS.iter().filter(|item| item.of.is_empty()).map(|item| item.name);
    assert!(order.eq(Notice::examine(b"{\"v\":1,\"id\":\"a\",\"version\":\"1\",\"audience\":\"guardians\",\"texts\":{\"en\":{\"words\":{}}}}")
        .unwrap_err().iter().filter(|f| !f.item.contains('.')).map(|f| f.item.as_str())));
    for article in Article::ALL {
        assert!(article.zh().contains('第') && article.en().contains("Art. "), "{}", article.as_str());
    }
}

#[test]
fn the_samples_are_notices_by_reader_and_schema() {
    for sample in [
        sample(),
        for_guardians(),
        serde_json::from_str(include_str!("../server/demo/real-name.json")).unwrap(),
    ] {
        agrees(&sample).unwrap();
    }
}

#[test]
fn a_word_that_lacks_is_named() {
    for word in WORDS {
        let mut notice = sample();
        notice["texts"]["en"]["words"].as_object_mut().unwrap().remove(word);
        let found = agrees(&notice).unwrap_err();
        assert_eq!(found.first().unwrap().item, format!("words.{word}"));
    }
}

#[test]
fn what_cannot_be_shown_or_means_nothing_is_refused() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 15] = [
        (|n| n["texts"]["en"]["effect"] = json!(""), "effect"),
        (|n| n["texts"]["en"]["effect"] = json!(" blank"), "effect"),
        (|n| n["texts"]["en"]["effect"] = json!("two\nlines"), "effect"),
        (|n| n["texts"]["en"]["effect"] = json!(1), "effect"),
        (|n| n["texts"]["en"]["purposes"] = json!([]), "purposes"),
        (|n| n["texts"]["en"]["categories"][0]["field"] = json!("blood_type"), "categories.field"),
        (|n| n["texts"]["en"]["recipients"][0]["mode"] = json!("sell"), "recipients.mode"),
        (|n| n["texts"]["en"]["recipients"][0]["id"] = json!("a b"), "recipients.id"),
        (|n| n["texts"]["en"]["recipients"][0]["more"] = json!("x"), "recipients.more"),
        (|n| n["texts"]["en"]["minors"] = json!({}), "minors"),
        (|n| n["texts"]["en"]["marketing"] = json!("x"), "marketing"),
        (|n| n["audience"] = json!("adults"), "audience"),
        (|n| n["texts"] = json!({}), "texts"),
        (|n| n["id"] = json!("a/b"), "id"),
        (|n| n["v"] = json!(2), "v"),
    ];
    for (change, item) in changes {
        let mut notice = sample();
        change(&mut notice);
        let found = agrees(&notice).unwrap_err();
        assert!(found.iter().any(|finding| finding.item == item), "{item}: {found:?}");
    }
    // Beyond what a schema says: a category that is not listed, a member twice.
    let mut notice = sample();
    notice["texts"]["en"]["recipients"][0]["categories"] = json!(["org_code"]);
    assert!(Notice::examine(notice.to_string().as_bytes()).is_err());
    let twice = SAMPLE.replacen("\"v\": 1,", "\"v\": 1, \"v\": 1,", 1);
    assert!(Notice::examine(twice.as_bytes()).is_err());
}

#[test]
fn the_canonical_text_is_every_item_in_its_order_and_nothing_else() {
    let notice = Notice::parse(SAMPLE.as_bytes()).unwrap();
    let text = notice.text("zh-CN").unwrap();
    let lines: Vec<&str> = text.blocks.iter().map(String::as_str).collect();
    assert_eq!(lines.len(), 14);
    assert_eq!(text.canonical(), lines.join("\n"));
    for (line, start) in lines.iter().zip([
        "向核验机构",
        "个人信息处理者：",
        "联系方式：",
        "投诉举报：",
        "处理目的：",
        "处理方式：",
        "个人信息种类：证件类型、身份证件号码（敏感个人信息）、姓名、移动电话号码",
        "保存期限：",
        "接收方：模拟核验机构",
        "必要性：",
        "对个人权益的影响：",
        "您的权利：",
        "您可以不同意",
        "您可以随时",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    assert!(lines[7].ends_with("；到期后：删除"), "{}", lines[7]);
    assert!(lines[8].contains("（向其提供）；联系方式：") && lines[8].contains("；个人信息种类：证件类型、"));
    assert_eq!(text.fields, [Field::DocumentKind, Field::Document, Field::Name, Field::Mobile]);
    let recipients: Vec<_> = text.recipients.iter().map(|(id, name)| (id.as_str(), &name[..18])).collect();
    assert_eq!(recipients, [("simulated-authority", "模拟核验机构")]);
}

#[test]
fn the_same_document_can_be_read_item_by_item() {
    let document = Document::read(SAMPLE.as_bytes(), "en").unwrap();
    assert!(document.controller.starts_with("Chenglian") && document.uscc.is_none());
    let [recipient] = document.recipients.as_slice() else { panic!("one recipient") };
    assert_eq!((recipient.id.as_str(), recipient.mode), ("simulated-authority", Mode::Provide));
    assert_eq!(recipient.categories.len(), 4);
    let sensitive: Vec<Field> = document.categories.iter().filter(|c| c.sensitive).map(|c| c.field).collect();
    assert_eq!(sensitive, [Field::Document]);
    assert_eq!(Document::read(SAMPLE.as_bytes(), "fr"), Err(Vec::new()));
    assert!(Document::read(b"{}", "en").is_err_and(|found| !found.is_empty()));
}
