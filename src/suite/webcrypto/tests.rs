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
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Waker;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A page without a form, whose answers wake the test.
struct Bench {
    page: Page,
    waker: Rc<Cell<Option<Waker>>>,
}

impl Bench {
    fn new() -> Self {
        let page = platform::open(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
        let waker: Rc<Cell<Option<Waker>>> = Rc::default();
        let own = waker.clone();
        let happened = Closure::<dyn Fn(u32, u32)>::new(move |_, _| own.take().unwrap().wake());
        platform::handle(&page, happened.into_js_value());
        Self { page, waker }
    }

    async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|context| {
            self.waker.set(Some(context.waker().clone()));
            work.as_mut().poll(context)
        })
        .await
    }

    async fn suite(&self) -> WebCrypto<'_> {
        WebCrypto::new(&self.page, self.run(WebCrypto::device_key(&self.page)).await.unwrap())
    }
}

#[wasm_bindgen_test]
async fn a_signature_verifies_and_a_changed_message_does_not() {
    let bench = Bench::new();
    let page = bench.suite().await;
    let signature = bench.run(page.sign(b"message")).await.unwrap();
    assert_eq!(bench.run(page.verify(&page.public_key(), b"message", &signature)).await, Ok(()));
    assert_eq!(
        bench.run(page.verify(&page.public_key(), b"massage", &signature)).await,
        Err(Code::Signature)
    );
    let off_curve = PublicKey { x: [1; 32], y: [1; 32] };
    assert_eq!(bench.run(page.verify(&off_curve, b"message", &signature)).await, Err(Code::Jwk));
}

#[wasm_bindgen_test]
async fn agreement_is_fresh_each_time_and_refuses_a_point_off_the_curve() {
    let bench = Bench::new();
    let page = bench.suite().await;
    let other = Bench::new().suite().await.public_key();
    let (one, first) = bench.run(page.agree(&other)).await.unwrap();
    let (two, second) = bench.run(page.agree(&other)).await.unwrap();
    assert!(one != two && first != second && *first != [0; 32]);
    assert_eq!(bench.run(page.agree(&PublicKey { x: [1; 32], y: [1; 32] })).await.err(), Some(Code::Jwk));
}

#[wasm_bindgen_test]
async fn aes_gcm_is_that_of_the_standard() {
    // NIST GCM, AES-256, case 13: an all-zero key and IV, nothing to encrypt.
    let bench = Bench::new();
    let page = bench.suite().await;
    let tag = bench.run(page.encrypt(&Zeroizing::new([0; 32]), &[0; 12], b"", b"")).await.unwrap();
    assert_eq!(
        tag,
        [0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45, 0x36, 0xb9, 0xa9, 0x63, 0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b]
    );
}

#[wasm_bindgen_test]
async fn a_bundle_is_signed_bound_and_of_one_size() {
    let bench = Bench::new();
    let page = bench.suite().await;
    let vault = Bench::new().suite().await.public_key();
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
        let bundle = bench.run(build::bundle(act, &values, &to, &page)).await.unwrap();
        let jws = Jws::parse(bundle.sd_jwt.strip_suffix('~').unwrap(), typ::SD_JWT).unwrap();
        bench.run(jws.verify_on_page(&page)).await.unwrap();
        let claims = Claims::parse(&jws.payload, true).unwrap();
        let sealing = claims.sealing.unwrap();
        assert_eq!((sealing.digests.len(), sealing.sealed_hash), (8, digest_of(bundle.sealed.as_bytes())));
        assert!(Jwe::parse(&bundle.sealed).unwrap().binding.apu == page.public_key().thumbprint());
        sizes.push(bundle.to_json().len());
    }
    assert_eq!(sizes.first(), sizes.last());
}
