//! §7.1 step 22: statements of `fido-u2f` (§8.6).

use super::*;

pub(super) const CASES: &[Case<Registering>] = &[];
