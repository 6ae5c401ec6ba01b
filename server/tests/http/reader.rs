//! Somebody who reads the vault's database while something is deleted from it: the write-ahead log has to wait for them,
//! nobody else does, and it does not wait for ever.

use crate::canary::found;
use crate::laboratory::{Folder, Lab};
use crate::lasting::ciphertext;
use crate::page::Page;
use rusqlite::Connection;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A read transaction that stays open, as a backup's or a monitor's would.
fn reader(lab: &Lab) -> Connection {
    let reader = Connection::open(lab.folder.path().join("vault.sqlite")).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row("SELECT count(*) FROM submission", [], |row| row.get::<_, i64>(0)).unwrap();
    reader
}

/// Waits until a try to empty the log has met the reader.
fn wait_until_held(lab: &Lab) {
    let begun = Instant::now();
    while !lab.log.lock().unwrap().iter().any(|line| line.contains("write-ahead log is not emptied")) {
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody tried to empty the log");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn wait_until_gone(lab: &Lab, text: &str) {
    let begun = Instant::now();
    while found(lab.folder.path(), text) {
        assert!(begun.elapsed() < Duration::from_secs(15), "what was sealed is still in a file");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_reader_delays_neither_the_outcome_nor_for_long_the_deletion() {
    let lab = Lab::start();
    let reader = reader(&lab);
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let piece = &ciphertext(&bundle)[200..400];
    let begun = Instant::now();
    let id = page.submit(&bundle).id();
    assert_eq!(lab.evidence(&id)["state"], "admitted");
    // Waiting for the reader would have taken the 5 s that a statement waits.
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    wait_until_held(&lab);
    assert!(found(lab.folder.path(), piece), "the control: the reader keeps the log");
    // Nobody signs up after this, and no connection is closed: the retry alone empties it.
    reader.execute_batch("COMMIT").unwrap();
    wait_until_gone(&lab, piece);
}

#[test]
fn what_a_reader_kept_through_a_restart_is_deleted_after_it() {
    let folder = Arc::new(Folder::new());
    let mut lab = Lab::start_with(Arc::clone(&folder), |_| {});
    let reader = reader(&lab);
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let piece = &ciphertext(&bundle)[200..400];
    let id = page.submit(&bundle).id();
    lab.evidence(&id);
    drop(page);
    lab.kill();
    drop(lab);
    let lab = Lab::start_with(Arc::clone(&folder), |_| {});
    wait_until_held(&lab);
    // Start and first sweep each try at once; what empties the log below is the retry.
    std::thread::sleep(Duration::from_millis(500));
    assert!(found(folder.path(), piece), "the control: the reader keeps the log");
    reader.execute_batch("COMMIT").unwrap();
    wait_until_gone(&lab, piece);
}
