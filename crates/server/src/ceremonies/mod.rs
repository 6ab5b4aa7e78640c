//! Ceremonies over HTTP: options go out, a pending ceremony is stored; an answer comes in, the pending ceremony is taken out
//! before anything is looked at. Every decision is the library's.

use core::time::Duration;
use std::time::Instant;

use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign::{Challenge, Outcome, Recording};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Failure};
use crate::relying_parties::Party;
use crate::session::{Browser, SIGNED_IN_SECONDS, Token, random};
use crate::signals::Emptied;
use crate::site::{Explain, Site};
use crate::store::{Account, Begun, Ceremony, CeremonyId, CeremonyKind, Session, SessionChange};

pub(crate) mod authenticating;
pub(crate) mod registering;

/// How long a person has for a ceremony, in seconds: the least that the specification recommends.
const CEREMONY_SECONDS: i64 = 300;
/// The same for one that waits in the autofill of a page, which asks for fresh options before it ends: the most that the
/// specification recommends.
const AUTOFILL_SECONDS: i64 = 600;

/// An answer to a ceremony.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    ceremony: String,
    /// As it arrived: the library reads it.
    credential: Box<RawValue>,
}

/// A ceremony that has begun.
struct Beginning<'a> {
    kind: CeremonyKind,
    options: String,
    state: Vec<u8>,
    details: String,
    purpose: &'a str,
    seconds: i64,
    is_conditional: bool,
}

/// Reads a body of a known form.
pub(crate) fn read<T: DeserializeOwned>(body: &Bytes) -> Answer<T> {
    serde_json::from_slice(body).map_err(|_| Failure::Malformed)
}

fn challenge() -> Answer<Challenge> {
    Ok(Challenge::random()?)
}

/// Stores a ceremony and answers with its options.
async fn begin(site: &Site, browser: &Browser, beginning: Beginning<'_>) -> Answer {
    let id = CeremonyId(random()?);
    let now = site.now();
    let ceremony = Ceremony {
        id,
        session: browser.token.key(),
        kind: beginning.kind,
        state: beginning.state,
        details: beginning.details,
        purpose: beginning.purpose.to_owned(),
        created_at: now,
        expires_at: now.saturating_add(beginning.seconds),
    };
    match site.store.begin_ceremony(&ceremony).await? {
        Begun::Stored => {}
        Begun::SessionGone => return Err(Failure::NoSession),
    }
    let options = RawValue::from_string(beginning.options).map_err(|cause| {
        tracing::error!(%cause, "options that are no JSON");
        Failure::Internal
    })?;
    let id = URL_SAFE_NO_PAD.encode(id.0);
    let mut body = format!("{{\"ceremony\":\"{id}\",\"publicKey\":{}", options.get());
    body.push_str(if beginning.is_conditional { ",\"mediation\":\"conditional\"}" } else { "}" });
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Takes the ceremony of an answer out of the store: whatever becomes of the answer, it is used up.
async fn take(site: &Site, browser: &Browser, answered: &Answered) -> Answer<Ceremony> {
    let id = URL_SAFE_NO_PAD.decode(&answered.ceremony).ok().and_then(|bytes| bytes.try_into().ok());
    let id = CeremonyId(id.ok_or(Failure::Malformed)?);
    site.store.take_ceremony(&id, &browser.token.key(), site.now()).await?.ok_or(Failure::Expired)
}

/// How long a refusal takes at least, so that the time tells nothing of what was looked at: a signature of the slowest algorithm is
/// verified in less. It is what a wrong answer costs, not a right one.
const REFUSAL_TIME: Duration = Duration::from_millis(25);

/// A ceremony that is being judged: its name in logs and metrics, and what its steps looked at.
struct Judged<'s> {
    site: &'s Site,
    name: &'static str,
    began: Instant,
    recording: Recording,
    is_told: bool,
}

impl<'s> Judged<'s> {
    fn new(site: &'s Site, name: &'static str) -> Self {
        Self { site, name, began: Instant::now(), recording: Recording::default(), is_told: false }
    }

