//! The relying party: its RP ID, the origins that it accepts, and the cryptography it uses.
//!
//! # Source
//! [§4, relying party](https://www.w3.org/TR/webauthn-3/#webauthn-relying-party),
//! [§13.5.9, validating the origin](https://www.w3.org/TR/webauthn-3/#sctn-validating-origin)

use alloc::string::String;
use alloc::vec::Vec;

use countersign_attestation::StatementPolicy;
use countersign_cose::Crypto;
use countersign_wire::base64url;

use crate::configuration::ConfigurationError;

/// Most origins, and most top origins, of one relying party.
pub const MAX_ORIGINS: usize = 64;

/// Longest name of a relying party or a user, in bytes. Authenticators may cut names to 64 bytes anyway.
pub const MAX_NAME_BYTES: usize = 256;

/// Longest domain name in characters.
///
/// # Source
/// [RFC 1035 §2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4)
const MAX_DOMAIN: usize = 253;

/// An RP ID: a domain name in lower case, or `localhost`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RpId(String);

impl RpId {
    /// Checks an RP ID.
    ///
    /// # Errors
    /// [`ConfigurationError::RpId`] unless it is a domain name in lower-case ASCII (punycode for others); IP addresses
    /// are refused. Public suffixes such as `co.uk` are not known here: browsers refuse them.
    ///
    /// # Source
    /// [§4, RP ID](https://www.w3.org/TR/webauthn-3/#rp-id)
    pub fn new(text: &str) -> Result<Self, ConfigurationError> {
        if is_domain(text) { Ok(Self(text.into())) } else { Err(ConfigurationError::RpId) }
    }

    /// The RP ID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `host` is this domain or below it. A name without a dot, such as `localhost`, has nothing below it.
    pub(crate) fn covers(&self, host: &str) -> bool {
        match host.strip_suffix(self.as_str()) {
            Some("") => true,
            Some(labels) => labels.ends_with('.') && self.0.contains('.'),
            None => false,
        }
    }
}

/// An origin that ceremonies may come from. It is kept as the text that a client sends, because texts are compared: the
/// serialisation of a web origin is unique, and that of an application is opaque.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// The origin of a web page.
    Web(WebOrigin),
    /// The origin of a native application.
    App(AppOrigin),
}

impl Origin {
    /// The origin as clients write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Web(origin) => origin.as_str(),
            Self::App(origin) => origin.as_str(),
        }
    }
}

/// The origin of a web page: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// Checks a web origin, in the form in which browsers write it.
    ///
    /// # Errors
    /// [`ConfigurationError::WebOrigin`] for anything else: upper case, a default port, a path, a trailing slash or dot,
    /// credentials, an IP address, `http` for a host other than `localhost` and names below it.
    ///
    /// # Source
    /// [HTML, serialisation of an origin](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin)
    pub fn new(text: &str) -> Result<Self, ConfigurationError> {
        let wrong = ConfigurationError::WebOrigin;
        let (scheme, rest) = text.split_once("://").ok_or(wrong)?;
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        };
        let default_port = match scheme {
            "https" => "443",
            "http" if host == "localhost" || host.ends_with(".localhost") => "80",
            _ => return Err(wrong),
        };
        let is_port = |port: &str| {
            port != default_port
                && !port.starts_with('0')
                && !port.starts_with('+')
                && port.parse::<u16>().is_ok()
        };
        if is_domain(host) && port.is_none_or(is_port) { Ok(Self(text.into())) } else { Err(wrong) }
    }

    /// The origin as browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split_once(':').map_or(rest, |(host, _)| host)
    }
}

/// The origin of a native application: an opaque text, compared byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppOrigin(String);

impl AppOrigin {
    const ANDROID: &'static str = "android:apk-key-hash:";
    const IOS: &'static str = "ios:bundle-id:";
    /// Base64url of the 32 bytes of a SHA-256.
    const HASH_BYTES: usize = 32;

    /// Checks the origin of an application: `android:apk-key-hash:` with the hash of its signing certificate, or
    /// `ios:bundle-id:` with its bundle identifier.
    ///
    /// # Errors
    /// [`ConfigurationError::AppOrigin`] for anything else.
    pub fn new(text: &str) -> Result<Self, ConfigurationError> {
        let is_hash = |hash: &str| {
            base64url::decode(hash, countersign_wire::Field::Origin, Self::HASH_BYTES)
                .is_ok_and(|hash| hash.len() == Self::HASH_BYTES)
        };
        let is_bundle = |id: &str| {
            !id.is_empty()
                && id.len() <= MAX_DOMAIN
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        };
        let holds = text.strip_prefix(Self::ANDROID).is_some_and(is_hash)
            || text.strip_prefix(Self::IOS).is_some_and(is_bundle);
        if holds { Ok(Self(text.into())) } else { Err(ConfigurationError::AppOrigin) }
    }

