//! What a notice must say, in the order in which it is shown, and the words that it is put together with.

use super::Article;

/// Something that a text must have: an item, or a part of one.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The item that it is a part of, or nothing.
    pub of: &'static str,
    /// The member.
    pub name: &'static str,
    /// The article that demands it.
    pub article: Article,
}

const fn item(name: &'static str, article: Article) -> Item {
    part("", name, article)
}

const fn part(of: &'static str, name: &'static str, article: Article) -> Item {
    Item { of, name, article }
}

/// What a text must have: the items in the order in which they are shown, then the parts of those that have parts.
pub const ITEMS: [Item; 34] = [
    item("title", Article::Pipl17),
    item("controller", Article::Pipl17Who),
    item("contact", Article::Pipl17Who),
    item("complaint", Article::Blockchain18),
    item("purposes", Article::Pipl17What),
    item("method", Article::Pipl17What),
    item("categories", Article::Pipl17What),
    item("retention", Article::Pipl17What),
    item("recipients", Article::Data21),
    item("necessity", Article::Pipl30),
    item("effect", Article::Pipl30),
    item("rights", Article::Pipl17Rights),
    item("withdrawal", Article::Pipl15),
    item("cancellation", Article::Data21),
    // In a notice for guardians only, as its parts are.
    item("minors", Article::Children10),
    part("controller", "name", Article::Pipl17Who),
    part("categories", "field", Article::Pipl17What),
    part("categories", "name", Article::Pipl17What),
    part("categories", "sensitive", Article::Pipl30),
    part("retention", "period", Article::Pipl17What),
    part("retention", "expiry", Article::Data21),
    part("recipients", "id", Article::Pipl23),
    part("recipients", "name", Article::Pipl23),
    part("recipients", "mode", Article::Pipl23),
    part("recipients", "contact", Article::Pipl23),
    part("recipients", "purpose", Article::Pipl23),
    part("recipients", "method", Article::Pipl23),
    part("recipients", "categories", Article::Pipl23),
    part("minors", "scope", Article::Children10),
    part("minors", "storage", Article::Children10),
    part("minors", "safeguards", Article::Children10),
    part("minors", "refusal", Article::Children10),
    part("minors", "channel", Article::Children10),
    part("minors", "correction", Article::Children10),
];

/// The words that a text is put together with: headings with their colon, the two separators, and what is said of
/// sensitive categories, of the two kinds of recipients, and of their absence.
pub const WORDS: [&str; 19] = [
    "controller",
    "uscc",
    "contact",
    "complaint",
    "purposes",
    "method",
    "categories",
    "sensitive",
    "retention",
    "expiry",
    "recipients",
    "nobody",
    "entrust",
    "provide",
    "necessity",
    "effect",
    "rights",
    "list",
    "separator",
];

/// The further words of a notice that names documents, and of one for guardians, by the names of the parts.
pub(super) const FURTHER_WORDS: [&str; 7] =
    ["documents", "scope", "storage", "safeguards", "refusal", "channel", "correction"];
