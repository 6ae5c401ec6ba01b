//! What stays: through a kill, a restart, a store that fails; and what must not stay anywhere.

use crate::canary::found;
use crate::laboratory::{Folder, Lab, START};
use crate::page::{Page, claims};
use realname::bundle::Bundle;
use realname::bundle::jws::{Jws, typ};
use realname::suite::host::Host;
use realname::suite::jose::base64url;
use realname_server::config::Config;
use realname_server::policy::InForce;
use realname_server::vault::result::Outcome;
use realname_server::vault::source::{IdentitySource, Question};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// An authority that never answers, and counts.
#[derive(Default)]
pub(crate) struct Silent(AtomicU32);

impl IdentitySource for Silent {
    fn name(&self) -> &'static str {
        "silent"
    }
    fn recipient(&self) -> &'static str {
        "simulated-authority"
    }
    fn ask<'a>(&'a self, _: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(pending())
    }
}

impl Silent {
    pub(crate) fn asked(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    fn wait_until_asked(&self) {
        let begun = Instant::now();
        while self.0.load(Ordering::SeqCst) == 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "nobody asked");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The longest part of `sealed`, which is the ciphertext.
pub(crate) fn ciphertext(bundle: &Bundle) -> &str {
    bundle.sealed.split('.').nth(3).unwrap()
}

#[test]
fn killed_while_asking_is_source_unavailable_and_nobody_is_asked_again() {
    let folder = Arc::new(Folder::new());
    let silent = Arc::new(Silent::default());
    let source: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let mut lab = Lab::start_with(Arc::clone(&folder), |assembly| assembly.source = source);
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let id = page.submit(&bundle).id();
    silent.wait_until_asked();
    // `check_started` is on the disk before the authority hears anything, and so is the evidence.
    let vault = Connection::open(folder.path().join("vault.sqlite")).unwrap();
    let begun: (i64, String) = vault
        .query_row("SELECT attempt, source FROM submission", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(begun, (1, "silent".to_owned()));
    drop(vault);
    assert_eq!(page.state(&id).json()["state"], "pending");
    assert!(found(folder.path(), ciphertext(&bundle)), "the control: until there is an answer it is kept");
    lab.kill();
    drop(lab);

    let again: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let lab = Lab::start_with(Arc::clone(&folder), |assembly| assembly.source = again);
    let evidence = lab.evidence(&id);
    assert_eq!(evidence["result"]["outcome"], "source_unavailable");
    assert_eq!(evidence["gate"]["admitted"], json!(false));
    assert_eq!(silent.0.load(Ordering::SeqCst), 1);
    assert_eq!(Page::open(&lab, "account-1", "session-1").state(&id).code(), "E_AUTHORITY_DOWN");
    assert!(!found(folder.path(), ciphertext(&bundle)), "what was sealed is gone from every file");
}

/// Leaves a bundle behind whose check is under way when the process dies.
fn left_behind(folder: &Arc<Folder>) -> String {
    let silent = Arc::new(Silent::default());
    let source: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let mut lab = Lab::start_with(Arc::clone(folder), |assembly| assembly.source = source);
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let id = page.submit(&bundle).id();
    silent.wait_until_asked();
    for file in ["gateway.sqlite", "gateway.sqlite-wal"] {
        let bytes = fs::read(folder.path().join(file)).unwrap();
        let text = ciphertext(&bundle).as_bytes();
        assert!(
            !bytes.windows(text.len()).any(|window| window == text),
            "the gateway kept `sealed` in {file}"
        );
    }
    drop(page);
    lab.kill();
    id
}

#[test]
fn killed_before_asking_is_asked_after_the_restart() {
    let folder = Arc::new(Folder::new());
    let id = left_behind(&folder);
    // As if the process had died between the gateway's commit and the vault's.
    let vault = Connection::open(folder.path().join("vault.sqlite")).unwrap();
    vault.execute("UPDATE submission SET attempt = 0, started_at = NULL, request_id = NULL", []).unwrap();
    drop(vault);
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    assert_eq!(lab.evidence(&id)["result"]["outcome"], "match");
    assert_eq!(lab.gate("account-1")["admitted"], json!(true));
}

#[test]
fn killed_after_the_answer_is_concluded_from_the_vaults_record() {
    let folder = Arc::new(Folder::new());
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    let page = Page::open(&lab, "account-1", "session-1");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    let before = lab.evidence(&id);
    drop(page);
    drop(lab);
    // As if the process had died between the vault's commit and the gateway's.
    let gateway = Connection::open(folder.path().join("gateway.sqlite")).unwrap();
    gateway.execute_batch("DELETE FROM result; UPDATE gate SET state = 'pending', level = 'none'").unwrap();
    drop(gateway);
    let silent = Arc::new(Silent::default());
    let source: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let lab = Lab::start_with(Arc::clone(&folder), |assembly| assembly.source = source);
    assert_eq!(lab.evidence(&id), before);
    assert_eq!(silent.0.load(Ordering::SeqCst), 0);
}

#[test]
fn what_waits_for_a_day_is_deleted() {
    let folder = Arc::new(Folder::new());
    let id = left_behind(&folder);
    let vault = Connection::open(folder.path().join("vault.sqlite")).unwrap();
    let day = "UPDATE submission SET attempt = 0, request_id = NULL, received_at = received_at - 86401";
    vault.execute(day, []).unwrap();
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    let evidence = lab.evidence(&id);
    assert_eq!(evidence["result"]["outcome"], "source_unavailable");
    assert_eq!(evidence["result"]["request_id"], "", "nobody was asked");
    let left: i64 = vault
        .query_row(
            "SELECT count(*) FROM submission WHERE sealed IS NOT NULL OR sd_jwt IS NOT NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn and_without_a_restart_too() {
    let silent = Arc::new(Silent::default());
    let source: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.source = source);
    let page = Page::open(&lab, "account-1", "session-1");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    silent.wait_until_asked();
    lab.wait(86_400);
    lab.block_on(lab.gateway.sweep()).unwrap();
    let state = lab.backend("GET", &format!("/bundles/{id}"), None).json()["state"].clone();
    assert_eq!(state, "pending", "a day is not over");
    lab.wait(1);
    lab.block_on(lab.gateway.sweep()).unwrap();
    assert_eq!(lab.evidence(&id)["result"]["outcome"], "source_unavailable");
    assert_eq!(lab.gate("account-1")["state"], "not_verified");
    assert_eq!(silent.asked(), 1);
}

/// Between the gateway's commit and the attempt a person may take back what they gave: nobody is asked then, and nothing waits for ever.
#[test]
fn what_is_taken_back_before_anybody_was_asked_comes_to_its_end() {
    let folder = Arc::new(Folder::new());
    let silent = Arc::new(Silent::default());
    let source: Arc<dyn IdentitySource> = Arc::<Silent>::clone(&silent);
    let mut lab = Lab::start_with(Arc::clone(&folder), |assembly| assembly.source = source);
    let page = Page::open(&lab, "account-1", "session-1");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    silent.wait_until_asked();
    let vault = Connection::open(folder.path().join("vault.sqlite")).unwrap();
    vault.execute("UPDATE submission SET attempt = 0, started_at = NULL, request_id = NULL", []).unwrap();
    let consents = lab.backend("GET", &format!("/bundles/{id}"), None).json()["consents"].clone();
    let consent = consents.as_array().unwrap().iter().find(|c| c["purpose"] == "identity_check").unwrap();
    let path = format!("/consents/{}/withdraw", consent["id"].as_str().unwrap());
    let answer = page.post(&path, "application/realname-withdrawal+json", "{\"v\":1}");
    assert_eq!(answer.json()["state"], "erased");
    drop(page);
    lab.kill();
    drop(lab);
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    let evidence = lab.evidence(&id);
    assert_eq!(evidence["result"]["outcome"], "source_unavailable");
    assert_eq!(evidence["result"]["request_id"], "", "nobody was asked");
    assert_eq!(lab.gate("account-1")["admitted"], json!(false));
    assert!(!lab.log.lock().unwrap().iter().any(|line| line.contains("not concluded")));
}

#[test]
fn sealed_is_deleted_with_the_outcome() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let id = page.submit(&bundle).id();
    lab.evidence(&id);
    let begun = Instant::now();
    // A piece of it: what is longer may lie in several pages.
    while found(lab.folder.path(), &ciphertext(&bundle)[200..400]) {
        assert!(begun.elapsed() < Duration::from_secs(5), "what was sealed is still in a file");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The control: the search finds what is there.
    let payload = bundle.sd_jwt.split('.').nth(1).unwrap();
    assert!(found(lab.folder.path(), &payload[..200]));
}

#[test]
fn a_store_that_fails_accepts_nothing_and_the_body_may_come_again() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let other = Connection::open(lab.folder.path().join("gateway.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = page.submit(&bundle);
    assert_eq!((refused.status, refused.code()), (503, "E_STORE".to_owned()));
    other.execute_batch("ROLLBACK").unwrap();
    let id = page.submit(&bundle).id();
    assert_eq!(lab.evidence(&id)["state"], "admitted");
}

#[test]
fn evidence_is_there_after_a_restart_and_cannot_be_changed() {
    let folder = Arc::new(Folder::new());
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    let page = Page::open(&lab, "account-1", "session-1");
    let digest = page.policy.digest.clone();
    let id = page.submit(&page.bundle(&page.challenge())).id();
    let before = lab.evidence(&id);
    let text = lab.get(&format!("/policies/{digest}")).text;
    drop(page);
    drop(lab);
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    assert_eq!(lab.evidence(&id), before);
    assert_eq!(lab.get(&format!("/policies/{digest}")).text, text);
    let database = Connection::open(folder.path().join("gateway.sqlite")).unwrap();
    for change in ["UPDATE evidence SET account_ref = 'x'", "UPDATE policy SET bytes = x'00'"] {
        assert!(database.execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn the_result_names_account_and_policy_by_hash() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let evidence = lab.evidence(&page.submit(&bundle).id());
    let result = claims(evidence["result"]["result_jwt"].as_str().unwrap());
    let salt = evidence["result"]["account_salt"].as_str().unwrap();
    let hash = realname_server::label::hash("realname-account", &[salt.as_bytes(), b"account-1"]);
    assert_eq!(result["account_ref_hash"], json!(hash));
    assert_eq!(result["policy"], json!(page.policy.digest));
    assert_eq!(result["time"], json!(START));
    assert_eq!(result["opened_matches_sd"], json!(true));
    // Signed by the key that the gateway publishes for it.
    let signed = Jws::parse(evidence["result"]["result_jwt"].as_str().unwrap(), typ::RESULT).unwrap();
    signed.verify(&Host).unwrap();
    let published = lab.get("/keys").json();
    let signing = published["keys"].as_array().unwrap().iter().find(|key| key["use"] == "sig").unwrap();
    assert_eq!(signing["kid"], json!(base64url(&signed.key.thumbprint())));
    let names: Vec<&String> = result.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 13, "{names:?}");
}

#[test]
fn a_published_notice_keeps_its_text() {
    let folder = Arc::new(Folder::new());
    drop(Lab::start_with(Arc::clone(&folder), |_| {}));
    let database = Connection::open(folder.path().join("gateway.sqlite")).unwrap();
    database.execute_batch("DROP TRIGGER notice_stays; UPDATE notice SET bytes = x'7b7d'").unwrap();
    let config = Config::default();
    let mut assembly = realname_server::server::Assembly::new(config, folder.path().to_owned());
    assembly.log = realname_server::log::Log::new(|_| {});
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(realname_server::server::Server::bind(assembly)).err().unwrap();
    assert!(error.to_string().contains("new version"), "{error:#}");
    // And what is served is what was signed.
    let published = &InForce::build(&Config::default(), "kid").unwrap().notices[0];
    let served = realname::consent::Notice::parse(published.document.as_bytes()).unwrap();
    assert_eq!(served, published.notice);
}

#[test]
fn evidence_of_strangers_is_not_found() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    for (account, session) in [("account-1", "session-2"), ("account-2", "session-1")] {
        let stranger = Page::open(&lab, account, session);
        assert_eq!(stranger.state(&id).code(), "E_NOT_FOUND");
        assert_eq!(stranger.state("nothing").text, stranger.state(&id).text);
    }
    assert_eq!(lab.get(&format!("/bundles/{id}")).code(), "E_TICKET");
    let unknown: Value = lab.backend("GET", "/bundles/nothing", None).json();
    assert_eq!(unknown["code"], "E_NOT_FOUND");
}
