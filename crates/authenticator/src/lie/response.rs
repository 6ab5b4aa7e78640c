//! Lies of the JSON that a page sends.

use alloc::vec::Vec;

use serde_json::Value;

use super::Lie;
use super::row::{At, Change, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::IdIsNotRawId,
        change: Change::Response(|response| response.bytes("id", b"another credential")),
        at: At::both("c.response-id", "c.response-id"),
    },
    Row {
        lie: Lie::RawIdIsNotId,
        change: Change::Response(|response| response.raw_id(b"another credential")),
        at: At::both("c.response-id", "c.response-id"),
    },
    Row {
        lie: Lie::IdIsNotAttested,
        change: Change::Response(|response| {
            response.bytes("id", b"another credential").raw_id(b"another credential")
        }),
        at: At::registration("c.response-id"),
    },
    Row {
        lie: Lie::CredentialType,
        change: Change::Response(|response| response.member("type", "password")),
        at: At::both("7.1.3", "7.2.3"),
    },
    Row {
        lie: Lie::ClientDataMissing,
        change: Change::Response(|response| response.without("response/clientDataJSON")),
        at: At::both("7.1.3", "7.2.7"),
    },
    Row {
        lie: Lie::ClientDataNotBase64url,
        change: Change::Response(|response| response.edit(with_padding)),
        at: At::both("c.response", "c.response"),
    },
    Row {
        lie: Lie::AttestationObjectMissing,
        change: Change::Response(|response| response.without("response/attestationObject")),
        at: At::registration("7.1.3"),
    },
    Row {
        lie: Lie::AttestationObjectEmpty,
        change: Change::Response(|response| response.member("response/attestationObject", "")),
        at: At::registration("7.1.3"),
    },
    Row {
        lie: Lie::AuthenticatorDataMissing,
        change: Change::Response(|response| response.without("response/authenticatorData")),
        at: At::authentication("7.2.7"),
    },
    Row {
        lie: Lie::AssertionSignatureMissing,
        change: Change::Response(|response| response.without("response/signature")),
        at: At::authentication("7.2.7"),
    },
    Row {
        lie: Lie::ExtensionResultsNoObject,
        change: Change::Response(|response| response.client_extension_results(Vec::from(["credProps"]))),
        at: At::both("7.1.4", "7.2.4"),
    },
];

/// The response with a sign of padding behind the client data.
fn with_padding(mut response: Value) -> Value {
    if let Some(text) = response.pointer_mut("/response/clientDataJSON") {
        *text = [text.as_str().unwrap_or_default(), "="].concat().into();
    }
    response
}
