//! What every request passes: hosts, origins, content types, limits, headers.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use crate::databases::{Fresh, on_each_database};
use crate::support::{Server, Setting, is};

on_each_database! {
    ()
    refuses_requests_that_no_page_of_ours_sends
    accepts_pages_and_answers_under_headers_that_keep_others_out
    accepts_a_cookie_that_scripts_and_other_sites_cannot_use
    refuses_more_ceremonies_than_one_address_or_one_account_may_begin
    refuses_bodies_that_are_too_long_or_not_of_the_form
    refuses_to_begin_anything_without_a_session
    accepts_other_requests_while_one_address_sends_slowly
    accepts_questions_after_its_health
    accepts_nothing_of_what_a_client_writes_into_the_log
    accepts_the_documents_of_the_configuration_and_says_nothing_else
    refuses_a_session_to_what_pages_of_others_put_into_themselves
}

/// A request to begin a sign-up, as a page sends it, that can be changed.
fn request(
    cookie: &str,
    change: impl FnOnce(axum::http::request::Builder) -> axum::http::request::Builder,
) -> Request<Body> {
    let request = Request::post("/api/sign-up/options").header(header::COOKIE, cookie);
    change(request).body(Body::from(json!({ "name": "alice" }).to_string())).unwrap()
}

const HOST: (&str, &str) = ("host", "example.org");
const ORIGIN: (&str, &str) = ("origin", "https://example.org");
const JSON: (&str, &str) = ("content-type", "application/json");

// attack: srv-csrf, srv-content-type, srv-host-header
async fn refuses_requests_that_no_page_of_ours_sends(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let page = server.page().await;
    let cookie = page.cookie.clone().unwrap();
    for (headers, expected) in [
        (vec![HOST, ORIGIN, JSON], None),
        (vec![HOST, ORIGIN, ("content-type", "application/json; charset=utf-8")], None),
        (vec![HOST, ORIGIN, JSON, ("sec-fetch-site", "same-origin")], None),
        (vec![HOST, ("origin", "https://login.example.org"), JSON], None),
        (vec![HOST, JSON], Some((403, "cross-site"))),
        (vec![HOST, ("origin", "null"), JSON], Some((403, "cross-site"))),
        (vec![HOST, ("origin", "https://example.org.evil.example"), JSON], Some((403, "cross-site"))),
        (vec![HOST, ("origin", "http://example.org"), JSON], Some((403, "cross-site"))),
        (vec![HOST, ORIGIN, ("origin", "https://evil.example"), JSON], Some((403, "cross-site"))),
        (vec![HOST, ORIGIN, JSON, ("sec-fetch-site", "cross-site")], Some((403, "cross-site"))),
        (vec![HOST, ORIGIN, JSON, ("sec-fetch-site", "same-site")], Some((403, "cross-site"))),
        (vec![HOST, ORIGIN], Some((415, "media-type"))),
        (vec![HOST, ORIGIN, ("content-type", "text/plain")], Some((415, "media-type"))),
        (
            vec![HOST, ORIGIN, ("content-type", "application/x-www-form-urlencoded")],
            Some((415, "media-type")),
        ),
        (vec![ORIGIN, JSON], Some((421, "misdirected"))),
        (vec![("host", "evil.example"), ORIGIN, JSON], Some((421, "misdirected"))),
        (vec![("host", "example.org:8443"), ORIGIN, JSON], Some((421, "misdirected"))),
        (
            vec![("host", "evil.example"), ("x-forwarded-host", "example.org"), ORIGIN, JSON],
            Some((421, "misdirected")),
        ),
    ] {
        let sent = request(&cookie, |request| {
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
        });
        let reply = server.send(sent).await;
        match expected {
            None => assert_eq!(reply.status, StatusCode::OK, "{headers:?}: {}", reply.text()),
            Some((status, code)) => assert_eq!(reply.error(), is(status, code), "{headers:?}"),
        }
    }
}

