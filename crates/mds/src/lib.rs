//! FIDO Metadata Service 3: who made an authenticator, and whether it is still good.
//!
//! Start reading at [`BlobVerifier`], which takes the file of the service and says whether the service signed it.
//! Nothing here has a clock, a network or a file: the time is an argument, and so is whatever has to be fetched.
//!
//! # Source
//! FIDO Metadata Service v3.1, FIDO Metadata Statement v3.1
#![deny(missing_docs)]

extern crate alloc;

mod address;
mod blob;
mod date;
mod error;
mod json;
mod pem;
pub mod roots;
pub mod steps;
mod verifier;

pub use address::MAX_ADDRESS_BYTES;
pub use blob::{Blob, MAX_ENTRIES};
pub use date::Date;
pub use error::{BlobCause, BlobError, BlobErrorKind, PayloadError, X5u};
pub use json::{MAX_DEPTH, MAX_MEMBERS, Malformed};
pub use pem::MAX_PEM_BYTES;
pub use verifier::{
    BlobContext, BlobVerifier, LastAccepted, MAX_BLOB_BYTES, MAX_REVOCATION_ADDRESSES,
    MIN_SIGNER_MODULUS_BITS, RevocationCheck, Source,
};
