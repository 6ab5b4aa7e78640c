use alloc::vec::Vec;

use countersign_cbor::{MapOrder, Value};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::signature::Verifier;

use super::*;

const MESSAGE: &[u8] = b"a message";

fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::from_seed(algorithm, b"seed")
}

/// What the crate of the algorithm says of a signature, given nothing but the public key.
fn verifies(key: &SigningKey, message: &[u8], signature: &[u8]) -> bool {
    let public = key.public_key();
    let hash = hash(key.algorithm().hash(), message);
    macro_rules! ecdsa {
        ($curve:ident) => {
            $curve::ecdsa::VerifyingKey::from_sec1_bytes(&public).is_ok_and(|key| {
                $curve::ecdsa::DerSignature::from_bytes(signature)
                    .is_ok_and(|signature| key.verify_prehash(&hash, &signature).is_ok())
            })
        };
    }
    macro_rules! ml_dsa {
        ($set:ident) => {
            ml_dsa::VerifyingKey::<$set>::decode(public[..].try_into().unwrap()).verify_with_context(
                message,
                &[],
                &ml_dsa::Signature::<$set>::try_from(signature).unwrap(),
            )
        };
    }
    match key.kind {
        KeyKind::P256 => ecdsa!(p256),
        KeyKind::P384 => ecdsa!(p384),
        KeyKind::P521 => ecdsa!(p521),
        KeyKind::Secp256k1 => ecdsa!(k256),
        KeyKind::Ed25519 => ed25519_dalek::VerifyingKey::from_bytes(public[..].try_into().unwrap())
            .unwrap()
            .verify_strict(message, &ed25519_dalek::Signature::from_slice(signature).unwrap())
            .is_ok(),
        KeyKind::Ed448 => ed448_goldilocks::VerifyingKey::from_bytes(&public[..].try_into().unwrap())
            .unwrap()
            .verify_raw(&ed448_goldilocks::Signature::from_slice(signature).unwrap(), message)
            .is_ok(),
        KeyKind::Rsa => rsa_verifies(key, message, signature),
        KeyKind::MlDsa44 => ml_dsa!(MlDsa44),
        KeyKind::MlDsa65 => ml_dsa!(MlDsa65),
        KeyKind::MlDsa87 => ml_dsa!(MlDsa87),
    }
}

fn rsa_verifies(key: &SigningKey, message: &[u8], signature: &[u8]) -> bool {
    let modulus = rsa::BoxedUint::from_be_slice_vartime(&key.public_key());
    let exponent = rsa::BoxedUint::from_be_slice_vartime(&EXPONENT);
    let public = rsa::RsaPublicKey::new(modulus, exponent).unwrap();
    macro_rules! with {
        ($padding:ident, $hash:ident) => {
            rsa::$padding::VerifyingKey::<$hash>::new(public)
                .verify(message, &signature.try_into().unwrap())
                .is_ok()
        };
    }
    match (key.algorithm().is_pss(), key.algorithm().hash()) {
        (false, Hash::Sha1) => with!(pkcs1v15, Sha1),
        (false, Hash::Sha256) => with!(pkcs1v15, Sha256),
        (false, Hash::Sha384) => with!(pkcs1v15, Sha384),
        (false, Hash::Sha512) => with!(pkcs1v15, Sha512),
        (true, Hash::Sha1) => with!(pss, Sha1),
        (true, Hash::Sha256) => with!(pss, Sha256),
        (true, Hash::Sha384) => with!(pss, Sha384),
        (true, Hash::Sha512) => with!(pss, Sha512),
    }
}

#[test]
fn accepts_signatures_of_every_algorithm_and_key() {
    for algorithm in Algorithm::ALL {
        for key in [key(algorithm), key(algorithm).another()] {
            let signature = key.sign(MESSAGE);
            assert!(verifies(&key, MESSAGE, &signature), "{algorithm:?}");
            assert!(!verifies(&key, b"another message", &signature), "{algorithm:?}");
            assert_eq!(key.sign(MESSAGE), signature, "{algorithm:?}");
        }
    }
}

#[test]
fn refuses_signatures_of_another_key() {
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Ps256, Algorithm::MlDsa44] {
        let (one, other) = (key(algorithm), key(algorithm).another());
        assert_ne!(one.public_key(), other.public_key());
        // The moduli of the two RSA keys are of different length, which is refused before it is verified.
        let padded = left_padded::<512>(&other.sign(MESSAGE));
        let length = one.sign(MESSAGE).len();
        let signature =
            if algorithm == Algorithm::Ps256 { &padded[512 - length..] } else { &other.sign(MESSAGE) };
        assert!(!verifies(&one, MESSAGE, signature), "{algorithm:?}");
    }
}

#[test]
fn accepts_each_number_once() {
    for algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::from_identifier(algorithm.identifier()), Some(algorithm));
    }
    assert_eq!(Algorithm::from_identifier(0), None);
}

#[test]
fn accepts_another_hash_under_the_same_key() {
    let key = key(Algorithm::Es256).with_algorithm(Algorithm::Es384);
    let signature = key.sign(MESSAGE);
    assert!(verifies(&key, MESSAGE, &signature));
    assert_eq!(key.public_key(), self::key(Algorithm::Es256).public_key());
    assert_eq!(key.signature_algorithm(), identifier(oid::ECDSA_SHA384, &[]));
    // A hash much shorter than the order of the curve.
    let key = self::key(Algorithm::Es512).with_algorithm(Algorithm::Rs1);
    assert!(!key.sign(MESSAGE).is_empty());
}

#[test]
fn accepts_cose_keys_as_canonical_maps_of_the_right_members() {
    for (algorithm, key_type, labels) in [
        (Algorithm::Es256, 2, &[1, 3, -1, -2, -3][..]),
        (Algorithm::Es512, 2, &[1, 3, -1, -2, -3]),
        (Algorithm::EdDsa, 1, &[1, 3, -1, -2]),
        (Algorithm::Ed448, 1, &[1, 3, -1, -2]),
        (Algorithm::Rs256, 3, &[1, 3, -1, -2]),
        (Algorithm::MlDsa65, 7, &[1, 3, -1]),
    ] {
        let bytes = Item::Map(key(algorithm).cose_key()).to_bytes();
        let decoded = Value::decode(&bytes, MapOrder::Enforced).unwrap();
        let entries: Vec<_> = decoded.value().map().unwrap().map(Result::unwrap).collect();
        let found: Vec<_> = entries.iter().map(|(label, _)| label.integer().unwrap()).collect();
        assert_eq!(found, labels, "{algorithm:?}");
        assert_eq!(entries[0].1.integer(), Ok(key_type));
        assert_eq!(entries[1].1.integer(), Ok(algorithm.identifier().into()));
    }
}

#[test]
fn accepts_key_sizes_of_the_specifications() {
    for (algorithm, public, signature) in [
        (Algorithm::Ed25519, 32, 64),
        (Algorithm::Ed448, 57, 114),
        (Algorithm::Rs256, 436, 436),
        (Algorithm::MlDsa44, 1312, 2420),
        (Algorithm::MlDsa65, 1952, 3309),
        (Algorithm::MlDsa87, 2592, 4627),
    ] {
        let key = key(algorithm);
        assert_eq!((key.public_key().len(), key.sign(MESSAGE).len()), (public, signature), "{algorithm:?}");
    }
}

#[test]
fn refuses_to_sign_with_a_scalar_of_zero() {
    let key = SigningKey::from_secret(Algorithm::Es256, &[0; 32]);
    assert_eq!((key.public_key(), key.sign(MESSAGE)), (Vec::new(), Vec::new()));
}
