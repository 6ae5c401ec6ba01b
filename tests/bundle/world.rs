//! One fixed world for tests of the bundle: keys, notices, policy, clock and randomness, all derived from labels, so
//! that everything made in it is the same on every machine.

pub(crate) mod suites;
mod texts;

use realname::bundle::build::{self, Act, Place, Recipient};
use realname::bundle::challenge::{Bound, Challenge, issue};
use realname::bundle::claims::Frame;
use realname::bundle::keyset::KeySet;
use realname::bundle::verify::{self, Expected, Verified};
use realname::bundle::{Bundle, open};
use realname::code::{Code, Field};
use realname::consent::{Choice, Decision, Display, LegalBasis, Notice, Party, Policy};
use realname::secret::Secret;
use realname::suite::jose::{array_from_base64url, base64url, sha256};
use realname::suite::native::{NativePage, PrivateKey};
use realname::suite::{Key, KeyStore, PublicKey};
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use suites::Every;

/// Unix seconds at which everything here happens.
pub(crate) const NOW: u64 = 1_795_500_000;
/// The service.
pub(crate) const AUD: &str = "https://realname.chenglian.example";
/// The page.
pub(crate) const ORIGIN: &str = "https://signup.chenglian.example";
/// The page around it, where it stands in a frame.
pub(crate) const EMBEDDER: &str = "https://www.chenglian.example";
/// The session at the provider's backend.
pub(crate) const SESSION: &str = "session-7f3a";
/// The account at the provider's backend.
pub(crate) const ACCOUNT: &str = "account-1001";
/// The challenge key's id.
pub(crate) const CHALLENGE_KEY_ID: u8 = 1;

/// The person: the specimen number of GB 11643-1999 and values nobody has.
pub(crate) const PERSON: [(Field, &str); 4] = [
    (Field::DocumentKind, "resident-id"),
    (Field::Document, "11010519491231002X"),
    (Field::Name, "韦小宝"),
    (Field::Mobile, "+8613800138000"),
];

/// Bytes that depend on a label and nothing else: block n is SHA-256("realname-vector" ‖ lp(label) ‖ n as u64).
pub(crate) struct Stream {
    label: String,
    block: u64,
    left: Vec<u8>,
}

impl Stream {
    /// The stream of a label.
    pub(crate) fn new(label: &str) -> Self {
        Self { label: label.to_owned(), block: 0, left: Vec::new() }
    }

    /// The next bytes.
    pub(crate) fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            if self.left.is_empty() {
                let length = u32::try_from(self.label.len()).unwrap().to_be_bytes();
                let number = self.block.to_be_bytes();
                self.left = sha256(&[b"realname-vector", &length, self.label.as_bytes(), &number]).to_vec();
                self.block += 1;
            }
            *byte = self.left.remove(0);
        }
    }

    /// The next N bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

/// The private key of a label.
pub(crate) fn private_key(label: &str) -> PrivateKey {
    PrivateKey::from_bytes(&Stream::new(label).bytes()).unwrap()
}

/// Runs a future of the host's suite, which never waits.
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the native suite never waits"),
    }
}

/// Every draw of random bytes, in order.
pub(crate) type Draws = Rc<RefCell<Vec<Vec<u8>>>>;

/// A page whose randomness is the stream of a label, and what it draws.
pub(crate) fn page(label: &str) -> (NativePage, Draws) {
    let draws = Draws::default();
    let (log, mut stream) = (draws.clone(), Stream::new(label));
    let page = NativePage::new(move |out| {
        stream.fill(out);
        log.borrow_mut().push(out.to_vec());
        Ok(())
    });
    (page.unwrap(), draws)
}

/// The world.
pub(crate) struct World {
    pub(crate) root: PrivateKey,
    pub(crate) vault: PrivateKey,
    pub(crate) documents: Vec<String>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) policy: Policy,
    pub(crate) policy_bytes: String,
    pub(crate) place: Place,
}

