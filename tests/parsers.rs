//! No input makes a reader panic: random bytes, random JSON, good documents with a few bytes changed, and the corpora
//! of the fuzz targets.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[path = "bundle/parsers.rs"]
mod parsers;
#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use parsers::{ALL, Parsers};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use realname::code::Kind;
use realname::json::{Json, Writer};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::OnceLock;

thread_local! {
    static PARSERS: Parsers = Parsers::new();
}

fn every_reader(bytes: &[u8]) {
    PARSERS.with(|parsers| {
        for name in ALL {
            parsers.read(name, bytes);
        }
    });
}

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect()
}

/// Everything in the corpora, read once.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SEEDS.get_or_init(|| ALL.iter().flat_map(|name| corpus(name)).map(|(_, bytes)| bytes).collect())
}

/// The good inputs are those of the vector; `REALNAME_BLESS=1` writes them.
#[test]
fn the_corpora_hold_the_vector() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let vector = std::fs::read(root.join("tests/vectors/bundle-jose.json")).unwrap();
    let family = std::fs::read(root.join("tests/vectors/guardian-jose.json")).unwrap();
    let acts = std::fs::read(root.join("tests/vectors/acts-jose.json")).unwrap();
    let member = |path: &str| {
        let (of, path) = match path.split_once('/') {
            Some(("family", path)) => (&family, path),
            Some(("acts", path)) => (&acts, path),
            _ => (&vector, path),
        };
        let steps = path.split('/').fold(Json::parse(of).unwrap(), |value, step| match value {
            Json::Object(list) => list.into_iter().find(|(name, _)| name == step).unwrap().1,
            Json::Array(list) => list[step.parse::<usize>().unwrap()].clone(),
            _ => panic!("{path}"),
        });
        steps.into_text().unwrap()
    };
    let compact = member("sd_jwt/signing_input") + "." + &member("sd_jwt/signature");
    for (name, file, text) in [
        ("json", "good-policy", member("inputs/policy")),
        ("json", "good-escapes", r#"[{"a":"\u4e2d\ud83d\ude00\n"},[-1,0,true,false,null],""]"#.to_owned()),
        ("bundle", "good", member("body")),
        ("guardian", "good", member("family/body")),
        ("claims", "good-guardian", member("family/guardian/payload")),
        ("policy", "good-ages", member("family/policy")),
        ("notice", "good-child", member("family/child_notice")),
        ("decision", "good", member("decision_body")),
        ("jws", "good", compact),
        ("jwe", "good", member("sealed/compact")),
        ("claims", "good-signup", member("sd_jwt/payload")),
        ("claims", "good-decision", member("decision_jwt/payload")),
        ("plaintext", "good", member("sealed/plaintext")),
        ("disclosure", "good-number", member("disclosures/1/disclosure")),
        ("disclosure", "good-name", member("disclosures/2/disclosure")),
        ("policy", "good", member("inputs/policy")),
        ("notice", "good", member("inputs/notices/0")),
        ("challenge", "good", member("challenge_document")),
        ("nonce", "good", member("challenge")),
        ("acts", "good-withdrawal", member("acts/withdrawal/payload")),
        ("acts", "good-reverify", member("acts/reverify/payload")),
        ("acts", "good-body", member("acts/reverify/body")),
        ("sd_jwt", "good", member("sd_jwt/payload")),
        ("sealed_header", "good", member("sealed/protected_header")),
        ("halves", "good-child", member("family/child/payload")),
        ("halves", "good-guardian", member("family/guardian/payload")),
        ("keyset", "good", member("key_set/payload")),
    ] {
        held(name, file, &text);
    }
}

/// And of each kind of number the first text of its vectors that is well-formed.
#[test]
fn the_corpus_of_numbers_has_every_kind() {
    for kind in Kind::ALL {
        let file =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/vectors/{}.json", kind.as_str()));
        let vector: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let cases = vector["cases"].as_array().unwrap();
        let good = cases.iter().find(|case| case["state"] == "well-formed").unwrap();
        held("numbers", &format!("good-{}", kind.as_str()), good["text"].as_str().unwrap());
    }
}

/// The corpus has that file, with that in it.
fn held(name: &str, file: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name).join(file);
    if std::env::var_os("REALNAME_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == text, "{}", path.display());
}

/// Each reader has an input that it takes, so that the corpora lead somewhere; what is called `good` is taken.
#[test]
fn the_corpora_are_read() {
    PARSERS.with(|parsers| {
        for name in ALL {
            let files = corpus(name);
            assert!(files.iter().any(|(file, _)| file.starts_with("good")), "{name} has no good input");
            for (file, bytes) in files {
                let taken = parsers.read(name, &bytes);
                assert!(taken || !file.starts_with("good"), "{name}/{file} was refused");
            }
        }
    });
}

fn quoted(text: &str) -> String {
    let mut json = Writer::new();
    json.text(text);
    json.finish()
}

/// A JSON document, as text: `Json` has no `Debug`, because it may hold a raw value.
fn json() -> impl Strategy<Value = String> {
    let known = vec!["v", "alg", "typ", "jwk", "iss", "_sd", "consent", "disclosures", "fields", "id"];
    let name = prop_oneof!["[a-z_]{1,8}", prop::sample::select(known).prop_map(str::to_owned)];
    let leaf = prop_oneof![
        prop::sample::select(vec!["null", "true", "false"]).prop_map(str::to_owned),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(|number| number.to_string()),
        ".{0,20}".prop_map(|text| quoted(&text)),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::btree_map(name.clone(), inner, 0..6).prop_map(|members| {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("{}:{value}", quoted(name))).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_make_no_reader_panic(bytes in vec(any::<u8>(), 0..512)) {
        every_reader(&bytes);
    }

    #[test]
    fn random_json_is_read_as_it_was_written(text in json()) {
        let value = Json::parse(text.as_bytes());
        prop_assert!(value.is_ok());
        let mut again = Writer::new();
        again.value(&value.unwrap());
        prop_assert_eq!(again.finish(), text.clone());
        every_reader(text.as_bytes());
    }

    #[test]
    fn good_documents_with_bytes_changed_make_no_reader_panic(
        seed in any::<Index>(),
        changes in vec((any::<Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let mut bytes = seed.get(seeds()).clone();
        for (at, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        every_reader(&bytes);
    }
}
