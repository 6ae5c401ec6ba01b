//! What the gateway hands over: one bundle, or a child's and a guardian's; and the same once it was opened.

use super::values;
use crate::suite::suite;
use realname::bundle::Bundle;
use realname::bundle::guardian::{self, Family, OpenedFamily};
use realname::bundle::open::{self, Opened};
use realname::code::{Code, Field};
use realname::consent::{Choice, Policy};
use realname::suite::KeyStore;

/// What was handed over.
#[derive(Clone, Debug)]
pub enum Handed {
    /// The bundle of somebody who signs up alone.
    One(Bundle),
    /// Two halves.
    Family(Family),
}

impl From<&Bundle> for Handed {
    fn from(bundle: &Bundle) -> Self {
        Self::One(bundle.clone())
    }
}

impl Handed {
    /// The bundle of whoever signs up, whom the account is for.
    #[must_use]
    pub const fn own(&self) -> &Bundle {
        match self {
            Self::One(bundle) => bundle,
            Self::Family(family) => &family.child,
        }
    }

    /// The guardian's half, if there is one.
    #[must_use]
    pub const fn guardian(&self) -> Option<&Bundle> {
        match self {
            Self::One(_) => None,
            Self::Family(family) => Some(&family.guardian),
        }
    }

    /// Opens it and checks every value.
    pub(super) fn open(
        &self,
        aud: &str,
        policy: &Policy,
        now: u64,
        keys: &impl KeyStore,
    ) -> Result<Seen, Code> {
        let seen = match self {
            Self::One(bundle) => {
                Seen { own: open::open(bundle, aud, policy, now, suite(), keys)?, guardian: None }
            }
            Self::Family(family) => {
                let OpenedFamily { child, guardian } =
                    guardian::open(family, aud, policy, now, suite(), keys)?;
                Seen { own: child, guardian: Some(guardian) }
            }
        };
        values::check(&seen.own, now)?;
        if let Some(guardian) = &seen.guardian {
            values::check(guardian, now)?;
        }
        Ok(seen)
    }
}

/// What was opened. Dropping it wipes it.
pub(super) struct Seen {
    /// Whoever signs up.
    pub(super) own: Opened,
    pub(super) guardian: Option<Opened>,
}

impl Seen {
    /// Whether everybody whom a recipient would be asked about has consented to that: a guardian twice, for the child and
    /// for themself.
    pub(super) fn consents_to(&self, recipient: &str, policy: &Policy) -> bool {
        let given = |about_child| {
            let decisions = &self.guardian.as_ref().unwrap_or(&self.own).claims.decisions;
            decisions.iter().any(|decision| {
                let purpose = policy.purpose(&decision.purpose);
                decision.recipient.as_deref() == Some(recipient)
                    && decision.choice == Choice::Given
                    && purpose.is_some_and(|purpose| purpose.about_child == about_child)
            })
        };
        given(false) && (self.guardian.is_none() || given(true))
    }
}

/// Kind and number of somebody's document.
pub(super) fn document(opened: &Opened) -> Result<[&str; 2], Code> {
    // EXPOSE: into a pseudonym, inside the vault.
    let text = |field| opened.value(field).map(|value| value.expose()).ok_or(Code::Disclosure);
    Ok([text(Field::DocumentKind)?, text(Field::Document)?])
}
