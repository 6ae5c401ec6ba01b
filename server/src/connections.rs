//! The connections: how many there are at once, and how long one may take to say what it wants.
//!
//! `axum::serve` bounds neither, so that whoever sends half a head keeps a socket for as long as they like.

use axum::Router;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// How long a stopping server waits for connections that stay open.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that is kept of a head; what is longer is answered 431.
const MAX_HEAD: usize = 64 * 1024;

#[cfg(feature = "tls")]
pub(crate) use crate::tls::Tls;

/// What TLS is in a build that has none: nothing that there could be.
#[cfg(not(feature = "tls"))]
#[derive(Clone)]
pub(crate) enum Tls {}

#[cfg(not(feature = "tls"))]
impl Tls {
    pub(crate) fn read(_: &crate::config::TlsFiles) -> anyhow::Result<Self> {
        anyhow::bail!("`tls`: this server was built without it")
    }

    async fn accept(&self, _: tokio::net::TcpStream) -> Option<tokio::net::TcpStream> {
        match *self {}
    }
}

/// The other end of the connection that a request came on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// What connections are bounded by.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many there are at once. Others wait to be accepted.
    pub at_once: usize,
    /// How long a head may take to arrive, whole; also how long a connection may stay open between two requests.
    pub head: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { at_once: 1024, head: Duration::from_secs(10) }
    }
}

/// Serves until `stop` comes; then accepts nobody, ends what is idle, and lets answers that are under way come to their
/// end, for a while.
pub(crate) async fn serve(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    tls: Option<Tls>,
    stop: impl Future<Output = ()> + Send,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(MAX_HEAD);
    let places = Arc::new(Semaphore::new(limits.at_once));
    let open = GracefulShutdown::new();
    let accept = async {
        // Nobody closes the semaphore.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            // Axum's: an error of one connection is nobody else's, and without descriptors it waits a second.
            let (stream, address) = Listener::accept(&mut listener).await;
            let routes = TowerToHyperService::new(router.clone());
            let service = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(Peer(address.ip().to_canonical()));
                routes.call(request)
            });
            let (http, watcher, tls) = (http.clone(), open.watcher(), tls.clone());
            tokio::spawn(async move {
                // How it ended, the other end knows.
                match tls {
                    None => drop(watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await),
                    Some(tls) => {
                        // Its greeting has as long as a head has.
                        if let Ok(Some(stream)) = tokio::time::timeout(limits.head, tls.accept(stream)).await
                        {
                            drop(watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await);
                        }
                    }
                }
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    drop(listener);
    // Those that are still open then end with the runtime.
    let _ = tokio::time::timeout(PATIENCE, open.shutdown()).await;
}
