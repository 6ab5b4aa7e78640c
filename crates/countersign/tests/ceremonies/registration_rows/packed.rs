//! §7.1 steps 21 and 22: the format, and the statements of `none` (§8.7) and `packed` (§8.2).

use countersign::{AttestationConveyance, AttestationType, RUST_CRYPTO};
use countersign_authenticator::{
    Algorithm as Signs, CertificateBuilder, Extension, Name, Statement, der, oid,
};
use countersign_cbor::{MapOrder, Value};

use super::*;
use crate::support::{HANDLE, ORIGIN, RP_ID};

/// Comes with packed attestation by a certificate that is changed before it is signed.
fn certificate(ceremony: Registering, change: fn(CertificateBuilder) -> CertificateBuilder) -> Registering {
    packed(ceremony).statement(move |statement| statement.certificate(change))
}

/// The same, with the subject changed.
fn subject(ceremony: Registering, change: fn(Name) -> Name) -> Registering {
    packed(ceremony)
        .statement(move |statement| statement.certificate(move |certificate| certificate.subject(change)))
}

/// Attests with a key of another algorithm.
fn leaf(ceremony: Registering, algorithm: Signs) -> Registering {
    packed(ceremony).statement(move |statement| statement.attestation_algorithm(algorithm))
}

/// Asks for enterprise attestation.
fn enterprise(ceremony: Registering) -> Registering {
    ceremony.options(|options| options.attestation(AttestationConveyance::Enterprise, &[]))
}

/// A key to attest with, of an algorithm that it signs by and one that its kind is of.
fn key(kind: Signs, signs: Signs) -> SigningKey {
    SigningKey::from_seed(kind, b"an attestation key").with_algorithm(signs)
}

/// A list of certificates in place of the usual one.
fn x5c(ceremony: Registering, change: fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>) -> Registering {
    packed(ceremony).statement(move |statement| statement.x5c(change))
}

/// The statement of another registration with the same authenticator.
fn statement_of_another_registration() -> Item {
    let other = authenticator()
        .register(b"the challenge of another day", RP_ID, ORIGIN)
        .user_handle(HANDLE)
        .attestation(Attestation::PackedBasic)
        .build();
    let object = Value::decode(other.attestation_object(), MapOrder::Enforced).unwrap();
    let mut members = object.value().map().unwrap().flatten();
    let (_, statement) = members.find(|(name, _)| name.text() == Ok("attStmt")).unwrap();
    Item::Encoded(statement.encoded().to_vec())
}

/// Changes how the signature is made.
fn signed_by_another(statement: Statement) -> Statement {
    statement.signature(|signature| signature.change_key(SigningKey::another))
}

