//! Why a client gives a page no answer.

use core::fmt;

use crate::lie::Lie;

/// Why a client gives a page no answer: what `create()` or `get()` would reject with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The options are not JSON, or lack this member, or have something else there than they should.
    Options(&'static str),
    /// The page is not in a secure context: neither HTTPS nor localhost, nor an application.
    Origin,
    /// The RP ID is neither the domain of the page nor a parent of it, or an AppID is of another site.
    RpId,
    /// None of the algorithms is supported, or this extension not in this ceremony.
    NotSupported(&'static str),
    /// The authenticator has one of the excluded credentials already.
    Excluded,
    /// The authenticator can do what is required neither now nor ever: verify users, or keep a discoverable credential.
    Constraint(&'static str),
    /// Nobody is there, or the authenticator has no credential that may be used.
    NotAllowed,
    /// The lie that was asked for cannot be told here: the answer would be the truth. No page sees this.
    Lie(Lie),
}

impl ClientError {
    /// The name of the exception that a page sees; empty for what no page sees.
    ///
    /// # Source
    /// [§5.1.3 and §5.1.4](https://www.w3.org/TR/webauthn-3/#sctn-createCredential)
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Options(_) => "TypeError",
            Self::Origin | Self::RpId => "SecurityError",
            Self::NotSupported(_) => "NotSupportedError",
            Self::Excluded => "InvalidStateError",
            Self::Constraint(_) => "ConstraintError",
            Self::NotAllowed => "NotAllowedError",
            Self::Lie(_) => "",
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.name().is_empty() {
            write!(formatter, "{}: ", self.name())?;
        }
        match self {
            Self::Options("") => formatter.write_str("the options are no JSON object"),
            Self::Options(member) => write!(formatter, "{member} is missing, or is not what it should be"),
            Self::Origin => formatter.write_str("the page is not in a secure context"),
            Self::RpId => formatter.write_str("the RP ID or the AppID is not one of the page's site"),
            Self::NotSupported(what) => write!(formatter, "{what} is not supported here"),
            Self::Excluded => formatter.write_str("the authenticator has one of the excluded credentials"),
            Self::Constraint(what) => write!(formatter, "{what} is required, and the authenticator has none"),
            Self::NotAllowed => formatter.write_str("nobody consented, or no credential may be used"),
            Self::Lie(lie) => write!(formatter, "{lie:?} cannot be told here: the answer would be the truth"),
        }
    }
}

impl core::error::Error for ClientError {}
