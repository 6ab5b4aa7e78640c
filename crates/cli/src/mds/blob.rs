//! Reading and verifying a blob.

use std::io::{self, Write};
use std::path::Path;

use countersign::{Recording, UnixTime};
use countersign_mds::{
    Blob, BlobCause, BlobContext, BlobError, BlobVerifier, LastAccepted, MAX_BLOB_BYTES, RevocationCheck,
    Source, named_signer, steps,
};
use countersign_vectors::{Row, RowOutcome, distinguished_name, rfc3339};
use countersign_x509::{Certificate, Revocation, RevocationList, TrustAnchor, Validity};
use serde_json::{Value, json};

use crate::arguments::{BlobArguments, RevocationMode};
use crate::clock;
use crate::input::{read_at_most, read_der, unusable};
use crate::output::{Failure, brief};
use crate::verify::why;

/// The word for a signer whose certificate may be for anybody.
const ANY_HOST: &str = "any";

/// When a blob is judged and the option that says so, and the number that its own has to be above.
#[derive(Clone, Copy)]
pub(super) struct Conditions {
    pub(super) at: Option<UnixTime>,
    pub(super) option: &'static str,
    pub(super) newer_than: Option<u64>,
}

/// A blob, and what became of its verification.
pub(super) struct Judged {
    pub(super) at: UnixTime,
    pub(super) outcome: Result<Blob, BlobError>,
    pub(super) rows: Vec<Row>,
    pub(super) signer: Option<Signer>,
    /// Whether the path of the signer holds at another time, and only the time keeps it from holding.
    holds_at_another_time: bool,
    option: &'static str,
}

/// Whose certificate a blob names as that of its signer.
pub(super) struct Signer {
    /// Its host names, or its name where it has none. Not escaped.
    pub(super) name: String,
    pub(super) validity: Validity,
}

/// Verifies a blob at the time that its arguments say.
pub(super) fn judge(path: &Path, arguments: &BlobArguments) -> Result<Judged, Failure> {
    judge_by(path, Conditions { at: arguments.at, option: "--at", newer_than: None }, arguments)
}

/// Verifies a blob under conditions.
pub(super) fn judge_by(
    path: &Path,
    conditions: Conditions,
    arguments: &BlobArguments,
) -> Result<Judged, Failure> {
    let option = conditions.option;
    let at = conditions.at.or_else(clock::now);
    let at = at.ok_or_else(|| Failure::Input(format!("the clock shows no time: give one with {option}")))?;
    let verifier = verifier(arguments)?;
    let lists = revocation(arguments)?;
    // No blob has this hash: one of the same number is refused too.
    let last = conditions.newer_than.map(|number| LastAccepted::new(number, [0; 32]));
    let context = BlobContext {
        at: at.seconds(),
        revocation: match mode(arguments)? {
            RevocationMode::Off => RevocationCheck::Off,
            RevocationMode::AsGiven => RevocationCheck::AsGiven(&lists),
            RevocationMode::Strict => RevocationCheck::Strict(&lists),
        },
        source: Source::File,
        last: last.as_ref(),
    };
    let bytes = read_at_most(path, MAX_BLOB_BYTES)?;
    let bytes = without_line_end(&bytes);
    let crypto = arguments.provider.crypto();
    let mut recording = Recording::default();
    let outcome = verifier.verify_traced(bytes, &context, crypto, &mut recording);
    let mut rows = Row::of_procedure(steps::BLOB, &recording);
    if let (Err(error), Some(row)) =
        (&outcome, rows.iter_mut().find(|row| row.outcome() == RowOutcome::Refused))
    {
        row.refuse_because(&in_words(error.cause()));
    }
    let signer = signer(bytes);
    let has_path_at = |at| has_path(&verifier.verify(bytes, &BlobContext { at, ..context }, crypto));
    let of_another_time = signer.as_ref().filter(|signer| !has_path(&outcome) && !signer.is_valid_at(at));
    // One end of its validity may lie outside of that of the others in its path, and hardly both.
    let holds_at_another_time = of_another_time.is_some_and(|signer| {
        has_path_at(signer.validity.not_after()) || has_path_at(signer.validity.not_before())
    });
    Ok(Judged { at, outcome, rows, signer, holds_at_another_time, option })
}

/// A file may have been saved with a line end, which is none of the blob's.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Whether the signer led to an anchor, whatever else became of the blob.
fn has_path(outcome: &Result<Blob, BlobError>) -> bool {
    outcome.as_ref().map_or_else(|error| error.step() != &steps::BLOB_PATH, |_| true)
}

