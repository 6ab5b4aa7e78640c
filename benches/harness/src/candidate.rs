//! Who is measured.

use core::hint::black_box;
use std::time::{Duration, Instant};

/// Runs whose states are made at once: enough that reading the clock does not count.
const BATCH: u64 = 64;

/// Who verifies a ceremony, told beforehand all that a relying party knows of it.
pub trait Candidate: Send + Sync {
    /// What a verification uses up.
    type State;
    /// What it gives.
    type Verdict;

    /// The state of the ceremony, out of the store: not measured.
    fn state(&self) -> Self::State;

    /// From the text that the page sent to the verdict: what is measured. Panics if it refuses.
    fn verify(&self, state: Self::State) -> Self::Verdict;
}

/// An operation that uses nothing up.
#[derive(Debug)]
pub struct Stateless<F>(pub F);

impl<F: Fn() -> V + Send + Sync, V> Candidate for Stateless<F> {
    type State = ();
    type Verdict = V;

    fn state(&self) {}

    fn verify(&self, (): ()) -> V {
        self.0()
    }
}

/// A candidate of any kind, to be measured.
pub trait Measured: Send + Sync {
    /// How long so many verifications take. Making states and dropping verdicts is not in it.
    fn time(&self, runs: u64) -> Duration;

    /// One verification, its state made already.
    fn once(&self) -> Box<dyn FnOnce() + '_>;
}

impl<C: Candidate> Measured for C {
    fn time(&self, runs: u64) -> Duration {
        let mut elapsed = Duration::ZERO;
        let mut left = runs;
        while left > 0 {
            let states: Vec<_> = (0..left.min(BATCH)).map(|_| self.state()).collect();
            left -= left.min(BATCH);
            let mut verdicts = Vec::with_capacity(states.len());
            let start = Instant::now();
            for state in states {
                verdicts.push(black_box(self.verify(black_box(state))));
            }
            elapsed += start.elapsed();
        }
        elapsed
    }

    fn once(&self) -> Box<dyn FnOnce() + '_> {
        let state = self.state();
        Box::new(|| drop(black_box(self.verify(state))))
    }
}

/// A cell of the table: an operation, and who carries it out.
pub struct Row {
    /// The same words for all candidates.
    pub operation: String,
    /// Its name.
    pub candidate: String,
    /// The candidate, or why it cannot carry the operation out.
    pub measured: Result<Box<dyn Measured>, String>,
}

impl Row {
    /// A candidate that can.
    pub fn new(operation: &str, candidate: impl Into<String>, measured: impl Measured + 'static) -> Self {
        Self { operation: operation.into(), candidate: candidate.into(), measured: Ok(Box::new(measured)) }
    }
}
