//! The server's own checks by name, and the one place where a failed one becomes what it is refused with. What can be checked of a
//! bundle by itself is the core's.
//!
//! In this crate's own tests, and nowhere else, checks can be removed: each attack first succeeds against a verifier without the ones that it
//! names (the files `attacks.rs`), so that none of them is decoration.

/// What is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) enum Check {
    /// A ticket's end.
    TicketEnd,
    /// How many challenges a ticket is good for.
    TicketCount,
    /// A ticket's one device key.
    TicketDevice,
    /// A receipt's signature is that of the key in its header.
    Signature,
    /// Each notice has its text.
    TextThere,
    /// The text is the one whose digest the device signed.
    TextDigest,
    /// What is said of a notice stands in its text.
    Facts,
    /// No text belongs to nothing.
    StrayText,
    /// Each decision is on a notice that is there.
    NoticeThere,
    /// The trust set has the key.
    KeyKnown,
    /// The key signs receipts.
    KeyUse,
    /// The key was not revoked.
    Revoked,
    /// The key was in force when it signed.
    KeyTime,
}

/// Fails unless it holds.
pub(crate) fn must<E>(check: Check, holds: bool, otherwise: impl FnOnce() -> E) -> Result<(), E> {
    if holds || removed(check) { Ok(()) } else { Err(otherwise()) }
}

#[cfg(not(test))]
const fn removed(_: Check) -> bool {
    false
}

#[cfg(test)]
use switch::removed;
#[cfg(test)]
pub(crate) use switch::without;

#[cfg(test)]
mod switch {
    use super::Check;
    use std::cell::RefCell;

    thread_local! {
        static REMOVED: RefCell<Vec<Check>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn removed(check: Check) -> bool {
        REMOVED.with_borrow(|removed| removed.contains(&check))
    }

    /// Runs something without some checks.
    pub(crate) fn without<T>(checks: &[Check], run: impl FnOnce() -> T) -> T {
        REMOVED.with_borrow_mut(|removed| removed.extend(checks));
        let outcome = run();
        REMOVED.with_borrow_mut(Vec::clear);
        outcome
    }
}
