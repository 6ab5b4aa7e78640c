//! Public areas written word by word, each with one field changed.

use std::vec;
use std::vec::Vec;

use countersign_cose::{Curve, EcPublicKey, RsaPublicKey};

use super::*;

const RSA: u16 = 0x0001;
const ECC: u16 = 0x0023;
const NULL: u16 = 0x0010;
const SHA256: u16 = 0x000B;

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

/// Type, name algorithm, attributes, a policy of two bytes, and what follows.
fn area(kind: u16, rest: &[Vec<u8>]) -> Vec<u8> {
    let head = [words(&[kind, SHA256]), vec![0, 6, 4, 0x72], sized(&[0xAA, 0xBB])];
    [head.concat(), rest.concat()].concat()
}

/// An RSA key of these parameters before its bits.
fn rsa(parameters: &[u16]) -> Vec<u8> {
    area(RSA, &[words(parameters), words(&[2048, 0, 3]), sized(&[0xC1; 256])])
}

/// A key on P-256 of these parameters.
fn ecc(parameters: &[u16]) -> Vec<u8> {
    area(ECC, &[words(parameters), sized(&[1; 32]), sized(&[2; 32])])
}

fn parse(bytes: &[u8]) -> Result<TpmKey<'_>, Error> {
    Public::parse(bytes).map(|public| public.key())
}

fn refusal(bytes: &[u8]) -> (&'static str, ErrorKind) {
    let error = Public::parse(bytes).unwrap_err();
    (error.field(), error.kind())
}

/// Where the parameters begin.
const PARAMETERS: usize = 12;

#[test]
fn accepts_the_fields_of_a_public_area() {
    let bytes = ecc(&[NULL, NULL, 3, NULL]);
    let public = Public::parse(&bytes).unwrap();
    assert_eq!(public.encoded(), bytes);
    assert_eq!(public.name_algorithm(), TpmAlgorithm::SHA256);
    assert_eq!(public.auth_policy(), [0xAA, 0xBB]);
    let attributes = public.attributes();
    assert_eq!(attributes.bits(), 0x0006_0472);
    let names = ["fixedTPM", "fixedParent", "sensitiveDataOrigin", "userWithAuth", "noDA", "decrypt", "sign"];
    assert!(attributes.names().eq(names));
    assert!(attributes.fixed_tpm() && attributes.fixed_parent() && attributes.sensitive_data_origin());
    assert!(!attributes.restricted());
    assert_eq!(std::format!("{public:?}"), "Public(Ecc(EccKey(P-256)), named by SHA-256)");
    let TpmKey::Ecc(key) = public.key() else { panic!("a key on a curve") };
    assert_eq!((key.curve(), key.x(), key.y()), (TpmCurve::NistP256, &[1; 32][..], &[2; 32][..]));
    assert_eq!((key.key_derivation(), public.key().scheme(), public.key().symmetric()), (None, None, None));
}

#[test]
fn accepts_each_attribute_by_its_bit() {
    let named = [
        (1, "fixedTPM"),
        (2, "stClear"),
        (4, "fixedParent"),
        (5, "sensitiveDataOrigin"),
        (6, "userWithAuth"),
        (7, "adminWithPolicy"),
        (10, "noDA"),
        (11, "encryptedDuplication"),
        (16, "restricted"),
        (17, "decrypt"),
        (18, "sign"),
        (19, "x509sign"),
    ];
    for bit in 0..32 {
        let attributes = ObjectAttributes(1 << bit);
        let name = named.iter().find(|(place, _)| *place == bit).map(|(_, name)| *name);
        assert!(attributes.names().eq(name), "{bit}");
        assert_eq!(attributes.fixed_tpm(), bit == 1);
        assert_eq!(attributes.fixed_parent(), bit == 4);
        assert_eq!(attributes.sensitive_data_origin(), bit == 5);
        assert_eq!(attributes.restricted(), bit == 16);
    }
}

// attack: tpm-pub-area-exponent
#[test]
fn accepts_an_exponent_of_zero_as_65537() {
    let exponent = |words: &[u16]| {
        let bytes = area(RSA, &[self::words(&[NULL, NULL, 2048]), self::words(words), sized(&[0xC1; 256])]);
        let TpmKey::Rsa(key) = parse(&bytes).unwrap() else { panic!("an RSA key") };
        assert_eq!((key.key_bits(), key.modulus()), (2048, &[0xC1; 256][..]));
        assert_eq!(std::format!("{key:?}"), "RsaKey(2048 bits)");
        key.exponent()
    };
    assert_eq!(exponent(&[0, 0]), 65_537);
    assert_eq!(exponent(&[1, 1]), 65_537);
    assert_eq!(exponent(&[0, 3]), 3);
}

