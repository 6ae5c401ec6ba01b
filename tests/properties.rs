//! What holds for every text: check characters catch what they promise, writing a number otherwise changes nothing, nothing panics.
#![cfg(not(target_arch = "wasm32"))] // its dev-dependencies are the host's
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test stops where it fails"
)]

use proptest::prelude::*;
use realname::checksum;
use realname::code::{Kind, Verdict};
use realname::date::Date;
use realname::{batch, identity, mobile, name, organization, region};

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn canonical(verdict: &Verdict) -> Option<String> {
    match verdict {
        // EXPOSE: a test on synthetic values.
        Verdict::WellFormed { normalized, .. } => Some(normalized.expose().to_owned()),
        _ => None,
    }
}

fn with_check(body: String, check: fn(&[u8]) -> Option<u8>) -> String {
    let check = check(body.as_bytes()).unwrap();
    body + &char::from(check).to_string()
}

/// A well-formed number of each kind that has a check character.
fn checked() -> impl Strategy<Value = (Kind, String)> {
    let regions: Vec<u32> = region::codes().filter(|code| *code < 700_000 && code % 100 != 0).collect();
    let date = (1900_u32..=2025, 1_u32..=12, 1_u32..=28, 0_u32..1000);
    let tail = |(y, m, d, s): (u32, u32, u32, u32)| format!("{y:04}{m:02}{d:02}{s:03}");
    let resident = (prop::sample::select(regions), date.clone()).prop_map(move |(r, d)| {
        (Kind::ResidentId, with_check(format!("{r}{}", tail(d)), checksum::mod_11_2))
    });
    let permit = (81_u32..=83, date.clone()).prop_map(move |(r, d)| {
        (Kind::ResidencePermit, with_check(format!("{r}0000{}", tail(d)), checksum::mod_11_2))
    });
    let foreigner = (prop::sample::select(vec![11_u32, 31, 32, 44, 50, 65]), 0_u32..1000, date).prop_map(
        move |(r, c, d)| {
            (Kind::PermanentResidentId, with_check(format!("9{r}{c:03}{}", tail(d)), checksum::mod_11_2))
        },
    );
    let uscc = ("[19ANY][1239][1-6][1-5]0[1-9]0[1-9]", "[0-9A-HJ-NP-RTUWXY]{8}").prop_map(|(head, body)| {
        (Kind::Uscc, with_check(head + &with_check(body, checksum::gb_11714), checksum::gb_32100))
    });
    let organization = "[0-9A-Z]{8}".prop_map(|body| (Kind::OrgCode, with_check(body, checksum::gb_11714)));
    let registration = "[1-6][1-5]0[1-9]0[1-9][0-9]{8}"
        .prop_map(|body| (Kind::RegistrationNumber, with_check(body, checksum::mod_11_10)));
    prop_oneof![resident, permit, foreigner, uscc, organization, registration]
}

