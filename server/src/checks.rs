//! The server's own checks by name, and the one place where a failed one becomes what it is refused with. What can be checked of a
//! bundle by itself is the core's.
//!
//! In this crate's own tests, and nowhere else, checks can be removed: each attack first succeeds against a verifier without the ones that it
//! names (`attacks.rs` and the files of that name below), so that none of them is decoration.

macro_rules! checks {
    ($($(#[$about:meta])+ $name:ident,)+) => {
        /// What is checked.
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(test, derive(Debug))]
        pub(crate) enum Check { $($(#[$about])+ $name,)+ }

        #[cfg(test)]
        impl Check {
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

checks! {
    /// A ticket's end.
    TicketEnd,
    /// How many challenges a ticket is good for.
    TicketCount,
    /// A ticket's one device key.
    TicketDevice,
    /// A ticket's one origin.
    TicketOrigin,
    /// The origin is one whose pages may submit.
    PageOrigin,
    /// A challenge that was used is found before the vault opens anything.
    Burnt,
    /// One piece of evidence, and one re-verification, a nonce: a rule of the tables.
    #[cfg(test)]
    NonceOnce,
    /// The same of the challenge's random part.
    #[cfg(test)]
    RandomOnce,
    /// One piece of evidence a device key's `jti`: a rule of the table.
    #[cfg(test)]
    JtiOnce,
    /// One submission a nonce at the vault: a rule of its table.
    #[cfg(test)]
    VaultOnce,
    /// A signup on a challenge that a re-verification has used.
    Reverified,
    /// A re-verification on a challenge that a signup has used.
    SignedUp,
    /// What was sent before is known to its own session.
    SameSession,
    /// And to the account that it is for, of those that the session has.
    SameAccount,
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

/// Whether it holds.
pub(crate) fn holds(check: Check, holds: bool) -> bool {
    must(check, holds, || ()).is_ok()
}

#[cfg(not(test))]
const fn removed(_: Check) -> bool {
    false
}

/// The tables, as they are laid.
#[cfg(not(test))]
pub(crate) const fn rules(schema: &str) -> &str {
    schema
}

#[cfg(test)]
use switch::removed;
#[cfg(test)]
pub(crate) use switch::{remove, rules, without};

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
        remove(checks);
        let outcome = run();
        REMOVED.with_borrow_mut(Vec::clear);
        outcome
    }

    /// Removes some checks from this thread, for good.
    pub(crate) fn remove(checks: &[Check]) {
        REMOVED.with_borrow_mut(|removed| removed.extend(checks));
    }

    /// What a check is in the tables, and what stands there without it.
    const RULES: [(Check, &str, &str); 4] = [
        (Check::NonceOnce, "nonce TEXT NOT NULL UNIQUE", "nonce TEXT NOT NULL"),
        (Check::RandomOnce, "random BLOB NOT NULL UNIQUE", "random BLOB NOT NULL"),
        (Check::JtiOnce, ",\n  UNIQUE (jkt, jti)", ""),
        (Check::VaultOnce, "nonce_hash TEXT NOT NULL UNIQUE", "nonce_hash TEXT NOT NULL"),
    ];

    /// The tables without the rules that are removed.
    pub(crate) fn rules(schema: &str) -> String {
        let there = RULES.iter().filter(|(check, ..)| removed(*check));
        there.fold(schema.to_owned(), |schema, (_, rule, without)| schema.replace(rule, without))
    }
}
