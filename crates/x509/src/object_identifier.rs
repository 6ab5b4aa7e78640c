//! Object identifiers, as the bytes that encode them.

use core::fmt;

/// An object identifier, compared by its encoded contents.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ObjectIdentifier<'a>(&'a [u8]);

impl<'a> ObjectIdentifier<'a> {
    /// An identifier from the contents of its DER encoding, without tag and length.
    #[must_use]
    pub const fn from_contents(contents: &'a [u8]) -> Self {
        Self(contents)
    }

    /// The contents of its DER encoding.
    #[must_use]
    pub const fn contents(&self) -> &'a [u8] {
        self.0
    }
}

/// Attribute types of names.
impl ObjectIdentifier<'static> {
    /// 2.5.4.3, commonName.
    pub const COMMON_NAME: Self = Self(&[0x55, 4, 3]);
    /// 2.5.4.6, countryName.
    pub const COUNTRY_NAME: Self = Self(&[0x55, 4, 6]);
    /// 2.5.4.10, organizationName.
    pub const ORGANIZATION_NAME: Self = Self(&[0x55, 4, 10]);
    /// 2.5.4.11, organizationalUnitName.
    pub const ORGANIZATIONAL_UNIT_NAME: Self = Self(&[0x55, 4, 11]);
    /// 2.23.133.2.1, tcg-at-tpmManufacturer.
    pub const TPM_MANUFACTURER: Self = Self(&[0x67, 0x81, 5, 2, 1]);
    /// 2.23.133.2.2, tcg-at-tpmModel.
    pub const TPM_MODEL: Self = Self(&[0x67, 0x81, 5, 2, 2]);
    /// 2.23.133.2.3, tcg-at-tpmVersion.
    pub const TPM_VERSION: Self = Self(&[0x67, 0x81, 5, 2, 3]);
    /// 1.2.840.113549.1.9.1, emailAddress.
    pub(crate) const EMAIL_ADDRESS: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1]);
}

/// Extensions.
impl ObjectIdentifier<'static> {
    /// 2.5.29.15, keyUsage.
    pub const KEY_USAGE: Self = Self(&[0x55, 29, 15]);
    /// 2.5.29.17, subjectAltName.
    pub const SUBJECT_ALTERNATIVE_NAME: Self = Self(&[0x55, 29, 17]);
    /// 2.5.29.19, basicConstraints.
    pub const BASIC_CONSTRAINTS: Self = Self(&[0x55, 29, 19]);
    /// 2.5.29.30, nameConstraints.
    pub const NAME_CONSTRAINTS: Self = Self(&[0x55, 29, 30]);
    /// 2.5.29.31, cRLDistributionPoints.
    pub const CRL_DISTRIBUTION_POINTS: Self = Self(&[0x55, 29, 31]);
    /// 2.5.29.32, certificatePolicies.
    pub const CERTIFICATE_POLICIES: Self = Self(&[0x55, 29, 32]);
    /// 2.5.29.36, policyConstraints.
    pub const POLICY_CONSTRAINTS: Self = Self(&[0x55, 29, 36]);
    /// 2.5.29.37, extKeyUsage.
    pub const EXTENDED_KEY_USAGE: Self = Self(&[0x55, 29, 37]);
    /// 2.5.29.54, inhibitAnyPolicy.
    pub const INHIBIT_ANY_POLICY: Self = Self(&[0x55, 29, 54]);
    /// 2.5.29.20, the number of a revocation list.
    pub(crate) const CRL_NUMBER: Self = Self(&[0x55, 29, 20]);
    /// 2.5.29.21, why a certificate was revoked.
    pub(crate) const REASON_CODE: Self = Self(&[0x55, 29, 21]);
    /// 2.5.29.24, since when a revoked key is not to be trusted.
    pub(crate) const INVALIDITY_DATE: Self = Self(&[0x55, 29, 24]);
    /// 2.5.29.27, of a list of the changes since another.
    pub(crate) const DELTA_CRL_INDICATOR: Self = Self(&[0x55, 29, 27]);
    /// 2.5.29.28, which certificates a list is of, if not of all of its issuer.
    pub(crate) const ISSUING_DISTRIBUTION_POINT: Self = Self(&[0x55, 29, 28]);
    /// 2.5.29.29, who issued the certificates of an entry and those behind it, if not the issuer of the list.
    pub(crate) const CERTIFICATE_ISSUER: Self = Self(&[0x55, 29, 29]);
    /// 2.5.29.35, which key of the issuer signed.
    pub(crate) const AUTHORITY_KEY_IDENTIFIER: Self = Self(&[0x55, 29, 35]);
    /// 1.3.6.1.4.1.11129.2.1.17, Android's description of a key.
    pub const ANDROID_KEY_DESCRIPTION: Self = Self(&[0x2B, 6, 1, 4, 1, 0xD6, 0x79, 2, 1, 17]);
    /// 1.3.6.1.4.1.11129.2.1.30, of a certificate that was provisioned over the network.
    pub(crate) const ANDROID_PROVISIONING_INFORMATION: Self = Self(&[0x2B, 6, 1, 4, 1, 0xD6, 0x79, 2, 1, 30]);
    /// 1.3.6.1.4.1.45724.1.1.2, the serial number that enterprise attestation hands out.
    pub const FIDO_ENTERPRISE_SERIAL_NUMBER: Self = Self(&[0x2B, 6, 1, 4, 1, 0x82, 0xE5, 0x1C, 1, 1, 2]);
    /// 1.3.6.1.4.1.45724.1.1.4, the AAGUID.
    pub const FIDO_AAGUID: Self = Self(&[0x2B, 6, 1, 4, 1, 0x82, 0xE5, 0x1C, 1, 1, 4]);
    /// 1.3.6.1.4.1.45724.1.1.5, the firmware version.
    pub const FIDO_FIRMWARE_VERSION: Self = Self(&[0x2B, 6, 1, 4, 1, 0x82, 0xE5, 0x1C, 1, 1, 5]);
    /// 1.2.840.113635.100.8.2, the nonce of Apple's attestation.
    pub const APPLE_NONCE: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x63, 0x64, 8, 2]);
}

