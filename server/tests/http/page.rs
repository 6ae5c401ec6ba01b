//! A page on the host: it has a ticket and a device key, and does by the core's own functions what a page does.

use crate::laboratory::{AUD, Answer, Lab, ORIGIN};
use realname::bundle::build::{self, Act, Place, Recipient};
use realname::bundle::challenge::Challenge;
use realname::bundle::claims::issuer_of;
use realname::bundle::jws::{sign_on_page, typ};
use realname::bundle::keyset::KeySet;
use realname::bundle::{Bundle, DECISION_MEDIA_TYPE, MEDIA_TYPE, decision_to_json, reverify};
use realname::code::Field;
use realname::consent::{Choice, Decision, Display, Party, Policy};
use realname::secret::Secret;
use realname::suite::PageSuite as _;
use realname::suite::jose::base64url;
use realname::suite::native::NativePage;
use serde_json::Value;

/// An identity that nobody has: a published specimen number, an operator's service line.
pub(crate) const NUMBER: &str = "11010519491231002X";
pub(crate) const NAME: &str = "欧阳测试";
pub(crate) const MOBILE: &str = "+8613800138000";

/// What is typed in.
pub(crate) fn identity(name: &str) -> Vec<(Field, Secret)> {
    let value = |text: &str| Secret::copy_of(text);
    vec![
        (Field::DocumentKind, value("resident-id")),
        (Field::Document, value(NUMBER)),
        (Field::Name, value(name)),
        (Field::Mobile, value(MOBILE)),
    ]
}

/// A page.
pub(crate) struct Page<'a> {
    pub(crate) lab: &'a Lab,
    pub(crate) suite: NativePage,
    pub(crate) ticket: String,
    pub(crate) policy: Policy,
    /// Where it says that it stands.
    pub(crate) place: Place,
}

impl<'a> Page<'a> {
    pub(crate) fn open(lab: &'a Lab, account: &str, session: &str) -> Self {
        let ticket = lab.ticket(account, session);
        let policy = Policy::parse(lab.get("/policies/current").text.as_bytes()).unwrap();
        let place = Place { origin: ORIGIN.to_owned(), frame: None };
        Self { lab, suite: NativePage::from_system().unwrap(), ticket, policy, place }
    }

    pub(crate) fn post(&self, path: &str, media_type: &str, body: &str) -> Answer {
        self.post_from(&self.place.origin, path, media_type, body)
    }

