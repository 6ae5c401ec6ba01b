//! The page's and the backend's calls in random order, against a model of the gate: no answer of 500 and above, a challenge
//! good for one message, the gate open exactly after a match that was neither refused nor taken back, and no server error in the log.

use crate::laboratory::{Lab, ORIGIN};
use crate::page::{NAME, Page, identity};
use realname::bundle::Bundle;
use realname::bundle::challenge::Challenge;
use realname::consent::Choice;
use serde_json::json;
use std::collections::BTreeSet;

const ACCOUNTS: [&str; 2] = ["account-1", "account-2"];
const DIFFERS: &str = "信息不符";

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// One account: its page, and what it has been through.
struct Account<'a> {
    name: &'static str,
    page: Page<'a>,
    challenge: Option<Challenge>,
    used: bool,
    sent: Option<(Bundle, String)>,
    /// The required consent of the last match.
    consent: Option<String>,
    admitted: bool,
}

impl<'a> Account<'a> {
    fn open(lab: &'a Lab, name: &'static str, number: usize) -> Self {
        let page = Page::open(lab, name, &format!("{name}-{number}"));
        Self { name, page, challenge: None, used: false, sent: None, consent: None, admitted: false }
    }

    /// A new ticket, in another session, with a device key of its own.
    fn again(&mut self, lab: &'a Lab, number: usize) {
        let (admitted, consent) = (self.admitted, self.consent.take());
        *self = Self { admitted, consent, ..Self::open(lab, self.name, number) };
    }

    fn submit(&mut self, lab: &Lab, name: &str) -> String {
        let Some(challenge) = &self.challenge else { return "no challenge".to_owned() };
        let decisions = self.page.decisions(Choice::Given, challenge.server_time);
        let bundle = self.page.bundle_of(challenge, decisions, &identity(name));
        let answer = self.page.submit(&bundle);
        if self.used {
            assert_eq!(answer.code(), "E_CHALLENGE_USED");
            return answer.code();
        }
        assert_eq!(answer.status, 202, "{}", answer.text);
        self.used = true;
        let id = answer.id();
        let evidence = lab.evidence(&id);
        if name == NAME {
            self.admitted = true;
            let consents = evidence["consents"].as_array().unwrap();
            let given = consents.iter().find(|consent| consent["purpose"] == "identity_check").unwrap();
            self.consent = Some(given["id"].as_str().unwrap().to_owned());
        }
        self.sent = Some((bundle, id));
        format!("submitted {name}")
    }

    fn refuse(&mut self) -> String {
        let Some(challenge) = &self.challenge else { return "no challenge".to_owned() };
        let answer = self.page.refuse(&self.page.refusal(challenge));
        if self.used {
            assert_eq!(answer.code(), "E_CHALLENGE_USED");
            return answer.code();
        }
        assert_eq!(answer.status, 201, "{}", answer.text);
        (self.used, self.admitted) = (true, false);
        "refused".to_owned()
    }

    fn withdraw(&mut self, lab: &Lab, consent: Option<String>) -> String {
        let own = consent.is_none();
        let Some(consent) = consent.or_else(|| self.consent.clone()) else { return "no consent".to_owned() };
        let bearer = format!("Bearer {}", self.page.ticket);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/realname-withdrawal+json"),
            ("origin", ORIGIN),
        ];
        let path = format!("/consents/{consent}/withdraw");
        let answer = lab.send("POST", &path, &headers, Some(json!({"v": 1}).to_string().as_bytes()));
        if own {
            assert_eq!(answer.status, 200, "{}", answer.text);
            self.admitted = false;
            "withdrawn".to_owned()
        } else {
            assert_eq!(answer.code(), "E_NOT_FOUND");
            "somebody else's".to_owned()
        }
    }
}

#[test]
fn calls_in_random_order_leave_the_gate_where_it_belongs() {
    let mut did = BTreeSet::new();
    for seed in 0..3 {
        let lab = Lab::start();
        let mut dice = Dice(seed);
        let mut accounts = ACCOUNTS.map(|name| Account::open(&lab, name, 0));
        for number in 1..70 {
            let which = dice.roll(2);
            let others = accounts[1 - which].consent.clone();
            let account = &mut accounts[which];
            let what = match dice.roll(9) {
                0 => {
                    account.again(&lab, number);
                    "another ticket".to_owned()
                }
                1 | 2 => {
                    let answer = account.page.ask_challenge();
                    if answer.status == 200 {
                        account.challenge = Some(Challenge::parse(answer.text.as_bytes()).unwrap());
                        account.used = false;
                        "challenge".to_owned()
                    } else {
                        // Eight a ticket.
                        assert_eq!(answer.code(), "E_TICKET");
                        "no more challenges".to_owned()
                    }
                }
                3 | 4 => account.submit(&lab, NAME),
                5 => account.submit(&lab, DIFFERS),
                6 => account.refuse(),
                7 if others.is_some() && dice.roll(2) == 0 => account.withdraw(&lab, others),
                7 => account.withdraw(&lab, None),
                // The same body again is the same receipt, whatever became of it; and looking changes nothing.
                _ => match &account.sent {
                    Some((bundle, id)) => {
                        let answer = account.page.submit(bundle);
                        assert_eq!((answer.status, answer.json()["id"].as_str()), (200, Some(id.as_str())));
                        assert!(account.page.state(id).status < 500);
                        "again".to_owned()
                    }
                    None => "nothing sent".to_owned(),
                },
            };
            for account in &accounts {
                let gate = lab.gate(account.name);
                assert_eq!(
                    gate["admitted"],
                    json!(account.admitted),
                    "seed {seed}, call {number}: {what}: {gate}"
                );
            }
            did.insert(what);
        }
        let log = lab.log.lock().unwrap().clone();
        let failed =
            log.iter().find(|line| line.split(' ').nth(2).is_some_and(|status| status.starts_with('5')));
        assert_eq!(failed, None);
    }
    for what in [
        "again",
        "another ticket",
        "challenge",
        "refused",
        "withdrawn",
        "somebody else's",
        "E_CHALLENGE_USED",
    ] {
        assert!(did.contains(what), "{what} never happened: {did:?}");
    }
}
