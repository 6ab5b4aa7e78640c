//! Lies of the certificate of a statement, whatever its format.

use super::Lie;
use super::bytes::{another_key, without_last};
use super::row::{At, Change, Row};
use crate::{Attestation, Extension, der};

/// The steps that read certificates.
const MALFORMED: At = At::formats(&[
    (Attestation::PackedBasic, "8.2.v1"),
    (Attestation::Tpm, "8.3.v1"),
    (Attestation::AndroidKey, "8.4.v1"),
    (Attestation::AndroidSafetyNet, "8.5.v2"),
    (Attestation::FidoU2f, "8.6.v1"),
    (Attestation::Apple, "8.8.v1"),
]);

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::CertificateCut,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.edit(without_last))
        }),
        at: MALFORMED,
    },
    Row {
        lie: Lie::CertificateTrailing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.edit(|bytes| [&bytes[..], &[0]].concat()))
        }),
        at: MALFORMED,
    },
    Row {
        lie: Lie::CertificateExtensionTwice,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                // One that nobody knows and that is not critical: nothing else is wrong with it.
                let unknown = Extension::new("1.3.6.1.4.1.99999.1", &[5, 0]);
                certificate.add_extension(unknown.clone()).add_extension(unknown)
            })
        }),
        at: MALFORMED,
    },
    Row {
        lie: Lie::CertificateOfAnotherKey,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.key(&another_key()))
        }),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
            (Attestation::Apple, "8.8.v5"),
        ]),
    },
    Row {
        lie: Lie::CertificateIsAuthority,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.extension(Extension::authority(None)))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.d"), (Attestation::Tpm, "8.3.1.e")]),
    },
    Row {
        lie: Lie::CertificateVersion1,
        change: Change::Statement(|statement| statement.certificate(|certificate| certificate.version(1))),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.a"), (Attestation::Tpm, "8.3.1.a")]),
    },
    Row {
        lie: Lie::CertificateOfAnotherModel,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.extension(Extension::aaguid(&[7; 16])))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.v2.c"), (Attestation::Tpm, "8.3.v4.c")]),
    },
    Row {
        lie: Lie::CertificateAaguidShort,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.extension(Extension::aaguid(&[7; 15])))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.c"), (Attestation::Tpm, "8.3.v4.c")]),
    },
    Row {
        lie: Lie::CertificateAlgorithmsDiffer,
        change: Change::Statement(|statement| {
            let other = der::sequence(&[der::object_identifier("1.2.840.10045.4.3.3")]);
            statement.certificate(move |certificate| certificate.outer_signature_algorithm(&other))
        }),
        at: MALFORMED,
    },
];
