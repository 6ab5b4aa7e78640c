//! Tests of the shape of a key: every algorithm, every kind of error, every rule.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use countersign_cbor::{ErrorKind as CborErrorKind, Item};

use super::*;

/// The members of a key, by label.
type Members = Vec<(i64, Item)>;

/// Members of the right shape; points are not on their curves.
fn members(algorithm: Algorithm) -> Members {
    let ec = |curve: i64, length: usize| {
        let coordinate = Item::bytes(&vec![7; length]);
        vec![(1, Item::from(2)), (-1, Item::from(curve)), (-2, coordinate.clone()), (-3, coordinate)]
    };
    let edwards = |curve: i64, length| {
        vec![(1, Item::from(1)), (-1, Item::from(curve)), (-2, Item::bytes(&vec![7; length]))]
    };
    let ml_dsa = |length| vec![(1, Item::from(7)), (-1, Item::bytes(&vec![7; length]))];
    let mut members = match algorithm {
        Algorithm::Es256 | Algorithm::Esp256 => ec(1, 32),
        Algorithm::Es384 | Algorithm::Esp384 => ec(2, 48),
        Algorithm::Es512 | Algorithm::Esp512 => ec(3, 66),
        Algorithm::Es256k => ec(8, 32),
        Algorithm::EdDsa | Algorithm::Ed25519 => edwards(6, 32),
        Algorithm::Ed448 => edwards(7, 57),
        Algorithm::Rs256
        | Algorithm::Rs384
        | Algorithm::Rs512
        | Algorithm::Ps256
        | Algorithm::Ps384
        | Algorithm::Ps512
        | Algorithm::Rs1 => {
            vec![(1, Item::from(3)), (-1, Item::bytes(&[0xc1; 256])), (-2, Item::bytes(&[1, 0, 1]))]
        }
        Algorithm::MlDsa44 => ml_dsa(1312),
        Algorithm::MlDsa65 => ml_dsa(1952),
        Algorithm::MlDsa87 => ml_dsa(2592),
    };
    members.push((3, Item::from(algorithm.identifier().number())));
    members
}

fn encode(members: Members) -> Vec<u8> {
    Item::map(members.into_iter().map(|(label, item)| (Item::from(label), item))).to_bytes()
}

/// Members of which one is another.
fn with(algorithm: Algorithm, label: i64, item: Item) -> Vec<u8> {
    let mut members = members(algorithm);
    members.retain(|(each, _)| *each != label);
    members.push((label, item));
    encode(members)
}

fn without(algorithm: Algorithm, label: i64) -> Vec<u8> {
    let mut members = members(algorithm);
    members.retain(|(each, _)| *each != label);
    encode(members)
}

fn refused(encoded: &[u8]) -> (ErrorKind, &'static str) {
    let error = CoseKey::decode(encoded).unwrap_err();
    assert_eq!(CoseKey::decode_prefix(encoded).unwrap_err(), error);
    (error.kind(), error.rule())
}

fn refused_cbor(encoded: &[u8]) -> (CborErrorKind, &'static str) {
    match refused(encoded) {
        (ErrorKind::Cbor(error), rule) => (error.kind(), rule),
        other => panic!("{other:?}"),
    }
}

#[test]
fn accepts_every_algorithm_with_its_key() {
    for algorithm in Algorithm::ALL {
        let encoded = encode(members(algorithm));
        let key = CoseKey::decode(&encoded).unwrap();
        assert_eq!(key.encoded(), encoded);
        assert_eq!(key.identifier(), algorithm.into());
        assert_eq!(key.known().unwrap().0, algorithm);
        let kind = |key| match key {
            PublicKey::Ec(key) => (key.curve().name(), key.x().len() + key.y().len()),
            PublicKey::Edwards(key) => ("Edwards", key.bytes().len()),
            PublicKey::Rsa(key) => ("RSA", key.modulus_bits()),
            PublicKey::MlDsa(key) => ("ML-DSA", key.bytes().len()),
        };
        let expected = match algorithm {
            Algorithm::Es256 | Algorithm::Esp256 => ("P-256", 64),
            Algorithm::Es384 | Algorithm::Esp384 => ("P-384", 96),
            Algorithm::Es512 | Algorithm::Esp512 => ("P-521", 132),
            Algorithm::Es256k => ("secp256k1", 64),
            Algorithm::EdDsa | Algorithm::Ed25519 => ("Edwards", 32),
            Algorithm::Ed448 => ("Edwards", 57),
            Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512
            | Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512
            | Algorithm::Rs1 => ("RSA", 2048),
            Algorithm::MlDsa44 => ("ML-DSA", 1312),
            Algorithm::MlDsa65 => ("ML-DSA", 1952),
            Algorithm::MlDsa87 => ("ML-DSA", 2592),
        };
        assert_eq!(kind(key.known().unwrap().1), expected, "{algorithm}");
    }
}

