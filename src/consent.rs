//! Notices, purposes, decisions (告知、目的、同意): what a person was shown, was asked, and answered.
//!
//! A statutory duty is a notice that is acknowledged; a consent (同意) is asked for on its own, one a purpose and
//! recipient (单独同意, PIPL Art. 14, 23, 29).

mod account;
pub mod decision;
pub mod minor;
pub mod notice;
pub mod policy;

pub use account::AccountRule;
pub use decision::{Choice, Decision, Display};
pub use minor::Party;
pub use notice::Notice;
pub use policy::{Env, LegalBasis, Policy, Purpose};
