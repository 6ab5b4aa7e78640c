//! Why a message is malformed: which field, what is wrong with it, and which rule says so.

use core::fmt;

use countersign_cbor as cbor;
use countersign_cose as cose;

/// A field of what a client sends, named as the specification names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The JSON of the credential as a whole.
    Credential,
    /// `id`.
    Id,
    /// `rawId`.
    RawId,
    /// `type` of the credential.
    CredentialType,
    /// `response`.
    Response,
    /// `response.clientDataJSON`.
    ClientDataJson,
    /// `response.attestationObject`.
    AttestationObject,
    /// `response.authenticatorData`, or `authData` of an attestation object.
    AuthenticatorData,
    /// `response.signature`.
    Signature,
    /// `response.userHandle`.
    UserHandle,
    /// `response.transports`.
    Transports,
    /// `authenticatorAttachment`.
    AuthenticatorAttachment,
    /// `clientExtensionResults`.
    ClientExtensionResults,
    /// `type` of the client data.
    ClientDataType,
    /// `challenge` of the client data.
    Challenge,
    /// `origin` of the client data.
    Origin,
    /// `crossOrigin` of the client data.
    CrossOrigin,
    /// `topOrigin` of the client data.
    TopOrigin,
    /// `fmt` of an attestation object.
    Format,
    /// `attStmt` of an attestation object.
    AttestationStatement,
    /// The attested credential data as a whole.
    AttestedCredentialData,
    /// The AAGUID of attested credential data.
    Aaguid,
    /// The credential id of attested credential data.
    CredentialId,
    /// The public key of attested credential data.
    CredentialPublicKey,
    /// The extension outputs in authenticator data.
    Extensions,
    /// The authenticator extension output `credProtect`.
    CredProtect,
    /// The authenticator extension output `minPinLength`.
    MinPinLength,
    /// The authenticator extension output `credBlob`.
    CredBlob,
    /// The authenticator extension output `hmac-secret`.
    HmacSecret,
    /// The authenticator extension output `thirdPartyPayment`.
    ThirdPartyPayment,
    /// The authenticator extension output `uvm`.
    Uvm,
}

impl Field {
    /// The field as the specification writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Id => "id",
            Self::RawId => "rawId",
            Self::CredentialType | Self::ClientDataType => "type",
            Self::Response => "response",
            Self::ClientDataJson => "clientDataJSON",
            Self::AttestationObject => "attestationObject",
            Self::AuthenticatorData => "authenticatorData",
            Self::Signature => "signature",
            Self::UserHandle => "userHandle",
            Self::Transports => "transports",
            Self::AuthenticatorAttachment => "authenticatorAttachment",
            Self::ClientExtensionResults => "clientExtensionResults",
            Self::Challenge => "challenge",
            Self::Origin => "origin",
            Self::CrossOrigin => "crossOrigin",
            Self::TopOrigin => "topOrigin",
            Self::Format => "fmt",
            Self::AttestationStatement => "attStmt",
            Self::AttestedCredentialData => "attestedCredentialData",
            Self::Aaguid => "aaguid",
            Self::CredentialId => "credentialId",
            Self::CredentialPublicKey => "credentialPublicKey",
            Self::Extensions => "extensions",
            Self::CredProtect => "credProtect",
            Self::MinPinLength => "minPinLength",
            Self::CredBlob => "credBlob",
            Self::HmacSecret => "hmac-secret",
            Self::ThirdPartyPayment => "thirdPartyPayment",
            Self::Uvm => "uvm",
        }
    }
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "JSON has no others")]
pub enum JsonType {
    /// Null.
    Null,
    /// True or false.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// The name of the type, for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// It is not there.
    Missing,
    /// It is longer than allowed; lengths in bytes, counts for lists.
    TooLong {
        /// The most that is accepted.
        most: usize,
    },
    /// It ends too early, at this byte.
    Truncated {
        /// Offset in bytes from the start of the field that is parsed.
        at: usize,
    },
    /// Bytes follow that nothing accounts for, from this byte on.
    TrailingBytes {
        /// Offset in bytes from the start of the field that is parsed.
        at: usize,
    },
    /// It is empty where something is needed.
    Empty,
    /// It is not JSON, as seen at this place.
    Json {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// Its JSON nests deeper than is read.
    TooDeep {
        /// The most levels of arrays and objects.
        most: usize,
    },
    /// Its JSON has a member twice.
    DuplicateMember,
    /// It has another JSON type than it should.
    WrongType {
        /// The type that is needed.
        expected: JsonType,
        /// The type that was found.
        found: JsonType,
    },
    /// It has a value other than the only one allowed.
    WrongValue,
    /// It is not UTF-8 from this byte on.
    NotUtf8 {
        /// Offset in bytes from the start of the field that is parsed.
        at: usize,
    },
    /// It is not base64url without padding, as seen at this character.
    Base64url {
        /// Offset in bytes from the start of the text, or its length where the length itself is impossible.
        at: usize,
    },
    /// A flag says that it follows, and it does not, or the other way round.
    FlagMismatch,
    /// It is not the CBOR that it should be.
    Cbor(cbor::Error),
    /// It is not a COSE key that may be used.
    Key(cose::Error),
}

/// A malformed message. Holds names, sizes and places, never bytes of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    field: Field,
    kind: ErrorKind,
    rule: Option<&'static str>,
}

