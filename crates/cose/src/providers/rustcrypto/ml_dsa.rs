//! ML-DSA: pure, with an empty context.

use ml_dsa::signature::{Error, MultipartVerifier};
use ml_dsa::{EncodedVerifyingKey, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, VerifyingKey};

use crate::{InvalidKey, InvalidSignature, MlDsaParameterSet, MlDsaPublicKey};

/// A key with its matrix, expanded from the seed.
pub(super) enum Key {
    MlDsa44(VerifyingKey<MlDsa44>),
    MlDsa65(VerifyingKey<MlDsa65>),
    MlDsa87(VerifyingKey<MlDsa87>),
}

impl Key {
    /// Every string of the right length is a key.
    pub(super) fn new(key: &MlDsaPublicKey<'_>) -> Result<Self, InvalidKey> {
        match key.parameter_set() {
            MlDsaParameterSet::MlDsa44 => expand(key.bytes()).map(Self::MlDsa44),
            MlDsaParameterSet::MlDsa65 => expand(key.bytes()).map(Self::MlDsa65),
            MlDsaParameterSet::MlDsa87 => expand(key.bytes()).map(Self::MlDsa87),
        }
    }

    pub(super) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        match self {
            Self::MlDsa44(key) => verify(key, message, signature),
            Self::MlDsa65(key) => verify(key, message, signature),
            Self::MlDsa87(key) => verify(key, message, signature),
        }
    }
}

fn expand<P: MlDsaParams>(bytes: &[u8]) -> Result<VerifyingKey<P>, InvalidKey> {
    let encoded = EncodedVerifyingKey::<P>::try_from(bytes).map_err(|_| InvalidKey)?;
    Ok(VerifyingKey::decode(&encoded))
}

fn verify<P: MlDsaParams>(
    key: &VerifyingKey<P>,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    Signature::<P>::try_from(signature)
        .and_then(|signature| key.multipart_verify(message, &signature))
        .map_err(|_: Error| InvalidSignature)
}
