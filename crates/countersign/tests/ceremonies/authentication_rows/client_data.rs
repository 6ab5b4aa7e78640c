//! §7.2 steps 8 to 14, and 20: the client data. `relying_party.rs` has the tables of origins and of frames.

use countersign::CrossOrigin;
use countersign_wire::base64url;
use serde_json::json;

use super::*;
use crate::support::CHALLENGE;

/// The challenge as text, as the client sends it.
fn challenge() -> String {
    base64url::encode(CHALLENGE)
}

/// Answers with this text for a challenge.
fn answered(ceremony: Authenticating, challenge: String) -> Authenticating {
    ceremony.client_data(|data| data.member("challenge", challenge))
}

/// Accepts frames in one page.
fn embedded(ceremony: Authenticating) -> Authenticating {
    ceremony
        .relying_party(|builder| builder.cross_origin(CrossOrigin::Allowed).top_origin("https://top.example"))
}

/// The bytes with a byte order mark in front.
fn marked(bytes: Vec<u8>) -> Vec<u8> {
    [b"\xef\xbb\xbf", &bytes[..]].concat()
}

/// The text in another form of the same JSON.
fn with_space(bytes: Vec<u8>) -> Vec<u8> {
    String::from_utf8(bytes).unwrap().replace("\":", "\" : ").replace("\",", "\",\r\n ").into_bytes()
}

