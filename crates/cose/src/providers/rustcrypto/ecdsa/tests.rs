//! Tests of ECDSA: points, hashes on other curves, and the form of signatures.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Neg;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::providers::tests::EVERY;
use crate::{Crypto, Curve, EcPublicKey, Hash, InvalidKey, InvalidSignature, PublicKey, SignatureScheme};

const CURVES: [Curve; 4] = [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1];
const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
const MESSAGE: &[u8] = b"message";

/// An uncompressed point, the `r` and `s` of a signature under it, and the other `s` that is right too.
struct Signed {
    curve: Curve,
    point: Vec<u8>,
    r: Vec<u8>,
    s: Vec<u8>,
    other_s: Vec<u8>,
}

impl Signed {
    /// Signs the integer that `digest` is.
    fn new(curve: Curve, digest: &[u8]) -> Self {
        let mut secret = vec![7; curve.coordinate_length()];
        secret[0] = 0;
        macro_rules! sign {
            ($name:ident) => {{
                let key = $name::ecdsa::SigningKey::from_slice(&secret).unwrap();
                let signature: $name::ecdsa::Signature = key.sign_prehash(digest).unwrap();
                let (r, s) = signature.split_scalars();
                let other = $name::ecdsa::Signature::from_scalars(r, s.neg()).unwrap();
                let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                (point, signature.to_bytes().to_vec(), other.to_bytes().to_vec())
            }};
        }
        let (point, signature, other) = match curve {
            Curve::P256 => sign!(p256),
            Curve::P384 => sign!(p384),
            Curve::P521 => sign!(p521),
            Curve::Secp256k1 => sign!(k256),
        };
        let (r, s) = signature.split_at(curve.coordinate_length());
        let (_, other_s) = other.split_at(curve.coordinate_length());
        Self { curve, point, r: r.to_vec(), s: s.to_vec(), other_s: other_s.to_vec() }
    }

    /// The order of the curve: the sum of both `s`.
    fn order(&self) -> Vec<u8> {
        let mut sum = self.s.clone();
        let mut carry = 0_u16;
        for (byte, added) in sum.iter_mut().zip(&self.other_s).rev() {
            let total = u16::from(*byte).wrapping_add(u16::from(*added)).wrapping_add(carry);
            [_, *byte] = total.to_be_bytes();
            carry = total >> 8;
        }
        sum
    }

    fn verify(&self, hash: Hash, signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = PublicKey::Ec(EcPublicKey::from_sec1(self.curve, &self.point).unwrap());
        EVERY.verify(SignatureScheme::Ecdsa(hash), &key, &[MESSAGE], signature)
    }
}

fn signed(curve: Curve) -> Signed {
    Signed::new(curve, &Sha256::digest(MESSAGE))
}

/// A DER item of a content below 256 bytes.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    if length < 128 { [&[tag, length], content].concat() } else { [&[tag, 0x81, length], content].concat() }
}

fn integer(number: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    der(2, &[sign, &digits].concat())
}

fn signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    der(0x30, &[integer(r), integer(s)].concat())
}

/// The expected integer is spelt out: cut to the order of the curve or padded with zeros.
#[test]
fn accepts_every_hash_on_every_curve() {
    for curve in CURVES {
        for hash in HASHES {
            let mut digest = match hash {
                Hash::Sha1 => Sha1::digest(MESSAGE).to_vec(),
                Hash::Sha256 => Sha256::digest(MESSAGE).to_vec(),
                Hash::Sha384 => Sha384::digest(MESSAGE).to_vec(),
                Hash::Sha512 => Sha512::digest(MESSAGE).to_vec(),
            };
            // The order of P-521 has seven bits less than its bytes.
            let length = curve.coordinate_length().min(65);
            digest.truncate(length);
            let padded = [vec![0; length - digest.len()], digest].concat();
            let signed = Signed::new(curve, &padded);
            let signature = signature(&signed.r, &signed.s);
            assert_eq!(signed.verify(hash, &signature), Ok(()), "{curve:?} {hash:?}");
            for other in HASHES.into_iter().filter(|other| *other != hash) {
                assert_eq!(signed.verify(other, &signature), Err(InvalidSignature), "{curve:?} {other:?}");
            }
        }
    }
}

