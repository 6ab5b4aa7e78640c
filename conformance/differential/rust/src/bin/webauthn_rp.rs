//! Judges ceremonies with `webauthn_rp`: see `drive.py` for the protocol.
//!
//! It is told: challenge, RP ID, origins, top origins, user verification, mediation, algorithms that it has a number for,
//! which credentials were offered, and the stored credential with its user handle, counter and backup state. It has no trust
//! anchors, because it has no attestation but self. Its challenges are its own and have 16 bytes: the state of a ceremony that
//! it began goes through its encoded form, in which the challenge is the recorded one; of other lengths there are none.

use std::io;

use countersign_differential::{Verdict, bytes, serve, verdict};
use serde::Deserialize;
use serde_json::Value;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{
    AllowedCredentials, AuthenticationVerificationOptions, PublicKeyCredentialRequestOptions,
};
use webauthn_rp::request::register::{
    CoseAlgorithmIdentifier, CoseAlgorithmIdentifiers, CredProtect, PublicKeyCredentialUserEntity,
    RegistrationVerificationOptions, ResidentKeyRequirement, UserHandle, UserHandle64,
};
use webauthn_rp::request::{
    AsciiDomain, CredentialMediationRequirement, Credentials as _, PublicKeyCredentialDescriptor, RpId,
    UserVerificationRequirement,
};
use webauthn_rp::response::register::{
    AuthenticatorExtensionOutputStaticState, CompressedP256PubKey, CompressedP384PubKey, CompressedPubKey,
    CredentialProtectionPolicy, DynamicState, Ed25519PubKey, RsaPubKey, StaticState,
};
use webauthn_rp::response::{AuthTransports, AuthenticatorAttachment, Backup, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, NonDiscoverableAuthentication,
    NonDiscoverableAuthenticationServerState, NonDiscoverableCredentialRequestOptions,
    PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
};

const CHALLENGE_LENGTH: usize = 16;

fn main() -> io::Result<()> {
    serve(judge)
}

fn judge(vector: &Value) -> Result<Verdict, Verdict> {
    let challenge = bytes(&vector["options"]["challenge"])?;
    let challenge: [u8; CHALLENGE_LENGTH] = challenge.try_into().map_err(|challenge: Vec<u8>| {
        Verdict::Unknown(format!(
            "has challenges of {CHALLENGE_LENGTH} bytes alone, not of {}",
            challenge.len()
        ))
    })?;
    let id = vector["rp"]["id"].as_str().unwrap_or_default().to_owned();
    let rp_id = RpId::Domain(AsciiDomain::try_from(id).map_err(unknown("RP ID"))?);
    if vector["ceremony"] == "registration" {
        register(vector, &rp_id, challenge)
    } else {
        authenticate(vector, &rp_id, challenge)
    }
}

fn unknown<Error: std::fmt::Debug>(what: &str) -> impl Fn(Error) -> Verdict {
    move |error| Verdict::Unknown(format!("{what}: {error:?}"))
}

