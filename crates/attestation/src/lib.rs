//! Attestation statements, and the trust behind them.
//!
//! Start reading at [`verify`], which runs the verification procedure of a statement's format, and at [`Trust`], which
//! judges the path that it returns. [`Steps`] is how every procedure of Countersign is written: one visible line per
//! step of the specification, in its order, each with its id.
//!
//! ```
//! use countersign_attestation::{Accepting, Format, Trust, TrustAnchors, TrustPolicy};
//!
//! assert_eq!(Format::from_identifier("packed")?, Format::Packed);
//! assert!(Format::from_identifier("Packed").is_err());
//!
//! // Attestation that leads to an anchor, or none at all; an attestation that leads nowhere is refused.
//! let policy = TrustPolicy::accepting(Accepting::default().accept_no_attestation());
//! let anchors = TrustAnchors::new();
//! let trust = Trust::Assessed { policy: &policy, anchors: &anchors };
//! # let _ = trust;
//! # Ok::<(), countersign_attestation::UnsupportedFormat>(())
//! ```
//!
//! # Features
//! | feature | default | adds |
//! |---|---|---|
//! | `roots` | no | the module `roots`: roots of vendors, as data |
//!
//! # Source
//! [Web Authentication Level 3 §8](https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats),
//! [§7.1 steps 21 to 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
#![deny(missing_docs)]

extern crate alloc;

mod android_key;
mod compound_trace;
mod error;
mod formats;
mod jws;
mod procedure;
#[cfg(feature = "roots")]
pub mod roots;
mod statement;
mod statement_policy;
pub mod steps;
mod trust;

pub use android_key::{AndroidBoot, AndroidKeyDetails};
pub use compound_trace::CompoundTrace;
pub use error::{Cause, Error};
pub use formats::tpm_structures as tpm;
pub use formats::{
    AndroidKeyPolicy, AttestationType, Attested, CompoundDemand, CompoundPart, CompoundPolicy,
    CompoundStatement, DecodedBytes, EnterpriseAttestation, Format, MAX_CERTIFICATES, MAX_FORMAT_BYTES,
    MAX_PARTS, PartRefusal, SafetyNetDetails, SafetyNetPolicy, TpmPolicy, UnsupportedFormat, verify,
};
pub use jws::{CompactJws, JwsError, JwsPart, MAX_JWS_HEADER_BYTES, MAX_JWS_SIGNATURE_BYTES};
pub use procedure::{
    Duty, Evidence, MAX_EVIDENCE_CHARACTERS, Outcome, Record, Recording, Refusal, Step, Steps, Trace,
};
pub use statement::{StatementDetails, StatementNote, VerifiedStatement};
pub use statement_policy::StatementPolicy;
pub use trust::{
    Accepting, AnchorsFor, AnchorsOf, Assessment, Distrust, Judge, Model, Trust, TrustAnchorSource,
    TrustAnchors, TrustPolicy, Vouched, VouchedAaguid, assess, attests_model,
};
