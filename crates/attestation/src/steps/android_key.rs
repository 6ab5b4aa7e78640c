//! The steps of format `android-key`: §8.4.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.4 verification procedure, first item.
pub static ANDROID_KEY_SYNTAX: Step = Step::new(
    "android-key.syntax",
    "8.4.v1",
    Duty::Library,
    "The statement has alg, sig and x5c, of the proper types, and nothing else",
    NO_HINT,
);

/// §8.4 verification procedure, second item.
pub static ANDROID_KEY_SIGNATURE: Step = Step::new(
    "android-key.signature",
    "8.4.v2",
    Duty::Library,
    "The signature verifies under the key of the first certificate, with alg",
    NO_HINT,
);

/// §8.4 verification procedure, third item.
pub static ANDROID_KEY_KEY: Step = Step::new(
    "android-key.key",
    "8.4.v3",
    Duty::Library,
    "The key of the first certificate is the credential key",
    NO_HINT,
);

/// §8.4.1
pub static ANDROID_KEY_DESCRIPTION: Step = Step::new(
    "android-key.description",
    "8.4.1.r1",
    Duty::Library,
    "The first certificate describes its key in Android's extension, and no other certificate has that extension",
    "A certificate below an attested key is one that an application made for itself.",
);

/// §8.4 verification procedure, fourth item.
pub static ANDROID_KEY_CHALLENGE: Step = Step::new(
    "android-key.challenge",
    "8.4.v4",
    Duty::Library,
    "The attestation challenge of the description is the hash of the client data",
    NO_HINT,
);

/// §8.4 verification procedure, fifth item.
pub static ANDROID_KEY_AUTHORIZATIONS: Step = Step::new(
    "android-key.authorizations",
    "8.4.v5",
    Duty::Library,
    "The authorization lists of the description can be read: each tag once and with a value of its type, nothing behind \
     them, and in the order of the schema if the policy demands it",
    NO_HINT,
);

/// §8.4 verification procedure, fifth item, first rule.
pub static ANDROID_KEY_APPLICATIONS: Step = Step::new(
    "android-key.all-applications",
    "8.4.v5.a",
    Duty::Library,
    "allApplications is on neither list, so that the key is scoped to one application",
    NO_HINT,
);

/// §8.4 verification procedure, fifth item, second rule, origin.
pub static ANDROID_KEY_ORIGIN: Step = Step::new(
    "android-key.origin",
    "8.4.v5.b.1",
    Duty::Library,
    "The key was generated where it is kept: origin is GENERATED",
    "By default the secure hardware has to say so. A policy accepts what Android itself says.",
);

/// §8.4 verification procedure, fifth item, second rule, purpose.
pub static ANDROID_KEY_PURPOSE: Step = Step::new(
    "android-key.purpose",
    "8.4.v5.b.2",
    Duty::Library,
    "The key is for signing, and for nothing else",
    "By default the secure hardware has to say so. Policies accept what Android itself says, and further purposes.",
);

/// §8.4 verification procedure, fifth item, second rule.
pub static ANDROID_KEY_LISTS: Step = Step::new(
    "android-key.lists",
    "8.4.v5.b",
    Duty::Library,
    "The key and its description are in hardware as secure as the policy demands",
    "The policy demands a trusted environment or StrongBox, and the device has none, or keeps this key elsewhere.",
);

/// §8.4 verification procedure, last item.
pub static ANDROID_KEY_RESULT: Step = Step::new(
    "android-key.result",
    "8.4.v6",
    Duty::Output,
    "The result is basic attestation and x5c as trust path",
    NO_HINT,
);

/// The steps of format `android-key`, in order.
pub static ANDROID_KEY: &[&Step] = &[
    &ANDROID_KEY_SYNTAX,
    &ANDROID_KEY_SIGNATURE,
    &ANDROID_KEY_KEY,
    &ANDROID_KEY_DESCRIPTION,
    &ANDROID_KEY_CHALLENGE,
    &ANDROID_KEY_AUTHORIZATIONS,
    &ANDROID_KEY_APPLICATIONS,
    &ANDROID_KEY_ORIGIN,
    &ANDROID_KEY_PURPOSE,
    &ANDROID_KEY_LISTS,
    &ANDROID_KEY_RESULT,
];
