//! FIDO Metadata Service 3: who made an authenticator, and whether it is still good.
//!
//! Start reading at [`BlobVerifier`], which takes the file of the service and says whether the service signed it.
//! Nothing here has a clock, a network or a file: the time is an argument, and so is whatever has to be fetched.
//!
//! # Source
//! FIDO Metadata Service v3.1, FIDO Metadata Statement v3.1
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

extern crate alloc;

mod address;
mod bare;
mod blob;
mod date;
mod entry;
mod error;
mod get_info;
mod identity;
mod ignored;
mod json;
mod policy;
mod registry;
mod root;
pub mod roots;
mod set;
mod signer;
mod statement;
mod status;
pub mod steps;
mod trust;
mod verifier;

pub use address::MAX_ADDRESS_BYTES;
pub use bare::{BareStatement, MAX_STATEMENT_BYTES};
pub use blob::{Blob, LookUp, MAX_ENTRIES};
pub use date::Date;
pub use entry::{Entry, RogueList};
pub use error::{BlobCause, BlobError, BlobErrorKind, PayloadError, X5u};
pub use get_info::GetInfo;
pub use identity::{Identity, KEY_IDENTIFIER_BYTES, MAX_KEY_IDENTIFIERS};
pub use ignored::{Ignored, IgnoredReason, MAX_IGNORED, MAX_IGNORED_OF_BLOB};
pub use json::{MAX_MEMBERS, Malformed};
pub use policy::{CertificationLevel, Reason, Remark, StatusPolicy, Verdict};
pub use root::{MAX_ROOTS, Root, RootError};
pub use set::{Found, MetadataAt, MetadataSet, ModelEntry};
pub use signer::{MAX_PEM_BYTES, MAX_REVOCATION_ADDRESSES, MIN_SIGNER_MODULUS_BITS, named_signer};
pub use statement::{MAX_ELEMENTS, MAX_ICON_BYTES, Picture, ProtocolVersion, Statement};
pub use status::{Concerns, Effect, MAX_STATUS_REPORTS, NamedCertificate, Status, StatusReport};
pub use trust::{Claim, Listed, ModelTrust};
pub use verifier::{BlobContext, BlobVerifier, LastAccepted, MAX_BLOB_BYTES, RevocationCheck, Source};
