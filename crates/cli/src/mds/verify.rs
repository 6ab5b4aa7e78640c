//! `countersign mds verify`: the steps of the verification, and what the blob holds.

use std::io::{self, Write};
use std::path::Path;

use countersign::UnixTime;
use countersign_mds::{Blob, Identity, Ignored};
use countersign_vectors::rfc3339;
use serde_json::{Value, json};

use super::blob::{Conditions, Judged, judge_by};
use super::model;
use crate::arguments::{BlobArguments, MetadataFormat};
use crate::explain::{has_colour, step_json, text};
use crate::output::{Failure, Status, brief, shown_json};

/// Columns of the name of what is said of a blob.
const NAME_WIDTH: usize = 18;

/// What to do about a blob that is judged at a time outside of its signer's.
const OTHER_TIME: &str = "The blob is judged at another time: --at TIME judges it then.";

/// The blob that is verified.
pub(super) struct Verified<'a> {
    pub(super) blob: &'a Path,
    pub(super) conditions: Conditions,
}

pub(super) fn run(
    verified: &Verified<'_>,
    arguments: &BlobArguments,
    format: MetadataFormat,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    let judged = judge_by(verified.blob, verified.conditions, arguments)?;
    match format {
        MetadataFormat::Text => write_text(&judged, output)?,
        MetadataFormat::Json => writeln!(output, "{}", shown_json(&format!("{:#}", document(&judged))))?,
    }
    Ok(if judged.outcome.is_ok() { Status::Accepted } else { Status::Refused })
}

/// How many entries there are of each kind.
struct Kinds {
    fido2: usize,
    u2f: usize,
    uaf: usize,
    unidentified: usize,
}

impl Kinds {
    fn of(blob: &Blob) -> Self {
        let count =
            |is_it: fn(&Identity) -> bool| blob.entries().filter(|entry| is_it(entry.identity())).count();
        Self {
            fido2: count(|identity| matches!(identity, Identity::Aaguid(_))),
            u2f: count(|identity| matches!(identity, Identity::KeyIdentifiers(_))),
            uaf: count(|identity| matches!(identity, Identity::Aaid(_))),
            unidentified: count(|identity| matches!(identity, Identity::None)),
        }
    }
}

fn write_text(judged: &Judged, output: &mut dyn Write) -> io::Result<()> {
    let title = match &judged.outcome {
        Ok(blob) => format!("FIDO metadata · no {} · {} entries", blob.number(), blob.entry_count()),
        Err(_) => "FIDO metadata".to_owned(),
    };
    let refused_at = judged.refused().map(|row| row.step().id());
    text::write_steps(&title, refused_at, &judged.rows, has_colour(), output)?;
    if let Some(signer) = &judged.signer {
        // Until it is verified, the signer is whom the blob names.
        let name = if judged.outcome.is_ok() { "signer" } else { "claimed signer" };
        line(name, &format!("{}, valid {}", brief(&signer.name), signer.validity_text()), output)?;
    }
    match &judged.outcome {
        Ok(blob) => write_blob(blob, judged.at, output),
        Err(_) => judged.signer_of_another_time().map_or(Ok(()), |_| line("", OTHER_TIME, output)),
    }
}

fn write_blob(blob: &Blob, at: UnixTime, output: &mut dyn Write) -> io::Result<()> {
    line("number", &blob.number().to_string(), output)?;
    line("next update", &next_update(blob, at), output)?;
    let Kinds { fido2, u2f, uaf, unidentified } = Kinds::of(blob);
    let others =
        if unidentified == 0 { String::new() } else { format!(", {unidentified} without identifier") };
    line("entries", &format!("{}: {fido2} FIDO2, {u2f} U2F, {uaf} UAF{others}", blob.entry_count()), output)?;
    let lists = blob.crl_urls().iter().map(|address| brief(address));
    let lists: Vec<String> =
        if blob.crl_urls().is_empty() { vec!["none".to_owned()] } else { lists.collect() };
    for (index, list) in lists.iter().enumerate() {
        line(if index == 0 { "revocation lists" } else { "" }, list, output)?;
    }
    let ignored = blob.ignored();
    line("ignored", &ignored.len().to_string(), output)?;
    let names: Vec<String> = blob.entries().map(|entry| model::name(&entry)).collect();
    ignored.iter().try_for_each(|ignored| {
        let name = ignored.entry().and_then(|place| names.get(place));
        let entry = ignored.entry().zip(name).map(|(place, name)| format!("entry {place}, {name}: "));
        let member = Some(ignored.member()).filter(|member| !member.is_empty());
        let member = member.map(|member| format!("{}: ", brief(member))).unwrap_or_default();
        writeln!(output, "    {}{member}{}", entry.unwrap_or_default(), ignored.reason())
    })
}

fn line(name: &str, value: &str, output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "  {name:NAME_WIDTH$}{value}")
}

fn next_update(blob: &Blob, at: UnixTime) -> String {
    let due = if blob.is_due(at.seconds()) { "refresh is due" } else { "refresh is not due" };
    let date = blob.next_update().map_or_else(|| "none that can be read".to_owned(), |date| date.to_string());
    format!("{date}, {due} at {}", rfc3339::format(at))
}

fn document(judged: &Judged) -> Value {
    let mut document = judged.refusal_json();
    let signer = judged.signer.as_ref().map(|signer| {
        let [not_before, not_after] = signer.times();
        json!({ "name": signer.name, "not_before": not_before, "not_after": not_after })
    });
    let (signer, claimed) = if judged.outcome.is_ok() { (signer, None) } else { (None, signer) };
    let more = json!({
        "at": rfc3339::format(judged.at),
        "signer": signer,
        "claimed_signer": claimed,
        "blob": judged.outcome.as_ref().ok().map(|blob| blob_json(blob, judged.at)),
        "steps": judged.rows.iter().map(step_json).collect::<Vec<_>>(),
    });
    if let (Value::Object(document), Value::Object(more)) = (&mut document, more) {
        document.extend(more);
    }
    document
}

fn blob_json(blob: &Blob, at: UnixTime) -> Value {
    let Kinds { fido2, u2f, uaf, unidentified } = Kinds::of(blob);
    let identifiers: Vec<_> = blob.entries().map(|entry| model::identifiers(&entry)).collect();
    let ignored = blob.ignored();
    let ignored = ignored.iter().map(|ignored: &Ignored| {
        json!({
            "entry": ignored.entry(),
            "identifiers": ignored.entry().and_then(|place| identifiers.get(place)),
            "member": ignored.member(),
            "reason": ignored.reason().to_string(),
        })
    });
    json!({
        "number": blob.number(),
        "next_update": blob.next_update().map(|date| date.to_string()),
        "refresh_is_due": blob.is_due(at.seconds()),
        "entries": {
            "total": blob.entry_count(), "fido2": fido2, "u2f": u2f, "uaf": uaf, "unidentified": unidentified,
        },
        "revocation_lists": blob.crl_urls(),
        "ignored": ignored.collect::<Vec<_>>(),
    })
}
