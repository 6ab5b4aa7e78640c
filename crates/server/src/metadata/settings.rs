//! Where metadata comes from, as it stands in the file of the operator.

use std::path::PathBuf;

use countersign::MAX_REVOCATION_LISTS;
use serde::Deserialize;

/// How many days beyond the day of the next blob metadata counts, without another word of the operator: services publish monthly.
const DAYS_OVERDUE: u16 = 30;

/// The table `[metadata]`. Paths are relative to the folder in which the server was started, as those of options are.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct MetadataLines {
    file: Option<PathBuf>,
    address: Option<String>,
    cache: Option<PathBuf>,
    /// Certificates of authorities that vouch for the address, in place of the public ones.
    #[serde(default)]
    address_roots: Vec<PathBuf>,
    /// Roots of the service, in place of those of FIDO's.
    #[serde(default)]
    roots: Vec<PathBuf>,
    host: Option<String>,
    #[serde(default)]
    revocation_lists: Vec<PathBuf>,
    days_overdue: Option<u16>,
}

/// Where metadata comes from, and for how long it counts.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(super) origin: Origin,
    pub(super) roots: Vec<PathBuf>,
    pub(super) host: Option<String>,
    pub(super) revocation_lists: Vec<PathBuf>,
    pub(super) days_overdue: u16,
}

/// Where blobs are.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    File(PathBuf),
    #[cfg(feature = "metadata-fetch")]
    Address(Address),
}

/// An address, where what it gave is kept, and who vouches for it if not the public authorities.
#[cfg(feature = "metadata-fetch")]
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) url: reqwest::Url,
    pub(super) cache: PathBuf,
    pub(super) roots: Vec<PathBuf>,
}

#[cfg(feature = "metadata-fetch")]
impl Address {
    fn origin(
        address: &str,
        cache: Option<PathBuf>,
        roots: Vec<PathBuf>,
    ) -> Result<Origin, MetadataLinesError> {
        // A secret in it would stand in the cache.
        let is_plain = |url: &reqwest::Url| {
            url.scheme() == "https" && url.username().is_empty() && url.password().is_none()
        };
        let url = reqwest::Url::parse(address).ok().filter(is_plain);
        let url = url.ok_or(MetadataLinesError::NotHttps)?;
        let cache = cache.ok_or(MetadataLinesError::NoCache)?;
        Ok(Origin::Address(Self { url, cache, roots }))
    }
}

/// What is wrong with the table `[metadata]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataLinesError {
    /// Neither a file nor an address, or both.
    Origin,
    /// A cache, or authorities, of what is not fetched.
    NothingToFetch,
    /// An address that is none of HTTPS, or has a user in it.
    NotHttps,
    /// An address without a cache.
    NoCache,
    /// Roots of a service without its host: whoever has a certificate below them could sign.
    NoHost,
    /// More files of revocation lists than are looked through.
    TooManyLists,
    /// An address, and a server that was built without what fetches.
    NotBuiltIn,
}

impl core::fmt::Display for MetadataLinesError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Origin => "[metadata]: give either a `file` or an `address`",
            Self::NothingToFetch => "[metadata]: `cache` and `address-roots` go with an `address`",
            Self::NotHttps => "[metadata]: `address` has to be one of https://, without a user",
            Self::NoCache => "[metadata]: an `address` needs a `cache`, a folder for what it gave",
            Self::NoHost => {
                "[metadata]: `roots` need the `host` that the certificate of the signer is for: else anybody with a \
                 certificate below them could sign"
            }
            Self::TooManyLists => {
                return write!(
                    formatter,
                    "[metadata]: `revocation-lists` are at most {MAX_REVOCATION_LISTS} files: leave out those of \
                     issuers that vouch for none of the metadata's signers"
                );
            }
            Self::NotBuiltIn => {
                "[metadata]: this server was built without the feature `metadata-fetch`, which an `address` needs: \
                 build it with --features metadata-fetch, or give a `file`"
            }
        })
    }
}

impl core::error::Error for MetadataLinesError {}

impl TryFrom<MetadataLines> for Settings {
    type Error = MetadataLinesError;

    fn try_from(lines: MetadataLines) -> Result<Self, MetadataLinesError> {
        let is_for_address = lines.cache.is_some() || !lines.address_roots.is_empty();
        let origin = match (lines.file, lines.address) {
            (Some(_), None) if is_for_address => return Err(MetadataLinesError::NothingToFetch),
            (Some(file), None) => Origin::File(file),
            #[cfg(feature = "metadata-fetch")]
            (None, Some(address)) => Address::origin(&address, lines.cache, lines.address_roots)?,
            #[cfg(not(feature = "metadata-fetch"))]
            (None, Some(_)) => return Err(MetadataLinesError::NotBuiltIn),
            (None, None) | (Some(_), Some(_)) => return Err(MetadataLinesError::Origin),
        };
        if !lines.roots.is_empty() && lines.host.is_none() {
            return Err(MetadataLinesError::NoHost);
        }
        if lines.revocation_lists.len() > MAX_REVOCATION_LISTS {
            return Err(MetadataLinesError::TooManyLists);
        }
        Ok(Self {
            origin,
            roots: lines.roots,
            host: lines.host,
            revocation_lists: lines.revocation_lists,
            days_overdue: lines.days_overdue.unwrap_or(DAYS_OVERDUE),
        })
    }
}
