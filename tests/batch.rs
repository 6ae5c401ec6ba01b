//! The back office's form: many texts in one call, normal forms, masks.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use realname::batch;
use realname::code::{Code, Kind};
use realname::date::Date;
use realname::secret::Secret;

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

#[test]
fn one_answer_a_line() {
    let texts = "11010519491231002X\n\n110105194912310021\n1101\n４４０５２４１８８００１０１００１４";
    let answers: Vec<_> = batch::lines(texts, Kind::ResidentId, today()).collect();
    let expected = [None, Some(Code::InputEmpty), Some(Code::InputChecksum), Some(Code::InputLength), None];
    assert_eq!(answers, expected);
}

#[test]
fn only_the_well_formed_have_a_normal_form() {
    let form = |text, kind| {
        // EXPOSE: a test on published specimens.
        batch::normalize(text, kind, today()).map(|secret| secret.expose().to_owned())
    };
    assert_eq!(form("d2143569-x", Kind::OrgCode).as_deref(), Some("D2143569X"));
    assert_eq!(form("D2143569", Kind::OrgCode), None);
    assert_eq!(form("D21435690", Kind::OrgCode), None);
}

#[test]
fn masks_show_little() {
    for (value, kind, shown) in [
        ("11010519491231002X", Kind::ResidentId, "1****X"),
        ("D2143569X", Kind::OrgCode, "D****X"),
        ("+8613800138000", Kind::CnMobile, "138****8000"),
        ("+85291234567", Kind::HkMobile, "+****7"),
        ("张三丰", Kind::PersonName, "张**"),
        ("张三", Kind::PersonName, "张**"),
        ("李", Kind::PersonName, "李**"),
        // Too short to show both ends.
        ("ABC", Kind::ForeignPassport, "A****"),
        ("ABCD", Kind::ForeignPassport, "A****D"),
        ("12345678", Kind::CnMobile, "123****"),
        ("123456789", Kind::CnMobile, "123****6789"),
    ] {
        assert_eq!(batch::mask(&Secret::copy_of(value), kind), shown);
    }
}
