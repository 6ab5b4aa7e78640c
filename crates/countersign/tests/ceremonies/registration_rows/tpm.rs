//! §7.1 step 22: statements of `tpm` (§8.3), and the trust behind them.

use countersign::{
    Aaguid, AttestationType, Crypto as _, Model, RUST_CRYPTO, StatementNote, StatementPolicy, TpmPolicy,
};
use countersign_authenticator::{
    Algorithm as Signs, CertificateBuilder, Extension, Name, RegistrationCeremony, Statement, TestAuthority,
    TpmAttest, TpmPublic, der, oid,
};
use countersign_cose::Hash;

use super::*;
use crate::support::{CHALLENGE, HANDLE, ORIGIN, RP_ID};

/// Numbers of the TCG algorithm registry.
const AES: u16 = 0x06;
const CFB: u16 = 0x43;
const SHA1: u16 = 0x04;
const SHA256: u16 = 0x0b;
const SHA384: u16 = 0x0c;
const SHA512: u16 = 0x0d;
const SHA3_256: u16 = 0x27;
const NULL: u16 = 0x10;

fn tpm(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::Tpm))
}

/// The same, with the statement changed.
fn statement(ceremony: Registering, change: fn(Statement) -> Statement) -> Registering {
    tpm(ceremony).statement(change)
}

/// The same, with the certificate changed before it is signed.
fn certificate(ceremony: Registering, change: fn(CertificateBuilder) -> CertificateBuilder) -> Registering {
    tpm(ceremony).statement(move |statement| statement.certificate(change))
}

/// The same, with another subjectAltName.
fn names(ceremony: Registering, names: fn() -> Vec<Vec<u8>>) -> Registering {
    tpm(ceremony).statement(move |statement| {
        let names = Extension::subject_alternative_name(&names());
        statement.certificate(move |certificate| certificate.extension(names))
    })
}

/// The same, with another manufacturer in the certificate.
fn manufacturer(ceremony: Registering, manufacturer: &'static str) -> Registering {
    tpm(ceremony).statement(move |statement| {
        let name = Name::of_tpm().attribute(oid::TPM_MANUFACTURER, der::UTF8_STRING, manufacturer);
        statement.certificate(move |certificate| certificate.extension(Extension::tpm_name(&name)))
    })
}

/// The same, with one attribute missing in the name of the TPM.
fn without_attribute(ceremony: Registering, attribute: &'static str) -> Registering {
    tpm(ceremony).statement(move |statement| {
        let name = Name::of_tpm().without(attribute);
        statement.certificate(move |certificate| certificate.extension(Extension::tpm_name(&name)))
    })
}

/// The same, with another extended key usage.
fn purposes(ceremony: Registering, purposes: &'static [&'static str]) -> Registering {
    tpm(ceremony).statement(move |statement| {
        let usage = Extension::extended_key_usage(purposes);
        statement.certificate(move |certificate| certificate.extension(usage))
    })
}

/// The same, with the public area changed before it is named.
fn public(ceremony: Registering, change: fn(TpmPublic) -> TpmPublic) -> Registering {
    tpm(ceremony).statement(move |statement| statement.tpm_public(change))
}

/// The same, with an RSA credential key.
fn rsa(ceremony: Registering, change: fn(TpmPublic) -> TpmPublic) -> Registering {
    with_algorithm(public(ceremony, change), Algorithm::Rs256, Signs::Rs256)
}

/// The same, with what the TPM says changed before it is signed.
fn attest(ceremony: Registering, change: fn(TpmAttest) -> TpmAttest) -> Registering {
    tpm(ceremony).statement(move |statement| statement.tpm_attest(change))
}

/// The same, with an attestation key of another algorithm.
fn signed_by(ceremony: Registering, algorithm: Signs) -> Registering {
    tpm(ceremony).statement(move |statement| statement.attestation_algorithm(algorithm))
}

/// The same, with the signature in its structure.
fn structure(ceremony: Registering, algorithm: Signs) -> Registering {
    signed_by(ceremony, algorithm).statement(Statement::tpm_signature_structure)
}

/// The same, with the signature changed.
fn signature(ceremony: Registering, algorithm: Signs, change: fn(Vec<u8>) -> Vec<u8>) -> Registering {
    structure(ceremony, algorithm)
        .statement(move |statement| statement.signature(move |signature| signature.edit(change)))
}

/// Judges statements by another policy.
fn policy(ceremony: Registering, policy: TpmPolicy) -> Registering {
    ceremony.relying_party(move |relying_party| {
        Ok(relying_party.statement_policy(StatementPolicy::default().with_tpm(policy)))
    })
}

/// Demands trusted attestation under the root.
fn trusted(ceremony: Registering) -> Registering {
    ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with_format(Format::Tpm, root()))
}

/// Changes a member of the statement after the TPM has signed.
fn afterwards(ceremony: Registering, name: &'static str, change: fn(&mut [u8])) -> Registering {
    tpm(ceremony).statement(move |statement| {
        statement.edit(move |entries| {
            let changed = |(key, mut value)| {
                if let Item::Bytes(bytes) = &mut value
                    && key == Item::from(name)
                {
                    change(bytes);
                }
                (key, value)
            };
            entries.into_iter().map(changed).collect()
        })
    })
}

