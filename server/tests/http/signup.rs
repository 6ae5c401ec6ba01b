//! A signup that is admitted, one that is refused, and what each leaves behind.

use crate::laboratory::{Lab, ORIGIN};
use crate::page::{Page, claims, identity};
use realname::consent::Choice;
use serde_json::{Value, json};

#[test]
fn a_signup_is_admitted() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
    let bundle = page.bundle(&page.challenge());
    let answer = page.submit(&bundle);
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let id = answer.id();
    assert_eq!(answer.json(), json!({"id": id, "state": "pending", "replayed": false}));

    let evidence = lab.evidence(&id);
    assert_eq!(evidence["state"], "admitted");
    assert_eq!(evidence["account_ref"], "account-1");
    assert_eq!(evidence["origin"], ORIGIN);
    assert_eq!(evidence["jkt"], json!(page.jkt()));
    assert_eq!(evidence["sd_jwt"], json!(bundle.sd_jwt));
    assert_eq!(evidence["sealed"]["bytes"], json!(bundle.sealed.len()));
    assert_eq!(evidence["sealed"]["header"]["alg"], "ECDH-ES");
    assert_eq!(evidence["sealed"]["kept"], json!(false));
    assert_eq!(evidence["decisions"].as_array().unwrap().len(), 4);
    assert_eq!(evidence["result"]["outcome"], "match");
    assert_eq!(evidence["result"]["source"], "simulated");
    let result = claims(evidence["result"]["result_jwt"].as_str().unwrap());
    assert_eq!(result["sealed_hash"], evidence["sealed"]["hash"]);
    assert_eq!(result["source"], "simulated");
    assert_eq!(result["env"], "demo");

    assert_eq!(page.state(&id).json(), json!({"id": id, "state": "admitted", "replayed": false}));
    let gate = lab.gate("account-1");
    assert_eq!(gate["admitted"], json!(true));
    assert_eq!(gate["id"], json!(id));
    assert_eq!(evidence["gate"], gate);
}

#[test]
fn the_page_learns_only_that_nothing_was_confirmed() {
    let lab = Lab::start();
    let mut told = Vec::new();
    for (at, (name, outcome, code)) in [
        ("信息不符", "mismatch", "E_NOT_VERIFIED"),
        ("查无此人", "no_record", "E_NOT_VERIFIED"),
        ("核验超时", "source_unavailable", "E_AUTHORITY_DOWN"),
    ]
    .into_iter()
    .enumerate()
    {
        let account = format!("account-{at}");
        let page = Page::open(&lab, &account, "session");
        let challenge = page.challenge();
        let decisions = page.decisions(Choice::Given, challenge.server_time);
        let answer = page.submit(&page.bundle_of(&challenge, decisions, &identity(name)));
        assert_eq!(answer.status, 202);
        let id = answer.id();
        let evidence = lab.evidence(&id);
        assert_eq!(evidence["state"], "not_verified");
        assert_eq!(evidence["result"]["outcome"], outcome);
        assert_eq!(evidence["sealed"]["kept"], json!(false));
        assert_eq!(lab.gate(&account)["admitted"], json!(false));
        let state = page.state(&id);
        assert_eq!(state.code(), code);
        told.push(state.text);
    }
    // Byte for byte the same for a person whose record differs and for one of whom there is none.
    assert_eq!(told[0], told[1]);
}

#[test]
fn a_refusal_is_recorded_and_carries_no_identity() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let body = page.refusal(&page.challenge());
    let answer = page.refuse(&body);
    assert_eq!(answer.status, 201, "{}", answer.text);
    let id = answer.id();
    assert_eq!(answer.json(), json!({"id": id, "state": "refused", "replayed": false}));

    let evidence = lab.evidence(&id);
    assert_eq!(evidence["state"], "refused");
    assert_eq!(evidence["sealed"], Value::Null);
    assert_eq!(evidence["result"], Value::Null);
    let signed = claims(evidence["decision_jwt"].as_str().unwrap());
    for absent in ["_sd", "_sd_alg", "sealed_hash"] {
        assert_eq!(signed.get(absent), None);
    }
    for field in ["id_number", "mobile", "id_type"] {
        assert!(!signed.to_string().contains(field));
    }
    let gate = lab.gate("account-1");
    assert_eq!((&gate["admitted"], &gate["state"]), (&json!(false), &json!("refused")));

    let again = page.refuse(&body);
    assert_eq!((again.status, again.json()), (200, json!({"id": id, "state": "refused", "replayed": true})));
    assert_eq!(page.state(&id).json()["state"], "refused");
}

#[test]
fn a_bundle_with_a_refusal_inside_is_refused() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Refused, challenge.server_time);
    let answer = page.submit(&page.bundle_of(&challenge, decisions, &identity("甲")));
    assert_eq!(answer.code(), "E_CONSENT_REFUSED");
    assert_eq!(lab.gate("account-1")["state"], "none");
}

#[test]
fn whoever_is_admitted_stays_so_until_a_refusal() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let first = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&first);
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Given, challenge.server_time);
    let second = page.submit(&page.bundle_of(&challenge, decisions, &identity("信息不符"))).id();
    lab.evidence(&second);
    assert_eq!(lab.gate("account-1")["id"], json!(first));
    page.refuse(&page.refusal(&page.challenge()));
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
}
