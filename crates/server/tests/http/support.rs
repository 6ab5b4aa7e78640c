//! A server in a test, and pages that visit it.

use core::cell::RefCell;
use core::net::SocketAddr;
use core::num::NonZeroU32;
use core::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::io::Write;
use std::sync::{Arc, Once};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use countersign_authenticator::{Authenticator, Client};
use countersign_server::{
    Clock, Explain, Limits, MetadataError, RelyingParties, Site, Store, metrics_routes, routes,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The time at which each test begins, in seconds since 1970 UTC.
pub(crate) const BEGIN: i64 = 1_800_000_000;

/// The relying party of most tests.
pub(crate) const HTTPS: &str = r#"
[[relying-party]]
id = "example.org"
name = "Example"
origins = ["https://example.org", "https://login.example.org"]
related-origins = ["https://example.net"]
"#;

/// A server, its clock and its log.
pub(crate) struct Server {
    routes: Router,
    metrics: Router,
    site: Arc<Site>,
    clock: Arc<AtomicI64>,
    pub(crate) log: Log,
}

/// What tests change of a server.
pub(crate) struct Setting {
    pub(crate) parties: String,
    pub(crate) explain: Explain,
    pub(crate) per_address: u32,
    pub(crate) per_account: u32,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            parties: HTTPS.to_owned(),
            explain: Explain::ToNobody,
            per_address: 100_000,
            per_account: 100_000,
        }
    }
}

impl Server {
    pub(crate) async fn start(database: &str, setting: &Setting) -> Self {
        Self::try_start(database, setting).await.unwrap()
    }

    /// Starts, if the metadata is accepted that the setting names.
    pub(crate) async fn try_start(database: &str, setting: &Setting) -> Result<Self, MetadataError> {
        let store = Store::open(database).await.unwrap();
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let most = |number| NonZeroU32::new(number).unwrap();
        let limits = Limits::new(most(setting.per_address), most(setting.per_account), Vec::new());
        let parties = RelyingParties::from_toml(&setting.parties).unwrap();
        let site = Site::new(store, parties, Clock::Set(Arc::clone(&clock)), limits).explain(setting.explain);
        let site = Arc::new(site.load_metadata().await?);
        let peer = SocketAddr::from(([192, 0, 2, 1], 40_000));
        Ok(Self {
            routes: routes(Arc::clone(&site)).layer(MockConnectInfo(peer)),
            metrics: metrics_routes(Arc::clone(&site)),
            site,
            clock,
            log: Log,
        })
    }

    pub(crate) async fn https(database: &str) -> Self {
        Self::start(database, &Setting::default()).await
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Looks whether there is new metadata, as the server does every few seconds.
    pub(crate) async fn refresh_metadata(&self) {
        self.site.refresh_metadata().await;
    }

    pub(crate) async fn metrics(&self) -> String {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let response = self.metrics.clone().oneshot(request).await.unwrap();
        String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
    }

    /// A request on its way; it ends where it is dropped.
    pub(crate) fn sending(
        &self,
        request: Request<Body>,
    ) -> core::pin::Pin<Box<dyn Future<Output = axum::response::Response> + Send>> {
        let sent = self.routes.clone().oneshot(request);
        Box::pin(async move { sent.await.unwrap() })
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.sending(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// A browser with an authenticator of its own, on a page of this server.
    pub(crate) async fn page(&self) -> Page<'_> {
        static AUTHENTICATORS: AtomicU32 = AtomicU32::new(1);
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&AUTHENTICATORS.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        self.page_with(Authenticator::from_seed(&seed)).await
    }

    /// A browser with this authenticator.
    pub(crate) async fn page_with(&self, authenticator: Authenticator) -> Page<'_> {
        let client = Client::new(authenticator, "https://example.org");
        let mut page = Page { server: self, origin: "https://example.org", cookie: None, client };
        page.get("/api/session").await;
        page
    }

    /// A browser from which somebody has just signed up under this name.
    pub(crate) async fn signed_up(&self, name: &str) -> Page<'_> {
        let mut page = self.page().await;
        let reply = page.sign_up(name).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        page
    }
}

