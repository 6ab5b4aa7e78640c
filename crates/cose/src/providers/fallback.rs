//! What the providers on fast libraries share: a library verifies what it has and is faster at, RustCrypto the rest. Hashes by
//! themselves are RustCrypto's: measured, the libraries are no faster at the short messages of a ceremony.

use alloc::boxed::Box;
use core::fmt;

use crate::providers::rustcrypto::RUST_CRYPTO;
use crate::{Algorithm, Crypto, InvalidKey, InvalidSignature, PreparedKey, PublicKey, SignatureScheme};

/// A library that computes some of the algorithms.
pub(super) trait Library {
    /// A key that the library has parsed for one scheme.
    type Key: LibraryKey;

    /// Its name, for operators.
    const NAME: &'static str;

    /// Whether it computes the signatures of an algorithm, for the keys that are usual.
    fn has(algorithm: Algorithm) -> bool;
}

/// A key in the hands of a library.
pub(super) trait LibraryKey: Send + Sync + Sized + 'static {
    /// None for what the library does not have and for a key that it refuses: RustCrypto decides about both.
    fn new(scheme: SignatureScheme, key: &PublicKey<'_>) -> Option<Self>;

    /// The verdict of the library. It accepts nothing that RustCrypto would refuse.
    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature>;
}

pub(super) fn library<L: Library>(algorithm: Algorithm) -> &'static str {
    if L::has(algorithm) { L::NAME } else { RUST_CRYPTO.library(algorithm) }
}

pub(super) fn verify<L: Library>(
    scheme: SignatureScheme,
    key: &PublicKey<'_>,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    match L::Key::new(scheme, key) {
        Some(key) => key.verify(message, signature),
        None => RUST_CRYPTO.verify(scheme, key, message, signature),
    }
}

pub(super) fn prepare<L: Library>(
    scheme: SignatureScheme,
    key: &PublicKey<'_>,
) -> Result<Box<dyn PreparedKey>, InvalidKey> {
    match L::Key::new(scheme, key) {
        Some(key) => Ok(Box::new(Prepared { scheme, key })),
        None => RUST_CRYPTO.prepare(scheme, key),
    }
}

/// A key of a library, with its scheme to be shown.
struct Prepared<K> {
    scheme: SignatureScheme,
    key: K,
}

impl<K: LibraryKey> PreparedKey for Prepared<K> {
    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        self.key.verify(message, signature)
    }
}

impl<K> fmt::Debug for Prepared<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scheme.fmt(formatter)
    }
}
