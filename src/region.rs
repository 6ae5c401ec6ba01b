//! GB/T 2260: every place code that was ever valid, packed; their years where there is room for them.
//!
//! An identity number keeps the code of the day it was given, so nothing that ever was is refused. Sources and date:
//! `data/README.md`; `cargo xtask data` packs them.

mod packed;

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The national registrar in organisation codes.
pub const NATIONAL: u32 = 100_000;

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
///
/// ```
/// use realname::region::{Place, place};
/// assert_eq!(place(110105), Place::County); // 朝阳区
/// assert_eq!(place(321119), Place::Unlisted); // on cards, in no list
/// assert_eq!(place(999999), Place::Unknown);
/// ```
#[must_use]
pub fn place(code: u32) -> Place {
    let known = known();
    let (prefecture, listed) = (known.prefectures.has(code / 100), known.codes.has(code));
    match code % 100 {
        _ if !prefecture => Place::Unknown,
        // 东莞, 中山: cities without counties, whose residents have the city's own code.
        0 if listed
            && !code.is_multiple_of(10_000)
            && (code..code + 99).all(|county| !known.codes.has(county + 1)) =>
        {
            Place::County
        }
        0 => Place::Summary,
        // 市辖区, 城区, 郊区, 市区 of every prefecture: summary codes that numbers were given under.
        1 | 2 | 11 | 20 => Place::County,
        _ if listed => Place::County,
        _ => Place::Unlisted,
    }
}

/// A set of small numbers. Atomic because it is shared; the page has one thread.
struct Bits<const WORDS: usize>([AtomicU32; WORDS]);

impl<const WORDS: usize> Bits<WORDS> {
    const fn none() -> Self {
        Self([const { AtomicU32::new(0) }; WORDS])
    }

    fn word(&self, at: u32) -> Option<&AtomicU32> {
        self.0.get(usize::try_from(at / 32).ok()?)
    }

    fn has(&self, at: u32) -> bool {
        self.word(at).is_some_and(|word| word.load(Ordering::Relaxed) >> (at % 32) & 1 == 1)
    }

    fn put(&self, at: u32) {
        if let Some(word) = self.word(at) {
            word.fetch_or(1 << (at % 32), Ordering::Relaxed);
        }
    }
}

/// The codes unpacked, 104 kB of memory that no file holds: a look into the packed list decodes a whole province.
struct Known {
    codes: Bits<26_000>,
    prefectures: Bits<260>,
    unpacked: AtomicBool,
}

fn known() -> &'static Known {
    static KNOWN: Known =
        Known { codes: Bits::none(), prefectures: Bits::none(), unpacked: AtomicBool::new(false) };
    // Two threads may unpack at once: both write the same.
    if !KNOWN.unpacked.load(Ordering::Acquire) {
        packed::each(&mut |code| {
            KNOWN.codes.put(code);
            KNOWN.prefectures.put(code / 100);
        });
        KNOWN.unpacked.store(true, Ordering::Release);
    }
    &KNOWN
}

/// Whether two digits are a mainland province's, or Taiwan's administrative code.
#[must_use]
pub const fn is_province(code: u32) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71)
}

/// Every code ever valid, ascending.
///
/// ```
/// assert!(realname::region::codes().count() > 6700);
/// ```
pub fn codes() -> impl Iterator<Item = u32> {
    let known = known();
    (0..1_000_000).filter(|code| known.codes.has(*code))
}

/// When a code was in force, by the lists of 31 December from 1980 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Years {
    /// The first year; 1980 and 1981 mean "or earlier".
    pub first: u16,
    /// The last year; 2024 means "still, as far as the lists go".
    pub last: u16,
}

/// The years of a code. Kept out of the wasm module (3.5 kB after brotli) unless the feature `region-years` asks for them.
///
/// ```
/// let years = realname::region::years(110103).unwrap(); // 崇文区, merged into 东城区
/// assert_eq!((years.first, years.last), (1981, 2009));
/// ```
#[cfg(any(feature = "region-years", not(target_arch = "wasm32")))]
#[must_use]
pub fn years(code: u32) -> Option<Years> {
    /// First years of all codes, then last years, counted from 1980.
    const YEARS: &[u8] = include_bytes!("region/years.bin");
    let at = rank(code)?;
    let year = |at: usize| YEARS.get(at).map(|year| 1980 + u16::from(*year));
    Some(Years { first: year(at)?, last: year(at + YEARS.len() / 2)? })
}

/// How many codes stand before one.
#[cfg(not(target_arch = "wasm32"))]
fn rank(code: u32) -> Option<usize> {
    use std::sync::OnceLock;
    /// How many stand before each word of bits, so that nothing is allocated and nothing searched.
    static BEFORE: OnceLock<[u32; 26_000]> = OnceLock::new();
    let codes = &known().codes;
    let before = BEFORE.get_or_init(|| {
        let (mut before, mut count) = ([0; 26_000], 0);
        for (place, word) in before.iter_mut().zip(&codes.0) {
            *place = count;
            count += word.load(Ordering::Relaxed).count_ones();
        }
        before
    });
    let word = codes.word(code)?.load(Ordering::Relaxed);
    let beside = (word & ((1 << (code % 32)) - 1)).count_ones();
    let before = before.get(usize::try_from(code / 32).ok()?)? + beside;
    codes.has(code).then(|| usize::try_from(before).ok())?
}

#[cfg(all(feature = "region-years", target_arch = "wasm32"))]
fn rank(code: u32) -> Option<usize> {
    codes().position(|known| known == code)
}

#[cfg(not(any(feature = "region-years", not(target_arch = "wasm32"))))]
pub(crate) const fn years(_: u32) -> Option<Years> {
    None
}
