//! Keys that sign: of credentials, of attestation, of certificate authorities.

use alloc::vec;
use alloc::vec::Vec;

use countersign_cbor::Item;
use ed25519_dalek::Signer;
use ml_dsa::{ExpandedSigningKey, MlDsa44, MlDsa65, MlDsa87, MlDsaParams};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::algorithm::{Algorithm, Hash, KeyKind};
use crate::derive::derive;
use crate::elliptic::{self, left_padded};
use crate::rsa_key::{EXPONENT, Primes};
use crate::signature::bare_numbers;
use crate::{der, oid};

/// The bytes of an Ed448 secret.
const ED448_SECRET_BYTES: usize = 57;

/// A private key, and the algorithm that it signs with. Signatures are deterministic.
///
/// Keys of test tools protect nothing: this one shows its secret when it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    algorithm: Algorithm,
    kind: KeyKind,
    secret: Vec<u8>,
    primes: Primes,
}

impl SigningKey {
    /// The key of an algorithm that belongs to a seed of any length.
    ///
    /// RSA keys do not depend on the seed: there is one, with a modulus of 3482 bits, and [`Self::another`].
    #[must_use]
    pub fn from_seed(algorithm: Algorithm, seed: &[u8]) -> Self {
        let kind = algorithm.key_kind();
        let mut secret = derive(&[b"signing key", seed]).to_vec();
        match kind {
            // Neither zero nor beyond the order of any of the curves.
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Secp256k1 => {
                secret.first_mut().into_iter().for_each(|byte| *byte &= 0x7f);
                secret.last_mut().into_iter().for_each(|byte| *byte |= 0x01);
            }
            KeyKind::Ed448 => {
                secret.extend(derive(&[b"signing key, continued", seed]));
                secret.truncate(ED448_SECRET_BYTES);
            }
            KeyKind::Ed25519 | KeyKind::Rsa | KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87 => {}
        }
        Self::from_secret(algorithm, &secret)
    }

    /// The key of a secret: a big-endian scalar for ECDSA, the seed for EdDSA (32 or 57 bytes) and ML-DSA (32 bytes).
    ///
    /// RSA has no use for it. A scalar of zero, or one not below the order of the curve, gives a key whose public
    /// key and signatures are empty.
    #[must_use]
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Self {
        Self { algorithm, kind: algorithm.key_kind(), secret: secret.to_vec(), primes: Primes::Usual }
    }

    /// Another key of the same kind and algorithm, to sign or to be named where it should not.
    #[must_use]
    pub fn another(&self) -> Self {
        let primes = match self.primes {
            Primes::Usual => Primes::Other,
            Primes::Other => Primes::Usual,
        };
        Self { kind: self.kind, primes, ..Self::from_seed(self.algorithm, &self.secret) }
    }

