//! Object identifiers, dotted.

/// `id-ecPublicKey`.
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// The curve P-256.
pub const P256: &str = "1.2.840.10045.3.1.7";
/// The curve P-384.
pub const P384: &str = "1.3.132.0.34";
/// The curve P-521.
pub const P521: &str = "1.3.132.0.35";
/// The curve secp256k1.
pub const SECP256K1: &str = "1.3.132.0.10";
/// Ed25519, the key and the signature.
pub const ED25519: &str = "1.3.101.112";
/// Ed448, the key and the signature.
pub const ED448: &str = "1.3.101.113";
/// ML-DSA-44, the key and the signature.
pub const ML_DSA_44: &str = "2.16.840.1.101.3.4.3.17";
/// ML-DSA-65, the key and the signature.
pub const ML_DSA_65: &str = "2.16.840.1.101.3.4.3.18";
/// ML-DSA-87, the key and the signature.
pub const ML_DSA_87: &str = "2.16.840.1.101.3.4.3.19";
/// `rsaEncryption`.
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// `sha1WithRSAEncryption`.
pub const RSA_SHA1: &str = "1.2.840.113549.1.1.5";
/// `sha256WithRSAEncryption`.
pub const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
/// `sha384WithRSAEncryption`.
pub const RSA_SHA384: &str = "1.2.840.113549.1.1.12";
/// `sha512WithRSAEncryption`.
pub const RSA_SHA512: &str = "1.2.840.113549.1.1.13";
/// `id-RSASSA-PSS`.
pub const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
/// `id-mgf1`.
pub const MGF1: &str = "1.2.840.113549.1.1.8";
/// `ecdsa-with-SHA1`.
pub const ECDSA_SHA1: &str = "1.2.840.10045.4.1";
/// `ecdsa-with-SHA256`.
pub const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
/// `ecdsa-with-SHA384`.
pub const ECDSA_SHA384: &str = "1.2.840.10045.4.3.3";
/// `ecdsa-with-SHA512`.
pub const ECDSA_SHA512: &str = "1.2.840.10045.4.3.4";
/// SHA-1.
pub const SHA1: &str = "1.3.14.3.2.26";
/// SHA-256.
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// SHA-384.
pub const SHA384: &str = "2.16.840.1.101.3.4.2.2";
/// SHA-512.
pub const SHA512: &str = "2.16.840.1.101.3.4.2.3";

/// The name attribute `C`.
pub const COUNTRY: &str = "2.5.4.6";
/// The name attribute `O`.
pub const ORGANIZATION: &str = "2.5.4.10";
/// The name attribute `OU`.
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
/// The name attribute `CN`.
pub const COMMON_NAME: &str = "2.5.4.3";

/// The name attribute of a TPM's manufacturer.
pub const TPM_MANUFACTURER: &str = "2.23.133.2.1";
/// The name attribute of a TPM's model.
pub const TPM_MODEL: &str = "2.23.133.2.2";
/// The name attribute of a TPM's version.
pub const TPM_VERSION: &str = "2.23.133.2.3";

/// The purpose of a TPM's attestation key.
pub const TPM_ATTESTATION_KEY: &str = "2.23.133.8.3";

/// The extension subjectKeyIdentifier.
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
/// The extension authorityKeyIdentifier.
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
/// The extension basicConstraints.
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// The extension keyUsage.
pub const KEY_USAGE: &str = "2.5.29.15";
/// The extension subjectAltName.
pub const SUBJECT_ALTERNATIVE_NAME: &str = "2.5.29.17";
/// The extension extKeyUsage.
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// The extension certificatePolicies.
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
/// The extension nameConstraints.
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// Android's extension that describes a key.
pub const ANDROID_KEY_DESCRIPTION: &str = "1.3.6.1.4.1.11129.2.1.17";
/// The extension `id-fido-gen-ce-aaguid`.
pub const FIDO_AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
/// The extension `id-fido-gen-ce-fw-version`.
pub const FIDO_FIRMWARE_VERSION: &str = "1.3.6.1.4.1.45724.1.1.5";
/// The extension `id-fido-gen-ce-sernum`, of enterprise attestation.
pub const FIDO_SERIAL_NUMBER: &str = "1.3.6.1.4.1.45724.1.1.2";
/// The extension with the nonce of Apple's attestation.
pub const APPLE_NONCE: &str = "1.2.840.113635.100.8.2";
