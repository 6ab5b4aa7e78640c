//! The cookie of a browser's session, and the visitor behind a request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::answer::Failure;
use crate::relying_parties::Party;
use crate::site::Site;
use crate::store::{AccountId, Session, SessionKey};

/// How long a browser stays signed in, in seconds.
pub(crate) const SIGNED_IN_SECONDS: i64 = 12 * 60 * 60;
/// How long a browser that nobody signed in from is remembered, in seconds: long enough for a page that stays open with
/// autofill waiting.
pub(crate) const ANONYMOUS_SECONDS: i64 = 60 * 60;
/// How long a proof counts as recent, in seconds.
pub(crate) const RECENT_SECONDS: i64 = 5 * 60;
/// Bytes of a token: nobody guesses 256 bits.
const TOKEN_BYTES: usize = 32;
/// Longest `Cookie` header that is looked at, in bytes.
const MAX_COOKIE_BYTES: usize = 8 * 1024;

/// What the browser holds. The database holds its hash. `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Token([u8; TOKEN_BYTES]);

impl core::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Token(..)")
    }
}

impl Token {
    /// A new one.
    pub(crate) fn random() -> Result<Self, Failure> {
        Ok(Self(random()?))
    }

    /// What the library binds a ceremony to.
    pub(crate) const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the database looks it up by.
    pub(crate) fn key(&self) -> SessionKey {
        SessionKey(Sha256::digest(self.0).into())
    }

    /// The one in the cookies of a request, if there is exactly one.
    pub(crate) fn of(headers: &HeaderMap, party: &Party) -> Option<Self> {
        let name = cookie_name(party);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .filter(|value| value.len() <= MAX_COOKIE_BYTES)
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='));
        let value = values.next()?;
        if values.next().is_some() {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The header that gives it to the browser, for so many seconds; zero takes it away.
    pub(crate) fn cookie(&self, party: &Party, seconds: i64) -> Option<HeaderValue> {
        let secure = if party.is_secure() { "; Secure" } else { "" };
        let name = cookie_name(party);
        let value = URL_SAFE_NO_PAD.encode(self.0);
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut cookie = HeaderValue::try_from(cookie).ok()?;
        cookie.set_sensitive(true);
        Some(cookie)
    }
}

/// Browsers take a name with this prefix only over HTTPS, for the whole of one host.
const fn cookie_name(party: &Party) -> &'static str {
    if party.is_secure() { "__Host-countersign" } else { "countersign" }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| {
        tracing::error!(%cause, "no randomness");
        Failure::Internal
    })?;
    Ok(bytes)
}

/// Who asks: which relying party, and which browser, if it has been here.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) party: Arc<Party>,
    pub(crate) browser: Option<Browser>,
}

/// A browser with a session.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) token: Token,
    pub(crate) session: Session,
}

/// A browser from which somebody is signed in.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) account: AccountId,
    pub(crate) browser: Browser,
}

impl Visitor {
    /// The session of the browser.
    pub(crate) fn browser(&self) -> Result<&Browser, Failure> {
        self.browser.as_ref().ok_or(Failure::NoSession)
    }

    /// The session, from which nobody may be signed in.
    pub(crate) fn signed_out(&self) -> Result<&Browser, Failure> {
        let browser = self.browser()?;
        if browser.session.account.is_some() { Err(Failure::SignedIn) } else { Ok(browser) }
    }

    /// Who is signed in.
    pub(crate) fn signed_in(&self) -> Result<SignedIn, Failure> {
        let browser = self.browser.clone().ok_or(Failure::SignedOut)?;
        let account = browser.session.account.ok_or(Failure::SignedOut)?;
        Ok(SignedIn { account, browser })
    }
}

impl Session {
    /// Seconds for which the last proof still counts for a purpose; `None` if it does not.
    pub(crate) fn recent(&self, purpose: &str, now: i64) -> Option<i64> {
        let is_for_it = matches!(self.purpose.as_str(), SIGN_IN | SIGN_UP) || self.purpose == purpose;
        let left = self.authenticated_at.saturating_add(RECENT_SECONDS).saturating_sub(now);
        // A clock that was set back makes nothing recent.
        (self.account.is_some() && is_for_it && (1..=RECENT_SECONDS).contains(&left)).then_some(left)
    }
}

impl SignedIn {
    /// That the person proved who they are a short time ago, for this. Whoever has no passkey left can prove nothing: then the
    /// session is all there is, and is enough to add one, to take the data and to delete the account.
    pub(crate) async fn require_recent(&self, site: &Site, purpose: &'static str) -> Result<(), Failure> {
        let is_recent = self.browser.session.recent(purpose, site.now()).is_some();
        if is_recent || site.store.passkeys(&self.account).await?.is_empty() {
            Ok(())
        } else {
            Err(Failure::StepUp(purpose))
        }
    }
}

/// The purpose of a sign-in.
pub(crate) const SIGN_IN: &str = "sign-in";
/// The purpose of a sign-up.
pub(crate) const SIGN_UP: &str = "sign-up";
/// The purpose of another passkey, and of the proof before it.
pub(crate) const ADD_PASSKEY: &str = "add-passkey";
/// The purpose of the proof before a passkey is deleted.
pub(crate) const DELETE_PASSKEY: &str = "delete-passkey";
/// The purpose of the proof before the account is deleted.
pub(crate) const DELETE_ACCOUNT: &str = "delete-account";
/// The purpose of the proof before everything that is kept is handed out.
pub(crate) const EXPORT: &str = "export";
/// What can be proved again, and for what.
pub(crate) const STEP_UPS: [&str; 4] = [ADD_PASSKEY, DELETE_PASSKEY, DELETE_ACCOUNT, EXPORT];

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        // The guard has put it there; a route without the guard has no visitors.
        parts.extensions.get::<Self>().cloned().ok_or(Failure::Internal)
    }
}
