//! What `Debug` and `Display` may show: names, sizes and places, never what a client sent.

use core::fmt::Debug;
use std::collections::HashSet;

use countersign_cbor::Item;
use countersign_wire::{
    AttestationObject, AuthenticationResponse, AuthenticatorData, AuthenticatorExtensions, ClientData, Field,
    RegistrationResponse, Transports, base64url,
};
use serde_json::json;

use crate::builder::{
    AT, ED, UP, attested_credential_data, authentication, authenticator_data, integer, key, object, refusal,
    registration, text, with,
};

const MARKER: &[u8; 16] = b"MarkerMarkerMark";

/// Fails if the marker shows as text, as base64url, as hex or as a list of bytes.
fn assert_hidden(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        for form in ["Marker", "marker", "TWFya2Vy", "4d61726b", "77, 97, 114", "77,\n", "4d, 61"] {
            assert!(!shown.contains(form), "{form} in {shown}");
        }
        assert!(!shown.is_empty());
    }
}

fn marked_data() -> Vec<u8> {
    let key = key(&[
        (1, integer(2)),
        (3, integer(-7)),
        (-1, integer(1)),
        (-2, Item::bytes(&[*MARKER; 2].concat())),
        (-3, Item::bytes(&[*MARKER; 2].concat())),
    ]);
    let outputs = Item::map([
        (text("x-MarkerMarker"), text("Marker")),
        (text("credBlob"), Item::bytes(MARKER)),
        (text("hmac-secret"), Item::bytes(MARKER)),
    ]);
    let mut bytes =
        authenticator_data(UP | AT | ED, &[&attested_credential_data(MARKER, &key), &outputs.to_bytes()]);
    bytes[..32].copy_from_slice(&[*MARKER; 2].concat());
    bytes
}

#[test]
fn refuses_to_show_authenticator_data() {
    let bytes = marked_data();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_hidden(&data);
    assert_hidden(&data.attested());
    assert_hidden(&data.attested().unwrap().public_key());
    let extensions = data.extensions().unwrap();
    assert_hidden(&extensions);
    assert_hidden(&extensions.cred_blob());
    assert_hidden(&extensions.hmac_secret());
    assert_hidden(&extensions.output("credBlob"));
    assert_eq!(format!("{:?}", extensions.cred_blob()), "Ok(Some(Blob(16 bytes)))");
    assert_eq!(format!("{:?}", extensions.hmac_secret()), "Ok(Some(Encrypted(16 bytes)))");
    assert_eq!(format!("{:?}", data.flags()), "Flags(0xc1)");
    let aaguid = data.attested().unwrap().aaguid();
    assert_eq!(format!("{aaguid:?}"), format!("Aaguid({aaguid})"));
    let shown = format!("{data:?}");
    assert!(shown.contains(&format!("bytes: {} bytes,", bytes.len())), "{shown}");
}

#[test]
fn refuses_to_show_attestation_objects() {
    let statement = Item::map([(text("sig"), Item::bytes(MARKER)), (text("Marker"), text("Marker"))]);
    let bytes = object(text("x-Marker"), statement, Item::bytes(&marked_data())).to_bytes();
    let object = AttestationObject::parse(&bytes).unwrap();
    assert_eq!(object.format(), "x-Marker");
    assert_hidden(&object);
}

