//! Lies of an `android-safetynet` statement.

use alloc::vec::Vec;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::Lie;
use super::row::{At, Change, Row};
use crate::response::base64url;
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
        change: Change::Statement(|statement| {
            statement.jws_header(|header| header.member("alg", "none")).jws(without_signature)
        }),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetAlgorithmSymmetric,
        change: Change::Statement(|statement| {
            let key = statement.attestation_public_key();
            let jws = statement.jws_header(|header| header.member("alg", "HS256"));
            jws.jws(move |jws| authenticated(&without_signature(jws), &key))
        }),
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
    Row {
        lie: Lie::SafetyNetWithoutCertificates,
        change: Change::Statement(|statement| statement.jws_header(|header| header.without("x5c"))),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
    Row {
        lie: Lie::SafetyNetPayloadNoJson,
        change: Change::Statement(|statement| statement.jws_payload(|payload| payload.raw(b"payload"))),
        at: At::formats(&[(Attestation::AndroidSafetyNet, "8.5.v2")]),
    },
];

/// A time so many milliseconds later.
fn later(time: &Value, milliseconds: i64) -> Value {
    time.as_i64().unwrap_or_default().saturating_add(milliseconds).into()
}

/// The JWS up to its last dot, with nothing behind it.
fn without_signature(jws: Vec<u8>) -> Vec<u8> {
    let length = jws.iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot.saturating_add(1));
    jws.into_iter().take(length).collect()
}

/// The JWS with a code under a key that everybody knows in the place of the signature.
fn authenticated(jws: &[u8], key: &[u8]) -> Vec<u8> {
    let signed = jws.strip_suffix(b".").unwrap_or(jws);
    // A key of HMAC may have any length.
    let code = Hmac::<Sha256>::new_from_slice(key).map(|hmac| hmac.chain_update(signed).finalize());
    let code = code.map(|code| base64url(&code.into_bytes())).unwrap_or_default();
    [jws, code.as_bytes()].concat()
}
