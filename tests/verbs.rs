//! The same verbs in each family, and reading what `format` writes gives the same again, for every kind.
#![cfg(not(target_arch = "wasm32"))] // its dev-dependencies are the host's
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::TestRunner;
use realname::checksum;
use realname::code::{Code, Kind};
use realname::date::Date;
use realname::organization::filing_number;
use realname::secret::Secret;
use realname::{WellFormed, batch, identity, mobile, name, organization, region};

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn with_check(body: String, check: fn(&[u8]) -> Option<u8>) -> String {
    let check = check(body.as_bytes()).unwrap();
    body + &char::from(check).to_string()
}

/// The last character that makes it right, by trying: what these kinds compute is not public in the crate.
fn tried(body: &str, kind: Kind) -> String {
    let mut last = "0123456789A".chars().map(|c| format!("{body}{c}"));
    last.find(|text| batch::is_valid(text, kind, today())).unwrap()
}

fn birth() -> impl Strategy<Value = String> {
    (1910_u32..=2025, 1_u32..=12, 1_u32..=28).prop_map(|(y, m, d)| format!("{y:04}{m:02}{d:02}"))
}

/// Both lines of a passport.
fn zone() -> impl Strategy<Value = String> {
    let state = prop::sample::select(vec!["CHN", "D<<", "USA", "GBN", "XXA", "UTO", "QQQ"]);
    (
        "[A-Z]{2,9}<<[A-Z]{2,9}",
        state,
        "[A-Z0-9]{6,9}",
        birth(),
        "[MF<]",
        "(27|3[0-5])(0[1-9]|1[0-2])(0[1-9]|2[0-8])",
        "[A-Z0-9]{0,14}",
    )
        .prop_map(|(name, state, number, birth, sex, expiry, own)| {
            let sealed = |text: &str, to: usize| with_check(format!("{text:<<to$}"), checksum::mrz);
            let (number, birth, expiry, own) =
                (sealed(&number, 9), sealed(&birth[2..], 6), sealed(&expiry, 6), sealed(&own, 14));
            let all = with_check(format!("{number}{birth}{expiry}{own}"), checksum::mrz);
            let last = &all[all.len() - 1..];
            format!("P<{state}{name:<<39}{number}{state}{birth}{sex}{expiry}{own}{last}")
        })
}

