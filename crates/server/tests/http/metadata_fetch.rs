//! Metadata from an address: a server of the test, which speaks TLS and answers as it is told.

use core::convert::Infallible;
use core::net::SocketAddr;
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use core::time::Duration;
use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_authenticator::{
    Algorithm, Authenticator, Extension, Issuer, Name, SigningKey, TestAuthority, der, oid,
};
use countersign_server::{MetadataLinesError, RelyingParties, RelyingPartiesError};
use tokio::time::timeout;

use crate::databases::{Fresh, on_each_database};
use crate::metadata_service::{Model, Service};
use crate::support::{Log, Server, Setting, is};

on_each_database! {
    ()
    accepts_what_an_address_gives_and_asks_again_with_what_it_said
    accepts_its_cache_without_asking_and_after_a_restart
    accepts_sign_ins_while_the_address_gives_nothing_and_asks_again_later_and_later
    refuses_redirects_too_much_and_what_is_no_blob
    refuses_a_host_that_takes_too_long
    refuses_a_server_that_nobody_vouches_for
    refuses_a_cache_that_somebody_changed_and_fetches_again
    refuses_what_is_known_of_an_answer_that_somebody_changed
    accepts_a_clock_that_ran_ahead_and_asks_again
    accepts_a_cache_of_its_owner_alone_and_does_without_it
}

const NEXT: &str = "2027-02-01";
const DAY: i64 = 86_400;
/// When the address is asked again at the latest, each machine a little later than others.
const AGAIN: i64 = DAY + 3_600;

/// What the address answers.
#[derive(Clone)]
enum Answering {
    Blob {
        blob: String,
        etag: &'static str,
    },
    Status(StatusCode),
    RedirectTo(String),
    Endless,
    /// A head, and no body.
    Unfinished,
    Nothing,
}

/// What was asked, and what is answered.
struct Script {
    answering: Answering,
    asked: Vec<HeaderMap>,
}

/// A server of HTTPS, which ends with the test.
struct Host {
    script: Arc<Mutex<Script>>,
    port: u16,
    handle: Handle<SocketAddr>,
}

impl Drop for Host {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

fn host_authority() -> TestAuthority {
    TestAuthority::from_seed(b"host")
}

impl Host {
    async fn start(answering: Answering) -> Self {
        // Ed25519, whose key in PKCS #8 is a head and the secret.
        const HEAD: [u8; 16] = [0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32];
        let secret = [7; 32];
        let key = SigningKey::from_secret(Algorithm::EdDsa, &secret);
        let name = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "localhost");
        let leaf = host_authority().certificate_builder(Issuer::Root, name, &key);
        let leaf = leaf.extension(Extension::end_entity()).extension(Extension::dns_name("localhost"));
        let tls = RustlsConfig::from_der(vec![leaf.build()], [&HEAD[..], &secret].concat()).await.unwrap();
        let script = Arc::new(Mutex::new(Script { answering, asked: Vec::new() }));
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&script));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let handle = Handle::new();
        let server = axum_server::from_tcp_rustls(listener, tls).unwrap().handle(handle.clone());
        tokio::spawn(server.serve(routes.into_make_service()));
        Self { script, port, handle }
    }

    fn answer(&self, answering: Answering) {
        self.script.lock().unwrap().answering = answering;
    }

    /// What was asked since it was last looked at.
    fn asked(&self) -> Vec<HeaderMap> {
        core::mem::take(&mut self.script.lock().unwrap().asked)
    }

    fn address(&self) -> String {
        format!("https://localhost:{}/blob", self.port)
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, headers: HeaderMap) -> Response {
    let answering = {
        let mut script = script.lock().unwrap();
        script.asked.push(headers.clone());
        script.answering.clone()
    };
    match answering {
        Answering::Blob { etag, .. }
            if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == etag) =>
        {
            StatusCode::NOT_MODIFIED.into_response()
        }
        Answering::Blob { blob, etag } => {
            let date = "Fri, 01 Jan 2027 00:00:00 GMT";
            ([(header::ETAG, etag), (header::LAST_MODIFIED, date)], blob).into_response()
        }
        Answering::Status(status) => status.into_response(),
        Answering::RedirectTo(address) => (StatusCode::FOUND, [(header::LOCATION, address)]).into_response(),
        Answering::Endless => Body::new(Endless { is_silent: false }).into_response(),
        Answering::Unfinished => Body::new(Endless { is_silent: true }).into_response(),
        Answering::Nothing => core::future::pending().await,
    }
}

