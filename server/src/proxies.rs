//! Whose address a request came from: the other end of the connection, or what a proxy that is trusted says of it.

use anyhow::{Context as _, Result, ensure};
use axum::http::{HeaderMap, HeaderName};
use std::net::IpAddr;
use std::str::FromStr;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A block of addresses in CIDR notation, RFC 4632; an address alone is a block of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    address: IpAddr,
    prefix: u32,
}

impl FromStr for Block {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (address, prefix) = text.split_once('/').unwrap_or((text, ""));
        let address: IpAddr = address.parse().with_context(|| format!("`{text}` is no address"))?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let prefix = if prefix.is_empty() { all } else { prefix.parse()? };
        ensure!(prefix <= all, "`{text}` has a prefix longer than its address");
        // An address of IPv4 that is written as one of IPv6 is compared as what it is.
        match address.to_canonical() {
            IpAddr::V4(address) if all == 128 && prefix >= 96 => {
                Ok(Self { address: address.into(), prefix: prefix - 96 })
            }
            _ => Ok(Self { address, prefix }),
        }
    }
}

impl Block {
    /// Whether an address is in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4()
            && network(self.address, self.prefix) == network(address, self.prefix)
    }
}

/// The first bits of an address.
fn network(address: IpAddr, prefix: u32) -> u128 {
    let (bits, all) = match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    bits.checked_shr(all - prefix).unwrap_or(0)
}

/// What of an address one subscriber has: all of IPv4's, the first 64 bits of IPv6's.
#[must_use]
pub fn subscriber(address: IpAddr) -> u128 {
    network(address, if address.is_ipv4() { 32 } else { 64 })
}

/// The address that a request came from: that of the connection, and while it is a trusted proxy's, the one that it
/// says it has it from. `X-Forwarded-For` grows at its end, so it is read from there: what a stranger put at its front is
/// never believed.
#[must_use]
pub fn origin(peer: IpAddr, headers: &HeaderMap, trusted: &[Block]) -> IpAddr {
    let believed = |address: IpAddr| trusted.iter().any(|block| block.holds(address));
    let mut from = peer;
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().map(|l| l.to_str().unwrap_or("")).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !believed(from) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => from = address.to_canonical(),
            // What a proxy writes is an address. This is not its own, so the last one that is stands.
            Err(_) => break,
        }
    }
    from
}

/// Whether an address can be that of somebody on the internet. One that cannot, and is not a trusted proxy's, is a
/// proxy that nobody declared, and everybody behind it has it.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            !(address.is_loopback()
                || address.is_private()
                || address.is_link_local()
                || address.is_unspecified())
        }
        IpAddr::V6(address) => {
            !(address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_unspecified())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use super::{Block, FORWARDED_FOR, is_public, origin, subscriber};
    use axum::http::HeaderMap;
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn blocks() {
        for (block, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.0/31", "192.0.2.1", "192.0.2.2"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("0.0.0.0/0", "203.0.113.9", "::1"),
            ("::/0", "2001:db8::1", "203.0.113.9"),
            ("::ffff:10.0.0.0/104", "10.255.0.1", "11.0.0.0"),
            ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ] {
            let block: Block = block.parse().unwrap();
            assert!(block.holds(ip(inside)) && !block.holds(ip(outside)), "{block:?}");
        }
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0", "x/8", "10.0.0.0/x", "10.0.0.0/8/8"]
        {
            assert!(bad.parse::<Block>().is_err(), "{bad}");
        }
    }

    #[test]
    fn who_is_believed_about_an_address() {
        let trusted: Vec<Block> = ["127.0.0.1", "10.0.0.0/8"].map(|block| block.parse().unwrap()).into();
        for (peer, lines, from) in [
            // Nobody vouches: a stranger's header is his own business.
            ("203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            // Only what the proxy added counts, not what came to it.
            ("127.0.0.1", &["8.8.8.8, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["8.8.8.8", "198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["10.1.1.1,198.51.100.1"], "198.51.100.1"),
            // Two proxies.
            ("127.0.0.1", &["8.8.8.8, 198.51.100.1, 10.2.2.2"], "198.51.100.1"),
            ("10.2.2.2", &["2001:db8::1"], "2001:db8::1"),
            ("10.2.2.2", &["::ffff:198.51.100.1"], "198.51.100.1"),
            // No address: the last one that was stands.
            ("127.0.0.1", &["unknown"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1, "], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1, x, 10.2.2.2"], "10.2.2.2"),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_FOR, line.parse().unwrap());
            }
            assert_eq!(origin(ip(peer), &headers, &trusted), ip(from), "{peer} {lines:?}");
        }
    }

    #[test]
    fn one_subscriber_of_ipv6_has_64_bits() {
        assert_eq!(subscriber(ip("2001:db8:1:2::1")), subscriber(ip("2001:db8:1:2:ffff::")));
        assert_ne!(subscriber(ip("2001:db8:1:2::1")), subscriber(ip("2001:db8:1:3::1")));
        assert_ne!(subscriber(ip("192.0.2.1")), subscriber(ip("192.0.2.2")));
        for (address, public) in [
            ("203.0.113.9", true),
            ("127.0.0.1", false),
            ("10.1.1.1", false),
            ("172.31.0.1", false),
            ("192.168.1.1", false),
            ("::1", false),
            ("fd00::1", false),
            ("2001:db8::1", true),
        ] {
            assert_eq!(is_public(ip(address)), public, "{address}");
        }
    }
}