    /// The same key under the number and the hash function of another algorithm, whether or not it is one for keys
    /// of this kind: ES384 with a P-256 key is ECDSA with SHA-384 on P-256.
    #[must_use]
    pub fn with_algorithm(&self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self.clone() }
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(crate) const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The public key in the form of its own specification: an uncompressed point, the bytes of an EdDSA or ML-DSA
    /// key, or the modulus of an RSA key.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        match self.kind {
            KeyKind::P256 => elliptic::p256::public_point(&self.secret),
            KeyKind::P384 => elliptic::p384::public_point(&self.secret),
            KeyKind::P521 => elliptic::p521::public_point(&self.secret),
            KeyKind::Secp256k1 => elliptic::k256::public_point(&self.secret),
            KeyKind::Ed25519 => self.ed25519().verifying_key().to_bytes().to_vec(),
            KeyKind::Ed448 => {
                self.ed448().map(|key| key.verifying_key().to_bytes().to_vec()).unwrap_or_default()
            }
            KeyKind::Rsa => self.primes.modulus(),
            KeyKind::MlDsa44 => self.ml_dsa::<MlDsa44>().verifying_key().encode().to_vec(),
            KeyKind::MlDsa65 => self.ml_dsa::<MlDsa65>().verifying_key().encode().to_vec(),
            KeyKind::MlDsa87 => self.ml_dsa::<MlDsa87>().verifying_key().encode().to_vec(),
        }
    }

    /// The entries of the COSE_Key, as they stand in authenticator data: `kty`, `alg` and what the kind demands.
    ///
    /// # Source
    /// [§5.8.5](https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier),
    /// [RFC 9053 §7](https://www.rfc-editor.org/rfc/rfc9053#section-7),
    /// [RFC 9964](https://www.rfc-editor.org/rfc/rfc9964)
    #[must_use]
    pub fn cose_key(&self) -> Vec<(Item, Item)> {
        let public_key = self.public_key();
        let (key_type, parameters) = match self.kind {
            KeyKind::P256 => (2, elliptic_parameters(1, &public_key)),
            KeyKind::P384 => (2, elliptic_parameters(2, &public_key)),
            KeyKind::P521 => (2, elliptic_parameters(3, &public_key)),
            KeyKind::Secp256k1 => (2, elliptic_parameters(8, &public_key)),
            KeyKind::Ed25519 => (1, vec![(-1, Item::from(6)), (-2, Item::Bytes(public_key))]),
            KeyKind::Ed448 => (1, vec![(-1, Item::from(7)), (-2, Item::Bytes(public_key))]),
            KeyKind::Rsa => (3, vec![(-1, Item::Bytes(public_key)), (-2, Item::bytes(&EXPONENT))]),
            KeyKind::MlDsa44 | KeyKind::MlDsa65 | KeyKind::MlDsa87 => {
                (7, vec![(-1, Item::Bytes(public_key))])
            }
        };
        let head = [(1, Item::from(key_type)), (3, Item::from(self.algorithm.identifier()))];
        head.into_iter().chain(parameters).map(|(label, value)| (Item::from(label), value)).collect()
    }

    /// The SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn public_key_info(&self) -> Vec<u8> {
        let algorithm = match self.kind {
            KeyKind::P256 => identifier(oid::EC_PUBLIC_KEY, &der::object_identifier(oid::P256)),
            KeyKind::P384 => identifier(oid::EC_PUBLIC_KEY, &der::object_identifier(oid::P384)),
            KeyKind::P521 => identifier(oid::EC_PUBLIC_KEY, &der::object_identifier(oid::P521)),
            KeyKind::Secp256k1 => identifier(oid::EC_PUBLIC_KEY, &der::object_identifier(oid::SECP256K1)),
            KeyKind::Ed25519 => identifier(oid::ED25519, &[]),
            KeyKind::Ed448 => identifier(oid::ED448, &[]),
            KeyKind::Rsa => identifier(oid::RSA_ENCRYPTION, &der::null()),
            KeyKind::MlDsa44 => identifier(oid::ML_DSA_44, &[]),
            KeyKind::MlDsa65 => identifier(oid::ML_DSA_65, &[]),
            KeyKind::MlDsa87 => identifier(oid::ML_DSA_87, &[]),
        };
        der::sequence(&[algorithm, der::bit_string(&self.subject_public_key())])
    }

    /// The public key as a certificate has it: a structure of its own for RSA, the bare bytes for others.
    fn subject_public_key(&self) -> Vec<u8> {
        match self.kind {
            KeyKind::Rsa => der::sequence(&[der::unsigned(&self.public_key()), der::unsigned(&EXPONENT)]),
            KeyKind::P256
            | KeyKind::P384
            | KeyKind::P521
            | KeyKind::Secp256k1
            | KeyKind::Ed25519
            | KeyKind::Ed448
            | KeyKind::MlDsa44
            | KeyKind::MlDsa65
            | KeyKind::MlDsa87 => self.public_key(),
        }
    }

    /// The key identifier that certificates name the key by: 20 bytes, SHA-1 over the public key.
    ///
    /// # Source
    /// [RFC 5280 §4.2.1.2](https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2), method 1
    #[must_use]
    pub fn key_identifier(&self) -> Vec<u8> {
        hash(Hash::Sha1, &self.subject_public_key())
    }

    /// The AlgorithmIdentifier, in DER, of certificates that this key signs.
    #[must_use]
    pub fn signature_algorithm(&self) -> Vec<u8> {
        let hash = self.algorithm.hash();
        match self.kind {
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Secp256k1 => identifier(
                match hash {
                    Hash::Sha1 => oid::ECDSA_SHA1,
                    Hash::Sha256 => oid::ECDSA_SHA256,
                    Hash::Sha384 => oid::ECDSA_SHA384,
                    Hash::Sha512 => oid::ECDSA_SHA512,
                },
                &[],
            ),
            KeyKind::Rsa if self.algorithm.is_pss() => identifier(oid::RSASSA_PSS, &pss_parameters(hash)),
            KeyKind::Rsa => identifier(
                match hash {
                    Hash::Sha1 => oid::RSA_SHA1,
                    Hash::Sha256 => oid::RSA_SHA256,
                    Hash::Sha384 => oid::RSA_SHA384,
                    Hash::Sha512 => oid::RSA_SHA512,
                },
                &der::null(),
            ),
            KeyKind::Ed25519 => identifier(oid::ED25519, &[]),
            KeyKind::Ed448 => identifier(oid::ED448, &[]),
            KeyKind::MlDsa44 => identifier(oid::ML_DSA_44, &[]),
            KeyKind::MlDsa65 => identifier(oid::ML_DSA_65, &[]),
            KeyKind::MlDsa87 => identifier(oid::ML_DSA_87, &[]),
        }
    }

    /// The signature over a message in the form of WebAuthn: DER for ECDSA, bare for others.
    ///
    /// Empty where the key is none: see [`Self::from_secret`].
    ///
    /// # Source
    /// [§6.5.5](https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types)
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let hash = || hash(self.algorithm.hash(), message);
        match self.kind {
            KeyKind::P256 => elliptic::p256::sign(&self.secret, &hash()),
            KeyKind::P384 => elliptic::p384::sign(&self.secret, &hash()),
            KeyKind::P521 => elliptic::p521::sign(&self.secret, &hash()),
            KeyKind::Secp256k1 => elliptic::k256::sign(&self.secret, &hash()),
            KeyKind::Ed25519 => self.ed25519().sign(message).to_bytes().to_vec(),
            KeyKind::Ed448 => {
                self.ed448().map(|key| key.sign_raw(message).to_bytes().to_vec()).unwrap_or_default()
            }
            KeyKind::Rsa => self.primes.sign(self.algorithm, &hash()),
            KeyKind::MlDsa44 => ml_dsa_signature(&self.ml_dsa::<MlDsa44>(), message),
            KeyKind::MlDsa65 => ml_dsa_signature(&self.ml_dsa::<MlDsa65>(), message),
            KeyKind::MlDsa87 => ml_dsa_signature(&self.ml_dsa::<MlDsa87>(), message),
        }
    }

    /// A signature in the form that JWS has: of ECDSA the two numbers alone, each in as many bytes as its curve has.
    ///
    /// # Source
    /// [RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)
    #[must_use]
    pub fn sign_jws(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.sign(message);
        bare_numbers(&signature).unwrap_or(signature)
    }

    fn ed25519(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&left_padded(&self.secret))
    }

    fn ed448(&self) -> Option<ed448_goldilocks::SigningKey> {
        ed448_goldilocks::SigningKey::try_from(&left_padded::<ED448_SECRET_BYTES>(&self.secret)[..]).ok()
    }

    fn ml_dsa<P: MlDsaParams>(&self) -> ExpandedSigningKey<P> {
        ExpandedSigningKey::from_seed(&left_padded::<32>(&self.secret).into())
    }
}

