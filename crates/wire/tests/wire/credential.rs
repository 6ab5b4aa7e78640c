//! Response JSON.

use countersign_wire::{
    AuthenticationResponse, Error, ErrorKind, Field, JsonType, MAX_ATTESTATION_OBJECT_BYTES,
    MAX_AUTHENTICATOR_DATA_BYTES, MAX_CLIENT_DATA_BYTES, MAX_CREDENTIAL_ID_BYTES, MAX_HINT_CHARACTERS,
    MAX_RESPONSE_JSON_BYTES, MAX_SIGNATURE_BYTES, MAX_TRANSPORTS, MAX_USER_HANDLE_BYTES,
    RegistrationResponse, base64url,
};
use serde_json::{Value, json};

use crate::builder::{
    CREDENTIAL_ID, UP, attestation_object, authentication, authenticator_data, refusal, registration, with,
    without,
};

fn register(message: &Value) -> Result<RegistrationResponse, Error> {
    RegistrationResponse::from_json(&message.to_string())
}

fn authenticate(message: &Value) -> Result<AuthenticationResponse, Error> {
    AuthenticationResponse::from_json(&message.to_string())
}

/// Each JSON type but a string, and null if that is no string either.
fn not_strings(null_too: bool) -> Vec<(Value, JsonType)> {
    let mut values = vec![
        (json!(true), JsonType::Boolean),
        (json!(3), JsonType::Number),
        (json!(["AAAA"]), JsonType::Array),
        (json!({ "a": "AAAA" }), JsonType::Object),
    ];
    if null_too {
        values.push((Value::Null, JsonType::Null));
    }
    values
}

const REGISTRATION_BYTES: &[(&str, Field, usize)] = &[
    ("/id", Field::Id, MAX_CREDENTIAL_ID_BYTES),
    ("/rawId", Field::RawId, MAX_CREDENTIAL_ID_BYTES),
    ("/response/clientDataJSON", Field::ClientDataJson, MAX_CLIENT_DATA_BYTES),
    ("/response/attestationObject", Field::AttestationObject, MAX_ATTESTATION_OBJECT_BYTES),
];

const AUTHENTICATION_BYTES: &[(&str, Field, usize)] = &[
    ("/id", Field::Id, MAX_CREDENTIAL_ID_BYTES),
    ("/rawId", Field::RawId, MAX_CREDENTIAL_ID_BYTES),
    ("/response/clientDataJSON", Field::ClientDataJson, MAX_CLIENT_DATA_BYTES),
    ("/response/authenticatorData", Field::AuthenticatorData, MAX_AUTHENTICATOR_DATA_BYTES),
    ("/response/signature", Field::Signature, MAX_SIGNATURE_BYTES),
    ("/response/userHandle", Field::UserHandle, MAX_USER_HANDLE_BYTES),
];

/// Changes each member of both messages that holds bytes, and gives what reading says.
fn each_member(mut check: impl FnMut(&dyn Fn(Value) -> Result<(), Error>, &str, Field, usize)) {
    for &(pointer, field, most) in REGISTRATION_BYTES {
        check(&|value| register(&with(registration(), pointer, value)).map(|_| ()), pointer, field, most);
    }
    for &(pointer, field, most) in AUTHENTICATION_BYTES {
        check(
            &|value| authenticate(&with(authentication(), pointer, value)).map(|_| ()),
            pointer,
            field,
            most,
        );
    }
}

#[test]
fn accepts_a_registration() {
    let response = register(&registration()).unwrap();
    let parts = response.attestation_response().unwrap();
    let length = parts.attestation_object().len();
    assert_eq!(format!("{parts:?}"), format!("AttestationResponse({length} bytes)"));
    assert_eq!(parts.client_data_json(), b"{}");
    assert_eq!(parts.attestation_object(), attestation_object().to_bytes());
    assert_eq!(response.credential_id(), CREDENTIAL_ID);
    assert!(response.ids_agree());
    assert!(response.transports().eq(["internal"]));
    assert_eq!(response.authenticator_attachment(), Some("platform"));
    assert_eq!(response.client_extension_results().unwrap().unknown(), 0);
}

