//! Why a client gives a page no answer.

use core::fmt;

/// Why a client gives a page no answer: what `create()` or `get()` would reject with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The options are not JSON, or lack this member, or have something else there than they should.
    Options(&'static str),
    /// The RP ID is neither the domain of the page nor a parent of it.
    RpId,
    /// The authenticator makes keys of none of the algorithms.
    Algorithms,
    /// The authenticator has one of the excluded credentials already.
    Excluded,
    /// User verification is required, and the authenticator cannot verify users.
    UserVerification,
    /// Nobody is there, or the authenticator has no credential that may be used.
    NotAllowed,
}

impl ClientError {
    /// The name of the exception that a page sees.
    ///
    /// # Source
    /// [§5.1.3 and §5.1.4](https://www.w3.org/TR/webauthn-3/#sctn-createCredential)
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Options(_) => "TypeError",
            Self::RpId => "SecurityError",
            Self::Algorithms => "NotSupportedError",
            Self::Excluded => "InvalidStateError",
            Self::UserVerification => "ConstraintError",
            Self::NotAllowed => "NotAllowedError",
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.name())?;
        match self {
            Self::Options("") => formatter.write_str("the options are not JSON"),
            Self::Options(member) => write!(formatter, "{member} is missing, or is not what it should be"),
            Self::RpId => {
                formatter.write_str("the RP ID is neither the domain of the page nor a parent of it")
            }
            Self::Algorithms => formatter.write_str("none of the algorithms is supported"),
            Self::Excluded => formatter.write_str("the authenticator has one of the excluded credentials"),
            Self::UserVerification => formatter.write_str("the authenticator cannot verify users"),
            Self::NotAllowed => formatter.write_str("nobody consented, or no credential may be used"),
        }
    }
}

impl core::error::Error for ClientError {}
