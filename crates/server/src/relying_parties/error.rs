//! Why the relying parties of a file are not usable.

use countersign::ConfigurationError;

use super::MAX_RELYING_PARTIES;
use crate::metadata::{DemandError, MetadataLinesError};

/// Why the relying parties are not usable.
#[derive(Debug)]
#[non_exhaustive]
pub enum RelyingPartiesError {
    /// The file is not TOML, or not of this shape.
    Toml(toml::de::Error),
    /// There is none, or there are too many.
    Count,
    /// What stands in the lines of this RP ID cannot be.
    Configuration {
        /// The RP ID, as written.
        id: String,
        /// What is wrong.
        cause: ConfigurationError,
    },
    /// This algorithm of this RP ID is not known.
    Algorithm {
        /// The RP ID, as written.
        id: String,
        /// The name of the algorithm, as written.
        name: String,
    },
    /// What this RP ID demands of attestation cannot be.
    Demand {
        /// The RP ID, as written.
        id: String,
        /// What is wrong.
        cause: DemandError,
    },
    /// What stands in the table `[metadata]` cannot be.
    Metadata(MetadataLinesError),
    /// Two relying parties have one RP ID, and so one set of accounts.
    SharedId(String),
    /// Two relying parties are served under one host.
    SharedHost(String),
    /// HTTP beside HTTPS: what the one sends in the clear opens the other.
    MixedSchemes(String),
    /// No web origin: there is nowhere to serve the page from.
    NoWebOrigin(String),
}

impl core::fmt::Display for RelyingPartiesError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Toml(cause) => write!(formatter, "the file of relying parties: {cause}"),
            Self::Count => write!(formatter, "expected 1 to {MAX_RELYING_PARTIES} [[relying-party]]"),
            Self::Configuration { id, cause } => write!(formatter, "relying party {id:?}: {cause}"),
            Self::Algorithm { id, name } => {
                write!(formatter, "relying party {id:?}: no algorithm is called {name:?}; ES256 is one")
            }
            Self::Demand { id, cause } => write!(formatter, "relying party {id:?}: {cause}"),
            Self::Metadata(cause) => write!(formatter, "{cause}"),
            Self::SharedId(id) => write!(formatter, "two relying parties are called {id:?}"),
            Self::SharedHost(host) => write!(formatter, "two relying parties are served under {host:?}"),
            Self::MixedSchemes(id) => write!(formatter, "relying party {id:?}: origins of http and of https"),
            Self::NoWebOrigin(id) => write!(formatter, "relying party {id:?}: `origins` is empty"),
        }
    }
}

impl core::error::Error for RelyingPartiesError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Toml(cause) => Some(cause),
            Self::Configuration { cause, .. } => Some(cause),
            Self::Demand { cause, .. } => Some(cause),
            Self::Metadata(cause) => Some(cause),
            Self::Count
            | Self::Algorithm { .. }
            | Self::SharedId(_)
            | Self::SharedHost(_)
            | Self::MixedSchemes(_)
            | Self::NoWebOrigin(_) => None,
        }
    }
}