#[test]
fn refuses_to_show_client_data() {
    for marker in ["Marker", "\\u004darker"] {
        let json = format!(
            r#"{{"type":"{marker}","challenge":"{marker}","origin":"{marker}","topOrigin":"{marker}","{marker}":"x"}}"#
        );
        let data = ClientData::from_json(&json).unwrap();
        assert_eq!(data.challenge(), Ok("Marker"));
        assert_hidden(&data);
    }
    assert_hidden(&ClientData::from_json(r#"{"crossOrigin":true,"type":{"Marker":"Marker"}}"#).unwrap());
}

#[test]
fn refuses_to_show_responses() {
    let marker = json!(base64url::encode(MARKER));
    let mut message = registration();
    for pointer in ["/id", "/rawId", "/response/clientDataJSON", "/response/attestationObject", "/Marker"] {
        message = with(message, pointer, marker.clone());
    }
    message = with(message, "/authenticatorAttachment", json!("Marker"));
    message = with(message, "/response/transports", json!(["Marker"]));
    let secrets =
        json!({ "prf": { "results": { "first": marker } }, "largeBlob": { "blob": marker }, "Marker": 1 });
    message = with(message, "/clientExtensionResults", secrets.clone());
    let response = RegistrationResponse::from_json(&message.to_string()).unwrap();
    assert_hidden(&response);
    assert_hidden(&response.attestation_response());
    assert_hidden(&response.client_extension_results());

    let mut message = with(authentication(), "/clientExtensionResults", secrets);
    for member in ["clientDataJSON", "authenticatorData", "signature", "userHandle"] {
        message = with(message, &format!("/response/{member}"), marker.clone());
    }
    let response = AuthenticationResponse::from_json(&message.to_string()).unwrap();
    assert_hidden(&response);
    assert_hidden(&response.assertion_response());
    assert_hidden(&response.client_extension_results());
}

/// Messages that are refused for each kind of error in turn, with marks all over.
#[test]
fn refuses_without_showing_what_it_refuses() {
    let mut errors = Vec::new();
    let mut client_data = |json: &str| errors.push(ClientData::from_json(json).err());
    client_data("Marker");
    client_data(r#"{"Marker":1,"Marker":1}"#);
    client_data(r#""Marker""#);
    client_data(&format!("{{\"Marker\":{}\"Marker\"{}}}", "[".repeat(17), "]".repeat(17)));
    errors.push(ClientData::text(b"Marker\xff").err());
    errors.push(ClientData::text(&MARKER.repeat(2_000)).err());
    errors.push(ClientData::from_json(r#"{"Marker":1}"#).unwrap().origin().err());
    errors.push(ClientData::from_json(r#"{"type":{"Marker":1}}"#).unwrap().ceremony_type().err());
    errors.push(base64url::decode("Marker=", Field::Signature, 99).err());
    errors.push(AttestationObject::parse(b"\x66Marker").err());
    errors.push(AttestationObject::parse(b"\xa1\x66Marker\x66Marker").err());
    let data = marked_data();
    errors.push(AuthenticatorData::parse(&data[..60]).err());
    errors.push(AuthenticatorData::parse(&[&data[..], MARKER].concat()).err());
    errors.push(AuthenticatorData::parse(&authenticator_data(UP | ED, &[])).err());
    let id = attested_credential_data(MARKER, b"\xa1\x66Marker\x66Marker");
    errors.push(AuthenticatorData::parse(&authenticator_data(UP | AT, &[&id])).err());
    errors.push(AuthenticatorData::parse(&authenticator_data(UP | AT, &[&[0; 18]])).err());

    let mut kinds = HashSet::new();
    for error in errors {
        let error = error.unwrap();
        assert_hidden(&error);
        let line = error.to_string();
        assert!(line.starts_with(error.field().name()), "{line}");
        assert!(!line.contains("Marker") && !line.contains('\n'), "{line}");
        kinds.insert(core::mem::discriminant(&error.kind()));
    }
    // Every kind that `ErrorKind` has.
    assert_eq!(kinds.len(), 15);
}

#[test]
fn refuses_with_a_line_that_says_what_and_where() {
    let line = |json: &str| ClientData::from_json(json).unwrap_err().to_string();
    assert_eq!(line("{\n  x"), "clientDataJSON: not JSON at line 2, column 3");
    assert_eq!(line("[]"), "clientDataJSON: expected JSON object, found array");
    assert_eq!(line(r#"{"a":1,"a":1}"#), "clientDataJSON: a JSON member stands there twice");
    let error = AuthenticatorData::parse(&[0; 36]).unwrap_err();
    assert_eq!(error.to_string(), "authenticatorData: ends too early, at byte 36");
    assert_eq!(refusal(AuthenticatorData::parse(&[0; 36])).2, Some("6.1.r1"));
    let error = AttestationObject::parse(&[0x80]).unwrap_err();
    assert_eq!(error.to_string(), "attestationObject: expected CBOR map, found array (at byte 0)");
}

/// The names of the specification, so that an operator finds the field in its text. Two fields are called `type`.
#[test]
fn refuses_with_the_name_of_every_field() {
    let names = [
        (Field::Credential, "credential"),
        (Field::Id, "id"),
        (Field::RawId, "rawId"),
        (Field::CredentialType, "type"),
        (Field::Response, "response"),
        (Field::ClientDataJson, "clientDataJSON"),
        (Field::AttestationObject, "attestationObject"),
        (Field::AuthenticatorData, "authenticatorData"),
        (Field::Signature, "signature"),
        (Field::UserHandle, "userHandle"),
        (Field::Transports, "transports"),
        (Field::AuthenticatorAttachment, "authenticatorAttachment"),
        (Field::ClientExtensionResults, "clientExtensionResults"),
        (Field::ClientDataType, "type"),
        (Field::Challenge, "challenge"),
        (Field::Origin, "origin"),
        (Field::CrossOrigin, "crossOrigin"),
        (Field::TopOrigin, "topOrigin"),
        (Field::Format, "fmt"),
        (Field::AttestationStatement, "attStmt"),
        (Field::AttestedCredentialData, "attestedCredentialData"),
        (Field::Aaguid, "aaguid"),
        (Field::CredentialId, "credentialId"),
        (Field::CredentialPublicKey, "credentialPublicKey"),
        (Field::Extensions, "extensions"),
        (Field::CredProtect, "credProtect"),
        (Field::MinPinLength, "minPinLength"),
        (Field::CredBlob, "credBlob"),
        (Field::HmacSecret, "hmac-secret"),
        (Field::ThirdPartyPayment, "thirdPartyPayment"),
        (Field::Uvm, "uvm"),
    ];
    for (field, name) in names {
        let error = base64url::decode("!", field, 9).unwrap_err();
        assert_eq!(error.to_string(), format!("{name}: not base64url without padding, at character 0"));
    }
}

#[test]
fn accepts_debug_of_outputs_that_hold_no_secret() {
    let outputs = Item::map([(text("credBlob"), Item::from(true)), (text("hmac-secret"), Item::from(false))])
        .to_bytes();
    let extensions = AuthenticatorExtensions::parse(&outputs).unwrap();
    assert_eq!(format!("{:?}", extensions.cred_blob()), "Ok(Some(Stored(true)))");
    assert_eq!(format!("{:?}", extensions.hmac_secret()), "Ok(Some(Enabled(false)))");
}

#[test]
fn refuses_to_show_transports() {
    let transports: Transports = ["Marker", "usb"].into_iter().collect();
    assert_hidden(&transports);
    assert_eq!(format!("{transports:?}"), "2 transports");
    for count in 0..4 {
        let some: Transports = ["usb", "nfc", "ble"].into_iter().take(count).collect();
        assert_eq!((some.count(), some.iter().count()), (count, count));
    }
}
