//! The documents of the fixed world: two notices and a policy.

use realname::code::Field;
use realname::consent::Notice;
use realname::consent::notice::{ITEMS, Item, WORDS};
use realname::json::Writer;

/// The notice of an id: every item says what it is, and nothing else.
pub(super) fn notice(id: &str) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("id", id);
    json.text_member("version", "2026-11-01");
    json.key("texts");
    json.begin_object();
    for lang in ["zh-CN", "en"] {
        json.key(lang);
        text(&mut json, id, lang);
    }
    json.end_object();
    json.end_object();
    json.finish()
}

fn text(json: &mut Writer, id: &str, lang: &str) {
    let says = |item: &str| format!("{id} {item} {lang}: 测试告知内容，不用于任何真实处理。");
    let fields = ["id_type", "id_number", "name", "mobile", "org_code"];
    json.begin_object();
    for Item { name, .. } in ITEMS.into_iter().filter(|item| item.of.is_empty()) {
        match name {
            "controller" => json.raw(&format!(r#""controller":{{"name":"{}"}}"#, says(name))),
            "purposes" => json.texts_member(name, &[says(name)]),
            "categories" => {
                let item =
                    |field| format!(r#"{{"field":"{field}","name":"{}","sensitive":false}}"#, says(field));
                json.raw(&format!(r#""categories":[{}]"#, fields.map(item).join(",")));
            }
            "retention" => {
                json.raw(&format!(
                    r#""retention":{{"period":"{}","expiry":"{}"}}"#,
                    says(name),
                    says("expiry")
                ));
            }
            "recipients" if id == "identity-check" => {
                let parts = ["name", "contact", "purpose", "method"]
                    .map(|part| format!(r#""{part}":"{}""#, says(part)));
                json.raw(&format!(
                    r#""recipients":[{{"id":"simulated-authority",{},"categories":["id_number","name"],"mode":"provide"}}]"#,
                    parts.join(",")
                ));
            }
            "recipients" => json.raw(r#""recipients":[]"#),
            "minors" => {}
            name => json.text_member(name, &says(name)),
        }
    }
    json.key("words");
    json.begin_object();
    for word in WORDS {
        json.text_member(word, &format!("{word}: "));
    }
    json.end_object();
    json.end_object();
}

/// The policy.
pub(super) fn policy(suite: &str, env: &str, fields: &[Field], kid: &str, notices: &[Notice]) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("id", "vectors");
    json.text_member("env", env);
    json.texts_member("suites", &[suite]);
    json.texts_member("keys", &[kid]);
    let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    json.texts_member("fields", &names);
    json.key("purposes");
    json.begin_array();
    for (id, basis, notice, recipients) in [
        ("real_name_authentication", "statutory_duty", "real-name", &[][..]),
        ("identity_check", "consent", "identity-check", &["simulated-authority"][..]),
    ] {
        json.begin_object();
        json.text_member("id", id);
        json.text_member("legal_basis", basis);
        json.key("required");
        json.flag(true);
        json.text_member("notice", notice);
        json.texts_member("recipients", recipients);
        json.end_object();
    }
    json.end_array();
    json.key("recipients");
    json.begin_array();
    json.begin_object();
    json.text_member("id", "simulated-authority");
    json.text_member("region", "CN");
    json.end_object();
    json.end_array();
    json.key("notices");
    json.begin_array();
    for notice in notices {
        json.begin_object();
        json.text_member("id", &notice.id);
        json.text_member("version", &notice.version);
        json.key("digests");
        json.begin_object();
        for text in &notice.texts {
            json.text_member(&text.lang, &text.digest());
        }
        json.end_object();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    json.finish()
}
