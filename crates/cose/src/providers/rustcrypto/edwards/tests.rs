//! Tests of EdDSA: which points are keys, and the strictness of verification.

use alloc::vec::Vec;

use ed25519_dalek::hazmat::{ExpandedSecretKey, raw_sign};
use ed25519_dalek::{Signer, SigningKey, Verifier, VerifyingKey};
use sha2::{Digest, Sha512};

use crate::providers::tests::EVERY;
use crate::{
    Crypto, EdwardsCurve, EdwardsPublicKey, InvalidKey, InvalidSignature, PublicKey, SignatureScheme,
};

const MESSAGE: &[u8] = b"message";

/// The order of the base point of Ed25519, little-endian.
const ORDER: [u8; 32] = {
    let low = 27_742_317_777_372_353_535_851_937_790_883_648_493_u128.to_le_bytes();
    let mut order = [0; 32];
    let mut place = 0;
    while place < 16 {
        order[place] = low[place];
        place += 1;
    }
    order[31] = 0x10;
    order
};

/// The `y` of four of the eight points of small order.
const ORDER_EIGHT: [u8; 32] = [
    0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
    0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
];

fn checked(curve: EdwardsCurve, bytes: &[u8]) -> Result<(), InvalidKey> {
    let key = PublicKey::Edwards(EdwardsPublicKey::new(curve, bytes).unwrap());
    let prepared = EVERY.prepare(SignatureScheme::EdDsa, &key).map(drop);
    assert_eq!(EVERY.check_key(&key), prepared);
    prepared
}

fn verify(curve: EdwardsCurve, key: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
    let key = PublicKey::Edwards(EdwardsPublicKey::new(curve, key).unwrap());
    EVERY.verify(SignatureScheme::EdDsa, &key, &[MESSAGE], signature)
}

/// The field prime of Ed25519 plus a small number, little-endian.
fn prime_plus(number: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xed_u8.wrapping_add(number);
    bytes[31] = 0x7f;
    bytes
}

fn negated(mut bytes: [u8; 32]) -> [u8; 32] {
    bytes[31] ^= 0x80;
    bytes
}

// attack: cose-okp-small-order
#[test]
fn refuses_ed25519_keys_of_small_order() {
    let mut one = [0; 32];
    one[0] = 1;
    let mut minus_one = prime_plus(0);
    minus_one[0] -= 1;
    // The other y of order eight is the negative of the first.
    let mut other_eight = [0; 32];
    let mut borrow = 0_i16;
    for (place, byte) in other_eight.iter_mut().enumerate() {
        let difference = i16::from(prime_plus(0)[place]) - i16::from(ORDER_EIGHT[place]) + borrow;
        [*byte, _] = difference.to_le_bytes();
        borrow = difference >> 8;
    }
    let points = [
        one,
        minus_one,
        [0; 32],
        negated([0; 32]),
        ORDER_EIGHT,
        negated(ORDER_EIGHT),
        other_eight,
        negated(other_eight),
    ];
    for point in points {
        // It is a point, and eight times it is the identity.
        assert!(VerifyingKey::from_bytes(&point).unwrap().is_weak(), "{point:02x?}");
        assert_eq!(checked(EdwardsCurve::Ed25519, &point), Err(InvalidKey), "{point:02x?}");
    }
}

// attack: cose-okp-small-order
#[test]
fn refuses_ed25519_keys_that_are_not_canonical() {
    let mut points = 0;
    for number in 0..19 {
        for bytes in [prime_plus(number), negated(prime_plus(number))] {
            let point = VerifyingKey::from_bytes(&bytes);
            points += i32::from(point.is_ok_and(|point| !point.is_weak()));
            assert_eq!(checked(EdwardsCurve::Ed25519, &bytes), Err(InvalidKey), "{bytes:02x?}");
        }
    }
    // Some are points and not of small order: nothing but the encoding is wrong with them.
    assert!(points > 0);
    let mut negative_zero = [0; 32];
    negative_zero[0] = 1;
    negative_zero[31] = 0x80;
    assert_eq!(checked(EdwardsCurve::Ed25519, &negative_zero), Err(InvalidKey));
}