/// A body that says no length and has no end.
struct Endless {
    is_silent: bool,
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        static CHUNK: [u8; 65_536] = [b'x'; 65_536];
        if self.is_silent {
            return Poll::Pending;
        }
        Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(&CHUNK)))))
    }
}

/// The lines of a server that fetches from a host.
fn lines(service: &Service, host: &Host) -> String {
    let root = service.folder.join("host.der");
    fs::write(&root, host_authority().root()).unwrap();
    let cache = service.folder.join("cache");
    let table = format!("address = {:?}\ncache = {cache:?}\naddress-roots = [{root:?}]", host.address());
    service.lines("trusted-attestation = \"required\"", &table)
}

async fn start(fresh: &Fresh, parties: String) -> Server {
    let server = Server::start(&fresh.address, &Setting { parties, ..Setting::default() }).await;
    server.log.listen();
    server
}

/// Whether a model may sign up now.
async fn lets_in(server: &Server, seed: u8, name: &str) -> bool {
    let mut page = server.page_with(Authenticator::from_seed(&[seed; 32])).await;
    let reply = page.sign_up(name).await;
    assert!([201, 403].contains(&reply.status.as_u16()), "{}", reply.text());
    reply.status == 201
}

async fn accepts_what_an_address_gives_and_asks_again_with_what_it_said(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob, etag: "\"seven\"" }).await;
    let server = start(fresh, lines(&service, &host)).await;
    assert_eq!(host.asked().len(), 0);
    server.refresh_metadata().await;
    let asked = host.asked();
    assert_eq!((asked.len(), asked[0].get(header::IF_NONE_MATCH)), (1, None));
    assert!(lets_in(&server, 1, "alice").await);
    // Not before a day has gone.
    server.wait(DAY - 1);
    server.refresh_metadata().await;
    assert_eq!(host.asked().len(), 0);
    server.wait(AGAIN - DAY + 1);
    server.refresh_metadata().await;
    let asked = host.asked();
    assert_eq!((asked.len(), &asked[0][header::IF_NONE_MATCH]), (1, &"\"seven\"".parse().unwrap()));
    assert_eq!(asked[0][header::IF_MODIFIED_SINCE], "Fri, 01 Jan 2027 00:00:00 GMT");
    assert!(!server.log.take().contains("ERROR"));
    let blob = service.blob(8, NEXT, &[Model::of(2)]);
    host.answer(Answering::Blob { blob, etag: "\"eight\"" });
    server.wait(AGAIN);
    server.refresh_metadata().await;
    assert!(!lets_in(&server, 1, "bob").await);
    assert!(lets_in(&server, 2, "bob").await);
}

