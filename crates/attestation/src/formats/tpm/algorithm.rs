//! Numbers of algorithms and curves.

use core::fmt;

use countersign_cose::{Curve, Hash};

/// A number of the TCG algorithm registry (`TPM_ALG_ID`), known to us or not.
///
/// # Source
/// TCG Algorithm Registry, table 3; TPM 2.0 Part 2 §6.3
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TpmAlgorithm(u16);

impl TpmAlgorithm {
    pub(super) const RSA: Self = Self(0x0001);
    pub(super) const TDES: Self = Self(0x0003);
    pub(super) const SHA1: Self = Self(0x0004);
    pub(super) const AES: Self = Self(0x0006);
    pub(super) const MGF1: Self = Self(0x0007);
    pub(super) const SHA256: Self = Self(0x000B);
    pub(super) const SHA384: Self = Self(0x000C);
    pub(super) const SHA512: Self = Self(0x000D);
    pub(super) const NULL: Self = Self(0x0010);
    pub(super) const SM3_256: Self = Self(0x0012);
    pub(super) const SM4: Self = Self(0x0013);
    pub(super) const RSASSA: Self = Self(0x0014);
    pub(super) const RSAES: Self = Self(0x0015);
    pub(super) const RSAPSS: Self = Self(0x0016);
    pub(super) const OAEP: Self = Self(0x0017);
    pub(super) const ECDSA: Self = Self(0x0018);
    pub(super) const ECDH: Self = Self(0x0019);
    pub(super) const ECDAA: Self = Self(0x001A);
    pub(super) const SM2: Self = Self(0x001B);
    pub(super) const ECSCHNORR: Self = Self(0x001C);
    pub(super) const ECMQV: Self = Self(0x001D);
    pub(super) const KDF1_SP800_56A: Self = Self(0x0020);
    pub(super) const KDF2: Self = Self(0x0021);
    pub(super) const KDF1_SP800_108: Self = Self(0x0022);
    pub(super) const ECC: Self = Self(0x0023);
    pub(super) const CAMELLIA: Self = Self(0x0026);
    pub(super) const SHA3_256: Self = Self(0x0027);
    pub(super) const SHA3_384: Self = Self(0x0028);
    pub(super) const SHA3_512: Self = Self(0x0029);
    pub(super) const CTR: Self = Self(0x0040);
    pub(super) const OFB: Self = Self(0x0041);
    pub(super) const CBC: Self = Self(0x0042);
    pub(super) const CFB: Self = Self(0x0043);
    pub(super) const ECB: Self = Self(0x0044);

    /// Hash functions (`TPMI_ALG_HASH`).
    pub(super) const HASHES: &[Self] = &[
        Self::SHA1,
        Self::SHA256,
        Self::SHA384,
        Self::SHA512,
        Self::SM3_256,
        Self::SHA3_256,
        Self::SHA3_384,
        Self::SHA3_512,
    ];

    /// An algorithm by its number.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The hash function, if it is one that can be computed here.
    #[must_use]
    pub const fn hash(self) -> Option<Hash> {
        match self {
            Self::SHA1 => Some(Hash::Sha1),
            Self::SHA256 => Some(Hash::Sha256),
            Self::SHA384 => Some(Hash::Sha384),
            Self::SHA512 => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// The name in the registry, or a word for any other.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RSA => "RSA",
            Self::TDES => "TDES",
            Self::SHA1 => "SHA-1",
            Self::AES => "AES",
            Self::MGF1 => "MGF1",
            Self::SHA256 => "SHA-256",
            Self::SHA384 => "SHA-384",
            Self::SHA512 => "SHA-512",
            Self::NULL => "null",
            Self::SM3_256 => "SM3-256",
            Self::SM4 => "SM4",
            Self::RSASSA => "RSASSA",
            Self::RSAES => "RSAES",
            Self::RSAPSS => "RSAPSS",
            Self::OAEP => "OAEP",
            Self::ECDSA => "ECDSA",
            Self::ECDH => "ECDH",
            Self::ECDAA => "ECDAA",
            Self::SM2 => "SM2",
            Self::ECSCHNORR => "ECSCHNORR",
            Self::ECMQV => "ECMQV",
            Self::KDF1_SP800_56A => "KDF1-SP800-56A",
            Self::KDF2 => "KDF2",
            Self::KDF1_SP800_108 => "KDF1-SP800-108",
            Self::ECC => "ECC",
            Self::CAMELLIA => "CAMELLIA",
            Self::SHA3_256 => "SHA3-256",
            Self::SHA3_384 => "SHA3-384",
            Self::SHA3_512 => "SHA3-512",
            Self::CTR => "CTR",
            Self::OFB => "OFB",
            Self::CBC => "CBC",
            Self::CFB => "CFB",
            Self::ECB => "ECB",
            _ => "unknown",
        }
    }
}

impl fmt::Display for TpmAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({:#06x})", self.name(), self.0)
    }
}

impl fmt::Debug for TpmAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TpmAlgorithm({self})")
    }
}

