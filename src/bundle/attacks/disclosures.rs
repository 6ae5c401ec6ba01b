//! Attacks on digests and disclosures: RFC 9901 §7.1 names most of them, and stock libraries miss many.

use super::forge::{Forge, disclosure};
use super::{At, Attack};
use crate::checks::Check;
use crate::code::Code;
use crate::suite::jose::{digest_of, from_base64url};

const SALT: &str = "AAAAAAAAAAAAAAAAAAAAAA";

fn with(world: &super::World, json: &str) -> String {
    Forge::honest(world).disclosures(|list| list.push(disclosure(json).0)).body()
}

/// More digests, so that there is room; sorted.
fn counted(world: &super::World, count: usize) -> String {
    Forge::honest(world)
        .digests(|list| {
            list.truncate(count);
            let more = list.len()..count;
            list.extend(more.map(|n| digest_of(n.to_string().as_bytes())));
            list.sort();
        })
        .body()
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "seven digests",
        at: At::Gateway,
        removed: &[Check::DigestCount],
        code: Code::Format,
        body: |world| counted(world, 7),
    },
    Attack {
        name: "nine digests",
        at: At::Both,
        removed: &[Check::DigestCount],
        code: Code::Format,
        body: |world| counted(world, 9),
    },
    Attack {
        name: "sixteen digests where eight are enough",
        at: At::Both,
        removed: &[Check::DigestCount],
        code: Code::Format,
        body: |world| counted(world, 16),
    },
    Attack {
        name: "seventeen digests",
        at: At::Both,
        removed: &[Check::DigestCount],
        code: Code::Format,
        body: |world| counted(world, 17),
    },
    Attack {
        name: "a digest twice",
        at: At::Gateway,
        removed: &[Check::DigestOrder],
        code: Code::Format,
        body: |world| Forge::honest(world).digests(|list| list[1] = list[0].clone()).body(),
    },
    Attack {
        name: "digests in the order of the fields",
        at: At::Both,
        removed: &[Check::DigestOrder],
        code: Code::Format,
        body: |world| Forge::honest(world).digests(|list| list.reverse()).body(),
    },
    Attack {
        name: "a raw value in the place of a decoy",
        at: At::Gateway,
        removed: &[Check::DigestForm],
        code: Code::Format,
        body: |world| Forge::honest(world).digests(|list| list[0] = "+8613800138000".to_owned()).body(),
    },
    Attack {
        name: "digests by another algorithm",
        at: At::Both,
        removed: &[Check::DigestAlg],
        code: Code::Alg,
        body: |world| Forge::honest(world).claims("sha-256\",\"_sd\"", "md5\",\"_sd\"").body(),
    },
    Attack {
        name: "a disclosure in the place of the one that was signed",
        at: At::Vault,
        removed: &[Check::DisclosureReferenced],
        code: Code::Disclosure,
        body: |world| {
            let forge = Forge::honest(world);
            let mut list = forge.plaintext.split('"').filter_map(|part| {
                let text = String::from_utf8(from_base64url(part).ok()?.to_vec()).ok()?;
                text.contains("\",\"name\",\"").then_some((part, text))
            });
            let (signed, text) = list.next_back().unwrap();
            let (other, _) = disclosure(&text.replace("\",\"name\",\"", "\",\"name\",\"欧"));
            let signed = signed.to_owned();
            forge.plaintext(&signed, &other).body()
        },
    },
    Attack {
        name: "a disclosure that nobody signed",
        at: At::Vault,
        removed: &[Check::DisclosureReferenced, Check::DisclosureRepeated],
        code: Code::Disclosure,
        body: |world| {
            let (extra, _) = disclosure(&format!(r#"["{SALT}","name","张三"]"#));
            Forge::honest(world)
                .plaintext("\"disclosures\":[", &format!("\"disclosures\":[\"{extra}\","))
                .body()
        },
    },
    Attack {
        name: "a disclosure twice",
        at: At::Vault,
        removed: &[Check::DisclosureRepeated],
        code: Code::Disclosure,
        body: |world| Forge::honest(world).disclosures(|list| list.push(list[0].clone())).body(),
    },
    Attack {
        name: "a second name under a digest of its own",
        at: At::Vault,
        removed: &[Check::DisclosureRepeated],
        code: Code::Disclosure,
        body: |world| with(world, &format!(r#"["{SALT}","name","张三"]"#)),
    },
    Attack {
        name: "a disclosure of an unknown name",
        at: At::Vault,
        removed: &[Check::DisclosureName],
        code: Code::Disclosure,
        body: |world| with(world, &format!(r#"["{SALT}","verified","true"]"#)),
    },
    Attack {
        name: "a field that was not asked for",
        at: At::Vault,
        removed: &[Check::DisclosureName],
        code: Code::Disclosure,
        body: |world| with(world, &format!(r#"["{SALT}","org_code","911100007109250324"]"#)),
    },
    Attack {
        name: "a disclosure named _sd",
        at: At::Vault,
        removed: &[Check::DisclosureName],
        code: Code::Disclosure,
        body: |world| with(world, &format!(r#"["{SALT}","_sd","x"]"#)),
    },
    Attack {
        name: "a disclosure named like a claim of the signed part",
        at: At::Vault,
        removed: &[Check::DisclosureName],
        code: Code::Disclosure,
        body: |world| with(world, &format!(r#"["{SALT}","aud","x"]"#)),
    },
    Attack {
        name: "a disclosure named with three dots",
        at: At::Vault,
        removed: &[Check::DisclosureName],
        code: Code::Disclosure,
        body: |world| with(world, &format!(r#"["{SALT}","...","x"]"#)),
    },
    Attack {
        name: "a disclosure of four elements",
        at: At::Vault,
        removed: &[Check::DisclosureForm],
        code: Code::Disclosure,
        body: |world| {
            Forge::honest(world)
                .disclosures(|list| list[2] = disclosure(&format!(r#"["{SALT}","name","张三","李四"]"#)).0)
                .body()
        },
    },
    Attack {
        name: "a disclosure whose salt can be guessed",
        at: At::Vault,
        removed: &[Check::DisclosureForm],
        code: Code::Disclosure,
        body: |world| {
            Forge::honest(world)
                .disclosures(|list| list[2] = disclosure(r#"["AA","name","韦小宝"]"#).0)
                .body()
        },
    },
    Attack {
        name: "a field missing",
        at: At::Vault,
        removed: &[Check::DisclosureComplete],
        code: Code::Disclosure,
        body: |world| Forge::honest(world).disclosures(|list| list.truncate(3)).body(),
    },
];

#[test]
fn what_is_no_disclosure_is_refused_whatever_is_removed() {
    let world = super::World::new();
    for json in [
        format!(r#"{{"salt":"{SALT}","name":"name"}}"#),
        format!(r#"["{SALT}","name"]"#),
        format!(r#"["{SALT}","name",["韦小宝"]]"#),
        format!(r#"["{SALT}",7,"韦小宝"]"#),
        "[]".to_owned(),
        "not JSON".to_owned(),
    ] {
        let body = with(&world, &json);
        assert_eq!(super::vault(&world, &body), Err(Code::Disclosure), "{json}");
    }
}
