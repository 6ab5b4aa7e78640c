//! What can be wrong with a configuration, before any ceremony.

use core::fmt;

/// Why a relying party, options or one of their values cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// An RP ID that is not a domain in lower case, such as `example.org`. IP addresses cannot be RP IDs.
    RpId,
    /// A web origin that is not `https://host` or `https://host:port`, in lower case, without default port, path or
    /// slash. Plain `http` is for `localhost` and names below it.
    WebOrigin,
    /// An application origin that is neither `android:apk-key-hash:` with the 43 characters of a SHA-256, nor
    /// `ios:bundle-id:` with a bundle identifier.
    AppOrigin,
    /// A web origin whose host is not the RP ID or below it. Declare it as a related origin if it is one.
    OriginOutsideRpId,
    /// No origin: there is none that every page would be accepted from.
    NoOrigin,
    /// More origins than [`MAX_ORIGINS`](crate::MAX_ORIGINS).
    TooManyOrigins,
    /// Top origins without cross-origin use, or cross-origin use that names no page and does not say that any will do.
    TopOrigins,
    /// A challenge of fewer than 16 or more than 128 bytes.
    ChallengeLength,
    /// A user handle of no or more than 64 bytes.
    UserHandleLength,
    /// An empty session, or a purpose that is empty or longer than
    /// [`MAX_BINDING_BYTES`](crate::MAX_BINDING_BYTES).
    BindingLength,
    /// An empty list of algorithms, or a number twice.
    Algorithms,
    /// RS1 in the list of algorithms without the policy that accepts it.
    Rs1NotAccepted,
    /// A timeout below 5 or above 10 minutes.
    Timeout,
    /// A list of credentials with more than [`MAX_LISTED_CREDENTIALS`](crate::MAX_LISTED_CREDENTIALS).
    TooManyCredentials,
    /// An identified ceremony for a user without credentials. It must not turn into one for anybody.
    NoCredentials,
    /// A credential in the list that belongs to another user.
    ForeignCredential,
    /// An origin to begin on that the relying party does not accept.
    UnknownOrigin,
    /// `prf` inputs for a credential that is not on the list of allowed ones.
    PrfCredentials,
    /// `largeBlob` with both read and write, or a write without exactly one allowed credential.
    LargeBlob,
    /// An AppID that is not an `https` URL, or one for a ceremony that lists no credentials.
    AppId,
    /// A name of no or more than [`MAX_NAME_BYTES`](crate::MAX_NAME_BYTES).
    NameLength,
    /// An extension value that is larger than [`MAX_EXTENSION_INPUT_BYTES`](crate::MAX_EXTENSION_INPUT_BYTES).
    ExtensionInput,
    /// A secret for decoys of fewer than 32 or more than 64 bytes, or of zeros.
    DecoySecret,
    /// An Android application without a package name, or without one to
    /// [`MAX_APP_CERTIFICATES`](crate::well_known::MAX_APP_CERTIFICATES) certificates.
    AndroidApp,
    /// A fingerprint that is not 32 bytes in hexadecimal with colons between them.
    Fingerprint,
    /// An application identifier of Apple's that is not a team and a bundle.
    AppleApp,
    /// More applications than [`MAX_APPS`](crate::well_known::MAX_APPS).
    TooManyApps,
    /// A passkey endpoint that is not an `https` URL on an origin of the relying party.
    PasskeyEndpoint,
    /// The system gave no randomness.
    Randomness,
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::RpId => "the RP ID has to be a domain in lower case, such as example.org, and no IP address",
            Self::WebOrigin => {
                "a web origin has to be https://host or https://host:port, in lower case, without default port, path \
                 or slash (http for localhost and names below it alone)"
            }
            Self::AppOrigin => {
                "an application origin has to be android:apk-key-hash: with 43 characters of base64url, or \
                 ios:bundle-id: with a bundle identifier"
            }
            Self::OriginOutsideRpId => {
                "the host of an origin has to be the RP ID or below it; declare it as a related origin if it is one"
            }
            Self::NoOrigin => "at least one origin has to be configured",
            Self::TooManyOrigins => "too many origins",
            Self::TopOrigins => "top origins and cross-origin use go together: name the pages that may embed this one",
            Self::ChallengeLength => "a challenge has 16 to 128 bytes",
            Self::UserHandleLength => "a user handle has 1 to 64 bytes",
            Self::BindingLength => "session and purpose are not empty, and a purpose has at most 128 bytes",
            Self::Algorithms => "the list of algorithms is not empty and names each once",
            Self::Rs1NotAccepted => "RS1 can be offered only with the policy that accepts it",
            Self::Timeout => "a timeout is between 300 and 600 seconds",
            Self::TooManyCredentials => "too many credentials in the list",
            Self::NoCredentials => "the user has no credentials, so there is nobody to identify",
            Self::ForeignCredential => "a credential in the list belongs to another user",
            Self::UnknownOrigin => "the origin to begin on is not one of the relying party's",
            Self::PrfCredentials => "prf inputs per credential are for ids on the list of allowed credentials",
            Self::LargeBlob => "largeBlob reads or writes, and writes to exactly one allowed credential",
            Self::AppId => "an AppID is an https URL, for a ceremony that lists the credentials registered under it",
            Self::NameLength => "names are not empty and have at most 256 bytes",
            Self::ExtensionInput => "an extension input is too large",
            Self::DecoySecret => "a secret for decoys has 32 to 64 bytes, and not only zeros",
            Self::AndroidApp => "an Android application has a package name, such as org.example.app, and 1 to 16 certificates",
            Self::Fingerprint => "a fingerprint has 32 bytes in hexadecimal with colons between them",
            Self::AppleApp => "an application of Apple's systems is named by team and bundle: A1B2C3D4E5.org.example.app",
            Self::TooManyApps => "too many applications",
            Self::PasskeyEndpoint => "a passkey endpoint is an https URL on an origin of the relying party",
            Self::Randomness => "the system gave no randomness",
        })
    }
}

impl core::error::Error for ConfigurationError {}