/// A curve of the TCG algorithm registry (`TPM_ECC_CURVE`).
///
/// # Source
/// TCG Algorithm Registry, table 4
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TpmCurve {
    /// NIST P-192.
    NistP192,
    /// NIST P-224.
    NistP224,
    /// NIST P-256.
    NistP256,
    /// NIST P-384.
    NistP384,
    /// NIST P-521.
    NistP521,
    /// Barreto-Naehrig, 256 bits.
    BnP256,
    /// Barreto-Naehrig, 638 bits.
    BnP638,
    /// SM2, 256 bits.
    Sm2P256,
    /// Brainpool P256r1.
    BpP256R1,
    /// Brainpool P384r1.
    BpP384R1,
    /// Brainpool P512r1.
    BpP512R1,
    /// Curve25519.
    Curve25519,
    /// Curve448.
    Curve448,
}

impl TpmCurve {
    /// Every curve with its number.
    const NUMBERS: [(u16, Self); 13] = [
        (0x0001, Self::NistP192),
        (0x0002, Self::NistP224),
        (0x0003, Self::NistP256),
        (0x0004, Self::NistP384),
        (0x0005, Self::NistP521),
        (0x0010, Self::BnP256),
        (0x0011, Self::BnP638),
        (0x0020, Self::Sm2P256),
        (0x0030, Self::BpP256R1),
        (0x0031, Self::BpP384R1),
        (0x0032, Self::BpP512R1),
        (0x0040, Self::Curve25519),
        (0x0041, Self::Curve448),
    ];

    pub(super) fn from_number(number: u16) -> Option<Self> {
        Self::NUMBERS.into_iter().find(|(known, _)| *known == number).map(|(_, curve)| curve)
    }

    /// The curve of credential keys that it is, if it is one.
    #[must_use]
    pub const fn credential_curve(self) -> Option<Curve> {
        match self {
            Self::NistP256 => Some(Curve::P256),
            Self::NistP384 => Some(Curve::P384),
            Self::NistP521 => Some(Curve::P521),
            Self::NistP192
            | Self::NistP224
            | Self::BnP256
            | Self::BnP638
            | Self::Sm2P256
            | Self::BpP256R1
            | Self::BpP384R1
            | Self::BpP512R1
            | Self::Curve25519
            | Self::Curve448 => None,
        }
    }

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NistP192 => "P-192",
            Self::NistP224 => "P-224",
            Self::NistP256 => "P-256",
            Self::NistP384 => "P-384",
            Self::NistP521 => "P-521",
            Self::BnP256 => "BN P256",
            Self::BnP638 => "BN P638",
            Self::Sm2P256 => "SM2 P256",
            Self::BpP256R1 => "Brainpool P256r1",
            Self::BpP384R1 => "Brainpool P384r1",
            Self::BpP512R1 => "Brainpool P512r1",
            Self::Curve25519 => "Curve25519",
            Self::Curve448 => "Curve448",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::format;

    use super::*;

    /// The numbers of the registry, in its order, with its names.
    #[test]
    fn accepts_every_algorithm_by_the_name_of_the_registry() {
        let names = [
            (0x0001, "RSA"),
            (0x0003, "TDES"),
            (0x0004, "SHA-1"),
            (0x0006, "AES"),
            (0x0007, "MGF1"),
            (0x000B, "SHA-256"),
            (0x000C, "SHA-384"),
            (0x000D, "SHA-512"),
            (0x0010, "null"),
            (0x0012, "SM3-256"),
            (0x0013, "SM4"),
            (0x0014, "RSASSA"),
            (0x0015, "RSAES"),
            (0x0016, "RSAPSS"),
            (0x0017, "OAEP"),
            (0x0018, "ECDSA"),
            (0x0019, "ECDH"),
            (0x001A, "ECDAA"),
            (0x001B, "SM2"),
            (0x001C, "ECSCHNORR"),
            (0x001D, "ECMQV"),
            (0x0020, "KDF1-SP800-56A"),
            (0x0021, "KDF2"),
            (0x0022, "KDF1-SP800-108"),
            (0x0023, "ECC"),
            (0x0026, "CAMELLIA"),
            (0x0027, "SHA3-256"),
            (0x0028, "SHA3-384"),
            (0x0029, "SHA3-512"),
            (0x0040, "CTR"),
            (0x0041, "OFB"),
            (0x0042, "CBC"),
            (0x0043, "CFB"),
            (0x0044, "ECB"),
        ];
        for (number, name) in names {
            let algorithm = TpmAlgorithm::new(number);
            assert_eq!((algorithm.number(), algorithm.name()), (number, name));
            assert_eq!(format!("{algorithm:?}"), format!("TpmAlgorithm({name} ({number:#06x}))"));
        }
        assert_eq!(names.iter().map(|(_, name)| name).collect::<BTreeSet<_>>().len(), names.len());
        assert_eq!(TpmAlgorithm::new(0xFFFF).name(), "unknown");
    }
}
