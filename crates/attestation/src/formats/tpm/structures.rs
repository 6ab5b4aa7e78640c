//! The structures of a TPM 2.0 in statements of the format `tpm`, as views of their bytes.
//!
//! Start reading at [`Attest`], which is `certInfo`, and at [`Public`], which is `pubArea`. They can be read of any bytes;
//! what makes them belong together is for the procedure of the format.
//!
//! ```
//! use countersign_attestation::tpm::{ErrorKind, Public};
//!
//! // An RSA key whose bytes end with the algorithm of its name.
//! let error = Public::parse(&[0x00, 0x01, 0x00, 0x0B]).unwrap_err();
//! assert_eq!((error.field(), error.kind()), ("objectAttributes", ErrorKind::Truncated { at: 4 }));
//! ```
//!
//! # Source
//! TPM 2.0 Library Specification, Part 2: Structures

pub use super::algorithm::{TpmAlgorithm, TpmCurve};
pub use super::attest::{Attest, AttestType, Certified, ClockInfo};
pub use super::details::TpmDetails;
pub use super::error::{Error, ErrorKind};
pub use super::manufacturers::{MANUFACTURERS, REGISTRY_VERSION, manufacturer, vendor_id};
pub use super::public::{EccKey, ObjectAttributes, Public, RsaKey, Scheme, Symmetric, TpmKey};
