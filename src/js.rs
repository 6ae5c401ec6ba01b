//! The only exports to JavaScript. Functions only: a class would put live handles within reach of a patched prototype.

#![allow(unreachable_pub, reason = "wasm-bindgen wants `pub`, and nothing else calls these")]

mod check;
mod record;

pub(crate) use check::bare;

use wasm_bindgen::prelude::*;

/// Draws a form into a closed root; the answer is an object of closures.
#[wasm_bindgen]
pub fn mount(root: &JsValue, config: &JsValue) -> JsValue {
    crate::browser::mount(root, config)
}
