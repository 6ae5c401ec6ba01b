//! What a person takes back while the authority is asked stays taken back, whatever it answers, and whatever was begun since.

use super::laboratory::{Folder, Lab, ORIGIN};
use super::page::{NAME, Page, identity};
use super::verify::verify;
use realname::consent::Choice;
use realname_server::vault::result::Outcome;
use realname_server::vault::source::{IdentitySource, Question};
use serde_json::{Value, json};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// An authority that says something of the first person once it is told to, and confirms nobody else at all.
struct Held {
    asked: AtomicU32,
    go: Semaphore,
    says: Outcome,
}

impl IdentitySource for Held {
    fn name(&self) -> &'static str {
        "held"
    }
    fn recipient(&self) -> &'static str {
        "simulated-authority"
    }
    fn ask<'a>(&'a self, _: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        let first = self.asked.fetch_add(1, Ordering::SeqCst) == 0;
        Box::pin(async move {
            if !first {
                return Outcome::Mismatch;
            }
            drop(self.go.acquire().await);
            self.says
        })
    }
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A signup whose check is under way; `take_back` is what the person does then, by its page and the consent to the check. After that
/// another one, which is not confirmed. Answers the gate, and the consent to the first, once the authority has confirmed the first.
fn meanwhile(take_back: impl FnOnce(&Lab, &Page<'_>, &str)) -> (Value, Value) {
    let source = Arc::new(Held { asked: AtomicU32::new(0), go: Semaphore::new(0), says: Outcome::Match });
    let asked: Arc<dyn IdentitySource> = Arc::<Held>::clone(&source);
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.source = asked);
    let page = Page::open(&lab, "account-1", "session-1");
    let first = page.submit(&page.bundle(&page.challenge())).id();
    until("nobody asked", || source.asked.load(Ordering::SeqCst) == 1);
    let consent = |id: &str| {
        let consents = lab.backend("GET", &format!("/bundles/{id}"), None).json()["consents"].clone();
        consents.as_array().unwrap().iter().find(|c| c["purpose"] == "identity_check").unwrap().clone()
    };
    take_back(&lab, &page, consent(&first)["id"].as_str().unwrap());
    let again = Page::open(&lab, "account-1", "session-2");
    let second = again.submit(&again.bundle(&again.challenge())).id();
    assert_eq!(lab.evidence(&second)["result"]["outcome"], "mismatch");
    assert_eq!(lab.gate("account-1")["state"], "not_verified");
    source.go.add_permits(1);
    assert_eq!(lab.evidence(&first)["result"]["outcome"], "match");
    // What is erased is so a moment later.
    let begun = Instant::now();
    while consent(&first)["state"] == "restricted" && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    (lab.gate("account-1"), consent(&first))
}

#[test]
fn a_late_match_opens_nothing_that_was_taken_back_since() {
    let (gate, consent) = meanwhile(|_, page, consent| {
        let media_type = "application/realname-withdrawal+json";
        let answer = page.post(&format!("/consents/{consent}/withdraw"), media_type, "{\"v\":1}");
        assert_eq!(answer.json()["state"], "restricted", "sealed is needed until the check has ended");
    });
    assert_eq!((&gate["admitted"], &gate["state"]), (&json!(false), &json!("not_verified")));
    assert_eq!(consent["state"], "erased", "at once, not at the next start");
}

#[test]
fn nor_what_was_refused_since() {
    let (gate, _) = meanwhile(|lab, _, _| {
        let page = Page::open(lab, "account-1", "session-3");
        assert_eq!(page.refuse(&page.refusal(&page.challenge())).status, 201);
    });
    assert_eq!((&gate["admitted"], &gate["state"]), (&json!(false), &json!("not_verified")));
}

#[test]
fn and_opens_what_stands() {
    let (gate, consent) = meanwhile(|_, _, _| ());
    assert_eq!((&gate["admitted"], &gate["state"]), (&json!(true), &json!("admitted")));
    assert_eq!(consent["state"], "replaced", "by the second signup's");
}

