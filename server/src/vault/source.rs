//! Whom the vault asks about an identity (核验机构), as a trait; one implementation an authority.

use super::result::Outcome;
use super::values::document_kind;
use realname::bundle::open::Opened;
use realname::code::{Code, Field, Kind};
use realname::secret::Secret;
use std::future::Future;
use std::pin::Pin;

/// What is asked. It holds raw values and is never stored.
pub struct Question<'a> {
    /// Which document.
    pub kind: Kind,
    /// Its number.
    pub number: &'a Secret,
    /// The person's name.
    pub name: &'a Secret,
    /// The mobile number, where the policy has it.
    pub mobile: Option<&'a Secret>,
    /// Names this attempt, here and with the authority.
    pub request_id: &'a str,
}

impl<'a> Question<'a> {
    /// From opened values that were checked.
    pub(super) fn new(opened: &'a Opened, request_id: &'a str) -> Result<Self, Code> {
        Ok(Self {
            kind: document_kind(opened)?,
            number: opened.value(Field::Document).ok_or(Code::Disclosure)?,
            name: opened.value(Field::Name).ok_or(Code::Disclosure)?,
            mobile: opened.value(Field::Mobile),
            request_id,
        })
    }
}

/// A source of identities.
pub trait IdentitySource: Send + Sync {
    /// Its name, in every record of every check.
    fn name(&self) -> &'static str;

    /// The recipient that a person consented to, by its name in the policy.
    fn recipient(&self) -> &'static str;

    /// What the page is answered in the place of a receipt, before anything is kept: for the verdicts of a test environment
    /// that no authority gives.
    fn objection(&self, _: &Question<'_>) -> Option<Code> {
        None
    }

    /// Asks. A failure of whatever kind is an outcome.
    fn ask<'a>(&'a self, question: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
}
