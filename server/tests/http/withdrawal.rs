//! Withdrawing: three who may, one answer for everybody else, and what it does.

use super::laboratory::{AUD, Lab, ORIGIN};
use super::page::{NAME, Page, claims, identity};
use realname::suite::jose::base64url;
use realname_server::label;
use serde_json::{Value, json};

const MEDIA_TYPE: &str = "application/realname-withdrawal+json";

/// Somebody who signed up: the page, the submission's id, and the consent to the identity check.
fn signed_up<'a>(lab: &'a Lab, account: &str) -> (Page<'a>, String, String) {
    let page = Page::open(lab, account, account);
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    let consent = consent(lab, &id)["id"].as_str().unwrap().to_owned();
    (page, id, consent)
}

fn consent(lab: &Lab, id: &str) -> Value {
    let evidence = lab.evidence(id);
    evidence["consents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["purpose"] == "identity_check")
        .unwrap()
        .clone()
}

/// The secret of the identity check's consent, which only the receipt has.
fn secret(page: &Page<'_>, id: &str) -> String {
    let bearer = format!("Bearer {}", page.ticket);
    let path = format!("/bundles/{id}/receipt");
    let receipt = page.lab.send("GET", &path, &[("authorization", &bearer)], None).json();
    let said = claims(receipt["receipt_jwt"].as_str().unwrap());
    let consents = said["consents"].as_array().unwrap();
    let given = consents.iter().find(|consent| consent["decision"]["purpose"] == "identity_check").unwrap();
    given["withdraw"]["secret"].as_str().unwrap().to_owned()
}

fn withdraw(lab: &Lab, consent: &str, headers: &[(&str, &str)], body: &Value) -> super::laboratory::Answer {
    let mut all = vec![("content-type", MEDIA_TYPE), ("origin", ORIGIN)];
    all.extend_from_slice(headers);
    lab.send("POST", &format!("/consents/{consent}/withdraw"), &all, Some(body.to_string().as_bytes()))
}

fn statement(page: &Page<'_>, lab: &Lab, change: impl FnOnce(&mut Value)) -> Value {
    let mut payload = json!({
        "iss": format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", page.jkt()),
        "aud": AUD, "iat": lab.now(), "jti": base64url(&label::random::<16>().unwrap()), "consent": "",
    });
    change(&mut payload);
    let jwt = page.sign("realname-withdrawal+jwt", &payload.to_string());
    json!({"v": 1, "withdrawal_jwt": jwt})
}

#[test]
fn the_device_the_account_and_the_secret_may_and_the_gate_closes() {
    let lab = Lab::start();
    for by in ["device", "ticket", "secret"] {
        let account = format!("account-{by}");
        let (page, id, consent_id) = signed_up(&lab, &account);
        assert_eq!(lab.gate(&account)["admitted"], json!(true));
        lab.wait(30);
        let token;
        let (body, headers) = match by {
            "device" => (statement(&page, &lab, |payload| payload["consent"] = json!(consent_id)), vec![]),
            "ticket" => {
                // Another session of the same account.
                token = format!("Bearer {}", lab.ticket(&account, "another session"));
                (json!({"v": 1}), vec![("authorization", token.as_str())])
            }
            _ => {
                let secret = secret(&page, &id);
                assert_eq!(secret.len(), 22);
                (json!({"v": 1, "secret": secret}), vec![])
            }
        };
        let answer = withdraw(&lab, &consent_id, &headers, &body);
        assert_eq!(answer.status, 200, "{by}: {}", answer.text);
        assert_eq!(answer.json(), json!({"id": consent_id, "state": "erased", "since": lab.now()}));
        let gate = lab.gate(&account);
        assert_eq!((&gate["admitted"], &gate["state"]), (&json!(false), &json!("restricted")));
        assert_eq!(gate["reason"], "consent_withdrawn");
        // Once more changes nothing.
        assert_eq!(withdraw(&lab, &consent_id, &headers, &body).json(), answer.json());
        // Given, withdrawn, erased: each a record, and the statement with it.
        let log = realname_server::audit::export(lab.folder.path()).unwrap();
        let events: Vec<Value> = log
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|line| serde_json::from_str::<Value>(line["body"].as_str().unwrap()).unwrap())
            .filter(|body| body["consent"] == json!(consent_id))
            .collect();
        let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
        assert_eq!(names, ["given", "withdrawn", "erased"]);
        assert_eq!(events[1]["by"], by);
        assert_eq!(events[1]["withdrawal_jwt"].is_string(), by == "device");
    }
}

/// A second signup renews what the first gave, whatever comes of it; the receipt of the first still takes it back.
#[test]
fn an_earlier_receipt_takes_back_what_stands_now() {
    for by in ["secret", "device"] {
        let lab = Lab::start();
        let (first, id, consent_then) = signed_up(&lab, "account-1");
        let secret = secret(&first, &id);
        let again = Page::open(&lab, "account-1", "session-2");
        let challenge = again.challenge();
        let decisions = again.decisions(realname::consent::Choice::Given, challenge.server_time);
        let later = again.submit(&again.bundle_of(&challenge, decisions, &identity("信息不符"))).id();
        assert_eq!(lab.evidence(&later)["result"]["outcome"], "mismatch");
        assert_eq!(lab.gate("account-1")["admitted"], json!(true));
        let body = match by {
            "secret" => json!({"v": 1, "secret": secret}),
            _ => statement(&first, &lab, |payload| payload["consent"] = consent_then.clone().into()),
        };
        let consent_now = consent(&lab, &later)["id"].clone();
        for _ in 0..2 {
            let answer = withdraw(&lab, &consent_then, &[], &body);
            assert_eq!(
                (answer.status, &answer.json()["state"], &answer.json()["id"]),
                (200, &json!("erased"), &consent_now),
                "by {by}"
            );
        }
        assert_eq!(lab.gate("account-1")["admitted"], json!(false));
    }
}

