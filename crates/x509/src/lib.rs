//! X.509 certificates as authenticators carry them, and the path from one to a trust anchor.
//!
//! Start reading at [`Certificate`], a view of DER that is never encoded again, and at [`verify_path`], which decides
//! whether an ordered path leads to a [`TrustAnchor`]. Nothing here has a clock or a network: the time is an argument.
//!
//! What real certificates do against the rules is read where it touches nothing that is verified, and refused where it
//! does. The places say so.
//!
//! ```
//! use countersign_cose::{Crypto, RUST_CRYPTO};
//! use countersign_x509::{Certificate, Error, PathContext, PathOptions, Revocation, TrustAnchor, verify_path};
//!
//! /// Whether one of the roots vouches for the first certificate of `x5c` at a time in seconds since 1970 UTC.
//! fn is_trusted(x5c: &[&[u8]], roots: &[&[u8]], at: i64, crypto: &dyn Crypto) -> Result<bool, Error> {
//!     let anchors: Vec<_> = roots.iter().map(|der| TrustAnchor::from_certificate(der)).collect::<Result<_, _>>()?;
//!     let path: Vec<_> = x5c.iter().map(|der| Certificate::parse(der)).collect::<Result<_, _>>()?;
//!     let context = PathContext { at, options: PathOptions::default(), revocation: &Revocation::NONE };
//!     Ok(verify_path(&path, &anchors, &context, crypto).is_ok())
//! }
//!
//! // Nobody vouches for nothing.
//! assert_eq!(is_trusted(&[], &[], 0, &RUST_CRYPTO), Ok(false));
//! ```
//!
//! # Source
//! [RFC 5280](https://www.rfc-editor.org/rfc/rfc5280), as far as attestation needs it
#![deny(missing_docs)]

mod algorithm;
mod alternative_names;
mod anchor;
mod android_status;
mod apple;
mod certificate;
mod chain;
mod der;
mod distribution_points;
mod error;
mod extended_key_usage;
mod extension;
mod key_description;
mod name;
mod name_constraints;
mod object_identifier;
mod path_options;
mod pem;
mod public_key;
mod revocation;
mod revocation_list;
#[cfg(test)]
mod tests;
mod tpm_name;

pub use anchor::TrustAnchor;
pub use android_status::{AndroidStatusList, MAX_ANDROID_STATUS_BYTES, MAX_ANDROID_STATUS_ENTRIES};
pub use certificate::{Certificate, MAX_CERTIFICATE_BYTES, Validity, Version};
pub use chain::{MAX_CHAIN_LENGTH, PathContext, PathError, PathRule, VerifiedPath, verify_path};
pub use error::{Error, ErrorKind, Part};
pub use extended_key_usage::ExtendedKeyUsage;
pub use extension::{BasicConstraints, Extension, FidoExtension, KeyUsage, MAX_EXTENSIONS};
pub use key_description::{
    ApplicationPackage, AttestationApplicationId, AuthorizationList, AuthorizationTag, AuthorizationValue,
    Authorizations, Integers, KeyDescription, MAX_AUTHORIZATIONS, MAX_SET_ELEMENTS, RootOfTrust,
    SecurityLevel, VerifiedBootState,
};
pub use name::{Attribute, Attributes, Name};
pub use object_identifier::ObjectIdentifier;
pub use path_options::PathOptions;
pub use pem::{MAX_PEM_OBJECTS, decode_pem};
pub use public_key::MIN_CERTIFICATE_MODULUS_BITS;
pub use revocation::{MAX_REVOCATION_LISTS, Revocation};
pub use revocation_list::{MAX_REVOCATION_LIST_BYTES, RevocationList};
pub use tpm_name::TpmName;
