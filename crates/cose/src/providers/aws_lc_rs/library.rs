//! The algorithms that AWS-LC has.

use aws_lc_rs::digest::{self, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, ED25519, EcdsaVerificationAlgorithm, ML_DSA_44, ML_DSA_65, ML_DSA_87,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, VerificationAlgorithm,
};

use crate::providers::fallback::{Library, LibraryKey};
use crate::providers::strict;
use crate::{
    Algorithm, Curve, EdwardsCurve, Hash, InvalidSignature, MlDsaParameterSet, PublicKey, SignatureScheme,
};

pub(super) struct AwsLc;

impl Library for AwsLc {
    type Key = Key;

    const NAME: &'static str = "AWS-LC";

    fn has(algorithm: Algorithm) -> bool {
        !matches!(algorithm, Algorithm::Ed448 | Algorithm::Es256k)
    }
}

/// The digest of the parts, in the form in which the library takes one.
fn digest_of(hash: Hash, parts: &[&[u8]]) -> digest::Digest {
    let mut context = Context::new(match hash {
        Hash::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &SHA256,
        Hash::Sha384 => &SHA384,
        Hash::Sha512 => &SHA512,
    });
    for part in parts {
        context.update(part);
    }
    context.finish()
}

/// A key that the library has parsed for an algorithm of its own, which has a hash function.
pub(super) enum Key {
    Ecdsa(Curve, Hash, ParsedPublicKey),
    Ed25519(ParsedPublicKey),
    Rsa(Hash, ParsedPublicKey),
    MlDsa(ParsedPublicKey),
}

impl LibraryKey for Key {
    fn new(scheme: SignatureScheme, key: &PublicKey<'_>) -> Option<Self> {
        match (scheme, key) {
            (SignatureScheme::Ecdsa(hash), PublicKey::Ec(key)) => {
                let parsed = parse(ecdsa(key.curve(), hash)?, key.to_sec1().as_bytes())?;
                Some(Self::Ecdsa(key.curve(), hash, parsed))
            }
            (SignatureScheme::EdDsa, PublicKey::Edwards(key)) if key.curve() == EdwardsCurve::Ed25519 => {
                // The library parses any 32 bytes, and has keys of small order and some that are not canonical.
                let is_strict = key.bytes().try_into().is_ok_and(strict::is_ed25519_key);
                is_strict.then(|| parse(&ED25519, key.bytes()))?.map(Self::Ed25519)
            }
            (SignatureScheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => {
                parse(pkcs1(hash), &strict::rsa_public_key(key)?).map(|key| Self::Rsa(hash, key))
            }
            (SignatureScheme::RsaPss(hash), PublicKey::Rsa(key)) => {
                parse(pss(hash)?, &strict::rsa_public_key(key)?).map(|key| Self::Rsa(hash, key))
            }
            (SignatureScheme::MlDsa, PublicKey::MlDsa(key)) => {
                parse(ml_dsa(key.parameter_set()), key.bytes()).map(Self::MlDsa)
            }
            _ => None,
        }
    }

    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        let verified = match self {
            // Strict DER is told by RustCrypto alone, so that there is one reading of it.
            Self::Ecdsa(curve, hash, key) if is_strict_der(*curve, signature) => {
                key.verify_digest_sig(&digest_of(*hash, message), signature)
            }
            Self::Rsa(hash, key) => key.verify_digest_sig(&digest_of(*hash, message), signature),
            // Of these two, the library takes a message in one piece only.
            Self::Ed25519(key) if strict::is_ed25519_signature(signature) => {
                key.verify_sig(&message.concat(), signature)
            }
            Self::MlDsa(key) => key.verify_sig(&message.concat(), signature),
            Self::Ecdsa(..) | Self::Ed25519(_) => Err(Unspecified),
        };
        verified.map_err(|Unspecified| InvalidSignature)
    }
}

/// Whether a signature is strict DER of two numbers that the curve allows.
fn is_strict_der(curve: Curve, signature: &[u8]) -> bool {
    match curve {
        Curve::P256 => p256::ecdsa::Signature::from_der(signature).is_ok(),
        Curve::P384 => p384::ecdsa::Signature::from_der(signature).is_ok(),
        Curve::P521 => p521::ecdsa::Signature::from_der(signature).is_ok(),
        Curve::Secp256k1 => k256::ecdsa::Signature::from_der(signature).is_ok(),
    }
}

fn parse(algorithm: &'static dyn VerificationAlgorithm, bytes: &[u8]) -> Option<ParsedPublicKey> {
    ParsedPublicKey::new(algorithm, bytes).ok()
}

const fn ecdsa(curve: Curve, hash: Hash) -> Option<&'static EcdsaVerificationAlgorithm> {
    match (curve, hash) {
        (Curve::P256, Hash::Sha256) => Some(&ECDSA_P256_SHA256_ASN1),
        (Curve::P256, Hash::Sha384) => Some(&ECDSA_P256_SHA384_ASN1),
        (Curve::P256, Hash::Sha512) => Some(&ECDSA_P256_SHA512_ASN1),
        (Curve::P384, Hash::Sha256) => Some(&ECDSA_P384_SHA256_ASN1),
        (Curve::P384, Hash::Sha384) => Some(&ECDSA_P384_SHA384_ASN1),
        (Curve::P384, Hash::Sha512) => Some(&ECDSA_P384_SHA512_ASN1),
        (Curve::P521, Hash::Sha256) => Some(&ECDSA_P521_SHA256_ASN1),
        (Curve::P521, Hash::Sha384) => Some(&ECDSA_P521_SHA384_ASN1),
        (Curve::P521, Hash::Sha512) => Some(&ECDSA_P521_SHA512_ASN1),
        // Four times as slow as RustCrypto.
        (Curve::Secp256k1, _) | (_, Hash::Sha1) => None,
    }
}

const fn pkcs1(hash: Hash) -> &'static RsaParameters {
    match hash {
        Hash::Sha1 => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
    }
}

/// With a salt as long as the hash.
const fn pss(hash: Hash) -> Option<&'static RsaParameters> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(&RSA_PSS_2048_8192_SHA256),
        Hash::Sha384 => Some(&RSA_PSS_2048_8192_SHA384),
        Hash::Sha512 => Some(&RSA_PSS_2048_8192_SHA512),
    }
}

const fn ml_dsa(parameter_set: MlDsaParameterSet) -> &'static dyn VerificationAlgorithm {
    match parameter_set {
        MlDsaParameterSet::MlDsa44 => &ML_DSA_44,
        MlDsaParameterSet::MlDsa65 => &ML_DSA_65,
        MlDsaParameterSet::MlDsa87 => &ML_DSA_87,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::tests::computes_what_it_has;

    #[test]
    fn accepts_keys_of_what_it_has_as_its_own() {
        computes_what_it_has::<AwsLc>();
    }
}
