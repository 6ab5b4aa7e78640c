//! A virtual WebAuthn authenticator and client, for tests of relying parties.
//!
//! It answers registrations and authentications with the JSON that a browser would send. Everything comes from a seed:
//! keys, ids, certificates, and the signatures too, so that a test gives the same bytes each time. It shares no code
//! with the crates that verify but the CBOR writer.
//!
//! Start reading at [`Client`]: it takes the options of a server and gives what a page would send back, with a [`Lie`] where
//! a test wants one. Below it, an [`Authenticator`] builds ceremonies by hand. A ceremony is built in layers, and each can be changed before the next is
//! made of it: client data, authenticator data, statement or signature, attestation object, response. What follows from
//! a change stays consistent with it; so a test changes one thing, and one thing alone is wrong.
//!
//! ```
//! use countersign_authenticator::{Attestation, Authenticator, flags};
//!
//! let authenticator = Authenticator::from_seed(&[7; 32]);
//!
//! // A truthful registration, attested by the authenticator's own authority.
//! let registration = authenticator
//!     .register(b"a challenge of the server", "example.org", "https://example.org")
//!     .user_handle(b"alice")
//!     .attestation(Attestation::PackedBasic)
//!     .build();
//! let _trust_anchor = authenticator.authority().root();
//! assert!(registration.json().contains(r#""type":"public-key""#));
//!
//! // A truthful authentication with the new credential.
//! let authentication =
//!     registration.credential().authenticate(b"another challenge here", "https://example.org").build();
//! assert!(authentication.json().contains("userHandle"));
//! assert_eq!(authentication.credential().sign_count(), 1);
//!
//! // One in which the user is not verified, and the signature holds over the flags that say so.
//! let unverified = registration
//!     .credential()
//!     .authenticate(b"another challenge here", "https://example.org")
//!     .authenticator_data(|data| data.flag(flags::UV, false))
//!     .build();
//! assert_eq!(unverified.authenticator_data().get(32), Some(&flags::UP));
//! ```
//!
//! # Source
//! [Web Authentication Level 3](https://www.w3.org/TR/webauthn-3/)
#![no_std]
#![deny(missing_docs)]

extern crate alloc;

mod algorithm;
mod attestation_object;
mod authentication;
mod authenticator;
mod authenticator_data;
mod certificate;
mod client;
mod client_data;
mod credential;
pub mod der;
mod derive;
mod edit;
mod elliptic;
mod json_object;
pub mod key_description;
mod lie;
mod metadata_blob;
pub mod oid;
mod registration;
mod response;
mod revocation_list;
mod rsa_key;
mod signature;
mod signing_key;
mod statement;
mod test_authority;
mod tpm;

pub use algorithm::Algorithm;
pub use attestation_object::{AttestationObject, unsorted_map};
pub use authentication::{AuthenticationBuilder, AuthenticationCeremony};
pub use authenticator::Authenticator;
pub use authenticator_data::{AuthenticatorData, flags};
pub use certificate::{CertificateBuilder, Extension, NOT_AFTER, NOT_BEFORE, Name};
pub use client::{Client, ClientError};
pub use client_data::ClientData;
/// The CBOR items that statements, keys and extension outputs are given in.
pub use countersign_cbor::Item;
pub use credential::Credential;
pub use json_object::JsonObject;
pub use lie::{Lie, Occasion, Subject};
pub use metadata_blob::MetadataBlob;
pub use registration::{RegistrationBuilder, RegistrationCeremony};
pub use response::Response;
pub use revocation_list::revocation_list;
pub use signature::Signature;
pub use signing_key::SigningKey;
pub use statement::{Attestation, SAFETYNET_TIMESTAMP, Statement};
pub use test_authority::{Issuer, TestAuthority};
pub use tpm::{TpmAttest, TpmPublic};
