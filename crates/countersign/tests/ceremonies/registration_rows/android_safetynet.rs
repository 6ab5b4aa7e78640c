//! §7.1 step 22: statements of `android-safetynet` (§8.5).

use super::*;

pub(super) const CASES: &[Case<Registering>] = &[];
