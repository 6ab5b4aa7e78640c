//! What a WebAuthn client sends, read strictly, borrowed, and without a verdict.
//!
//! Start reading at [`RegistrationResponse`] and [`AuthenticationResponse`], which are the JSON that browsers give.
//! Inside are [`ClientData`], [`AttestationObject`] and [`AuthenticatorData`], each a view that keeps the bytes it came
//! from, because signatures cover bytes as they arrived. Success of a parser proves form and nothing else: whether the
//! challenge, the origin or the signature is right is for a ceremony to say.
//!
//! ```
//! use countersign_wire::ClientData;
//!
//! let arrived = br#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://example.org","crossOrigin":false}"#;
//! let data = ClientData::from_json(ClientData::text(arrived)?)?;
//! assert_eq!(data.ceremony_type()?, "webauthn.get");
//! assert_eq!(data.origin()?, "https://example.org");
//! assert_eq!(data.top_origin()?, None);
//! # Ok::<(), countersign_wire::Error>(())
//! ```
//!
//! # Source
//! [Web Authentication Level 3 §5.1.8, §5.2, §5.8.1](https://www.w3.org/TR/webauthn-3/#sctn-api) and
//! [§6.1, §6.5](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data)
#![no_std]
#![deny(missing_docs)]

extern crate alloc;

mod attestation_object;
mod authenticator_data;
mod authenticator_extensions;
pub mod base64url;
mod client_data;
mod client_extensions;
mod credential;
mod error;
mod json;
mod transports;

pub use attestation_object::{AttestationObject, MAX_ATTESTATION_OBJECT_BYTES};
pub use authenticator_data::{
    Aaguid, AttestedCredentialData, AuthenticatorData, Flags, MAX_AUTHENTICATOR_DATA_BYTES,
};
pub use authenticator_extensions::{
    AuthenticatorExtensions, CredBlob, CredentialProtection, HmacSecret, MAX_IDENTIFIER_BYTES,
    MAX_UVM_ENTRIES, UserVerificationMethod,
};
pub use client_data::{ClientData, MAX_CLIENT_DATA_BYTES};
pub use client_extensions::{ClientExtensionOutputs, CredProps, LargeBlob, Output, Prf};
pub use credential::{
    AssertionResponse, AttestationResponse, AuthenticationResponse, MAX_CREDENTIAL_ID_BYTES,
    MAX_HINT_CHARACTERS, MAX_RESPONSE_JSON_BYTES, MAX_SIGNATURE_BYTES, MAX_TRANSPORTS, MAX_USER_HANDLE_BYTES,
    RegistrationResponse,
};
pub use error::{Error, ErrorKind, Field, JsonType};
pub use transports::Transports;
