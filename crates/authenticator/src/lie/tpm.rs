//! Lies of a `tpm` statement.

use alloc::vec::Vec;

use super::Lie;
use super::bytes::{another_key, last_bit_flipped, without_last};
use super::row::{At, Change, Row};
use crate::{Attestation, Extension, Name, der, oid};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::TpmVersion,
        change: Change::Statement(|statement| statement.member("ver", "1.2")),
        at: At::formats(&[(Attestation::Tpm, "8.3.v1")]),
    },
    Row {
        lie: Lie::TpmCertInfoMissing,
        change: Change::Statement(|statement| statement.without("certInfo")),
        at: At::formats(&[(Attestation::Tpm, "8.3.v1")]),
    },
    Row {
        lie: Lie::TpmPubAreaMissing,
        change: Change::Statement(|statement| statement.without("pubArea")),
        at: At::formats(&[(Attestation::Tpm, "8.3.v1")]),
    },
    Row {
        lie: Lie::TpmPubAreaOfAnotherKey,
        change: Change::Statement(|statement| statement.tpm_public(|public| public.key(&another_key()))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v2")]),
    },
    Row {
        lie: Lie::TpmPubAreaTrailing,
        change: Change::Statement(|statement| {
            statement.tpm_public(|public| public.edit(|bytes| [&bytes[..], &[0]].concat()))
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.v2")]),
    },
    Row {
        lie: Lie::TpmPubAreaCut,
        change: Change::Statement(|statement| statement.tpm_public(|public| public.edit(without_last))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v2")]),
    },
    Row {
        lie: Lie::TpmCertInfoTrailing,
        change: Change::Statement(|statement| {
            statement.tpm_attest(|attest| attest.edit(|bytes| [&bytes[..], &[0]].concat()))
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5")]),
    },
    Row {
        lie: Lie::TpmCertInfoCut,
        change: Change::Statement(|statement| statement.tpm_attest(|attest| attest.edit(without_last))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5")]),
    },
    Row {
        lie: Lie::TpmMagic,
        change: Change::Statement(|statement| statement.tpm_attest(|attest| attest.magic(0x4743_54ff))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5.a")]),
    },
    Row {
        lie: Lie::TpmQuote,
        change: Change::Statement(|statement| statement.tpm_attest(|attest| attest.kind(0x8018))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5.b")]),
    },
    Row {
        lie: Lie::TpmExtraDataOther,
        change: Change::Statement(|statement| {
            statement.tpm_attest(|attest| attest.extra_data(|_| Vec::from([7; 32])))
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5.c")]),
    },
    Row {
        lie: Lie::TpmExtraDataEmpty,
        change: Change::Statement(|statement| {
            statement.tpm_attest(|attest| attest.extra_data(|_| Vec::new()))
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5.c")]),
    },
    Row {
        lie: Lie::TpmNameOther,
        change: Change::Statement(|statement| statement.tpm_attest(|attest| attest.name(last_bit_flipped))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5.d")]),
    },
    Row {
        lie: Lie::TpmNameWithoutHash,
        change: Change::Statement(|statement| statement.tpm_public(|public| public.name_algorithm(0x0010))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v5.d")]),
    },
    Row {
        lie: Lie::TpmSubject,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.subject(|name| name.attribute(oid::COMMON_NAME, der::UTF8_STRING, "a TPM"))
            })
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.1.b")]),
    },
    Row {
        lie: Lie::TpmNameMissing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.without_extension(oid::SUBJECT_ALTERNATIVE_NAME))
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.1.c")]),
    },
    Row {
        lie: Lie::TpmModelMissing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.extension(Extension::tpm_name(&Name::of_tpm().without(oid::TPM_MODEL)))
            })
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.1.c")]),
    },
    Row {
        lie: Lie::TpmManufacturerUnknown,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.extension(Extension::tpm_name(&Name::of_tpm().attribute(
                    oid::TPM_MANUFACTURER,
                    der::UTF8_STRING,
                    "id:00000000",
                )))
            })
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.1.c")]),
    },
    Row {
        lie: Lie::TpmPurposeMissing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.without_extension(oid::EXTENDED_KEY_USAGE))
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.1.d")]),
    },
    Row {
        lie: Lie::TpmPurposeOther,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| {
                certificate.extension(Extension::extended_key_usage(&["2.23.133.8.1"]))
            })
        }),
        at: At::formats(&[(Attestation::Tpm, "8.3.1.d")]),
    },
    Row {
        lie: Lie::TpmCurveUnknown,
        change: Change::Statement(|statement| statement.tpm_public(|public| public.curve(0x7fff))),
        at: At::formats(&[(Attestation::Tpm, "8.3.v2")]).unless(|_, algorithm| {
            // A key of RSA has no curve.
            (!algorithm.is_ecdsa()).then_some("")
        }),
    },
];
