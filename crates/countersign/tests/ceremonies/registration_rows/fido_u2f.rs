//! §7.1 step 22: statements of `fido-u2f` (§8.6), and the trust behind them.

use countersign::{
    Aaguid, Accepting, Assessment, AttestationType, Crypto as _, Model, RUST_CRYPTO, StatementNote,
};
use countersign_authenticator::{
    Algorithm as Signs, CertificateBuilder, Extension, Statement, TestAuthority, der, oid,
};
use countersign_cose::Hash;

use super::*;

/// What a security key of U2F sends: the user is present and not verified, and there is no model.
fn u2f(ceremony: Registering) -> Registering {
    ceremony
        .options(|options| options.user_verification(UserVerification::Preferred))
        .answer(|answer| answer.attestation(Attestation::FidoU2f))
}

/// The same, with the statement changed.
fn statement(ceremony: Registering, change: fn(Statement) -> Statement) -> Registering {
    u2f(ceremony).statement(change)
}

/// The same, with the certificate changed before it is signed.
fn certificate(ceremony: Registering, change: fn(CertificateBuilder) -> CertificateBuilder) -> Registering {
    u2f(ceremony).statement(move |statement| statement.certificate(change))
}

/// The same, with what is signed changed.
fn signed(ceremony: Registering, change: fn([Vec<u8>; 5]) -> [Vec<u8>; 5]) -> Registering {
    u2f(ceremony).statement(move |statement| statement.u2f_signed_parts(change))
}

/// The same, with a credential key of another kind.
fn key(ceremony: Registering, offered: Algorithm, used: Signs) -> Registering {
    with_algorithm(u2f(ceremony), offered, used)
}

/// Demands trusted attestation under the root.
fn trusted(ceremony: Registering) -> Registering {
    ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with_format(Format::FidoU2f, root()))
}

/// The public key of the certificate with a point of other bytes.
fn point(ceremony: Registering, change: fn(Vec<u8>) -> Vec<u8>) -> Registering {
    u2f(ceremony).statement(move |statement| {
        let curve = [der::object_identifier(oid::EC_PUBLIC_KEY), der::object_identifier(oid::P256)];
        let point = change(authenticator().attestation_key().public_key());
        let info = der::sequence(&[der::sequence(&curve), der::bit_string(&point)]);
        statement.certificate(move |certificate| certificate.public_key_info(&info))
    })
}

/// An AAGUID that somebody writes into authenticator data.
const CLAIMED: [u8; 16] = [7; 16];

fn claiming(ceremony: Registering) -> Registering {
    u2f(ceremony).authenticator_data(|data| data.aaguid(&CLAIMED))
}

/// Changes authenticator data after everything is signed.
fn afterwards(ceremony: Registering, change: fn(&mut [u8])) -> Registering {
    u2f(ceremony).attestation_object(move |object| {
        object.edit_members(|mut entries| {
            for (name, value) in &mut entries {
                if let (Item::Text(name), Item::Bytes(bytes)) = (name, value)
                    && name == "authData"
                {
                    change(bytes);
                }
            }
            entries
        })
    })
}

