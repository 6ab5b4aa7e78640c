//! When something is done again: later and later where it failed.

/// How long after a first failure, in seconds; twice as long after each that follows.
const AFTER_FAILURE: i64 = 60;
/// As many doublings as it takes to come to more than a day.
const MAX_DOUBLINGS: u32 = 11;
/// A wait is longer by the share over this: by a twenty-fourth of it at most, which is an hour in a day.
const WHOLE_WAIT: i64 = 24 * 255;

/// The time at which something is done next.
#[derive(Debug)]
pub(super) struct Timer {
    next_at: i64,
    failures: u32,
    /// For how long it is put off at most, in seconds, but for the share.
    longest: i64,
    share: u8,
}

impl Timer {
    /// At once.
    pub(super) const fn new(longest: i64) -> Self {
        Self { next_at: i64::MIN, failures: 0, longest, share: 0 }
    }

    /// With a share of its own for each machine, so that a hundred of them that were started at once do not ask at once for ever.
    #[cfg(feature = "metadata-fetch")]
    pub(super) const fn with_share(mut self, share: u8) -> Self {
        self.share = share;
        self
    }

    /// Whether it is time. What is further ahead than anything is put off was set by a clock that ran ahead.
    pub(super) fn is_due(&self, now: i64) -> bool {
        self.next_at <= now || self.next_at.saturating_sub(now) > self.wait(self.longest)
    }

    /// It was done at a time: not again for as long as it is put off at most.
    #[cfg(feature = "metadata-fetch")]
    pub(super) fn succeeded(&mut self, at: i64) {
        self.failures = 0;
        self.next_at = at.saturating_add(self.wait(self.longest));
    }

    /// It failed: later again.
    pub(super) fn failed(&mut self, now: i64) {
        let wait = AFTER_FAILURE.checked_shl(self.failures).unwrap_or(self.longest);
        self.next_at = now.saturating_add(self.wait(wait.min(self.longest)));
        self.failures = self.failures.saturating_add(1).min(MAX_DOUBLINGS);
    }

    /// A wait in seconds, with the share.
    fn wait(&self, seconds: i64) -> i64 {
        let late = seconds.saturating_mul(self.share.into()).saturating_div(WHOLE_WAIT);
        seconds.saturating_add(late)
    }
}

#[cfg(all(test, feature = "metadata-fetch"))]
mod tests {
    use super::Timer;

    const DAY: i64 = 86_400;
    const HOUR: i64 = 3_600;

    #[test]
    fn accepts_a_share_that_is_an_hour_in_a_day_at_most() {
        for (share, wait) in [(0, DAY), (51, DAY + HOUR / 5), (255, DAY + HOUR)] {
            let mut timer = Timer::new(DAY).with_share(share);
            timer.succeeded(7);
            assert!(!timer.is_due(7 + wait - 1) && timer.is_due(7 + wait), "{share}");
            // What the clock says is not that it ran ahead.
            assert!(!timer.is_due(7) && timer.is_due(6), "{share}");
        }
    }

    #[test]
    fn accepts_failures_later_and_later_with_a_share() {
        for (share, waits) in [(0, [60, 120, 240]), (255, [62, 125, 250])] {
            let mut timer = Timer::new(DAY).with_share(share);
            for wait in waits {
                timer.failed(0);
                assert!(!timer.is_due(wait - 1) && timer.is_due(wait), "{share}, {wait}");
            }
        }
    }
}
