//! The steps of format `apple`: §8.8.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.8 verification procedure, step 1.
pub static APPLE_SYNTAX: Step = Step::new(
    "apple.syntax",
    "8.8.v1",
    Duty::Library,
    "The statement has x5c, a list of certificates, and nothing else but perhaps alg",
    NO_HINT,
);

/// §8.8 verification procedure, step 2.
pub static APPLE_MESSAGE: Step = Step::new(
    "apple.message",
    "8.8.v2",
    Duty::Output,
    "What is certified is the authenticator data, then the client data hash",
    NO_HINT,
);

/// §8.8 verification procedure, step 3.
pub static APPLE_DIGEST: Step =
    Step::new("apple.digest", "8.8.v3", Duty::Output, "The nonce is SHA-256 over both", NO_HINT);

/// §8.8 verification procedure, step 4.
pub static APPLE_NONCE: Step = Step::new(
    "apple.nonce",
    "8.8.v4",
    Duty::Library,
    "The nonce is that of the extension in the first certificate",
    "The certificate was made for another registration, or authenticator data or client data were changed on the way.",
);

/// §8.8 verification procedure, step 5.
pub static APPLE_KEY: Step = Step::new(
    "apple.key",
    "8.8.v5",
    Duty::Library,
    "The credential key is the key of the first certificate",
    NO_HINT,
);

/// §8.8 verification procedure, step 6.
pub static APPLE_RESULT: Step = Step::new(
    "apple.result",
    "8.8.v6",
    Duty::Output,
    "The result is attestation by an anonymization CA, and x5c as trust path",
    NO_HINT,
);

/// The steps of format `apple`, in order.
pub static APPLE: &[&Step] =
    &[&APPLE_SYNTAX, &APPLE_MESSAGE, &APPLE_DIGEST, &APPLE_NONCE, &APPLE_KEY, &APPLE_RESULT];