/// The truthful registration.
fn made() -> RegistrationCeremony {
    let answer = authenticator().register(CHALLENGE, RP_ID, ORIGIN).user_handle(HANDLE);
    answer.attestation(Attestation::Tpm).build()
}

/// The digest that a TPM is given, by another hash function.
fn digest(hash: Hash) -> Vec<u8> {
    let made = made();
    let client_data_hash = RUST_CRYPTO.sha256(&[made.client_data_json()]);
    RUST_CRYPTO.digest(hash, &[made.authenticator_data(), &client_data_hash]).as_bytes().to_vec()
}

/// A directory name of relative names, each of them of attributes.
fn directory_name(relative_names: &[&[Vec<u8>]]) -> Vec<u8> {
    let sets: Vec<_> = relative_names.iter().map(|attributes| der::set(attributes)).collect();
    der::explicit(4, &der::sequence(&sets))
}

fn attribute(kind: &str, value: &str) -> Vec<u8> {
    der::sequence(&[der::object_identifier(kind), der::element(der::UTF8_STRING, value.as_bytes())])
}

/// Manufacturer, model and version.
fn attributes() -> [Vec<u8>; 3] {
    [
        attribute(oid::TPM_MANUFACTURER, "id:494E5443"),
        attribute(oid::TPM_MODEL, "a model"),
        attribute(oid::TPM_VERSION, "id:13"),
    ]
}

