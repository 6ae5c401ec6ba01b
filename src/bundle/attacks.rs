//! The attack list: each attack first succeeds against a verifier without the checks that it names, then is refused by
//! ours with its own code. A check that no attack needs would be decoration, so there must be none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

mod consent;
mod disclosures;
mod documents;
#[allow(dead_code, reason = "the family is shared with the tests outside")]
#[path = "../../tests/bundle/family.rs"]
mod family;
mod forge;
mod guardian;
mod keyset;
mod members;
#[allow(dead_code, reason = "shared with the tests outside, for its writer of any JSON")]
#[path = "../../tests/bundle/parsers.rs"]
mod parsers;
mod reverify;
mod sealed;
mod signature;
mod withdrawal;
#[allow(dead_code, reason = "the world is shared with the tests outside")]
#[path = "../../tests/bundle/world.rs"]
mod world;

use super::{Bundle, verify};
use crate::checks::{Check, without};
use crate::code::Code;
use world::suites::Every;
use world::{PERSON, World};

/// Who is attacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// The gateway; the vault on its own must refuse as well.
    Both,
    /// The gateway, with what only it knows: session, account, origin, and the form of the body.
    Gateway,
    /// The vault: the gateway cannot see it.
    Vault,
    /// `POST /decisions`.
    Decision,
    /// `POST /reverify`.
    Reverify,
    /// `POST /consents/{id}/withdraw`, by the device.
    Withdrawal,
    /// The page, which is handed a key set.
    Page,
    /// The gateway and the vault of a provider whose policy offers another suite.
    OtherSuite,
    /// The gateway of a provider whose policy has ages, with a family; the vault on its own must refuse as well.
    Family,
    /// Its vault: the gateway cannot see it.
    FamilyVault,
    /// Its vault, with the bundle of one person.
    Ages,
    /// The gateway and the vault of a provider whose policy has none, with a family.
    NoFlow,
    /// The gateway, asked by its own frame, with the page around it, which only it knows.
    Framed,
    /// The same; the vault on its own must refuse as well.
    FramedBoth,
}

/// One attack.
struct Attack {
    name: &'static str,
    at: At,
    /// Without these it succeeds.
    removed: &'static [Check],
    /// What ours says.
    code: Code,
    /// The body that is sent.
    body: fn(&World) -> String,
}

fn gateway(world: &World, body: &str) -> Result<(), Code> {
    world.verify(body.as_bytes()).map(|_| ())
}

fn vault(world: &World, body: &str) -> Result<(), Code> {
    world.open(&Bundle::parse(body.as_bytes())?).map(|_| ())
}

fn decision(world: &World, body: &str) -> Result<(), Code> {
    verify::decision(body.as_bytes(), &world.expected(), &Every, world).map(|_| ())
}

fn family_gateway(world: &World, body: &str) -> Result<(), Code> {
    family::verify(world, body.as_bytes()).map(|_| ())
}

fn family_vault(world: &World, body: &str) -> Result<(), Code> {
    family::open(world, &super::guardian::Family::parse(body.as_bytes())?).map(|_| ())
}

fn attacks() -> impl Iterator<Item = &'static Attack> {
    let lists = [
        documents::LIST,
        signature::LIST,
        consent::LIST,
        sealed::LIST,
        disclosures::LIST,
        guardian::LIST,
        reverify::LIST,
        withdrawal::LIST,
        keyset::LIST,
    ];
    lists.into_iter().flatten()
}

#[test]
fn each_attack_succeeds_without_its_checks_and_fails_with_its_own_code() {
    let world = World::new();
    let other_suite = World::offering("gm", "production", &PERSON.map(|(field, _)| field));
    let for_children = World::for_children();
    let framed = World::framed();
    let mut wrong = Vec::new();
    for Attack { name, at, removed, code, body } in attacks() {
        let world = match at {
            At::OtherSuite => &other_suite,
            At::Family | At::FamilyVault | At::Ages => &for_children,
            At::Framed | At::FramedBoth => &framed,
            _ => &world,
        };
        let body = body(world);
        let victim = match at {
            At::Both | At::Gateway | At::OtherSuite | At::Framed | At::FramedBoth => gateway,
            At::Vault | At::Ages => vault,
            At::Decision => decision,
            At::Family | At::NoFlow => family_gateway,
            At::FamilyVault => family_vault,
            At::Reverify => reverify::at_the_gateway,
            At::Withdrawal => withdrawal::at_the_gateway,
            At::Page => keyset::on_the_page,
        };
        let bent = without(removed, || victim(world, &body));
        let ours = victim(world, &body);
        if bent != Ok(()) || ours != Err(*code) {
            wrong.push(format!("{name}: {bent:?} without {removed:?}, then {ours:?} instead of {code:?}"));
        }
        // One check less than named is not enough: none is named in vain.
        for spared in *removed {
            let fewer: Vec<Check> = removed.iter().copied().filter(|check| check != spared).collect();
            if without(fewer.leak(), || victim(world, &body)) == Ok(()) {
                wrong.push(format!("{name}: {spared:?} is named in vain"));
            }
        }
        if matches!(at, At::Both | At::OtherSuite | At::FramedBoth) && vault(world, &body).is_ok() {
            wrong.push(format!("{name}: the vault alone let it pass"));
        }
        if matches!(at, At::Family | At::NoFlow) && family_vault(world, &body).is_ok() {
            wrong.push(format!("{name}: the vault alone let it pass"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_check_is_decoration() {
    let idle = Check::ALL.iter().filter(|check| attacks().all(|attack| !attack.removed.contains(check)));
    let idle: Vec<&Check> = idle.collect();
    assert!(idle.is_empty(), "no attack needs {idle:?}");
}

#[test]
fn the_specification_names_every_check() {
    let spec = include_str!("../../docs/spec.md");
    for check in Check::ALL {
        assert!(spec.contains(&format!("`{check:?}`")), "{check:?}");
    }
}

#[test]
fn an_honest_body_from_the_forge_passes() {
    let world = World::new();
    let body = forge::Forge::honest(&world).body();
    gateway(&world, &body).unwrap();
    vault(&world, &body).unwrap();
    let world = World::framed();
    let body = forge::Forge::from(&world, "victim").body();
    gateway(&world, &body).unwrap();
    vault(&world, &body).unwrap();
    let world = World::for_children();
    let body = family::Making::honest(&world).family(&world).to_json();
    family_gateway(&world, &body).unwrap();
    family_vault(&world, &body).unwrap();
    // An adult goes alone, under the policy with ages too.
    vault(&world, &world.signup("adult", &PERSON).0.to_json()).unwrap();
}
