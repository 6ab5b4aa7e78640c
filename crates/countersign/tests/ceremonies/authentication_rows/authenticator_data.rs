//! §7.2 steps 15 to 18: the authenticator data.

use serde_json::json;

use super::*;
use crate::support::RP_ID;

const APP_ID: &str = "https://example.org/app-id.json";

/// Asks for the AppID.
fn with_app_id(ceremony: Authenticating) -> Authenticating {
    ceremony.options(|options| options.extensions(RequestExtensions::new().app_id(APP_ID).unwrap()))
}

/// The authenticator hashes the AppID in the place of the RP ID.
fn under_app_id(ceremony: Authenticating) -> Authenticating {
    ceremony.authenticator_data(|data| data.rp_id(APP_ID))
}

/// The client says whether it used the AppID.
fn saying(ceremony: Authenticating, used: bool) -> Authenticating {
    ceremony.response(move |response| response.client_extension_results(json!({ "appid": used })))
}

/// Authenticator extension outputs in these bytes.
fn with_extension_bytes(ceremony: Authenticating, bytes: &'static [u8]) -> Authenticating {
    ceremony.authenticator_data(move |data| data.raw_extensions(bytes))
}

pub(super) const CASES: &[Case<Authenticating>] = &[
    // 7.2.15
    Case {
        name: "accepts_the_hash_of_the_rp_id",
        attack: "",
        shows: &["7.2.15"],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id(RP_ID)),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_hash_of_another_rp_id_at_a_sign_in",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("example.com")),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_hash_of_a_subdomain_at_a_sign_in",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("www.example.org")),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_hash_of_the_rp_id_in_upper_case_at_a_sign_in",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("EXAMPLE.ORG")),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_hash_of_the_origin_at_a_sign_in",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("https://example.org")),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_hash_of_a_related_origins_domain",
        attack: "ad-rpid-hash cer-related-origin",
        shows: &[],
        change: |ceremony| {
            ceremony
                .relying_party(|builder| builder.related_origin("https://example.test"))
                .client_data(|data| data.origin("https://example.test"))
                .authenticator_data(|data| data.rp_id("example.test"))
        },
        expect: Refused("7.2.15"),
    },
    // 7.2.15, §10.1.1
    Case {
        name: "accepts_the_app_id_that_was_asked_for_and_used",
        attack: "",
        shows: &["7.2.15"],
        change: |ceremony| saying(under_app_id(with_app_id(ceremony)), true),
        expect: Gives(|result| {
            assert_eq!(result.authentication.extensions().client().appid(), Output::Value(true));
            assert_eq!(result.authentication.notes(), []);
        }),
    },
    Case {
        name: "accepts_the_rp_id_where_the_app_id_was_asked_for_and_not_used",
        attack: "",
        shows: &["7.2.15"],
        change: |ceremony| saying(with_app_id(ceremony), false),
        expect: Accepted,
    },
    Case {
        name: "accepts_the_rp_id_where_the_client_does_not_speak_of_the_app_id",
        attack: "",
        shows: &["7.2.15"],
        change: with_app_id,
        expect: Accepted,
    },
    Case {
        name: "refuses_the_rp_id_where_the_client_says_that_the_app_id_was_used",
        attack: "",
        shows: &[],
        change: |ceremony| saying(with_app_id(ceremony), true),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_an_app_id_that_was_not_asked_for",
        attack: "ad-rpid-appid pol-appid-exclude",
        shows: &[],
        change: |ceremony| saying(under_app_id(ceremony), true),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_app_id_where_the_client_says_that_it_was_not_used",
        attack: "ad-rpid-appid",
        shows: &[],
        change: |ceremony| saying(under_app_id(with_app_id(ceremony)), false),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_app_id_where_the_client_does_not_say_that_it_was_used",
        attack: "ad-rpid-appid",
        shows: &[],
        change: |ceremony| under_app_id(with_app_id(ceremony)),
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_the_app_id_where_the_client_says_so_in_a_string",
        attack: "ad-rpid-appid",
        shows: &[],
        change: |ceremony| {
            under_app_id(with_app_id(ceremony))
                .response(|response| response.client_extension_results(json!({ "appid": "true" })))
        },
        expect: Refused("7.2.15"),
    },
    Case {
        name: "refuses_another_app_id_than_was_asked_for",
        attack: "ad-rpid-appid pol-appid-exclude",
        shows: &[],
        change: |ceremony| {
            saying(with_app_id(ceremony), true)
                .authenticator_data(|data| data.rp_id("https://attacker.test/app-id.json"))
        },
        expect: Refused("7.2.15"),
    },
    Case {
        name: "accepts_the_output_of_an_app_id_that_was_not_asked_for_as_a_note",
        attack: "",
        shows: &["7.2.23"],
        change: |ceremony| saying(ceremony, true),
        expect: Gives(|result| {
            assert_eq!(result.authentication.notes(), [Note::UnsolicitedClientExtension]);
        }),
    },
    // 7.2.15, §6.1
    Case {
        name: "refuses_authenticator_data_of_36_bytes_at_a_sign_in",
        attack: "ad-short",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.edit(|bytes| bytes[..36].to_vec())),
        expect: Refused("7.2.15/6.1.r1"),
    },
    Case {
        name: "refuses_authenticator_data_of_one_byte",
        attack: "ad-short",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.raw(&[0x05])),
        expect: Refused("7.2.15/6.1.r1"),
    },
    Case {
        name: "refuses_a_byte_more",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.trailing(&[0x00])),
        expect: Refused("7.2.15/6.1.r4"),
    },
    Case {
        name: "refuses_a_map_without_the_flag_that_announces_it",
        attack: "ad-ed-clear-with-bytes",
        shows: &[],
        change: |ceremony| {
            with_extension_bytes(ceremony, &[0xa0]).authenticator_data(|data| data.flag(flags::ED, false))
        },
        expect: Refused("7.2.15/6.1.f"),
    },
    Case {
        name: "refuses_the_flag_without_the_map_that_it_announces",
        attack: "ad-ed-set-no-bytes",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::ED, true)),
        expect: Refused("7.2.15/6.1.f"),
    },
    Case {
        name: "refuses_extension_outputs_that_are_no_map",
        attack: "ad-ext-not-map",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, &[0x80]),
        expect: Refused("7.2.15/6.1.r3"),
    },
    Case {
        name: "refuses_extension_outputs_with_numbers_for_names",
        attack: "ad-ext-non-text-key",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, &[0xa1, 0x01, 0xf5]),
        expect: Refused("7.2.15/6.1.r3"),
    },
    Case {
        name: "refuses_two_maps_of_extension_outputs",
        attack: "ad-ext-two-maps",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, &[0xa0, 0xa0]),
        expect: Refused("7.2.15/6.1.r4"),
    },
    Case {
        name: "refuses_a_byte_behind_the_extension_outputs",
        attack: "ad-ext-trailing",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, &[0xa0, 0x00]),
        expect: Refused("7.2.15/6.1.r4"),
    },
    Case {
        name: "refuses_extension_outputs_of_indefinite_length",
        attack: "cbor-indefinite",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, &[0xbf, 0xff]),
        expect: Refused("7.2.15/2.4.r1"),
    },
    Case {
        name: "refuses_an_extension_output_twice",
        attack: "cbor-duplicate-key",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, b"\xa2\x61a\xf5\x61a\xf5"),
        expect: Refused("7.2.15/2.4.r2"),
    },
    Case {
        name: "refuses_extension_outputs_out_of_order_at_a_sign_in",
        attack: "cbor-key-order",
        shows: &[],
        change: |ceremony| with_extension_bytes(ceremony, b"\xa2\x61b\xf5\x61a\xf5"),
        expect: Refused("7.2.15/2.4.r1"),
    },
    Case {
        name: "refuses_attested_credential_data_that_is_cut",
        attack: "ad-at-set-assertion",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.flag(flags::AT, true).trailing(&[0x00; 17]))
        },
        expect: Refused("7.2.15/6.5.1.r2"),
    },
    Case {
        name: "accepts_reserved_bits",
        attack: "ad-reserved-bits",
        shows: &["6.1.b"],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::RFU1 | flags::RFU2, true)),
        expect: Accepted,
    },
    Case {
        name: "accepts_the_counter_as_big_endian",
        attack: "",
        shows: &["6.1.r2"],
        change: |ceremony| ceremony.authenticator_data(|data| data.sign_count(0x0102_0304)),
        expect: Gives(|result| {
            assert_eq!(result.made.authenticator_data()[33..37], [1, 2, 3, 4]);
            assert_eq!(result.authentication.update().sign_count(), 16_909_060);
        }),
    },
    Case {
        name: "accepts_the_flags_of_a_u2f_authenticator",
        attack: "",
        shows: &["6.1.2.r1"],
        change: |ceremony| {
            ceremony
                .options(|options| options.user_verification(UserVerification::Discouraged))
                .authenticator_data(|data| data.flag(flags::UV, false))
        },
        expect: Gives(|result| assert_eq!(result.made.authenticator_data()[32], flags::UP)),
    },
    // 7.2.16
    Case {
        name: "accepts_a_user_who_is_present",
        attack: "",
        shows: &["7.2.16"],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UP, true)),
        expect: Gives(|result| assert!(result.authentication.flags().user_present())),
    },
    Case {
        name: "refuses_a_user_who_is_not_present",
        attack: "ad-up-clear",
        shows: &[],
        change: |ceremony| {
            ceremony
                .options(|options| options.user_verification(UserVerification::Discouraged))
                .authenticator_data(|data| data.flag(flags::UP | flags::UV, false))
        },
        expect: Refused("7.2.16"),
    },
    Case {
        name: "refuses_a_user_who_is_verified_and_not_present",
        attack: "ad-uv-without-up",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UP, false)),
        expect: Refused("7.2.16"),
    },
    // 7.2.17
    Case {
        name: "accepts_a_user_who_is_verified_where_that_is_required",
        attack: "",
        shows: &["7.2.17"],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UV, true)),
        expect: Gives(|result| assert!(result.authentication.flags().user_verified())),
    },
    Case {
        name: "accepts_a_user_who_is_not_verified_where_that_is_preferred",
        attack: "",
        shows: &["7.2.17"],
        change: |ceremony| {
            ceremony
                .options(|options| options.user_verification(UserVerification::Preferred))
                .authenticator_data(|data| data.flag(flags::UV, false))
        },
        expect: Gives(|result| assert!(!result.authentication.flags().user_verified())),
    },
    Case {
        name: "refuses_a_user_who_is_not_verified_where_that_is_required",
        attack: "ad-uv-clear-required pol-uv-downgrade",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UV, false)),
        expect: Refused("7.2.17"),
    },
    Case {
        name: "refuses_an_unverified_user_although_the_client_says_that_nothing_was_asked",
        attack: "ad-uv-required-only-in-options",
        shows: &[],
        change: |ceremony| {
            ceremony
                .authenticator_data(|data| data.flag(flags::UV, false))
                .client_data(|data| data.member("userVerification", "discouraged"))
                .response(|response| response.member("userVerification", "discouraged"))
        },
        expect: Refused("7.2.17"),
    },
    // 7.2.18
    Case {
        name: "accepts_a_credential_that_may_be_and_is_backed_up",
        attack: "",
        shows: &["7.2.18"],
        change: |ceremony| {
            ceremony
                .record(|credential| ImportedCredential {
                    backup_eligibility: BackupEligibility::Eligible,
                    ..credential
                })
                .authenticator_data(|data| data.flag(flags::BE | flags::BS, true))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_credential_that_is_and_may_not_be_backed_up",
        attack: "ad-bs-without-be",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::BS, true)),
        expect: Refused("7.2.18"),
    },
    Case {
        name: "refuses_the_impossible_flags_where_the_record_knows_nothing",
        attack: "ad-bs-without-be",
        shows: &[],
        change: |ceremony| {
            ceremony
                .record(|credential| ImportedCredential {
                    backup_eligibility: BackupEligibility::Unknown,
                    ..credential
                })
                .authenticator_data(|data| data.flag(flags::BS, true))
        },
        expect: Refused("7.2.18"),
    },
];
