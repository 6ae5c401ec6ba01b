//! The table of codes. Generated from `data/codes.csv` by `cargo xtask data`.

/// Why something was refused or found worth a warning. Names only: never a part of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// Nothing was entered where a value is required.
    InputEmpty,
    /// Too short or too long for its kind.
    InputLength,
    /// A character that its kind does not allow.
    InputCharset,
    /// The place code has never existed (GB/T 2260, province or prefecture).
    InputRegion,
    /// The birth date inside is not a calendar date.
    InputDate,
    /// The birth date inside lies in the future (Asia/Shanghai).
    InputFuture,
    /// The check character does not match the rest.
    InputChecksum,
    /// The leading characters belong to no number of this kind.
    InputPrefix,
    /// Well-formed, but of a kind that is not accepted here.
    InputKind,
    /// A letter where a digit belongs, or a letter that the code never has: O, I, L, Z, S, B, V.
    InputLookalike,
    /// Well-formed as another kind than the one chosen; the candidates name it.
    InputOtherKind,
    /// A required decision or acknowledgement is missing.
    ConsentMissing,
    /// The policy or a notice changed since it was shown.
    ConsentStale,
    /// A decision on a purpose or recipient that the policy does not know, or a second one.
    ConsentUnknown,
    /// A required consent is refused: only the decision may be sent.
    ConsentRefused,
    /// The policy asks for a field that no notice shown covers.
    ConsentFields,
    /// The decision did not come from a click or key press of a person.
    UntrustedEvent,
    /// The notice or one of the choices was not displayed when the decision was made.
    NoticeNotVisible,
    /// The text on the page differs from the canonical notice.
    NoticeAltered,
    /// The challenge is past its time.
    ChallengeExpired,
    /// The challenge is not one of ours, or belongs to another session, account, origin, key or policy.
    ChallengeUnknown,
    /// The challenge has been used.
    ChallengeUsed,
    /// The ticket is unknown or expired or bound to another device key.
    Ticket,
    /// The bundle is bound to another account.
    Account,
    /// The account was signed up from another device or its key is no longer kept.
    Device,
    /// The proof of the account on a chain does not verify, or is for another challenge, key, account, page or service.
    AccountProof,
    /// The account is on a chain that the policy does not take.
    AccountChain,
    /// The account's signature cannot be verified (a contract account, another kind of chain), and the policy takes no such account.
    AccountUnverified,
    /// The wallet did not sign, or the page has none.
    Wallet,
    /// The audience is not this service.
    Aud,
    /// The page's origin is not the one that was signed or allowed.
    Origin,
    /// Issued or decided at a time that cannot be.
    Time,
    /// An algorithm that is not accepted.
    Alg,
    /// A document of another type than this route accepts.
    Typ,
    /// The public key is not a bare P-256 key on the curve, or carries a private part.
    Jwk,
    /// The signature does not verify.
    Signature,
    /// Not the wire format: size, JSON, base64url, an unknown or missing or repeated member.
    Format,
    /// A `cnf` claim without its valid cosignature.
    Cosign,
    /// A guardian's or a child's half alone, halves that do not belong together, or a guardian where none is needed.
    Guardian,
    /// The guardian is not an adult, or is the child.
    GuardianPerson,
    /// Below the least age that the policy takes.
    Age,
    /// `sealed` is not the one that was signed.
    SealedHash,
    /// `sealed` is bound to another key or challenge or audience.
    SealedBinding,
    /// `sealed` is for a key that the vault does not hold.
    SealedKey,
    /// `sealed` does not open.
    SealedDecrypt,
    /// A disclosure is malformed, repeated, unreferenced, of an unknown or forbidden name, or a required one is missing.
    Disclosure,
    /// A test bundle or a test key outside a test environment.
    TestMode,
    /// The policy document is unusable, or not the one that was asked for.
    Policy,
    /// A notice document is unusable, incomplete, or lacks the language.
    Notice,
    /// The sealing keys are not signed by a pinned root, are out of date, or older than a set already seen.
    KeyPin,
    /// The sealing key's region is outside China.
    KeyRegion,
    /// The authority did not confirm the identity. The page learns no more.
    NotVerified,
    /// The authority's record differs. For the authenticated backend only.
    IdentityMismatch,
    /// The authority has no such record. For the authenticated backend only.
    NoRecord,
    /// The authority could not be asked.
    AuthorityDown,
    /// No valid credential for this call.
    Unauthorized,
    /// No such thing for this caller.
    NotFound,
    /// The method is not allowed here.
    Method,
    /// The content type is not the one this route takes.
    MediaType,
    /// The body is over the limit.
    TooLarge,
    /// More requests in a minute than one session or one address may make.
    RateLimited,
    /// The store could not write durably; nothing was accepted.
    Store,
    /// The gateway could not be reached.
    Network,
    /// A call that the state of the signup does not allow.
    State,
    /// No secure randomness.
    Rng,
    /// WebCrypto refused or is missing.
    CryptoUnavailable,
    /// The page is not a secure context (https or loopback).
    InsecureContext,
    /// The wasm file was not found.
    WasmMissing,
    /// What came for the wasm file is not wasm.
    WasmType,
    /// The wasm file is not the one this package was built with.
    WasmIntegrity,
    /// The page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src.
    WasmCsp,
    /// The wasm file could not be fetched.
    WasmNetwork,
    /// The wasm stopped in the middle of something: it is instantiated anew, and every form is empty.
    WasmTrap,
    /// The browser lacks something that is needed.
    UnsupportedEngine,
    /// A first-generation number of 15 digits, void since 2013-01-01; read as its 18 digits.
    WarnLegacy15,
    /// The birth date lies more than 120 years back.
    WarnAge,
    /// The prefecture is known, the county is in no list; cards carry such codes.
    WarnRegionUnlisted,
    /// The place code names a province or prefecture as a whole.
    WarnRegionNotCounty,
    /// A number block that is plausible and in no list of ours.
    WarnSegmentUnlisted,
    /// A block of the Internet of things or of data cards, not for a person.
    WarnMachineNumber,
    /// A rare character: verification services may keep it under another code point.
    WarnNameRare,
    /// Longer than the verification services are known to take.
    WarnNameLong,
    /// A name of a single character.
    WarnNameShort,
    /// The check digit of a kind whose rule is not certain does not match: a 15-character permanent-residence card.
    WarnChecksum,
    /// The document's expiry date is past.
    WarnExpired,
    /// The leading letter is one that lists disagree on.
    WarnPrefixUnusual,
    /// A resident certificate of the first generation, void from 2031-01-01.
    WarnLegacyCertificate,
    /// The registration authority or type is in no list of ours; the official table grows.
    WarnCategoryUnlisted,
    /// A code of the Fujian pilot before 2016 whose last character differs from the standard.
    WarnLegacyNonconforming,
    /// A registration number of 15 digits, followed by the unified code since 2015-10-01.
    WarnLegacyRegistration,
    /// A code of the range PDY, kept for everybody's own use, not for exchange.
    WarnSelfDefined,
}

