//! Ceremonies of real clients and of the specification, as far as parsers can see: they read what a ceremony accepts,
//! and refuse what it refuses as malformed.

use std::path::{Path, PathBuf};

use countersign_wire::{
    AttestationObject, AuthenticationResponse, AuthenticatorData, ClientData, RegistrationResponse, base64url,
};
use serde_json::Value;

const FOLDERS: [&str; 3] = ["recorded", "clients", "w3c-l3"];

/// The ceremonies, or nothing where the shared vectors are not there.
fn ceremonies() -> Vec<Value> {
    let shared = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let mut ceremonies = Vec::new();
    for folder in FOLDERS {
        let folder = Path::new(&shared).join("vectors").join(folder);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            assert_ne!(
                std::env::var("COUNTERSIGN_REQUIRE_ALL").as_deref(),
                Ok("1"),
                "no {}",
                folder.display()
            );
            println!("SKIPPED: no {}", folder.display());
            continue;
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        let vectors = paths.iter().map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap());
        let before = ceremonies.len();
        ceremonies.extend(vectors.filter(|vector: &Value| vector["schema"] == "countersign-vector/1"));
        assert_ne!(ceremonies.len(), before, "no ceremony in {}", folder.display());
    }
    ceremonies
}

fn string<'a>(vector: &'a Value, pointer: &str) -> &'a str {
    vector.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is_accepted(vector: &Value) -> bool {
    vector["expect"]["verdict"] == "accept"
}

/// What a ceremony compares in client data is as the vector says.
fn check_client_data(vector: &Value, bytes: &[u8], ceremony_type: &str) {
    let id = string(vector, "/id");
    let data = ClientData::from_json(ClientData::text(bytes).unwrap()).unwrap();
    assert_eq!(data.ceremony_type(), Ok(ceremony_type), "{id}");
    assert_eq!(data.challenge(), Ok(string(vector, "/options/challenge")), "{id}");
    assert!(
        vector["rp"]["origins"].as_array().unwrap().iter().any(|origin| origin == data.origin().unwrap())
    );
    let embedded = data.cross_origin().unwrap() || data.top_origin().unwrap().is_some();
    assert!(
        !embedded || vector["rp"]["allow_cross_origin"] == true || vector["rp"]["top_origins"].is_array()
    );
}

/// Flags and counter are as the vector says.
fn check_authenticator_data(vector: &Value, data: &AuthenticatorData<'_>) {
    let flags = data.flags();
    for (name, found) in [
        ("up", flags.user_present()),
        ("uv", flags.user_verified()),
        ("be", flags.backup_eligible()),
        ("bs", flags.backup_state()),
    ] {
        if let Some(expected) = vector["expect"]["flags"][name].as_bool() {
            assert_eq!(found, expected, "{} {name}", string(vector, "/id"));
        }
    }
    if let Some(count) = vector["expect"]["sign_count"].as_u64() {
        assert_eq!(u64::from(data.sign_count()), count, "{}", string(vector, "/id"));
    }
}

#[test]
fn accepts_what_registrations_accept() {
    let mut count = 0_u32;
    for vector in ceremonies().iter().filter(|vector| vector["ceremony"] == "registration") {
        let id = string(vector, "/id");
        let response = RegistrationResponse::from_json(&vector["response"].to_string());
        let response = response.unwrap_or_else(|error| panic!("{id}: {error}"));
        let parts = response.attestation_response().unwrap();
        assert!(response.client_extension_results().is_ok(), "{id}");
        count += 1;
        if !is_accepted(vector) {
            continue;
        }
        check_client_data(vector, parts.client_data_json(), "webauthn.create");
        let object = AttestationObject::parse(parts.attestation_object());
        let object = object.unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(object.format(), string(vector, "/expect/format"), "{id}");
        check_authenticator_data(vector, object.authenticator_data());
        let attested = object.authenticator_data().require_attested().unwrap();
        assert_eq!(attested.credential_id(), response.credential_id(), "{id}");
        assert!(response.ids_agree(), "{id}");
        assert_eq!(Some(attested.public_key().identifier().number()), vector["expect"]["algorithm"].as_i64());
        if let Some(aaguid) = vector["expect"]["aaguid"].as_str() {
            assert_eq!(attested.aaguid().to_string(), aaguid, "{id}");
        }
        if let Some(extensions) = object.authenticator_data().extensions() {
            assert!(extensions.cred_protect().is_ok() && extensions.hmac_secret().is_ok(), "{id}");
        }
    }
    println!("{count} registrations");
}

#[test]
fn accepts_what_authentications_accept() {
    let mut count = 0_u32;
    for vector in ceremonies().iter().filter(|vector| vector["ceremony"] == "authentication") {
        let id = string(vector, "/id");
        let response = AuthenticationResponse::from_json(&vector["response"].to_string());
        let response = response.unwrap_or_else(|error| panic!("{id}: {error}"));
        response.require_assertion().unwrap();
        let parts = response.assertion_response().unwrap();
        let data = AuthenticatorData::parse(parts.authenticator_data());
        let data = data.unwrap_or_else(|error| panic!("{id}: {error}"));
        count += 1;
        if is_accepted(vector) {
            check_client_data(vector, parts.client_data_json(), "webauthn.get");
            check_authenticator_data(vector, &data);
            assert_eq!(base64url::encode(response.credential_id()), string(vector, "/credential/id"), "{id}");
        }
    }
    println!("{count} authentications");
}

#[test]
fn refuses_what_registrations_refuse_as_malformed() {
    let mut count = 0_u32;
    for vector in ceremonies().iter().filter(|vector| vector["expect"]["step"] == "7.1.13") {
        let id = string(vector, "/id");
        let response = RegistrationResponse::from_json(&vector["response"].to_string()).unwrap();
        let object = response.attestation_response().unwrap().attestation_object();
        let Err(error) = AttestationObject::parse(object) else { panic!("{id} is accepted") };
        println!("{id}: {error} ({})", error.rule().unwrap());
        count += 1;
    }
    println!("{count} malformed");
}