// attack: tpm-pub-area-scheme
#[test]
fn accepts_schemes_by_the_rules_of_their_unions() {
    // Every scheme with its words, and the number of words that are its details.
    let rsa_schemes = [(0x14, &[4][..]), (0x16, &[0xB]), (0x17, &[0xC]), (0x15, &[])];
    for (number, details) in rsa_schemes {
        let bytes = rsa(&[&[NULL, number][..], details].concat());
        let key = parse(&bytes).unwrap();
        let scheme = key.scheme().unwrap();
        assert_eq!(scheme.algorithm().number(), number);
        assert_eq!(scheme.hash().map(TpmAlgorithm::number), details.first().copied());
        assert_eq!(scheme.count(), None);
        let TpmKey::Rsa(key) = key else { panic!("an RSA key") };
        assert_eq!((key.key_bits(), key.exponent()), (2048, 3));
    }
    let ecc_schemes = [
        (0x18, &[0xB][..]),
        (0x1B, &[0x12]),
        (0x1C, &[0xD]),
        (0x1A, &[0xB, 7]),
        (0x19, &[0x27]),
        (0x1D, &[0x28]),
    ];
    for (number, details) in ecc_schemes {
        let bytes = ecc(&[&[NULL, number][..], details, &[4, NULL]].concat());
        let key = parse(&bytes).unwrap();
        let scheme = key.scheme().unwrap();
        assert_eq!(scheme.algorithm().number(), number);
        assert_eq!(scheme.hash().map(TpmAlgorithm::number), details.first().copied());
        assert_eq!(scheme.count(), details.get(1).copied());
        let TpmKey::Ecc(key) = key else { panic!("a key on a curve") };
        assert_eq!((key.curve(), key.x()), (TpmCurve::NistP384, &[1; 32][..]));
    }
}

// attack: tpm-pub-area-scheme
#[test]
fn accepts_symmetric_algorithms_and_key_derivation() {
    for number in [0x03, 0x06, 0x13, 0x26] {
        for mode in [0x40, 0x41, 0x42, 0x43, 0x44] {
            let symmetric = [number, 128, mode];
            for bytes in
                [rsa(&[&symmetric[..], &[NULL]].concat()), ecc(&[&symmetric[..], &[NULL, 5, NULL]].concat())]
            {
                let read = parse(&bytes).unwrap().symmetric().unwrap();
                let read = [read.algorithm().number(), read.key_bits(), read.mode().number()];
                assert_eq!(read, symmetric);
            }
        }
    }
    for number in [0x07, 0x20, 0x21, 0x22] {
        let bytes = ecc(&[NULL, NULL, 3, number, 0xB]);
        let TpmKey::Ecc(key) = parse(&bytes).unwrap() else { panic!("a key on a curve") };
        let derivation = key.key_derivation().unwrap();
        assert_eq!(
            (derivation.algorithm().number(), derivation.hash()),
            (number, Some(TpmAlgorithm::SHA256))
        );
    }
}

// attack: tpm-unknown-alg-ids
#[test]
fn refuses_algorithms_that_are_none_for_their_field() {
    let refused = |bytes: &[u8], field: &'static str, number: u16, at: usize| {
        assert_eq!(refusal(bytes), (field, ErrorKind::Algorithm { number, at }));
    };
    // A keyed hash, a symmetric key, null and no number at all.
    for kind in [0x08, 0x25, NULL, 0xFFFF] {
        refused(&area(kind, &[]), "type", kind, 0);
    }
    let at = PARAMETERS;
    for number in [0x0A, 0x0B, 0xFFFF] {
        refused(&rsa(&[number, 128, 0x43, NULL]), "symmetric", number, at);
        refused(&ecc(&[number, 128, 0x43, NULL, 3, NULL]), "symmetric", number, at);
        refused(&rsa(&[6, 128, number, NULL]), "symmetric.mode", number, at + 4);
    }
    // A mode may not be null.
    refused(&rsa(&[6, 128, NULL, NULL]), "symmetric.mode", NULL, at + 4);
    // Schemes of the other kind of key, and numbers of no scheme.
    for number in [0x18, 0x1A, 0x1B, 0x1C, 0x05, 0xFFFF] {
        refused(&rsa(&[NULL, number, 0xB]), "scheme", number, at + 2);
    }
    for number in [0x14, 0x15, 0x16, 0x17, 0x60, 0xFFFF] {
        refused(&ecc(&[NULL, number, 0xB, 3, NULL]), "scheme", number, at + 2);
    }
    // A hash function may not be null.
    for number in [NULL, 0x06, 0xFFFF] {
        refused(&rsa(&[NULL, 0x14, number]), "scheme", number, at + 4);
        refused(&ecc(&[NULL, NULL, 3, 0x20, number]), "kdf", number, at + 8);
    }
    refused(&ecc(&[NULL, NULL, 3, 0x18, 0xB]), "kdf", 0x18, at + 6);
}

// attack: tpm-pub-area-curve
#[test]
fn refuses_curves_without_a_number() {
    for number in [0, 6, 0x12, 0xFFFF] {
        let kind = ErrorKind::Curve { number, at: PARAMETERS + 4 };
        assert_eq!(refusal(&ecc(&[NULL, NULL, number, NULL])), ("curveID", kind));
    }
    let names: Vec<_> = (0..=0xFF).filter_map(TpmCurve::from_number).map(TpmCurve::name).collect();
    assert_eq!(names.len(), 13);
}

