//! What a record's age does: purged when its time is over, kept while somebody holds it, and never by a wrong clock.

use super::laboratory::Lab;
use super::page::Page;
use realname::date::Date;
use realname_server::audit::{self, Audit};
use realname_server::records::hold::Scope;
use realname_server::records::purge::{LEAST, Purged, Retention};
use realname_server::retention::{self, Operator, Purge};
use std::process::ExitCode;

const YEAR: u64 = 366 * 86_400;

fn operator() -> Operator {
    Operator { name: "operator-1".to_owned(), reason: "yearly purge".to_owned() }
}

fn asked(lab: &Lab) -> Purge {
    Purge {
        data: lab.folder.path().to_owned(),
        checkpoints: lab.folder.path().join("checkpoints.log"),
        retention: LEAST,
        clock_confirmed: false,
        operator: operator(),
    }
}

/// Somebody signed up and took the consent to the identity check back; its three records end on this day.
fn withdrawn(lab: &Lab, account: &str) -> String {
    let page = Page::open(lab, account, account);
    let id = page.submit(&page.bundle(&page.challenge())).id();
    taken_back(lab, account, &id)
}

/// The state of the consent to the identity check, once a page of the account has taken it back.
fn taken_back(lab: &Lab, account: &str, id: &str) -> String {
    let page = Page::open(lab, account, account);
    let evidence = lab.evidence(id);
    let consents = evidence["consents"].as_array().unwrap();
    let consent = consents.iter().find(|c| c["purpose"] == "identity_check").unwrap()["id"].as_str().unwrap();
    let path = format!("/consents/{consent}/withdraw");
    let answer = page.post(&path, "application/realname-withdrawal+json", "{\"v\":1}");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["state"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_over_is_purged_what_stands_or_is_held_stays_and_the_chain_verifies() {
    let lab = Lab::start();
    assert_eq!(withdrawn(&lab, "account-1"), "erased");
    assert_eq!(withdrawn(&lab, "account-2"), "erased");
    let review = Date::from_unix(lab.now() + 9 * YEAR);
    let data = lab.folder.path();
    let scope = Scope::Account("account-1".to_owned());
    let hold = retention::place(data, scope, &operator(), review, lab.now()).unwrap();
    lab.wait(2 * YEAR);
    lab.checkpoint();
    assert_eq!(retention::purge(&asked(&lab), lab.now()).unwrap(), Purged::default(), "not over yet");
    lab.wait(YEAR + 86_400);
    assert!(retention::purge(&asked(&lab), lab.now()).is_err(), "far from the last checkpoint");
    let less = Purge { retention: Retention { consent: 35, ..LEAST }, ..asked(&lab) };
    assert!(retention::purge(&less, lab.now()).is_err(), "less than the law");
    let confirmed = Purge { clock_confirmed: true, ..asked(&lab) };
    let done = retention::purge(&confirmed, lab.now()).unwrap();
    // Given, withdrawn, erased, and the optional consent that was left off; what was acknowledged stands.
    assert_eq!(done, Purged { records: 4, held: 4 });
    let log = audit::export(data).unwrap();
    assert!(log.contains("purged") && log.contains("leaf_root") && log.contains("operator-1"));
    assert_eq!(
        log.lines().filter(|line| line.contains("\"body\":null") || !line.contains("\"body\"")).count(),
        4
    );
    let verified = Audit { data: Some(data.to_owned()), ..Audit::default() };
    assert_eq!(audit::run(&verified, &mut |_| Ok(())).unwrap(), ExitCode::SUCCESS);
    assert!(retention::list(data, lab.now()).unwrap().contains(&hold));
    retention::release(data, &hold, &operator(), lab.now()).unwrap();
    assert!(retention::release(data, &hold, &operator(), lab.now()).is_err(), "once");
    assert_eq!(retention::purge(&confirmed, lab.now()).unwrap(), Purged { records: 4, held: 0 });
}

/// What an audit of the data says, after a hand has been at it.
fn audited(lab: &Lab, by_hand: &str) -> (ExitCode, String) {
    let database = rusqlite::Connection::open(lab.folder.path().join("gateway.sqlite")).unwrap();
    database.execute_batch("BEGIN").unwrap();
    database.execute_batch(by_hand).unwrap();
    database.execute_batch("COMMIT").unwrap();
    let mut said = String::new();
    let verified = Audit { data: Some(lab.folder.path().to_owned()), ..Audit::default() };
    let code = audit::run(&verified, &mut |text| {
        said.push_str(text);
        Ok(())
    });
    (code.unwrap(), said)
}

#[test]
fn a_body_that_no_purge_names_and_a_purge_that_names_other_rows_are_found() {
    let lab = Lab::start();
    for account in ["account-1", "account-2"] {
        withdrawn(&lab, account);
    }
    lab.wait(3 * YEAR + 86_400);
    let confirmed = Purge { clock_confirmed: true, ..asked(&lab) };
    // While somebody reads, what is deleted stands beside the database still, and that is said.
    let reader = rusqlite::Connection::open(lab.folder.path().join("gateway.sqlite")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM record").unwrap();
    let said = retention::purge(&confirmed, lab.now()).unwrap_err().to_string();
    let records: usize = said.split(' ').next().unwrap().parse().unwrap();
    assert!(records > 0 && said.contains("purge again when nobody does"), "{said}");
    drop(reader);
    assert_eq!(retention::purge(&confirmed, lab.now()).unwrap().records, 0, "gone already");
    assert_eq!(records, 8);
    let (code, said) = audited(&lab, "");
    assert_eq!(code, ExitCode::SUCCESS, "{said}");
    assert!(said.contains("8 of them without a body"), "{said}");

    // The body of one that stands: its row is named, and nothing else.
    let (code, said) =
        audited(&lab, "DELETE FROM record_body WHERE seq = (SELECT min(seq) FROM record_body)");
    assert_eq!(code, ExitCode::FAILURE);
    let bodiless: Vec<&str> = said.lines().filter(|line| line.contains("no purge says so")).collect();
    assert_eq!(bodiless.len(), 1, "{said}");
    assert!(!said.contains("does not fit"), "{said}");

    // And the record of the purge gone with its body: every row that it vouched for.
    let last = "DELETE FROM record_body WHERE seq = (SELECT max(seq) FROM record_body)";
    let (code, said) = audited(&lab, last);
    assert_eq!(code, ExitCode::FAILURE);
    assert_eq!(said.lines().filter(|line| line.contains("no purge says so")).count(), 1 + 8 + 1, "{said}");
}

#[test]
fn a_hold_keeps_a_withdrawn_consent_from_being_erased() {
    let mut lab = Lab::start();
    let review = Date::from_unix(lab.now() + YEAR);
    let scope = Scope::Time(lab.now(), lab.now() + YEAR);
    let hold = retention::place(lab.folder.path(), scope, &operator(), review, lab.now()).unwrap();
    assert_eq!(withdrawn(&lab, "account-1"), "restricted");
    retention::release(lab.folder.path(), &hold, &operator(), lab.now()).unwrap();
    let erased =
        |lab: &Lab| audit::export(lab.folder.path()).unwrap().matches("\\\"event\\\":\\\"erased\\\"").count();
    assert_eq!(erased(&lab), 0);
    // The hourly sweep takes up what was left.
    lab.block_on(lab.gateway.sweep()).unwrap();
    assert_eq!(erased(&lab), 1);

    // By the days on which it was given, too, though it is taken back on another.
    let page = Page::open(&lab, "account-2", "session");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    let days = retention::place(
        lab.folder.path(),
        Scope::Time(lab.now() - 10, lab.now() + 10),
        &operator(),
        review,
        lab.now(),
    )
    .unwrap();
    lab.wait(86_400);
    assert_eq!(taken_back(&lab, "account-2", &id), "restricted");
    retention::release(lab.folder.path(), &days, &operator(), lab.now()).unwrap();
    let folder = std::sync::Arc::clone(&lab.folder);
    lab.stop();
    drop(lab);
    // And so does the next start.
    let lab = Lab::start_with(folder, |_| {});
    assert_eq!(erased(&lab), 2);
    let nobody = Operator { reason: String::new(), ..operator() };
    assert!(retention::place(lab.folder.path(), Scope::Time(0, 1), &nobody, review, lab.now()).is_err());
    assert!(
        retention::place(lab.folder.path(), Scope::Time(0, 1), &operator(), Date::from_unix(0), lab.now())
            .is_err()
    );
}
