//! The provider on AWS-LC through aws-lc-rs.

mod library;

use alloc::boxed::Box;

use crate::providers::fallback;
use crate::{
    Algorithm, Crypto, Digest, Hash, InvalidKey, InvalidSignature, PreparedKey, PublicKey, RUST_CRYPTO,
    SignatureScheme,
};

/// The provider of the feature `aws-lc-rs`.
pub static AWS_LC_RS: AwsLcRs = AwsLcRs;

/// Cryptography by AWS-LC, by RustCrypto for the rest.
///
/// | algorithm | computed by |
/// |---|---|
/// | ES256, ESP256, ES384, ESP384, ES512, ESP512 | AWS-LC |
/// | EdDSA and Ed25519 | AWS-LC |
/// | RS1, RS256, RS384, RS512, PS256, PS384, PS512 with moduli of 2048, 3072 or 4096 bits | AWS-LC |
/// | the same with other moduli | RustCrypto |
/// | ML-DSA-44, ML-DSA-65, ML-DSA-87 | AWS-LC |
/// | ES256K, which AWS-LC has and is slower at | RustCrypto |
/// | Ed448 | RustCrypto |
/// | ECDSA and PSS with SHA-1, and hashes by themselves | RustCrypto |
///
/// An application gets the FIPS variant of AWS-LC with the feature `fips` of aws-lc-rs in its own manifest; Countersign's
/// own tests run with the other. Strict forms are checked, and what is in the table as RustCrypto's is computed, outside
/// the validated module.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct AwsLcRs;

impl Crypto for AwsLcRs {
    fn library(&self, algorithm: Algorithm) -> &'static str {
        fallback::library::<library::AwsLc>(algorithm)
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
        fallback::verify::<library::AwsLc>(scheme, key, message, signature)
    }

    fn prepare(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        fallback::prepare::<library::AwsLc>(scheme, key)
    }
}
