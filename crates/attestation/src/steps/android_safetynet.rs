//! The steps of format `android-safetynet`: §8.5.

use crate::procedure::Step;

/// The steps of format `android-safetynet`, in order.
pub static ANDROID_SAFETYNET: &[&Step] = &[];
