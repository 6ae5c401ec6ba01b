//! `POST /verify`: the provider's backend brings what came to it in a form.

use crate::laboratory::{Answer, Folder, Lab, ORIGIN};
use crate::lasting::Silent;
use crate::page::{Page, identity};
use realname::bundle::{Bundle, MEDIA_TYPE};
use realname::consent::Choice;
use realname_server::vault::source::IdentitySource;
use serde_json::{Value, json};
use std::sync::Arc;

/// What a backend says about the form that the bundle came in.
pub(crate) fn verify(lab: &Lab, bundle: &str, account: &str, session: &str, origin: &str) -> Answer {
    let body =
        json!({"v": 1, "bundle": bundle, "account_ref": account, "session": session, "origin": origin});
    lab.backend("POST", "/verify", Some(&body.to_string()))
}

fn made(page: &Page<'_>, name: &str) -> Bundle {
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Given, challenge.server_time);
    page.bundle_of(&challenge, decisions, &identity(name))
}

#[test]
fn the_result_comes_with_the_answer_and_the_gate_opens() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge()).to_json();
    let answer = verify(&lab, &bundle, "account-1", "session-1", ORIGIN);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = answer.id();
    assert_eq!(answer.json(), json!({"id": id, "state": "admitted", "outcome": "match", "replayed": false}));
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
    assert_eq!(lab.gate("account-1")["id"], json!(id));
    let evidence = lab.evidence(&id);
    assert_eq!(evidence["origin"], ORIGIN);
    assert_eq!(evidence["jkt"], json!(page.jkt()));
    assert_eq!(evidence["sealed"]["kept"], json!(false));
}

#[test]
fn the_backend_learns_what_the_page_does_not() {
    let lab = Lab::start();
    for (at, (name, outcome)) in
        [("信息不符", "mismatch"), ("查无此人", "no_record"), ("核验超时", "source_unavailable")]
            .into_iter()
            .enumerate()
    {
        let account = format!("account-{at}");
        let page = Page::open(&lab, &account, "session");
        let answer = verify(&lab, &made(&page, name).to_json(), &account, "session", ORIGIN);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(
            (&answer.json()["state"], &answer.json()["outcome"]),
            (&json!("not_verified"), &json!(outcome))
        );
        assert_eq!(lab.gate(&account)["admitted"], json!(false));
    }
}

#[test]
fn a_result_is_consumed_once() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let bundle = page.bundle(&challenge);
    let text = bundle.to_json();
    let first = verify(&lab, &text, "account-1", "session-1", ORIGIN);
    let before = lab.evidence(&first.id());
    lab.wait(60);
    // The same again says so and changes nothing, by whichever way it comes.
    let again = verify(&lab, &text, "account-1", "session-1", ORIGIN);
    assert_eq!(again.status, 200);
    assert_eq!(
        again.json(),
        json!({"id": first.id(), "state": "admitted", "outcome": "match", "replayed": true})
    );
    assert_eq!(page.submit(&bundle).json()["replayed"], json!(true));
    assert_eq!(lab.evidence(&first.id()), before);
    // For another session it is used, and so is the challenge for another bundle.
    Page::open(&lab, "account-1", "session-2");
    assert_eq!(verify(&lab, &text, "account-1", "session-2", ORIGIN).code(), "E_CHALLENGE_USED");
    let other = page.bundle(&challenge).to_json();
    assert_eq!(verify(&lab, &other, "account-1", "session-1", ORIGIN).code(), "E_CHALLENGE_USED");
    // And the other way round: what a page has sent is no news to the backend.
    let sent = page.bundle(&page.challenge());
    let id = page.submit(&sent).id();
    lab.evidence(&id);
    let known = verify(&lab, &sent.to_json(), "account-1", "session-1", ORIGIN).json();
    assert_eq!((&known["id"], &known["replayed"]), (&json!(id), &json!(true)));
}

#[test]
fn another_accounts_bundle_is_named() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let text = page.bundle(&page.challenge()).to_json();
    // In another form of the same session, for an account of its own.
    Page::open(&lab, "account-2", "session-1");
    assert_eq!(verify(&lab, &text, "account-2", "session-1", ORIGIN).code(), "E_ACCOUNT");
    assert_eq!(lab.gate("account-2")["state"], "none");
    // Of an account of somebody else's session nothing is known.
    assert_eq!(verify(&lab, &text, "account-2", "session-2", ORIGIN).code(), "E_CHALLENGE_UNKNOWN");
    // Nothing was burnt on the way.
    assert_eq!(verify(&lab, &text, "account-1", "session-1", ORIGIN).json()["state"], "admitted");
    // Nor is what was taken in for one account anything that another has, by the backend or by a page.
    assert_eq!(verify(&lab, &text, "account-2", "session-1", ORIGIN).code(), "E_ACCOUNT");
    let other = Page::open(&lab, "account-2", "session-1");
    assert_eq!(other.post("/bundles", MEDIA_TYPE, &text).code(), "E_ACCOUNT");
    assert_eq!(lab.gate("account-2")["state"], "none");
}

