//! The vector that viem made, and everything that is wrong with one.

use super::checks::REMOVED;
use super::*;
use realname::bundle::claims::Claims;
use realname::consent::{AccountRule, Decision, Display, LegalBasis};
use realname::secret::Secret;
use serde_json::Value;

fn vector() -> Value {
    serde_json::from_str(include_str!("../../../../tests/vectors/wallet.json")).unwrap()
}

fn policy(unverified: bool, clear_for: Option<&str>) -> Policy {
    let vector: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/bundle-jose.json")).unwrap();
    let mut policy = Policy::parse(vector["inputs"]["policy"].as_str().unwrap().as_bytes()).unwrap();
    policy.account = Some(AccountRule {
        chains: ["eip155:1", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"].map(str::to_owned).to_vec(),
        unverified,
        clear_for: clear_for.map(str::to_owned),
    });
    policy
}

/// A bundle that was opened, with that value in it; its claims are those of the bundle's vector.
fn opened(vector: &Value, value: &str) -> Opened {
    let bundle: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/bundle-jose.json")).unwrap();
    let claims = Claims::parse(bundle["sd_jwt"]["payload"].as_str().unwrap().as_bytes(), true).unwrap();
    let jkt = vector["jkt"].as_str().unwrap().to_owned();
    Opened { values: vec![(Field::Account, Secret::copy_of(value))], claims, jkt }
}

/// What comes of a value a second after it was made.
fn outcome(vector: &Value, value: &str, policy: &Policy) -> Result<Option<Account>, Code> {
    check(&opened(vector, value), policy, vector["issued"].as_u64().unwrap() + 1)
}

#[test]
fn a_plain_account_is_verified() {
    let vector = vector();
    let value = vector["value"].as_str().unwrap();
    let account = outcome(&vector, value, &policy(false, None)).unwrap().unwrap();
    assert_eq!(account, Account { verified: true, in_clear: None });
    assert_eq!(account.state(), "account_verified");
    // Every byte of it counts.
    for at in 0..value.len() {
        let mut bytes = value.as_bytes().to_vec();
        bytes[at] ^= 1;
        let bent = String::from_utf8(bytes).unwrap();
        assert!(outcome(&vector, &bent, &policy(false, None)).is_err(), "byte {at}");
        let cut = value.get(..at).unwrap();
        assert!(outcome(&vector, cut, &policy(true, None)).is_err(), "cut at {at}");
    }
}

#[test]
fn every_other_proof_is_refused() {
    let vector = vector();
    let refused = vector["refused"].as_array().unwrap();
    assert!(refused.len() > 20);
    for case in refused {
        let found = outcome(&vector, case["value"].as_str().unwrap(), &policy(true, None));
        let code = found.err().map(Code::as_str);
        assert_eq!(code, case["code"].as_str(), "{}", case["name"]);
    }
    let mut without = opened(&vector, "");
    without.values.clear();
    assert_eq!(check(&without, &policy(true, None), 0), Err(Code::Disclosure));
}

/// What the checks stop, each by name: without them the proof passes, and one of them less is not enough. The proofs that the
/// vector has beside these are no proofs in form, or have a high s, which k256 refuses as well.
#[test]
fn each_refused_proof_passes_without_its_checks() {
    let vector = vector();
    let spec = include_str!("../../../../docs/spec.md");
    let found = |value: &str, unverified, removed: &'static [Check]| {
        REMOVED.set(removed);
        let found = outcome(&vector, value, &policy(unverified, None)).map(|_| ());
        REMOVED.set(&[]);
        found
    };
    let stops = |name: &str, value: &str, removed: &'static [Check], code: Code| {
        assert_eq!(found(value, false, &[]), Err(code), "{name}");
        assert_eq!(found(value, false, removed), Ok(()), "{name} without {removed:?}");
        for spared in removed {
            let fewer: Vec<Check> = removed.iter().copied().filter(|check| check != spared).collect();
            assert!(found(value, false, fewer.leak()).is_err(), "{name}: {spared:?} is named in vain");
            assert!(spec.contains(&format!("`{spared:?}`")), "docs/spec.md has no {spared:?}");
        }
    };
    let message: &[Check] = &[Check::ProofMessage];
    for (name, removed) in [
        ("a proof for another challenge", message),
        ("a proof for another device key", message),
        ("another account's name over our signature", &[Check::ProofSignature]),
        ("our account's name over another's signature", &[Check::ProofSignature]),
        ("an account that is not the one in the message", &[Check::ProofMessage, Check::ProofSignature]),
        ("a proof for another service", message),
        ("a proof for another page", message),
        ("another statement", message),
        ("another request", message),
        ("a second resource", message),
        ("a longer life than the challenge has", &[Check::ProofTimes]),
        ("issued in the future", &[Check::ProofTimes]),
        ("a message on another chain than the account", message),
        ("a message with one more line", message),
        ("a message with Windows line ends", message),
        ("an address without its checksum", &[Check::AddressChecksum]),
        ("a chain that the policy does not take", &[Check::AccountChain]),
    ] {
        let case = vector["refused"].as_array().unwrap().iter().find(|case| case["name"] == name);
        let case = case.unwrap_or_else(|| panic!("the vector has no {name}"));
        let code = Code::from_name(case["code"].as_str().unwrap()).unwrap();
        stops(name, case["value"].as_str().unwrap(), removed, code);
    }
    for case in vector["unverified"].as_array().unwrap() {
        let (name, value) = (case["name"].as_str().unwrap(), case["value"].as_str().unwrap());
        stops(name, value, &[Check::AccountVerified], Code::AccountUnverified);
    }
}