fn reject<Error: std::fmt::Debug>(what: &str) -> impl Fn(Error) -> Verdict {
    move |error| Verdict::Reject(format!("{what}: {error:?}"))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn user_verification(options: &Value) -> UserVerificationRequirement {
    match options["user_verification"].as_str() {
        Some("required") => UserVerificationRequirement::Required,
        Some("preferred") => UserVerificationRequirement::Preferred,
        _ => UserVerificationRequirement::Discouraged,
    }
}

/// The encoded state of a ceremony with the recorded challenge in the place of the one that the library drew.
fn with_challenge(state: &[u8], drawn: u128, recorded: [u8; CHALLENGE_LENGTH]) -> Result<Vec<u8>, Verdict> {
    let drawn = drawn.to_le_bytes();
    let places: Vec<usize> = state
        .windows(CHALLENGE_LENGTH)
        .enumerate()
        .filter_map(|(at, window)| (window == drawn).then_some(at))
        .collect();
    let [at] = places.as_slice() else {
        return Err(Verdict::Unknown(format!("the challenge stands {} times in the state", places.len())));
    };
    let mut state = state.to_vec();
    state.splice(*at..*at + CHALLENGE_LENGTH, recorded);
    Ok(state)
}

fn algorithms(options: &Value) -> CoseAlgorithmIdentifiers {
    let all = [
        (-8, CoseAlgorithmIdentifier::Eddsa),
        (-7, CoseAlgorithmIdentifier::Es256),
        (-35, CoseAlgorithmIdentifier::Es384),
        (-257, CoseAlgorithmIdentifier::Rs256),
    ];
    let offered = options["algorithms"].as_array();
    let is_offered = |number: i64| offered.is_some_and(|offered| offered.contains(&number.into()));
    all.into_iter().fold(CoseAlgorithmIdentifiers::ALL, |set, (number, algorithm)| {
        if is_offered(number) { set } else { set.remove(algorithm) }
    })
}

fn register(vector: &Value, rp_id: &RpId, challenge: [u8; CHALLENGE_LENGTH]) -> Result<Verdict, Verdict> {
    let (options, rp) = (&vector["options"], &vector["rp"]);
    let user_id = UserHandle64::new();
    let user = PublicKeyCredentialUserEntity {
        name: "user".try_into().map_err(unknown("user"))?,
        id: &user_id,
        display_name: None,
    };
    let mut asked = PublicKeyCredentialCreationOptions::passkey(rp_id, user, Vec::new());
    asked.pub_key_cred_params = algorithms(options);
    asked.authenticator_selection.user_verification = user_verification(options);
    asked.authenticator_selection.resident_key = ResidentKeyRequirement::Preferred;
    asked.extensions.cred_protect = CredProtect::None;
    if options["user_presence"] == "optional" {
        asked.mediation = CredentialMediationRequirement::Conditional;
    }
    let drawn = u128::from(&asked.challenge);
    let (state, _) = asked.start_ceremony().map_err(unknown("options"))?;
    let state = with_challenge(&state.encode().map_err(unknown("state"))?, drawn, challenge)?;
    let state = RegistrationServerState::<64>::decode(&state).map_err(unknown("state"))?;
    let text = vector["response"].to_string();
    let response = Registration::from_json_relaxed(text.as_bytes()).map_err(reject("response"))?;
    let (origins, top_origins) = (texts(&rp["origins"]), texts(&rp["top_origins"]));
    let allowed = RegistrationVerificationOptions {
        allowed_origins: &origins,
        allowed_top_origins: (rp["allow_cross_origin"] == true).then_some(top_origins.as_slice()),
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    Ok(verdict(state.verify(rp_id, &response, &allowed)))
}

type Key<'a> = CompressedPubKey<&'a [u8], [u8; 32], [u8; 48], Vec<u8>>;

/// The stored key as the library stores keys.
fn key(cose: &serde_cbor_2::Value) -> Result<Key<'_>, Verdict> {
    let no_number = || Verdict::Reject("stored key: it has no number for the algorithm".to_owned());
    let serde_cbor_2::Value::Map(map) = cose else { return Err(no_number()) };
    let member = |label: i128| map.get(&serde_cbor_2::Value::Integer(label));
    let part = |label| match member(label) {
        Some(serde_cbor_2::Value::Bytes(bytes)) => Ok(bytes.as_slice()),
        _ => Err(no_number()),
    };
    let is_odd = |y: &[u8]| y.last().is_some_and(|last| last & 1 == 1);
    match member(3) {
        Some(serde_cbor_2::Value::Integer(-8)) => {
            Ok(CompressedPubKey::Ed25519(Ed25519PubKey::try_from(part(-2)?).map_err(reject("stored key"))?))
        }
        Some(serde_cbor_2::Value::Integer(-7)) => {
            let x: [u8; 32] = part(-2)?.try_into().map_err(|_| no_number())?;
            Ok(CompressedPubKey::P256(CompressedP256PubKey::from((x, is_odd(part(-3)?)))))
        }
        Some(serde_cbor_2::Value::Integer(-35)) => {
            let x: [u8; 48] = part(-2)?.try_into().map_err(|_| no_number())?;
            Ok(CompressedPubKey::P384(CompressedP384PubKey::from((x, is_odd(part(-3)?)))))
        }
        Some(serde_cbor_2::Value::Integer(-257)) => {
            let exponent = part(-2)?.iter().fold(0, |sum: u32, byte| sum << 8 | u32::from(*byte));
            let key = RsaPubKey::try_from((part(-1)?.to_vec(), exponent)).map_err(reject("stored key"))?;
            Ok(CompressedPubKey::Rsa(key))
        }
        _ => Err(no_number()),
    }
}

fn authenticate(vector: &Value, rp_id: &RpId, challenge: [u8; CHALLENGE_LENGTH]) -> Result<Verdict, Verdict> {
    let handle = bytes(&vector["credential"]["user_handle"])?;
    // Its types know the length of a user handle.
    macro_rules! of_length {
        ($($length:literal)*) => {
            match handle.len() {
                $($length => authenticate_user::<$length>(vector, rp_id, challenge, &handle),)*
                other => Err(Verdict::Unknown(format!("has no user handle of {other} bytes"))),
            }
        };
    }
    of_length!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38
        39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64)
}

