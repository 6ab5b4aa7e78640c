//! What a relying party demands. Every default is the strict one; what weakens a ceremony says so in its name.

use crate::credential_record::Backup;

/// Whether the authenticator has to verify the user.
///
/// # Source
/// [§5.8.6](https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the specification has three")]
pub enum UserVerification {
    /// It has to, and the signed flag has to say so.
    #[default]
    Required,
    /// It should, and may not.
    Preferred,
    /// It need not.
    Discouraged,
}

impl UserVerification {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
            Self::Discouraged => "discouraged",
        }
    }
}

/// How a registration is started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "creation is conditional or it is not")]
pub enum Creation {
    /// With a dialog: the user is present.
    #[default]
    Modal,
    /// Conditionally, after a sign-in with a password: the user may not be present.
    Conditional,
}

/// Which attestation the client is asked for.
///
/// # Source
/// [§5.4.7](https://www.w3.org/TR/webauthn-3/#enum-attestation-convey)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the specification has four")]
pub enum AttestationConveyance {
    /// None, as a passkey site wants.
    #[default]
    None,
    /// One that the client may replace.
    Indirect,
    /// The authenticator's own.
    Direct,
    /// One that may identify the device.
    Enterprise,
}

impl AttestationConveyance {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Indirect => "indirect",
            Self::Direct => "direct",
            Self::Enterprise => "enterprise",
        }
    }
}

/// Whether a registration is refused without a trusted attestation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it is demanded or it is not")]
pub enum TrustedAttestation {
    /// It is not; what is acceptable is for the policy that the ceremony ends with.
    #[default]
    Optional,
    /// It is, whatever the policy says that the ceremony ends with.
    Required,
}

/// Whether a record keeps the attestation object and the client data of its registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "they are kept or they are not")]
pub enum AttestationStorage {
    /// It does not.
    #[default]
    Discard,
    /// It does, so that the attestation can be judged again later.
    Keep,
}

/// Which credentials are wanted by their backup flags.
///
/// # Source
/// [§6.1.3](https://www.w3.org/TR/webauthn-3/#sctn-credential-backup)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "these are the combinations of two flags")]
pub enum BackupPolicy {
    /// All.
    #[default]
    Any,
    /// Those that never leave one device.
    DeviceBoundOnly,
    /// Those that may be backed up.
    BackupEligibleOnly,
    /// Those that are backed up now.
    BackedUpOnly,
}

impl BackupPolicy {
    /// The policy in words.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::DeviceBoundOnly => "device-bound",
            Self::BackupEligibleOnly => "eligible for backup",
            Self::BackedUpOnly => "backed up",
        }
    }

    /// Whether a credential is wanted by its backup eligibility.
    pub(crate) const fn accepts_eligibility(self, backup: Backup) -> bool {
        match self {
            Self::Any => true,
            Self::DeviceBoundOnly => !backup.is_eligible(),
            Self::BackupEligibleOnly | Self::BackedUpOnly => backup.is_eligible(),
        }
    }

    /// Whether a credential is wanted by its backup state.
    pub(crate) const fn accepts_state(self, backup: Backup) -> bool {
        match self {
            Self::BackedUpOnly => backup.is_backed_up(),
            Self::Any | Self::DeviceBoundOnly | Self::BackupEligibleOnly => true,
        }
    }
}

/// What becomes of a sign-in whose counter does not grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it is refused or it is not")]
pub enum SignCountPolicy {
    /// It is refused at `7.2.22.b`.
    #[default]
    Refuse,
    /// It is accepted and noted. The stored counter does not go back.
    AcceptAndReport,
}

/// What becomes of a sign-in whose backup eligibility is not the record's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "each variant is weaker than the one before")]
pub enum BackupEligibilityPolicy {
    /// It is refused at `7.2.19.1` or `7.2.19.2`.
    #[default]
    Refuse,
    /// A credential that was not eligible may become it; the change is noted and goes into the record.
    AcceptUpgrade,
    /// Either change is accepted, noted, and goes into the record.
    AcceptAndReport,
}

/// Whether credential keys may sign with SHA-1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "they may or they may not")]
pub enum Rs1Credentials {
    /// They may not.
    #[default]
    Refused,
    /// They may, where the ceremony offers RS1.
    AcceptSha1,
}

/// What an authentication demands beside user verification. The default is the strict policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AuthenticationPolicy {
    pub(crate) sign_count: SignCountPolicy,
    pub(crate) backup_eligibility: BackupEligibilityPolicy,
    pub(crate) backup: BackupPolicy,
    pub(crate) rs1: Rs1Credentials,
}

impl AuthenticationPolicy {
    /// Says what becomes of a counter that does not grow.
    #[must_use]
    pub const fn sign_count(self, sign_count: SignCountPolicy) -> Self {
        Self { sign_count, ..self }
    }

    /// Says what becomes of a changed backup eligibility.
    #[must_use]
    pub const fn backup_eligibility(self, backup_eligibility: BackupEligibilityPolicy) -> Self {
        Self { backup_eligibility, ..self }
    }

    /// Wants credentials with these backup flags.
    #[must_use]
    pub const fn backup(self, backup: BackupPolicy) -> Self {
        Self { backup, ..self }
    }

    /// Says whether credential keys may sign with SHA-1.
    #[must_use]
    pub const fn rs1_credentials(self, rs1: Rs1Credentials) -> Self {
        Self { rs1, ..self }
    }
}
