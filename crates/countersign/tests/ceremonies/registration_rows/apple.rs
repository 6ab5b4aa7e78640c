//! §7.1 step 22: statements of `apple` (§8.8).

use super::*;

pub(super) const CASES: &[Case<Registering>] = &[];
