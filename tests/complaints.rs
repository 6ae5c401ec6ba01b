//! What users of other libraries complain of in their trackers, fifteen kinds of it: each is settled here, by the numbers in the issues or by
//! numbers like them. docs/peers.md lists the issues beside these tests' names.
#![cfg(not(target_arch = "wasm32"))] // the years of the place codes are not in the wasm
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use realname::checksum::{gb_11714, gb_32100, mod_11_2, mod_11_10};
use realname::code::{Code, Kind, Verdict};
use realname::date::Date;
use realname::{WellFormed, batch, identity, mobile, region};

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn with(body: &str, check: fn(&[u8]) -> Option<u8>) -> String {
    format!("{body}{}", char::from(check(body.as_bytes()).unwrap()))
}

fn resident(place: u32, birth: &str) -> String {
    with(&format!("{place:06}{birth}001"), mod_11_2)
}

fn read(text: &str, kind: Kind) -> WellFormed {
    batch::parse(text, kind, today()).unwrap_or_else(|code| panic!("{code}: {text}"))
}

fn refused(text: &str, kind: Kind) -> Code {
    batch::parse(text, kind, today()).unwrap_err()
}

#[test]
fn c01_abolished_county_codes_are_accepted() {
    for place in [412_723, 370_284, 441_282] {
        let number = read(&resident(place, "19850607"), Kind::ResidentId);
        assert!(number.warnings().is_empty() && region::years(place).unwrap().last < 2024, "{place}");
    }
}

#[test]
fn c02_a_birth_outside_the_years_of_the_code_is_a_fact_alone() {
    for (place, birth) in
        [(411_082, "19890101"), (342_401, "20010101"), (622_821, "20020101"), (500_101, "19830101")]
    {
        let number = read(&resident(place, birth), Kind::ResidentId);
        let years = number.facts().region_years.unwrap();
        let year = number.birth_date().unwrap().year();
        assert!((year < years.first || year > years.last) && number.warnings().is_empty(), "{place}");
    }
}

#[test]
fn c03_whoever_wants_to_be_strict_about_the_year_has_the_years() {
    let number = read(&resident(370_620, "19950101"), Kind::ResidentId);
    let years = number.facts().region_years.unwrap();
    assert!(!(years.first..=years.last).contains(&1995));
}

#[test]
fn c04_issued_numbers_whose_code_is_in_no_list_pass() {
    assert_eq!(read(&resident(321_119, "19850607"), Kind::ResidentId).warnings(), [Code::WarnRegionUnlisted]);
    for place in [440_401, 140_120, 440_102, 440_111] {
        assert!(read(&resident(place, "19850607"), Kind::ResidentId).warnings().is_empty(), "{place}");
    }
}

#[test]
fn c05_a_code_is_a_number_with_its_years_and_names_no_place() {
    // 362324 was two counties, one after the other: whatever a library names it is wrong for somebody.
    for birth in ["19810101", "19900101"] {
        let number = read(&resident(362_324, birth), Kind::ResidentId);
        assert_eq!(number.region(), Some(362_324));
        let facts = serde_json::to_string(number.facts()).unwrap();
        assert!(facts.is_ascii() && facts.contains("regionYears"), "{facts}");
    }
    // Whoever shows a name has each with the years it was in force.
    let rows = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/regions.csv")).unwrap();
    let mut names = std::collections::BTreeMap::<&str, std::collections::BTreeSet<&str>>::new();
    for line in rows.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        names.entry(cells[0]).or_default().insert(cells[3]);
    }
    assert!(names.values().filter(|names| names.len() > 1).count() > 100);
}

#[test]
fn c06_residence_permits_of_hong_kong_macau_and_taiwan_pass() {
    for text in ["810000199408230021", "830000199201300022"] {
        assert_eq!(read(text, Kind::ResidencePermit).warnings(), []);
    }
    assert!(batch::is_valid(&resident(820_000, "19700101"), Kind::ResidencePermit, today()));
    for place in [810_001, 830_100, 710_000] {
        refused(&resident(place, "19700101"), Kind::ResidencePermit);
    }
}

#[test]
fn c07_both_cards_of_foreign_permanent_residents_field_by_field() {
    let card = read("932682198501010017", Kind::PermanentResidentId);
    assert_eq!(card.country().unwrap().as_str(), "682");
    assert_eq!(card.birth_date().unwrap().iso(), "1985-01-01");
    let older = read("KAZ110090123105", Kind::PermanentResidentId);
    assert_eq!(older.country().unwrap().as_str(), "KAZ");
    assert_eq!(older.birth_date().unwrap().iso(), "1990-12-31");
    // The province stands in the second and third place, and is looked at there.
    assert_eq!(refused(&with("92868219850101001", mod_11_2), Kind::PermanentResidentId), Code::InputRegion);
}

