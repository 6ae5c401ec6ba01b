//! The fast path allocates nothing: `is_valid` of every number, counted in the allocator.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unsafe_code,
    reason = "a test stops where it fails, and a counting allocator is unsafe by its trait"
)]

use realname::batch;
use realname::code::Kind;
use realname::date::Date;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is left to the system's allocator; the count is of this thread and allocates nothing itself.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's own promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's own promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn is_valid_allocates_nothing() {
    let today = Date::new(2026, 11, 25).unwrap();
    let mut texts = 0;
    for kind in Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::PersonName | Kind::FilingNumber)) {
        let path = format!("{}/tests/vectors/{}.json", env!("CARGO_MANIFEST_DIR"), kind.as_str());
        let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            let before = COUNT.get();
            let valid = batch::is_valid(text, *kind, today);
            assert_eq!(COUNT.get(), before, "{}", kind.as_str());
            assert_eq!(valid, case["state"] == "well-formed");
            texts += 1;
        }
    }
    assert!(texts > 400);
}
