//! §7.2 steps 1 to 4, and the steps that are ours: what was asked, of whom, until when, and whether an assertion came.

use countersign_wire::Field;
use serde_json::json;

use super::*;

/// The answer comes to the stored ceremony with one byte of it changed.
fn damaged(ceremony: Authenticating) -> Authenticating {
    ceremony.stored(|mut bytes| {
        bytes[20] ^= 0x10;
        bytes
    })
}

pub(super) const CASES: &[Case<Authenticating>] = &[
    Case {
        name: "accepts_a_truthful_identified_authentication",
        attack: "",
        shows: &[
            "7.2.1",
            "c.response",
            "7.2.3",
            "7.2.4",
            "7.2.5",
            "7.2.6",
            "7.2.6.a",
            "7.2.7",
            "7.2.19",
            "7.2.22",
            "7.2.25",
        ],
        change: |ceremony| ceremony,
        expect: Accepted,
    },
    Case {
        name: "accepts_a_truthful_discoverable_authentication",
        attack: "",
        shows: &["7.2.1", "7.2.6", "7.2.6.b", "7.2.25"],
        change: |ceremony| ceremony.discoverable(),
        expect: Accepted,
    },
    // 7.2.1
    Case {
        name: "refuses_to_begin_without_credentials_of_the_user",
        attack: "cer-no-credentials-user",
        shows: &[],
        change: |ceremony| ceremony.allowed(|_| Vec::new()),
        expect: NotBegun(ConfigurationError::NoCredentials),
    },
    Case {
        name: "refuses_to_begin_with_a_credential_of_another_user",
        attack: "cer-second-factor-swap",
        shows: &[],
        change: |ceremony| ceremony.user_handle(BOB),
        expect: NotBegun(ConfigurationError::ForeignCredential),
    },
    Case {
        name: "refuses_to_begin_with_a_short_challenge_at_a_sign_in",
        attack: "cer-short-challenge",
        shows: &[],
        change: |ceremony| ceremony.challenge(b"fifteen bytes !"),
        expect: NotBegun(ConfigurationError::ChallengeLength),
    },
    // c.state
    Case {
        name: "accepts_what_the_store_gives_back_unchanged",
        attack: "",
        shows: &["c.state"],
        change: |ceremony| ceremony.stored(|bytes| bytes),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_stored_ceremony_that_was_changed",
        attack: "cer-state-tampered",
        shows: &[],
        change: damaged,
        expect: Refused("c.state"),
    },
    Case {
        name: "refuses_a_stored_discoverable_ceremony_that_was_changed",
        attack: "cer-state-tampered",
        shows: &[],
        change: |ceremony| damaged(ceremony.discoverable()),
        expect: Refused("c.state"),
    },
    // c.relying-party
    Case {
        name: "accepts_another_configuration_of_the_same_relying_party",
        attack: "",
        shows: &["c.relying-party"],
        change: |ceremony| {
            ceremony
                .answered_at("example.org", "https://www.example.org")
                .client_data(|data| data.origin("https://www.example.org"))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_ceremony_that_began_at_another_relying_party",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.answered_at("example.com", "https://example.com"),
        expect: Refused("c.relying-party"),
    },
    // c.expired: state.rs has both sides of the boundary
    Case {
        name: "accepts_an_answer_in_the_last_second",
        attack: "",
        shows: &["c.expired"],
        change: |ceremony| ceremony.after_seconds(360),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_answer_after_the_last_second",
        attack: "cer-expired",
        shows: &[],
        change: |ceremony| ceremony.after_seconds(361),
        expect: Refused("c.expired"),
    },
    // c.session, c.purpose
    Case {
        name: "accepts_an_answer_in_the_session_and_for_the_purpose_that_it_began_with",
        attack: "",
        shows: &["c.session", "c.purpose"],
        change: |ceremony| ceremony.session(crate::support::SESSION).purpose(crate::support::PURPOSE),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_answer_in_another_session_at_a_sign_in",
        attack: "cer-cross-session",
        shows: &[],
        change: |ceremony| ceremony.session(b"session of mallory"),
        expect: Refused("c.session"),
    },
    Case {
        name: "refuses_an_answer_in_no_session",
        attack: "cer-cross-session",
        shows: &[],
        change: |ceremony| ceremony.session(b""),
        expect: Refused("c.session"),
    },
    Case {
        name: "refuses_a_sign_in_as_a_confirmation",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.purpose("delete-account"),
        expect: Refused("c.purpose"),
    },
    // c.response
    Case {
        name: "refuses_a_response_that_is_no_json",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.edit_text(|text| text + "}")),
        expect: Unreadable(Field::Credential),
    },
    Case {
        name: "refuses_a_response_of_megabytes",
        attack: "dos-body",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.member("more", "m".repeat(1 << 20))),
        expect: Unreadable(Field::Credential),
    },
    Case {
        name: "refuses_a_signature_with_padding",
        attack: "dos-base64",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.member("response/signature", "MEUCIQA=")),
        expect: Unreadable(Field::Signature),
    },
    Case {
        name: "refuses_a_user_handle_that_no_options_had",
        attack: "cer-user-handle-form",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.user_handle(&[7; 65])),
        expect: Unreadable(Field::UserHandle),
    },
    // 7.2.3
    Case {
        name: "accepts_a_response_without_what_is_there_for_convenience",
        attack: "",
        shows: &["7.2.3"],
        change: |ceremony| ceremony.response(|response| response.without("authenticatorAttachment")),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_answer_to_a_registration",
        attack: "cer-cross-ceremony cd-type-create-as-get",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| data.ceremony("webauthn.create")).response(|response| {
                response
                    .without("response/signature")
                    .without("response/authenticatorData")
                    .bytes("response/attestationObject", &[0xa0])
            })
        },
        expect: Refused("7.2.3"),
    },
    Case {
        name: "refuses_an_assertion_with_an_attestation_object_beside_it",
        attack: "cer-cross-ceremony",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| response.bytes("response/attestationObject", &[0xa0]))
        },
        expect: Refused("7.2.3"),
    },
    Case {
        name: "refuses_a_credential_of_another_type",
        attack: "ad-type-not-public-key",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.member("type", "password")),
        expect: Refused("7.2.3"),
    },
    // 7.2.4
    Case {
        name: "accepts_client_extension_results_that_are_empty",
        attack: "",
        shows: &["7.2.4"],
        change: |ceremony| ceremony.response(|response| response.client_extension_results(json!({}))),
        expect: Accepted,
    },
    Case {
        name: "refuses_missing_client_extension_results",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.without("clientExtensionResults")),
        expect: Refused("7.2.4"),
    },
    Case {
        name: "refuses_client_extension_results_that_are_no_object_at_a_sign_in",
        attack: "pol-client-extension-proto",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.client_extension_results(json!([]))),
        expect: Refused("7.2.4"),
    },
    // c.response-id
    Case {
        name: "accepts_an_id_without_raw_id",
        attack: "",
        shows: &["c.response-id"],
        change: |ceremony| ceremony.response(|response| response.without("rawId")),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_id_that_is_not_raw_id",
        attack: "ad-id-rawid-mismatch",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.id("AAAA")),
        expect: Refused("c.response-id"),
    },
    Case {
        name: "refuses_a_raw_id_that_is_not_id",
        attack: "ad-id-rawid-mismatch",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.raw_id(b"another id")),
        expect: Refused("c.response-id"),
    },
];
