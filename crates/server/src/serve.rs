//! Sockets: listening, and stopping without cutting anybody off.

use core::future::Future;
use core::net::SocketAddr;
use core::pin::Pin;
use core::time::Duration;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use axum::middleware::AddExtension;
use axum::{Extension, Router};
use axum_server::accept::Accept;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Layer as _;

use crate::routes::{metrics_routes, routes};
use crate::site::Site;

/// How long requests that are running may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(15);
/// Connections at once: each takes a file descriptor, of which systems give a process a thousand or more.
const MAX_CONNECTIONS: usize = 4096;
/// Requests at once over one connection of HTTP/2.
const MAX_STREAMS: u32 = 32;
/// How long a client may take to send the head of a request, and to answer when it is asked whether it is there.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How often metadata is looked at: whether its file has changed, or its address is due.
const METADATA_INTERVAL: Duration = Duration::from_secs(5);
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

/// Serves until `stop` is done, then finishes what is running; calls `listening` as soon as connections are accepted.
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
    let public = bind(addresses.public)?;
    let metrics = addresses.metrics.map(|address| Ok((address, bind(address)?))).transpose()?;
    let tls = match tls {
        Some(tls) => {
            Some(RustlsConfig::from_pem_file(tls.certificate, tls.key).await.map_err(ServeError::Tls)?)
        }
        None => None,
    };
    listening();
    let sweeping = tokio::spawn(sweep(Arc::clone(&site)));
    let refreshing = tokio::spawn(refresh_metadata(Arc::clone(&site)));
    let measured = Handle::new();
    let metrics = metrics.map(|(address, listener)| {
        let routes = metrics_routes(Arc::clone(&site));
        let served = listen(listener, None, measured.clone(), routes);
        tokio::spawn(async move { served.await.map_err(|cause| ServeError::Listen(address, cause)) })
    });
    let served = listen(public, tls, handle.clone(), routes(Arc::clone(&site))).await;
    let served = served.map_err(|cause| ServeError::Listen(addresses.public, cause));
    if let Some(metrics) = metrics {
        measured.shutdown();
        if let Ok(Err(error)) = metrics.await {
            tracing::error!(%error, "metrics");
        }
    }
    sweeping.abort();
    refreshing.abort();
    site.store.close().await;
    served
}

fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|cause| ServeError::Listen(address, cause))
}

async fn listen(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
    routes: Router,
) -> io::Result<()> {
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => bounded(axum_server::from_tcp_rustls(listener, tls)?, handle).serve(service).await,
        None => bounded(axum_server::from_tcp(listener)?, handle).serve(service).await,
    }
}

/// Connections end that send nothing, too slowly, or answer no more; and there are not too many.
fn bounded<A>(server: Server<SocketAddr, A>, handle: Handle<SocketAddr>) -> Server<SocketAddr, Few<A>> {
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut server =
        server.handle(handle).first_request_timeout(HEAD_TIME).map(|acceptor| Few { acceptor, permits });
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    server
        .http_builder()
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(HEAD_TIME)
        .keep_alive_timeout(HEAD_TIME);
    server
}

/// Accepts a bounded number of connections at once, and closes what is beyond.
#[derive(Clone, Debug)]
struct Few<A> {
    acceptor: A,
    permits: Arc<Semaphore>,
}

impl<A, S> Accept<TcpStream, S> for Few<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
{
    type Stream = A::Stream;
    // The permit goes with the connection's service.
    type Service = AddExtension<A::Service, Arc<OwnedSemaphorePermit>>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let permit = Arc::clone(&self.permits).try_acquire_owned();
        let accepted = permit.is_ok().then(|| self.acceptor.accept(stream, service));
        Box::pin(async move {
            let (Ok(permit), Some(accepted)) = (permit, accepted) else {
                return Err(io::Error::other("too many connections"));
            };
            let (stream, service) = accepted.await?;
            Ok((stream, Extension(Arc::new(permit)).layer(service)))
        })
    }
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

/// Takes new metadata, until it is stopped.
async fn refresh_metadata(site: Arc<Site>) {
    let mut interval = tokio::time::interval(METADATA_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        site.refresh_metadata().await;
    }
}

#[cfg(test)]
mod tests {
    use axum_server::accept::DefaultAcceptor;

    use super::*;

    #[tokio::test]
    async fn accepts_a_bounded_number_of_connections_and_others_when_they_have_ended() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let few = Few { acceptor: DefaultAcceptor::new(), permits: Arc::new(Semaphore::new(1)) };
        let accept = async || {
            let client = TcpStream::connect(address).await.unwrap();
            let (stream, _) = listener.accept().await.unwrap();
            few.accept(stream, ()).await.map(|accepted| (client, accepted))
        };
        let first = accept().await.unwrap();
        assert_eq!(accept().await.unwrap_err().to_string(), "too many connections");
        drop(first);
        assert!(accept().await.is_ok());
    }
}
