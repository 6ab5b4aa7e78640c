//! Why a statement or its trust was refused, and at which step.

use alloc::boxed::Box;
use core::fmt;

use countersign_cbor as cbor;
use countersign_cose::InvalidSignature;
use countersign_x509 as x509;

use crate::formats::{PartRefusal, tpm_structures as tpm};
use crate::jws::JwsError;
use crate::procedure::{Refusal, Step};

/// A statement was refused, at this step, for this cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    step: &'static Step,
    cause: Cause,
}

/// Why a step refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The rule of the step does not hold.
    Rule,
    /// The statement is not CBOR of the kind that its syntax demands.
    Cbor(cbor::Error),
    /// A member that the syntax demands is missing.
    Missing(&'static str),
    /// A member that the syntax does not have.
    UnknownMember,
    /// A member that has to have one value has another.
    Value(&'static str),
    /// More certificates than [`MAX_CERTIFICATES`](crate::MAX_CERTIFICATES), or none in a list of them.
    CertificateCount(usize),
    /// A certificate is malformed.
    Certificate {
        /// Its place in `x5c`.
        at: usize,
        /// What is wrong with it.
        error: x509::Error,
    },
    /// The algorithm of the statement is one that cannot be verified, or does not fit the key.
    Algorithm,
    /// A structure of a TPM is malformed.
    Tpm(tpm::Error),
    /// The manufacturer of the TPM is not in the registry, and the policy does not accept that.
    TpmManufacturer,
    /// The TPM names the key by a hash function that is not known, or that the policy does not accept.
    TpmNameAlgorithm,
    /// The tags of an authorization list are out of order, and the policy demands their order.
    AuthorizationOrder,
    /// A signature does not verify.
    Signature(InvalidSignature),
    /// The answer of a service is no JWS that can be verified.
    Jws(JwsError),
    /// The statement says of itself that it was made too long ago, or later than now.
    Age {
        /// Seconds before the time of judgement, rounded down; negative after it.
        seconds: i64,
    },
    /// Fewer statements in a compound one than two, or more than [`MAX_PARTS`](crate::MAX_PARTS).
    PartCount(usize),
    /// A statement inside a compound one was refused.
    Part {
        /// Its place.
        at: usize,
        /// Why.
        refusal: Box<PartRefusal>,
    },
    /// The trust path does not lead to an anchor.
    Path(x509::PathError),
    /// The path leads to an anchor, and the model is none of those that the policy lists.
    Model,
    /// What is known of the model, or of some of its certificates, keeps it out, whatever the policy accepts beside trust:
    /// [`AnchorsFor::Refused`](crate::AnchorsFor::Refused).
    ModelRefused,
    /// The format of the statement is none of those that the trust policy lists.
    FormatNotListed,
}

impl Error {
    /// The step that refused.
    #[must_use]
    pub const fn step(&self) -> &'static Step {
        self.step
    }

    /// Why it refused.
    #[must_use]
    pub const fn cause(&self) -> &Cause {
        &self.cause
    }
}

impl Refusal for Error {
    type Cause = Cause;

    const RULE: Cause = Cause::Rule;

    fn refused(step: &'static Step, cause: Cause) -> Self {
        Self { step, cause }
    }
}

impl From<InvalidSignature> for Cause {
    fn from(error: InvalidSignature) -> Self {
        Self::Signature(error)
    }
}

impl From<tpm::Error> for Cause {
    fn from(error: tpm::Error) -> Self {
        Self::Tpm(error)
    }
}

/// What a JWS shares with statements of other formats is the same cause here as there.
impl From<JwsError> for Cause {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Missing(member) => Self::Missing(member),
            JwsError::Value(member) => Self::Value(member),
            JwsError::CertificateCount(count) => Self::CertificateCount(count),
            JwsError::Algorithm => Self::Algorithm,
            JwsError::Signature(error) => Self::Signature(error),
            JwsError::TooLong { .. }
            | JwsError::Parts
            | JwsError::Base64url(_)
            | JwsError::Json { .. }
            | JwsError::DuplicateMember(_)
            | JwsError::TooManyMembers(_)
            | JwsError::Critical
            | JwsError::CertificateBase64 { .. } => Self::Jws(error),
        }
    }
}

impl From<cbor::Error> for Cause {
    fn from(error: cbor::Error) -> Self {
        Self::Cbor(error)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule => formatter.write_str("the rule does not hold"),
            Self::Cbor(error) => write!(formatter, "{error}"),
            Self::Missing(member) => write!(formatter, "{member} is missing"),
            Self::Value(member) => write!(formatter, "{member} has another value than it may have"),
            Self::UnknownMember => formatter.write_str("a member that the syntax does not have"),
            Self::CertificateCount(count) => write!(formatter, "{count} certificates"),
            Self::Certificate { at, error } => write!(formatter, "certificate {at}: {error}"),
            Self::Algorithm => formatter.write_str("the algorithm is unknown or does not fit the key"),
            Self::Tpm(error) => write!(formatter, "{error}"),
            Self::TpmManufacturer => formatter.write_str("the manufacturer of the TPM is not registered"),
            Self::TpmNameAlgorithm => {
                formatter.write_str("the TPM names the key by a hash function that is not accepted")
            }
            Self::AuthorizationOrder => {
                formatter.write_str("the tags of an authorization list are out of order")
            }
            Self::Signature(error) => write!(formatter, "{error}"),
            Self::Jws(error) => write!(formatter, "{error}"),
            Self::Age { seconds: seconds @ 0.. } => {
                write!(formatter, "the statement is {seconds} seconds old")
            }
            Self::Age { seconds } => {
                write!(formatter, "the statement is {} seconds ahead", seconds.unsigned_abs())
            }
            Self::PartCount(count) => write!(formatter, "{count} statements"),
            Self::Part { at, refusal } => write!(formatter, "statement {at}: {refusal}"),
            Self::Path(error) => write!(formatter, "{error}"),
            Self::Model => formatter.write_str("the model is none of those that the policy lists"),
            Self::ModelRefused => formatter.write_str("what is known of the model keeps it out"),
            Self::FormatNotListed => {
                formatter.write_str("the format is none of those that the trust policy lists")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cause == Cause::Rule {
            write!(formatter, "{}: {}", self.step, self.step.rule())
        } else {
            write!(formatter, "{}: {}", self.step, self.cause)
        }
    }
}

impl core::error::Error for Error {}
