//! Writes ceremonies of the virtual authenticator for other implementations to judge: `scripts/interop.sh` has them do it.
//!
//! ```sh
//! cargo run -p countersign-vectors --example truthful           # to standard output
//! cargo run -p countersign-vectors --example truthful -- FILE
//! ```
//!
//! One JSON object: `root`, the trust anchor in PEM; `at`, when certificates and timestamps are judged, in milliseconds
//! since 1970 UTC; and `ceremonies`. Of each ceremony: `attestation` and `algorithm`, the combination; `wrong`, what is
//! wrong with it, null for a truthful one; and `vector`, of the schema `countersign-vector/1`, which says what is
//! expected. It comes from a seed: the same bytes each time.
//!
//! Countersign judges each of them first. If it decides otherwise than expected, that is printed and nothing is written.

mod ceremonies;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::{env, fs};

use countersign::RUST_CRYPTO;
use countersign_vectors::{Outcome, Vector, compare, judge};

use ceremonies::Ceremony;

type Problem = Box<dyn core::error::Error>;

/// Whether Countersign decides as the ceremony expects.
fn is_judged_as_expected(ceremony: &Ceremony) -> Result<bool, Problem> {
    let vector = Vector::from_json(&ceremony.vector().to_string())?;
    let test = compare(&vector, &judge(&vector, &RUST_CRYPTO), &[]);
    let as_expected = *test.outcome() == Outcome::Passed;
    if !as_expected {
        writeln!(io::stderr(), "{}: {:?}", test.id(), test.outcome())?;
    }
    Ok(as_expected)
}

fn run() -> Result<ExitCode, Problem> {
    let ceremonies = ceremonies::all();
    let mut failed = false;
    for ceremony in &ceremonies {
        failed |= !is_judged_as_expected(ceremony)?;
    }
    if failed {
        return Ok(ExitCode::FAILURE);
    }
    let document = format!("{}\n", ceremonies::document(&ceremonies));
    match env::args_os().nth(1) {
        Some(path) => fs::write(path, document)?,
        None => io::stdout().write_all(document.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    run().unwrap_or_else(|problem| {
        let _ = writeln!(io::stderr(), "{problem}");
        ExitCode::from(2)
    })
}
