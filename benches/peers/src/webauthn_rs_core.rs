//! webauthn-rs-core of either version.
//!
//! Its challenges are its own: the state of a ceremony that it began goes through its serde form, in which the challenge is
//! replaced.

use std::time::Duration;

use countersign_benches_harness::Candidate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use url::Url;

use super::library::WebauthnCore;
use super::library::proto::{
    AttestationCaList, AttestationConveyancePreference, AuthenticationResult, AuthenticationState,
    COSEAlgorithm, Credential, RegistrationState, UserVerificationPolicy,
};
use crate::ceremony::Ceremony;
use crate::{Outcome, accepting, refused};

struct Registration {
    core: WebauthnCore,
    state: RegistrationState,
    anchors: Option<AttestationCaList>,
    response: String,
}

struct Authentication {
    core: WebauthnCore,
    state: AuthenticationState,
    response: String,
}

pub(crate) fn measured(ceremony: &Ceremony) -> Outcome {
    match ceremony.registered() {
        None => accepting(registration(ceremony)?),
        Some(registered) => accepting(authentication(ceremony, &registered)?),
    }
}

fn core(ceremony: &Ceremony) -> Result<WebauthnCore, String> {
    let origin = Url::parse(&ceremony.origin).map_err(refused("origin"))?;
    let (id, patience) = (&ceremony.rp_id, Duration::from_secs(300));
    Ok(WebauthnCore::new_unsafe_experts_only(id, id, vec![origin], patience, None, None))
}

fn with_challenge<S: Serialize + DeserializeOwned>(state: &S, ceremony: &Ceremony) -> Result<S, String> {
    use base64::Engine as _;
    let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&ceremony.challenge);
    let mut value = serde_json::to_value(state).map_err(refused("state"))?;
    value["challenge"] = challenge.into();
    serde_json::from_value(value).map_err(refused("challenge"))
}

fn anchors(ceremony: &Ceremony) -> Result<Option<AttestationCaList>, String> {
    let Some(anchor) = &ceremony.trust_anchor else { return Ok(None) };
    let authority = json!({ "ca": anchor, "aaguids": {}, "blanket_allow": true });
    let mut list = AttestationCaList::default();
    list.insert(serde_json::from_value(authority).map_err(refused("trust anchor"))?)
        .map_err(refused("trust anchor"))?;
    Ok(Some(list))
}

fn registration(ceremony: &Ceremony) -> Result<Registration, String> {
    let core = core(ceremony)?;
    let algorithm = COSEAlgorithm::try_from(i128::from(ceremony.algorithm))
        .map_err(|()| format!("has no algorithm {}", ceremony.algorithm))?;
    let builder = core
        .new_challenge_register_builder(&ceremony.user_handle, "alice", "Alice")
        .map_err(refused("options"))?
        .attestation(AttestationConveyancePreference::Direct)
        .user_verification_policy(UserVerificationPolicy::Preferred)
        .credential_algorithms(vec![algorithm]);
    let (_, state) = core.generate_challenge_register(builder).map_err(refused("options"))?;
    Ok(Registration {
        state: with_challenge(&state, ceremony)?,
        anchors: anchors(ceremony)?,
        response: ceremony.response.clone(),
        core,
    })
}

fn authentication(ceremony: &Ceremony, registered: &Ceremony) -> Result<Authentication, String> {
    let registration = registration(registered)?;
    let credential = registration.verify(())?;
    // Others of the user come first.
    let other = |number: usize| {
        let mut other = credential.clone();
        let id: &mut [u8] = other.cred_id.as_mut();
        id[..8].copy_from_slice(&number.to_be_bytes());
        other
    };
    let credentials = (1..ceremony.listed.unwrap_or(1)).map(other).chain([credential.clone()]).collect();
    let core = registration.core;
    let builder = core
        .new_challenge_authenticate_builder(credentials, Some(UserVerificationPolicy::Required))
        .map_err(refused("options"))?;
    let (_, state) = core.generate_challenge_authenticate(builder).map_err(refused("options"))?;
    Ok(Authentication { state: with_challenge(&state, ceremony)?, response: ceremony.response.clone(), core })
}

impl Candidate for Registration {
    type State = ();
    type Verdict = Result<Credential, String>;

    fn state(&self) {}

    fn verify(&self, (): ()) -> Self::Verdict {
        let response = serde_json::from_str(&self.response).map_err(refused("response"))?;
        let verdict = self.core.register_credential(&response, &self.state, self.anchors.as_ref());
        verdict.map_err(refused("ceremony"))
    }
}

impl Candidate for Authentication {
    type State = ();
    type Verdict = Result<AuthenticationResult, String>;

    fn state(&self) {}

    fn verify(&self, (): ()) -> Self::Verdict {
        let response = serde_json::from_str(&self.response).map_err(refused("response"))?;
        self.core.authenticate_credential(&response, &self.state).map_err(refused("ceremony"))
    }
}
