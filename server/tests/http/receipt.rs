//! The receipt over HTTP: who gets it, what it says before and after the outcome, after a withdrawal and a change of keys,
//! and what it never says.

use super::laboratory::{Answer, Folder, Lab, ORIGIN};
use super::page::{MOBILE, NAME, NUMBER, Page, claims};
use realname_server::receipt::verify::{Fault, Verified, verify};
use realname_server::{keys, trust};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) fn fetch(lab: &Lab, id: &str, ticket: &str) -> Answer {
    let bearer = format!("Bearer {ticket}");
    lab.send("GET", &format!("/bundles/{id}/receipt"), &[("authorization", &bearer)], None)
}

/// The statement of a receipt, which is verified by the keys that the server publishes.
fn statement(lab: &Lab, answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let set = trust::parse(lab.get("/keys").text.as_bytes()).unwrap();
    let Verified { anchored, .. } = verify(answer.text.as_bytes(), Some(&set)).unwrap();
    assert!(anchored);
    claims(answer.json()["receipt_jwt"].as_str().unwrap())
}

#[test]
fn a_person_gets_one_that_verifies_and_says_what_was_decided() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "s");
    let bundle = page.bundle(&page.challenge());
    let id = page.submit(&bundle).id();
    let evidence = lab.evidence(&id);
    lab.wait(5);
    let answer = fetch(&lab, &id, &page.ticket);
    assert_eq!(answer.header("content-type"), Some("application/realname-receipt+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let said = statement(&lab, &answer);
    assert_eq!((&said["record"], &said["act"], &said["env"]), (&json!(id), &json!("signup"), &json!("demo")));
    assert_eq!(said["iat"], json!(lab.now()));
    assert_eq!(said["jwt_hash"], json!(realname::suite::jose::digest_of(bundle.sd_jwt.as_bytes())));
    let result = evidence["result"]["result_jwt"].as_str().unwrap();
    assert_eq!(said["result_hash"], json!(realname::suite::jose::digest_of(result.as_bytes())));
    let consents = said["consents"].as_array().unwrap();
    for (consent, decision) in consents.iter().zip(evidence["decisions"].as_array().unwrap()) {
        assert_eq!(&consent["decision"], decision);
        // The secret stands where something can be taken back, and nowhere else.
        assert_eq!(consent["withdraw"].is_object(), consent["state"] == "given");
    }
    assert_eq!(consents.len(), 4);
    let notice = |name: &str| {
        said["notices"].as_array().unwrap().iter().find(|notice| notice["notice"] == name).unwrap().clone()
    };
    assert_eq!(notice("identity-check")["recipients"][0]["region"], "CN");
    // No person in it, and nothing of how the check went.
    let whole = format!("{said} {}", answer.json()["notices"]);
    for raw in [NUMBER, NAME, MOBILE, "13800138000", "account-1", "match"] {
        assert!(!whole.contains(raw), "{raw}");
    }
    // The secret is the person's: the evidence does not have it.
    assert!(!evidence.to_string().contains("secret"), "{evidence}");
    // Another one is another receipt of the same record.
    let again = statement(&lab, &fetch(&lab, &id, &page.ticket));
    assert_ne!(again["jti"], said["jti"]);
    assert_eq!((&again["consents"], &again["subject"]), (&said["consents"], &said["subject"]));
}

#[test]
fn a_refusal_has_one_too() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "s");
    let id = page.refuse(&page.refusal(&page.challenge())).id();
    let said = statement(&lab, &fetch(&lab, &id, &page.ticket));
    assert_eq!((&said["act"], &said["result_hash"]), (&json!("refusal"), &Value::Null));
    assert!(said["consents"].as_array().unwrap().iter().all(|consent| consent["withdraw"].is_null()));
    // The backend may fetch it for the person.
    let backend = lab.backend("GET", &format!("/bundles/{id}/receipt"), None);
    assert_eq!(statement(&lab, &backend)["record"], json!(id));
}

