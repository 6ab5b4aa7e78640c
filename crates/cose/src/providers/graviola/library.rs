//! The algorithms that graviola has.

use graviola::hashing::{Sha256, Sha384, Sha512};
use graviola::signing::ecdsa::{self, P256, P384, VerifyingKey};
use graviola::signing::eddsa::Ed25519VerifyingKey;
use graviola::signing::rsa;
use p256::ecdsa::signature::Error;

use crate::providers::fallback::{Library, LibraryKey};
use crate::providers::strict;
use crate::{
    Algorithm, Curve, EcPublicKey, Hash, InvalidSignature, PublicKey, RsaPublicKey, SignatureScheme,
};

/// Whether the processor has the instructions. Every function of the library panics where it does not, so that all doors
/// to it are here and ask first.
pub(super) fn is_usable() -> bool {
    graviola::util::is_cpu_supported()
}

pub(super) struct Graviola;

impl Library for Graviola {
    type Key = Key;

    const NAME: &'static str = "graviola";

    fn has(algorithm: Algorithm) -> bool {
        use Algorithm::{
            Ed448, Ed25519, EdDsa, Es256, Es256k, Es384, Es512, Esp256, Esp384, Esp512, MlDsa44, MlDsa65,
            MlDsa87, Ps256, Ps384, Ps512, Rs1, Rs256, Rs384, Rs512,
        };
        let has = match algorithm {
            Es256 | Esp256 | Es384 | Esp384 | EdDsa | Ed25519 => true,
            Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512 => true,
            Es512 | Esp512 | Es256k | Ed448 | Rs1 | MlDsa44 | MlDsa65 | MlDsa87 => false,
        };
        has && is_usable()
    }
}

/// A key that the library has parsed, with the function that verifies by the hash of the scheme.
#[expect(clippy::large_enum_variant, reason = "used once where it lies, or boxed by `prepare`")]
pub(super) enum Key {
    P256(VerifyingKey<P256>, VerifyEcdsa<P256>),
    P384(VerifyingKey<P384>, VerifyEcdsa<P384>),
    Ed25519(Ed25519VerifyingKey),
    Rsa(rsa::VerifyingKey, VerifyRsa),
}

type VerifyEcdsa<C> = fn(&VerifyingKey<C>, &[&[u8]], &[u8]) -> Result<(), graviola::Error>;
type VerifyRsa = fn(&rsa::VerifyingKey, &[u8], &[u8]) -> Result<(), graviola::Error>;

impl LibraryKey for Key {
    fn new(scheme: SignatureScheme, key: &PublicKey<'_>) -> Option<Self> {
        if !is_usable() {
            return None;
        }
        match (scheme, key) {
            (SignatureScheme::Ecdsa(hash), PublicKey::Ec(key)) => match key.curve() {
                Curve::P256 => Some(Self::P256(point(key)?, verify_ecdsa(hash)?)),
                Curve::P384 => Some(Self::P384(point(key)?, verify_ecdsa(hash)?)),
                Curve::P521 | Curve::Secp256k1 => None,
            },
            (SignatureScheme::EdDsa, PublicKey::Edwards(key)) => {
                // The library has keys of small order and some that are not canonical.
                let is_strict = key.bytes().try_into().is_ok_and(strict::is_ed25519_key);
                let key = is_strict.then(|| Ed25519VerifyingKey::from_bytes(key.bytes()))?;
                key.ok().map(Self::Ed25519)
            }
            (SignatureScheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => {
                Some(Self::Rsa(modulus(key)?, verify_pkcs1(hash)?))
            }
            (SignatureScheme::RsaPss(hash), PublicKey::Rsa(key)) => {
                Some(Self::Rsa(modulus(key)?, verify_pss(hash)?))
            }
            _ => None,
        }
    }

    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        // Strict DER is read by RustCrypto alone, so that there is one reading of it.
        let verified = match self {
            Self::P256(key, verify) => {
                let numbers =
                    p256::ecdsa::Signature::from_der(signature).map_err(|_: Error| InvalidSignature)?;
                verify(key, message, &numbers.to_bytes())
            }
            Self::P384(key, verify) => {
                let numbers =
                    p384::ecdsa::Signature::from_der(signature).map_err(|_: Error| InvalidSignature)?;
                verify(key, message, &numbers.to_bytes())
            }
            // Of these two, the library takes a message in one piece only.
            Self::Ed25519(key) if strict::is_ed25519_signature(signature) => {
                key.verify(signature, &message.concat())
            }
            Self::Ed25519(_) => return Err(InvalidSignature),
            Self::Rsa(key, verify) => verify(key, signature, &message.concat()),
        };
        verified.map_err(|_: graviola::Error| InvalidSignature)
    }
}

fn point<C: ecdsa::Curve>(key: &EcPublicKey<'_>) -> Option<VerifyingKey<C>> {
    VerifyingKey::from_x962_uncompressed(key.to_sec1().as_bytes()).ok()
}

fn modulus(key: &RsaPublicKey<'_>) -> Option<rsa::VerifyingKey> {
    rsa::VerifyingKey::from_pkcs1_der(&strict::rsa_public_key(key)?).ok()
}

fn verify_ecdsa<C: ecdsa::Curve>(hash: Hash) -> Option<VerifyEcdsa<C>> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(VerifyingKey::<C>::verify::<Sha256>),
        Hash::Sha384 => Some(VerifyingKey::<C>::verify::<Sha384>),
        Hash::Sha512 => Some(VerifyingKey::<C>::verify::<Sha512>),
    }
}

const fn verify_pkcs1(hash: Hash) -> Option<VerifyRsa> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(rsa::VerifyingKey::verify_pkcs1_sha256),
        Hash::Sha384 => Some(rsa::VerifyingKey::verify_pkcs1_sha384),
        Hash::Sha512 => Some(rsa::VerifyingKey::verify_pkcs1_sha512),
    }
}

const fn verify_pss(hash: Hash) -> Option<VerifyRsa> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(rsa::VerifyingKey::verify_pss_sha256),
        Hash::Sha384 => Some(rsa::VerifyingKey::verify_pss_sha384),
        Hash::Sha512 => Some(rsa::VerifyingKey::verify_pss_sha512),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::tests::computes_what_it_has;

    #[test]
    fn accepts_keys_of_what_it_has_as_its_own() {
        computes_what_it_has::<Graviola>();
    }
}