#[test]
fn c08_no_block_is_refused_for_being_new() {
    for three in ["162", "165", "191", "195", "166", "198", "175", "149", "192", "148", "193"] {
        let number = read(&format!("{three}12345678"), Kind::CnMobile);
        assert!(number.warnings().is_empty() && number.operator().is_some(), "{three}");
    }
    assert!(read("16101234567", Kind::CnMobile).warnings().is_empty());
    // What no list has yet.
    for three in ["154", "164", "194"] {
        assert_eq!(read(&format!("{three}12345678"), Kind::CnMobile).warnings(), [Code::WarnSegmentUnlisted]);
    }
    assert!(mobile::blocks().all(|block| !block.listed.is_empty()));
}

#[test]
fn c09_eighteen_ones_and_an_identity_number_are_no_credit_code() {
    assert_eq!(refused("111111111111111111", Kind::Uscc), Code::InputChecksum);
    // Eighteen zeros are right by both check characters; an unknown category and place are told.
    let zeros = read("000000000000000000", Kind::Uscc);
    assert_eq!(zeros.warnings(), [Code::WarnCategoryUnlisted, Code::WarnRegionUnlisted]);
    let number = "362322198709086409";
    assert!(batch::is_valid(number, Kind::ResidentId, today()));
    assert_eq!(
        gb_32100(&number.as_bytes()[..17]),
        Some(number.as_bytes()[17]),
        "its check character is right"
    );
    refused(number, Kind::Uscc);
}

#[test]
fn c10_real_codes_of_the_pilot_in_fujian_pass_with_a_warning() {
    let body = with("M0001234", gb_11714);
    let whole = with(&format!("91350200{body}"), gb_32100);
    let (head, last) = whole.split_at(17);
    let other = if last == "A" { "B" } else { "A" };
    assert_eq!(read(&format!("{head}{other}"), Kind::Uscc).warnings(), [Code::WarnLegacyNonconforming]);
    assert_eq!(refused(&format!("91110000{body}{other}"), Kind::Uscc), Code::InputChecksum);
}

#[test]
fn c11_check_character_0_and_a_registrar_in_no_list() {
    assert!(read("91340600MA2PBP2120", Kind::Uscc).warnings().is_empty());
    assert!(batch::is_valid("92141127MA0KD1Y64A", Kind::Uscc, today()));
    let zone = with(&format!("91999999{}", with("MA2PBP21", gb_11714)), gb_32100);
    assert_eq!(read(&zone, Kind::Uscc).warnings(), [Code::WarnRegionUnlisted]);
}

#[test]
fn c12_fifteen_of_anything_are_nothing_and_half_a_number_is_incomplete() {
    assert!(!batch::is_valid("111111111111111", Kind::ResidentId, today()));
    assert!(!batch::is_valid("abcdefghijklmno", Kind::ResidentId, today()));
    let whole = resident(110_105, "19850607");
    for end in 1..18 {
        let verdict = identity::check(&whole[..end], Some(Kind::ResidentId), today());
        assert!(matches!(verdict, Verdict::Incomplete { .. }), "{end}");
    }
}

#[test]
fn c13_x_and_what_looks_like_it_are_one_number() {
    for x in ["X", "x", "Ｘ", "ｘ", "Х", "х", "Χ", "χ", "Ⅹ", "ⅹ", "×"] {
        let number = read(&format!("11010519491231002{x}"), Kind::ResidentId);
        // EXPOSE: the specimen of the standard.
        assert_eq!(number.value().expose(), "11010519491231002X");
    }
}

#[test]
fn c14_every_text_gets_an_answer_and_a_reason() {
    for (text, code) in [
        ("11010519491231002A", Code::InputCharset),
        ("１１０１０５194912310020é", Code::InputLength),
        ("110105194913310021", Code::InputDate),
        ("110105209912310021", Code::InputFuture),
        ("990105194912310021", Code::InputRegion),
        ("110105194912310021", Code::InputChecksum),
        ("11010519491231O02X", Code::InputLookalike),
        ("", Code::InputEmpty),
    ] {
        assert_eq!(refused(text, Kind::ResidentId), code, "{text}");
    }
    for text in ["\u{0}", "张", "💥💥💥💥💥💥💥💥💥", "1101051949123100é", "\u{202e}"] {
        for kind in Kind::ALL {
            let _ = batch::check(text, *kind, today());
        }
    }
}

#[test]
fn c15_cards_of_hong_kong_macau_and_taiwan_are_kinds_of_their_own() {
    for (text, kind) in [
        ("A123456(3)", Kind::HkId),
        ("A1234563", Kind::HkId),
        ("1234567(8)", Kind::MoId),
        ("A123456789", Kind::TwId),
        ("A800000014", Kind::TwResidentCertificate),
    ] {
        assert_eq!(read(text, kind).kind(), kind);
    }
    assert!(batch::is_valid(&with("11010500001234", mod_11_10), Kind::RegistrationNumber, today()));
}

/// docs/peers.md names every test of this file, with its issues, and no other.
#[test]
fn the_page_lists_each_of_them() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/peers.md")).unwrap();
    let own: Vec<&str> = include_str!("complaints.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("fn c")?.split_once("()").map(|(name, _)| name))
        .collect();
    assert_eq!(own.len(), 15);
    for name in &own {
        assert!(page.contains(&format!("`c{name}`")), "c{name}");
    }
    assert_eq!(page.matches("| `c").count(), 15);
}
