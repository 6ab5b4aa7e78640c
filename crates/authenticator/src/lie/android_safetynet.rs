//! Lies of an `android-safetynet` statement.

use alloc::vec::Vec;

use serde_json::Value;

use super::Lie;
use super::row::{At, Change, Row};
use crate::{Attestation, Extension};

/// A day in milliseconds.
const DAY_MILLISECONDS: i64 = 86_400_000;

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::SafetyNetVersionMissing,
        change: Change::Statement(|statement| statement.without("ver")),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v1")]),
    },
    Row {
        lie: Lie::SafetyNetResponseMissing,
        change: Change::Statement(|statement| statement.without("response")),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v1")]),
    },
    Row {
        lie: Lie::SafetyNetResponseText,
        change: Change::Statement(|statement| statement.member("response", "text")),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v1")]),
    },
    Row {
        lie: Lie::SafetyNetJwsCut,
        change: Change::Statement(|statement| {
            statement.jws(|bytes| bytes.rsplitn(2, |byte| *byte == b'.').last().unwrap_or_default().to_vec())
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetJwsFourParts,
        change: Change::Statement(|statement| statement.jws(|bytes| [&bytes[..], b".AA"].concat())),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetAlgorithmNone,
        change: Change::Statement(|statement| statement.jws_header(|header| header.member("alg", "none"))),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetAlgorithmSymmetric,
        change: Change::Statement(|statement| statement.jws_header(|header| header.member("alg", "HS256"))),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetCritical,
        change: Change::Statement(|statement| {
            statement.jws_header(|header| header.member("crit", Vec::from(["exp"])))
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetNonceOther,
        change: Change::Statement(|statement| {
            statement.jws_payload(|payload| {
                payload.member("nonce", "ywDhtBB5GEejNUbs2JrFKiU2RTlZPYXY3V4qBLYI5+c=")
            })
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v3")]),
    },
    Row {
        lie: Lie::SafetyNetNonceMissing,
        change: Change::Statement(|statement| statement.jws_payload(|payload| payload.without("nonce"))),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v3")]),
    },
    Row {
        lie: Lie::SafetyNetProfileMismatch,
        change: Change::Statement(|statement| {
            statement.jws_payload(|payload| payload.member("ctsProfileMatch", false))
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetProfileMissing,
        change: Change::Statement(|statement| {
            statement.jws_payload(|payload| payload.without("ctsProfileMatch"))
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetTimeMissing,
        change: Change::Statement(|statement| {
            statement.jws_payload(|payload| payload.without("timestampMs"))
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetOld,
        change: Change::Statement(|statement| {
            statement.jws_payload(|payload| {
                payload.change_member("timestampMs", |time| later(&time, -DAY_MILLISECONDS))
            })
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetAhead,
        change: Change::Statement(|statement| {
            statement.jws_payload(|payload| {
                payload.change_member("timestampMs", |time| later(&time, DAY_MILLISECONDS))
            })
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetHostOther,
        change: Change::Statement(|statement| {
            statement
                .certificate(|certificate| certificate.extension(Extension::dns_name("attest.evil.example")))
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v4")]),
    },
];

/// A time so many milliseconds later.
fn later(time: &Value, milliseconds: i64) -> Value {
    time.as_i64().unwrap_or_default().saturating_add(milliseconds).into()
}
