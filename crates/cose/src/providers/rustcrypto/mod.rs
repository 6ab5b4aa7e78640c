//! The provider on the RustCrypto crates and the dalek crates: pure Rust, every algorithm.
//!
//! A key is parsed by the same code for [`Crypto::check_key`], [`Crypto::verify`] and [`Crypto::prepare`], so that none
//! of them accepts a key that another refuses.

mod ecdsa;
mod edwards;
mod ml_dsa;
mod rsa;

use alloc::boxed::Box;
use core::fmt;

use sha1::Sha1;
use sha2::digest::{Digest, Output};
use sha2::{Sha256, Sha384, Sha512};

use crate::{Algorithm, Crypto, Hash, InvalidKey, InvalidSignature, PreparedKey, PublicKey, SignatureScheme};

/// The provider of the feature `rustcrypto`.
pub static RUST_CRYPTO: RustCrypto = RustCrypto;

/// Cryptography by the RustCrypto crates.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct RustCrypto;

/// The name that [`Crypto::library`] gives.
const LIBRARY: &str = "RustCrypto";

impl Crypto for RustCrypto {
    fn library(&self, _algorithm: Algorithm) -> &'static str {
        LIBRARY
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        digest::<Sha256>(parts).into()
    }

    fn digest(&self, hash: Hash, parts: &[&[u8]]) -> crate::Digest {
        match hash {
            Hash::Sha1 => crate::Digest::new(&digest::<Sha1>(parts)),
            Hash::Sha256 => crate::Digest::new(&digest::<Sha256>(parts)),
            Hash::Sha384 => crate::Digest::new(&digest::<Sha384>(parts)),
            Hash::Sha512 => crate::Digest::new(&digest::<Sha512>(parts)),
        }
    }

    fn check_key(&self, key: &PublicKey<'_>) -> Result<(), InvalidKey> {
        match key {
            PublicKey::Ec(key) => ecdsa::Key::new(key).map(drop),
            PublicKey::Edwards(key) => edwards::Key::new(key).map(drop),
            PublicKey::Rsa(key) => rsa::Key::new(key).map(drop),
            PublicKey::MlDsa(key) => ml_dsa::Key::new(key).map(drop),
        }
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        Verifier::new(scheme, key).map_err(|InvalidKey| InvalidSignature)?.verify(message, signature)
    }

    fn prepare(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        Ok(Box::new(Verifier::new(scheme, key)?))
    }
}

/// A parsed key, with the part of the scheme that the key does not tell.
enum Verifier {
    Ecdsa(Hash, ecdsa::Key),
    EdDsa(edwards::Key),
    RsaPkcs1(Hash, rsa::Key),
    RsaPss(Hash, rsa::Key),
    MlDsa(ml_dsa::Key),
}

impl Verifier {
    fn new(scheme: SignatureScheme, key: &PublicKey<'_>) -> Result<Self, InvalidKey> {
        match (scheme, key) {
            (SignatureScheme::Ecdsa(hash), PublicKey::Ec(key)) => {
                Ok(Self::Ecdsa(hash, ecdsa::Key::new(key)?))
            }
            (SignatureScheme::EdDsa, PublicKey::Edwards(key)) => Ok(Self::EdDsa(edwards::Key::new(key)?)),
            (SignatureScheme::RsaPkcs1(hash), PublicKey::Rsa(key)) => {
                Ok(Self::RsaPkcs1(hash, rsa::Key::new(key)?))
            }
            (SignatureScheme::RsaPss(hash), PublicKey::Rsa(key)) => {
                Ok(Self::RsaPss(hash, rsa::Key::new(key)?))
            }
            (SignatureScheme::MlDsa, PublicKey::MlDsa(key)) => Ok(Self::MlDsa(ml_dsa::Key::new(key)?)),
            _ => Err(InvalidKey),
        }
    }
}

impl PreparedKey for Verifier {
    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        match self {
            Self::Ecdsa(hash, key) => key.verify(*hash, message, signature),
            Self::EdDsa(key) => key.verify(message, signature),
            Self::RsaPkcs1(hash, key) => key.verify_pkcs1(*hash, message, signature),
            Self::RsaPss(hash, key) => key.verify_pss(*hash, message, signature),
            Self::MlDsa(key) => key.verify(message, signature),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ecdsa(hash, _) => write!(formatter, "Ecdsa({hash:?})"),
            Self::EdDsa(_) => formatter.write_str("EdDsa"),
            Self::RsaPkcs1(hash, _) => write!(formatter, "RsaPkcs1({hash:?})"),
            Self::RsaPss(hash, _) => write!(formatter, "RsaPss({hash:?})"),
            Self::MlDsa(_) => formatter.write_str("MlDsa"),
        }
    }
}

/// The digest of the parts, one after the other.
fn digest<D: Digest>(parts: &[&[u8]]) -> Output<D> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize()
}

#[cfg(test)]
pub(super) mod tests;