/// Why a blob was refused; empty where the rule of the step says all.
fn in_words(cause: &BlobCause) -> String {
    if *cause == BlobCause::Rule {
        return String::new();
    }
    if matches!(cause, BlobCause::SameNumber(_)) {
        return "the number is not above that of --newer-than".to_owned();
    }
    cause.to_string()
}

/// How revocation lists count. Lists that do not are a mistake.
fn mode(arguments: &BlobArguments) -> Result<RevocationMode, Failure> {
    let has_lists = !arguments.crl.is_empty();
    match arguments.revocation {
        Some(RevocationMode::Off) if has_lists => {
            Err(Failure::Input("--crl: nothing is looked up with --revocation off".to_owned()))
        }
        Some(mode) => Ok(mode),
        None if has_lists => Ok(RevocationMode::AsGiven),
        None => Ok(RevocationMode::Off),
    }
}

fn verifier(arguments: &BlobArguments) -> Result<BlobVerifier, Failure> {
    let verifier = if arguments.root.is_empty() {
        BlobVerifier::production()
            .map_err(|error| Failure::Input(format!("the roots of the production service: {error}")))?
    } else {
        let mut anchors = Vec::new();
        for path in &arguments.root {
            for der in read_der(path, "CERTIFICATE")? {
                let anchor = TrustAnchor::from_certificate(&der);
                anchors.push(anchor.map_err(|error| unusable(path, &error.to_string()))?);
            }
        }
        BlobVerifier::new(anchors)
    };
    Ok(match &arguments.host {
        Some(host) if host == ANY_HOST => verifier.accept_any_host(),
        Some(host) => verifier.expected_host(host),
        None => verifier,
    })
}

fn revocation(arguments: &BlobArguments) -> Result<Revocation, Failure> {
    let mut revocation = Revocation::NONE;
    for path in &arguments.crl {
        for der in read_der(path, "X509 CRL")? {
            let list = RevocationList::parse(&der).map_err(|error| unusable(path, &error.to_string()))?;
            revocation = revocation.with_list(list);
        }
    }
    Ok(revocation)
}

fn signer(bytes: &[u8]) -> Option<Signer> {
    let der = named_signer(bytes)?;
    let certificate = Certificate::parse(&der).ok()?;
    let hosts = certificate.dns_names().unwrap_or_default().join(", ");
    let name = if hosts.is_empty() { distinguished_name(&certificate.subject()) } else { hosts };
    Some(Signer { name, validity: certificate.validity() })
}

impl Judged {
    /// The row of the step that refused.
    pub(super) fn refused(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.outcome() == RowOutcome::Refused)
    }

    /// The refusal in one line; empty if there is none.
    pub(super) fn refusal(&self) -> String {
        self.refused().map(|row| format!("{}: {}", row.step(), why(row))).unwrap_or_default()
    }

    /// What to do about a refusal: where the time is the reason, which option tells another one, and when that could be.
    pub(super) fn hint(&self) -> Option<String> {
        let step = self.outcome.as_ref().err()?.step();
        Some(match self.signer_of_another_time() {
            Some(signer) => format!(
                "The certificate of the claimed signer is valid {}: {} TIME judges the blob then.",
                signer.validity_text(),
                self.option
            ),
            None => step.hint().to_owned(),
        })
    }

    /// The signer, if a blob was refused for nothing but being judged when its certificate is not valid.
    pub(super) fn signer_of_another_time(&self) -> Option<&Signer> {
        self.signer.as_ref().filter(|_| self.holds_at_another_time)
    }

    /// Says of a blob that was refused why, in a line, and in another what to do about it.
    pub(super) fn write_refusal(&self, path: &Path, output: &mut dyn Write) -> io::Result<()> {
        let name = brief(&path.display().to_string());
        writeln!(output, "refused: {name}: {}", self.refusal())?;
        self.hint().map_or(Ok(()), |hint| writeln!(output, "{hint}"))
    }

    /// A refusal as one object.
    pub(super) fn refusal_json(&self) -> Value {
        let row = self.refused();
        json!({
            "verdict": if row.is_none() { "accept" } else { "reject" },
            "step": row.map(|row| row.step().id()),
            "cause": row.map(Row::cause),
            "hint": self.hint(),
        })
    }
}

impl Signer {
    fn is_valid_at(&self, at: UnixTime) -> bool {
        (self.validity.not_before()..=self.validity.not_after()).contains(&at.seconds())
    }

    pub(super) fn validity_text(&self) -> String {
        let [from, until] = self.times();
        format!("from {from} to {until}")
    }

    /// The first and the last second of its validity.
    pub(super) fn times(&self) -> [String; 2] {
        [self.validity.not_before(), self.validity.not_after()]
            .map(|seconds| rfc3339::format(UnixTime::from_seconds(seconds)))
    }
}
