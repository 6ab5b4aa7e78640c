//! What an entry is of, and what is said of it, in words.

use countersign_mds::{Effect, Entry, Identity, StatusPolicy, StatusReport};
use countersign_vectors::hex;

use crate::output::brief;

/// The identifiers of an entry: one, or those of several keys. Each stands there once; some blobs repeat them.
pub(super) fn identifiers(entry: &Entry<'_>) -> Vec<String> {
    let all = match entry.identity() {
        Identity::Aaguid(aaguid) => vec![aaguid.to_string()],
        Identity::KeyIdentifiers(keys) => keys.iter().map(|key| hex::encode(key)).collect(),
        Identity::Aaid(aaid) => vec![aaid.clone()],
        Identity::None => Vec::new(),
    };
    let mut identifiers: Vec<String> = Vec::new();
    for identifier in all {
        if !identifiers.contains(&identifier) {
            identifiers.push(identifier);
        }
    }
    identifiers
}

/// The identifiers of an entry in one word, escaped.
pub(super) fn name(entry: &Entry<'_>) -> String {
    let identifiers = identifiers(entry);
    match identifiers.as_slice() {
        [] => "without identifier".to_owned(),
        [one] => brief(one),
        [first, more @ ..] => format!("{} (+{})", brief(first), more.len()),
    }
}

/// The protocol by the kind of an entry's identifier.
pub(super) const fn protocol(entry: &Entry<'_>) -> &'static str {
    match entry.identity() {
        Identity::Aaguid(_) => "fido2",
        Identity::KeyIdentifiers(_) => "u2f",
        Identity::Aaid(_) => "uaf",
        Identity::None => "unknown",
    }
}

/// What a model is called; empty if it is called nothing. Not escaped.
pub(super) fn description(entry: &Entry<'_>) -> String {
    entry.statement().description().unwrap_or_default().to_owned()
}

/// What is said of a model at a time: the latest report in effect, and any other that keeps a model out by default. Not
/// escaped.
pub(super) fn statuses(entry: &Entry<'_>, at: i64) -> Vec<String> {
    let current = entry.current_status(at);
    let policy = StatusPolicy::default();
    let reports = entry.status_reports();
    let denied = reports.iter().filter(|report| {
        report.effect(at) != Effect::NotInEffect && report.status().is_none_or(|status| policy.denies(status))
    });
    let mut statuses: Vec<String> = Vec::new();
    for report in current.iter().chain(denied) {
        let text = status(report);
        if !statuses.contains(&text) {
            statuses.push(text);
        }
    }
    statuses
}

/// What a report says. Not escaped.
pub(super) fn status(report: &StatusReport<'_>) -> String {
    report.text().unwrap_or("unreadable").to_owned()
}
