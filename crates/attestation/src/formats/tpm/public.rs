//! `TPMT_PUBLIC`: the public area of a key, by which the TPM knows and names it.
//!
//! ```text
//! TPMT_PUBLIC = type, nameAlg, objectAttributes, authPolicy, parameters, unique
//! parameters  = symmetric, scheme, keyBits, exponent   (RSA)
//!             | symmetric, scheme, curveID, kdf        (ECC)
//! symmetric   = null | algorithm, keyBits, mode
//! scheme, kdf = null | algorithm, details of the algorithm
//! ```
//!
//! # Source
//! TPM 2.0 Part 2 §12.2.4, §12.2.3, §11.2

use core::fmt;

use countersign_cose::PublicKey;

use crate::formats::tpm::algorithm::{TpmAlgorithm, TpmCurve};
use crate::formats::tpm::error::{Error, ErrorKind};
use crate::formats::tpm::reader::Reader;

/// Longest digest: that of SHA-512.
const MAX_DIGEST_BYTES: u16 = 64;
/// Longest modulus. TPMs have RSA keys of up to 4096 bits; credential keys have up to 8192.
const MAX_MODULUS_BYTES: u16 = 1024;
/// Longest coordinate: that of BN P638, the longest curve of the registry.
const MAX_COORDINATE_BYTES: u16 = 80;
/// The exponent that a zero stands for.
const DEFAULT_EXPONENT: u32 = 65_537;

const SYMMETRIC: &[TpmAlgorithm] =
    &[TpmAlgorithm::TDES, TpmAlgorithm::AES, TpmAlgorithm::SM4, TpmAlgorithm::CAMELLIA];
const MODES: &[TpmAlgorithm] =
    &[TpmAlgorithm::CTR, TpmAlgorithm::OFB, TpmAlgorithm::CBC, TpmAlgorithm::CFB, TpmAlgorithm::ECB];
const RSA_SCHEMES: &[TpmAlgorithm] =
    &[TpmAlgorithm::RSASSA, TpmAlgorithm::RSAPSS, TpmAlgorithm::RSAES, TpmAlgorithm::OAEP];
const ECC_SCHEMES: &[TpmAlgorithm] = &[
    TpmAlgorithm::ECDSA,
    TpmAlgorithm::SM2,
    TpmAlgorithm::ECSCHNORR,
    TpmAlgorithm::ECDAA,
    TpmAlgorithm::ECDH,
    TpmAlgorithm::ECMQV,
];
const KEY_DERIVATIONS: &[TpmAlgorithm] =
    &[TpmAlgorithm::MGF1, TpmAlgorithm::KDF1_SP800_56A, TpmAlgorithm::KDF2, TpmAlgorithm::KDF1_SP800_108];

/// The public area of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Public<'a> {
    encoded: &'a [u8],
    name_algorithm: TpmAlgorithm,
    attributes: ObjectAttributes,
    auth_policy: &'a [u8],
    key: TpmKey<'a>,
}

impl<'a> Public<'a> {
    /// Reads a public area that takes up all of `encoded`; it has no size in front.
    ///
    /// The algorithm of the name may be any: it is for the name to say whether it can be computed.
    ///
    /// # Errors
    /// A structure that is cut off or followed by bytes, an algorithm or a curve that is not known in its field.
    pub fn parse(encoded: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(encoded);
        let kind = reader.algorithm("type", &[TpmAlgorithm::RSA, TpmAlgorithm::ECC])?;
        let name_algorithm = TpmAlgorithm::new(reader.u16("nameAlg")?);
        let attributes = ObjectAttributes(reader.u32("objectAttributes")?);
        let auth_policy = reader.buffer("authPolicy", MAX_DIGEST_BYTES)?;
        let key = if kind == TpmAlgorithm::RSA {
            TpmKey::Rsa(RsaKey::read(&mut reader)?)
        } else {
            TpmKey::Ecc(EccKey::read(&mut reader)?)
        };
        reader.finish("TPMT_PUBLIC")?;
        Ok(Self { encoded, name_algorithm, attributes, auth_policy, key })
    }