/// Purposes of keys.
impl ObjectIdentifier<'static> {
    /// 1.3.6.1.5.5.7.3.1, id-kp-serverAuth: the key is that of a server.
    pub const SERVER_AUTHENTICATION: Self = Self(&[0x2B, 6, 1, 5, 5, 7, 3, 1]);
    /// 2.23.133.8.3, tcg-kp-AIKCertificate: the key attests for a TPM.
    pub const TPM_ATTESTATION_KEY: Self = Self(&[0x67, 0x81, 5, 8, 3]);
}

/// Algorithms and curves.
impl ObjectIdentifier<'static> {
    /// 1.2.840.10045.2.1, a key on an elliptic curve.
    pub(crate) const EC_PUBLIC_KEY: Self = Self(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]);
    /// 1.2.840.10045.3.1.7
    pub(crate) const P256: Self = Self(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]);
    /// 1.3.132.0.34
    pub(crate) const P384: Self = Self(&[0x2B, 0x81, 4, 0, 34]);
    /// 1.3.132.0.35
    pub(crate) const P521: Self = Self(&[0x2B, 0x81, 4, 0, 35]);
    /// 1.3.132.0.10
    pub(crate) const SECP256K1: Self = Self(&[0x2B, 0x81, 4, 0, 10]);
    /// 1.2.840.10045.4.1
    pub(crate) const ECDSA_WITH_SHA1: Self = Self(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1]);
    /// 1.2.840.10045.4.3.2
    pub(crate) const ECDSA_WITH_SHA256: Self = Self(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2]);
    /// 1.2.840.10045.4.3.3
    pub(crate) const ECDSA_WITH_SHA384: Self = Self(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3]);
    /// 1.2.840.10045.4.3.4
    pub(crate) const ECDSA_WITH_SHA512: Self = Self(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 4]);
    /// 1.2.840.113549.1.1.1
    pub(crate) const RSA_ENCRYPTION: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1]);
    /// 1.2.840.113549.1.1.5
    pub(crate) const SHA1_WITH_RSA: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5]);
    /// 1.2.840.113549.1.1.8
    pub(crate) const MGF1: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 8]);
    /// 1.2.840.113549.1.1.10
    pub(crate) const RSASSA_PSS: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10]);
    /// 1.2.840.113549.1.1.11
    pub(crate) const SHA256_WITH_RSA: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11]);
    /// 1.2.840.113549.1.1.12
    pub(crate) const SHA384_WITH_RSA: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 12]);
    /// 1.2.840.113549.1.1.13
    pub(crate) const SHA512_WITH_RSA: Self = Self(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 13]);
    /// 1.3.101.112
    pub(crate) const ED25519: Self = Self(&[0x2B, 0x65, 112]);
    /// 1.3.101.113
    pub(crate) const ED448: Self = Self(&[0x2B, 0x65, 113]);
    /// 2.16.840.1.101.3.4.3.17
    pub(crate) const ML_DSA_44: Self = Self(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17]);
    /// 2.16.840.1.101.3.4.3.18
    pub(crate) const ML_DSA_65: Self = Self(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18]);
    /// 2.16.840.1.101.3.4.3.19
    pub(crate) const ML_DSA_87: Self = Self(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 19]);
    /// 2.16.840.1.101.3.4.2.1
    pub(crate) const SHA256: Self = Self(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);
    /// 2.16.840.1.101.3.4.2.2
    pub(crate) const SHA384: Self = Self(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]);
    /// 2.16.840.1.101.3.4.2.3
    pub(crate) const SHA512: Self = Self(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]);
}

/// The numbers with dots between them. A number of more than 64 bits ends the text with a question mark.
impl fmt::Display for ObjectIdentifier<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut number: u64 = 0;
        let mut is_first = true;
        for byte in self.0 {
            let low = u64::from(byte & 0x7F);
            let Some(shifted) = number.checked_mul(0x80) else { return formatter.write_str("?") };
            number = shifted | low;
            if byte & 0x80 != 0 {
                continue;
            }
            if is_first {
                // X.690 §8.19.4: the first two numbers are one, and the first of them is at most 2.
                let first = (number / 40).min(2);
                write!(formatter, "{first}.{}", number.saturating_sub(first.saturating_mul(40)))?;
            } else {
                write!(formatter, ".{number}")?;
            }
            is_first = false;
            number = 0;
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectIdentifier<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ObjectIdentifier({self})")
    }
}
