//! The wards of a guardian: who is counted, and who cannot have anybody counted or forgotten.

use super::guardian::{
    child, family, family_of, number, parent, person, signup, start, start_with, submit, withdraw,
};
use super::laboratory::{AUD, Folder, ORIGIN};
use super::page::Page;
use realname::consent::{Choice, Party};
use realname::suite::jose::base64url;
use realname_server::label;
use realname_server::vault::result::Outcome;
use realname_server::vault::source::{IdentitySource, Question};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// An authority that says nothing of the first persons, and confirms all others.
struct Slow {
    left: AtomicU32,
}

impl IdentitySource for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }
    fn recipient(&self) -> &'static str {
        "simulated-authority"
    }
    fn ask<'a>(&'a self, _: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        let first =
            self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        if first { Box::pin(pending()) } else { Box::pin(std::future::ready(Outcome::Match)) }
    }
}

fn counted(folder: &Folder) -> i64 {
    let vault = Connection::open(folder.path().join("vault.sqlite")).unwrap();
    vault.query_row("SELECT count(*) FROM ward", [], |row| row.get(0)).unwrap()
}

#[test]
fn whoever_knows_a_number_fills_up_nobodys_wards() {
    let source = Arc::new(Slow { left: AtomicU32::new(2) });
    let asked: Arc<dyn IdentitySource> = Arc::<Slow>::clone(&source);
    let folder = Arc::new(Folder::new());
    let lab = start_with(Arc::clone(&folder), 2, |assembly| assembly.source = asked);
    let named = person(&number("19860312", 2), "别人名字", "+8613800138000");
    for sequence in [2, 12] {
        let page = Page::open(&lab, &format!("stranger-{sequence}"), "session");
        submit(&page, &family(&page, &page.challenge(), &child(sequence), &named)).id();
    }
    let begun = Instant::now();
    while source.left.load(Ordering::SeqCst) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody asked");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(counted(&folder), 0);
    assert_eq!(signup(&lab, "account-1", &child(22), &parent()).1["result"]["outcome"], "match");
    assert_eq!(counted(&folder), 1);
}

fn consent(evidence: &Value, purpose: &str) -> String {
    let consents = evidence["consents"].as_array().unwrap();
    let found = consents.iter().find(|consent| consent["purpose"] == purpose).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_statement_that_was_said_of_one_consent_releases_nothing_for_another() {
    let folder = Arc::new(Folder::new());
    let lab = start(Arc::clone(&folder), 2);
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let mut decisions = page.decisions_of(Party::Guardian, Choice::Given, challenge.server_time);
    for decision in decisions.iter_mut().filter(|decision| decision.purpose == "signup_survey") {
        (decision.choice, decision.control) = (Choice::Given, "signup_survey:give".into());
        decision.reask_not_before = None;
    }
    let id = submit(&page, &family_of(&page, &challenge, &child(2), &parent(), decisions)).id();
    let evidence = lab.evidence(&id);
    let jti = base64url(&label::random::<16>().unwrap());
    let say = |purpose: &str| {
        let consent = consent(&evidence, purpose);
        let payload = json!({
            "iss": format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", page.jkt()),
            "aud": AUD, "iat": lab.now(), "jti": jti, "consent": consent,
        });
        let jwt = page.sign("realname-withdrawal+jwt", &payload.to_string());
        let body = json!({"v": 1, "withdrawal_jwt": jwt}).to_string();
        let headers = [("content-type", "application/realname-withdrawal+json"), ("origin", ORIGIN)];
        lab.send("POST", &format!("/consents/{consent}/withdraw"), &headers, Some(body.as_bytes()))
    };
    assert_eq!(say("signup_survey").status, 200);
    assert_eq!(say("signup_survey").status, 200, "once more is answered the same");
    assert_eq!(say("child_identity").code(), "E_NOT_FOUND");
    assert_eq!(counted(&folder), 1);
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
}

#[test]
fn what_is_taken_back_is_counted_for_no_signup_of_the_account() {
    let folder = Arc::new(Folder::new());
    let lab = start(Arc::clone(&folder), 2);
    signup(&lab, "account-1", &child(2), &parent());
    let unknown = person(&number("20160312", 2), "信息不符", "+8613800138001");
    let (_, later) = signup(&lab, "account-1", &unknown, &parent());
    assert_eq!(later["result"]["outcome"], "mismatch");
    signup(&lab, "account-2", &child(12), &parent());
    assert_eq!(counted(&folder), 2);
    withdraw(&lab, "account-1", &later, "child_identity");
    assert_eq!(counted(&folder), 1, "another account's child stands");
}