async fn accepts_its_cache_without_asking_and_after_a_restart(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob, etag: "\"seven\"" }).await;
    let server = start(fresh, lines(&service, &host)).await;
    server.refresh_metadata().await;
    host.asked();
    let again = start(fresh, lines(&service, &host)).await;
    again.refresh_metadata().await;
    assert!(lets_in(&again, 1, "alice").await);
    assert_eq!(host.asked().len(), 0);
    again.wait(AGAIN);
    again.refresh_metadata().await;
    assert_eq!(host.asked()[0][header::IF_NONE_MATCH], "\"seven\"");
    // The time since it was asked goes on too.
    let file = service.folder.join("cache/answer.json");
    let known = fs::read_to_string(&file).unwrap();
    assert!(known.contains("\"askedAt\":1800090000"), "{known}");
    fs::write(&file, known.replace("1800090000", "1799999991")).unwrap();
    let again = start(fresh, lines(&service, &host)).await;
    assert!(again.metrics().await.contains("countersign_metadata_unchecked_seconds 9"));
    // What another address said counts for this one not.
    let other = lines(&service, &host).replace("/blob\"", "/other\"");
    let other = start(fresh, other).await;
    other.refresh_metadata().await;
    assert_eq!(host.asked()[0].get(header::IF_NONE_MATCH), None);
    // A machine with an older cache does not go back behind the others.
    let file = service.folder.join("cache/blob.jwt");
    fs::write(&file, service.blob(6, NEXT, &[Model::of(2)])).unwrap();
    Log.listen();
    let parties = lines(&service, &host);
    let old = Server::start(&fresh.address, &Setting { parties, ..Setting::default() }).await;
    let log = old.log.take();
    assert!(log.contains("metadata in the cache was refused") && log.contains("mds.blob.number"), "{log}");
    let text = old.metrics().await;
    assert!(text.contains("countersign_metadata_refused_total{cause=\"rollback\"} 1"), "{text}");
    assert!(text.contains("countersign_metadata_newest_number 7"), "{text}");
    old.refresh_metadata().await;
    assert_eq!(host.asked()[0].get(header::IF_NONE_MATCH), None);
    assert!(lets_in(&old, 1, "bob").await);
}

async fn accepts_sign_ins_while_the_address_gives_nothing_and_asks_again_later_and_later(fresh: &Fresh) {
    let service = Service::new();
    let host = Host::start(Answering::Status(StatusCode::SERVICE_UNAVAILABLE)).await;
    let server = start(fresh, lines(&service, &host)).await;
    // A minute, two, four, and at last a day; each a little longer.
    let mut unchecked = 0;
    for wait in [60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 30_720, 61_440, DAY, DAY] {
        server.refresh_metadata().await;
        assert_eq!(host.asked().len(), 1, "{wait}");
        let log = server.log.take();
        assert!(log.contains("the address answers 503"), "{log}");
        server.wait(wait - 1);
        server.refresh_metadata().await;
        assert_eq!(host.asked().len(), 0, "{wait}");
        server.wait(1 + wait / 24);
        unchecked += wait + wait / 24;
    }
    let text = server.metrics().await;
    assert!(text.contains(&format!("countersign_metadata_unchecked_seconds {unchecked}")), "{text}");
    let mut page = server.page().await;
    let reply = page.post("/api/sign-up/options", serde_json::json!({ "name": "alice" })).await;
    assert_eq!(reply.error(), is(503, "unavailable"));
    assert_eq!(page.get("/api/session").await.status, 200);
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    host.answer(Answering::Blob { blob, etag: "\"seven\"" });
    server.refresh_metadata().await;
    assert!(server.metrics().await.contains("countersign_metadata_unchecked_seconds 0"));
}

async fn refuses_redirects_too_much_and_what_is_no_blob(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob: blob.clone(), etag: "\"seven\"" }).await;
    let elsewhere = Host::start(Answering::Blob { blob, etag: "\"other\"" }).await;
    let server = start(fresh, lines(&service, &host)).await;
    server.refresh_metadata().await;
    for (answering, said) in [
        (Answering::RedirectTo(elsewhere.address()), "answers 302, and no redirect is followed"),
        (Answering::RedirectTo(host.address()), "no redirect"),
        (Answering::Endless, "has more than 33554432 bytes"),
        (Answering::Blob { blob: "<html>".into(), etag: "\"html\"" }, "mds.blob.form"),
        (
            Answering::Blob { blob: service.blob(6, NEXT, &[Model::of(2)]), etag: "\"six\"" },
            "mds.blob.number",
        ),
    ] {
        host.answer(answering);
        server.wait(AGAIN);
        server.log.take();
        server.refresh_metadata().await;
        let log = server.log.take();
        assert!(log.contains(said) && !log.contains("html"), "{said}: {log}");
        // What was refused is not what the next question is about.
        let asked = host.asked();
        assert_eq!(asked.last().unwrap()[header::IF_NONE_MATCH], "\"seven\"", "{said}");
    }
    assert_eq!(elsewhere.asked().len(), 0);
    assert!(lets_in(&server, 1, "alice").await);
    let kept = fs::read_to_string(service.folder.join("cache/blob.jwt")).unwrap();
    assert_eq!(kept, service.blob(7, NEXT, &[Model::of(1)]));
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_refused_total{cause=\"fetch\"} 3"), "{text}");
    assert!(text.contains("countersign_metadata_refused_total{cause=\"rollback\"} 1"), "{text}");
}