/// Eighteen characters with the right check character, whatever place and day they state.
fn eighteen() -> impl Strategy<Value = String> {
    let place = prop_oneof![prop::sample::select(region::codes().collect::<Vec<_>>()), 0_u32..1_000_000];
    (place, 1750_u32..2100, 0_u32..14, 0_u32..34, 0_u32..1000).prop_map(|(place, y, m, d, s)| {
        with_check(format!("{place:06}{y:04}{m:02}{d:02}{s:03}"), checksum::mod_11_2)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_number_reads_as_itself((kind, number) in checked()) {
        let verdict = batch::check(&number, kind, today());
        prop_assert_eq!(canonical(&verdict), Some(number.clone()), "{:?}", verdict.code());
        prop_assert!(batch::is_valid(&number, kind, today()));
    }

    #[test]
    fn one_wrong_character_is_caught((kind, number) in checked(), at in 0_usize..18, by in 1_u8..10) {
        // The check characters promise it for digits in digit places; MOD 11 with the letters 10..35 of GB 11714 does not for letters
        // whose values differ by 11 or 22.
        let mut wrong = number.clone().into_bytes();
        let at = at % wrong.len();
        if wrong[at].is_ascii_digit() {
            wrong[at] = (wrong[at] - b'0' + by) % 10 + b'0';
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert!(!batch::is_valid(&wrong, kind, today()), "{} for {}", wrong, number);
        }
    }

    #[test]
    fn a_swap_of_neighbours_is_caught((kind, number) in checked(), at in 0_usize..17) {
        let mut wrong = number.clone().into_bytes();
        let at = at % (wrong.len() - 1);
        wrong.swap(at, at + 1);
        let digits = wrong[at].is_ascii_digit() && wrong[at + 1].is_ascii_digit();
        // MOD 11,10 lets a few through, GB 11714 has weights 7, 9, 10, 5, 8, 4, 2 whose steps are prime to 11: digits are safe.
        // Of a unified code the body is covered twice.
        if wrong != number.as_bytes() && digits && kind != Kind::RegistrationNumber {
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert!(!batch::is_valid(&wrong, kind, today()), "{} for {}", wrong, number);
        }
    }

    #[test]
    fn writing_it_otherwise_changes_nothing((kind, number) in checked(), seed in any::<u64>()) {
        let mut other = String::new();
        let mut bits = seed;
        for c in number.chars() {
            other.push_str(["", "", "", " ", "\u{3000}", "\u{200b}", "-", "\u{2011}"][usize::try_from(bits % 8).unwrap()]);
            bits = bits.rotate_right(3);
            other.push(match bits % 3 {
                0 => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
                1 => c.to_ascii_lowercase(),
                _ => c,
            });
            bits = bits.rotate_right(2);
        }
        prop_assert_eq!(canonical(&batch::check(&other, kind, today())), Some(number));
    }

    #[test]
    fn every_beginning_is_incomplete((kind, number) in checked()) {
        for end in 1..number.len() {
            let verdict = batch::check(&number[..end], kind, today());
            prop_assert!(matches!(verdict, Verdict::Incomplete { .. }), "{}", &number[..end]);
        }
    }

    #[test]
    fn normalisation_is_idempotent(text in "\\PC{0,40}") {
        for kind in Kind::ALL {
            if let Some(once) = canonical(&batch::check(&text, *kind, today())) {
                prop_assert_eq!(canonical(&batch::check(&once, *kind, today())), Some(once), "{}", kind.as_str());
            }
        }
    }

    #[test]
    fn no_text_panics_and_both_speeds_agree(text in any::<String>()) {
        for kind in Kind::ALL {
            let well = batch::check(&text, *kind, today()).is_well_formed();
            prop_assert_eq!(batch::is_valid(&text, *kind, today()), well);
        }
        let _ = (identity::check(&text, None, today()), organization::check(&text, None), mobile::check(&text, None), name::check(&text));
    }

    #[test]
    fn nearly_numbers_do_not_panic_either(text in "[+0-9A-Zx×（）·<\u{200b} -]{0,100}") {
        for kind in Kind::ALL {
            let well = batch::check(&text, *kind, today()).is_well_formed();
            prop_assert_eq!(batch::is_valid(&text, *kind, today()), well);
        }
    }

    #[test]
    fn any_plausible_mobile_number_passes(digits in "1(3[0-9]|4[0-9]|5[0-9]|6[24567]|7[0-8]|8[0-9]|9[0-9])[0-9]{8}") {
        let verdict = mobile::check(&digits, Some(Kind::CnMobile));
        prop_assert_eq!(canonical(&verdict), Some(format!("+86{digits}")));
    }

    #[test]
    fn no_han_name_is_refused(text in "[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}]{1,30}(·[\u{4e00}-\u{9fff}]{1,30})?") {
        prop_assert_eq!(canonical(&name::check(&text)), Some(text));
    }

    /// `is_valid` has a way of its own through what is plainly written; it says what the reader says.
    #[test]
    fn the_fast_path_agrees_with_the_verdict(
        id in eighteen(), mobile in "(1[0-9]{10}|[0-9]{11})", at in 0..18_usize, other in "[0-9A-Za-z ./+-]",
    ) {
        // As it is, with another character in one place, and with two.
        let bent = |text: &str, at: usize| {
            let at = at % text.len();
            [&text[..at], &other, &text[at + 1..]].concat()
        };
        prop_assert_eq!(identity::is_valid(&id, None, today()), identity::check(&id, None, today()).is_well_formed());
        prop_assert_eq!(mobile::is_valid(&mobile, None), mobile::check(&mobile, None).is_well_formed());
        for id in [id.clone(), bent(&id, at), bent(&bent(&id, at), at + 5)] {
            let kind = Some(Kind::ResidentId);
            let slow = identity::check(&id, kind, today()).is_well_formed();
            prop_assert_eq!(identity::is_valid(&id, kind, today()), slow);
        }
        for mobile in [mobile.clone(), bent(&mobile, at), bent(&bent(&mobile, at), at + 5)] {
            let kind = Some(Kind::CnMobile);
            prop_assert_eq!(mobile::is_valid(&mobile, kind), mobile::check(&mobile, kind).is_well_formed());
        }
    }
}
