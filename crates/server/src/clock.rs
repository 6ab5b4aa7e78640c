//! The time, which only this crate asks for.

use core::sync::atomic::{AtomicI64, Ordering};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the time comes from.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the time is the machine's or a test's")]
pub enum Clock {
    /// The machine.
    System,
    /// A test: seconds since 1970 UTC, which it moves.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// Seconds since 1970 UTC.
    pub(crate) fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_secs()).ok())
                // A clock that cannot be read keeps nothing alive.
                .unwrap_or(i64::MAX),
            Self::Set(time) => time.load(Ordering::SeqCst),
        }
    }
}
