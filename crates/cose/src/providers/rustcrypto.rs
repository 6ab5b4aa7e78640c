//! The provider on the RustCrypto crates and the dalek crates: pure Rust, every algorithm.

use alloc::boxed::Box;

use sha2::{Digest, Sha256};

use crate::{Crypto, InvalidKey, InvalidSignature, PreparedKey, PublicKey, SignatureScheme};

/// The provider of the feature `rustcrypto`.
pub static RUST_CRYPTO: RustCrypto = RustCrypto;

/// Cryptography by the RustCrypto crates.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct RustCrypto;

impl Crypto for RustCrypto {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        hash.finalize().into()
    }

    fn check_key(&self, _key: &PublicKey<'_>) -> Result<(), InvalidKey> {
        Err(InvalidKey)
    }

    fn verify(
        &self,
        _scheme: SignatureScheme,
        _key: &PublicKey<'_>,
        _message: &[&[u8]],
        _signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        Err(InvalidSignature)
    }

    fn prepare(
        &self,
        _scheme: SignatureScheme,
        _key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        Err(InvalidKey)
    }
}
