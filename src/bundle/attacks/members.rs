//! Attacks on the form, by the dozen: every member of every document left out, or made something else.

use super::forge::Forge;

use crate::json::{Json, Writer};

/// Every member of every document is needed: one less, or one of another type, is another document.
#[test]
fn a_member_less_or_of_another_type_is_refused() {
    let world = super::World::new();
    let bend = |text: &str, at: usize, with: Option<Json>| {
        let Json::Object(mut members) = Json::parse(text.as_bytes()).unwrap() else { panic!("an object") };
        match with {
            None => drop(members.remove(at)),
            Some(value) => members[at].1 = value,
        }
        Json::Object(members)
    };
    let forge = Forge::honest(&world);
    let body = forge.body();
    let mut refused = 0;
    for value in [None, Some(Json::Null), Some(Json::Array(Vec::new())), Some(Json::Int(-1))] {
        let bent = |text: &str| {
            let Json::Object(members) = Json::parse(text.as_bytes()).unwrap() else { panic!("an object") };
            let all = 0..members.len();
            all.map(|at| compact(&bend(text, at, value.clone()))).collect::<Vec<_>>()
        };
        for body in bent(&body) {
            super::gateway(&world, &body).unwrap_err();
            super::vault(&world, &body).unwrap_err();
            refused += 1;
        }
        for header in bent(&forge.header) {
            super::gateway(&world, &Forge { header, ..Forge::honest(&world) }.body()).unwrap_err();
        }
        for payload in bent(&forge.payload) {
            // Without `sealed_hash` there is nothing for the forge to fill in, and nothing to accept.
            if payload.contains("\"sealed_hash\":\"") {
                super::gateway(&world, &Forge { payload, ..Forge::honest(&world) }.body()).unwrap_err();
            }
        }
        for sealed_header in bent(&forge.sealed_header) {
            super::gateway(&world, &Forge { sealed_header, ..Forge::honest(&world) }.body()).unwrap_err();
        }
        for plaintext in bent(&forge.plaintext) {
            super::vault(&world, &Forge { plaintext, ..Forge::honest(&world) }.body()).unwrap_err();
        }
    }
    assert_eq!(refused, 12);
}

fn compact(value: &Json) -> String {
    let mut json = Writer::new();
    json.value(value);
    json.finish()
}

/// Order and white space are free for a reader: other writers have their own.
#[test]
fn members_in_another_order_and_with_blanks_are_taken() {
    let world = super::World::new();
    let turned = |text: &str| {
        let Json::Object(mut members) = Json::parse(text.as_bytes()).unwrap() else { panic!("an object") };
        members.reverse();
        compact(&Json::Object(members)).replace("\":", "\" :\r\n\t").replace(",\"", " , \"")
    };
    let honest = Forge::honest(&world);
    let forge = Forge {
        header: turned(&honest.header),
        payload: turned(&honest.payload).replace("\"sealed_hash\" :\r\n\t", "\"sealed_hash\":"),
        sealed_header: turned(&honest.sealed_header),
        plaintext: turned(&honest.plaintext),
        ..honest
    };
    let body = turned(&forge.body());
    super::gateway(&world, &body).unwrap();
    super::vault(&world, &body).unwrap();
}
