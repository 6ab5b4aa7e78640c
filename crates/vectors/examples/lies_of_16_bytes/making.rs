//! What the catalogue of lies is made with, around a challenge of 16 bytes.

use countersign_authenticator::{Algorithm, Attestation, RegistrationBuilder, RegistrationCeremony};
use countersign_wire::base64url;

pub(crate) use crate::base::{AT_MILLISECONDS, ORIGIN, authenticator, found, trusting};
use crate::base::{RP_ID, USER};
use crate::test_vector::TestVector;

pub(crate) const CHALLENGE: &[u8] = b"a short one of16";

pub(crate) fn register(algorithm: Algorithm, attestation: Attestation) -> RegistrationBuilder {
    let builder = authenticator().register(CHALLENGE, RP_ID, ORIGIN).user_handle(USER);
    builder.algorithm(algorithm).attestation(attestation)
}

pub(crate) fn registration(stem: &str, description: &str, made: &RegistrationCeremony) -> TestVector {
    asked(crate::base::registration(stem, description, made))
}

pub(crate) fn authentication(
    stem: &str,
    description: &str,
    made: &RegistrationCeremony,
    json: &str,
) -> TestVector {
    asked(crate::base::authentication(stem, description, made, json))
}

fn asked(vector: TestVector) -> TestVector {
    vector.set("options/challenge", base64url::encode(CHALLENGE))
}
