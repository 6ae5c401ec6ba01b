//! The receipt by itself: the vector that docs/spec.md is held to, and what does not pass for one. `REALNAME_BLESS=1`
//! writes the vector anew, which is a change of the format and wants a reason.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is a test, its functions too, which clippy takes for the product's"
)]

#[allow(dead_code, reason = "shared with the bundle's vector")]
#[path = "../../tests/bundle/pretty.rs"]
mod pretty;

use pretty::{document, object, text};
use realname::bundle::jws::{signing_input, typ, with_signature};
use realname::code::Code;
use realname::consent::notice::document::Document;
use realname::consent::{Decision, Notice, Policy};
use realname::json::{Json, Writer};
use realname::suite::jose::{base64url, digest_of, from_base64url, sha256};
use realname::suite::native::PrivateKey;
use realname::suite::{PublicKey, Signer as _};
use realname_server::keys::receipt::Entry;
use realname_server::receipt::verify::{Fault, verify};
use realname_server::receipt::{Act, Consent, Facts, File, Receipt, Text, Told, Withdraw, kantara};
use realname_server::trust::{self, Trusted};
use serde_json::{Value, json};
use std::path::PathBuf;

/// When the receipt is signed: an hour after the bundle of the other vector.
const NOW: u64 = 1_795_503_600;

fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(relative)
}

fn bundle_vector() -> Value {
    serde_json::from_slice(&std::fs::read(path("tests/vectors/bundle-jose.json")).unwrap()).unwrap()
}

fn key(label: &str) -> PrivateKey {
    PrivateKey::from_bytes(&sha256(&[b"realname-receipt-vector", label.as_bytes()])).unwrap()
}

fn jwk(key: &PrivateKey) -> Json {
    let public = key.public_key();
    object([
        ("kty", text("EC")),
        ("crv", text("P-256")),
        ("x", text(base64url(&public.x))),
        ("y", text(base64url(&public.y))),
        ("d", text(base64url(key.to_bytes().unwrap().as_slice()))),
    ])
}

/// The receipt of the signup of `bundle-jose.json`.
fn receipt() -> (Receipt, Vec<Text>) {
    let vector = bundle_vector();
    let at = |pointer: &str| vector.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let policy = Policy::parse(at("/inputs/policy").as_bytes()).unwrap();
    let claims: Value = serde_json::from_str(&at("/sd_jwt/payload")).unwrap();
    let notices: Vec<String> = vector["inputs"]["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice.as_str().unwrap().to_owned())
        .collect();
    let (mut told, mut texts) = (Vec::new(), Vec::new());
    for bytes in &notices {
        let notice = Notice::parse(bytes.as_bytes()).unwrap();
        let (id, version, lang) = (notice.id.clone(), notice.version.clone(), "zh-CN".to_owned());
        let shown = notice.text(&lang).unwrap();
        let facts = Facts::of(Document::read(bytes.as_bytes(), &lang).unwrap(), |_| "CN".to_owned());
        texts.push(Text {
            notice: id.clone(),
            version: version.clone(),
            lang: lang.clone(),
            text: shown.canonical(),
        });
        told.push(Told { notice: id, version, lang, hash: shown.digest(), facts });
    }
    let decisions = claims["consent"].as_array().unwrap().iter().map(|entry| {
        Decision::read(Json::parse(entry.to_string().as_bytes()).unwrap().into_members().unwrap()).unwrap()
    });
    let origin = at("/inputs/origin");
    let consents = decisions.enumerate().map(|(number, decision)| {
        let id = base64url(&sha256(&[b"consent", &[u8::try_from(number).unwrap()]])[..16]);
        let given = decision.choice.as_str() == "given";
        let withdraw = given.then(|| Withdraw {
            url: format!("{origin}/realname/v1/consents/{id}/withdraw"),
            secret: base64url(&sha256(&[b"secret"])[..16]),
        });
        Consent {
            id,
            required: true,
            state: decision.choice.as_str().into(),
            since: NOW - 3600,
            decision,
            withdraw,
        }
    });
    let receipt = Receipt {
        service: at("/aud"),
        issued_at: NOW,
        id: base64url(&sha256(&[b"receipt"])[..16]),
        env: policy.env,
        record: base64url(&sha256(&[b"record"])[..16]),
        act: Act::Signup,
        received_at: NOW - 3600,
        subject: base64url(&sha256(&[b"subject"])[..16]),
        device: at("/challenge_parts/jkt"),
        origin: origin.clone(),
        policy: policy.digest.clone(),
        jwt_hash: at("/sd_jwt_hash"),
        guardian: None,
        result_hash: Some(digest_of(b"a result")),
        consents: consents.collect(),
        notices: told,
    };
    (receipt, texts)
}

fn sign(key: &PrivateKey, typ: &str, payload: &str) -> String {
    let input = signing_input(typ, &key.public_key(), payload);
    let signature = key.sign(input.as_bytes()).unwrap();
    with_signature(input, &signature)
}

/// The file as the service makes it.
fn file() -> File {
    let (receipt, notices) = receipt();
    File { jwt: sign(&key("service"), typ::RECEIPT, &receipt.to_json()), notices }
}

fn entry(key: PublicKey) -> Entry {
    Entry { key, not_before: NOW - 86_400, expires: NOW + 86_400, revoked_at: None }
}

fn set(entries: &[Entry]) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.key("keys");
    json.begin_array();
    for entry in entries {
        entry.write(&mut json);
    }
    json.end_array();
    json.end_object();
    json.finish()
}

