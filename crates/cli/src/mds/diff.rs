//! `countersign mds diff`: what changed between two blobs.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use countersign::Crypto;
use countersign_mds::{Blob, Entry};
use serde_json::{Value, json};

use self::changes::{Change, changes};
use super::blob::{Conditions, Judged, judge, judge_by};
use super::model::{description, identifiers, name, protocol, statuses};
use crate::arguments::{BlobArguments, MetadataFormat};
use crate::output::{Failure, Status, brief, shown, shown_json};

mod changes;

/// The blobs that are compared.
pub(super) struct Compared<'a> {
    pub(super) old: &'a Path,
    pub(super) earlier: Conditions,
    pub(super) new: &'a Path,
}

pub(super) fn run(
    compared: &Compared<'_>,
    arguments: &BlobArguments,
    format: MetadataFormat,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    let old = judge_by(compared.old, compared.earlier, arguments)?;
    let new = judge(compared.new, arguments)?;
    let (Ok(old_blob), Ok(new_blob)) = (&old.outcome, &new.outcome) else {
        for (path, judged) in [(compared.old, &old), (compared.new, &new)] {
            write_refusal(path, judged, format, output)?;
        }
        return Ok(Status::Refused);
    };
    let at = new.at.seconds();
    let difference = Difference::between(old_blob, new_blob, arguments.provider.crypto());
    match format {
        MetadataFormat::Text => difference.write(old_blob, new_blob, at, output)?,
        MetadataFormat::Json => {
            let document = difference.json(old_blob, new_blob, at);
            writeln!(output, "{}", shown_json(&format!("{document:#}")))?;
        }
    }
    Ok(Status::Accepted)
}

fn write_refusal(
    path: &Path,
    judged: &Judged,
    format: MetadataFormat,
    output: &mut dyn Write,
) -> io::Result<()> {
    match format {
        _ if judged.outcome.is_ok() => Ok(()),
        MetadataFormat::Text => judged.write_refusal(path, output),
        MetadataFormat::Json => {
            let mut refusal = judged.refusal_json();
            if let Some(members) = refusal.as_object_mut() {
                members.insert("file".to_owned(), path.display().to_string().into());
            }
            writeln!(output, "{}", shown_json(&refusal.to_string()))
        }
    }
}

/// What two blobs differ in, each part in the order of protocols and identifiers.
struct Difference<'b> {
    added: Vec<Entry<'b>>,
    removed: Vec<Entry<'b>>,
    changed: Vec<(Entry<'b>, Vec<Change>)>,
    unchanged: usize,
    /// Entries that cannot be compared: nothing identifies them.
    unidentified: usize,
}

impl<'b> Difference<'b> {
    fn between(old: &'b Blob, new: &'b Blob, crypto: &dyn Crypto) -> Self {
        let mut unidentified = 0_usize;
        // Entries by each of their identifiers. Of several with the same, each is compared with one.
        let mut earlier: BTreeMap<String, Vec<Entry<'b>>> = BTreeMap::new();
        for entry in old.entries() {
            let identifiers = identifiers(&entry);
            unidentified = unidentified.saturating_add(usize::from(identifiers.is_empty()));
            for identifier in identifiers {
                earlier.entry(identifier).or_default().push(entry);
            }
        }
        let mut compared: Vec<usize> = Vec::new();
        let mut difference = Self {
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            unchanged: 0,
            unidentified: 0,
        };
        for entry in new.entries() {
            let identifiers = identifiers(&entry);
            unidentified = unidentified.saturating_add(usize::from(identifiers.is_empty()));
            let candidates = identifiers.iter().filter_map(|identifier| earlier.get(identifier)).flatten();
            let before = candidates.into_iter().find(|before| !compared.contains(&before.place()));
            match before {
                Some(before) => {
                    compared.push(before.place());
                    difference.add(entry, changes(before, &entry, crypto));
                }
                None if identifiers.is_empty() => {}
                None => difference.added.push(entry),
            }
        }
        let is_gone =
            |entry: &Entry<'_>| !compared.contains(&entry.place()) && !identifiers(entry).is_empty();
        difference.removed = old.entries().filter(is_gone).collect();
        difference.unidentified = unidentified;
        difference.added.sort_by_key(order);
        difference.removed.sort_by_key(order);
        difference.changed.sort_by_key(|(entry, _)| order(entry));
        difference
    }

