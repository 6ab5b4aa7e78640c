//! The steps of format `android-key`: §8.4.

use crate::procedure::Step;

/// The steps of format `android-key`, in order.
pub static ANDROID_KEY: &[&Step] = &[];
