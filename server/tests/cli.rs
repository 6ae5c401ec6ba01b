//! The binary itself: what it prints, how it ends.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is a test, its functions too, which clippy takes for the product's"
)]

use realname_server::config::Config;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_realname-server"));
    command.args(args);
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

fn folder() -> PathBuf {
    let path = std::env::temp_dir().join(format!("realname-{}", realname_server::label::id().unwrap()));
    fs::create_dir_all(&path).unwrap();
    path
}

/// Starts it and waits for the line that says it answers.
fn serve(data: &Path, www: &Path) -> (Child, String) {
    let mut child = command(&["serve", "--demo", "--listen", "127.0.0.1:0"])
        .arg("--data")
        .arg(data)
        .arg("--www")
        .arg(www)
        .arg("--package")
        .arg(www)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    (child, address)
}

#[cfg(unix)]
#[test]
fn it_serves_files_under_the_strict_policy_and_stops_when_told() {
    let folder = folder();
    for (name, text) in [("index.html", "<!doctype html>"), ("app.js", ""), ("core.wasm", "\0asm")] {
        fs::write(folder.join(name), text).unwrap();
    }
    let (mut child, address) = serve(&folder.join("data"), &folder);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    for (path, media_type) in [
        ("/", "text/html"),
        ("/app.js", "text/javascript"),
        ("/realname/app.js", "text/javascript"),
        ("/realname/core.wasm", "application/wasm"),
        ("/realname/v1/healthz", "application/json"),
        ("/realname/v1/nothing", "application/problem+json"),
    ] {
        let answer = agent.get(format!("{address}{path}")).call().unwrap();
        let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), media_type, "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        let policy = header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(policy.split("; ").any(|there| there == part), "{part} in {policy}");
        }
        // A page may show the frame, at its one origin; nothing else shows anything.
        let frame = format!("frame-src {}", address.replace("127.0.0.1", "localhost"));
        let framed = policy.split("; ").find(|part| part.starts_with("frame-src"));
        assert_eq!(framed, ["/", "/app.js"].contains(&path).then_some(frame.as_str()), "{path}");
    }
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(child.wait().unwrap().success());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn keys_are_made_once() {
    let folder = folder();
    let data = folder.to_str().unwrap();
    let first = run(&["keys", "init", "--data", data]);
    assert!(first.status.success());
    assert!(first.stdout.starts_with(b"pin "));
    assert_eq!(run(&["keys", "init", "--data", data]).stdout, first.stdout);
    // Another key for receipts, and a word against one.
    let register = || fs::read_to_string(folder.join("keys/receipt-keys.json")).unwrap();
    assert_eq!(register().matches("\"kid\"").count(), 1);
    assert!(run(&["keys", "rotate", "--data", data]).status.success());
    assert_eq!(register().matches("\"kid\"").count(), 2);
    let kid = register().split("\"kid\":\"").nth(1).unwrap()[..43].to_owned();
    assert!(run(&["keys", "revoke", &kid, "--data", data]).status.success());
    assert_eq!((register().matches("\"kid\"").count(), register().matches("revoked_at").count()), (2, 1));
    assert_eq!(run(&["keys", "revoke", "x", "--data", data]).status.code(), Some(1));
    assert_eq!(run(&["keys", "init", "--data", data]).stdout, first.stdout);
    fs::remove_dir_all(&folder).unwrap();
}