impl World {
    /// The one that the vectors are made in.
    pub(crate) fn new() -> Self {
        Self::with("production", &PERSON.map(|(field, _)| field))
    }

    /// One with another env or other fields.
    pub(crate) fn with(env: &str, fields: &[Field]) -> Self {
        Self::offering("jose", env, fields)
    }

    /// One whose policy offers another suite.
    pub(crate) fn offering(suite: &str, env: &str, fields: &[Field]) -> Self {
        Self::made(suite, env, fields, None)
    }

    /// One that takes children from 8 on, with a guardian until 14.
    pub(crate) fn for_children() -> Self {
        Self::made("jose", "production", &PERSON.map(|(field, _)| field), Some((8, 14)))
    }

    /// One whose page stands in a frame.
    pub(crate) fn framed() -> Self {
        let mut world = Self::new();
        world.place.frame = Some(Frame { embedder: EMBEDDER.to_owned(), occlusion: "none".to_owned() });
        world
    }

    fn made(suite: &str, env: &str, fields: &[Field], ages: Option<(u64, u64)>) -> Self {
        let vault = private_key("vault");
        let ids = ["real-name", "identity-check", "child"];
        let documents: Vec<String> =
            ids.into_iter().filter(|id| ages.is_some() || *id != "child").map(texts::notice).collect();
        let notices: Vec<Notice> =
            documents.iter().map(|document| Notice::parse(document.as_bytes()).unwrap()).collect();
        let policy_bytes =
            texts::policy(suite, env, fields, &base64url(&vault.public_key().thumbprint()), &notices, ages);
        let policy = Policy::parse(policy_bytes.as_bytes()).unwrap();
        let place = Place { origin: ORIGIN.to_owned(), frame: None };
        Self { root: private_key("root"), vault, documents, notices, policy, policy_bytes, place }
    }

    /// The vault's key as the page gets it.
    pub(crate) fn recipient(&self) -> Recipient {
        let key = self.vault.public_key();
        Recipient { kid: base64url(&key.thumbprint()), key }
    }

    /// The key set that the root signs.
    pub(crate) fn key_set(&self) -> KeySet {
        KeySet {
            keys: vec![self.vault.public_key()],
            not_before: NOW - 86_400,
            expires: NOW + 30 * 86_400,
            region: "CN".to_owned(),
            serial: 7,
        }
    }

    /// What a challenge for a device key is bound to.
    pub(crate) fn bound<'a>(&self, jkt: &'a str, policy: &'a [u8; 32]) -> Bound<'a> {
        Bound { session: SESSION, account_ref: ACCOUNT, aud: AUD, origin: ORIGIN, jkt, policy }
    }

    /// The raw digest of the policy.
    pub(crate) fn policy_digest(&self) -> [u8; 32] {
        array_from_base64url(&self.policy.digest).unwrap()
    }

    /// The challenge document for a device key, with the random part of a label.
    pub(crate) fn challenge(&self, key: &PublicKey, label: &str) -> Challenge {
        let (jkt, digest) = (base64url(&key.thumbprint()), self.policy_digest());
        let exp = u32::try_from(NOW + 300).unwrap();
        let random = Stream::new(label).bytes();
        let challenge = issue(self, CHALLENGE_KEY_ID, exp, &random, &self.bound(&jkt, &digest)).unwrap();
        Challenge {
            challenge,
            expires_in: 300,
            server_time: NOW,
            aud: AUD.to_owned(),
            policy: self.policy.digest.clone(),
            enc_keys: self.key_set().sign(&self.root).unwrap(),
        }
    }

    /// Every question of somebody who signs up alone answered, the consent as given.
    pub(crate) fn decisions(&self, consent: Choice) -> Vec<Decision> {
        self.decisions_of(Party::Oneself, consent)
    }

