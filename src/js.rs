//! The only exports to JavaScript. Functions only: a class would put live handles within reach of a patched prototype.

#![allow(unreachable_pub, reason = "wasm-bindgen wants `pub`, and nothing else calls these")]

mod check;

use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

/// Draws a form into a closed root; the answer is an object of closures, or the code's name when it cannot.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot, config: &JsValue) -> Result<JsValue, JsValue> {
    crate::browser::mount(root, config).map_err(|code| JsValue::from_str(code.as_str()))
}
