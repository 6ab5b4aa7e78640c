//! Lies of an `apple` statement.

use alloc::vec::Vec;

use super::Lie;
use super::row::{At, Change, Row};
use crate::{Attestation, oid};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::AppleNonceOther,
        change: Change::Statement(|statement| statement.apple_nonce(|_| Vec::from([7; 32]))),
        at: At::formats(&[(Attestation::Apple, "8.8.v4")]),
    },
    Row {
        lie: Lie::AppleNonceMissing,
        change: Change::Statement(|statement| {
            statement.certificate(|certificate| certificate.without_extension(oid::APPLE_NONCE))
        }),
        at: At::formats(&[(Attestation::Apple, "8.8.v4")]),
    },
    Row {
        lie: Lie::AppleNonceTrailing,
        change: Change::Statement(|statement| statement.apple_extension(|value| [&value[..], &[0]].concat())),
        at: At::formats(&[(Attestation::Apple, "8.8.v4")]),
    },
    Row {
        lie: Lie::AppleNonceBare,
        change: Change::Statement(|statement| {
            statement.apple_extension(|value| value.into_iter().skip(6).collect())
        }),
        at: At::formats(&[(Attestation::Apple, "8.8.v4")]),
    },
];