    /// The structure, as received: what the name of the key is a digest of.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.encoded
    }

    /// The hash function of the key's name.
    #[must_use]
    pub const fn name_algorithm(&self) -> TpmAlgorithm {
        self.name_algorithm
    }

    /// What the key may be used for, and where it may be.
    #[must_use]
    pub const fn attributes(&self) -> ObjectAttributes {
        self.attributes
    }

    /// The digest of the policy under which the key can be used; empty without one.
    #[must_use]
    pub const fn auth_policy(&self) -> &'a [u8] {
        self.auth_policy
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> TpmKey<'a> {
        self.key
    }

    /// Whether it is the same key as another, by its numbers: a TPM drops leading zeros, or pads with them.
    #[must_use]
    pub fn is_key(&self, other: &PublicKey<'_>) -> bool {
        match (self.key, other) {
            (TpmKey::Rsa(key), PublicKey::Rsa(other)) => {
                same_number(key.modulus, other.modulus())
                    && same_number(&key.exponent().to_be_bytes(), other.exponent())
            }
            (TpmKey::Ecc(key), PublicKey::Ec(other)) => {
                key.curve.credential_curve() == Some(other.curve())
                    && same_number(key.x, other.x())
                    && same_number(key.y, other.y())
            }
            _ => false,
        }
    }
}

impl fmt::Debug for Public<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Public({:?}, named by {})", self.key, self.name_algorithm.name())
    }
}

/// Whether two big-endian numbers are equal.
fn same_number(one: &[u8], other: &[u8]) -> bool {
    fn significant(number: &[u8]) -> impl Iterator<Item = u8> {
        number.iter().copied().skip_while(|byte| *byte == 0)
    }
    significant(one).eq(significant(other))
}

/// What a key may be used for, and where it may be (`TPMA_OBJECT`).
///
/// # Source
/// TPM 2.0 Part 2 §8.3
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectAttributes(u32);

impl ObjectAttributes {
    const FIXED_TPM: u32 = 1 << 1;
    const FIXED_PARENT: u32 = 1 << 4;
    const SENSITIVE_DATA_ORIGIN: u32 = 1 << 5;
    const RESTRICTED: u32 = 1 << 16;

    /// The bits that have a name, from the lowest.
    const NAMES: [(u32, &'static str); 12] = [
        (Self::FIXED_TPM, "fixedTPM"),
        (1 << 2, "stClear"),
        (Self::FIXED_PARENT, "fixedParent"),
        (Self::SENSITIVE_DATA_ORIGIN, "sensitiveDataOrigin"),
        (1 << 6, "userWithAuth"),
        (1 << 7, "adminWithPolicy"),
        (1 << 10, "noDA"),
        (1 << 11, "encryptedDuplication"),
        (Self::RESTRICTED, "restricted"),
        (1 << 17, "decrypt"),
        (1 << 18, "sign"),
        (1 << 19, "x509sign"),
    ];

    /// All bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    const fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }

    /// Whether the key never leaves the TPM.
    #[must_use]
    pub const fn fixed_tpm(self) -> bool {
        self.has(Self::FIXED_TPM)
    }

    /// Whether the key stays below the key that protects it.
    #[must_use]
    pub const fn fixed_parent(self) -> bool {
        self.has(Self::FIXED_PARENT)
    }

    /// Whether the TPM made the private key, and nobody brought it.
    #[must_use]
    pub const fn sensitive_data_origin(self) -> bool {
        self.has(Self::SENSITIVE_DATA_ORIGIN)
    }

    /// Whether the key acts only on what the TPM made.
    #[must_use]
    pub const fn restricted(self) -> bool {
        self.has(Self::RESTRICTED)
    }

    /// The names of the bits that are set, in their order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(bit, _)| self.has(*bit)).map(|(_, name)| name)
    }
}

/// A key with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "other kinds are not read, as no credential key is one")]
pub enum TpmKey<'a> {
    /// RSA.
    Rsa(RsaKey<'a>),
    /// A key on an elliptic curve.
    Ecc(EccKey<'a>),
}

impl TpmKey<'_> {
    /// The symmetric algorithm by which a storage key protects others; none for other keys.
    #[must_use]
    pub const fn symmetric(&self) -> Option<Symmetric> {
        match self {
            Self::Rsa(key) => key.symmetric,
            Self::Ecc(key) => key.symmetric,
        }
    }

    /// The scheme that the key is tied to, if it is.
    #[must_use]
    pub const fn scheme(&self) -> Option<Scheme> {
        match self {
            Self::Rsa(key) => key.scheme,
            Self::Ecc(key) => key.scheme,
        }
    }
}

/// An RSA key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RsaKey<'a> {
    symmetric: Option<Symmetric>,
    scheme: Option<Scheme>,
    key_bits: u16,
    exponent: u32,
    modulus: &'a [u8],
}

