//! The message that an account signs: EIP-4361 (CAIP-122 on other chains) with nothing left open. Who has the parts can
//! write it down again, and does.

use realname::bundle::claims::JWK_THUMBPRINT_URN;
use realname::date::Date;
use realname::suite::jose::sha256;

/// The statement, the same for everybody.
pub(super) const STATEMENT: &str =
    "Bind this account to the real-name sign-up on this page. This is not a transaction and costs nothing.";
/// The request id, the same for everybody.
pub(super) const REQUEST_ID: &str = "realname-bind-v1";

/// What differs.
pub(super) struct Parts<'a> {
    pub(super) origin: &'a str,
    /// CAIP-2.
    pub(super) chain: &'a str,
    pub(super) address: &'a str,
    pub(super) audience: &'a str,
    pub(super) challenge: &'a str,
    pub(super) jkt: &'a str,
    /// Unix seconds.
    pub(super) issued: u64,
    /// Unix seconds.
    pub(super) expires: u64,
}

/// The message; nothing where the origin or the chain is none.
pub(super) fn build(parts: &Parts<'_>) -> Option<String> {
    let (_, domain) = parts.origin.split_once("://")?;
    let (namespace, reference) = parts.chain.split_once(':')?;
    let kind = if namespace == "eip155" { "Ethereum" } else { namespace };
    let nonce: String =
        sha256(&[parts.challenge.as_bytes()]).iter().map(|byte| format!("{byte:02x}")).collect();
    let (address, uri, jkt) = (parts.address, parts.audience, parts.jkt);
    let (issued, expires) = (instant(parts.issued), instant(parts.expires));
    Some(format!(
        "{domain} wants you to sign in with your {kind} account:\n{address}\n\n{STATEMENT}\n\nURI: {uri}\nVersion: 1\n\
         Chain ID: {reference}\nNonce: {nonce}\nIssued At: {issued}\nExpiration Time: {expires}\n\
         Request ID: {REQUEST_ID}\nResources:\n- {JWK_THUMBPRINT_URN}{jkt}"
    ))
}

/// When a message was issued and until when it is good, Unix seconds. Whether they are written as they should be is
/// seen when the message is written again.
pub(super) fn times(message: &str) -> Option<(u64, u64)> {
    let line = |name: &str| message.lines().find_map(|line| line.strip_prefix(name)).and_then(seconds);
    Some((line("Issued At: ")?, line("Expiration Time: ")?))
}

const DAY: u64 = 86_400;
/// `Date` reads Unix seconds as a day in China, and it is in UTC that is meant here.
const CHINA: u64 = 8 * 3600;

/// As JavaScript writes it: `2026-11-25T05:00:00.000Z`.
fn instant(unix: u64) -> String {
    let (day, clock) = (Date::from_unix(unix.saturating_sub(CHINA)).iso(), unix % DAY);
    format!("{day}T{:02}:{:02}:{:02}.000Z", clock / 3600, clock / 60 % 60, clock % 60)
}

fn seconds(text: &str) -> Option<u64> {
    let (day, clock) = text.split_once('T')?;
    let mut clock = clock.strip_suffix(".000Z")?.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hours, minutes, seconds) = (clock.next()??, clock.next()??, clock.next()??);
    let day = Date::from_iso(day)?;
    // Days since 1970 by counting years and the days of this one: the Gregorian rule.
    let year = u64::from(day.year()).checked_sub(1970)?;
    let before = u64::from(day.year()) - 1;
    let leap = |year: u64| year / 4 - year / 100 + year / 400;
    let mut days = year * 365 + leap(before) - leap(1969) + u64::from(day.day()) - 1;
    for month in 1..day.month() {
        days += (28..=31).rev().find(|last| Date::new(day.year(), month, *last).is_some()).map(u64::from)?;
    }
    let clock = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    (days * DAY).checked_add(clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_as_it_is_written() {
        for (unix, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, "2000-02-28T23:59:59.000Z"),
            (951_868_800, "2000-03-01T00:00:00.000Z"),
            (1_795_500_000, "2026-11-24T06:00:00.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(seconds(text), Some(unix), "{text}");
            if unix >= CHINA {
                assert_eq!(instant(unix), text);
            }
        }
        for text in
            ["", "2026-11-24", "2026-13-24T06:40:00.000Z", "1969-12-31T00:00:00.000Z", "2026-11-24T06:40:00Z"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
