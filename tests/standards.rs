//! The published examples and vectors of the standards that the format rests on, through the code that bundles go
//! through. RFC 7638 §3.1 has an RSA key only; RFC 9449 §6.1 has the thumbprint of one on P-256.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[path = "bundle/suites.rs"]
mod suites;

use realname::bundle::disclosure::Disclosure;
use realname::bundle::jwe::Jwe;
use realname::code::Code;
use realname::json::Json;
use realname::suite::jose::{
    array_from_base64url, base64url, concat_kdf, concat_kdf_round, digest_of, from_base64url, sha256,
};
use realname::suite::native::{NativePage, PrivateKey};
use realname::suite::{HostSuite, PageSuite, PublicKey, Signer as _};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use suites::{Every, agree, hmac_sha256};
use zeroize::Zeroizing;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn public(x: &str, y: &str) -> PublicKey {
    PublicKey { x: array_from_base64url(x).unwrap(), y: array_from_base64url(y).unwrap() }
}

fn private(d: &str) -> PrivateKey {
    PrivateKey::from_bytes(&array_from_base64url(d).unwrap()).unwrap()
}

/// The lines of a file of `vectors/wycheproof`: result, flags, values.
fn wycheproof(file: &str) -> impl Iterator<Item = (String, String, Vec<Vec<u8>>)> {
    file.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let values = columns[3..].iter().map(|value| hex(value)).collect();
        (format!("test {}", columns[0]), columns[1].to_owned(), values)
    })
}

/// An uncompressed point; our format has no other.
fn point(bytes: &[u8]) -> Option<PublicKey> {
    let (65, Some(4)) = (bytes.len(), bytes.first()) else { return None };
    Some(PublicKey { x: bytes[1..33].try_into().unwrap(), y: bytes[33..].try_into().unwrap() })
}