// attack: tpm-trailing
#[test]
fn refuses_every_truncation_and_every_trailing_byte() {
    for bytes in [
        rsa(&[NULL, NULL]),
        rsa(&[6, 128, 0x43, 0x14, 0xB]),
        ecc(&[NULL, NULL, 3, NULL]),
        ecc(&[6, 128, 0x43, 0x1A, 0xB, 7, 3, 0x20, 0xB]),
    ] {
        assert!(Public::parse(&bytes).is_ok());
        for length in 0..bytes.len() {
            assert!(matches!(refusal(&bytes[..length]).1, ErrorKind::Truncated { .. }), "{length} bytes");
        }
        let at = bytes.len();
        let trailing = [bytes, vec![0]].concat();
        assert_eq!(refusal(&trailing), ("TPMT_PUBLIC", ErrorKind::TrailingBytes { at }));
    }
}

// attack: tpm-pub-area-prefix
#[test]
fn refuses_a_size_in_front() {
    for bytes in [rsa(&[NULL, NULL]), ecc(&[NULL, NULL, 3, NULL])] {
        let number = u16::try_from(bytes.len()).unwrap();
        assert_eq!(refusal(&sized(&bytes)), ("type", ErrorKind::Algorithm { number, at: 0 }));
    }
}

#[test]
fn refuses_buffers_that_are_too_long() {
    let modulus = area(RSA, &[words(&[NULL, NULL, 8192, 0, 0]), sized(&[0xC1; 1025])]);
    assert_eq!(refusal(&modulus), ("unique", ErrorKind::TooLong { bytes: 1025, at: PARAMETERS + 10 }));
    let x = area(ECC, &[words(&[NULL, NULL, 3, NULL]), sized(&[1; 81]), sized(&[2; 32])]);
    assert_eq!(refusal(&x), ("unique.x", ErrorKind::TooLong { bytes: 81, at: PARAMETERS + 8 }));
    let policy = [words(&[ECC, SHA256, 0, 0]), sized(&[0; 65])].concat();
    assert_eq!(refusal(&policy), ("authPolicy", ErrorKind::TooLong { bytes: 65, at: 8 }));
}

// attack: tpm-pub-area-curve
#[test]
fn accepts_coordinates_by_their_value_and_refuses_others() {
    let (mut x, y) = ([7; 32], [9; 32]);
    x[0] = 0;
    let key = PublicKey::Ec(EcPublicKey::new(Curve::P256, &x, &y).unwrap());
    let is_key = |curve: u16, x: &[u8], y: &[u8]| {
        let bytes = area(ECC, &[words(&[NULL, NULL, curve, NULL]), sized(x), sized(y)]);
        Public::parse(&bytes).unwrap().is_key(&key)
    };
    assert!(is_key(3, &x, &y));
    // The leading zero dropped, and zeros added.
    assert!(is_key(3, &x[1..], &y));
    assert!(is_key(3, &[&[0; 34], &x[..]].concat(), &[&[0], &y[..]].concat()));
    assert!(!is_key(4, &x, &y));
    assert!(!is_key(0x10, &x, &y));
    assert!(!is_key(3, &y, &y));
    assert!(!is_key(3, &x, &x));
    assert!(!is_key(3, &x[..31], &y));
    assert!(!is_key(3, &x, &[&y[..], &[0]].concat()));
    assert!(!is_key(3, &[], &y));
}

// attack: tpm-pub-area-exponent
#[test]
fn accepts_a_modulus_by_its_value_and_refuses_others() {
    let modulus = [0xC1; 256];
    let key = |exponent: &'static [u8]| {
        let bits = 2048..=2048;
        PublicKey::Rsa(RsaPublicKey::new(&modulus, exponent, bits).unwrap())
    };
    let is_key = |exponent: u16, modulus: &[u8], key: PublicKey<'_>| {
        let bytes = area(RSA, &[words(&[NULL, NULL, 2048, 0, exponent]), sized(modulus)]);
        Public::parse(&bytes).unwrap().is_key(&key)
    };
    assert!(is_key(0, &modulus, key(&[1, 0, 1])));
    assert!(is_key(0, &[&[0], &modulus[..]].concat(), key(&[1, 0, 1])));
    assert!(is_key(3, &modulus, key(&[3])));
    assert!(!is_key(3, &modulus, key(&[1, 0, 1])));
    assert!(!is_key(0, &modulus, key(&[3])));
    assert!(!is_key(0, &[0xC3; 256], key(&[1, 0, 1])));
    assert!(!is_key(0, &modulus[1..], key(&[1, 0, 1])));
    // A key of one kind is none of another.
    let point = PublicKey::Ec(EcPublicKey::new(Curve::P256, &[1; 32], &[2; 32]).unwrap());
    assert!(!is_key(0, &modulus, point));
    assert!(!Public::parse(&ecc(&[NULL, NULL, 3, NULL])).unwrap().is_key(&key(&[3])));
}
