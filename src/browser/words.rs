//! The texts of the form in the language of the page, handed in by the shell: the module itself speaks none.

use crate::code::{Code, Field};
use wasm_bindgen::JsValue;

/// One language's table.
pub(super) struct Words(pub(super) JsValue);

impl Words {
    /// The text of a key; the key itself where the table lacks it, which a test finds.
    pub(super) fn get(&self, key: &str) -> String {
        let found = js_sys::Reflect::get(&self.0, &JsValue::from_str(key)).ok();
        found.and_then(|text| text.as_string()).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key that begins with a group's name.
    pub(super) fn of(&self, group: &str, name: &str) -> String {
        let mut key = String::with_capacity(group.len() + name.len());
        key.push_str(group);
        key.push_str(name);
        self.get(&key)
    }

    /// What a person can do about a code at a field.
    pub(super) fn code(&self, code: Code, field: Option<Field>) -> String {
        let text = self.get(code.as_str());
        match field {
            Some(field) => text.replace("{field}", &self.get(field.as_str())),
            None => text,
        }
    }
}
