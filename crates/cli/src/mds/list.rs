//! `countersign mds list`: a line for each entry.

use std::io::{self, Write};
use std::path::Path;

use countersign_mds::{Blob, Entry, Status as ModelStatus};
use serde_json::{Value, json};

use super::blob::judge;
use super::model::{description, identifiers, name, protocol, status, statuses};
use crate::arguments::{BlobArguments, MetadataFormat};
use crate::output::{Failure, Status, brief, shown_json};

/// Columns between two cells.
const GAP: usize = 2;

/// Widest column of status that the others are aligned with: two long ones.
const MAX_STATUS_WIDTH: usize = 56;

pub(super) fn run(
    path: &Path,
    asked: &[String],
    arguments: &BlobArguments,
    format: MetadataFormat,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    let judged = judge(path, arguments)?;
    let Ok(blob) = &judged.outcome else {
        match format {
            MetadataFormat::Text => judged.write_refusal(path, output)?,
            MetadataFormat::Json => writeln!(output, "{}", shown_json(&judged.refusal_json().to_string()))?,
        }
        return Ok(Status::Refused);
    };
    require_known(blob, asked)?;
    let lines: Vec<Line<'_>> = blob
        .entries()
        .map(|entry| Line { entry, statuses: statuses(&entry, judged.at.seconds()) })
        .filter(|line| asked.is_empty() || asked.iter().any(|asked| line.has(asked)))
        .collect();
    match format {
        MetadataFormat::Text => {
            write_text(&lines, output)?;
            writeln!(output, "{} of {} entries", lines.len(), blob.entry_count())?;
        }
        MetadataFormat::Json => {
            lines.iter().try_for_each(|line| writeln!(output, "{}", shown_json(&line.json().to_string())))?;
        }
    }
    Ok(Status::Accepted)
}

/// An entry, and what is said of it now.
struct Line<'b> {
    entry: Entry<'b>,
    statuses: Vec<String>,
}

impl Line<'_> {
    fn has(&self, status: &str) -> bool {
        self.statuses.iter().any(|own| own.eq_ignore_ascii_case(status))
    }

    fn json(&self) -> Value {
        let changed = self.entry.time_of_last_status_change().ok().flatten();
        json!({
            "identifiers": identifiers(&self.entry),
            "protocol": protocol(&self.entry),
            "status": self.statuses,
            "description": description(&self.entry),
            "changed": changed.map(|date| date.to_string()),
        })
    }
}

/// Every status that was asked for is one of the specification, or stands in the blob.
fn require_known(blob: &Blob, asked: &[String]) -> Result<(), Failure> {
    let is_known = |asked: &String| {
        let is_it = |name: &str| name.eq_ignore_ascii_case(asked);
        ModelStatus::ALL.iter().any(|status| is_it(status.name()))
            || blob.entries().any(|entry| entry.status_reports().iter().any(|report| is_it(&status(report))))
    };
    let Some(unknown) = asked.iter().find(|asked| !is_known(asked)) else { return Ok(()) };
    let known = ModelStatus::ALL.map(ModelStatus::name).join(", ");
    Err(Failure::Input(format!(
        "--status: {} is no status, and nothing in the blob says so; known are {known}",
        brief(unknown)
    )))
}

fn write_text(lines: &[Line<'_>], output: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<[String; 4]> = lines
        .iter()
        .map(|line| {
            let entry = &line.entry;
            let status = if line.statuses.is_empty() { "none".to_owned() } else { line.statuses.join(", ") };
            [name(entry), protocol(entry).to_owned(), brief(&status), brief(&description(entry))]
        })
        .collect();
    let width = |column: fn(&[String; 4]) -> &String| {
        // The mark of a text that was cut has more bytes than columns.
        cells.iter().map(|cells| column(cells).chars().count()).max().unwrap_or(0)
    };
    let names = width(|[name, ..]| name);
    let protocols = width(|[_, protocol, ..]| protocol);
    let statuses = width(|[_, _, status, _]| status).min(MAX_STATUS_WIDTH);
    for [name, protocol, status, description] in &cells {
        let line = format!(
            "{name:names$}{:GAP$}{protocol:protocols$}{:GAP$}{status:statuses$}{:GAP$}{description}",
            "", "", ""
        );
        writeln!(output, "{}", line.trim_end())?;
    }
    Ok(())
}