/// Well-formed texts of a kind, as people write them.
fn texts(kind: Kind) -> BoxedStrategy<String> {
    let regions: Vec<u32> = region::codes().filter(|code| *code < 700_000 && code % 100 != 0).collect();
    let place = || prop::sample::select(regions.clone());
    let eighteen = |head: String, birth: String, sequence: u32| {
        with_check(format!("{head}{birth}{sequence:03}"), checksum::mod_11_2)
    };
    match kind {
        Kind::ResidentId => prop_oneof![
            (place(), birth(), 0_u32..1000).prop_map(move |(r, b, s)| eighteen(r.to_string(), b, s)),
            // Born 1918 to 1920 they may be the beginning of eighteen digits, which is what they are read as.
            (place(), birth(), 0_u32..990)
                .prop_filter("a beginning", |(_, b, _)| !("18".."21").contains(&&b[2..4]))
                .prop_map(|(r, b, s)| format!("{r}{}{s:03}", &b[2..])),
        ]
        .boxed(),
        Kind::ResidencePermit => (81_u32..=83, birth(), 0_u32..1000)
            .prop_map(move |(r, b, s)| eighteen(format!("{r}0000"), b, s))
            .boxed(),
        Kind::PermanentResidentId => prop_oneof![
            (0_u32..1000, birth(), 0_u32..1000).prop_map(move |(c, b, s)| eighteen(format!("911{c:03}"), b, s)),
            ("[A-Z]{3}", birth(), 0_u32..10)
                .prop_map(|(c, b, s)| with_check(format!("{c}1101{}{s}", &b[2..]), checksum::mrz)),
        ]
        .boxed(),
        Kind::HkMoTravelPermit => "[HM][0-9]{8}([0-9]{2})?|[HM]A[0-9]{7}".boxed(),
        Kind::TwTravelPermit => r"[0-9]{8}|[0-9]{10}|[0-9]{10}\([0-9A-Z]\)".boxed(),
        Kind::CnPassport => "E[0-9A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|1[45][0-9]{7}|[PS]\\.?[0-9]{7}|[PSD]E[0-9]{7}".boxed(),
        Kind::ForeignPassport => "[A-Z0-9]{5,9}".boxed(),
        Kind::PassportMrz => zone().boxed(),
        Kind::HkId => "[A-Z]{1,2}[0-9]{6}".prop_map(move |body| tried(&body, kind)).boxed(),
        Kind::MoId => "[157][0-9]{7}|[157][0-9]{6}\\([0-9]\\)".boxed(),
        Kind::TwId => "[A-Z][12][0-9]{7}".prop_map(move |body| tried(&body, kind)).boxed(),
        Kind::TwResidentCertificate => {
            "[A-Z][89A-D][0-9]{7}".prop_map(move |body| tried(&body, kind)).boxed()
        }
        Kind::Uscc => ("[19ANY][1239]", place(), "[0-9A-HJ-NP-RTUWXY]{8}")
            .prop_map(|(head, place, body)| {
                let whole = format!("{head}{place}{}", with_check(body, checksum::gb_11714));
                with_check(whole, checksum::gb_32100)
            })
            .boxed(),
        Kind::OrgCode => "[0-9A-Z]{8}".prop_map(|body| with_check(body, checksum::gb_11714)).boxed(),
        Kind::RegistrationNumber => (place(), "[0-9]{8}")
            .prop_map(|(place, body)| with_check(format!("{place}{body}"), checksum::mod_11_10))
            .boxed(),
        Kind::CnMobile => "(\\+86|0086|86)?1[35789][5-8][0-9]{8}|1064[0-9]{9}|140[0-9]{10}".boxed(),
        Kind::HkMobile => "(\\+852 ?)?[4-9][0-9]{7}".boxed(),
        Kind::MoMobile => "(\\+853 ?)?6[0-9]{7}".boxed(),
        Kind::TwMobile => "09[0-9]{8}|(\\+886 ?)9[0-9]{8}".boxed(),
        Kind::PersonName => {
            "[\u{4e00}-\u{9fa5}\u{20000}-\u{2a6df}]{2,4}|[\u{4e00}-\u{9fa5}]{2,4}•[\u{4e00}-\u{9fa5}]{2,5}|[A-Z]{2,8} [A-Z]{2,8}".boxed()
        }
        Kind::FilingNumber => (place(), "(19|2[0-6])[0-9]{11}", prop::sample::select(vec!["", "京", "沪", "粤"]))
            .prop_map(|(place, body, mark)| {
                let number = with_check(format!("{place}{body}"), checksum::mod_11_2);
                if mark.is_empty() { number } else { format!("{mark}网信备{number}号") }
            })
            .boxed(),
    }
}

/// What it is, all of it, as text; but for what is about the writing: that it was changed, and that fifteen digits stood there.
fn whole(read: &WellFormed) -> String {
    let mut facts = read.facts().clone();
    facts.changed = false;
    let warnings: Vec<_> = read.warnings().iter().filter(|code| **code != Code::WarnLegacy15).collect();
    // EXPOSE: a test on synthetic values.
    format!("{:?} {} {facts:?} {warnings:?}", read.kind(), read.value().expose())
}

