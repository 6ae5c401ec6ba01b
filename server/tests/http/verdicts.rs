//! A test environment: each synthetic person gets the verdict that belongs to them, what is signed says that it is a test's, and
//! no other environment takes it.

use crate::laboratory::{Folder, Lab};
use crate::page::{Page, claims, identity};
use realname::bundle::Bundle;
use realname::bundle::jws::typ;
use realname::code::{Code, Field};
use realname::consent::{Choice, Env};
use realname::secret::Secret;
use realname_server::config::{Authority, Config, Refusal};
use realname_server::server::{Assembly, Server};
use realname_server::vault::Submission;
use serde_json::{Value, json};
use std::sync::Arc;

const PERSONS: &str = include_str!("../../../data/synthetic-persons.csv");

fn test_environment() -> Lab {
    Lab::start_with(Arc::new(Folder::new()), |assembly| {
        assembly.config.authority = Authority::Test;
        assembly.source = Authority::Test.source();
    })
}

/// The values of the person of a verdict.
fn person(verdict: &str) -> Vec<(Field, Secret)> {
    let row = PERSONS.lines().find(|line| line.starts_with(&format!("{verdict},"))).unwrap();
    let cells: Vec<&str> = row.split(',').collect();
    let value = |text: &str| Secret::copy_of(text);
    vec![
        (Field::DocumentKind, value("resident-id")),
        (Field::Document, value(cells[2])),
        (Field::Name, value(cells[1])),
        (Field::Mobile, Secret::new(format!("+86{}", cells[3]))),
    ]
}

fn made(page: &Page<'_>, values: &[(Field, Secret)]) -> Bundle {
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Given, challenge.server_time);
    page.bundle_of(&challenge, decisions, values)
}

#[test]
fn each_person_gets_the_verdict_that_belongs_to_them() {
    let lab = test_environment();
    for (verdict, code, outcome) in [
        ("pass", "", "match"),
        ("fail", "E_NOT_VERIFIED", "mismatch"),
        ("no-record", "E_NOT_VERIFIED", "no_record"),
        ("authority-down", "E_AUTHORITY_DOWN", "source_unavailable"),
    ] {
        let page = Page::open(&lab, verdict, verdict);
        let taken = page.submit(&made(&page, &person(verdict)));
        assert_eq!(taken.status, 202, "{verdict}: {}", taken.text);
        let evidence = lab.evidence(&taken.id());
        assert_eq!(evidence["result"]["outcome"], outcome, "{verdict}");
        assert_eq!(evidence["result"]["source"], "test");
        assert_eq!(lab.gate(verdict)["admitted"], json!(verdict == "pass"));
        let state = page.state(&taken.id());
        if code.is_empty() {
            assert_eq!(state.json()["state"], "admitted");
        } else {
            assert_eq!(state.code(), code, "{verdict}");
        }
    }
    for (verdict, code) in [("replayed", "E_CHALLENGE_USED"), ("expired", "E_CHALLENGE_EXPIRED")] {
        let page = Page::open(&lab, verdict, verdict);
        assert_eq!(page.submit(&made(&page, &person(verdict))).code(), code);
        // As if it had never come.
        assert_eq!(lab.gate(verdict)["state"], "none");
    }
}

#[test]
fn nobody_else_is_on_record_and_a_name_must_be_the_persons_own() {
    let lab = test_environment();
    let mut values = person("pass");
    values[2].1 = Secret::copy_of("测试不符");
    // Somebody else whom nobody is, by the name; and a number that might be somebody's.
    let of = |number: &str| {
        let mut values = person("pass");
        values[1].1 = Secret::copy_of(number);
        values
    };
    for (account, values, outcome) in [
        ("a", identity("测试通过"), "no_record"),
        ("b", values, "mismatch"),
        ("c", of("110110199512310016"), "match"),
        ("d", of("110110198412310014"), "no_record"),
    ] {
        let page = Page::open(&lab, account, account);
        let id = page.submit(&made(&page, &values)).id();
        assert_eq!(lab.evidence(&id)["result"]["outcome"], outcome);
    }
}

/// Header and payload of a signed part.
fn typ_of(jwt: &str) -> Value {
    use realname::suite::jose::from_base64url;
    let header: Value =
        serde_json::from_slice(&from_base64url(jwt.split('.').next().unwrap()).unwrap()).unwrap();
    header["typ"].clone()
}