fn trusted(entries: &[Entry]) -> Vec<Trusted> {
    trust::parse(set(entries).as_bytes()).unwrap()
}

fn own() -> Vec<Trusted> {
    trusted(&[entry(key("service").public_key())])
}

fn fault(file: &File, trust: &[Trusted]) -> Fault {
    verify(file.to_json().as_bytes(), Some(trust)).unwrap_err()
}

#[test]
fn the_vector_is_rebuilt() {
    let (receipt, notices) = receipt();
    let payload = receipt.to_json();
    let file = file();
    let part = |at: usize| {
        let bytes = from_base64url(file.jwt.split('.').nth(at).unwrap()).unwrap().to_vec();
        text(String::from_utf8(bytes).unwrap())
    };
    let (input, signature) = file.jwt.rsplit_once('.').unwrap();
    let texts = notices.iter().map(|notice| {
        object([
            ("notice", text(&notice.notice)),
            ("text", text(&notice.text)),
            ("digest", text(digest_of(notice.text.as_bytes()))),
        ])
    });
    let vector = document(&object([
        ("about", text("The receipt of the signup of bundle-jose.json; docs/spec.md, section 15.")),
        ("receipt_private_jwk", jwk(&key("service"))),
        ("key_set", text(set(&[entry(key("service").public_key())]))),
        ("protected_header", part(0)),
        ("payload", text(&payload)),
        ("signing_input", text(input)),
        ("signature", text(signature)),
        ("notice_texts", Json::Array(texts.collect())),
        ("file", text(file.to_json())),
        ("kantara", text(kantara::export(&receipt).unwrap())),
    ]));
    let at = path("tests/vectors/receipt.json");
    if std::env::var_os("REALNAME_BLESS").is_some() {
        std::fs::write(&at, &vector).unwrap();
    }
    assert!(std::fs::read_to_string(&at).unwrap() == vector, "REALNAME_BLESS=1 writes it anew");
    let verified = verify(file.to_json().as_bytes(), Some(&own())).unwrap();
    assert!(verified.anchored && verified.receipt == receipt);
}

#[test]
fn without_a_trust_set_it_is_unanchored() {
    let verified = verify(file().to_json().as_bytes(), None).unwrap();
    assert!(!verified.anchored);
    assert_eq!(verified.kid, base64url(&key("service").public_key().thumbprint()));
}

/// Every byte of the signature, and bytes of everything else, a few apart: each costs a verification.
#[test]
fn a_changed_byte_anywhere_is_found() {
    let whole = file();
    let bytes = whole.to_json().into_bytes();
    let signature = whole.jwt.rsplit_once('.').unwrap().1;
    let begun = bytes.windows(86).position(|part| part == signature.as_bytes()).unwrap();
    let trust = own();
    let mut found = 0;
    for at in (0..bytes.len()).filter(|at| (begun..begun + 86).contains(at) || at % 29 == 0) {
        let mut bent = bytes.clone();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        // An escape can be spelled in two ways; that is the same file.
        if File::parse(&bent).is_ok_and(|file| file == whole) {
            continue;
        }
        assert!(verify(&bent, Some(&trust)).is_err(), "byte {at}");
        found += 1;
    }
    assert!(found > 450, "{found}");
    let whole = bytes;
    for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
        assert!(verify(&whole[..cut], Some(&trust)).is_err(), "cut at {cut}");
    }
    assert!(verify(&[&whole[..], b" {}"].concat(), Some(&trust)).is_err());
}

