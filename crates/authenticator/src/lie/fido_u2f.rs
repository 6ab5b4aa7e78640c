//! Lies of a `fido-u2f` statement.

use alloc::vec::Vec;

use super::Lie;
use super::row::{At, Change, Row};
use crate::{Algorithm, Attestation};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::U2fSignedAsPacked,
        change: Change::Statement(|statement| statement.u2f_signed_as_packed()),
        at: At::formats(&[(Attestation::FidoU2f, "8.6.v6")]),
    },
    Row {
        lie: Lie::U2fReservedByte,
        change: Change::Statement(|statement| {
            statement.u2f_signed_parts(|[_, rest @ ..]| {
                let [rp_id, hash, id, key] = rest;
                [Vec::from([1]), rp_id, hash, id, key]
            })
        }),
        at: At::formats(&[(Attestation::FidoU2f, "8.6.v6")]),
    },
    Row {
        lie: Lie::U2fCredentialIdOther,
        change: Change::Statement(|statement| {
            statement
                .u2f_signed_parts(|[byte, rp_id, hash, _, key]| [byte, rp_id, hash, Vec::from([7; 32]), key])
        }),
        at: At::formats(&[(Attestation::FidoU2f, "8.6.v6")]),
    },
    Row {
        lie: Lie::U2fCertificateOnAnotherCurve,
        change: Change::Statement(|statement| statement.attestation_algorithm(Algorithm::Es384)),
        at: At::formats(&[(Attestation::FidoU2f, "8.6.v2")]),
    },
    Row {
        lie: Lie::U2fTwoCertificates,
        change: Change::Statement(|statement| statement.with_root()),
        at: At::formats(&[(Attestation::FidoU2f, "8.6.v2")]),
    },
];
