//! What a hostile page, or whoever stands between, may try: each is refused with its own code.

use crate::laboratory::{Lab, ORIGIN};
use crate::page::{MOBILE, NAME, NUMBER, Page, claims, identity};
use realname::bundle::jws::typ;
use realname::bundle::{Bundle, MEDIA_TYPE};
use realname::code::Field;
use realname::consent::Choice;
use realname::secret::Secret;
use realname::suite::jose::{base64url, digest_of, from_base64url};
use realname_server::label;
use realname_server::vault::Submission;
use serde_json::{Value, json};

/// What the server says to a bundle that was changed and signed again by the page's own key.
fn code_after(change: impl FnOnce(&mut Value)) -> String {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let code = page.submit(&page.resigned(&bundle, change)).code();
    assert_eq!(lab.gate("account-1")["state"], "none");
    // It was not burnt: the honest one is still taken.
    page.submit(&bundle).id();
    code
}

#[test]
fn a_decision_that_is_omitted() {
    assert_eq!(
        code_after(|claims| drop(claims["consent"].as_array_mut().unwrap().pop())),
        "E_CONSENT_MISSING"
    );
}

#[test]
fn a_decision_that_is_invented() {
    let invent = |claims: &mut Value| {
        let mut more = claims["consent"][1].clone();
        more["purpose"] = "marketing".into();
        claims["consent"].as_array_mut().unwrap().push(more);
    };
    assert_eq!(code_after(invent), "E_CONSENT_UNKNOWN");
    let twice = |claims: &mut Value| {
        let again = claims["consent"][1].clone();
        claims["consent"].as_array_mut().unwrap().push(again);
    };
    assert_eq!(code_after(twice), "E_CONSENT_UNKNOWN");
}

#[test]
fn a_notice_of_another_text() {
    assert_eq!(code_after(|claims| claims["consent"][0]["notice_hash"] = "x".into()), "E_NOTICE_ALTERED");
    assert_eq!(code_after(|claims| claims["consent"][0]["version"] = "2020".into()), "E_CONSENT_STALE");
}

#[test]
fn a_duty_that_is_called_consent() {
    assert_eq!(code_after(|claims| claims["consent"][0]["decision"] = "given".into()), "E_FORMAT");
}

#[test]
fn another_audience_origin_policy_or_time() {
    assert_eq!(code_after(|claims| claims["aud"] = "https://elsewhere.example".into()), "E_AUD");
    assert_eq!(code_after(|claims| claims["origin"] = "https://elsewhere.example".into()), "E_ORIGIN");
    assert_eq!(code_after(|claims| claims["policy"] = digest_of(b"another").into()), "E_CONSENT_STALE");
    assert_eq!(code_after(|claims| claims["exp"] = json!(claims["exp"].as_u64().unwrap() + 1)), "E_TIME");
}

#[test]
fn an_unknown_claim_or_a_missing_one() {
    assert_eq!(code_after(|claims| claims["checks"] = json!({})), "E_FORMAT");
    assert_eq!(code_after(|claims| drop(claims.as_object_mut().unwrap().remove("sdk"))), "E_FORMAT");
    assert_eq!(code_after(|claims| claims["cnf"] = json!({"jkt": "x"})), "E_COSIGN");
    assert_eq!(code_after(|claims| claims["ward"] = json!("x")), "E_GUARDIAN");
}

#[test]
fn digests_that_are_not_eight() {
    assert_eq!(code_after(|claims| drop(claims["_sd"].as_array_mut().unwrap().pop())), "E_FORMAT");
    assert_eq!(code_after(|claims| claims["_sd"][1] = claims["_sd"][0].clone()), "E_FORMAT");
}

#[test]
fn another_origin_in_the_header() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let body = page.bundle(&page.challenge()).to_json();
    let answer = page.post_from("https://elsewhere.example", "/bundles", MEDIA_TYPE, &body);
    assert_eq!(answer.code(), "E_ORIGIN");
    let bearer = format!("Bearer {}", page.ticket);
    let without = [("authorization", bearer.as_str()), ("content-type", MEDIA_TYPE)];
    assert_eq!(lab.send("POST", "/bundles", &without, Some(body.as_bytes())).code(), "E_ORIGIN");
    let twice = [
        ("authorization", bearer.as_str()),
        ("content-type", MEDIA_TYPE),
        ("origin", ORIGIN),
        ("origin", ORIGIN),
    ];
    assert_eq!(lab.send("POST", "/bundles", &twice, Some(body.as_bytes())).code(), "E_ORIGIN");
}

#[test]
fn a_changed_claim_without_its_signature() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let mut changed = claims(&bundle.sd_jwt);
    changed["sdk"] = "realname/9".into();
    let mut parts: Vec<&str> = bundle.sd_jwt.split('.').collect();
    let payload = base64url(changed.to_string().as_bytes());
    parts[1] = &payload;
    let changed = Bundle { sd_jwt: parts.join("."), sealed: bundle.sealed };
    assert_eq!(page.submit(&changed).code(), "E_SIGNATURE");
}

#[test]
fn no_algorithm_or_another() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let (header, rest) = bundle.sd_jwt.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&from_base64url(header).unwrap()).unwrap();
    for alg in ["none", "None", "HS256", "ES384"] {
        let mut header = header.clone();
        header["alg"] = alg.into();
        let header = base64url(header.to_string().as_bytes());
        let payload = rest.split('.').next().unwrap();
        for sd_jwt in [format!("{header}.{rest}"), format!("{header}.{payload}.~")] {
            let forged = Bundle { sd_jwt, sealed: bundle.sealed.clone() };
            assert_eq!(page.submit(&forged).code(), "E_ALG", "{alg}");
        }
    }
    let mut header = header.clone();
    header["jwk"]["d"] = "AA".into();
    let forged = format!("{}.{rest}", base64url(header.to_string().as_bytes()));
    assert_eq!(page.submit(&Bundle { sd_jwt: forged, sealed: bundle.sealed }).code(), "E_JWK");
}

