//! Public keys of every kind, as borrowed bytes of checked shape. COSE keys and certificates both end in one.

use core::fmt;

use crate::Error;
use crate::error::ErrorKind;

/// Longest RSA exponent in bytes. 65537 takes three; the bound keeps verification cheap.
pub const MAX_EXPONENT_BYTES: usize = 4;

/// A public key whose parts have the right size. Whether a point is on its curve is for
/// [`Crypto::check_key`](crate::Crypto::check_key) to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey<'a> {
    /// A point on a Weierstrass curve.
    Ec(EcPublicKey<'a>),
    /// A point on an Edwards curve.
    Edwards(EdwardsPublicKey<'a>),
    /// A modulus and an exponent.
    Rsa(RsaPublicKey<'a>),
    /// An ML-DSA key.
    MlDsa(MlDsaPublicKey<'a>),
}

/// A Weierstrass curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// secp256k1.
    Secp256k1,
}

impl Curve {
    /// Bytes of one coordinate.
    #[must_use]
    pub const fn coordinate_length(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The curve's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }
}

/// An uncompressed point: two coordinates, big-endian, each as long as the field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EcPublicKey<'a> {
    curve: Curve,
    x: &'a [u8],
    y: &'a [u8],
}

impl<'a> EcPublicKey<'a> {
    /// A point of two coordinates.
    ///
    /// # Errors
    /// [`ErrorKind::CoordinateLength`] unless both are exactly as long as the field.
    pub fn new(curve: Curve, x: &'a [u8], y: &'a [u8]) -> Result<Self, Error> {
        let length = curve.coordinate_length();
        if x.len() == length && y.len() == length {
            Ok(Self { curve, x, y })
        } else {
            Err(Error::new(ErrorKind::CoordinateLength))
        }
    }

    /// A point in the uncompressed form of SEC 1: 04, then both coordinates.
    ///
    /// # Errors
    /// [`ErrorKind::CompressedPoint`] for another first byte, [`ErrorKind::CoordinateLength`] for another length.
    pub fn from_sec1(curve: Curve, bytes: &'a [u8]) -> Result<Self, Error> {
        let [4, coordinates @ ..] = bytes else { return Err(Error::new(ErrorKind::CompressedPoint)) };
        let (x, y) = coordinates
            .split_at_checked(curve.coordinate_length())
            .ok_or(Error::new(ErrorKind::CoordinateLength))?;
        Self::new(curve, x, y)
    }

    /// The uncompressed form of SEC 1.
    #[cfg(feature = "rustcrypto")]
    pub(crate) fn to_sec1(self) -> Sec1Point {
        const UNCOMPRESSED: &[u8] = &[4];
        let mut bytes = [0; MAX_POINT_BYTES];
        let point = UNCOMPRESSED.iter().chain(self.x).chain(self.y);
        let length = bytes.iter_mut().zip(point).map(|(to, from)| *to = *from).count();
        Sec1Point { bytes, length }
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        self.curve
    }

    /// The x coordinate, big-endian.
    #[must_use]
    pub const fn x(&self) -> &'a [u8] {
        self.x
    }

    /// The y coordinate, big-endian.
    #[must_use]
    pub const fn y(&self) -> &'a [u8] {
        self.y
    }
}

/// Longest uncompressed point in bytes, that of P-521: 04, and two coordinates.
#[cfg(feature = "rustcrypto")]
const MAX_POINT_BYTES: usize = 133;

/// An uncompressed point as SEC 1 writes it.
#[cfg(feature = "rustcrypto")]
pub(crate) struct Sec1Point {
    bytes: [u8; MAX_POINT_BYTES],
    length: usize,
}

#[cfg(feature = "rustcrypto")]
impl Sec1Point {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// An Edwards curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EdwardsCurve {
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
}

impl EdwardsCurve {
    /// Bytes of a public key.
    #[must_use]
    pub const fn key_length(self) -> usize {
        match self {
            Self::Ed25519 => 32,
            Self::Ed448 => 57,
        }
    }
}

/// An encoded point on an Edwards curve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EdwardsPublicKey<'a> {
    curve: EdwardsCurve,
    bytes: &'a [u8],
}