impl Error {
    pub(crate) const fn new(field: Field, kind: ErrorKind) -> Self {
        let rule = match kind {
            ErrorKind::Cbor(error) => error.rule(),
            ErrorKind::Key(error) => Some(error.rule()),
            ErrorKind::Missing
            | ErrorKind::TooLong { .. }
            | ErrorKind::Truncated { .. }
            | ErrorKind::TrailingBytes { .. }
            | ErrorKind::Empty
            | ErrorKind::Json { .. }
            | ErrorKind::TooDeep { .. }
            | ErrorKind::DuplicateMember
            | ErrorKind::WrongType { .. }
            | ErrorKind::WrongValue
            | ErrorKind::NotUtf8 { .. }
            | ErrorKind::Base64url { .. }
            | ErrorKind::FlagMismatch => None,
        };
        Self { field, kind, rule }
    }

    /// The same error under a rule of the specification, unless what it wraps names one that is more exact.
    pub(crate) const fn under(self, rule: &'static str) -> Self {
        match self.rule {
            Some(_) => self,
            None => Self { field: self.field, kind: self.kind, rule: Some(rule) },
        }
    }

    /// The field at fault.
    #[must_use]
    pub const fn field(&self) -> Field {
        self.field
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The rule of Web Authentication Level 3 that is broken, such as `6.1.f`, where it is one of a format and not the
    /// step of a ceremony itself.
    #[must_use]
    pub const fn rule(&self) -> Option<&'static str> {
        self.rule
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.field.name())?;
        match self.kind {
            ErrorKind::Missing => formatter.write_str("missing"),
            ErrorKind::TooLong { most } => write!(formatter, "longer than {most}"),
            ErrorKind::Truncated { at } => write!(formatter, "ends too early, at byte {at}"),
            ErrorKind::TrailingBytes { at } => write!(formatter, "bytes from {at} on belong to nothing"),
            ErrorKind::Empty => formatter.write_str("empty"),
            ErrorKind::Json { line, column } => write!(formatter, "not JSON at line {line}, column {column}"),
            ErrorKind::TooDeep { most } => write!(formatter, "JSON nested deeper than {most} levels"),
            ErrorKind::DuplicateMember => formatter.write_str("a JSON member stands there twice"),
            ErrorKind::WrongType { expected, found } => {
                write!(formatter, "expected JSON {}, found {}", expected.name(), found.name())
            }
            ErrorKind::WrongValue => formatter.write_str("not the value that it must have"),
            ErrorKind::NotUtf8 { at } => write!(formatter, "not UTF-8 at byte {at}"),
            ErrorKind::Base64url { at } => {
                write!(formatter, "not base64url without padding, at character {at}")
            }
            ErrorKind::FlagMismatch => formatter.write_str("the flags and what follows them differ"),
            ErrorKind::Cbor(error) => write!(formatter, "{error}"),
            ErrorKind::Key(error) => write!(formatter, "{error}"),
        }
    }
}

impl core::error::Error for Error {}
