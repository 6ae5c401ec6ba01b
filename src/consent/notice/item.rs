//! What a notice must say, in the order in which it is shown, and the words that it is put together with.

use super::Article;

/// One mandatory item of a text.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The member.
    pub name: &'static str,
    /// The article that demands it.
    pub article: Article,
}

const fn item(name: &'static str, article: Article) -> Item {
    Item { name, article }
}

/// The items of a text, in the order in which they are shown.
pub const ITEMS: [Item; 15] = [
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
    // Only where children's data is handled.
    item("minors", Article::Children10),
];

/// The mandatory parts of the items that have parts: item, part, and the word before it.
pub const PARTS: [(&str, Item, &str); 8] = [
    ("controller", item("name", Article::Pipl17Who), "controller"),
    ("retention", item("period", Article::Pipl17What), "retention"),
    ("retention", item("expiry", Article::Data21), "expiry"),
    ("recipients", item("name", Article::Pipl23), "recipients"),
    ("recipients", item("contact", Article::Pipl23), "contact"),
    ("recipients", item("purpose", Article::Pipl23), "purposes"),
    ("recipients", item("method", Article::Pipl23), "method"),
    ("recipients", item("categories", Article::Pipl23), "categories"),
];

/// What a guardian is told besides (儿童个人信息网络保护规定 Art. 10), each a line of its own behind a further word of
/// its own name.
pub const MINORS: [&str; 6] = ["scope", "storage", "safeguards", "refusal", "channel", "correction"];

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

/// The word that a text needs when it names documents that are agreed to with it.
pub const WORD_FOR_DOCUMENTS: &str = "documents";