fn authenticate_user<const LENGTH: usize>(
    vector: &Value,
    rp_id: &RpId,
    challenge: [u8; CHALLENGE_LENGTH],
    handle: &[u8],
) -> Result<Verdict, Verdict>
where
    UserHandle<LENGTH>: Default + for<'a> Deserialize<'a>,
{
    let (options, rp, record) = (&vector["options"], &vector["rp"], &vector["credential"]);
    let handle: [u8; LENGTH] = handle.try_into().map_err(unknown("user handle"))?;
    let handle = UserHandle::from(handle);
    let id = bytes(&record["id"])?;
    let backup = match (record["backup_eligible"] == true, record["backup_state"] == true) {
        (true, true) => Backup::Exists,
        (true, false) => Backup::Eligible,
        (false, _) => Backup::NotEligible,
    };
    let cose = serde_cbor_2::from_slice(&bytes(&record["public_key"])?).map_err(reject("stored key"))?;
    let known = StaticState {
        credential_public_key: key(&cose)?,
        extensions: AuthenticatorExtensionOutputStaticState {
            cred_protect: CredentialProtectionPolicy::None,
            hmac_secret: None,
        },
    };
    let last = DynamicState {
        user_verified: record["uv_initialized"] == true,
        backup,
        sign_count: record["sign_count"]
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or_default(),
        authenticator_attachment: AuthenticatorAttachment::None,
    };
    let id = CredentialId::try_from(id.as_slice()).map_err(unknown("credential id"))?;
    let mut credential =
        AuthenticatedCredential::new(id, &handle, known, last).map_err(unknown("credential"))?;
    let (origins, top_origins) = (texts(&rp["origins"]), texts(&rp["top_origins"]));
    let allowed = AuthenticationVerificationOptions {
        allowed_origins: &origins,
        allowed_top_origins: (rp["allow_cross_origin"] == true).then_some(top_origins.as_slice()),
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    let mut asked = PublicKeyCredentialRequestOptions::passkey(rp_id);
    asked.user_verification = user_verification(options);
    let drawn = u128::from(&asked.challenge);
    let text = vector["response"].to_string();
    if let Some(ids) = options["allow_credentials"].as_array() {
        let mut offered = AllowedCredentials::with_capacity(ids.len());
        for id in ids {
            let id = CredentialId::try_from(bytes(id)?).map_err(unknown("credential id"))?;
            offered.push(PublicKeyCredentialDescriptor { id, transports: AuthTransports::NONE }.into());
        }
        let mut begun = NonDiscoverableCredentialRequestOptions::second_factor(rp_id, offered)
            .map_err(unknown("options"))?;
        *begun.options() = asked;
        let (state, _) = begun.start_ceremony().map_err(unknown("options"))?;
        let state = with_challenge(&state.encode().map_err(unknown("state"))?, drawn, challenge)?;
        let state = NonDiscoverableAuthenticationServerState::decode(&state).map_err(unknown("state"))?;
        let response = NonDiscoverableAuthentication::<LENGTH>::from_json_relaxed(text.as_bytes());
        let response = response.map_err(reject("response"))?;
        Ok(verdict(state.verify(rp_id, &response, &mut credential, &allowed)))
    } else {
        let (state, _) =
            DiscoverableCredentialRequestOptions(asked).start_ceremony().map_err(unknown("options"))?;
        let state = with_challenge(&state.encode().map_err(unknown("state"))?, drawn, challenge)?;
        let state = DiscoverableAuthenticationServerState::decode(&state).map_err(unknown("state"))?;
        let response = DiscoverableAuthentication::<LENGTH>::from_json_relaxed(text.as_bytes());
        let response = response.map_err(reject("response"))?;
        Ok(verdict(state.verify(rp_id, &response, &mut credential, &allowed)))
    }
}
