//! TLS by the server itself, version 1.3 alone, for where no proxy stands in front.

use crate::config::TlsFiles;
use crate::keys;
use anyhow::{Context as _, Result};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::server::TlsStream;

/// What connections are greeted with.
#[derive(Clone)]
pub(crate) struct Tls(TlsAcceptor);

impl Tls {
    /// Reads certificates and key.
    ///
    /// # Errors
    /// When a file cannot be read or is not PEM, when the key may be read by others or is not the certificate's.
    pub(crate) fn read(files: &TlsFiles) -> Result<Self> {
        let named = |path: &std::path::Path| format!("{} cannot be used for TLS", path.display());
        let certificates = CertificateDer::pem_file_iter(&files.certificates)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| named(&files.certificates))?;
        let key = PrivateKeyDer::from_pem_slice(&keys::private_file(&files.key)?)
            .with_context(|| named(&files.key))?;
        // Named, for a default of the process would depend on what else is linked. Every browser that runs the page has 1.3.
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .with_context(|| named(&files.certificates))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Greets; `None` when the other end does not speak TLS, or none of ours.
    pub(crate) async fn accept(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        self.0.accept(stream).await.ok()
    }
}
