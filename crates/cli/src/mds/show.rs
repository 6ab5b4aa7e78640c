//! `countersign mds show`: what a blob says of one model.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use countersign::UnixTime;
use countersign_mds::{
    Blob, CertificationLevel, Effect, Entry, GetInfo, Picture, Root, Statement, StatusPolicy, StatusReport,
};
use countersign_vectors::{distinguished_name, hex, rfc3339};
use countersign_x509::Certificate;
use serde_json::{Value, json};

use super::blob::judge;
use super::facts::{self, Fact, Facts, Item, add, texts};
use super::model;
use crate::arguments::{BlobArguments, MetadataFormat};
use crate::input::unusable;
use crate::inspect::page::Page;
use crate::output::{Failure, Status, brief, shown_json};

/// What is asked for.
pub(super) struct Shown<'a> {
    /// An AAGUID, the identifier of a key, or an AAID.
    pub(super) model: &'a str,
    pub(super) icon: Option<IconFile<'a>>,
    pub(super) format: MetadataFormat,
}

/// Where the icon goes.
#[derive(Clone, Copy)]
pub(super) struct IconFile<'a> {
    pub(super) file: &'a Path,
    pub(super) overwrite: Overwrite,
}

/// Whether a file that is there is overwritten.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Overwrite {
    Yes,
    No,
}

pub(super) fn run(
    path: &Path,
    shown: &Shown<'_>,
    arguments: &BlobArguments,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    if shown.icon.is_some_and(|icon| icon.file == Path::new("-")) {
        return Err(Failure::Input("--icon: expected the name of a file, got -".to_owned()));
    }
    let judged = judge(path, arguments)?;
    let Ok(blob) = &judged.outcome else {
        match shown.format {
            MetadataFormat::Text => judged.write_refusal(path, output)?,
            MetadataFormat::Json => writeln!(output, "{}", shown_json(&judged.refusal_json().to_string()))?,
        }
        return Ok(Status::Refused);
    };
    let entries = find(blob, shown.model)?;
    let written = match shown.icon.filter(|_| !entries.is_empty()) {
        Some(icon) => Some((write_icon(&entries, icon)?, icon.file)),
        None => None,
    };
    let file_of =
        |entry: &Entry<'_>| written.filter(|(place, _)| *place == entry.place()).map(|(_, file)| file);
    let described: Vec<_> = entries.iter().map(|entry| describe(entry, judged.at, file_of(entry))).collect();
    match shown.format {
        MetadataFormat::Text if entries.is_empty() => {
            writeln!(output, "no {} has no entry of {}", blob.number(), brief(shown.model))?;
        }
        MetadataFormat::Text => {
            for (entry, facts) in entries.iter().zip(&described) {
                let mut page = page(blob, entry, facts);
                page.odd_if(entries.len() > 1, "several entries have this identifier, so that none counts");
                page.print(output)?;
            }
        }
        MetadataFormat::Json => {
            let ignored = entries.iter().map(ignored);
            let entries: Vec<Value> =
                described.iter().map(facts::json).zip(ignored).map(with_ignored).collect();
            let document = json!({ "number": blob.number(), "entries": entries });
            writeln!(output, "{}", shown_json(&format!("{document:#}")))?;
        }
    }
    Ok(if entries.is_empty() { Status::Refused } else { Status::Accepted })
}

/// The entries with an identifier, however its hexadecimal digits are written.
fn find<'b>(blob: &'b Blob, identifier: &str) -> Result<Vec<Entry<'b>>, Failure> {
    let asked = canonical(identifier);
    let is_digits = |length| asked.len() == length && asked.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !(is_digits(32) || is_digits(40) || identifier.contains('#')) {
        return Err(Failure::Input(format!(
            "{}: expected an AAGUID, the identifier of a key (40 hexadecimal digits), or an AAID such as 096E#0001",
            brief(identifier)
        )));
    }
    let has = |entry: &Entry<'_>| model::identifiers(entry).iter().any(|own| canonical(own) == asked);
    Ok(blob.entries().filter(has).collect())
}

fn canonical(identifier: &str) -> String {
    identifier
        .chars()
        .filter(|character| *character != '-')
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Writes the icon of the first entry that has one, and says which that is.
fn write_icon(entries: &[Entry<'_>], icon: IconFile<'_>) -> Result<usize, Failure> {
    let statements: Vec<_> = entries.iter().map(|entry| (entry.place(), entry.statement())).collect();
    let mut pictures = statements.iter().filter_map(|(place, of)| Some((*place, of.icon()?)));
    let Some((place, picture)) = pictures.next() else {
        return Err(unusable(icon.file, "the entry has no icon that can be read"));
    };
    let mut options = OpenOptions::new();
    match icon.overwrite {
        Overwrite::Yes => options.write(true).create(true).truncate(true),
        Overwrite::No => options.write(true).create_new(true),
    };
    let written = options.open(icon.file).and_then(|mut file| file.write_all(picture.bytes()));
    written.map(|()| place).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            unusable(icon.file, "it is there already; --force overwrites it")
        } else {
            unusable(icon.file, &error.to_string())
        }
    })
}