/// Whoever saw a device's statement may send it once more while it is in its time: it takes back nothing that was given since.
#[test]
fn a_repeated_statement_takes_back_nothing_that_was_given_since() {
    let lab = Lab::start();
    let (first, _, consent_then) = signed_up(&lab, "account-1");
    signed_up(&lab, "account-1");
    let said = statement(&first, &lab, |payload| payload["consent"] = consent_then.clone().into());
    let answer = withdraw(&lab, &consent_then, &[], &said).json();
    assert_eq!(answer["state"], "erased");
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
    lab.wait(10);
    let (_, id, _) = signed_up(&lab, "account-1");
    assert_eq!(withdraw(&lab, &consent_then, &[], &said).json(), answer, "as it was answered before");
    assert_eq!(consent(&lab, &id)["state"], "given");
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
    // Another one of the same device still does.
    let again = statement(&first, &lab, |payload| payload["consent"] = consent_then.clone().into());
    withdraw(&lab, &consent_then, &[], &again);
    assert_eq!(consent(&lab, &id)["state"], "erased");
}

#[test]
fn everybody_else_gets_one_answer() {
    let lab = Lab::start();
    let (page, id, consent_id) = signed_up(&lab, "account-1");
    let (other, ..) = signed_up(&lab, "account-2");
    let duty = lab.evidence(&id)["consents"][0]["id"].as_str().unwrap().to_owned();
    let own = format!("Bearer {}", lab.ticket("account-1", "s"));
    let theirs = format!("Bearer {}", lab.ticket("account-2", "s"));
    let right = |payload: &mut Value| payload["consent"] = json!(consent_id);
    let answers = [
        withdraw(&lab, &consent_id, &[("authorization", &theirs)], &json!({"v": 1})),
        withdraw(&lab, &consent_id, &[("authorization", "Bearer rnt1.x")], &json!({"v": 1})),
        withdraw(&lab, "AAAAAAAAAAAAAAAAAAAAAA", &[("authorization", &own)], &json!({"v": 1})),
        // What is no consent cannot be withdrawn.
        withdraw(&lab, &duty, &[("authorization", &own)], &json!({"v": 1})),
        withdraw(&lab, &consent_id, &[], &json!({"v": 1, "secret": "AAAAAAAAAAAAAAAAAAAAAA"})),
        withdraw(&lab, &consent_id, &[], &statement(&other, &lab, right)),
        withdraw(&lab, &consent_id, &[], &statement(&page, &lab, |payload| payload["consent"] = json!(duty))),
        withdraw(
            &lab,
            &consent_id,
            &[],
            &statement(&page, &lab, |payload| {
                right(payload);
                payload["aud"] = json!("https://other.example");
            }),
        ),
        withdraw(
            &lab,
            &consent_id,
            &[],
            &statement(&page, &lab, |payload| {
                right(payload);
                payload["iat"] = json!(lab.now() - 301);
            }),
        ),
        withdraw(
            &lab,
            &consent_id,
            &[],
            &statement(&page, &lab, |payload| {
                right(payload);
                payload["more"] = json!(1);
            }),
        ),
        withdraw(
            &lab,
            &consent_id,
            &[],
            &json!({"v": 1, "withdrawal_jwt": page.bundle(&page.challenge()).sd_jwt}),
        ),
    ];
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (404, &answers[0].text));
        assert_eq!(answer.code(), "E_NOT_FOUND");
    }
    // Not a withdrawal at all.
    for body in [
        json!({"v": 1}),
        json!({"v": 2}),
        json!({"v": 1, "secret": "x", "withdrawal_jwt": "x"}),
        json!({"v": 1, "x": 1}),
    ] {
        assert_eq!(withdraw(&lab, &consent_id, &[], &body).code(), "E_FORMAT");
    }
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
}

#[test]
fn an_optional_consent_withdrawn_leaves_the_gate_open_and_a_new_signup_opens_a_closed_one() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let mut decisions = page.decisions(realname::consent::Choice::Given, challenge.server_time);
    for decision in &mut decisions {
        if decision.purpose == "signup_survey" {
            decision.choice = realname::consent::Choice::Given;
        }
    }
    let id = page.submit(&page.bundle_of(&challenge, decisions, &identity(NAME))).id();
    let evidence = lab.evidence(&id);
    let ticket = format!("Bearer {}", lab.ticket("account-1", "s"));
    let find = |purpose: &str| {
        let consents = evidence["consents"].as_array().unwrap();
        consents.iter().find(|c| c["purpose"] == purpose).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let survey = withdraw(&lab, &find("signup_survey"), &[("authorization", &ticket)], &json!({"v": 1}));
    assert_eq!(survey.json()["state"], "erased");
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
    assert_eq!(
        withdraw(&lab, &find("identity_check"), &[("authorization", &ticket)], &json!({"v": 1})).status,
        200
    );
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
    let again = Page::open(&lab, "account-1", "session-2");
    lab.evidence(&again.submit(&again.bundle(&again.challenge())).id());
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
    // What was signed then says what it said.
    let signed = claims(lab.evidence(&id)["sd_jwt"].as_str().unwrap());
    assert_eq!(signed["consent"].as_array().unwrap().len(), 4);
}
