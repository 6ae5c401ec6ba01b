//! The frame: which pages it is shown to, and what the gateway makes of the page around it.

use crate::laboratory::{Folder, Lab, ORIGIN};
use crate::page::{Page, claims};
use realname::bundle::build::Place;
use realname::bundle::claims::Frame;
use realname_server::config::Config;
use realname_server::server::{Assembly, Server};
use serde_json::json;
use std::sync::Arc;

/// The frame's origin.
const FRAME: &str = "https://id.example";

fn start() -> Lab {
    Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.config.frame = Some(FRAME.to_owned()))
}

/// A page on an origin, in a page of another or in none.
fn standing(origin: &str, embedder: Option<&str>) -> Place {
    let frame =
        embedder.map(|embedder| Frame { embedder: embedder.to_owned(), occlusion: "unknown".to_owned() });
    Place { origin: origin.to_owned(), frame }
}

/// A page with a ticket that stands somewhere, on an account of its own.
fn page<'a>(lab: &'a Lab, account: &str, origin: &str, embedder: Option<&str>) -> Page<'a> {
    let mut page = Page::open(lab, account, "session");
    page.place = standing(origin, embedder);
    page
}

#[test]
fn it_is_shown_to_the_pages_of_the_configuration_alone() {
    let lab = start();
    let answer = lab.get(&format!("/frame?embedder={ORIGIN}"));
    assert_eq!(answer.status, 200);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("; frame-ancestors {ORIGIN}; ")), "{policy}");
    for part in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "connect-src 'self'",
        "form-action 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{policy}");
    assert!(answer.header("permissions-policy").unwrap().contains("clipboard-read=()"));
    // Nobody else, in no other spelling, and not in itself.
    let percent = ORIGIN.replace("://", "%3A%2F%2F");
    for other in [
        "https://phishing.example",
        &format!("{ORIGIN}/"),
        &format!("{ORIGIN}.evil.example"),
        &percent,
        "*",
        FRAME,
        "",
        "null",
    ] {
        let answer = lab.get(&format!("/frame?embedder={other}"));
        assert_eq!((answer.status, answer.code()), (403, "E_ORIGIN".to_owned()), "{other}");
        assert!(answer.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    }
    assert_eq!(lab.get("/frame").code(), "E_ORIGIN");
    assert_eq!(lab.get(&format!("/frame?embedder={ORIGIN}&embedder={ORIGIN}")).code(), "E_ORIGIN");
    // Every other answer is shown in no frame at all.
    let file = lab.get("/frame/page.js");
    assert!(file.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
}

#[test]
fn a_signup_through_it_names_the_page_around_it() {
    let lab = start();
    let page = page(&lab, "account-1", FRAME, Some(ORIGIN));
    let answer = page.submit(&page.bundle(&page.challenge()));
    assert_eq!(answer.status, 202, "{}", answer.text);
    let evidence = lab.evidence(&answer.id());
    assert_eq!(evidence["origin"], ORIGIN, "the ticket's");
    let claims = claims(evidence["sd_jwt"].as_str().unwrap());
    assert_eq!((&claims["origin"], &claims["embedder"]), (&json!(FRAME), &json!(ORIGIN)));
    assert_eq!(claims["occlusion"], "unknown");
    // The receipt says where the gateway is that takes a consent back: on the frame's origin.
    let receipt = lab.backend("GET", &format!("/bundles/{}/receipt", answer.id()), None).json();
    let said = self::claims(receipt["receipt_jwt"].as_str().unwrap());
    let given = said["consents"].as_array().unwrap().iter().find(|c| c["state"] == "given").unwrap();
    let url = given["withdraw"]["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{FRAME}/realname/v1/consents/")), "{url}");
    assert_eq!(said["origin"], ORIGIN);
    // So does a refusal.
    let page = self::page(&lab, "account-2", FRAME, Some(ORIGIN));
    assert_eq!(page.refuse(&page.refusal(&page.challenge())).status, 201);
}

