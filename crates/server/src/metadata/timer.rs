//! When something is done again: later and later where it failed.

/// How long after a first failure, in seconds; twice as long after each that follows.
const AFTER_FAILURE: i64 = 60;
/// As many doublings as it takes to come to more than a day.
const MAX_DOUBLINGS: u32 = 11;

/// The time at which something is done next.
#[derive(Debug)]
pub(super) struct Timer {
    next_at: i64,
    failures: u32,
    /// For how long it is put off at most, in seconds.
    longest: i64,
}

impl Timer {
    /// At once.
    pub(super) const fn new(longest: i64) -> Self {
        Self { next_at: i64::MIN, failures: 0, longest }
    }

    /// Whether it is time. What is further ahead than anything is put off was set by a clock that ran ahead.
    pub(super) const fn is_due(&self, now: i64) -> bool {
        self.next_at <= now || self.next_at.saturating_sub(now) > self.longest
    }

    /// It was done at a time: not again for as long as it is put off at most.
    #[cfg(feature = "metadata-fetch")]
    pub(super) const fn succeeded(&mut self, at: i64) {
        self.failures = 0;
        self.next_at = at.saturating_add(self.longest);
    }

    /// It failed: later again.
    pub(super) fn failed(&mut self, now: i64) {
        let wait = AFTER_FAILURE.checked_shl(self.failures).unwrap_or(self.longest);
        self.next_at = now.saturating_add(wait.min(self.longest));
        self.failures = self.failures.saturating_add(1).min(MAX_DOUBLINGS);
    }
}
