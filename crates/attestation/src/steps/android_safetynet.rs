//! The steps of format `android-safetynet`: §8.5.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.5 verification procedure, step 1.
pub static SAFETYNET_SYNTAX: Step = Step::new(
    "android-safetynet.syntax",
    "8.5.v1",
    Duty::Library,
    "The statement has ver, a text that is not empty, and response, bytes, and nothing else",
    NO_HINT,
);

/// §8.5 verification procedure, step 2.
pub static SAFETYNET_RESPONSE: Step = Step::new(
    "android-safetynet.response",
    "8.5.v2",
    Duty::Library,
    "The response is a JWS that verifies under its own certificate, fresh, of a device that matches a tested profile",
    "The service was shut down in 2025: an answer of today is not genuine. Of an older one check the time that it is \
     judged at.",
);

/// §8.5 verification procedure, step 3.
pub static SAFETYNET_NONCE: Step = Step::new(
    "android-safetynet.nonce",
    "8.5.v3",
    Duty::Library,
    "The nonce is the base64 of SHA-256 over the authenticator data and the hash of the client data",
    NO_HINT,
);

/// §8.5 verification procedure, step 4.
pub static SAFETYNET_HOST: Step = Step::new(
    "android-safetynet.host",
    "8.5.v4",
    Duty::Library,
    "The response comes from the service: its certificate is for attest.android.com",
    NO_HINT,
);

/// §8.5 verification procedure, step 5.
pub static SAFETYNET_RESULT: Step = Step::new(
    "android-safetynet.result",
    "8.5.v5",
    Duty::Output,
    "The result is basic attestation and x5c as trust path",
    NO_HINT,
);

/// The steps of format `android-safetynet`, in order.
pub static ANDROID_SAFETYNET: &[&Step] =
    &[&SAFETYNET_SYNTAX, &SAFETYNET_RESPONSE, &SAFETYNET_NONCE, &SAFETYNET_HOST, &SAFETYNET_RESULT];
