//! The clock.

use std::time::{SystemTime, UNIX_EPOCH};

use countersign::UnixTime;

/// Now; nothing where the clock shows a time before 1970.
pub(crate) fn now() -> Option<UnixTime> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(now.as_secs()).ok().map(UnixTime::from_seconds)
}
