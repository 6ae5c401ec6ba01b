//! States: the codes of ISO 3166-1 and those that ICAO Doc 9303-3 adds for passports, packed. That a code is in no list is a fact,
//! no finding: states come and go, and a passport lives ten years. Sources and date: `data/README.md`.

/// Whether a code is in the lists: up to three letters (`D` is Germany's in a passport), or the three digits of ISO 3166-1. Kept out of the
/// wasm module (docs/decisions.md says what it weighs) unless the feature `states` asks for it.
///
/// ```
/// use realname::state::is_listed;
/// assert!(is_listed("CHN") && is_listed("D") && is_listed("XXA") && is_listed("682"));
/// assert!(!is_listed("UTO")); // Utopia, of the specimens
/// ```
#[must_use]
pub fn is_listed(code: &str) -> bool {
    let (packed, wanted) = if code.bytes().all(|b| b.is_ascii_digit()) {
        (DIGITS, code.parse().ok())
    } else {
        (LETTERS, letters(code))
    };
    let (mut at, mut step, mut shift) = (0, 0_u32, 0);
    let mut codes = packed.iter().filter_map(|byte| {
        step |= u32::from(byte & 127) << shift;
        shift += 7;
        if byte & 128 != 0 {
            return None;
        }
        at += step;
        (step, shift) = (0, 0);
        Some(at)
    });
    wanted.is_some_and(|wanted: u32| codes.any(|code| code == wanted))
}

/// Ascending, LEB128 of the differences; three letters are a number of base 27, blank 0.
const LETTERS: &[u8] = include_bytes!("state/letters.bin");
const DIGITS: &[u8] = include_bytes!("state/digits.bin");

fn letters(code: &str) -> Option<u32> {
    if code.len() > 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let value = |at: usize| code.as_bytes().get(at).map_or(0, |b| u32::from(b - b'A') + 1);
    Some((value(0) * 27 + value(1)) * 27 + value(2))
}
