//! Who asks the page's routes learns nothing of who is known: bodies, headers and the order of states are the same for a
//! person who is admitted already, one whom the authority has no record of, and one whose name differs.

use crate::laboratory::{Answer, Folder, Lab};
use crate::page::{Page, identity};
use realname::consent::Choice;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Simulated: matches; differs; is not on record.
const NAMES: [&str; 3] = ["欧阳测试", "信息不符", "查无此人"];

/// Everything that a page hears of a submission, with what is drawn at random taken out.
fn story(lab: &Lab, account: &str, name: &str) -> Vec<String> {
    let page = Page::open(lab, account, account);
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Given, challenge.server_time);
    let bundle = page.bundle_of(&challenge, decisions, &identity(name));
    let taken = page.submit(&bundle);
    let id = taken.id();
    let heard = |answer: &Answer| format!("{answer:?}").replace(&id, &"x".repeat(id.len()));
    let mut told = vec![heard(&taken)];
    // Waits at the backend's side, so that the page asks once before and once after.
    lab.evidence(&id);
    told.push(heard(&page.state(&id)));
    told.push(heard(&page.submit(&bundle)));
    told.into_iter().map(without_dates).collect()
}

fn without_dates(text: String) -> String {
    let Some(at) = text.find("\"date\", \"") else { return text };
    let begin = at + 9;
    let end = begin + text[begin..].find('"').unwrap();
    format!("{}{}", &text[..begin], &text[end..])
}

#[test]
fn a_known_person_an_unknown_one_and_a_wrong_name_are_answered_in_the_same_bytes() {
    let lab = Lab::start();
    let first = story(&lab, "account-1", NAMES[0]);
    // The same person again, on another account.
    let known = story(&lab, "account-2", NAMES[0]);
    assert_eq!(known, first);
    let [differs, unknown] = [1, 2].map(|n| story(&lab, "account-3", NAMES[n]));
    assert_eq!(differs, unknown, "the page does not learn why");
    // Until the authority has answered nobody is told apart, and a receipt that is read again says no more than at first.
    assert_eq!(first[0], unknown[0]);
    assert_eq!(first[2], unknown[2]);
    assert!(unknown[1].contains("E_NOT_VERIFIED") && first[1].contains("admitted"), "{unknown:?}");
}

#[test]
fn an_account_a_ticket_and_a_bundle_that_are_there_look_like_those_that_are_not() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    lab.evidence(&id);
    let stranger = Page::open(&lab, "account-2", "session-2");
    let shape = |answer: Answer| without_dates(format!("{answer:?}"));
    // Somebody else's and nobody's.
    assert_eq!(shape(stranger.state(&id)), shape(stranger.state("AAAAAAAAAAAAAAAAAAAAAA")));
    let mut expired = Page::open(&lab, "account-3", "session-3");
    lab.wait(600);
    let late = shape(expired.ask_challenge());
    expired.ticket = format!("rnt1.{}", "A".repeat(43));
    assert_eq!(shape(expired.ask_challenge()), late);
}

/// `cargo test -p realname-server --profile server --test http -- --ignored --nocapture timing`: how long a page
/// waits for its receipt, known person against unknown, and for a refused ticket, expired against never given.
#[test]
#[ignore = "prints a ratio; a machine under load has no opinion on it"]
fn timing_of_known_and_unknown() {
    const TIMES: usize = 200;
    let lab = Lab::start_with(Arc::new(Folder::new()), |assembly| {
        assembly.config.requests_per_session = Some(0);
    });
    lab.evidence(&submit(&lab, "account-0", NAMES[0]).0);
    let mut waited = [Vec::new(), Vec::new()];
    for at in 0..TIMES {
        // In turn, so that whatever else the machine does falls on both.
        for (waited, name) in waited.iter_mut().zip([NAMES[0], NAMES[2]]) {
            let (id, took) = submit(&lab, &format!("account-{name}-{at}"), name);
            lab.evidence(&id);
            waited.push(took);
        }
    }
    let [known, unknown] = waited.map(median);
    print("receipt of a bundle: known / unknown person", known, unknown);

    let mut page = Page::open(&lab, "account-1", "session-1");
    let expired = page.ticket.clone();
    lab.wait(600);
    let mut waited = [Vec::new(), Vec::new()];
    for _ in 0..TIMES {
        for (waited, ticket) in waited.iter_mut().zip([expired.clone(), format!("rnt1.{}", "A".repeat(43))]) {
            page.ticket = ticket;
            let begun = Instant::now();
            page.ask_challenge();
            waited.push(begun.elapsed());
        }
    }
    let [expired, never] = waited.map(median);
    print("refused ticket: expired / never given", expired, never);
}

fn submit(lab: &Lab, account: &str, name: &str) -> (String, Duration) {
    let page = Page::open(lab, account, account);
    let challenge = page.challenge();
    let decisions = page.decisions(Choice::Given, challenge.server_time);
    let bundle = page.bundle_of(&challenge, decisions, &identity(name));
    let begun = Instant::now();
    let id = page.submit(&bundle).id();
    (id, begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn print(what: &str, a: Duration, b: Duration) {
    println!("{what}: {a:?} / {b:?} = {:.3}", a.as_secs_f64() / b.as_secs_f64());
}
