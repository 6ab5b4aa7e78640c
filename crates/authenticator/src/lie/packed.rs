//! Lies of the certificate of a `packed` statement.

use alloc::vec::Vec;

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
            statement.certificate(|certificate| {
                certificate.change_extension(oid::FIDO_AAGUID, Extension::critical)
            })
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.c")]),
    },
    Row {
        lie: Lie::AaguidWrappedOnce,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.change_extension(oid::FIDO_AAGUID, |aaguid| aaguid.edit(without_wrapping))
            })
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
    Row {
        lie: Lie::FirmwareVersionNegative,
        change: Change::Statement(|statement| {
            let negative = Extension::new(oid::FIDO_FIRMWARE_VERSION, &[2, 1, 0xff]);
            statement.certificate(|certificate| certificate.extension(negative))
        }),
        at: At::formats(&[(Attestation::PackedBasic, "8.2.1.r2")]),
    },
];

/// The contents of an element whose tag and length have a byte each.
fn without_wrapping(element: Vec<u8>) -> Vec<u8> {
    element.into_iter().skip(2).collect()
}