    fn add(&mut self, new: Entry<'b>, changes: Vec<Change>) {
        if changes.is_empty() {
            self.unchanged = self.unchanged.saturating_add(1);
        } else {
            self.changed.push((new, changes));
        }
    }

    fn write(&self, old: &Blob, new: &Blob, at: i64, output: &mut dyn Write) -> io::Result<()> {
        writeln!(output, "no {} ({}) to no {} ({})", old.number(), update(old), new.number(), update(new))?;
        if new.number() <= old.number() {
            writeln!(output, "note: the second blob is no later one than the first")?;
        }
        for (sign, entries) in [("+", &self.added), ("-", &self.removed)] {
            for entry in entries {
                let statuses = Some(statuses(entry, at).join(", ")).filter(|text| !text.is_empty());
                let status = statuses.map(|text| format!(" ({})", brief(&text))).unwrap_or_default();
                writeln!(output, "{sign} {}{status}", title(entry))?;
            }
        }
        for (entry, changes) in &self.changed {
            writeln!(output, "~ {}", title(entry))?;
            for change in changes {
                change.write(output)?;
            }
        }
        let others = match self.unidentified {
            0 => String::new(),
            count => format!(", {count} without identifier not compared"),
        };
        let (added, removed, changed) = (self.added.len(), self.removed.len(), self.changed.len());
        let unchanged = self.unchanged;
        writeln!(output, "{added} added, {removed} removed, {changed} changed, {unchanged} unchanged{others}")
    }

    fn json(&self, old: &Blob, new: &Blob, at: i64) -> Value {
        let entry = |entry: &Entry<'_>| {
            json!({
                "identifiers": identifiers(entry),
                "protocol": protocol(entry),
                "status": statuses(entry, at),
                "description": description(entry),
            })
        };
        let changed = self.changed.iter().map(|(of, changes)| {
            let changes = changes.iter().map(
                |change| json!({ "what": change.what, "removed": change.removed, "added": change.added }),
            );
            let mut value = entry(of);
            if let Some(members) = value.as_object_mut() {
                members.insert("changes".to_owned(), changes.collect());
            }
            value
        });
        let blob = |blob: &Blob| json!({ "number": blob.number(), "next_update": update(blob) });
        json!({
            "old": blob(old),
            "new": blob(new),
            "added": self.added.iter().map(entry).collect::<Vec<_>>(),
            "removed": self.removed.iter().map(entry).collect::<Vec<_>>(),
            "changed": changed.collect::<Vec<_>>(),
            "unchanged": self.unchanged,
            "not_compared": self.unidentified,
        })
    }
}

impl Change {
    fn write(&self, output: &mut dyn Write) -> io::Result<()> {
        // What is neither here nor there has no short form.
        if self.removed.is_empty() && self.added.is_empty() {
            return writeln!(output, "    {}", self.what);
        }
        let removed = self.removed.iter().map(|text| ("-", text));
        let mut lines = removed.chain(self.added.iter().map(|text| ("+", text)));
        lines.try_for_each(|(sign, text)| writeln!(output, "    {}: {sign} {}", self.what, shown(text)))
    }
}

fn update(blob: &Blob) -> String {
    let next = blob.next_update().map(|date| format!("next update {date}"));
    next.unwrap_or_else(|| "no next update".to_owned())
}

fn title(entry: &Entry<'_>) -> String {
    let title = format!("{}  {}  {}", name(entry), protocol(entry), brief(&description(entry)));
    title.trim_end().to_owned()
}

/// What entries are sorted by.
fn order(entry: &Entry<'_>) -> (&'static str, Vec<String>) {
    (protocol(entry), identifiers(entry))
}
