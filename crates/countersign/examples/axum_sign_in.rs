//! A sign-in page of axum, and its tests without a browser: `cargo test -p countersign --example axum_sign_in`.
//!
//! The tests are what this example is about. A virtual client takes the options that the server sends, answers as a
//! browser would, and lies where a test wants it to. A real server has a database, a cookie for each session and a clock
//! where this one has a map, one session and a constant.

use core::error::Error;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use countersign::{
    AuthenticationFacts, AuthenticationResponse, Binding, Challenge, CreationOptions, CredentialRecord,
    IdStatus, Lookup, PendingDiscoverable, PendingRegistration, RUST_CRYPTO, RegistrationFacts,
    RegistrationResponse, RelyingParty, RequestOptions, Trust, UnixTime, User, UserHandle,
};

/// The id of the one session that this example knows.
const SESSION: &[u8] = b"the id of the session";
/// The time that this example knows.
const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

/// What is in memory here and belongs into a database.
#[derive(Default)]
struct Store {
    challenges: u8,
    pending: HashMap<&'static str, Vec<u8>>,
    credentials: HashMap<Vec<u8>, CredentialRecord>,
}

impl Store {
    /// A fresh challenge. A real server takes `Challenge::random()`, with the feature `getrandom`.
    fn challenge(&mut self) -> Result<Challenge, Box<dyn Error>> {
        self.challenges = self.challenges.wrapping_add(1);
        Ok(Challenge::new(&[self.challenges; 32])?)
    }
}

struct Site {
    relying_party: RelyingParty,
    store: Mutex<Store>,
}

type Shared = State<Arc<Site>>;

