//! Everything that looks random, made from a seed.

use sha2::{Digest, Sha256};

/// SHA-256 over the parts, each behind its length, so that no two lists of parts give the same bytes.
pub(crate) fn derive(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The first `N` of the 32 bytes that [`derive`] gives; zeros behind them if `N` is more.
pub(crate) fn derive_array<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut array = [0; N];
    array.iter_mut().zip(derive(parts)).for_each(|(to, from)| *to = from);
    array
}
