//! §7.1 steps 13 and 20: the credential public key and its algorithm.

use countersign::Rs1Credentials;
use countersign_authenticator::Algorithm as Signs;

use super::*;

/// Offers what is used: the same number.
fn used(ceremony: Registering, algorithm: Signs) -> Registering {
    let offered = countersign::AlgorithmIdentifier::new(algorithm.identifier()).algorithm().unwrap();
    with_algorithm(ceremony, offered, algorithm)
}

/// An ES256 key with its coordinates under another algorithm.
fn renumbered(ceremony: Registering, algorithm: i64) -> Registering {
    ceremony.authenticator_data(move |data| data.public_key_member(3, algorithm))
}

pub(super) const CASES: &[Case<Registering>] = &[
    // Every algorithm, and its rule.
    Case {
        name: "accepts_es256",
        attack: "",
        shows: &["5.8.5.1", "6.5.1.r4", "6.5.1.r5", "6.5.1.r6", "6.5.1.r7", "6.5.1.r8", "7.1.20"],
        change: |ceremony| used(ceremony, Signs::Es256),
        expect: Accepted,
    },
    Case {
        name: "accepts_es384",
        attack: "",
        shows: &["5.8.5.3"],
        change: |ceremony| used(packed_self(ceremony), Signs::Es384),
        expect: Accepted,
    },
    Case {
        name: "accepts_es512",
        attack: "",
        shows: &["5.8.5.5"],
        change: |ceremony| used(packed_self(ceremony), Signs::Es512),
        expect: Accepted,
    },
    Case {
        name: "accepts_es256k",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Es256k),
        expect: Accepted,
    },
    Case {
        name: "accepts_eddsa",
        attack: "",
        shows: &["5.8.5.7"],
        change: |ceremony| used(packed_self(ceremony), Signs::EdDsa),
        expect: Accepted,
    },
    Case {
        name: "accepts_esp256",
        attack: "",
        shows: &["5.8.5.2"],
        change: |ceremony| used(packed_self(ceremony), Signs::Esp256),
        expect: Accepted,
    },
    Case {
        name: "accepts_esp384",
        attack: "",
        shows: &["5.8.5.4"],
        change: |ceremony| used(packed_self(ceremony), Signs::Esp384),
        expect: Accepted,
    },
    Case {
        name: "accepts_esp512",
        attack: "",
        shows: &["5.8.5.6"],
        change: |ceremony| used(packed_self(ceremony), Signs::Esp512),
        expect: Accepted,
    },
    Case {
        name: "accepts_ed25519",
        attack: "",
        shows: &["5.8.5.r1"],
        change: |ceremony| used(packed_self(ceremony), Signs::Ed25519),
        expect: Accepted,
    },
    Case {
        name: "accepts_ed448",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Ed448),
        expect: Accepted,
    },
    Case {
        name: "accepts_rs256",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Rs256),
        expect: Accepted,
    },
    Case {
        name: "accepts_rs384",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Rs384),
        expect: Accepted,
    },
    Case {
        name: "accepts_rs512",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Rs512),
        expect: Accepted,
    },
    Case {
        name: "accepts_ps256",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Ps256),
        expect: Accepted,
    },
    Case {
        name: "accepts_ps384",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Ps384),
        expect: Accepted,
    },
    Case {
        name: "accepts_ps512",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::Ps512),
        expect: Accepted,
    },
    Case {
        name: "accepts_rs1_where_policy_and_options_say_so",
        attack: "cose-rs1",
        shows: &[],
        change: |ceremony| {
            used(packed_self(ceremony), Signs::Rs1)
                .options(|options| options.rs1_credentials(Rs1Credentials::AcceptSha1))
        },
        expect: Gives(|registered| assert_eq!(registered.registration.notes(), [Note::Sha1])),
    },
    Case {
        name: "accepts_ml_dsa_44",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::MlDsa44),
        expect: Accepted,
    },
    Case {
        name: "accepts_ml_dsa_65",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::MlDsa65),
        expect: Accepted,
    },
    Case {
        name: "accepts_ml_dsa_87",
        attack: "",
        shows: &[],
        change: |ceremony| used(packed_self(ceremony), Signs::MlDsa87),
        expect: Accepted,
    },
    // 5.8.5
    Case {
        name: "refuses_es256_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony
                .answer(|answer| answer.algorithm(Signs::Es384))
                .authenticator_data(|data| data.public_key_member(3, -7))
        },
        expect: Refused("7.1.13/5.8.5.1"),
    },
    Case {
        name: "refuses_a_compressed_point_of_es256",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.public_key_member(-3, true)),
        expect: Refused("7.1.13/5.8.5.1"),
    },
    Case {
        name: "refuses_a_compressed_point_of_esp256",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Esp256).authenticator_data(|data| data.public_key_member(-3, false))
        },
        expect: Refused("7.1.13/5.8.5.2"),
    },
    Case {
        name: "refuses_es384_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| renumbered(ceremony, -35),
        expect: Refused("7.1.13/5.8.5.3"),
    },
    Case {
        name: "refuses_a_compressed_point_of_esp384",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Esp384).authenticator_data(|data| data.public_key_member(-3, true))
        },
        expect: Refused("7.1.13/5.8.5.4"),
    },
    Case {
        name: "refuses_es512_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| renumbered(ceremony, -36),
        expect: Refused("7.1.13/5.8.5.5"),
    },
    Case {
        name: "refuses_a_compressed_point_of_esp512",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Esp512).authenticator_data(|data| data.public_key_member(-3, true))
        },
        expect: Refused("7.1.13/5.8.5.6"),
    },
    Case {
        name: "refuses_esp256_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es384).authenticator_data(|data| data.public_key_member(3, -9))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_esp384_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es256).authenticator_data(|data| data.public_key_member(3, -51))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_esp512_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es256).authenticator_data(|data| data.public_key_member(3, -52))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_es256k_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es256).authenticator_data(|data| data.public_key_member(3, -47))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_a_compressed_point_of_es256k",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es256k).authenticator_data(|data| data.public_key_member(-3, true))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_ed25519_on_ed448",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Ed448).authenticator_data(|data| data.public_key_member(3, -19))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_ed448_on_ed25519",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Ed25519).authenticator_data(|data| data.public_key_member(3, -53))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_a_compressed_point_of_es384",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es384).authenticator_data(|data| data.public_key_member(-3, true))
        },
        expect: Refused("7.1.13/5.8.5.3"),
    },
    Case {
        name: "refuses_a_compressed_point_of_es512",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Es512).authenticator_data(|data| data.public_key_member(-3, true))
        },
        expect: Refused("7.1.13/5.8.5.5"),
    },
    Case {
        name: "refuses_eddsa_on_ed448",
        attack: "",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Ed448).authenticator_data(|data| data.public_key_member(3, -8))
        },
        expect: Refused("7.1.13/5.8.5.7"),
    },
    Case {
        name: "refuses_a_point_that_is_not_on_its_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.public_key_member(-3, Item::bytes(&[0x11; 32])))
        },
        expect: Refused("7.1.13/5.8.5.r1"),
    },
    Case {
        name: "refuses_an_ed25519_key_of_small_order",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let mut identity = [0; 32];
            identity[0] = 1;
            used(ceremony, Signs::EdDsa)
                .authenticator_data(move |data| data.public_key_member(-2, Item::bytes(&identity)))
        },
        expect: Refused("7.1.13/5.8.5.r1"),
    },
    // 6.5.1.r4 to .r8, and the rules of CBOR in a key.
    Case {
        name: "refuses_a_label_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                data.public_key(|mut entries| {
                    entries.push((Item::from("alg"), Item::from(-7)));
                    entries
                })
            })
        },
        expect: Refused("7.1.13/6.5.1.r4"),
    },
    Case {
        name: "refuses_a_key_out_of_order",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                data.edit_public_key(|bytes| {
                    // {1: 2, 3: -7, …} with its first two entries exchanged.
                    assert_eq!(bytes[..5], [0xa5, 1, 2, 3, 0x26]);
                    [&[0xa5, 3, 0x26, 1, 2], &bytes[5..]].concat()
                })
            })
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_an_algorithm_written_longer_than_needed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                data.edit_public_key(|bytes| [&bytes[..4], &[0x38, 0x06], &bytes[5..]].concat())
            })
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_an_algorithm_that_stands_twice",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                data.edit_public_key(|bytes| [&[0xa6, 1, 2, 3, 0x26, 3, 0x26], &bytes[5..]].concat())
            })
        },
        expect: Refused("7.1.13/2.4.r2"),
    },
    Case {
        name: "refuses_a_key_without_an_algorithm",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.without_public_key_member(3)),
        expect: Refused("7.1.13/6.5.1.r5"),
    },
    Case {
        name: "refuses_a_key_with_a_key_id",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.public_key_member(2, Item::bytes(b"id"))),
        expect: Refused("7.1.13/6.5.1.r6"),
    },
    Case {
        name: "refuses_a_key_with_its_private_part",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.public_key_member(-4, Item::bytes(&[7; 32])))
        },
        expect: Refused("7.1.13/6.5.1.r6"),
    },
    Case {
        name: "refuses_an_algorithm_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.public_key_member(3, "ES256")),
        expect: Refused("7.1.13/6.5.1.r7"),
    },
    Case {
        name: "refuses_a_key_without_a_coordinate",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.without_public_key_member(-3)),
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_a_coordinate_that_is_a_number",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.public_key_member(-2, 7)),
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_a_key_of_another_type",
        attack: "",
        shows: &[],
        change: |ceremony| renumbered(ceremony, -257),
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_a_modulus_of_8200_bits",
        attack: "dos-rsa",
        shows: &[],
        change: |ceremony| {
            used(ceremony, Signs::Rs256)
                .authenticator_data(|data| data.public_key_member(-1, Item::bytes(&[0xff; 1025])))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    // 7.1.20
    Case {
        name: "accepts_each_of_the_algorithms_that_were_offered",
        attack: "",
        shows: &["7.1.20"],
        change: |ceremony| ceremony.answer(|answer| answer.algorithm(Signs::Rs256)),
        expect: Gives(|registered| {
            assert_eq!(registered.registration.algorithm(), Algorithm::Rs256);
            let algorithm = |record: &&countersign::Record| record.step().id() == "7.1.20";
            let record = registered.trace.records().iter().find(algorithm).unwrap();
            assert_eq!((record.expected(), record.got()), ("EdDSA, ES256, RS256", "RS256"));
        }),
    },
    Case {
        name: "refuses_an_algorithm_that_was_not_offered",
        attack: "cose-alg-not-offered pol-alg-client-side",
        shows: &[],
        change: |ceremony| with_algorithm(ceremony, Algorithm::Rs256, Signs::Es256),
        expect: Refused("7.1.20"),
    },
    Case {
        name: "refuses_es256_where_its_fully_specified_number_was_offered",
        attack: "cose-alg-fully-specified",
        shows: &[],
        change: |ceremony| with_algorithm(ceremony, Algorithm::Esp256, Signs::Es256),
        expect: Refused("7.1.20"),
    },
    Case {
        name: "refuses_the_fully_specified_number_where_es256_was_offered",
        attack: "cose-alg-fully-specified",
        shows: &[],
        change: |ceremony| with_algorithm(ceremony, Algorithm::Es256, Signs::Esp256),
        expect: Refused("7.1.20"),
    },
    Case {
        name: "refuses_pss_where_only_pkcs1_was_offered",
        attack: "cose-pss-unrestricted",
        shows: &[],
        change: |ceremony| with_algorithm(packed_self(ceremony), Algorithm::Rs256, Signs::Ps256),
        expect: Refused("7.1.20"),
    },
    Case {
        name: "refuses_an_algorithm_that_nobody_knows",
        attack: "cose-alg-not-offered",
        shows: &[],
        change: |ceremony| renumbered(ceremony, -7_777),
        expect: Refused("7.1.20"),
    },
    Case {
        name: "refuses_rs1_by_default",
        attack: "cose-rs1",
        shows: &[],
        change: |ceremony| ceremony.answer(|answer| answer.algorithm(Signs::Rs1)),
        expect: Refused("7.1.20"),
    },
];
