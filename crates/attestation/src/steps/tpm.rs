//! The steps of format `tpm`: §8.3.

use crate::procedure::Step;

/// The steps of format `tpm`, in order.
pub static TPM: &[&Step] = &[];
