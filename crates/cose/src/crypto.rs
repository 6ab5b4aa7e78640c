//! The door to the cryptography.

use alloc::boxed::Box;
use core::fmt;

use crate::{Algorithm, Hash, PublicKey, SignatureScheme};

/// A provider of cryptography: the whole of what the verifying crates compute with keys and hashes.
///
/// A provider is a value and holds no secrets. Providers give the same verdict on every input; speed is their only
/// difference. Messages come in parts, which are hashed one after the other as if they were one.
pub trait Crypto: fmt::Debug + Send + Sync {
    /// The name of the library that computes the signatures of an algorithm, to be shown to operators.
    ///
    /// A provider on a fast library leaves to RustCrypto what that library lacks.
    fn library(&self, _algorithm: Algorithm) -> &'static str {
        "unnamed"
    }

    /// SHA-256 over the parts.
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32];

    /// The digest of the parts by any hash function, as a TPM names keys and signs them.
    fn digest(&self, hash: Hash, parts: &[&[u8]]) -> Digest;

    /// Whether a key is one that its algorithm allows: the point is on its curve and not infinity; an Edwards point is
    /// encoded canonically and not of small order, on Ed448 without any part of small order.
    ///
    /// A registration asks this once, as no signature may be verified under the key for a long time.
    ///
    /// # Errors
    /// [`InvalidKey`] if it is not, or if the provider does not have the kind of key.
    fn check_key(&self, key: &PublicKey<'_>) -> Result<(), InvalidKey>;

    /// Whether `signature` is one of `message` under `key`.
    ///
    /// Refuses a scheme that does not fit the kind of key, and a key that [`Crypto::check_key`] refuses. ECDSA
    /// signatures are strict DER, with any `s`; EdDSA signatures are verified without the cofactor, and what is said of
    /// the point of a key holds for their `R`.
    ///
    /// # Errors
    /// [`InvalidSignature`] for whatever is wrong, without detail.
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature>;

    /// A key parsed once, for callers that verify many signatures under it.
    ///
    /// # Errors
    /// [`InvalidKey`] where [`Crypto::check_key`] refuses, or where the scheme does not fit the key.
    fn prepare(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey>;
}

/// A key and a scheme, parsed by a provider and ready to verify.
pub trait PreparedKey: fmt::Debug + Send + Sync {
    /// Whether `signature` is one of `message` under this key.
    ///
    /// # Errors
    /// [`InvalidSignature`] for whatever is wrong, without detail.
    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature>;
}

/// Longest digest in bytes: that of SHA-512.
const MAX_DIGEST_BYTES: usize = 64;

/// The digest of some bytes by one of the functions of [`enum@Hash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    bytes: [u8; MAX_DIGEST_BYTES],
    length: usize,
}

impl Digest {
    /// A digest of at most 64 bytes; of a longer one the first 64.
    #[must_use]
    pub fn new(digest: &[u8]) -> Self {
        let mut bytes = [0; MAX_DIGEST_BYTES];
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        Self { bytes, length: digest.len().min(MAX_DIGEST_BYTES) }
    }

    /// The bytes, as many as the hash function gives.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

/// A signature that does not verify. There is no detail, so that nothing can be learnt from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "providers outside this crate make it")]
pub struct InvalidSignature;

impl fmt::Display for InvalidSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the signature does not verify")
    }
}

impl core::error::Error for InvalidSignature {}

/// A key that no signature should be verified with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "providers outside this crate make it")]
pub struct InvalidKey;

impl fmt::Display for InvalidKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the public key is not valid on its curve")
    }
}

impl core::error::Error for InvalidKey {}