impl Code {
    /// Every code, in the order of the table.
    pub const ALL: &[Self] = &[
        Self::InputEmpty,
        Self::InputLength,
        Self::InputCharset,
        Self::InputRegion,
        Self::InputDate,
        Self::InputFuture,
        Self::InputChecksum,
        Self::InputPrefix,
        Self::InputKind,
        Self::InputLookalike,
        Self::InputOtherKind,
        Self::ConsentMissing,
        Self::ConsentStale,
        Self::ConsentUnknown,
        Self::ConsentRefused,
        Self::ConsentFields,
        Self::UntrustedEvent,
        Self::NoticeNotVisible,
        Self::NoticeAltered,
        Self::ChallengeExpired,
        Self::ChallengeUnknown,
        Self::ChallengeUsed,
        Self::Ticket,
        Self::Account,
        Self::Device,
        Self::AccountProof,
        Self::AccountChain,
        Self::AccountUnverified,
        Self::Wallet,
        Self::Aud,
        Self::Origin,
        Self::Time,
        Self::Alg,
        Self::Typ,
        Self::Jwk,
        Self::Signature,
        Self::Format,
        Self::Cosign,
        Self::Guardian,
        Self::GuardianPerson,
        Self::Age,
        Self::SealedHash,
        Self::SealedBinding,
        Self::SealedKey,
        Self::SealedDecrypt,
        Self::Disclosure,
        Self::TestMode,
        Self::Policy,
        Self::Notice,
        Self::KeyPin,
        Self::KeyRegion,
        Self::NotVerified,
        Self::IdentityMismatch,
        Self::NoRecord,
        Self::AuthorityDown,
        Self::Unauthorized,
        Self::NotFound,
        Self::Method,
        Self::MediaType,
        Self::TooLarge,
        Self::RateLimited,
        Self::Store,
        Self::Network,
        Self::State,
        Self::Rng,
        Self::CryptoUnavailable,
        Self::InsecureContext,
        Self::WasmMissing,
        Self::WasmType,
        Self::WasmIntegrity,
        Self::WasmCsp,
        Self::WasmNetwork,
        Self::WasmTrap,
        Self::UnsupportedEngine,
        Self::WarnLegacy15,
        Self::WarnAge,
        Self::WarnRegionUnlisted,
        Self::WarnRegionNotCounty,
        Self::WarnSegmentUnlisted,
        Self::WarnMachineNumber,
        Self::WarnNameRare,
        Self::WarnNameLong,
        Self::WarnNameShort,
        Self::WarnChecksum,
        Self::WarnExpired,
        Self::WarnPrefixUnusual,
        Self::WarnLegacyCertificate,
        Self::WarnCategoryUnlisted,
        Self::WarnLegacyNonconforming,
        Self::WarnLegacyRegistration,
        Self::WarnSelfDefined,
    ];