#[test]
fn the_account_gets_it_from_any_session_and_nobody_else() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "s");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    assert_eq!(fetch(&lab, &id, &lab.ticket("account-1", "tomorrow")).status, 200);
    for answer in [
        fetch(&lab, &id, &lab.ticket("account-2", "s")),
        fetch(&lab, "AAAAAAAAAAAAAAAAAAAAAA", &page.ticket),
        lab.backend("GET", "/bundles/AAAAAAAAAAAAAAAAAAAAAA/receipt", None),
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (404, "E_NOT_FOUND"));
    }
    assert_eq!(fetch(&lab, &id, "rnt1.x").code(), "E_TICKET");
    assert_eq!(lab.get(&format!("/bundles/{id}/receipt")).code(), "E_TICKET");
    let bearer = format!("Bearer {}", page.ticket);
    let foreign = [("authorization", bearer.as_str()), ("origin", "https://other.example")];
    assert_eq!(lab.send("GET", &format!("/bundles/{id}/receipt"), &foreign, None).code(), "E_ORIGIN");
}

#[test]
fn its_secret_withdraws_and_the_next_one_says_so() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "s");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    let said = statement(&lab, &fetch(&lab, &id, &page.ticket));
    let given = said["consents"].as_array().unwrap().iter().find(|c| c["state"] == "given").unwrap();
    let url = given["withdraw"]["url"].as_str().unwrap();
    let path = url.strip_prefix(ORIGIN).unwrap();
    let body = json!({"v": 1, "secret": given["withdraw"]["secret"]}).to_string();
    let headers = [("content-type", "application/realname-withdrawal+json")];
    let answer = lab.send("POST", path, &headers, Some(body.as_bytes()));
    assert_eq!((answer.status, &answer.json()["state"]), (200, &json!("erased")), "{}", answer.text);
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
    let next = statement(&lab, &fetch(&lab, &id, &page.ticket));
    let same = next["consents"].as_array().unwrap().iter().find(|c| c["id"] == given["id"]).unwrap();
    assert_eq!((&same["state"], &same["withdraw"]), (&json!("erased"), &Value::Null));
    assert_eq!(same["decision"], given["decision"], "what was decided stays what was decided");
}

#[test]
fn keys_come_and_go_and_receipts_outlive_them() {
    let folder = Arc::new(Folder::new());
    let mut lab = Lab::start_with(Arc::clone(&folder), |_| {});
    let page = Page::open(&lab, "account-1", "s");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    let first = fetch(&lab, &id, &page.ticket);
    statement(&lab, &first);
    lab.wait(3600);
    let now = lab.now();
    lab.kill();
    // Replaced: both keys are published, and each signed in its time.
    keys::rotate(folder.path(), now).unwrap();
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    lab.wait(3601);
    let second = lab.backend("GET", &format!("/bundles/{id}/receipt"), None);
    let published = lab.get("/keys").json();
    let receipts: Vec<&Value> = published["keys"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|key| key["signs"] == "realname-receipt+jwt")
        .collect();
    assert_eq!(receipts.len(), 2);
    // A server that was not started again yet goes on with the one before, for a week at most.
    assert_eq!((&receipts[0]["exp"], &receipts[1]["nbf"]), (&json!(now + 7 * 86_400), &json!(now)));
    let of = |answer: &Answer| claims(answer.json()["receipt_jwt"].as_str().unwrap())["jti"].clone();
    assert_ne!(of(&first), of(&second));
    statement(&lab, &first);
    statement(&lab, &second);
    // Revoked: what it signed counts no more, and the record gives another.
    let kid = receipts[1]["kid"].as_str().unwrap().to_owned();
    drop(lab);
    keys::revoke(folder.path(), &kid, now + 7200).unwrap();
    assert!(keys::revoke(folder.path(), "x", now).is_err());
    let lab = Lab::start_with(folder, |_| {});
    let set = trust::parse(lab.get("/keys").text.as_bytes()).unwrap();
    assert_eq!(verify(second.text.as_bytes(), Some(&set)).unwrap_err(), Fault::Revoked(kid));
    assert!(verify(first.text.as_bytes(), Some(&set)).is_ok());
    assert_eq!(lab.backend("GET", &format!("/bundles/{id}/receipt"), None).status, 503, "not in force yet");
    lab.wait(10_800);
    statement(&lab, &lab.backend("GET", &format!("/bundles/{id}/receipt"), None));
}
