//! Reading and verifying a blob.

use std::io::{self, Write};
use std::path::Path;

use countersign::{Recording, UnixTime};
use countersign_mds::{
    Blob, BlobCause, BlobContext, BlobError, BlobVerifier, MAX_BLOB_BYTES, RevocationCheck, Source,
    named_signer, steps,
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

/// When a blob is judged, and the option that says so.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: Option<UnixTime>,
    pub(super) option: &'static str,
}

/// A blob, and what became of its verification.
pub(super) struct Judged {
    pub(super) at: UnixTime,
    pub(super) outcome: Result<Blob, BlobError>,
    pub(super) rows: Vec<Row>,
    pub(super) signer: Option<Signer>,
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
    judge_at(path, Moment { at: arguments.at, option: "--at" }, arguments)
}

/// Verifies a blob at a moment.
pub(super) fn judge_at(path: &Path, moment: Moment, arguments: &BlobArguments) -> Result<Judged, Failure> {
    let option = moment.option;
    let at = moment.at.or_else(clock::now);
    let at = at.ok_or_else(|| Failure::Input(format!("the clock shows no time: give one with {option}")))?;
    let verifier = verifier(arguments)?;
    let lists = revocation(arguments)?;
    let mode = arguments.revocation.unwrap_or(if arguments.crl.is_empty() {
        RevocationMode::Off
    } else {
        RevocationMode::AsGiven
    });
    let context = BlobContext {
        at: at.seconds(),
        revocation: match mode {
            RevocationMode::Off => RevocationCheck::Off,
            RevocationMode::AsGiven => RevocationCheck::AsGiven(&lists),
            RevocationMode::Strict => RevocationCheck::Strict(&lists),
        },
        source: Source::File,
        last: None,
    };
    let bytes = read_at_most(path, MAX_BLOB_BYTES)?;
    // A file may have been saved with a line end, which is none of the blob's.
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut recording = Recording::default();
    let outcome = verifier.verify_traced(bytes, &context, arguments.provider.crypto(), &mut recording);
    let mut rows = Row::of_procedure(steps::BLOB, &recording);
    if let (Err(error), Some(row)) =
        (&outcome, rows.iter_mut().find(|row| row.outcome() == RowOutcome::Refused))
    {
        let is_rule = *error.cause() == BlobCause::Rule;
        row.refuse_because(&if is_rule { String::new() } else { error.cause().to_string() });
    }
    Ok(Judged { at, outcome, rows, signer: signer(bytes), option })
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
                "The signer's certificate is valid {}: {} TIME judges the blob then.",
                signer.validity_text(),
                self.option
            ),
            None => step.hint().to_owned(),
        })
    }

    /// The signer, if a blob was refused because it was judged when its certificate is not valid.
    pub(super) fn signer_of_another_time(&self) -> Option<&Signer> {
        let step = self.outcome.as_ref().err()?.step();
        self.signer.as_ref().filter(|signer| {
            let (from, until) = (signer.validity.not_before(), signer.validity.not_after());
            step == &steps::BLOB_PATH && !(from..=until).contains(&self.at.seconds())
        })
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
