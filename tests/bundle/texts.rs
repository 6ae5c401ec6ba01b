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
    if id == "child" {
        json.text_member("audience", "guardians");
    }
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
            "recipients" if id != "real-name" => {
                let parts = ["name", "contact", "purpose", "method"]
                    .map(|part| format!(r#""{part}":"{}""#, says(part)));
                json.raw(&format!(
                    r#""recipients":[{{"id":"simulated-authority",{},"categories":["id_number","name"],"mode":"provide"}}]"#,
                    parts.join(",")
                ));
            }
            "recipients" => json.raw(r#""recipients":[]"#),
            "minors" if id == "child" => {
                let parts = minors().map(|part| format!(r#""{part}":"{}""#, says(part)));
                json.raw(&format!(r#""minors":{{{}}}"#, parts.collect::<Vec<_>>().join(",")));
            }
            "minors" => {}
            name => json.text_member(name, &says(name)),
        }
    }
    json.key("words");
    json.begin_object();
    for word in WORDS {
        json.text_member(word, &format!("{word}: "));
    }
    for word in minors().filter(|_| id == "child") {
        json.text_member(word, &format!("{word}: "));
    }
    json.end_object();
    json.end_object();
}

/// The further items of a notice for guardians.
fn minors() -> impl Iterator<Item = &'static str> {
    ITEMS.into_iter().filter(|item| item.of == "minors").map(|item| item.name)
}

/// The policy; with ages, one for children too.
pub(super) fn policy(
    suite: &str,
    env: &str,
    fields: &[Field],
    kid: &str,
    notices: &[Notice],
    ages: Option<(u64, u64)>,
) -> String {
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
        ("child_identity", "consent", "child", &["simulated-authority"][..]),
    ] {
        if !notices.iter().any(|there| there.id == notice) {
            continue;
        }
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
        if notice.minors {
            json.text_member("audience", "guardians");
        }
        json.key("digests");
        json.begin_object();
        for text in &notice.texts {
            json.text_member(&text.lang, &text.digest());
        }
        json.end_object();
        json.end_object();
    }
    json.end_array();
    if let Some((least, until)) = ages {
        json.member("min_age", least);
        json.member("guardian_until", until);
    }
    json.end_object();
    json.finish()
}