// attack: sig-ecdsa-high-s
#[test]
fn accepts_either_s() {
    for curve in CURVES {
        let signed = signed(curve);
        assert_ne!(signed.s, signed.other_s);
        assert_eq!(signed.verify(Hash::Sha256, &signature(&signed.r, &signed.s)), Ok(()));
        assert_eq!(signed.verify(Hash::Sha256, &signature(&signed.r, &signed.other_s)), Ok(()));
    }
}

// attack: sig-ecdsa-zero
// attack: sig-ecdsa-range
#[test]
fn refuses_numbers_out_of_range() {
    for curve in CURVES {
        let signed = signed(curve);
        let order = signed.order();
        let mut above = order.clone();
        *above.last_mut().unwrap() += 1;
        let most = vec![0xff; order.len()];
        let numbers = [&[][..], &[1], &order, &above, &most, &signed.r, &signed.s];
        for r in numbers {
            for s in numbers {
                let right = r == signed.r && s == signed.s;
                assert_eq!(signed.verify(Hash::Sha256, &signature(r, s)).is_ok(), right, "{curve:?}");
            }
        }
        // The same numbers to the arithmetic, and longer.
        let longer = [&[1], &signed.r[..]].concat();
        assert_eq!(signed.verify(Hash::Sha256, &signature(&longer, &signed.s)), Err(InvalidSignature));
    }
    // The prime of P-256.
    let prime = [[0xff; 4], [0, 0, 0, 1], [0; 4], [0; 4], [0; 4], [0xff; 4], [0xff; 4], [0xff; 4]].concat();
    let signed = signed(Curve::P256);
    assert_eq!(signed.verify(Hash::Sha256, &signature(&prime, &signed.s)), Err(InvalidSignature));
    assert_eq!(signed.verify(Hash::Sha256, &signature(&signed.r, &prime)), Err(InvalidSignature));
}

/// What is no strict DER of two integers, of the signature that is right.
#[test]
fn refuses_other_encodings() {
    for curve in CURVES {
        let signed = signed(curve);
        let (r, s) = (integer(&signed.r), integer(&signed.s));
        let body = [&r[..], &s].concat();
        let length = u8::try_from(body.len()).unwrap();
        let bare_r = &r[2..];
        let flipped: Vec<u8> = bare_r.iter().map(|byte| !byte).collect();
        let others = [
            // attack: sig-ecdsa-negative
            der(0x30, &[&der(2, &flipped)[..], &s].concat()),
            der(0x30, &[&r[..], &der(2, &[0xff])].concat()),
            // attack: sig-ecdsa-non-minimal
            der(0x30, &[&der(2, &[&[0], bare_r].concat())[..], &s].concat()),
            der(0x30, &[&r[..], &der(2, &[&[0], &s[2..]].concat())].concat()),
            // attack: sig-ecdsa-ber
            [&[0x30, 0x80], &body[..], &[0, 0]].concat(),
            [&[0x30, 0x82, 0, length], &body[..]].concat(),
            [&[0x30, 0x84, 0, 0, 0, length], &body[..]].concat(),
            der(0x30, &[&[2, 0x81, r[1]], bare_r, &s].concat()),
            // attack: sig-ecdsa-trailing
            [&der(0x30, &body)[..], &[0]].concat(),
            [&der(0x30, &body)[..], &[5, 0]].concat(),
            der(0x30, &[&body[..], &[0]].concat()),
            der(0x30, &[&body[..], &r].concat()),
            // attack: sig-ecdsa-types
            der(0x31, &body),
            der(0x30, &[&der(4, bare_r)[..], &s].concat()),
            der(0x30, &[&r[..], &[5, 0]].concat()),
            der(0x30, &[&r[..], &[1, 1, 0xff]].concat()),
            der(0x30, &[&der(9, bare_r)[..], &s].concat()),
            der(0x30, &[der(0x30, &r), der(0x30, &s)].concat()),
            // Fewer integers.
            der(0x30, &r),
            der(0x30, &[]),
            // attack: sig-ecdsa-raw
            [&signed.r[..], &signed.s].concat(),
        ];
        assert_eq!(signed.verify(Hash::Sha256, &der(0x30, &body)), Ok(()));
        for other in others {
            assert_eq!(signed.verify(Hash::Sha256, &other), Err(InvalidSignature), "{curve:?} {other:02x?}");
        }
    }
}

