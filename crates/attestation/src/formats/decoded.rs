//! Bytes that a statement has in another encoding.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::fmt;

/// Bytes that a statement has in another encoding, decoded, for as long as anything of them is looked at.
///
/// The certificates of a statement are views of what the client sent. Those of `android-safetynet` stand there in
/// base64, so that somebody has to own their bytes. Nothing that is kept is ever moved or changed.
#[derive(Default)]
pub struct DecodedBytes {
    // Each cell is filled once, and holds the next one.
    first: OnceCell<Box<(Vec<u8>, Self)>>,
}

impl DecodedBytes {
    /// Keeps bytes. There are as many as certificates in a statement, at most [`MAX_CERTIFICATES`](crate::MAX_CERTIFICATES)
    /// in each of [`MAX_PARTS`](crate::MAX_PARTS) parts, so that the last is found by walking.
    pub(crate) fn keep(&self, bytes: Vec<u8>) -> &[u8] {
        let mut last = self;
        while let Some(kept) = last.first.get() {
            last = &kept.1;
        }
        &last.first.get_or_init(|| Box::new((bytes, Self::default()))).0
    }
}

impl fmt::Debug for DecodedBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DecodedBytes")
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec;

    use super::*;

    #[test]
    fn accepts_bytes_and_keeps_all_of_them() {
        let decoded = DecodedBytes::default();
        let first = decoded.keep(vec![1]);
        let second = decoded.keep(vec![2, 2]);
        let third = decoded.keep(Vec::new());
        assert_eq!((first, second, third), (&[1][..], &[2, 2][..], &[][..]));
        assert_eq!(format!("{decoded:?}"), "DecodedBytes");
    }
}
