//! Parsing alone: from the text that a page sends to all of its parts, without a ceremony.

use countersign_benches_harness::{Measured, Stateless};
use countersign_wire::{
    AttestationObject, AuthenticationResponse, AuthenticatorData, ClientData, RegistrationResponse,
};

/// An authentication response, its client data and its authenticator data.
pub(crate) fn authentication(json: String) -> impl Measured + 'static {
    Stateless(move || {
        let response = AuthenticationResponse::from_json(&json).expect("a well-formed response");
        let parts = response.assertion_response().expect("an assertion");
        let data = AuthenticatorData::parse(parts.authenticator_data()).expect("authenticator data");
        (client_data(parts.client_data_json()), data.sign_count())
    })
}

/// A registration response, its client data and its attestation object; statements are read by who verifies them.
pub(crate) fn registration(json: String) -> impl Measured + 'static {
    Stateless(move || {
        let response = RegistrationResponse::from_json(&json).expect("a well-formed response");
        let parts = response.attestation_response().expect("an attestation");
        let object = AttestationObject::parse(parts.attestation_object()).expect("an attestation object");
        (client_data(parts.client_data_json()), object.authenticator_data().sign_count())
    })
}

/// A word about it, so that it is read.
fn client_data(bytes: &[u8]) -> bool {
    let text = ClientData::text(bytes).expect("UTF-8");
    let data = ClientData::from_json(text).expect("well-formed client data");
    data.challenge().is_ok()
}