/// What a handler answers: a page sees the status and a text that tells nothing.
type Answer = Result<String, (StatusCode, &'static str)>;

fn answer(result: Result<String, Box<dyn Error>>) -> Answer {
    // The error itself, with the step that refused, is for the log.
    result.map_err(|_| (StatusCode::FORBIDDEN, "That did not work."))
}

fn binding(purpose: &'static str) -> Binding<'static> {
    Binding { session: SESSION, purpose, now: NOW }
}

async fn registration_options(State(site): Shared) -> Answer {
    let begin = || {
        let mut store = site.store.lock().unwrap_or_else(PoisonError::into_inner);
        let user = User { handle: UserHandle::new(b"account 1")?, name: "alice", display_name: "Alice" };
        let options = CreationOptions::new(&site.relying_party, user, store.challenge()?);
        let (options, pending) = options.begin(&binding("add-passkey"))?;
        store.pending.insert("add-passkey", pending.into_stored());
        Ok(options)
    };
    answer(begin())
}

async fn register(State(site): Shared, body: Bytes) -> Answer {
    let verify = || {
        let mut store = site.store.lock().unwrap_or_else(PoisonError::into_inner);
        let response = RegistrationResponse::from_json(core::str::from_utf8(&body)?)?;
        // Taken out before it is verified, so that it is good for one answer.
        let pending = store.pending.remove("add-passkey").ok_or("no ceremony")?;
        let is_known = store.credentials.contains_key(response.credential_id());
        let facts = RegistrationFacts {
            now: NOW,
            session: SESSION,
            purpose: "add-passkey",
            credential_id: if is_known { IdStatus::Registered } else { IdStatus::New },
            trust: Trust::NotAssessed,
        };
        let pending = PendingRegistration::from_stored(&pending)?;
        let record = pending.verify(&site.relying_party, &response, &facts)?.into_record();
        store.credentials.insert(record.id().to_vec(), record);
        Ok(String::new())
    };
    answer(verify())
}

async fn sign_in_options(State(site): Shared) -> Answer {
    let begin = || {
        let mut store = site.store.lock().unwrap_or_else(PoisonError::into_inner);
        let options = RequestOptions::new(&site.relying_party, store.challenge()?);
        let (options, pending) = options.begin_discoverable(&binding("sign-in"))?;
        store.pending.insert("sign-in", pending.into_stored());
        Ok(options)
    };
    answer(begin())
}

async fn sign_in(State(site): Shared, body: Bytes) -> Answer {
    let verify = || {
        let mut store = site.store.lock().unwrap_or_else(PoisonError::into_inner);
        let response = AuthenticationResponse::from_json(core::str::from_utf8(&body)?)?;
        let pending = store.pending.remove("sign-in").ok_or("no ceremony")?;
        let record = store.credentials.get(response.credential_id());
        let lookup = record.map_or(Lookup::Unknown, Lookup::Found);
        let facts = AuthenticationFacts { now: NOW, session: SESSION, purpose: "sign-in", record: lookup };
        let pending = PendingDiscoverable::from_stored(&pending)?;
        let signed_in = pending.verify(&site.relying_party, &response, &facts)?;
        let current = record.and_then(|record| signed_in.update().applied_to(record)).ok_or("no record")?;
        store.credentials.insert(current.id().to_vec(), current);
        Ok(String::from_utf8_lossy(signed_in.user_handle().as_bytes()).into_owned())
    };
    answer(verify())
}

/// The pages of the site.
fn site() -> Result<Router, Box<dyn Error>> {
    let relying_party = RelyingParty::builder("example.org", "Example")?.origin("https://example.org")?;
    let relying_party = relying_party.build(&RUST_CRYPTO)?;
    let site = Site { relying_party, store: Mutex::default() };
    Ok(Router::new()
        .route("/register/options", post(registration_options))
        .route("/register", post(register))
        .route("/sign-in/options", post(sign_in_options))
        .route("/sign-in", post(sign_in))
        .with_state(Arc::new(site)))
}

fn main() -> Result<(), Box<dyn Error>> {
    // A server would hand this to `axum::serve`; here the tests are its visitors.
    site().map(|_| ())
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use countersign_authenticator::{Authenticator, Client, Lie};
    use tower::ServiceExt as _;

    use super::*;

    /// What the site answers to a request with this body.
    fn visit(site: &Router, path: &str, body: &str) -> (StatusCode, String) {
        let request = Request::post(path).body(Body::from(body.to_owned())).unwrap();
        pollster::block_on(async {
            let response = site.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            (status, String::from_utf8(body.to_vec()).unwrap())
        })
    }

    /// A site, and a client that has registered there.
    fn registered() -> (Router, Client) {
        let site = site().unwrap();
        let mut client = Client::new(Authenticator::from_seed(&[7; 32]), "https://example.org");
        let (_, options) = visit(&site, "/register/options", "");
        let passkey = client.create(&options).unwrap();
        assert_eq!(visit(&site, "/register", passkey.json()).0, StatusCode::OK);
        (site, client)
    }

    fn signs_in(site: &Router, client: &mut Client) -> (StatusCode, String) {
        let (_, options) = visit(site, "/sign-in/options", "");
        let assertion = client.get(&options).unwrap();
        visit(site, "/sign-in", assertion.json())
    }

    #[test]
    fn accepts_a_sign_in_and_says_who_it_is() {
        let (site, mut client) = registered();
        assert_eq!(signs_in(&site, &mut client), (StatusCode::OK, "account 1".to_owned()));
    }

    #[test]
    fn refuses_an_authenticator_that_was_copied() {
        let (site, mut client) = registered();
        assert_eq!(signs_in(&site, &mut client).0, StatusCode::OK);
        assert_eq!(signs_in(&site, client.lying(Lie::CounterBack)).0, StatusCode::FORBIDDEN);
        // Who has the authenticator itself is not locked out.
        assert_eq!(signs_in(&site, &mut client).0, StatusCode::OK);
    }

    #[test]
    fn refuses_a_page_that_looks_alike() {
        let (site, mut client) = registered();
        for lie in [Lie::OriginOther, Lie::OriginLonger, Lie::OriginHttp, Lie::CrossOrigin] {
            let (status, text) = signs_in(&site, client.lying(lie));
            assert_eq!((status, &*text), (StatusCode::FORBIDDEN, "That did not work."), "{lie:?}");
        }
    }

    #[test]
    fn refuses_an_answer_that_was_given_before() {
        let (site, mut client) = registered();
        let (_, options) = visit(&site, "/sign-in/options", "");
        let assertion = client.get(&options).unwrap();
        assert_eq!(visit(&site, "/sign-in", assertion.json()).0, StatusCode::OK);
        assert_eq!(visit(&site, "/sign-in", assertion.json()).0, StatusCode::FORBIDDEN);
    }

    #[test]
    fn refuses_a_body_that_is_no_response() {
        let (site, _) = registered();
        for body in ["", "{}", "[", "\u{feff}"] {
            assert_eq!(visit(&site, "/sign-in", body).0, StatusCode::FORBIDDEN);
            assert_eq!(visit(&site, "/register", body).0, StatusCode::FORBIDDEN);
        }
    }
}
