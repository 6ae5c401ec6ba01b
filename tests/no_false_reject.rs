//! No valid number is refused: every code of every year, every residue, every leap day, every block.
#![cfg(not(target_arch = "wasm32"))] // the years of the place codes are not in the wasm
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use realname::checksum::mod_11_2;
use realname::code::{Code, Kind, Verdict};
use realname::date::Date;
use realname::{identity, mobile, region};

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn resident(body: &str) -> String {
    format!("{body}{}", char::from(mod_11_2(body.as_bytes()).unwrap()))
}

fn warnings(text: &str) -> Vec<Code> {
    match identity::check(text, Some(Kind::ResidentId), today()) {
        Verdict::WellFormed { warnings, .. } => warnings,
        other => panic!("refused: {:?}", other.code()),
    }
}

fn rows(file: &str) -> Vec<(u32, u16, u16)> {
    let text = std::fs::read_to_string(format!("{}/data/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let row = |line: &str| {
        let mut cells = line.split(',');
        let mut cell = || cells.next().unwrap().parse::<u32>().unwrap();
        (cell(), u16::try_from(cell()).unwrap(), u16::try_from(cell()).unwrap())
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn every_code_of_every_list_with_every_residue() {
    let all = [rows("regions.csv"), rows("regions-supplement.csv")].concat();
    assert!(all.len() > 6900);
    let mut residues = std::collections::BTreeSet::new();
    // A city without counties is its residents' own place.
    let with_counties: std::collections::BTreeSet<u32> =
        all.iter().filter(|(code, ..)| code % 100 != 0).map(|(code, ..)| code / 100).collect();
    for (code, first, last) in all {
        let years = region::years(code).unwrap();
        assert!(years.first <= first && last <= years.last, "{code}");
        if code >= 800_000 {
            continue;
        }
        for sequence in 0..11 {
            let number = resident(&format!("{code}19900101{sequence:03}"));
            residues.insert((code / 10_000, number.as_bytes()[17]));
            let whole = code % 10_000 == 0 || with_counties.contains(&(code / 100));
            let expected: &[Code] = if code % 100 == 0 && whole { &[Code::WarnRegionNotCounty] } else { &[] };
            assert_eq!(warnings(&number), expected, "{code}");
        }
    }
    assert!(warnings(&resident("44190019900101001")).is_empty(), "东莞");
    assert!(residues.len() >= 32 * 10, "residues {}", residues.len());
    for family in ["01", "02", "11", "20"] {
        assert!(warnings(&resident(&format!("4401{family}19900101001"))).is_empty());
    }
}

#[test]
fn the_packed_codes_are_those_of_the_files() {
    let mut listed: Vec<u32> =
        [rows("regions.csv"), rows("regions-supplement.csv")].concat().iter().map(|row| row.0).collect();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(region::codes().collect::<Vec<_>>(), listed);
    // No other prefecture is known, and none of those is unknown.
    let mut known = 0;
    for prefix in 0..10_000 {
        let is = listed.iter().any(|code| code / 100 == prefix);
        assert_eq!(region::place(prefix * 100 + 99) != region::Place::Unknown, is, "{prefix}");
        known += usize::from(is);
    }
    assert_eq!(known, 591);
}

#[test]
fn every_day_of_the_calendar() {
    for year in [1900, 1904, 1999, 2000, 2004, 2023, 2024, 2025] {
        for month in 1..=12_u8 {
            for day in 0..=32_u8 {
                let text = resident(&format!("110105{year:04}{month:02}{day:02}001"));
                let real = Date::new(year, month, day).is_some();
                assert_eq!(
                    identity::is_valid(&text, Some(Kind::ResidentId), today()),
                    real,
                    "{year}-{month}-{day}"
                );
            }
        }
    }
}

#[test]
fn every_block_of_five_digits() {
    let (mut assigned, mut unlisted, mut refused) = (0, 0, 0);
    for five in 10_000..20_000 {
        match mobile::check(&format!("{five}123456"), Some(Kind::CnMobile)) {
            Verdict::WellFormed { facts, warnings, .. } => {
                assert_eq!(facts.operator.is_some(), warnings.is_empty(), "{five}");
                if warnings.is_empty() { assigned += 1 } else { unlisted += 1 }
            }
            Verdict::Malformed { code, .. } => {
                assert_eq!(code, Code::InputPrefix, "{five}");
                refused += 1;
            }
            // Beginnings of 13-digit machine numbers under 1064.
            Verdict::Incomplete { .. } => assert!((10_640..10_650).contains(&five)),
        }
    }
    assert_eq!((assigned, unlisted, refused), (5536, 964, 3490));
}

#[test]
fn candidates_are_ranked_and_nothing_is_decided_silently() {
    let specimen = identity::check("11010519491231002X", None, today());
    assert!(matches!(&specimen, Verdict::WellFormed { kind: Kind::ResidentId, .. }));
    match identity::check("G34567890", None, today()) {
        Verdict::WellFormed { kind, facts, .. } => {
            assert_eq!(kind, Kind::CnPassport);
            assert_eq!(facts.also, [Kind::ForeignPassport]);
        }
        other => panic!("{other:?}"),
    }
    match identity::check("12345678", None, today()) {
        Verdict::Incomplete { candidates, .. } => {
            assert_eq!(candidates[..3], [Kind::TwTravelPermit, Kind::MoId, Kind::ForeignPassport]);
            assert!(candidates.contains(&Kind::ResidentId));
        }
        other => panic!("{other:?}"),
    }
    match identity::check("932682198501010018", None, today()) {
        Verdict::Malformed { code, candidates, .. } => {
            assert_eq!((code, candidates[0]), (Code::InputChecksum, Kind::PermanentResidentId));
            assert_eq!(candidates.len(), 12);
            assert_eq!(candidates.iter().filter(|kind| **kind == Kind::PermanentResidentId).count(), 1);
        }
        other => panic!("{other:?}"),
    }
    // As far from every kind as can be: the order of the kinds decides.
    match identity::check("?", None, today()) {
        Verdict::Malformed { code, candidates, .. } => {
            assert_eq!((code, candidates[0]), (Code::InputCharset, Kind::ResidencePermit));
        }
        other => panic!("{other:?}"),
    }
    match identity::check("932682198501010017", Some(Kind::ResidentId), today()) {
        Verdict::Malformed { code, candidates, .. } => {
            assert_eq!((code, candidates), (Code::InputOtherKind, vec![Kind::PermanentResidentId]));
        }
        other => panic!("{other:?}"),
    }
}

/// The table and `data/mobile-segments.csv` are the same, row by row; each row has the date and the source it stands in.
#[test]
fn the_blocks_are_those_of_the_file_each_with_its_date() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/mobile-segments.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.splitn(6, ',').collect()).collect();
    let blocks: Vec<_> = mobile::blocks().collect();
    assert_eq!(rows.len(), blocks.len());
    for (row, block) in rows.iter().zip(blocks) {
        let operator = block.operator.map_or("", |operator| operator.as_str());
        let service = block.service.map_or("", |service| service.as_str());
        let own = [&block.first.to_string(), &block.last.to_string(), operator, service, block.listed];
        assert_eq!(row[..5], own);
        assert!(!row[5].is_empty() && block.listed <= mobile::AS_OF, "{row:?}");
    }
}
