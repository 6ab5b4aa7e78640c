//! What a statement was found to be: the result of its procedure, before anybody judges trust.

use alloc::vec::Vec;

use countersign_cose::AlgorithmIdentifier;
use countersign_x509::Certificate;

use crate::android_key::AndroidKeyDetails;
use crate::formats::{
    AttestationType, CompoundPart, CompoundStatement, Format, SafetyNetDetails, tpm_structures as tpm,
};

/// A statement whose procedure succeeded: its signatures verify. Whether anybody trusts who made them is another
/// question.
#[derive(Clone, Debug)]
pub struct VerifiedStatement<'a> {
    format: Format,
    attestation_type: AttestationType,
    algorithm: AlgorithmIdentifier,
    trust_path: Vec<Certificate<'a>>,
    details: StatementDetails<'a>,
    notes: Vec<StatementNote>,
}

/// What a statement of one format tells beside its type and path.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StatementDetails<'a> {
    /// Nothing more.
    None,
    /// What Android's description tells of the key and the device.
    AndroidKey(AndroidKeyDetails),
    /// The TPM, and the key in it.
    Tpm(tpm::TpmDetails),
    /// What an `android-safetynet` statement tells of the device.
    SafetyNet(SafetyNetDetails),
    /// The statements inside a compound one.
    Compound(CompoundStatement<'a>),
}

/// Something odd about a statement that was no reason to refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementNote {
    /// The statement is signed with SHA-1, as all of Windows Hello are.
    Sha1,
    /// The manufacturer of the TPM is not in the registry, and the policy accepts that.
    UnregisteredTpmManufacturer,
    /// The TPM names the credential key by SHA-1, and the policy accepts that.
    Sha1TpmName,
    /// The AAGUID is not zero, and no signature of a `fido-u2f` statement covers it.
    UnsignedAaguid,
    /// The service that made such statements is retired.
    RetiredFormat,
    /// The format is not known, and the policy takes its statement for none.
    UnknownFormat,
    /// An `apple` statement has a member `alg`, as those of older devices.
    AppleAlgorithm,
    /// The tags of an Android authorization list are not in ascending order.
    AuthorizationOrder,
}

impl StatementNote {
    /// The note in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Sha1 => "the attestation statement is signed with SHA-1",
            Self::UnregisteredTpmManufacturer => "the manufacturer of the TPM is not in the registry",
            Self::Sha1TpmName => "the TPM names the credential key by SHA-1",
            Self::UnsignedAaguid => "the AAGUID is not covered by the attestation signature",
            Self::RetiredFormat => "the service that made such attestation statements is retired",
            Self::UnknownFormat => {
                "the attestation statement format is not known: the statement counts for nothing"
            }
            Self::AppleAlgorithm => {
                "the attestation statement has a member alg that its format does not have"
            }
            Self::AuthorizationOrder => "the tags of an authorization list are not in ascending order",
        }
    }
}

impl<'a> VerifiedStatement<'a> {
    pub(crate) const fn new(
        format: Format,
        attestation_type: AttestationType,
        algorithm: AlgorithmIdentifier,
        trust_path: Vec<Certificate<'a>>,
    ) -> Self {
        Self {
            format,
            attestation_type,
            algorithm,
            trust_path,
            details: StatementDetails::None,
            notes: Vec::new(),
        }
    }

    pub(crate) fn with_details(self, details: StatementDetails<'a>) -> Self {
        Self { details, ..self }
    }

    pub(crate) fn note_if(mut self, is_so: bool, note: StatementNote) -> Self {
        if is_so {
            self.notes.push(note);
        }
        self
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The attestation type.
    #[must_use]
    pub const fn attestation_type(&self) -> AttestationType {
        self.attestation_type
    }

    /// The algorithm of the credential that it is for.
    #[must_use]
    pub const fn algorithm(&self) -> AlgorithmIdentifier {
        self.algorithm
    }

    /// The trust path, the attestation certificate first; empty for self attestation, for none, and for a compound
    /// statement, whose parts have paths of their own.
    #[must_use]
    pub fn trust_path(&self) -> &[Certificate<'a>] {
        &self.trust_path
    }

    /// What a statement of its format tells beside that.
    #[must_use]
    pub const fn details(&self) -> &StatementDetails<'a> {
        &self.details
    }

    /// The statements inside a compound one, in order; none for other formats.
    #[must_use]
    pub fn parts(&self) -> &[CompoundPart<'a>] {
        match &self.details {
            StatementDetails::Compound(compound) => compound.parts(),
            StatementDetails::None
            | StatementDetails::Tpm(_)
            | StatementDetails::AndroidKey(_)
            | StatementDetails::SafetyNet(_) => &[],
        }
    }

    /// What was odd and no reason to refuse.
    #[must_use]
    pub fn notes(&self) -> &[StatementNote] {
        &self.notes
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn accepts_a_text_of_its_own_for_every_note() {
        let notes = [
            StatementNote::Sha1,
            StatementNote::UnregisteredTpmManufacturer,
            StatementNote::Sha1TpmName,
            StatementNote::UnsignedAaguid,
            StatementNote::RetiredFormat,
            StatementNote::UnknownFormat,
            StatementNote::AppleAlgorithm,
            StatementNote::AuthorizationOrder,
        ];
        let texts: BTreeSet<_> = notes.map(StatementNote::text).into();
        assert_eq!(texts.len(), notes.len());
        assert_eq!(StatementNote::Sha1.text(), "the attestation statement is signed with SHA-1");
    }
}