async fn refuses_a_host_that_takes_too_long(fresh: &Fresh) {
    let service = Service::new();
    let host = Host::start(Answering::Nothing).await;
    // Connections are taken by the kernel, and nobody speaks TLS.
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let deaf_port = deaf.local_addr().unwrap().port().to_string();
    let lines = lines(&service, &host);
    let deaf_lines = lines.replace(&host.port.to_string(), &deaf_port);
    for (lines, answering, limit) in [
        (&deaf_lines, Answering::Nothing, 10),
        (&lines, Answering::Nothing, 300),
        (&lines, Answering::Unfinished, 300),
    ] {
        host.answer(answering);
        let server = start(fresh, lines.clone()).await;
        let mut refreshing = pin!(server.refresh_metadata());
        let moment = Duration::from_millis(200);
        let mut later = async |seconds| {
            let is_waiting = timeout(moment, &mut refreshing).await.is_err();
            tokio::time::pause();
            tokio::time::advance(Duration::from_secs(seconds)).await;
            tokio::time::resume();
            is_waiting
        };
        assert!(later(limit / 2).await && later(limit / 2).await, "{limit}");
        timeout(Duration::from_secs(60), refreshing).await.unwrap();
        let log = server.log.take();
        assert!(log.contains("the address cannot be read") && log.contains("timed out"), "{log}");
    }
    assert_eq!(host.asked().len(), 2);
}

async fn refuses_a_server_that_nobody_vouches_for(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob, etag: "\"seven\"" }).await;
    let lines = lines(&service, &host);
    // Another authority, a name that the certificate is not for, and the public authorities.
    fs::write(service.folder.join("host.der"), TestAuthority::from_seed(b"another").root()).unwrap();
    let server = start(fresh, lines.clone()).await;
    server.refresh_metadata().await;
    let log = server.log.take();
    assert!(log.contains("BadSignature"), "{log}");
    fs::write(service.folder.join("host.der"), host_authority().root()).unwrap();
    let server = start(fresh, lines.replace("//localhost", "//127.0.0.1")).await;
    server.refresh_metadata().await;
    assert!(server.log.take().contains("not valid for name"));
    let (public, _) = lines.split_once("address-roots").unwrap();
    let server = start(fresh, public.to_owned()).await;
    server.refresh_metadata().await;
    let log = server.log.take();
    assert!(log.contains("UnknownIssuer"), "{log}");
    assert_eq!(host.asked().len(), 0);
}

async fn refuses_a_cache_that_somebody_changed_and_fetches_again(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob: blob.clone(), etag: "\"seven\"" }).await;
    let server = start(fresh, lines(&service, &host)).await;
    server.refresh_metadata().await;
    host.asked();
    let file = service.folder.join("cache/blob.jwt");
    let next = service.blob(8, NEXT, &[Model::of(2)]);
    let forged = format!("{}.{}", next.rsplit_once('.').unwrap().0, STANDARD.encode([0; 64]));
    fs::write(&file, forged).unwrap();
    let again = start(fresh, lines(&service, &host)).await;
    again.refresh_metadata().await;
    assert_eq!(host.asked()[0].get(header::IF_NONE_MATCH), None);
    assert!(lets_in(&again, 1, "alice").await);
    assert_eq!(fs::read_to_string(&file).unwrap(), blob);
}

