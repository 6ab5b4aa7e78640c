//! Messages to start from, and what an error says.

use countersign_cbor::Item;
use countersign_wire::{Error, ErrorKind, Field, base64url};
use serde_json::{Value, json};

pub(crate) const UP: u8 = 0x01;
pub(crate) const AT: u8 = 0x40;
pub(crate) const ED: u8 = 0x80;

pub(crate) const RP_ID_HASH: [u8; 32] = [0x52; 32];

/// Does not begin like a CBOR map, so that it is never mistaken for extension outputs.
pub(crate) const AAGUID: [u8; 16] =
    [1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77];

pub(crate) const CREDENTIAL_ID: [u8; 16] = [0xc1; 16];

/// Everything that an error says.
pub(crate) type Refusal = (Field, ErrorKind, Option<&'static str>);

pub(crate) fn refusal<T>(result: Result<T, Error>) -> Refusal {
    let Err(error) = result else { panic!("accepted") };
    (error.field(), error.kind(), error.rule())
}

/// The rule that refuses.
pub(crate) fn rule<T>(result: Result<T, Error>) -> &'static str {
    refusal(result).2.unwrap_or("none")
}

pub(crate) fn text(text: &str) -> Item {
    Item::Text(text.to_owned())
}

pub(crate) fn integer(number: i64) -> Item {
    u64::try_from(number).map_or_else(|_| Item::Negative(!number.cast_unsigned()), Item::Unsigned)
}

/// A COSE key from its members.
pub(crate) fn key(members: &[(i64, Item)]) -> Vec<u8> {
    Item::map(members.iter().map(|(label, value)| (integer(*label), value.clone()))).to_bytes()
}

/// An ES256 key of the right shape; parsers do not ask whether a point is on its curve.
pub(crate) fn es256() -> Vec<(i64, Item)> {
    vec![
        (1, integer(2)),
        (3, integer(-7)),
        (-1, integer(1)),
        (-2, Item::bytes(&[0x11; 32])),
        (-3, Item::bytes(&[0x22; 32])),
    ]
}

pub(crate) fn attested_credential_data(credential_id: &[u8], key: &[u8]) -> Vec<u8> {
    let length = u16::try_from(credential_id.len()).unwrap().to_be_bytes();
    [&AAGUID, &length[..], credential_id, key].concat()
}

pub(crate) fn attested() -> Vec<u8> {
    attested_credential_data(&CREDENTIAL_ID, &key(&es256()))
}

/// Authenticator data with a counter of 256 and whatever should follow it.
pub(crate) fn authenticator_data(flags: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&RP_ID_HASH, &[flags][..], &256_u32.to_be_bytes(), &parts.concat()].concat()
}

pub(crate) fn registration_data() -> Vec<u8> {
    authenticator_data(UP | AT, &[&attested()])
}

pub(crate) fn attestation_object() -> Item {
    object(text("none"), Item::map([]), Item::bytes(&registration_data()))
}

pub(crate) fn object(format: Item, statement: Item, authenticator_data: Item) -> Item {
    Item::map([(text("fmt"), format), (text("attStmt"), statement), (text("authData"), authenticator_data)])
}

/// What `toJSON()` gives at registration.
pub(crate) fn registration() -> Value {
    json!({
        "id": base64url::encode(&CREDENTIAL_ID),
        "rawId": base64url::encode(&CREDENTIAL_ID),
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": base64url::encode(b"{}"),
            "attestationObject": base64url::encode(&attestation_object().to_bytes()),
            "transports": ["internal"],
        },
    })
}

/// What `toJSON()` gives at authentication.
pub(crate) fn authentication() -> Value {
    json!({
        "id": base64url::encode(&CREDENTIAL_ID),
        "rawId": base64url::encode(&CREDENTIAL_ID),
        "type": "public-key",
        "authenticatorAttachment": "cross-platform",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": base64url::encode(b"{}"),
            "authenticatorData": base64url::encode(&authenticator_data(UP, &[])),
            "signature": base64url::encode(&[0x30; 70]),
            "userHandle": base64url::encode(&[7; 32]),
        },
    })
}

/// The message with the member at a JSON pointer set to something else.
pub(crate) fn with(mut message: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    message.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
    message
}

/// The message without the member at a JSON pointer.
pub(crate) fn without(mut message: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    message.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
    message
}

/// `levels` arrays in one another.
pub(crate) fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}
