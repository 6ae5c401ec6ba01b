//! A notice on the page: drawn block by block, watched until each block was displayed, read back when decided on.

use super::dom::{Dom, append, attribute};
use super::platform;
use crate::code::Code;
use crate::consent::notice::NoticeText;
use web_sys::{Element, HtmlElement};

/// A notice in the closed root.
pub(super) struct NoticeView {
    pub(super) id: String,
    pub(super) section: HtmlElement,
    blocks: Vec<(HtmlElement, bool)>,
}

impl NoticeView {
    /// Draws the canonical text, one element a block, and nothing else.
    pub(super) fn new(dom: &Dom, id: &str, text: &NoticeText) -> Result<Self, Code> {
        let section = dom.element("section", "notice", "")?;
        attribute(&section, "lang", &text.lang)?;
        let mut heading = String::from("notice-");
        heading.push_str(id);
        attribute(&section, "aria-labelledby", &heading)?;
        let mut blocks: Vec<(HtmlElement, bool)> = Vec::new();
        for block in &text.blocks {
            let title = blocks.is_empty();
            let made =
                dom.element(if title { "h3" } else { "p" }, if title { "title" } else { "text" }, block)?;
            if title {
                attribute(&made, "id", &heading)?;
            }
            append(&section, &[&made])?;
            blocks.push((made, false));
        }
        Ok(Self { id: id.to_owned(), section, blocks })
    }

    /// The elements to watch.
    pub(super) fn blocks(&self) -> impl Iterator<Item = &HtmlElement> {
        self.blocks.iter().map(|(block, _)| block)
    }

    /// A block came into view. True when with it the whole notice has been displayed.
    pub(super) fn seen(&mut self, target: &Element) -> bool {
        let mut hit = false;
        for (block, seen) in &mut self.blocks {
            let element: &Element = block;
            if element == target && platform::is_visible(element) {
                *seen = true;
                hit = true;
            }
        }
        hit && self.blocks.iter().all(|(_, seen)| *seen)
    }

    /// Whether every block is still rendered, opaque and of some size.
    pub(super) fn is_visible(&self) -> bool {
        self.blocks.iter().all(|(block, _)| {
            let area = block.get_bounding_client_rect();
            platform::is_visible(block) && area.height() >= 8.0 && area.width() >= 40.0
        })
    }

    /// The text as it stands on the page now.
    pub(super) fn text_on_page(&self) -> String {
        let blocks: Vec<String> =
            self.blocks.iter().map(|(block, _)| block.text_content().unwrap_or_default()).collect();
        blocks.join("\n")
    }
}