#[test]
fn rfc_7515_a_3_verifies() {
    let key =
        public("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    let input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = array_from_base64url(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    )
    .unwrap();
    assert_eq!(private("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI").public_key(), key);
    assert_eq!(Every.verify(&key, input.as_bytes(), &signature), Ok(()));
    assert_eq!(Every.verify(&key, &input.as_bytes()[1..], &signature), Err(Code::Signature));
}

#[test]
fn rfc_7518_appendix_c_derives_its_key() {
    let alice = private("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
    let bob = private("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
    assert_eq!(
        alice.public_key(),
        public("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps")
    );
    assert_eq!(
        bob.public_key(),
        public("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck")
    );
    let shared = agree(&alice, &bob.public_key()).unwrap();
    assert_eq!(shared, agree(&bob, &alice.public_key()).unwrap());
    assert_eq!(*shared, hex("9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4").as_slice());
    let key = concat_kdf_round(&shared, b"A128GCM", b"Alice", b"Bob", 128);
    assert_eq!(base64url(&key[..16]), "VqqN6vgjbSBcIijNcacQGg");
}

#[test]
fn rfc_9449_thumbprint_of_a_p_256_key() {
    let key =
        public("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA");
    assert_eq!(base64url(&key.thumbprint()), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

/// RFC 9901 §4.2.3: an object property and an array element; the digest is over the text, not over what it decodes to.
#[test]
fn rfc_9901_digests_of_disclosures() {
    let encoded = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
    let json = r#"["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]"#;
    assert_eq!(*from_base64url(encoded).unwrap(), json.as_bytes());
    assert_eq!(digest_of(encoded.as_bytes()), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    let element = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0";
    assert_eq!(digest_of(element.as_bytes()), "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs");
}

/// RFC 9901 §5.1: the issuer's signature verifies, and every disclosure's digest stands in the payload once.
#[test]
fn rfc_9901_issuer_signed_jwt_and_its_disclosures() {
    let vector = Json::parse(include_bytes!("vectors/rfc9901.json")).unwrap();
    let mut vector = vector.into_members().unwrap();
    let key = public(&vector.text("x").unwrap(), &vector.text("y").unwrap());
    let jwt = vector.text("jwt").unwrap();
    let (input, signature) = jwt.rsplit_once('.').unwrap();
    let signature = array_from_base64url(signature).unwrap();
    assert_eq!(Every.verify(&key, input.as_bytes(), &signature), Ok(()));
    assert_eq!(Every.verify(&key, &input.as_bytes()[1..], &signature), Err(Code::Signature));

    let payload = from_base64url(input.split_once('.').unwrap().1).unwrap();
    let mut payload = Json::parse(&payload).unwrap().into_members().unwrap();
    assert_eq!(payload.text("_sd_alg").unwrap(), "sha-256");
    let mut digests = payload.texts("_sd").unwrap();
    assert!(digests.is_sorted(), "as section 4.2.4.1 recommends");
    for element in payload.array("nationalities").unwrap() {
        digests.push(element.into_members().unwrap().text("...").unwrap());
    }
    let disclosures = vector.texts("disclosures").unwrap();
    let mut made: Vec<String> = disclosures.iter().map(|text| digest_of(text.as_bytes())).collect();
    made.sort();
    digests.sort();
    assert_eq!((made.len(), made), (10, digests));
    // Five are three strings, under names that are no fields here; booleans, objects, numbers and array elements are refused.
    let read: Vec<_> = disclosures.iter().filter_map(|text| Disclosure::read(text).ok()).collect();
    assert!(read.len() == 5 && read.iter().all(|(field, _)| field.is_none()));
}

/// RFC 6979 A.2.5, message "sample": the signature is deterministic, and its s is a high one.
#[test]
fn rfc_6979_p_256_sha_256() {
    let key = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let key = PrivateKey::from_bytes(key.as_slice().try_into().unwrap()).unwrap();
    let signature = hex(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    assert_eq!(key.sign(b"sample").unwrap().as_slice(), signature);
    assert_eq!(Every.verify(&key.public_key(), b"sample", signature.as_slice().try_into().unwrap()), Ok(()));
}

#[test]
fn fips_180_4_and_rfc_4231() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(&[b"a", b"", b"bc"]).as_slice(), hex(abc));
    let tag = hmac_sha256(b"Jefe", b"what do ya want for nothing?").unwrap();
    assert_eq!(tag.as_slice(), hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
}

#[test]
fn wycheproof_ecdsa_p_256_sha_256() {
    let (mut accepted, mut refused) = (0, 0);
    for (name, result, values) in wycheproof(include_str!("vectors/wycheproof/ecdsa_p256.tsv")) {
        let key = point(&values[0]).unwrap();
        // In a JWS a signature of another length never gets as far as the suite.
        let verified = <[u8; 64]>::try_from(values[2].as_slice())
            .map_err(|_| Code::Signature)
            .and_then(|signature| Every.verify(&key, &values[1], &signature));
        assert_eq!(verified.is_ok(), result == "valid", "{name}");
        if verified.is_ok() { accepted += 1 } else { refused += 1 }
    }
    assert_eq!((accepted, refused), (173, 89));
}

#[test]
fn wycheproof_ecdh_p_256() {
    let (mut agreed, mut refused) = (0, 0);
    for (name, result, values) in wycheproof(include_str!("vectors/wycheproof/ecdh_p256.tsv")) {
        let mut scalar = [0; 32];
        // The file's scalars have leading zeros or lack them.
        let significant: Vec<u8> = values[0].iter().copied().skip_while(|byte| *byte == 0).collect();
        scalar[32 - significant.len()..].copy_from_slice(&significant);
        let private = PrivateKey::from_bytes(&scalar).unwrap();
        let shared = point(&values[1]).ok_or(Code::Jwk).and_then(|public| agree(&private, &public));
        match shared {
            Ok(shared) => {
                assert!(result == "valid" && shared.as_slice() == values[2], "{name}");
                agreed += 1;
            }
            Err(code) => {
                // `acceptable` is a compressed point, which a JWK cannot hold.
                assert!(result != "valid" && code == Code::Jwk, "{name}");
                refused += 1;
            }
        }
    }
    assert_eq!((agreed, refused), (330, 25));
}

#[test]
fn wycheproof_aes_256_gcm() {
    let page = NativePage::from_system().unwrap();
    let (mut opened, mut refused) = (0, 0);
    for (name, result, values) in wycheproof(include_str!("vectors/wycheproof/aes_256_gcm.tsv")) {
        let key = Zeroizing::new(<[u8; 32]>::try_from(values[0].as_slice()).unwrap());
        let iv: [u8; 12] = values[1].as_slice().try_into().unwrap();
        let sealed = [values[4].as_slice(), &values[5]].concat();
        match Every.decrypt(&key, &iv, &values[2], &sealed) {
            Ok(plaintext) => {
                assert!(result == "valid" && *plaintext == values[3], "{name}");
                let again = pin!(page.encrypt(&key, &iv, &values[2], &values[3]))
                    .poll(&mut Context::from_waker(Waker::noop()));
                assert_eq!(again, Poll::Ready(Ok(sealed)), "{name}");
                opened += 1;
            }
            Err(code) => {
                assert!(result == "invalid" && code == Code::SealedDecrypt, "{name}");
                refused += 1;
            }
        }
    }
    assert_eq!((opened, refused), (39, 27));
}

/// The cases of Wycheproof's JWE file that agree on a key of P-256 directly, as `sealed` does. A256GCM opens; what `sealed`
/// may be encrypted with is that alone, and none of these is a `sealed`, which says more in its header.
#[test]
fn wycheproof_jwe_ecdh_es_p_256() {
    let private = private("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
    let file = include_str!("vectors/wycheproof/jwe_ecdh_es.tsv");
    let (mut opened, mut refused) = (0, 0);
    for line in file.lines().skip(1) {
        let [id, "valid", enc, plaintext, jwe] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let [header, "", iv, text, tag] = jwe.split('.').collect::<Vec<_>>()[..] else { panic!("{id}") };
        let mut members = Json::parse(&from_base64url(header).unwrap()).unwrap().into_members().unwrap();
        assert_eq!(
            (members.text("alg").unwrap(), members.text("enc").unwrap()),
            ("ECDH-ES".to_owned(), enc.to_owned())
        );
        let epk = PublicKey::from_jwk(&members.take("epk").unwrap()).unwrap();
        members.finish().unwrap();
        let shared = agree(&private, &epk).unwrap();
        let code = if enc == "A256GCM" {
            let key = concat_kdf(&shared, b"", b"");
            let iv = array_from_base64url(iv).unwrap();
            let sealed = [from_base64url(text).unwrap().as_slice(), &from_base64url(tag).unwrap()].concat();
            let decrypt = |aad: &str, sealed: &[u8]| Every.decrypt(&key, &iv, aad.as_bytes(), sealed);
            assert_eq!(*decrypt(header, &sealed).unwrap(), hex(plaintext), "{id}");
            // Every bit of it counts, and so does the header.
            for at in 0..sealed.len() {
                let mut bent = sealed.clone();
                bent[at] ^= 1;
                assert_eq!(decrypt(header, &bent), Err(Code::SealedDecrypt), "{id}, byte {at}");
            }
            assert_eq!(decrypt(&header[1..], &sealed), Err(Code::SealedDecrypt), "{id}");
            opened += 1;
            Code::Format
        } else {
            refused += 1;
            Code::Alg
        };
        assert_eq!(Jwe::parse(jwe).err(), Some(code), "{id}");
    }
    assert_eq!((opened, refused), (1, 5));
}

#[test]
fn rfc_4648_section_10() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64url(bytes.as_bytes()), text);
        assert_eq!(*from_base64url(text).unwrap(), bytes.as_bytes());
    }
    assert_eq!(base64url(&[0xfb, 0xff, 0xbf]), "-_-_");
}

/// Each text of up to three letters and a few strangers: it is refused, or it is the one spelling of what it says.
#[test]
fn base64url_has_one_spelling() {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ~é";
    let mut taken = [0; 4];
    let mut check = |text: &str, length: usize| {
        if let Ok(bytes) = from_base64url(text) {
            assert_eq!(base64url(&bytes), text);
            taken[length] += 1;
        }
    };
    for a in letters.chars() {
        check(&String::from(a), 1);
        for b in letters.chars() {
            check(&format!("{a}{b}"), 2);
            for c in letters.chars() {
                check(&format!("{a}{b}{c}"), 3);
            }
        }
    }
    // One letter says nothing, two a byte, three two bytes.
    assert_eq!(taken, [0, 0, 256, 65_536]);
}
