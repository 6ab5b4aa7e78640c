//! The credential public key: a COSE_Key that holds what its type needs and nothing else.
//!
//! ```text
//! credentialPublicKey = { 1 => kty, 3 => alg, ? -1 => crv, ? -2 => x, ? -3 => y }   ; EC2 (2), OKP (1)
//!                     / { 1 => 3, 3 => alg, -1 => n, -2 => e }                      ; RSA
//!                     / { 1 => 7, 3 => alg, -1 => pub }                             ; AKP
//! ```
//!
//! # Source
//! [§6.5.1](https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data),
//! [§5.8.5](https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier)

use core::fmt;

use countersign_cbor::{MapOrder, Value};

use crate::error::{Error, ErrorKind};
use crate::{
    Algorithm, AlgorithmIdentifier, Crypto, Curve, EcPublicKey, EdwardsCurve, EdwardsPublicKey,
    InvalidSignature, MlDsaParameterSet, MlDsaPublicKey, PublicKey, RsaPublicKey,
};

/// Smallest RSA modulus of a credential key, in bits (NIST SP 800-131A).
pub const MIN_CREDENTIAL_MODULUS_BITS: usize = 2048;

/// Largest RSA modulus, in bits: larger ones only cost time.
pub const MAX_MODULUS_BITS: usize = 8192;

const KEY_TYPE: i128 = 1;
const ALGORITHM: i128 = 3;

/// A credential public key as it stands in authenticator data or in a credential record.
///
/// Success of [`CoseKey::decode`] proves the shape: canonical CBOR, the members of the key type and no others, sizes,
/// and that algorithm, key type and curve agree. It does not prove that a point is on its curve, which
/// [`CoseKey::check`] asks of a provider. An algorithm that we do not know is no error here: whether an algorithm was
/// offered is for the ceremony to say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CoseKey<'a> {
    encoded: &'a [u8],
    identifier: AlgorithmIdentifier,
    known: Option<(Algorithm, PublicKey<'a>)>,
}

impl<'a> CoseKey<'a> {
    /// Reads a key that takes up all of `input`.
    ///
    /// # Errors
    /// What is wrong, with the rule of §6.5.1 or §5.8.5 that says so.
    pub fn decode(input: &'a [u8]) -> Result<Self, Error> {
        Self::read(Value::decode(input, MapOrder::Enforced)?.value())
    }

    /// Reads the key at the start of `input`; the second part of the result is what follows it.
    ///
    /// # Errors
    /// As [`CoseKey::decode`].
    pub fn decode_prefix(input: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let (decoded, rest) = Value::decode_prefix(input, MapOrder::Enforced)?;
        Ok((Self::read(decoded.value())?, rest))
    }

    /// The key as it arrived.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.encoded
    }

    /// The number of the algorithm, known or not.
    #[must_use]
    pub const fn identifier(&self) -> AlgorithmIdentifier {
        self.identifier
    }

    /// The algorithm and the key, unless the algorithm is unknown.
    #[must_use]
    pub const fn known(&self) -> Option<(Algorithm, PublicKey<'a>)> {
        self.known
    }

    /// Asks a provider whether the key is valid on its curve. A key of an unknown algorithm passes: it is refused
    /// where algorithms are compared.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidKey`].
    ///
    /// # Source
    /// [§5.8.5](https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier), note on points
    pub fn check(&self, crypto: &dyn Crypto) -> Result<(), Error> {
        match &self.known {
            // §5.8.5.r1
            Some((_, key)) => crypto.check_key(key).map_err(|_| Error::new(ErrorKind::InvalidKey)),
            None => Ok(()),
        }
    }

    /// Verifies a signature under the key, by the key's own algorithm.
    ///
    /// # Errors
    /// [`InvalidSignature`], also for a key of an unknown algorithm.
    pub fn verify(
        &self,
        crypto: &dyn Crypto,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let (algorithm, key) = self.known.as_ref().ok_or(InvalidSignature)?;
        crypto.verify(algorithm.scheme(), key, message, signature)
    }

    fn read(value: Value<'a>) -> Result<Self, Error> {
        let parameters = Parameters::read(value)?;
        let known = match parameters.identifier.algorithm() {
            Some(algorithm) => Some((algorithm, parameters.public_key(algorithm)?)),
            None => None,
        };
        Ok(Self { encoded: value.encoded(), identifier: parameters.identifier, known })
    }
}

impl fmt::Debug for CoseKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CoseKey({}, {} bytes)", self.identifier, self.encoded.len())
    }
}

/// The members of the map, not yet understood.
struct Parameters<'a> {
    identifier: AlgorithmIdentifier,
    key_type: Option<Value<'a>>,
    minus_1: Option<Value<'a>>,
    minus_2: Option<Value<'a>>,
    minus_3: Option<Value<'a>>,
    /// Whether there are members beside these.
    others: bool,
}

impl<'a> Parameters<'a> {
    fn read(value: Value<'a>) -> Result<Self, Error> {
        let mut algorithm = None;
        let mut parameters = Self {
            identifier: AlgorithmIdentifier::new(0),
            key_type: None,
            minus_1: None,
            minus_2: None,
            minus_3: None,
            others: false,
        };
        for entry in value.map()? {
            let (label, member) = entry?;
            match label.integer().map_err(|_| Error::new(ErrorKind::LabelNotInteger))? {
                KEY_TYPE => parameters.key_type = Some(member),
                ALGORITHM => algorithm = Some(member),
                -1 => parameters.minus_1 = Some(member),
                -2 => parameters.minus_2 = Some(member),
                -3 => parameters.minus_3 = Some(member),
                _ => parameters.others = true,
            }
        }
        // §6.5.1.r5
        let algorithm = algorithm.ok_or(Error::new(ErrorKind::AlgorithmMissing))?;
        // §6.5.1.r7
        let number = algorithm.integer().ok().and_then(|number| i64::try_from(number).ok());
        parameters.identifier =
            AlgorithmIdentifier::new(number.ok_or(Error::new(ErrorKind::AlgorithmNotInteger))?);
        Ok(parameters)
    }

