//! Which request goes where. There is no other address than these.

use core::time::Duration;
use std::sync::Arc;

use axum::error_handling::HandleErrorLayer;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, patch, post};
use axum::{BoxError, Router};
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::answer::{Answer, Failure};
use crate::ceremonies::{authenticating, registering};
use crate::site::{Shared, Site};
use crate::{account, documents, guard, page};

/// Longest body in bytes: an answer with an attestation and its certificates has a few thousand.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1024;
/// How long one request may take.
const REQUEST_TIME: Duration = Duration::from_secs(10);
/// Requests at once: what is beyond is told to come back.
const MAX_REQUESTS: usize = 512;

/// Everything that browsers and other clients are answered.
pub fn routes(site: Arc<Site>) -> Router {
    let ceremonies = Router::new()
        .route("/api/sign-up/options", post(registering::sign_up_options))
        .route("/api/sign-up", post(registering::sign_up))
        .route("/api/sign-in/options", post(authenticating::sign_in_options))
        .route("/api/sign-in", post(authenticating::sign_in))
        .route("/api/step-up/options", post(authenticating::step_up_options))
        .route("/api/step-up", post(authenticating::step_up))
        .route("/api/passkeys/options", post(registering::passkey_options))
        .route("/api/passkeys/conditional/options", post(registering::conditional_options))
        .route("/api/passkeys", post(registering::add_passkey))
        .route("/api/session", get(account::session))
        .layer(from_fn_with_state(Arc::clone(&site), guard::limit));
    let account = Router::new()
        .route("/api/sign-out", post(account::sign_out))
        .route("/api/passkeys", get(account::passkeys))
        .route("/api/passkeys/{id}", patch(account::rename_passkey))
        .route("/api/passkeys/{id}", delete(account::delete_passkey))
        .route("/api/account", patch(account::rename))
        .route("/api/account", delete(account::delete))
        .route("/api/account/export", post(account::export));
    let guarded = ceremonies
        .merge(account)
        .merge(documents::routes())
        .route("/", get(index))
        .route("/page/{name}", get(file))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(from_fn_with_state(Arc::clone(&site), guard::guard));
    let bounded = Router::new().route("/readyz", get(ready)).merge(guarded);
    let bounds = ServiceBuilder::new()
        .layer(from_fn_with_state(Arc::clone(&site), guard::share))
        .layer(HandleErrorLayer::new(busy))
        .load_shed()
        // Of all addresses together: a layer without a semaphore of its own makes one for each route.
        .layer(GlobalConcurrencyLimitLayer::new(MAX_REQUESTS))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES));
    // Outside the bounds: a server that has much to do is no dead one.
    let all = bounded.layer(bounds).route("/healthz", get(healthy));
    all.layer(from_fn(guard::record))
        .layer(CatchPanicLayer::new())
        .layer(map_response(guard::complete))
        .with_state(site)
}

/// What an address of its own answers, which the public has no way to.
pub fn metrics_routes(site: Arc<Site>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(site)
}

async fn busy(_: BoxError) -> Failure {
    Failure::Busy
}

async fn unknown() -> Failure {
    Failure::Unknown
}

async fn healthy() -> &'static str {
    "ok\n"
}

async fn ready(State(site): Shared) -> Answer<&'static str> {
    site.store.ready().await?;
    Ok("ready\n")
}

async fn metrics(State(site): Shared) -> Answer {
    let text = site.measure().map_err(|cause| {
        tracing::error!(%cause, "metrics could not be written");
        Failure::Internal
    })?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

async fn index() -> Answer {
    found("index.html")
}

async fn file(Path(name): Path<String>) -> Answer {
    found(&name)
}

fn found(name: &str) -> Answer<Response> {
    let (_, kind, bytes) = page::FILES.iter().find(|(file, ..)| *file == name).ok_or(Failure::Unknown)?;
    let headers = [(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, *bytes).into_response())
}
