//! Keys of certificates.

use countersign_cose::{
    Crypto, Curve, EdwardsCurve, EdwardsPublicKey, InvalidKey, InvalidSignature, PreparedKey, PublicKey,
    SignatureScheme,
};

use super::draft::{Draft, algorithm, element, identifier, key, key_info, null, sequence};
use crate::der::{BIT_STRING, INTEGER, OCTET_STRING};
use crate::{Certificate, Error, ErrorKind, MIN_CERTIFICATE_MODULUS_BITS, ObjectIdentifier, Part};

/// What is made of a `SubjectPublicKeyInfo`: the kind of key, or why it is refused.
fn read(key_info: Vec<u8>) -> Result<String, ErrorKind> {
    let der = Draft { key_info, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9));
    let key = Certificate::parse(&der).unwrap().public_key();
    key.map(|key| format!("{key:?}")).map_err(|error: Error| {
        assert_eq!(error.part(), Part::PublicKey);
        error.kind()
    })
}

fn ec(parameters: &[u8], point: &[u8]) -> Result<String, ErrorKind> {
    read(key_info(&algorithm(ObjectIdentifier::EC_PUBLIC_KEY, parameters), point))
}

fn point(coordinate_length: usize) -> Vec<u8> {
    [vec![4], vec![7; coordinate_length], vec![7; coordinate_length]].concat()
}

#[test]
fn accepts_named_curves() {
    for (curve, expected) in [
        (ObjectIdentifier::P256, Curve::P256),
        (ObjectIdentifier::P384, Curve::P384),
        (ObjectIdentifier::P521, Curve::P521),
        (ObjectIdentifier::SECP256K1, Curve::Secp256k1),
    ] {
        let read = ec(&identifier(curve), &point(expected.coordinate_length()));
        assert_eq!(read, Ok(format!("Ec(EcPublicKey({}))", expected.name())));
    }
}

// attack: cose-curve-parameters
// attack: x509-curve-explicit
#[test]
fn refuses_curves_that_are_spelt_out_missing_or_unknown() {
    const PRIME_FIELD: ObjectIdentifier<'_> =
        ObjectIdentifier::from_contents(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 1, 1]);
    let number = element(INTEGER, &[&[1]]);
    let octets = element(OCTET_STRING, &[&[7; 32]]);
    let field = sequence(&[&identifier(PRIME_FIELD), &number]);
    let generator = element(OCTET_STRING, &[&point(32)]);
    let explicit = sequence(&[&number, &field, &sequence(&[&octets, &octets]), &generator, &number]);
    assert_eq!(ec(&explicit, &point(32)), Err(ErrorKind::ExplicitCurve));
    assert_eq!(ec(&null(), &point(32)), Err(ErrorKind::UnsupportedParameters));
    assert_eq!(ec(&[], &point(32)), Err(ErrorKind::UnsupportedParameters));
    let p224 = ObjectIdentifier::from_contents(&[0x2B, 0x81, 4, 0, 33]);
    assert_eq!(ec(&identifier(p224), &point(28)), Err(ErrorKind::UnsupportedCurve));
}

#[test]
fn refuses_points_of_another_form_or_length() {
    let p256 = identifier(ObjectIdentifier::P256);
    for bytes in [vec![], vec![0], [vec![2], vec![7; 32]].concat(), point(31), point(33)] {
        assert!(matches!(ec(&p256, &bytes), Err(ErrorKind::Key(_))), "{} bytes", bytes.len());
    }
}

/// An RSA key from a modulus and an exponent, as contents of integers.
fn rsa(algorithm: &[u8], modulus: &[u8], exponent: &[u8]) -> Result<String, ErrorKind> {
    let key = sequence(&[&element(INTEGER, &[modulus]), &element(INTEGER, &[exponent])]);
    read(key_info(algorithm, &key))
}

/// A modulus whose first bit is one, with the zero before it.
fn modulus(bits: usize) -> Vec<u8> {
    [vec![0], vec![0xFF; bits / 8]].concat()
}

