//! A notice on the page: drawn block by block, watched until each block was displayed, read back when decided on.

use super::platform::{self, Node, Page};
use crate::consent::notice::{NoticeText, changes};
use crate::prelude::*;

/// A notice in the closed root. Its blocks are numbered in a row.
pub(super) struct NoticeView {
    pub(super) id: String,
    pub(super) section: Node,
    /// Each block, and whether it has been in view.
    blocks: Vec<(Node, bool)>,
}

impl NoticeView {
    /// Draws the canonical text, one element a block. Where it is not what it was `before`, what has changed stands
    /// marked, and what stood there; those marks are no part of the text that is read back.
    pub(super) fn new(page: &Page, parent: Node, id: &str, text: &NoticeText, before: &[String]) -> Self {
        let section = platform::make(page, parent, "section;class=notice;aria-labelledby=notice-$;", id);
        platform::set(page, section, "lang=$;", &text.lang);
        let mut blocks = Vec::new();
        // Around neighbours that are all new.
        let mut inserted = None;
        for (was, is) in changes(before, &text.blocks) {
            let mark = |spec, word| {
                let mark = platform::make(page, section, spec, "");
                platform::make(page, mark, "p;class=mark;word=$;", word);
                mark
            };
            if was.is_some() {
                inserted = None;
            }
            if let Some(was) = was.filter(|_| was != is) {
                let parent = mark("del;class=change;", "change_before");
                platform::write(page, platform::make(page, parent, "p;class=text;", ""), was);
            }
            if let Some(block) = is {
                if was != is && inserted.is_none() {
                    inserted = Some(mark("ins;class=change;", "change_now"));
                }
                let parent = inserted.unwrap_or(section);
                let spec = if blocks.is_empty() { "h3;class=title;id=notice-$;" } else { "p;class=text;" };
                let node = platform::make(page, parent, spec, id);
                platform::write(page, node, block);
                blocks.push((node, false));
            }
        }
        let mut view = Self { id: id.to_owned(), section, blocks };
        view.watch(page);
        view
    }

    /// A notice that the host has drawn: an element a block, numbered behind the one around them.
    pub(super) fn over(id: &str, section: Node, blocks: usize) -> Self {
        let blocks = (section + 1..).take(blocks).map(|node| (node, false)).collect();
        Self { id: id.to_owned(), section, blocks }
    }

    /// Watches for its blocks to come into view, for whoever is there now.
    pub(super) fn watch(&mut self, page: &Page) {
        for (block, seen) in &mut self.blocks {
            *seen = false;
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
