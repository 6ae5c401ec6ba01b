//! Minors (未成年人): whom a policy takes alone, whom with a guardian, whom not at all; and who is asked what.
//!
//! Ages are full years (周岁) by the birth date inside the document's number, at today's date in Asia/Shanghai; see
//! [`Date::age_on`]. A child decides nothing: every question, the child notice's too, is the guardian's (PIPL Art. 31,
//! 儿童个人信息网络保护规定 Art. 9).

use super::{Policy, Purpose};
use crate::code::Code;
use crate::date::Date;

/// From this age on somebody is an adult (民法典 Art. 17), and may be a guardian here.
pub const ADULT: u64 = 18;

/// What the guardian says of the relation to the child, and nobody has checked.
pub const RELATION: &str = "self-declared";

/// Whose half of a signup it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Somebody who signs up alone.
    Oneself,
    /// A child, for whom a guardian decides.
    Child,
    /// The guardian of a child.
    Guardian,
}

impl Policy {
    /// Whether the policy looks at ages at all.
    #[must_use]
    pub const fn has_ages(&self) -> bool {
        self.min_age.is_some() || self.guardian_until.is_some()
    }

    /// Whether somebody of this age needs a guardian.
    ///
    /// # Errors
    /// `E_AGE` below the least age.
    pub fn needs_guardian(&self, age: u64) -> Result<bool, Code> {
        if self.min_age.is_some_and(|least| age < least) {
            return Err(Code::Age);
        }
        Ok(self.guardian_until.is_some_and(|until| age < until))
    }

    /// A least age that leaves somebody, a guardian's age from 14 to 18 above it, a document to read ages from; and a
    /// required consent on a notice for guardians exactly where there may be guardians. A child has no account on a chain:
    /// whose it would be is for nobody to say yet. The page need not know: the server puts no other policy in force.
    #[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
    pub(super) fn ages_are_consistent(&self) -> bool {
        use crate::code::Field;
        // Below this age there is no signup without a guardian's consent (PIPL Art. 31).
        const CHILD: u64 = 14;
        let document = [Field::Document, Field::DocumentKind].iter().all(|field| self.fields.contains(field));
        let least = self.min_age.unwrap_or_default();
        match self.guardian_until {
            Some(until) => {
                let asked =
                    |purpose: &Purpose| purpose.required && purpose.legal_basis.asks() && purpose.about_child;
                let ages = (CHILD..=ADULT).contains(&until) && least < until;
                let account = self.fields.contains(&Field::Account);
                ages && document && !account && self.purposes.iter().any(asked)
            }
            None => {
                let none = self.notices.iter().all(|notice| !notice.guardians);
                none && least <= 120 && (document || self.min_age.is_none())
            }
        }
    }
}

impl Purpose {
    /// Whether it is put before somebody: what is about a child only before guardians, to whom everything else is put too;
    /// before a child nothing.
    #[must_use]
    pub fn is_for(&self, party: Party) -> bool {
        match party {
            Party::Child => false,
            Party::Guardian => true,
            Party::Oneself => !self.about_child,
        }
    }
}

/// The age on a day, in full years.
#[must_use]
pub fn age(birth: Date, today: Date) -> u64 {
    u64::from(birth.age_on(today))
}