    fn public_key(&self, algorithm: Algorithm) -> Result<PublicKey<'a>, Error> {
        match algorithm {
            // §5.8.5.1, §5.8.5.3 and §5.8.5.5: the curve and the form of the point; §5.8.5.2, .4 and .6: the form.
            Algorithm::Es256 => self.ec(Curve::P256, "5.8.5.1", "5.8.5.1"),
            Algorithm::Es384 => self.ec(Curve::P384, "5.8.5.3", "5.8.5.3"),
            Algorithm::Es512 => self.ec(Curve::P521, "5.8.5.5", "5.8.5.5"),
            Algorithm::Esp256 => self.ec(Curve::P256, "6.5.1.r8", "5.8.5.2"),
            Algorithm::Esp384 => self.ec(Curve::P384, "6.5.1.r8", "5.8.5.4"),
            Algorithm::Esp512 => self.ec(Curve::P521, "6.5.1.r8", "5.8.5.6"),
            // RFC 8812 §3 ties ES256K to secp256k1.
            Algorithm::Es256k => self.ec(Curve::Secp256k1, "6.5.1.r8", "6.5.1.r8"),
            Algorithm::EdDsa => self.edwards(EdwardsCurve::Ed25519, "5.8.5.7"),
            Algorithm::Ed25519 => self.edwards(EdwardsCurve::Ed25519, "6.5.1.r8"),
            Algorithm::Ed448 => self.edwards(EdwardsCurve::Ed448, "6.5.1.r8"),
            Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512
            | Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512
            | Algorithm::Rs1 => self.rsa(),
            Algorithm::MlDsa44 => self.ml_dsa(MlDsaParameterSet::MlDsa44),
            Algorithm::MlDsa65 => self.ml_dsa(MlDsaParameterSet::MlDsa65),
            Algorithm::MlDsa87 => self.ml_dsa(MlDsaParameterSet::MlDsa87),
        }
    }

    fn ec(
        &self,
        curve: Curve,
        curve_rule: &'static str,
        form_rule: &'static str,
    ) -> Result<PublicKey<'a>, Error> {
        const EC2: i128 = 2;
        let number = match curve {
            Curve::P256 => 1,
            Curve::P384 => 2,
            Curve::P521 => 3,
            Curve::Secp256k1 => 8,
        };
        self.require_key_type(EC2)?;
        self.require_curve(number, curve_rule)?;
        let x = needed(self.minus_2)?;
        let y = needed(self.minus_3)?;
        if y.boolean().is_ok() {
            return Err(Error::new(ErrorKind::CompressedPoint).under(form_rule));
        }
        let key = EcPublicKey::new(curve, x.bytes()?, y.bytes()?)?;
        self.require_no_others(&[])?;
        Ok(PublicKey::Ec(key))
    }

    fn edwards(&self, curve: EdwardsCurve, curve_rule: &'static str) -> Result<PublicKey<'a>, Error> {
        const OKP: i128 = 1;
        let number = match curve {
            EdwardsCurve::Ed25519 => 6,
            EdwardsCurve::Ed448 => 7,
        };
        self.require_key_type(OKP)?;
        self.require_curve(number, curve_rule)?;
        let key = EdwardsPublicKey::new(curve, needed(self.minus_2)?.bytes()?)?;
        self.require_no_others(&[self.minus_3])?;
        Ok(PublicKey::Edwards(key))
    }

    fn rsa(&self) -> Result<PublicKey<'a>, Error> {
        const RSA: i128 = 3;
        self.require_key_type(RSA)?;
        let modulus = needed(self.minus_1)?.bytes()?;
        let exponent = needed(self.minus_2)?.bytes()?;
        let key = RsaPublicKey::new(modulus, exponent, MIN_CREDENTIAL_MODULUS_BITS..=MAX_MODULUS_BITS)?;
        self.require_no_others(&[self.minus_3])?;
        Ok(PublicKey::Rsa(key))
    }

    fn ml_dsa(&self, parameter_set: MlDsaParameterSet) -> Result<PublicKey<'a>, Error> {
        const AKP: i128 = 7;
        self.require_key_type(AKP)?;
        let key = MlDsaPublicKey::new(parameter_set, needed(self.minus_1)?.bytes()?)?;
        self.require_no_others(&[self.minus_2, self.minus_3])?;
        Ok(PublicKey::MlDsa(key))
    }

    fn require_key_type(&self, number: i128) -> Result<(), Error> {
        if needed(self.key_type)?.integer()? == number {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::KeyTypeMismatch))
        }
    }

    fn require_curve(&self, number: i128, rule: &'static str) -> Result<(), Error> {
        if needed(self.minus_1)?.integer()? == number {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::CurveMismatch).under(rule))
        }
    }

    /// §6.5.1.r6: no optional parameter besides `alg`, and so no private one.
    fn require_no_others(&self, unused: &[Option<Value<'a>>]) -> Result<(), Error> {
        if self.others || unused.iter().any(Option::is_some) {
            Err(Error::new(ErrorKind::ParameterNotAllowed))
        } else {
            Ok(())
        }
    }
}

/// §6.5.1.r8: a parameter that the key type needs.
fn needed(member: Option<Value<'_>>) -> Result<Value<'_>, Error> {
    member.ok_or(Error::new(ErrorKind::ParameterMissing))
}

#[cfg(test)]
mod tests;
