//! What a client says that it can do: `PublicKeyCredential.getClientCapabilities()`.
//!
//! The page sends it, so anybody may have written it. It is for choosing what a page offers, and for nothing else: no
//! policy, no step and no result depends on it, and a client that says that it cannot verify users is asked to all the same.
//!
//! # Source
//! [§5.1.7](https://www.w3.org/TR/webauthn-3/#sctn-getClientCapabilities),
//! [§5.8.5](https://www.w3.org/TR/webauthn-3/#enum-clientCapability)

use alloc::vec::Vec;
use core::fmt;

use serde_json::Value as Json;

/// Longest text that is read, in bytes. Clients send half of it at most.
pub const MAX_CLIENT_CAPABILITIES_BYTES: usize = 4096;

/// Most capabilities that are read. Nine are defined, and one for each extension.
pub const MAX_CLIENT_CAPABILITIES: usize = 64;

/// A capability that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KnownCapability {
    /// `conditionalCreate`: a passkey is made without a dialogue, after a sign-in with a password.
    ConditionalCreate,
    /// `conditionalGet`: passkeys are offered where a form is filled in.
    ConditionalGet,
    /// `hybridTransport`: a phone can be used.
    HybridTransport,
    /// `passkeyPlatformAuthenticator`: passkeys can be used, on the device or by a phone.
    PasskeyPlatformAuthenticator,
    /// `userVerifyingPlatformAuthenticator`: the device verifies users.
    UserVerifyingPlatformAuthenticator,
    /// `relatedOrigins`: the RP ID can be one that lists the origin of the page.
    RelatedOrigins,
    /// `signalAllAcceptedCredentials`.
    SignalAllAcceptedCredentials,
    /// `signalCurrentUserDetails`.
    SignalCurrentUserDetails,
    /// `signalUnknownCredential`.
    SignalUnknownCredential,
    /// `extension:largeBlob`: the client processes the extension, whether or not an authenticator does.
    LargeBlobExtension,
    /// `extension:prf`: as with `largeBlob`.
    PrfExtension,
}

impl KnownCapability {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::ConditionalCreate,
        Self::ConditionalGet,
        Self::HybridTransport,
        Self::PasskeyPlatformAuthenticator,
        Self::UserVerifyingPlatformAuthenticator,
        Self::RelatedOrigins,
        Self::SignalAllAcceptedCredentials,
        Self::SignalCurrentUserDetails,
        Self::SignalUnknownCredential,
        Self::LargeBlobExtension,
        Self::PrfExtension,
    ];

    /// The name that clients use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConditionalCreate => "conditionalCreate",
            Self::ConditionalGet => "conditionalGet",
            Self::HybridTransport => "hybridTransport",
            Self::PasskeyPlatformAuthenticator => "passkeyPlatformAuthenticator",
            Self::UserVerifyingPlatformAuthenticator => "userVerifyingPlatformAuthenticator",
            Self::RelatedOrigins => "relatedOrigins",
            Self::SignalAllAcceptedCredentials => "signalAllAcceptedCredentials",
            Self::SignalCurrentUserDetails => "signalCurrentUserDetails",
            Self::SignalUnknownCredential => "signalUnknownCredential",
            Self::LargeBlobExtension => "extension:largeBlob",
            Self::PrfExtension => "extension:prf",
        }
    }
}

/// What a client says about one capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a client says one or the other, or nothing")]
pub enum Capability {
    /// It has it.
    Yes,
    /// It does not have it.
    No,
    /// Nothing, as older clients do of what is newer than they are: it may have it or not.
    NotSaid,
}

/// What a client says that it can do. Only what is known here is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientCapabilities(Vec<(KnownCapability, bool)>);

impl ClientCapabilities {
    /// Reads the object that `getClientCapabilities()` gave, as JSON.
    ///
    /// Names that are not known here and values that are not booleans are read over: clients add names, and a page can do
    /// without a hint. Of a name that stands twice the last counts, as for the page.
    ///
    /// # Errors
    /// [`ClientCapabilitiesError`]: out of bounds, or no JSON object.
    pub fn from_json(text: &str) -> Result<Self, ClientCapabilitiesError> {
        if text.len() > MAX_CLIENT_CAPABILITIES_BYTES {
            return Err(ClientCapabilitiesError::Length);
        }
        let json: Json = serde_json::from_str(text)
            .map_err(|error| ClientCapabilitiesError::Json { line: error.line(), column: error.column() })?;
        let members = json.as_object().ok_or(ClientCapabilitiesError::NoObject)?;
        if members.len() > MAX_CLIENT_CAPABILITIES {
            return Err(ClientCapabilitiesError::Count);
        }
        let said = |known: KnownCapability| Some((known, members.get(known.name())?.as_bool()?));
        Ok(Self(KnownCapability::ALL.into_iter().filter_map(said).collect()))
    }

    /// What the client says about a capability.
    #[must_use]
    pub fn capability(&self, known: KnownCapability) -> Capability {
        match self.0.iter().find(|(said, _)| *said == known) {
            Some((_, true)) => Capability::Yes,
            Some((_, false)) => Capability::No,
            None => Capability::NotSaid,
        }
    }

    /// Whether the page should call `get()` with `mediation: "conditional"` when a sign-in form is shown: where the client
    /// says that it can. It is a call with the options of a discoverable ceremony, verified as any other; where this is
    /// `false`, the page offers a button in its place.
    #[must_use]
    pub fn suggests_conditional_get(&self) -> bool {
        self.capability(KnownCapability::ConditionalGet) == Capability::Yes
    }

