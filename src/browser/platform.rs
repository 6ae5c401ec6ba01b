//! The functions of `platform.js`, which captured the platform when it was loaded.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlInputElement};

#[wasm_bindgen(module = "/src/browser/platform.js")]
extern "C" {
    /// The text of an input in Unicode normalisation form C.
    pub(crate) fn value_of(input: &HtmlInputElement) -> String;
    /// Whether a person caused the event.
    pub(crate) fn is_trusted(event: &Event) -> bool;
    /// Milliseconds of the monotonic clock.
    pub(crate) fn monotonic_ms() -> u32;
    /// Unix seconds of the page's own clock, for the date of today only.
    pub(crate) fn unix_seconds() -> u32;
    /// Whether an element is rendered, opaque and not hidden.
    pub(crate) fn is_visible(element: &Element) -> bool;
    /// Empty, or the code of what the platform lacks.
    pub(crate) fn missing() -> String;
    /// Where the page stands.
    pub(crate) fn origin() -> String;
    /// Resolves after some milliseconds.
    #[wasm_bindgen(catch)]
    pub(crate) async fn pause(ms: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) fn random(length: u32) -> Result<Uint8Array, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn device_key() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn ecdsa_sign(key: &JsValue, message: &[u8]) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn ecdsa_verify(
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn ecdh(peer: &[u8]) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn aes_gcm(key: &[u8], iv: &[u8], aad: &[u8], text: &[u8]) -> Result<JsValue, JsValue>;
    /// One request to the gateway: status and text.
    #[wasm_bindgen(catch)]
    pub(crate) async fn request(
        method: &str,
        url: &str,
        ticket: &str,
        media_type: &str,
        body: Option<String>,
    ) -> Result<JsValue, JsValue>;
}
