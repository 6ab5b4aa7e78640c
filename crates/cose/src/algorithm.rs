//! Algorithm numbers, what they mean, and the signature schemes behind them.

use core::fmt;

/// A number of the COSE algorithms registry, known to us or not, as it stands in a key, a statement or an option.
///
/// Numbers are compared as numbers: -9 is not -7, though both mean ECDSA with SHA-256 on P-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlgorithmIdentifier(i64);

impl AlgorithmIdentifier {
    /// A number as it was received.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The algorithm of this number, if it is one that can be verified.
    #[must_use]
    pub fn algorithm(self) -> Option<Algorithm> {
        Algorithm::ALL.iter().copied().find(|algorithm| algorithm.identifier() == self)
    }
}

impl fmt::Display for AlgorithmIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.algorithm() {
            Some(algorithm) => formatter.write_str(algorithm.name()),
            None => write!(formatter, "{}", self.0),
        }
    }
}

impl From<Algorithm> for AlgorithmIdentifier {
    fn from(algorithm: Algorithm) -> Self {
        algorithm.identifier()
    }
}

/// A COSE signature algorithm whose signatures can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// -7, ECDSA with SHA-256; as a credential key on P-256 alone.
    Es256,
    /// -35, ECDSA with SHA-384; as a credential key on P-384 alone.
    Es384,
    /// -36, ECDSA with SHA-512; as a credential key on P-521 alone.
    Es512,
    /// -47, ECDSA with SHA-256 on secp256k1.
    Es256k,
    /// -8, EdDSA; in WebAuthn on Ed25519 alone.
    EdDsa,
    /// -9, fully specified ECDSA with SHA-256 on P-256.
    Esp256,
    /// -51, fully specified ECDSA with SHA-384 on P-384.
    Esp384,
    /// -52, fully specified ECDSA with SHA-512 on P-521.
    Esp512,
    /// -19, fully specified Ed25519.
    Ed25519,
    /// -53, fully specified Ed448.
    Ed448,
    /// -257, RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// -258, RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// -259, RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// -37, RSASSA-PSS with SHA-256.
    Ps256,
    /// -38, RSASSA-PSS with SHA-384.
    Ps384,
    /// -39, RSASSA-PSS with SHA-512.
    Ps512,
    /// -65535, RSASSA-PKCS1-v1_5 with SHA-1. Deprecated: a credential key only where the policy says so.
    Rs1,
    /// -48, ML-DSA-44.
    MlDsa44,
    /// -49, ML-DSA-65.
    MlDsa65,
    /// -50, ML-DSA-87.
    MlDsa87,
}

impl Algorithm {
    /// Every algorithm, in the order of this enumeration.
    pub const ALL: [Self; 20] = [
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Es256k,
        Self::EdDsa,
        Self::Esp256,
        Self::Esp384,
        Self::Esp512,
        Self::Ed25519,
        Self::Ed448,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Rs1,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
    ];

