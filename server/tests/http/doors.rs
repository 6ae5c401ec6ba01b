//! The doors: who may ask, in which form, how often; and what the server refuses to start with.

use crate::laboratory::{Lab, ORIGIN, START};
use crate::page::{Page, claims};
use realname::bundle::jws::typ;
use realname::bundle::{DECISION_MEDIA_TYPE, MAX_BODY, MEDIA_TYPE};
use realname_server::config::{Config, NotFiledYet, Refusal};
use realname_server::keys;
use serde_json::json;
use std::fs;

#[test]
fn every_refusal_has_one_shape() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let body = page.bundle(&page.challenge()).to_json();
    let long = format!("{body}{}", " ".repeat(MAX_BODY));
    for (answer, status, code) in [
        (page.post("/bundles", "application/json", &body), 415, "E_MEDIA_TYPE"),
        (page.post("/bundles", &format!("{MEDIA_TYPE}; charset=utf-8"), &body), 415, "E_MEDIA_TYPE"),
        (page.post("/bundles", DECISION_MEDIA_TYPE, &body), 415, "E_MEDIA_TYPE"),
        (page.post("/decisions", DECISION_MEDIA_TYPE, &body), 400, "E_FORMAT"),
        (page.post("/bundles", MEDIA_TYPE, &long), 413, "E_TOO_LARGE"),
        (page.post("/bundles", MEDIA_TYPE, ""), 400, "E_FORMAT"),
        (page.post("/bundles", MEDIA_TYPE, &body.replacen('{', r#"{"v":1,"#, 1)), 400, "E_FORMAT"),
        (page.post("/bundles", MEDIA_TYPE, &body.replacen('{', r#"{"suite":"jose","#, 1)), 400, "E_FORMAT"),
        (page.post("/nowhere", MEDIA_TYPE, &body), 404, "E_NOT_FOUND"),
        (lab.get("/"), 404, "E_NOT_FOUND"),
        (lab.get("/bundles/x/y"), 404, "E_NOT_FOUND"),
        (lab.get("/notices/real-name/1999"), 404, "E_NOT_FOUND"),
        (lab.get("/policies/x"), 404, "E_NOT_FOUND"),
        (lab.get("/bundles/%ff"), 400, "E_FORMAT"),
        (lab.get("/bundles"), 405, "E_METHOD"),
        (lab.send("DELETE", "/keys", &[], None), 405, "E_METHOD"),
        (lab.get("/gate/account-1"), 401, "E_UNAUTHORIZED"),
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let document = answer.json();
        assert_eq!(document["type"], "about:blank");
        assert_eq!(document["status"], json!(status));
        assert_eq!(document.as_object().unwrap().len(), 4);
    }
}

#[test]
fn documents_by_their_name_may_be_kept_and_nothing_else() {
    let lab = Lab::start();
    let current = lab.get("/policies/current");
    assert_eq!(current.header("cache-control"), Some("no-store"));
    let digest = realname::suite::jose::digest_of(current.text.as_bytes());
    let policy = lab.get(&format!("/policies/{digest}"));
    assert_eq!(policy.text, current.text);
    assert!(policy.header("cache-control").unwrap().contains("immutable"));
    let notice = lab.get("/notices/real-name/2026-11-27");
    assert!(notice.header("cache-control").unwrap().contains("immutable"));
    let named = &current.json()["notices"][0]["digests"]["zh-CN"];
    let text = realname::consent::Notice::parse(notice.text.as_bytes()).unwrap();
    assert_eq!(*named, json!(text.text("zh-CN").unwrap().digest()));
    assert_eq!(lab.get("/healthz").status, 200);
    // What each key is for: one seals, the others sign one thing each.
    let keys = lab.get("/keys").json();
    let signs: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["signs"].as_str()).collect();
    let wanted = [typ::RESULT, typ::CHECKPOINT, typ::RECEIPT].map(Some);
    assert_eq!(signs, [&[None], &wanted[..]].concat());
}

#[test]
fn tickets_are_for_the_backend_alone() {
    let lab = Lab::start();
    let body = format!(r#"{{"account_ref":"a","session":"s","origin":"{ORIGIN}"}}"#);
    let headers =
        |credential: &'static str| [("authorization", credential), ("content-type", "application/json")];
    for credential in ["", "Bearer ", "Bearer x", "Basic x"] {
        let answer = lab.send("POST", "/tickets", &headers(credential), Some(body.as_bytes()));
        assert_eq!(answer.code(), "E_UNAUTHORIZED");
    }
    for (body, code) in [
        (body.replace(ORIGIN, "https://elsewhere.example"), "E_ORIGIN"),
        (body.replace("\"a\"", "\"\""), "E_FORMAT"),
        (body.replace("\"a\"", &format!("\"{}\"", "a".repeat(257))), "E_FORMAT"),
        (body.replace('}', r#","more":1}"#), "E_FORMAT"),
    ] {
        assert_eq!(lab.backend("POST", "/tickets", Some(&body)).code(), code);
    }
    let answer = lab.backend("POST", "/tickets", Some(&body)).json();
    assert!(answer["ticket"].as_str().unwrap().starts_with("rnt1."));
    assert_eq!(answer["expires_in"], json!(600));
}

#[test]
fn a_ticket_has_an_end_a_number_and_one_device_key() {
    let lab = Lab::start();
    let mut page = Page::open(&lab, "account-1", "session-1");
    for _ in 0..8 {
        page.challenge();
    }
    assert_eq!(page.ask_challenge().code(), "E_TICKET");

    // Another device key: neither for a challenge nor for a bundle of its own.
    let other = Page::open(&lab, "account-1", "session-1");
    let bundle = other.bundle(&other.challenge());
    let claimed = std::mem::replace(&mut page.ticket, other.ticket.clone());
    assert_eq!(page.ask_challenge().code(), "E_TICKET");
    page.ticket = claimed;
    assert_eq!(page.submit(&bundle).code(), "E_TICKET");

    let late = Page::open(&lab, "account-1", "session-1");
    lab.wait(600);
    assert_eq!(late.ask_challenge().code(), "E_TICKET");
    for ticket in ["", "rnt1.", "rnt1.AAAA", "x"] {
        page.ticket = ticket.into();
        assert_eq!(page.ask_challenge().code(), "E_TICKET");
    }
}

#[test]
fn a_challenge_is_asked_for_with_a_thumbprint() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    for body in ["{}", r#"{"jkt":"x"}"#, r#"{"jkt":1}"#, "[]", ""] {
        assert_eq!(page.post("/challenge", "application/json", body).code(), "E_FORMAT");
    }
    let challenge = page.challenge();
    assert!(challenge.challenge.starts_with("rnc2."));
    let set = claims(&challenge.enc_keys);
    assert_eq!(set["region"], "CN");
    assert!(set["exp"].as_u64().unwrap() - set["nbf"].as_u64().unwrap() <= 90 * 86_400);
}

#[cfg(unix)]
#[test]
fn keys_and_databases_are_private_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let lab = Lab::start();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = keys::folder(lab.folder.path());
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 10);
    for file in
        files.iter().chain(&["gateway", "vault"].map(|name| lab.folder.path().join(format!("{name}.sqlite"))))
    {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    fs::set_permissions(folder.join("vault"), fs::Permissions::from_mode(0o640)).unwrap();
    let error = keys::load(lab.folder.path(), None).err().unwrap();
    assert!(error.to_string().contains("chmod 600"), "{error}");
}

#[test]
fn production_refuses_what_is_not_real() {
    let folder = crate::laboratory::Folder::new();
    let bare = Config { production: true, ..Config::default() };
    let refusals = bare.refusals(folder.path());
    for refusal in [
        Refusal::SimulatedAuthority,
        Refusal::MissingKey("challenge"),
        Refusal::MissingKey("vault"),
        Refusal::MissingKey("root"),
        Refusal::MissingKey("result"),
        Refusal::MissingKey("receipt"),
        Refusal::MissingKey("server-credential"),
        Refusal::NoFilingNumber,
        Refusal::NoAudience,
        Refusal::NoPolicy,
        Refusal::NoPossession,
    ] {
        assert!(refusals.contains(&refusal), "{refusal}");
    }
    assert!(refused(bare.clone(), &folder).contains("simulated"));
    // It made no keys on the way.
    assert_eq!(keys::missing(folder.path()).len(), 10);

    keys::init(folder.path(), START).unwrap();
    let why = NotFiledYet { reason: "filed on the third day".into(), since: "2026-11-20".into() };
    let complete = Config {
        aud: Some("https://realname.example".into()),
        origins: vec![ORIGIN.into()],
        not_filed_yet: Some(why),
        accept_no_possession: Some("the provider sends a code of its own".into()),
        policy: Some("policy.json".into()),
        notices: vec!["notice.json".into()],
        ..bare
    };
    assert_eq!(complete.refusals(folder.path()), [Refusal::SimulatedAuthority]);
    assert_eq!(Config { production: false, ..complete }.refusals(folder.path()), []);
}

/// What a server says that does not start.
fn refused(config: Config, folder: &crate::laboratory::Folder) -> String {
    let assembly = realname_server::server::Assembly::new(config, folder.path().to_owned());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(realname_server::server::Server::bind(assembly)).err().unwrap().to_string()
}

#[test]
fn an_origin_that_no_browser_writes_stops_the_start() {
    let folder = crate::laboratory::Folder::new();
    let slash = format!("{ORIGIN}/");
    let config = Config { origins: vec![ORIGIN.into(), slash.clone()], ..Config::default() };
    assert!(refused(config, &folder).contains(&slash));
    let config = Config { frame: Some("https://Frame.example".into()), ..Config::default() };
    assert!(refused(config, &folder).contains("https://Frame.example"));
}

#[test]
fn a_policy_under_which_no_signup_comes_to_anything_stops_the_start() {
    let folder = crate::laboratory::Folder::new();
    let demo = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("demo");
    let path = folder.path().join("policy.json");
    let refused = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut policy = serde_json::from_slice(&fs::read(demo.join("policy.json")).unwrap()).unwrap();
        change(&mut policy);
        fs::write(&path, policy.to_string()).unwrap();
        let names = ["service-agreement", "identity-check", "signup-survey"];
        let mut notices: Vec<_> = names.map(|name| demo.join(format!("{name}.json"))).into();
        // A notice that covers an organisation's code too.
        let mut notice: serde_json::Value =
            serde_json::from_slice(&fs::read(demo.join("real-name.json")).unwrap()).unwrap();
        for text in notice["texts"].as_object_mut().unwrap().values_mut() {
            let category = json!({"field": "org_code", "name": "org", "sensitive": false});
            text["categories"].as_array_mut().unwrap().push(category);
        }
        let path_of_notice = folder.path().join("notice.json");
        fs::write(&path_of_notice, notice.to_string()).unwrap();
        notices.push(path_of_notice);
        refused(Config { policy: Some(path.clone()), notices, ..Config::default() }, &folder)
    };
    let said = refused(&|policy| policy["fields"] = json!(["id_type", "id_number", "mobile"]));
    assert!(said.contains("lacks `name`"), "{said}");
    let said = refused(&|policy| policy["fields"].as_array_mut().unwrap().push(json!("org_code")));
    assert!(said.contains("organisation"), "{said}");
    let said = refused(&|policy| {
        for purpose in policy["purposes"].as_array_mut().unwrap() {
            if purpose["id"] == "identity_check" {
                purpose["legal_basis"] = json!("contract");
            }
        }
    });
    assert!(said.contains("nobody can consent"), "{said}");
}

#[test]
fn a_receipt_key_whose_time_is_over_stops_the_start() {
    let folder = crate::laboratory::Folder::new();
    keys::init(folder.path(), 1_600_000_000).unwrap();
    assert!(refused(Config::default(), &folder).contains("the key `receipt` is over"));
}

#[test]
fn the_configuration_has_no_unknown_members() {
    let folder = crate::laboratory::Folder::new();
    let path = folder.path().join("realname.toml");
    fs::write(&path, "aud = \"https://a.example\"\nauthority = \"simulated\"\npolicy = \"p.json\"\n")
        .unwrap();
    let config = Config::read(&path).unwrap();
    assert_eq!(config.policy, Some(folder.path().join("p.json")));
    for bad in ["clock = 1", "authority = \"none\"", "production = \"yes\""] {
        fs::write(&path, bad).unwrap();
        assert!(Config::read(&path).is_err(), "{bad}");
    }
}