    /// The stable name, as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InputEmpty => "E_INPUT_EMPTY",
            Self::InputLength => "E_INPUT_LENGTH",
            Self::InputCharset => "E_INPUT_CHARSET",
            Self::InputRegion => "E_INPUT_REGION",
            Self::InputDate => "E_INPUT_DATE",
            Self::InputFuture => "E_INPUT_FUTURE",
            Self::InputChecksum => "E_INPUT_CHECKSUM",
            Self::InputPrefix => "E_INPUT_PREFIX",
            Self::InputKind => "E_INPUT_KIND",
            Self::InputLookalike => "E_INPUT_LOOKALIKE",
            Self::InputOtherKind => "E_INPUT_OTHER_KIND",
            Self::ConsentMissing => "E_CONSENT_MISSING",
            Self::ConsentStale => "E_CONSENT_STALE",
            Self::ConsentUnknown => "E_CONSENT_UNKNOWN",
            Self::ConsentRefused => "E_CONSENT_REFUSED",
            Self::ConsentFields => "E_CONSENT_FIELDS",
            Self::UntrustedEvent => "E_UNTRUSTED_EVENT",
            Self::NoticeNotVisible => "E_NOTICE_NOT_VISIBLE",
            Self::NoticeAltered => "E_NOTICE_ALTERED",
            Self::ChallengeExpired => "E_CHALLENGE_EXPIRED",
            Self::ChallengeUnknown => "E_CHALLENGE_UNKNOWN",
            Self::ChallengeUsed => "E_CHALLENGE_USED",
            Self::Ticket => "E_TICKET",
            Self::Account => "E_ACCOUNT",
            Self::Device => "E_DEVICE",
            Self::AccountProof => "E_ACCOUNT_PROOF",
            Self::AccountChain => "E_ACCOUNT_CHAIN",
            Self::AccountUnverified => "E_ACCOUNT_UNVERIFIED",
            Self::Wallet => "E_WALLET",
            Self::Aud => "E_AUD",
            Self::Origin => "E_ORIGIN",
            Self::Time => "E_TIME",
            Self::Alg => "E_ALG",
            Self::Typ => "E_TYP",
            Self::Jwk => "E_JWK",
            Self::Signature => "E_SIGNATURE",
            Self::Format => "E_FORMAT",
            Self::Cosign => "E_COSIGN",
            Self::Guardian => "E_GUARDIAN",
            Self::GuardianPerson => "E_GUARDIAN_PERSON",
            Self::Age => "E_AGE",
            Self::SealedHash => "E_SEALED_HASH",
            Self::SealedBinding => "E_SEALED_BINDING",
            Self::SealedKey => "E_SEALED_KEY",
            Self::SealedDecrypt => "E_SEALED_DECRYPT",
            Self::Disclosure => "E_DISCLOSURE",
            Self::TestMode => "E_TEST_MODE",
            Self::Policy => "E_POLICY",
            Self::Notice => "E_NOTICE",
            Self::KeyPin => "E_KEY_PIN",
            Self::KeyRegion => "E_KEY_REGION",
            Self::NotVerified => "E_NOT_VERIFIED",
            Self::IdentityMismatch => "E_IDENTITY_MISMATCH",
            Self::NoRecord => "E_NO_RECORD",
            Self::AuthorityDown => "E_AUTHORITY_DOWN",
            Self::Unauthorized => "E_UNAUTHORIZED",
            Self::NotFound => "E_NOT_FOUND",
            Self::Method => "E_METHOD",
            Self::MediaType => "E_MEDIA_TYPE",
            Self::TooLarge => "E_TOO_LARGE",
            Self::RateLimited => "E_RATE_LIMITED",
            Self::Store => "E_STORE",
            Self::Network => "E_NETWORK",
            Self::State => "E_STATE",
            Self::Rng => "E_RNG",
            Self::CryptoUnavailable => "E_CRYPTO_UNAVAILABLE",
            Self::InsecureContext => "E_INSECURE_CONTEXT",
            Self::WasmMissing => "E_WASM_MISSING",
            Self::WasmType => "E_WASM_TYPE",
            Self::WasmIntegrity => "E_WASM_INTEGRITY",
            Self::WasmCsp => "E_WASM_CSP",
            Self::WasmNetwork => "E_WASM_NETWORK",
            Self::WasmTrap => "E_WASM_TRAP",
            Self::UnsupportedEngine => "E_UNSUPPORTED_ENGINE",
            Self::WarnLegacy15 => "W_LEGACY_15",
            Self::WarnAge => "W_AGE",
            Self::WarnRegionUnlisted => "W_REGION_UNLISTED",
            Self::WarnRegionNotCounty => "W_REGION_NOT_COUNTY",
            Self::WarnSegmentUnlisted => "W_SEGMENT_UNLISTED",
            Self::WarnMachineNumber => "W_MACHINE_NUMBER",
            Self::WarnNameRare => "W_NAME_RARE",
            Self::WarnNameLong => "W_NAME_LONG",
            Self::WarnNameShort => "W_NAME_SHORT",
            Self::WarnChecksum => "W_CHECKSUM",
            Self::WarnExpired => "W_EXPIRED",
            Self::WarnPrefixUnusual => "W_PREFIX_UNUSUAL",
            Self::WarnLegacyCertificate => "W_LEGACY_CERTIFICATE",
            Self::WarnCategoryUnlisted => "W_CATEGORY_UNLISTED",
            Self::WarnLegacyNonconforming => "W_LEGACY_NONCONFORMING",
            Self::WarnLegacyRegistration => "W_LEGACY_REGISTRATION",
            Self::WarnSelfDefined => "W_SELF_DEFINED",
        }
    }

    /// The HTTP status of a problem document with this code; 0 for codes that only the page gives.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Wallet
            | Self::Network
            | Self::State
            | Self::Rng
            | Self::CryptoUnavailable
            | Self::InsecureContext
            | Self::WasmMissing
            | Self::WasmType
            | Self::WasmIntegrity
            | Self::WasmCsp
            | Self::WasmNetwork
            | Self::WasmTrap
            | Self::UnsupportedEngine
            | Self::WarnLegacy15
            | Self::WarnAge
            | Self::WarnRegionUnlisted
            | Self::WarnRegionNotCounty
            | Self::WarnSegmentUnlisted
            | Self::WarnMachineNumber
            | Self::WarnNameRare
            | Self::WarnNameLong
            | Self::WarnNameShort
            | Self::WarnChecksum
            | Self::WarnExpired
            | Self::WarnPrefixUnusual
            | Self::WarnLegacyCertificate
            | Self::WarnCategoryUnlisted
            | Self::WarnLegacyNonconforming
            | Self::WarnLegacyRegistration
            | Self::WarnSelfDefined => 0,
            Self::Alg
            | Self::Typ
            | Self::Jwk
            | Self::Signature
            | Self::Format
            | Self::Cosign
            | Self::SealedHash
            | Self::SealedBinding
            | Self::SealedDecrypt
            | Self::Disclosure => 400,
            Self::Unauthorized => 401,
            Self::Ticket | Self::Account | Self::Device | Self::Aud | Self::Origin | Self::TestMode => 403,
            Self::NotFound => 404,
            Self::Method => 405,
            Self::ChallengeExpired
            | Self::ChallengeUnknown
            | Self::ChallengeUsed
            | Self::Time
            | Self::SealedKey => 409,
            Self::TooLarge => 413,
            Self::MediaType => 415,
            Self::InputEmpty
            | Self::InputLength
            | Self::InputCharset
            | Self::InputRegion
            | Self::InputDate
            | Self::InputFuture
            | Self::InputChecksum
            | Self::InputPrefix
            | Self::InputKind
            | Self::InputLookalike
            | Self::InputOtherKind
            | Self::ConsentMissing
            | Self::ConsentStale
            | Self::ConsentUnknown
            | Self::ConsentRefused
            | Self::ConsentFields
            | Self::UntrustedEvent
            | Self::NoticeNotVisible
            | Self::NoticeAltered
            | Self::AccountProof
            | Self::AccountChain
            | Self::AccountUnverified
            | Self::Guardian
            | Self::GuardianPerson
            | Self::Age
            | Self::NotVerified
            | Self::IdentityMismatch
            | Self::NoRecord => 422,
            Self::RateLimited => 429,
            Self::Policy | Self::Notice | Self::KeyPin | Self::KeyRegion => 500,
            Self::AuthorityDown | Self::Store => 503,
        }
    }
}
