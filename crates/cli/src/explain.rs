//! `countersign explain`: every step of one ceremony.

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use countersign_vectors::{ModelReport, Report, Row, RowOutcome, TrustPath};
use serde_json::{Value, json};

use crate::arguments::{CeremonyMetadata, ReportFormat};
use crate::output::{Failure, Status};
use crate::provider::Provider;
use crate::{input, mds};

pub(crate) mod text;

pub(crate) fn run(
    file: &Path,
    metadata: &CeremonyMetadata,
    format: ReportFormat,
    provider: Provider,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    let vector = input::read_vector(file)?;
    let report = Report::new(&vector, &mds::ceremony::judge(&vector, metadata, provider)?);
    match format {
        ReportFormat::Text => text::write(&report, has_colour(), output)?,
        ReportFormat::Markdown => write_markdown(&report, output)?,
        ReportFormat::Json => write_json(&report, output)?,
    }
    Ok(if report.refused_at().is_none() { Status::Accepted } else { Status::Refused })
}

/// Colour is for terminals, and for people who have not asked for none (<https://no-color.org>).
pub(crate) fn has_colour() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn write_markdown(report: &Report, output: &mut dyn Write) -> io::Result<()> {
    let cell: fn(&str) -> String = |text| text.replace('&', "&amp;").replace('<', "&lt;").replace('|', "\\|");
    writeln!(output, "### {}\n", cell(&report.title().join(" · ")))?;
    match report.refused_at() {
        None => writeln!(output, "**Accepted**\n")?,
        Some(step) => writeln!(output, "**Refused at {step}**\n")?,
    }
    if let Some(row) = report.refused() {
        let inner = row.inner().map(|inner| format!("{} {}: {}", inner.id(), inner.name(), inner.rule()));
        let lines = [row.cause(), inner.as_deref().unwrap_or_default(), row.hint()];
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            writeln!(output, "{}\n", cell(line))?;
        }
    }
    write_rows(report.rows(), cell, output)?;
    for path in report.paths() {
        write_path(path, cell, output)?;
    }
    for model in report.models() {
        write_model(model, cell, output)?;
    }
    for note in report.notes() {
        writeln!(output, "\nNote: {note}.")?;
    }
    Ok(())
}

fn write_rows(rows: &[Row], cell: fn(&str) -> String, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "| step | name | rule | outcome | expected | got |\n|---|---|---|---|---|---|")?;
    for row in rows {
        let (step, outcome) = (row.step(), row.outcome().name());
        let cells = [step.id(), step.name(), step.rule(), outcome, row.expected(), row.got()];
        writeln!(output, "| {} |", cells.map(cell).join(" | "))?;
    }
    Ok(())
}

fn write_model(model: &ModelReport, cell: fn(&str) -> String, output: &mut dyn Write) -> io::Result<()> {
    let (format, verdict) = (model.format().identifier(), model_verdict(model));
    let name = model.description().map(|name| format!(", {}", cell(name))).unwrap_or_default();
    writeln!(output, "\n**Metadata of {format}{name}: {verdict}**\n")?;
    write_rows(model.rows(), cell, output)?;
    let causes = model.rows().iter().map(Row::cause_beside_evidence).filter(|cause| !cause.is_empty());
    for line in causes.chain(model.remarks().iter().map(String::as_str)) {
        writeln!(output, "\n{}.", cell(line))?;
    }
    Ok(())
}

fn write_path(path: &TrustPath, cell: fn(&str) -> String, output: &mut dyn Write) -> io::Result<()> {
    let reason = Some(path.reason()).filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| format!(": {}", cell(reason))).unwrap_or_default();
    writeln!(output, "\n**Trust path of {}: {}{reason}**\n", path.format().identifier(), verdict(path))?;
    writeln!(
        output,
        "| certificate | subject | issuer | not before | not after | |\n|---|---|---|---|---|---|"
    )?;
    for certificate in path.certificates() {
        let cells = [
            certificate.role().name(),
            certificate.subject(),
            certificate.issuer(),
            certificate.not_before(),
            certificate.not_after(),
            certificate.reason(),
        ];
        writeln!(output, "| {} |", cells.map(cell).join(" | "))?;
    }
    Ok(())
}

/// What became of a path.
pub(super) const fn verdict(path: &TrustPath) -> &'static str {
    match path.trusted() {
        Some(true) => "trusted",
        Some(false) => "not trusted",
        None => "not judged",
    }
}

/// What became of a model.
const fn model_verdict(model: &ModelReport) -> &'static str {
    if model.is_trusted() { "trusted" } else { "not trusted" }
}

fn model_json(model: &ModelReport) -> Value {
    let refused = model.rows().iter().filter(|row| row.outcome() == RowOutcome::Refused);
    json!({
        "format": model.format().identifier(),
        "description": model.description(),
        "trusted": model.is_trusted(),
        "steps": model.rows().iter().map(step_json).collect::<Vec<_>>(),
        "causes": refused.map(|row| json!({ "step": row.step().id(), "cause": row.cause() })).collect::<Vec<_>>(),
        "notes": model.remarks(),
    })
}

/// A step as one object.
pub(crate) fn step_json(row: &Row) -> Value {
    let step = row.step();
    json!({
        "step": step.id(),
        "name": step.name(),
        "rule": step.rule(),
        "outcome": row.outcome().name(),
        "expected": row.expected(),
        "got": row.got(),
    })
}

fn path_json(path: &TrustPath) -> Value {
    let certificates = path.certificates().iter().map(|certificate| {
        json!({
            "role": certificate.role().name(),
            "subject": certificate.subject(),
            "issuer": certificate.issuer(),
            "not_before": certificate.not_before(),
            "not_after": certificate.not_after(),
            "reason": certificate.reason(),
        })
    });
    json!({
        "format": path.format().identifier(),
        "trusted": path.trusted(),
        "reason": path.reason(),
        "certificates": certificates.collect::<Vec<_>>(),
    })
}

fn write_json(report: &Report, output: &mut dyn Write) -> io::Result<()> {
    let refused = report.refused();
    let mut document = json!({
        "title": report.title(),
        "verdict": if refused.is_none() { "accept" } else { "reject" },
        "step": report.refused_at(),
        "cause": refused.map(Row::cause),
        "rule": refused.and_then(Row::inner).map(|inner| inner.rule()),
        "hint": refused.map(Row::hint),
        "paths": report.paths().iter().map(path_json).collect::<Vec<_>>(),
        "notes": report.notes(),
        "steps": report.rows().iter().map(step_json).collect::<Vec<_>>(),
    });
    // Nobody asked metadata.
    if let (Some(members), false) = (document.as_object_mut(), report.models().is_empty()) {
        members.insert("models".to_owned(), report.models().iter().map(model_json).collect());
    }
    writeln!(output, "{document:#}")
}