#[test]
fn what_is_said_of_the_page_around_is_compared_with_the_ticket() {
    let lab = start();
    let told = [
        // The frame says another page, or none.
        (FRAME, FRAME, Some("https://phishing.example")),
        (FRAME, FRAME, Some(FRAME)),
        (FRAME, FRAME, None),
        // A page says that it is the frame, or that it stands in one.
        (ORIGIN, FRAME, Some(ORIGIN)),
        (ORIGIN, ORIGIN, Some(ORIGIN)),
        (ORIGIN, ORIGIN, Some("https://phishing.example")),
    ];
    for (at, (http, origin, embedder)) in told.into_iter().enumerate() {
        let mut page = page(&lab, &format!("account-{at}"), http, None);
        let challenge = page.challenge();
        page.place = standing(origin, embedder);
        let bundle = page.bundle(&challenge);
        page.place = standing(http, None);
        assert_eq!(page.submit(&bundle).code(), "E_ORIGIN", "{http} {origin} {embedder:?}");
        let decision = {
            page.place = standing(origin, embedder);
            let body = page.refusal(&challenge);
            page.place = standing(http, None);
            page.refuse(&body)
        };
        assert_eq!(decision.code(), "E_ORIGIN", "{http} {origin} {embedder:?}");
    }
    // Another site's page, with a ticket that it found.
    let page = page(&lab, "account-9", "https://phishing.example", Some(ORIGIN));
    assert_eq!(page.ask_challenge().code(), "E_ORIGIN");
}

#[test]
fn a_challenge_is_for_the_page_or_for_the_frame() {
    let lab = start();
    for (asks, makes) in [
        (standing(ORIGIN, None), standing(FRAME, Some(ORIGIN))),
        (standing(FRAME, Some(ORIGIN)), standing(ORIGIN, None)),
    ] {
        let mut page = Page::open(&lab, "account-1", "session");
        page.place = asks;
        let challenge = page.challenge();
        page.place = makes;
        assert_eq!(page.submit(&page.bundle(&challenge)).code(), "E_CHALLENGE_UNKNOWN");
    }
}

#[test]
fn a_backend_brings_what_the_frame_in_its_form_has_made() {
    let lab = start();
    let verify = |bundle: &str, account: &str| {
        let body =
            json!({"v": 1, "bundle": bundle, "account_ref": account, "session": "session", "origin": ORIGIN});
        lab.backend("POST", "/verify", Some(&body.to_string()))
    };
    let framed = page(&lab, "account-1", FRAME, Some(ORIGIN));
    let answer = verify(&framed.bundle(&framed.challenge()).to_json(), "account-1");
    assert_eq!(answer.json()["state"], "admitted", "{}", answer.text);
    let bare = page(&lab, "account-2", ORIGIN, None);
    assert_eq!(verify(&bare.bundle(&bare.challenge()).to_json(), "account-2").json()["state"], "admitted");
    let mut other = page(&lab, "account-3", FRAME, Some(ORIGIN));
    let challenge = other.challenge();
    other.place = standing(FRAME, Some("https://phishing.example"));
    assert_eq!(verify(&other.bundle(&challenge).to_json(), "account-3").code(), "E_ORIGIN");
}

#[test]
fn without_one_there_is_none() {
    // In production nothing is supposed.
    let lab = Lab::start_with(Arc::new(Folder::new()), |_| {});
    let page = page(&lab, "account-1", FRAME, Some(ORIGIN));
    assert_eq!(page.ask_challenge().code(), "E_ORIGIN", "another origin than that of this frame");
    let folder = Folder::new();
    let config = Config { origins: vec![ORIGIN.into()], frame: Some(ORIGIN.into()), ..Config::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let refused = runtime.block_on(Server::bind(Assembly::new(config, folder.path().to_owned())));
    assert!(refused.err().unwrap().to_string().contains("an origin of its own"));
}
