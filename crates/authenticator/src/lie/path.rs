//! Lies of the path from the certificate to the trust anchor.

use alloc::vec::Vec;

use super::Lie;
use super::bytes::last_bit_flipped;
use super::row::{At, Change, Row};
use crate::{Attestation, Extension, NOT_AFTER, NOT_BEFORE, Name, TestAuthority, der, oid};

/// A day after [`NOT_BEFORE`]: long ago.
const PAST: i64 = NOT_BEFORE + 86_400;
/// A day before [`NOT_AFTER`]: in many years.
const FUTURE: i64 = NOT_AFTER - 86_400;

/// The step that judges who is trusted.
const UNTRUSTED: At = At::formats(&[
    (Attestation::PackedBasic, "7.1.24.c"),
    (Attestation::Tpm, "7.1.24.c"),
    (Attestation::AndroidKey, "7.1.24.c"),
    (Attestation::AndroidSafetyNet, "7.1.24.c"),
    (Attestation::FidoU2f, "7.1.24.c"),
    (Attestation::Apple, "7.1.24.c"),
]);

/// The same where a second certificate tells the lie: `fido-u2f` has none.
const UNTRUSTED_ISSUER: At = At::formats(&[
    (Attestation::PackedBasic, "7.1.24.c"),
    (Attestation::Tpm, "7.1.24.c"),
    (Attestation::AndroidKey, "7.1.24.c"),
    (Attestation::AndroidSafetyNet, "7.1.24.c"),
    (Attestation::Apple, "7.1.24.c"),
]);

/// The same of when a certificate is valid: a device itself says that of an Android key, with whatever clock it has.
const UNTRUSTED_IN_TIME: At = At::formats(&[
    (Attestation::PackedBasic, "7.1.24.c"),
    (Attestation::Tpm, "7.1.24.c"),
    (Attestation::AndroidKey, ""),
    (Attestation::AndroidSafetyNet, "7.1.24.c"),
    (Attestation::FidoU2f, "7.1.24.c"),
    (Attestation::Apple, "7.1.24.c"),
]);

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::AuthorityUntrusted,
        change: Change::Statement(|statement| statement.authority(stranger())),
        at: UNTRUSTED,
    },
    Row {
        lie: Lie::AuthorityUntrustedWithRoot,
        change: Change::Statement(|statement| statement.authority(stranger()).with_root()),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::CertificateExpired,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.validity(NOT_BEFORE, PAST))
        }),
        at: UNTRUSTED_IN_TIME,
    },
    Row {
        lie: Lie::CertificateNotYetValid,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.validity(FUTURE, NOT_AFTER))
        }),
        at: UNTRUSTED_IN_TIME,
    },
    Row {
        lie: Lie::CertificateSignatureBroken,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.edit_signature(last_bit_flipped))
        }),
        at: UNTRUSTED,
    },
    Row {
        lie: Lie::CertificateSaysSha1,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.signature_algorithm(&ecdsa_with_sha1()))
        }),
        at: UNTRUSTED,
    },
    Row {
        lie: Lie::CertificateIssuerOther,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.issuer(|name| name.attribute(oid::COMMON_NAME, der::UTF8_STRING, "Another"))
            })
        }),
        at: UNTRUSTED,
    },
    Row {
        lie: Lie::CertificateCriticalExtension,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.extension(Extension::new("1.3.6.1.4.1.99999.1", &[5, 0]).critical())
            })
        }),
        at: UNTRUSTED,
    },
    Row {
        lie: Lie::IntermediateMissing,
        change: Change::Statement(|statement| {
            statement.with_intermediate().x5c(|certificates| certificates.into_iter().take(1).collect())
        }),
        at: UNTRUSTED,
    },
    Row {
        lie: Lie::IntermediateExpired,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| certificate.validity(NOT_BEFORE, PAST))
        }),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::IntermediateNoAuthority,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| certificate.extension(Extension::end_entity()))
        }),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::IntermediateMaySignNoCertificates,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| certificate.extension(Extension::key_usage(&[0])))
        }),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::IntermediateVersion1,
        change: Change::Statement(|statement| statement.intermediate(|certificate| certificate.version(1))),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::IntermediateSignatureBroken,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| certificate.edit_signature(last_bit_flipped))
        }),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::IntermediateNamesForbidden,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| {
                certificate.extension(Extension::new(oid::NAME_CONSTRAINTS, &name_constraints()).critical())
            })
        }),
        at: UNTRUSTED_ISSUER,
    },
    Row {
        lie: Lie::IntermediateNotYetValid,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| certificate.validity(FUTURE, NOT_AFTER))
        }),
        at: UNTRUSTED_ISSUER,
    },
];

/// An authority that nobody trusts.
fn stranger() -> TestAuthority {
    TestAuthority::from_seed(b"an authority that nobody trusts")
}

/// ECDSA with SHA-1, as an AlgorithmIdentifier.
fn ecdsa_with_sha1() -> Vec<u8> {
    der::sequence(&[der::object_identifier("1.2.840.10045.4.1")])
}

/// Constraints that permit the names below another organization alone.
fn name_constraints() -> Vec<u8> {
    let other = Name::empty().attribute(oid::ORGANIZATION, der::UTF8_STRING, "Another");
    der::sequence(&[der::explicit(0, &der::sequence(&[der::explicit(4, &other.to_der())]))])
}
