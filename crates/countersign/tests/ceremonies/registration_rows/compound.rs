//! §7.1 step 22: statements of `compound` (§8.9).

use super::*;

pub(super) const CASES: &[Case<Registering>] = &[];
