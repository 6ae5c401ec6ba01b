//! Bytes on a socket, for what no client library would send.

use crate::laboratory::{Answer, Lab};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// How long nothing may come before what came is all.
const QUIET: Duration = Duration::from_millis(700);

/// Connects and sends.
pub(crate) fn connect(lab: &Lab, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(lab.base.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(QUIET)).unwrap();
    // The other end may have said its word, and gone, before all of it is sent.
    let _ = stream.write_all(bytes);
    stream
}

/// What comes back until the other end closes or is quiet; and whether it closed.
pub(crate) fn rest(stream: &mut TcpStream) -> (String, bool) {
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return (String::from_utf8(all).unwrap(), true),
            Ok(read) => all.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {
                return (String::from_utf8(all).unwrap(), true);
            }
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
                return (String::from_utf8(all).unwrap(), false);
            }
        }
    }
}

/// What comes back for some bytes.
pub(crate) fn exchange(lab: &Lab, bytes: &[u8]) -> (String, bool) {
    rest(&mut connect(lab, bytes))
}

/// The status of each answer that came.
pub(crate) fn statuses(text: &str) -> Vec<u16> {
    // An answer follows on the last letter of the one before it.
    text.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)?.parse().ok()).collect()
}

/// One request in HTTP/1.1 as it stands, whose answer ends the connection.
pub(crate) fn request(lab: &Lab, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut text = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    let (told, _) = exchange(lab, format!("{text}\r\n{body}").as_bytes());
    let (head, text) = told.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{line}: {told:?}"));
    let mut lines = head.lines();
    let status = statuses(lines.next().unwrap())[0];
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status,
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
        text: text.to_owned(),
    }
}