#[test]
fn accepts_an_authentication() {
    let response = authenticate(&authentication()).unwrap();
    assert_eq!(response.require_assertion(), Ok(()));
    let parts = response.assertion_response().unwrap();
    let length = parts.authenticator_data().len();
    assert_eq!(format!("{parts:?}"), format!("AssertionResponse({length} bytes)"));
    assert_eq!(parts.client_data_json(), b"{}");
    assert_eq!(parts.authenticator_data(), authenticator_data(UP, &[]));
    assert_eq!(parts.signature(), [0x30; 70]);
    assert_eq!(response.credential_id(), CREDENTIAL_ID);
    assert!(response.ids_agree());
    assert_eq!(response.user_handle(), Some(&[7; 32][..]));
    assert_eq!(response.authenticator_attachment(), Some("cross-platform"));
    assert_eq!(response.client_extension_results().unwrap().unknown(), 0);
}

#[test]
fn accepts_client_data_as_it_arrived() {
    let odd = b"\xef\xbb\xbf { \"type\" :\t\"webauthn.create\"}\n\xff";
    let message = with(registration(), "/response/clientDataJSON", json!(base64url::encode(odd)));
    assert_eq!(register(&message).unwrap().attestation_response().unwrap().client_data_json(), odd);
}

// attack: ad-easy-fields-disagree
#[test]
fn accepts_and_ignores_unknown_and_convenience_members() {
    let plain = register(&registration()).unwrap();
    for value in [json!("AAAA"), json!("not base64url!"), json!(-7), json!(null), json!([{}]), json!({})] {
        let mut message = with(registration(), "/unknown", value.clone());
        for name in ["publicKey", "publicKeyAlgorithm", "authenticatorData", "signature", "userHandle", "x"] {
            message = with(message, &format!("/response/{name}"), value.clone());
        }
        let response = register(&message).unwrap();
        assert!(response == plain, "{value}");
        let message = with(authentication(), "/response/publicKey", value);
        assert!(authenticate(&message).unwrap() == authenticate(&authentication()).unwrap());
    }
}

#[test]
fn accepts_id_alone_and_says_when_raw_id_differs() {
    for message in [without(registration(), "/rawId"), with(registration(), "/rawId", Value::Null)] {
        let response = register(&message).unwrap();
        assert_eq!((response.credential_id(), response.ids_agree()), (&CREDENTIAL_ID[..], true));
    }
    let other = json!(base64url::encode(&[0xc1; 17]));
    let response = register(&with(registration(), "/rawId", other.clone())).unwrap();
    assert_eq!((response.credential_id(), response.ids_agree()), (&[0xc1; 17][..], false));
    let response = authenticate(&with(authentication(), "/rawId", other)).unwrap();
    assert_eq!((response.credential_id(), response.ids_agree()), (&[0xc1; 17][..], false));
    let response = authenticate(&without(authentication(), "/rawId")).unwrap();
    assert_eq!((response.credential_id(), response.ids_agree()), (&CREDENTIAL_ID[..], true));
}

#[test]
fn refuses_a_message_without_id() {
    let missing = (Field::Id, ErrorKind::Missing, None);
    assert_eq!(refusal(register(&without(registration(), "/id"))), missing);
    assert_eq!(refusal(authenticate(&without(authentication(), "/id"))), missing);
}

#[test]
fn refuses_members_of_bytes_that_are_no_strings() {
    each_member(|read, pointer, field, _| {
        for (value, found) in not_strings(pointer == "/id") {
            let kind = ErrorKind::WrongType { expected: JsonType::String, found };
            assert_eq!(refusal(read(value)), (field, kind, None), "{pointer}");
        }
    });
}

#[test]
fn refuses_members_of_bytes_that_are_no_base64url() {
    each_member(|read, pointer, field, _| {
        for (text, at) in
            [("AAAA=", 4), ("AA==", 2), ("AA+A", 2), ("AA/A", 2), ("AA A", 2), ("AB", 1), ("A", 1)]
        {
            let refused = refusal(read(json!(text)));
            assert_eq!(refused, (field, ErrorKind::Base64url { at }, None), "{pointer} {text}");
        }
    });
}

#[test]
fn refuses_members_of_one_byte_more_than_their_bound() {
    each_member(|read, pointer, field, most| {
        assert_eq!(read(json!(base64url::encode(&vec![0; most]))), Ok(()), "{pointer}");
        let refused = refusal(read(json!(base64url::encode(&vec![0; most + 1]))));
        assert_eq!(refused, (field, ErrorKind::TooLong { most }, None), "{pointer}");
    });
}