#[test]
fn accepts_a_key_before_other_bytes_and_gives_them_back() {
    let encoded = encode(members(Algorithm::Es256));
    let longer = [&encoded[..], &[0xa0, 1]].concat();
    let (key, rest) = CoseKey::decode_prefix(&longer).unwrap();
    assert_eq!((key.encoded(), rest), (&encoded[..], &[0xa0, 1][..]));
    let error = CoseKey::decode(&longer).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Cbor(error) if error.kind() == CborErrorKind::TrailingBytes));
    assert_eq!(error.rule(), "2.4.r1");
}

#[test]
fn refuses_every_prefix_of_every_key() {
    for algorithm in Algorithm::ALL {
        let encoded = encode(members(algorithm));
        for length in 0..encoded.len() {
            assert_eq!(refused_cbor(&encoded[..length]), (CborErrorKind::Truncated, "2.4.r1"));
        }
    }
}

/// §6.5.1.r4, by the rules of §2.4.
#[test]
fn refuses_what_is_not_canonical() {
    // crv before alg; alg in two bytes more.
    assert_eq!(refused_cbor(&[0xa3, 1, 2, 0x20, 1, 3, 0x26]), (CborErrorKind::KeyOrder, "2.4.r1"));
    assert_eq!(refused_cbor(&[0xa2, 1, 2, 3, 0x38, 6]), (CborErrorKind::NonMinimal, "2.4.r1"));
    // attack: cbor-duplicate-key
    assert_eq!(refused_cbor(&[0xa3, 1, 2, 3, 0x26, 3, 0x26]), (CborErrorKind::DuplicateKey, "2.4.r2"));
    assert_eq!(refused_cbor(&[0xa3, 1, 2, 3, 0x26, 1, 2]), (CborErrorKind::DuplicateKey, "2.4.r2"));
    // attack: cbor-float
    assert_eq!(refused_cbor(&[0xa2, 1, 2, 3, 0xf9, 0xc7, 0]), (CborErrorKind::Float, "2.4.r1"));
    assert_eq!(refused_cbor(&[0x80]).1, "6.5.1.r8");
}

#[test]
fn refuses_a_label_that_is_no_integer() {
    let key = Item::map([(Item::from(3), Item::from(-7)), (Item::from("alg"), Item::from(-7))]);
    assert_eq!(refused(&key.to_bytes()), (ErrorKind::LabelNotInteger, "6.5.1.r4"));
}

// attack: cose-alg-missing
#[test]
fn refuses_a_key_without_algorithm() {
    for algorithm in Algorithm::ALL {
        assert_eq!(refused(&without(algorithm, 3)), (ErrorKind::AlgorithmMissing, "6.5.1.r5"));
    }
    assert_eq!(refused(&[0xa0]), (ErrorKind::AlgorithmMissing, "6.5.1.r5"));
}

// attack: cbor-simple
#[test]
fn refuses_an_algorithm_that_is_no_integer_of_64_bits() {
    let others = [
        Item::from("ES256"),
        Item::bytes(&[0x26]),
        Item::Null,
        Item::Encoded(vec![0xf7]),
        Item::from(true),
        Item::array([Item::from(-7)]),
        // attack: cbor-negative-range
        Item::Negative(u64::MAX),
        Item::Negative(u64::MAX - 6),
        Item::Unsigned(u64::MAX),
        Item::Unsigned(u64::MAX - 6),
    ];
    for item in others {
        let encoded = with(Algorithm::Es256, 3, item);
        assert_eq!(refused(&encoded), (ErrorKind::AlgorithmNotInteger, "6.5.1.r7"));
    }
}