/// Withdrawn during the check: the gate says so, whatever comes of the check, and nobody is told that the account is admitted.
#[test]
fn what_is_taken_back_is_said_whatever_comes_of_the_check() {
    for says in [Outcome::Match, Outcome::Mismatch] {
        let source = Arc::new(Held { asked: AtomicU32::new(0), go: Semaphore::new(0), says });
        let asked: Arc<dyn IdentitySource> = Arc::<Held>::clone(&source);
        let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.source = asked);
        let page = Page::open(&lab, "account-1", "session-1");
        let text = page.bundle(&page.challenge()).to_json();
        let answer = std::thread::scope(|scope| {
            let told = scope.spawn(|| verify(&lab, &text, "account-1", "session-1", ORIGIN).json());
            until("nobody asked", || source.asked.load(Ordering::SeqCst) == 1);
            let id = lab.gate("account-1")["id"].as_str().unwrap().to_owned();
            let evidence = lab.backend("GET", &format!("/bundles/{id}"), None).json();
            let consents = evidence["consents"].as_array().unwrap();
            let consent = consents.iter().find(|consent| consent["purpose"] == "identity_check").unwrap();
            let path = format!("/consents/{}/withdraw", consent["id"].as_str().unwrap());
            let media_type = "application/realname-withdrawal+json";
            assert_eq!(page.post(&path, media_type, "{\"v\":1}").json()["state"], "restricted");
            source.go.add_permits(1);
            told.join().unwrap()
        });
        assert_eq!((&answer["state"], &answer["outcome"]), (&json!("not_verified"), &json!(says.as_str())));
        let again = verify(&lab, &text, "account-1", "session-1", ORIGIN).json();
        assert_eq!((&again["state"], &again["replayed"]), (&json!("not_verified"), &json!(true)));
        let gate = lab.gate("account-1");
        assert_eq!((&gate["state"], &gate["reason"]), (&json!("restricted"), &json!("consent_withdrawn")));
        let id = answer["id"].as_str().unwrap();
        assert_eq!(page.state(id).code(), "E_NOT_VERIFIED");
        assert_eq!(lab.evidence(id)["state"], "not_verified");
    }
}

/// What the check does not rest on waits for it, and does not end it.
#[test]
fn an_optional_consent_that_is_taken_back_leaves_the_check_alone() {
    let source = Arc::new(Held { asked: AtomicU32::new(0), go: Semaphore::new(1), says: Outcome::Match });
    let asked: Arc<dyn IdentitySource> = Arc::<Held>::clone(&source);
    let folder = Arc::new(Folder::new());
    let silent: Arc<dyn IdentitySource> = Arc::new(super::lasting::Silent::default());
    let mut lab = Lab::start_with(Arc::clone(&folder), |assembly| assembly.source = silent);
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let mut decisions = page.decisions(Choice::Given, challenge.server_time);
    for decision in decisions.iter_mut().filter(|decision| decision.purpose == "signup_survey") {
        (decision.choice, decision.control) = (Choice::Given, "signup_survey:give".into());
        decision.reask_not_before = None;
    }
    let id = page.submit(&page.bundle_of(&challenge, decisions, &identity(NAME))).id();
    let vault = rusqlite::Connection::open(folder.path().join("vault.sqlite")).unwrap();
    until("no attempt", || {
        vault.query_row("SELECT attempt FROM submission", [], |row| row.get::<_, i64>(0)).unwrap() == 1
    });
    // As if it had been taken back before the attempt.
    vault.execute("UPDATE submission SET attempt = 0, started_at = NULL, request_id = NULL", []).unwrap();
    let survey = |lab: &Lab| {
        let consents = lab.backend("GET", &format!("/bundles/{id}"), None).json()["consents"].clone();
        consents.as_array().unwrap().iter().find(|c| c["purpose"] == "signup_survey").unwrap().clone()
    };
    let path = format!("/consents/{}/withdraw", survey(&lab)["id"].as_str().unwrap());
    let answer = page.post(&path, "application/realname-withdrawal+json", "{\"v\":1}");
    assert_eq!(answer.json()["state"], "restricted", "{}", answer.text);
    drop(page);
    lab.kill();
    drop(lab);
    let lab = Lab::start_with(Arc::clone(&folder), |assembly| assembly.source = asked);
    assert_eq!(lab.evidence(&id)["result"]["outcome"], "match");
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
    until("still restricted", || survey(&lab)["state"] == "erased");
}
