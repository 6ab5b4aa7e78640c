//! §7.1 step 22: statements of `tpm` (§8.3).

use super::*;

pub(super) const CASES: &[Case<Registering>] = &[];
