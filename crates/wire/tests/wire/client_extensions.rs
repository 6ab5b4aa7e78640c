//! Client extension outputs.

use countersign_wire::{ClientExtensionOutputs, ErrorKind, Field, JsonType, Output, RegistrationResponse};
use serde_json::{Value, json};

use crate::builder::{nested, refusal, registration, with, without};

fn read(outputs: &Value) -> ClientExtensionOutputs {
    let message = with(registration(), "/clientExtensionResults", outputs.clone()).to_string();
    RegistrationResponse::from_json(&message).unwrap().client_extension_results().unwrap().clone()
}

/// The registration with a text in place of the client extension results.
fn with_text(text: &str) -> String {
    with(registration(), "/clientExtensionResults", json!("HERE")).to_string().replace("\"HERE\"", text)
}

fn value<T>(output: Output<T>) -> T {
    match output {
        Output::Value(value) => value,
        Output::Absent => panic!("absent"),
        Output::Malformed => panic!("malformed"),
    }
}

#[test]
fn accepts_no_outputs() {
    let outputs = read(&json!({}));
    assert_eq!(outputs, ClientExtensionOutputs::default());
    assert_eq!(outputs.appid(), Output::Absent);
    assert_eq!(outputs.appid_exclude(), Output::Absent);
    assert_eq!(outputs.cred_props(), Output::Absent);
    assert_eq!(outputs.prf(), Output::Absent);
    assert_eq!(outputs.large_blob(), Output::Absent);
    assert_eq!(outputs.unknown(), 0);
}

#[test]
fn accepts_every_known_output() {
    let outputs = read(&json!({
        "appid": false,
        "appidExclude": true,
        "credProps": { "rk": true, "authenticatorDisplayName": "x" },
        "prf": { "enabled": true },
        "largeBlob": { "supported": true },
    }));
    assert_eq!(outputs.appid(), Output::Value(false));
    assert_eq!(outputs.appid_exclude(), Output::Value(true));
    assert_eq!(value(outputs.cred_props()).resident_key(), Some(true));
    let prf = value(outputs.prf());
    assert_eq!((prf.enabled(), prf.has_results()), (Some(true), false));
    let blob = value(outputs.large_blob());
    assert_eq!((blob.supported(), blob.written(), blob.has_blob()), (Some(true), None, false));
    assert_eq!(outputs.unknown(), 0);
}

#[test]
fn accepts_a_client_that_does_not_know_whether_a_credential_is_discoverable() {
    assert_eq!(value(read(&json!({ "credProps": {} })).cred_props()).resident_key(), None);
    assert_eq!(
        value(read(&json!({ "credProps": { "rk": false } })).cred_props()).resident_key(),
        Some(false)
    );
}

#[test]
fn accepts_no_and_nothing_as_different_from_yes() {
    for said in [Some(true), Some(false), None] {
        let outputs = read(&said.map_or_else(
            || json!({ "prf": {}, "largeBlob": {}, "credProps": {} }),
            |said| {
                json!({
                    "prf": { "enabled": said }, "largeBlob": { "supported": said, "written": said }, "credProps": { "rk": said },
                })
            },
        ));
        let blob = value(outputs.large_blob());
        assert_eq!((value(outputs.prf()).enabled(), blob.supported(), blob.written()), (said, said, said));
        assert_eq!(value(outputs.cred_props()).resident_key(), said);
    }
}

#[test]
fn accepts_flags_as_they_are_said() {
    let said = json!({ "appid": true, "appidExclude": false, "credBlob": true });
    let outputs = read(&said);
    assert_eq!((outputs.appid(), outputs.appid_exclude()), (Output::Value(true), Output::Value(false)));
    assert_eq!((outputs.cred_blob(), outputs.unknown()), (Output::Value(true), 0));
    let outputs = read(&json!({ "appid": 1, "appidExclude": "x", "credBlob": {} }));
    assert_eq!((outputs.appid(), outputs.appid_exclude()), (Output::Malformed, Output::Malformed));
    assert_eq!(outputs.cred_blob(), Output::Malformed);
}

