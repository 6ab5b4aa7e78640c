//! `countersign verify`: one ceremony, one line.

use std::io::Write;
use std::path::Path;

use countersign_vectors::{AttestationDetails, Details, ModelReport, Report, Row, RowOutcome, TrustPath};

use crate::arguments::CeremonyMetadata;
use crate::flags::flags;
use crate::output::{Failure, Status};
use crate::provider::Provider;
use crate::{input, mds};

pub(crate) fn run(
    file: &Path,
    metadata: &CeremonyMetadata,
    provider: Provider,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    let vector = input::read_vector(file)?;
    let judgement = mds::ceremony::judge(&vector, metadata, provider)?;
    let report = Report::new(&vector, &judgement);
    match judgement.verdict() {
        Ok(details) => {
            writeln!(output, "accepted: {}{}", report.title().join(" "), found(details, &report))?;
            Ok(Status::Accepted)
        }
        Err(error) => {
            let path = report.refused_at().unwrap_or_default();
            let why = report.refused().map(why).unwrap_or_default();
            let models: String = report.models().iter().map(model).collect();
            writeln!(output, "refused: {} ({path}): {why}{models}", error.step().name())?;
            Ok(Status::Refused)
        }
    }
}

/// What an accepted ceremony was found to be.
fn found(details: &Details, report: &Report) -> String {
    let attestation = details.attestation().map(|attestation| {
        format!(", attestation {} ({})", attestation.attestation_type(), trust(attestation, report))
    });
    let notes: String = report.notes().iter().map(|note| format!(", note: {note}")).collect();
    let models: String = report.models().iter().map(model).collect();
    let (attestation, flags) = (attestation.unwrap_or_default(), flags(details.flags()));
    format!("{attestation}{models}, flags {flags}, sign count {}{notes}", details.sign_count())
}

/// By which anchor the attestation is trusted, or why it is not.
fn trust(attestation: &AttestationDetails, report: &Report) -> String {
    let path = report.paths().first();
    let (words, more) = match attestation.trusted() {
        Some(true) => ("trusted by", path.and_then(TrustPath::anchor).unwrap_or_default()),
        Some(false) => ("not trusted:", path.map(TrustPath::reason).unwrap_or_default()),
        None => ("trust not assessed", ""),
    };
    // What has no certificates needs no reason.
    if more.is_empty() { words.trim_end_matches(':').to_owned() } else { format!("{words} {more}") }
}

/// What metadata says of a model: by which steps it is not trusted, and why.
fn model(model: &ModelReport) -> String {
    let refused = model.rows().iter().filter(|row| row.outcome() == RowOutcome::Refused);
    let refused: Vec<_> = refused.map(|row| format!("{}: {}", row.step(), why(row))).collect();
    let verdict = if refused.is_empty() {
        "trusted".to_owned()
    } else {
        format!("not trusted: {}", refused.join("; "))
    };
    let name = model.description().map(|name| format!(" of {name}")).unwrap_or_default();
    format!(", metadata{name} ({verdict})")
}

/// The cause, and what was expected and got.
pub(crate) fn why(row: &Row) -> String {
    let expected =
        Some(row.expected()).filter(|text| !text.is_empty()).map(|text| format!("expected {text}"));
    let got = Some(row.got()).filter(|text| !text.is_empty()).map(|text| format!("got {text}"));
    let cause = Some(row.cause_beside_evidence()).filter(|text| !text.is_empty()).map(str::to_owned);
    let parts: Vec<String> = [cause, expected, got].into_iter().flatten().collect();
    parts.join(", ")
}
