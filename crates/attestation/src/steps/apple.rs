//! The steps of format `apple`: §8.8.

use crate::procedure::Step;

/// The steps of format `apple`, in order.
pub static APPLE: &[&Step] = &[];
