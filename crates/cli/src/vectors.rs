//! `countersign vectors`: every test vector below some paths.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use countersign_vectors::folder::{self, Unusable};
use countersign_vectors::{DEVIATIONS, Details, Outcome, Test};
use serde_json::{Value, json};

use crate::arguments::LineFormat;
use crate::input;
use crate::output::{Failure, Status, complain, shown};

/// How many tests ended how.
#[derive(Default)]
struct Sums {
    passed: usize,
    failed: usize,
    skipped: usize,
    unusable: usize,
}

pub(crate) fn run(paths: &[PathBuf], format: LineFormat, output: &mut dyn Write) -> Result<Status, Failure> {
    let mut sums = Sums::default();
    for path in paths {
        match folder::files(path) {
            Ok(files) => {
                let before = sums.count();
                for file in &files {
                    run_file(file, format, &mut sums, output)?;
                }
                // A path that leads to nothing is a mistake, not a success.
                if sums.count() == before {
                    sums.add_unusable(&input::unusable(path, EXPECTED));
                }
            }
            Err(unusable) => sums.complain(&unusable),
        }
    }
    if let LineFormat::Text = format {
        let Sums { passed, failed, skipped, .. } = sums;
        writeln!(output, "{passed} passed, {failed} failed, {skipped} skipped")?;
    }
    Ok(match sums {
        Sums { unusable: 1.., .. } => Status::Unusable,
        Sums { failed: 1.., .. } => Status::Refused,
        Sums { .. } => Status::Accepted,
    })
}

/// Runs a file. JSON that is no suite that is known holds other data.
fn run_file(file: &Path, format: LineFormat, sums: &mut Sums, output: &mut dyn Write) -> Result<(), Failure> {
    let tests = match folder::run_file(file, DEVIATIONS) {
        Ok(tests) => tests.unwrap_or_default(),
        Err(unusable) => {
            sums.complain(&unusable);
            return Ok(());
        }
    };
    for test in &tests {
        sums.add(test.outcome());
    }
    match format {
        LineFormat::Text => write_text(&tests, output)?,
        LineFormat::Json => {
            for test in &tests {
                writeln!(output, "{}", line(test))?;
            }
        }
    }
    Ok(())
}

/// What a path has to lead to.
const EXPECTED: &str =
    "expected vectors: countersign-vector/1, countersign-prf/1, Wycheproof or RFC 8949 appendix A";

impl Sums {
    /// How many tests and unusable files there were.
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

    fn complain(&mut self, unusable: &Unusable) {
        self.add_unusable(&Failure::Input(unusable.to_string()));
    }

    /// What cannot be read did not pass.
    fn add_unusable(&mut self, failure: &Failure) {
        complain(failure);
        self.unusable = self.unusable.saturating_add(1);
        self.failed = self.failed.saturating_add(1);
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