/// A credential key whose x begins with a zero.
fn key_with_a_leading_zero() -> SigningKey {
    let keys = (0_u16..).map(|seed| SigningKey::from_seed(Signs::Es256, &seed.to_be_bytes()));
    keys.into_iter().find(|key| key.public_key()[1] == 0).unwrap()
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_the_format_tpm",
        attack: "",
        shows: &[
            "7.1.21", "8.3.v1", "8.3.v2", "8.3.v3", "8.3.v4", "8.3.v4.a", "8.3.v4.b", "8.3.v4.c", "8.3.v4.d",
            "8.3.v5", "8.3.v5.a", "8.3.v5.b", "8.3.v5.c", "8.3.v5.d", "8.3.v5.e", "8.3.1.a", "8.3.1.b",
            "8.3.1.c", "8.3.1.d", "8.3.1.e", "8.3.1.f",
        ],
        change: tpm,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.format(), Format::Tpm);
            assert_eq!(attestation.attestation_type(), AttestationType::AttestationCa);
            assert_eq!(attestation.trust_path(), registered.made.certificates());
            assert_eq!(attestation.trust_path().len(), 1);
            assert_eq!(attestation.notes(), []);
            let details = attestation.tpm().unwrap();
            let texts = [details.manufacturer(), details.model(), details.version()];
            assert_eq!(texts, ["id:49424D00", "Countersign Virtual TPM", "id:00010002"]);
            assert_eq!(details.registered_manufacturer(), Some("IBM"));
            assert_eq!(details.firmware_version(), 0x0001_0002_0003_0004);
            assert_eq!(details.name_algorithm().hash(), Some(Hash::Sha256));
            assert!(details.attributes().fixed_tpm() && !details.attributes().restricted());
            // The words of the certificate are not shown.
            let shown = format!("{details:?}");
            assert!(shown.starts_with("TpmDetails(IBM, TpmAlgorithm(SHA-256"), "{shown}");
            assert!(!shown.contains("Virtual") && !shown.contains("00010002"), "{shown}");
        }),
    },
    // 8.3.v1
    Case {
        name: "refuses_tpm_of_version_1_2",
        attack: "tpm-ver",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("ver", "1.2")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_of_a_version_that_begins_as_it_should",
        attack: "tpm-ver",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("ver", "2.0.1")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_of_a_version_that_is_a_number",
        attack: "tpm-ver",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("ver", 2)),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_without_version",
        attack: "tpm-ver",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("ver")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_without_algorithm",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("alg")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_without_signature",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("sig")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_without_cert_info",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("certInfo")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_without_pub_area",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("pubArea")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_an_algorithm_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("alg", "ES256")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_a_signature_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("sig", "text")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_a_cert_info_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("certInfo", "text")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_a_pub_area_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("pubArea", "text")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_certificates_that_are_null",
        attack: "tpm-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("x5c", Item::Null)),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_a_certificate_that_is_in_no_list",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("x5c", Item::bytes(&[0x30, 0]))),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_a_certificate_that_is_none",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.x5c(|_| vec![vec![0x30, 0]])),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_nine_certificates",
        attack: "dos-x5c-many",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.x5c(|certificates| certificates.into_iter().cycle().take(9).collect())
            })
        },
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_an_ecdaa_key_beside_certificates",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.member("ecdaaKeyId", Item::bytes(&[7; 32])))
        },
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_a_member_that_the_syntax_does_not_have",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("quote", Item::bytes(&[7]))),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_tpm_with_an_array_in_place_of_the_statement",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.raw(Item::array([]))),
        expect: Refused("7.1.22/8.3.v1"),
    },
    Case {
        name: "refuses_a_packed_statement_renamed_to_tpm",
        attack: "",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("tpm")),
        expect: Refused("7.1.22/8.3.v1"),
    },
    // 8.3.v2: curves and moduli
    Case {
        name: "accepts_tpm_with_a_credential_key_on_p384",
        attack: "",
        shows: &["8.3.v2", "8.3.v5.d"],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::Es384, Signs::Es384),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_with_a_credential_key_on_p521",
        attack: "",
        shows: &["8.3.v2", "8.3.v5.d"],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::Es512, Signs::Es512),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_with_a_credential_key_of_rsa",
        attack: "",
        shows: &["8.3.v2", "8.3.v5.d"],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::Rs256, Signs::Rs256),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_with_a_credential_key_of_rsa_for_pss",
        attack: "",
        shows: &["8.3.v2", "8.3.v5.d"],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::Ps256, Signs::Ps256),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_with_a_credential_key_on_p256_under_the_specific_algorithm",
        attack: "",
        shows: &["8.3.v2", "8.3.v5.d"],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::Esp256, Signs::Esp256),
        expect: Accepted,
    },
    Case {
        name: "refuses_tpm_with_a_credential_key_on_ed25519",
        attack: "tpm-pub-area-curve",
        shows: &[],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::EdDsa, Signs::EdDsa),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_tpm_with_a_credential_key_on_secp256k1",
        attack: "tpm-pub-area-curve",
        shows: &[],
        change: |ceremony| with_algorithm(tpm(ceremony), Algorithm::Es256k, Signs::Es256k),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_secp256k1_key_as_one_on_p256",
        attack: "tpm-pub-area-curve",
        shows: &[],
        change: |ceremony| {
            with_algorithm(public(ceremony, |public| public.curve(3)), Algorithm::Es256k, Signs::Es256k)
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_another_key",
        attack: "tpm-pub-area-key",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| public.key(&SigningKey::from_seed(Signs::Es256, b"another")))
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_a_key_on_another_curve",
        attack: "tpm-pub-area-key tpm-pub-area-curve",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| public.key(&SigningKey::from_seed(Signs::Es384, b"another")))
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_an_rsa_key_for_one_on_a_curve",
        attack: "tpm-pub-area-key",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| public.key(&SigningKey::from_seed(Signs::Rs256, b"another")))
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_another_modulus",
        attack: "tpm-pub-area-key",
        shows: &[],
        change: |ceremony| {
            rsa(ceremony, |public| public.key(&SigningKey::from_seed(Signs::Rs256, b"").another()))
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_another_curve_with_the_same_numbers",
        attack: "tpm-pub-area-curve",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.curve(4)),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_with_coordinates_the_other_way_round",
        attack: "tpm-pub-area-curve",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| public.unique(|unique| unique.into_iter().rev().collect()))
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_the_same_x_and_another_y",
        attack: "tpm-pub-area-key",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| {
                public.unique(|unique| vec![unique[0].clone(), last_bit_flipped(unique[1].clone())])
            })
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_of_another_x_and_the_same_y",
        attack: "tpm-pub-area-key",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| {
                public.unique(|unique| vec![last_bit_flipped(unique[0].clone()), unique[1].clone()])
            })
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "accepts_a_public_area_with_padded_coordinates",
        attack: "tpm-pub-area-curve",
        shows: &["8.3.v2"],
        change: |ceremony| {
            public(ceremony, |public| {
                public.unique(|unique| unique.iter().map(|number| [&[0, 0], &number[..]].concat()).collect())
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_without_a_leading_zero",
        attack: "tpm-pub-area-curve",
        shows: &["8.3.v2"],
        change: |ceremony| {
            let key = key_with_a_leading_zero();
            public(ceremony, |public| {
                public.unique(|unique| vec![unique[0][1..].to_vec(), unique[1].clone()])
            })
            .answer(move |answer| answer.credential_key(&key))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_padded_modulus",
        attack: "",
        shows: &["8.3.v2"],
        change: |ceremony| {
            rsa(ceremony, |public| {
                public.unique(|unique| unique.iter().map(|number| [&[0], &number[..]].concat()).collect())
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_the_exponent_spelt_out",
        attack: "tpm-pub-area-exponent",
        shows: &["8.3.v2"],
        change: |ceremony| rsa(ceremony, |public| public.exponent(65_537)),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_public_area_of_another_exponent",
        attack: "tpm-pub-area-exponent",
        shows: &[],
        change: |ceremony| rsa(ceremony, |public| public.exponent(3)),
        expect: Refused("7.1.22/8.3.v2"),
    },
    // 8.3.v2: unions
    Case {
        name: "accepts_a_public_area_with_a_fixed_scheme",
        attack: "tpm-pub-area-scheme",
        shows: &["8.3.v2"],
        change: |ceremony| public(ceremony, |public| public.scheme(&[0x18, SHA256])),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_scheme_that_counts",
        attack: "tpm-pub-area-scheme",
        shows: &["8.3.v2"],
        change: |ceremony| public(ceremony, |public| public.scheme(&[0x1a, SHA256, 7])),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_fixed_rsa_scheme",
        attack: "tpm-pub-area-scheme",
        shows: &["8.3.v2"],
        change: |ceremony| rsa(ceremony, |public| public.scheme(&[0x14, SHA256])),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_fixed_pss_scheme",
        attack: "tpm-pub-area-scheme",
        shows: &["8.3.v2"],
        change: |ceremony| rsa(ceremony, |public| public.scheme(&[0x16, SHA256])),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_scheme_without_details",
        attack: "tpm-pub-area-scheme",
        shows: &["8.3.v2"],
        change: |ceremony| rsa(ceremony, |public| public.scheme(&[0x15])),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_symmetric_algorithm_and_key_derivation",
        attack: "tpm-pub-area-scheme",
        shows: &["8.3.v2"],
        change: |ceremony| {
            public(ceremony, |public| public.symmetric(&[AES, 128, CFB]).key_derivation(&[0x20, SHA256]))
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_public_area_with_a_policy_and_other_attributes",
        attack: "",
        shows: &["8.3.v2"],
        change: |ceremony| public(ceremony, |public| public.policy(&[7; 32]).attributes(0x0006_0472)),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_scheme_of_another_kind_of_key",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.scheme(&[0x14, SHA256])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_scheme_without_its_details",
        attack: "tpm-pub-area-scheme",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.scheme(&[0x18])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_details_of_no_scheme",
        attack: "tpm-pub-area-scheme",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.scheme(&[NULL, SHA256])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_unknown_type_of_key",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.kind(0x7fff)),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_type_of_key_that_is_not_asymmetric",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.kind(0x25)),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_unknown_symmetric_algorithm",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.symmetric(&[0x7fff, 128, CFB])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_unknown_mode",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.symmetric(&[AES, 128, 0x7fff])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_unknown_scheme",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.scheme(&[0x7fff, SHA256])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_scheme_with_an_unknown_hash_function",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.scheme(&[0x18, 0x7fff])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_unknown_key_derivation",
        attack: "tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.key_derivation(&[0x7fff, SHA256])),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_unknown_curve",
        attack: "tpm-pub-area-curve tpm-unknown-alg-ids",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.curve(0x7fff)),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_with_its_size_in_front",
        attack: "tpm-pub-area-prefix",
        shows: &[],
        change: |ceremony| {
            public(ceremony, |public| {
                public.edit(|bytes| {
                    let size = u16::try_from(bytes.len()).unwrap().to_be_bytes();
                    [&size[..], &bytes].concat()
                })
            })
        },
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_byte_behind_the_public_area",
        attack: "tpm-trailing",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.edit(|bytes| [&bytes[..], &[0]].concat())),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_a_public_area_that_is_cut_off",
        attack: "",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.edit(|bytes| bytes[..bytes.len() - 1].to_vec())),
        expect: Refused("7.1.22/8.3.v2"),
    },
    Case {
        name: "refuses_an_empty_public_area",
        attack: "",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.edit(|_| Vec::new())),
        expect: Refused("7.1.22/8.3.v2"),
    },
    // 8.3.v4.a
    Case {
        name: "refuses_tpm_without_certificates",
        attack: "tpm-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("x5c")),
        expect: Refused("7.1.22/8.3.v4.a"),
    },
    Case {
        name: "refuses_tpm_with_an_empty_list_of_certificates",
        attack: "tpm-x5c-missing",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.x5c(|_| Vec::new())),
        expect: Refused("7.1.22/8.3.v4.a"),
    },
    Case {
        name: "refuses_tpm_with_an_ecdaa_key_in_place_of_certificates",
        attack: "tpm-x5c-missing",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.without("x5c").member("ecdaaKeyId", Item::bytes(&[7; 32]))
            })
        },
        expect: Refused("7.1.22/8.3.v4.a"),
    },
    // 8.3.1
    Case {
        name: "refuses_an_attestation_certificate_of_version_1",
        attack: "tpm-aik-version",
        shows: &[],
        change: |ceremony| certificate(ceremony, |certificate| certificate.version(1)),
        expect: Refused("7.1.22/8.3.1.a"),
    },
    Case {
        name: "refuses_an_attestation_certificate_of_version_2",
        attack: "tpm-aik-version",
        shows: &[],
        change: |ceremony| certificate(ceremony, |certificate| certificate.version(2)),
        expect: Refused("7.1.22/8.3.1.a"),
    },
    Case {
        name: "refuses_an_attestation_certificate_with_a_subject",
        attack: "tpm-aik-subject",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.subject(|name| name.attribute(oid::COMMON_NAME, der::UTF8_STRING, "a TPM"))
            })
        },
        expect: Refused("7.1.22/8.3.1.b"),
    },
    Case {
        name: "refuses_an_attestation_certificate_without_alternative_name",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::SUBJECT_ALTERNATIVE_NAME))
        },
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_an_alternative_name_without_manufacturer",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| without_attribute(ceremony, oid::TPM_MANUFACTURER),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_an_alternative_name_without_model",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| without_attribute(ceremony, oid::TPM_MODEL),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_an_alternative_name_without_version",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| without_attribute(ceremony, oid::TPM_VERSION),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_a_dns_name_in_place_of_that_of_a_tpm",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| names(ceremony, || vec![der::element(0x82, b"example.org")]),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_attributes_in_two_names",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| {
            names(ceremony, || {
                let [manufacturer, model, version] = attributes();
                vec![directory_name(&[&[manufacturer, model]]), directory_name(&[&[version]])]
            })
        },
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_two_names_of_tpms",
        attack: "",
        shows: &[],
        change: |ceremony| names(ceremony, || vec![directory_name(&[&attributes()]); 2]),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_an_alternative_name_that_is_malformed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::SUBJECT_ALTERNATIVE_NAME, &[0x30, 1]))
            })
        },
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "accepts_attributes_in_one_relative_name",
        attack: "tpm-aik-san-form",
        shows: &["8.3.1.c"],
        change: |ceremony| names(ceremony, || vec![directory_name(&[&attributes()])]),
        expect: Accepted,
    },
    Case {
        name: "accepts_attributes_in_another_order",
        attack: "tpm-aik-san-form",
        shows: &["8.3.1.c"],
        change: |ceremony| {
            names(ceremony, || {
                let [manufacturer, model, version] = attributes();
                vec![directory_name(&[&[version], &[manufacturer], &[model]])]
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_attributes_in_two_relative_names",
        attack: "tpm-aik-san-form",
        shows: &["8.3.1.c"],
        change: |ceremony| {
            names(ceremony, || {
                let [manufacturer, model, version] = attributes();
                vec![directory_name(&[&[version, model], &[manufacturer]])]
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_other_names_beside_that_of_the_tpm",
        attack: "tpm-aik-san-form",
        shows: &["8.3.1.c"],
        change: |ceremony| {
            names(ceremony, || vec![der::element(0x82, b"example.org"), directory_name(&[&attributes()])])
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_an_alternative_name_that_is_not_critical",
        attack: "",
        shows: &["8.3.1.c"],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::tpm_name(&Name::of_tpm()).not_critical())
            })
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_manufacturer_in_lower_case",
        attack: "tpm-aik-vendor",
        shows: &["8.3.1.c"],
        change: |ceremony| manufacturer(ceremony, "id:4e544300"),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_manufacturer_of_conformance_tests",
        attack: "tpm-aik-vendor",
        shows: &[],
        change: |ceremony| manufacturer(ceremony, "id:FFFFF1D0"),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_the_manufacturer_of_examples",
        attack: "tpm-aik-vendor",
        shows: &[],
        change: |ceremony| manufacturer(ceremony, "id:00000000"),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_a_manufacturer_that_is_not_registered",
        attack: "tpm-aik-vendor",
        shows: &[],
        change: |ceremony| manufacturer(ceremony, "id:494E5444"),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_a_manufacturer_in_plain_words",
        attack: "tpm-aik-vendor",
        shows: &[],
        change: |ceremony| manufacturer(ceremony, "Intel"),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_a_manufacturer_without_its_prefix",
        attack: "tpm-aik-vendor",
        shows: &[],
        change: |ceremony| manufacturer(ceremony, "494E5443"),
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "accepts_a_manufacturer_that_is_not_registered_where_the_policy_says_so",
        attack: "tpm-aik-vendor",
        shows: &["8.3.1.c"],
        change: |ceremony| {
            policy(
                manufacturer(ceremony, "id:FFFFF1D0"),
                TpmPolicy::default().accept_unregistered_manufacturers(),
            )
        },
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::UnregisteredTpmManufacturer]);
        }),
    },
    Case {
        name: "refuses_an_alternative_name_without_manufacturer_under_every_policy",
        attack: "tpm-aik-san",
        shows: &[],
        change: |ceremony| {
            policy(
                without_attribute(ceremony, oid::TPM_MANUFACTURER),
                TpmPolicy::default().accept_unregistered_manufacturers(),
            )
        },
        expect: Refused("7.1.22/8.3.1.c"),
    },
    Case {
        name: "refuses_an_attestation_certificate_without_extended_key_usage",
        attack: "tpm-aik-eku",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::EXTENDED_KEY_USAGE))
        },
        expect: Refused("7.1.22/8.3.1.d"),
    },
    Case {
        name: "refuses_an_attestation_certificate_for_another_purpose",
        attack: "tpm-aik-eku",
        shows: &[],
        change: |ceremony| purposes(ceremony, &["2.23.133.8.1"]),
        expect: Refused("7.1.22/8.3.1.d"),
    },
    Case {
        name: "refuses_an_attestation_certificate_for_any_purpose",
        attack: "tpm-aik-eku",
        shows: &[],
        change: |ceremony| purposes(ceremony, &["2.5.29.37.0"]),
        expect: Refused("7.1.22/8.3.1.d"),
    },
    Case {
        name: "refuses_an_extended_key_usage_that_is_malformed",
        attack: "tpm-aik-eku",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::EXTENDED_KEY_USAGE, &[0x30, 0]))
            })
        },
        expect: Refused("7.1.22/8.3.1.d"),
    },
    Case {
        name: "accepts_an_attestation_certificate_for_several_purposes",
        attack: "tpm-aik-eku",
        shows: &["8.3.1.d"],
        change: |ceremony| purposes(ceremony, &["1.3.6.1.5.5.7.3.2", oid::TPM_ATTESTATION_KEY]),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_attestation_certificate_of_an_authority",
        attack: "tpm-aik-ca",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::authority(None)))
        },
        expect: Refused("7.1.22/8.3.1.e"),
    },
    Case {
        name: "refuses_basic_constraints_of_tpm_that_are_malformed",
        attack: "tpm-aik-ca",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::BASIC_CONSTRAINTS, &[0x04, 0]))
            })
        },
        expect: Refused("7.1.22/8.3.1.e"),
    },
    Case {
        name: "accepts_an_attestation_certificate_without_basic_constraints",
        attack: "tpm-aik-ca",
        shows: &["8.3.1.e"],
        change: |ceremony| {
            trusted(certificate(ceremony, |certificate| {
                certificate.without_extension(oid::BASIC_CONSTRAINTS)
            }))
        },
        expect: Accepted,
    },
    // 8.3.v4.c
    Case {
        name: "accepts_an_attestation_certificate_without_aaguid",
        attack: "",
        shows: &["8.3.v4.c", "8.3.1.f"],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::FIDO_AAGUID))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_another_aaguid_in_the_attestation_certificate",
        attack: "tpm-aik-aaguid",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::aaguid(&[9; 16])))
        },
        expect: Refused("7.1.22/8.3.v4.c"),
    },
    Case {
        name: "refuses_an_aaguid_in_the_attestation_certificate_that_is_malformed",
        attack: "tpm-aik-aaguid",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::aaguid(&[9; 15])))
        },
        expect: Refused("7.1.22/8.3.v4.c"),
    },
    // 8.3.v4.d
    Case {
        name: "accepts_tpm_signed_with_es384",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Es384)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_es512",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Es512)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_rs256",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Rs256)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_rs384",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Rs384)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_rs512",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Rs512)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_ps256",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Ps256)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_ps384",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Ps384)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_ps512",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Ps512)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_esp256",
        attack: "",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Esp256)),
        expect: Accepted,
    },
    Case {
        name: "accepts_tpm_signed_with_sha_1_and_notes_it",
        attack: "tpm-rs1",
        shows: &["8.3.v4.d", "8.3.v5.c"],
        change: |ceremony| trusted(signed_by(ceremony, Signs::Rs1)),
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::Sha1]);
        }),
    },
    Case {
        name: "accepts_an_rsa_credential_key_that_is_certified_with_sha_1",
        attack: "tpm-rs1",
        shows: &["8.3.v2", "8.3.v4.d"],
        change: |ceremony| with_algorithm(signed_by(ceremony, Signs::Rs1), Algorithm::Rs256, Signs::Rs256),
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::Sha1]);
        }),
    },
    Case {
        name: "refuses_sha_1_under_a_key_on_a_curve",
        attack: "tpm-rs1",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.algorithm(-65_535)),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_with_an_algorithm_of_another_kind_of_key",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.algorithm(-257)),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_with_an_algorithm_that_is_not_known",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.algorithm(-1000)),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_with_an_algorithm_of_another_hash_function",
        attack: "",
        shows: &[],
        change: |ceremony| signed_by(ceremony, Signs::Rs1).statement(|statement| statement.algorithm(-257)),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_signed_by_another_key",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.signature(|signature| signature.change_key(SigningKey::another))
            })
        },
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_signed_by_the_credential_key",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let key = SigningKey::from_seed(Signs::Es256, b"a credential key");
            let signs = key.clone();
            tpm(ceremony)
                .answer(move |answer| answer.credential_key(&key))
                .statement(move |statement| statement.signature(move |signature| signature.key(&signs)))
        },
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_with_a_bit_of_the_signature_flipped",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.signature(|signature| signature.edit(last_bit_flipped)))
        },
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_with_a_bit_of_the_signed_bytes_flipped",
        attack: "",
        shows: &[],
        change: |ceremony| afterwards(ceremony, "certInfo", |bytes| *bytes.last_mut().unwrap() ^= 1),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_tpm_with_an_empty_signature",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.signature(|signature| signature.raw(&[])))
        },
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "accepts_a_signature_of_es256_in_its_structure",
        attack: "tpm-sig-form",
        shows: &["8.3.v4.d"],
        change: |ceremony| structure(ceremony, Signs::Es256),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_signature_of_es512_in_its_structure",
        attack: "tpm-sig-form",
        shows: &["8.3.v4.d"],
        change: |ceremony| structure(ceremony, Signs::Es512),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_signature_of_rs256_in_its_structure",
        attack: "tpm-sig-form",
        shows: &["8.3.v4.d"],
        change: |ceremony| structure(ceremony, Signs::Rs256),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_signature_of_ps384_in_its_structure",
        attack: "tpm-sig-form",
        shows: &["8.3.v4.d"],
        change: |ceremony| structure(ceremony, Signs::Ps384),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_byte_behind_the_structure_of_a_signature",
        attack: "tpm-sig-form tpm-trailing",
        shows: &[],
        change: |ceremony| signature(ceremony, Signs::Es256, |bytes| [&bytes[..], &[0]].concat()),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_a_byte_behind_the_structure_of_an_rsa_signature",
        attack: "tpm-sig-form tpm-trailing",
        shows: &[],
        change: |ceremony| signature(ceremony, Signs::Rs256, |bytes| [&bytes[..], &[0]].concat()),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_the_structure_of_a_signature_by_another_hash_function",
        attack: "tpm-sig-form",
        shows: &[],
        change: |ceremony| {
            signature(ceremony, Signs::Es256, |bytes| [&[0, 0x18, 0, 0xc], &bytes[4..]].concat())
        },
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_the_structure_of_a_signature_of_another_scheme",
        attack: "tpm-sig-form",
        shows: &[],
        change: |ceremony| {
            signature(ceremony, Signs::Rs256, |bytes| [&[0, 0x16, 0, 0xb], &bytes[4..]].concat())
        },
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    Case {
        name: "refuses_the_structure_of_a_signature_of_no_scheme",
        attack: "tpm-sig-form",
        shows: &[],
        change: |ceremony| signature(ceremony, Signs::Es256, |bytes| [&[0, 0x10], &bytes[4..]].concat()),
        expect: Refused("7.1.22/8.3.v4.d"),
    },
    // 8.3.v5
    Case {
        name: "refuses_a_byte_behind_what_the_tpm_says",
        attack: "tpm-trailing",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.edit(|bytes| [&bytes[..], &[0]].concat())),
        expect: Refused("7.1.22/8.3.v5"),
    },
    Case {
        name: "refuses_what_the_tpm_says_cut_off",
        attack: "",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.edit(|bytes| bytes[..bytes.len() - 1].to_vec())),
        expect: Refused("7.1.22/8.3.v5"),
    },
    Case {
        name: "refuses_nothing_from_the_tpm",
        attack: "",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.edit(|_| Vec::new())),
        expect: Refused("7.1.22/8.3.v5"),
    },
    Case {
        name: "refuses_what_the_tpm_says_with_its_size_in_front",
        attack: "",
        shows: &[],
        change: |ceremony| {
            attest(ceremony, |attest| {
                attest.edit(|bytes| {
                    let size = u16::try_from(bytes.len()).unwrap().to_be_bytes();
                    [&size[..], &bytes].concat()
                })
            })
        },
        expect: Refused("7.1.22/8.3.v5"),
    },
    Case {
        name: "accepts_a_clock_that_is_not_safe",
        attack: "",
        shows: &["8.3.v5"],
        change: |ceremony| attest(ceremony, |attest| attest.safe(0)),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_signer_without_name_and_a_key_without_qualified_name",
        attack: "",
        shows: &["8.3.v5", "8.3.v5.d"],
        change: |ceremony| attest(ceremony, |attest| attest.qualified_signer(&[]).qualified_name(&[])),
        expect: Accepted,
    },
    Case {
        name: "accepts_every_version_of_the_firmware",
        attack: "",
        shows: &["8.3.v5"],
        change: |ceremony| attest(ceremony, |attest| attest.firmware_version(u64::MAX)),
        expect: Accepted,
    },
    // 8.3.v5.a
    Case {
        name: "refuses_another_magic",
        attack: "tpm-magic",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.magic(0xff54_4346)),
        expect: Refused("7.1.22/8.3.v5.a"),
    },
    Case {
        name: "refuses_a_magic_in_another_order_of_bytes",
        attack: "tpm-magic",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.magic(0x4743_54ff)),
        expect: Refused("7.1.22/8.3.v5.a"),
    },
    // 8.3.v5.b
    Case {
        name: "refuses_a_quote_in_place_of_a_certified_key",
        attack: "tpm-type",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.kind(0x8018)),
        expect: Refused("7.1.22/8.3.v5.b"),
    },
    Case {
        name: "refuses_a_creation_in_place_of_a_certified_key",
        attack: "tpm-type",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.kind(0x801a)),
        expect: Refused("7.1.22/8.3.v5.b"),
    },
    Case {
        name: "refuses_a_session_audit_in_place_of_a_certified_key",
        attack: "tpm-type",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.kind(0x8016)),
        expect: Refused("7.1.22/8.3.v5.b"),
    },
    Case {
        name: "refuses_a_time_in_place_of_a_certified_key",
        attack: "tpm-type",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.kind(0x8019)),
        expect: Refused("7.1.22/8.3.v5.b"),
    },
    Case {
        name: "refuses_an_nv_index_in_place_of_a_certified_key",
        attack: "tpm-type",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.kind(0x8014)),
        expect: Refused("7.1.22/8.3.v5.b"),
    },
    Case {
        name: "refuses_an_unknown_attestation_in_place_of_a_certified_key",
        attack: "tpm-type",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.kind(0x0017)),
        expect: Refused("7.1.22/8.3.v5.b"),
    },
    // 8.3.v5.c
    Case {
        name: "refuses_extra_data_of_another_registration",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.extra_data(last_bit_flipped)),
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_no_extra_data",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.extra_data(|_| Vec::new())),
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_that_is_cut_off",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.extra_data(|digest| digest[..31].to_vec())),
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_that_goes_on",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| {
            attest(ceremony, |attest| attest.extra_data(|digest| [&digest[..], &[0]].concat()))
        },
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_of_the_client_data_alone",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| {
            attest(ceremony, |attest| {
                attest.extra_data(|_| RUST_CRYPTO.sha256(&[made().client_data_json()]).to_vec())
            })
        },
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_of_the_authenticator_data_alone",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| {
            attest(ceremony, |attest| {
                attest.extra_data(|_| RUST_CRYPTO.sha256(&[made().authenticator_data()]).to_vec())
            })
        },
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_of_client_data_that_are_not_hashed",
        attack: "tpm-extra-data",
        shows: &[],
        change: |ceremony| {
            attest(ceremony, |attest| {
                attest.extra_data(|_| {
                    let made = made();
                    RUST_CRYPTO.sha256(&[made.authenticator_data(), made.client_data_json()]).to_vec()
                })
            })
        },
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_by_sha_512_where_the_algorithm_has_sha_256",
        attack: "tpm-extra-data tpm-extra-data-alg",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.extra_data(|_| digest(Hash::Sha512))),
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_by_sha_1_where_the_algorithm_has_sha_256",
        attack: "tpm-extra-data-alg",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.extra_data(|_| digest(Hash::Sha1))),
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_extra_data_by_sha_256_where_the_algorithm_has_sha_1",
        attack: "tpm-extra-data-alg",
        shows: &[],
        change: |ceremony| {
            signed_by(ceremony, Signs::Rs1).statement(|statement| {
                statement.tpm_attest(|attest| attest.extra_data(|_| digest(Hash::Sha256)))
            })
        },
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    Case {
        name: "refuses_tpm_signed_with_an_algorithm_without_hash_function",
        attack: "tpm-extra-data-alg",
        shows: &[],
        change: |ceremony| signed_by(ceremony, Signs::EdDsa),
        expect: Refused("7.1.22/8.3.v5.c"),
    },
    // 8.3.v5.d
    Case {
        name: "accepts_a_name_by_sha_384",
        attack: "tpm-name-alg",
        shows: &["8.3.v5.d"],
        change: |ceremony| public(ceremony, |public| public.name_algorithm(SHA384)),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_name_by_sha_512",
        attack: "tpm-name-alg",
        shows: &["8.3.v5.d"],
        change: |ceremony| public(ceremony, |public| public.name_algorithm(SHA512)),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_name_by_sha_1",
        attack: "tpm-name-alg",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.name_algorithm(SHA1)),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "accepts_a_name_by_sha_1_where_the_policy_says_so",
        attack: "tpm-name-alg",
        shows: &["8.3.v5.d"],
        change: |ceremony| {
            policy(
                public(ceremony, |public| public.name_algorithm(SHA1)),
                TpmPolicy::default().accept_sha1_names(),
            )
        },
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::Sha1TpmName]);
        }),
    },
    Case {
        name: "refuses_a_name_by_an_unknown_hash_function",
        attack: "tpm-name-alg",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.name_algorithm(0x7fff)),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_name_by_a_hash_function_that_is_not_supported",
        attack: "tpm-name-alg",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.name_algorithm(SHA3_256)),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_key_without_a_hash_function_for_its_name",
        attack: "tpm-name-alg",
        shows: &[],
        change: |ceremony| public(ceremony, |public| public.name_algorithm(NULL)),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_an_unknown_hash_function_of_the_name_under_every_policy",
        attack: "tpm-name-alg",
        shows: &[],
        change: |ceremony| {
            policy(
                public(ceremony, |public| public.name_algorithm(SHA3_256)),
                TpmPolicy::default().accept_sha1_names(),
            )
        },
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_name_by_another_hash_function_than_the_public_area_has",
        attack: "tpm-name-alg",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(|name| [&[0, 0xc], &name[2..]].concat())),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_the_name_of_another_public_area",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(last_bit_flipped)),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_public_area_with_other_attributes_than_the_named_one",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| afterwards(ceremony, "pubArea", |bytes| bytes[7] ^= 2),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_name_that_is_a_digest_alone",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(|name| name[2..].to_vec())),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_name_that_is_cut_off",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(|name| name[..33].to_vec())),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_name_that_goes_on",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(|name| [&name[..], &[0]].concat())),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_a_name_that_is_a_handle",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(|_| vec![0x81, 0, 0, 1])),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    Case {
        name: "refuses_an_empty_name",
        attack: "tpm-name",
        shows: &[],
        change: |ceremony| attest(ceremony, |attest| attest.name(|_| Vec::new())),
        expect: Refused("7.1.22/8.3.v5.d"),
    },
    // Trust
    Case {
        name: "accepts_trusted_tpm_over_an_intermediate",
        attack: "",
        shows: &["7.1.23", "7.1.24", "7.1.24.c", "8.3.v5.e"],
        change: |ceremony| {
            trusted(statement(ceremony, |statement| {
                // As those of Microsoft, for the same purpose as the leaf.
                statement.intermediate(|certificate| {
                    certificate.extension(Extension::extended_key_usage(&[oid::TPM_ATTESTATION_KEY]))
                })
            }))
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            // The certificate names the model.
            let model = Aaguid::new(*authenticator().aaguid());
            assert_eq!(attestation.vouched_aaguid().map(|vouched| vouched.aaguid()), Some(model));
            assert_eq!(attestation.trust_path().len(), 2);
        }),
    },
    Case {
        name: "refuses_tpm_under_another_root",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(statement(ceremony, |statement| {
                statement.authority(TestAuthority::from_seed(b"another")).with_root()
            }))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_tpm_under_an_anchor_of_another_format",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_format(Format::Packed, root());
            tpm(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_tpm_of_a_model_that_metadata_no_longer_have_anchors_for",
        attack: "tpm-roca",
        shows: &[],
        change: |ceremony| {
            let anchors =
                TrustAnchors::new().with_model(Model::new(Format::Tpm, Aaguid::new([9; 16])), root());
            tpm(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
];
