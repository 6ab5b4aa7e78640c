//! The provider on graviola: s2n-bignum's assembly, which is formally proven, built by the Rust compiler alone.

#[cfg_attr(any(target_arch = "x86_64", target_arch = "aarch64"), path = "library.rs")]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), path = "elsewhere.rs")]
mod library;

use alloc::boxed::Box;

use crate::providers::fallback;
use crate::{
    Algorithm, Crypto, Digest, Hash, InvalidKey, InvalidSignature, PreparedKey, PublicKey, RUST_CRYPTO,
    SignatureScheme,
};

/// The provider of the feature `graviola`.
pub static GRAVIOLA: Graviola = Graviola;

/// Cryptography by graviola where the processor has what that needs, by RustCrypto for the rest.
///
/// | algorithm | computed by |
/// |---|---|
/// | ES256, ESP256, ES384, ESP384 | graviola |
/// | EdDSA and Ed25519 | graviola |
/// | RS256, RS384, RS512, PS256, PS384, PS512 with moduli of 2048, 3072 or 4096 bits | graviola |
/// | the same with other moduli | RustCrypto |
/// | ES512, ESP512, ES256K, Ed448, RS1, ML-DSA-44, ML-DSA-65, ML-DSA-87 | RustCrypto |
/// | every signature with SHA-1, and hashes by themselves | RustCrypto |
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Graviola;

impl Graviola {
    /// Whether graviola is used on this processor.
    ///
    /// It needs x86-64 with `adx`, `aes`, `avx2`, `bmi1` and `pclmulqdq` (most processors since 2014), or aarch64 with
    /// `aes`, `neon`, `pmull` and `sha2`. RustCrypto computes everything on others, and on every other architecture.
    #[must_use]
    pub fn is_used(&self) -> bool {
        library::is_usable()
    }
}

impl Crypto for Graviola {
    fn library(&self, algorithm: Algorithm) -> &'static str {
        fallback::library::<library::Graviola>(algorithm)
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        RUST_CRYPTO.sha256(parts)
    }

    fn digest(&self, hash: Hash, parts: &[&[u8]]) -> Digest {
        RUST_CRYPTO.digest(hash, parts)
    }

    fn check_key(&self, key: &PublicKey<'_>) -> Result<(), InvalidKey> {
        RUST_CRYPTO.check_key(key)
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        fallback::verify::<library::Graviola>(scheme, key, message, signature)
    }

    fn prepare(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        fallback::prepare::<library::Graviola>(scheme, key)
    }
}
