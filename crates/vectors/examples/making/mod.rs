//! What the makers of vectors have in common.

use countersign_authenticator::{
    Algorithm, Attestation, Authenticator, RegistrationBuilder, RegistrationCeremony, TestAuthority,
};
use countersign_wire::base64url;
use serde_json::{Value, json};

use crate::test_vector::TestVector;

pub(crate) const RP_ID: &str = "example.org";
pub(crate) const ORIGIN: &str = "https://example.org";
pub(crate) const USER: &[u8] = b"a user handle of any bytes";
pub(crate) const CHALLENGE: &[u8] = b"a challenge of thirty-two bytes!";
/// When registrations are judged.
pub(crate) const AT: &str = "2026-01-01T00:00:00Z";
pub(crate) const AT_MILLISECONDS: i64 = 1_767_225_600_000;

pub(crate) fn authenticator() -> Authenticator {
    Authenticator::from_seed(&[42; 32])
}

pub(crate) fn register(algorithm: Algorithm, attestation: Attestation) -> RegistrationBuilder {
    let builder = authenticator().register(CHALLENGE, RP_ID, ORIGIN).user_handle(USER);
    builder.algorithm(algorithm).attestation(attestation)
}

/// What both ceremonies have.
pub(crate) fn vector(stem: &str, description: &str, ceremony: &str, response: &str) -> TestVector {
    let response: Value = serde_json::from_str(response).unwrap_or_else(|_| response.into());
    TestVector::new("test-vectors", stem)
        .set("source", "made by countersign-authenticator, see README.md")
        .set("description", description)
        .set("ceremony", ceremony)
        .set("rp/id", RP_ID)
        .set("rp/origins", json!([ORIGIN]))
        .set("rp/allow_cross_origin", false)
        .set("options/challenge", base64url::encode(CHALLENGE))
        .set("options/user_verification", "required")
        .set("options/extensions", json!({}))
        .set("response", response)
}

/// A registration that asked for the algorithm of its key; trust is not assessed.
pub(crate) fn registration(stem: &str, description: &str, made: &RegistrationCeremony) -> TestVector {
    let algorithm = made.credential().signing_key().algorithm().identifier();
    vector(stem, description, "registration", made.json())
        .set("options/algorithms", json!([algorithm]))
        .set("options/user_presence", "required")
        .set("attestation/conveyance", "direct")
        .set("attestation/require_trusted", false)
        .set("attestation/at", AT)
}

/// What is expected of an accepted registration.
pub(crate) fn found(
    vector: TestVector,
    made: &RegistrationCeremony,
    format: &str,
    attestation_type: &str,
) -> TestVector {
    let credential = made.credential();
    let aaguid: [u8; 16] = credential.aaguid().try_into().unwrap_or_default();
    vector
        .accepted()
        .set("expect/format", format)
        .set("expect/attestation_type", attestation_type)
        .set("expect/algorithm", credential.signing_key().algorithm().identifier())
        .set("expect/aaguid", countersign_wire::Aaguid::new(aaguid).to_string())
        .set("expect/sign_count", credential.sign_count())
        .flags(credential.flags())
}

/// Demands that the authority of the authenticator vouches for the attestation.
pub(crate) fn trusting(vector: TestVector, authority: &TestAuthority) -> TestVector {
    vector
        .set("attestation/trust_anchors", json!([base64url::encode(&authority.root())]))
        .set("attestation/require_trusted", true)
}

/// An authentication with a credential that was just registered; the user was identified before.
pub(crate) fn authentication(
    stem: &str,
    description: &str,
    made: &RegistrationCeremony,
    json: &str,
) -> TestVector {
    let credential = made.credential();
    let id = base64url::encode(credential.id());
    discoverable(stem, description, made, json).set("options/allow_credentials", json!([id]))
}

/// The same with a discoverable credential, which names the user.
pub(crate) fn discoverable(
    stem: &str,
    description: &str,
    made: &RegistrationCeremony,
    json: &str,
) -> TestVector {
    let credential = made.credential();
    vector(stem, description, "authentication", json)
        .set("credential/id", base64url::encode(credential.id()))
        .set("credential/public_key", base64url::encode(credential.public_key()))
        .set("credential/sign_count", credential.sign_count())
        .set("credential/user_handle", base64url::encode(credential.user_handle()))
        .set("credential/backup_eligible", credential.is_backup_eligible())
        .set("credential/backup_state", credential.is_backed_up())
        .set("credential/uv_initialized", true)
}
