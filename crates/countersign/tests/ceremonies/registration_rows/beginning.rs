//! Options, the stored ceremony, what it is bound to, and the shape of the response.

use countersign::{
    Attachment, AttestationConveyance, ConfigurationError, CreationExtensions, CredentialProtection,
    Enforcement, Hint, LargeBlobSupport, ResidentKey, Rs1Credentials,
};
use countersign_wire::Field;

use super::*;
use crate::support::{HANDLE, ORIGIN, RP_ID};

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_a_truthful_registration",
        attack: "",
        shows: &["c.state", "c.session", "c.purpose", "7.1.3", "7.1.22"],
        change: |ceremony| ceremony,
        expect: Accepted,
    },
    // 7.1.1
    Case {
        name: "accepts_options_with_everything",
        attack: "",
        shows: &["7.1.1"],
        change: |ceremony| {
            ceremony.options(|options| {
                options
                    .algorithms(&[Algorithm::Es256, Algorithm::MlDsa65, Algorithm::Rs256])
                    .timeout_seconds(600)
                    .attachment(Attachment::CrossPlatform)
                    .resident_key(ResidentKey::Preferred)
                    .user_verification(UserVerification::Preferred)
                    .hints(&[Hint::SecurityKey, Hint::Hybrid])
                    .attestation(AttestationConveyance::Direct, &[Format::Packed])
                    .only_origin(ORIGIN)
                    .extensions(
                        CreationExtensions::new()
                            .cred_props()
                            .prf(None)
                            .large_blob(LargeBlobSupport::Preferred)
                            .min_pin_length()
                            .cred_protect(
                                CredentialProtection::UserVerificationRequired,
                                Enforcement::Preferred,
                            ),
                    )
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_to_begin_without_algorithms",
        attack: "pol-default-insecure",
        shows: &[],
        change: |ceremony| ceremony.options(|options| options.algorithms(&[])),
        expect: NotBegun(ConfigurationError::Algorithms),
    },
    Case {
        name: "refuses_to_begin_with_an_algorithm_twice",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.options(|options| options.algorithms(&[Algorithm::Es256, Algorithm::Es256]))
        },
        expect: NotBegun(ConfigurationError::Algorithms),
    },
    Case {
        name: "refuses_to_begin_with_rs1_that_no_policy_accepts",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.options(|options| options.algorithms(&[Algorithm::Es256, Algorithm::Rs1]))
        },
        expect: NotBegun(ConfigurationError::Rs1NotAccepted),
    },
    Case {
        name: "refuses_to_begin_with_a_short_challenge",
        attack: "cer-short-challenge",
        shows: &[],
        change: |ceremony| ceremony.challenge(&[7; 15]),
        expect: NotBegun(ConfigurationError::ChallengeLength),
    },
    Case {
        name: "refuses_to_begin_without_a_challenge",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| ceremony.challenge(&[]),
        expect: NotBegun(ConfigurationError::ChallengeLength),
    },
    Case {
        name: "refuses_to_begin_with_an_empty_user_handle",
        attack: "cer-user-handle-form",
        shows: &[],
        change: |ceremony| ceremony.user_handle(&[]),
        expect: NotBegun(ConfigurationError::UserHandleLength),
    },
    Case {
        name: "refuses_to_begin_with_a_user_handle_of_65_bytes",
        attack: "cer-user-handle-form",
        shows: &[],
        change: |ceremony| ceremony.user_handle(&[7; 65]),
        expect: NotBegun(ConfigurationError::UserHandleLength),
    },
    Case {
        name: "accepts_a_user_handle_of_64_bytes",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.user_handle(&[0xa7; 64]),
        expect: Accepted,
    },
    Case {
        name: "refuses_to_begin_with_an_impossible_timeout",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.options(|options| options.timeout_seconds(601)),
        expect: NotBegun(ConfigurationError::Timeout),
    },
    Case {
        name: "refuses_to_begin_without_the_name_of_the_user",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.names("", "Alice"),
        expect: NotBegun(ConfigurationError::NameLength),
    },
    Case {
        name: "accepts_a_user_without_a_display_name",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.names("alice", ""),
        expect: Accepted,
    },
    Case {
        name: "refuses_to_begin_on_an_origin_that_is_not_configured",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.options(|options| options.only_origin("https://www.example.org")),
        expect: NotBegun(ConfigurationError::UnknownOrigin),
    },
    // c.state
    Case {
        name: "refuses_stored_bytes_with_a_bit_flipped",
        attack: "cer-state-tampered",
        shows: &[],
        change: |ceremony| {
            ceremony.stored(|mut stored| {
                stored[10] ^= 1;
                stored
            })
        },
        expect: Refused("c.state"),
    },
    Case {
        name: "refuses_stored_bytes_of_another_version",
        attack: "cer-state-tampered",
        shows: &[],
        change: |ceremony| {
            ceremony.stored(|mut stored| {
                stored[0] = 9;
                stored
            })
        },
        expect: Refused("c.state"),
    },
    Case {
        name: "refuses_stored_bytes_that_are_missing",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.stored(|_| Vec::new()),
        expect: Refused("c.state"),
    },
    // c.relying-party
    Case {
        name: "accepts_an_answer_at_the_relying_party_as_it_is_configured_now",
        attack: "",
        shows: &["c.relying-party"],
        change: |ceremony| ceremony.answered_at(RP_ID, ORIGIN),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_answer_at_another_relying_party",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.answered_at("example.com", "https://example.com"),
        expect: Refused("c.relying-party"),
    },
    // c.expired
    Case {
        name: "accepts_an_answer_in_the_last_second_of_another_clock",
        attack: "",
        shows: &["c.expired"],
        change: |ceremony| ceremony.after_seconds(360),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_answer_after_the_ceremony_has_expired",
        attack: "cer-expired",
        shows: &[],
        change: |ceremony| ceremony.after_seconds(361),
        expect: Refused("c.expired"),
    },
    Case {
        name: "refuses_an_answer_far_in_the_future",
        attack: "cer-expired",
        shows: &[],
        change: |ceremony| ceremony.after_seconds(i64::MAX - crate::support::NOW),
        expect: Refused("c.expired"),
    },
    // c.session
    Case {
        name: "refuses_an_answer_in_another_session",
        attack: "cer-cross-session",
        shows: &[],
        change: |ceremony| ceremony.session(b"session of mallory"),
        expect: Refused("c.session"),
    },
    Case {
        name: "refuses_an_answer_without_a_session",
        attack: "cer-cross-session",
        shows: &[],
        change: |ceremony| ceremony.session(b""),
        expect: Refused("c.session"),
    },
    // c.purpose
    Case {
        name: "refuses_an_answer_for_another_purpose",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.purpose("delete-account"),
        expect: Refused("c.purpose"),
    },
    // 7.1.3
    Case {
        name: "accepts_convenience_members_that_disagree",
        attack: "ad-easy-fields-disagree",
        shows: &["7.1.3"],
        change: |ceremony| {
            ceremony.response(|response| {
                response
                    .member("response/publicKey", "AAAA")
                    .member("response/publicKeyAlgorithm", -257)
                    .member("response/authenticatorData", "AAAA")
            })
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.algorithm(), Algorithm::Es256);
            let record = registered.registration.record();
            assert_eq!(record.public_key(), registered.made.credential().public_key());
        }),
    },
    Case {
        name: "refuses_an_assertion_in_place_of_an_attestation",
        attack: "cer-cross-ceremony",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| {
                response.without("response/attestationObject").bytes("response/signature", &[7; 70])
            })
        },
        expect: Refused("7.1.3"),
    },
    Case {
        name: "refuses_an_empty_attestation_object",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.member("response/attestationObject", "")),
        expect: Refused("7.1.3"),
    },
    Case {
        name: "refuses_a_response_without_client_data",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.without("response/clientDataJSON")),
        expect: Refused("7.1.3"),
    },
    Case {
        name: "refuses_a_credential_that_is_no_public_key",
        attack: "ad-type-not-public-key",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.member("type", "password")),
        expect: Refused("7.1.3"),
    },
    Case {
        name: "refuses_to_read_an_attestation_object_that_is_no_base64url",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| response.member("response/attestationObject", "o2N="))
        },
        expect: Unreadable(Field::AttestationObject),
    },
    Case {
        name: "refuses_to_read_text_that_is_no_json",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.raw("{\"id\":")),
        expect: Unreadable(Field::Credential),
    },
    // 7.1.4
    Case {
        name: "accepts_client_extension_results_that_nobody_knows",
        attack: "pol-client-extension-proto",
        shows: &["7.1.4", "c.response"],
        change: |ceremony| {
            ceremony.response(|response| {
                response.edit_text(|text| {
                    text.replace(
                        r#""clientExtensionResults":{}"#,
                        r#""clientExtensionResults":{"__proto__":{"a":[1]},"new":null}"#,
                    )
                })
            })
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.extensions().client().unknown(), 2);
            assert_eq!(registered.registration.notes(), [Note::UnsolicitedClientExtension]);
        }),
    },
    Case {
        name: "refuses_a_response_without_client_extension_results",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.without("clientExtensionResults")),
        expect: Refused("7.1.4"),
    },
    Case {
        name: "refuses_client_extension_results_that_are_no_object",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.client_extension_results(vec!["credProps"])),
        expect: Refused("7.1.4"),
    },
    // c.response-id
    Case {
        name: "accepts_a_response_with_id_alone",
        attack: "",
        shows: &["c.response-id"],
        change: |ceremony| ceremony.response(|response| response.without("rawId")),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_id_that_is_not_the_raw_id",
        attack: "ad-id-rawid-mismatch",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.id("AAAAAAAAAAAAAAAAAAAAAA")),
        expect: Refused("c.response-id"),
    },
    Case {
        name: "refuses_a_raw_id_that_is_not_the_id",
        attack: "ad-id-rawid-mismatch",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.raw_id(&[0; 16])),
        expect: Refused("c.response-id"),
    },
    Case {
        name: "refuses_ids_that_are_not_the_attested_credential_id",
        attack: "ad-cred-id-mismatch",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| response.bytes("id", &[0; 16]).bytes("rawId", &[0; 16]))
        },
        expect: Refused("c.response-id"),
    },
    // The user is the one that the ceremony began for.
    Case {
        name: "accepts_the_user_that_the_ceremony_began_for_and_no_other",
        attack: "cer-cross-user",
        shows: &["c.state"],
        change: |ceremony| {
            ceremony
                .answer(|answer| answer.user_handle(b"mallory"))
                .response(|response| response.user_handle(b"mallory"))
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.record().user_handle().as_bytes(), HANDLE);
        }),
    },
    Case {
        name: "accepts_rs1_where_the_policy_says_so",
        attack: "",
        shows: &["7.1.1"],
        change: |ceremony| {
            ceremony.options(|options| {
                options
                    .algorithms(&[Algorithm::Es256, Algorithm::Rs1])
                    .rs1_credentials(Rs1Credentials::AcceptSha1)
            })
        },
        expect: Accepted,
    },
];
