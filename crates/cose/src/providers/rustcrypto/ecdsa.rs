//! ECDSA on four curves.

use p256::ecdsa::signature::Error;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::digest;
use crate::{Curve, EcPublicKey, Hash, InvalidKey, InvalidSignature};

/// A point that is on its curve and not infinity.
pub(super) enum Key {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Secp256k1(k256::ecdsa::VerifyingKey),
}

impl Key {
    pub(super) fn new(key: &EcPublicKey<'_>) -> Result<Self, InvalidKey> {
        let point = key.to_sec1();
        let point = point.as_bytes();
        let key = match key.curve() {
            Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P256),
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P384),
            Curve::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P521),
            Curve::Secp256k1 => k256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::Secp256k1),
        };
        key.map_err(|_: Error| InvalidKey)
    }

    pub(super) fn verify(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match hash {
            Hash::Sha1 => self.verify_digest(&digest::<Sha1>(message), signature),
            Hash::Sha256 => self.verify_digest(&digest::<Sha256>(message), signature),
            Hash::Sha384 => self.verify_digest(&digest::<Sha384>(message), signature),
            Hash::Sha512 => self.verify_digest(&digest::<Sha512>(message), signature),
        }
    }

    /// A digest longer than the order of the curve loses its last bits, one that is shorter is the same integer
    /// (SEC 1 §4.1.4). §6.5.5.a: the signature is strict DER.
    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let verified = match self {
            Self::P256(key) => p256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature)),
            Self::P384(key) => p384::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature)),
            Self::P521(key) => p521::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature)),
            // On this curve the crate wants the lower of the two values of `s`, as Bitcoin does and COSE does not.
            Self::Secp256k1(key) => k256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature.normalize_s())),
        };
        verified.map_err(|_: Error| InvalidSignature)
    }
}

#[cfg(test)]
mod tests;