/// The receipt of the vector, as a person has it in a file.
#[test]
fn a_receipt_is_verified_and_exported() {
    let folder = folder();
    let vector: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/vectors/receipt.json")).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let file = write("receipt.json", vector["file"].as_str().unwrap());
    let keys = write("keys.json", vector["key_set"].as_str().unwrap());
    let bent = write("bent.json", &vector["file"].as_str().unwrap().replacen("处理", "處理", 1));
    let said = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let whole = run(&["receipt", "verify", &file, "--trust", &keys]);
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    assert!(said(&whole).ends_with("which the trust set vouches for\n"), "{}", said(&whole));
    assert!(said(&whole).contains("identity_check to simulated-authority: given"), "{}", said(&whole));
    let unanchored = run(&["receipt", "verify", &file]);
    assert_eq!(unanchored.status.code(), Some(3));
    assert!(said(&unanchored).contains("unanchored"), "{}", said(&unanchored));
    for arguments in [&["--trust", keys.as_str()][..], &[]] {
        let refused = run(&[&["receipt", "verify", &bent], arguments].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(
            said(&refused).starts_with("refused: the text of the notice real-name"),
            "{}",
            said(&refused)
        );
    }
    // The form of Kantara, and its exits.
    let export = run(&["receipt", "export", &file, "--kantara", "--trust", &keys]);
    assert_eq!(export.status.code(), Some(0));
    assert_eq!(said(&export).trim_end(), vector["kantara"].as_str().unwrap());
    assert_eq!(run(&["receipt", "export", &file, "--kantara"]).status.code(), Some(3));
    let refused = run(&["receipt", "export", &bent, "--kantara"]);
    assert!(refused.stdout.is_empty() && refused.status.code() == Some(1));
    for wrong in
        [&["receipt"][..], &["receipt", "verify"], &["receipt", "export", &file], &["receipt", "read", &file]]
    {
        assert_eq!(run(wrong).status.code(), Some(1), "{wrong:?}");
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_notice_is_checked() {
    let folder = folder();
    let notice = include_str!("../demo/real-name.json");
    let path = folder.join("notice.json");
    fs::write(&path, notice).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(run(&["notice", "check", path]).stdout, b"complete\n");
    fs::write(path, notice.replacen("\"withdrawal\"", "\"withdrawl\"", 1)).unwrap();
    let lacking = run(&["notice", "check", path]);
    assert_eq!(lacking.status.code(), Some(1));
    let said = String::from_utf8(lacking.stdout).unwrap();
    assert!(said.contains("zh-CN: `withdrawal` is missing"), "{said}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn production_is_refused_in_words() {
    let folder = folder();
    let config = folder.join("realname.toml");
    fs::write(&config, "production = true\n").unwrap();
    let data = folder.join("data");
    let refused = run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        data.to_str().unwrap(),
        "--config",
        config.to_str().unwrap(),
    ]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    for reason in ["simulated", "keys init", "filing_number", "accept_no_possession"] {
        assert!(said.contains(reason), "{reason} in {said}");
    }
    assert!(!data.exists());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn there_is_no_clock_option_and_no_unknown_command() {
    for args in [&["serve", "--clock", "0"][..], &["verify"], &[], &["keys"], &["notice", "x", "y"]] {
        assert_eq!(run(args).status.code(), Some(1), "{args:?}");
    }
    assert!(run(&["--help"]).status.success());
}

#[test]
fn the_example_configuration_is_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("realname.example.toml");
    let config = Config::read(&path).unwrap();
    assert_eq!(config.refusals(Path::new(".")), []);
    assert_eq!(config.origins, ["https://signup.example.cn"]);
}

#[cfg(unix)]
#[test]
fn records_are_exported_and_verified() {
    let folder = folder();
    let data = folder.join("data");
    let (mut child, _) = serve(&data, &folder);
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    let data = data.to_str().unwrap();
    let said = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let verified = run(&["audit", "verify", "--data", data]);
    assert!(verified.status.success());
    assert!(said(&verified).starts_with("0 records"), "{}", said(&verified));
    assert!(said(&verified).contains("nobody can know"), "{}", said(&verified));
    let exported = run(&["audit", "export", "--data", data]);
    assert!(exported.status.success() && exported.stdout.is_empty());
    // An export that was cut, with nothing that vouches for it.
    let export = folder.join("export.jsonl");
    fs::write(&export, "{\"stream\":\"gateway\",\"seq\":1").unwrap();
    let export = export.to_str().unwrap();
    let broken = run(&["audit", "verify", "--export", export]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(said(&broken).starts_with("line 1 cannot be read"), "{}", said(&broken));
    fs::write(export, "").unwrap();
    let unanchored = run(&["audit", "verify", "--export", export, "--against", export]);
    assert_eq!(unanchored.status.code(), Some(3));
    assert_eq!(run(&["audit", "forget"]).status.code(), Some(1));
    fs::remove_dir_all(&folder).unwrap();
}

#[cfg(unix)]
#[test]
fn what_an_operator_gets_wrong_is_refused_in_words() {
    let folder = folder();
    let at = folder.join("data");
    let data = at.to_str().unwrap();
    let (mut child, _) = serve(&at, &folder);
    let refused = |args: &[&str], why: &str| {
        let output = run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(said.contains(why), "{args:?}: {said}");
    };
    refused(&["serve", "--listen", "127.0.0.1:0", "--data", data], "another server works in");
    // Days the wrong way round cover nothing.
    let hold =
        ["records", "hold", "--data", data, "--operator", "o", "--reason", "r", "--review", "2099-01-01"];
    let days = |from, to| [&hold[..], &["--from", from, "--to", to]].concat();
    refused(&days("2026-12-01", "2026-11-01"), "covers nothing");
    assert!(run(&days("2026-11-01", "2026-12-01")).status.success());
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    // The one before it has gone.
    let (mut child, _) = serve(&at, &folder);
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    // Who verifies needs no key but that of the checkpoints.
    fs::rename(at.join("keys/server-credential"), folder.join("elsewhere")).unwrap();
    assert!(run(&["audit", "verify", "--data", data]).status.success());
    // A register that is lost takes what its keys signed with it: no other is begun.
    fs::remove_file(at.join("keys/receipt-keys.json")).unwrap();
    for command in ["rotate", "init"] {
        refused(&["keys", command, "--data", data], "restore it");
    }
    refused(&["notice", "check", "one.json", "two.json"], "one file");
    fs::remove_dir_all(&folder).unwrap();
}
