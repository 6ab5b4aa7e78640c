//! A whole response, by itself or in a recorded ceremony.

use countersign::{AuthenticationResponse, RegistrationResponse};
use countersign_vectors::Vector;
use countersign_wire::{AttestationObject, ClientExtensionOutputs, Error, Output};
use serde_json::Value;

use crate::inspect::page::Page;
use crate::inspect::{attestation_object, authenticator_data, client_data};

/// Transports of Level 3.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

pub(crate) fn is(bytes: &[u8]) -> bool {
    text(bytes).is_ok_and(|text| read(&text).is_ok())
}

/// Whether it is JSON with a response in it.
pub(crate) fn resembles(bytes: &[u8]) -> bool {
    let document: Option<Value> = serde_json::from_slice(bytes).ok();
    document.is_some_and(|document| document.get("response").is_some())
}

/// One of the two.
enum Response {
    Registration(RegistrationResponse),
    Authentication(AuthenticationResponse),
}

/// The text of the response: in a recorded ceremony it is a member.
fn text(bytes: &[u8]) -> Result<String, String> {
    let text = core::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if document.get("schema").is_none() {
        return Ok(text.to_owned());
    }
    let vector = Vector::from_json(text).map_err(|error| error.to_string())?;
    Ok(vector.response().to_owned())
}

fn read(text: &str) -> Result<Response, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let response = document.get("response").ok_or("response: missing")?;
    let response = if response.get("attestationObject").is_some() {
        RegistrationResponse::from_json(text).map(Response::Registration)
    } else {
        AuthenticationResponse::from_json(text).map(Response::Authentication)
    };
    response.map_err(|error| error.to_string())
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    match read(&text(bytes)?)? {
        Response::Registration(response) => write_registration(&response, page),
        Response::Authentication(response) => write_authentication(&response, page),
    }
}

fn write_registration(response: &RegistrationResponse, page: &mut Page) -> Result<(), String> {
    page.line("ceremony", "registration");
    page.bytes("id", response.credential_id());
    page.odd_if(!response.ids_agree(), "id and rawId differ");
    if let Some(attachment) = response.authenticator_attachment() {
        page.line("authenticatorAttachment", attachment);
    }
    let transports: Vec<_> = response.transports().collect();
    page.line("transports", transports.join(" "));
    for transport in transports.into_iter().filter(|transport| !TRANSPORTS.contains(transport)) {
        page.odd(&format!("transport {transport} is not one of Level 3"));
    }
    write_extensions(response.client_extension_results(), page);
    let parts = response.attestation_response().map_err(|error| error.to_string())?;
    page.part("clientDataJSON", |page| client_data::write(parts.client_data_json(), page));
    let object = parts.attestation_object();
    page.part("attestationObject", |page| attestation_object::write(object, page));
    if let Ok(object) = AttestationObject::parse(object) {
        let attested = object.authenticator_data().attested();
        let differs = attested.is_some_and(|attested| attested.credential_id() != response.credential_id());
        page.odd_if(differs, "id is not the attested credential id");
    }
    Ok(())
}

fn write_authentication(response: &AuthenticationResponse, page: &mut Page) -> Result<(), String> {
    page.line("ceremony", "authentication");
    page.bytes("id", response.credential_id());
    page.odd_if(!response.ids_agree(), "id and rawId differ");
    if let Some(attachment) = response.authenticator_attachment() {
        page.line("authenticatorAttachment", attachment);
    }
    match response.user_handle() {
        Some(handle) => page.bytes("userHandle", handle),
        None => page.line("userHandle", "none"),
    }
    write_extensions(response.client_extension_results(), page);
    let parts = response.assertion_response().map_err(|error| error.to_string())?;
    page.part("clientDataJSON", |page| client_data::write(parts.client_data_json(), page));
    page.part("authenticatorData", |page| authenticator_data::write(parts.authenticator_data(), page));
    page.line("signature", format!("{} bytes", parts.signature().len()));
    Ok(())
}

fn write_extensions(outputs: Result<&ClientExtensionOutputs, Error>, page: &mut Page) {
    let outputs = match outputs {
        Ok(outputs) => outputs,
        Err(error) => return page.odd(&error.to_string()),
    };
    let states = [
        ("appid", state(outputs.appid())),
        ("appidExclude", state(outputs.appid_exclude())),
        ("credProps", state(outputs.cred_props())),
        ("prf", state(outputs.prf())),
        ("largeBlob", state(outputs.large_blob())),
        ("credBlob", state(outputs.cred_blob())),
        ("getCredBlob", state(outputs.get_cred_blob())),
    ];
    let given = states.iter().filter(|(_, state)| *state != Output::Absent);
    let names: Vec<_> = given.clone().map(|(name, _)| *name).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(" ") };
    page.line("clientExtensionResults", names);
    for (name, _) in given.filter(|(_, state)| *state == Output::Malformed) {
        page.odd(&format!("client extension output {name} is of the wrong type"));
    }
    let unknown = outputs.unknown();
    page.odd_if(unknown > 0, &format!("{unknown} client extension outputs are not known"));
}

/// An output without its content.
fn state<T>(output: Output<T>) -> Output<()> {
    match output {
        Output::Absent => Output::Absent,
        Output::Malformed => Output::Malformed,
        Output::Value(_) => Output::Value(()),
    }
}