    /// The number in the COSE registry.
    #[must_use]
    pub const fn identifier(self) -> AlgorithmIdentifier {
        AlgorithmIdentifier(match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::Es256k => -47,
            Self::EdDsa => -8,
            Self::Esp256 => -9,
            Self::Esp384 => -51,
            Self::Esp512 => -52,
            Self::Ed25519 => -19,
            Self::Ed448 => -53,
            Self::Rs256 => -257,
            Self::Rs384 => -258,
            Self::Rs512 => -259,
            Self::Ps256 => -37,
            Self::Ps384 => -38,
            Self::Ps512 => -39,
            Self::Rs1 => -65535,
            Self::MlDsa44 => -48,
            Self::MlDsa65 => -49,
            Self::MlDsa87 => -50,
        })
    }

    /// The name in the COSE registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256k => "ES256K",
            Self::EdDsa => "EdDSA",
            Self::Esp256 => "ESP256",
            Self::Esp384 => "ESP384",
            Self::Esp512 => "ESP512",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Rs1 => "RS1",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// What a verifier computes. The curve or modulus comes with the key.
    #[must_use]
    pub const fn scheme(self) -> SignatureScheme {
        match self {
            Self::Es256 | Self::Es256k | Self::Esp256 => SignatureScheme::Ecdsa(Hash::Sha256),
            Self::Es384 | Self::Esp384 => SignatureScheme::Ecdsa(Hash::Sha384),
            Self::Es512 | Self::Esp512 => SignatureScheme::Ecdsa(Hash::Sha512),
            Self::EdDsa | Self::Ed25519 | Self::Ed448 => SignatureScheme::EdDsa,
            Self::Rs256 => SignatureScheme::RsaPkcs1(Hash::Sha256),
            Self::Rs384 => SignatureScheme::RsaPkcs1(Hash::Sha384),
            Self::Rs512 => SignatureScheme::RsaPkcs1(Hash::Sha512),
            Self::Ps256 => SignatureScheme::RsaPss(Hash::Sha256),
            Self::Ps384 => SignatureScheme::RsaPss(Hash::Sha384),
            Self::Ps512 => SignatureScheme::RsaPss(Hash::Sha512),
            Self::Rs1 => SignatureScheme::RsaPkcs1(Hash::Sha1),
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => SignatureScheme::MlDsa,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A hash function that is a part of a signature scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-1, for RS1 and for certificates of another age.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// What a provider computes with a key: the algorithm less what the key tells.
///
/// COSE ties an algorithm to a curve, X.509 does not: a certificate may be signed with SHA-384 under a P-256 key. The
/// tie of credential keys is checked by [`CoseKey`](crate::CoseKey), not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureScheme {
    /// ECDSA on the curve of the key; the signature is a DER sequence of two integers.
    Ecdsa(Hash),
    /// Pure EdDSA on the curve of the key.
    EdDsa,
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Hash),
    /// RSASSA-PSS with MGF1 of the same hash and a salt as long as the hash.
    RsaPss(Hash),
    /// Pure ML-DSA with an empty context, of the parameter set of the key.
    MlDsa,
}

#[cfg(test)]
mod tests {
    use std::string::ToString as _;

    use super::*;

    /// The registry, in the order of [`Algorithm::ALL`].
    const REGISTRY: [(i64, &str); 20] = [
        (-7, "ES256"),
        (-35, "ES384"),
        (-36, "ES512"),
        (-47, "ES256K"),
        (-8, "EdDSA"),
        (-9, "ESP256"),
        (-51, "ESP384"),
        (-52, "ESP512"),
        (-19, "Ed25519"),
        (-53, "Ed448"),
        (-257, "RS256"),
        (-258, "RS384"),
        (-259, "RS512"),
        (-37, "PS256"),
        (-38, "PS384"),
        (-39, "PS512"),
        (-65535, "RS1"),
        (-48, "ML-DSA-44"),
        (-49, "ML-DSA-65"),
        (-50, "ML-DSA-87"),
    ];

    #[test]
    fn accepts_the_numbers_and_names_of_the_registry() {
        assert_eq!(Algorithm::ALL.len(), REGISTRY.len());
        for (algorithm, (number, name)) in Algorithm::ALL.iter().zip(REGISTRY) {
            assert_eq!((algorithm.identifier().number(), algorithm.name()), (number, name));
            let identifier = AlgorithmIdentifier::new(number);
            assert_eq!(
                (identifier.algorithm(), AlgorithmIdentifier::from(*algorithm)),
                (Some(*algorithm), identifier)
            );
            assert_eq!((identifier.to_string(), algorithm.to_string()), (name.to_string(), name.to_string()));
        }
        for number in [7, 0, -1, -10, 257, 65535, i64::MIN, i64::MAX] {
            let identifier = AlgorithmIdentifier::new(number);
            assert_eq!((identifier.algorithm(), identifier.to_string()), (None, number.to_string()));
        }
    }
}
