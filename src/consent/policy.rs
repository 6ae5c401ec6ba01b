//! The policy: an immutable document that says what is asked for, why, for whom and under which keys. Its digest is
//! signed into every bundle, so nobody can later say that something else was asked.

use super::account::{self, AccountRule};
use crate::code::{Code, Field, wire_names};
use crate::json::{Json, Record};
use crate::prelude::*;
use crate::suite::jose::{array_from_base64url, digest_of};

wire_names! {
    /// Where bundles made under a policy may be accepted.
    Env {
        /// The real thing.
        Production = "production",
        /// A demonstration; its authority may be simulated.
        Demo = "demo",
        /// Tests; the bundles' `typ` says so too.
        Test = "test",
    }
}

wire_names! {
    /// Why a purpose may be pursued (合法性基础, PIPL Art. 13).
    LegalBasis {
        /// 履行法定职责或者法定义务所必需: shown as a notice, acknowledged, never called consent.
        StatutoryDuty = "statutory_duty",
        /// 为订立、履行合同所必需: shown as a notice, accepted on its own, never called consent.
        Contract = "contract",
        /// 取得个人的同意: its own control, off until chosen.
        Consent = "consent",
    }
}

impl LegalBasis {
    /// Whether consent is asked for. Where the basis is a duty or a contract none is needed (PIPL Art. 13, last
    /// paragraph), so none is asked for: the notice is acknowledged.
    #[must_use]
    pub fn asks(self) -> bool {
        self == Self::Consent
    }
}

/// One purpose (处理目的).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its name in records.
    pub id: String,
    /// Why it may be pursued.
    pub legal_basis: LegalBasis,
    /// Whether the signup needs it.
    pub required: bool,
    /// The notice that explains it.
    pub notice: String,
    /// Whom the data is handed to: each is a decision of its own. None: one decision without a recipient.
    pub recipients: Vec<String>,
    /// Whether its notice is for guardians: then it is about a child.
    pub about_child: bool,
}

/// A notice that the policy names, with the digest of its text in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRef {
    /// The notice's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// BCP 47 tag and base64url digest of the canonical text.
    pub digests: Vec<(String, String)>,
    /// Whether it is for guardians: what it explains is asked of them alone, about a child.
    pub guardians: bool,
}

/// The policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// base64url SHA-256 of the exact bytes it was read from.
    pub digest: String,
    /// Its name.
    pub id: String,
    /// Where its bundles may be accepted.
    pub env: Env,
    /// Suites in order of preference.
    pub suites: Vec<String>,
    /// Ids (thumbprints) of the sealing keys that may be used.
    pub keys: Vec<String>,
    /// What is asked for.
    pub fields: Vec<Field>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// Recipients and the region each sits in.
    pub recipients: Vec<(String, String)>,
    /// The notices.
    pub notices: Vec<NoticeRef>,
    /// What it says about the account, where it asks for one.
    pub account: Option<AccountRule>,
    /// Below this age, in full years, nobody signs up.
    pub min_age: Option<u64>,
    /// Below this age a guardian signs with the child.
    pub guardian_until: Option<u64>,
}

