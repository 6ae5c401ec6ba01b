//! The checks of a receipt by name, and the one place where a failed one becomes its fault.
//!
//! In this crate's own tests, and nowhere else, checks can be removed: each attack first succeeds against a verifier without the ones that it
//! names (`attacks.rs`), so that none of them is decoration.

use super::verify::Fault;

/// What is checked; that a JWS is one, and a receipt's, is among the bundle's checks.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(super) enum Check {
    /// The signature is that of the key in the header.
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

/// Fails with the fault unless it holds.
pub(super) fn must(check: Check, holds: bool, fault: impl FnOnce() -> Fault) -> Result<(), Fault> {
    if holds || removed(check) { Ok(()) } else { Err(fault()) }
}

#[cfg(not(test))]
const fn removed(_: Check) -> bool {
    false
}

#[cfg(test)]
use switch::removed;
#[cfg(test)]
pub(super) use switch::without;

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
    pub(in super::super) fn without<T>(checks: &[Check], run: impl FnOnce() -> T) -> T {
        REMOVED.with_borrow_mut(|removed| removed.extend(checks));
        let outcome = run();
        REMOVED.with_borrow_mut(Vec::clear);
        outcome
    }
}
