//! Whoever refuses an optional consent is left alone for as long as the refusal says, and no longer.

use super::laboratory::{Lab, ORIGIN};
use super::page::{NAME, Page, identity};
use realname::consent::Choice;
use serde_json::{Value, json};

fn quiet(lab: &Lab, account: &str) -> Value {
    let body = format!(r#"{{"account_ref":"{account}","session":"s","origin":"{ORIGIN}"}}"#);
    lab.backend("POST", "/tickets", Some(&body)).json()["quiet"].clone()
}

fn sign_up(lab: &Lab, account: &str, survey: Choice, pause: Option<u64>) {
    let page = Page::open(lab, account, account);
    let challenge = page.challenge();
    let mut decisions = page.decisions(Choice::Given, challenge.server_time);
    for decision in decisions.iter_mut().filter(|decision| decision.purpose == "signup_survey") {
        decision.choice = survey;
        decision.reask_not_before = pause.map(|seconds| decision.decided_at + seconds);
        if survey == Choice::Refused && pause.is_none() {
            decision.control = "signup_survey:default-off".into();
        }
    }
    lab.evidence(&page.submit(&page.bundle_of(&challenge, decisions, &identity(NAME))).id());
}

#[test]
fn a_clear_refusal_is_respected_until_its_time_and_what_was_left_off_is_none() {
    let lab = Lab::start();
    assert_eq!(quiet(&lab, "account-1"), json!([]));
    sign_up(&lab, "account-1", Choice::Refused, Some(3600));
    assert_eq!(quiet(&lab, "account-1"), json!(["signup_survey"]));
    assert_eq!(quiet(&lab, "account-2"), json!([]), "another account has refused nothing");
    lab.wait(3601);
    assert_eq!(quiet(&lab, "account-1"), json!([]));
    sign_up(&lab, "account-3", Choice::Refused, None);
    assert_eq!(quiet(&lab, "account-3"), json!([]), "left off is no clear refusal");
    // Nobody was asked at a signup within the pause, so what was left off there is no word.
    sign_up(&lab, "account-5", Choice::Refused, Some(3600));
    sign_up(&lab, "account-5", Choice::Refused, None);
    assert_eq!(quiet(&lab, "account-5"), json!(["signup_survey"]));
    lab.wait(3601);
    assert_eq!(quiet(&lab, "account-5"), json!([]));
    // The last word counts.
    sign_up(&lab, "account-4", Choice::Refused, Some(3600));
    sign_up(&lab, "account-4", Choice::Given, None);
    assert_eq!(quiet(&lab, "account-4"), json!([]));
}

#[test]
fn a_ticket_names_the_notices_that_were_decided_on_last() {
    let lab = Lab::start();
    let seen = |account: &str| {
        let body = format!(r#"{{"account_ref":"{account}","session":"s","origin":"{ORIGIN}"}}"#);
        lab.backend("POST", "/tickets", Some(&body)).json()["seen"].clone()
    };
    assert_eq!(seen("account-1"), json!([]));
    sign_up(&lab, "account-1", Choice::Refused, Some(3600));
    let policy = lab.get("/policies/current").json();
    let current: Vec<Value> = policy["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| {
            json!(format!("{}/{}", notice["id"].as_str().unwrap(), notice["version"].as_str().unwrap()))
        })
        .collect();
    let told = seen("account-1");
    assert_eq!(told.as_array().unwrap().len(), current.len());
    assert!(current.iter().all(|notice| told.as_array().unwrap().contains(notice)), "{told} {current:?}");
    assert_eq!(seen("account-2"), json!([]), "another account has decided nothing");
}
