//! Attacks on the guardian's flow: a child alone, a guardian who is none, halves that do not belong together.

use super::family::{Making, Person, adult, child, person};
use super::world::{World, now, page};
use super::{At, Attack};
use crate::bundle::build;
use crate::bundle::guardian::Family;
use crate::checks::Check;
use crate::code::Code;
use crate::consent::{Choice, Decision, Party};
use crate::secret::Secret;
use crate::suite::PageSuite as _;

/// Somebody's bundle of their own, with these decisions.
fn alone(world: &World, person: &Person, decisions: Vec<Decision>) -> String {
    let (suite, _) = page("alone");
    let challenge = world.challenge(&suite.public_key(), "alone");
    let values: Vec<_> = person.iter().map(|(field, value)| (*field, Secret::copy_of(value))).collect();
    let fields: Vec<_> = values.iter().map(|(field, value)| (*field, value)).collect();
    now(build::bundle(world.act(&challenge, decisions), &fields, &world.recipient(), &suite))
        .unwrap()
        .to_json()
}

/// A family of these two.
fn of(world: &World, child: Person, guardian: Person) -> String {
    Making { child, guardian, ..Making::honest(world) }.family(world).to_json()
}

/// Two honest families.
fn two(world: &World) -> [Family; 2] {
    ["family-jose", "another family"].map(|label| Making { label, ..Making::honest(world) }.family(world))
}

