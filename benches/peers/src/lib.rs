//! The ceremonies of Countersign's measurements, verified by other relying parties in Rust.
//!
//! `ceremonies` of the package above writes them; the environment says where they are.

mod ceremony;
mod core_05;
mod core_06;
mod webauthn_rp;

use countersign_benches_harness::{Candidate, Measured, Row};

use ceremony::Ceremony;

/// The file with challenges of 32 bytes, and the one with challenges of 16 for who has no others.
const FILES: [&str; 2] = ["COUNTERSIGN_CEREMONIES_32", "COUNTERSIGN_CEREMONIES_16"];

/// A candidate, or why the library cannot verify the ceremony.
type Outcome = Result<Box<dyn Measured>, String>;

/// Every ceremony by every library.
#[must_use]
pub fn rows() -> Vec<Row> {
    let [usual, short] = FILES.map(ceremony::read);
    let row = |ceremony: &Ceremony, candidate: &str, measured| Row {
        operation: ceremony.operation.clone(),
        candidate: candidate.into(),
        measured,
    };
    let of_ceremony = |(usual, short): (&Ceremony, &Ceremony)| {
        [
            row(usual, "webauthn-rs-core 0.6", core_06::measured(usual)),
            row(usual, "webauthn-rs-core 0.5", core_05::measured(usual)),
            row(usual, "webauthn_rp", webauthn_rp::measured(short)),
        ]
    };
    usual.iter().zip(&short).flat_map(of_ceremony).collect()
}

/// A candidate that has been seen to accept.
fn accepting<V>(candidate: impl Candidate<Verdict = Result<V, String>> + 'static) -> Outcome {
    candidate.verify(candidate.state())?;
    Ok(Box::new(candidate))
}

/// What went wrong, in words.
fn refused<E: core::fmt::Debug>(what: &str) -> impl Fn(E) -> String {
    move |error| format!("{what}: {error:?}")
}
