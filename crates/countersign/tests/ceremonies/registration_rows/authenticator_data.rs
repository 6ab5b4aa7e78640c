//! §7.1 step 13: the attestation object and the authenticator data.

use super::*;

/// Puts one entry in front of an attestation object's three.
fn with_entry(mut object: Vec<u8>, entry: &[u8]) -> Vec<u8> {
    assert_eq!(object[0], 0xa3);
    object.splice(..1, [&[0xa4], entry].concat());
    object
}

/// Extension outputs of one entry.
fn output(identifier: &str, value: impl Into<Item>) -> Item {
    Item::map([(Item::from(identifier), value.into())])
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 6.5.4.r1
    Case {
        name: "accepts_an_attestation_object_in_another_order",
        attack: "",
        shows: &["6.5.4.r1", "7.1.13", "2.4.r1"],
        change: |ceremony| ceremony.attestation_object(|object| object.edit_members(reversed).unsorted()),
        expect: Gives(|registered| assert_eq!(registered.registration.notes(), [Note::MapOrder])),
    },
    Case {
        name: "refuses_an_attestation_object_without_a_format",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.without("fmt")),
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    Case {
        name: "refuses_an_attestation_object_without_a_statement",
        attack: "none-array",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.without("attStmt")),
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    Case {
        name: "refuses_a_statement_that_is_null",
        attack: "none-array",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.member("attStmt", Item::Null)),
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    Case {
        name: "refuses_an_attestation_object_without_authenticator_data",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.without("authData")),
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    Case {
        name: "refuses_authenticator_data_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.member("authData", "text")),
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    Case {
        name: "refuses_a_fourth_member",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.member("epAtt", true)),
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    Case {
        name: "refuses_an_attestation_object_that_is_an_array",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.attestation_object(|object| object.raw(&Item::array([Item::from("fmt")]).to_bytes()))
        },
        expect: Refused("7.1.13/6.5.4.r1"),
    },
    // 2.4.r1
    Case {
        name: "refuses_bytes_behind_the_attestation_object",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.attestation_object(|object| object.trailing(&[0])),
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_an_attestation_object_that_is_cut",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.attestation_object(|object| {
                object.edit(|mut bytes| {
                    bytes.pop();
                    bytes
                })
            })
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_a_length_longer_than_needed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.attestation_object(|object| object.edit(|bytes| [&[0xb8, 3], &bytes[1..]].concat()))
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_an_indefinite_length",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony
                .attestation_object(|object| object.edit(|bytes| [&[0xbf], &bytes[1..], &[0xff]].concat()))
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_a_tag",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony
                .attestation_object(|object| object.edit(|bytes| [&[0xd9, 0xd9, 0xf7], &bytes[..]].concat()))
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_extension_outputs_out_of_order",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                data.raw_extensions(&[&[0xa2], &b"\x64bbbb\xf5"[..], b"\x63aaa\xf5"].concat())
            })
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    // 2.4.r2
    Case {
        name: "refuses_authenticator_data_that_stands_twice",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony
                .attestation_object(|object| object.edit(|bytes| with_entry(bytes, b"\x68authData\x41\x00")))
        },
        expect: Refused("7.1.13/2.4.r2"),
    },
    Case {
        name: "refuses_an_extension_output_that_stands_twice",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.raw_extensions(b"\xa2\x63abc\xf5\x63abc\xf4"))
        },
        expect: Refused("7.1.13/2.4.r2"),
    },
    Case {
        name: "accepts_the_same_key_in_two_maps",
        attack: "",
        shows: &["2.4.r2"],
        change: |ceremony| {
            let inner = output("abc", true);
            ceremony.authenticator_data(move |data| data.extensions(&output("abc", inner)))
        },
        expect: Accepted,
    },
    // 6.1.r1
    Case {
        name: "refuses_authenticator_data_of_36_bytes",
        attack: "ad-short",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.edit(|bytes| bytes[..36].to_vec())),
        expect: Refused("7.1.13/6.1.r1"),
    },
    Case {
        name: "refuses_empty_authenticator_data",
        attack: "ad-short",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.raw(&[])),
        expect: Refused("7.1.13/6.1.r1"),
    },
    Case {
        name: "accepts_authenticator_data_with_the_longest_key",
        attack: "",
        shows: &["6.1.r1", "6.1.r4"],
        change: |ceremony| {
            with_algorithm(ceremony, Algorithm::MlDsa87, countersign_authenticator::Algorithm::MlDsa87)
        },
        expect: Accepted,
    },
    // 6.1.r2, 6.1.b
    Case {
        name: "accepts_a_counter_in_big_endian_bytes",
        attack: "",
        shows: &["6.1.r2"],
        change: |ceremony| ceremony.authenticator_data(|data| data.sign_count(0x8000_0102)),
        expect: Gives(|registered| {
            assert_eq!(registered.made.authenticator_data()[33..37], [0x80, 0, 1, 2]);
            assert_eq!(registered.registration.record().sign_count(), 0x8000_0102);
        }),
    },
    Case {
        name: "accepts_reserved_bits_and_keeps_them",
        attack: "ad-reserved-bits",
        shows: &["6.1.b"],
        change: |ceremony| {
            packed_self(ceremony).authenticator_data(|data| data.flag(flags::RFU1 | flags::RFU2, true))
        },
        expect: Gives(|registered| {
            let all = flags::UP | flags::UV | flags::AT | flags::RFU1 | flags::RFU2;
            assert_eq!(registered.registration.flags().byte(), all);
        }),
    },
    // 6.1.r3
    Case {
        name: "accepts_extension_outputs_of_any_kind",
        attack: "",
        shows: &["6.1.r3", "6.1.f"],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.extensions(&output("new", Item::array([Item::Null]))))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_extension_outputs_that_are_an_array",
        attack: "ad-ext-not-map",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.raw_extensions(&[0x80])),
        expect: Refused("7.1.13/6.1.r3"),
    },
    Case {
        name: "refuses_an_extension_identifier_that_is_a_number",
        attack: "ad-ext-non-text-key",
        shows: &[],
        change: |ceremony| {
            let outputs = Item::map([(Item::from(1), Item::from(true))]);
            ceremony.authenticator_data(move |data| data.extensions(&outputs))
        },
        expect: Refused("7.1.13/6.1.r3"),
    },
    // 6.1.r4
    Case {
        name: "refuses_bytes_behind_the_public_key",
        attack: "ad-ed-clear-with-bytes",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.trailing(&[0])),
        expect: Refused("7.1.13/6.1.r4"),
    },
    Case {
        name: "refuses_a_second_map_of_extension_outputs",
        attack: "ad-ext-two-maps ad-ext-trailing",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                let outputs = output("credProtect", 2).to_bytes();
                data.raw_extensions(&[&outputs[..], &outputs].concat())
            })
        },
        expect: Refused("7.1.13/6.1.r4"),
    },
    // 6.1.e
    Case {
        name: "accepts_attested_credential_data_with_extension_outputs_behind_it",
        attack: "",
        shows: &["6.1.e"],
        change: |ceremony| ceremony.authenticator_data(|data| data.extensions(&output("credProtect", 2))),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_registration_without_attested_credential_data",
        attack: "ad-at-clear-registration",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.without_attested_credential_data()),
        expect: Refused("7.1.13/6.1.e"),
    },
    Case {
        name: "refuses_attested_credential_data_that_no_flag_announces",
        attack: "ad-at-clear-registration",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::AT, false)),
        expect: Refused("7.1.13/6.1.r4"),
    },
    // 6.1.f
    Case {
        name: "refuses_extension_outputs_that_are_announced_and_missing",
        attack: "ad-ed-set-no-bytes",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::ED, true)),
        expect: Refused("7.1.13/6.1.f"),
    },
    Case {
        name: "refuses_extension_outputs_that_no_flag_announces",
        attack: "ad-ed-clear-with-bytes",
        shows: &[],
        change: |ceremony| {
            ceremony
                .authenticator_data(|data| data.extensions(&output("credProtect", 2)).flag(flags::ED, false))
        },
        expect: Refused("7.1.13/6.1.f"),
    },
    // 6.1.2.r1
    Case {
        name: "accepts_authenticator_data_as_a_u2f_key_gives_it",
        attack: "",
        shows: &["6.1.2.r1"],
        change: |ceremony| {
            packed_self(ceremony)
                .options(|options| options.user_verification(UserVerification::Discouraged))
                .authenticator_data(|data| {
                    data.flag(flags::UV, false).aaguid(&[0; 16]).credential_id(&[5; 64])
                })
        },
        expect: Gives(|registered| {
            assert!(registered.registration.attestation().claimed_aaguid().unverified().is_zero());
            assert!(!registered.registration.record().is_user_verification_initialized());
        }),
    },
    // 9.1.r2
    Case {
        name: "accepts_an_extension_identifier_of_32_characters",
        attack: "",
        shows: &["9.1.r2"],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.extensions(&output(&"x".repeat(32), true)))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_extension_identifier_of_33_characters",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.extensions(&output(&"x".repeat(33), true)))
        },
        expect: Refused("7.1.13/9.1.r2"),
    },
    Case {
        name: "refuses_an_extension_identifier_with_a_quotation_mark",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.extensions(&output("cred\"Props", true))),
        expect: Refused("7.1.13/9.1.r2"),
    },
    // 6.5.1.r1
    Case {
        name: "accepts_an_aaguid_of_a_known_provider_as_a_claim",
        attack: "none-aaguid",
        shows: &["6.5.1.r1"],
        change: |ceremony| ceremony.authenticator_data(|data| data.aaguid(&[0xea; 16])),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.claimed_aaguid().unverified().bytes(), &[0xea; 16]);
            assert_eq!(attestation.vouched_aaguid(), None);
        }),
    },
    Case {
        name: "refuses_authenticator_data_that_ends_in_the_aaguid",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.edit(|bytes| bytes[..52].to_vec())),
        expect: Refused("7.1.13/6.5.1.r1"),
    },
    // 6.5.1.r2
    Case {
        name: "accepts_a_credential_id_of_256_bytes",
        attack: "",
        shows: &["6.5.1.r2", "6.5.1.r3"],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id(&[0xc1; 256])),
        expect: Gives(|registered| assert_eq!(registered.registration.record().id(), [0xc1; 256])),
    },
    Case {
        name: "refuses_authenticator_data_that_ends_in_the_length_of_the_id",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.edit(|bytes| bytes[..54].to_vec())),
        expect: Refused("7.1.13/6.5.1.r2"),
    },
    Case {
        name: "refuses_a_credential_id_of_no_bytes",
        attack: "ad-cred-id-zero",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id(&[])),
        expect: Refused("7.1.13/6.5.1.r2"),
    },
    // 6.5.1.r3
    Case {
        name: "refuses_a_credential_id_longer_than_the_data",
        attack: "ad-cred-id-length-overrun",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id_length(0xffff)),
        expect: Refused("7.1.13/6.5.1.r3"),
    },
    Case {
        name: "refuses_bytes_between_authenticator_data_and_hash_that_belong_to_neither",
        attack: "sig-concat-shift",
        shows: &[],
        change: |ceremony| {
            // What was signed stays the same: authenticator data takes bytes over from the hash that follows it.
            packed_self(ceremony).authenticator_data(|data| data.trailing(&[0x5a; 4])).statement(
                |statement| statement.signature(|signature| signature.client_data_hash(&[0x5a; 28])),
            )
        },
        expect: Refused("7.1.13/6.1.r4"),
    },
];
