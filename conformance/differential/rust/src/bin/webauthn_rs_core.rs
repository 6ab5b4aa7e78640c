//! Judges ceremonies with webauthn-rs-core: see `drive.py` for the protocol.
//!
//! It is told: challenge, RP ID, origins, user verification, algorithms that it has a number for, roots where trust is
//! demanded, the stored credential with its counter and backup state. Its challenges are its own: the state of a ceremony
//! that it began goes through its serde form, in which the challenge is the recorded one. Its callers look users up themselves.

use std::io;
use std::time::Duration;

use countersign_differential::{Verdict, bytes, serve, verdict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{
    AttestationCaList, AttestationConveyancePreference, COSEAlgorithm, COSEKey, Credential, CredentialV3,
    UserVerificationPolicy,
};

fn main() -> io::Result<()> {
    serve(judge)
}

fn judge(vector: &Value) -> Result<Verdict, Verdict> {
    let core = core(&vector["rp"])?;
    if vector["ceremony"] == "registration" { register(&core, vector) } else { authenticate(&core, vector) }
}

fn unknown<Error: std::fmt::Debug>(what: &str) -> impl Fn(Error) -> Verdict {
    move |error| Verdict::Unknown(format!("{what}: {error:?}"))
}

fn reject<Error: std::fmt::Debug>(what: &str) -> impl Fn(Error) -> Verdict {
    move |error| Verdict::Reject(format!("{what}: {error:?}"))
}

fn core(rp: &Value) -> Result<WebauthnCore, Verdict> {
    let id = rp["id"].as_str().unwrap_or_default();
    let origins = rp["origins"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let origins: Result<Vec<Url>, _> = origins.map(Url::parse).collect();
    let origins = origins.map_err(unknown("origin"))?;
    Ok(WebauthnCore::new_unsafe_experts_only(id, id, origins, Duration::from_secs(300), None, None))
}

fn policy(options: &Value) -> UserVerificationPolicy {
    match options["user_verification"].as_str() {
        Some("required") => UserVerificationPolicy::Required,
        Some("preferred") => UserVerificationPolicy::Preferred,
        _ => UserVerificationPolicy::Discouraged_DO_NOT_USE,
    }
}

/// A state of the library with the recorded challenge in it.
fn with_challenge<State: Serialize + DeserializeOwned>(
    state: &State,
    options: &Value,
) -> Result<State, Verdict> {
    let mut value = serde_json::to_value(state).map_err(unknown("state"))?;
    value["challenge"] = options["challenge"].clone();
    serde_json::from_value(value).map_err(unknown("challenge"))
}

fn anchors(attestation: &Value) -> Result<Option<AttestationCaList>, Verdict> {
    if attestation["require_trusted"] != true {
        return Ok(None);
    }
    let mut list = AttestationCaList::default();
    for anchor in attestation["trust_anchors"].as_array().into_iter().flatten() {
        let authority = json!({ "ca": anchor, "aaguids": {}, "blanket_allow": true });
        let authority = serde_json::from_value(authority).map_err(unknown("trust anchor"))?;
        list.insert(authority).map_err(unknown("trust anchor"))?;
    }
    Ok(Some(list))
}

fn register(core: &WebauthnCore, vector: &Value) -> Result<Verdict, Verdict> {
    let options = &vector["options"];
    let numbers = options["algorithms"].as_array().into_iter().flatten().filter_map(Value::as_i64);
    let known = numbers.filter_map(|number| COSEAlgorithm::try_from(i128::from(number)).ok()).collect();
    let builder = core.new_challenge_register_builder(b"user", "user", "user").map_err(unknown("options"))?;
    let builder = builder
        .attestation(AttestationConveyancePreference::Direct)
        .user_verification_policy(policy(options))
        .credential_algorithms(known);
    let (_, state) = core.generate_challenge_register(builder).map_err(unknown("options"))?;
    let state = with_challenge(&state, options)?;
    let anchors = anchors(&vector["attestation"])?;
    let response = serde_json::from_value(vector["response"].clone()).map_err(reject("response"))?;
    Ok(verdict(core.register_credential(&response, &state, anchors.as_ref())))
}

fn stored(vector: &Value) -> Result<Credential, Verdict> {
    let record = &vector["credential"];
    let key: serde_cbor_2::Value =
        serde_cbor_2::from_slice(&bytes(&record["public_key"])?).map_err(reject("stored key"))?;
    let known = CredentialV3 {
        cred_id: bytes(&record["id"])?,
        cred: COSEKey::try_from(&key).map_err(reject("stored key"))?,
        counter: record["sign_count"]
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or_default(),
        verified: record["uv_initialized"] == true,
        registration_policy: policy(&vector["options"]),
    };
    let mut credential = Credential::from(known);
    credential.backup_eligible = record["backup_eligible"] == true;
    credential.backup_state = record["backup_state"] == true;
    Ok(credential)
}

fn authenticate(core: &WebauthnCore, vector: &Value) -> Result<Verdict, Verdict> {
    let options = &vector["options"];
    let stored = stored(vector)?;
    // The credentials of the user that were offered, or all of a user who is known afterwards: this one.
    let offered = options["allow_credentials"].as_array();
    let is_offered = offered.is_none_or(|ids| ids.contains(&vector["credential"]["id"]));
    let credentials = if is_offered { vec![stored] } else { Vec::new() };
    let builder = core
        .new_challenge_authenticate_builder(credentials, Some(policy(options)))
        .map_err(unknown("options"))?;
    let (_, state) = core.generate_challenge_authenticate(builder).map_err(unknown("options"))?;
    let state = with_challenge(&state, options)?;
    let response = serde_json::from_value(vector["response"].clone()).map_err(reject("response"))?;
    Ok(verdict(core.authenticate_credential(&response, &state)))
}