// attack: dos-body
#[test]
fn refuses_a_message_of_one_byte_more_than_the_bound() {
    let message = registration().to_string();
    let padded = |length: usize| format!("{message}{}", " ".repeat(length - message.len()));
    assert_eq!(
        RegistrationResponse::from_json(&padded(MAX_RESPONSE_JSON_BYTES)).unwrap().transports().count(),
        1
    );
    let expected = (Field::Credential, ErrorKind::TooLong { most: MAX_RESPONSE_JSON_BYTES }, None);
    for length in [MAX_RESPONSE_JSON_BYTES + 1, 8 * MAX_RESPONSE_JSON_BYTES] {
        assert_eq!(refusal(RegistrationResponse::from_json(&padded(length))), expected);
        assert_eq!(refusal(AuthenticationResponse::from_json(&padded(length))), expected);
    }
}

// attack: dos-base64
#[test]
fn refuses_large_base64url_by_its_size_or_at_its_end() {
    let large = format!("{}*", "A".repeat(400_000));
    let message = with(registration(), "/response/attestationObject", json!(large));
    let kind = ErrorKind::TooLong { most: MAX_ATTESTATION_OBJECT_BYTES };
    assert_eq!(refusal(register(&message)), (Field::AttestationObject, kind, None));
    let within = format!("{}*", "A".repeat(160_000));
    let message = with(registration(), "/response/attestationObject", json!(within));
    let kind = ErrorKind::Base64url { at: 160_000 };
    assert_eq!(refusal(register(&message)), (Field::AttestationObject, kind, None));
}

#[test]
fn refuses_every_prefix_and_trailing_data() {
    let message = registration().to_string();
    for length in 0..message.len() {
        let (field, kind, _) = refusal(RegistrationResponse::from_json(message.get(..length).unwrap()));
        assert_eq!(field, Field::Credential);
        assert!(matches!(kind, ErrorKind::Json { line: 1, column: _ }), "{length}: {kind:?}");
    }
    for trailing in ["{}", ",", "\0", "x", "}"] {
        let kind = refusal(AuthenticationResponse::from_json(&format!("{}{trailing}", authentication()))).1;
        assert!(matches!(kind, ErrorKind::Json { .. }), "{kind:?}");
    }
}

#[test]
fn refuses_json_that_is_no_object() {
    for (text, found) in [
        ("null", JsonType::Null),
        ("true", JsonType::Boolean),
        ("-1", JsonType::Number),
        ("\"{}\"", JsonType::String),
        ("[{}]", JsonType::Array),
    ] {
        let kind = ErrorKind::WrongType { expected: JsonType::Object, found };
        assert_eq!(refusal(RegistrationResponse::from_json(text)), (Field::Credential, kind, None));
        assert_eq!(refusal(AuthenticationResponse::from_json(text)), (Field::Credential, kind, None));
        let value: Value = serde_json::from_str(text).unwrap();
        let refused = refusal(register(&with(registration(), "/response", value.clone())));
        assert_eq!(refused, (Field::Response, kind, None));
        let refused = refusal(authenticate(&with(authentication(), "/response", value)));
        assert_eq!(refused, (Field::Response, kind, None));
    }
    let missing = (Field::Response, ErrorKind::Missing, None);
    assert_eq!(refusal(register(&without(registration(), "/response"))), missing);
    assert_eq!(refusal(authenticate(&without(authentication(), "/response"))), missing);
}

#[test]
fn refuses_members_that_stand_twice() {
    let message = registration().to_string();
    for (name, again, field) in [
        ("\"id\":", "\"id\":\"AAAA\",", Field::Credential),
        ("\"id\":", "\"\\u0069d\":\"AAAA\",", Field::Credential),
        ("\"id\":", "\"x\":1,\"x\":1,", Field::Credential),
        ("\"id\":", "\"response\":{},", Field::Credential),
        ("\"clientDataJSON\":", "\"clientDataJSON\":\"\",", Field::Response),
        ("\"clientDataJSON\":", "\"transport\\u0073\":[],", Field::Response),
        ("\"clientDataJSON\":", "\"transport\\u0073\":null,", Field::Response),
        ("\"clientDataJSON\":", "\"publicKey\":\"\",\"publicKey\":\"\",", Field::Response),
    ] {
        assert_eq!(message.matches(name).count(), 1);
        let twice = message.replace(name, &format!("{again}{name}"));
        let refused = refusal(RegistrationResponse::from_json(&twice));
        assert_eq!(refused, (field, ErrorKind::DuplicateMember, None), "{again}");
    }
}

