//! A provider that does no public-key cryptography: what is left is the work of the library.

use countersign::{Crypto, RUST_CRYPTO};
use countersign_cose::{InvalidKey, InvalidSignature, PreparedKey, PublicKey, SignatureScheme};

/// Hashes as [`RUST_CRYPTO`] does and accepts every key and signature at once.
#[derive(Debug)]
pub struct Accepting;

/// The provider as a value; fuzzing takes it too.
pub static ACCEPTING: Accepting = Accepting;

impl Crypto for Accepting {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        RUST_CRYPTO.sha256(parts)
    }

    fn digest(&self, hash: countersign_cose::Hash, parts: &[&[u8]]) -> countersign_cose::Digest {
        RUST_CRYPTO.digest(hash, parts)
    }

    fn check_key(&self, _: &PublicKey<'_>) -> Result<(), InvalidKey> {
        Ok(())
    }

    fn verify(
        &self,
        _: SignatureScheme,
        _: &PublicKey<'_>,
        _: &[&[u8]],
        _: &[u8],
    ) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn prepare(&self, _: SignatureScheme, _: &PublicKey<'_>) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        Ok(Box::new(Self))
    }
}

impl PreparedKey for Accepting {
    fn verify(&self, _: &[&[u8]], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }
}
