//! What the server reads besides the core's documents, by name: fuzz targets and corpora call the same.

use realname::bundle::claims::Claims;
use realname::bundle::jws::{signing_input, typ, with_signature};
use realname::bundle::open::Opened;
use realname::code::Field;
use realname::consent::{AccountRule, Policy};
use realname::secret::Secret;
use realname::suite::Signer as _;
use realname::suite::jose::array_from_base64url;
use realname::suite::native::PrivateKey;
use realname_server::receipt::verify::verify;
use realname_server::receipt::{File, Receipt, kantara};
use realname_server::trust;
use realname_server::vault::wallet;
use serde_json::Value;

/// The names.
pub(crate) const ALL: [&str; 4] = ["receipt", "receipt_statement", "trust", "wallet"];

/// What the readers are given besides their input.
pub(crate) struct Readers {
    /// The receipt's file, to put other statements in.
    file: File,
    service: PrivateKey,
    claims: Claims,
    jkt: String,
    /// One that takes verified accounts only, and one that takes every account.
    policies: [Policy; 2],
    issued: u64,
}

fn vector(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

impl Readers {
    /// In the world of the vectors.
    pub(crate) fn new() -> Self {
        let receipt = vector(include_str!("../../../tests/vectors/receipt.json"));
        let bundle = vector(include_str!("../../../tests/vectors/bundle-jose.json"));
        let wallet = vector(include_str!("../../../tests/vectors/wallet.json"));
        let said =
            |value: &Value, pointer: &str| value.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let policy = |unverified| {
            let mut policy = Policy::parse(said(&bundle, "/inputs/policy").as_bytes()).unwrap();
            let chains = ["eip155:1", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"].map(str::to_owned).to_vec();
            policy.account = Some(AccountRule { chains, unverified, clear_for: None });
            policy
        };
        let d = array_from_base64url(&said(&receipt, "/receipt_private_jwk/d")).unwrap();
        Self {
            file: File::parse(said(&receipt, "/file").as_bytes()).unwrap(),
            service: PrivateKey::from_bytes(&d).unwrap(),
            claims: Claims::parse(said(&bundle, "/sd_jwt/payload").as_bytes(), true).unwrap(),
            jkt: said(&wallet, "/jkt"),
            policies: [policy(false), policy(true)],
            issued: wallet["issued"].as_u64().unwrap(),
        }
    }

    /// Reads. Nothing may panic; what was read and is written again reads as the same.
    pub(crate) fn read(&self, name: &str, bytes: &[u8]) -> bool {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        match name {
            "receipt" => File::parse(bytes).is_ok_and(|file| {
                assert!(File::parse(file.to_json().as_bytes()) == Ok(file));
                verify(bytes, None).is_ok()
            }),
            // Signed by the service and put beside the texts: the checks behind the signature are reached.
            "receipt_statement" => Receipt::parse(bytes).is_ok_and(|receipt| {
                assert!(Receipt::parse(receipt.to_json().as_bytes()).as_ref() == Ok(&receipt));
                let _ = kantara::export(&receipt);
                let input = signing_input(typ::RECEIPT, &self.service.public_key(), text);
                let signature = self.service.sign(input.as_bytes()).unwrap();
                let file =
                    File { jwt: with_signature(input, &signature), notices: self.file.notices.clone() };
                verify(file.to_json().as_bytes(), None).is_ok()
            }),
            "trust" => trust::parse(bytes).is_ok(),
            "wallet" => {
                let opened = Opened {
                    values: vec![(Field::Account, Secret::copy_of(text))],
                    claims: self.claims.clone(),
                    jkt: self.jkt.clone(),
                };
                let [strict, lax] = self.policies.each_ref().map(|policy| {
                    let taken = wallet::check(&opened, policy, self.issued + 1);
                    taken.is_ok_and(|account| account.is_some())
                });
                // Whoever takes verified accounts alone takes no other.
                assert!(lax || !strict);
                lax
            }
            other => panic!("no reader is called {other}"),
        }
    }
}
