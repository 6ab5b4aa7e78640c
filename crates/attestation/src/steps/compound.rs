//! The steps of format `compound`: §8.9.

use crate::procedure::Step;

/// The steps of format `compound`, in order.
pub static COMPOUND: &[&Step] = &[];
