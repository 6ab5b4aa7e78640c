//! EdDSA on Ed25519 and Ed448: pure, without a context, verified without the cofactor.

use ed25519_dalek::ed25519::signature::{Error, MultipartVerifier, Verifier};

use crate::{EdwardsCurve, EdwardsPublicKey, InvalidKey, InvalidSignature};

/// A point that is encoded canonically and is not of small order.
pub(super) enum Key {
    Ed25519(ed25519_dalek::VerifyingKey),
    Ed448(ed448_goldilocks::VerifyingKey),
}

impl Key {
    pub(super) fn new(key: &EdwardsPublicKey<'_>) -> Result<Self, InvalidKey> {
        let key = match key.curve() {
            EdwardsCurve::Ed25519 => key.bytes().try_into().ok().and_then(ed25519_point).map(Self::Ed25519),
            EdwardsCurve::Ed448 => key.bytes().try_into().ok().and_then(ed448_point).map(Self::Ed448),
        };
        key.ok_or(InvalidKey)
    }

    pub(super) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        match self {
            Self::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).map_err(invalid)?;
                ed25519_point(signature.r_bytes()).ok_or(InvalidSignature)?;
                key.multipart_verify(message, &signature).map_err(invalid)
            }
            Self::Ed448(key) => {
                let signature = ed448_goldilocks::Signature::from_slice(signature).map_err(invalid)?;
                ed448_point(signature.r_bytes()).ok_or(InvalidSignature)?;
                // The crate takes a message in one piece only.
                key.verify(&message.concat(), &signature).map_err(invalid)
            }
        }
    }
}

fn invalid(_: Error) -> InvalidSignature {
    InvalidSignature
}

/// The point of a key or the `R` of a signature, as strictly as `verify_strict` of the crate, and canonical besides.
fn ed25519_point(bytes: &[u8; 32]) -> Option<ed25519_dalek::VerifyingKey> {
    let point = ed25519_dalek::VerifyingKey::from_bytes(bytes).ok()?;
    let canonical = point.to_edwards().compress().as_bytes() == bytes;
    (canonical && !point.is_weak()).then_some(point)
}

/// The point of a key or the `R` of a signature. The crate refuses points outside the prime-order subgroup and the
/// identity, but neither a `y` above the prime nor stray bits beside the sign.
fn ed448_point(bytes: &[u8; 57]) -> Option<ed448_goldilocks::VerifyingKey> {
    let point = ed448_goldilocks::VerifyingKey::from_bytes(bytes).ok()?;
    let canonical = point.to_edwards().to_affine().compress().as_bytes() == bytes;
    canonical.then_some(point)
}

#[cfg(test)]
mod tests;
