//! The authority of a test environment: it knows the persons of `data/synthetic-persons.csv`, whom nobody is, and answers
//! each with the verdict that stands there. Everybody else is not on record, so a real person matches nowhere.

use super::result::Outcome;
use super::source::{IdentitySource, Question};
use realname::code::Code;
use std::future::Future;
use std::pin::Pin;

/// The persons that `realname/testing` hands out: verdict, name, number, mobile number.
const PERSONS: &str = include_str!("../../../data/synthetic-persons.csv");

/// The authority of a test environment. No other environment starts with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestAuthority;

/// The verdict of a number, and the name that belongs to it.
fn person(number: &str) -> Option<(&'static str, &'static str)> {
    PERSONS.lines().skip(1).find_map(|line| {
        let mut cells = line.split(',');
        let (verdict, name, own) = (cells.next()?, cells.next()?, cells.next()?);
        (own == number).then_some((verdict, name))
    })
}

impl IdentitySource for TestAuthority {
    fn name(&self) -> &'static str {
        "test"
    }

    fn recipient(&self) -> &'static str {
        "simulated-authority"
    }

    fn objection(&self, question: &Question<'_>) -> Option<Code> {
        // EXPOSE: compared with numbers that nobody has.
        match person(question.number.expose())?.0 {
            "replayed" => Some(Code::ChallengeUsed),
            "expired" => Some(Code::ChallengeExpired),
            _ => None,
        }
    }

    fn ask<'a>(&'a self, question: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async {
            // EXPOSE: compared with persons whom nobody is.
            match person(question.number.expose()) {
                Some(("authority-down", _)) => Outcome::SourceUnavailable,
                Some(("no-record", _)) | None => Outcome::NoRecord,
                // EXPOSE: as above.
                Some(("pass", name)) if name == question.name.expose() => Outcome::Match,
                Some(_) => Outcome::Mismatch,
            }
        })
    }
}
