//! A child with a guardian, over HTTP: two halves or none, one transaction, a limit, and nothing of either left behind.

use super::canary::{found, spellings};
use super::laboratory::{Answer, Folder, Lab, ORIGIN};
use super::page::{Page, claims};
use realname::bundle::build;
use realname::bundle::challenge::Challenge;
use realname::bundle::guardian::{Family, MEDIA_TYPE};
use realname::bundle::{decision_to_json, jws::typ};
use realname::checksum::mod_11_2;
use realname::code::Field;
use realname::consent::{Choice, Decision, Party};
use realname::secret::Secret;
use realname_server::records::export;
use realname_server::server::Assembly;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// A server under the demo's policy for children, with room for so many wards.
pub(crate) fn start(folder: Arc<Folder>, wards: u64) -> Lab {
    start_with(folder, wards, |_| {})
}

pub(crate) fn start_with(folder: Arc<Folder>, wards: u64, change: impl FnOnce(&mut Assembly)) -> Lab {
    let demo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("demo");
    Lab::start_with(folder, |assembly| {
        assembly.config.policy = Some(demo.join("children/policy.json"));
        let notices = ["real-name", "service-agreement", "identity-check", "children/child", "signup-survey"];
        assembly.config.notices = notices.map(|name| demo.join(format!("{name}.json"))).into();
        assembly.config.wards_per_guardian = Some(wards);
        change(assembly);
    })
}

/// A number that nobody has, of a birth date and a sequence.
pub(crate) fn number(birth: &str, sequence: u32) -> String {
    let digits = format!("110105{birth}{sequence:03}");
    let check = mod_11_2(digits.as_bytes()).unwrap();
    digits + char::from(check).encode_utf8(&mut [0; 4])
}

pub(crate) type Values = Vec<(Field, Secret)>;

pub(crate) fn person(number: &str, name: &str, mobile: &str) -> Values {
    [
        (Field::Name, name),
        (Field::DocumentKind, "resident-id"),
        (Field::Document, number),
        (Field::Mobile, mobile),
    ]
    .map(|(field, value)| (field, Secret::copy_of(value)))
    .into()
}

pub(crate) fn child(sequence: u32) -> Values {
    person(&number("20160312", sequence), "测试小友", "+8613800138001")
}

pub(crate) fn parent() -> Values {
    person(&number("19860312", 2), "测试家长", "+8613800138000")
}

/// What a page makes for a child and a guardian.
pub(crate) fn family(page: &Page<'_>, challenge: &Challenge, child: &Values, guardian: &Values) -> Family {
    let decisions = page.decisions_of(Party::Guardian, Choice::Given, challenge.server_time);
    family_of(page, challenge, child, guardian, decisions)
}

pub(crate) fn family_of(
    page: &Page<'_>,
    challenge: &Challenge,
    child: &Values,
    guardian: &Values,
    decisions: Vec<Decision>,
) -> Family {
    let recipient = page.recipient(challenge);
    let (young, grown) = (refs(child), refs(guardian));
    let own = build::bundle(page.act(challenge, Vec::new()), &young, &recipient, &page.suite);
    let own = page.lab.block_on(own).unwrap();
    let act = page.act(challenge, decisions);
    let half = build::guardian(act, &own, &grown, &recipient, &page.suite);
    Family { guardian: page.lab.block_on(half).unwrap(), child: own }
}

fn refs(values: &Values) -> Vec<(Field, &Secret)> {
    values.iter().map(|(field, value)| (*field, value)).collect()
}

pub(crate) fn submit(page: &Page<'_>, family: &Family) -> Answer {
    page.post("/bundles", MEDIA_TYPE, &family.to_json())
}

/// A child signs up for an account; the id and the evidence.
pub(crate) fn signup(lab: &Lab, account: &str, child: &Values, guardian: &Values) -> (String, Value) {
    let page = Page::open(lab, account, account);
    let id = submit(&page, &family(&page, &page.challenge(), child, guardian)).id();
    let evidence = lab.evidence(&id);
    (id, evidence)
}