fn ml_dsa_signature<P: MlDsaParams>(key: &ExpandedSigningKey<P>, message: &[u8]) -> Vec<u8> {
    key.sign_deterministic(message, &[]).map(|signature| signature.encode().to_vec()).unwrap_or_default()
}

/// A digest by one of the hash functions.
pub(crate) fn hash(function: Hash, message: &[u8]) -> Vec<u8> {
    match function {
        Hash::Sha1 => Sha1::digest(message).to_vec(),
        Hash::Sha256 => Sha256::digest(message).to_vec(),
        Hash::Sha384 => Sha384::digest(message).to_vec(),
        Hash::Sha512 => Sha512::digest(message).to_vec(),
    }
}

/// The curve and the two coordinates of an uncompressed point.
fn elliptic_parameters(curve: i64, point: &[u8]) -> Vec<(i64, Item)> {
    let coordinates = point.split_first().map(|(_, coordinates)| coordinates).unwrap_or_default();
    let (x, y) = coordinates.split_at_checked(coordinates.len().div_euclid(2)).unwrap_or_default();
    vec![(-1, Item::from(curve)), (-2, Item::bytes(x)), (-3, Item::bytes(y))]
}

/// An AlgorithmIdentifier with parameters in DER, or without.
fn identifier(oid: &str, parameters: &[u8]) -> Vec<u8> {
    der::sequence(&[der::object_identifier(oid), parameters.to_vec()])
}

/// The parameters of RSASSA-PSS: hash, MGF1 of that hash, a salt as long as the hash.
///
/// # Source
/// [RFC 4055 §3.1](https://www.rfc-editor.org/rfc/rfc4055#section-3.1)
fn pss_parameters(hash: Hash) -> Vec<u8> {
    let (hash, salt) = match hash {
        Hash::Sha1 => (oid::SHA1, 20),
        Hash::Sha256 => (oid::SHA256, 32),
        Hash::Sha384 => (oid::SHA384, 48),
        Hash::Sha512 => (oid::SHA512, 64),
    };
    let hash = identifier(hash, &der::null());
    let mask = identifier(oid::MGF1, &hash);
    der::sequence(&[
        der::explicit(0, &hash),
        der::explicit(1, &mask),
        der::explicit(2, &der::unsigned(&[salt])),
    ])
}

#[cfg(test)]
mod tests;
