//! The roots of an entry: anchors, each by itself, and never a chain.
//!
//! # Source
//! FIDO Metadata Statement v3.1 §5 (attestationRootCertificates)

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_x509::{self as x509, MAX_CERTIFICATE_BYTES, TrustAnchor};

use crate::json::{Json, Malformed};

/// Most roots of one entry. That of Windows Hello had 39 in 2023.
pub const MAX_ROOTS: usize = 512;

/// Longest text of a root in characters: the largest certificate in base64, and as much again of white space.
const MAX_ROOT_CHARACTERS: usize = MAX_CERTIFICATE_BYTES.saturating_mul(3);

/// A root of an entry: a certificate that a path may lead to, or the reason why none can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    outcome: Result<TrustAnchor, RootError>,
}

/// Why a root is no anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootError {
    /// It is no text, or a longer one than a certificate has.
    Malformed(Malformed),
    /// It is not base64.
    Base64,
    /// It is not a certificate that can be read, or its key is none.
    Certificate(x509::Error),
}

impl Root {
    /// Reads a root. White space in and around the base64 is passed over: it occurs.
    pub(crate) fn read(value: Json<'_>) -> Self {
        Self { outcome: read(value) }
    }

    /// The anchor.
    ///
    /// # Errors
    /// Why it is none.
    pub const fn anchor(&self) -> Result<&TrustAnchor, &RootError> {
        self.outcome.as_ref()
    }
}

fn read(value: Json<'_>) -> Result<TrustAnchor, RootError> {
    let der = certificate(value).map_err(RootError::Malformed)?.ok_or(RootError::Base64)?;
    TrustAnchor::from_certificate(&der).map_err(RootError::Certificate)
}

/// The DER of a certificate in base64 with white space; nothing if it is not that.
pub(crate) fn certificate(value: Json<'_>) -> Result<Option<Vec<u8>>, Malformed> {
    let text = value.text()?;
    if text.len() > MAX_ROOT_CHARACTERS {
        return Err(Malformed::TooMany);
    }
    let digits: String = text.split_ascii_whitespace().collect();
    Ok(STANDARD.decode(digits).ok())
}

impl fmt::Display for RootError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(formatter, "a root that is {error}"),
            Self::Base64 => formatter.write_str("a root that is not base64"),
            Self::Certificate(error) => write!(formatter, "a root that cannot be read: {error}"),
        }
    }
}

impl core::error::Error for RootError {}