/// The result of a statement: its type, and how many certificates it comes with.
fn result(registered: &Registered) -> (Format, AttestationType, usize) {
    let attestation = registered.registration.attestation();
    (attestation.format(), attestation.attestation_type(), attestation.trust_path().len())
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 7.1.21
    Case {
        name: "accepts_the_format_none",
        attack: "",
        shows: &["7.1.21", "8.7.r1", "8.7.v1"],
        change: |ceremony| ceremony,
        expect: Gives(|registered| {
            assert_eq!(result(registered), (Format::None, AttestationType::None, 0));
        }),
    },
    Case {
        name: "accepts_the_format_packed",
        attack: "",
        shows: &["7.1.21", "8.2.v1", "8.2.v2", "8.2.v2.a", "8.2.v2.b", "8.2.v2.c", "8.2.v2.e"],
        change: packed,
        expect: Gives(|registered| {
            assert_eq!(result(registered), (Format::Packed, AttestationType::Basic, 1));
            assert_eq!(registered.registration.attestation().trust_path(), registered.made.certificates());
        }),
    },
    Case {
        name: "refuses_a_format_in_another_case",
        attack: "cbor-fmt-case",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("Packed")),
        expect: Refused("7.1.21"),
    },
    Case {
        name: "refuses_a_format_with_a_space_behind_it",
        attack: "cbor-fmt-case",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("packed ")),
        expect: Refused("7.1.21/8.1.r2"),
    },
    Case {
        name: "refuses_none_in_upper_case",
        attack: "cbor-fmt-case",
        shows: &[],
        change: |ceremony| ceremony.statement(|statement| statement.format("NONE")),
        expect: Refused("7.1.21"),
    },
    Case {
        name: "refuses_an_unknown_format_and_does_not_take_it_for_none",
        attack: "cbor-fmt-unknown pol-format-allow",
        shows: &[],
        change: |ceremony| ceremony.statement(|statement| statement.format("new-format")),
        expect: Refused("7.1.21"),
    },
    Case {
        name: "refuses_an_empty_format",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| ceremony.statement(|statement| statement.format("")),
        expect: Refused("7.1.21/8.1.r2"),
    },
    // 8.7.r1
    Case {
        name: "refuses_none_with_a_member",
        attack: "none-nonempty",
        shows: &[],
        change: |ceremony| ceremony.statement(|statement| statement.member("sig", Item::bytes(&[7; 70]))),
        expect: Refused("7.1.22/8.7.r1"),
    },
    Case {
        name: "refuses_none_with_an_empty_array",
        attack: "none-array",
        shows: &[],
        change: |ceremony| ceremony.statement(|statement| statement.raw(Item::array([]))),
        expect: Refused("7.1.22/8.7.r1"),
    },
    Case {
        name: "refuses_a_packed_statement_renamed_to_none",
        attack: "none-nonempty",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("none")),
        expect: Refused("7.1.22/8.7.r1"),
    },
    // 8.2.v1
    Case {
        name: "refuses_a_statement_without_an_algorithm",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.without("alg")),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_statement_without_a_signature",
        attack: "sig-presence-only",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.without("sig")),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_signature_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.member("sig", "text")),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_an_algorithm_in_the_statement_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.member("alg", "ES256")),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_statement_with_another_member",
        attack: "packed-extra-member",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.member("ver", "2.0")),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_ecdaa",
        attack: "packed-ecdaa",
        shows: &[],
        change: |ceremony| {
            packed_self(ceremony).statement(|statement| statement.member("ecdaaKeyId", Item::bytes(&[7; 32])))
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_an_array_in_place_of_the_statement",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.raw(Item::array([]))),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_an_empty_list_of_certificates",
        attack: "packed-x5c-empty",
        shows: &[],
        change: |ceremony| x5c(ceremony, |_| Vec::new()),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_an_empty_list_of_certificates_beside_a_self_attestation",
        attack: "packed-x5c-empty",
        shows: &[],
        change: |ceremony| {
            packed_self(ceremony).statement(|statement| statement.member("x5c", Item::array([])))
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_certificates_that_are_no_list",
        attack: "packed-x5c-not-array",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).statement(|statement| statement.member("x5c", Item::bytes(&[0x30, 0])))
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_list_of_texts",
        attack: "packed-x5c-not-array",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| statement.member("x5c", Item::array([Item::from("certificate")])))
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_list_of_lists",
        attack: "packed-x5c-not-array",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).statement(|statement| {
                statement.member("x5c", Item::array([Item::array([Item::bytes(&[0x30])])]))
            })
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_certificate_that_is_none",
        attack: "",
        shows: &[],
        change: |ceremony| x5c(ceremony, |_| vec![vec![0x30, 0]]),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "accepts_eight_certificates",
        attack: "",
        shows: &["8.2.v1"],
        change: |ceremony| x5c(ceremony, |certificates| certificates.into_iter().cycle().take(8).collect()),
        expect: Accepted,
    },
    Case {
        name: "refuses_nine_certificates",
        attack: "dos-x5c-many",
        shows: &[],
        change: |ceremony| x5c(ceremony, |certificates| certificates.into_iter().cycle().take(9).collect()),
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_certificate_of_20_kilobytes",
        attack: "dos-cert-huge",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.add_extension(Extension::new("1.3.6.1.4.1.99999.1", &[7; 20 * 1024]))
            })
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_a_certificate_of_forty_extensions",
        attack: "dos-cert-huge",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                (1..=40).fold(certificate, |certificate, number| {
                    certificate.add_extension(Extension::new(&format!("1.3.6.1.4.1.99999.{number}"), &[5, 0]))
                })
            })
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    Case {
        name: "refuses_an_aaguid_that_stands_twice_in_the_certificate",
        attack: "packed-aaguid-twice",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.add_extension(Extension::aaguid(&[7; 16])))
        },
        expect: Refused("7.1.22/8.2.v1"),
    },
    // 8.2.v2
    Case {
        name: "refuses_certificates_that_are_null",
        attack: "",
        shows: &[],
        change: |ceremony| packed_self(ceremony).statement(|statement| statement.member("x5c", Item::Null)),
        expect: Refused("7.1.22/8.2.v2"),
    },
    Case {
        name: "accepts_statement_members_out_of_order",
        attack: "",
        shows: &["8.2.v1"],
        change: |ceremony| {
            packed_self(ceremony).attestation_object(|object| {
                object.edit_members(|mut entries| {
                    let (_, statement) =
                        entries.iter_mut().find(|(name, _)| *name == Item::from("attStmt")).unwrap();
                    let Item::Map(members) = statement.clone() else { panic!("a statement is a map") };
                    *statement = countersign_authenticator::unsorted_map(&reversed(members));
                    entries
                })
            })
        },
        expect: Gives(|registered| assert_eq!(registered.registration.notes(), [Note::MapOrder])),
    },
    // 8.2.v2.a
    Case {
        name: "accepts_a_leaf_on_another_curve_than_es256_names",
        attack: "packed-alg-leaf-mismatch",
        shows: &["8.2.v2.a"],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| statement.attestation_key(&key(Signs::Es384, Signs::Es256)))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_an_es384_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::Es384),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_rs256_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::Rs256),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_ps256_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::Ps256),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_rs1_leaf",
        attack: "cose-rs1",
        shows: &[],
        change: |ceremony| leaf(ceremony, Signs::Rs1),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "accepts_an_eddsa_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::EdDsa),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_ed448_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::Ed448),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_ml_dsa_65_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::MlDsa65),
        expect: Accepted,
    },
    Case {
        name: "refuses_es256_with_an_rsa_leaf",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| leaf(ceremony, Signs::Rs256).statement(|statement| statement.algorithm(-7)),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_rs256_with_an_elliptic_leaf",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.algorithm(-257)),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_eddsa_with_an_ed448_leaf",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| leaf(ceremony, Signs::Ed448).statement(|statement| statement.algorithm(-8)),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_ml_dsa_44_with_an_ml_dsa_65_leaf",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| leaf(ceremony, Signs::MlDsa65).statement(|statement| statement.algorithm(-48)),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_a_fully_specified_algorithm_with_a_leaf_on_another_curve",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| statement.attestation_key(&key(Signs::Es384, Signs::Esp256)))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "accepts_a_fully_specified_algorithm_with_a_leaf_on_p521",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::Esp512),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_fully_specified_algorithm_with_a_leaf_on_p521_that_names_another_curve",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| statement.attestation_key(&key(Signs::Es512, Signs::Esp256)))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "accepts_an_es256k_leaf",
        attack: "",
        shows: &["8.2.v2.a"],
        change: |ceremony| leaf(ceremony, Signs::Es256k),
        expect: Accepted,
    },
    Case {
        name: "refuses_es256_with_a_leaf_on_secp256k1",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| statement.attestation_key(&key(Signs::Es256k, Signs::Es256)))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_es256_over_a_signature_of_es384",
        attack: "packed-alg-leaf-mismatch",
        shows: &[],
        change: |ceremony| leaf(ceremony, Signs::Es384).statement(|statement| statement.algorithm(-7)),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_an_algorithm_in_the_statement_that_nobody_knows",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.algorithm(-7_777)),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_a_certificate_with_an_rsa_key_of_8200_bits",
        attack: "dos-rsa",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                let algorithm = der::sequence(&[der::object_identifier(oid::RSA_ENCRYPTION), der::null()]);
                let key = der::sequence(&[der::unsigned(&[0xff; 1025]), der::unsigned(&[1, 0, 1])]);
                certificate.public_key_info(&der::sequence(&[algorithm, der::bit_string(&key)]))
            })
            .statement(|statement| statement.algorithm(-257))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_a_signature_with_a_bit_flipped",
        attack: "sig-bit-flip sig-return-value sig-presence-only",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| statement.signature(|signature| signature.edit(last_bit_flipped)))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_an_empty_signature",
        attack: "sig-empty",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).statement(|statement| statement.signature(|signature| signature.raw(&[])))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_the_signature_of_another_attestation_key",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(signed_by_another),
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_a_signature_of_the_credential_key_beside_certificates",
        attack: "packed-signature-key",
        shows: &[],
        change: |ceremony| {
            // The leaf is certified for a key of its own, the credential key signs.
            let credential = SigningKey::from_seed(Signs::Es256, b"a credential key");
            let signs = credential.clone();
            packed(ceremony)
                .answer(move |answer| answer.credential_key(&credential))
                .statement(move |statement| statement.signature(move |signature| signature.key(&signs)))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_the_statement_of_another_registration",
        attack: "packed-sig-over-other",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).statement(|statement| statement.raw(statement_of_another_registration()))
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    Case {
        name: "refuses_a_message_that_was_hashed_before",
        attack: "sig-prehash-confusion",
        shows: &[],
        change: |ceremony| {
            // Signed is SHA-256 of what should have been signed, with nothing behind it.
            packed(ceremony).statement(|statement| {
                statement.signature(|signature| {
                    let hash = countersign::Crypto::sha256(&RUST_CRYPTO, &[b"any message"]);
                    signature.authenticator_data(&hash).client_data_hash(&[])
                })
            })
        },
        expect: Refused("7.1.22/8.2.v2.a"),
    },
    // 8.2.v2.c
    Case {
        name: "accepts_a_certificate_without_an_aaguid",
        attack: "",
        shows: &["8.2.v2.c", "8.2.1.c"],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::FIDO_AAGUID))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_certificate_of_another_model",
        attack: "packed-aaguid-mismatch",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::aaguid(&[7; 16])))
        },
        expect: Refused("7.1.22/8.2.v2.c"),
    },
    Case {
        name: "refuses_an_aaguid_of_zeros_beside_a_certificate_that_names_one",
        attack: "ad-aaguid-zero-attested",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::aaguid(&[7; 16])))
                .authenticator_data(|data| data.aaguid(&[0; 16]))
        },
        expect: Refused("7.1.22/8.2.v2.c"),
    },
    // 8.2.1.a
    Case {
        name: "accepts_a_certificate_of_version_3",
        attack: "",
        shows: &["8.2.1.a", "8.2.1.r1"],
        change: |ceremony| certificate(ceremony, |certificate| certificate.version(3)),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_certificate_of_version_2",
        attack: "packed-leaf-version",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate
                    .version(2)
                    .without_extension(oid::FIDO_AAGUID)
                    .without_extension(oid::BASIC_CONSTRAINTS)
            })
        },
        expect: Refused("7.1.22/8.2.1.a"),
    },
    Case {
        name: "refuses_a_certificate_of_version_1",
        attack: "packed-leaf-version",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate
                    .version(1)
                    .without_extension(oid::FIDO_AAGUID)
                    .without_extension(oid::BASIC_CONSTRAINTS)
            })
        },
        expect: Refused("7.1.22/8.2.1.a"),
    },
    // 8.2.1.b
    Case {
        name: "accepts_a_subject_with_more_attributes",
        attack: "",
        shows: &["8.2.1.b", "8.2.1.b.1"],
        change: |ceremony| subject(ceremony, |name| name.attribute("2.5.4.7", der::UTF8_STRING, "Stockholm")),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_empty_subject",
        attack: "",
        shows: &[],
        change: |ceremony| subject(ceremony, |_| Name::empty()),
        expect: Refused("7.1.22/8.2.1.b"),
    },
    Case {
        name: "refuses_a_subject_without_a_country",
        attack: "packed-subject-c",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.without(oid::COUNTRY)),
        expect: Refused("7.1.22/8.2.1.b.1"),
    },
    Case {
        name: "refuses_a_country_of_three_letters",
        attack: "packed-subject-c",
        shows: &[],
        change: |ceremony| {
            subject(ceremony, |name| name.attribute(oid::COUNTRY, der::PRINTABLE_STRING, "SWE"))
        },
        expect: Refused("7.1.22/8.2.1.b.1"),
    },
    Case {
        name: "refuses_a_country_in_a_utf8_string",
        attack: "packed-subject-c",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.attribute(oid::COUNTRY, der::UTF8_STRING, "SE")),
        expect: Refused("7.1.22/8.2.1.b.1"),
    },
    Case {
        name: "accepts_an_organization_in_a_printable_string",
        attack: "",
        shows: &["8.2.1.b.2"],
        change: |ceremony| {
            subject(ceremony, |name| name.attribute(oid::ORGANIZATION, der::PRINTABLE_STRING, "Vendor"))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_subject_without_an_organization",
        attack: "packed-subject-o-cn",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.without(oid::ORGANIZATION)),
        expect: Refused("7.1.22/8.2.1.b.2"),
    },
    Case {
        name: "refuses_an_empty_organization",
        attack: "packed-subject-o-cn",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.attribute(oid::ORGANIZATION, der::UTF8_STRING, "")),
        expect: Refused("7.1.22/8.2.1.b.2"),
    },
    Case {
        name: "accepts_the_unit_in_a_printable_string",
        attack: "",
        shows: &["8.2.1.b.3"],
        change: |ceremony| {
            subject(ceremony, |name| {
                name.attribute(oid::ORGANIZATIONAL_UNIT, der::PRINTABLE_STRING, "Authenticator Attestation")
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_unit_in_another_case",
        attack: "packed-subject-ou",
        shows: &[],
        change: |ceremony| {
            subject(ceremony, |name| {
                name.attribute(oid::ORGANIZATIONAL_UNIT, der::UTF8_STRING, "Authenticator attestation")
            })
        },
        expect: Refused("7.1.22/8.2.1.b.3"),
    },
    Case {
        name: "refuses_a_second_unit",
        attack: "packed-subject-ou",
        shows: &[],
        change: |ceremony| {
            subject(ceremony, |name| name.add_attribute(oid::ORGANIZATIONAL_UNIT, der::UTF8_STRING, "Other"))
        },
        expect: Refused("7.1.22/8.2.1.b.3"),
    },
    Case {
        name: "refuses_a_subject_without_a_unit",
        attack: "packed-subject-ou",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.without(oid::ORGANIZATIONAL_UNIT)),
        expect: Refused("7.1.22/8.2.1.b.3"),
    },
    Case {
        name: "accepts_any_common_name",
        attack: "",
        shows: &["8.2.1.b.4"],
        change: |ceremony| {
            subject(ceremony, |name| name.attribute(oid::COMMON_NAME, der::UTF8_STRING, "Schl\u{fc}ssel"))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_subject_without_a_common_name",
        attack: "packed-subject-o-cn",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.without(oid::COMMON_NAME)),
        expect: Refused("7.1.22/8.2.1.b.4"),
    },
    Case {
        name: "refuses_an_empty_common_name",
        attack: "packed-subject-o-cn",
        shows: &[],
        change: |ceremony| subject(ceremony, |name| name.attribute(oid::COMMON_NAME, der::UTF8_STRING, "")),
        expect: Refused("7.1.22/8.2.1.b.4"),
    },
    // 8.2.1.c
    Case {
        name: "refuses_an_aaguid_extension_that_is_critical",
        attack: "packed-aaguid-critical",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::aaguid(authenticator().aaguid()).critical())
            })
        },
        expect: Refused("7.1.22/8.2.1.c"),
    },
    Case {
        name: "refuses_an_aaguid_extension_that_is_wrapped_once",
        attack: "packed-aaguid-encoding",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::FIDO_AAGUID, authenticator().aaguid()))
            })
        },
        expect: Refused("7.1.22/8.2.1.c"),
    },
    Case {
        name: "refuses_an_aaguid_extension_of_15_bytes",
        attack: "packed-aaguid-encoding",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::aaguid(&authenticator().aaguid()[..15]))
            })
        },
        expect: Refused("7.1.22/8.2.1.c"),
    },
    Case {
        name: "refuses_an_aaguid_extension_with_bytes_behind_it",
        attack: "packed-aaguid-encoding",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                let value = [&der::octet_string(authenticator().aaguid())[..], &[0]].concat();
                certificate.extension(Extension::new(oid::FIDO_AAGUID, &value))
            })
        },
        expect: Refused("7.1.22/8.2.1.c"),
    },
    // 8.2.1.d
    Case {
        name: "accepts_basic_constraints_that_spell_false_out",
        attack: "",
        shows: &["8.2.1.d"],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::end_entity().critical()))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_leaf_that_is_an_authority",
        attack: "packed-leaf-ca",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::authority(None)))
        },
        expect: Refused("7.1.22/8.2.1.d"),
    },
    Case {
        name: "refuses_a_leaf_without_basic_constraints",
        attack: "packed-leaf-ca",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::BASIC_CONSTRAINTS))
        },
        expect: Refused("7.1.22/8.2.1.d"),
    },
    // 8.2.1.r2
    Case {
        name: "accepts_a_firmware_version",
        attack: "",
        shows: &["8.2.1.r2"],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::firmware_version(328_706)))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_firmware_version_that_is_critical",
        attack: "",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::firmware_version(328_706).critical())
            })
        },
        expect: Refused("7.1.22/8.2.1.r2"),
    },
    Case {
        name: "refuses_a_firmware_version_that_is_negative",
        attack: "",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::FIDO_FIRMWARE_VERSION, &[2, 1, 0xff]))
            })
        },
        expect: Refused("7.1.22/8.2.1.r2"),
    },
    // 8.2.2
    Case {
        name: "accepts_a_serial_number_that_was_asked_for",
        attack: "pol-enterprise",
        shows: &["8.2.2.r1", "8.2.2.r2"],
        change: |ceremony| {
            enterprise(certificate(ceremony, |certificate| {
                certificate.extension(Extension::serial_number(b"serial number 17"))
            }))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_serial_number_that_is_critical",
        attack: "",
        shows: &[],
        change: |ceremony| {
            enterprise(certificate(ceremony, |certificate| {
                certificate.extension(Extension::serial_number(b"serial number 17").critical())
            }))
        },
        expect: Refused("7.1.22/8.2.2.r1"),
    },
    Case {
        name: "refuses_a_serial_number_that_is_no_octet_string",
        attack: "",
        shows: &[],
        change: |ceremony| {
            enterprise(certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::FIDO_SERIAL_NUMBER, &der::unsigned(&[17])))
            }))
        },
        expect: Refused("7.1.22/8.2.2.r1"),
    },
    Case {
        name: "refuses_a_serial_number_that_nobody_asked_for",
        attack: "pol-enterprise",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::serial_number(b"serial number 17"))
            })
            .options(|options| options.attestation(AttestationConveyance::Direct, &[]))
        },
        expect: Refused("7.1.22/8.2.2.r2"),
    },
    // 8.2.v3
    Case {
        name: "accepts_self_attestation_as_what_it_is",
        attack: "packed-self-as-basic",
        shows: &["8.2.v3", "8.2.v3.a", "8.2.v3.b", "8.2.v3.c"],
        change: packed_self,
        expect: Gives(|registered| {
            assert_eq!(result(registered), (Format::Packed, AttestationType::SelfAttestation, 0));
            assert_eq!(registered.registration.attestation().vouched_aaguid(), None);
        }),
    },
    Case {
        name: "refuses_self_attestation_with_another_algorithm",
        attack: "packed-self-alg",
        shows: &[],
        change: |ceremony| packed_self(ceremony).statement(|statement| statement.algorithm(-257)),
        expect: Refused("7.1.22/8.2.v3.a"),
    },
    Case {
        name: "refuses_self_attestation_with_the_fully_specified_number",
        attack: "packed-self-alg",
        shows: &[],
        change: |ceremony| packed_self(ceremony).statement(|statement| statement.algorithm(-9)),
        expect: Refused("7.1.22/8.2.v3.a"),
    },
    Case {
        name: "refuses_self_attestation_by_another_key",
        attack: "packed-self-signature",
        shows: &[],
        change: |ceremony| packed_self(ceremony).statement(signed_by_another),
        expect: Refused("7.1.22/8.2.v3.b"),
    },
    Case {
        name: "refuses_self_attestation_over_another_hash",
        attack: "packed-self-signature",
        shows: &[],
        change: |ceremony| {
            packed_self(ceremony)
                .statement(|statement| statement.signature(|signature| signature.client_data_hash(&[7; 32])))
        },
        expect: Refused("7.1.22/8.2.v3.b"),
    },
    Case {
        name: "refuses_an_empty_self_attestation",
        attack: "sig-empty",
        shows: &[],
        change: |ceremony| {
            packed_self(ceremony).statement(|statement| statement.signature(|signature| signature.raw(&[])))
        },
        expect: Refused("7.1.22/8.2.v3.b"),
    },
    Case {
        name: "refuses_certificates_left_out_of_a_certified_statement",
        attack: "packed-self-signature",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.without("x5c")),
        expect: Refused("7.1.22/8.2.v3.b"),
    },
];
