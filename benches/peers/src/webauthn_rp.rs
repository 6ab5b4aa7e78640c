//! `webauthn_rp`.
//!
//! Its challenges are its own and have 16 bytes: the state of a ceremony that it began goes through its encoded form, in
//! which the challenge is replaced.

use countersign_benches_harness::Candidate;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{AuthenticationVerificationOptions, PublicKeyCredentialRequestOptions};
use webauthn_rp::request::register::{
    CoseAlgorithmIdentifier, CoseAlgorithmIdentifiers, CredProtect, PublicKeyCredentialUserEntity,
    RegistrationVerificationOptions, UserHandle, UserHandle64,
};
use webauthn_rp::request::{AsciiDomain, RpId, UserVerificationRequirement};
use webauthn_rp::response::CredentialId;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, RegisteredCredential,
    Registration as Response, RegistrationServerState,
};

use crate::ceremony::Ceremony;
use crate::{Outcome, accepting, refused};

type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

struct Registration {
    rp_id: RpId,
    origin: String,
    state: Vec<u8>,
    response: String,
}

struct Authentication {
    rp_id: RpId,
    origin: String,
    state: Vec<u8>,
    response: String,
    id: Vec<u8>,
    user_handle: UserHandle64,
    known: Vec<u8>,
    last: DynamicState,
}

pub(crate) fn measured(ceremony: &Ceremony) -> Outcome {
    if ceremony.listed.is_some() {
        return Err("measured with discoverable credentials alone".into());
    }
    match ceremony.registered() {
        None => accepting(registration(ceremony)?),
        Some(registered) => accepting(authentication(ceremony, &registered)?),
    }
}

fn rp_id(ceremony: &Ceremony) -> Result<RpId, String> {
    AsciiDomain::try_from(ceremony.rp_id.clone()).map(RpId::Domain).map_err(refused("RP ID"))
}

fn user_handle(ceremony: &Ceremony) -> Result<UserHandle64, String> {
    let bytes: [u8; 64] = ceremony.user_handle.as_slice().try_into().map_err(refused("user handle"))?;
    Ok(UserHandle::from(bytes))
}

/// The encoded state with the challenge of the ceremony in the place of the one that the library drew.
fn with_challenge(state: Vec<u8>, drawn: u128, ceremony: &Ceremony) -> Result<Vec<u8>, String> {
    let drawn = drawn.to_le_bytes();
    let at = state.windows(drawn.len()).position(|window| window == drawn);
    let at = at.ok_or("the challenge is not in the state")?;
    let mut state = state;
    state.splice(at..at + drawn.len(), ceremony.challenge.iter().copied());
    Ok(state)
}

/// A number of the library for the algorithm, alone.
fn algorithms(algorithm: i64) -> Result<CoseAlgorithmIdentifiers, String> {
    let algorithm = match algorithm {
        -8 => CoseAlgorithmIdentifier::Eddsa,
        -7 => CoseAlgorithmIdentifier::Es256,
        -257 => CoseAlgorithmIdentifier::Rs256,
        other => return Err(format!("has no algorithm {other}")),
    };
    let all = CoseAlgorithmIdentifiers::ALL;
    let others = [
        CoseAlgorithmIdentifier::Eddsa,
        CoseAlgorithmIdentifier::Es256,
        CoseAlgorithmIdentifier::Es384,
        CoseAlgorithmIdentifier::Rs256,
    ];
    Ok(others.into_iter().filter(|other| *other != algorithm).fold(all, CoseAlgorithmIdentifiers::remove))
}

fn registration(ceremony: &Ceremony) -> Result<Registration, String> {
    let rp_id = rp_id(ceremony)?;
    let id = user_handle(ceremony)?;
    let name = "alice".try_into().map_err(refused("user"))?;
    let user = PublicKeyCredentialUserEntity { name, id: &id, display_name: None };
    let mut asked = PublicKeyCredentialCreationOptions::passkey(&rp_id, user, Vec::new());
    asked.pub_key_cred_params = algorithms(ceremony.algorithm)?;
    asked.authenticator_selection.user_verification = UserVerificationRequirement::Preferred;
    asked.extensions.cred_protect = CredProtect::None;
    let drawn = u128::from(&asked.challenge);
    let (state, _) = asked.start_ceremony().map_err(refused("options"))?;
    let state = with_challenge(state.encode().map_err(refused("state"))?, drawn, ceremony)?;
    let (origin, response) = (ceremony.origin.clone(), ceremony.response.clone());
    Ok(Registration { rp_id, origin, state, response })
}

fn authentication(ceremony: &Ceremony, registered: &Ceremony) -> Result<Authentication, String> {
    let registration = registration(registered)?;
    let response = response(&registration.response)?;
    let registered = registration.register(registration.state(), &response)?;
    let known = registered.static_state().encode().map_err(refused("key"))?;
    let rp_id = rp_id(ceremony)?;
    let mut asked = PublicKeyCredentialRequestOptions::passkey(&rp_id);
    asked.user_verification = UserVerificationRequirement::Required;
    let drawn = u128::from(&asked.challenge);
    let (state, _) =
        DiscoverableCredentialRequestOptions(asked).start_ceremony().map_err(refused("options"))?;
    Ok(Authentication {
        state: with_challenge(state.encode().map_err(refused("state"))?, drawn, ceremony)?,
        origin: ceremony.origin.clone(),
        response: ceremony.response.clone(),
        id: registered.id().as_ref().to_vec(),
        user_handle: user_handle(ceremony)?,
        last: registered.dynamic_state(),
        known,
        rp_id,
    })
}

fn response(text: &str) -> Result<Response, String> {
    Response::from_json_relaxed(text.as_bytes()).map_err(refused("response"))
}

impl Registration {
    fn register<'r>(
        &self,
        state: RegistrationServerState<64>,
        response: &'r Response,
    ) -> Result<RegisteredCredential<'r, 64>, String> {
        let allowed = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &[self.origin.as_str()],
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        state.verify(&self.rp_id, response, &allowed).map_err(refused("ceremony"))
    }
}

impl Candidate for Registration {
    type State = RegistrationServerState<64>;
    type Verdict = Result<(), String>;

    fn state(&self) -> Self::State {
        RegistrationServerState::decode(&self.state).expect("what was encoded")
    }

    fn verify(&self, state: Self::State) -> Self::Verdict {
        // The credential borrows the response and cannot be given further.
        self.register(state, &response(&self.response)?).map(drop)
    }
}

impl Candidate for Authentication {
    type State = (DiscoverableAuthenticationServerState, StaticState<Key>);
    type Verdict = Result<DynamicState, String>;

    fn state(&self) -> Self::State {
        let state = DiscoverableAuthenticationServerState::decode(&self.state).expect("what was encoded");
        (state, StaticState::decode(&self.known).expect("what was encoded"))
    }

    fn verify(&self, (state, known): Self::State) -> Self::Verdict {
        let response = DiscoverableAuthentication64::from_json_relaxed(self.response.as_bytes());
        let response = response.map_err(refused("response"))?;
        let id = CredentialId::try_from(self.id.as_slice()).map_err(refused("id"))?;
        let credential = AuthenticatedCredential::new(id, &self.user_handle, known, self.last);
        let mut credential = credential.map_err(refused("credential"))?;
        let allowed = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &[self.origin.as_str()],
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        state.verify(&self.rp_id, &response, &mut credential, &allowed).map_err(refused("ceremony"))?;
        Ok(credential.dynamic_state())
    }
}
