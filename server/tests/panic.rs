//! A panic says where it was, never what. In a process of its own, since the hook is the process's.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where it fails, and this one panics on purpose"
)]

use realname::secret::Secret;
use realname_server::log::Log;
use std::sync::{Arc, Mutex};

#[test]
fn a_panic_is_a_place_and_no_message() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let sink = Arc::clone(&lines);
    Log::new(move |line| sink.lock().unwrap().push(line.to_owned())).takes_panics();
    let value = "11010519491231002X".to_owned();
    assert!(std::thread::spawn(move || panic!("no such person: {value}")).join().is_err());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let blocking = runtime.spawn_blocking(|| "13800138000".parse::<u8>().unwrap());
    assert!(runtime.block_on(blocking).is_err());
    let _ = std::panic::take_hook();
    let lines = lines.lock().unwrap();
    assert_eq!(lines.len(), 2);
    for line in lines.iter() {
        let place = line.strip_prefix("panicked at ").unwrap();
        assert!(
            place.starts_with("server/tests/panic.rs:") || place.starts_with("tests/panic.rs:"),
            "{place}"
        );
        assert_eq!(place.split(':').count(), 3, "{place}");
    }
}

#[test]
fn a_secret_has_no_debug_of_its_own() {
    let secret = Secret::copy_of("11010519491231002X");
    assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
    assert_eq!(format!("{:#?}", [&secret]), "[\n    Secret(…),\n]");
}