    fn tell(&mut self, outcome: &'static str, step: &'static str) {
        self.is_told = true;
        self.site.metrics.ended(self.name, outcome, step, self.began.elapsed());
    }

    /// The outcome, after everything was stored or nothing: for the log and the metrics, and not before its time.
    async fn close(mut self, outcome: Answer) -> Answer {
        if !self.is_told {
            let code = outcome.as_ref().map_or_else(Failure::code, |_| "accepted");
            tracing::info!(ceremony = self.name, outcome = code, "ended");
            self.tell(code, "");
        }
        let is_refused = |failure: &Failure| {
            use Failure::{Refused, RefusedAmongModels, UnknownCredential};
            matches!(failure, Refused { .. } | RefusedAmongModels { .. } | UnknownCredential { .. })
        };
        if outcome.as_ref().is_err_and(is_refused) {
            tokio::time::sleep(REFUSAL_TIME.saturating_sub(self.began.elapsed())).await;
        }
        outcome
    }

    /// The ceremony was refused, for the log the step and the cause; `is_signed_in` says whether a developer may see it.
    fn refused(&mut self, error: &countersign::Error, is_signed_in: bool) -> Failure {
        let step = error.step();
        tracing::warn!(ceremony = self.name, step = step.id(), cause = %error, "refused");
        self.tell("refused", step.name());
        Failure::Refused { trace: self.trace().filter(|_| is_signed_in) }
    }

    /// The answer could not be read; the error has the field and the place, and no bytes of the client.
    fn unreadable(&mut self, error: &countersign::WireError) -> Failure {
        tracing::warn!(ceremony = self.name, cause = %error, "unreadable");
        self.tell("unreadable", "");
        Failure::Refused { trace: None }
    }

    /// The steps, where developers may see them.
    fn trace(&self) -> Option<Value> {
        let shown = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
        let steps = self.recording.records().iter().map(|record| {
            let step = record.step();
            json!({
                "id": step.id(),
                "name": step.name(),
                "rule": step.rule(),
                "outcome": if record.outcome() == Outcome::Passed { "passed" } else { "refused" },
                "expected": shown(record.expected()),
                "found": shown(record.got()),
            })
        });
        (self.site.explain == Explain::ToSignedIn).then(|| Value::Array(steps.collect()))
    }
}

/// A session in which somebody has just proved who they are, and the cookie of its new token.
fn signed_in(
    site: &Site,
    party: &Party,
    browser: &Browser,
    passkey: (&Account, &[u8]),
    purpose: &str,
) -> Answer<(HeaderValue, SessionChange)> {
    let (account, credential_id) = passkey;
    let token = Token::random()?;
    let now = site.now();
    let expires_at = match browser.session.account {
        // A step-up does not make a session longer.
        Some(_) => browser.session.expires_at,
        None => now.saturating_add(SIGNED_IN_SECONDS),
    };
    let session = Session {
        rp_id: account.rp_id.clone(),
        account: Some(account.id),
        credential_id: Some(credential_id.to_vec()),
        authenticated_at: now,
        purpose: purpose.to_owned(),
        created_at: now,
        expires_at,
    };
    let cookie = token.cookie(party, expires_at.saturating_sub(now)).ok_or(Failure::Internal)?;
    let change = SessionChange { old: browser.token.key(), new: token.key(), session };
    Ok((cookie, change))
}

/// What a ceremony answers that was accepted, and whose outcome is stored: nothing can go wrong any more.
async fn done(judged: &Judged<'_>, party: &Party, status: StatusCode, account: &Account) -> Response {
    let mut body = Map::new();
    body.insert("account".into(), account_json(account));
    body.insert(
        "signals".into(),
        crate::signals::after_a_change(judged.site, party, account, Emptied::Never).await,
    );
    if let Some(trace) = judged.trace() {
        body.insert("trace".into(), trace);
    }
    (status, Json(Value::Object(body))).into_response()
}

/// An account as the page sees it.
pub(crate) fn account_json(account: &Account) -> Value {
    json!({
        "name": account.name,
        "displayName": account.display_name,
        "userHandle": URL_SAFE_NO_PAD.encode(&account.user_handle),
    })
}

/// Gives the browser its new token.
fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}
