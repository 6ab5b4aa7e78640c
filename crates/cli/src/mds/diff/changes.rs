//! What changed in one entry.

use countersign::{Crypto, UnixTime};
use countersign_mds::{Concerns, Date, Entry, IgnoredReason, Malformed, Root, Statement, StatusReport};
use countersign_vectors::{distinguished_name, hex, rfc3339};
use countersign_x509::Certificate;

use crate::mds::model::{identifiers, status};

/// One thing that changed in an entry. No text is escaped.
pub(super) struct Change {
    pub(super) what: &'static str,
    pub(super) removed: Vec<String>,
    pub(super) added: Vec<String>,
}

/// The member of an entry that holds its reports.
const STATUS_REPORTS: &str = "statusReports";

/// A part of a statement, and how it is read.
type Part = (&'static str, fn(&Statement<'_>) -> Vec<String>);

/// The parts of a statement that can be shown.
const STATEMENT: [Part; 20] = [
    ("description", |of| optional(of.description())),
    ("translation", |of| pairs(of.translations())),
    ("friendly name", |of| pairs(of.friendly_names())),
    ("authenticator version", |of| optional(of.authenticator_version())),
    ("protocol family", |of| optional(of.protocol_family())),
    ("schema", |of| optional(of.schema())),
    ("protocol version", |of| {
        of.protocol_versions()
            .iter()
            .map(|version| format!("{}.{}", version.major(), version.minor()))
            .collect()
    }),
    ("attestation type", |of| owned(of.attestation_types())),
    ("algorithm", |of| owned(of.authentication_algorithms())),
    ("public key format", |of| owned(of.public_key_formats())),
    ("key protection", |of| owned(of.key_protection())),
    ("key is restricted", |of| vec![if of.is_key_restricted() { "yes" } else { "no" }.to_owned()]),
    ("user verification", |of| {
        of.user_verification().iter().map(|all| sorted(owned(all)).join(" and ")).collect()
    }),
    ("matcher protection", |of| owned(of.matcher_protection())),
    ("crypto strength", |of| optional(of.crypto_strength())),
    ("attachment", |of| owned(of.attachment_hints())),
    ("transaction display", |of| owned(of.displays())),
    ("extension", |of| owned(of.supported_extensions())),
    ("key scope", |of| optional(of.key_scope())),
    ("multi-device credentials", |of| optional(of.multi_device_credential_support())),
];

/// Everything that changed in an entry.
pub(super) fn changes(old: &Entry<'_>, new: &Entry<'_>, crypto: &dyn Crypto) -> Vec<Change> {
    let texts = |read: &dyn Fn(&Entry<'_>) -> Vec<String>| (read(old), read(new));
    let mut changes = Vec::new();
    changes.extend(change("identifier", texts(&identifiers)));
    changes.extend(changes_of_reports(old, new, crypto));
    changes.extend(change("last status change", texts(&|entry| date(entry.time_of_last_status_change()))));
    changes.extend(change("rogue list", texts(&rogue_list)));
    changes.extend(change("root", texts(&|entry| roots(entry, crypto))));
    changes.extend(changes_of_statements(&old.statement(), &new.statement()));
    changes.extend(change("member that cannot be read", texts(&unreadable_beside_reports)));
    changes
}

fn changes_of_reports(old: &Entry<'_>, new: &Entry<'_>, crypto: &dyn Crypto) -> Vec<Change> {
    let (removed, added) = (reports(old, crypto), reports(new, crypto));
    // Reports of one day, and those without a date, count in the order in which they stand there.
    let is_same_order = common(&removed, &added) == common(&added, &removed);
    let mut changes: Vec<Change> = change("status", (removed, added)).into_iter().collect();
    changes.extend((!is_same_order).then(|| bare("order of the status reports")));
    changes
}

fn changes_of_statements(before: &Statement<'_>, after: &Statement<'_>) -> Vec<Change> {
    let parts = STATEMENT.into_iter().filter_map(|(what, read)| change(what, (read(before), read(after))));
    let mut changes: Vec<Change> = parts.collect();
    for (what, is_same) in [
        ("icon", before.icon() == after.icon()),
        ("dark icon", before.icon_dark() == after.icon_dark()),
        ("light logo", before.provider_logo_light() == after.provider_logo_light()),
        ("dark logo", before.provider_logo_dark() == after.provider_logo_dark()),
        ("credential exchange", before.credential_exchange_url() == after.credential_exchange_url()),
        ("authenticatorGetInfo", before.get_info() == after.get_info()),
    ] {
        changes.extend((!is_same).then(|| bare(what)));
    }
    // What is left is the order of lists, and what cannot be read.
    if changes.is_empty() && before != after {
        changes.push(bare("order or form of the statement"));
    }
    changes
}

/// What has no short form.
const fn bare(what: &'static str) -> Change {
    Change { what, removed: Vec::new(), added: Vec::new() }
}

/// What only one of two lists has, each as often as it has it more; nothing if they have the same.
fn change(what: &'static str, (old, new): (Vec<String>, Vec<String>)) -> Option<Change> {
    let mut added = new;
    let mut removed = Vec::new();
    for text in old {
        match added.iter().position(|other| *other == text) {
            Some(place) => drop(added.remove(place)),
            None => removed.push(text),
        }
    }
    (!removed.is_empty() || !added.is_empty()).then_some(Change { what, removed, added })
}

/// What another list has too, in the order of this one, each as often as both have it.
fn common<'t>(texts: &'t [String], others: &'t [String]) -> Vec<&'t String> {
    let mut left: Vec<&String> = others.iter().collect();
    let mut common = Vec::new();
    for text in texts {
        if let Some(place) = left.iter().position(|other| *other == text) {
            left.remove(place);
            common.push(text);
        }
    }
    common
}

/// All that each report says: what it is about before what it is good for.
fn reports(entry: &Entry<'_>, crypto: &dyn Crypto) -> Vec<String> {
    let unreadable = unreadable(entry);
    let text = |report: &StatusReport<'_>| {
        let own = format!("{}[{}].", STATUS_REPORTS, report.place());
        let members = unreadable.iter().filter_map(|member| member.strip_prefix(&own));
        let members = members.map(|member| format!("{member} that cannot be read"));
        describe(report, crypto).into_iter().chain(members).collect::<Vec<_>>().join(", ")
    };
    entry.status_reports().iter().map(text).collect()
}

