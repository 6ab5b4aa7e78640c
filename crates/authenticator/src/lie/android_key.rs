//! Lies of an `android-key` statement.

use super::Lie;
use super::bytes::{another_key, without_last};
use super::row::{At, Change, Row};
use crate::key_description::KeyDescription;
use crate::{Attestation, Extension, der, oid};

/// The tag of purpose.
const PURPOSE: u32 = 1;
/// The tag of allApplications.
const ALL_APPLICATIONS: u32 = 600;
/// The tag of origin.
const ORIGIN: u32 = 702;

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::AndroidDescriptionMissing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.without_extension(oid::ANDROID_KEY_DESCRIPTION))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.1.r1")]),
    },
    Row {
        lie: Lie::AndroidDescriptionCut,
        change: Change::Statement(|statement| {
            statement.key_description(|description| description.edit(without_last))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.1.r1")]),
    },
    Row {
        lie: Lie::AndroidDescriptionFieldMissing,
        change: Change::Statement(|statement| {
            statement.key_description(|description| {
                description.edit_fields(|fields| fields.into_iter().take(7).collect())
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.1.r1")]),
    },
    Row {
        lie: Lie::AndroidDescriptionTrailing,
        change: Change::Statement(|statement| {
            statement.key_description(|description| description.edit(|bytes| [&bytes[..], &[0]].concat()))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5")]),
    },
    Row {
        lie: Lie::AndroidTagTwice,
        change: Change::Statement(|statement| {
            statement.key_description(|description| {
                description.hardware_enforced(|list| list.add(ORIGIN, &der::unsigned(&[0])))
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5")]),
    },
    Row {
        lie: Lie::AndroidIssuerDescribesKey,
        change: Change::Statement(|statement| {
            statement.intermediate(|certificate| {
                let description = KeyDescription::new(&[7; 32]).into_der();
                certificate.extension(Extension::new(oid::ANDROID_KEY_DESCRIPTION, &description))
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.1.r1")]),
    },
    Row {
        lie: Lie::AndroidKeyOther,
        change: Change::Statement(|statement| statement.certified_key(&another_key())),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v3")]),
    },
    Row {
        lie: Lie::AndroidChallengeOther,
        change: Change::Statement(|statement| {
            statement.key_description(|description| description.challenge(&[7; 32]))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v4")]),
    },
    Row {
        lie: Lie::AndroidAllApplicationsHardware,
        change: Change::Statement(|statement| {
            statement.key_description(|description| {
                description.hardware_enforced(|list| list.add(ALL_APPLICATIONS, &der::null()))
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.a")]),
    },
    Row {
        lie: Lie::AndroidAllApplicationsSoftware,
        change: Change::Statement(|statement| {
            statement.key_description(|description| {
                description.software_enforced(|list| list.add(ALL_APPLICATIONS, &der::null()))
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.a")]),
    },
    Row {
        lie: Lie::AndroidOriginImported,
        change: Change::Statement(|statement| {
            statement.key_description(|description| description.hardware_enforced(|list| list.origin(2)))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.1")]),
    },
    Row {
        lie: Lie::AndroidOriginMissing,
        change: Change::Statement(|statement| {
            statement
                .key_description(|description| description.hardware_enforced(|list| list.without(ORIGIN)))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.1")]),
    },
    Row {
        lie: Lie::AndroidOriginSoftware,
        change: Change::Statement(|statement| {
            statement.key_description(|description| {
                description
                    .hardware_enforced(|list| list.without(ORIGIN))
                    .software_enforced(|list| list.origin(0))
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.1")]),
    },
    Row {
        lie: Lie::AndroidPurposeMissing,
        change: Change::Statement(|statement| {
            statement
                .key_description(|description| description.hardware_enforced(|list| list.without(PURPOSE)))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.2")]),
    },
    Row {
        lie: Lie::AndroidPurposeEncryption,
        change: Change::Statement(|statement| {
            statement.key_description(|description| description.hardware_enforced(|list| list.purposes(&[0])))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.2")]),
    },
    Row {
        lie: Lie::AndroidPurposeFurther,
        change: Change::Statement(|statement| {
            statement
                .key_description(|description| description.hardware_enforced(|list| list.purposes(&[2, 3])))
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.2")]),
    },
    Row {
        lie: Lie::AndroidPurposeSoftware,
        change: Change::Statement(|statement| {
            statement.key_description(|description| {
                description
                    .hardware_enforced(|list| list.without(PURPOSE))
                    .software_enforced(|list| list.purposes(&[2]))
            })
        }),
        at: At::formats(&[(Attestation::AndroidKey, "8.4.v5.b.2")]),
    },
];
