//! The steps of format `fido-u2f`: §8.6.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.6 verification procedure, step 1.
pub static FIDO_U2F_SYNTAX: Step = Step::new(
    "fido-u2f.syntax",
    "8.6.v1",
    Duty::Library,
    "The statement has x5c and sig, of the proper types, and nothing else",
    NO_HINT,
);

/// §8.6 verification procedure, step 2.
pub static FIDO_U2F_CERTIFICATE: Step = Step::new(
    "fido-u2f.certificate",
    "8.6.v2",
    Duty::Library,
    "x5c is exactly one certificate, with a key on P-256",
    "The format has no place for the certificates of issuers: they are configured, not sent.",
);

/// §8.6 verification procedure, step 3.
pub static FIDO_U2F_CLAIMS: Step = Step::new(
    "fido-u2f.claims",
    "8.6.v3",
    Duty::Output,
    "RP ID hash, credential ID and credential key are those of the authenticator data",
    NO_HINT,
);

/// §8.6 verification procedure, step 4.
pub static FIDO_U2F_KEY: Step = Step::new(
    "fido-u2f.key",
    "8.6.v4",
    Duty::Contains("8.6.v4."),
    "The credential key has the raw form of U2F, a point on P-256",
    NO_HINT,
);

/// §8.6 verification procedure, step 4, x.
pub static FIDO_U2F_KEY_X: Step = Step::new(
    "fido-u2f.key.x",
    "8.6.v4.a",
    Duty::Library,
    "The credential key has an x, of 32 bytes",
    "Security keys of U2F make keys on P-256 alone: the statement is of another format, or not truthful.",
);

/// §8.6 verification procedure, step 4, y.
pub static FIDO_U2F_KEY_Y: Step = Step::new(
    "fido-u2f.key.y",
    "8.6.v4.b",
    Duty::Library,
    "The credential key has a y, of 32 bytes, and x and y are a point on P-256",
    "Security keys of U2F make keys on P-256 alone: the statement is of another format, or not truthful.",
);

/// §8.6 verification procedure, step 4, the raw form.
pub static FIDO_U2F_KEY_RAW: Step =
    Step::new("fido-u2f.key.raw", "8.6.v4.c", Duty::Output, "The raw form is 04, x, y", NO_HINT);

/// §8.6 verification procedure, step 5.
pub static FIDO_U2F_MESSAGE: Step = Step::new(
    "fido-u2f.message",
    "8.6.v5",
    Duty::Output,
    "What is signed is a zero byte, RP ID hash, client data hash, credential ID, raw key",
    NO_HINT,
);

/// §8.6 verification procedure, step 6.
pub static FIDO_U2F_SIGNATURE: Step = Step::new(
    "fido-u2f.signature",
    "8.6.v6",
    Duty::Library,
    "The signature verifies under the key of the certificate, by ECDSA with SHA-256",
    NO_HINT,
);

/// §8.6 verification procedure, step 7.
pub static FIDO_U2F_MODEL: Step = Step::new(
    "fido-u2f.model",
    "8.6.v7",
    Duty::Caller,
    "Outside knowledge, such as metadata, may tell basic attestation from an attestation CA",
    NO_HINT,
);

/// §8.6 verification procedure, step 8.
pub static FIDO_U2F_RESULT: Step = Step::new(
    "fido-u2f.result",
    "8.6.v8",
    Duty::Output,
    "The result is the attestation type and x5c as trust path",
    NO_HINT,
);

/// The steps of format `fido-u2f`, in order.
pub static FIDO_U2F: &[&Step] = &[
    &FIDO_U2F_SYNTAX,
    &FIDO_U2F_CERTIFICATE,
    &FIDO_U2F_CLAIMS,
    &FIDO_U2F_KEY_X,
    &FIDO_U2F_KEY_Y,
    &FIDO_U2F_KEY_RAW,
    &FIDO_U2F_KEY,
    &FIDO_U2F_MESSAGE,
    &FIDO_U2F_SIGNATURE,
    &FIDO_U2F_MODEL,
    &FIDO_U2F_RESULT,
];