/// Labels beyond 64 bits are other labels, not small ones.
// attack: cbor-negative-range
#[test]
fn refuses_a_label_that_would_wrap_around() {
    for label in [Item::Negative(u64::MAX), Item::Unsigned(u64::MAX)] {
        let mut entries: Vec<_> = members(Algorithm::Es256);
        entries.retain(|(label, _)| *label != -1);
        let mut entries: Vec<_> =
            entries.into_iter().map(|(label, item)| (Item::from(label), item)).collect();
        entries.push((label, Item::from(1)));
        let encoded = Item::map(entries).to_bytes();
        assert_eq!(refused(&encoded), (ErrorKind::ParameterMissing, "6.5.1.r8"));
    }
}

// attack: cose-alg-sign
#[test]
fn accepts_an_unknown_algorithm_as_a_number_that_verifies_nothing() {
    for number in [0, 1, 5, 7, -1, -6, -10, -46, -65536, i64::MIN, i64::MAX] {
        let encoded = with(Algorithm::Es256, 3, Item::from(number));
        let key = CoseKey::decode(&encoded).unwrap();
        assert_eq!((key.identifier().number(), key.known()), (number, None));
        assert_eq!(key.check(&Agreeable), Ok(()));
        assert_eq!(key.verify(&Agreeable, &[b"message"], b"signature"), Err(InvalidSignature));
    }
}

/// A provider that accepts everything.
#[derive(Debug)]
struct Agreeable;

impl Crypto for Agreeable {
    fn sha256(&self, _parts: &[&[u8]]) -> [u8; 32] {
        [0; 32]
    }

    fn digest(&self, _: crate::Hash, _: &[&[u8]]) -> crate::Digest {
        crate::Digest::new(&[])
    }

    fn check_key(&self, _key: &PublicKey<'_>) -> Result<(), crate::InvalidKey> {
        Ok(())
    }

    fn verify(
        &self,
        _scheme: crate::SignatureScheme,
        _key: &PublicKey<'_>,
        _message: &[&[u8]],
        _signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn prepare(
        &self,
        _scheme: crate::SignatureScheme,
        _key: &PublicKey<'_>,
    ) -> Result<alloc::boxed::Box<dyn crate::PreparedKey>, crate::InvalidKey> {
        Err(crate::InvalidKey)
    }
}

#[test]
fn refuses_a_key_without_a_parameter_that_it_needs() {
    for algorithm in Algorithm::ALL {
        for (label, _) in members(algorithm) {
            if label != 3 {
                let encoded = without(algorithm, label);
                assert_eq!(
                    refused(&encoded),
                    (ErrorKind::ParameterMissing, "6.5.1.r8"),
                    "{algorithm} {label}"
                );
            }
        }
    }
}

#[test]
fn refuses_a_parameter_of_another_kind() {
    for algorithm in Algorithm::ALL {
        for (label, _) in members(algorithm) {
            if label != 3 {
                let encoded = with(algorithm, label, Item::from("text"));
                let (kind, rule) = refused_cbor(&encoded);
                assert!(matches!(kind, CborErrorKind::WrongKind { .. }), "{algorithm} {label}");
                assert_eq!(rule, "6.5.1.r8");
            }
        }
    }
    assert_eq!(refused_cbor(&with(Algorithm::Es256, -2, Item::from(7))).1, "6.5.1.r8");
    // attack: cbor-simple
    assert_eq!(refused_cbor(&with(Algorithm::Es256, 1, Item::Null)).1, "6.5.1.r8");
}

// attack: cose-optional-members
#[test]
fn refuses_optional_parameters() {
    for algorithm in Algorithm::ALL {
        for label in [2, 4, 5, 0, 6, -70_000, -6, 100] {
            let encoded = with(algorithm, label, Item::bytes(&[1]));
            assert_eq!(
                refused(&encoded),
                (ErrorKind::ParameterNotAllowed, "6.5.1.r6"),
                "{algorithm} {label}"
            );
        }
    }
}

// attack: cose-private-members
#[test]
fn refuses_private_parameters() {
    let private = [
        (Algorithm::Es256, -4),
        (Algorithm::EdDsa, -4),
        (Algorithm::Ed448, -4),
        (Algorithm::Rs256, -3),
        (Algorithm::Rs256, -4),
        (Algorithm::Rs256, -5),
        (Algorithm::Rs256, -12),
        (Algorithm::MlDsa44, -2),
    ];
    for (algorithm, label) in private {
        let encoded = with(algorithm, label, Item::bytes(&[1; 32]));
        assert_eq!(refused(&encoded), (ErrorKind::ParameterNotAllowed, "6.5.1.r6"), "{algorithm} {label}");
    }
}

#[test]
fn refuses_a_y_beside_a_key_type_that_has_none() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Ed25519, Algorithm::Ed448, Algorithm::MlDsa65] {
        let encoded = with(algorithm, -3, Item::bytes(&[7; 32]));
        assert_eq!(refused(&encoded), (ErrorKind::ParameterNotAllowed, "6.5.1.r6"));
    }
}