/// The blob is in the authenticator's output, which is signed; here it only says that it came.
#[test]
fn accepts_that_a_blob_was_given_and_keeps_nothing_of_it() {
    assert_eq!(read(&json!({ "getCredBlob": "YmxvYg" })).get_cred_blob(), Output::Value(()));
    assert_eq!(read(&json!({ "getCredBlob": "YmxvYg" })), read(&json!({ "getCredBlob": "" })));
    assert_eq!(read(&json!({})).get_cred_blob(), Output::Absent);
    for wrong in [json!(null), json!(true), json!(1), json!([]), json!({})] {
        assert_eq!(read(&json!({ "getCredBlob": wrong })).get_cred_blob(), Output::Malformed);
    }
}

/// What a later level adds to an output does not make it malformed.
#[test]
fn accepts_members_that_are_not_known_inside_an_output() {
    let outputs = read(&json!({
        "credProps": { "authenticatorDisplayName": "x", "rk": true },
        "prf": { "x": [1], "enabled": true },
        "largeBlob": { "x": { "y": 1 }, "supported": true },
    }));
    assert_eq!(value(outputs.cred_props()).resident_key(), Some(true));
    assert_eq!(value(outputs.prf()).enabled(), Some(true));
    assert_eq!(value(outputs.large_blob()).supported(), Some(true));
}

// attack: pol-prf-secrets
#[test]
fn accepts_secrets_of_the_page_and_keeps_only_that_they_came() {
    let outputs = read(&json!({
        "prf": { "results": { "first": "c2VjcmV0LW9uZQ", "second": "c2VjcmV0LXR3bw" } },
        "largeBlob": { "blob": "c2VjcmV0LWJsb2I", "written": true },
    }));
    assert!(value(outputs.prf()).has_results());
    assert!(value(outputs.large_blob()).has_blob());
    assert_eq!(value(outputs.large_blob()).written(), Some(true));
    // Other secrets give an equal value: there is nothing in it that could differ.
    let others = read(&json!({
        "prf": { "results": { "first": "b3RoZXI" } },
        "largeBlob": { "blob": "b3RoZXI", "written": true },
    }));
    assert_eq!(outputs, others);
    assert!(!format!("{outputs:?}").contains("c2VjcmV0"));
    for none in [json!({ "prf": { "results": null } }), json!({ "prf": {} })] {
        assert!(!value(read(&none).prf()).has_results());
    }
    assert!(!value(read(&json!({ "largeBlob": { "blob": null } })).large_blob()).has_blob());
}

// attack: pol-client-extension-proto
#[test]
fn accepts_wrong_types_as_malformed_and_unknown_outputs_as_a_number() {
    for wrong in [json!(null), json!("true"), json!(1), json!([true]), json!({ "a": true })] {
        let outputs = read(&json!({ "appid": wrong, "appidExclude": wrong }));
        assert_eq!((outputs.appid(), outputs.appid_exclude()), (Output::Malformed, Output::Malformed));
        let members = [("credProps", "rk"), ("prf", "enabled"), ("largeBlob", "supported")];
        for (name, member) in members.into_iter().chain([("largeBlob", "written")]) {
            let outputs = read(&json!({ name: { member: wrong }, "appid": true }));
            let malformed = [
                outputs.cred_props() == Output::Malformed,
                outputs.prf() == Output::Malformed,
                outputs.large_blob() == Output::Malformed,
            ];
            assert_eq!(malformed, [name == "credProps", name == "prf", name == "largeBlob"]);
            assert_eq!(outputs.appid(), Output::Value(true));
        }
    }
    for wrong in [json!(null), json!(true), json!("x"), json!(-1), json!(1.5), json!([{}])] {
        let outputs = read(&json!({ "credProps": wrong, "prf": wrong, "largeBlob": wrong }));
        assert_eq!(outputs.cred_props(), Output::Malformed);
        assert_eq!(outputs.prf(), Output::Malformed);
        assert_eq!(outputs.large_blob(), Output::Malformed);
    }
    let unknown = read(&json!({
        "__proto__": { "appid": true },
        "constructor": { "prototype": {} },
        "CredProps": { "rk": true },
        "remoteClientDataJSON": true,
        "x": [[[1]]],
    }));
    assert_eq!((unknown.unknown(), unknown.appid()), (5, Output::Absent));
    assert_eq!(unknown.cred_props(), Output::Absent);
}

