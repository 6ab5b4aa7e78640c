//! The arguments of `mds`, and those of metadata beside a ceremony.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use countersign::UnixTime;
use countersign_mds::Date;
use countersign_vectors::rfc3339;

use crate::provider::Provider;

const VERIFY_EXAMPLES: &str = "Examples:
  countersign mds verify blob.jwt
  countersign mds verify blob.jwt --crl gsgccr46evtlsca2025.crl --revocation strict
  countersign mds verify blob.jwt --newer-than 152
  countersign mds verify old.jwt --at 2023-09-15

Exit codes: 0 accepted, 1 refused, 2 input that cannot be used.";

const LIST_EXAMPLES: &str =
    "One line for each entry: identifier, protocol, status, description. The status is the latest that is in
effect, and behind it whatever else is in effect that keeps a model out by default.

Examples:
  countersign mds list blob.jwt
  countersign mds list blob.jwt --status REVOKED --status USER_VERIFICATION_BYPASS
  countersign mds list blob.jwt --format json | jq -r '.identifiers[]'

Exit codes: 0 listed, 1 the blob is refused, 2 input that cannot be used.";

const SHOW_EXAMPLES: &str = "Examples:
  countersign mds show blob.jwt ee882879-721c-4913-9775-3dfcce97072a
  countersign mds show blob.jwt ee882879-721c-4913-9775-3dfcce97072a --icon icon.png

Exit codes: 0 shown, 1 the blob is refused or has no such entry, 2 input that cannot be used.";

const DIFF_EXAMPLES: &str =
    "Entries that were added (+), removed (-) and changed (~), each in the order of their identifiers.
What is compared of an entry:
  status reports  every member, SHA-256 of the certificates they are about, and their order
  rogue list      address and hash
  roots           SHA-256, expiry, serial number and name
  statement       every other member that is read; of pictures, authenticatorGetInfo and the
                  address of credential exchange it is said only that they changed
That a member cannot be read any more is a change, too. Not compared are members that are not
known, biometric status reports, and members that have no use here, such as legalHeader.

Example:
  countersign mds diff old.jwt new.jwt --old-at 2026-08-01

Exit codes: 0 compared, 1 a blob is refused, 2 input that cannot be used.";

#[derive(Debug, Subcommand)]
pub(crate) enum MetadataCommand {
    /// Verifies a blob step by step, and says what it holds, what of it was ignored, and whether it is due for renewal.
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify {
        /// The blob of the metadata service, or - for standard input.
        #[arg(value_name = "BLOB")]
        blob: PathBuf,
        /// Refuses a blob whose number is not above this one: that of the last blob that you accepted.
        #[arg(long, value_name = "NUMBER")]
        newer_than: Option<u64>,
        #[command(flatten)]
        judged: BlobArguments,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = MetadataFormat::Text)]
        format: MetadataFormat,
    },
    /// Lists the entries of a blob.
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// The blob of the metadata service, or - for standard input.
        #[arg(value_name = "BLOB")]
        blob: PathBuf,
        /// Only entries with this status: a name of the specification, or one that stands in the blob.
        #[arg(long, value_name = "STATUS")]
        status: Vec<String>,
        #[command(flatten)]
        judged: BlobArguments,
        /// How to show it: an entry a line in any case.
        #[arg(long, value_enum, default_value_t = MetadataFormat::Text)]
        format: MetadataFormat,
    },
    /// Shows what a blob says of one model.
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// The blob of the metadata service, or - for standard input.
        #[arg(value_name = "BLOB")]
        blob: PathBuf,
        /// An AAGUID, the identifier of an attestation key (40 hexadecimal digits), or an AAID.
        #[arg(value_name = "MODEL")]
        model: String,
        /// Writes the icon of the model to this file, which must not be there yet. Of several entries, that of the first
        /// that has one.
        #[arg(long, value_name = "FILE")]
        icon: Option<PathBuf>,
        /// Overwrites the file of the icon.
        #[arg(long, requires = "icon")]
        force: bool,
        #[command(flatten)]
        judged: BlobArguments,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = MetadataFormat::Text)]
        format: MetadataFormat,
    },
    /// Says what changed between two blobs.
    #[command(after_help = DIFF_EXAMPLES)]
    Diff {
        /// The earlier blob.
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// The later blob.
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// When the earlier blob is judged, if not when the later one is.
        #[arg(long, value_name = "TIME", value_parser = time)]
        old_at: Option<UnixTime>,
        #[command(flatten)]
        judged: BlobArguments,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = MetadataFormat::Text)]
        format: MetadataFormat,
    },
}

/// What a blob is judged with.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct BlobArguments {
    /// A root that the signer may lead to, in PEM or DER, in place of those of the production service. May be repeated; it
    /// takes --host.
    #[arg(long, value_name = "FILE", requires = "host")]
    pub(crate) root: Vec<PathBuf>,
    /// The host that the signer's certificate has to be for, or "any" for whomever it is for. That of the production service,
    /// without.
    #[arg(long)]
    pub(crate) host: Option<String>,
    /// A revocation list of the signer's authorities, in DER or PEM. May be repeated; nothing is fetched.
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// How revocation lists count: as given where there are any, and not at all where there are none. `off` goes with no
    /// list.
    #[arg(long, value_enum)]
    pub(crate) revocation: Option<RevocationMode>,
    /// When certificates have to be valid and reports in effect: 2023-09-15T00:00:00Z, or 2023-09-15 for its first second in
    /// UTC. Now, without.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<UnixTime>,
    /// What computes; --version tells which library has which algorithm.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) provider: Provider,
}

/// Metadata beside a ceremony.
#[derive(Args, Clone, Debug)]
pub(crate) struct CeremonyMetadata {
    /// A blob of the metadata service, whose roots and status reports the attestation is judged by, in place of the trust
    /// anchors that the registration was recorded with.
    #[arg(long, value_name = "BLOB")]
    pub(crate) mds: Option<PathBuf>,
    /// When the registration is judged: 2023-09-15T00:00:00Z, or 2023-09-15 for its first second in UTC. Without, when it was
    /// recorded.
    #[arg(long, value_name = "TIME", value_parser = time, requires = "mds")]
    pub(crate) at: Option<UnixTime>,
    /// When the blob is judged. Now, without.
    #[arg(long, value_name = "TIME", value_parser = time, requires = "mds")]
    pub(crate) mds_at: Option<UnixTime>,
    /// A root that the signer of the blob may lead to, in place of those of the production service. May be repeated; it takes
    /// --mds-host.
    #[arg(long, value_name = "FILE", requires_all = ["mds", "mds_host"])]
    pub(crate) mds_root: Vec<PathBuf>,
    /// The host that the certificate of the blob's signer has to be for, or "any" for whomever it is for. That of the
    /// production service, without.
    #[arg(long, value_name = "HOST", requires = "mds")]
    pub(crate) mds_host: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RevocationMode {
    /// Nothing is looked up.
    Off,
    /// A certificate that a list names is refused.
    AsGiven,
    /// A current list has to say of every certificate that it is not revoked.
    Strict,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MetadataFormat {
    /// Lines for people.
    Text,
    /// Objects for programs.
    Json,
}

/// A moment, or the first second of a day.
fn time(text: &str) -> Result<UnixTime, &'static str> {
    let day = || Date::parse(text).map(|day| UnixTime::from_seconds(day.start()));
    rfc3339::parse(text).or_else(day).ok_or("expected a time such as 2023-09-15T00:00:00Z, or a day")
}