fn page(blob: &Blob, entry: &Entry<'_>, facts: &Facts) -> Page {
    let (place, count) = (entry.place(), blob.entry_count());
    let mut page = Page::new(format!("entry {place} of {count}, no {}", blob.number()));
    facts::write(facts, &mut page);
    for odd in ignored(entry) {
        page.odd(&odd);
    }
    page
}

/// What of an entry was ignored, in words.
fn ignored(entry: &Entry<'_>) -> Vec<String> {
    let line = |ignored: &countersign_mds::Ignored| format!("{}: {}", ignored.member(), ignored.reason());
    entry.ignored().iter().map(line).collect()
}

fn with_ignored((mut entry, ignored): (Value, Vec<String>)) -> Value {
    if let Some(members) = entry.as_object_mut() {
        members.insert("ignored".to_owned(), ignored.into());
    }
    entry
}

/// What is known of an entry, and the file that its icon was written to.
fn describe(entry: &Entry<'_>, at: UnixTime, icon: Option<&Path>) -> Facts {
    let statement = entry.statement();
    let mut facts = Facts::new();
    add(&mut facts, "identifiers", texts(model::identifiers(entry)));
    add(&mut facts, "description", facts::text(statement.description()));
    add(&mut facts, "friendly_names", texts(statement.friendly_names().iter().map(|(_, name)| &**name)));
    add(&mut facts, "protocol", facts::text(statement.protocol_family().or(Some(model::protocol(entry)))));
    let versions = statement.protocol_versions().iter();
    add(&mut facts, "protocol_versions", texts(versions.map(|of| format!("{}.{}", of.major(), of.minor()))));
    add(&mut facts, "authenticator_version", statement.authenticator_version().map(Fact::Number));
    describe_standing(entry, at, &mut facts);
    describe_statement(&statement, &mut facts);
    if let Some(info) = statement.get_info() {
        describe_get_info(info, &mut facts);
    }
    let roots =
        entry.roots().iter().enumerate().map(|(place, root)| describe_root(place, root, at)).collect();
    add(&mut facts, "roots", Some(Fact::Items(roots)));
    add(&mut facts, "rogue_list", facts::text(entry.rogue_list().map(|list| list.url().to_owned())));
    let pictures = [
        ("icon", statement.icon()),
        ("icon_dark", statement.icon_dark()),
        ("provider_logo_light", statement.provider_logo_light()),
        ("provider_logo_dark", statement.provider_logo_dark()),
    ];
    for (name, picture) in pictures {
        let file = icon.filter(|_| name == "icon");
        add(&mut facts, name, facts::text(picture.map(|picture| describe_picture(&picture, file))));
    }
    facts
}

/// What is said of the model: whether it is kept out by default, its certification, and every report.
fn describe_standing(entry: &Entry<'_>, at: UnixTime, facts: &mut Facts) {
    let verdict = StatusPolicy::default().evaluate_model(entry, at.seconds());
    add(facts, "status", texts(model::statuses(entry, at.seconds())));
    add(facts, "certification", facts::text(verdict.level().map(CertificationLevel::name)));
    add(facts, "kept_out_by_default", Some(Fact::Flag(!verdict.is_allowed())));
    add(facts, "reasons", texts(verdict.reasons().iter().map(ToString::to_string)));
    add(facts, "remarks", texts(verdict.remarks().iter().map(ToString::to_string)));
    let changed = entry.time_of_last_status_change().ok().flatten();
    add(facts, "last_status_change", facts::text(changed.map(|date| date.to_string())));
    let reports = entry.status_reports();
    let reports: Vec<Item> = reports.iter().map(|report| describe_report(report, at)).collect();
    add(facts, "status_reports", Some(Fact::Items(reports)));
}

fn describe_report(report: &StatusReport<'_>, at: UnixTime) -> Item {
    let effect = match report.effect(at.seconds()) {
        Effect::InEffect => "in effect",
        Effect::NotInEffect => "not in effect",
        Effect::Unclear => "with a date that cannot be read",
    };
    let date = |date: Option<countersign_mds::Date>| date.map(|date| date.to_string());
    let from = date(report.effective_date().ok().flatten());
    let certificates = match report.concerns() {
        countersign_mds::Concerns::Everything => 0,
        countersign_mds::Concerns::Certificates(certificates) => certificates.len(),
    };
    let mut facts = vec![("status", Fact::Text(model::status(report)))];
    add(&mut facts, "effective_date", facts::text(from.clone()));
    add(&mut facts, "sunset_date", facts::text(date(report.sunset_date().ok().flatten())));
    add(&mut facts, "authenticator_version", report.authenticator_version().map(Fact::Number));
    add(&mut facts, "certification_descriptor", facts::text(report.certification_descriptor()));
    add(&mut facts, "certificate_number", facts::text(report.certificate_number()));
    add(&mut facts, "certification_policy_version", facts::text(report.certification_policy_version()));
    let requirements = report.certification_requirements_version();
    add(&mut facts, "certification_requirements_version", facts::text(requirements));
    add(
        &mut facts,
        "certification_profiles",
        texts(report.certification_profiles().iter().map(|text| &**text)),
    );
    add(&mut facts, "fips_revision", report.fips_revision().map(Fact::Number));
    add(&mut facts, "fips_physical_security_level", report.fips_physical_security_level().map(Fact::Number));
    add(&mut facts, "url", facts::text(report.url()));
    let named = u64::try_from(certificates).ok().filter(|count| *count > 0).map(Fact::Number);
    add(&mut facts, "certificates_concerned", named);
    let more = facts.iter().skip(1).filter(|(name, _)| *name != "effective_date").filter_map(in_words);
    let text =
        [model::status(report), effect.to_owned()].into_iter().chain(more).collect::<Vec<_>>().join(", ");
    facts.push(("effect", Fact::Text(effect.to_owned())));
    Item { name: from.unwrap_or_else(|| "undated".to_owned()), text, facts }
}