// attack: cose-okp-not-a-point
#[test]
fn refuses_keys_that_are_no_points() {
    for curve in [EdwardsCurve::Ed25519, EdwardsCurve::Ed448] {
        let mut refused = 0;
        for first in 2..20 {
            let mut bytes = [0; 57];
            bytes[0] = first;
            let bytes = &bytes[..curve.key_length()];
            refused += i32::from(checked(curve, bytes).is_err());
        }
        // About half of all numbers are the y of a point; on Ed448 a quarter of these is in the right subgroup.
        assert!((4..18).contains(&refused), "{curve:?} {refused}");
    }
    let mut two = [0; 32];
    two[0] = 2;
    assert!(VerifyingKey::from_bytes(&two).is_err());
    assert_eq!(checked(EdwardsCurve::Ed25519, &two), Err(InvalidKey));
}

#[test]
fn refuses_ed448_keys_that_are_not_canonical_or_of_small_order() {
    let key = ed448_goldilocks::SigningKey::from(&[7; 57].into()).verifying_key().to_bytes();
    assert_eq!(checked(EdwardsCurve::Ed448, &key), Ok(()));
    for bit in 0..7 {
        let mut stray = key;
        stray[56] ^= 1 << bit;
        assert_eq!(checked(EdwardsCurve::Ed448, &stray), Err(InvalidKey), "{bit}");
    }
    // The prime is 2^448 - 2^224 - 1.
    let mut prime = [0xff; 57];
    prime[28] = 0xfe;
    prime[56] = 0;
    let mut one = [0; 57];
    one[0] = 1;
    let mut minus_one = prime;
    minus_one[0] = 0xfe;
    let mut prime_plus_one = [0; 57];
    prime_plus_one[28..56].fill(0xff);
    for point in [[0; 57], one, minus_one, prime, prime_plus_one, [0xff; 57]] {
        for sign in [0, 0x80] {
            let mut point = point;
            point[56] |= sign;
            assert_eq!(checked(EdwardsCurve::Ed448, &point), Err(InvalidKey), "{point:02x?}");
        }
    }
}

#[test]
fn refuses_an_ed448_y_above_the_prime() {
    // A y below 2^448 and above the prime is a small number; those of it that are keys, encoded as they should not be.
    let mut points = 0;
    for number in 2..200_u8 {
        let mut canonical = [0; 57];
        canonical[0] = number;
        if checked(EdwardsCurve::Ed448, &canonical).is_ok() {
            points += 1;
            let mut other = [0; 57];
            other[28..56].fill(0xff);
            other[0] = number - 1;
            assert_eq!(checked(EdwardsCurve::Ed448, &other), Err(InvalidKey), "{number}");
        }
    }
    assert!(points > 0);
}

// attack: sig-eddsa-s-range
#[test]
fn refuses_an_s_above_the_order() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let point = key.verifying_key().to_bytes();
    let mut signature = key.sign(MESSAGE).to_bytes();
    assert_eq!(verify(EdwardsCurve::Ed25519, &point, &signature), Ok(()));
    for _ in 0..7 {
        let mut carry = 0_u16;
        for (byte, added) in signature[32..].iter_mut().zip(ORDER) {
            let total = u16::from(*byte) + u16::from(added) + carry;
            [*byte, _] = total.to_le_bytes();
            carry = total >> 8;
        }
        assert_eq!(verify(EdwardsCurve::Ed25519, &point, &signature), Err(InvalidSignature));
    }
}

// attack: sig-eddsa-r-encoding
#[test]
fn refuses_an_r_that_is_not_canonical_or_no_point() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let point = key.verifying_key().to_bytes();
    let signature = key.sign(MESSAGE).to_bytes();
    let mut two = [0; 32];
    two[0] = 2;
    for r in (0..19).map(prime_plus).chain([two, [0; 32], ORDER_EIGHT, [0xff; 32]]) {
        let other = [&r[..], &signature[32..]].concat();
        assert_eq!(verify(EdwardsCurve::Ed25519, &point, &other), Err(InvalidSignature), "{r:02x?}");
    }
    // With an R and an S of zero, the identity is what the equation gives under a key of small order.
    let mut forged = [0; 64];
    forged[0] = 1;
    for forged_key in [forged[..32].to_vec(), [0; 32].to_vec(), ORDER_EIGHT.to_vec(), point.to_vec()] {
        assert_eq!(verify(EdwardsCurve::Ed25519, &forged_key, &forged), Err(InvalidSignature));
    }
}