// attack: cose-alg-kty-mismatch
#[test]
fn refuses_a_key_type_that_is_not_of_the_algorithm() {
    for algorithm in Algorithm::ALL {
        let own = members(algorithm).into_iter().find(|(label, _)| *label == 1).unwrap().1;
        for key_type in [0, 1, 2, 3, 4, 5, 7, -1].map(Item::from).into_iter().filter(|each| *each != own) {
            let encoded = with(algorithm, 1, key_type);
            assert_eq!(refused(&encoded), (ErrorKind::KeyTypeMismatch, "6.5.1.r8"), "{algorithm}");
        }
        // The whole key of another type, under this algorithm.
        for other in Algorithm::ALL {
            let encoded = with(other, 3, Item::from(algorithm.identifier().number()));
            let same_type = members(other).contains(&(1, own.clone()));
            let refused = CoseKey::decode(&encoded).map_err(|error| error.kind());
            assert_eq!(refused == Err(ErrorKind::KeyTypeMismatch), !same_type, "{other} as {algorithm}");
        }
    }
}

// attack: cose-alg-crv-mismatch
#[test]
fn refuses_a_curve_that_is_not_of_the_algorithm() {
    let rules = [
        (Algorithm::Es256, 1, "5.8.5.1"),
        (Algorithm::Es384, 2, "5.8.5.3"),
        (Algorithm::Es512, 3, "5.8.5.5"),
        (Algorithm::Es256k, 8, "6.5.1.r8"),
        (Algorithm::Esp256, 1, "6.5.1.r8"),
        (Algorithm::Esp384, 2, "6.5.1.r8"),
        (Algorithm::Esp512, 3, "6.5.1.r8"),
        (Algorithm::EdDsa, 6, "5.8.5.7"),
        (Algorithm::Ed25519, 6, "6.5.1.r8"),
        (Algorithm::Ed448, 7, "6.5.1.r8"),
    ];
    for (algorithm, own, rule) in rules {
        for curve in (-1..10).filter(|curve| *curve != own) {
            let encoded = with(algorithm, -1, Item::from(curve));
            assert_eq!(refused(&encoded), (ErrorKind::CurveMismatch, rule), "{algorithm} {curve}");
        }
    }
    // Whole keys of another curve.
    let whole = |key, algorithm: Algorithm| with(key, 3, Item::from(algorithm.identifier().number()));
    assert_eq!(refused(&whole(Algorithm::Es384, Algorithm::Es256)), (ErrorKind::CurveMismatch, "5.8.5.1"));
    assert_eq!(refused(&whole(Algorithm::Es256, Algorithm::Es384)), (ErrorKind::CurveMismatch, "5.8.5.3"));
    assert_eq!(refused(&whole(Algorithm::Es256, Algorithm::Es512)), (ErrorKind::CurveMismatch, "5.8.5.5"));
    // attack: cose-es256k
    assert_eq!(refused(&whole(Algorithm::Es256k, Algorithm::Es256)), (ErrorKind::CurveMismatch, "5.8.5.1"));
    assert_eq!(refused(&whole(Algorithm::Es256, Algorithm::Es256k)), (ErrorKind::CurveMismatch, "6.5.1.r8"));
    // attack: cose-eddsa-ed448
    assert_eq!(refused(&whole(Algorithm::Ed448, Algorithm::EdDsa)), (ErrorKind::CurveMismatch, "5.8.5.7"));
    let x25519 = with(Algorithm::EdDsa, -1, Item::from(4));
    assert_eq!(refused(&x25519), (ErrorKind::CurveMismatch, "5.8.5.7"));
}

