//! The reference backend of `realname`.
fn main() {}