/// Under a key with a part of order eight, a signature holds without the cofactor for one challenge of eight; with the
/// cofactor, every one would.
// attack: sig-eddsa-cofactor
#[test]
fn refuses_what_holds_with_the_cofactor_alone() {
    let secret = ExpandedSecretKey::from_bytes(Sha512::digest([7; 32]).as_ref());
    let torsion = VerifyingKey::from_bytes(&ORDER_EIGHT).unwrap().to_edwards();
    let mixed = VerifyingKey::from(VerifyingKey::from(&secret).to_edwards() + torsion);
    let key = PublicKey::Edwards(EdwardsPublicKey::new(EdwardsCurve::Ed25519, mixed.as_bytes()).unwrap());
    assert_eq!(EVERY.check_key(&key), Ok(()));
    let holds = |message: &[u8]| {
        let signature = raw_sign::<Sha512>(&secret, message, &mixed).to_bytes();
        let verified = EVERY.verify(SignatureScheme::EdDsa, &key, &[message], &signature);
        let strict = mixed.verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature));
        assert_eq!(verified.is_ok(), strict.is_ok());
        verified.is_ok()
    };
    let held = (0..64_u8).filter(|number| holds(&[*number])).count();
    assert!((1..24).contains(&held), "{held}");
}

/// A small number of the type of scalars, which has no name here.
fn scalar_like<S: From<u64>>(_: &S, number: u64) -> S {
    S::from(number)
}

/// Under a key with a part of order eight, the identity is the right `R` for one challenge of eight, and whoever chose the
/// key has an `S` for it: one signature that fits many messages.
#[test]
fn refuses_an_r_of_small_order_that_fits() {
    let secret = ExpandedSecretKey::from_bytes(Sha512::digest([7; 32]).as_ref());
    let torsion = VerifyingKey::from_bytes(&ORDER_EIGHT).unwrap().to_edwards();
    let mixed = VerifyingKey::from(VerifyingKey::from(&secret).to_edwards() + torsion);
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut fitting = 0;
    for message in (0..64_u8).map(|number| [number]) {
        let hash = Sha512::new().chain_update(identity).chain_update(mixed.as_bytes()).chain_update(message);
        let mut challenge = secret.scalar - secret.scalar;
        for byte in hash.finalize().iter().rev() {
            challenge *= scalar_like(&challenge, 256);
            challenge += scalar_like(&challenge, (*byte).into());
        }
        let signature = [identity, (challenge * secret.scalar).to_bytes()].concat();
        let fits = mixed.verify(&message, &ed25519_dalek::Signature::from_slice(&signature).unwrap());
        fitting += u32::from(fits.is_ok());
        let key = EdwardsPublicKey::new(EdwardsCurve::Ed25519, mixed.as_bytes()).unwrap();
        let verified =
            EVERY.verify(SignatureScheme::EdDsa, &PublicKey::Edwards(key), &[&message], &signature);
        assert_eq!(verified, Err(InvalidSignature));
    }
    assert!(fitting > 0);
}

// attack: sig-eddsa-prehash
#[test]
fn refuses_signatures_of_the_prehashed_kinds_and_with_a_context() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let point = key.verifying_key().to_bytes();
    for context in [None, Some(&b"context"[..])] {
        let prehashed = key.sign_prehashed(Sha512::new_with_prefix(MESSAGE), context).unwrap();
        assert_eq!(verify(EdwardsCurve::Ed25519, &point, &prehashed.to_bytes()), Err(InvalidSignature));
    }
    let key = ed448_goldilocks::SigningKey::from(&[7; 57].into());
    let point = key.verifying_key().to_bytes();
    let signatures: Vec<_> = [&b""[..], b"c"].map(|context| key.sign_ctx(context, MESSAGE).unwrap()).into();
    assert_eq!(verify(EdwardsCurve::Ed448, &point, &signatures[0].to_bytes()), Ok(()));
    assert_eq!(verify(EdwardsCurve::Ed448, &point, &signatures[1].to_bytes()), Err(InvalidSignature));
}
