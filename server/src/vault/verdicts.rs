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

/// A place that was dissolved in 1985, and the first year of births for which that makes a number nobody's.
const PLACE: (&str, &str) = ("110110", "1990");

/// Whether nobody was given a number.
fn is_nobodys(number: &str) -> bool {
    number.strip_prefix(PLACE.0).and_then(|rest| rest.get(..4)).is_some_and(|year| year >= PLACE.1)
}

/// The verdict on a number and a name: of the person whose number it is, if that is their name too; of any other number that is
/// nobody's by the name alone, so that there are people of every age.
fn verdict(number: &str, name: &str) -> &'static str {
    let mut by_name = "no-record";
    for line in PERSONS.lines().skip(1) {
        let mut cells = line.split(',');
        let [verdict, own_name, own] = [(); 3].map(|()| cells.next().unwrap_or_default());
        if own == number {
            // What is not about the person comes whatever the name.
            return if verdict == "pass" && own_name != name { "fail" } else { verdict };
        }
        if own_name == name && is_nobodys(number) {
            by_name = verdict;
        }
    }
    by_name
}

/// The verdict on whoever is asked about.
fn verdict_on(question: &Question<'_>) -> &'static str {
    // EXPOSE: compared with people whom nobody is.
    verdict(question.number.expose(), question.name.expose())
}

impl IdentitySource for TestAuthority {
    fn name(&self) -> &'static str {
        "test"
    }

    fn recipient(&self) -> &'static str {
        "simulated-authority"
    }

    fn objection(&self, question: &Question<'_>) -> Option<Code> {
        match verdict_on(question) {
            "replayed" => Some(Code::ChallengeUsed),
            "expired" => Some(Code::ChallengeExpired),
            _ => None,
        }
    }

    fn ask<'a>(&'a self, question: &'a Question<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async {
            match verdict_on(question) {
                "pass" => Outcome::Match,
                "no-record" => Outcome::NoRecord,
                "authority-down" => Outcome::SourceUnavailable,
                _ => Outcome::Mismatch,
            }
        })
    }
}