/// A guardian's half by the child's device, on a challenge that it got beside the child's.
fn on_two_challenges(world: &World) -> String {
    let making = Making::honest(world);
    let (suite, _) = page(making.label);
    let family = making.family(world);
    let second = world.challenge(&suite.public_key(), "a second challenge");
    let values: Vec<_> =
        making.guardian.iter().map(|(field, value)| (*field, Secret::copy_of(value))).collect();
    let fields: Vec<_> = values.iter().map(|(field, value)| (*field, value)).collect();
    let act = world.act(&second, making.guardian_decides);
    let guardian = now(build::guardian(act, &family.child, &fields, &world.recipient(), &suite)).unwrap();
    Family { guardian, ..family }.to_json()
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "a guardian on the child's device, on a challenge beside the child's",
        at: At::Family,
        removed: &[Check::OneChallenge],
        code: Code::Guardian,
        body: on_two_challenges,
    },
    Attack {
        name: "a child who signs up as an adult does",
        at: At::Ages,
        removed: &[Check::ChildAlone],
        code: Code::Guardian,
        body: |world| alone(world, &child("20160312"), world.decisions(Choice::Given)),
    },
    Attack {
        name: "a child on the day of the fourteenth birthday, which is not reached yet",
        at: At::Ages,
        removed: &[Check::ChildAlone],
        code: Code::Guardian,
        body: |world| alone(world, &child("20121124"), world.decisions(Choice::Given)),
    },
    Attack {
        name: "the child's half alone",
        at: At::Ages,
        removed: &[Check::DecisionMissing, Check::ChildAlone],
        code: Code::ConsentMissing,
        body: |world| Making::honest(world).family(world).child.to_json(),
    },
    Attack {
        name: "the guardian's half alone, among the bundles",
        at: At::Ages,
        removed: &[Check::Reserved, Check::DecisionUnknown],
        code: Code::Guardian,
        body: |world| Making::honest(world).family(world).guardian.to_json(),
    },
    Attack {
        name: "the child's half in both places",
        at: At::Family,
        removed: &[Check::Ward, Check::DecisionMissing],
        code: Code::ConsentMissing,
        body: |world| {
            let child = Making::honest(world).family(world).child;
            Family { child: child.clone(), guardian: child }.to_json()
        },
    },
    Attack {
        name: "halves of two families",
        at: At::Family,
        removed: &[Check::Ward, Check::OneChallenge, Check::OneDevice],
        code: Code::Guardian,
        body: |world| {
            let [one, two] = two(world);
            Family { child: one.child, guardian: two.guardian }.to_json()
        },
    },
    Attack {
        name: "a guardian who signs for another child",
        at: At::Family,
        removed: &[Check::Ward],
        code: Code::Guardian,
        body: |world| {
            let mut family = Making::honest(world).family(world);
            let other = Making { child: child("20150312"), ..Making::honest(world) }.family(world);
            family.child = other.child;
            family.to_json()
        },
    },
    Attack {
        name: "a guardian elsewhere, on a challenge of their own, who names the child",
        at: At::Family,
        removed: &[Check::OneChallenge, Check::OneDevice],
        code: Code::Guardian,
        body: |world| Making { other: Some("elsewhere"), ..Making::honest(world) }.family(world).to_json(),
    },
    Attack {
        name: "a guardian on another device, on the child's challenge",
        at: At::Family,
        removed: &[Check::ChallengeTag, Check::OneDevice],
        code: Code::ChallengeUnknown,
        body: |world| {
            let other = Some("elsewhere");
            Making { other, same_challenge: true, ..Making::honest(world) }.family(world).to_json()
        },
    },
    Attack {
        name: "a child who decides",
        at: At::Family,
        removed: &[Check::DecisionUnknown],
        code: Code::ConsentUnknown,
        body: |world| {
            let child_decides = world.decisions_of(Party::Oneself, Choice::Given);
            Making { child_decides, ..Making::honest(world) }.family(world).to_json()
        },
    },
    Attack {
        name: "a guardian who was not asked about the child",
        at: At::Family,
        removed: &[Check::DecisionMissing],
        code: Code::ConsentMissing,
        body: |world| {
            let guardian_decides = world.decisions_of(Party::Oneself, Choice::Given);
            Making { guardian_decides, ..Making::honest(world) }.family(world).to_json()
        },
    },
    Attack {
        name: "a guardian who refused what is about the child",
        at: At::Family,
        removed: &[Check::Required],
        code: Code::ConsentRefused,
        body: |world| {
            let mut guardian_decides = world.decisions_of(Party::Guardian, Choice::Given);
            let mut refused = world.decisions_of(Party::Guardian, Choice::Refused);
            *guardian_decides.last_mut().unwrap() = refused.pop().unwrap();
            Making { guardian_decides, ..Making::honest(world) }.family(world).to_json()
        },
    },
    Attack {
        name: "a family where no guardian is provided for",
        at: At::NoFlow,
        removed: &[Check::GuardianFlow],
        code: Code::Guardian,
        body: |world| Making::honest(world).family(world).to_json(),
    },
    Attack {
        name: "a child of fourteen with a guardian",
        at: At::FamilyVault,
        removed: &[Check::ChildAge],
        code: Code::Guardian,
        body: |world| of(world, child("20121123"), adult()),
    },
    Attack {
        name: "two adults as a family",
        at: At::FamilyVault,
        removed: &[Check::ChildAge],
        code: Code::Guardian,
        body: |world| of(world, child("19800312"), adult()),
    },
    Attack {
        name: "a guardian aged 17",
        at: At::FamilyVault,
        removed: &[Check::GuardianAge],
        code: Code::GuardianPerson,
        body: |world| of(world, child("20160312"), child("20090312")),
    },
    Attack {
        name: "a guardian on the day of the eighteenth birthday, which is not reached yet",
        at: At::FamilyVault,
        removed: &[Check::GuardianAge],
        code: Code::GuardianPerson,
        body: |world| of(world, child("20160312"), child("20081124")),
    },
    Attack {
        name: "a child who is their own guardian",
        at: At::FamilyVault,
        removed: &[Check::TwoPersons, Check::GuardianAge],
        code: Code::GuardianPerson,
        body: |world| of(world, child("20160312"), child("20160312")),
    },
    Attack {
        name: "an adult who is their own child",
        at: At::FamilyVault,
        removed: &[Check::TwoPersons, Check::ChildAge],
        code: Code::GuardianPerson,
        body: |world| of(world, adult(), adult()),
    },
    Attack {
        name: "a child below the least age, with a guardian",
        at: At::FamilyVault,
        removed: &[Check::LeastAge, Check::ChildAge],
        code: Code::Age,
        body: |world| of(world, child("20190312"), adult()),
    },
    Attack {
        name: "a child below the least age, alone",
        at: At::Ages,
        removed: &[Check::LeastAge],
        code: Code::Age,
        body: |world| alone(world, &child("20190312"), world.decisions(Choice::Given)),
    },
    Attack {
        name: "a document that says no age",
        at: At::Ages,
        removed: &[Check::BirthDate],
        code: Code::InputKind,
        body: |world| {
            let somebody = person("cn-passport", "E12345678", "韦小小", "+8613900139000");
            alone(world, &somebody, world.decisions(Choice::Given))
        },
    },
    Attack {
        name: "a guardian whose document says no age",
        at: At::FamilyVault,
        removed: &[Check::BirthDate],
        code: Code::InputKind,
        body: |world| {
            let guardian = person("cn-passport", "E12345678", "韦小宝", "+8613800138000");
            of(world, child("20160312"), guardian)
        },
    },
];