#[test]
fn a_key_that_nobody_vouches_for_at_that_time_is_refused() {
    let service = key("service").public_key();
    let kid = base64url(&service.thumbprint());
    let whole = entry(service);
    // Another service's set.
    assert_eq!(fault(&file(), &trusted(&[entry(key("other").public_key())])), Fault::UnknownKey(kid.clone()));
    assert_eq!(fault(&file(), &[]), Fault::UnknownKey(kid.clone()));
    // Not in force yet, or no more, when it signed: to the second.
    for (not_before, expires, good) in
        [(NOW, NOW + 1, true), (NOW + 1, NOW + 2, false), (NOW - 5, NOW, false), (0, NOW - 1, false)]
    {
        let entry = Entry { not_before, expires, ..whole.clone() };
        let outcome = verify(file().to_json().as_bytes(), Some(&trusted(&[entry])));
        assert_eq!(outcome.is_ok(), good, "{not_before} {expires}");
        if let Err(fault) = outcome {
            assert_eq!(fault, Fault::KeyTime(kid.clone()));
        }
    }
    // Revoked, before or after the time that the receipt names: that time is the key's own word.
    for time in [NOW - 10, NOW + 10] {
        let entry = Entry { revoked_at: Some(time), ..whole.clone() };
        assert_eq!(fault(&file(), &trusted(&[entry])), Fault::Revoked(kid.clone()));
    }
    // A key of the same service that signs something else.
    let other = set(std::slice::from_ref(&whole)).replace(typ::RECEIPT, typ::CHECKPOINT);
    assert_eq!(fault(&file(), &trust::parse(other.as_bytes()).unwrap()), Fault::OtherUse(kid.clone()));
    // A set by hand, that says no more than the key.
    let mut bare = Writer::new();
    service.write_jwk(&mut bare);
    let bare = format!("{{\"keys\":[{}]}}", bare.finish());
    assert!(verify(file().to_json().as_bytes(), Some(&trust::parse(bare.as_bytes()).unwrap())).is_ok());
    for bent in ["", "{}", "{\"keys\":{}}", "{\"keys\":[{\"kty\":\"RSA\"}]}"] {
        assert!(trust::parse(bent.as_bytes()).is_err(), "{bent}");
    }
    let odd = set(&[whole]).replace("\"nbf\":", "\"nbf\":-");
    assert!(trust::parse(odd.as_bytes()).is_err());
}

#[test]
fn what_is_signed_otherwise_is_refused() {
    let (receipt, notices) = receipt();
    let payload = receipt.to_json();
    let service = key("service");
    let of = |jwt: String| File { jwt, notices: notices.clone() };
    // The same claims by another key, whose public half stands in the header.
    assert!(matches!(fault(&of(sign(&key("other"), typ::RECEIPT, &payload)), &own()), Fault::UnknownKey(_)));
    // Another key's signature under this key's header.
    let input = signing_input(typ::RECEIPT, &service.public_key(), &payload);
    let foreign = with_signature(input.clone(), &key("other").sign(input.as_bytes()).unwrap());
    assert_eq!(fault(&of(foreign), &own()), Fault::Signature);
    for other in [typ::RESULT, typ::CHECKPOINT, typ::SD_JWT, "JWT", ""] {
        assert_eq!(fault(&of(sign(&service, other, &payload)), &own()), Fault::Jws(Code::Typ), "{other}");
    }
    // No signature at all, and a signature by what is no secret.
    let (_, rest) = input.split_once('.').unwrap();
    for alg in ["none", "None", "HS256", "ES384"] {
        let mut public = Writer::new();
        service.public_key().write_jwk(&mut public);
        let header =
            format!("{{\"alg\":\"{alg}\",\"typ\":\"{}\",\"jwk\":{}}}", typ::RECEIPT, public.finish());
        for signature in ["", &base64url(&[0; 64])] {
            let jwt = format!("{}.{rest}.{signature}", base64url(header.as_bytes()));
            assert_eq!(fault(&of(jwt), &own()), Fault::Jws(Code::Alg), "{alg}");
        }
    }
    let unsigned = format!("{input}.");
    assert_eq!(fault(&of(unsigned), &own()), Fault::Jws(Code::Signature));
    assert_eq!(fault(&of(format!("{input}..")), &own()), Fault::Jws(Code::Format));
}

