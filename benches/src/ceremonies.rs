//! The operations that are measured, and their ceremonies as JSON for who is not in this program.

use countersign_authenticator::{Algorithm, RegistrationCeremony};
use serde_json::{Value, json};

use crate::authentication::{AuthenticationKind, registered};
use crate::registration::RegistrationKind;
use crate::{CHALLENGE, ORIGIN, RP_ID, USER_HANDLE, authenticator, name};

/// What is verified in an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ceremony {
    Authentication(AuthenticationKind),
    Registration(RegistrationKind),
}

/// The algorithms of which authentications are measured.
pub(crate) const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::MlDsa44];

/// Whole ceremonies, by their names.
pub(crate) fn usual() -> Vec<(String, Ceremony)> {
    let authentications = ALGORITHMS.into_iter().map(|algorithm| {
        let kind = AuthenticationKind::usual(algorithm);
        (format!("authentication {}", name(algorithm)), Ceremony::Authentication(kind))
    });
    let registrations = RegistrationKind::all()
        .iter()
        .map(|kind| (format!("registration {}", kind.name()), Ceremony::Registration(*kind)));
    authentications.chain(registrations).collect()
}

/// Those that grow in one way, with ES256: the number in the name is of what they have.
pub(crate) fn growing() -> Vec<(String, Ceremony)> {
    let usual = AuthenticationKind::usual(Algorithm::Es256);
    let certificates = [1, 2, 4, 8].map(|many| {
        (format!("certificates: {many}"), Ceremony::Registration(RegistrationKind::packed_chain(many)))
    });
    let client_data = [0, 1000, 4000, 16_000].map(|padding| {
        let kind = AuthenticationKind { padding, ..usual };
        (format!("bytes more of client data: {padding}"), Ceremony::Authentication(kind))
    });
    let listed = [1, 10, 64, 100, 1000].map(|many| {
        let kind = AuthenticationKind { listed: Some(many), ..usual };
        (format!("listed credentials: {many}"), Ceremony::Authentication(kind))
    });
    let stored = [10, 100, 1000].map(|many| {
        let kind = AuthenticationKind { stored: Some(many), ..usual };
        (format!("stored credentials: {many}"), Ceremony::Authentication(kind))
    });
    [&certificates[..], &client_data, &listed, &stored].concat()
}

/// All of them but what is of our own callers, answered for a challenge of so many bytes: see `peers/`.
#[must_use]
pub fn ceremonies(challenge_bytes: usize) -> Value {
    let challenge = &CHALLENGE[..challenge_bytes];
    let all = usual().into_iter().chain(growing());
    let asked = all.filter(|(_, ceremony)| {
        !matches!(ceremony, Ceremony::Authentication(AuthenticationKind { stored: Some(_), .. }))
    });
    asked
        .map(|(operation, ceremony)| {
            let mut known = match ceremony {
                Ceremony::Authentication(kind) => authentication(&kind, challenge),
                Ceremony::Registration(kind) => registration(&kind, challenge),
            };
            for (name, value) in [
                ("operation", operation.into()),
                ("rp_id", RP_ID.into()),
                ("origin", ORIGIN.into()),
                ("challenge", bytes(challenge)),
                ("user_handle", bytes(&USER_HANDLE)),
            ] {
                known[name] = value;
            }
            known
        })
        .collect()
}

fn authentication(kind: &AuthenticationKind, challenge: &[u8]) -> Value {
    let registration = RegistrationKind::without_attestation(kind.algorithm).answer(challenge);
    let credential = registered(kind.algorithm, challenge);
    json!({
        "ceremony": "authentication",
        "algorithm": kind.algorithm.identifier(),
        "response": kind.answer(&credential, challenge).json(),
        "listed": kind.listed,
        "public_key": bytes(credential.public_key()),
        "registration": registration.json(),
    })
}

fn registration(kind: &RegistrationKind, challenge: &[u8]) -> Value {
    let answer: RegistrationCeremony = kind.answer(challenge);
    json!({
        "ceremony": "registration",
        "algorithm": answer.credential().signing_key().algorithm().identifier(),
        "response": answer.json(),
        "trust_anchor": kind.has_certificates().then(|| bytes(&authenticator().authority().root())),
    })
}

/// Bytes as a page writes them.
fn bytes(bytes: &[u8]) -> Value {
    countersign_wire::base64url::encode(bytes).into()
}