    /// The origin as clients write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether pages may run ceremonies inside a frame of another origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "each variant is weaker than the one before, and there is nothing below"
)]
pub enum CrossOrigin {
    /// Never.
    #[default]
    Refused,
    /// Yes, in the pages that are configured as top origins, and the client has to name one of them.
    Allowed,
    /// Yes, also where the client does not name the page around the frame, as older ones do not. A page that is named
    /// still has to be configured.
    AllowedWithoutTopOrigin,
}

/// A relying party. Several of them side by side are several values.
///
/// Holds no state of ceremonies, and nothing in it changes: it can be shared freely.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    id: RpId,
    id_hash: [u8; 32],
    name: String,
    origins: Vec<Origin>,
    top_origins: Vec<WebOrigin>,
    cross_origin: CrossOrigin,
    statement_policy: StatementPolicy,
    crypto: &'static dyn Crypto,
}

/// The configuration of a relying party, until it is checked as a whole.
#[derive(Clone, Debug)]
pub struct RelyingPartyBuilder {
    id: RpId,
    name: String,
    origins: Vec<Origin>,
    top_origins: Vec<WebOrigin>,
    cross_origin: CrossOrigin,
    statement_policy: StatementPolicy,
}

impl RelyingParty {
    /// Begins the configuration of a relying party. `name` is shown to users by some authenticators.
    ///
    /// # Errors
    /// [`ConfigurationError::RpId`] or [`ConfigurationError::NameLength`].
    pub fn builder(id: &str, name: &str) -> Result<RelyingPartyBuilder, ConfigurationError> {
        Ok(RelyingPartyBuilder {
            id: RpId::new(id)?,
            name: checked_name(name)?.into(),
            origins: Vec::new(),
            top_origins: Vec::new(),
            cross_origin: CrossOrigin::Refused,
            statement_policy: StatementPolicy::default(),
        })
    }

    /// The RP ID.
    #[must_use]
    pub const fn id(&self) -> &RpId {
        &self.id
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The origins that are accepted.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// The pages that may embed a frame of this relying party.
    #[must_use]
    pub fn top_origins(&self) -> &[WebOrigin] {
        &self.top_origins
    }

    /// Whether frames in foreign pages are accepted.
    #[must_use]
    pub const fn cross_origin(&self) -> CrossOrigin {
        self.cross_origin
    }

    /// A relying party out of a recorded ceremony, without the checks of a configuration.
    #[cfg(feature = "recorded")]
    pub(crate) fn recorded(
        id: &str,
        origins: &[String],
        top_origins: &[String],
        cross_origin: CrossOrigin,
        statement_policy: StatementPolicy,
        crypto: &'static dyn Crypto,
    ) -> Self {
        let web = |origin: &String| WebOrigin(origin.clone());
        Self {
            id: RpId(id.into()),
            id_hash: crypto.sha256(&[id.as_bytes()]),
            name: id.into(),
            origins: origins.iter().map(web).map(Origin::Web).collect(),
            top_origins: top_origins.iter().map(web).collect(),
            cross_origin,
            statement_policy,
            crypto,
        }
    }

    /// What is demanded of attestation statements.
    #[must_use]
    pub const fn statement_policy(&self) -> &StatementPolicy {
        &self.statement_policy
    }

    /// SHA-256 of the RP ID.
    pub(crate) const fn id_hash(&self) -> &[u8; 32] {
        &self.id_hash
    }

    /// The provider of cryptography.
    #[must_use]
    pub const fn crypto(&self) -> &'static dyn Crypto {
        self.crypto
    }

    /// Whether an origin is one of the configured ones, byte for byte. The opaque origin `null` is none.
    pub(crate) fn accepts_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|accepted| accepted.as_str() == origin)
    }

    pub(crate) fn accepts_top_origin(&self, origin: &str) -> bool {
        self.top_origins.iter().any(|accepted| accepted.as_str() == origin)
    }
}

