//! What is demanded of statements where the specification leaves a choice. Trust is another question, and has a policy of
//! its own.

use crate::formats::{AndroidKeyPolicy, CompoundPolicy, SafetyNetPolicy, TpmPolicy};

/// What is demanded of statements where the specification leaves a choice, by format. The default is the strict policy
/// that real devices still meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatementPolicy {
    tpm: TpmPolicy,
    android_key: AndroidKeyPolicy,
    safetynet: SafetyNetPolicy,
    compound: CompoundPolicy,
}

impl StatementPolicy {
    /// Demands this of `tpm`.
    #[must_use]
    pub const fn with_tpm(self, tpm: TpmPolicy) -> Self {
        Self { tpm, ..self }
    }

    /// Demands this of `android-key`.
    #[must_use]
    pub const fn with_android_key(self, android_key: AndroidKeyPolicy) -> Self {
        Self { android_key, ..self }
    }

    /// Demands this of `android-safetynet`.
    #[must_use]
    pub const fn with_safetynet(self, safetynet: SafetyNetPolicy) -> Self {
        Self { safetynet, ..self }
    }

    /// Demands this of `compound`.
    #[must_use]
    pub const fn with_compound(self, compound: CompoundPolicy) -> Self {
        Self { compound, ..self }
    }

    pub(crate) const fn tpm(&self) -> TpmPolicy {
        self.tpm
    }

    pub(crate) const fn android_key(&self) -> AndroidKeyPolicy {
        self.android_key
    }

    pub(crate) const fn safetynet(&self) -> SafetyNetPolicy {
        self.safetynet
    }

    pub(crate) const fn compound(&self) -> CompoundPolicy {
        self.compound
    }
}