// Wild: the TPM authority of the FIDO conformance tool names sha256WithRSAEncryption as the algorithm of its key.
#[test]
fn accepts_rsa_keys() {
    let rsa_encryption = algorithm(ObjectIdentifier::RSA_ENCRYPTION, &null());
    for (algorithm, bits) in [
        (rsa_encryption.clone(), MIN_CERTIFICATE_MODULUS_BITS),
        (rsa_encryption, 8192),
        (algorithm(ObjectIdentifier::RSA_ENCRYPTION, &[]), 2048),
        (algorithm(ObjectIdentifier::SHA256_WITH_RSA, &null()), 2048),
    ] {
        let read = rsa(&algorithm, &modulus(bits), &[1, 0, 1]);
        assert_eq!(read, Ok(format!("Rsa(RsaPublicKey({bits} bits))")));
    }
}

// attack: x509-weak-signature
#[test]
fn refuses_rsa_keys_below_the_floor_or_above_the_ceiling() {
    let of = algorithm(ObjectIdentifier::RSA_ENCRYPTION, &null());
    for bits in [512, 1016, 8200] {
        assert!(matches!(rsa(&of, &modulus(bits), &[1, 0, 1]), Err(ErrorKind::Key(_))), "{bits} bits");
    }
    // 1024 bits written, 1023 used.
    let short = [vec![0x7F], vec![0xFF; 127]].concat();
    assert!(matches!(rsa(&of, &short, &[1, 0, 1]), Err(ErrorKind::Key(_))));
}

#[test]
fn refuses_malformed_rsa_keys() {
    let of = algorithm(ObjectIdentifier::RSA_ENCRYPTION, &null());
    let good = modulus(2048);
    let padded = [vec![0], modulus(2048)].concat();
    let unneeded = [vec![0, 0x7F], vec![0xFF; 255]].concat();
    let even = [modulus(2040), vec![0xFE]].concat();
    for (modulus, exponent) in [
        (padded.as_slice(), &[1, 0, 1][..]),
        (&unneeded, &[1, 0, 1]),
        (&even, &[1, 0, 1]),
        (&[], &[1, 0, 1]),
        (&good, &[1]),
        (&good, &[4]),
        (&good, &[0]),
        (&good, &[0, 3]),
        (&good, &[]),
        (&good, &[1, 0, 0, 0, 1]),
    ] {
        assert!(matches!(rsa(&of, modulus, exponent), Err(ErrorKind::Key(_))), "{exponent:?}");
    }
    assert_eq!(rsa(&of, &[0xFF; 256], &[1, 0, 1]), Err(ErrorKind::NumberRange));
    let parameters = algorithm(ObjectIdentifier::RSA_ENCRYPTION, &sequence(&[]));
    assert_eq!(rsa(&parameters, &good, &[1, 0, 1]), Err(ErrorKind::UnsupportedParameters));
    let trailing = sequence(&[&element(INTEGER, &[&good]), &element(INTEGER, &[&[3]]), &null()]);
    assert!(matches!(read(key_info(&of, &trailing)), Err(ErrorKind::TrailingBytes { .. })));
    let doubled = [sequence(&[&element(INTEGER, &[&good]), &element(INTEGER, &[&[3]])]), null()].concat();
    assert!(matches!(read(key_info(&of, &doubled)), Err(ErrorKind::TrailingBytes { .. })));
}

#[test]
fn accepts_keys_whose_algorithm_names_them() {
    for (of, length, expected) in [
        (ObjectIdentifier::ED25519, 32, "Edwards(EdwardsPublicKey(Ed25519))"),
        (ObjectIdentifier::ED448, 57, "Edwards(EdwardsPublicKey(Ed448))"),
        (ObjectIdentifier::ML_DSA_44, 1312, "MlDsa(MlDsaPublicKey(MlDsa44))"),
        (ObjectIdentifier::ML_DSA_65, 1952, "MlDsa(MlDsaPublicKey(MlDsa65))"),
        (ObjectIdentifier::ML_DSA_87, 2592, "MlDsa(MlDsaPublicKey(MlDsa87))"),
    ] {
        let plain = algorithm(of, &[]);
        assert_eq!(read(key_info(&plain, &vec![7; length])), Ok(expected.to_owned()));
        assert!(matches!(read(key_info(&plain, &vec![7; length - 1])), Err(ErrorKind::Key(_))));
        let null = read(key_info(&algorithm(of, &null()), &vec![7; length]));
        assert_eq!(null, Err(ErrorKind::UnsupportedParameters));
    }
}

