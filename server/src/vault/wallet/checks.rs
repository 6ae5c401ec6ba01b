//! The checks of an account by name, which are those of docs/spec.md. In this crate's own tests, and nowhere else, they can be removed:
//! each proof that is refused first passes without its checks, so that none of them is decoration.

use realname::code::Code;

/// A check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// The chain is one that the policy takes.
    AccountChain,
    /// The message is the one that these claims make.
    ProofMessage,
    /// Issued by now, in force now, and not beyond the challenge's end.
    ProofTimes,
    /// The account's key signed.
    ProofSignature,
    /// The address has its checksum (EIP-55).
    AddressChecksum,
    /// What is not verified is taken where the policy says so, and nowhere else.
    AccountVerified,
}

/// `Err(code)` unless the check holds.
pub(super) fn must(check: Check, holds: bool, code: Code) -> Result<(), Code> {
    if holds || removed(check) { Ok(()) } else { Err(code) }
}

/// Whether a test has removed the check.
#[cfg(not(test))]
pub(super) const fn removed(_: Check) -> bool {
    false
}

#[cfg(test)]
thread_local! {
    pub(super) static REMOVED: std::cell::Cell<&'static [Check]> = const { std::cell::Cell::new(&[]) };
}

/// Whether a test has removed the check.
#[cfg(test)]
pub(super) fn removed(check: Check) -> bool {
    REMOVED.get().contains(&check)
}
