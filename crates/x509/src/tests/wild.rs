//! Whole paths with what occurs in real ones against the rules, and with every kind of key that an issuer may have.

use countersign_cose::RUST_CRYPTO;
use ml_dsa::signature::Signer as _;

use super::chain::{Case, Scene, check, set_extensions};
use super::draft::{
    CERTIFICATE_SIGNING, Draft, NOW, algorithm, at_time, authority, element, extension, generalized_time,
    identifier, key, key_info, key_usage, sequence, utc_time,
};
use crate::der::{BOOLEAN, INTEGER, OCTET_STRING};
use crate::{Certificate, ObjectIdentifier, PathRule, TrustAnchor, verify_path};

const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x55, 29, 14]);

fn serial_number(scene: &mut Scene, contents: &[u8]) {
    for (draft, _) in &mut scene.path {
        draft.serial_number = element(INTEGER, &[contents]);
    }
}

/// Puts an extension into the leaf, and beside what the intermediate has.
fn add_extension(scene: &mut Scene, added: &[u8]) {
    for (draft, _) in &mut scene.path {
        draft.extensions.push(added.to_vec());
    }
}

#[test]
fn accepts_what_occurs_in_real_certificates_and_touches_nothing_verified() {
    check(&[
        Case {
            name: "accepts_a_leaf_of_version_1",
            change: |scene| scene.path[0].0.version.clear(),
            expect: Ok(2),
        },
        Case {
            name: "accepts_serial_numbers_of_zero",
            change: |scene| serial_number(scene, &[0]),
            expect: Ok(2),
        },
        Case {
            name: "accepts_negative_serial_numbers",
            change: |scene| serial_number(scene, &[0x80, 1]),
            expect: Ok(2),
        },
        Case {
            name: "accepts_serial_numbers_of_22_bytes",
            change: |scene| serial_number(scene, &[0x7F; 22]),
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_leaf_that_is_valid_longer_than_its_issuer",
            change: |scene| {
                scene.path[0].0.not_before = utc_time("200101000000Z");
                scene.path[0].0.not_after = generalized_time("99991231235959Z");
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_times_before_2050_with_four_digits_of_the_year",
            change: |scene| {
                for (draft, _) in &mut scene.path {
                    draft.not_before = generalized_time("20250101000000Z");
                    draft.not_after = generalized_time("20270101000000Z");
                }
            },
            expect: Ok(2),
        },
    ]);
}

#[test]
fn accepts_extensions_of_real_certificates_that_are_malformed_and_not_read() {
    check(&[
        Case {
            name: "accepts_a_key_identifier_of_another_issuer",
            change: |scene| {
                let other = sequence(&[&element(0x80, &[&[9; 20]])]);
                add_extension(scene, &extension(ObjectIdentifier::AUTHORITY_KEY_IDENTIFIER, &other));
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_an_authority_key_identifier_in_an_element_more",
            change: |scene| {
                let constructed = sequence(&[&element(0xA0, &[&element(OCTET_STRING, &[&[9; 20]])])]);
                add_extension(scene, &extension(ObjectIdentifier::AUTHORITY_KEY_IDENTIFIER, &constructed));
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_an_authority_key_identifier_in_two_octet_strings",
            change: |scene| {
                let inside = sequence(&[&element(0x80, &[&[9; 20]])]);
                let doubled = element(OCTET_STRING, &[&inside]);
                add_extension(scene, &extension(ObjectIdentifier::AUTHORITY_KEY_IDENTIFIER, &doubled));
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_subject_key_identifier_without_octet_string",
            change: |scene| add_extension(scene, &extension(SUBJECT_KEY_IDENTIFIER, &[9; 20])),
            expect: Ok(2),
        },
        Case {
            name: "accepts_an_authority_by_a_true_of_ber",
            change: |scene| {
                let one = element(BOOLEAN, &[&[1]]);
                let value = element(OCTET_STRING, &[&sequence(&[&one])]);
                let constraints = sequence(&[&identifier(ObjectIdentifier::BASIC_CONSTRAINTS), &one, &value]);
                set_extensions(scene, 1, vec![constraints]);
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_false_of_basic_constraints_that_is_spelt_out",
            change: |scene| {
                let value = sequence(&[&element(BOOLEAN, &[&[0]])]);
                set_extensions(scene, 0, vec![extension(ObjectIdentifier::BASIC_CONSTRAINTS, &value)]);
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_an_issuer_whose_authority_is_spelt_out_as_false",
            change: |scene| {
                let value = sequence(&[&element(BOOLEAN, &[&[0]])]);
                set_extensions(scene, 1, vec![extension(ObjectIdentifier::BASIC_CONSTRAINTS, &value)]);
            },
            expect: Err((PathRule::NotAuthority, 1)),
        },
    ]);
}

/// Signs a message.
type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A root with a key of another kind than the other tests have: what the key is, and how it signs.
struct Root {
    key_info: Vec<u8>,
    algorithm: Vec<u8>,
    sign: Sign,
}

fn ed25519() -> Root {
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let algorithm = algorithm(ObjectIdentifier::ED25519, &[]);
    let key_info = key_info(&algorithm, secret.verifying_key().as_bytes());
    Root { key_info, algorithm, sign: Box::new(move |message| secret.sign(message).to_bytes().to_vec()) }
}

fn p521() -> Root {
    let secret = p521::ecdsa::SigningKey::from_slice(&[1; 66]).unwrap();
    let of_key = algorithm(ObjectIdentifier::EC_PUBLIC_KEY, &identifier(ObjectIdentifier::P521));
    let key_info = key_info(&of_key, secret.verifying_key().to_sec1_point(false).as_bytes());
    let sign = move |message: &[u8]| {
        let signature: p521::ecdsa::Signature = secret.sign(message);
        signature.to_der().as_bytes().to_vec()
    };
    Root { key_info, algorithm: algorithm(ObjectIdentifier::ECDSA_WITH_SHA512, &[]), sign: Box::new(sign) }
}

fn ml_dsa<P: ml_dsa::MlDsaParams + 'static>(of: ObjectIdentifier<'_>) -> Root {
    let secret = ml_dsa::ExpandedSigningKey::<P>::from_seed(&[7; 32].into());
    let algorithm = algorithm(of, &[]);
    let key_info = key_info(&algorithm, &secret.verifying_key().encode());
    let sign = move |message: &[u8]| {
        secret.sign_deterministic(message, b"").map(|signature| signature.encode().to_vec()).unwrap()
    };
    Root { key_info, algorithm, sign: Box::new(sign) }
}

#[test]
fn accepts_paths_below_roots_of_every_kind_of_key() {
    for (kind, root) in [
        ("Ed25519", ed25519()),
        ("P-521", p521()),
        ("ML-DSA-44", ml_dsa::<ml_dsa::MlDsa44>(ObjectIdentifier::ML_DSA_44)),
        ("ML-DSA-65", ml_dsa::<ml_dsa::MlDsa65>(ObjectIdentifier::ML_DSA_65)),
        ("ML-DSA-87", ml_dsa::<ml_dsa::MlDsa87>(ObjectIdentifier::ML_DSA_87)),
    ] {
        let mut draft = Draft::authority("root", "root", &key(1)).with_algorithm(root.algorithm.clone());
        draft.key_info = root.key_info;
        let anchor = draft.with_signature(&(root.sign)(&draft.tbs()));
        let anchors = [TrustAnchor::from_certificate(&anchor).unwrap()];
        let mut leaf = Draft::new("leaf", "root", &key(1)).with_algorithm(root.algorithm);
        leaf.extensions = vec![authority(None), key_usage(CERTIFICATE_SIGNING)];
        let verify = |signature: &[u8]| {
            let der = leaf.with_signature(signature);
            let path = [Certificate::parse(&der).unwrap()];
            let verified = verify_path(&path, &anchors, &at_time(NOW), &RUST_CRYPTO);
            verified.map(|path| path.length()).map_err(|error| (error.rule(), error.at()))
        };
        let mut signature = (root.sign)(&leaf.tbs());
        assert_eq!(verify(&signature), Ok(1), "{kind}");
        *signature.last_mut().unwrap() ^= 1;
        assert_eq!(verify(&signature), Err((PathRule::Signature, 0)), "{kind}");
        assert_eq!(verify(&(root.sign)(b"another message")), Err((PathRule::Signature, 0)), "{kind}");
    }
}
