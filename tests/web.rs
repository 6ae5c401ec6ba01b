//! The checks as a browser runs them: `wasm-pack test --headless --chrome` or `--firefox`.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "tests")]

use realname::code::{Code, Kind, Verdict};
use realname::date::Date;
use realname::{identity, mobile, name};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn today() -> Date {
    Date::new(2026, 11, 25).unwrap()
}

fn normal(verdict: Verdict) -> String {
    match verdict {
        Verdict::WellFormed { normalized, .. } => normalized.expose().to_owned(),
        other => format!("{:?}", other.code()),
    }
}

#[wasm_bindgen_test]
fn one_number_typed_in_many_ways_is_one_value() {
    for spelling in [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002Х",
    ] {
        assert_eq!(normal(identity::check(spelling, Some(Kind::ResidentId), today())), "11010519491231002X");
    }
    for spelling in ["13800138000", "+86 138 0013 8000", "0086-13800138000", "８６13800138000"] {
        assert_eq!(normal(mobile::check(spelling, Some(Kind::CnMobile))), "+8613800138000");
    }
    for spelling in ["买买提·艾力", "买买提•艾力", " 买买提‧艾力 "] {
        assert_eq!(normal(name::check(spelling)), "买买提·艾力");
    }
}

#[wasm_bindgen_test]
fn each_fault_has_its_code() {
    let code = |text| identity::check(text, Some(Kind::ResidentId), today()).code();
    assert_eq!(code("110105194912310021"), Some(Code::InputChecksum));
    assert_eq!(code("11010519490231002X"), Some(Code::InputDate));
    assert_eq!(code("110105209912310020"), Some(Code::InputFuture));
    assert_eq!(code("11010519491231002Xx"), Some(Code::InputLength));
}

#[wasm_bindgen_test]
fn a_person_of_the_kit_is_well_formed() {
    assert!(identity::is_valid("110110199001010011", Some(Kind::ResidentId), today()));
    assert!(mobile::is_valid("92000000001", Some(Kind::CnMobile)));
    assert!(name::is_valid("测试通过"));
}
