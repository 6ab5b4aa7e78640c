//! The arguments of the command.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use metadata::{BlobArguments, CeremonyMetadata, MetadataCommand, MetadataFormat, RevocationMode};

mod metadata;

use crate::provider::{LONG_VERSION, Provider, VERSION};

/// Verifies and explains WebAuthn (passkey) ceremonies, decodes what authenticators send, reads FIDO metadata, and runs test
/// vectors.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version = VERSION,
    long_version = LONG_VERSION.as_str(),
    after_help = "Examples:
  countersign explain ceremony.json
  countersign verify ceremony.json && echo accepted
  pbpaste | countersign inspect -
  countersign mds list blob.jwt --status REVOKED
  countersign vectors test-vectors

Exit codes: 0 accepted or passed, 1 refused or failed, 2 input that cannot be used.",
    max_term_width = 100
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Verifies one recorded ceremony and says in one line what became of it.
    #[command(after_help = "Examples:
  countersign verify ceremony.json
  countersign verify - < ceremony.json

Exit codes: 0 accepted, 1 refused, 2 input that cannot be used.")]
    Verify {
        /// A file of the schema countersign-vector/1, or - for standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        metadata: CeremonyMetadata,
        /// What computes; --version tells which library has which algorithm.
        #[arg(long, value_enum, default_value_t)]
        provider: Provider,
    },
    /// Shows every step of one recorded ceremony: what was expected, what was got, what became of it.
    #[command(after_help = "Examples:
  countersign explain ceremony.json
  countersign explain ceremony.json --format markdown > report.md
  countersign explain ceremony.json --mds blob.jwt

Exit codes: 0 accepted, 1 refused, 2 input that cannot be used.")]
    Explain {
        /// A file of the schema countersign-vector/1, or - for standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        metadata: CeremonyMetadata,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
        /// What computes; --version tells which library has which algorithm.
        #[arg(long, value_enum, default_value_t)]
        provider: Provider,
    },
    /// Decodes an attestation object, authenticator data, client data, a COSE key, a certificate, a credential record or
    /// a whole response, and says what is odd about it.
    #[command(
        override_usage = "countersign inspect [KIND] <FILE|->",
        allow_missing_positional = true,
        after_help = "Kinds: attestation-object, authenticator-data, client-data, cose-key, certificate, record, response;
told from the content when left out. The content may be JSON, base64url, base64, hex or binary.

Examples:
  countersign inspect response.json
  countersign inspect cose-key key.hex
  echo o2NmbXRkbm9uZ... | countersign inspect -

It shows credential ids, keys and user handles: mind where the output goes."
    )]
    Inspect {
        /// What it is, where that is not to be told from the content.
        #[arg(value_name = "KIND")]
        kind: Option<String>,
        /// A file, or - for standard input.
        #[arg(value_name = "FILE", required = true)]
        file: PathBuf,
    },
    /// Verifies and reads the blobs of FIDO's metadata service (MDS3): which models there are, and what is said of them.
    #[command(subcommand)]
    Mds(MetadataCommand),
    /// Runs every test vector below the paths.
    #[command(
        after_help = "Runs countersign-vector/1, countersign-prf/1, Wycheproof, the examples of RFC 8949 and what an index
lists of FIDO metadata; skips what it knows and cannot run yet, with the reason. Prints a line for each that differs, and how many passed,
failed and were skipped.

Examples:
  countersign vectors test-vectors
  countersign vectors test-vectors --format json | jq -r 'select(.outcome == \"failed\").id'

A folder with an index.json is run through it: what it lists has an outcome, whatever it is; other
files of a known form beside and below it are run as everywhere. A file that is no vector that can be
read counts as failed.

Exit codes, the first that applies: 1 some failed; 2 a path that is not there, cannot be read, or
leads to no vectors; 0 otherwise."
    )]
    Vectors {
        /// Files and folders.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// How to show the outcomes.
        #[arg(long, value_enum, default_value_t = LineFormat::Text)]
        format: LineFormat,
        /// What computes; --version tells which library has which algorithm.
        #[arg(long, value_enum, default_value_t)]
        provider: Provider,
    },
    /// Writes the completions of a shell to standard output.
    #[command(after_help = "Example:
  countersign completions bash > ~/.local/share/bash-completion/completions/countersign")]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReportFormat {
    /// A table for people.
    Text,
    /// A table for issues and chats.
    Markdown,
    /// One object for programs.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LineFormat {
    /// A line for each difference, and the sums.
    Text,
    /// One object a line, for every test.
    Json,
}
