//! Attacks on the evidence of consent: a decision that was not made, or was made on another text.

use super::forge::{Forge, claim};
use super::world::{NOW, World, now, page};
use super::{At, Attack};
use crate::bundle::build;
use crate::bundle::decision_to_json;
use crate::checks::Check;
use crate::code::Code;
use crate::consent::{Choice, Decision, Display};
use crate::json::Writer;
use crate::suite::PageSuite;
use crate::suite::jose::digest_of;

/// A signup with these decisions.
fn decided(world: &World, bend: impl FnOnce(&mut Vec<Decision>)) -> String {
    let mut forge = Forge::honest(world);
    let mut list = world.decisions(Choice::Given);
    bend(&mut list);
    let mut json = Writer::new();
    for decision in &list {
        decision.write(&mut json);
    }
    let start = forge.payload.find("\"consent\":[").unwrap() + 11;
    let end = start + forge.payload[start..].find(']').unwrap();
    forge.payload.replace_range(start..end, &json.finish());
    forge.body()
}

fn consent(list: &mut [Decision]) -> &mut Decision {
    list.iter_mut().find(|decision| decision.choice == Choice::Given).unwrap()
}

fn lone_decision(world: &World, choice: Choice) -> String {
    let (page, _) = page("refusal");
    let challenge = world.challenge(&page.public_key(), "refusal");
    let act = world.act(&challenge, world.decisions(choice));
    decision_to_json(&now(build::decision(act, &page)).unwrap())
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "a decision omitted",
        at: At::Both,
        removed: &[Check::DecisionMissing],
        code: Code::ConsentMissing,
        body: |world| decided(world, |list| list.truncate(1)),
    },
    Attack {
        name: "a decision for another recipient",
        at: At::Both,
        removed: &[Check::DecisionMissing, Check::DecisionUnknown],
        code: Code::ConsentMissing,
        body: |world| decided(world, |list| consent(list).recipient = Some("data-broker".to_owned())),
    },
    Attack {
        name: "a decision invented",
        at: At::Both,
        removed: &[Check::DecisionUnknown],
        code: Code::ConsentUnknown,
        body: |world| {
            decided(world, |list| {
                let purpose = "advertising".to_owned();
                let invented = Decision { purpose, ..consent(list).clone() };
                list.push(invented);
            })
        },
    },
    Attack {
        name: "one question decided twice",
        at: At::Both,
        removed: &[Check::DecisionRepeated],
        code: Code::ConsentUnknown,
        body: |world| {
            decided(world, |list| {
                let refused = Decision {
                    choice: Choice::Refused,
                    reask_not_before: Some(NOW + 86_400),
                    ..consent(list).clone()
                };
                list.push(refused);
            })
        },
    },
    Attack {
        name: "another text",
        at: At::Both,
        removed: &[Check::NoticeText],
        code: Code::NoticeAltered,
        body: |world| decided(world, |list| consent(list).notice_hash = digest_of(b"we ask for nothing")),
    },
    Attack {
        name: "the text of another language",
        at: At::Both,
        removed: &[Check::NoticeText],
        code: Code::NoticeAltered,
        body: |world| decided(world, |list| consent(list).lang = "en".to_owned()),
    },
    Attack {
        name: "a language that the notice does not have",
        at: At::Both,
        removed: &[Check::NoticeVersion, Check::NoticeText],
        code: Code::ConsentStale,
        body: |world| decided(world, |list| consent(list).lang = "la".to_owned()),
    },
    Attack {
        name: "an old version of the notice",
        at: At::Both,
        removed: &[Check::NoticeVersion],
        code: Code::ConsentStale,
        body: |world| decided(world, |list| consent(list).version = "2025-01-01".to_owned()),
    },
    Attack {
        name: "another notice",
        at: At::Both,
        removed: &[Check::NoticeVersion],
        code: Code::ConsentStale,
        body: |world| decided(world, |list| consent(list).notice = "real-name".to_owned()),
    },
    Attack {
        name: "a consent passed off as a statutory duty",
        at: At::Both,
        removed: &[Check::LegalBasis],
        code: Code::Format,
        body: |world| {
            decided(world, |list| consent(list).legal_basis = crate::consent::LegalBasis::StatutoryDuty)
        },
    },
    Attack {
        name: "a consent that was only acknowledged",
        at: At::Both,
        removed: &[Check::LegalBasis],
        code: Code::Format,
        body: |world| decided(world, |list| consent(list).choice = Choice::Acknowledged),
    },
    Attack {
        name: "decided before it was displayed",
        at: At::Both,
        removed: &[Check::DecisionTimes],
        code: Code::Time,
        body: |world| decided(world, |list| consent(list).displayed_at = NOW - 10),
    },
    Attack {
        name: "decided after it was issued",
        at: At::Both,
        removed: &[Check::DecisionTimes],
        code: Code::Time,
        body: |world| decided(world, |list| consent(list).decided_at = NOW + 1),
    },
    Attack {
        name: "a script's decision outside a test environment",
        at: At::Both,
        removed: &[Check::Synthetic],
        code: Code::TestMode,
        body: |world| decided(world, |list| consent(list).synthetic = true),
    },
    Attack {
        name: "a pause without a refusal",
        at: At::Both,
        removed: &[Check::Reask],
        code: Code::Format,
        body: |world| decided(world, |list| consent(list).reask_not_before = Some(NOW)),
    },
    Attack {
        name: "a pause that ends before it begins",
        at: At::Both,
        removed: &[Check::Reask, Check::Required],
        code: Code::Format,
        body: |world| {
            decided(world, |list| {
                let decision = consent(list);
                decision.choice = Choice::Refused;
                decision.reask_not_before = Some(decision.decided_at - 1);
            })
        },
    },
    Attack {
        name: "a required consent left off as if it were optional",
        at: At::Both,
        removed: &[Check::DefaultOff, Check::Required],
        code: Code::Format,
        body: |world| {
            decided(world, |list| {
                let consent = consent(list);
                consent.choice = Choice::Refused;
                consent.control = "identity_check:simulated-authority:default-off".to_owned();
            })
        },
    },
    Attack {
        name: "a consent to a notice that was not displayed",
        at: At::Both,
        removed: &[Check::DefaultOff],
        code: Code::Format,
        body: |world| decided(world, |list| consent(list).display = Display::NotDisplayed),
    },
    Attack {
        name: "a signup although something required is refused",
        at: At::Both,
        removed: &[Check::Required],
        code: Code::ConsentRefused,
        body: |world| {
            decided(world, |list| {
                let consent = consent(list);
                consent.choice = Choice::Refused;
                consent.reask_not_before = Some(NOW + 86_400);
            })
        },
    },
    Attack {
        name: "a signup sent as a mere decision",
        at: At::Decision,
        removed: &[Check::Refusal],
        code: Code::ConsentUnknown,
        body: |world| lone_decision(world, Choice::Given),
    },
    Attack {
        name: "a signup's signed part sent as a decision",
        at: At::Decision,
        removed: &[Check::Typ, Check::ClosedSet, Check::Refusal],
        code: Code::Typ,
        body: |world| {
            let forge = Forge::honest(world);
            let sealed = forge.sealed();
            decision_to_json(forge.sd_jwt(&sealed).trim_end_matches('~'))
        },
    },
    Attack {
        name: "digests in a mere decision",
        at: At::Decision,
        removed: &[Check::ClosedSet, Check::Refusal],
        code: Code::Format,
        body: |world| {
            let forge = Forge::honest(world).header("realname+sd-jwt", "realname-decision+jwt");
            let sealed = forge.sealed();
            decision_to_json(forge.sd_jwt(&sealed).trim_end_matches('~'))
        },
    },
];

#[test]
fn an_honest_refusal_passes() {
    let world = World::new();
    super::decision(&world, &lone_decision(&world, Choice::Refused)).unwrap();
    assert!(!claim(&Forge::honest(&world).payload, "sealed_hash").is_empty());
    let body = lone_decision(&world, Choice::Refused);
    let payload = super::forge::part(&body, 1);
    for absent in ["_sd", "sealed", "id_number", "mobile"] {
        assert!(!payload.contains(absent), "{absent} in a refusal");
    }
}