/// An answer of the server.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The status and the code of an error.
    pub(crate) fn error(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["error"].as_str().unwrap_or("none").to_owned())
    }

    /// The member `publicKey` of options, as text.
    pub(crate) fn options(&self) -> String {
        self.json()["publicKey"].to_string()
    }
}

/// Expects an error.
pub(crate) fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A page in a browser.
pub(crate) struct Page<'s> {
    pub(crate) server: &'s Server,
    pub(crate) origin: &'static str,
    pub(crate) cookie: Option<String>,
    pub(crate) client: Client,
}

impl Page<'_> {
    pub(crate) async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let body = body.map(|body| body.to_string());
        self.ask_text(method, path, body).await
    }

    /// The same with a text that may be no JSON, or JSON that a value would change.
    async fn ask_text(&mut self, method: Method, path: &str, body: Option<String>) -> Reply {
        let host = self.origin.split_once("://").unwrap().1;
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, host);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = match body {
            None => Body::empty(),
            Some(body) => {
                request = request
                    .header(header::ORIGIN, self.origin)
                    .header("sec-fetch-site", "same-origin")
                    .header(header::CONTENT_TYPE, "application/json");
                Body::from(body)
            }
        };
        let reply = self.server.send(request.body(body).unwrap()).await;
        if let Some(cookie) = reply.headers.get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let pair = cookie.split(';').next().unwrap();
            self.cookie = (!cookie.contains("Max-Age=0;")).then(|| pair.to_owned());
        }
        reply
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Reply {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn post_text(&mut self, path: &str, body: &str) -> Reply {
        self.ask_text(Method::POST, path, Some(body.to_owned())).await
    }

    /// Asks for options, lets the authenticator answer, and hands the answer in.
    pub(crate) async fn create(&mut self, path: &str, body: Value) -> Reply {
        let begun = self.post(&format!("{path}/options"), body).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
        let made = self.client.create(&begun.options()).unwrap();
        self.post(path, answer(&begun, made.json())).await
    }

    pub(crate) async fn prove(&mut self, path: &str, body: Value) -> Reply {
        let begun = self.post(&format!("{path}/options"), body).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
        let made = self.client.get(&begun.options()).unwrap();
        self.post(path, answer(&begun, made.json())).await
    }

    pub(crate) async fn sign_up(&mut self, name: &str) -> Reply {
        self.create("/api/sign-up", json!({ "name": name, "displayName": "A person" })).await
    }

    pub(crate) async fn sign_in(&mut self) -> Reply {
        self.prove("/api/sign-in", json!({})).await
    }

    /// Signs out, and comes back with a session of nobody.
    pub(crate) async fn sign_out(&mut self) {
        let reply = self.post("/api/sign-out", json!({})).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
        self.get("/api/session").await;
    }

    pub(crate) async fn step_up(&mut self, purpose: &str) -> Reply {
        self.prove("/api/step-up", json!({ "purpose": purpose })).await
    }

    /// The passkeys of the account, as listed.
    pub(crate) async fn passkeys(&mut self) -> Vec<Value> {
        let reply = self.get("/api/passkeys").await;
        reply.json()["passkeys"].as_array().unwrap_or_else(|| panic!("{}", reply.text())).clone()
    }

    /// Who is signed in.
    pub(crate) async fn account(&mut self) -> Option<String> {
        let session = self.get("/api/session").await.json();
        session["account"]["name"].as_str().map(str::to_owned)
    }
}

/// The answer to a ceremony that has begun.
pub(crate) fn answer(begun: &Reply, credential: &str) -> Value {
    let credential: Value = serde_json::from_str(credential).unwrap();
    json!({ "ceremony": begun.json()["ceremony"], "credential": credential })
}

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What is logged on the thread of a test, where everything of its server runs.
///
/// One subscriber for all tests: those of single threads come and go, and what is logged between is lost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Log;

impl Log {
    /// Begins to write down what is logged.
    pub(crate) fn listen(self) {
        static SUBSCRIBER: Once = Once::new();
        SUBSCRIBER.call_once(|| tracing_subscriber::fmt().with_ansi(false).with_writer(|| Self).init());
        self.take();
    }

    /// What was logged since it was last asked.
    pub(crate) fn take(self) -> String {
        String::from_utf8(LINES.take()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