#[test]
fn reading_what_format_writes_gives_the_same_again_in_every_kind() {
    for kind in Kind::ALL {
        let cases = if cfg!(miri) { 3 } else { 1000 };
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new(config)
            .run(&texts(*kind), |text| {
                let read = batch::parse(&text, *kind, today())
                    .map_err(|code| TestCaseError::fail(format!("{code}: {text}")))?;
                // EXPOSE: a test on synthetic values.
                let printed = read.format().expose().to_owned();
                let again = batch::parse(&printed, *kind, today())
                    .map_err(|code| TestCaseError::fail(format!("{code}: {printed}")))?;
                prop_assert_eq!(whole(&again), whole(&read), "{} as {}", text, printed);
                // Printing once more is printing the same.
                let twice = again.format();
                prop_assert_eq!(twice.expose(), printed);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{}: {error}", kind.as_str()));
    }
}

#[test]
fn format_writes_what_stands_on_the_card() {
    for (text, kind, printed) in [
        ("a1234563", Kind::HkId, "A123456(3)"),
        ("12345678", Kind::MoId, "1234567(8)"),
        ("D2143569X", Kind::OrgCode, "D2143569-X"),
        ("13800138000", Kind::CnMobile, "+86 138 0013 8000"),
        ("51234567", Kind::HkMobile, "+852 5123 4567"),
        ("0912345678", Kind::TwMobile, "+886 912 345 678"),
        ("s.1234567", Kind::CnPassport, "S1234567"),
        ("11010519491231002x", Kind::ResidentId, "11010519491231002X"),
        ("张 三", Kind::PersonName, "张三"),
    ] {
        assert_eq!(batch::parse(text, kind, today()).unwrap().format().expose(), printed);
    }
    let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let printed = batch::parse(zone, Kind::PassportMrz, today()).unwrap().format();
    assert_eq!(printed.expose().lines().map(str::len).collect::<Vec<_>>(), [44, 44]);
}

/// Each family answers each verb, and all of them agree.
#[test]
fn every_family_has_the_same_verbs() {
    type Read = Result<WellFormed, Code>;
    let day = today();
    let answers = |text: &str, kind: Kind, [check, valid]: [bool; 2], read: Read, normal: Option<Secret>| {
        assert!(check == valid && check == read.is_ok() && check == normal.is_some(), "{}", kind.as_str());
        assert_eq!(read.as_ref().err().copied(), batch::parse(text, kind, day).err());
        if let (Ok(read), Some(normal)) = (read, normal) {
            assert_eq!(read.value().expose(), normal.expose());
            assert_eq!(read.mask(), batch::mask(&normal, kind));
            assert!(!read.mask().contains(normal.expose()));
        }
    };
    for (text, kind) in [
        ("11010519491231002X", Kind::ResidentId),
        ("110105194912310021", Kind::ResidentId),
        ("1101", Kind::ResidentId),
    ] {
        let some = Some(kind);
        let said = [identity::check(text, some, day).is_well_formed(), identity::is_valid(text, some, day)];
        answers(text, kind, said, identity::parse(text, some, day), identity::normalize(text, some, day));
    }
    for (text, kind) in
        [("91350100M000100Y43", Kind::Uscc), ("91350100M000100Y44", Kind::Uscc), ("", Kind::OrgCode)]
    {
        let some = Some(kind);
        let said = [organization::check(text, some).is_well_formed(), organization::is_valid(text, some)];
        answers(text, kind, said, organization::parse(text, some), organization::normalize(text, some));
    }
    for (text, kind) in
        [("13800138000", Kind::CnMobile), ("16912345678", Kind::CnMobile), ("138", Kind::CnMobile)]
    {
        let some = Some(kind);
        let said = [mobile::check(text, some).is_well_formed(), mobile::is_valid(text, some)];
        answers(text, kind, said, mobile::parse(text, some), mobile::normalize(text, some));
    }
    for text in ["欧阳娜娜", "张3"] {
        let said = [name::check(text).is_well_formed(), name::is_valid(text)];
        answers(text, Kind::PersonName, said, name::parse(text), name::normalize(text));
    }
    let filed = with_check("1101052019123456789".into(), checksum::mod_11_2);
    for text in [filed.as_str(), "京网信备1"] {
        let said = [filing_number::check(text).is_well_formed(), filing_number::is_valid(text)];
        answers(text, Kind::FilingNumber, said, filing_number::parse(text), filing_number::normalize(text));
    }
    assert_eq!(identity::mask(&Secret::new("A1234563".into()), Kind::HkId), "A****3");
    assert_eq!(organization::mask(&Secret::new("D2143569X".into()), Kind::OrgCode), "D****X");
    assert_eq!(mobile::mask(&Secret::new("+8613800138000".into()), Kind::CnMobile), "138****8000");
    assert_eq!(name::mask(&Secret::new("张三丰".into()), Kind::PersonName), "张**");
    assert_eq!(
        filing_number::mask(&Secret::new(filed.clone()), Kind::FilingNumber),
        format!("1****{}", &filed[19..])
    );
}

#[test]
fn a_value_tells_nothing_by_debug() {
    let read = batch::parse("13800138000", Kind::CnMobile, today()).unwrap();
    assert!(!format!("{read:?} {:?}", read.format()).contains("138"));
}
