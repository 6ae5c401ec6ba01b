//! How often somebody may ask: a number a minute, counted in memory that does not grow with who asks.

use realname::code::Code;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::mem;
use std::sync::{Mutex, PoisonError};

/// Seconds.
const WINDOW: u64 = 60;
/// How many are counted in one window, some 1 MB. Who comes after them in it passes uncounted: a limit on single ones
/// is no defence against so many, and turning honest people away would do their work for them.
const MOST: usize = 65_536;

/// One limit.
pub(crate) struct Rates {
    /// A minute; 0 is no limit.
    limit: u32,
    /// Keyed at random at each start: who asks is not kept, and nobody can choose a number that another has.
    hasher: RandomState,
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    number: u64,
    current: HashMap<u64, u32>,
    before: HashMap<u64, u32>,
}

impl Rates {
    /// A limit a minute; 0 is none.
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, hasher: RandomState::new(), windows: Mutex::default() }
    }

    /// Counts one, unless there were too many in the 60 seconds before (the window before counts by the share of it that
    /// lies in them).
    ///
    /// # Errors
    /// `E_RATE_LIMITED`.
    pub(crate) fn count(&self, who: impl Hash, now: u64) -> Result<(), Code> {
        if self.limit == 0 {
            return Ok(());
        }
        let who = self.hasher.hash_one(who);
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.advance(now / WINDOW);
        let left = WINDOW - now % WINDOW;
        let before = u64::from(windows.before.get(&who).copied().unwrap_or(0)) * left / WINDOW;
        let full = windows.current.len() >= MOST;
        let current = match windows.current.get_mut(&who) {
            Some(current) => current,
            None if full => return Ok(()),
            None => windows.current.entry(who).or_default(),
        };
        if before + u64::from(*current) >= u64::from(self.limit) {
            return Err(Code::RateLimited);
        }
        *current += 1;
        Ok(())
    }
}

impl Windows {
    fn advance(&mut self, number: u64) {
        if number == self.number {
            return;
        }
        let last = mem::take(&mut self.current);
        // A clock that was set back begins anew, too.
        self.before = if number == self.number + 1 { last } else { HashMap::new() };
        self.number = number;
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Rates};
    use realname::code::Code;

    const LIMITED: Result<(), Code> = Err(Code::RateLimited);

    #[test]
    fn a_minute_slides() {
        let rates = Rates::new(60);
        for _ in 0..60 {
            assert_eq!(rates.count("a", 600), Ok(()));
        }
        assert_eq!(rates.count("a", 600), LIMITED);
        assert_eq!(rates.count("a", 659), LIMITED);
        assert_eq!(rates.count("b", 659), Ok(()));
        // Half a minute into the next window half of the last one counts.
        for _ in 0..30 {
            assert_eq!(rates.count("a", 690), Ok(()));
        }
        assert_eq!(rates.count("a", 690), LIMITED);
        // Two windows on, and after a step back.
        assert_eq!(rates.count("a", 840), Ok(()));
        assert_eq!(rates.count("a", 0), Ok(()));
    }

    #[test]
    fn none_is_none() {
        let rates = Rates::new(0);
        assert!((0..10_000).all(|_| rates.count("a", 0) == Ok(())));
    }

    /// A crowd takes no more memory than its limit, and does not turn away who was never seen.
    #[test]
    fn a_crowd_is_not_counted_one_by_one() {
        let rates = Rates::new(1);
        for who in 0..MOST + 1000 {
            assert_eq!(rates.count(who, 0), Ok(()), "{who}");
        }
        assert_eq!(rates.count(0usize, 0), LIMITED, "who is known still is");
        assert_eq!(rates.count(MOST + 5, 0), Ok(()));
        let windows = rates.windows.lock().map(|windows| windows.current.len());
        assert_eq!(windows.ok(), Some(MOST));
    }
}
