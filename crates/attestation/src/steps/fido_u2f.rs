//! The steps of format `fido-u2f`: §8.6.

use crate::procedure::Step;

/// The steps of format `fido-u2f`, in order.
pub static FIDO_U2F: &[&Step] = &[];