    pub(crate) fn post_from(&self, origin: &str, path: &str, media_type: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.ticket);
        let headers = [("authorization", bearer.as_str()), ("content-type", media_type), ("origin", origin)];
        self.lab.send("POST", path, &headers, Some(body.as_bytes()))
    }

    pub(crate) fn jkt(&self) -> String {
        base64url(&self.suite.public_key().thumbprint())
    }

    pub(crate) fn ask_challenge(&self) -> Answer {
        self.post("/challenge", "application/json", &format!(r#"{{"jkt":"{}"}}"#, self.jkt()))
    }

    pub(crate) fn challenge(&self) -> Challenge {
        let answer = self.ask_challenge();
        assert_eq!(answer.status, 200, "{}", answer.text);
        Challenge::parse(answer.text.as_bytes()).unwrap()
    }

    /// One answer a question: acknowledged where there is a duty, `choice` where there is a consent.
    pub(crate) fn decisions(&self, choice: Choice, now: u64) -> Vec<Decision> {
        self.decisions_of(Party::Oneself, choice, now)
    }

    /// The same of whoever decides.
    pub(crate) fn decisions_of(&self, party: Party, choice: Choice, now: u64) -> Vec<Decision> {
        let decision = |(purpose, recipient): (&realname::consent::Purpose, Option<&str>)| {
            let notice = self.policy.notice(&purpose.notice).unwrap();
            Decision {
                purpose: purpose.id.clone(),
                recipient: recipient.map(str::to_owned),
                choice: match (purpose.legal_basis.asks(), purpose.required) {
                    (false, _) => Choice::Acknowledged,
                    (true, true) => choice,
                    // What nobody needs is refused.
                    (true, false) => Choice::Refused,
                },
                legal_basis: purpose.legal_basis,
                notice: notice.id.clone(),
                version: notice.version.clone(),
                lang: "zh-CN".into(),
                notice_hash: notice.digest("zh-CN").unwrap().into(),
                displayed_at: now - 20,
                decided_at: now - 10,
                display: Display::Element,
                control: "button".into(),
                reask_not_before: None,
                synthetic: false,
            }
        };
        let asked = self.policy.questions().filter(|(purpose, _)| purpose.is_for(party));
        asked.map(decision).collect()
    }

    pub(crate) fn act<'b>(&'b self, challenge: &'b Challenge, decisions: Vec<Decision>) -> Act<'b> {
        let now = challenge.server_time;
        Act { challenge, place: &self.place, env: self.policy.env, now, decisions }
    }

    pub(crate) fn recipient(&self, challenge: &Challenge) -> Recipient {
        let pins = [self.lab.pin.clone()];
        let set = KeySet::verify(&challenge.enc_keys, &pins, challenge.server_time, 0, &self.suite);
        let (kid, key) = self.lab.block_on(set).unwrap().choose(&self.policy.keys).unwrap();
        Recipient { kid, key }
    }

    pub(crate) fn bundle_of(
        &self,
        challenge: &Challenge,
        decisions: Vec<Decision>,
        identity: &[(Field, Secret)],
    ) -> Bundle {
        let fields: Vec<(Field, &Secret)> = identity.iter().map(|(field, value)| (*field, value)).collect();
        let recipient = self.recipient(challenge);
        let built = build::bundle(self.act(challenge, decisions), &fields, &recipient, &self.suite);
        self.lab.block_on(built).unwrap()
    }

    /// A bundle as the page makes it.
    pub(crate) fn bundle(&self, challenge: &Challenge) -> Bundle {
        let decisions = self.decisions(Choice::Given, challenge.server_time);
        self.bundle_of(challenge, decisions, &identity(NAME))
    }

    pub(crate) fn refusal(&self, challenge: &Challenge) -> String {
        let decisions = self.decisions(Choice::Refused, challenge.server_time);
        let built = build::decision(self.act(challenge, decisions), &self.suite);
        decision_to_json(&self.lab.block_on(built).unwrap())
    }

    pub(crate) fn submit(&self, bundle: &Bundle) -> Answer {
        self.post("/bundles", MEDIA_TYPE, &bundle.to_json())
    }

    pub(crate) fn refuse(&self, body: &str) -> Answer {
        self.post("/decisions", DECISION_MEDIA_TYPE, body)
    }

    /// A re-verification by this page's key.
    pub(crate) fn statement(&self, nonce: &str) -> String {
        let now = self.lab.now();
        let claims = reverify::Claims {
            issuer: issuer_of(&self.suite.public_key().thumbprint()),
            audience: AUD.to_owned(),
            issued_at: now,
            expires: now + 300,
            nonce: nonce.to_owned(),
            origin: ORIGIN.to_owned(),
        };
        reverify::to_json(&self.sign("realname-reverify+jwt", &claims.to_json()))
    }

    pub(crate) fn reverify(&self, body: &str) -> Answer {
        self.post("/reverify", reverify::MEDIA_TYPE, body)
    }

    /// What the page is told about its submission.
    pub(crate) fn state(&self, id: &str) -> Answer {
        let bearer = format!("Bearer {}", self.ticket);
        self.lab.send("GET", &format!("/bundles/{id}"), &[("authorization", &bearer)], None)
    }

    /// Changes the claims of a bundle and signs them again, with this page's key.
    pub(crate) fn resigned(&self, bundle: &Bundle, change: impl FnOnce(&mut Value)) -> Bundle {
        self.resigned_as(typ::SD_JWT, bundle, change)
    }

    pub(crate) fn resigned_as(&self, typ: &str, bundle: &Bundle, change: impl FnOnce(&mut Value)) -> Bundle {
        let mut claims = claims(&bundle.sd_jwt);
        change(&mut claims);
        Bundle { sd_jwt: self.sign(typ, &claims.to_string()) + "~", sealed: bundle.sealed.clone() }
    }

    /// Signs something with this page's key.
    pub(crate) fn sign(&self, typ: &str, payload: &str) -> String {
        self.lab.block_on(sign_on_page(&self.suite, typ, payload)).unwrap()
    }
}

/// The claims of a signed part.
pub(crate) fn claims(jwt: &str) -> Value {
    let payload = jwt.split('.').nth(1).unwrap();
    serde_json::from_slice(&realname::suite::jose::from_base64url(payload).unwrap()).unwrap()
}
