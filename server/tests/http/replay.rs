//! One challenge, one use: the same body again, other bodies, other sessions, other accounts, too late.

use crate::laboratory::Lab;
use crate::page::{NAME, Page, identity};
use realname::bundle::{Bundle, MEDIA_TYPE};
use realname::consent::Choice;
use realname::suite::jose::{array_from_base64url, base64url};
use realname_server::vault::Submission;
use serde_json::json;

#[test]
fn the_same_body_again_gets_its_receipt_and_changes_nothing() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let id = page.submit(&bundle).id();
    let before = lab.evidence(&id);
    lab.wait(60);
    let again = page.submit(&bundle);
    assert_eq!(again.status, 200);
    assert_eq!(again.json(), json!({"id": id, "state": "pending", "replayed": true}));
    // Through another ticket of the session, and after the challenge's end, too.
    lab.wait(500);
    let mut reopened = Page::open(&lab, "account-1", "session-1");
    reopened.suite = page.suite;
    assert_eq!(reopened.submit(&bundle).json()["replayed"], json!(true));
    assert_eq!(lab.evidence(&id), before);
}

#[test]
fn the_same_body_from_another_session_is_refused() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    page.submit(&bundle).id();
    let other = Page::open(&lab, "account-1", "session-2");
    assert_eq!(other.submit(&bundle).code(), "E_CHALLENGE_USED");
}

#[test]
fn another_body_on_a_burnt_challenge_is_refused() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    page.submit(&page.bundle(&challenge)).id();
    assert_eq!(page.submit(&page.bundle(&challenge)).code(), "E_CHALLENGE_USED");
    assert_eq!(page.refuse(&page.refusal(&challenge)).code(), "E_CHALLENGE_USED");
    lab.wait(301);
    assert_eq!(page.submit(&page.bundle(&challenge)).code(), "E_CHALLENGE_USED");
    // And the other way round.
    let page = Page::open(&lab, "account-2", "session-1");
    let challenge = page.challenge();
    page.refuse(&page.refusal(&challenge)).id();
    assert_eq!(page.submit(&page.bundle(&challenge)).code(), "E_CHALLENGE_USED");
}

#[test]
fn the_other_signature_of_the_same_claims_is_refused() {
    // ECDSA: (r, n − s) is as good as (r, s), so a hash of the JWS names nothing.
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let twin = Bundle { sd_jwt: mirrored(&bundle.sd_jwt), sealed: bundle.sealed.clone() };
    assert_ne!(twin.sd_jwt, bundle.sd_jwt);
    let id = page.submit(&bundle).id();
    assert_eq!(page.submit(&twin).code(), "E_CHALLENGE_USED");
    let at_the_vault = lab.block_on(lab.vault.accept(&twin, submission("account-1")));
    assert_eq!(at_the_vault.unwrap_err().as_str(), "E_CHALLENGE_USED");
    // The control: on a challenge of its own the mirrored signature is a good one.
    let fresh = page.bundle(&page.challenge());
    let twin = Bundle { sd_jwt: mirrored(&fresh.sd_jwt), sealed: fresh.sealed };
    assert_ne!(page.submit(&twin).id(), id);
}

/// The same JWS with n − s.
fn mirrored(sd_jwt: &str) -> String {
    const N: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
        0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let (signed, signature) = sd_jwt.strip_suffix('~').unwrap().rsplit_once('.').unwrap();
    let mut signature: [u8; 64] = array_from_base64url(signature).unwrap();
    let mut borrow = 0;
    for at in (0..32).rev() {
        let difference = i16::from(N[at]) - i16::from(signature[32 + at]) - borrow;
        borrow = i16::from(difference < 0);
        signature[32 + at] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    format!("{signed}.{}~", base64url(&signature))
}

fn submission(account: &str) -> Submission {
    Submission {
        id: realname_server::label::id().unwrap(),
        account_ref: account.into(),
        session: "session".into(),
        origin: crate::laboratory::ORIGIN.into(),
    }
}

#[test]
fn the_vault_burns_by_itself() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let challenge = page.challenge();
    let bundle = page.bundle(&challenge);
    let first = lab.block_on(lab.vault.accept(&bundle, submission("account-1"))).unwrap();
    // The same bundle is recognised; for another account, or another bundle on the nonce, it is not.
    assert_eq!(lab.block_on(lab.vault.accept(&bundle, submission("account-1"))).unwrap(), first);
    for (bundle, account) in [(&bundle, "account-2"), (&page.bundle(&challenge), "account-1")] {
        let refused = lab.block_on(lab.vault.accept(bundle, submission(account)));
        assert_eq!(refused.unwrap_err().as_str(), "E_CHALLENGE_USED");
    }
    // And the gateway, which knows nothing of it yet, takes the id over.
    assert_eq!(page.submit(&bundle).id(), first);
}

#[test]
fn an_expired_challenge_is_refused() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    lab.wait(300);
    assert_eq!(page.submit(&bundle).code(), "E_CHALLENGE_EXPIRED");
    assert_eq!(lab.gate("account-1")["state"], "none");
}

#[test]
fn another_sessions_challenge_is_unknown() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let other = Page::open(&lab, "account-1", "session-2");
    assert_eq!(other.submit(&bundle).code(), "E_CHALLENGE_UNKNOWN");
}

#[test]
fn another_accounts_challenge_is_named() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let bundle = page.bundle(&page.challenge());
    let other = Page::open(&lab, "account-2", "session-1");
    assert_eq!(other.submit(&bundle).code(), "E_ACCOUNT");
    // Of an account that this session has no ticket for, nothing is known.
    let stranger = Page::open(&lab, "account-3", "session-2");
    assert_eq!(stranger.submit(&bundle).code(), "E_CHALLENGE_UNKNOWN");
}

#[test]
fn a_crowd_of_the_same_body_is_one_signup() {
    let lab = Lab::start();
    let page = Page::open(&lab, "account-1", "session-1");
    let body = page.bundle(&page.challenge()).to_json();
    let (ticket, lab) = (format!("Bearer {}", page.ticket), &lab);
    let headers = [
        ("authorization", ticket.as_str()),
        ("content-type", MEDIA_TYPE),
        ("origin", crate::laboratory::ORIGIN),
    ];
    let answers: Vec<_> = std::thread::scope(|scope| {
        let send = || lab.send("POST", "/bundles", &headers, Some(body.as_bytes()));
        let all: Vec<_> = (0..12).map(|_| scope.spawn(send)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 11);
    assert!(answers.iter().all(|answer| answer.id() == answers[0].id()));
}

#[test]
fn two_signups_of_one_person_share_nothing() {
    let lab = Lab::start();
    let parts = |account: &str| {
        let page = Page::open(&lab, account, "session-1");
        let challenge = page.challenge();
        let decisions = page.decisions(Choice::Given, challenge.server_time);
        let bundle = page.bundle_of(&challenge, decisions, &identity(NAME));
        let mut parts: Vec<String> = crate::page::claims(&bundle.sd_jwt)["_sd"]
            .as_array()
            .unwrap()
            .iter()
            .map(|digest| digest.as_str().unwrap().to_owned())
            .collect();
        parts.push(page.jkt());
        parts.extend(bundle.sealed.split('.').filter(|part| !part.is_empty()).map(str::to_owned));
        parts
    };
    let (one, two) = (parts("account-1"), parts("account-2"));
    assert!(one.iter().all(|part| !two.contains(part)));
}
