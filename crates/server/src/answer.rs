//! What the server answers when it does not do what it was asked: a code for the page, a sentence for a person, and nothing
//! about the step that refused.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::relying_parties::Party;
use crate::store::StoreError;

/// What a handler answers.
pub(crate) type Answer<T = Response> = Result<T, Failure>;

/// Why a request was not carried out.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The body is not what the interface says.
    Malformed,
    /// A ceremony was refused. The trace is for developers, and there only if the server explains.
    Refused { trace: Option<Value> },
    /// A registration was refused, for whatever reason, where only certain models are accepted.
    RefusedAmongModels { trace: Option<Value> },
    /// The request comes from a page of another site.
    CrossSite,
    /// The body is not said to be JSON.
    MediaType,
    /// The body has too many bytes.
    TooLarge,
    /// The browser has no session here.
    NoSession,
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is signed in, where nobody may be.
    SignedIn,
    /// A recent proof is needed, for this purpose.
    StepUp(&'static str),
    /// There is no such passkey here; the argument of the page's signal.
    UnknownCredential { signal: Value },
    /// There is no such thing.
    Unknown,
    /// The ceremony is over, or of another browser.
    Expired,
    /// Somebody has this name.
    NameTaken,
    /// The account has all the passkeys that it may have.
    TooMany,
    /// It is the last passkey.
    LastPasskey,
    /// Somebody else was quicker.
    Conflict,
    /// A name that may not be.
    BadName,
    /// Too often; seconds to wait.
    RateLimited(u64),
    /// Too much at once.
    Busy,
    /// No new passkey could be accepted at the moment.
    Unavailable,
    /// The host is none of this server's.
    Misdirected,
    /// Something that is the operator's to repair; it is in the log.
    Internal,
}

impl Failure {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Refused { .. } | Self::RefusedAmongModels { .. } | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoSession | Self::SignedOut | Self::StepUp(_) => StatusCode::UNAUTHORIZED,
            Self::UnknownCredential { .. } | Self::Unknown => StatusCode::NOT_FOUND,
            Self::Expired => StatusCode::GONE,
            Self::SignedIn | Self::NameTaken | Self::TooMany | Self::LastPasskey | Self::Conflict => {
                StatusCode::CONFLICT
            }
            Self::BadName => StatusCode::UNPROCESSABLE_ENTITY,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The code, which pages may rely on, and the sentence.
    const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Malformed => ("malformed", "The request is not of the form that is expected."),
            Self::Refused { .. } => ("refused", "The passkey could not be verified. Please try again."),
            Self::RefusedAmongModels { .. } => (
                "refused-among-models",
                "The passkey could not be accepted. Only certain models of authenticators are accepted here.",
            ),
            Self::CrossSite => ("cross-site", "The request comes from another site."),
            Self::MediaType => ("media-type", "The body has to be application/json."),
            Self::TooLarge => ("too-large", "The request is too long."),
            Self::NoSession => {
                ("no-session", "The browser sent no cookie. Please allow cookies and load the page again.")
            }
            Self::SignedOut => ("signed-out", "Please sign in."),
            Self::SignedIn => ("signed-in", "Please sign out first."),
            Self::StepUp(_) => ("step-up", "Please confirm with a passkey."),
            Self::UnknownCredential { .. } => ("unknown-credential", "This passkey is not known here."),
            Self::Unknown => ("unknown", "There is no such thing here."),
            Self::Expired => ("expired", "This took too long. Please try again."),
            Self::NameTaken => ("name-taken", "This name is taken. Please choose another."),
            Self::TooMany => ("too-many", "The account has as many passkeys as it can have."),
            Self::LastPasskey => ("last-passkey", "This is the last passkey of the account."),
            Self::Conflict => ("conflict", "The account was changed at the same moment. Please try again."),
            Self::BadName => ("bad-name", "This name cannot be used."),
            Self::RateLimited(_) => ("rate-limited", "That was too often. Please wait a little."),
            Self::Busy => ("busy", "Too much is going on. Please try again."),
            Self::Unavailable => {
                ("unavailable", "New passkeys cannot be accepted at the moment. Please try again later.")
            }
            Self::Misdirected => ("misdirected", "This server is not responsible for this address."),
            Self::Internal => ("internal", "Something went wrong on the server."),
        }
    }

    /// What a status says that the layers around the handlers answer with.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Self::Busy,
            _ if status.is_client_error() => Self::Malformed,
            _ => Self::Internal,
        }
    }

    /// The same for a registration: where not every model is accepted, trying again may be of no use. It is said of each refusal
    /// there, so that it tells nothing of the step.
    pub(crate) fn of_registration(self, party: &Party) -> Self {
        if !party.demand().is_required() {
            return self;
        }
        if let Self::Refused { trace } = self { Self::RefusedAmongModels { trace } } else { self }
    }

    /// The code.
    pub(crate) const fn code(&self) -> &'static str {
        self.words().0
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (code, message) = self.words();
        let status = self.status();
        let mut body = Map::new();
        body.insert("error".into(), code.into());
        body.insert("message".into(), message.into());
        let mut retry_after = None;
        if let Self::StepUp(purpose) = self {
            body.insert("purpose".into(), purpose.into());
        } else if let Self::UnknownCredential { signal } = self {
            body.insert("signal".into(), signal);
        } else if let Self::Refused { trace: Some(trace) } | Self::RefusedAmongModels { trace: Some(trace) } =
            self
        {
            body.insert("trace".into(), trace);
        } else if let Self::RateLimited(seconds) = self {
            retry_after = Some(HeaderValue::from(seconds));
            body.insert("retryAfter".into(), json!(seconds));
        }
        let mut response = (status, Json(Value::Object(body))).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(cause: StoreError) -> Self {
        tracing::error!(%cause, "the database did not answer as it should");
        Self::Internal
    }
}

impl From<countersign::ConfigurationError> for Failure {
    fn from(cause: countersign::ConfigurationError) -> Self {
        tracing::error!(%cause, "options could not be made");
        Self::Internal
    }
}

impl From<countersign::StoredError> for Failure {
    fn from(cause: countersign::StoredError) -> Self {
        tracing::error!(%cause, "a stored record cannot be read");
        Self::Internal
    }
}
