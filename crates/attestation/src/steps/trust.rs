//! The cases of §7.1 step 24.

use crate::procedure::{Duty, Step};

/// §7.1 step 24, first case.
pub static TRUST_NONE: Step = Step::new(
    "registration.trust.none",
    "7.1.24.a",
    Duty::Library,
    "No attestation is acceptable to the policy",
    "The policy asks for attestation and the authenticator, the browser or the user gave none. Ask for direct \
     attestation in the options, or accept none. A model that is kept out is refused whatever the policy accepts.",
);

/// §7.1 step 24, second case.
pub static TRUST_SELF: Step = Step::new(
    "registration.trust.self",
    "7.1.24.b",
    Duty::Library,
    "Self attestation is acceptable to the policy",
    "Self attestation proves possession of the new key and nothing of its maker. Accept it in the policy if that is \
     enough; a model that is kept out is refused whatever the policy accepts.",
);

/// §7.1 step 24, third case.
pub static TRUST_PATH: Step = Step::new(
    "registration.trust.path",
    "7.1.24.c",
    Duty::Library,
    "The trust path leads to an accepted root, or the attestation certificate is accepted itself",
    "Check that the anchors of this vendor are configured for this format and model, and the time that certificates are \
     judged at. Metadata says why it keeps a model out.",
);

/// The cases of §7.1 step 24, in order.
pub static TRUST: &[&Step] = &[&TRUST_NONE, &TRUST_SELF, &TRUST_PATH];
