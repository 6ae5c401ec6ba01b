//! TLS by the server itself: a whole signup's first steps through it, what it refuses, and that a greeting has an end.
#![cfg(feature = "tls")]

use crate::laboratory::{Folder, Lab};
use crate::raw::{rest, statuses};
use realname_server::config::{Config, TlsFiles};
use realname_server::connections::Limits;
use realname_server::server::{Assembly, Server};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// The key of the repository, as private as a key must be.
fn files(folder: &Path, mode: u32) -> TlsFiles {
    use std::os::unix::fs::PermissionsExt as _;
    let key = folder.join("tls-key.pem");
    fs::copy(fixture("key.pem"), &key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
    TlsFiles { certificates: fixture("certificate.pem"), key }
}

fn lab() -> Lab {
    let folder = Arc::new(Folder::new());
    let tls = files(folder.path(), 0o600);
    Lab::start_with(folder, |assembly| {
        assembly.config.tls = Some(tls);
        assembly.limits = Limits { head: Duration::from_secs(1), ..Limits::default() };
    })
}

/// A client that trusts the test's certificate and nothing else.
fn client(lab: &Lab, name: &'static str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(fixture("certificate.pem")).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from(name).unwrap()).unwrap();
    StreamOwned::new(connection, TcpStream::connect(lab.base.split("//").nth(1).unwrap()).unwrap())
}

const REQUEST: &[u8] = b"GET /realname/v1/keys HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

#[test]
fn a_page_is_served_by_tls_1_3() {
    let lab = lab();
    let mut stream = client(&lab, "localhost");
    stream.write_all(REQUEST).unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    assert_eq!(statuses(&told), [200], "{told}");
    assert!(told.contains("strict-transport-security: max-age=31536000"), "{told}");
    assert_eq!(stream.conn.protocol_version().unwrap(), TLS13.version);
    // Another name is none of its certificate's. (Older versions are not built in.)
    assert!(client(&lab, "elsewhere.example").write_all(REQUEST).is_err());
    assert_eq!(lab.log.lock().unwrap().len(), 1, "what was not greeted was never a request");
}

#[test]
fn whoever_does_not_greet_is_answered_nothing_and_let_go() {
    let lab = lab();
    let address = lab.base.split("//").nth(1).unwrap();
    let connect = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    };
    // In clear: no page, and no word of what is served here.
    let (told, closed) = rest(&mut connect(REQUEST));
    assert!(closed && !told.contains("HTTP"), "{told:?}");
    // Silent, and half a greeting.
    for bytes in [&b""[..], b"\x16\x03\x01\x02\x00\x01"] {
        let (told, closed) = rest(&mut connect(bytes));
        assert!(closed && told.is_empty(), "{told:?}");
    }
}

#[test]
fn a_key_that_others_may_read_or_that_is_another_one_s_stops_the_start() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let refused = |tls: TlsFiles, demo: bool| {
        let config = Config { tls: Some(tls), ..Config::default() };
        let assembly = Assembly { demo, ..Assembly::new(config, folder.path().to_owned()) };
        format!("{:#}", runtime.block_on(Server::bind(assembly)).err().unwrap())
    };
    assert!(refused(files(folder.path(), 0o640), false).contains("chmod 600"));
    let good = files(folder.path(), 0o600);
    let swapped = TlsFiles { certificates: good.key.clone(), ..good.clone() };
    assert!(refused(swapped, false).contains("cannot be used for TLS"));
    let missing = TlsFiles { certificates: folder.path().join("none.pem"), ..good.clone() };
    assert!(refused(missing, false).contains("none.pem"));
    assert!(refused(good, true).contains("demo provider"));
}
