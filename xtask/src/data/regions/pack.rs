//! The place codes as `src/region/packed.rs` reads them: a tree of three levels, two digits each, written by the adaptive
//! binary range coder of LZMA.

#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a tool at work on tables of its own stops where it is wrong; what it wrote is read back and compared"
)]

use std::collections::BTreeSet;

struct Encoder {
    low: u64,
    range: u32,
    /// The byte that a carry may still change, and how many of 255 follow it.
    held: u8,
    waiting: usize,
    out: Vec<u8>,
    odds: [u32; 3 * 256],
}

impl Encoder {
    fn shift(&mut self) {
        let [.., carry, top, _, _, _] = self.low.to_be_bytes();
        if carry > 0 || top < 255 {
            self.out.push(self.held.wrapping_add(carry));
            for _ in 0..self.waiting {
                self.out.push(255_u8.wrapping_add(carry));
            }
            self.waiting = 0;
            self.held = top;
        } else {
            self.waiting += 1;
        }
        self.low = (self.low << 8) & 0xffff_ffff;
    }

    fn say(&mut self, context: usize, yes: bool) {
        let odds = &mut self.odds[context];
        let bound = (self.range >> 12) * *odds;
        if yes {
            self.range = bound;
            *odds += (4096 - *odds) >> 3;
        } else {
            self.low += u64::from(bound);
            self.range -= bound;
            *odds -= *odds >> 3;
        }
        while self.range < 1 << 24 {
            self.range <<= 8;
            self.shift();
        }
    }

    fn level(&mut self, level: usize, before: u32, codes: &BTreeSet<u32>) {
        let unit = [10_000, 100, 1][level];
        let mut last = false;
        for number in 0_u32..100 {
            let slot = number as usize;
            let first = (before * 100 + number) * unit;
            if number % 10 == 0 && number >= 20 {
                let more = codes.range(first..(before + 1) * 100 * unit).next().is_some();
                self.say(level * 256 + 200 + slot / 10, more);
                if !more {
                    return;
                }
            }
            let place = if level == 2 { slot } else { slot / 10 };
            let yes = codes.range(first..first + unit).next().is_some();
            self.say(level * 256 + place * 2 + usize::from(last), yes);
            if yes && level < 2 {
                self.level(level + 1, before * 100 + number, codes);
            }
            last = yes;
        }
    }
}

/// 1.1 kB, and no compressor makes it smaller: a list of differences came to 1.9 after brotli.
pub(super) fn pack(codes: &BTreeSet<u32>) -> Vec<u8> {
    let mut encoder =
        Encoder { low: 0, range: u32::MAX, held: 0, waiting: 0, out: Vec::new(), odds: [2048; 3 * 256] };
    encoder.level(0, 0, codes);
    for _ in 0..5 {
        encoder.shift();
    }
    // The first byte only makes room for a carry; behind the end a reader takes zeros.
    let end = encoder.out.iter().rposition(|byte| *byte != 0).map_or(1, |last| last + 1);
    encoder.out[1..end].to_vec()
}
