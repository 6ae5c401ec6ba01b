//! The suite in a real browser: `wasm-pack test --headless --chrome` or `--firefox`.

use super::*;
use crate::bundle::build::{self, Act, Recipient};
use crate::bundle::challenge::Challenge;
use crate::bundle::claims::Claims;
use crate::bundle::jwe::Jwe;
use crate::bundle::jws::{Jws, typ};
use crate::code::Field;
use crate::consent::Env;
use crate::secret::Secret;
use crate::suite::jose::{base64url, digest_of};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_signature_verifies_and_a_changed_message_does_not() {
    let page = WebCrypto::new().await.unwrap();
    let signature = page.sign(b"message").await.unwrap();
    assert_eq!(page.verify(&page.public_key(), b"message", &signature).await, Ok(()));
    assert_eq!(page.verify(&page.public_key(), b"massage", &signature).await, Err(Code::Signature));
    let off_curve = PublicKey { x: [1; 32], y: [1; 32] };
    assert_eq!(page.verify(&off_curve, b"message", &signature).await, Err(Code::Jwk));
}

#[wasm_bindgen_test]
async fn agreement_is_fresh_each_time_and_refuses_a_point_off_the_curve() {
    let page = WebCrypto::new().await.unwrap();
    let other = WebCrypto::new().await.unwrap().public_key();
    let (one, first) = page.agree(&other).await.unwrap();
    let (two, second) = page.agree(&other).await.unwrap();
    assert!(one != two && first != second && *first != [0; 32]);
    assert_eq!(page.agree(&PublicKey { x: [1; 32], y: [1; 32] }).await.err(), Some(Code::Jwk));
}

#[wasm_bindgen_test]
async fn aes_gcm_is_that_of_the_standard() {
    // NIST GCM, AES-256, case 13: an all-zero key and IV, nothing to encrypt.
    let page = WebCrypto::new().await.unwrap();
    let tag = page.encrypt(&Zeroizing::new([0; 32]), &[0; 12], b"", b"").await.unwrap();
    assert_eq!(
        tag,
        [0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45, 0x36, 0xb9, 0xa9, 0x63, 0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b]
    );
}

#[wasm_bindgen_test]
async fn a_bundle_is_signed_bound_and_of_one_size() {
    let page = WebCrypto::new().await.unwrap();
    let vault = WebCrypto::new().await.unwrap().public_key();
    let challenge = Challenge {
        challenge: "rnc2.".to_owned() + &"A".repeat(50),
        expires_in: 300,
        server_time: 1_795_500_000,
        aud: "https://signup.example".to_owned(),
        policy: digest_of(b"policy"),
        enc_keys: String::new(),
    };
    let mut sizes = Vec::new();
    for name in ["王", "一个很长很长很长很长的名字"] {
        let act = Act {
            challenge: &challenge,
            origin: "https://signup.example",
            env: Env::Demo,
            now: 1_795_500_001,
            decisions: Vec::new(),
        };
        let values = [(Field::Name, &Secret::copy_of(name))];
        let to = Recipient { kid: base64url(&vault.thumbprint()), key: vault };
        let bundle = build::bundle(act, &values, &to, &page).await.unwrap();
        let jws = Jws::parse(bundle.sd_jwt.strip_suffix('~').unwrap(), typ::SD_JWT).unwrap();
        jws.verify_on_page(&page).await.unwrap();
        let claims = Claims::parse(&jws.payload, true).unwrap();
        let sealing = claims.sealing.unwrap();
        assert_eq!((sealing.digests.len(), sealing.sealed_hash), (8, digest_of(bundle.sealed.as_bytes())));
        assert!(Jwe::parse(&bundle.sealed).unwrap().binding.apu == page.public_key().thumbprint());
        sizes.push(bundle.to_json().len());
    }
    assert_eq!(sizes.first(), sizes.last());
}
