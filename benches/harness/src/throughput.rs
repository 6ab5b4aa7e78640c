//! Throughput: printed as lines of words with tabs between them.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use crate::{Measured, Row};

/// The operation that a site has most of.
const BUSIEST: &str = "authentication es256";
const THREADS: [usize; 2] = [1, 2];
/// Of so many samples the median counts: whatever disturbs the machine spoils one or two.
const SAMPLES: usize = 5;
/// How long a sample is at least.
const SAMPLE: Duration = Duration::from_millis(100);
/// Verifications between two looks at how long the sample is.
const RUNS: u32 = 64;

/// Prints verifications per second of the operation that a site has most of, by every candidate.
pub fn throughput(rows: &[Row]) {
    for Row { operation, candidate, measured } in rows.iter().filter(|row| row.operation == BUSIEST) {
        let Ok(measured) = measured else { continue };
        for threads in THREADS {
            let mut samples = [(); SAMPLES].map(|()| sample(&**measured, threads));
            samples.sort_unstable_by(f64::total_cmp);
            println!("throughput\t{operation}\t{candidate}\t{threads}\t{:.0}", samples[SAMPLES / 2]);
        }
    }
}

/// Verifications per second of all threads together, each busy with its own.
fn sample(measured: &dyn Measured, threads: usize) -> f64 {
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    let (mut runs, mut elapsed) = (0_u32, Duration::ZERO);
                    while elapsed < SAMPLE {
                        elapsed += measured.time(RUNS.into());
                        runs += RUNS;
                    }
                    f64::from(runs) / elapsed.as_secs_f64()
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().expect("a thread that verifies")).sum()
    })
}
