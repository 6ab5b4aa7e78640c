//! What every request passes before anybody looks at what it wants: the host is ours, the page is ours, the body is JSON; and
//! the headers of every answer.

use core::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::answer::Failure;
use crate::relying_parties::Party;
use crate::session::{Browser, Token, Visitor};
use crate::site::{Shared, Site};

/// Scripts, styles, pictures and requests of our own alone; nothing inline, no plug-ins, no forms that leave.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors";

/// The methods that are logged by name.
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"];

/// For what is no page of ours.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// The guard of everything that people and pages ask for.
pub(crate) async fn guard(State(site): Shared, request: Request, next: Next) -> Response {
    match admit(&site, request).await {
        Ok((party, request)) => {
            let mut response = next.run(request).await;
            secure(response.headers_mut(), &party);
            response
        }
        Err(failure) => {
            tracing::info!(code = failure.code(), "a request was not let in");
            failure.into_response()
        }
    }
}

async fn admit(site: &Arc<Site>, mut request: Request) -> Result<(Arc<Party>, Request), Failure> {
    let party =
        Arc::clone(authority(&request).and_then(|host| site.parties.of(host)).ok_or(Failure::Misdirected)?);
    if request.uri().path().starts_with("/api/") {
        require_own_site(request.headers())?;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        require_own_page(request.headers(), &party)?;
        require_json(request.headers())?;
    }
    let now = site.now();
    let browser = match Token::of(request.headers(), &party) {
        None => None,
        Some(token) => {
            let session = site.store.session(&token.key(), now).await?;
            session.filter(|session| session.rp_id == party.id()).map(|session| Browser { token, session })
        }
    };
    // What changes something does so for a session: nobody else has a body read.
    if browser.is_none() && !matches!(*request.method(), Method::GET | Method::HEAD) {
        let path = request.uri().path();
        let is_for_anybody = path.starts_with("/api/sign-in") || path.starts_with("/api/sign-up");
        return Err(if is_for_anybody { Failure::NoSession } else { Failure::SignedOut });
    }
    request.extensions_mut().insert(Visitor { party: Arc::clone(&party), browser });
    Ok((party, request))
}

/// The host that a request is for: what HTTP/2 has in its target, and HTTP/1.1 in its header. It chooses among what is
/// configured and nothing else.
fn authority(request: &Request) -> Option<&str> {
    let target = request.uri().authority().map(axum::http::uri::Authority::as_str);
    target.or_else(|| request.headers().get(header::HOST)?.to_str().ok())
}

/// Nothing of ours is asked for by pages of others, nor put into them: not even a session of nobody.
fn require_own_site(headers: &HeaderMap) -> Result<(), Failure> {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if matches!(site, None | Some(b"same-origin" | b"none")) { Ok(()) } else { Err(Failure::CrossSite) }
}

/// Browsers say which page a request comes from; a request that says nothing comes from none of ours.
fn require_own_page(headers: &HeaderMap, party: &Party) -> Result<(), Failure> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let origin = origins.next().and_then(|value| value.to_str().ok()).ok_or(Failure::CrossSite)?;
    if origins.next().is_none() && party.accepts(origin) { Ok(()) } else { Err(Failure::CrossSite) }
}

/// No form and no plain text: what a foreign page can send without asking.
fn require_json(headers: &HeaderMap) -> Result<(), Failure> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(Failure::MediaType) }
}

fn secure(headers: &mut HeaderMap, party: &Party) {
    let ancestors: Vec<&str> =
        party.relying_party().top_origins().iter().map(|origin| origin.as_str()).collect();
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors.join(" ") };
    if let Ok(policy) = HeaderValue::try_from(format!("{CONTENT_SECURITY_POLICY} {ancestors}")) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if party.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// The bound of what one address is answered at once: nobody takes all of the server by sending slowly.
pub(crate) async fn share(
    State(site): Shared,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    match site.limits.enter(site.limits.client(peer.ip(), request.headers())) {
        Ok(_in_flight) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

/// The guard of the addresses at which ceremonies begin and end.
pub(crate) async fn limit(
    State(site): Shared,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let client = site.limits.client(peer.ip(), request.headers());
    match site.limits.count_address(client) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

/// What is not of our handlers' making, such as the answer to a body that is too long, is said like everything else; and no answer
/// is without the headers.
pub(crate) async fn complete(mut response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let media_type = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if is_error && media_type != Some(b"application/json") {
        response = Failure::of_status(status).into_response();
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    response
}

/// One line in the log for each request: what was asked by which method, with which status, in how long. An address of ours is
/// named by its pattern and a method by what is known of it, so that nothing of the client's is written.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = METHODS.into_iter().find(|method| request.method() == method).unwrap_or("other");
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let milliseconds = began.elapsed().as_millis();
    tracing::info!(method, route, status = response.status().as_u16(), milliseconds, "request");
    response
}
