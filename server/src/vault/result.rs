//! The result: what lasts of a check. Signed by the vault, it names hashes and never a value. One of a child and a
//! guardian is an act of its own, with both halves in it.

use super::Vault;
use super::store::Pending;
use super::wallet::Account;
use crate::label;
use realname::bundle::Bundle;
use realname::bundle::jws::{signing_input, typ, with_signature};
use realname::code::{Code, Field};
use realname::consent::minor::RELATION;
use realname::json::Writer;
use realname::suite::jose::digest_of;

/// What an authority answered. Only a match opens the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its record says the same.
    Match,
    /// Its record differs.
    Mismatch,
    /// It has no such record.
    NoRecord,
    /// It cannot read the question.
    InvalidInput,
    /// It did not answer, or it is not known whether it was asked.
    SourceUnavailable,
    /// It takes no more questions now.
    RateLimited,
    /// Both are real, and the guardian has as many wards as a guardian may have.
    WardLimit,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::Match,
        Self::Mismatch,
        Self::NoRecord,
        Self::InvalidInput,
        Self::SourceUnavailable,
        Self::RateLimited,
        Self::WardLimit,
    ];

    /// Its name in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Mismatch => "mismatch",
            Self::NoRecord => "no_record",
            Self::InvalidInput => "invalid_input",
            Self::SourceUnavailable => "source_unavailable",
            Self::RateLimited => "rate_limited",
            Self::WardLimit => "ward_limit",
        }
    }

    /// The outcome of that name.
    #[must_use]
    pub fn from_wire(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// What came of a check.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// All in all.
    pub(super) outcome: Outcome,
    /// Of whoever signs up, if anybody was asked.
    pub(super) own: Option<Outcome>,
    /// Of the guardian, if there is one and anybody was asked.
    pub(super) guardian: Option<Outcome>,
    /// The account on a chain, where the policy asks for one.
    pub(super) account: Option<Account>,
}

impl Found {
    /// Nobody was asked.
    pub(super) const fn of(outcome: Outcome) -> Self {
        Self { outcome, own: None, guardian: None, account: None }
    }
}

/// What the question about a guardian is called, beside that about the child.
pub(super) fn of_guardian(request_id: &str) -> String {
    format!("{request_id}-guardian")
}

/// A check that came to its end.
#[derive(Clone, Debug)]
pub struct Finished {
    /// What was answered.
    pub outcome: Outcome,
    /// Who was asked.
    pub source: String,
    /// What the match rests on. Possession of the mobile number is not part of it.
    pub level: String,
    /// The attempt.
    pub request_id: String,
    /// When, Unix seconds.
    pub time: u64,
    /// All of it, signed.
    pub result_jwt: String,
    /// With it and the account's name, `account_ref_hash` can be computed again: who moved evidence is found out.
    pub account_salt: String,
}

/// The outcome of a half that nobody was asked about.
const NOT_ASKED: &str = "not_asked";

/// What was signed and what was sealed.
fn hashes(json: &mut Writer, half: &Bundle) {
    json.text_member("sd_jwt_hash", &digest_of(half.sd_jwt.as_bytes()));
    json.text_member("sealed_hash", &digest_of(half.sealed.as_bytes()));
}

impl Vault {
    /// Signs an outcome.
    pub(super) fn finished(&self, pending: &Pending, found: Found) -> Result<Finished, Code> {
        let (time, outcome) = (self.clock.now(), found.outcome);
        let own = pending.handed.own();
        let level = match outcome {
            Outcome::Match if self.policy.fields.contains(&Field::Mobile) => "document_name_mobile",
            Outcome::Match => "document_name",
            _ => "none",
        };
        let parts: [&[u8]; 2] = [pending.account_salt.as_bytes(), pending.account_ref.as_bytes()];
        let mut json = Writer::new();
        json.begin_object();
        let typ = match pending.handed.guardian() {
            None => {
                hashes(&mut json, own);
                typ::RESULT
            }
            Some(guardian) => {
                for (name, half, outcome) in
                    [("child", own, found.own), ("guardian", guardian, found.guardian)]
                {
                    json.key(name);
                    json.begin_object();
                    hashes(&mut json, half);
                    json.text_member("outcome", outcome.map_or(NOT_ASKED, Outcome::as_str));
                    json.end_object();
                }
                json.text_member("relation", RELATION);
                typ::GUARDIAN_RESULT
            }
        };
        // It would not have been kept otherwise.
        json.key("opened_matches_sd");
        json.flag(true);
        json.text_member("policy", &self.policy.digest);
        json.text_member("subject_ref", &pending.subject_ref);
        json.text_member("account_ref_hash", &label::hash("realname-account", &parts));
        json.text_member("level", level);
        json.text_member("outcome", outcome.as_str());
        json.text_member("source", self.source.name());
        json.text_member("recipient", self.source.recipient());
        json.text_member("request_id", &pending.request_id);
        if let Some(account) = &found.account {
            json.text_member("account_state", account.state());
            if let Some(name) = &account.in_clear {
                json.text_member("account", name);
            }
        }
        json.text_member("env", self.policy.env.as_str());
        json.member("time", time);
        json.end_object();
        let input = signing_input(typ, &self.keys.result_key(), &json.finish());
        let signature = self.keys.sign_result(input.as_bytes())?;
        Ok(Finished {
            outcome,
            source: self.source.name().to_owned(),
            level: level.to_owned(),
            request_id: pending.request_id.clone(),
            time,
            result_jwt: with_signature(input, &signature),
            account_salt: pending.account_salt.clone(),
        })
    }
}