pub(super) const CASES: &[Case<Authenticating>] = &[
    // 7.2.8
    Case {
        name: "accepts_a_byte_order_mark_at_a_sign_in",
        attack: "cd-bom",
        shows: &["7.2.8", "7.2.20"],
        change: |ceremony| ceremony.client_data(|data| data.edit(marked)),
        expect: Accepted,
    },
    Case {
        name: "refuses_client_data_that_is_not_utf8_at_a_sign_in",
        attack: "cd-invalid-utf8",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| data.edit(|bytes| [&bytes[..bytes.len() - 1], b"\xff}"].concat()))
        },
        expect: Refused("7.2.8"),
    },
    Case {
        name: "refuses_client_data_in_utf16_at_a_sign_in",
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
        expect: Refused("7.2.8"),
    },
    // 7.2.9
    Case {
        name: "accepts_members_that_are_not_known_in_any_order",
        attack: "cd-unknown-members",
        shows: &["7.2.9"],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.without("type")
                    .member("other_keys_can_be_added_here", json!({ "a": [1, 2.5, null] }))
                    .member("type", "webauthn.get")
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_whatever_stands_for_token_binding",
        attack: "cd-token-binding-supported",
        shows: &["7.2.9"],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.member("tokenBinding", json!({ "status": "present", "id": "no base64url" }))
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_client_data_that_was_cut",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.edit(|bytes| bytes[..bytes.len() - 1].to_vec())),
        expect: Refused("7.2.9"),
    },
    Case {
        name: "refuses_client_data_that_is_a_string",
        attack: "cd-not-object",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.raw(b"\"webauthn.get\"")),
        expect: Refused("7.2.9"),
    },
    Case {
        name: "refuses_client_data_that_is_a_list",
        attack: "cd-not-object",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.edit(|bytes| [b"[", &bytes[..], b"]"].concat())),
        expect: Refused("7.2.9"),
    },
    Case {
        name: "refuses_a_second_object",
        attack: "cd-trailing-data",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.edit(|bytes| [&bytes[..], b"{}"].concat())),
        expect: Refused("7.2.9"),
    },
    Case {
        name: "refuses_a_second_origin",
        attack: "cd-duplicate-keys",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.add_member("origin", "https://attacker.test")),
        expect: Refused("7.2.9"),
    },
    Case {
        name: "refuses_a_second_challenge_even_if_it_is_the_same",
        attack: "cd-duplicate-keys",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.add_member("challenge", challenge())),
        expect: Refused("7.2.9"),
    },
    Case {
        name: "refuses_a_second_origin_written_with_escapes",
        attack: "cd-duplicate-escaped-keys",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.edit(|bytes| {
                    [&bytes[..bytes.len() - 1], br#","\u006frigin":"https://attacker.test"}"#].concat()
                })
            })
        },
        expect: Refused("7.2.9"),
    },
    // 7.2.10
    Case {
        name: "refuses_the_type_of_a_registration",
        attack: "cd-type-create-as-get",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("webauthn.create")),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "refuses_the_type_in_another_case",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("WebAuthn.Get")),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "refuses_the_type_with_a_space",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("webauthn.get ")),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "refuses_the_type_of_a_payment",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("payment.get")),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "refuses_the_type_of_u2f",
        attack: "cd-type-case",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.ceremony("navigator.id.getAssertion")),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "refuses_a_missing_type",
        attack: "cd-type-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.without("type")),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "refuses_a_list_with_the_type",
        attack: "cd-type-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("type", json!(["webauthn.get"]))),
        expect: Refused("7.2.10"),
    },
    Case {
        name: "accepts_the_type_written_with_escapes",
        attack: "",
        shows: &["7.2.10"],
        change: |ceremony| {
            ceremony.client_data(|data| {
                data.edit(|bytes| {
                    String::from_utf8(bytes)
                        .unwrap()
                        .replace("webauthn.get", r"web\u0061uthn.get")
                        .into_bytes()
                })
            })
        },
        expect: Accepted,
    },
    // 7.2.11
    Case {
        name: "accepts_the_longest_challenge_at_a_sign_in",
        attack: "",
        shows: &["7.2.11"],
        change: |ceremony| ceremony.challenge(&[0xfb; 128]),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_challenge_of_another_ceremony",
        attack: "cd-challenge-wrong",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.challenge(b"a challenge that was used before")),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_a_challenge_that_came_with_the_response",
        attack: "cd-challenge-client-supplied",
        shows: &[],
        change: |ceremony| {
            ceremony
                .client_data(|data| data.challenge(b"a challenge of the attacker's"))
                .response(|response| response.bytes("challenge", b"a challenge of the attacker's"))
        },
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_a_missing_challenge",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.without("challenge")),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_a_challenge_that_is_null_at_a_sign_in",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.member("challenge", ())),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_an_empty_challenge_at_a_sign_in",
        attack: "cd-challenge-missing",
        shows: &[],
        change: |ceremony| answered(ceremony, String::new()),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_the_challenge_with_padding_at_a_sign_in",
        attack: "cd-challenge-padded",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge() + "="),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_the_challenge_in_base64_at_a_sign_in",
        attack: "cd-challenge-base64",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge().replace('-', "+").replace('_', "/")),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_the_challenge_with_bits_behind_it",
        attack: "cd-challenge-noncanonical-bits",
        shows: &[],
        change: |ceremony| {
            let mut text = challenge().into_bytes();
            *text.last_mut().unwrap() += 1;
            answered(ceremony, String::from_utf8(text).unwrap())
        },
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_the_challenge_with_a_line_break",
        attack: "cd-challenge-whitespace",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge() + "\n"),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_a_space_inside_the_challenge",
        attack: "cd-challenge-whitespace",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge().replacen('-', "- ", 1)),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_a_prefix_of_the_challenge_at_a_sign_in",
        attack: "cd-challenge-prefix",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge().chars().take(40).collect()),
        expect: Refused("7.2.11"),
    },
    Case {
        name: "refuses_a_longer_challenge",
        attack: "cd-challenge-prefix",
        shows: &[],
        change: |ceremony| answered(ceremony, challenge() + "AAAA"),
        expect: Refused("7.2.11"),
    },
    // 7.2.12
    Case {
        name: "accepts_an_origin_that_is_configured_beside_others",
        attack: "",
        shows: &["7.2.12"],
        change: |ceremony| {
            ceremony
                .relying_party(|builder| builder.origin("https://www.example.org"))
                .client_data(|data| data.origin("https://www.example.org"))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_origin_that_is_not_configured",
        attack: "cd-origin-other",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.origin("https://www.example.org")),
        expect: Refused("7.2.12"),
    },
    Case {
        name: "refuses_another_origin_although_the_client_says_that_the_data_is_of_a_remote_side",
        attack: "cd-remote-desktop",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| data.origin("https://remote.example")).response(|response| {
                response.client_extension_results(json!({ "remoteClientDataJSON": true }))
            })
        },
        expect: Refused("7.2.12"),
    },
    // 7.2.13
    Case {
        name: "accepts_client_data_that_does_not_speak_of_frames",
        attack: "cd-cross-origin-missing",
        shows: &["7.2.13"],
        change: |ceremony| ceremony.client_data(|data| data.without("crossOrigin")),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_foreign_frame_at_a_sign_in",
        attack: "cd-cross-origin-true",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.cross_origin(true)),
        expect: Refused("7.2.13"),
    },
    // 7.2.14
    Case {
        name: "accepts_a_foreign_frame_in_a_configured_page",
        attack: "",
        shows: &["7.2.13", "7.2.14", "7.2.14.1", "7.2.14.2"],
        change: |ceremony| {
            embedded(ceremony).client_data(|data| data.cross_origin(true).top_origin("https://top.example"))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_top_origin_that_is_no_string",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.client_data(|data| data.member("topOrigin", json!(["https://top.example"])))
        },
        expect: Refused("7.2.14"),
    },
    Case {
        name: "refuses_a_top_origin_where_frames_are_not_accepted_at_a_sign_in",
        attack: "cd-top-origin-without-cross-origin",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.top_origin("https://top.example")),
        expect: Refused("7.2.14.1"),
    },
    Case {
        name: "refuses_a_top_origin_that_is_not_configured",
        attack: "cd-top-origin-unlisted",
        shows: &[],
        change: |ceremony| {
            embedded(ceremony).client_data(|data| data.cross_origin(true).top_origin("https://evil.example"))
        },
        expect: Refused("7.2.14.2"),
    },
    // 7.2.20
    Case {
        name: "accepts_client_data_with_white_space_that_was_signed",
        attack: "",
        shows: &["7.2.20"],
        change: |ceremony| ceremony.client_data(|data| data.edit(with_space)),
        expect: Accepted,
    },
    Case {
        name: "refuses_client_data_that_was_written_again",
        attack: "cd-reserialised",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| {
                response.edit(|mut response| {
                    let text = response["response"]["clientDataJSON"].as_str().unwrap();
                    let bytes = base64url::decode(text, countersign_wire::Field::ClientDataJson, 1 << 16);
                    let written = base64url::encode(&with_space(bytes.unwrap()));
                    response["response"]["clientDataJSON"] = written.into();
                    response
                })
            })
        },
        expect: Refused("7.2.21"),
    },
];
