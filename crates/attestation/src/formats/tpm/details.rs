//! What a `tpm` statement tells of the TPM and of the key in it.

use alloc::string::String;
use core::fmt;

use countersign_x509::TpmName;

use crate::formats::tpm::algorithm::TpmAlgorithm;
use crate::formats::tpm::attest::Attest;
use crate::formats::tpm::manufacturers;
use crate::formats::tpm::public::{ObjectAttributes, Public};

/// What a `tpm` statement tells of the TPM and of the key in it. The attestation CA vouches for the name; the TPM for the
/// rest, as far as the CA is trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct TpmDetails {
    manufacturer: String,
    model: String,
    version: String,
    firmware_version: u64,
    name_algorithm: TpmAlgorithm,
    attributes: ObjectAttributes,
}

impl TpmDetails {
    pub(super) fn new(name: &TpmName<'_>, attest: &Attest<'_>, public: &Public<'_>) -> Self {
        Self {
            manufacturer: name.manufacturer().into(),
            model: name.model().into(),
            version: name.version().into(),
            firmware_version: attest.firmware_version(),
            name_algorithm: public.name_algorithm(),
            attributes: public.attributes(),
        }
    }

    /// Who made the TPM, in the words of the certificate: `id:` and the hex digits of a vendor id.
    #[must_use]
    pub fn manufacturer(&self) -> &str {
        &self.manufacturer
    }

    /// The model, in the words of the certificate.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The version of the TPM, in the words of the certificate.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Who made the TPM, if the registry of the TCG has the vendor id.
    #[must_use]
    pub fn registered_manufacturer(&self) -> Option<&'static str> {
        manufacturers::vendor_id(&self.manufacturer).and_then(manufacturers::manufacturer)
    }

    /// The version of the firmware, in a form of the manufacturer. Windows has TPMs obfuscate it for attestation keys.
    #[must_use]
    pub const fn firmware_version(&self) -> u64 {
        self.firmware_version
    }

    /// The hash function by which the TPM names the credential key.
    #[must_use]
    pub const fn name_algorithm(&self) -> TpmAlgorithm {
        self.name_algorithm
    }

    /// What the credential key may be used for, and whether it can leave the TPM. The specification demands none of it.
    #[must_use]
    pub const fn attributes(&self) -> ObjectAttributes {
        self.attributes
    }
}

impl fmt::Debug for TpmDetails {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The words are those of a certificate that a client sent.
        let manufacturer = self.registered_manufacturer().unwrap_or("not registered");
        write!(formatter, "TpmDetails({manufacturer}, {:?}, {:?})", self.name_algorithm, self.attributes)
    }
}
