//! `countersign inspect`: what something is, and what is odd about it.

use std::io::Write;
use std::path::Path;

use clap::ValueEnum as _;

use crate::input::{self, unusable};
use crate::output::{Failure, Status};

mod attestation_object;
mod authenticator_data;
mod certificate;
mod client_data;
mod cose_key;
mod encoding;
mod key_description;
pub(crate) mod page;
mod record;
mod response;
mod tpm;

use encoding::Candidate;
use page::Page;

/// What can be inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    AttestationObject,
    Certificate,
    Record,
    CoseKey,
    AuthenticatorData,
    ClientData,
    Response,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Response,
        Self::ClientData,
        Self::Record,
        Self::AttestationObject,
        Self::Certificate,
        Self::CoseKey,
        Self::AuthenticatorData,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::AttestationObject => "attestation object",
            Self::Certificate => "certificate",
            Self::Record => "credential record",
            Self::CoseKey => "COSE key",
            Self::AuthenticatorData => "authenticator data",
            Self::ClientData => "client data",
            Self::Response => "response",
        }
    }

    /// Whether the bytes are of this kind beyond doubt.
    fn is(self, bytes: &[u8]) -> bool {
        match self {
            Self::AttestationObject => attestation_object::is(bytes),
            Self::Certificate => certificate::is(bytes),
            Self::Record => record::is(bytes),
            Self::CoseKey => cose_key::is(bytes),
            Self::AuthenticatorData => authenticator_data::is(bytes),
            Self::ClientData => client_data::is(bytes),
            Self::Response => response::is(bytes),
        }
    }

    /// Whether the bytes look like a broken one of this kind, and like nothing else.
    fn resembles(self, bytes: &[u8]) -> bool {
        match self {
            Self::AttestationObject => attestation_object::resembles(bytes),
            Self::CoseKey => cose_key::resembles(bytes),
            Self::Response => response::resembles(bytes),
            Self::Certificate | Self::Record | Self::AuthenticatorData | Self::ClientData => false,
        }
    }

    /// Decodes the bytes as far as that goes; the problem, if it does not go at all.
    fn write(self, bytes: &[u8], page: &mut Page) -> Result<(), String> {
        match self {
            Self::AttestationObject => attestation_object::write(bytes, page),
            Self::Certificate => certificate::write(bytes, page),
            Self::Record => record::write(bytes, page),
            Self::CoseKey => cose_key::write(bytes, page),
            Self::AuthenticatorData => authenticator_data::write(bytes, page),
            Self::ClientData => client_data::write(bytes, page),
            Self::Response => response::write(bytes, page),
        }
    }
}

pub(crate) fn run(name: Option<&str>, path: &Path, output: &mut dyn Write) -> Result<Status, Failure> {
    let kind = name.map(kind).transpose()?;
    let page = inspect(kind, &input::read(path)?);
    page.map_err(|problem| unusable(path, &problem))?.print(output)?;
    Ok(Status::Accepted)
}

/// What is shown of bytes, of this kind or of the one that they are found to be; the problem, if they are of none.
pub(crate) fn inspect(kind: Option<Kind>, input: &[u8]) -> Result<Page, String> {
    let candidates = encoding::candidates(input);
    match kind {
        Some(kind) => inspect_as(kind, &candidates),
        None => detect(&candidates).map_err(|problem| encoding::json_problem(input).unwrap_or(problem)),
    }
}

fn kind(name: &str) -> Result<Kind, Failure> {
    Kind::from_str(name, false).map_err(|_| {
        let known = Kind::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
        let known: Vec<_> = known.map(|value| value.get_name().to_owned()).collect();
        Failure::Input(format!("kind: expected {}", known.join(", ")))
    })
}

/// The first encoding in which the content is of the kind; else the first in which it can be decoded at all.
fn inspect_as(kind: Kind, candidates: &[Candidate]) -> Result<Page, String> {
    let certain = candidates.iter().filter(|candidate| kind.is(&candidate.bytes));
    let mut problem = String::new();
    for candidate in certain.chain(candidates) {
        match page(kind, candidate) {
            Ok(page) => return Ok(page),
            Err(why) if problem.is_empty() => problem = why,
            Err(_) => {}
        }
    }
    Err(format!("expected {} in JSON, base64url, base64, hex or binary: {problem}", kind.name()))
}

/// What is beyond doubt of some kind; else what looks like one.
fn detect(candidates: &[Candidate]) -> Result<Page, String> {
    for candidate in candidates {
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.is(&candidate.bytes)) {
            return page(kind, candidate);
        }
    }
    for candidate in candidates {
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.resembles(&candidate.bytes)) {
            return page(kind, candidate);
        }
    }
    let kinds = Kind::ALL.map(Kind::name).join(", ");
    Err(format!(
        "expected one of {kinds}, in JSON, base64url, base64, hex or binary; name the kind to see why"
    ))
}

fn page(kind: Kind, candidate: &Candidate) -> Result<Page, String> {
    let mut page =
        Page::new(format!("{}, {} bytes, from {}", kind.name(), candidate.bytes.len(), candidate.encoding));
    for odd in &candidate.odd {
        page.odd(odd);
    }
    kind.write(&candidate.bytes, &mut page)?;
    Ok(page)
}