/// The key identifier of the attestation certificate, by method 1 of RFC 5280.
fn key_identifier() -> [u8; 20] {
    let point = authenticator().attestation_key().public_key();
    RUST_CRYPTO.digest(Hash::Sha1, &[&point]).as_bytes().try_into().unwrap()
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_the_format_fido_u2f",
        attack: "",
        shows: &[
            "7.1.21", "8.6.v1", "8.6.v2", "8.6.v3", "8.6.v4", "8.6.v4.a", "8.6.v4.b", "8.6.v4.c", "8.6.v5",
            "8.6.v6", "8.6.v8",
        ],
        change: u2f,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.format(), Format::FidoU2f);
            assert_eq!(attestation.attestation_type(), AttestationType::Basic);
            assert_eq!(attestation.trust_path(), registered.made.certificates());
            assert_eq!(attestation.trust_path().len(), 1);
            assert!(attestation.claimed_aaguid().unverified().is_zero());
            assert_eq!(attestation.notes(), []);
        }),
    },
    // 8.6.v1
    Case {
        name: "refuses_u2f_without_a_signature",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("sig")),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_u2f_without_certificates",
        attack: "u2f-two-certs",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("x5c")),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_u2f_with_a_certificate_that_is_in_no_list",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("x5c", Item::bytes(&[0x30, 0]))),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_u2f_with_a_signature_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("sig", "text")),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_u2f_with_an_algorithm",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("alg", -7)),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_u2f_with_an_array_in_place_of_the_statement",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.raw(Item::array([]))),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_u2f_with_a_certificate_that_is_none",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.x5c(|_| vec![vec![0x30, 0]])),
        expect: Refused("7.1.22/8.6.v1"),
    },
    Case {
        name: "refuses_a_packed_statement_renamed_to_fido_u2f",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("fido-u2f")),
        expect: Refused("7.1.22/8.6.v1"),
    },
    // 8.6.v2
    Case {
        name: "refuses_u2f_with_an_empty_list_of_certificates",
        attack: "u2f-two-certs",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.x5c(|_| Vec::new())),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_u2f_with_an_intermediate",
        attack: "u2f-two-certs",
        shows: &[],
        change: |ceremony| statement(ceremony, Statement::with_intermediate),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_u2f_with_the_root",
        attack: "u2f-two-certs",
        shows: &[],
        change: |ceremony| statement(ceremony, Statement::with_root),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_u2f_with_eight_certificates",
        attack: "u2f-two-certs",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.x5c(|certificates| certificates.into_iter().cycle().take(8).collect())
            })
        },
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_u2f_with_nine_certificates",
        attack: "dos-x5c-many",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.x5c(|certificates| certificates.into_iter().cycle().take(9).collect())
            })
        },
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_u2f_with_a_certificate_and_something_else",
        attack: "u2f-two-certs",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.x5c(|certificates| [certificates, vec![vec![0x30, 0]]].concat())
            })
        },
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_on_p384_that_signs_with_sha256",
        attack: "u2f-leaf-curve",
        shows: &[],
        change: |ceremony| {
            let key = SigningKey::from_seed(Signs::Es384, b"an attestation key").with_algorithm(Signs::Es256);
            u2f(ceremony).statement(move |statement| statement.attestation_key(&key))
        },
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_on_secp256k1",
        attack: "u2f-leaf-curve",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.attestation_algorithm(Signs::Es256k)),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_with_an_rsa_key",
        attack: "u2f-leaf-curve",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.attestation_algorithm(Signs::Rs256)),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_with_an_ed25519_key",
        attack: "u2f-leaf-curve",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.attestation_algorithm(Signs::EdDsa)),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "accepts_a_u2f_certificate_whose_key_is_written_out_by_hand",
        attack: "",
        shows: &["8.6.v2"],
        change: |ceremony| point(ceremony, |point| point),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_u2f_certificate_with_a_compressed_point",
        attack: "",
        shows: &[],
        change: |ceremony| point(ceremony, |point| [&[2 | point[64] & 1], &point[1..33]].concat()),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_with_a_point_in_the_hybrid_form",
        attack: "",
        shows: &[],
        change: |ceremony| point(ceremony, |point| [&[6 | point[64] & 1], &point[1..]].concat()),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_with_a_byte_behind_the_point",
        attack: "",
        shows: &[],
        change: |ceremony| point(ceremony, |point| [&point[..], &[0]].concat()),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "refuses_a_u2f_certificate_with_a_point_off_the_curve",
        attack: "",
        shows: &[],
        change: |ceremony| point(ceremony, last_bit_flipped),
        expect: Refused("7.1.22/8.6.v2"),
    },
    Case {
        name: "accepts_a_u2f_certificate_of_version_1",
        attack: "",
        shows: &["8.6.v2", "7.1.24.c"],
        change: |ceremony| trusted(certificate(ceremony, |certificate| certificate.version(1))),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_u2f_certificate_that_says_it_is_an_authority",
        attack: "",
        shows: &["8.6.v2"],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::authority(None)))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_u2f_certificate_with_a_wrong_count_of_unused_bits",
        attack: "u2f-unused-bits",
        shows: &["8.6.v2", "7.1.24.c"],
        change: |ceremony| trusted(certificate(ceremony, |certificate| certificate.signature_unused_bits(2))),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_u2f_certificate_with_eight_unused_bits",
        attack: "u2f-unused-bits",
        shows: &[],
        change: |ceremony| certificate(ceremony, |certificate| certificate.signature_unused_bits(8)),
        expect: Refused("7.1.22/8.6.v1"),
    },
    // 8.6.v4
    Case {
        name: "accepts_u2f_with_a_key_of_esp256",
        attack: "",
        shows: &["8.6.v4", "8.6.v4.a", "8.6.v4.b"],
        change: |ceremony| key(ceremony, Algorithm::Esp256, Signs::Esp256),
        expect: Accepted,
    },
    Case {
        name: "refuses_u2f_with_an_rsa_key",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| key(ceremony, Algorithm::Rs256, Signs::Rs256),
        expect: Refused("7.1.22/8.6.v4.a"),
    },
    Case {
        name: "refuses_u2f_with_a_key_on_p384",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| key(ceremony, Algorithm::Es384, Signs::Es384),
        expect: Refused("7.1.22/8.6.v4.a"),
    },
    Case {
        name: "refuses_u2f_with_a_key_on_ed448",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| key(ceremony, Algorithm::Ed448, Signs::Ed448),
        expect: Refused("7.1.22/8.6.v4.a"),
    },
    Case {
        name: "refuses_u2f_with_an_ed25519_key_which_has_no_y",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| key(ceremony, Algorithm::EdDsa, Signs::EdDsa),
        expect: Refused("7.1.22/8.6.v4.b"),
    },
    Case {
        name: "refuses_u2f_with_a_key_on_secp256k1",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| key(ceremony, Algorithm::Es256k, Signs::Es256k),
        expect: Refused("7.1.22/8.6.v4.b"),
    },
    // The key is malformed in any format.
    Case {
        name: "refuses_u2f_with_a_key_without_x",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| u2f(ceremony).authenticator_data(|data| data.without_public_key_member(-2)),
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_u2f_with_a_key_without_y",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| u2f(ceremony).authenticator_data(|data| data.without_public_key_member(-3)),
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_u2f_with_a_compressed_key",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| u2f(ceremony).authenticator_data(|data| data.public_key_member(-3, true)),
        expect: Refused("7.1.13/5.8.5.1"),
    },
    Case {
        name: "refuses_u2f_with_an_x_of_31_bytes",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| {
            u2f(ceremony).authenticator_data(|data| data.public_key_member(-2, Item::bytes(&[1; 31])))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    Case {
        name: "refuses_u2f_with_a_y_of_33_bytes",
        attack: "u2f-cose-key",
        shows: &[],
        change: |ceremony| {
            u2f(ceremony).authenticator_data(|data| data.public_key_member(-3, Item::bytes(&[1; 33])))
        },
        expect: Refused("7.1.13/6.5.1.r8"),
    },
    // 8.6.v5 and 8.6.v6
    Case {
        name: "refuses_u2f_that_signs_as_packed_does",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| statement(ceremony, Statement::u2f_signed_as_packed),
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_another_first_byte",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| signed(ceremony, |[_, site, data, id, key]| [vec![5], site, data, id, key]),
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_no_first_byte",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| signed(ceremony, |[_, site, data, id, key]| [vec![], site, data, id, key]),
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_another_rp_id",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| {
            signed(ceremony, |[zero, site, data, id, key]| [zero, last_bit_flipped(site), data, id, key])
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_other_client_data",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| {
            signed(ceremony, |[zero, site, data, id, key]| [zero, site, last_bit_flipped(data), id, key])
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_another_credential_id",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| {
            signed(ceremony, |[zero, site, data, id, key]| [zero, site, data, last_bit_flipped(id), key])
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_another_key",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| {
            signed(ceremony, |[zero, site, data, id, key]| [zero, site, data, id, last_bit_flipped(key)])
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_a_key_without_its_first_byte",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| {
            signed(ceremony, |[zero, site, data, id, key]| [zero, site, data, id, key[1..].to_vec()])
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_u2f_that_signs_client_data_before_the_rp_id",
        attack: "u2f-signed-bytes",
        shows: &[],
        change: |ceremony| signed(ceremony, |[zero, site, data, id, key]| [zero, data, site, id, key]),
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_a_u2f_signature_with_a_bit_flipped",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.signature(|signature| signature.edit(last_bit_flipped)))
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_an_empty_u2f_signature",
        attack: "sig-presence-only",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.signature(|signature| signature.raw(&[])))
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_a_u2f_signature_of_another_key",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.signature(|signature| signature.change_key(SigningKey::another))
            })
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    Case {
        name: "refuses_a_u2f_signature_with_sha384",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.signature(|signature| signature.change_key(|key| key.with_algorithm(Signs::Es384)))
            })
        },
        expect: Refused("7.1.22/8.6.v6"),
    },
    // What the signature does not cover.
    Case {
        name: "accepts_u2f_with_flags_and_counter_changed_afterwards",
        attack: "u2f-flags-counter",
        shows: &["8.6.v6"],
        change: |ceremony| {
            afterwards(ceremony, |data| {
                data[32] |= flags::UV;
                data[36] = 9;
            })
        },
        expect: Gives(|registered| {
            assert!(registered.registration.flags().user_verified());
            assert_eq!(registered.registration.record().sign_count(), 9);
        }),
    },
    Case {
        name: "refuses_u2f_without_user_verification_where_it_is_required",
        attack: "u2f-flags-counter",
        shows: &[],
        change: |ceremony| {
            u2f(ceremony).options(|options| options.user_verification(UserVerification::Required))
        },
        expect: Refused("7.1.16"),
    },
    Case {
        name: "refuses_u2f_that_is_backed_up_without_being_eligible",
        attack: "u2f-flags-counter",
        shows: &[],
        change: |ceremony| afterwards(ceremony, |data| data[32] |= flags::BS),
        expect: Refused("7.1.17"),
    },
    Case {
        name: "accepts_u2f_with_an_aaguid_and_notes_that_it_is_a_claim",
        attack: "u2f-aaguid",
        shows: &["8.6.v8"],
        change: claiming,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.claimed_aaguid().unverified(), Aaguid::new(CLAIMED));
            assert_eq!(attestation.notes(), [StatementNote::UnsignedAaguid]);
        }),
    },
    Case {
        name: "accepts_u2f_with_an_aaguid_that_nobody_vouches_for",
        attack: "u2f-aaguid",
        shows: &["7.1.24.c"],
        change: |ceremony| trusted(claiming(ceremony)),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!((attestation.is_trusted(), attestation.vouched_aaguid()), (true, None));
        }),
    },
    Case {
        name: "refuses_u2f_that_claims_a_listed_model",
        attack: "u2f-aaguid pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with(root());
            claiming(ceremony).trust(TrustPolicy::trusted_models([Aaguid::new(CLAIMED)]), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // Trust
    Case {
        name: "accepts_trusted_u2f",
        attack: "",
        shows: &["7.1.23", "7.1.24", "7.1.24.c"],
        change: |ceremony| trusted(u2f(ceremony)),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!((attestation.is_trusted(), attestation.vouched_aaguid()), (true, None));
        }),
    },
    Case {
        name: "refuses_u2f_of_no_model_also_where_that_is_listed",
        attack: "u2f-aaguid pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            let none = Aaguid::new([0; 16]);
            u2f(ceremony).trust(TrustPolicy::trusted_models([none]), TrustAnchors::new().with(root()))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_u2f_under_an_anchor_of_the_model_that_it_claims",
        attack: "u2f-aaguid",
        shows: &[],
        change: |ceremony| {
            let model = Model::new(Format::FidoU2f, Aaguid::new(CLAIMED));
            claiming(ceremony).trust(TrustPolicy::trusted(), TrustAnchors::new().with_model(model, root()))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_u2f_under_an_anchor_of_its_attestation_certificate",
        attack: "",
        shows: &["7.1.23"],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_key_identifier(key_identifier(), root());
            u2f(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!((attestation.anchor(), attestation.vouched_aaguid()), (Some(&root()), None));
        }),
    },
    Case {
        name: "refuses_u2f_under_an_anchor_of_another_attestation_certificate",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let mut identifier = key_identifier();
            identifier[19] ^= 1;
            let anchors = TrustAnchors::new().with_key_identifier(identifier, root());
            u2f(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_packed_under_an_anchor_of_a_u2f_certificate",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_key_identifier(key_identifier(), root());
            packed(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_u2f_under_another_root",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(u2f(ceremony))
                .statement(|statement| statement.authority(TestAuthority::from_seed(b"another")))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_u2f_under_an_anchor_of_another_format",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_format(Format::Packed, root());
            u2f(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_untrusted_u2f_where_the_policy_says_so",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let accepting = Accepting::default().accept_untrusted_attestation();
            u2f(ceremony).trust(TrustPolicy::accepting(accepting), TrustAnchors::new())
        },
        expect: Gives(|registered| {
            let assessment = registered.registration.attestation().assessment();
            assert!(matches!(assessment, Assessment::NotTrusted(Distrust::Path(_))));
        }),
    },
];