async fn refuses_what_is_known_of_an_answer_that_somebody_changed(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob, etag: "\"seven\"" }).await;
    start(fresh, lines(&service, &host)).await.refresh_metadata().await;
    let file = service.folder.join("cache/answer.json");
    let known = fs::read_to_string(&file).unwrap();
    assert!(known.contains("seven") && known.contains("\"blob\":["), "{known}");
    // What is no header, what is none of the last answer either, and what is of another blob.
    let (head, _) = known.split_once("\"blob\":[").unwrap();
    let zeros = vec!["0"; 32].join(",");
    let newer = format!("{head}\"blob\":[{zeros}]}}").replace("seven", "eight");
    let next = service.blob(8, NEXT, &[Model::of(2)]);
    host.asked();
    for (content, blob) in [
        (known.replace("seven", "se\\u0001ven"), service.blob(7, NEXT, &[Model::of(1)])),
        (known.replace("Fri", "Fri\\n"), service.blob(7, NEXT, &[Model::of(1)])),
        (newer, next),
    ] {
        fs::write(&file, &content).unwrap();
        host.answer(Answering::Blob { blob, etag: "\"eight\"" });
        let again = start(fresh, lines(&service, &host)).await;
        again.wait(AGAIN);
        again.refresh_metadata().await;
        let log = again.log.take();
        assert!(log.contains("metadata was accepted") && !log.contains("ERROR"), "{content}: {log}");
        let asked = host.asked();
        assert_eq!((asked.len(), asked[0].get(header::IF_NONE_MATCH)), (1, None), "{content}");
        fs::write(&file, &known).unwrap();
    }
}

async fn accepts_a_clock_that_ran_ahead_and_asks_again(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob, etag: "\"seven\"" }).await;
    let server = start(fresh, lines(&service, &host)).await;
    server.wait(300 * DAY);
    server.refresh_metadata().await;
    server.wait(-300 * DAY);
    server.refresh_metadata().await;
    server.refresh_metadata().await;
    assert_eq!(host.asked().len(), 2);
}

async fn accepts_a_cache_of_its_owner_alone_and_does_without_it(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, NEXT, &[Model::of(1)]);
    let host = Host::start(Answering::Blob { blob, etag: "\"seven\"" }).await;
    let server = start(fresh, lines(&service, &host)).await;
    server.refresh_metadata().await;
    let cache = service.folder.join("cache");
    #[cfg(unix)]
    for (path, expected) in
        [(cache.clone(), 0o700), (cache.join("blob.jwt"), 0o600), (cache.join("answer.json"), 0o600)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, expected, "{path:?}");
    }
    // What a process left that died, and nothing else.
    for name in ["blob.1.new", "answer.4294967295.new", "blob.new", "blob.x.new", "other.1.new"] {
        fs::write(cache.join(name), "").unwrap();
    }
    start(fresh, lines(&service, &host)).await;
    let mut names: Vec<_> =
        fs::read_dir(&cache).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["answer.json", "blob.jwt", "blob.new", "blob.x.new", "other.1.new"]);
    fs::remove_dir_all(&cache).unwrap();
    let blob = service.blob(8, NEXT, &[Model::of(2)]);
    host.answer(Answering::Blob { blob, etag: "\"eight\"" });
    server.wait(AGAIN);
    server.refresh_metadata().await;
    assert!(server.log.take().contains("could not be written to its cache"));
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_not_cached_total 1"), "{text}");
    assert!(lets_in(&server, 2, "alice").await);
}

/// The test of an answer once more, in a process whose environment names a proxy at which nobody listens.
#[test]
fn accepts_an_answer_past_the_proxy_of_the_environment() {
    let test = "metadata_fetch::sqlite::accepts_what_an_address_gives_and_asks_again_with_what_it_said";
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .envs(names.map(|name| (name, "http://127.0.0.1:9")))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn refuses_addresses_that_cannot_be_and_says_why() {
    let service = Service::new();
    for (table, cause) in [
        ("address = \"http://mds.example\"\ncache = \"c\"", MetadataLinesError::NotHttps),
        ("address = \"mds.example\"\ncache = \"c\"", MetadataLinesError::NotHttps),
        ("address = \"https://a:b@mds.example\"\ncache = \"c\"", MetadataLinesError::NotHttps),
        ("address = \"https://mds.example\"", MetadataLinesError::NoCache),
    ] {
        let error = RelyingParties::from_toml(&service.lines("", table)).unwrap_err();
        assert!(matches!(error, RelyingPartiesError::Metadata(found) if found == cause), "{table}: {error}");
    }
}
