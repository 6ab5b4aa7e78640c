//! §7.1 steps 5 to 12: the client data.

use countersign::CrossOrigin;
use countersign_wire::base64url;

use super::*;
use crate::support::{CHALLENGE, ORIGIN};

/// A challenge as text, as the client sends it.
fn challenge() -> String {
    base64url::encode(CHALLENGE)
}

/// Answers with this text for a challenge.
fn answered(ceremony: Registering, challenge: String) -> Registering {
    ceremony.client_data(|data| data.member("challenge", challenge))
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 7.1.5
    Case {
        name: "accepts_a_byte_order_mark",
        attack: "cd-bom",
        shows: &["7.1.5", "7.1.12"],
        change: |ceremony| {
            packed_self(ceremony)
                .client_data(|data| data.edit(|bytes| [b"\xef\xbb\xbf", &bytes[..]].concat()))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_client_data_that_is_not_utf8",
        attack: "cd-invalid-utf8",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.member("other", "~").edit(|mut bytes| {
                    let place = bytes.iter().position(|byte| *byte == b'~').unwrap();
                    bytes[place] = 0xff;
                    bytes
                })
            })
        },
        expect: Refused("7.1.5"),
    },
    Case {
        name: "refuses_client_data_in_utf16",
        attack: "cd-utf16",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.edit(|bytes| {
                    let units = core::str::from_utf8(&bytes).unwrap().encode_utf16();
                    [0xff, 0xfe].into_iter().chain(units.flat_map(u16::to_le_bytes)).collect()
                })
            })
        },
        expect: Refused("7.1.5"),
    },
    // 7.1.6
    Case {
        name: "accepts_unknown_members_in_any_order",
        attack: "cd-unknown-members",
        shows: &["7.1.6"],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.without("type")
                    .member("other_keys_can_be_added_here", vec!["do not compare", "against a template"])
                    .ceremony("webauthn.create")
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_token_binding_of_any_kind",
        attack: "cd-token-binding-supported",
        shows: &["7.1.6"],
        change: |ceremony| ceremony.client_data(|data| data.member("tokenBinding", "supported")),
        expect: Accepted,
    },
    Case {
        name: "refuses_client_data_that_is_cut",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.edit(|mut bytes| {
                    bytes.pop();
                    bytes
                })
            })
        },
        expect: Refused("7.1.6"),
    },
    Case {
        name: "refuses_client_data_that_is_no_object",
        attack: "cd-not-object",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.edit(|bytes| [b"[", &bytes[..], b"]"].concat())),
        expect: Refused("7.1.6"),
    },
    Case {
        name: "refuses_an_origin_that_stands_twice",
        attack: "cd-duplicate-keys",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.add_member("origin", ORIGIN)),
        expect: Refused("7.1.6"),
    },
    Case {
        name: "refuses_a_second_object_behind_the_client_data",
        attack: "cd-trailing-data",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.edit(|bytes| [&bytes[..], b"{}"].concat())),
        expect: Refused("7.1.6"),
    },
    // 7.1.7
    Case {
        name: "accepts_a_type_written_with_escapes",
        attack: "",
        shows: &["7.1.7"],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.edit(|bytes| {
                    let text = String::from_utf8(bytes).unwrap();
                    text.replace("webauthn.create", "webauthn\\u002ecreate").into_bytes()
                })
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_the_type_of_an_authentication",
        attack: "cd-type-get-as-create",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("webauthn.get")),
        expect: Refused("7.1.7"),
    },
    Case {
        name: "refuses_a_type_in_another_case",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("WebAuthn.Create")),
        expect: Refused("7.1.7"),
    },
    Case {
        name: "refuses_a_type_with_a_space_behind_it",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("webauthn.create ")),
        expect: Refused("7.1.7"),
    },
    Case {
        name: "refuses_the_type_of_a_u2f_registration",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("navigator.id.finishEnrollment")),
        expect: Refused("7.1.7"),
    },
    Case {
        name: "refuses_client_data_without_a_type",
        attack: "cd-type-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.without("type")),
        expect: Refused("7.1.7"),
    },
    Case {
        name: "refuses_a_type_inside_an_array",
        attack: "cd-type-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("type", vec!["webauthn.create"])),
        expect: Refused("7.1.7"),
    },
    // 7.1.8
    Case {
        name: "accepts_the_shortest_challenge",
        attack: "",
        shows: &["7.1.8"],
        change: |ceremony| ceremony.challenge(&[0x9d; 16]),
        expect: Accepted,
    },
    Case {
        name: "accepts_the_longest_challenge",
        attack: "",
        shows: &["7.1.8"],
        change: |ceremony| ceremony.challenge(&[0x9d; 128]),
        expect: Accepted,
    },
    Case {
        name: "refuses_another_challenge",
        attack: "cd-challenge-wrong cer-replay",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.challenge(&[0x9d; 32])),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_another_challenge_before_any_signature_is_looked_at",
        attack: "dos-verify-flood",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .client_data(|data| data.challenge(&[0x9d; 32]))
                .statement(|statement| statement.signature(|signature| signature.edit(last_bit_flipped)))
        },
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_a_challenge_that_the_response_brings_along",
        attack: "cd-challenge-client-supplied",
        shows: &[],
        change: |ceremony| {
            let own = base64url::encode(&[0x9d; 32]);
            ceremony
                .client_data(|data| data.challenge(&[0x9d; 32]))
                .response(move |response| response.member("challenge", own.as_str()))
        },
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_client_data_without_a_challenge",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.without("challenge")),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_a_challenge_that_is_null",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("challenge", ())),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_an_empty_challenge",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| answered(ceremony, String::new()),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_the_challenge_with_padding",
        attack: "cd-challenge-padded",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge() + "="),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_the_challenge_in_base64",
        attack: "cd-challenge-base64",
        shows: &[],
        change: |ceremony| {
            assert!(challenge().contains(['-', '_']));
            answered(ceremony, challenge().replace('-', "+").replace('_', "/"))
        },
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_the_challenge_with_unused_bits_set",
        attack: "cd-challenge-noncanonical-bits",
        shows: &[],
        change: |ceremony| {
            // 32 bytes leave two bits of the last character unused, so its successor means the same bytes.
            let mut text = challenge().into_bytes();
            *text.last_mut().unwrap() += 1;
            answered(ceremony, String::from_utf8(text).unwrap())
        },
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_the_challenge_with_white_space",
        attack: "cd-challenge-whitespace",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge() + "\n"),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_a_prefix_of_the_challenge",
        attack: "cd-challenge-prefix",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.challenge(&CHALLENGE[..24])),
        expect: Refused("7.1.8"),
    },
    Case {
        name: "refuses_the_challenge_with_more_behind_it",
        attack: "cd-challenge-prefix",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.challenge(&[CHALLENGE, b"more"].concat())),
        expect: Refused("7.1.8"),
    },
    // 7.1.9
    Case {
        name: "accepts_a_subdomain_that_is_listed",
        attack: "",
        shows: &["7.1.9"],
        change: |ceremony| {
            ceremony
                .relying_party(|relying_party| relying_party.origin("https://login.example.org:8443"))
                .client_data(|data| data.origin("https://login.example.org:8443"))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_an_application_that_is_listed",
        attack: "",
        shows: &["7.1.9"],
        change: |ceremony| {
            ceremony
                .relying_party(|relying_party| relying_party.app_origin(ANDROID))
                .client_data(|data| data.origin(ANDROID))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_related_origin_that_is_listed",
        attack: "",
        shows: &["7.1.9"],
        change: |ceremony| {
            ceremony
                .relying_party(|relying_party| relying_party.related_origin("https://example.co.uk"))
                .client_data(|data| data.origin("https://example.co.uk"))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_plain_http_of_localhost",
        attack: "",
        shows: &["7.1.9"],
        change: |ceremony| ceremony.site("localhost", "http://localhost:8080"),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_related_origin_that_is_not_listed",
        attack: "cer-related-origin",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.co.uk")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_another_accepted_origin_than_the_one_that_it_began_on",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony
                .relying_party(|relying_party| relying_party.origin("https://www.example.org"))
                .options(|options| options.only_origin(ORIGIN))
                .client_data(|data| data.origin("https://www.example.org"))
        },
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_another_site",
        attack: "cd-origin-other",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://evil.example")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_that_goes_on",
        attack: "cd-origin-suffix",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org.attacker.test")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_that_ends_alike",
        attack: "cd-origin-suffix",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://notexample.org")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_a_subdomain_that_is_not_listed",
        attack: "cd-origin-subdomain",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://www.example.org")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_plain_http",
        attack: "cd-origin-scheme",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("http://example.org")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_another_port",
        attack: "cd-origin-port",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org:8443")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_the_default_port_written_out",
        attack: "cd-origin-port",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org:443")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_in_upper_case",
        attack: "cd-origin-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://EXAMPLE.org")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_with_a_trailing_dot",
        attack: "cd-origin-trailing-dot",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org.")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_with_a_trailing_slash",
        attack: "cd-origin-trailing-dot",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org/")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_with_user_information",
        attack: "cd-origin-userinfo",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org@attacker.test")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_with_a_percent_sign",
        attack: "cd-origin-userinfo",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://example.org%2eattacker.test")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_the_opaque_origin",
        attack: "cd-origin-null",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("null")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_origin_that_is_null",
        attack: "cd-origin-null",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("origin", ())),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_client_data_without_an_origin",
        attack: "cd-origin-null",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.without("origin")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_the_letters_behind_a_punycode_origin",
        attack: "cd-origin-idn",
        shows: &[],
        change: |ceremony| {
            ceremony
                .site("xn--bcher-kva.example", "https://xn--bcher-kva.example")
                .client_data(|data| data.origin("https://b\u{fc}cher.example"))
        },
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_android_application_where_only_pages_are_listed",
        attack: "cd-origin-android",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin(ANDROID)),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_another_android_application",
        attack: "cd-origin-android",
        shows: &[],
        change: |ceremony| {
            ceremony.relying_party(|relying_party| relying_party.app_origin(ANDROID)).client_data(|data| {
                data.origin("android:apk-key-hash:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA")
            })
        },
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_an_ios_application_that_is_not_listed",
        attack: "cd-origin-ios-app",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("ios:bundle-id:org.example.app")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_a_file",
        attack: "cd-origin-ios-app",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("file://")),
        expect: Refused("7.1.9"),
    },
    Case {
        name: "refuses_the_far_side_of_a_remote_desktop",
        attack: "cd-remote-desktop",
        shows: &[],
        change: |ceremony| {
            ceremony
                .client_data(|data| data.origin("https://remote.example"))
                .response(|response| response.member("clientExtensionResults/remoteClientDataJSON", true))
        },
        expect: Refused("7.1.9"),
    },
    // 7.1.10
    Case {
        name: "accepts_client_data_without_cross_origin",
        attack: "cd-cross-origin-missing",
        shows: &["7.1.10"],
        change: |ceremony| ceremony.client_data(|data| data.without("crossOrigin")),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_foreign_frame_where_it_is_allowed",
        attack: "",
        shows: &["7.1.10"],
        change: |ceremony| {
            ceremony
                .relying_party(|relying_party| {
                    Ok(relying_party.cross_origin(CrossOrigin::AllowedWithoutTopOrigin))
                })
                .client_data(|data| data.cross_origin(true))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_foreign_frame",
        attack: "cd-cross-origin-true",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.cross_origin(true)),
        expect: Refused("7.1.10"),
    },
    Case {
        name: "refuses_a_cross_origin_that_is_text",
        attack: "cd-cross-origin-string",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("crossOrigin", "false")),
        expect: Refused("7.1.10"),
    },
    Case {
        name: "refuses_a_cross_origin_that_is_a_number",
        attack: "cd-cross-origin-string",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("crossOrigin", 0)),
        expect: Refused("7.1.10"),
    },
    Case {
        name: "refuses_a_frame_in_a_page_that_is_not_named",
        attack: "cd-top-origin-missing",
        shows: &[],
        change: |ceremony| {
            embedded(ceremony, CrossOrigin::Allowed).client_data(|data| data.cross_origin(true))
        },
        expect: Refused("7.1.10"),
    },
    Case {
        name: "accepts_a_frame_in_a_page_that_is_not_named_where_that_is_allowed",
        attack: "cd-top-origin-missing",
        shows: &["7.1.10"],
        change: |ceremony| {
            embedded(ceremony, CrossOrigin::AllowedWithoutTopOrigin)
                .client_data(|data| data.cross_origin(true))
        },
        expect: Accepted,
    },
    // 7.1.11
    Case {
        name: "accepts_a_page_that_may_embed",
        attack: "",
        shows: &["7.1.11", "7.1.11.1", "7.1.11.2"],
        change: |ceremony| {
            embedded(ceremony, CrossOrigin::Allowed)
                .client_data(|data| data.cross_origin(true).top_origin("https://shop.example"))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_top_origin_that_is_no_text",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| data.member("topOrigin", vec!["https://shop.example"]))
        },
        expect: Refused("7.1.11"),
    },
    Case {
        name: "refuses_a_top_origin_that_is_null",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("topOrigin", ())),
        expect: Refused("7.1.11"),
    },
    Case {
        name: "refuses_a_top_origin_without_a_foreign_frame",
        attack: "cd-top-origin-without-cross-origin",
        shows: &[],
        change: |ceremony| {
            embedded(ceremony, CrossOrigin::Allowed)
                .client_data(|data| data.top_origin("https://shop.example"))
        },
        expect: Refused("7.1.11.1"),
    },
    Case {
        name: "refuses_a_top_origin_where_frames_are_not_accepted",
        attack: "cd-top-origin-without-cross-origin",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| data.without("crossOrigin").top_origin("https://shop.example"))
        },
        expect: Refused("7.1.11.1"),
    },
    Case {
        name: "refuses_a_page_that_may_not_embed",
        attack: "cd-top-origin-unlisted",
        shows: &[],
        change: |ceremony| {
            embedded(ceremony, CrossOrigin::Allowed)
                .client_data(|data| data.cross_origin(true).top_origin("https://evil.example"))
        },
        expect: Refused("7.1.11.2"),
    },
    Case {
        name: "refuses_any_page_where_none_is_listed",
        attack: "cd-top-origin-unlisted",
        shows: &[],
        change: |ceremony| {
            ceremony
                .relying_party(|relying_party| {
                    Ok(relying_party.cross_origin(CrossOrigin::AllowedWithoutTopOrigin))
                })
                .client_data(|data| data.cross_origin(true).top_origin("https://shop.example"))
        },
        expect: Refused("7.1.11.2"),
    },
    // 7.1.12
    Case {
        name: "accepts_a_hash_over_client_data_with_odd_spacing",
        attack: "",
        shows: &["7.1.12"],
        change: |ceremony| {
            packed_self(ceremony).client_data(|data| {
                data.edit(|bytes| {
                    let text = String::from_utf8(bytes).unwrap();
                    format!(" {}\n", text.replace("\",\"", "\" ,\r\n\t\"")).into_bytes()
                })
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_hash_over_client_data_written_again",
        attack: "cd-reserialised",
        shows: &[],
        change: |ceremony| {
            // The statement signs the client data as it was before a space was put behind it.
            let plain = format!(
                r#"{{"type":"webauthn.create","challenge":"{}","origin":"{ORIGIN}","crossOrigin":false}}"#,
                challenge()
            );
            let hash = countersign::Crypto::sha256(&countersign::RUST_CRYPTO, &[plain.as_bytes()]);
            packed_self(ceremony)
                .client_data(|data| data.edit(|bytes| [&bytes[..], b" "].concat()))
                .statement(move |statement| {
                    statement.signature(move |signature| signature.client_data_hash(&hash))
                })
        },
        expect: Refused("7.1.22/8.2.v3.b"),
    },
];

/// The origin of an application.
const ANDROID: &str = "android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A relying party that one page may embed.
fn embedded(ceremony: Registering, cross_origin: CrossOrigin) -> Registering {
    ceremony.relying_party(move |relying_party| {
        relying_party.cross_origin(cross_origin).top_origin("https://shop.example")
    })
}