    /// Whether the page should call `create()` with `mediation: "conditional"` after a sign-in with a password: where the
    /// client says that it can. Whether the answer may lack the presence of the user is decided when the options are made,
    /// by [`CreationOptions::conditional`](crate::CreationOptions::conditional), and never by what a client said. Make
    /// those options for a sign-in that has just happened and for no other request.
    #[must_use]
    pub fn suggests_conditional_create(&self) -> bool {
        self.capability(KnownCapability::ConditionalCreate) == Capability::Yes
    }
}

/// Why a text tells nothing about a client. Nothing of the text is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientCapabilitiesError {
    /// More than [`MAX_CLIENT_CAPABILITIES_BYTES`].
    Length,
    /// No JSON.
    Json {
        /// The line, from 1.
        line: usize,
        /// The column in bytes.
        column: usize,
    },
    /// JSON, but no object.
    NoObject,
    /// More than [`MAX_CLIENT_CAPABILITIES`].
    Count,
}

impl fmt::Display for ClientCapabilitiesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => {
                write!(formatter, "client capabilities have at most {MAX_CLIENT_CAPABILITIES_BYTES} bytes")
            }
            Self::Json { line, column } => {
                write!(formatter, "client capabilities are not JSON: line {line}, column {column}")
            }
            Self::NoObject => formatter.write_str("client capabilities are an object"),
            Self::Count => {
                write!(formatter, "there are at most {MAX_CLIENT_CAPABILITIES} client capabilities")
            }
        }
    }
}

impl core::error::Error for ClientCapabilitiesError {}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString as _};

    use super::*;

    fn read(text: &str) -> ClientCapabilities {
        ClientCapabilities::from_json(text).unwrap()
    }

    #[test]
    fn accepts_what_a_client_says_about_each_capability() {
        for known in KnownCapability::ALL {
            let yes = read(&format!(r#"{{"{}":true}}"#, known.name()));
            let no = read(&format!(r#"{{"{}":false}}"#, known.name()));
            for other in KnownCapability::ALL {
                let expected = |said| if other == known { said } else { Capability::NotSaid };
                assert_eq!(yes.capability(other), expected(Capability::Yes), "{known:?}, {other:?}");
                assert_eq!(no.capability(other), expected(Capability::No), "{known:?}, {other:?}");
            }
        }
    }

    #[test]
    fn accepts_names_and_values_that_are_not_known() {
        let said =
            read(r#"{"a new one":true,"relatedOrigins":"yes","conditionalGet":null,"extension:prf":1}"#);
        assert_eq!(said, ClientCapabilities::default());
        let said = read(r#"{"conditionalGet":false,"conditionalGet":true}"#);
        assert_eq!(said.capability(KnownCapability::ConditionalGet), Capability::Yes);
    }

    #[test]
    fn accepts_yes_alone_as_a_reason_to_suggest() {
        let suggestions = |text: &str| {
            let said = read(text);
            (said.suggests_conditional_get(), said.suggests_conditional_create())
        };
        assert_eq!(suggestions("{}"), (false, false));
        assert_eq!(suggestions(r#"{"conditionalGet":true}"#), (true, false));
        assert_eq!(suggestions(r#"{"conditionalCreate":true,"conditionalGet":false}"#), (false, true));
    }

    /// An object of this many members.
    fn object(count: usize) -> String {
        let members: Vec<String> = (0..count).map(|number| format!(r#""c{number}":true"#)).collect();
        format!("{{{}}}", members.join(","))
    }

    #[test]
    fn refuses_texts_out_of_bounds() {
        let fitting = format!("{{}}{}", " ".repeat(MAX_CLIENT_CAPABILITIES_BYTES - 2));
        assert_eq!(read(&fitting), ClientCapabilities::default());
        assert_eq!(ClientCapabilities::from_json(&(fitting + " ")), Err(ClientCapabilitiesError::Length));
        assert_eq!(read(&object(MAX_CLIENT_CAPABILITIES)), ClientCapabilities::default());
        let more = ClientCapabilities::from_json(&object(MAX_CLIENT_CAPABILITIES + 1));
        assert_eq!(more, Err(ClientCapabilitiesError::Count));
    }

    #[test]
    fn refuses_what_is_no_object_and_shows_nothing_of_it() {
        for text in ["null", "true", "[]", "\"conditionalGet\"", "1"] {
            assert_eq!(ClientCapabilities::from_json(text), Err(ClientCapabilitiesError::NoObject), "{text}");
        }
        let error = ClientCapabilities::from_json("{\n\"secret\":x}").unwrap_err();
        assert_eq!(error, ClientCapabilitiesError::Json { line: 2, column: 10 });
        assert_eq!(error.to_string(), "client capabilities are not JSON: line 2, column 10");
        let shown = |error: ClientCapabilitiesError| error.to_string();
        assert_eq!(shown(ClientCapabilitiesError::Length), "client capabilities have at most 4096 bytes");
        assert_eq!(shown(ClientCapabilitiesError::NoObject), "client capabilities are an object");
        assert_eq!(shown(ClientCapabilitiesError::Count), "there are at most 64 client capabilities");
        let deep = "[".repeat(1000);
        let error = ClientCapabilities::from_json(&deep).unwrap_err();
        assert!(matches!(error, ClientCapabilitiesError::Json { line: 1, .. }), "{error}");
    }
}
