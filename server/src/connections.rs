//! The connections: how many there are at once, and how long one may take to say what it wants.
//!
//! `axum::serve` bounds neither, so that whoever sends half a head keeps a socket for as long as they like.

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// How long a stopping server waits for connections that stay open.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that is kept of a head; what is longer is answered 431.
const MAX_HEAD: usize = 64 * 1024;

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
            let (stream, _) = Listener::accept(&mut listener).await;
            let service = TowerToHyperService::new(router.clone());
            let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                // How it ended, the other end knows.
                drop(connection.await);
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
