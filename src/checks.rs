//! The verifier's checks by name, and the one place where a failed one becomes its code.
//!
//! The names are those of docs/spec.md. In this crate's own tests, and nowhere else, checks can be removed: each attack
//! of the list first succeeds against a verifier without its checks, so that none of them is decoration.

use crate::code::Code;

macro_rules! checks {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(all(test, feature = "native"), derive(Debug))]
        pub(crate) enum Check { $($(#[$doc])+ $name,)+ }

        #[cfg(all(test, feature = "native"))]
        impl Check {
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

checks! {
    /// A body of at most 16 KiB.
    BodySize,
    /// A protected header of at most 1024 characters.
    HeaderSize,
    /// No member of a JSON object twice.
    DuplicateMember,
    /// JSON nested no deeper than 8.
    Depth,
    /// No member, header or claim but the ones of its document.
    ClosedSet,
    /// base64url without padding, foreign characters and stray bits.
    Canonical,
    /// One `~`, at the end of `sd_jwt`.
    Tilde,
    /// No cosignature, claim `cnf` or `ward` that nothing here checks.
    Reserved,
    /// The suite is one that the policy offers.
    Suite,
    /// `alg` of the signature.
    Alg,
    /// `typ` of the signature.
    Typ,
    /// `kty` and `crv` of a public key.
    KeyKind,
    /// The signature, by a key on the curve.
    Signature,
    /// `iss` is the thumbprint of the key that signs.
    Issuer,
    /// `aud` is this service.
    Audience,
    /// `env` is there under a test policy, and nowhere else.
    Env,
    /// `origin` is the HTTP `Origin`.
    Origin,
    /// `embedder` is the ticket's origin, where the gateway's frame asks, and stands nowhere else.
    Embedder,
    /// `occlusion` is one of its words.
    Occlusion,
    /// `policy` is the digest of the policy in force.
    PolicyDigest,
    /// `jti` is 16 bytes.
    Jti,
    /// The challenge's tag: ours, for this session, account, audience, origin, key and policy.
    ChallengeTag,
    /// The challenge's end.
    ChallengeEnd,
    /// `exp − iat` is 300.
    Lifetime,
    /// `iat` and `exp` around now.
    Times,
    /// `_sd_alg`.
    DigestAlg,
    /// As many digests as the policy's fields need, 8 or 16.
    DigestCount,
    /// Each digest is 32 bytes.
    DigestForm,
    /// The digests are sorted and distinct.
    DigestOrder,
    /// `sdk` and `control` are short names.
    ShortName,
    /// `sealed` is the one that was signed.
    SealedHash,
    /// `alg` and `enc` of `sealed`.
    SealedAlg,
    /// `typ` and `cty` of `sealed`.
    SealedTyp,
    /// `apu` and `apv` of `sealed` are key and challenge.
    SealedBinding,
    /// `kid` of `sealed` is in the policy.
    SealedKey,
    /// A decision for each question.
    DecisionMissing,
    /// No second decision on one question.
    DecisionRepeated,
    /// No decision on something else.
    DecisionUnknown,
    /// The decision's notice and version are the policy's, in a language that it has.
    NoticeVersion,
    /// The decision's `notice_hash` is the digest of the policy's text.
    NoticeText,
    /// The decision's legal basis is the policy's, and the answer is one that it has.
    LegalBasis,
    /// A script's decision, under a test policy alone.
    Synthetic,
    /// Displayed ≤ decided ≤ issued.
    DecisionTimes,
    /// `reask_not_before` stands with a refusal only, and after it.
    Reask,
    /// What was left off is optional and refused without a pause; what was not displayed was left off.
    DefaultOff,
    /// Everything required is given, in a signup.
    Required,
    /// Something required is refused, in a decision that is sent alone.
    Refusal,
    /// A re-verification is signed by the device that signed the account up, a withdrawal by the one that gave the consent.
    Device,
    /// A withdrawal is of the consent that it is sent for.
    ConsentId,
    /// On the page: the root of a key set is a pinned one.
    KeySetPin,
    /// The key set is in force.
    KeySetTimes,
    /// It is so for 90 days at most.
    KeySetLife,
    /// It is no older than one that was seen.
    KeySetSerial,
    /// Its private keys are in China.
    KeySetRegion,
    /// `jkt`, `nonce` and `aud` inside `sealed` are those outside.
    InnerBinding,
    /// A disclosure has three elements and a salt of 16 bytes.
    DisclosureForm,
    /// A disclosure's name is a field that the policy asks for.
    DisclosureName,
    /// A disclosure's digest was signed.
    DisclosureReferenced,
    /// No field twice.
    DisclosureRepeated,
    /// Every field.
    DisclosureComplete,
    /// The policy has a guardian's flow.
    GuardianFlow,
    /// The guardian's `ward` is the digest of the child's `sd_jwt`.
    Ward,
    /// Both halves answer one challenge.
    OneChallenge,
    /// Both halves are signed by one device key.
    OneDevice,
    /// Where the policy has ages, the kind of document has a birth date in its number.
    BirthDate,
    /// Nobody below the least age.
    LeastAge,
    /// Whoever needs a guardian does not sign up alone.
    ChildAlone,
    /// The child of two halves needs a guardian.
    ChildAge,
    /// The guardian is an adult.
    GuardianAge,
    /// Guardian and child have different documents.
    TwoPersons,
}

/// `Err(code)` unless the check holds.
pub(crate) fn must(check: Check, holds: bool, code: Code) -> Result<(), Code> {
    if holds || removed(check) { Ok(()) } else { Err(code) }
}

/// Whether a test has removed the check.
#[cfg(not(all(test, feature = "native")))]
pub(crate) const fn removed(_: Check) -> bool {
    false
}

#[cfg(all(test, feature = "native"))]
pub(crate) use removal::{removed, without};

#[cfg(all(test, feature = "native"))]
mod removal {
    use super::Check;
    use std::cell::Cell;

    thread_local! {
        static REMOVED: Cell<&'static [Check]> = const { Cell::new(&[]) };
    }

    pub(crate) fn removed(check: Check) -> bool {
        REMOVED.get().contains(&check)
    }

    /// Runs something with checks removed, on this thread.
    pub(crate) fn without<T>(checks: &'static [Check], run: impl FnOnce() -> T) -> T {
        REMOVED.set(checks);
        let result = run();
        REMOVED.set(&[]);
        result
    }
}
