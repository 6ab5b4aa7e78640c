//! Why a blob was refused, and at which step.

use alloc::boxed::Box;
use core::fmt;

use countersign_attestation::{JwsError, Refusal, Step};
use countersign_x509::{self as x509, PathError, PathRule};

use crate::json::Malformed;

/// A blob was refused, at this step, for this cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobError {
    step: &'static Step,
    cause: BlobCause,
}

/// What sort of refusal it is, for callers that act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlobErrorKind {
    /// It is not a blob: the size, the JWS, its header or the payload are not what they have to be.
    Syntax,
    /// The algorithm is not accepted, or is not for the key of the signer.
    Algorithm,
    /// The certificates of the signer are not at hand, cannot be read, lead to no anchor, or are for somebody else.
    Chain,
    /// A certificate is revoked, or its status is demanded and not known.
    Revoked,
    /// The signature does not verify.
    Signature,
    /// It is older than the last one, or another one of the same number.
    Rollback,
    /// The certificates are at an address: fetch it and call again.
    NeedsX5u,
}

/// Why a step refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlobCause {
    /// The rule of the step does not hold.
    Rule,
    /// It is no JWS that can be verified.
    Jws(JwsError),
    /// The payload is not what it has to be.
    Payload(PayloadError),
    /// A certificate is malformed.
    Certificate {
        /// Its place.
        at: usize,
        /// What is wrong with it.
        error: x509::Error,
    },
    /// What the caller gave as the content of `x5u` is not PEM with at least one certificate and not too many.
    Pem,
    /// The certificates are at this address, and were not given.
    NeedsX5u(X5u),
    /// The certificates lead to no anchor, or one of them is revoked.
    Path(PathError),
    /// There is no certificate, and no anchor that could be the signer is valid at the time.
    AnchorValidity,
    /// The blob is older than the last one.
    Rollback {
        /// The number of the last one.
        last: u64,
        /// The number of this one.
        found: u64,
    },
    /// The blob has the number of the last one and another content.
    SameNumber(u64),
}

/// Why a payload is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadError {
    /// It has more bytes than [`MAX_STATEMENT_BYTES`](crate::MAX_STATEMENT_BYTES).
    Size {
        /// How many.
        found: usize,
    },
    /// It is not UTF-8, from here on.
    Encoding {
        /// The byte, from 0 on.
        at: usize,
    },
    /// It is not a JSON object, from here on.
    Json {
        /// The line, from 1 on.
        line: usize,
        /// The column in that line.
        column: usize,
    },
    /// A member that has to be there is not.
    Missing(&'static str),
    /// A member that has to be there cannot be read. [`Malformed::TooMany`] for more entries than
    /// [`MAX_ENTRIES`](crate::MAX_ENTRIES).
    Member {
        /// Which.
        name: &'static str,
        /// Why.
        error: Malformed,
    },
}

/// The address of certificates that a blob names. Nobody has vouched for it: who fetches it should allow no address beside
/// that of the blob's own origin, which the verifier has compared.
#[derive(Clone, PartialEq, Eq)]
pub struct X5u(Box<str>);

impl X5u {
    pub(crate) fn new(address: &str) -> Self {
        Self(address.into())
    }

    /// The address.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for X5u {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "X5u({} bytes)", self.0.len())
    }
}

impl BlobError {
    /// The step that refused.
    #[must_use]
    pub const fn step(&self) -> &'static Step {
        self.step
    }

    /// Why it refused.
    #[must_use]
    pub const fn cause(&self) -> &BlobCause {
        &self.cause
    }

    /// What sort of refusal it is.
    #[must_use]
    pub fn kind(&self) -> BlobErrorKind {
        match &self.cause {
            BlobCause::Jws(JwsError::Algorithm) => BlobErrorKind::Algorithm,
            BlobCause::Jws(JwsError::Signature(_)) => BlobErrorKind::Signature,
            BlobCause::NeedsX5u(_) => BlobErrorKind::NeedsX5u,
            BlobCause::Path(error)
                if matches!(error.rule(), PathRule::Revoked | PathRule::RevocationUnknown) =>
            {
                BlobErrorKind::Revoked
            }
            BlobCause::Rollback { .. } | BlobCause::SameNumber(_) => BlobErrorKind::Rollback,
            BlobCause::Certificate { .. }
            | BlobCause::Pem
            | BlobCause::Path(_)
            | BlobCause::AnchorValidity => BlobErrorKind::Chain,
            // The rules that are simply not met: the size, and two about whose certificate it is.
            BlobCause::Rule if self.step.id() != crate::steps::BLOB_SIZE.id() => BlobErrorKind::Chain,
            BlobCause::Rule | BlobCause::Jws(_) | BlobCause::Payload(_) => BlobErrorKind::Syntax,
        }
    }

    /// The address at which the certificates are, if that is what is missing.
    #[must_use]
    pub const fn needs_x5u(&self) -> Option<&str> {
        if let BlobCause::NeedsX5u(address) = &self.cause { Some(address.as_str()) } else { None }
    }
}

impl Refusal for BlobError {
    type Cause = BlobCause;

    const RULE: BlobCause = BlobCause::Rule;

    fn refused(step: &'static Step, cause: BlobCause) -> Self {
        Self { step, cause }
    }
}

impl From<JwsError> for BlobCause {
    fn from(error: JwsError) -> Self {
        Self::Jws(error)
    }
}

impl From<PayloadError> for BlobCause {
    fn from(error: PayloadError) -> Self {
        Self::Payload(error)
    }
}

impl From<PathError> for BlobCause {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { found } => write!(formatter, "{found} bytes are more than a statement may have"),
            Self::Encoding { at } => write!(formatter, "not UTF-8, from byte {at} on"),
            Self::Json { line, column } => {
                write!(formatter, "not a JSON object, from line {line}, column {column} on")
            }
            Self::Missing(name) => write!(formatter, "{name} is missing"),
            Self::Member { name, error } => write!(formatter, "{name}: {error}"),
        }
    }
}

impl fmt::Display for BlobCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule => formatter.write_str("the rule does not hold"),
            Self::Jws(error) => write!(formatter, "{error}"),
            Self::Payload(error) => write!(formatter, "{error}"),
            Self::Certificate { at, error } => write!(formatter, "certificate {at}: {error}"),
            Self::Pem => formatter.write_str("the content of x5u is not PEM with one to eight certificates"),
            Self::NeedsX5u(_) => {
                formatter.write_str("the certificates are at the address in x5u and were not given")
            }
            Self::Path(error) => write!(formatter, "{error}"),
            Self::AnchorValidity => formatter.write_str(
                "there is no certificate, and no anchor that may sign itself is valid at the time",
            ),
            Self::Rollback { last, found } => write!(formatter, "no {found} is older than no {last}"),
            Self::SameNumber(number) => {
                write!(formatter, "no {number} was accepted before, with another content")
            }
        }
    }
}

impl fmt::Display for BlobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cause == BlobCause::Rule {
            write!(formatter, "{}: {}", self.step, self.step.rule())
        } else {
            write!(formatter, "{}: {}", self.step, self.cause)
        }
    }
}

impl core::error::Error for BlobError {}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn accepts_a_rule_that_does_not_hold_in_words() {
        assert_eq!(BlobCause::Rule.to_string(), "the rule does not hold");
    }
}
