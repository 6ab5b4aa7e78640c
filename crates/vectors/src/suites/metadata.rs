//! Blobs of FIDO's metadata service: each verifies within the time of its signer's certificate and not outside it, and
//! whatever of an entry cannot be used is reported.

use std::path::Path;

use countersign::{Crypto, Recording};
use countersign_mds::{
    Blob, BlobContext, BlobError, BlobVerifier, Entry, Identity, Ignored, LookUp, RevocationCheck, Source,
    named_signer, roots, steps,
};
use countersign_x509::{Certificate, TrustAnchor, Validity, decode_pem};
use serde_json::Value;

use crate::error::Error;
use crate::outcome::{Expected, Got, Outcome, Test};
use crate::suites::{text, unexpected};
use crate::{folder, rfc3339};

const ENTRY: &str = "index";
const EXPECT: &str = "index.expect";

/// Whether an entry of an index is a blob: it says which number the blob has.
pub(super) fn is_entry(entry: &Value) -> bool {
    entry.get("root").is_some() && entry.pointer("/expect/no").is_some()
}

/// A blob of an index, and what its entry says of it.
struct Listed<'e> {
    name: String,
    blob: String,
    verifier: BlobVerifier,
    at: i64,
    accept: bool,
    entry: &'e Value,
}

/// Judges the blob that an entry of an index in this folder names.
pub(super) fn run(folder: &Path, name: &str, entry: &Value, crypto: &dyn Crypto) -> Result<Vec<Test>, Error> {
    let listed = Listed::read(folder, name, entry)?;
    let mut recording = Recording::default();
    let outcome = listed.verify(listed.at, crypto, &mut recording);
    if !listed.accept {
        return Ok(vec![listed.refused("refused", None, &outcome)]);
    }
    let difference = match &outcome {
        Ok(blob) => listed.difference(blob, &recording),
        Err(error) => Some(format!("expected accept, got reject: {error}")),
    };
    let mut tests = vec![listed.test("accepted-within-its-chain", Some(true), None, &outcome, difference)];
    let validity = validity(&listed.blob).ok_or_else(|| unexpected(ENTRY, "file", "a blob with a signer"))?;
    for (name, at) in [
        ("refused-before-its-chain", validity.not_before().saturating_sub(1)),
        ("refused-after-its-chain", validity.not_after().saturating_add(1)),
    ] {
        let outcome = listed.verify(at, crypto, &mut Recording::default());
        tests.push(listed.refused(name, Some(steps::BLOB_PATH.id()), &outcome));
    }
    if let Ok(blob) = &outcome {
        tests.push(listed.test("every-entry-loads-or-is-reported", Some(true), None, &outcome, lost(blob)));
    }
    Ok(tests)
}

/// When the certificate is valid that a blob names as its signer's.
fn validity(blob: &str) -> Option<Validity> {
    Certificate::parse(&named_signer(blob.as_bytes())?).map(|signer| signer.validity()).ok()
}

/// Accepts what leads to these anchors: for the host of production under its roots, and for any under those of tests.
fn verifier(anchors: Vec<TrustAnchor>) -> BlobVerifier {
    let production = roots::fido_anchors().unwrap_or_default();
    let is_production = anchors.iter().all(|anchor| production.contains(anchor));
    let verifier = BlobVerifier::new(anchors);
    if is_production { verifier } else { verifier.accept_any_host() }
}

impl<'e> Listed<'e> {
    fn read(folder: &Path, name: &str, entry: &'e Value) -> Result<Self, Error> {
        let file = text(ENTRY, entry, "file")?;
        let root = folder::read_beside(folder, text(ENTRY, entry, "root")?);
        let roots = root.and_then(|text| decode_pem("CERTIFICATE", &text)).unwrap_or_default();
        let anchors: Vec<_> =
            roots.iter().filter_map(|der| TrustAnchor::from_certificate(der).ok()).collect();
        if anchors.is_empty() {
            return Err(unexpected(ENTRY, "root", "a file of certificates in PEM"));
        }
        let at = rfc3339::parse(text(ENTRY, entry, "at")?);
        let expect = entry.get("expect").unwrap_or(&Value::Null);
        let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
        Ok(Self {
            name: format!("{name}/{stem}"),
            blob: folder::read_beside(folder, file).ok_or_else(|| unexpected(ENTRY, "file", "a blob"))?,
            verifier: verifier(anchors),
            at: at.ok_or_else(|| unexpected(ENTRY, "at", "a time"))?.seconds(),
            accept: match text(EXPECT, expect, "verdict")? {
                "accept" => true,
                "reject" => false,
                _ => return Err(unexpected(EXPECT, "verdict", "accept or reject")),
            },
            entry,
        })
    }

