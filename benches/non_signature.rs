//! What a ceremony costs without its public-key cryptography: microseconds and allocations.
//!
//! The allocations are those between the text of the response and the verdict, counted once: they are the same each time.
//! The time is the median of many runs with a provider that accepts everything, so that no signature hides it.

use std::process::ExitCode;

use countersign_benches::{ACCEPTING, AuthenticationCase, RegistrationCase};
use countersign_benches_harness::Measured;

/// How often an authentication may allocate. What a registration may depends on its attestation.
const MOST_ALLOCATIONS: u64 = 2;

/// Runs in one sample: enough that reading the clock does not count. What they need is still in the cache, as it is where
/// a pending ceremony was just read.
const RUNS: u32 = 16;
const SAMPLES: usize = 2001;

struct Cost {
    microseconds: f64,
    allocations: u64,
    bytes: u64,
}

fn measure(case: &impl Measured) -> Cost {
    let once = case.once();
    let counted = allocation_counter::measure(once);
    let mut samples = [(); SAMPLES].map(|()| case.time(RUNS.into()) / RUNS);
    samples.sort_unstable();
    let microseconds = samples[SAMPLES / 2].as_secs_f64() * 1e6;
    Cost { microseconds, allocations: counted.count_total, bytes: counted.bytes_total }
}

/// Prints the cost, and says whether the ceremony allocates no more often than it may.
fn report(name: &str, cost: &Cost, most_allocations: u64) -> bool {
    let Cost { microseconds, allocations, bytes } = cost;
    println!("{name:<42} non-signature: {microseconds:.2} µs, allocations: {allocations} ({bytes} bytes)");
    let holds = *allocations <= most_allocations;
    if !holds {
        println!("  more than {most_allocations} allocations");
    }
    holds
}

fn main() -> ExitCode {
    let mut holds = true;
    for case in AuthenticationCase::all(&ACCEPTING) {
        let cost = measure(&case);
        holds &= report(&format!("authentication {}", case.name()), &cost, MOST_ALLOCATIONS);
    }
    for case in RegistrationCase::all(&ACCEPTING) {
        let cost = measure(&case);
        holds &= report(&format!("registration {}", case.name()), &cost, case.most_allocations());
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