#[test]
fn refuses_unknown_kinds_of_keys_and_unused_bits() {
    let dsa = ObjectIdentifier::from_contents(&[0x2A, 0x86, 0x48, 0xCE, 0x38, 4, 1]);
    assert_eq!(read(key_info(&algorithm(dsa, &[]), &[1])), Err(ErrorKind::UnsupportedAlgorithm));
    let ed25519 = algorithm(ObjectIdentifier::ED25519, &[]);
    let unused = sequence(&[&ed25519, &element(BIT_STRING, &[&[1], &[7; 32]])]);
    assert_eq!(read(unused), Err(ErrorKind::Malformed));
    let trailing = sequence(&[&ed25519, &element(BIT_STRING, &[&[0], &[7; 32]]), &null()]);
    assert!(matches!(read(trailing), Err(ErrorKind::TrailingBytes { .. })));
}

#[test]
fn refuses_a_signature_algorithm_that_names_another_key() {
    let ed25519 = EdwardsPublicKey::new(EdwardsCurve::Ed25519, &[7; 32]);
    let ed25519 = PublicKey::Edwards(ed25519.unwrap());
    assert!(crate::public_key::fits(ObjectIdentifier::ED25519, &ed25519));
    assert!(!crate::public_key::fits(ObjectIdentifier::ED448, &ed25519));
    let ed448 = EdwardsPublicKey::new(EdwardsCurve::Ed448, &[7; 57]);
    let ed448 = PublicKey::Edwards(ed448.unwrap());
    assert!(crate::public_key::fits(ObjectIdentifier::ED448, &ed448));
    let set = countersign_cose::MlDsaParameterSet::MlDsa65;
    let bytes = [7; 1952];
    let ml_dsa_65 = PublicKey::MlDsa(countersign_cose::MlDsaPublicKey::new(set, &bytes).unwrap());
    assert!(crate::public_key::fits(ObjectIdentifier::ML_DSA_65, &ml_dsa_65));
    assert!(!crate::public_key::fits(ObjectIdentifier::ML_DSA_44, &ml_dsa_65));
}

/// A provider that accepts everything, to see what is checked before it is asked.
#[derive(Debug)]
pub(super) struct AcceptsEverything;

impl Crypto for AcceptsEverything {
    fn sha256(&self, _: &[&[u8]]) -> [u8; 32] {
        [0; 32]
    }

    fn digest(&self, _: countersign_cose::Hash, _: &[&[u8]]) -> countersign_cose::Digest {
        countersign_cose::Digest::new(&[])
    }

    fn check_key(&self, _: &PublicKey<'_>) -> Result<(), InvalidKey> {
        Ok(())
    }

    fn verify(
        &self,
        _: SignatureScheme,
        _: &PublicKey<'_>,
        _: &[&[u8]],
        _: &[u8],
    ) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn prepare(&self, _: SignatureScheme, _: &PublicKey<'_>) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        Err(InvalidKey)
    }
}

#[test]
fn refuses_a_signature_under_a_key_of_another_curve_before_any_provider_is_asked() {
    let draft = Draft::new("leaf", "root", &key(1)).with_algorithm(algorithm(ObjectIdentifier::ED25519, &[]));
    let der = draft.sign(&key(9));
    let certificate = Certificate::parse(&der).unwrap();
    let signed_under = |curve: EdwardsCurve, bytes: &[u8]| {
        let key = PublicKey::Edwards(EdwardsPublicKey::new(curve, bytes).unwrap());
        certificate.is_signed_by(&key, &AcceptsEverything)
    };
    assert_eq!(signed_under(EdwardsCurve::Ed25519, &[7; 32]), Ok(true));
    assert_eq!(signed_under(EdwardsCurve::Ed448, &[7; 57]), Ok(false));
}

#[test]
fn accepts_the_bytes_of_whatever_key_there_is() {
    let unknown = algorithm(ObjectIdentifier::COMMON_NAME, &null());
    for (key_info, expected) in [
        (
            key_info(
                &algorithm(ObjectIdentifier::EC_PUBLIC_KEY, &identifier(ObjectIdentifier::P256)),
                &point(32),
            ),
            point(32),
        ),
        (key_info(&unknown, b"of a kind to come"), b"of a kind to come".to_vec()),
    ] {
        let der = Draft { key_info, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9));
        assert_eq!(Certificate::parse(&der).unwrap().public_key_bytes(), Ok(&expected[..]));
    }
    let unused_bits = sequence(&[&unknown, &element(BIT_STRING, &[&[1, 2]])]);
    let der = Draft { key_info: unused_bits, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9));
    assert!(Certificate::parse(&der).unwrap().public_key_bytes().is_err());
}
