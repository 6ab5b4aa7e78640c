//! ECDSA on the four curves: the same two functions for each.

/// A module of a curve: the public point of a secret scalar, and a signature over a hash.
macro_rules! curve {
    ($curve:ident, $field_bytes:literal) => {
        pub(crate) mod $curve {
            use alloc::vec::Vec;

            use $curve::ecdsa::signature::hazmat::PrehashSigner;
            use $curve::ecdsa::{DerSignature, SigningKey};

            fn key(secret: &[u8]) -> Option<SigningKey> {
                SigningKey::from_slice(&super::left_padded::<$field_bytes>(secret)).ok()
            }

            /// The uncompressed point; nothing if the scalar is zero or not below the order of the curve.
            pub(crate) fn public_point(secret: &[u8]) -> Vec<u8> {
                key(secret)
                    .map(|key| key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
                    .unwrap_or_default()
            }

            /// The signature in DER, with the nonce of RFC 6979; nothing under the same conditions.
            pub(crate) fn sign(secret: &[u8], hash: &[u8]) -> Vec<u8> {
                key(secret)
                    .and_then(|key| key.sign_prehash(hash).ok())
                    .map(|signature: DerSignature| signature.as_bytes().to_vec())
                    .unwrap_or_default()
            }
        }
    };
}

curve!(p256, 32);
curve!(p384, 48);
curve!(p521, 66);
curve!(k256, 32);

/// The last `N` bytes, with zeros before them where there are fewer.
pub(crate) fn left_padded<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut padded = [0; N];
    padded.iter_mut().rev().zip(bytes.iter().rev()).for_each(|(to, from)| *to = *from);
    padded
}
