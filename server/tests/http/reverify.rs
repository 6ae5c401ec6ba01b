//! Re-verifying: the device that signed the account up, on a challenge of now, once.

use super::laboratory::Lab;
use super::page::Page;
use realname::bundle::reverify::to_json;
use serde_json::{Value, json};

#[test]
fn the_device_that_signed_up_is_recognised_once_a_challenge_and_the_record_holds_nothing_raw() {
    let lab = Lab::start();
    let mut page = Page::open(&lab, "account-1", "session-1");
    let before = page.statement(&page.challenge().challenge);
    assert_eq!(page.reverify(&before).code(), "E_DEVICE", "nobody is admitted yet");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    assert_eq!(lab.gate("account-1")["reverified_at"], Value::Null);
    lab.wait(3600);
    // Another day, another session; the device key was kept.
    page.ticket = lab.ticket("account-1", "session-2");
    let challenge = page.challenge();
    let body = page.statement(&challenge.challenge);
    let answer = page.reverify(&body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["state"], "reverified");
    assert_eq!(lab.gate("account-1")["reverified_at"], json!(lab.now()));
    // Its challenge is burnt, for this act and for a signup.
    assert_eq!(page.reverify(&body).code(), "E_CHALLENGE_USED");
    assert_eq!(page.submit(&page.bundle(&challenge)).code(), "E_CHALLENGE_USED");
    // And the other way round.
    let other = page.challenge();
    page.submit(&page.bundle(&other)).id();
    assert_eq!(page.reverify(&page.statement(&other.challenge)).code(), "E_CHALLENGE_USED");
    let log = realname_server::audit::export(lab.folder.path()).unwrap();
    let line = log.lines().find(|line| line.contains("\"reverification\"")).unwrap();
    assert!(
        line.contains("reverify_jwt")
            && !line.contains(super::page::NUMBER)
            && !line.contains(super::page::NAME)
    );
    lab.checkpoint();
}

#[test]
fn another_device_another_account_and_a_closed_gate_are_refused() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    let evidence = lab.evidence(&id);
    let thief = Page::open(&lab, "account-1", "session-2");
    assert_eq!(thief.reverify(&thief.statement(&thief.challenge().challenge)).code(), "E_DEVICE");
    // The device's own statement, at another account's ticket.
    let elsewhere = Page::open(&lab, "account-2", "session-1");
    let own = page.statement(&page.challenge().challenge);
    assert_eq!(elsewhere.reverify(&own).code(), "E_CHALLENGE_UNKNOWN");
    // Another act's body at this route.
    assert_eq!(page.post("/reverify", "application/json", &own).code(), "E_MEDIA_TYPE");
    let sd_jwt = evidence["sd_jwt"].as_str().unwrap().trim_end_matches('~');
    assert_eq!(page.reverify(&to_json(sd_jwt)).code(), "E_TYP");
    assert_eq!(page.reverify(&own.replace("{\"v\":1", "{\"v\":2")).code(), "E_FORMAT");
    // Consent withdrawn: the account is nobody's device's any more.
    let consents = evidence["consents"].as_array().unwrap();
    let consent = consents.iter().find(|c| c["purpose"] == "identity_check").unwrap();
    let path = format!("/consents/{}/withdraw", consent["id"].as_str().unwrap());
    assert_eq!(page.post(&path, "application/realname-withdrawal+json", "{\"v\":1}").status, 200);
    assert_eq!(page.reverify(&own).code(), "E_DEVICE");
}
