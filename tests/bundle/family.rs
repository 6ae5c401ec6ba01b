//! A child and a guardian in the fixed world, and what can be bent of them.

use super::world::suites::Every;
use super::world::{AUD, Draws, NOW, PERSON, World, now, page};
use realname::bundle::build::{self, Act};
use realname::bundle::challenge::Challenge;
use realname::bundle::guardian::{self, Family, OpenedFamily, VerifiedFamily};
use realname::checksum::mod_11_2;
use realname::code::{Code, Field};
use realname::consent::{Choice, Decision, Party};
use realname::secret::Secret;
use realname::suite::PageSuite as _;
use realname::suite::native::NativePage;

/// The values of a person.
pub(crate) type Person = Vec<(Field, String)>;

/// A resident identity number of a birth date `YYYYMMDD`, under a place code and a sequence that nobody has.
pub(crate) fn number(birth: &str) -> String {
    let digits = format!("110105{birth}002");
    let check = mod_11_2(digits.as_bytes()).unwrap();
    digits + char::from(check).encode_utf8(&mut [0; 4])
}

/// Somebody with a document of a kind.
pub(crate) fn person(kind: &str, number: &str, name: &str, mobile: &str) -> Person {
    [(Field::DocumentKind, kind), (Field::Document, number), (Field::Name, name), (Field::Mobile, mobile)]
        .map(|(field, value)| (field, value.to_owned()))
        .into()
}

/// A child of a birth date: ten years old by default.
pub(crate) fn child(birth: &str) -> Person {
    person("resident-id", &number(birth), "韦小小", "+8613900139000")
}

/// The person of the world, who is old enough to be a guardian.
pub(crate) fn adult() -> Person {
    PERSON.map(|(field, value)| (field, value.to_owned())).into()
}

/// The pieces of a family's signup.
pub(crate) struct Making {
    pub(crate) child: Person,
    pub(crate) guardian: Person,
    pub(crate) child_decides: Vec<Decision>,
    pub(crate) guardian_decides: Vec<Decision>,
    /// The page and challenge of the child's half.
    pub(crate) label: &'static str,
    /// Those of the guardian's half, when they are others.
    pub(crate) other: Option<&'static str>,
    /// Whether that other page answers the challenge of the first.
    pub(crate) same_challenge: bool,
}

impl Making {
    /// An honest one.
    pub(crate) fn honest(world: &World) -> Self {
        Self {
            child: child("20160312"),
            guardian: adult(),
            child_decides: world.decisions_of(Party::Child, Choice::Given),
            guardian_decides: world.decisions_of(Party::Guardian, Choice::Given),
            label: "family-jose",
            other: None,
            same_challenge: false,
        }
    }

    /// The two halves.
    pub(crate) fn family(&self, world: &World) -> Family {
        self.drawn(world).0
    }

    /// The same, with the challenge and what the page drew.
    pub(crate) fn drawn(&self, world: &World) -> (Family, Challenge, Draws) {
        let (suite, draws) = page(self.label);
        let challenge = world.challenge(&suite.public_key(), self.label);
        let act = |challenge, decisions: &[Decision]| world.act(challenge, decisions.to_vec());
        let half = build_half(&self.child);
        let child = now(build::bundle(
            act(&challenge, &self.child_decides),
            &half.refs(),
            &world.recipient(),
            &suite,
        ));
        let child = child.unwrap();
        let half = build_half(&self.guardian);
        let make = |act: Act<'_>, suite: &NativePage| {
            now(build::guardian(act, &child, &half.refs(), &world.recipient(), suite)).unwrap()
        };
        let guardian = match self.other {
            None => make(act(&challenge, &self.guardian_decides), &suite),
            Some(label) => {
                let (other, _) = page(label);
                let own = world.challenge(&other.public_key(), label);
                let challenge = if self.same_challenge { &challenge } else { &own };
                make(act(challenge, &self.guardian_decides), &other)
            }
        };
        (Family { child, guardian }, challenge, draws)
    }
}

struct Half(Vec<(Field, Secret)>);

impl Half {
    fn refs(&self) -> Vec<(Field, &Secret)> {
        self.0.iter().map(|(field, value)| (*field, value)).collect()
    }
}

fn build_half(person: &Person) -> Half {
    Half(person.iter().map(|(field, value)| (*field, Secret::copy_of(value))).collect())
}

/// The gateway's answer to a family's body.
pub(crate) fn verify(world: &World, body: &[u8]) -> Result<(Family, VerifiedFamily), Code> {
    guardian::verify(body, &world.expected(), &Every, world)
}

/// The vault's answer to a family.
pub(crate) fn open(world: &World, family: &Family) -> Result<OpenedFamily, Code> {
    open_at(world, family, NOW + 3)
}

/// The same at another time.
pub(crate) fn open_at(world: &World, family: &Family, at: u64) -> Result<OpenedFamily, Code> {
    guardian::open(family, AUD, &world.policy, at, &Every, world)
}
