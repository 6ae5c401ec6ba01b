//! The page's and the backend's calls in random order, and a stranger's between them, against a model of the gate: no answer of 500 and
//! above, a challenge good for one act, the gate open exactly after a match that was neither refused nor taken back, an account its own
//! device's alone, no number in a receipt, and no server error in the log. Three orders of 140 calls; `REALNAME_ORDERS=300` for more, as
//! `cargo xtask test --full` does.

use crate::laboratory::{Lab, ORIGIN};
use crate::page::{NAME, NUMBER, Page, identity};
use crate::{receipt, verify};
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
    session: String,
    page: Page<'a>,
    challenge: Option<Challenge>,
    used: bool,
    sent: Option<(Bundle, String)>,
    /// The required consent, as it was given last.
    consent: Option<String>,
    admitted: bool,
    /// Whose the account is: the thumbprint of the device of the match on which the gate rests.
    device: Option<String>,
}

impl<'a> Account<'a> {
    fn open(lab: &'a Lab, name: &'static str, number: usize) -> Self {
        let session = format!("{name}-{number}");
        let page = Page::open(lab, name, &session);
        Self {
            name,
            session,
            page,
            challenge: None,
            used: false,
            sent: None,
            consent: None,
            admitted: false,
            device: None,
        }
    }

    /// A new ticket, in another session, with a device key of its own.
    fn again(&mut self, lab: &'a Lab, number: usize) {
        let (admitted, consent, device) = (self.admitted, self.consent.take(), self.device.take());
        *self = Self { admitted, consent, device, ..Self::open(lab, self.name, number) };
    }

    /// A bundle under the challenge; by the page, or in a form by way of the backend.
    fn submit(&mut self, lab: &Lab, name: &str, by_form: bool) -> String {
        let Some(challenge) = &self.challenge else { return "no challenge".to_owned() };
        let decisions = self.page.decisions(Choice::Given, challenge.server_time);
        let bundle = self.page.bundle_of(challenge, decisions, &identity(name));
        let answer = if by_form {
            verify::verify(lab, &bundle.to_json(), self.name, &self.session, ORIGIN)
        } else {
            self.page.submit(&bundle)
        };
        if self.used {
            assert_eq!(answer.code(), "E_CHALLENGE_USED");
            return answer.code();
        }
        assert_eq!(answer.status, if by_form { 200 } else { 202 }, "{}", answer.text);
        self.used = true;
        let id = answer.id();
        let evidence = lab.evidence(&id);
        if name == NAME {
            // Whoever is admitted stays so, by the submission it was: a later one changes no device.
            if !self.admitted {
                self.device = Some(self.page.jkt());
            }
            self.admitted = true;
        }
        // Renewed, whatever came of the check: the one before is replaced.
        let consents = evidence["consents"].as_array().unwrap();
        let given = consents.iter().find(|consent| consent["purpose"] == "identity_check").unwrap();
        self.consent = Some(given["id"].as_str().unwrap().to_owned());
        self.sent = Some((bundle, id));
        format!("{} {name}", if by_form { "verified" } else { "submitted" })
    }

    /// The device shows itself again.
    fn reverify(&mut self) -> String {
        let Some(challenge) = &self.challenge else { return "no challenge".to_owned() };
        let answer = self.page.reverify(&self.page.statement(&challenge.challenge));
        if !self.admitted || self.device != Some(self.page.jkt()) {
            assert_eq!(answer.code(), "E_DEVICE");
            return answer.code();
        }
        if self.used {
            assert_eq!(answer.code(), "E_CHALLENGE_USED");
            return answer.code();
        }
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.used = true;
        "reverified".to_owned()
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

/// What has no place in any order: a body, a method and a path that do not belong together, with a ticket that is one.
fn stranger(lab: &Lab, dice: &mut Dice, account: &Account<'_>) -> String {
    const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
    const TYPES: [&str; 4] = [
        "application/json",
        "application/realname-bundle+json",
        "application/realname-decision+json",
        "text/plain",
    ];
    let sent = account.sent.as_ref().map_or(String::new(), |(bundle, _)| bundle.to_json());
    let (id, consent) =
        (account.sent.as_ref().map_or("x", |(_, id)| id), account.consent.as_deref().unwrap_or("x"));
    let paths = [
        "/tickets".to_owned(),
        "/challenge".to_owned(),
        "/decisions".to_owned(),
        "/reverify".to_owned(),
        "/verify".to_owned(),
        "/complaints".to_owned(),
        format!("/bundles/{id}/receipt"),
        format!("/bundles/{consent}"),
        format!("/consents/{id}/withdraw"),
        format!("/gate/{}", account.name),
        "/nowhere".to_owned(),
    ];
    let bodies = ["", "{}", "[[[[", "{\"v\":1}", "null", sent.as_str()];
    let (method, path) = (METHODS[dice.roll(4)], &paths[dice.roll(paths.len())]);
    let bearer = format!("Bearer {}", account.page.ticket);
    let headers =
        [("authorization", bearer.as_str()), ("content-type", TYPES[dice.roll(4)]), ("origin", ORIGIN)];
    let body = bodies[dice.roll(bodies.len())];
    let answer = lab.send(method, path, &headers, (method != "GET").then_some(body.as_bytes()));
    // Its own receipt is the one thing here that it may have.
    let may = method == "GET" && path.ends_with("/receipt");
    assert!(
        (400..500).contains(&answer.status) || (may && answer.status == 200),
        "{method} {path}: {}",
        answer.status
    );
    "a stranger's".to_owned()
}

fn orders() -> u64 {
    std::env::var("REALNAME_ORDERS").map_or(3, |orders| orders.parse().unwrap())
}

#[test]
fn calls_in_random_order_leave_the_gate_where_it_belongs() {
    let mut did = BTreeSet::new();
    for seed in 0..orders() {
        let lab = Lab::start();
        let mut dice = Dice(seed);
        let mut accounts = ACCOUNTS.map(|name| Account::open(&lab, name, 0));
        for number in 1..140 {
            let which = dice.roll(2);
            let others = accounts[1 - which].consent.clone();
            let account = &mut accounts[which];
            let what = match dice.roll(14) {
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
                3 | 4 => account.submit(&lab, NAME, false),
                5 => account.submit(&lab, DIFFERS, false),
                6 => account.refuse(),
                7 if others.is_some() && dice.roll(2) == 0 => account.withdraw(&lab, others),
                7 => account.withdraw(&lab, None),
                8 => account.submit(&lab, NAME, true),
                9 => account.submit(&lab, DIFFERS, true),
                10 => account.reverify(),
                11 => stranger(&lab, &mut dice, account),
                12 => match &account.sent {
                    Some((_, id)) => {
                        let answer = receipt::fetch(&lab, id, &account.page.ticket);
                        assert_eq!(answer.status, 200, "{}", answer.text);
                        assert!(!answer.text.contains(NUMBER) && !answer.text.contains(NAME));
                        "receipt".to_owned()
                    }
                    None => "nothing sent".to_owned(),
                },
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
        "E_DEVICE",
        "reverified",
        "receipt",
        "a stranger's",
    ] {
        assert!(did.contains(what), "{what} never happened: {did:?}");
    }
}