impl RelyingPartyBuilder {
    /// Accepts a web origin whose host is the RP ID or below it.
    ///
    /// # Errors
    /// [`ConfigurationError::WebOrigin`], [`ConfigurationError::OriginOutsideRpId`] or
    /// [`ConfigurationError::TooManyOrigins`].
    pub fn origin(self, text: &str) -> Result<Self, ConfigurationError> {
        let origin = WebOrigin::new(text)?;
        if !self.id.covers(origin.host()) {
            return Err(ConfigurationError::OriginOutsideRpId);
        }
        self.add(Origin::Web(origin))
    }

    /// Accepts a web origin of another domain, which the RP ID's well-known document has to list as well.
    ///
    /// # Errors
    /// [`ConfigurationError::WebOrigin`] or [`ConfigurationError::TooManyOrigins`].
    ///
    /// # Source
    /// [§5.11](https://www.w3.org/TR/webauthn-3/#sctn-related-origins)
    pub fn related_origin(self, text: &str) -> Result<Self, ConfigurationError> {
        let origin = WebOrigin::new(text)?;
        self.add(Origin::Web(origin))
    }

    /// Accepts a native application.
    ///
    /// # Errors
    /// [`ConfigurationError::AppOrigin`] or [`ConfigurationError::TooManyOrigins`].
    pub fn app_origin(self, text: &str) -> Result<Self, ConfigurationError> {
        let origin = AppOrigin::new(text)?;
        self.add(Origin::App(origin))
    }

    /// Says whether ceremonies may run in a frame of a foreign page.
    #[must_use]
    pub const fn cross_origin(mut self, cross_origin: CrossOrigin) -> Self {
        self.cross_origin = cross_origin;
        self
    }

    /// Accepts a page as the one around the frame; for [`CrossOrigin::Allowed`].
    ///
    /// # Errors
    /// [`ConfigurationError::WebOrigin`] or [`ConfigurationError::TooManyOrigins`].
    pub fn top_origin(mut self, text: &str) -> Result<Self, ConfigurationError> {
        if self.top_origins.len() >= MAX_ORIGINS {
            return Err(ConfigurationError::TooManyOrigins);
        }
        self.top_origins.push(WebOrigin::new(text)?);
        Ok(self)
    }

    /// Says what is demanded of attestation statements where the specification leaves a choice.
    #[must_use]
    pub const fn statement_policy(mut self, statement_policy: StatementPolicy) -> Self {
        self.statement_policy = statement_policy;
        self
    }

    /// The relying party, with the provider of cryptography that it uses.
    ///
    /// # Errors
    /// [`ConfigurationError::NoOrigin`] or [`ConfigurationError::TopOrigins`].
    pub fn build(self, crypto: &'static dyn Crypto) -> Result<RelyingParty, ConfigurationError> {
        if self.origins.is_empty() {
            return Err(ConfigurationError::NoOrigin);
        }
        let agrees = match self.cross_origin {
            CrossOrigin::Refused => self.top_origins.is_empty(),
            CrossOrigin::Allowed => !self.top_origins.is_empty(),
            CrossOrigin::AllowedWithoutTopOrigin => true,
        };
        if !agrees {
            return Err(ConfigurationError::TopOrigins);
        }
        // §6.1.a: the hash is over the RP ID itself.
        let id_hash = crypto.sha256(&[self.id.as_str().as_bytes()]);
        let Self { id, name, origins, top_origins, cross_origin, statement_policy } = self;
        Ok(RelyingParty { id, id_hash, name, origins, top_origins, cross_origin, statement_policy, crypto })
    }

    fn add(mut self, origin: Origin) -> Result<Self, ConfigurationError> {
        if self.origins.len() >= MAX_ORIGINS {
            return Err(ConfigurationError::TooManyOrigins);
        }
        self.origins.push(origin);
        Ok(self)
    }
}

pub(crate) fn checked_name(name: &str) -> Result<&str, ConfigurationError> {
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        Err(ConfigurationError::NameLength)
    } else {
        Ok(name)
    }
}

/// A domain name in lower case: labels of letters, digits and hyphens, the last of them not a number, decimal or
/// hexadecimal, because a browser reads an IPv4 address then.
///
/// # Source
/// [URL, ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker)
fn is_domain(text: &str) -> bool {
    const MAX_LABEL: usize = 63;
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= MAX_LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let is_number = |label: &str| {
        label.bytes().all(|byte| byte.is_ascii_digit())
            || label.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= MAX_DOMAIN && text.split('.').all(is_label) && !is_number(last)
}
