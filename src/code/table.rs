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
    pub fn as_str(self) -> &'static str {
        super::name_in(NAMES, LENGTHS, Self::ALL.iter().position(|code| *code == self))
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

/// All names in a row: as texts of their own each would have an address and a length of four bytes.
const NAMES: &str = "\
    E_INPUT_EMPTY\
    E_INPUT_LENGTH\
    E_INPUT_CHARSET\
    E_INPUT_REGION\
    E_INPUT_DATE\
    E_INPUT_FUTURE\
    E_INPUT_CHECKSUM\
    E_INPUT_PREFIX\
    E_INPUT_KIND\
    E_INPUT_LOOKALIKE\
    E_INPUT_OTHER_KIND\
    E_CONSENT_MISSING\
    E_CONSENT_STALE\
    E_CONSENT_UNKNOWN\
    E_CONSENT_REFUSED\
    E_CONSENT_FIELDS\
    E_UNTRUSTED_EVENT\
    E_NOTICE_NOT_VISIBLE\
    E_NOTICE_ALTERED\
    E_CHALLENGE_EXPIRED\
    E_CHALLENGE_UNKNOWN\
    E_CHALLENGE_USED\
    E_TICKET\
    E_ACCOUNT\
    E_DEVICE\
    E_ACCOUNT_PROOF\
    E_ACCOUNT_CHAIN\
    E_ACCOUNT_UNVERIFIED\
    E_WALLET\
    E_AUD\
    E_ORIGIN\
    E_TIME\
    E_ALG\
    E_TYP\
    E_JWK\
    E_SIGNATURE\
    E_FORMAT\
    E_COSIGN\
    E_GUARDIAN\
    E_GUARDIAN_PERSON\
    E_AGE\
    E_SEALED_HASH\
    E_SEALED_BINDING\
    E_SEALED_KEY\
    E_SEALED_DECRYPT\
    E_DISCLOSURE\
    E_TEST_MODE\
    E_POLICY\
    E_NOTICE\
    E_KEY_PIN\
    E_KEY_REGION\
    E_NOT_VERIFIED\
    E_IDENTITY_MISMATCH\
    E_NO_RECORD\
    E_AUTHORITY_DOWN\
    E_UNAUTHORIZED\
    E_NOT_FOUND\
    E_METHOD\
    E_MEDIA_TYPE\
    E_TOO_LARGE\
    E_RATE_LIMITED\
    E_STORE\
    E_NETWORK\
    E_STATE\
    E_RNG\
    E_CRYPTO_UNAVAILABLE\
    E_INSECURE_CONTEXT\
    E_WASM_MISSING\
    E_WASM_TYPE\
    E_WASM_INTEGRITY\
    E_WASM_CSP\
    E_WASM_NETWORK\
    E_WASM_TRAP\
    E_UNSUPPORTED_ENGINE\
    W_LEGACY_15\
    W_AGE\
    W_REGION_UNLISTED\
    W_REGION_NOT_COUNTY\
    W_SEGMENT_UNLISTED\
    W_MACHINE_NUMBER\
    W_NAME_RARE\
    W_NAME_LONG\
    W_NAME_SHORT\
    W_CHECKSUM\
    W_EXPIRED\
    W_PREFIX_UNUSUAL\
    W_LEGACY_CERTIFICATE\
    W_CATEGORY_UNLISTED\
    W_LEGACY_NONCONFORMING\
    W_LEGACY_REGISTRATION\
    W_SELF_DEFINED\
    ";

/// How long each is.
#[rustfmt::skip]
const LENGTHS: &[u8] = &[
    13, 14, 15, 14, 12, 14, 16, 14, 12, 17, 18, 17, 15, 17, 17, 16, 17, 20, 16, 19,
    19, 16, 8, 9, 8, 15, 15, 20, 8, 5, 8, 6, 5, 5, 5, 11, 8, 8, 10, 17,
    5, 13, 16, 12, 16, 12, 11, 8, 8, 9, 12, 14, 19, 11, 16, 14, 11, 8, 12, 11,
    14, 7, 9, 7, 5, 20, 18, 14, 11, 16, 10, 14, 11, 20, 11, 5, 17, 19, 18, 16,
    11, 11, 12, 10, 9, 16, 20, 19, 22, 21, 14,
];
