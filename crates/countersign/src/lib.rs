//! A WebAuthn relying party: registration and authentication with passkeys.
//!
//! Start reading at [`PendingRegistration::verify_traced`] and [`PendingIdentified::verify_traced`]: one visible line per
//! step of [Web Authentication Level 3 §7](https://www.w3.org/TR/webauthn-3/#sctn-rp-operations), in its order, with its
//! id. `steps` is the table of all of them.
//!
//! The library has no clock, no store, no network and, without the feature `getrandom`, no randomness. It gives options
//! for the page and bytes to store; the application stores them, takes them out once, and hands them back with the
//! answer.
//!
//! # Features
//! | feature | default | adds |
//! |---|---|---|
//! | `rustcrypto` | yes | the provider [`RUST_CRYPTO`], pure Rust |
//! | `graviola` | no | the provider `GRAVIOLA`: proven assembly of s2n-bignum, needs no C compiler |
//! | `aws-lc-rs` | no | the provider `AWS_LC_RS`: AWS-LC, needs a C compiler |
//! | `getrandom` | no | `Challenge::random` and `UserHandle::random` |
//! | `recorded` | no | the module `recorded`, which judges ceremonies that happened elsewhere |
//! | `roots` | no | the module `roots`: roots of vendors, as data |
//!
#![cfg_attr(feature = "rustcrypto", doc = include_str!("../README.md"))]
#![deny(missing_docs)]

extern crate alloc;

mod assertion;
mod attestation_part;
mod authentication;
mod binding;
mod ceremony;
mod client_capabilities;
mod configuration;
mod credential_record;
mod decoys;
mod error;
mod extensions;
mod kept_attestation;
mod notes;
mod opaque;
mod options;
mod policy;
#[cfg(feature = "recorded")]
pub mod recorded;
mod registration;
mod relying_party;
mod request_options;
mod results;
pub mod signals;
pub mod steps;
mod stored;
mod time;
mod verifying_credential;
pub mod well_known;

pub use attestation_part::{AttestationPart, VerifiedPart};
pub use authentication::{AuthenticationFacts, Lookup, PendingDiscoverable, PendingIdentified};
#[cfg(feature = "getrandom")]
pub use binding::DEFAULT_CHALLENGE_BYTES;
pub use binding::{
    Binding, Challenge, MAX_BINDING_BYTES, MAX_CHALLENGE_BYTES, MIN_CHALLENGE_BYTES, UserHandle,
};
pub use ceremony::{MAX_LISTED_CREDENTIALS, MAX_TIMEOUT_SECONDS, MIN_TIMEOUT_SECONDS};
pub use client_capabilities::{
    Capability, ClientCapabilities, ClientCapabilitiesError, KnownCapability, MAX_CLIENT_CAPABILITIES,
    MAX_CLIENT_CAPABILITIES_BYTES,
};
pub use configuration::ConfigurationError;
#[cfg(feature = "roots")]
pub use countersign_attestation::roots;
pub use countersign_attestation::tpm::TpmDetails;
pub use countersign_attestation::{
    Accepting, AnchorsFor, AndroidBoot, AndroidKeyDetails, AndroidKeyPolicy, Assessment, AttestationType,
    Cause as AttestationCause, CompoundDemand, CompoundPolicy, CompoundTrace, Distrust, Duty,
    EnterpriseAttestation, Error as AttestationError, Evidence, Format, JwsError, JwsPart, Model, Outcome,
    PartRefusal, Record, Recording, SafetyNetDetails, SafetyNetPolicy, StatementNote, StatementPolicy, Step,
    TpmPolicy, Trace, Trust, TrustAnchorSource, TrustAnchors, TrustPolicy, UnsupportedFormat,
    VerifiedStatement, Vouched, VouchedAaguid,
};
#[cfg(feature = "aws-lc-rs")]
pub use countersign_cose::AWS_LC_RS;
#[cfg(feature = "graviola")]
pub use countersign_cose::GRAVIOLA;
#[cfg(feature = "rustcrypto")]
pub use countersign_cose::RUST_CRYPTO;
pub use countersign_cose::{Algorithm, AlgorithmIdentifier, Crypto, Error as KeyError, InvalidSignature};
pub use countersign_wire::{
    Aaguid, AuthenticationResponse, AuthenticatorExtensions, ClientExtensionOutputs, CredBlob, CredProps,
    CredentialProtection, Error as WireError, ErrorKind as WireErrorKind, Field, Flags, HmacSecret,
    LargeBlob, Output, Prf, RegistrationResponse, Transports, UserVerificationMethod,
};
pub use countersign_x509::{
    AndroidStatusList, Error as CertificateError, MAX_REVOCATION_LIST_BYTES, MAX_REVOCATION_LISTS, PathError,
    PathOptions, PathRule, Revocation, RevocationList, TrustAnchor, decode_pem,
};
pub use credential_record::{
    Backup, BackupEligibility, CredentialRecord, ImportedCredential, MAX_CREDENTIAL_ID,
};
pub use decoys::{DecoyRotation, DecoySecret, Decoys, MAX_DECOY_SECRET_BYTES, MIN_DECOY_SECRET_BYTES};
pub use error::{Cause, Error};
pub use extensions::{
    CreationExtensions, Enforcement, LargeBlobSupport, MAX_EXTENSION_INPUT_BYTES, PrfInput,
    RequestExtensions, prf_salt,
};
pub use kept_attestation::KeptAttestationFacts;
pub use notes::Note;
pub use options::{Attachment, CreationOptions, DEFAULT_ALGORITHMS, Hint, ResidentKey, User};
pub use policy::{
    AttestationConveyance, AttestationStorage, AuthenticationPolicy, BackupEligibilityPolicy, BackupPolicy,
    Creation, Rs1Credentials, SignCountPolicy, TrustedAttestation, UserVerification,
};
pub use registration::{IdStatus, PendingRegistration, RegistrationFacts};
pub use relying_party::{
    AppOrigin, CrossOrigin, MAX_NAME_BYTES, MAX_ORIGINS, Origin, RelyingParty, RelyingPartyBuilder, RpId,
    WebOrigin,
};
pub use request_options::RequestOptions;
pub use results::{Attestation, Authentication, ClaimedAaguid, Extensions, RecordUpdate, Registration};
pub use stored::{MAX_STORED_BYTES, StoredError, StoredKind};
pub use time::{CLOCK_SKEW_SECONDS, UnixTime};
pub use verifying_credential::VerifyingCredential;
