//! GB/T 2260: the place codes that were ever valid.

/// What is known of a place code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A county, district or city was coded so at some time.
    County,
    /// A province or prefecture as a whole.
    Summary,
    /// The prefecture is known, the county is in no list: cards carry such codes.
    Unlisted,
    /// No such province, or no such prefecture ever.
    Unknown,
}

/// Looks a six-digit code up.
#[must_use]
pub const fn place(code: u32) -> Place {
    match code / 10_000 {
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 => Place::County,
        _ => Place::Unknown,
    }
}
