//! Why metadata was not accepted.

use core::fmt;
use std::io;
use std::path::PathBuf;

use countersign::CertificateError;
use countersign_mds::{BlobError, BlobErrorKind};

#[cfg(feature = "metadata-fetch")]
use super::fetch::FetchError;
use crate::store::StoreError;

/// Why metadata was not accepted. Nothing of what it holds is said.
#[derive(Debug)]
#[non_exhaustive]
pub enum MetadataError {
    /// A file cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file has more bytes than it may have.
    TooLarge {
        /// Which.
        path: PathBuf,
        /// How many it may have.
        limit: usize,
    },
    /// A file of roots holds no certificate that could be one.
    Root {
        /// Which.
        path: PathBuf,
        /// Why; none if it holds no certificate at all.
        cause: Option<CertificateError>,
    },
    /// The roots that the server brings cannot be read.
    BuiltInRoots(CertificateError),
    /// A file is no revocation list in DER.
    RevocationList {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: CertificateError,
    },
    /// The blob was refused.
    Refused {
        /// At which step, and why.
        cause: Box<BlobError>,
        /// What the step expected; may be empty.
        expected: String,
        /// What it found; may be empty.
        found: String,
    },
    /// The number of the blob is one that the database cannot keep.
    Number(u64),
    /// Another machine accepted a newer blob at the same moment.
    Overtaken {
        /// The number of that one.
        last: i64,
        /// The number of this one.
        found: i64,
    },
    /// The address gave nothing.
    #[cfg(feature = "metadata-fetch")]
    Fetch(FetchError),
    /// TLS cannot be set up.
    #[cfg(feature = "metadata-fetch")]
    Tls(rustls::Error),
    /// What was begun was not finished: the server is stopping, or its code broke.
    Unfinished(tokio::task::JoinError),
    /// The database did not answer.
    Store(StoreError),
}

impl MetadataError {
    /// Every word for the metrics: each has a series before anything is refused.
    pub(crate) const WORDS: [&'static str; 13] = [
        "unreadable",
        "root",
        "revocation-list",
        "syntax",
        "algorithm",
        "chain",
        "revoked",
        "signature",
        "rollback",
        "fetch",
        "stopping",
        "panic",
        "database",
    ];

    /// Whether the bytes alone are why, so that the same ones would be refused again. The time, the database, or a disk that
    /// cannot be read say nothing of them.
    pub(super) fn is_of_bytes(&self) -> bool {
        use BlobErrorKind::{Algorithm, NeedsX5u, Signature, Syntax};
        let is_of_blob =
            |cause: &BlobError| matches!(cause.kind(), Algorithm | NeedsX5u | Signature | Syntax);
        let is_of_files =
            matches!(self, Self::TooLarge { .. } | Self::RevocationList { .. } | Self::Number(_));
        is_of_files || matches!(self, Self::Refused { cause, .. } if is_of_blob(cause))
    }

    /// What sort of refusal it is, in one word for the metrics.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::TooLarge { .. } | Self::Number(_) => "syntax",
            Self::Root { .. } | Self::BuiltInRoots(_) => "root",
            Self::RevocationList { .. } => "revocation-list",
            Self::Refused { cause, .. } => match cause.kind() {
                BlobErrorKind::Algorithm => "algorithm",
                BlobErrorKind::Chain | BlobErrorKind::NeedsX5u => "chain",
                BlobErrorKind::Revoked => "revoked",
                BlobErrorKind::Signature => "signature",
                BlobErrorKind::Rollback => "rollback",
                BlobErrorKind::Syntax | _ => "syntax",
            },
            Self::Overtaken { .. } => "rollback",
            #[cfg(feature = "metadata-fetch")]
            Self::Fetch(_) | Self::Tls(_) => "fetch",
            Self::Unfinished(cause) if cause.is_panic() => "panic",
            Self::Unfinished(_) => "stopping",
            Self::Store(_) => "database",
        }
    }
}

impl fmt::Display for MetadataError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, cause } => write!(formatter, "{}: {cause}", path.display()),
            Self::TooLarge { path, limit } => {
                write!(formatter, "{} has more than {limit} bytes", path.display())
            }
            Self::Root { path, cause: Some(cause) } => {
                write!(formatter, "{} holds no root: {cause}", path.display())
            }
            Self::Root { path, cause: None } => {
                write!(formatter, "{} holds no certificate, in DER or PEM", path.display())
            }
            Self::BuiltInRoots(cause) => write!(formatter, "a root that the server brings: {cause}"),
            // The cause is in the words of certificates.
            Self::RevocationList { path, .. } => {
                write!(formatter, "{} is no revocation list in DER", path.display())
            }
            Self::Refused { cause, expected, found } => {
                write!(formatter, "{cause}")?;
                for (name, text) in [("expected", expected), ("found", found)] {
                    if !text.is_empty() {
                        write!(formatter, "; {name} {text}")?;
                    }
                }
                write!(formatter, ". {}", cause.step().hint())
            }
            Self::Number(number) => write!(formatter, "no {number} is higher than any blob's can be"),
            Self::Overtaken { last, found } => {
                write!(formatter, "no {found} was accepted when another machine had accepted no {last}")
            }
            #[cfg(feature = "metadata-fetch")]
            Self::Fetch(cause) => write!(formatter, "{cause}"),
            #[cfg(feature = "metadata-fetch")]
            Self::Tls(cause) => write!(formatter, "{cause}"),
            Self::Unfinished(cause) => write!(formatter, "it was not finished: {cause}"),
            Self::Store(cause) => write!(formatter, "{cause}"),
        }
    }
}

impl core::error::Error for MetadataError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Unreadable { cause, .. } => Some(cause),
            Self::Root { cause: Some(cause), .. }
            | Self::BuiltInRoots(cause)
            | Self::RevocationList { cause, .. } => Some(cause),
            Self::Unfinished(cause) => Some(cause),
            Self::Refused { cause, .. } => Some(cause),
            Self::Store(cause) => Some(cause),
            #[cfg(feature = "metadata-fetch")]
            Self::Fetch(cause) => Some(cause),
            #[cfg(feature = "metadata-fetch")]
            Self::Tls(cause) => Some(cause),
            Self::TooLarge { .. }
            | Self::Root { cause: None, .. }
            | Self::Number(_)
            | Self::Overtaken { .. } => None,
        }
    }
}

#[cfg(feature = "metadata-fetch")]
impl From<FetchError> for MetadataError {
    fn from(cause: FetchError) -> Self {
        Self::Fetch(cause)
    }
}

impl From<StoreError> for MetadataError {
    fn from(cause: StoreError) -> Self {
        Self::Store(cause)
    }
}