impl<'a> EdwardsPublicKey<'a> {
    /// An encoded point.
    ///
    /// # Errors
    /// [`ErrorKind::KeyLength`] unless it is exactly as long as a key of the curve.
    pub fn new(curve: EdwardsCurve, bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() == curve.key_length() {
            Ok(Self { curve, bytes })
        } else {
            Err(Error::new(ErrorKind::KeyLength))
        }
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> EdwardsCurve {
        self.curve
    }

    /// The encoded point.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// An RSA modulus and exponent, big-endian, without leading zeros; both odd.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RsaPublicKey<'a> {
    modulus: &'a [u8],
    exponent: &'a [u8],
}

impl<'a> RsaPublicKey<'a> {
    /// A modulus and an exponent.
    ///
    /// # Errors
    /// [`ErrorKind::Modulus`] for one that is even, has a leading zero or is outside `bits`;
    /// [`ErrorKind::Exponent`] for one that is even, below 3, has a leading zero or more than
    /// [`MAX_EXPONENT_BYTES`].
    pub fn new(
        modulus: &'a [u8],
        exponent: &'a [u8],
        bits: core::ops::RangeInclusive<usize>,
    ) -> Result<Self, Error> {
        let key = Self { modulus, exponent };
        if !is_odd_without_leading_zero(modulus) || !bits.contains(&key.modulus_bits()) {
            return Err(Error::new(ErrorKind::Modulus));
        }
        if !is_odd_without_leading_zero(exponent) || exponent == [1] || exponent.len() > MAX_EXPONENT_BYTES {
            return Err(Error::new(ErrorKind::Exponent));
        }
        Ok(key)
    }

    /// The modulus, big-endian.
    #[must_use]
    pub const fn modulus(&self) -> &'a [u8] {
        self.modulus
    }

    /// The exponent, big-endian.
    #[must_use]
    pub const fn exponent(&self) -> &'a [u8] {
        self.exponent
    }

    /// Bits of the modulus.
    #[must_use]
    pub fn modulus_bits(&self) -> usize {
        let unused =
            self.modulus.first().map_or(0, |first| usize::try_from(first.leading_zeros()).unwrap_or(8));
        self.modulus.len().saturating_mul(8).saturating_sub(unused)
    }
}

fn is_odd_without_leading_zero(number: &[u8]) -> bool {
    number.first().is_some_and(|first| *first != 0) && number.last().is_some_and(|last| last & 1 == 1)
}

/// A parameter set of ML-DSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "FIPS 204 has three")]
pub enum MlDsaParameterSet {
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
}

impl MlDsaParameterSet {
    /// Bytes of a public key.
    ///
    /// # Source
    /// FIPS 204, table 2
    #[must_use]
    pub const fn key_length(self) -> usize {
        match self {
            Self::MlDsa44 => 1312,
            Self::MlDsa65 => 1952,
            Self::MlDsa87 => 2592,
        }
    }
}

/// An encoded ML-DSA public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MlDsaPublicKey<'a> {
    parameter_set: MlDsaParameterSet,
    bytes: &'a [u8],
}

impl<'a> MlDsaPublicKey<'a> {
    /// An encoded key.
    ///
    /// # Errors
    /// [`ErrorKind::KeyLength`] unless it is exactly as long as a key of the parameter set.
    pub fn new(parameter_set: MlDsaParameterSet, bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() == parameter_set.key_length() {
            Ok(Self { parameter_set, bytes })
        } else {
            Err(Error::new(ErrorKind::KeyLength))
        }
    }

    /// The parameter set.
    #[must_use]
    pub const fn parameter_set(&self) -> MlDsaParameterSet {
        self.parameter_set
    }

    /// The encoded key.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl fmt::Debug for EcPublicKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EcPublicKey({})", self.curve.name())
    }
}

impl fmt::Debug for EdwardsPublicKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EdwardsPublicKey({:?})", self.curve)
    }
}

impl fmt::Debug for RsaPublicKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RsaPublicKey({} bits)", self.modulus_bits())
    }
}

impl fmt::Debug for MlDsaPublicKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MlDsaPublicKey({:?})", self.parameter_set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes and names, and none of the bytes.
    #[test]
    fn accepts_debug_of_every_kind_without_its_bytes() {
        let bytes = [0x5a; MlDsaParameterSet::MlDsa87.key_length()];
        let modulus = [0x5b; 256];
        let keys = [
            PublicKey::Ec(EcPublicKey::new(Curve::P384, &bytes[..48], &bytes[..48]).unwrap()),
            PublicKey::Edwards(EdwardsPublicKey::new(EdwardsCurve::Ed448, &bytes[..57]).unwrap()),
            PublicKey::Rsa(RsaPublicKey::new(&modulus, &[3], 2047..=2047).unwrap()),
            PublicKey::MlDsa(MlDsaPublicKey::new(MlDsaParameterSet::MlDsa87, &bytes).unwrap()),
        ];
        let shown = [
            "Ec(EcPublicKey(P-384))",
            "Edwards(EdwardsPublicKey(Ed448))",
            "Rsa(RsaPublicKey(2047 bits))",
            "MlDsa(MlDsaPublicKey(MlDsa87))",
        ];
        for (key, shown) in keys.iter().zip(shown) {
            assert_eq!(alloc::format!("{key:?}"), shown);
        }
    }
}