// attack: ad-type-not-public-key
#[test]
fn refuses_a_type_other_than_public_key() {
    let mut cases = vec![(None, ErrorKind::Missing)];
    for (value, found) in not_strings(true) {
        cases.push((Some(value), ErrorKind::WrongType { expected: JsonType::String, found }));
    }
    for text in ["", "Public-Key", "public-key ", "password"] {
        cases.push((Some(json!(text)), ErrorKind::WrongValue));
    }
    for (value, kind) in cases {
        let change = |message: Value| match &value {
            Some(value) => with(message, "/type", value.clone()),
            None => without(message, "/type"),
        };
        let expected = (Field::CredentialType, kind, None);
        let response = register(&change(registration())).unwrap();
        assert_eq!(refusal(response.attestation_response()), expected);
        let response = authenticate(&change(authentication())).unwrap();
        assert_eq!(refusal(response.require_assertion()), expected);
    }
}

#[test]
fn refuses_a_registration_without_its_parts() {
    for (pointer, field) in [
        ("/response/clientDataJSON", Field::ClientDataJson),
        ("/response/attestationObject", Field::AttestationObject),
    ] {
        for (message, kind) in [
            (without(registration(), pointer), ErrorKind::Missing),
            (with(registration(), pointer, Value::Null), ErrorKind::Missing),
            (with(registration(), pointer, json!("")), ErrorKind::Empty),
        ] {
            let response = register(&message).unwrap();
            assert_eq!(refusal(response.attestation_response()), (field, kind, None));
        }
    }
    let response = register(&authentication()).unwrap();
    let missing = (Field::AttestationObject, ErrorKind::Missing, None);
    assert_eq!(refusal(response.attestation_response()), missing);
}

#[test]
fn refuses_an_authentication_without_its_parts() {
    for (pointer, field) in [
        ("/response/clientDataJSON", Field::ClientDataJson),
        ("/response/authenticatorData", Field::AuthenticatorData),
        ("/response/signature", Field::Signature),
    ] {
        for (message, kind) in [
            (without(authentication(), pointer), ErrorKind::Missing),
            (with(authentication(), pointer, Value::Null), ErrorKind::Missing),
            (with(authentication(), pointer, json!("")), ErrorKind::Empty),
        ] {
            let response = authenticate(&message).unwrap();
            assert_eq!(response.require_assertion(), Ok(()));
            assert_eq!(refusal(response.assertion_response()), (field, kind, None));
        }
    }
}

#[test]
fn refuses_a_response_that_is_no_assertion() {
    let response = authenticate(&registration()).unwrap();
    let expected = (Field::AttestationObject, ErrorKind::WrongValue, None);
    assert_eq!(refusal(response.require_assertion()), expected);
    // An attestation object beside an assertion, of whatever type.
    for value in [json!("AAAA"), json!(""), json!(1), json!({})] {
        let response = authenticate(&with(authentication(), "/response/attestationObject", value)).unwrap();
        assert_eq!(refusal(response.require_assertion()), expected);
    }
    let response = authenticate(&with(authentication(), "/response/attestationObject", Value::Null)).unwrap();
    assert_eq!(response.require_assertion(), Ok(()));
    let neither = without(without(authentication(), "/response/authenticatorData"), "/response/signature");
    let missing = (Field::AuthenticatorData, ErrorKind::Missing, None);
    assert_eq!(refusal(authenticate(&neither).unwrap().require_assertion()), missing);
}

#[test]
fn accepts_missing_null_and_empty_user_handles_as_none() {
    let pointer = "/response/userHandle";
    for message in [
        without(authentication(), pointer),
        with(authentication(), pointer, Value::Null),
        with(authentication(), pointer, json!("")),
    ] {
        assert_eq!(authenticate(&message).unwrap().user_handle(), None);
    }
    let longest = [9; MAX_USER_HANDLE_BYTES];
    for handle in [&longest[..1], &longest] {
        let message = with(authentication(), pointer, json!(base64url::encode(handle)));
        assert_eq!(authenticate(&message).unwrap().user_handle(), Some(handle));
    }
}

