//! `countersign vectors`: every test vector below some paths.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use countersign::Crypto;
use countersign_vectors::folder::{self, Reason, Unusable};
use countersign_vectors::{DEVIATIONS, Details, Outcome, Test};
use serde_json::{Value, json};

use crate::arguments::LineFormat;
use crate::input;
use crate::output::{Failure, Status, complain, shown};

/// How many tests ended how, and how many paths led to none.
#[derive(Default)]
struct Sums {
    passed: usize,
    failed: usize,
    skipped: usize,
    unusable: usize,
}

pub(crate) fn run(
    paths: &[PathBuf],
    format: LineFormat,
    crypto: &'static dyn Crypto,
    output: &mut dyn Write,
) -> Result<Status, Failure> {
    let mut sums = Sums::default();
    for path in paths {
        let before = sums.count();
        match run_path(path, format, crypto, &mut sums, output)? {
            Err(unusable) => sums.add_unusable(&Failure::Input(unusable.to_string())),
            // A path that leads to nothing is a mistake, not a success.
            Ok(()) if sums.count() == before => sums.add_unusable(&input::unusable(path, EXPECTED)),
            Ok(()) => {}
        }
    }
    if let LineFormat::Text = format {
        let Sums { passed, failed, skipped, .. } = sums;
        writeln!(output, "{passed} passed, {failed} failed, {skipped} skipped")?;
    }
    Ok(match sums {
        Sums { failed: 1.., .. } => Status::Refused,
        Sums { unusable: 1.., .. } => Status::Unusable,
        Sums { .. } => Status::Accepted,
    })
}

/// Runs the files below a path, unless it cannot be read itself.
fn run_path(
    path: &Path,
    format: LineFormat,
    crypto: &'static dyn Crypto,
    sums: &mut Sums,
    output: &mut dyn Write,
) -> io::Result<Result<(), Unusable>> {
    let files = match folder::files(path) {
        Ok(files) => files,
        Err(unusable) => return Ok(Err(unusable)),
    };
    for file in &files {
        let tests = match file.run(DEVIATIONS, crypto) {
            Ok(tests) => tests,
            Err(unusable) if file.path() == path && matches!(unusable.reason(), Reason::Unreadable(_)) => {
                return Ok(Err(unusable));
            }
            Err(unusable) => vec![Test::from(&unusable)],
        };
        for test in &tests {
            sums.add(test.outcome());
        }
        match format {
            LineFormat::Text => write_text(&tests, output)?,
            LineFormat::Json => tests.iter().try_for_each(|test| writeln!(output, "{}", line(test)))?,
        }
    }
    Ok(Ok(()))
}

/// What a path has to lead to.
const EXPECTED: &str =
    "expected vectors: countersign-vector/1, countersign-prf/1, Wycheproof or RFC 8949 appendix A";

impl Sums {
    /// How many tests there were.
    const fn count(&self) -> usize {
        self.passed.saturating_add(self.failed).saturating_add(self.skipped)
    }

    fn add(&mut self, outcome: &Outcome) {
        let sum = match outcome {
            Outcome::Passed | Outcome::Deviates(_) => &mut self.passed,
            Outcome::Failed(_) => &mut self.failed,
            Outcome::Skipped(_) => &mut self.skipped,
        };
        *sum = sum.saturating_add(1);
    }

    fn add_unusable(&mut self, failure: &Failure) {
        complain(failure);
        self.unusable = self.unusable.saturating_add(1);
    }
}

/// A line for each test that failed, and one for all tests of a file that deviate or are skipped for the same reason.
fn write_text(tests: &[Test], output: &mut dyn Write) -> io::Result<()> {
    let mut grouped: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for test in tests {
        match test.outcome() {
            Outcome::Passed => {}
            Outcome::Failed(difference) => {
                writeln!(output, "{}", shown(&format!("{}: {difference}", test.id())))?
            }
            Outcome::Deviates(reason) => grouped.entry(("deviates", reason)).or_default().push(test.id()),
            Outcome::Skipped(reason) => grouped.entry(("skipped", reason)).or_default().push(test.id()),
        }
    }
    for ((word, reason), ids) in grouped {
        match ids.as_slice() {
            [id] => writeln!(output, "{}: {word}: {reason}", shown(id))?,
            [] => {}
            [id, ..] => {
                let suite = id.rsplit_once('/').map_or(*id, |(suite, _)| suite);
                writeln!(output, "{}: {} tests: {word}: {reason}", shown(suite), ids.len())?;
            }
        }
    }
    Ok(())
}

/// A test as one object.
fn line(test: &Test) -> Value {
    let verdict = |accept: Option<bool>| accept.map(|accept| if accept { "accept" } else { "reject" });
    let (expected, got) = (test.expected(), test.got());
    let details = got.details();
    let attestation = details.and_then(Details::attestation);
    json!({
        "id": test.id(),
        "expected": { "verdict": verdict(expected.accept), "step": expected.step },
        "got": {
            "verdict": verdict(got.accept()),
            "step": got.step(),
            "cause": got.cause(),
            "format": attestation.map(|attestation| attestation.format().identifier()),
            "attestation_type": attestation.map(|attestation| attestation.attestation_type()),
            "trusted": attestation.and_then(|attestation| attestation.trusted()),
            "algorithm": details.map(|details| details.algorithm().identifier().number()),
            "flags": details.map(|details| {
                let flags = details.flags();
                json!({
                    "up": flags.user_present(),
                    "uv": flags.user_verified(),
                    "be": flags.backup_eligible(),
                    "bs": flags.backup_state(),
                })
            }),
            "sign_count": details.map(Details::sign_count),
        },
        "outcome": match test.outcome() {
            Outcome::Passed | Outcome::Deviates(_) => "passed",
            Outcome::Failed(_) => "failed",
            Outcome::Skipped(_) => "skipped",
        },
    })
}
