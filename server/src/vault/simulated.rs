//! A source that asks nobody: for the demo and the tests, refused in production. Everything well-formed matches but
//! three names, which nobody has; a fourth matches slowly.

use super::result::Outcome;
use super::source::{IdentitySource, Question};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// As a real one on a bad day: a page that waits can be seen, and the process while it holds what it asks about.
const SLOW: Duration = Duration::from_secs(3);

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
        Box::pin(async {
            // EXPOSE: the authority is whom the name was sealed for.
            match question.name.expose() {
                "信息不符" => Outcome::Mismatch,
                "查无此人" => Outcome::NoRecord,
                "核验超时" => Outcome::SourceUnavailable,
                "核验缓慢" => {
                    tokio::time::sleep(SLOW).await;
                    Outcome::Match
                }
                _ => Outcome::Match,
            }
        })
    }
}