#[test]
fn a_bundle_of_a_test_says_so_and_no_other_environment_takes_it() {
    let (test, demo) = (test_environment(), Lab::start());
    let page = Page::open(&test, "account", "session");
    assert_eq!(page.policy.env, Env::Test);
    let bundle = made(&page, &person("pass"));
    assert_eq!(typ_of(&bundle.sd_jwt), typ::TEST_SD_JWT);
    assert_eq!(claims(&bundle.sd_jwt)["env"], "test");
    // The gateway of another environment, and its vault alone.
    let stranger = Page::open(&demo, "account", "session");
    assert_eq!(stranger.submit(&bundle).code(), "E_TEST_MODE");
    let submission = Submission {
        id: "AAAAAAAAAAAAAAAAAAAAAA".into(),
        account_ref: "account".into(),
        session: "session".into(),
        origin: crate::laboratory::ORIGIN.into(),
    };
    assert_eq!(demo.block_on(demo.vault.accept(&bundle, submission)).err(), Some(Code::TestMode));
    // A refusal says so too.
    let refusal = page.refusal(&page.challenge());
    assert_eq!(stranger.refuse(&refusal).code(), "E_TEST_MODE");
    assert_eq!(page.refuse(&refusal).status, 201);
    // Nor does a test environment take what does not say so, or the other way round.
    for (claim, typ) in [(json!("test"), typ::SD_JWT), (Value::Null, typ::TEST_SD_JWT)] {
        let honest = made(&page, &person("pass"));
        let bent = page.resigned_as(typ, &honest, |claims| match &claim {
            Value::Null => drop(claims.as_object_mut().unwrap().remove("env")),
            claim => claims["env"] = claim.clone(),
        });
        let code = if typ == typ::SD_JWT { "E_TYP" } else { "E_TEST_MODE" };
        assert_eq!(page.submit(&bent).code(), code);
    }
}

#[test]
fn what_a_script_decided_is_recorded_as_that_and_taken_in_a_test_alone() {
    let (test, demo) = (test_environment(), Lab::start());
    for (lab, values) in [(&test, person("pass")), (&demo, identity("欧阳测试"))] {
        let page = Page::open(lab, "account", "session");
        let challenge = page.challenge();
        let mut decisions = page.decisions(Choice::Given, challenge.server_time);
        decisions.iter_mut().for_each(|decision| decision.synthetic = true);
        let taken = page.submit(&page.bundle_of(&challenge, decisions, &values));
        if page.policy.env != Env::Test {
            assert_eq!(taken.code(), "E_TEST_MODE");
            continue;
        }
        let evidence = lab.evidence(&taken.id());
        for decision in evidence["decisions"].as_array().unwrap() {
            assert_eq!(decision["synthetic"], json!(true), "{decision}");
        }
        let bearer = format!("Bearer {}", page.ticket);
        let path = format!("/bundles/{}/receipt", taken.id());
        let receipt = lab.send("GET", &path, &[("authorization", &bearer)], None);
        assert_eq!(receipt.status, 200, "{}", receipt.text);
        let said = claims(receipt.json()["receipt_jwt"].as_str().unwrap());
        assert_eq!(
            (&said["env"], &said["consents"][0]["decision"]["synthetic"]),
            (&json!("test"), &json!(true))
        );
    }
}

#[test]
fn no_other_environment_starts_with_the_authority_of_a_test() {
    let folder = Folder::new();
    let config = Config { production: true, authority: Authority::Test, ..Config::default() };
    let refusals = config.refusals(folder.path());
    assert!(refusals.contains(&Refusal::TestAuthority) && !refusals.contains(&Refusal::SimulatedAuthority));
    // A policy of its own, whose env is another.
    let policy = folder.path().join("policy.json");
    std::fs::create_dir_all(folder.path()).unwrap();
    std::fs::write(&policy, include_bytes!("../../demo/policy.json")).unwrap();
    let config = Config { production: false, policy: Some(policy), ..config };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error =
        runtime.block_on(Server::bind(Assembly::new(config, folder.path().to_owned()))).err().unwrap();
    assert!(error.to_string().contains("test environment"), "{error:#}");
}

/// `REALNAME_SNAPSHOTS=write` writes them anew.
#[test]
fn the_mock_endpoint_serves_the_documents_of_a_test_environment() {
    let lab = test_environment();
    let page = Page::open(&lab, "account", "session");
    let policy = lab.get("/policies/current").text.replace(&page.policy.keys[0], "KID");
    let notices: serde_json::Map<String, Value> = page
        .policy
        .notices
        .iter()
        .map(|notice| format!("/notices/{}/{}", notice.id, notice.version))
        .map(|path| (path.clone(), lab.get(&path).text.into()))
        .collect();
    let served =
        serde_json::to_string_pretty(&json!({ "policy": policy, "notices": notices })).unwrap() + "\n";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../npm/testing/documents.json");
    if std::env::var_os("REALNAME_SNAPSHOTS").is_some_and(|what| what == "write") {
        std::fs::write(&path, &served).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == served, "npm/testing/documents.json is another");
}
