//! The blocks of the mainland's mobile numbers, and who holds them.
//!
//! Source: 工业和信息化部《我国公众移动通信网网号及H0分配情况》, state of 2023-03, and 1610 (public since 2026). Operators are those the
//! blocks were given to. A change here is a change of data: bump [`AS_OF`].

use crate::code::{Operator, Service};

/// The state of the table, year and month.
pub(super) const AS_OF: &str = "2026-01";

/// A run of numbers by their first five digits.
pub(crate) struct Segment {
    first: u32,
    last: u32,
    pub(crate) operator: Option<Operator>,
    pub(crate) service: Option<Service>,
}

impl Segment {
    /// The state of the list or plan that the block stands in: the ministry's list of blocks given out, what became public since, or for those
    /// kept for mobile numbers and given to nobody the numbering plan (电信网编号计划, 2017).
    const fn listed(&self) -> &'static str {
        match (self.operator, self.first) {
            (None, _) => "2017",
            (_, 16_100) => "2026",
            _ => "2023-03",
        }
    }
}

/// A run of blocks in the table, see [`blocks`](super::blocks).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The first five digits of its first number.
    pub first: u32,
    /// And of its last.
    pub last: u32,
    /// Whom it was given to; nothing: to nobody yet.
    pub operator: Option<Operator>,
    /// What it is for.
    pub service: Option<Service>,
    /// Of when the list or plan is that it stands in: a year, or a year and month. Not when it came into use, which is not published.
    pub listed: &'static str,
}

pub(super) fn table() -> impl Iterator<Item = Block> {
    SEGMENTS.iter().map(|segment| Block {
        first: segment.first,
        last: segment.last,
        operator: segment.operator,
        service: segment.service,
        listed: segment.listed(),
    })
}

/// Finds the block of a number by its first five digits; none means: not a mobile number at all.
pub(crate) fn find(five: u32) -> Option<&'static Segment> {
    SEGMENTS.iter().find(|segment| segment.first <= five && five <= segment.last)
}

/// The first three digits, 100 to 199, whose every number is some block's, a bit each: so that a number of an old block is not looked for in
/// the table.
const WHOLE: [u8; 16] = {
    let (mut whole, mut left) = (0_u128, SEGMENTS);
    while let [segment, rest @ ..] = left {
        let mut three = segment.first.div_ceil(100);
        while three < 200 && three * 100 + 99 <= segment.last {
            whole |= 1 << (three - 100);
            three += 1;
        }
        left = rest;
    }
    whole.to_le_bytes()
};

/// Whether the first five digits are those of a block.
pub(super) fn is_any(five: u32) -> bool {
    let bit = (five / 100).wrapping_sub(100);
    let byte = usize::try_from(bit / 8).ok().and_then(|at| WHOLE.get(at));
    byte.is_some_and(|byte| byte >> (bit % 8) & 1 == 1) || find(five).is_some()
}

const fn run(first: u32, last: u32, operator: Operator, service: Service) -> Segment {
    Segment { first, last, operator: Some(operator), service: Some(service) }
}

/// A block of ten thousand numbers, by three digits.
const fn block(three: u32, operator: Operator) -> Segment {
    blocks(three, three, operator)
}

const fn blocks(first: u32, last: u32, operator: Operator) -> Segment {
    let service = match operator {
        Operator::Reseller => Service::Virtual,
        _ => Service::Mobile,
    };
    run(first * 100, last * 100 + 99, operator, service)
}

/// Plausible, but in no list.
const fn unlisted(first: u32, last: u32) -> Segment {
    Segment { first, last, operator: None, service: None }
}

/// The first entry that fits counts.
const SEGMENTS: &[Segment] = &[
    blocks(130, 132, Operator::Unicom),
    block(133, Operator::Telecom),
    run(13492, 13493, Operator::Telecom, Service::Satellite),
    run(13499, 13499, Operator::Telecom, Service::Satellite),
    unlisted(13490, 13499),
    blocks(134, 139, Operator::Mobile),
    block(145, Operator::Unicom),
    block(146, Operator::Unicom),
    blocks(147, 148, Operator::Mobile),
    block(149, Operator::Telecom),
    blocks(150, 152, Operator::Mobile),
    block(153, Operator::Telecom),
    blocks(155, 156, Operator::Unicom),
    blocks(157, 159, Operator::Mobile),
    run(16100, 16109, Operator::Broadnet, Service::Mobile),
    run(16190, 16199, Operator::Satnet, Service::Satellite),
    block(162, Operator::Reseller),
    block(165, Operator::Reseller),
    block(166, Operator::Unicom),
    block(167, Operator::Reseller),
    blocks(170, 171, Operator::Reseller),
    block(172, Operator::Mobile),
    block(173, Operator::Telecom),
    run(17400, 17405, Operator::Telecom, Service::Satellite),
    run(17406, 17412, Operator::Other, Service::Emergency),
    run(17490, 17499, Operator::Other, Service::Satellite),
    blocks(175, 176, Operator::Unicom),
    block(177, Operator::Telecom),
    block(178, Operator::Mobile),
    blocks(180, 181, Operator::Telecom),
    blocks(182, 184, Operator::Mobile),
    blocks(185, 186, Operator::Unicom),
    blocks(187, 188, Operator::Mobile),
    block(189, Operator::Telecom),
    blocks(190, 191, Operator::Telecom),
    block(192, Operator::Broadnet),
    block(193, Operator::Telecom),
    block(195, Operator::Mobile),
    block(196, Operator::Unicom),
    blocks(197, 198, Operator::Mobile),
    block(199, Operator::Telecom),
    // Service and IP-call codes, not numbers of subscribers: 160, 163, 168, 169, 179 are left out on purpose.
    unlisted(14000, 14499),
    unlisted(15400, 15499),
    unlisted(16100, 16199),
    unlisted(16400, 16499),
    unlisted(17400, 17499),
    unlisted(19400, 19499),
    unlisted(92000, 92999),
    unlisted(98000, 98999),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_says_what_the_table_says() {
        for five in 0..100_000 {
            assert_eq!(is_any(five), find(five).is_some(), "{five}");
        }
        assert!(WHOLE.iter().map(|byte| byte.count_ones()).sum::<u32>() > 50);
    }
}
