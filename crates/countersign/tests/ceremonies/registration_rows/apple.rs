//! §7.1 step 22: statements of `apple` (§8.8), and the trust behind them.

use countersign::{Aaguid, Accepting, Assessment, AttestationType, Crypto as _, RUST_CRYPTO, StatementNote};
use countersign_authenticator::{
    Algorithm as Signs, CertificateBuilder, Extension, Statement, TestAuthority, der, oid,
};

use super::*;
use crate::support::{CHALLENGE, HANDLE, ORIGIN, RP_ID};

fn apple(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::Apple))
}

/// The same, with the statement changed.
fn statement(ceremony: Registering, change: fn(Statement) -> Statement) -> Registering {
    apple(ceremony).statement(change)
}

/// The same, with the certificate changed before it is signed.
fn certificate(ceremony: Registering, change: fn(CertificateBuilder) -> CertificateBuilder) -> Registering {
    apple(ceremony).statement(move |statement| statement.certificate(change))
}

/// The same, with another nonce.
fn nonce(ceremony: Registering, change: fn(Vec<u8>) -> Vec<u8>) -> Registering {
    apple(ceremony).statement(move |statement| statement.apple_nonce(change))
}

/// The same, with another value of the extension. The nonce is what follows its first six bytes.
fn extension(ceremony: Registering, change: fn(Vec<u8>) -> Vec<u8>) -> Registering {
    apple(ceremony).statement(move |statement| statement.apple_extension(change))
}

/// The octet string in the value of the extension.
fn octets(value: &[u8]) -> Vec<u8> {
    value[4..].to_vec()
}

/// Demands trusted attestation under the root.
fn trusted(ceremony: Registering) -> Registering {
    ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with_format(Format::Apple, root()))
}

/// The authenticator data of the truthful registration.
fn authenticator_data() -> Vec<u8> {
    let made = authenticator().register(CHALLENGE, RP_ID, ORIGIN).user_handle(HANDLE);
    made.attestation(Attestation::Apple).build().authenticator_data().to_vec()
}

/// The public key of the certificate with a point of other bytes.
fn point(ceremony: Registering, change: fn(Vec<u8>) -> Vec<u8>) -> Registering {
    let key = SigningKey::from_seed(Signs::Es256, b"a credential key");
    let curve = [der::object_identifier(oid::EC_PUBLIC_KEY), der::object_identifier(oid::P256)];
    let point = change(key.public_key());
    let info = der::sequence(&[der::sequence(&curve), der::bit_string(&point)]);
    apple(ceremony).answer(move |answer| answer.credential_key(&key)).statement(move |statement| {
        statement.certificate(move |certificate| certificate.public_key_info(&info))
    })
}

