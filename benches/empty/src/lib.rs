//! One function that does nothing.

use wasm_bindgen::prelude::wasm_bindgen;

/// Answers what it is given.
#[wasm_bindgen]
pub fn nothing(value: u32) -> u32 {
    value
}
