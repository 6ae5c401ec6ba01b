//! Civil dates of the Gregorian calendar, as far as identity numbers need them. No clock: today is handed in.

use crate::prelude::*;

/// A day of the proleptic Gregorian calendar.
///
/// ```
/// use realname::date::Date;
/// assert!(Date::new(2023, 2, 29).is_none());
/// assert_eq!(Date::from_unix(1_795_500_000).iso(), "2026-11-24");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The date, if the calendar has it; years 1 to 9999.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year == 0 || year > 9999 || month == 0 || month > 12 || day == 0 || day > days_in(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// 0001-01-01, for numbers without dates.
    pub(crate) const FIRST: Self = Self { year: 1, month: 1, day: 1 };

    /// The date in Asia/Shanghai (UTC+8, no summer time since 1992) at a Unix time in seconds.
    #[must_use]
    pub fn from_unix(seconds: u64) -> Self {
        // Howard Hinnant's civil-from-days, on days since 0000-03-01.
        let z = (seconds + 8 * 3600) / 86_400 + 719_468;
        let era = z / 146_097;
        let doe = z % 146_097;
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = u8::try_from(doy - (153 * mp + 2) / 5 + 1).unwrap_or(1);
        let month = u8::try_from(if mp < 10 { mp + 3 } else { mp - 9 }).unwrap_or(1);
        let year = u16::try_from(yoe + era * 400 + u64::from(month <= 2)).unwrap_or(9999).min(9999);
        Self { year, month, day }
    }

    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = [0_u16; 3];
        let mut part = parts.iter_mut();
        let mut number = part.next()?;
        for (at, byte) in text.bytes().enumerate() {
            match (at, byte) {
                (4 | 7, b'-') => number = part.next()?,
                (0..4 | 5..7 | 8..10, b'0'..=b'9') => *number = *number * 10 + u16::from(byte - b'0'),
                _ => return None,
            }
        }
        let [year, month, day] = parts;
        if text.len() < 10 {
            return None;
        }
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn iso(self) -> String {
        let mut out = String::with_capacity(10);
        for (value, unit) in [(self.year, 1000), (u16::from(self.month), 10), (u16::from(self.day), 10)] {
            if !out.is_empty() {
                out.push('-');
            }
            let mut unit = unit;
            while unit > 0 {
                out.push(char::from(b'0' + u8::try_from(value / unit % 10).unwrap_or(0)));
                unit /= 10;
            }
        }
        out
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Full years of age (周岁) on a day. The birthday itself does not count yet: 周岁 is reached the day after
    /// it, the careful reading; one born on 29 February reaches it after 1 March in common years.
    #[must_use]
    pub fn age_on(self, day: Self) -> u16 {
        let years = day.year.saturating_sub(self.year);
        let past_birthday = (day.month, day.day) > (self.month, self.day)
            && !(self.month == 2
                && self.day == 29
                && day.month == 3
                && day.day == 1
                && days_in(day.year, 2) == 28);
        if past_birthday { years } else { years.saturating_sub(1) }
    }
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}