/// The root that others than Apple's anonymization CA are under.
fn another_authority() -> TestAuthority {
    TestAuthority::from_seed(b"another")
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_the_format_apple",
        attack: "",
        shows: &["7.1.21", "8.8.v1", "8.8.v2", "8.8.v3", "8.8.v4", "8.8.v5", "8.8.v6"],
        change: apple,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.format(), Format::Apple);
            assert_eq!(attestation.attestation_type(), AttestationType::AnonymizationCa);
            assert_eq!(attestation.trust_path(), registered.made.certificates());
            assert_eq!(attestation.trust_path().len(), 1);
            assert_eq!(attestation.notes(), []);
        }),
    },
    // 8.8.v1
    Case {
        name: "accepts_an_algorithm_in_an_apple_statement_and_notes_it",
        attack: "",
        shows: &["8.8.v1", "8.8.v6"],
        change: |ceremony| statement(ceremony, |statement| statement.member("alg", -7)),
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::AppleAlgorithm]);
        }),
    },
    Case {
        name: "refuses_an_algorithm_in_an_apple_statement_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("alg", "ES256")),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_without_certificates",
        attack: "apple-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("x5c")),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_an_algorithm_and_without_certificates",
        attack: "apple-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("alg", -7).without("x5c")),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_an_empty_list_of_certificates",
        attack: "apple-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.x5c(|_| Vec::new())),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_certificates_that_are_null",
        attack: "apple-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("x5c", Item::Null)),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_a_certificate_that_is_in_no_list",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("x5c", Item::bytes(&[0x30, 0]))),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_a_signature",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("sig", Item::bytes(&[7; 70]))),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_an_array_in_place_of_the_statement",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.raw(Item::array([]))),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_apple_with_nine_certificates",
        attack: "dos-x5c-many",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.x5c(|certificates| certificates.into_iter().cycle().take(9).collect())
            })
        },
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_an_app_attest_statement_with_its_receipt",
        attack: "apple-app-attest",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.member("receipt", Item::bytes(&[7; 100])))
        },
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_two_extensions_with_a_nonce",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.add_extension(Extension::new(oid::APPLE_NONCE, &[0x30, 0]))
            })
        },
        expect: Refused("7.1.22/8.8.v1"),
    },
    // 8.8.v4
    Case {
        name: "refuses_apple_without_the_extension",
        attack: "apple-nonce",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::APPLE_NONCE))
        },
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_another_nonce",
        attack: "apple-nonce",
        shows: &[],
        change: |ceremony| nonce(ceremony, last_bit_flipped),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_nonce_over_authenticator_data_alone",
        attack: "apple-nonce",
        shows: &[],
        change: |ceremony| nonce(ceremony, |_| RUST_CRYPTO.sha256(&[&authenticator_data()]).to_vec()),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_nonce_over_authenticator_data_and_the_hash_of_the_bare_challenge",
        attack: "apple-app-attest apple-nonce",
        shows: &[],
        change: |ceremony| {
            nonce(ceremony, |_| {
                let hash = RUST_CRYPTO.sha256(&[CHALLENGE]);
                RUST_CRYPTO.sha256(&[&authenticator_data(), &hash]).to_vec()
            })
        },
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_flags_that_were_changed_after_the_certificate_was_made",
        attack: "apple-nonce",
        shows: &[],
        change: |ceremony| {
            apple(ceremony).attestation_object(|object| {
                let mut changed = authenticator_data();
                changed[32] |= flags::BE;
                object.member("authData", Item::bytes(&changed))
            })
        },
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_the_extension_in_the_certificate_of_the_issuer",
        attack: "apple-nonce",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.with_intermediate().x5c(|certificates| certificates.into_iter().rev().collect())
            })
        },
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_byte_behind_the_nonce",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| extension(ceremony, |value| [&value[..], &[0]].concat()),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_second_element_behind_the_nonce",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| {
            extension(ceremony, |value| {
                der::sequence(&[der::explicit(1, &octets(&value)), der::explicit(2, &octets(&value))])
            })
        },
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_nonce_under_another_tag",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| extension(ceremony, |value| der::sequence(&[der::explicit(0, &octets(&value))])),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_nonce_without_its_tag",
        attack: "apple-nonce-der apple-app-attest",
        shows: &[],
        change: |ceremony| extension(ceremony, |value| der::sequence(&[octets(&value)])),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_nonce_without_any_wrapping",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| extension(ceremony, |value| value[6..].to_vec()),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_a_nonce_of_33_bytes",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| nonce(ceremony, |nonce| [&nonce[..], &[0]].concat()),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_an_empty_nonce",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| nonce(ceremony, |_| Vec::new()),
        expect: Refused("7.1.22/8.8.v4"),
    },
    Case {
        name: "refuses_an_empty_extension",
        attack: "apple-nonce-der",
        shows: &[],
        change: |ceremony| extension(ceremony, |_| Vec::new()),
        expect: Refused("7.1.22/8.8.v4"),
    },
    // 8.8.v5
    Case {
        name: "refuses_a_certificate_of_another_key",
        attack: "apple-key-mismatch",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.key(&SigningKey::from_seed(Signs::Es256, b"another"))
            })
        },
        expect: Refused("7.1.22/8.8.v5"),
    },
    Case {
        name: "refuses_a_certificate_of_another_kind_of_key",
        attack: "apple-key-mismatch",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.key(&SigningKey::from_seed(Signs::Es384, b"another"))
            })
        },
        expect: Refused("7.1.22/8.8.v5"),
    },
    Case {
        name: "accepts_a_certificate_whose_key_is_written_out_by_hand",
        attack: "",
        shows: &["8.8.v5"],
        change: |ceremony| point(ceremony, |point| point),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_certificate_with_the_other_point_of_the_same_x",
        attack: "apple-key-mismatch",
        shows: &[],
        change: |ceremony| {
            // The prime of the field less y, in big-endian bytes.
            point(ceremony, |mut point| {
                let field: [u32; 8] = [u32::MAX, 1, 0, 0, 0, u32::MAX, u32::MAX, u32::MAX];
                let field: Vec<u8> = field.into_iter().flat_map(u32::to_be_bytes).collect();
                let mut borrow = 0;
                for (y, p) in point[33..].iter_mut().zip(field).rev() {
                    let difference = i16::from(p) - i16::from(*y) - borrow;
                    borrow = i16::from(difference < 0);
                    *y = u8::try_from(difference.rem_euclid(256)).unwrap();
                }
                point
            })
        },
        expect: Refused("7.1.22/8.8.v5"),
    },
    Case {
        name: "refuses_a_certificate_with_a_compressed_credential_key",
        attack: "",
        shows: &[],
        change: |ceremony| point(ceremony, |point| [&[2 | point[64] & 1], &point[1..33]].concat()),
        expect: Refused("7.1.22/8.8.v5"),
    },
    Case {
        name: "accepts_apple_with_an_ed25519_key",
        attack: "",
        shows: &["8.8.v5"],
        change: |ceremony| with_algorithm(apple(ceremony), Algorithm::EdDsa, Signs::EdDsa),
        expect: Accepted,
    },
    Case {
        name: "accepts_apple_with_an_rsa_key",
        attack: "",
        shows: &["8.8.v5"],
        change: |ceremony| with_algorithm(apple(ceremony), Algorithm::Rs256, Signs::Rs256),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_packed_statement_renamed_to_apple",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("apple")),
        expect: Refused("7.1.22/8.8.v1"),
    },
    Case {
        name: "refuses_the_certificates_of_a_packed_statement_under_apple",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("apple").without("sig")),
        expect: Refused("7.1.22/8.8.v4"),
    },
    // Trust
    Case {
        name: "accepts_trusted_apple_over_an_intermediate",
        attack: "",
        shows: &["7.1.23", "7.1.24", "7.1.24.c", "8.8.v6"],
        change: |ceremony| trusted(statement(ceremony, Statement::with_intermediate)),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            let model = Aaguid::new(*authenticator().aaguid());
            assert_eq!(attestation.vouched_aaguid().map(|vouched| vouched.aaguid()), Some(model));
            assert_eq!(attestation.trust_path().len(), 2);
        }),
    },
    Case {
        name: "refuses_apple_under_another_root",
        attack: "apple-root apple-app-attest",
        shows: &[],
        change: |ceremony| {
            trusted(statement(ceremony, |statement| {
                statement.with_intermediate().authority(another_authority())
            }))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_apple_under_another_root_that_was_sent_along",
        attack: "apple-root",
        shows: &[],
        change: |ceremony| {
            trusted(statement(ceremony, |statement| statement.authority(another_authority()).with_root()))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_apple_under_an_anchor_of_another_format",
        attack: "apple-root",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_format(Format::Packed, root());
            apple(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_apple_under_another_root_as_untrusted_where_the_policy_says_so",
        attack: "apple-root",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let accepting = Accepting::default().accept_untrusted_attestation();
            statement(ceremony, |statement| statement.authority(another_authority()))
                .trust(TrustPolicy::accepting(accepting), TrustAnchors::new().with(root()))
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert!(matches!(attestation.assessment(), Assessment::NotTrusted(Distrust::Path(_))));
            assert_eq!(attestation.vouched_aaguid(), None);
        }),
    },
];
