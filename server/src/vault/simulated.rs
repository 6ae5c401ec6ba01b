//! A source that asks nobody: for the demo and the tests, refused in production. Everything well-formed matches but
//! three names, which nobody has.

use super::result::Outcome;
use super::source::{IdentitySource, Question};
use std::future::{Future, ready};
use std::pin::Pin;

/// The simulated authority.
#[derive(Clone, Copy, Debug, Default)]
pub struct Simulated;

impl IdentitySource for Simulated {
    fn name(&self) -> &'static str {
        "simulated"
    }

    fn recipient(&self) -> &'static str {
        "simulated-authority"
    }

    fn ask<'a>(&'a self, question: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        // EXPOSE: the authority is whom the name was sealed for.
        Box::pin(ready(match question.name.expose() {
            "信息不符" => Outcome::Mismatch,
            "查无此人" => Outcome::NoRecord,
            "核验超时" => Outcome::SourceUnavailable,
            _ => Outcome::Match,
        }))
    }
}