// attack: cose-point-compressed
#[test]
fn refuses_compressed_points() {
    let rules = [
        (Algorithm::Es256, "5.8.5.1"),
        (Algorithm::Esp256, "5.8.5.2"),
        (Algorithm::Es384, "5.8.5.3"),
        (Algorithm::Esp384, "5.8.5.4"),
        (Algorithm::Es512, "5.8.5.5"),
        (Algorithm::Esp512, "5.8.5.6"),
        (Algorithm::Es256k, "6.5.1.r8"),
    ];
    for (algorithm, rule) in rules {
        for sign in [true, false] {
            let encoded = with(algorithm, -3, Item::from(sign));
            assert_eq!(refused(&encoded), (ErrorKind::CompressedPoint, rule), "{algorithm} {sign}");
        }
    }
}

// attack: cose-coordinate-length
#[test]
fn refuses_coordinates_of_another_length() {
    let lengths =
        [(Algorithm::Es256, 32), (Algorithm::Es384, 48), (Algorithm::Es512, 66), (Algorithm::Es256k, 32)];
    for (algorithm, length) in lengths {
        for other in [0, 1, length - 1, length + 1, 2 * length] {
            for label in [-2, -3] {
                let encoded = with(algorithm, label, Item::bytes(&vec![7; other]));
                assert_eq!(
                    refused(&encoded),
                    (ErrorKind::CoordinateLength, "6.5.1.r8"),
                    "{algorithm} {other}"
                );
            }
        }
    }
}

// attack: cose-okp-length
#[test]
fn refuses_edwards_keys_of_another_length() {
    for (algorithm, own) in [(Algorithm::EdDsa, 32), (Algorithm::Ed25519, 32), (Algorithm::Ed448, 57)] {
        for length in [0, 31, 32, 33, 56, 57, 58, 64].into_iter().filter(|length| *length != own) {
            let encoded = with(algorithm, -2, Item::bytes(&vec![7; length]));
            assert_eq!(refused(&encoded), (ErrorKind::KeyLength, "6.5.1.r8"), "{algorithm} {length}");
        }
    }
}

// attack: cose-akp-length
#[test]
fn refuses_ml_dsa_keys_of_another_length() {
    let lengths = [(Algorithm::MlDsa44, 1312), (Algorithm::MlDsa65, 1952), (Algorithm::MlDsa87, 2592)];
    for (algorithm, own) in lengths {
        for length in [0, 32, own - 1, own + 1, 1312, 1952, 2592].into_iter().filter(|length| *length != own)
        {
            let encoded = with(algorithm, -1, Item::bytes(&vec![7; length]));
            assert_eq!(refused(&encoded), (ErrorKind::KeyLength, "6.5.1.r8"), "{algorithm} {length}");
        }
    }
}

/// A modulus of so many bits, odd.
fn modulus(bits: usize) -> Item {
    let mut bytes = vec![0xff; bits.div_ceil(8)];
    bytes[0] = [0xff, 0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f][bits % 8];
    Item::Bytes(bytes)
}

// attack: cose-rsa-tiny
// attack: cose-rsa-huge
#[test]
fn refuses_rsa_moduli_outside_the_bounds() {
    let refuses = |bits| refused(&with(Algorithm::Rs256, -1, modulus(bits)));
    for bits in [8, 512, 1024, 2040, 2047, 8193, 16_384] {
        assert_eq!(refuses(bits), (ErrorKind::Modulus, "6.5.1.r8"), "{bits}");
    }
    for bits in [2048, 2049, 3072, 4096, 8191, 8192] {
        let encoded = with(Algorithm::Rs256, -1, modulus(bits));
        let key = CoseKey::decode(&encoded).unwrap();
        assert!(matches!(key.known(), Some((_, PublicKey::Rsa(key))) if key.modulus_bits() == bits));
    }
}

// attack: cose-rsa-modulus-form
#[test]
fn refuses_rsa_moduli_in_another_form() {
    let mut even = [0xff; 256];
    even[255] = 0xfe;
    let mut padded = [0xff; 257];
    padded[0] = 0;
    for bytes in [&[][..], &[0], &[1], &[0; 256], &even, &padded] {
        let encoded = with(Algorithm::Ps256, -1, Item::bytes(bytes));
        assert_eq!(refused(&encoded), (ErrorKind::Modulus, "6.5.1.r8"));
    }
}

