//! What refusals and results say of themselves, word for word.

use countersign::Error;

use crate::registration_rows;
use crate::support::{Case, Ceremony as _, Registered, Registering, Verdict};

/// Carries out the row of this name.
fn verdict(row: &str) -> Verdict<Registered> {
    let mut rows = registration_rows::TABLES.iter().copied().flatten();
    let case: &Case<Registering> = rows.find(|case| case.name == row).unwrap();
    (case.change)(Registering::truthful()).run().verdict
}

fn refusal(row: &str) -> Error {
    let Verdict::Refused(error) = verdict(row) else { panic!("{row} is not refused") };
    error
}

const CHANGED_BYTES: &str = "The authenticator, or something between it and the server, changed the bytes.";

/// The row, and the line and the hint of its refusal.
const REFUSALS: &[(&str, &str, &str)] = &[
    // A rule of the ceremony.
    (
        "refuses_another_challenge",
        "registration.challenge (7.1.8): does not hold: challenge is the one that was issued",
        "The answer belongs to other options: an older page, a second tab, or a challenge that was stored in \
         another form.",
    ),
    // A rule of a statement format.
    (
        "refuses_an_empty_subject",
        "registration.statement (7.1.22/8.2.1.b): does not hold: The subject is filled",
        "",
    ),
    (
        "refuses_an_imported_android_key",
        "registration.statement (7.1.22/8.4.v5.b.1): does not hold: The key was generated where it is kept: \
         origin is GENERATED",
        "By default the secure hardware has to say so. A policy accepts what Android itself says.",
    ),
    // Another cause inside a statement.
    ("refuses_nine_certificates", "registration.statement (7.1.22/8.2.v1): 9 certificates", ""),
    // A path, which is judged at the time itself if the clock skew has nothing to do with it.
    (
        "refuses_a_new_leaf_that_nobody_vouches_for_whatever_the_clock_skew",
        "registration.trust (7.1.24/7.1.24.c): certificate 0 of the path: no trust anchor is its issuer",
        "Check that the anchors of this vendor are configured for this format and model, and the time that \
         certificates are judged at. Metadata says why it keeps a model out.",
    ),
    // A statement inside another.
    (
        "refuses_one_valid_and_one_broken_part",
        "registration.statement (7.1.22/8.9.v1): statement 1: packed.self.signature (8.2.v3.b): the signature \
         does not verify",
        "One statement of several does not hold. The policy can accept at least one.",
    ),
    (
        "refuses_a_part_of_an_unknown_format",
        "registration.statement (7.1.22/8.9.v1): statement 1: the attestation statement format is not supported",
        "One statement of several does not hold. The policy can accept at least one.",
    ),
    // Malformed bytes, which the hint of the step says nothing of.
    (
        "refuses_authenticator_data_of_36_bytes",
        "registration.attestation-object (7.1.13/6.1.r1): authenticatorData: ends too early, at byte 36",
        CHANGED_BYTES,
    ),
];

#[test]
fn refuses_in_words_for_an_operator_and_in_others_for_the_user() {
    for (row, line, hint) in REFUSALS {
        let error = refusal(row);
        assert_eq!((error.to_string().as_str(), error.hint()), (*line, *hint), "{row}");
        assert_eq!(error.public_message(), "The passkey could not be verified. Please try again.");
    }
}

#[test]
fn accepts_debugging_of_an_attestation_with_its_parts_and_without_certificates() {
    let row = "accepts_a_compound_of_different_formats_and_what_they_tell";
    let Verdict::Accepted(registered) = verdict(row) else { panic!("{row} is refused") };
    let text = format!("{:?}", registered.registration.attestation());
    assert!(text.starts_with("Attestation { format: Compound, attestation_type: Compound, "), "{text}");
    assert!(text.contains("VerifiedPart { attestation_type: Basic, trust_path: 1, .. }"), "{text}");
}
