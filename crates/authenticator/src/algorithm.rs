//! The signature algorithms of credential keys.

/// A COSE signature algorithm that the virtual authenticator signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// -7, ECDSA with SHA-256 on P-256.
    Es256,
    /// -35, ECDSA with SHA-384 on P-384.
    Es384,
    /// -36, ECDSA with SHA-512 on P-521.
    Es512,
    /// -47, ECDSA with SHA-256 on secp256k1.
    Es256k,
    /// -8, EdDSA on Ed25519.
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
    /// -65535, RSASSA-PKCS1-v1_5 with SHA-1.
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
    ///
    /// # Source
    /// [IANA COSE algorithms](https://www.iana.org/assignments/cose/cose.xhtml#algorithms)
    #[must_use]
    pub const fn identifier(self) -> i64 {
        match self {
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
        }
    }

    /// The algorithm of a number, if the virtual authenticator has it.
    #[must_use]
    pub fn from_identifier(identifier: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.identifier() == identifier)
    }

    /// The kind of key that the algorithm demands.
    pub(crate) const fn key_kind(self) -> KeyKind {
        match self {
            Self::Es256 | Self::Esp256 => KeyKind::P256,
            Self::Es384 | Self::Esp384 => KeyKind::P384,
            Self::Es512 | Self::Esp512 => KeyKind::P521,
            Self::Es256k => KeyKind::Secp256k1,
            Self::EdDsa | Self::Ed25519 => KeyKind::Ed25519,
            Self::Ed448 => KeyKind::Ed448,
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 | Self::Rs1 => {
                KeyKind::Rsa
            }
            Self::MlDsa44 => KeyKind::MlDsa44,
            Self::MlDsa65 => KeyKind::MlDsa65,
            Self::MlDsa87 => KeyKind::MlDsa87,
        }
    }

    /// The hash function that the algorithm names; SHA-512 for those that name none.
    pub(crate) const fn hash(self) -> Hash {
        match self {
            Self::Rs1 => Hash::Sha1,
            Self::Es256 | Self::Esp256 | Self::Es256k | Self::Rs256 | Self::Ps256 => Hash::Sha256,
            Self::Es384 | Self::Esp384 | Self::Rs384 | Self::Ps384 => Hash::Sha384,
            Self::Es512
            | Self::Esp512
            | Self::Rs512
            | Self::Ps512
            | Self::EdDsa
            | Self::Ed25519
            | Self::Ed448
            | Self::MlDsa44
            | Self::MlDsa65
            | Self::MlDsa87 => Hash::Sha512,
        }
    }

    /// Whether signatures are those of ECDSA.
    pub(crate) const fn is_ecdsa(self) -> bool {
        matches!(self.key_kind(), KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Secp256k1)
    }

    /// Whether an RSA key signs with PSS padding.
    pub(crate) const fn is_pss(self) -> bool {
        matches!(self, Self::Ps256 | Self::Ps384 | Self::Ps512)
    }
}

/// What a key is, as opposed to what it is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    P256,
    P384,
    P521,
    Secp256k1,
    Ed25519,
    Ed448,
    Rsa,
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

/// A hash function that a signature is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}