fn describe(report: &StatusReport<'_>, crypto: &dyn Crypto) -> Vec<String> {
    let mut parts = vec![[vec![status(report)], date(report.effective_date())].concat().join(" ")];
    let mut add = |name: &str, texts: Vec<String>| {
        parts.extend(texts.iter().map(|text| format!("{name} {text}")));
    };
    add("until", date(report.sunset_date()));
    add("authenticator version", optional(report.authenticator_version()));
    if let Concerns::Certificates(certificates) = report.concerns() {
        add("about the certificate", certificates.iter().map(|named| digest(named.der(), crypto)).collect());
    }
    add("certificate", optional(report.certificate_number()));
    add("policy version", optional(report.certification_policy_version()));
    add("requirements version", optional(report.certification_requirements_version()));
    add("profile", owned(report.certification_profiles()));
    add("FIPS revision", optional(report.fips_revision()));
    add("FIPS physical security level", optional(report.fips_physical_security_level()));
    add("descriptor", optional(report.certification_descriptor()));
    add("url", optional(report.url()));
    parts
}

/// The members that cannot be read, by their paths: not the same as members that are not there, and perhaps counting for
/// more.
fn unreadable(entry: &Entry<'_>) -> Vec<String> {
    let ignored = entry.ignored();
    let malformed = ignored.iter().filter(|of| matches!(of.reason(), IgnoredReason::Malformed(_)));
    malformed.map(|of| of.member().to_owned()).collect()
}

/// Those of them that stand in no report.
fn unreadable_beside_reports(entry: &Entry<'_>) -> Vec<String> {
    let in_report = format!("{STATUS_REPORTS}[");
    unreadable(entry).into_iter().filter(|member| !member.starts_with(&in_report)).collect()
}

fn date(date: Result<Option<Date>, Malformed>) -> Vec<String> {
    optional(date.ok().flatten())
}

fn rogue_list(entry: &Entry<'_>) -> Vec<String> {
    let list = entry.rogue_list();
    let text = list.map(|list| match list.hash() {
        Some(hash) => format!("hash {hash}, {}", list.url()),
        None => list.url().to_owned(),
    });
    optional(text)
}

/// The roots of an entry: the hash says that it is another, the rest which one that is.
fn roots(entry: &Entry<'_>, crypto: &dyn Crypto) -> Vec<String> {
    let described = |certificate: &Certificate<'_>| {
        let until = rfc3339::format(UnixTime::from_seconds(certificate.validity().not_after()));
        let (serial, hash) = (hex::encode(certificate.serial_number()), digest(certificate.der(), crypto));
        let subject = distinguished_name(&certificate.subject());
        format!("{hash}, expires {until}, serial number {serial}, {subject}")
    };
    let root = |root: &Root| match root.anchor() {
        Ok(anchor) => Certificate::parse(anchor.certificate())
            .map_or_else(|error| error.to_string(), |certificate| described(&certificate)),
        Err(error) => error.to_string(),
    };
    entry.roots().iter().map(root).collect()
}

fn digest(der: &[u8], crypto: &dyn Crypto) -> String {
    format!("SHA-256 {}", hex::encode(&crypto.sha256(&[der])))
}

fn optional(value: Option<impl ToString>) -> Vec<String> {
    value.iter().map(ToString::to_string).collect()
}

fn owned(words: &[impl AsRef<str>]) -> Vec<String> {
    words.iter().map(|word| word.as_ref().to_owned()).collect()
}

fn pairs(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> Vec<String> {
    pairs.iter().map(|(language, text)| format!("{}: {}", language.as_ref(), text.as_ref())).collect()
}

/// Words whose order says nothing.
fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}