#[test]
fn what_cannot_be_verified_is_said_to_be_that_and_taken_by_nobody_else() {
    let vector = vector();
    for case in vector["unverified"].as_array().unwrap() {
        let value = case["value"].as_str().unwrap();
        let account = outcome(&vector, value, &policy(true, None)).unwrap().unwrap();
        assert_eq!(account.state(), "account_unverified", "{}", case["name"]);
        assert_eq!(
            outcome(&vector, value, &policy(false, None)),
            Err(Code::AccountUnverified),
            "{}",
            case["name"]
        );
    }
}

#[test]
fn a_proof_is_good_as_long_as_its_challenge() {
    let vector = vector();
    let opened = opened(&vector, vector["value"].as_str().unwrap());
    let (issued, expires) = (vector["issued"].as_u64().unwrap(), vector["expires"].as_u64().unwrap());
    for (now, good) in
        [(issued - SKEW - 1, false), (issued - SKEW, true), (expires - 1, true), (expires, false)]
    {
        assert_eq!(check(&opened, &policy(false, None), now).is_ok(), good, "{now}");
    }
}

#[test]
fn the_account_is_said_in_clear_under_a_consent_that_was_given_and_no_other() {
    let vector = vector();
    let value = vector["value"].as_str().unwrap();
    let mut opened = opened(&vector, value);
    let policy = policy(false, Some("wallet_in_clear"));
    let now = vector["issued"].as_u64().unwrap();
    let clear = |opened: &Opened| check(opened, &policy, now).unwrap().unwrap().in_clear;
    opened.claims.decisions.clear();
    assert_eq!(clear(&opened), None);
    for (choice, said) in [(Choice::Refused, None), (Choice::Given, vector["account"].as_str())] {
        opened.claims.decisions = vec![Decision {
            purpose: "wallet_in_clear".to_owned(),
            recipient: None,
            choice,
            legal_basis: LegalBasis::Consent,
            notice: String::new(),
            version: String::new(),
            lang: String::new(),
            notice_hash: String::new(),
            displayed_at: 0,
            decided_at: 0,
            display: Display::Element,
            control: String::new(),
            reask_not_before: None,
            synthetic: false,
        }];
        assert_eq!(clear(&opened).as_deref(), said);
    }
}