impl<'a> RsaKey<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Ok(Self {
            symmetric: Symmetric::read(reader)?,
            scheme: Scheme::read(reader, "scheme", RSA_SCHEMES)?,
            key_bits: reader.u16("keyBits")?,
            exponent: reader.u32("exponent")?,
            modulus: reader.buffer("unique", MAX_MODULUS_BYTES)?,
        })
    }

    /// Bits of the modulus, as the parameters have them.
    #[must_use]
    pub const fn key_bits(&self) -> u16 {
        self.key_bits
    }

    /// The exponent; 65537 where the field is zero.
    #[must_use]
    pub const fn exponent(&self) -> u32 {
        if self.exponent == 0 { DEFAULT_EXPONENT } else { self.exponent }
    }

    /// The modulus, big-endian.
    #[must_use]
    pub const fn modulus(&self) -> &'a [u8] {
        self.modulus
    }
}

impl fmt::Debug for RsaKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RsaKey({} bits)", self.key_bits)
    }
}

/// A key on an elliptic curve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EccKey<'a> {
    symmetric: Option<Symmetric>,
    scheme: Option<Scheme>,
    curve: TpmCurve,
    key_derivation: Option<Scheme>,
    x: &'a [u8],
    y: &'a [u8],
}

impl<'a> EccKey<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let symmetric = Symmetric::read(reader)?;
        let scheme = Scheme::read(reader, "scheme", ECC_SCHEMES)?;
        let at = reader.at();
        let number = reader.u16("curveID")?;
        let unknown = Error::new("curveID", ErrorKind::Curve { number, at });
        let curve = TpmCurve::from_number(number).ok_or(unknown)?;
        let key_derivation = Scheme::read(reader, "kdf", KEY_DERIVATIONS)?;
        let x = reader.buffer("unique.x", MAX_COORDINATE_BYTES)?;
        let y = reader.buffer("unique.y", MAX_COORDINATE_BYTES)?;
        Ok(Self { symmetric, scheme, curve, key_derivation, x, y })
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> TpmCurve {
        self.curve
    }

    /// The scheme by which keys are derived from a shared secret; TPMs have none.
    #[must_use]
    pub const fn key_derivation(&self) -> Option<Scheme> {
        self.key_derivation
    }

    /// The x coordinate, big-endian, of any length.
    #[must_use]
    pub const fn x(&self) -> &'a [u8] {
        self.x
    }

    /// The y coordinate, big-endian, of any length.
    #[must_use]
    pub const fn y(&self) -> &'a [u8] {
        self.y
    }
}

impl fmt::Debug for EccKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EccKey({})", self.curve.name())
    }
}

/// A symmetric algorithm (`TPMT_SYM_DEF_OBJECT`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symmetric {
    algorithm: TpmAlgorithm,
    key_bits: u16,
    mode: TpmAlgorithm,
}

impl Symmetric {
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
        let Some(algorithm) = reader.algorithm_or_null("symmetric", SYMMETRIC)? else { return Ok(None) };
        let key_bits = reader.u16("symmetric.keyBits")?;
        let mode = reader.algorithm("symmetric.mode", MODES)?;
        Ok(Some(Self { algorithm, key_bits, mode }))
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> TpmAlgorithm {
        self.algorithm
    }

    /// Bits of its key.
    #[must_use]
    pub const fn key_bits(&self) -> u16 {
        self.key_bits
    }

    /// Its mode.
    #[must_use]
    pub const fn mode(&self) -> TpmAlgorithm {
        self.mode
    }
}

/// An asymmetric scheme, or one of key derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    algorithm: TpmAlgorithm,
    hash: Option<TpmAlgorithm>,
    count: Option<u16>,
}

impl Scheme {
    /// An algorithm, and the details that it has: RSAES none, ECDAA a hash function and a count, others a hash function.
    fn read(
        reader: &mut Reader<'_>,
        field: &'static str,
        known: &[TpmAlgorithm],
    ) -> Result<Option<Self>, Error> {
        let Some(algorithm) = reader.algorithm_or_null(field, known)? else { return Ok(None) };
        if algorithm == TpmAlgorithm::RSAES {
            return Ok(Some(Self { algorithm, hash: None, count: None }));
        }
        let hash = Some(reader.algorithm(field, TpmAlgorithm::HASHES)?);
        let count = if algorithm == TpmAlgorithm::ECDAA { Some(reader.u16("scheme.count")?) } else { None };
        Ok(Some(Self { algorithm, hash, count }))
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> TpmAlgorithm {
        self.algorithm
    }

    /// Its hash function, if it has one.
    #[must_use]
    pub const fn hash(&self) -> Option<TpmAlgorithm> {
        self.hash
    }

    /// The count that ECDAA keeps.
    #[must_use]
    pub const fn count(&self) -> Option<u16> {
        self.count
    }
}

#[cfg(test)]
mod tests;
