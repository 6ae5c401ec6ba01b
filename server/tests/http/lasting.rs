//! What stays: through a kill, a restart, a store that fails; and what must not stay anywhere.

use crate::laboratory::{Folder, Lab, START};
use crate::page::{Page, claims, identity};
use realname::bundle::Bundle;
use realname::consent::Choice;
use realname_server::config::Config;
use realname_server::policy::InForce;
use realname_server::vault::result::Outcome;
use realname_server::vault::source::{IdentitySource, Question};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::future::{Future, pending};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// An authority that never answers, and counts.
#[derive(Default)]
struct Silent(AtomicU32);

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
    fn wait_until_asked(&self) {
        let begun = Instant::now();
        while self.0.load(Ordering::SeqCst) == 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "nobody asked");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Whether a text stands in any file of a folder.
fn found(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return found(&path, text);
        }
        fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// The longest part of `sealed`, which is the ciphertext.
fn ciphertext(bundle: &Bundle) -> &str {
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

#[test]
fn sealed_is_deleted_with_the_outcome() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let id = page.submit(&bundle).id();
    lab.evidence(&id);
    let begun = Instant::now();
    while found(lab.folder.path(), ciphertext(&bundle)) {
        assert!(begun.elapsed() < Duration::from_secs(5), "what was sealed is still in a file");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The control: the search finds what is there.
    assert!(found(lab.folder.path(), bundle.sd_jwt.split('.').nth(1).unwrap()));
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
    let notice = &InForce::build(&Config::default(), "kid").unwrap().notices[0];
    assert_eq!(realname::consent::Notice::parse(notice.to_json().as_bytes()).unwrap(), *notice);
}

#[test]
fn no_raw_value_is_in_any_file_line_or_answer() {
    const NUMBER: &str = "44052418800101001X";
    let lab = Lab::start();
    let canaries = ["哈斯图雅", "440524188001010014", "13912345678"];
    let mut values = identity(canaries[0]);
    values[1].1 = realname::secret::Secret::copy_of(canaries[1]);
    values[3].1 = realname::secret::Secret::copy_of("+8613912345678");
    let page = Page::open(&lab, "account-1", "session-1");
    let mut told: Vec<String> = Vec::new();
    let submit = |values: &[_]| {
        let challenge = page.challenge();
        let decisions = page.decisions(Choice::Given, challenge.server_time);
        page.submit(&page.bundle_of(&challenge, decisions, values))
    };
    let answer = submit(&values);
    let id = answer.id();
    told.push(answer.text);
    told.push(lab.evidence(&id).to_string());
    // One that the vault opens and refuses.
    values[1].1 = realname::secret::Secret::copy_of(NUMBER);
    let refused = submit(&values);
    assert_eq!(refused.code(), "E_INPUT_CHECKSUM");
    told.push(refused.text);
    // What a page of somebody else's might do wrong: raw values where none belong.
    let raw =
        format!(r#"{{"name":"{}","id_number":"{}","mobile":"{}"}}"#, canaries[0], canaries[1], canaries[2]);
    for path in ["/bundles", "/decisions", "/challenge"] {
        for media_type in ["application/realname-bundle+json", "application/json", "text/plain"] {
            told.push(page.post(path, media_type, &raw).text);
        }
    }
    told.push(lab.backend("POST", "/tickets", Some(&raw)).text);
    for path in [
        format!("/bundles/{}", canaries[1]),
        format!("/gate/{}?name={}", canaries[1], canaries[2]),
        format!("/{}/{}", canaries[1], canaries[2]),
        format!("/healthz?number={}", canaries[1]),
    ] {
        told.push(
            lab.send("GET", &path, &[("authorization", canaries[1]), ("x-name", canaries[2])], None).text,
        );
    }
    let lines = lab.log.lock().unwrap().join("\n");
    assert!(lines.contains("POST /realname/v1/bundles 202 -"), "{lines}");
    assert!(lines.contains("E_INPUT_CHECKSUM"));
    let told = told.join("\n");
    for canary in canaries.into_iter().chain([NUMBER]) {
        for spelling in spellings(canary) {
            assert!(!found(lab.folder.path(), &spelling), "{spelling} in a file");
            assert!(!lines.contains(&spelling), "{spelling} in the log");
            assert!(!told.contains(&spelling), "{spelling} in an answer");
        }
    }
    // The control: the search finds a canary that is there.
    fs::write(lab.folder.path().join("keys/seeded"), format!("…{}…", canaries[1])).unwrap();
    assert!(found(lab.folder.path(), canaries[1]));
}

/// A value as it is, in base64 at each of three offsets, in hexadecimal, and hashed without a salt.
fn spellings(value: &str) -> Vec<String> {
    use realname::suite::jose::{base64url, digest_of, sha256};
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut all = vec![
        value.to_owned(),
        hex(value.as_bytes()),
        hex(&sha256(&[value.as_bytes()])),
        digest_of(value.as_bytes()),
    ];
    for offset in 0..3 {
        let text = base64url(&[&vec![b'"'; offset][..], value.as_bytes()].concat());
        // The ends mix with what stands beside the value.
        let inner = text.get(offset * 4 / 3 + 1..text.len() - 2).unwrap().to_owned();
        all.push(inner.replace('-', "+").replace('_', "/"));
        all.push(inner);
    }
    all
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
