//! The records: every decision is one, each byte of them is watched, and a lost end is seen by whoever kept checkpoints.

use super::laboratory::{Folder, Lab};
use super::page::Page;
use realname::consent::Choice;
use realname_server::audit::{self, Audit};
use realname_server::records::export;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// A log of two signups and a refusal, its checkpoints, and the folder that it is in.
fn log() -> (Arc<Folder>, PathBuf) {
    let folder = Arc::new(Folder::new());
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    for (account, choice) in
        [("account-1", Choice::Given), ("account-1", Choice::Given), ("account-2", Choice::Refused)]
    {
        let page = Page::open(&lab, account, account);
        let challenge = page.challenge();
        if choice == Choice::Given {
            lab.evidence(&page.submit(&page.bundle(&challenge)).id());
        } else {
            page.refuse(&page.refusal(&challenge)).id();
        }
        lab.wait(60);
        lab.checkpoint();
    }
    let checkpoints = folder.path().join("checkpoints.log");
    drop(lab);
    (folder, checkpoints)
}

fn audit(audit: &Audit) -> (ExitCode, String) {
    let mut said = String::new();
    let code = audit::run(audit, &mut |text| {
        said.push_str(text);
        Ok(())
    });
    (code.unwrap(), said)
}

fn of(folder: &Path, against: Option<&Path>) -> Audit {
    Audit { data: Some(folder.to_owned()), against: against.map(Path::to_owned), ..Audit::default() }
}

/// The database, with nothing that protects it from a hand.
fn by_hand(folder: &Path) -> Connection {
    let database = Connection::open(folder.join("gateway.sqlite")).unwrap();
    database
        .execute_batch("DROP TRIGGER record_stays; DROP TRIGGER record_remains; DROP TRIGGER body_stays")
        .unwrap();
    database
}

#[test]
fn every_decision_is_a_record_and_they_verify() {
    let (folder, checkpoints) = log();
    let database = Connection::open(folder.path().join("gateway.sqlite")).unwrap();
    let rows = export::rows(&database).unwrap();
    assert_eq!(rows.len(), 12);
    let events: Vec<String> = rows
        .iter()
        .map(|row| {
            let body: serde_json::Value = serde_json::from_str(&row.body.as_ref().unwrap().1).unwrap();
            assert!(body["decision"]["notice_hash"].is_string() && body["jwt_hash"].is_string());
            format!("{} {}", body["purpose"].as_str().unwrap(), body["event"].as_str().unwrap())
        })
        .collect();
    let kinds = |word: &str| events.iter().filter(|event| event.ends_with(word)).count();
    assert_eq!((kinds(" given"), kinds(" renewed"), kinds(" acknowledged")), (1, 1, 6), "{events:?}");
    assert_eq!(kinds(" refused"), 4);
    let (code, said) = audit(&of(folder.path(), Some(&checkpoints)));
    assert_eq!(code, ExitCode::SUCCESS, "{said}");
    assert!(
        said.contains("12 records") && said.contains("as it was written") && !said.contains("missing"),
        "{said}"
    );
    // What stands there is only added to.
    assert!(database.execute("UPDATE record SET time = 0", []).is_err());
    assert!(database.execute("DELETE FROM record", []).is_err());
    assert!(database.execute("UPDATE record_body SET body = ''", []).is_err());
    let sql = "INSERT INTO record SELECT * FROM record WHERE seq = 1";
    assert!(database.execute(sql, []).is_err(), "one number twice");
}

#[test]
fn one_changed_byte_is_found_and_located() {
    let (folder, checkpoints) = log();
    let database = by_hand(folder.path());
    for seq in 1..=12 {
        for (table, column) in [
            ("record", "class"),
            ("record", "time"),
            ("record", "leaf"),
            ("record", "chain"),
            ("record_body", "salt"),
            ("record_body", "body"),
        ] {
            let kept: rusqlite::types::Value = database
                .query_row(&format!("SELECT {column} FROM {table} WHERE seq = ?1"), [seq], |row| row.get(0))
                .unwrap();
            let bent = match kept.clone() {
                rusqlite::types::Value::Text(text) => {
                    rusqlite::types::Value::Text(text.replacen('e', "f", 1))
                }
                rusqlite::types::Value::Integer(number) => rusqlite::types::Value::Integer(number ^ 1),
                rusqlite::types::Value::Blob(mut bytes) => {
                    bytes[17] ^= 1;
                    rusqlite::types::Value::Blob(bytes)
                }
                other => panic!("{other:?}"),
            };
            assert_ne!(kept, bent);
            let set = format!("UPDATE {table} SET {column} = ?2 WHERE seq = ?1");
            database.execute(&set, rusqlite::params![seq, bent]).unwrap();
            // Without checkpoints, from the rows alone.
            let (code, said) = audit(&of(folder.path(), None));
            assert_eq!(code, ExitCode::FAILURE, "{column} of {seq}");
            assert!(
                said.starts_with(&format!("gateway {seq}:")) || said.starts_with("gateway: its head"),
                "{column} of {seq}: {said}"
            );
            assert!(said.contains(&format!("gateway {seq}:")), "{column} of {seq}: {said}");
            database.execute(&set, rusqlite::params![seq, kept]).unwrap();
        }
    }
    assert_eq!(audit(&of(folder.path(), Some(&checkpoints))).0, ExitCode::SUCCESS);
}

