//! The demo provider's backend, as its page meets it: a cookie, a ticket by real HTTP, evidence of one's own only.

use crate::laboratory::{Answer, Folder, Lab, ORIGIN};
use crate::page::Page;
use serde_json::json;
use std::sync::Arc;

fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

#[test]
fn a_visitor_signs_up_and_sees_what_was_stored() {
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.demo = true);
    let session = |cookie: &str| {
        lab.send("POST", "/provider/session", &[("origin", ORIGIN), ("cookie", cookie)], Some(b""))
    };
    let first = session("");
    let sid = cookie(&first);
    let document = first.json();
    assert_eq!(document["endpoint"], "/realname/v1");
    assert_eq!(document["pins"], json!([lab.pin]));
    // The same cookie is the same account, with a ticket of its own.
    let again = session(&sid).json();
    assert_eq!(again["account"], document["account"]);
    assert_ne!(again["ticket"], document["ticket"]);
    assert_eq!(
        lab.send("POST", "/provider/session", &[("origin", "https://elsewhere.example")], Some(b"")).code(),
        "E_ORIGIN"
    );

    let mut page = Page::open(&lab, "unused", "unused");
    page.ticket = document["ticket"].as_str().unwrap().to_owned();
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    let own = |path: &str, cookie: &str| lab.send("GET", path, &[("cookie", cookie)], None);
    let stored = own(&format!("/provider/signup/{id}"), &sid).json();
    assert_eq!(stored["state"], "admitted");
    assert_eq!(stored["result"]["source"], "simulated");
    assert_eq!(own("/provider/gate", &sid).json()["admitted"], json!(true));
    assert_eq!(own("/provider/gate", &sid).json()["id"], json!(id));

    // Another visitor is another account and does not see it.
    let reset = [("origin", ORIGIN), ("cookie", sid.as_str())];
    let other = cookie(&lab.send("POST", "/provider/reset", &reset, Some(b"")));
    assert_ne!(other, sid);
    assert_eq!(own("/provider/gate", &other).json()["admitted"], json!(false));
    assert_eq!(own(&format!("/provider/signup/{id}"), &other).code(), "E_NOT_FOUND");
    assert_eq!(own(&format!("/provider/signup/{id}"), "").code(), "E_UNAUTHORIZED");
}

#[test]
fn only_a_page_of_our_own_changes_who_visits() {
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.demo = true);
    let sid = cookie(&lab.send("POST", "/provider/session", &[("origin", ORIGIN)], Some(b"")));
    // Another port of the same host is the same site, so its page's requests carry the cookie.
    let elsewhere = [
        &[("origin", "https://signup.example:8443")][..],
        &[("origin", "http://signup.example")],
        &[("origin", "null")],
        &[("origin", ORIGIN), ("origin", "https://elsewhere.example")],
        &[],
    ];
    for path in ["/provider/reset", "/provider/session"] {
        for origin in elsewhere {
            let headers = [&[("cookie", sid.as_str())], origin].concat();
            let answer = lab.send("POST", path, &headers, Some(b""));
            assert_eq!((answer.status, answer.code().as_str()), (403, "E_ORIGIN"), "{path} {origin:?}");
            assert_eq!(answer.header("set-cookie"), None, "{path} {origin:?}");
        }
    }
    // The visitor is still who it was, and a page of our own may reset it.
    let own = [("origin", ORIGIN), ("cookie", sid.as_str())];
    assert_eq!(cookie(&lab.send("POST", "/provider/session", &own, Some(b""))), sid);
    assert_ne!(cookie(&lab.send("POST", "/provider/reset", &own, Some(b""))), sid);
}

#[test]
fn without_the_demo_there_is_no_provider() {
    let lab = Lab::start();
    assert_eq!(lab.send("POST", "/provider/session", &[("origin", ORIGIN)], Some(b"")).status, 404);
}
