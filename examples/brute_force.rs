//! How long a digest of an identity number or a mobile number keeps its secret, without a salt: measured here, now.
//! `cargo run --profile server --example brute_force --no-default-features` writes the table of docs/threat-model.md.
#![allow(clippy::print_stdout, reason = "printing the table is what it is for")]

use realname::checksum::mod_11_2;
use realname::suite::jose::sha256;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long each rate is measured.
const SPAN: Duration = Duration::from_secs(2);

/// Candidates a second, one thread: each is made, hashed and compared, as an attacker would.
fn rate(mut candidate: impl FnMut(u32) -> Option<[u8; 32]>, wanted: [u8; 32]) -> f64 {
    let (start, mut tried) = (Instant::now(), 0_u32);
    let mut found = 0_u32;
    while start.elapsed() < SPAN {
        for _ in 0..4096 {
            found += u32::from(candidate(tried) == Some(wanted));
            tried += 1;
        }
    }
    black_box(found);
    f64::from(tried) / start.elapsed().as_secs_f64()
}

fn decimal(out: &mut [u8], mut number: u32) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

fn mobile(number: u32) -> Option<[u8; 32]> {
    let mut text = *b"+8613800000000";
    decimal(text.get_mut(6..)?, number % 100_000_000);
    Some(sha256(&[&text]))
}

/// One county, a hundred years of days, every serial number; the last character is computed.
fn resident_id(number: u32) -> Option<[u8; 32]> {
    let mut text = *b"110105000000000000";
    let days = number / 1000 % 36_525;
    decimal(text.get_mut(6..10)?, 1926 + days / 366);
    decimal(text.get_mut(10..12)?, 1 + days / 31 % 12);
    decimal(text.get_mut(12..14)?, 1 + days % 28);
    decimal(text.get_mut(14..17)?, number % 1000);
    let check = mod_11_2(text.get(..17)?)?;
    *text.last_mut()? = check;
    Some(sha256(&[&text]))
}

fn span(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{:.0} ms", s * 1000.0),
        s if s < 120.0 => format!("{s:.1} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} h", s / 3600.0),
        s if s < 63_072_000.0 => format!("{:.0} days", s / 86_400.0),
        s => format!("{:.1e} years", s / 31_557_600.0),
    }
}

fn main() {
    let (mobiles, ids) = (rate(mobile, [0; 32]), rate(resident_id, [0; 32]));
    println!(
        "One thread of this machine: {:.1} million mobiles/s, {:.1} million identity numbers/s.\n",
        mobiles / 1e6,
        ids / 1e6
    );
    println!("| what is hashed | candidates | time |\n|---|---|---|");
    for (what, count, rate) in [
        ("a mobile of a known prefix", 1e8, mobiles),
        ("any mobile", 7e9, mobiles),
        ("an identity number, birth date known", 3.2e6, ids),
        ("an identity number, county known", 3.65e7, ids),
        ("any identity number (3,200 counties, 100 years)", 1.2e11, ids),
        ("the same behind 16 random bytes that are not beside it", 3.4e38 * 1.2e11, ids),
    ] {
        println!("| {what} | {count:.1e} | {} |", span(count / rate));
    }
}