#[test]
fn session_origin_and_time_are_checked() {
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| {
        assembly.config.origins.push("https://other.example".into());
    });
    let page = Page::open(&lab, "account-1", "session-1");
    let text = page.bundle(&page.challenge()).to_json();
    for (account, session, origin, code) in [
        ("account-1", "session-2", ORIGIN, "E_CHALLENGE_UNKNOWN"),
        ("account-1", "session-1", "https://elsewhere.example", "E_ORIGIN"),
        ("account-1", "session-1", "https://other.example", "E_ORIGIN"),
        ("account-9", "session-1", ORIGIN, "E_ACCOUNT"),
    ] {
        let answer = verify(&lab, &text, account, session, origin);
        assert_eq!(answer.code(), code, "{account} {session} {origin}");
    }
    lab.wait(300);
    assert_eq!(verify(&lab, &text, "account-1", "session-1", ORIGIN).code(), "E_CHALLENGE_EXPIRED");
    assert_eq!(lab.gate("account-1")["state"], "none");
}

#[test]
fn only_the_backend_may_ask_and_only_in_this_form() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let whole = json!({
        "v": 1, "bundle": bundle.to_json(), "account_ref": "account-1", "session": "session-1", "origin": ORIGIN
    });
    // With its ticket a page is not the backend.
    let by_page = page.post("/verify", "application/json", &whole.to_string());
    assert_eq!((by_page.status, by_page.code().as_str()), (401, "E_UNAUTHORIZED"));
    let ask = |body: &Value| lab.backend("POST", "/verify", Some(&body.to_string())).code();
    let changed = |name: &str, value: Value| {
        let mut body = whole.clone();
        body[name] = value;
        body
    };
    for (name, value) in [
        ("v", json!(2)),
        ("v", json!("1")),
        ("bundle", json!("")),
        ("bundle", json!({"v": 1, "sd_jwt": bundle.sd_jwt, "sealed": bundle.sealed})),
        ("bundle", json!(null)),
        ("session", json!("")),
        ("account_ref", json!("a".repeat(257))),
        ("more", json!(1)),
    ] {
        assert_eq!(ask(&changed(name, value.clone())), "E_FORMAT", "{name} {value}");
    }
    for name in ["v", "bundle", "account_ref", "session", "origin"] {
        let mut body = whole.clone();
        body.as_object_mut().unwrap().remove(name);
        assert_eq!(ask(&body), "E_FORMAT", "without {name}");
    }
    assert_eq!(ask(&changed("bundle", json!("x".repeat(16_385)))), "E_TOO_LARGE");
    assert_eq!(ask(&changed("bundle", json!("x".repeat(30_000)))), "E_TOO_LARGE");
    // As long a body straight from a page is too long as ever.
    let long = " ".repeat(16_385);
    assert_eq!(page.post("/bundles", MEDIA_TYPE, &long).code(), "E_TOO_LARGE");
    assert_eq!(lab.backend("POST", "/verify", Some(&whole.to_string())).json()["state"], "admitted");
}

#[test]
fn a_crowd_of_the_same_form_is_one_signup() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let text = page.bundle(&page.challenge()).to_json();
    let (lab, text) = (&lab, &text);
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let send = || verify(lab, text, "account-1", "session-1", ORIGIN).json();
        let all: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer["replayed"] == json!(false)).count(), 1);
    assert!(answers.iter().all(|answer| answer["id"] == answers[0]["id"]));
}

#[test]
fn an_authority_that_does_not_answer_leaves_it_pending_and_nobody_is_asked_twice() {
    let silent = Arc::new(Silent::default());
    let source: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.source = source);
    let page = Page::open(&lab, "account-1", "session-1");
    let text = page.bundle(&page.challenge()).to_json();
    for replayed in [false, true] {
        let answer = verify(&lab, &text, "account-1", "session-1", ORIGIN).json();
        let pending = json!({"id": answer["id"], "state": "pending", "outcome": null, "replayed": replayed});
        assert_eq!(answer, pending);
    }
    assert_eq!(silent.asked(), 1);
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
}
