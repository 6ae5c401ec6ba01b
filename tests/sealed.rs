//! What Wycheproof's JWE file does to a JWE, done to a `sealed` of ours. The file itself is in no package of a registry
//! (docs/decisions.md), and what it holds is wrapped keys, which this format does not have; its cases by name are these.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use realname::bundle::jwe::Jwe;
use realname::code::Code;
use realname::suite::jose::{base64url, from_base64url};
use world::suites::Every;
use world::{PERSON, World};

fn opened(world: &World, text: &str) -> Result<(), Code> {
    Jwe::parse(text)?.open(&Every, world).map(|_| ())
}

/// One part's bytes, changed.
fn changed(parts: &[&str], at: usize, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = from_base64url(parts[at]).unwrap().to_vec();
    change(&mut bytes);
    let (text, mut parts) = (base64url(&bytes), parts.to_vec());
    parts[at] = &text;
    parts.join(".")
}

/// Without the part, and without the part and its separator.
fn missing(parts: &[&str], at: usize) -> [String; 2] {
    let (mut empty, mut fewer) = (parts.to_vec(), parts.to_vec());
    empty[at] = "";
    fewer.remove(at);
    [empty.join("."), fewer.join(".")]
}

#[test]
fn the_cases_of_wycheproof_s_jwe_file_are_refused() {
    let world = World::new();
    let sealed = world.signup("sealed", &PERSON).0.sealed;
    assert_eq!(opened(&world, &sealed), Ok(()), "acceptsValid");
    let parts: Vec<&str> = sealed.split('.').collect();
    let [header, _, iv, text, tag] = parts[..] else { panic!("{sealed}") };
    let json = String::from_utf8(from_base64url(header).unwrap().to_vec()).unwrap();
    let with_header = |from: &str, to: &str| {
        let bent = json.replacen(from, to, 1);
        assert_ne!(bent, json, "{from}");
        let header = base64url(bent.as_bytes());
        [&header, "", iv, text, tag].join(".")
    };
    let x_at = json.find("\"x\":\"").unwrap() + 5;
    let x = &json[x_at..x_at + 43];
    let serialized = format!(
        r#"{{"protected":"{header}","unprotected":{{"unknown":"untrustworthy"}},"header":{{"unknown2":"untrustworthy"}},"encrypted_key":"","iv":"{iv}","ciphertext":"{text}","tag":"{tag}"}}"#
    );
    for (name, bent, code) in [
        ("rejectsModifiedAuthenticationTag", changed(&parts, 4, |tag| tag[0] ^= 1), Code::SealedDecrypt),
        (
            "rejectsModifiedAuthenticationTagAtEnd",
            changed(&parts, 4, |tag| tag[15] ^= 1),
            Code::SealedDecrypt,
        ),
        ("rejectsAuthenticationTagTooLong", changed(&parts, 4, |tag| tag.extend([0; 3])), Code::Format),
        (
            "rejectsTruncatedAuthenticationTagBy1Byte",
            changed(&parts, 4, |tag| tag.truncate(15)),
            Code::Format,
        ),
        (
            "rejectsTruncatedAuthenticationTagBy4Bytes",
            changed(&parts, 4, |tag| tag.truncate(12)),
            Code::Format,
        ),
        (
            "rejectsTruncatedAuthenticationTagBy8Bytes",
            changed(&parts, 4, |tag| tag.truncate(8)),
            Code::Format,
        ),
        ("rejectsModifiedCiphertext", changed(&parts, 3, |text| text[0] ^= 1), Code::SealedDecrypt),
        ("rejectsModifiedIv", changed(&parts, 2, |iv| iv[0] ^= 1), Code::SealedDecrypt),
        ("rejectsModifiedEncryptedKey", [header, "AAAA", iv, text, tag].join("."), Code::Format),
        ("rejectsModifiedHeader", with_header("\"alg\"", "\"Alg\""), Code::Format),
        (
            "rejectsModifiedHeader, an algorithm with a wrapped key",
            with_header("ECDH-ES", "ECDH-ES+A128KW"),
            Code::Alg,
        ),
        ("WrongCipher", with_header("A256GCM", "A128CBC-HS256"), Code::Alg),
        ("WrongCipher, a shorter key", with_header("A256GCM", "A128GCM"), Code::Alg),
        ("CompressedPlaintext", with_header("\"enc\"", "\"zip\":\"DEF\",\"enc\""), Code::Format),
        ("rejectsInvalidCurvePoint", with_header(x, &base64url(&[1; 32])), Code::SealedDecrypt),
        ("rejectsValidJsonSerialization", serialized, Code::Format),
    ] {
        assert_eq!(opened(&world, &bent), Err(code), "{name}");
    }
    for (name, at) in [("Header", 0), ("Iv", 2), ("Ciphertext", 3), ("AuthenticationTag", 4)] {
        let [empty, fewer] = missing(&parts, at);
        // No ciphertext is a length that a cipher takes; the tag then does not fit.
        let code = if at == 3 { Code::SealedDecrypt } else { Code::Format };
        assert_eq!(opened(&world, &empty), Err(code), "rejectsMissing{name}");
        assert_eq!(opened(&world, &fewer), Err(Code::Format), "rejectsMissing{name}AndSeparator");
    }
    assert_eq!(
        opened(&world, &missing(&parts, 1)[1]),
        Err(Code::Format),
        "rejectsMissingEncryptedKeyAndSeparator"
    );
}
