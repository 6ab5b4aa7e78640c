//! What a ceremony costs without its public-key cryptography: microseconds and allocations.
//!
//! The allocations are those between the text of the response and the verdict, counted once: they are the same each time.
//! The time is the median of many runs with a provider that accepts everything, so that no signature hides it.

use core::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use countersign_benches::{ACCEPTING, AuthenticationCase, RegistrationCase};

/// How often an authentication may allocate. What a registration may depends on its attestation.
const MOST_ALLOCATIONS: u64 = 4;

/// Runs in one sample: enough that reading the clock does not count.
const RUNS: usize = 16;
const SAMPLES: usize = 2001;

struct Cost {
    microseconds: f64,
    allocations: u64,
    bytes: u64,
}

fn measure<P, V>(pending: impl Fn() -> P, verify: impl Fn(P) -> V) -> Cost {
    let first = pending();
    let mut verdict = None;
    let counted = allocation_counter::measure(|| verdict = Some(verify(first)));
    drop(verdict);
    let mut samples: Vec<f64> = (0..SAMPLES).map(|_| sample(&pending, &verify)).collect();
    samples.sort_by(f64::total_cmp);
    Cost { microseconds: samples[SAMPLES / 2], allocations: counted.count_total, bytes: counted.bytes_total }
}

/// Microseconds of one run, over a batch whose making and dropping is not in it.
fn sample<P, V>(pending: impl Fn() -> P, verify: impl Fn(P) -> V) -> f64 {
    let batch: Vec<P> = (0..RUNS).map(|_| pending()).collect();
    let mut verdicts = Vec::with_capacity(RUNS);
    let start = Instant::now();
    for pending in batch {
        verdicts.push(black_box(verify(pending)));
    }
    let elapsed = start.elapsed();
    elapsed.as_secs_f64() * 1e6 / RUNS as f64
}

/// Prints the cost, and says whether the ceremony allocates no more often than it may.
fn report(name: &str, cost: &Cost, most_allocations: u64) -> bool {
    let Cost { microseconds, allocations, bytes } = cost;
    println!("{name:<31} non-signature: {microseconds:.2} µs, allocations: {allocations} ({bytes} bytes)");
    let holds = *allocations <= most_allocations;
    if !holds {
        println!("  more than {most_allocations} allocations");
    }
    holds
}

fn main() -> ExitCode {
    let mut holds = true;
    for case in AuthenticationCase::all(&ACCEPTING) {
        let cost = measure(|| case.pending(), |pending| case.verify(pending));
        holds &= report(&format!("authentication {}", case.name()), &cost, MOST_ALLOCATIONS);
    }
    for case in RegistrationCase::all(&ACCEPTING) {
        let cost = measure(|| case.pending(), |pending| case.verify(pending));
        holds &= report(&format!("registration {}", case.name()), &cost, case.most_allocations());
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
