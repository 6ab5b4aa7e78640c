//! §7.1 step 22: statements of `android-key` (§8.4).

use super::*;

pub(super) const CASES: &[Case<Registering>] = &[];
