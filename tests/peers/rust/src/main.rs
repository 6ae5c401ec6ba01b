//! What the Rust peers say, and we: a character a line; ours a line each, with the code or the warnings.

use realname::code::{Kind, Verdict};
use realname::date::Date;
use std::panic::catch_unwind;

type Accepts = fn(&str) -> bool;

fn identity() -> Vec<(&'static str, Accepts)> {
    vec![
        ("idcard", |text| idcard::Identity::new(text).is_valid()),
        ("cn-id-card", |text| cn_id_card::validate(text, false)),
        ("china_identification_card", |text| china_identification_card::ChineseIdCard::is_valid_id_number(text)),
    ]
}

fn phone(country: phonenumber::country::Id) -> impl Fn(&str) -> bool {
    move |text| phonenumber::parse(Some(country), text).is_ok_and(|number| number.is_valid())
}

fn peers(kind: Kind) -> Vec<(&'static str, Accepts)> {
    use phonenumber::country::Id;
    match kind {
        Kind::ResidentId | Kind::ResidencePermit | Kind::PermanentResidentId => identity(),
        Kind::Uscc => vec![("cn-id-card", |text| cn_id_card::validate_code(text, false))],
        Kind::HkId => vec![("idcard", idcard::hk::validate)],
        Kind::MoId => vec![("idcard", idcard::mo::validate)],
        Kind::TwId | Kind::TwResidentCertificate => vec![("idcard", idcard::tw::validate)],
        Kind::CnMobile => vec![("phonenumber", |text| phone(Id::CN)(text))],
        Kind::HkMobile => vec![("phonenumber", |text| phone(Id::HK)(text))],
        Kind::MoMobile => vec![("phonenumber", |text| phone(Id::MO)(text))],
        Kind::TwMobile => vec![("phonenumber", |text| phone(Id::TW)(text))],
        _ => Vec::new(),
    }
}

fn ours(text: &str, kind: Kind, today: Date) -> String {
    match realname::batch::check(text, kind, today) {
        Verdict::WellFormed { warnings, .. } => {
            warnings.iter().fold("1".into(), |line, code| line + " " + code.as_str())
        }
        Verdict::Incomplete { .. } => "0 incomplete".into(),
        Verdict::Malformed { code, .. } => format!("0 {code}"),
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let out = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../out");
    let today = Date::new(2026, 11, 25).unwrap();
    for kind in Kind::ALL {
        let Ok(lines) = std::fs::read_to_string(out.join(format!("{}.jsonl", kind.as_str()))) else { continue };
        let texts: Vec<String> =
            lines.lines().map(|line| serde_json::from_str::<[String; 3]>(line).unwrap()[1].clone()).collect();
        let own: Vec<String> = texts.iter().map(|text| ours(text, *kind, today)).collect();
        std::fs::write(out.join(format!("{}.ours.txt", kind.as_str())), own.join("\n")).unwrap();
        for (peer, accepts) in peers(*kind) {
            let answer = |text: &String| match catch_unwind(|| accepts(text)) {
                Ok(true) => '1',
                Ok(false) => '0',
                Err(_) => '!',
            };
            let answers: String = texts.iter().map(answer).collect();
            std::fs::write(out.join(format!("{}.{peer}.txt", kind.as_str())), answers).unwrap();
        }
    }
}
