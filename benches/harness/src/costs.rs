//! What is counted, and throughput: printed as lines of words with tabs between them.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use crate::{Measured, Row};

/// The operation whose throughput is measured.
const BUSIEST: &str = "authentication es256";
const THREADS: [usize; 2] = [1, 2];
const AT_LEAST: Duration = Duration::from_millis(300);
const RUNS: u32 = 64;

/// How often something allocated, and how many bytes.
#[derive(Clone, Copy, Debug)]
pub struct Allocations {
    /// How often.
    pub count: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Prints allocations of every row, and verifications per second of the operation that a site has most of.
///
/// Who counts is an argument: it takes the allocator's place, which must not happen where time is measured.
pub fn costs(rows: &[Row], count: impl Fn(&mut dyn FnMut()) -> Allocations) {
    for Row { operation, candidate, measured } in rows {
        let measured = match measured {
            Ok(measured) => measured,
            Err(reason) => {
                println!("refused\t{operation}\t{candidate}\t{reason}");
                continue;
            }
        };
        // What is allocated once and kept is not of the operation.
        measured.once()();
        let mut once = Some(measured.once());
        let Allocations { count, bytes } = count(&mut || once.take().into_iter().for_each(|once| once()));
        println!("allocations\t{operation}\t{candidate}\t{count}\t{bytes}");
        if operation == BUSIEST {
            for threads in THREADS {
                println!(
                    "throughput\t{operation}\t{candidate}\t{threads}\t{:.0}",
                    throughput(&**measured, threads)
                );
            }
        }
    }
}

/// Verifications per second of all threads together, each busy with its own.
fn throughput(measured: &dyn Measured, threads: usize) -> f64 {
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    let (mut runs, mut elapsed) = (0_u32, Duration::ZERO);
                    while elapsed < AT_LEAST {
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