/// What the service itself signs must still be a receipt, and agree with the texts.
#[test]
fn a_statement_that_is_none_is_refused() {
    let (whole, notices) = receipt();
    let service = key("service");
    let of = |payload: &Value| File {
        jwt: sign(&service, typ::RECEIPT, &payload.to_string()),
        notices: notices.clone(),
    };
    let statement: Value = serde_json::from_str(&whole.to_json()).unwrap();
    assert!(verify(of(&statement).to_json().as_bytes(), Some(&own())).is_ok());
    let mut gone = 0;
    for name in statement.as_object().unwrap().keys() {
        let mut bent = statement.clone();
        bent.as_object_mut().unwrap().remove(name);
        if name == "result_hash" {
            assert!(verify(of(&bent).to_json().as_bytes(), Some(&own())).is_ok(), "there may be none yet");
            continue;
        }
        assert_eq!(fault(&of(&bent), &own()), Fault::Statement, "without {name}");
        gone += 1;
    }
    assert_eq!(gone, 15);
    for (pointer, value) in [
        ("/v", json!(2)),
        ("/env", json!("other")),
        ("/act", json!("other")),
        ("/consents/0/decision/decision", json!("perhaps")),
        ("/notices/0/categories/0/field", json!("blood_group")),
    ] {
        let mut bent = statement.clone();
        *bent.pointer_mut(pointer).unwrap() = value;
        assert_eq!(fault(&of(&bent), &own()), Fault::Statement, "{pointer}");
    }
    for relation in ["parent", ""] {
        let mut bent = statement.clone();
        bent["guardian"] = json!({"relation": relation, "ward": digest_of(b"a child")});
        assert_eq!(fault(&of(&bent), &own()), Fault::Statement, "nobody knows more than what was declared");
    }
    let mut family = statement.clone();
    family["guardian"] = json!({"relation": "self-declared", "ward": digest_of(b"a child")});
    assert!(verify(of(&family).to_json().as_bytes(), Some(&own())).is_ok());
    for pointer in ["", "/consents/1", "/consents/1/withdraw", "/notices/0", "/notices/1/recipients/0"] {
        let mut bent = statement.clone();
        bent.pointer_mut(pointer).unwrap()["more"] = json!(1);
        assert_eq!(fault(&of(&bent), &own()), Fault::Statement, "another member in {pointer}");
    }
    // Facts that the text does not say.
    for pointer in ["/notices/0/controller", "/notices/1/period", "/notices/1/recipients/0/name"] {
        let mut bent = statement.clone();
        *bent.pointer_mut(pointer).unwrap() = json!("为期一百年");
        assert!(matches!(fault(&of(&bent), &own()), Fault::Facts(_)), "{pointer}");
    }
    // A decision on a text that is not there.
    let mut bent = statement;
    bent["consents"][0]["decision"]["notice_hash"] = json!(digest_of(b"another"));
    assert_eq!(fault(&of(&bent), &own()), Fault::NoNotice("real-name".into()));
}

#[test]
fn texts_are_those_that_were_shown_and_no_others() {
    let whole = file();
    let bent = |change: &dyn Fn(&mut Vec<Text>)| {
        let mut file = whole.clone();
        change(&mut file.notices);
        fault(&file, &own())
    };
    let other = bent(&|texts| texts[0].text = texts[0].text.replacen('\n', "\n\n", 1));
    assert_eq!(other, Fault::OtherText("real-name 2026-11-01 zh-CN".into()));
    let swapped = bent(&|texts| {
        let first = texts[0].text.clone();
        texts[0].text = texts[1].text.clone();
        texts[1].text = first;
    });
    assert!(matches!(swapped, Fault::OtherText(_)));
    assert!(matches!(bent(&|texts| drop(texts.pop())), Fault::NoText(_)));
    let stray = bent(&|texts| {
        let mut more = texts[0].clone();
        more.notice = "other".into();
        texts.push(more);
    });
    assert_eq!(stray, Fault::StrayText("other".into()));
    assert!(matches!(bent(&|texts| texts.push(texts[0].clone())), Fault::StrayText(_)));
}

/// Consents that stand, in Kantara's words; nothing else has a place there.
#[test]
fn kantaras_form_holds_the_consents_that_stand() {
    let (mut receipt, _) = receipt();
    receipt.notices[1].facts.categories[0].sensitive = true;
    receipt.notices[1].facts.contact = "数据官，邮箱 privacy@chenglian.example。".into();
    let form: Value = serde_json::from_str(&kantara::export(&receipt).unwrap()).unwrap();
    assert_eq!(form["version"], "KI-CR-v1.1.0");
    assert_eq!(form["consentReceiptID"], receipt.id.as_str());
    assert_eq!(form["piiPrincipalId"], receipt.subject.as_str());
    let purposes = form["services"][0]["purposes"].as_array().unwrap();
    assert_eq!(purposes.len(), 1, "the duty is no consent");
    assert_eq!(purposes[0]["consentType"], "EXPLICIT");
    assert_eq!(purposes[0]["thirdPartyDisclosure"], true);
    assert_eq!(form["sensitive"], true);
    assert_eq!(form["spiCat"], json!([receipt.notices[1].facts.categories[0].name]));
    assert_eq!(form["piiControllers"][0]["email"], "privacy@chenglian.example");
    let said = form.to_string();
    assert!(!said.contains(&receipt.consents[1].withdraw.as_ref().unwrap().secret), "no secret in it");
    receipt.consents[1].state = "restricted".into();
    assert_eq!(kantara::export(&receipt), None, "what was withdrawn is no consent any more");
}
