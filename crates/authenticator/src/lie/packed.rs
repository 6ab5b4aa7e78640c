//! Lies of the certificate of a `packed` statement.

use super::Lie;
use super::row::{At, Change, Row};
use crate::{Attestation, Extension, Name, der, oid};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::SubjectEmpty,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.subject(|_| Name::empty()))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.b")]),
    },
    Row {
        lie: Lie::SubjectWithoutCountry,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.subject(|name| name.without(oid::COUNTRY)))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.b.1")]),
    },
    Row {
        lie: Lie::SubjectCountryLong,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.subject(|name| name.attribute(oid::COUNTRY, der::PRINTABLE_STRING, "SWE"))
            })
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.b.1")]),
    },
    Row {
        lie: Lie::SubjectWithoutOrganization,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.subject(|name| name.without(oid::ORGANIZATION)))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.b.2")]),
    },
    Row {
        lie: Lie::SubjectUnitOther,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.subject(|name| {
                    name.attribute(oid::ORGANIZATIONAL_UNIT, der::UTF8_STRING, "Authenticator attestation")
                })
            })
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.b.3")]),
    },
    Row {
        lie: Lie::SubjectWithoutCommonName,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.subject(|name| name.without(oid::COMMON_NAME)))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.b.4")]),
    },
    Row {
        lie: Lie::BasicConstraintsMissing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.without_extension(oid::BASIC_CONSTRAINTS))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.d")]),
    },
    Row {
        lie: Lie::AaguidExtensionCritical,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.extension(Extension::aaguid(&[7; 16]).critical()))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.c")]),
    },
    Row {
        lie: Lie::AaguidWrappedOnce,
        change: Change::Statement(|statement| {
            statement
                .certificate(|certificate| certificate.extension(Extension::new(oid::FIDO_AAGUID, &[7; 16])))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.c")]),
    },
    Row {
        lie: Lie::FirmwareVersionCritical,
        change: Change::Statement(|statement| {
            statement
                .certificate(|certificate| certificate.extension(Extension::firmware_version(1).critical()))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.r2")]),
    },
    Row {
        lie: Lie::SerialNumberUnasked,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.extension(Extension::serial_number(b"17")))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.2.r2")]),
    },
];
