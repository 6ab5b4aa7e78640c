//! Sockets: listening, and stopping without cutting anybody off.

use core::future::Future;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;

use crate::routes::{metrics_routes, routes};
use crate::site::Site;

/// How long requests that are running may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(15);
/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How often what has expired is deleted.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// Where to listen.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part")]
pub struct Addresses {
    /// For browsers, or the proxy before them.
    pub public: SocketAddr,
    /// For the collector of metrics: an address that the public has no way to.
    pub metrics: Option<SocketAddr>,
}

/// The files of a certificate chain and its key, in PEM.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part")]
pub struct Tls {
    /// The chain, the server's own certificate first.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// Why the server does not run.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The certificate or its key cannot be used.
    Tls(io::Error),
    /// The address cannot be listened on, or the connection broke.
    Listen(SocketAddr, io::Error),
}

impl core::fmt::Display for ServeError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Tls(cause) => write!(formatter, "the certificate or its key: {cause}"),
            Self::Listen(address, cause) => write!(formatter, "listening on {address}: {cause}"),
        }
    }
}

impl core::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Tls(cause) | Self::Listen(_, cause) => Some(cause),
        }
    }
}

/// Serves until `stop` is done, then finishes what is running; says so by `listening` as soon as browsers are answered.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(
    site: Site,
    addresses: Addresses,
    tls: Option<Tls>,
    listening: impl FnOnce() + Send + 'static,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let site = Arc::new(site);
    let handle = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        stop.await;
        tracing::info!("stopping");
        stopping.graceful_shutdown(Some(GRACE));
    });
    let begun = handle.clone();
    tokio::spawn(async move {
        if begun.listening().await.is_some() {
            listening();
        }
    });
    let sweeping = tokio::spawn(sweep(Arc::clone(&site)));
    let measured = Handle::new();
    let metrics = addresses.metrics.map(|address| {
        let routes = metrics_routes(Arc::clone(&site));
        tokio::spawn(listen(address, None, measured.clone(), routes))
    });
    let tls = match tls {
        Some(tls) => {
            Some(RustlsConfig::from_pem_file(tls.certificate, tls.key).await.map_err(ServeError::Tls)?)
        }
        None => None,
    };
    let served = listen(addresses.public, tls, handle.clone(), routes(Arc::clone(&site))).await;
    if let Some(metrics) = metrics {
        measured.shutdown();
        if let Ok(Err(error)) = metrics.await {
            tracing::error!(%error, "metrics");
        }
    }
    sweeping.abort();
    site.store.close().await;
    served
}

async fn listen(
    address: SocketAddr,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
    routes: Router,
) -> Result<(), ServeError> {
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let served = match tls {
        Some(tls) => {
            let mut server = axum_server::bind_rustls(address, tls).handle(handle);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
            server.serve(service).await
        }
        None => {
            let mut server = axum_server::bind(address).handle(handle);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
            server.serve(service).await
        }
    };
    served.map_err(|cause| ServeError::Listen(address, cause))
}

/// Deletes what has expired, until it is stopped.
async fn sweep(site: Arc<Site>) {
    let mut interval = tokio::time::interval(SWEEP_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        site.limits.sweep();
        match site.store.sweep(site.now()).await {
            Ok(rows) => tracing::debug!(rows, "expired rows were deleted"),
            Err(cause) => tracing::error!(%cause, "expired rows could not be deleted"),
        }
    }
}
