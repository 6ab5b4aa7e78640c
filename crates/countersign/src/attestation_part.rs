//! The statements inside a compound attestation.

use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{
    AndroidKeyDetails, AttestationType, CompoundPart, Format, PartRefusal, SafetyNetDetails,
    StatementDetails, StatementNote, VerifiedStatement, tpm::TpmDetails,
};

/// A statement inside a compound attestation.
#[derive(Clone, Debug)]
pub struct AttestationPart {
    format: Format,
    outcome: Result<VerifiedPart, PartRefusal>,
}

/// A statement inside a compound attestation that holds. Whether anybody trusts its certificates is said of the whole.
#[derive(Clone)]
pub struct VerifiedPart {
    attestation_type: AttestationType,
    trust_path: Vec<Vec<u8>>,
    notes: Vec<StatementNote>,
    safetynet: Option<SafetyNetDetails>,
    tpm: Option<TpmDetails>,
    android_key: Option<AndroidKeyDetails>,
}

impl AttestationPart {
    pub(crate) fn new(part: &CompoundPart<'_>) -> Self {
        let outcome = part.outcome().map(VerifiedPart::new).map_err(Clone::clone);
        Self { format: part.format(), outcome }
    }

    /// The attestation statement format; [`Format::Unknown`] for one that is not supported.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What the statement was found to be.
    ///
    /// # Errors
    /// Why it was refused, which the policy accepted.
    pub const fn outcome(&self) -> Result<&VerifiedPart, &PartRefusal> {
        self.outcome.as_ref()
    }
}

impl VerifiedPart {
    fn new(statement: &VerifiedStatement<'_>) -> Self {
        Self {
            attestation_type: statement.attestation_type(),
            trust_path: trust_path(statement),
            notes: statement.notes().to_vec(),
            safetynet: safetynet(statement),
            tpm: tpm(statement),
            android_key: android_key(statement),
        }
    }

    /// The attestation type.
    #[must_use]
    pub const fn attestation_type(&self) -> AttestationType {
        self.attestation_type
    }

    /// The certificates, as DER, the attestation certificate first; none for self attestation and none.
    #[must_use]
    pub fn trust_path(&self) -> &[Vec<u8>] {
        &self.trust_path
    }

    /// What was odd about the statement and no reason to refuse it.
    #[must_use]
    pub fn notes(&self) -> &[StatementNote] {
        &self.notes
    }

    /// What an `android-safetynet` statement tells of the device.
    #[must_use]
    pub const fn safetynet(&self) -> Option<SafetyNetDetails> {
        self.safetynet
    }

    /// What the description in an `android-key` statement tells of the key and the device.
    #[must_use]
    pub const fn android_key(&self) -> Option<&AndroidKeyDetails> {
        self.android_key.as_ref()
    }

    /// What a `tpm` statement tells of the TPM, and of the key in it.
    #[must_use]
    pub const fn tpm(&self) -> Option<&TpmDetails> {
        self.tpm.as_ref()
    }
}

impl fmt::Debug for VerifiedPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifiedPart")
            .field("attestation_type", &self.attestation_type)
            .field("trust_path", &self.trust_path.len())
            .finish_non_exhaustive()
    }
}

/// The certificates of a statement, as DER.
pub(crate) fn trust_path(statement: &VerifiedStatement<'_>) -> Vec<Vec<u8>> {
    statement.trust_path().iter().map(|certificate| certificate.der().to_vec()).collect()
}

/// What an `android-safetynet` statement tells of the device.
pub(crate) const fn safetynet(statement: &VerifiedStatement<'_>) -> Option<SafetyNetDetails> {
    if let StatementDetails::SafetyNet(details) = statement.details() { Some(*details) } else { None }
}

/// What a `tpm` statement tells of the TPM, and of the key in it.
pub(crate) fn tpm(statement: &VerifiedStatement<'_>) -> Option<TpmDetails> {
    if let StatementDetails::Tpm(details) = statement.details() { Some(details.clone()) } else { None }
}

/// What the description in an `android-key` statement tells of the key and the device.
pub(crate) const fn android_key(statement: &VerifiedStatement<'_>) -> Option<AndroidKeyDetails> {
    if let StatementDetails::AndroidKey(details) = statement.details() { Some(*details) } else { None }
}
