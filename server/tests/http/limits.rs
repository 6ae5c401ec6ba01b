//! How often somebody may ask: by session, by address, and what a flood leaves behind.

use crate::laboratory::{Folder, Lab, ORIGIN};
use crate::page::Page;
use crate::raw::request;
use rusqlite::Connection;
use std::sync::Arc;

fn lab(session: u32, address: u32) -> Lab {
    Lab::start_with(Arc::new(Folder::new()), |assembly| {
        assembly.config.requests_per_session = Some(session);
        assembly.config.requests_per_address = Some(address);
        assembly.config.trusted_proxies = vec!["127.0.0.1".into()];
    })
}

/// A challenge asked for through the trusted proxy, which has it from an address.
fn from(lab: &Lab, page: &Page<'_>, forwarded: &str) -> crate::laboratory::Answer {
    let bearer = format!("Bearer {}", page.ticket);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("origin", ORIGIN),
        ("x-forwarded-for", forwarded),
    ];
    request(lab, "POST /realname/v1/challenge", &headers, &format!(r#"{{"jkt":"{}"}}"#, page.jkt()))
}

#[test]
fn a_session_has_so_many_requests_a_minute_whatever_its_tickets() {
    let lab = lab(5, 0);
    let open = |session| Page::open(&lab, "account-1", session);
    let pages = [open("session-1"), open("session-1")];
    let mut looks = 0;
    for at in 0..5 {
        assert_eq!(pages[at % 2].ask_challenge().status, 200);
    }
    for page in &pages {
        let answer = page.ask_challenge();
        assert_eq!((answer.status, answer.code().as_str()), (429, "E_RATE_LIMITED"));
        assert_eq!(answer.header("retry-after"), Some("60"));
        assert_eq!(answer.json().as_object().unwrap().len(), 4);
        // A bundle is no way round; looking at what became of one is counted by itself.
        assert_eq!(page.post("/bundles", realname::bundle::MEDIA_TYPE, "{}").code(), "E_RATE_LIMITED");
        assert_eq!(page.state("x").code(), "E_NOT_FOUND");
    }
    // As often as a page waits, and as often again.
    while pages[0].state("x").code() == "E_NOT_FOUND" {
        looks += 1;
    }
    assert_eq!((looks, pages[1].state("x").code().as_str()), (240 - 2, "E_RATE_LIMITED"));
    // Nobody else's matter, and over in time.
    assert_eq!(open("session-2").ask_challenge().status, 200);
    assert_eq!(open("session-2").state("x").code(), "E_NOT_FOUND");
    lab.wait(120);
    assert_eq!(pages[0].ask_challenge().status, 200);
}

#[test]
fn an_address_has_so_many_requests_a_minute_whatever_it_says_of_itself() {
    let lab = lab(0, 8);
    let mut pages = (0..).map(|n| Page::open(&lab, "account-1", &format!("session-{n}")));
    let page = pages.next().unwrap();
    for at in 0..8 {
        // What a client claims for itself stands before what the proxy adds.
        assert_eq!(from(&lab, &page, &format!("198.51.100.{at}, 203.0.113.9")).status, 200);
    }
    let page = pages.next().unwrap();
    let limited = from(&lab, &page, "203.0.113.9");
    assert_eq!((limited.status, limited.code().as_str()), (429, "E_RATE_LIMITED"));
    assert_eq!(limited.header("retry-after"), Some("60"));
    assert_eq!(from(&lab, &page, "192.0.2.1, 203.0.113.9").code(), "E_RATE_LIMITED");
    // Neither is what is refused anyhow free.
    let anybody = [("x-forwarded-for", "203.0.113.9")];
    assert_eq!(request(&lab, "POST /realname/v1/tickets", &anybody, "{}").code(), "E_RATE_LIMITED");
    // Another address, reading, and the provider's backend.
    assert_eq!(from(&lab, &page, "203.0.113.10").status, 200);
    assert_eq!(request(&lab, "GET /realname/v1/policies/current", &anybody, "").status, 200);
    assert_eq!(lab.ticket("account-2", "session").len(), 48);
    // A network of IPv6 is one subscriber.
    let page = pages.next().unwrap();
    for at in 0..8 {
        assert_eq!(from(&lab, &page, &format!("2001:db8::{at}")).status, 200);
    }
    assert_eq!(from(&lab, &page, "2001:db8::ffff:1").code(), "E_RATE_LIMITED");
    let page = pages.next().unwrap();
    assert_eq!(from(&lab, &page, "2001:db8:0:1::1").status, 200);
    // No address is in the log.
    let log = lab.log.lock().unwrap().join("\n");
    assert!(!log.contains("203.0.113") && !log.contains("198.51.100") && !log.contains("2001:"), "{log}");
}

/// Everybody behind a proxy that nobody declared has one address, so that address is not limited, and the log says so.
#[test]
fn a_proxy_that_was_not_declared_locks_nobody_out() {
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| {
        assembly.config.requests_per_address = Some(2);
    });
    for at in 0..5 {
        let page = Page::open(&lab, "account-1", &format!("session-{at}"));
        assert_eq!(from(&lab, &page, "203.0.113.9").status, 200);
    }
    let log = lab.log.lock().unwrap().clone();
    assert_eq!(log.iter().filter(|line| line.contains("trusted_proxies")).count(), 1, "{log:?}");
}

#[test]
fn a_proxy_that_is_no_address_stops_the_start() {
    let folder = Folder::new();
    let mut assembly = realname_server::server::Assembly::new(Default::default(), folder.path().to_owned());
    assembly.config.trusted_proxies = vec!["proxy.example".into()];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(realname_server::server::Server::bind(assembly)).err().unwrap();
    assert!(format!("{error:#}").contains("trusted_proxies"), "{error:#}");
}

/// A challenge is computed, not stored; and who has no ticket leaves nothing at all.
#[test]
fn a_flood_leaves_no_rows() {
    let lab = lab(0, 0);
    let page = Page::open(&lab, "account-1", "session-1");
    let count = || {
        let database = Connection::open(lab.folder.path().join("gateway.sqlite")).unwrap();
        let tables: Vec<String> = database
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
            .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
            .unwrap();
        let rows = |table: &String| -> i64 {
            database.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0)).unwrap()
        };
        tables.iter().map(rows).sum::<i64>()
    };
    let before = count();
    for _ in 0..8 {
        assert_eq!(page.ask_challenge().status, 200);
    }
    for _ in 0..500 {
        assert_eq!(page.ask_challenge().code(), "E_TICKET");
    }
    assert_eq!(count(), before);
}