impl Policy {
    /// Reads a policy document.
    ///
    /// # Errors
    /// `E_POLICY`: not the format, an unknown member, something listed twice, more than 16 fields, a name that is not
    /// 1 to 64 characters of `[A-Za-z0-9._-]`, a digest that is not 32 bytes, a purpose whose notice or
    /// recipient is not listed, ages that contradict each other or what is asked for.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        Self::read(bytes).map_err(|_| Code::Policy)
    }

    fn read(bytes: &[u8]) -> Result<Self, Code> {
        let json = Json::parse(bytes)?;
        let mut record = Record::of(&json);
        let version = record.count("v");
        let mut policy = Self {
            digest: digest_of(bytes),
            id: record.owned("id"),
            env: record.named("env", Env::from_wire, Env::Test),
            suites: record.texts("suites"),
            keys: record.texts("keys"),
            fields: record.names("fields", Field::from_wire),
            purposes: record.each("purposes", purpose),
            recipients: record
                .each("recipients", |recipient| (recipient.owned("id"), recipient.owned("region"))),
            notices: record.each("notices", notice_ref),
            account: account::read(&mut record),
            min_age: record.optional_count("min_age"),
            guardian_until: record.optional_count("guardian_until"),
        };
        record.finish()?;
        for purpose in &mut policy.purposes {
            let own = policy.notices.iter().find(|notice| notice.id == purpose.notice);
            purpose.about_child = own.is_some_and(|notice| notice.guardians);
        }
        if version != 1 {
            return Err(Code::Format);
        }
        #[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
        if !(policy.account_is_consistent() && policy.ages_are_consistent()) {
            return Err(Code::Format);
        }
        if policy.is_consistent() { Ok(policy) } else { Err(Code::Format) }
    }

    /// Every name is one, stands once, and means something.
    fn is_consistent(&self) -> bool {
        let recipient = |id: &String| self.recipients.iter().any(|(there, _)| there == id);
        let purposes = self.purposes.iter().all(|purpose| {
            self.notice(&purpose.notice).is_some()
                && purpose.recipients.iter().all(recipient)
                && distinct(&|at| purpose.recipients.get(at).map(String::as_str))
        });
        // Only a consent can be refused, so only a consent can be optional (PIPL Art. 13, 16).
        let optional = self.purposes.iter().all(|purpose| purpose.required || purpose.legal_basis.asks());
        let notices = self.notices.iter().all(|notice| {
            is_name(&notice.version)
                && !notice.digests.is_empty()
                && notice.digests.iter().all(|(lang, digest)| is_name(lang) && is_digest(digest))
        });
        let listed = !self.purposes.is_empty() && !self.suites.is_empty() && !self.keys.is_empty();
        let fields = (1..=MAX_FIELDS).contains(&self.fields.len())
            && distinct(&|at| self.fields.get(at).map(|field| field.as_str()));
        let regions = self.recipients.iter().all(|(_, region)| is_name(region));
        let names = is_name(&self.id)
            && regions
            && distinct(&|at| self.suites.get(at).map(String::as_str))
            && distinct(&|at| self.keys.get(at).map(String::as_str))
            && distinct(&|at| self.purposes.get(at).map(|purpose| purpose.id.as_str()))
            && distinct(&|at| self.recipients.get(at).map(|(id, _)| id.as_str()))
            && distinct(&|at| self.notices.get(at).map(|notice| notice.id.as_str()));
        purposes && optional && notices && listed && fields && names
    }

    /// The notice of an id.
    #[must_use]
    pub fn notice(&self, id: &str) -> Option<&NoticeRef> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    /// The purpose of an id.
    #[must_use]
    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.id == id)
    }

    /// The name of a question: purpose, and recipient where there is one.
    #[must_use]
    pub fn question(purpose: &str, recipient: Option<&str>) -> String {
        let mut name = purpose.to_owned();
        if let Some(recipient) = recipient {
            name.push(':');
            name.push_str(recipient);
        }
        name
    }

    /// Every decision that must be made: one a purpose and recipient.
    pub fn questions(&self) -> impl Iterator<Item = (&Purpose, Option<&str>)> {
        // A list, because chained iterators are written out at each of their uses.
        let mut questions = Vec::new();
        for purpose in &self.purposes {
            if purpose.recipients.is_empty() {
                questions.push((purpose, None));
            }
            for id in &purpose.recipients {
                questions.push((purpose, Some(id.as_str())));
            }
        }
        questions.into_iter()
    }
}

impl NoticeRef {
    /// The digest of the text in a language.
    #[must_use]
    pub fn digest(&self, lang: &str) -> Option<&str> {
        self.digests.iter().find(|(there, _)| there == lang).map(|(_, digest)| digest.as_str())
    }
}

/// The most digests that a bundle shows.
const MAX_FIELDS: usize = 16;

/// A name for machines: it stands in records, in the names of controls and in addresses.
pub(super) fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

fn is_digest(text: &str) -> bool {
    array_from_base64url::<32>(text).is_ok()
}

/// Whether a list holds names, none twice. By index and not generic, so that it is there once.
fn distinct<'a>(name: &dyn Fn(usize) -> Option<&'a str>) -> bool {
    let mut at = 0;
    while let Some(found) = name(at) {
        if !is_name(found) || (0..at).any(|before| name(before) == Some(found)) {
            return false;
        }
        at += 1;
    }
    true
}

fn purpose(record: &mut Record<'_>) -> Purpose {
    Purpose {
        id: record.owned("id"),
        legal_basis: record.named("legal_basis", LegalBasis::from_wire, LegalBasis::Consent),
        required: record.flag("required"),
        notice: record.owned("notice"),
        recipients: record.texts("recipients"),
        about_child: false,
    }
}

fn notice_ref(record: &mut Record<'_>) -> NoticeRef {
    let guardians = record.take("audience").is_some();
    if guardians && record.text("audience") != "guardians" {
        record.refuse();
    }
    NoticeRef {
        guardians,
        id: record.owned("id"),
        version: record.owned("version"),
        digests: record
            .entries("digests")
            .iter()
            .map(|(lang, digest)| (lang.clone(), record.text_of(digest).to_owned()))
            .collect(),
    }
}