#[test]
fn accepts_a_member_that_stands_twice_in_an_output_as_malformed() {
    let message = with_text(r#"{"credProps":{"rk":true,"\u0072k":false},"appid":true}"#);
    let response = RegistrationResponse::from_json(&message).unwrap();
    let outputs = response.client_extension_results().unwrap();
    assert_eq!((outputs.cred_props(), outputs.appid()), (Output::Malformed, Output::Value(true)));
}

#[test]
fn refuses_results_that_are_missing_or_no_object() {
    let message = without(registration(), "/clientExtensionResults").to_string();
    let response = RegistrationResponse::from_json(&message).unwrap();
    let missing = (Field::ClientExtensionResults, ErrorKind::Missing, None);
    assert_eq!(refusal(response.client_extension_results()), missing);
    for (text, found) in [
        ("null", JsonType::Null),
        ("true", JsonType::Boolean),
        ("0", JsonType::Number),
        ("\"{}\"", JsonType::String),
        ("[]", JsonType::Array),
    ] {
        let response = RegistrationResponse::from_json(&with_text(text)).unwrap();
        let kind = ErrorKind::WrongType { expected: JsonType::Object, found };
        let refused = refusal(response.client_extension_results());
        assert_eq!(refused, (Field::ClientExtensionResults, kind, None));
    }
}

#[test]
fn refuses_outputs_that_stand_twice_and_too_many_of_them() {
    for text in [r#"{"appid":true,"appid":false}"#, r#"{"x":1,"\u0078":1}"#, r#"{"prf":{},"prf":{}}"#] {
        let response = RegistrationResponse::from_json(&with_text(text)).unwrap();
        let refused = refusal(response.client_extension_results());
        assert_eq!(refused, (Field::ClientExtensionResults, ErrorKind::DuplicateMember, None), "{text}");
    }
    let many = |count: usize| {
        let members: Vec<_> = (0..count).map(|n| format!("\"x{n}\":{{}}")).collect();
        RegistrationResponse::from_json(&with_text(&format!("{{{}}}", members.join(",")))).unwrap()
    };
    assert_eq!(many(64).client_extension_results().unwrap().unknown(), 64);
    let refused = refusal(many(65).client_extension_results().cloned());
    assert_eq!(refused, (Field::ClientExtensionResults, ErrorKind::TooLong { most: 64 }, None));
}

// attack: dos-json-depth
// attack: pol-client-extension-proto
#[test]
fn refuses_results_nested_deeper_than_sixteen_levels() {
    for name in ["x", "appid", "prf", "credProps", "__proto__"] {
        for levels in [17, 200, 100_000] {
            let message = with_text(&format!("{{\"{name}\":{}}}", nested(levels)));
            let refused = refusal(RegistrationResponse::from_json(&message));
            assert_eq!(refused, (Field::Credential, ErrorKind::TooDeep { most: 16 }, None));
        }
        let message = with_text(&format!("{{\"{name}\":{}}}", nested(16)));
        assert!(RegistrationResponse::from_json(&message).unwrap().client_extension_results().is_ok());
    }
    let message = with_text(&format!("{{\"prf\":{{\"results\":{}}}}}", nested(17)));
    assert_eq!(refusal(RegistrationResponse::from_json(&message)).1, ErrorKind::TooDeep { most: 16 });
}