/// A fact among others in a line.
fn in_words((name, fact): &(&'static str, Fact)) -> Option<String> {
    let value = match fact {
        Fact::Text(text) => text.clone(),
        Fact::Number(number) => number.to_string(),
        Fact::Texts(texts) => texts.join(" "),
        Fact::Flag(_) | Fact::Items(_) => return None,
    };
    // What is certified goes without saying.
    let name = name.strip_prefix("certification_").unwrap_or(name);
    Some(format!("{} {value}", name.replace('_', " ")))
}

fn describe_statement(statement: &Statement<'_>, facts: &mut Facts) {
    fn words(words: &[impl AsRef<str>]) -> Option<Fact> {
        texts(words.iter().map(AsRef::as_ref))
    }
    let verification = statement.user_verification().iter();
    let verification =
        verification.map(|all| all.iter().map(|method| &**method).collect::<Vec<_>>().join(" and "));
    add(facts, "attestation_types", words(statement.attestation_types()));
    add(facts, "algorithms", words(statement.authentication_algorithms()));
    add(facts, "public_key_formats", words(statement.public_key_formats()));
    add(facts, "user_verification", texts(verification));
    add(facts, "key_protection", words(statement.key_protection()));
    add(facts, "key_is_restricted", Some(Fact::Flag(statement.is_key_restricted())));
    add(facts, "matcher_protection", words(statement.matcher_protection()));
    add(facts, "crypto_strength_bits", statement.crypto_strength().map(Fact::Number));
    add(facts, "attachment", words(statement.attachment_hints()));
    add(facts, "transaction_display", words(statement.displays()));
    add(facts, "extensions", words(statement.supported_extensions()));
    add(facts, "key_scope", facts::text(statement.key_scope()));
    add(facts, "multi_device_credentials", facts::text(statement.multi_device_credential_support()));
}

fn describe_get_info(info: &GetInfo<'_>, facts: &mut Facts) {
    let options = info.options().iter();
    add(facts, "info_versions", texts(info.versions().iter().map(|text| &**text)));
    add(facts, "info_extensions", texts(info.extensions().iter().map(|text| &**text)));
    add(facts, "info_options", texts(options.map(|(name, is_set)| format!("{name} {is_set}"))));
}

fn describe_root(place: usize, root: &Root, at: UnixTime) -> Item {
    let certificate = root.anchor().map(|anchor| Certificate::parse(anchor.certificate()));
    let certificate = match certificate {
        Ok(Ok(certificate)) => certificate,
        Ok(Err(error)) => return unusable_root(place, &error.to_string()),
        Err(error) => return unusable_root(place, &error.to_string()),
    };
    let validity = certificate.validity();
    let moment = |seconds| rfc3339::format(UnixTime::from_seconds(seconds));
    let (from, until) = (moment(validity.not_before()), moment(validity.not_after()));
    let subject = distinguished_name(&certificate.subject());
    let has_expired = at.seconds() > validity.not_after();
    let expiry = if has_expired { "expired" } else { "expires" };
    let mut facts = vec![
        ("subject", Fact::Text(subject.clone())),
        ("issuer", Fact::Text(distinguished_name(&certificate.issuer()))),
        ("not_before", Fact::Text(from)),
        ("not_after", Fact::Text(until.clone())),
        ("has_expired", Fact::Flag(has_expired)),
        ("serial_number", Fact::Text(hex::encode(certificate.serial_number()))),
    ];
    add(&mut facts, "is_self_issued", Some(Fact::Flag(certificate.is_self_issued())));
    Item { name: place.to_string(), text: format!("{expiry} {until}, {subject}"), facts }
}

fn unusable_root(place: usize, problem: &str) -> Item {
    let facts = vec![("problem", Fact::Text(problem.to_owned()))];
    Item { name: place.to_string(), text: problem.to_owned(), facts }
}

fn describe_picture(picture: &Picture<'_>, file: Option<&Path>) -> String {
    let written = file.map(|file| format!(", written to {}", file.display())).unwrap_or_default();
    format!("{}, {} bytes{written}", picture.media_type(), picture.bytes().len())
}
