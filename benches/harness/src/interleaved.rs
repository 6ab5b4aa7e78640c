//! Time, of candidates that take turns: for ratios, which a machine that is disturbed for a second would spoil.

use std::time::Duration;

use crate::{Measured, Row};

/// How often each candidate of an operation has its turn.
const TURNS: usize = 60;
/// How long a turn is, roughly.
const TURN: Duration = Duration::from_millis(2);
/// Verifications by which it is found out how many make a turn.
const TRIAL: u32 = 64;

/// Prints the nanoseconds of each turn of each candidate.
pub fn interleaved(rows: &[Row]) {
    for operation in rows.chunk_by(|row, next| row.operation == next.operation) {
        let candidates: Vec<(&Row, &dyn Measured, u64)> = operation
            .iter()
            .filter_map(|row| Some((row, row.measured.as_deref().ok()?)))
            .map(in_turns)
            .collect();
        let mut turns = vec![Vec::with_capacity(TURNS); candidates.len()];
        for _ in 0..TURNS {
            for ((_, measured, runs), turns) in candidates.iter().zip(&mut turns) {
                turns.push(measured.time(*runs).as_nanos() as f64 / *runs as f64);
            }
        }
        for ((Row { operation, candidate, .. }, ..), turns) in candidates.iter().zip(turns) {
            let turns: Vec<_> = turns.iter().map(|nanoseconds| format!("{nanoseconds:.0}")).collect();
            println!("turns\t{operation}\t{candidate}\t{}", turns.join(" "));
        }
    }
}

/// A candidate with the number of verifications that make a turn.
fn in_turns<'r>((row, measured): (&'r Row, &'r dyn Measured)) -> (&'r Row, &'r dyn Measured, u64) {
    let one = measured.time(TRIAL.into()) / TRIAL;
    let runs = TURN.as_nanos() / one.as_nanos().max(1);
    (row, measured, u64::try_from(runs).unwrap_or(1).max(1))
}