// attack: srv-cors
async fn accepts_pages_and_answers_under_headers_that_keep_others_out(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.page().await;
    for path in ["/", "/api/session", "/api/passkeys", "/nowhere"] {
        let reply = page.get(path).await;
        let has = |name: &str| {
            reply.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let policy = has("content-security-policy");
        assert!(
            policy.contains("script-src 'self'") && policy.ends_with("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            (&*has("x-content-type-options"), &*has("referrer-policy")),
            ("nosniff", "no-referrer"),
            "{path}"
        );
        assert!(has("strict-transport-security").starts_with("max-age="), "{path}");
        assert_eq!(has("access-control-allow-origin"), "", "{path}");
    }
    let preflight = Request::options("/api/sign-in")
        .header("host", "example.org")
        .header("origin", "https://example.org")
        .header("access-control-request-method", "POST");
    let reply = server.send(preflight.body(Body::empty()).unwrap()).await;
    assert_ne!(reply.status, StatusCode::OK);
    assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
}

async fn accepts_a_cookie_that_scripts_and_other_sites_cannot_use(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let request = Request::get("/api/session").header("host", "example.org").body(Body::empty()).unwrap();
    let reply = server.send(request).await;
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-countersign="), "{cookie}");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=3600"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let local =
        "[[relying-party]]\nid = \"localhost\"\nname = \"Local\"\norigins = [\"http://localhost:8080\"]\n";
    let server =
        Server::start(&fresh.address, &Setting { parties: local.to_owned(), ..Setting::default() }).await;
    let request = Request::get("/api/session").header("host", "localhost:8080").body(Body::empty()).unwrap();
    let reply = server.send(request).await;
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("countersign=") && !cookie.contains("Secure"), "{cookie}");
    assert!(!reply.headers.contains_key("strict-transport-security"));
}

// attack: srv-rate-limit
async fn refuses_more_ceremonies_than_one_address_or_one_account_may_begin(fresh: &Fresh) {
    let server = Server::start(&fresh.address, &Setting { per_address: 4, ..Setting::default() }).await;
    let mut page = server.page().await;
    for _ in 0..3 {
        assert_eq!(page.post("/api/sign-in/options", json!({})).await.status, StatusCode::OK);
    }
    let reply = page.post("/api/sign-in/options", json!({})).await;
    assert_eq!(reply.error(), is(429, "rate-limited"));
    let wait: u64 = reply.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let server = Server::start(&fresh.address, &Setting { per_account: 2, ..Setting::default() }).await;
    let mut page = server.page().await;
    for _ in 0..2 {
        assert_eq!(
            page.post("/api/sign-in/options", json!({ "name": "alice" })).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(
        page.post("/api/sign-in/options", json!({ "name": "Alice" })).await.error(),
        is(429, "rate-limited")
    );
    assert_eq!(page.post("/api/sign-in/options", json!({ "name": "bob" })).await.status, StatusCode::OK);
    assert_eq!(page.post("/api/sign-in/options", json!({})).await.status, StatusCode::OK);
}

async fn refuses_bodies_that_are_too_long_or_not_of_the_form(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.page().await;
    let long = json!({ "ceremony": "AAAA", "credential": "x".repeat(64 * 1024) });
    let reply = page.post("/api/sign-in", long).await;
    assert_eq!(reply.error(), is(413, "too-large"));
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    for body in [
        json!({}),
        json!([]),
        json!({ "ceremony": "AAAA" }),
        json!({ "ceremony": "AAAA", "credential": {} }),
        json!({ "ceremony": "AAAAAAAAAAAAAAAAAAAAAA", "credential": {}, "userVerification": "discouraged" }),
    ] {
        assert_eq!(page.post("/api/sign-in", body.clone()).await.error(), is(400, "malformed"), "{body}");
    }
    let unknown = json!({ "ceremony": "AAAAAAAAAAAAAAAAAAAAAA", "credential": {} });
    assert_eq!(page.post("/api/sign-in", unknown).await.error(), is(410, "expired"));
    // Nothing in a request for options changes what is asked.
    for body in
        [json!({ "userVerification": "discouraged" }), json!({ "name": "alice", "attestation": "none" })]
    {
        assert_eq!(
            page.post("/api/sign-in/options", body.clone()).await.error(),
            is(400, "malformed"),
            "{body}"
        );
    }
}

async fn refuses_to_begin_anything_without_a_session(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.page().await;
    page.cookie = None;
    assert_eq!(page.post("/api/sign-in/options", json!({})).await.error(), is(401, "no-session"));
    page.cookie = Some("__Host-countersign=AAAA".to_owned());
    assert_eq!(page.post("/api/sign-in/options", json!({})).await.error(), is(401, "no-session"));
    page.get("/api/session").await;
    let cookie = page.cookie.clone().unwrap();
    page.cookie = Some(format!("{cookie}; {cookie}"));
    assert_eq!(page.post("/api/sign-in/options", json!({})).await.error(), is(401, "no-session"));
}

/// A body that never comes.
struct Never;

impl axum::body::HttpBody for Never {
    type Data = axum::body::Bytes;
    type Error = core::convert::Infallible;

    fn poll_frame(
        self: core::pin::Pin<&mut Self>,
        _: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        core::task::Poll::Pending
    }
}

async fn accepts_other_requests_while_one_address_sends_slowly(fresh: &Fresh) {
    const IN_FLIGHT: usize = 64;
    let server = Server::https(&fresh.address).await;
    let page = server.signed_up("alice").await;
    let cookie = page.cookie.clone().unwrap();
    let slow = || {
        let request = Request::post("/api/sign-out")
            .header(header::HOST, "example.org")
            .header(header::ORIGIN, "https://example.org")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, &cookie);
        tokio::spawn(server.sending(request.body(Body::new(Never)).unwrap()))
    };
    let mut running: Vec<_> = (0..IN_FLIGHT).map(|_| slow()).collect();
    // Each gets its turn to begin.
    for _ in 0..IN_FLIGHT {
        tokio::task::yield_now().await;
    }
    let ask = async |path: &str| {
        server.send(Request::get(path).header("host", "example.org").body(Body::empty()).unwrap()).await
    };
    assert_eq!(ask("/readyz").await.error(), is(503, "busy"));
    assert_eq!(ask("/healthz").await.status, StatusCode::OK);
    // Who is not signed in has no body read.
    let stranger = Request::post("/api/sign-out")
        .header(header::HOST, "example.org")
        .header(header::ORIGIN, "https://example.org")
        .header(header::CONTENT_TYPE, "application/json");
    let one = running.pop().unwrap();
    one.abort();
    assert!(one.await.unwrap_err().is_cancelled(), "a body that never comes is waited for");
    assert_eq!(server.send(stranger.body(Body::new(Never)).unwrap()).await.error(), is(401, "signed-out"));
    assert_eq!(ask("/readyz").await.status, StatusCode::OK);
}

async fn accepts_questions_after_its_health(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    for path in ["/healthz", "/readyz"] {
        let reply = server.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
    }
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    page.client.lying(countersign_authenticator::Lie::OriginOther);
    page.sign_in().await;
    page.sign_up("alice").await;
    let gone = json!({ "ceremony": "AAAAAAAAAAAAAAAAAAAAAA", "credential": {} });
    page.post("/api/sign-in", gone).await;
    let text = server.metrics().await;
    for line in [
        "countersign_ceremonies_total{ceremony=\"sign-up\",outcome=\"accepted\",step=\"\"} 1",
        "countersign_ceremonies_total{ceremony=\"sign-in\",outcome=\"refused\",step=\"authentication.origin\"} 1",
        "countersign_ceremonies_total{ceremony=\"sign-up\",outcome=\"name-taken\",step=\"\"} 1",
        "countersign_ceremonies_total{ceremony=\"sign-in\",outcome=\"expired\",step=\"\"} 1",
        "countersign_ceremony_seconds_count{ceremony=\"sign-up\"} 2",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert_eq!(page.get("/metrics").await.error(), is(404, "unknown"));
}

// attack: srv-log-injection
async fn accepts_nothing_of_what_a_client_writes_into_the_log(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    server.log.listen();
    let mut page = server.signed_up("<b>alice</b>").await;
    let path = "/api/passkeys/AAAA%0A%1B%5B31mforged";
    assert_eq!(
        page.ask(axum::http::Method::PATCH, path, Some(json!({ "label": "a\nforged" }))).await.error(),
        is(422, "bad-name")
    );
    assert_eq!(page.get("/forged%0Aline").await.error(), is(404, "unknown"));
    let request =
        Request::get("/api/session").header("host", "forged.example").header("user-agent", "forged");
    assert_eq!(server.send(request.body(Body::empty()).unwrap()).await.error(), is(421, "misdirected"));
    let request = Request::builder().method("FORGED").uri("/api/session").header("host", "example.org");
    assert_eq!(server.send(request.body(Body::empty()).unwrap()).await.error(), is(403, "cross-site"));
    let log = server.log.take();
    assert!(log.contains("method=\"other\""), "{log}");
    assert!(log.contains("route=\"/api/passkeys/{id}\"") && log.contains("sign-up"), "{log}");
    assert!(!log.contains("forged") && !log.contains("alice"), "{log}");
    // What a person wrote is text in JSON, and the page shows it as text.
    assert_eq!(page.account().await.as_deref(), Some("<b>alice</b>"));
}

// attack: srv-well-known
async fn accepts_the_documents_of_the_configuration_and_says_nothing_else(fresh: &Fresh) {
    let lines = r#"
[[relying-party]]
id = "example.org"
name = "Example"
origins = ["https://example.org"]
related-origins = ["https://example.net", "https://example.com"]
apple-apps = ["A1B2C3D4E5.org.example.app"]
[[relying-party.android-apps]]
package = "org.example.app"
certificates = ["00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"]
[[relying-party]]
id = "bare.example"
name = "Bare"
origins = ["https://bare.example"]
"#;
    let server =
        Server::start(&fresh.address, &Setting { parties: lines.to_owned(), ..Setting::default() }).await;
    let ask = async |host: &str, path: &str| {
        let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
        server.send(request).await
    };
    for (path, document) in [
        ("/.well-known/webauthn", json!({ "origins": ["https://example.net", "https://example.com"] })),
        (
            "/.well-known/apple-app-site-association",
            json!({ "webcredentials": { "apps": ["A1B2C3D4E5.org.example.app"] } }),
        ),
        (
            "/.well-known/passkey-endpoints",
            json!({ "enroll": "https://example.org/", "manage": "https://example.org/" }),
        ),
    ] {
        let reply = ask("example.org", path).await;
        assert_eq!((reply.status, reply.json()), (StatusCode::OK, document), "{path}");
        assert_eq!(reply.headers[header::CONTENT_TYPE], "application/json", "{path}");
    }
    let links = ask("example.org", "/.well-known/assetlinks.json").await.json();
    assert_eq!(links[0]["target"]["package_name"], "org.example.app");
    assert_eq!(ask("bare.example", "/.well-known/webauthn").await.error(), is(404, "unknown"));
    assert_eq!(ask("bare.example", "/.well-known/assetlinks.json").await.error(), is(404, "unknown"));
    // The app that the document names is an origin that ceremonies accept, and no page.
    assert_eq!(ask("org.example.app", "/.well-known/assetlinks.json").await.error(), is(421, "misdirected"));
}

async fn refuses_a_session_to_what_pages_of_others_put_into_themselves(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)] {
        let request =
            Request::get("/api/session").header("host", "example.org").header("sec-fetch-site", site);
        assert_eq!(server.send(request.body(Body::empty()).unwrap()).await.status.as_u16(), status, "{site}");
    }
    // Nobody's page holds what is no page of ours either.
    let stray = Request::get("/").header("host", "other.example").body(Body::empty()).unwrap();
    let reply = server.send(stray).await;
    assert_eq!(reply.error(), is(421, "misdirected"));
    assert!(reply.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    let party =
        "[[relying-party]]\nid = \"example.org\"\nname = \"x\"\norigins = [\"https://login.example.org\"]\n";
    let parties = countersign_server::RelyingParties::from_toml(party).unwrap();
    assert!(parties.are_secure() && parties.warnings().is_empty());
    let twice = format!("{party}{}", party.replace("login.", ""));
    let refused = countersign_server::RelyingParties::from_toml(&twice).unwrap_err();
    assert!(matches!(refused, countersign_server::RelyingPartiesError::SharedId(_)), "{refused}");
    // Its documents would be looked for where nobody answers.
    let related = format!("{party}related-origins = [\"https://example.net\"]\n");
    let parties = countersign_server::RelyingParties::from_toml(&related).unwrap();
    assert!(parties.warnings().concat().contains("https://example.org"), "{:?}", parties.warnings());
    assert!(!countersign_server::RelyingParties::localhost(8080).unwrap().are_secure());
    let mixed = "[[relying-party]]\nid = \"localhost\"\nname = \"x\"\norigins = [\"https://localhost\", \"http://localhost:8080\"]\n";
    let refused = countersign_server::RelyingParties::from_toml(mixed).unwrap_err();
    assert!(matches!(refused, countersign_server::RelyingPartiesError::MixedSchemes(_)), "{refused}");
}