// attack: sig-ecdsa-missing-zero
#[test]
fn refuses_a_missing_zero() {
    for curve in [Curve::P256, Curve::P384, Curve::Secp256k1] {
        // One of both s, or some r, begins with a high bit.
        let signed = signed(curve);
        let high = if signed.s[0] >= 0x80 { &signed.s } else { &signed.other_s };
        assert!(high[0] >= 0x80);
        let with = der(0x30, &[integer(&signed.r), integer(high)].concat());
        let without = der(0x30, &[integer(&signed.r), der(2, high)].concat());
        assert_eq!(signed.verify(Hash::Sha256, &with), Ok(()));
        assert_eq!(signed.verify(Hash::Sha256, &without), Err(InvalidSignature));
    }
}

// attack: sig-ecdsa-integer-overflow
#[test]
fn refuses_integers_of_thousands_of_bytes() {
    let signed = signed(Curve::P256);
    let r = [&[2, 0x82, 0x40, 0x20, 1], &vec![0; 0x4000][..], &signed.r[1..]].concat();
    let body = [&r[..], &integer(&signed.s)].concat();
    let [_, _, high, low] = u32::try_from(body.len()).unwrap().to_be_bytes();
    let signature = [&[0x30, 0x82, high, low], &body[..]].concat();
    assert_eq!(signed.verify(Hash::Sha256, &signature), Err(InvalidSignature));
}

fn checked(curve: Curve, x: &[u8], y: &[u8]) -> Result<(), InvalidKey> {
    let key = PublicKey::Ec(EcPublicKey::new(curve, x, y).unwrap());
    let prepared = EVERY.prepare(SignatureScheme::Ecdsa(Hash::Sha256), &key).map(drop);
    assert_eq!(EVERY.check_key(&key), prepared);
    prepared
}

// attack: cose-point-off-curve
// attack: cose-point-infinity
// attack: cose-coordinate-range
#[test]
fn refuses_points_that_are_not_on_the_curve() {
    for curve in CURVES {
        let point = signed(curve).point;
        let (x, y) = point[1..].split_at(curve.coordinate_length());
        assert_eq!(checked(curve, x, y), Ok(()), "{curve:?}");
        let changed = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            *bytes.last_mut().unwrap() ^= 1;
            bytes
        };
        let zeros = vec![0; x.len()];
        let most = vec![0xff; x.len()];
        let others = [
            (x, &changed(y)[..]),
            (&changed(x), y),
            (y, x),
            (&zeros, &zeros),
            (&zeros, y),
            (x, &zeros),
            (&most, y),
            (x, &most),
            (&most, &most),
        ];
        for (x, y) in others {
            assert_eq!(checked(curve, x, y), Err(InvalidKey), "{curve:?}");
        }
    }
}

/// There is a point with an `x` of zero on P-256; the prime is zero, too, and no coordinate.
// attack: cose-coordinate-range
#[test]
fn refuses_a_coordinate_that_is_the_prime() {
    let compressed = [&[2][..], &[0; 32]].concat();
    let point = p256::ecdsa::VerifyingKey::from_sec1_bytes(&compressed).unwrap().to_sec1_point(false);
    let (x, y) = point.as_bytes()[1..].split_at(32);
    assert_eq!(checked(Curve::P256, x, y), Ok(()));
    let prime = [[0xff; 4], [0, 0, 0, 1], [0; 4], [0; 4], [0; 4], [0xff; 4], [0xff; 4], [0xff; 4]].concat();
    assert_eq!(checked(Curve::P256, &prime, y), Err(InvalidKey));
}
