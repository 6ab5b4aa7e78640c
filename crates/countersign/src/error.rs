//! Why a ceremony was refused, and at which step of it.

use core::fmt;

use countersign_attestation::{self as attestation, Refusal, Step, UnsupportedFormat};
use countersign_cose::{self as cose, InvalidSignature};
use countersign_wire as wire;

use crate::steps;
use crate::stored::StoredError;

/// A ceremony was refused at this step, for this cause.
///
/// `Display` is one line for an operator; [`Error::public_message`] is for the user and says nothing of the step.
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
    /// A message is malformed.
    Malformed(wire::Error),
    /// The credential public key is not one that may be used.
    Key(cose::Error),
    /// The attestation statement was refused, or its trust, at a step of its own.
    Attestation(attestation::Error),
    /// The algorithm of a key was not offered.
    AlgorithmNotOffered,
    /// The algorithm of a key is not known, so that nothing could be verified under it.
    AlgorithmUnknown,
    /// A key signs with SHA-1, and the policy does not accept that.
    Sha1,
    /// Trusted attestation is demanded, and nobody looked at trust.
    TrustNotAssessed,
    /// The attestation statement format is not supported.
    Format(UnsupportedFormat),
    /// A signature does not verify.
    Signature(InvalidSignature),
    /// Stored bytes cannot be used.
    Stored(StoredError),
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

    /// The step or rule below [`Error::step`] that refused, where there is one: `8.2.v2.a` in `7.1.22/8.2.v2.a`, `6.1.f`
    /// in `7.1.13/6.1.f`.
    #[must_use]
    pub fn inner_step(&self) -> Option<&'static Step> {
        match &self.cause {
            Cause::Attestation(error) => Some(error.step()),
            Cause::Malformed(error) => steps::rule(error.rule()?),
            Cause::Key(error) => steps::rule(error.rule()),
            Cause::Format(error) => steps::rule(error.rule()?),
            Cause::Rule
            | Cause::AlgorithmNotOffered
            | Cause::AlgorithmUnknown
            | Cause::Sha1
            | Cause::TrustNotAssessed
            | Cause::Signature(_)
            | Cause::Stored(_) => None,
        }
    }

    /// What to tell the user. It is the same for every refusal, so that nothing can be learnt from it.
    ///
    /// # Source
    /// [§14.6.2](https://www.w3.org/TR/webauthn-3/#sctn-username-enumeration)
    #[must_use]
    pub const fn public_message(&self) -> &'static str {
        "The passkey could not be verified. Please try again."
    }

    /// The likely cause, and what to do about it, for the operator; may be empty.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match (&self.cause, self.inner_step()) {
            (Cause::Attestation(_), Some(inner)) => inner.hint(),
            // What the step says of a rule that does not hold is no help with bytes that are malformed.
            (Cause::Malformed(_) | Cause::Key(_), Some(_)) => {
                "The authenticator, or something between it and the server, changed the bytes."
            }
            _ => self.step.hint(),
        }
    }
}

impl Refusal for Error {
    type Cause = Cause;

    const RULE: Cause = Cause::Rule;

    fn refused(step: &'static Step, cause: Cause) -> Self {
        Self { step, cause }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}", self.step.name(), self.step.id())?;
        if let Some(inner) = self.inner_step() {
            write!(formatter, "/{}", inner.id())?;
        }
        formatter.write_str("): ")?;
        match &self.cause {
            Cause::Rule => write!(formatter, "does not hold: {}", self.step.rule()),
            Cause::Malformed(error) => write!(formatter, "{error}"),
            Cause::Key(error) => write!(formatter, "{error}"),
            Cause::Attestation(error) if *error.cause() == attestation::Cause::Rule => {
                write!(formatter, "does not hold: {}", error.step().rule())
            }
            Cause::Attestation(error) => write!(formatter, "{}", error.cause()),
            Cause::AlgorithmNotOffered => formatter.write_str("the algorithm was not offered"),
            Cause::AlgorithmUnknown => formatter.write_str("the algorithm is not known"),
            Cause::Sha1 => formatter.write_str("the key signs with SHA-1, which the policy does not accept"),
            Cause::TrustNotAssessed => {
                formatter.write_str("trusted attestation is demanded, and trust was not assessed")
            }
            Cause::Format(error) => write!(formatter, "{error}"),
            Cause::Signature(error) => write!(formatter, "{error}"),
            Cause::Stored(error) => write!(formatter, "{error}"),
        }
    }
}

impl core::error::Error for Error {}

impl From<wire::Error> for Error {
    /// A response that is not even the JSON of one is refused before any step of the specification, at `c.response`.
    fn from(error: wire::Error) -> Self {
        Self::refused(&steps::RESPONSE, error.into())
    }
}

impl From<wire::Error> for Cause {
    fn from(error: wire::Error) -> Self {
        Self::Malformed(error)
    }
}

impl From<cose::Error> for Cause {
    fn from(error: cose::Error) -> Self {
        Self::Key(error)
    }
}

impl From<attestation::Error> for Cause {
    fn from(error: attestation::Error) -> Self {
        Self::Attestation(error)
    }
}

impl From<UnsupportedFormat> for Cause {
    fn from(error: UnsupportedFormat) -> Self {
        Self::Format(error)
    }
}

impl From<InvalidSignature> for Cause {
    fn from(error: InvalidSignature) -> Self {
        Self::Signature(error)
    }
}

impl From<StoredError> for Cause {
    fn from(error: StoredError) -> Self {
        Self::Stored(error)
    }
}