// attack: cose-rsa-exponent
#[test]
fn refuses_rsa_exponents_that_are_even_small_or_padded() {
    let exponents: [&[u8]; 9] = [
        &[],
        &[0],
        &[1],
        &[2],
        &[4],
        &[1, 0, 0],
        &[0, 1, 0, 1],
        // attack: cose-rsa-huge
        &[1, 0, 0, 0, 1],
        &[0xff; 256],
    ];
    for exponent in exponents {
        let encoded = with(Algorithm::Rs256, -2, Item::bytes(exponent));
        assert_eq!(refused(&encoded), (ErrorKind::Exponent, "6.5.1.r8"), "{exponent:?}");
    }
    for exponent in [&[3][..], &[17], &[1, 0, 1], &[0xff; 4]] {
        assert!(CoseKey::decode(&with(Algorithm::Rs256, -2, Item::bytes(exponent))).is_ok());
    }
}

#[test]
fn accepts_debug_and_display_without_content() {
    let encoded = encode(members(Algorithm::Es256));
    let key = CoseKey::decode(&encoded).unwrap();
    assert_eq!(alloc::format!("{key:?}"), "CoseKey(ES256, 77 bytes)");
    let (_, public_key) = key.known().unwrap();
    assert_eq!(alloc::format!("{public_key:?}"), "Ec(EcPublicKey(P-256))");
    let error = CoseKey::decode(&without(Algorithm::Es256, 3)).unwrap_err();
    assert_eq!(error.to_string(), "COSE key: alg is missing");
    assert_eq!(AlgorithmIdentifier::new(-7).to_string(), "ES256");
    assert_eq!(AlgorithmIdentifier::new(-6).to_string(), "-6");
}

/// Numbers are compared as numbers: two names of one computation are two algorithms.
#[test]
fn accepts_every_number_once() {
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.identifier().algorithm(), Some(algorithm));
        let same = Algorithm::ALL.iter().filter(|other| other.identifier() == algorithm.identifier());
        assert_eq!(same.count(), 1, "{algorithm}");
    }
    assert_ne!(Algorithm::Es256.identifier(), Algorithm::Esp256.identifier());
    assert_eq!(Algorithm::Es256.scheme(), Algorithm::Esp256.scheme());
}

/// Every kind of error has a line of its own, so that a log tells them apart.
#[test]
fn accepts_a_text_of_its_own_for_every_kind_of_error() {
    let cbor = Value::decode(&[], MapOrder::Enforced).unwrap_err();
    let kinds = [
        ErrorKind::Cbor(cbor),
        ErrorKind::LabelNotInteger,
        ErrorKind::AlgorithmMissing,
        ErrorKind::AlgorithmNotInteger,
        ErrorKind::ParameterMissing,
        ErrorKind::ParameterNotAllowed,
        ErrorKind::KeyTypeMismatch,
        ErrorKind::CurveMismatch,
        ErrorKind::CompressedPoint,
        ErrorKind::CoordinateLength,
        ErrorKind::KeyLength,
        ErrorKind::Modulus,
        ErrorKind::Exponent,
        ErrorKind::InvalidKey,
    ];
    let mut texts: Vec<_> = kinds.iter().map(|kind| Error::new(*kind).to_string()).collect();
    assert!(texts.iter().all(|text| text.starts_with("COSE key: ")), "{texts:?}");
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), kinds.len());
    assert_eq!(crate::InvalidKey.to_string(), "the public key is not valid on its curve");
    assert_eq!(InvalidSignature.to_string(), "the signature does not verify");
}

#[test]
fn accepts_algorithms_by_the_names_of_the_registry() {
    let mut names: Vec<_> = Algorithm::ALL.map(|algorithm| algorithm.to_string()).into();
    assert_eq!(names[..4], ["ES256", "ES384", "ES512", "ES256K"]);
    assert!(Algorithm::ALL.iter().zip(&names).all(|(algorithm, name)| algorithm.name() == name));
    names.sort();
    names.dedup();
    assert_eq!(names.len(), Algorithm::ALL.len());
}
