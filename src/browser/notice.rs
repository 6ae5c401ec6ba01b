//! A notice on the page: drawn block by block, watched until each block was displayed, read back when decided on.

use super::platform::{self, Node, Page};
use crate::consent::notice::NoticeText;
use crate::prelude::*;

/// A notice in the closed root. Its blocks are numbered in a row.
pub(super) struct NoticeView {
    pub(super) id: String,
    pub(super) section: Node,
    /// Each block, and whether it has been in view.
    blocks: Vec<(Node, bool)>,
}

impl NoticeView {
    /// Draws the canonical text, one element a block, and nothing else.
    pub(super) fn new(page: &Page, parent: Node, id: &str, text: &NoticeText) -> Self {
        let section = platform::make(page, parent, "section;class=notice;aria-labelledby=notice-$;", id);
        platform::set(page, section, "lang=$;", &text.lang);
        let mut blocks = Vec::new();
        for block in &text.blocks {
            let spec = if blocks.is_empty() { "h3;class=title;id=notice-$;" } else { "p;class=text;" };
            let node = platform::make(page, section, spec, id);
            platform::write(page, node, block);
            platform::observe(page, node);
            blocks.push((node, false));
        }
        Self { id: id.to_owned(), section, blocks }
    }

    /// A notice that the host has drawn: an element a block, numbered behind the one around them.
    pub(super) fn over(id: &str, section: Node, blocks: usize) -> Self {
        let blocks = (section + 1..).take(blocks).map(|node| (node, false)).collect();
        Self { id: id.to_owned(), section, blocks }
    }

    /// Watches for its blocks to come into view.
    pub(super) fn watch(&self, page: &Page) {
        for (block, _) in &self.blocks {
            platform::observe(page, *block);
        }
    }

    /// A node came into view. True when with it the whole notice has been displayed.
    pub(super) fn seen(&mut self, node: Node) -> bool {
        let mut hit = false;
        for (block, seen) in &mut self.blocks {
            hit |= *block == node;
            *seen |= *block == node;
        }
        hit && self.blocks.iter().all(|(_, seen)| *seen)
    }

    /// Whether every block is still rendered, opaque and of some size.
    pub(super) fn is_visible(&self, page: &Page) -> bool {
        self.blocks.iter().all(|(block, _)| {
            let size = platform::size(page, *block);
            size >> 16 >= 40 && size & 0xFFFF >= 8
        })
    }

    /// The text as it stands on the page now.
    pub(super) fn text_on_page(&self, page: &Page) -> String {
        let mut text = String::new();
        for (block, _) in &self.blocks {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&platform::read(page, *block));
        }
        text
    }
}
