//! The families of check characters. Each computes the character that belongs behind a body; none of them can panic.

/// The check character of ISO 7064 MOD 11-2: `0`–`9` or `X`. Resident identity numbers (GB 11643-1999) and their
/// relatives, filing numbers. Finds every wrong digit and every swap of neighbours.
///
/// ```
/// assert_eq!(realname::checksum::mod_11_2(b"11010519491231002"), Some(b'X'));
/// ```
#[must_use]
pub fn mod_11_2(body: &[u8]) -> Option<u8> {
    let sum = body.iter().try_fold(0, |p, b| digit(*b).map(|d| (p + d) * 2 % 11))?;
    Some(ten_as((12 - sum) % 11, b'X'))
}

/// The check digit of ISO 7064 MOD 11,10 (GB/T 17710): registration numbers of GS 15-2006. Finds every wrong digit and
/// almost every swap.
///
/// ```
/// assert_eq!(realname::checksum::mod_11_10(b"79462"), Some(b'3'));
/// ```
#[must_use]
pub fn mod_11_10(body: &[u8]) -> Option<u8> {
    let p = body.iter().try_fold(10, |p, b| {
        let sum = (p + digit(*b)?) % 10;
        Some(if sum == 0 { 10 } else { sum } * 2 % 11)
    })?;
    u8::try_from((11 - p) % 10).ok().map(|d| b'0' + d)
}

/// The 31 characters of GB 32100-2015: no I, O, S, V, Z.
pub(crate) const GB_32100: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The check character of a unified social credit code, GB 32100-2015: weights 3^i mod 31, `(31 − Σ mod 31) mod 31`. The last
/// `mod` is what several implementations lack: they refuse every code that ends in 0.
///
/// ```
/// assert_eq!(realname::checksum::gb_32100(b"91350100M000100Y4"), Some(b'3'));
/// ```
#[must_use]
pub fn gb_32100(body: &[u8]) -> Option<u8> {
    let mut weight = 1;
    let mut sum = 0;
    for b in body {
        sum += weight * GB_32100.iter().position(|c| c == b)?;
        weight = weight * 3 % 31;
    }
    GB_32100.get((31 - sum % 31) % 31).copied()
}

/// The check character of an organisation code, GB 11714-1997: eight characters, weights 3 7 9 10 5 8 4 2, `11 − Σ mod 11`.
///
/// ```
/// assert_eq!(realname::checksum::gb_11714(b"D2143569"), Some(b'X'));
/// ```
#[must_use]
pub fn gb_11714(body: &[u8]) -> Option<u8> {
    let sum = weighted(body, &[3, 7, 9, 10, 5, 8, 4, 2])?;
    Some(ten_as((11 - sum % 11) % 11, b'X'))
}

/// The check digit of ICAO Doc 9303: weights 7 3 1, A = 10 … Z = 35, `<` = 0.
///
/// ```
/// assert_eq!(realname::checksum::mrz(b"L898902C3"), Some(b'6'));
/// ```
#[must_use]
pub fn mrz(body: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (b, weight) in body.iter().zip([7, 3, 1].iter().cycle()) {
        sum += weight * if *b == b'<' { 0 } else { value(*b)? };
    }
    u8::try_from(sum % 10).ok().map(|d| b'0' + d)
}

/// Σ of values (0–9, A = 10 … Z = 35) times weights, as far as the shorter of both goes.
pub(crate) fn weighted(body: &[u8], weights: &[u32]) -> Option<u32> {
    body.iter().zip(weights).try_fold(0, |sum, (b, weight)| Some(sum + value(*b)? * weight))
}

/// A digit's value.
pub(crate) fn digit(b: u8) -> Option<u32> {
    b.is_ascii_digit().then(|| u32::from(b - b'0'))
}

/// 0–9, A = 10 … Z = 35.
pub(crate) fn value(b: u8) -> Option<u32> {
    digit(b).or_else(|| b.is_ascii_uppercase().then(|| u32::from(b - b'A') + 10))
}

/// A value 0–9 as its digit, 10 as the given letter.
pub(crate) fn ten_as(value: u32, ten: u8) -> u8 {
    u8::try_from(value).ok().filter(|v| *v < 10).map_or(ten, |v| b'0' + v)
}
