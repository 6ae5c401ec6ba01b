//! The connections as such: half a head, a crowd, a stop while an answer is under way.

use crate::laboratory::{Folder, Lab};
use realname_server::connections::Limits;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

const HALF: &[u8] = b"GET /realname/v1/healthz HTTP/1.1\r\nHost: x\r\nX-A: ";
const REST: &[u8] = b"b\r\nConnection: close\r\n\r\n";

fn lab(at_once: usize, head: Duration) -> Lab {
    Lab::start_with(Arc::new(Folder::new()), |assembly| assembly.limits = Limits { at_once, head })
}

fn connect(lab: &Lab, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(lab.base.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// All that comes until the other end closes, and when that was.
fn rest(stream: &mut TcpStream, begun: Instant) -> (String, Duration) {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        // What was not read when it was closed makes a reset of it.
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "not closed"),
    }
    (String::from_utf8(bytes).unwrap(), begun.elapsed())
}

#[test]
fn half_a_head_is_closed() {
    let lab = lab(1024, Duration::from_secs(1));
    let begun = Instant::now();
    let mut silent: Vec<TcpStream> = (0..20).map(|_| connect(&lab, b"")).collect();
    let mut half: Vec<TcpStream> = (0..20).map(|_| connect(&lab, HALF)).collect();
    // A byte now and then buys no time.
    let mut trickle = connect(&lab, HALF);
    while trickle.write_all(b"x").is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(10), "a head is still being waited for");
        std::thread::sleep(Duration::from_millis(50));
    }
    for stream in silent.iter_mut().chain(&mut half) {
        let (told, after) = rest(stream, begun);
        assert_eq!(told, "");
        assert!(after >= Duration::from_millis(900) && after < Duration::from_secs(10), "{after:?}");
    }
    // The control: a head that is whole in time is answered.
    let mut whole = connect(&lab, HALF);
    std::thread::sleep(Duration::from_millis(100));
    whole.write_all(REST).unwrap();
    assert!(rest(&mut whole, begun).0.starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_head_without_an_end_is_refused() {
    let lab = lab(1024, Duration::from_secs(10));
    let mut stream = connect(&lab, HALF);
    // The answer may come, and the connection go, before all of it is sent.
    let _ = stream.write_all(&[b'x'; 128 * 1024]);
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 431");
}

#[test]
fn a_crowd_waits_and_is_served_when_others_end() {
    let lab = lab(2, Duration::from_secs(2));
    let begun = Instant::now();
    let taken = [connect(&lab, HALF), connect(&lab, HALF)];
    std::thread::sleep(Duration::from_millis(200));
    let mut third = connect(&lab, &[HALF, REST].concat());
    let (told, after) = rest(&mut third, begun);
    assert!(told.starts_with("HTTP/1.1 200 "), "{told}");
    assert!(after >= Duration::from_millis(1900), "the limit did not hold: {after:?}");
    drop(taken);
}

#[test]
fn a_stop_ends_what_is_idle_and_answers_what_has_begun() {
    let mut lab = lab(1024, Duration::from_secs(10));
    let mut idle = connect(&lab, b"GET /realname/v1/healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let begun = Instant::now();
    // A request whose body is still to come.
    let head = b"POST /realname/v1/challenge HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n";
    let mut under_way = connect(&lab, head);
    std::thread::sleep(Duration::from_millis(200));
    lab.stop();
    let (_, after) = rest(&mut idle, begun);
    assert!(after < Duration::from_secs(5), "{after:?}");
    let refused = TcpStream::connect(lab.base.strip_prefix("http://").unwrap());
    assert!(refused.is_err(), "nobody new is accepted");
    under_way.write_all(b"{}").unwrap();
    let (told, _) = rest(&mut under_way, begun);
    assert!(told.starts_with("HTTP/1.1 403 "), "{told}");
}
