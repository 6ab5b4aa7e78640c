//! How the examples attest: the root, the certificates below it, and what an Android key store and a TPM say.

use countersign_authenticator::key_description::{AuthorizationList, KeyDescription, SOFTWARE};
use countersign_authenticator::{
    Algorithm, Attestation, CertificateBuilder, Extension, Name, SigningKey, Statement, TestAuthority,
    TpmAttest, der, oid,
};

use super::derivation::{Ceremony, Derivation, Derived};
use super::values::Certified;

/// 2024-01-01T00:00:00Z and 3024-01-01T00:00:00Z, between which every certificate is valid.
const VALIDITY: (i64, i64) = (1_704_067_200, 33_260_976_000);
/// Of the attributes of a TPM's key, the one that it signs.
const TPM_SIGNS: u32 = 0x0004_0000;

/// The authority that issues every attestation certificate.
pub(crate) struct Root {
    authority: TestAuthority,
    serial: Vec<u8>,
}

impl Root {
    pub(crate) fn derive(derived: &mut Vec<Derived>) -> Self {
        let mut values = Derivation::new("Attestation CA");
        let key = values.next(Ceremony::Registration, "attestation_ca_key", 32);
        let serial = values.next(Ceremony::Registration, "attestation_ca_serial_number", 16);
        derived.extend(values.finish());
        let authority = TestAuthority::from_seed(&[])
            .with_root_name(name("Authenticator Attestation CA"))
            .with_root_key(SigningKey::from_secret(Algorithm::Es256, &key));
        Self { authority, serial }
    }

    /// The trust anchor.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        let (from, until) = VALIDITY;
        self.authority
            .root_builder()
            .unsigned_serial(&self.serial)
            .validity(from, until)
            .extension(Extension::subject_key_identifier(self.authority.root_key()))
            .build()
    }

    /// Has a statement attested below the root. A change is of use to the format that it is of, and none to others.
    pub(crate) fn attest(
        &self,
        attestation: Attestation,
        certified: &Certified,
        authorizations: AuthorizationList,
    ) -> impl FnOnce(Statement) -> Statement + use<> {
        let (authority, certified) = (self.authority.clone(), certified.clone());
        move |statement| {
            let issuer = authority.root_key().clone();
            statement
                .authority(authority)
                .attestation_key(&certified.key)
                .certificate(move |leaf| certificate(leaf, attestation, &certified, &issuer))
                .key_description(|description| key_description(description, authorizations))
                .tpm_public(|public| public.attributes(TPM_SIGNS))
                .tpm_attest(tpm_attest)
        }
    }
}

/// The names of subjects and of the issuer, which differ in the organizational unit.
fn name(unit: &str) -> Name {
    Name::empty()
        .attribute(oid::COMMON_NAME, der::UTF8_STRING, "WebAuthn test vectors")
        .attribute(oid::ORGANIZATION, der::UTF8_STRING, "W3C")
        .attribute(oid::ORGANIZATIONAL_UNIT, der::UTF8_STRING, unit)
        .attribute(oid::COUNTRY, der::PRINTABLE_STRING, "AA")
}

/// The attestation certificate: the same for every format, but for the extensions by which the format attests.
fn certificate(
    certificate: CertificateBuilder,
    attestation: Attestation,
    certified: &Certified,
    issuer: &SigningKey,
) -> CertificateBuilder {
    let common = [
        Extension::end_entity().critical(),
        Extension::key_usage(&[0]),
        Extension::subject_key_identifier(&certified.key),
        Extension::authority_key_identifier(issuer),
    ];
    let (from, until) = VALIDITY;
    let certificate = certificate.unsigned_serial(&certified.serial).validity(from, until);
    if attestation == Attestation::Tpm {
        // A TPM is named by an extension in place of a subject.
        let tpm = [
            Extension::extended_key_usage(&[oid::TPM_ATTESTATION_KEY]),
            Extension::tpm_name(&tpm_name().multi_valued()),
        ];
        certificate.edit_extensions(|_| common.into_iter().chain(tpm).collect())
    } else {
        certificate.subject(|_| name("Authenticator Attestation")).edit_extensions(|natural| {
            let attests = [oid::ANDROID_KEY_DESCRIPTION, oid::APPLE_NONCE];
            let attesting = natural.into_iter().filter(|extension| attests.contains(&extension.oid()));
            common.into_iter().chain(attesting).collect()
        })
    }
}

/// What an Android key store says that keeps keys in software, in version 300 of the schema.
fn key_description(description: KeyDescription, authorizations: AuthorizationList) -> KeyDescription {
    description
        .versions(300, 0)
        .security_levels(SOFTWARE, SOFTWARE)
        .software_enforced(|_| AuthorizationList::empty())
        .hardware_enforced(|_| authorizations)
}

/// The name of a TPM that no vendor made.
fn tpm_name() -> Name {
    Name::empty()
        .attribute(oid::TPM_MANUFACTURER, der::UTF8_STRING, "id:00000000")
        .attribute(oid::TPM_MODEL, der::UTF8_STRING, "WebAuthn test vectors")
        .attribute(oid::TPM_VERSION, der::UTF8_STRING, "id:00000000")
}

/// What the TPM says of itself: nothing of its names and firmware, and a clock that counts ones, twos and threes.
fn tpm_attest(attest: TpmAttest) -> TpmAttest {
    attest
        .qualified_signer(&[])
        .clock(0, 0x1111_1111, 0x2222_2222)
        .safe(0x33)
        .firmware_version(0)
        .qualified_name(&[])
}