pub(crate) fn withdraw(lab: &Lab, account: &str, evidence: &Value, purpose: &str) {
    let consents = evidence["consents"].as_array().unwrap();
    let consent = consents.iter().find(|consent| consent["purpose"] == purpose).unwrap();
    let token = format!("Bearer {}", lab.ticket(account, "another session"));
    let headers = [
        ("content-type", "application/realname-withdrawal+json"),
        ("origin", ORIGIN),
        ("authorization", token.as_str()),
    ];
    let path = format!("/consents/{}/withdraw", consent["id"].as_str().unwrap());
    let answer = lab.send("POST", &path, &headers, Some(br#"{"v":1}"#));
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[test]
fn a_child_with_a_guardian_is_admitted_and_both_halves_are_evidence() {
    let lab = start(Arc::new(Folder::new()), 5);
    let page = Page::open(&lab, "account-1", "session-1");
    let family = family(&page, &page.challenge(), &child(2), &parent());
    let answer = submit(&page, &family);
    assert_eq!(answer.status, 202);
    let id = answer.id();
    let evidence = lab.evidence(&id);
    assert_eq!(evidence["state"], "admitted");
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
    // Both halves as they came, bound to each other, and whose word the relation is.
    let digest = realname::suite::jose::digest_of(family.child.sd_jwt.as_bytes());
    assert_eq!(evidence["sd_jwt"], json!(family.child.sd_jwt));
    assert_eq!(evidence["guardian"]["sd_jwt"], json!(family.guardian.sd_jwt));
    assert_eq!(evidence["guardian"]["ward"], json!(digest));
    assert_eq!(evidence["guardian"]["relation"], "self-declared");
    assert_eq!(claims(&family.guardian.sd_jwt)["ward"], json!(digest));
    assert_eq!(claims(&family.child.sd_jwt)["consent"], json!([]));
    // One result about both.
    let jwt = evidence["result"]["result_jwt"].as_str().unwrap();
    let result = claims(jwt);
    assert_eq!(result["relation"], "self-declared");
    for (name, half) in [("child", &family.child), ("guardian", &family.guardian)] {
        let hash = |text: &str| json!(realname::suite::jose::digest_of(text.as_bytes()));
        assert_eq!(result[name]["sd_jwt_hash"], hash(&half.sd_jwt));
        assert_eq!(result[name]["sealed_hash"], hash(&half.sealed));
        assert_eq!(result[name]["outcome"], "match");
    }
    // The receipt says who decided, on whose word.
    let bearer = format!("Bearer {}", page.ticket);
    let receipt = lab.send("GET", &format!("/bundles/{id}/receipt"), &[("authorization", &bearer)], None);
    let keys = realname_server::trust::parse(lab.get("/keys").text.as_bytes()).unwrap();
    let said =
        realname_server::receipt::verify::verify(receipt.text.as_bytes(), Some(&keys)).unwrap().receipt;
    let guardian = said.guardian.unwrap();
    assert_eq!((guardian.relation.as_str(), json!(guardian.ward)), ("self-declared", json!(digest)));
    assert_eq!(said.jwt_hash, realname::suite::jose::digest_of(family.guardian.sd_jwt.as_bytes()));
    assert_eq!(said.consents.len(), 5);
    // The same body again is the same signup; another on the same challenge is none.
    let again = submit(&page, &family);
    assert_eq!((again.status, again.json()["replayed"].clone()), (200, json!(true)));
    assert_eq!(again.id(), id);
    assert_eq!(page.state(&id).json()["state"], "admitted");
    assert_eq!(page.submit(&family.child).code(), "E_CONSENT_MISSING");
}

#[test]
fn a_family_that_comes_in_a_form_is_verified_as_one_from_the_page() {
    let lab = start(Arc::new(Folder::new()), 5);
    let page = Page::open(&lab, "account-1", "session-1");
    let family = family(&page, &page.challenge(), &child(2), &parent());
    let ask = |bundle: &str| {
        let body = json!({
            "v": 1, "bundle": bundle, "account_ref": "account-1", "session": "session-1", "origin": ORIGIN
        });
        lab.backend("POST", "/verify", Some(&body.to_string()))
    };
    assert_eq!(ask(&family.child.to_json()).code(), "E_CONSENT_MISSING");
    let answer = ask(&family.to_json()).json();
    assert_eq!((&answer["state"], &answer["outcome"]), (&json!("admitted"), &json!("match")));
    assert_eq!(ask(&family.to_json()).json()["replayed"], json!(true));
}

#[test]
fn every_decision_is_the_guardians_and_says_for_which_child() {
    let folder = Arc::new(Folder::new());
    let lab = start(Arc::clone(&folder), 5);
    let (_, evidence) = signup(&lab, "account-1", &child(2), &parent());
    let database = Connection::open(folder.path().join("gateway.sqlite")).unwrap();
    let rows = export::rows(&database).unwrap();
    let bodies: Vec<Value> =
        rows.iter().map(|row| serde_json::from_str(&row.body.as_ref().unwrap().1).unwrap()).collect();
    assert_eq!(bodies.len(), 5);
    let hash = |jwt: &Value| realname::suite::jose::digest_of(jwt.as_str().unwrap().as_bytes());
    for body in &bodies {
        assert_eq!(body["guardian"], json!({"relation": "self-declared", "ward": hash(&evidence["sd_jwt"])}));
        assert_eq!(body["jwt_hash"], json!(hash(&evidence["guardian"]["sd_jwt"])));
    }
    assert!(bodies.iter().any(|body| body["purpose"] == "child_identity" && body["event"] == "given"));
}

#[test]
fn one_half_without_the_other_is_refused() {
    let lab = start(Arc::new(Folder::new()), 5);
    let page = Page::open(&lab, "account-1", "session-1");
    let family = family(&page, &page.challenge(), &child(2), &parent());
    let body: Value = serde_json::from_str(&family.to_json()).unwrap();
    for absent in ["child", "guardian"] {
        let mut half = body.clone();
        half.as_object_mut().unwrap().remove(absent);
        assert_eq!(page.post("/bundles", MEDIA_TYPE, &half.to_string()).code(), "E_GUARDIAN");
    }
    assert_eq!(page.submit(&family.child).code(), "E_CONSENT_MISSING");
    assert_eq!(page.submit(&family.guardian).code(), "E_GUARDIAN");
    // Bent by the page's own key: another child's, or nobody's.
    for ward in [json!("x"), json!(realname::suite::jose::digest_of(b"another"))] {
        let bent = page.resigned_as(typ::SD_JWT, &family.guardian, |claims| claims["ward"] = ward);
        let bent = Family { guardian: bent, child: family.child.clone() };
        assert_eq!(submit(&page, &bent).code(), "E_GUARDIAN");
    }
    // A child of another family, who is on the other's device.
    let other = Page::open(&lab, "account-1", "session-1");
    let theirs = self::family(&other, &other.challenge(), &child(12), &parent());
    let mixed = Family { guardian: family.guardian.clone(), child: theirs.child };
    assert_eq!(submit(&page, &mixed).code(), "E_GUARDIAN");
    assert_eq!(lab.gate("account-1")["state"], "none");
    // Nothing was burnt by all that.
    submit(&page, &family).id();
}

#[test]
fn whom_the_vault_finds_unfit_is_refused_and_nothing_is_burnt() {
    let lab = start(Arc::new(Folder::new()), 5);
    let page = Page::open(&lab, "account-1", "session-1");
    let grown = |birth| person(&number(birth, 2), "测试家长", "+8613800138000");
    // 2026-11-25 in Shanghai.
    for (young, guardian, code) in [
        (child(2), grown("20081125"), "E_GUARDIAN_PERSON"),
        (child(2), child(2), "E_GUARDIAN_PERSON"),
        (grown("20121124"), parent(), "E_GUARDIAN"),
        (grown("20181125"), parent(), "E_AGE"),
    ] {
        assert_eq!(submit(&page, &family(&page, &page.challenge(), &young, &guardian)).code(), code);
    }
    assert_eq!(lab.gate("account-1")["state"], "none");
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Given, challenge.server_time);
    assert_eq!(page.submit(&page.bundle_of(&challenge, decisions, &child(2))).code(), "E_GUARDIAN");
    // Each birthday's next day is another.
    let edge = family(&page, &page.challenge(), &grown("20181124"), &grown("20081124"));
    submit(&page, &edge).id();
}

#[test]
fn a_guardians_refusal_is_a_record_without_anybodys_identity() {
    let folder = Arc::new(Folder::new());
    let lab = start(Arc::clone(&folder), 5);
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let decisions = page.decisions_of(Party::Guardian, Choice::Refused, challenge.server_time);
    let built = build::decision(page.act(&challenge, decisions), &page.suite);
    let id = page.refuse(&decision_to_json(&lab.block_on(built).unwrap())).id();
    let evidence = lab.evidence(&id);
    assert_eq!((&evidence["state"], &evidence["sealed"]), (&json!("refused"), &Value::Null));
    assert_eq!(lab.gate("account-1")["reason"], "consent_refused");
    let database = Connection::open(folder.path().join("gateway.sqlite")).unwrap();
    let rows = export::rows(&database).unwrap();
    let body = |row: &realname_server::records::Row| -> Value {
        serde_json::from_str(&row.body.as_ref().unwrap().1).unwrap()
    };
    let bodies: Vec<Value> = rows.iter().map(body).collect();
    let child = bodies.iter().find(|body| body["purpose"] == "child_identity").unwrap();
    assert_eq!(child["event"], "refused");
    assert_eq!(child["guardian"], json!({"relation": "self-declared"}));
}

#[test]
fn a_guardian_has_as_many_wards_as_the_limit_says() {
    let lab = start(Arc::new(Folder::new()), 2);
    let outcome = |account: &str, sequence| {
        signup(&lab, account, &child(sequence), &parent()).1["result"]["outcome"].clone()
    };
    // Who was not found to be real is not counted.
    let nobody = person(&number("20160312", 42), "查无此人", "+8613800138001");
    assert_eq!(signup(&lab, "nobody", &nobody, &parent()).1["result"]["outcome"], "no_record");
    let (_, first) = signup(&lab, "account-1", &child(2), &parent());
    assert_eq!(first["result"]["outcome"], "match");
    assert_eq!(outcome("account-2", 12), "match");
    let (id, third) = signup(&lab, "account-3", &child(22), &parent());
    assert_eq!(third["result"]["outcome"], "ward_limit");
    assert_eq!(lab.gate("account-3")["admitted"], json!(false));
    let said = claims(third["result"]["result_jwt"].as_str().unwrap());
    assert_eq!((&said["child"]["outcome"], &said["guardian"]["outcome"]), (&json!("match"), &json!("match")));
    assert_eq!(said["level"], "none");
    // Whoever is not that guardian is told what they would be told of anybody.
    let named = person(&number("19860312", 2), "信息不符", "+8613800138000");
    assert_eq!(signup(&lab, "stranger", &child(22), &named).1["result"]["outcome"], "mismatch");
    // To the page it looks like any other verdict.
    let page = Page::open(&lab, "account-3", "account-3");
    assert_eq!(page.state(&id).code(), "E_NOT_VERIFIED");
    // The same child with another account is not one more; another guardian has room.
    assert_eq!(outcome("account-4", 12), "match");
    let other = person(&number("19860312", 12), "测试亲属", "+8613800138000");
    assert_eq!(signup(&lab, "account-5", &child(22), &other).1["result"]["outcome"], "match");
    // What the signup of a child rested on, withdrawn, makes room again.
    withdraw(&lab, "account-1", &first, "child_identity");
    assert_eq!(lab.gate("account-1")["reason"], "consent_withdrawn");
    assert_eq!(outcome("account-6", 32), "match");
    assert_eq!(outcome("account-7", 22), "ward_limit");
}

#[test]
fn a_limit_that_is_higher_lets_the_same_signups_through() {
    let lab = start(Arc::new(Folder::new()), 3);
    for sequence in [2, 12, 22] {
        let (_, evidence) = signup(&lab, &format!("account-{sequence}"), &child(sequence), &parent());
        assert_eq!(evidence["result"]["outcome"], "match");
    }
}

#[test]
fn nothing_of_child_or_guardian_is_in_any_file() {
    let folder = Arc::new(Folder::new());
    let lab = start(Arc::clone(&folder), 5);
    let canaries = [number("20150607", 346), number("19830419", 734)];
    let texts = ["鸢尾金丝雀", "雪松知更鸟", "13974861527", "13586239174"];
    let young = person(&canaries[0], texts[0], &format!("+86{}", texts[2]));
    let guardian = person(&canaries[1], texts[1], &format!("+86{}", texts[3]));
    let (_, evidence) = signup(&lab, "account-1", &young, &guardian);
    assert_eq!(evidence["state"], "admitted");
    lab.block_on(lab.vault.settle()).unwrap();
    let lines = lab.log.lock().unwrap().join("\n");
    for text in canaries.iter().map(String::as_str).chain(texts) {
        for spelling in spellings(text) {
            assert!(!found(folder.path(), &spelling), "{spelling} in a file");
            assert!(!lines.contains(&spelling) && !evidence.to_string().contains(&spelling), "{spelling}");
        }
    }
    // Neither half is left sealed, in the database or in its log.
    for half in [&evidence["sealed"], &evidence["guardian"]["sealed"]] {
        assert_eq!(half["kept"], json!(false));
    }
    let vault = Connection::open(folder.path().join("vault.sqlite")).unwrap();
    let left = "SELECT (SELECT count(*) FROM guardian WHERE sealed IS NOT NULL OR sd_jwt IS NOT NULL)
                + (SELECT count(*) FROM submission WHERE sealed IS NOT NULL)";
    assert_eq!(vault.query_row(left, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    // What stands there instead of the two persons has a pseudonym each.
    let (guardian, ward): (String, String) =
        vault.query_row("SELECT guardian, ward FROM ward", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!((guardian.len(), ward.len(), guardian == ward), (43, 43, false));
}
