//! The suite in a real browser: `wasm-pack test --headless --chrome` or `--firefox`.

use super::*;
use crate::bundle::build::{self, Act, Place, Recipient};
use crate::bundle::challenge::Challenge;
use crate::bundle::claims::Claims;
use crate::bundle::jwe::Jwe;
use crate::bundle::jws::{Jws, typ};
use crate::code::Field;
use crate::consent::Env;
use crate::secret::Secret;
use crate::suite::jose::{base64url, digest_of};
use crate::suite::{Key, PageSuite, PublicKey};
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
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
        // No root, and settings that have no members: nothing is kept.
        let page = platform::open(&JsValue::UNDEFINED, &JsValue::from_str(""));
        let waker: Rc<Cell<Option<Waker>>> = Rc::default();
        let own = waker.clone();
        let happened = Closure::<dyn Fn(u32, u32)>::new(move |_, _| {
            if let Some(waker) = own.take() {
                waker.wake();
            }
        });
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
        platform::device_key(&self.page);
        let public = PublicKey::from_point(&self.run(answered(&self.page)).await.unwrap()).unwrap();
        WebCrypto { page: &self.page, public }
    }
}

/// What was asked for last, when it has come.
async fn answered(page: &Page) -> Option<Vec<u8>> {
    let mut waited = false;
    poll_fn(|_| if core::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    platform::answer(page)
}

/// The browser's suite in the shape that the host's has.
struct WebCrypto<'a> {
    page: &'a Page,
    public: PublicKey,
}

impl PageSuite for WebCrypto<'_> {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    async fn sign(&self, message: &[u8]) -> Result<[u8; 64], Code> {
        platform::sign(self.page, message);
        answered(self.page).await.unwrap().try_into().map_err(|_| Code::CryptoUnavailable)
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
        platform::verify(self.page, &key.to_point(), message, signature);
        match answered(self.page).await.as_deref() {
            None => Err(Code::Jwk),
            Some([]) => Err(Code::Signature),
            Some(_) => Ok(()),
        }
    }

    async fn agree(&self, with: &PublicKey) -> Result<(PublicKey, Key), Code> {
        ask(self.page, Ask::Agree(with));
        let both = answered(self.page).await.ok_or(Code::Jwk)?;
        platform::forget(self.page);
        assert_eq!(platform::answer(self.page), Some(vec![0; 97]));
        let (point, secret) = both.split_last_chunk().unwrap();
        Ok((PublicKey::from_point(point).unwrap(), Key::new(*secret)))
    }

    async fn encrypt(&self, key: &Key, iv: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Code> {
        platform::seal(self.page, key.as_slice(), iv, aad, plaintext);
        answered(self.page).await.ok_or(Code::CryptoUnavailable)
    }

    fn random(&self, out: &mut [u8]) -> Result<(), Code> {
        random(out)
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
    let tag = bench.run(page.encrypt(&Key::new([0; 32]), &[0; 12], b"", b"")).await.unwrap();
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
    let place = Place { origin: "https://signup.example".to_owned(), frame: None };
    let mut sizes = Vec::new();
    for name in ["王", "一个很长很长很长很长的名字"] {
        let act = Act {
            challenge: &challenge,
            place: &place,
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
