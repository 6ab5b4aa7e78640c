//! What RustCrypto demands of keys and signatures, for libraries that may demand less.

use alloc::vec::Vec;

use crate::RsaPublicKey;

/// RSA moduli that fast libraries are given, in bits: those that authenticators, TPMs and certificates have. Nobody needs
/// the others to be fast, and libraries differ in what they think of them.
const USUAL_MODULUS_BITS: [usize; 3] = [2048, 3072, 4096];

/// An RSA key as `RSAPublicKey` in DER, if its modulus has a usual size.
///
/// # Source
/// [RFC 8017 §A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)
pub(super) fn rsa_public_key(key: &RsaPublicKey<'_>) -> Option<Vec<u8>> {
    const SEQUENCE: u8 = 0x30;
    if !USUAL_MODULUS_BITS.contains(&key.modulus_bits()) {
        return None;
    }
    let content = [unsigned_integer(key.modulus())?, unsigned_integer(key.exponent())?].concat();
    item(SEQUENCE, &content)
}

/// A number without leading zeros; one whose first bit is set would be negative without a zero before it.
fn unsigned_integer(number: &[u8]) -> Option<Vec<u8>> {
    const INTEGER: u8 = 0x02;
    let sign: &[u8] = if number.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    item(INTEGER, &[sign, number].concat())
}

/// An item of DER with fewer than 65,536 bytes.
fn item(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let [high, low] = u16::try_from(content.len()).ok()?.to_be_bytes();
    let head: &[u8] = match (high, low) {
        (0, ..0x80) => &[tag, low],
        (0, _) => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    Some([head, content].concat())
}

/// Whether a string is the point of an Ed25519 key that RustCrypto accepts.
pub(super) fn is_ed25519_key(bytes: &[u8; 32]) -> bool {
    is_canonical_and_of_large_order(bytes) && ed25519_dalek::VerifyingKey::from_bytes(bytes).is_ok()
}

/// Whether a signature of Ed25519 has an `R` that may be right. Libraries find by themselves whether it is a point: it is
/// compared with one.
pub(super) fn is_ed25519_signature(signature: &[u8]) -> bool {
    let r = signature.first_chunk();
    signature.len() == ed25519_dalek::SIGNATURE_LENGTH && r.is_some_and(is_canonical_and_of_large_order)
}

/// Whether the `y` of an encoded point of Ed25519 is below the prime and none of the five that the eight points of small
/// order have, whatever the sign. Nothing is computed, unlike in RustCrypto's own check, with which tests compare it.
fn is_canonical_and_of_large_order(bytes: &[u8; 32]) -> bool {
    const SIGN: u8 = 0x80;
    let mut y = *bytes;
    y.reverse();
    let [first, ..] = &mut y;
    *first &= !SIGN;
    y < PRIME && !SMALL_ORDER.contains(&y)
}

/// The prime of Ed25519, 2^255 - 19, big-endian.
const PRIME: [u8; 32] = less_than_power(19);

/// The `y` of the points of order one, two, four, and twice eight, big-endian.
const SMALL_ORDER: [[u8; 32]; 5] = [
    {
        let mut one = [0; 32];
        one[31] = 1;
        one
    },
    less_than_power(20),
    [0; 32],
    [
        0x05, 0xfc, 0x53, 0x6d, 0x88, 0x02, 0x38, 0xb1, 0x39, 0x33, 0xc6, 0xd3, 0x05, 0xac, 0xdf, 0xd5, 0xf0,
        0x98, 0xef, 0xf2, 0x89, 0xf4, 0xc3, 0x45, 0xb0, 0x27, 0xb2, 0xc2, 0x8f, 0x95, 0xe8, 0x26,
    ],
    [
        0x7a, 0x03, 0xac, 0x92, 0x77, 0xfd, 0xc7, 0x4e, 0xc6, 0xcc, 0x39, 0x2c, 0xfa, 0x53, 0x20, 0x2a, 0x0f,
        0x67, 0x10, 0x0d, 0x76, 0x0b, 0x3c, 0xba, 0x4f, 0xd8, 0x4d, 0x3d, 0x70, 0x6a, 0x17, 0xc7,
    ],
];

/// 2^255 less a small number, big-endian.
const fn less_than_power(number: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = 0x7f;
    bytes[31] = 0_u8.wrapping_sub(number);
    bytes
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn accepts_numbers_and_lengths_as_der_writes_them() {
        assert_eq!(unsigned_integer(&[0x7f]).unwrap(), [2, 1, 0x7f]);
        assert_eq!(unsigned_integer(&[0x80]).unwrap(), [2, 2, 0, 0x80]);
        let head = |length: usize| {
            let item = item(0x30, &vec![7; length]).unwrap();
            item[..item.len() - length].to_vec()
        };
        assert_eq!(head(0), [0x30, 0]);
        assert_eq!(head(0x7f), [0x30, 0x7f]);
        assert_eq!(head(0x80), [0x30, 0x81, 0x80]);
        assert_eq!(head(0xff), [0x30, 0x81, 0xff]);
        assert_eq!(head(0x100), [0x30, 0x82, 1, 0]);
        assert_eq!(head(0xffff), [0x30, 0x82, 0xff, 0xff]);
        assert_eq!(item(0x30, &vec![7; 0x1_0000]), None);
    }
}
