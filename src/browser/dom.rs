//! Making nodes. Nothing here ever writes a value into an input.

use crate::code::Code;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlButtonElement, HtmlElement, HtmlInputElement, Node};

/// A DOM call that fails means an engine that lacks something.
pub(super) fn lacking(_: JsValue) -> Code {
    Code::UnsupportedEngine
}

/// Makes nodes of one document.
#[derive(Clone)]
pub(super) struct Dom(pub(super) Document);

impl Dom {
    fn typed<T: JsCast>(&self, tag: &str, class: &str, text: &str) -> Result<T, Code> {
        let made = self.0.create_element(tag).map_err(lacking)?;
        if !class.is_empty() {
            made.set_class_name(class);
            made.set_attribute("part", class).map_err(lacking)?;
        }
        if !text.is_empty() {
            made.set_text_content(Some(text));
        }
        made.dyn_into().map_err(|_| Code::UnsupportedEngine)
    }

    /// An element of a class, which is its `part` too, with a text.
    pub(super) fn element(&self, tag: &str, class: &str, text: &str) -> Result<HtmlElement, Code> {
        self.typed(tag, class, text)
    }

    /// A button that submits nothing by itself.
    pub(super) fn button(&self, class: &str, text: &str) -> Result<HtmlButtonElement, Code> {
        let button: HtmlButtonElement = self.typed("button", class, text)?;
        attribute(&button, "type", "button")?;
        Ok(button)
    }

    /// A native input.
    pub(super) fn input(&self, class: &str) -> Result<HtmlInputElement, Code> {
        self.typed("input", class, "")
    }
}

/// Sets an attribute.
pub(super) fn attribute(element: &Element, name: &str, value: &str) -> Result<(), Code> {
    element.set_attribute(name, value).map_err(lacking)
}

/// Appends children in order.
pub(super) fn append(parent: &Node, children: &[&Node]) -> Result<(), Code> {
    for child in children {
        parent.append_child(child).map_err(lacking)?;
    }
    Ok(())
}

/// Removes every child.
pub(super) fn clear(parent: &Node) {
    parent.set_text_content(None);
}

/// Shows or hides.
pub(super) fn show(element: &HtmlElement, shown: bool) {
    element.set_hidden(!shown);
}