#[test]
fn a_row_taken_out_put_in_or_moved_is_found() {
    for (by_hand_sql, said) in [
        (
            "DELETE FROM record WHERE seq = 5; DELETE FROM record_body WHERE seq = 5",
            "gateway 5: the row is not there",
        ),
        (
            "UPDATE record SET seq = 99 WHERE seq = 5; UPDATE record SET seq = 5 WHERE seq = 6; UPDATE record SET seq = 6 WHERE seq = 99",
            "gateway 5:",
        ),
        (
            "INSERT INTO record SELECT stream, 13, class, time, leaf, chain FROM record WHERE seq = 12",
            "gateway 13:",
        ),
        ("UPDATE stream SET seq = 11", "its head is not its last row"),
    ] {
        let (folder, _) = log();
        by_hand(folder.path()).execute_batch(by_hand_sql).unwrap();
        let (code, found) = audit(&of(folder.path(), None));
        assert_eq!(code, ExitCode::FAILURE);
        assert!(found.contains(said), "{found}");
    }
}

#[test]
fn a_lost_tail_is_found_by_checkpoints_and_without_them_it_says_that_it_cannot_know() {
    let (folder, checkpoints) = log();
    by_hand(folder.path())
        .execute_batch(
            "DELETE FROM record WHERE seq > 8; DELETE FROM record_body WHERE seq > 8;
             UPDATE stream SET seq = 8, chain = (SELECT chain FROM record WHERE seq = 8)",
        )
        .unwrap();
    let (code, said) = audit(&of(folder.path(), None));
    assert_eq!(code, ExitCode::SUCCESS);
    assert!(said.contains("nobody can know whether records at the end are missing"), "{said}");
    let (code, said) = audit(&of(folder.path(), Some(&checkpoints)));
    assert_eq!(code, ExitCode::FAILURE);
    assert!(said.contains("ends at 8; a checkpoint has seen 12"), "{said}");
}

#[test]
fn an_export_verifies_alone() {
    let (folder, checkpoints) = log();
    let elsewhere = Folder::new();
    let (path, keys) = (elsewhere.path().join("export.jsonl"), elsewhere.path().join("keys.json"));
    let text = audit::export(folder.path()).unwrap();
    fs::write(&path, &text).unwrap();
    let key = realname_server::keys::load(folder.path(), None).unwrap().checkpoint.public_key();
    fs::write(&keys, audit::key_set(&key)).unwrap();
    let alone = |trust: bool, against: bool| Audit {
        export: Some(path.clone()),
        against: against.then(|| checkpoints.clone()),
        trust: trust.then(|| keys.clone()),
        ..Audit::default()
    };
    let (code, said) = audit(&alone(true, true));
    assert_eq!(code, ExitCode::SUCCESS, "{said}");
    assert!(said.contains("12 records, 0 of them without a body; 3 checkpoints"), "{said}");
    // Nothing that vouches for the key: as far as can be told.
    let (code, said) = audit(&alone(false, true));
    assert_eq!(code, ExitCode::from(3));
    assert!(said.contains("unanchored"), "{said}");
    // A key of somebody else's.
    let other = realname::suite::host::PrivateKey::generate().unwrap().public_key();
    fs::write(&keys, audit::key_set(&other)).unwrap();
    assert!(audit(&alone(true, true)).1.contains("checkpoint 1: not signed by a trusted key"));
    // One byte anywhere in the file.
    for at in
        (0..text.len()).step_by(97).filter(|at| text.is_char_boundary(*at) && text.is_char_boundary(at + 1))
    {
        let mut bent = text.clone().into_bytes();
        bent[at] = if bent[at] == b'2' { b'3' } else { b'2' };
        fs::write(&path, &bent).unwrap();
        let line = text[..at].matches('\n').count() + 1;
        let (code, said) = audit(&alone(false, false));
        assert_eq!(code, ExitCode::FAILURE, "byte {at} of line {line}: {said}");
    }
}

#[test]
fn checkpoints_are_chained_and_a_line_that_a_crash_cut_off_is_no_checkpoint() {
    let (folder, checkpoints) = log();
    let text = fs::read_to_string(&checkpoints).unwrap();
    assert_eq!(text.lines().count(), 3);
    let without: String =
        text.lines().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| format!("{line}\n")).collect();
    fs::write(&checkpoints, without).unwrap();
    let (code, said) = audit(&of(folder.path(), Some(&checkpoints)));
    assert_eq!(code, ExitCode::FAILURE);
    assert!(said.contains("checkpoint 2: does not follow"), "{said}");
    // A crash while writing: the next start goes on behind the last whole line.
    fs::write(&checkpoints, format!("{text}eyJhbGciOi")).unwrap();
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    lab.wait(3600);
    let page = Page::open(&lab, "account-3", "session-3");
    lab.evidence(&page.submit(&page.bundle(&page.challenge())).id());
    lab.checkpoint();
    drop(lab);
    assert_eq!(fs::read_to_string(&checkpoints).unwrap().lines().count(), 4);
    let (code, said) = audit(&of(folder.path(), Some(&checkpoints)));
    assert_eq!(code, ExitCode::SUCCESS, "{said}");
}