// attack: pol-transports
#[test]
fn accepts_unknown_transports_and_bounds_number_and_length() {
    let transports = |value: Value| {
        let response = register(&with(registration(), "/response/transports", value)).unwrap();
        response.transports().map(String::from).collect::<Vec<_>>()
    };
    // §5.2.1.r2
    assert_eq!(transports(json!(["usb", "x-new"])), ["usb", "x-new"]);
    assert_eq!(transports(json!([])), [""; 0]);
    assert_eq!(transports(Value::Null), [""; 0]);
    let message = without(registration(), "/response/transports");
    assert_eq!(register(&message).unwrap().transports().next(), None);
    let names: Vec<_> = (0..10_000).map(|n| format!("t{n}")).collect();
    assert_eq!(transports(json!(names[..MAX_TRANSPORTS])), names[..MAX_TRANSPORTS]);
    assert_eq!(transports(json!(names[..=MAX_TRANSPORTS])), names[..MAX_TRANSPORTS]);
    assert_eq!(transports(json!(names)), names[..MAX_TRANSPORTS]);
    for letter in ["t", "\u{e4}", "\u{1f511}"] {
        let longest = letter.repeat(MAX_HINT_CHARACTERS);
        let too_long = letter.repeat(MAX_HINT_CHARACTERS + 1);
        // What is too long takes no place either.
        let mut list = vec![too_long; MAX_TRANSPORTS];
        list.push(longest.clone());
        assert_eq!(transports(json!(list)), [longest]);
    }
    assert_eq!(transports(json!(["x".repeat(100_000), "usb"])), ["usb"]);
    assert_eq!(transports(json!([1, "usb", null, ["nfc"], { "a": "ble" }, true, "nfc"])), ["usb", "nfc"]);
}

#[test]
fn refuses_transports_that_are_no_list() {
    for (value, found) in [
        (json!("usb"), JsonType::String),
        (json!(true), JsonType::Boolean),
        (json!(7), JsonType::Number),
        (json!(-7), JsonType::Number),
        (json!(0.5), JsonType::Number),
        (json!({ "0": "usb" }), JsonType::Object),
    ] {
        let kind = ErrorKind::WrongType { expected: JsonType::Array, found };
        let refused = refusal(register(&with(registration(), "/response/transports", value)));
        assert_eq!(refused, (Field::Transports, kind, None));
    }
}

#[test]
fn accepts_unknown_attachments_and_drops_long_ones() {
    let pointer = "/authenticatorAttachment";
    let attachment =
        |message: Value| register(&message).unwrap().authenticator_attachment().map(str::to_owned);
    assert_eq!(attachment(with(registration(), pointer, json!("x-new"))).as_deref(), Some("x-new"));
    assert_eq!(attachment(with(registration(), pointer, Value::Null)), None);
    assert_eq!(attachment(without(registration(), pointer)), None);
    let longest = "\u{e4}".repeat(MAX_HINT_CHARACTERS);
    assert_eq!(attachment(with(registration(), pointer, json!(longest))), Some(longest));
    let too_long = "a".repeat(MAX_HINT_CHARACTERS + 1);
    assert_eq!(attachment(with(registration(), pointer, json!(too_long))), None);
    for (value, found) in not_strings(false) {
        let kind = ErrorKind::WrongType { expected: JsonType::String, found };
        let refused = refusal(authenticate(&with(authentication(), pointer, value)));
        assert_eq!(refused, (Field::AuthenticatorAttachment, kind, None));
    }
}

// attack: dos-panic
#[test]
fn accepts_or_refuses_every_change_of_one_character() {
    let message = authentication().to_string();
    let mut refused = 0_u32;
    for (at, _) in message.char_indices() {
        for other in ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "=", "\0", "\u{e4}"] {
            let changed = format!("{}{other}{}", message.get(..at).unwrap(), message.get(at + 1..).unwrap());
            match AuthenticationResponse::from_json(&changed) {
                Ok(response) => assert!(response.credential_id().len() <= CREDENTIAL_ID.len()),
                Err(error) => {
                    assert_eq!(error.to_string().lines().count(), 1);
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 1_000, "{refused}");
}
