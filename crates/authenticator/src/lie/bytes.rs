//! Changes of bytes that many lies make.

use alloc::vec::Vec;

use crate::{Algorithm, SigningKey};

/// All bytes but the last.
pub(super) fn without_last(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.pop();
    bytes
}

/// The bytes with the last bit flipped.
pub(super) fn last_bit_flipped(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    bytes
}

/// The bytes with the first occurrence of some of them replaced.
pub(super) fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let parts = bytes.windows(from.len()).position(|window| window == from).and_then(|at| {
        let (before, rest) = bytes.split_at_checked(at)?;
        Some([before, to, rest.get(from.len()..)?].concat())
    });
    parts.unwrap_or_else(|| bytes.to_vec())
}

/// A key that has nothing to do with the ceremony.
pub(super) fn another_key() -> SigningKey {
    SigningKey::from_seed(Algorithm::Es256, b"a key that has nothing to do with it")
}