    fn verify(&self, at: i64, crypto: &dyn Crypto, recording: &mut Recording) -> Result<Blob, BlobError> {
        let context = BlobContext { at, revocation: RevocationCheck::Off, source: Source::File, last: None };
        self.verifier.verify_traced(self.blob.as_bytes(), &context, crypto, recording)
    }

    /// A blob that has to be refused, at this step if one is named.
    fn refused(&self, name: &str, step: Option<&'static str>, outcome: &Result<Blob, BlobError>) -> Test {
        let at = step.map(|step| format!(" at {step}")).unwrap_or_default();
        let difference = match outcome {
            Ok(_) => Some(format!("expected reject{at}, got accept")),
            Err(error) if step.is_some_and(|step| step != error.step().id()) => {
                Some(format!("expected reject{at}, got reject at {error}"))
            }
            Err(_) => None,
        };
        self.test(name, Some(false), step, outcome, difference)
    }

    fn test(
        &self,
        name: &str,
        accept: Option<bool>,
        step: Option<&str>,
        outcome: &Result<Blob, BlobError>,
        difference: Option<String>,
    ) -> Test {
        let expected = Expected { accept, step: step.map(str::to_owned) };
        let got = match outcome {
            Ok(_) => Got::verdict(true, None),
            Err(error) => Got::refused_at(error.step().id(), error.cause().to_string()),
        };
        let outcome = difference.map_or(Outcome::Passed, Outcome::Failed);
        Test::new(format!("{}/{name}", self.name), expected, got, outcome)
    }

    /// The first thing about a blob that is another than its entry says, in words.
    fn difference(&self, blob: &Blob, recording: &Recording) -> Option<String> {
        let is_algorithm = |step: &str| step == steps::BLOB_ALGORITHM.id();
        let mut records = recording.records().iter();
        let algorithm = records.find(|record| is_algorithm(record.step().id())).map(|record| record.got());
        let next_update = blob.next_update().map(|date| date.to_string());
        let found = [
            ("/alg", Value::from(algorithm)),
            ("/expect/no", blob.number().into()),
            ("/expect/next_update", next_update.into()),
            ("/expect/entries", blob.entry_count().into()),
        ];
        let expected =
            found.into_iter().filter_map(|(name, got)| Some((name, self.entry.pointer(name)?, got)));
        let mut differing = expected.filter(|(_, expected, got)| *expected != got);
        let (name, expected, got) = differing.next()?;
        Some(format!("{}: expected {expected}, got {got}", name.trim_start_matches('/')))
    }
}

/// The first thing that cannot be used and of which nothing is reported, in words.
fn lost(blob: &Blob) -> Option<String> {
    let ignored = blob.ignored();
    blob.entries().find_map(|entry| {
        let is_reported = |member: &str| is_reported(&ignored, entry.place(), member);
        let lost = lost_of_entry(blob, &entry, &is_reported)?;
        Some(format!("entry {}: {lost}, and nothing reports it", entry.place()))
    })
}

fn is_reported(ignored: &[Ignored], place: usize, member: &str) -> bool {
    ignored.iter().any(|ignored| ignored.entry() == Some(place) && ignored.member().starts_with(member))
}

fn lost_of_entry(blob: &Blob, entry: &Entry<'_>, is_reported: &dyn Fn(&str) -> bool) -> Option<String> {
    let is_found =
        |found: LookUp<'_>| matches!(found, LookUp::Found(found) if found.place() == entry.place());
    let is_loaded = match entry.identity() {
        Identity::Aaguid(aaguid) => is_found(blob.by_aaguid(*aaguid)),
        Identity::KeyIdentifiers(keys) => keys.iter().all(|key| is_found(blob.by_key_identifier(key))),
        Identity::Aaid(_) => true,
        Identity::None => false,
    };
    if !is_loaded && !is_reported("") {
        return Some("it is found by no identifier".to_owned());
    }
    if entry.statement().description().is_none() && !is_reported("metadataStatement") {
        return Some("it has no description".to_owned());
    }
    let report = entry.status_reports().into_iter().find(|report| {
        report.status().is_none() && !is_reported(&format!("statusReports[{}]", report.place()))
    });
    if let Some(report) = report {
        return Some(format!("status report {} says nothing", report.place()));
    }
    let root = entry.roots().iter().enumerate().find(|(at, root)| {
        root.anchor().is_err()
            && !is_reported(&format!("metadataStatement.attestationRootCertificates[{at}]"))
    });
    root.map(|(at, _)| format!("root {at} cannot be used"))
}
