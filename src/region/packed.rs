//! The place codes as they lie in the module: a tree of three levels, two digits each, in which every yes or no is written
//! by an adaptive binary range coder, the one of LZMA. `xtask/src/data/regions/pack.rs` writes it.

/// Written by `cargo xtask data`.
const CODES: &[u8] = include_bytes!("codes.bin");

/// What is expected of each question, in 4096ths of "yes", by level, number and the answer before.
const CONTEXTS: usize = 3 * 256;

struct Decoder {
    range: u32,
    value: u32,
    rest: &'static [u8],
    odds: [u32; CONTEXTS],
}

impl Decoder {
    fn byte(&mut self) {
        let (first, rest) = self.rest.split_first().unwrap_or((&0, &[]));
        self.value = self.value << 8 | u32::from(*first);
        self.rest = rest;
    }

    fn says(&mut self, context: usize) -> bool {
        let Some(odds) = self.odds.get_mut(context) else { return false };
        let bound = (self.range >> 12) * *odds;
        let yes = self.value < bound;
        if yes {
            self.range = bound;
            *odds += (4096 - *odds) >> 3;
        } else {
            self.range -= bound;
            self.value -= bound;
            *odds -= *odds >> 3;
        }
        while self.range < 1 << 24 {
            self.range <<= 8;
            self.byte();
        }
        yes
    }

    /// Two digits of a level, below those before.
    fn level(&mut self, level: usize, before: u32, found: &mut dyn FnMut(u32)) {
        let mut last = false;
        for number in 0_u32..100 {
            let slot = usize::try_from(number).unwrap_or_default();
            // From 20 on each ten is preceded by whether there is more at all: a prefecture's counties are few.
            if number % 10 == 0 && number >= 20 && !self.says(level * 256 + 200 + slot / 10) {
                return;
            }
            // Where counties stand is alike in each prefecture; where prefectures stand, by tens.
            let place = if level == 2 { slot } else { slot / 10 };
            last = self.says(level * 256 + place * 2 + usize::from(last));
            let code = before * 100 + number;
            match level {
                _ if !last => {}
                2 => found(code),
                _ => self.level(level + 1, code, found),
            }
        }
    }
}

/// Every code, ascending.
pub(super) fn each(found: &mut dyn FnMut(u32)) {
    let mut decoder = Decoder { range: u32::MAX, value: 0, rest: CODES, odds: [2048; CONTEXTS] };
    for _ in 0..4 {
        decoder.byte();
    }
    decoder.level(0, 0, found);
}
