//! Time as an argument.

/// How far the clocks of an application's machines may differ, in seconds. It is granted when expiry is judged, and
/// never to certificates.
pub const CLOCK_SKEW_SECONDS: i64 = 60;

/// A moment: seconds since 1970 UTC. The library has no clock; the caller says what time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// A moment, in seconds since 1970 UTC.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970 UTC.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The moment so many seconds later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}