#[test]
fn a_test_bundle() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    assert_eq!(page.submit(&page.resigned_as(typ::TEST_SD_JWT, &bundle, |_| {})).code(), "E_TEST_MODE");
    assert_eq!(page.submit(&page.resigned_as(typ::DECISION, &bundle, |_| {})).code(), "E_TYP");
    assert_eq!(page.submit(&page.resigned_as("JWT", &bundle, |_| {})).code(), "E_TYP");
}

#[test]
fn a_swapped_sealed() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let (one, two) = (page.bundle(&challenge), page.bundle(&challenge));
    let swapped = Bundle { sd_jwt: one.sd_jwt, sealed: two.sealed };
    assert_eq!(page.submit(&swapped).code(), "E_SEALED_HASH");
}

#[test]
fn a_stolen_blob() {
    // The victim's digests and `sealed`, in a JWT of the attacker's key for the attacker's own challenge (bundle.md §2.7).
    let lab = Lab::start();
    let victim = Page::open(&lab, "victim", "session-1");
    let stolen = victim.bundle(&victim.challenge());
    let attacker = Page::open(&lab, "attacker", "session-2");
    let own = attacker.bundle(&attacker.challenge());
    let take = |claims_of: &mut Value| {
        let theirs = claims(&stolen.sd_jwt);
        claims_of["_sd"] = theirs["_sd"].clone();
        claims_of["sealed_hash"] = theirs["sealed_hash"].clone();
    };
    let forged = Bundle { sealed: stolen.sealed.clone(), ..attacker.resigned(&own, take) };
    assert_eq!(attacker.submit(&forged).code(), "E_SEALED_BINDING");
    // A gateway that let it pass would not help: the vault looks for itself.
    let submission = Submission {
        id: label::id().unwrap(),
        account_ref: "attacker".into(),
        session: "session-2".into(),
        origin: ORIGIN.into(),
    };
    let refused = lab.block_on(lab.vault.accept(&forged, submission));
    assert_eq!(refused.unwrap_err().as_str(), "E_SEALED_BINDING");
    assert_eq!(lab.gate("attacker")["state"], "none");
}

#[test]
fn a_sealed_that_does_not_open() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let mut parts: Vec<String> = bundle.sealed.split('.').map(str::to_owned).collect();
    let mut text = from_base64url(&parts[3]).unwrap();
    text[0] ^= 1;
    parts[3] = base64url(&text);
    let sealed = parts.join(".");
    let hash = digest_of(sealed.as_bytes());
    let broken = Bundle { sealed, ..page.resigned(&bundle, |claims| claims["sealed_hash"] = hash.into()) };
    assert_eq!(page.submit(&broken).code(), "E_SEALED_DECRYPT");
    page.submit(&bundle).id();
}

#[test]
fn values_that_a_page_would_not_send() {
    let lab = Lab::start();
    let value = |field, text: &str| (field, Secret::copy_of(text));
    let all = |kind: &str, number: &str, name: &str, mobile: &str| {
        vec![
            value(Field::DocumentKind, kind),
            value(Field::Document, number),
            value(Field::Name, name),
            value(Field::Mobile, mobile),
        ]
    };
    let mut without = identity(NAME);
    without.pop();
    let mut twice = identity(NAME);
    twice.push(value(Field::Name, "乙"));
    let mut more = identity(NAME);
    more.push(value(Field::Organization, "91350211M000100Y43"));
    for (at, (values, code)) in [
        (all("resident-id", "110105194912310021", NAME, MOBILE), "E_INPUT_CHECKSUM"),
        (all("resident-id", "11010519491231002x", NAME, MOBILE), "E_DISCLOSURE"),
        (all("resident-id", "1101051949123100", NAME, MOBILE), "E_INPUT_LENGTH"),
        (all("resident-id", "11010520991231002X", NAME, MOBILE), "E_INPUT_FUTURE"),
        (all("library-card", NUMBER, NAME, MOBILE), "E_INPUT_KIND"),
        (all("person-name", NUMBER, NAME, MOBILE), "E_INPUT_OTHER_KIND"),
        (all("resident-id", NUMBER, " 欧阳测试", MOBILE), "E_DISCLOSURE"),
        (all("resident-id", NUMBER, "Jose\u{301}", MOBILE), "E_INPUT_CHARSET"),
        (all("resident-id", NUMBER, "", MOBILE), "E_INPUT_EMPTY"),
        (all("resident-id", NUMBER, NAME, "13800138000"), "E_DISCLOSURE"),
        (without, "E_DISCLOSURE"),
        (twice, "E_DISCLOSURE"),
        (more, "E_DISCLOSURE"),
    ]
    .into_iter()
    .enumerate()
    {
        let page = Page::open(&lab, "account-1", &format!("session-{at}"));
        let challenge = page.challenge();
        let decisions = page.decisions(Choice::Given, challenge.server_time);
        assert_eq!(page.submit(&page.bundle_of(&challenge, decisions, &values)).code(), code, "{at}");
    }
    assert_eq!(lab.gate("account-1")["state"], "none");
}
