//! Attacks on the form: two readers of one document that understand two things.

use super::forge::{Forge, claim};
use super::{At, Attack};
use crate::checks::Check;
use crate::code::Code;
use crate::suite::Signer;

/// A member nobody asked for, nested deeply.
fn nested() -> String {
    format!("\"x\":{}{},", "[".repeat(100), "]".repeat(100))
}

pub(super) const LIST: &[Attack] = &[
    Attack {
        name: "a body over 16 KiB",
        at: At::Gateway,
        removed: &[Check::BodySize],
        code: Code::TooLarge,
        body: |world| Forge::honest(world).body() + &" ".repeat(16 * 1024),
    },
    Attack {
        name: "a header over 1024 characters",
        at: At::Both,
        removed: &[Check::HeaderSize],
        code: Code::Format,
        body: |world| {
            Forge::honest(world).header("{\"alg\"", &format!("{{{}\"alg\"", " ".repeat(800))).body()
        },
    },
    Attack {
        name: "a header of sealed over 1024 characters",
        at: At::Both,
        removed: &[Check::HeaderSize],
        code: Code::Format,
        body: |world| {
            Forge::honest(world).sealed_header("{\"alg\"", &format!("{{{}\"alg\"", " ".repeat(800))).body()
        },
    },
    Attack {
        name: "a member of the body twice",
        at: At::Both,
        removed: &[Check::DuplicateMember, Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).body().replacen('}', ",\"sealed\":\"another\"}", 1),
    },
    Attack {
        name: "a member of the body twice, once spelled with an escape",
        at: At::Both,
        removed: &[Check::DuplicateMember, Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).body().replacen('}', ",\"s\\u0065aled\":\"another\"}", 1),
    },
    Attack {
        name: "alg twice in the header",
        at: At::Both,
        removed: &[Check::DuplicateMember, Check::ClosedSet],
        code: Code::Format,
        body: |world| {
            Forge::honest(world).header("\"alg\":\"ES256\"", "\"alg\":\"ES256\",\"alg\":\"none\"").body()
        },
    },
    Attack {
        name: "a claim twice",
        at: At::Both,
        removed: &[Check::DuplicateMember, Check::ClosedSet],
        code: Code::Format,
        body: |world| {
            Forge::honest(world).claims("\"sdk\":", "\"origin\":\"https://other.example\",\"sdk\":").body()
        },
    },
    Attack {
        name: "a member twice inside sealed",
        at: At::Vault,
        removed: &[Check::DuplicateMember, Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).plaintext("\"pad\":", "\"jkt\":\"other\",\"pad\":").body(),
    },
    Attack {
        name: "deep nesting in the body",
        at: At::Both,
        removed: &[Check::Depth, Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).body().replacen("\"v\":1", &(nested() + "\"v\":1"), 1),
    },
    Attack {
        name: "deep nesting in the payload",
        at: At::Both,
        removed: &[Check::Depth, Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).claims("\"sdk\"", &(nested() + "\"sdk\"")).body(),
    },
    Attack {
        name: "another member in the body",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).body().replacen("\"v\":1", "\"v\":1,\"suite\":\"jose\"", 1),
    },
    Attack {
        name: "a critical header that nobody understands",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).header("{\"alg\"", "{\"crit\":[\"x\"],\"x\":1,\"alg\"").body(),
    },
    Attack {
        name: "a header that names a key elsewhere",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| {
            Forge::honest(world).header("{\"alg\"", "{\"jku\":\"https://evil.example\",\"alg\"").body()
        },
    },
    Attack {
        name: "a raw value in a claim of one's own",
        at: At::Both,
        removed: &[Check::ClosedSet],
        code: Code::Format,
        body: |world| Forge::honest(world).claims("\"sdk\"", "\"phone\":\"+8613800138000\",\"sdk\"").body(),
    },
    Attack {
        name: "a raw value in sdk",
        at: At::Both,
        removed: &[Check::ShortName],
        code: Code::Format,
        body: |world| {
            let forge = Forge::honest(world);
            let sdk = claim(&forge.payload, "sdk");
            forge.claims(&sdk, "韦小宝 11010519491231002X").body()
        },
    },
    Attack {
        name: "a story in the name of a control",
        at: At::Both,
        removed: &[Check::ShortName],
        code: Code::Format,
        body: |world| Forge::honest(world).claims(":give\"", &format!(":give{}\"", "x".repeat(200))).body(),
    },
    Attack {
        name: "padding behind the header",
        at: At::Both,
        removed: &[Check::Canonical],
        code: Code::Format,
        body: |world| {
            // The header is filled up until its base64url has a padding character to show.
            let mut forge = Forge::honest(world);
            while forge.header.len().is_multiple_of(3) {
                forge.header.push(' ');
            }
            let fill = "=".repeat(3 - forge.header.len() % 3);
            forge.body_with(|sd_jwt| {
                let (header, rest) = sd_jwt.split_once('.').unwrap();
                let payload = rest.split_once('.').unwrap().0;
                let input = format!("{header}{fill}.{payload}");
                let signature = Signer::sign(&forge.device, input.as_bytes()).unwrap();
                format!("{input}.{}~", crate::suite::jose::base64url(&signature))
            })
        },
    },
    Attack {
        name: "stray bits in the last character of the signature",
        at: At::Both,
        removed: &[Check::Canonical],
        code: Code::Format,
        body: |world| {
            Forge::honest(world).body_with(|sd_jwt| {
                // 64 bytes leave four bits of the last character unused: 15 other spellings of one signature.
                let mut text = sd_jwt.trim_end_matches('~').to_owned();
                let last = text.pop().unwrap();
                let next = char::from(u8::try_from(last).unwrap() + 1);
                assert!("AQgw".contains(last) && next.is_ascii_alphanumeric());
                format!("{text}{next}~")
            })
        },
    },
    Attack {
        name: "no tilde",
        at: At::Both,
        removed: &[Check::Tilde],
        code: Code::Format,
        body: |world| Forge { tail: String::new(), ..Forge::honest(world) }.body(),
    },
    Attack {
        name: "two tildes",
        at: At::Both,
        removed: &[Check::Tilde],
        code: Code::Format,
        body: |world| Forge { tail: "~~".to_owned(), ..Forge::honest(world) }.body(),
    },
    Attack {
        name: "a disclosure in clear behind the signed part",
        at: At::Both,
        removed: &[Check::Tilde],
        code: Code::Format,
        body: |world| {
            let (clear, _) = super::forge::disclosure(r#"["AAAAAAAAAAAAAAAAAAAAAA","name","韦小宝"]"#);
            Forge { tail: format!("~{clear}~"), ..Forge::honest(world) }.body()
        },
    },
    Attack {
        name: "a cosignature that no suite here checks",
        at: At::Both,
        removed: &[Check::Reserved],
        code: Code::Cosign,
        body: |world| Forge::honest(world).body().replacen('}', ",\"cosign\":\"a.b.c\"}", 1),
    },
    Attack {
        name: "cnf without a cosignature",
        at: At::Both,
        removed: &[Check::Reserved],
        code: Code::Cosign,
        body: |world| Forge::honest(world).claims("\"sdk\"", "\"cnf\":{\"jkt\":\"x\"},\"sdk\"").body(),
    },
    Attack {
        name: "a guardian's half alone",
        at: At::Both,
        removed: &[Check::Reserved],
        code: Code::Guardian,
        body: |world| Forge::honest(world).claims("\"sdk\"", "\"ward\":\"x\",\"sdk\"").body(),
    },
];
