//! The attacks on the whole server, over real HTTP: each succeeds against a server without the checks that it names, and each of these
//! refuses it when it stands alone. Those on a ticket's tables and on receipts stand beside these.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test stops where it fails")]

#[allow(dead_code, reason = "shared with the tests outside")]
#[path = "../tests/http/laboratory.rs"]
pub(crate) mod laboratory;
#[allow(dead_code, reason = "shared with the tests outside")]
#[path = "../tests/http/page.rs"]
mod page;

use crate::checks::{Check, remove, without};
use crate::{gateway, receipt};
use laboratory::{Answer, Folder, Lab, ORIGIN};
use page::Page;
use realname::bundle::MEDIA_TYPE;
use std::sync::Arc;

/// A name, the checks that stand in its way, what it does, and what ours says.
type Attack = (&'static str, &'static [Check], fn(&Lab) -> Answer, &'static str);

const ATTACKS: &[Attack] = &[
    (
        "another bundle on a challenge that was used",
        &[Check::Burnt, Check::NonceOnce, Check::RandomOnce, Check::VaultOnce],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let challenge = page.challenge();
            page.submit(&page.bundle(&challenge)).id();
            page.submit(&page.bundle(&challenge))
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a refusal on a challenge that was used",
        &[Check::Burnt, Check::NonceOnce, Check::RandomOnce],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let challenge = page.challenge();
            page.submit(&page.bundle(&challenge)).id();
            page.refuse(&page.refusal(&challenge))
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a message under the number of another, on a challenge of its own",
        &[Check::JtiOnce],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let first = page.bundle(&page.challenge());
            page.submit(&first).id();
            let number = page::claims(&first.sd_jwt)["jti"].clone();
            page.submit(&page.resigned(&page.bundle(&page.challenge()), |claims| claims["jti"] = number))
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a body that was overheard, from another session, for its receipt",
        &[Check::SameSession],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let bundle = page.bundle(&page.challenge());
            page.submit(&bundle).id();
            Page::open(lab, "account", "another").submit(&bundle)
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a body that was taken in, for another account of its session",
        &[Check::SameAccount],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let bundle = page.bundle(&page.challenge());
            page.submit(&bundle).id();
            Page::open(lab, "another", "session").submit(&bundle)
        },
        "E_ACCOUNT",
    ),
    (
        "a signup on a re-verification's challenge",
        &[Check::Burnt, Check::Reverified],
        |lab| {
            let page = admitted(lab);
            let challenge = page.challenge();
            assert_eq!(page.reverify(&page.statement(&challenge.challenge)).status, 200);
            page.submit(&page.bundle(&challenge))
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a re-verification on a signup's challenge",
        &[Check::SignedUp],
        |lab| {
            let page = admitted(lab);
            let challenge = page.challenge();
            page.submit(&page.bundle(&challenge)).id();
            page.reverify(&page.statement(&challenge.challenge))
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a re-verification twice",
        &[Check::Reverified, Check::NonceOnce, Check::RandomOnce],
        |lab| {
            let page = admitted(lab);
            let body = page.statement(&page.challenge().challenge);
            assert_eq!(page.reverify(&body).status, 200);
            page.reverify(&body)
        },
        "E_CHALLENGE_USED",
    ),
    (
        "a ticket that was overheard, on a page of another origin, whose page says that it stands here",
        &[Check::PageOrigin, Check::TicketOrigin],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let bundle = page.bundle(&page.challenge()).to_json();
            page.post_from("https://phisher.example", "/bundles", MEDIA_TYPE, &bundle)
        },
        "E_ORIGIN",
    ),
    (
        "the same on a page of another origin that may submit",
        &[Check::TicketOrigin],
        |lab| {
            let page = Page::open(lab, "account", "session");
            let bundle = page.bundle(&page.challenge()).to_json();
            page.post_from(SISTER, "/bundles", MEDIA_TYPE, &bundle)
        },
        "E_ORIGIN",
    ),
];

/// Another page of the provider's.
const SISTER: &str = "https://shop.example";

/// A page whose account is admitted.
fn admitted(lab: &Lab) -> Page<'_> {
    let page = Page::open(lab, "account", "session");
    let id = page.submit(&page.bundle(&page.challenge())).id();
    assert_eq!(lab.evidence(&id)["state"], "admitted");
    page
}

/// An attack on a server of its own, without some checks.
fn attacked(attack: fn(&Lab) -> Answer, removed: &[Check]) -> Answer {
    let there = removed.to_vec();
    without(removed, || {
        let lab = Lab::start_on(
            move || remove(&there),
            Arc::new(Folder::new()),
            |assembly| assembly.config.origins = vec![ORIGIN.into(), SISTER.into()],
        );
        attack(&lab)
    })
}

#[test]
fn each_attack_succeeds_without_its_checks_and_each_of_them_alone_refuses_it() {
    for (name, checks, attack, code) in ATTACKS {
        let through = attacked(*attack, checks);
        assert!(through.status < 300, "{name}: {}", through.text);
        assert_eq!(attacked(*attack, &[]).code(), *code, "{name}");
        for left in *checks {
            let others: Vec<_> = checks.iter().copied().filter(|check| check != left).collect();
            assert_eq!(attacked(*attack, &others).code(), *code, "{name}: {left:?} alone");
        }
    }
}

#[test]
fn no_check_is_decoration() {
    let attacked = [
        gateway::attacked(),
        receipt::attacked(),
        ATTACKS.iter().flat_map(|(_, checks, ..)| *checks).copied().collect(),
    ]
    .concat();
    for check in Check::ALL {
        assert!(attacked.contains(check), "no attack needs {check:?}");
    }
}
