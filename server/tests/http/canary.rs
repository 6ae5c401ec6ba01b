//! A raw value stands in no file, no line of the log and no answer, in no spelling.

use crate::laboratory::Lab;
use crate::page::{Page, identity};
use realname::consent::Choice;
use std::fs;
use std::path::Path;

/// Whether a text stands in any file of a folder.
pub(crate) fn found(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return found(&path, text);
        }
        fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn no_raw_value_is_in_any_file_line_or_answer() {
    const NUMBER: &str = "44052418800101001X";
    let lab = Lab::start();
    let canaries = ["哈斯图雅", "440524188001010014", "13912345678"];
    let mut values = identity(canaries[0]);
    values[1].1 = realname::secret::Secret::copy_of(canaries[1]);
    values[3].1 = realname::secret::Secret::copy_of("+8613912345678");
    let page = Page::open(&lab, "account-1", "session-1");
    let mut told: Vec<String> = Vec::new();
    let submit = |values: &[_]| {
        let challenge = page.challenge();
        let decisions = page.decisions(Choice::Given, challenge.server_time);
        page.submit(&page.bundle_of(&challenge, decisions, values))
    };
    let answer = submit(&values);
    let id = answer.id();
    told.push(answer.text);
    told.push(lab.evidence(&id).to_string());
    // One that the vault opens and refuses.
    values[1].1 = realname::secret::Secret::copy_of(NUMBER);
    let refused = submit(&values);
    assert_eq!(refused.code(), "E_INPUT_CHECKSUM");
    told.push(refused.text);
    // What a page of somebody else's might do wrong: raw values where none belong.
    let raw =
        format!(r#"{{"name":"{}","id_number":"{}","mobile":"{}"}}"#, canaries[0], canaries[1], canaries[2]);
    for path in ["/bundles", "/decisions", "/challenge"] {
        for media_type in ["application/realname-bundle+json", "application/json", "text/plain"] {
            told.push(page.post(path, media_type, &raw).text);
        }
    }
    told.push(lab.backend("POST", "/tickets", Some(&raw)).text);
    for path in [
        format!("/bundles/{}", canaries[1]),
        format!("/gate/{}?name={}", canaries[1], canaries[2]),
        format!("/{}/{}", canaries[1], canaries[2]),
        format!("/healthz?number={}", canaries[1]),
    ] {
        told.push(
            lab.send("GET", &path, &[("authorization", canaries[1]), ("x-name", canaries[2])], None).text,
        );
    }
    let lines = lab.log.lock().unwrap().join("\n");
    assert!(lines.contains("POST /realname/v1/bundles 202 -"), "{lines}");
    assert!(lines.contains("E_INPUT_CHECKSUM"));
    let told = told.join("\n");
    for canary in canaries.into_iter().chain([NUMBER]) {
        for spelling in spellings(canary) {
            assert!(!found(lab.folder.path(), &spelling), "{spelling} in a file");
            assert!(!lines.contains(&spelling), "{spelling} in the log");
            assert!(!told.contains(&spelling), "{spelling} in an answer");
        }
    }
    // The control: the search finds a canary that is there.
    fs::write(lab.folder.path().join("keys/seeded"), format!("…{}…", canaries[1])).unwrap();
    assert!(found(lab.folder.path(), canaries[1]));
}

/// A value as it is, in base64 at each of three offsets, in hexadecimal, and hashed without a salt.
pub(crate) fn spellings(value: &str) -> Vec<String> {
    use realname::suite::jose::{base64url, digest_of, sha256};
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut all = vec![
        value.to_owned(),
        hex(value.as_bytes()),
        hex(&sha256(&[value.as_bytes()])),
        digest_of(value.as_bytes()),
    ];
    for offset in 0..3 {
        let text = base64url(&[&vec![b'"'; offset][..], value.as_bytes()].concat());
        // The ends mix with what stands beside the value.
        let inner = text.get(offset * 4 / 3 + 1..text.len() - 2).unwrap().to_owned();
        all.push(inner.replace('-', "+").replace('_', "/"));
        all.push(inner);
    }
    all
}