    /// The same of whoever it is.
    pub(crate) fn decisions_of(&self, party: Party, consent: Choice) -> Vec<Decision> {
        self.policy
            .questions()
            .filter(|(purpose, _)| purpose.is_for(party))
            .map(|(purpose, recipient)| {
                let duty = purpose.legal_basis == LegalBasis::StatutoryDuty;
                let choice = if duty { Choice::Acknowledged } else { consent };
                let notice = self.policy.notice(&purpose.notice).unwrap();
                let word = match choice {
                    Choice::Acknowledged => "acknowledge",
                    Choice::Given => "give",
                    Choice::Refused => "refuse",
                };
                let parts: Vec<&str> =
                    [Some(purpose.id.as_str()), recipient, Some(word)].into_iter().flatten().collect();
                Decision {
                    purpose: purpose.id.clone(),
                    recipient: recipient.map(str::to_owned),
                    choice,
                    legal_basis: purpose.legal_basis,
                    notice: notice.id.clone(),
                    version: notice.version.clone(),
                    lang: "zh-CN".to_owned(),
                    notice_hash: notice.digest("zh-CN").unwrap().to_owned(),
                    displayed_at: NOW - 60,
                    decided_at: NOW - 20,
                    display: Display::Element,
                    control: parts.join(":"),
                    reask_not_before: (choice == Choice::Refused).then_some(NOW - 20 + 30 * 86_400),
                    synthetic: false,
                }
            })
            .collect()
    }

    /// An act of a page in this world.
    pub(crate) fn act<'a>(&'a self, challenge: &'a Challenge, decisions: Vec<Decision>) -> Act<'a> {
        Act { challenge, place: &self.place, env: self.policy.env, now: NOW, decisions }
    }

    /// A whole signup of a person, from the randomness of a label.
    pub(crate) fn signup(&self, label: &str, person: &[(Field, &str)]) -> (Bundle, Challenge, NativePage) {
        let (page, _) = page(label);
        let challenge = self.challenge(&realname::suite::PageSuite::public_key(&page), label);
        let secrets: Vec<(Field, Secret)> =
            person.iter().map(|(field, value)| (*field, Secret::copy_of(value))).collect();
        let values: Vec<(Field, &Secret)> = secrets.iter().map(|(field, value)| (*field, value)).collect();
        let act = self.act(&challenge, self.decisions(Choice::Given));
        let bundle = now(build::bundle(act, &values, &self.recipient(), &page)).unwrap();
        (bundle, challenge, page)
    }

    /// What the gateway compares with.
    pub(crate) fn expected(&self) -> Expected<'_> {
        Expected {
            aud: AUD,
            origin: ORIGIN,
            embedder: self.place.frame.as_ref().map(|_| EMBEDDER),
            session: SESSION,
            account_ref: ACCOUNT,
            now: NOW + 2,
            policy: &self.policy,
        }
    }

    /// The gateway's answer to a body.
    pub(crate) fn verify(&self, body: &[u8]) -> Result<(Bundle, Verified), Code> {
        verify::bundle(body, &self.expected(), &Every, self)
    }

    /// The vault's answer to a bundle.
    pub(crate) fn open(&self, bundle: &Bundle) -> Result<open::Opened, Code> {
        open::open(bundle, AUD, &self.policy, NOW + 3, &Every, self)
    }
}

impl KeyStore for World {
    fn agree(&self, kid: &str, with: &PublicKey) -> Result<Key, Code> {
        // A key that was rotated out is still held; the policy no longer names it.
        let held = [self.vault.clone(), private_key("retired vault")];
        let key = held.iter().find(|key| base64url(&key.public_key().thumbprint()) == kid);
        suites::agree(key.ok_or(Code::SealedKey)?, with).map_err(|_| Code::SealedDecrypt)
    }

    fn mac(&self, key_id: u8, message: &[u8]) -> Result<[u8; 32], Code> {
        if key_id != CHALLENGE_KEY_ID {
            return Err(Code::ChallengeUnknown);
        }
        suites::hmac_sha256(&Stream::new("challenge key").bytes::<32>(), message)
    }
}
