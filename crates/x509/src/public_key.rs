//! The public key of a certificate.
//!
//! # Source
//! RFC 5480, RFC 3279 §2.3.1, RFC 8410, RFC 9881

use countersign_cose::{
    Curve, EcPublicKey, EdwardsCurve, EdwardsPublicKey, MAX_MODULUS_BITS, MlDsaParameterSet, MlDsaPublicKey,
    PublicKey, RsaPublicKey,
};

use crate::ObjectIdentifier;
use crate::algorithm::Algorithm;
use crate::der::{BIT_STRING, INTEGER, OBJECT_IDENTIFIER, Reader, SEQUENCE};
use crate::error::{Error, ErrorKind, Part};

/// Smallest RSA modulus of a certificate, in bits: the software root of Android has 1024. Those of 512 bits can be
/// factored by anyone.
pub const MIN_CERTIFICATE_MODULUS_BITS: usize = 1024;

/// Reads a `SubjectPublicKeyInfo` that takes up all of `encoded`.
pub(crate) fn read(encoded: &[u8]) -> Result<PublicKey<'_>, Error> {
    let (algorithm, key) = read_parts(encoded)?;
    public_key(&algorithm, key)
}

/// The contents of the bit string in a `SubjectPublicKeyInfo`, whatever the kind of key.
pub(crate) fn read_bytes(encoded: &[u8]) -> Result<&[u8], Error> {
    read_parts(encoded).map(|(_, key)| key)
}

fn read_parts(encoded: &[u8]) -> Result<(Algorithm<'_>, &[u8]), Error> {
    let mut outside = Reader::new(encoded, Part::PublicKey);
    let mut info = outside.element(SEQUENCE)?.reader(Part::PublicKey);
    outside.finish()?;
    let algorithm = Algorithm::read(&mut info)?;
    let key = whole_bytes(info.element(BIT_STRING)?.contents())?;
    info.finish()?;
    Ok((algorithm, key))
}

fn public_key<'a>(algorithm: &Algorithm<'a>, key: &'a [u8]) -> Result<PublicKey<'a>, Error> {
    match algorithm.identifier() {
        ObjectIdentifier::EC_PUBLIC_KEY => ec(algorithm, key),
        // The TPM authority of the FIDO conformance tool names the signature algorithm in place of the key's.
        ObjectIdentifier::RSA_ENCRYPTION | ObjectIdentifier::SHA256_WITH_RSA => rsa(algorithm, key),
        ObjectIdentifier::ED25519 => edwards(algorithm, EdwardsCurve::Ed25519, key),
        ObjectIdentifier::ED448 => edwards(algorithm, EdwardsCurve::Ed448, key),
        ObjectIdentifier::ML_DSA_44 => ml_dsa(algorithm, MlDsaParameterSet::MlDsa44, key),
        ObjectIdentifier::ML_DSA_65 => ml_dsa(algorithm, MlDsaParameterSet::MlDsa65, key),
        ObjectIdentifier::ML_DSA_87 => ml_dsa(algorithm, MlDsaParameterSet::MlDsa87, key),
        _ => Err(error(ErrorKind::UnsupportedAlgorithm)),
    }
}

/// A signature algorithm that names the kind of key has to name this one. ECDSA and RSA name no kind.
pub(crate) fn fits(signature_algorithm: ObjectIdentifier<'_>, key: &PublicKey<'_>) -> bool {
    let kind = match key {
        PublicKey::Edwards(key) => match key.curve() {
            EdwardsCurve::Ed25519 => ObjectIdentifier::ED25519,
            EdwardsCurve::Ed448 => ObjectIdentifier::ED448,
            _ => return false,
        },
        PublicKey::MlDsa(key) => match key.parameter_set() {
            MlDsaParameterSet::MlDsa44 => ObjectIdentifier::ML_DSA_44,
            MlDsaParameterSet::MlDsa65 => ObjectIdentifier::ML_DSA_65,
            MlDsaParameterSet::MlDsa87 => ObjectIdentifier::ML_DSA_87,
        },
        // That the scheme is one of the key's kind is for the provider to check.
        PublicKey::Ec(_) | PublicKey::Rsa(_) => return true,
        _ => return false,
    };
    signature_algorithm == kind
}

/// Curves are named. A curve that is spelt out may differ in its generator alone, for which anyone has a private key.
fn ec<'a>(algorithm: &Algorithm<'a>, key: &'a [u8]) -> Result<PublicKey<'a>, Error> {
    let parameters = algorithm.parameters().ok_or(error(ErrorKind::UnsupportedParameters))?;
    let curve = match parameters.tag() {
        OBJECT_IDENTIFIER => match ObjectIdentifier::from_contents(parameters.contents()) {
            ObjectIdentifier::P256 => Curve::P256,
            ObjectIdentifier::P384 => Curve::P384,
            ObjectIdentifier::P521 => Curve::P521,
            ObjectIdentifier::SECP256K1 => Curve::Secp256k1,
            _ => return Err(error(ErrorKind::UnsupportedCurve)),
        },
        SEQUENCE => return Err(error(ErrorKind::ExplicitCurve)),
        _ => return Err(error(ErrorKind::UnsupportedParameters)),
    };
    EcPublicKey::from_sec1(curve, key).map(PublicKey::Ec).map_err(|cause| error(ErrorKind::Key(cause)))
}

fn rsa<'a>(algorithm: &Algorithm<'a>, key: &'a [u8]) -> Result<PublicKey<'a>, Error> {
    algorithm.require_no_parameters_or_null().map_err(error)?;
    let mut outside = Reader::new(key, Part::PublicKey);
    let mut numbers = outside.element(SEQUENCE)?.reader(Part::PublicKey);
    outside.finish()?;
    let modulus = positive(numbers.element(INTEGER)?.contents())?;
    let exponent = positive(numbers.element(INTEGER)?.contents())?;
    numbers.finish()?;
    RsaPublicKey::new(modulus, exponent, MIN_CERTIFICATE_MODULUS_BITS..=MAX_MODULUS_BITS)
        .map(PublicKey::Rsa)
        .map_err(|cause| error(ErrorKind::Key(cause)))
}

fn edwards<'a>(
    algorithm: &Algorithm<'a>,
    curve: EdwardsCurve,
    key: &'a [u8],
) -> Result<PublicKey<'a>, Error> {
    algorithm.require_no_parameters().map_err(error)?;
    EdwardsPublicKey::new(curve, key).map(PublicKey::Edwards).map_err(|cause| error(ErrorKind::Key(cause)))
}

fn ml_dsa<'a>(
    algorithm: &Algorithm<'a>,
    parameter_set: MlDsaParameterSet,
    key: &'a [u8],
) -> Result<PublicKey<'a>, Error> {
    algorithm.require_no_parameters().map_err(error)?;
    MlDsaPublicKey::new(parameter_set, key)
        .map(PublicKey::MlDsa)
        .map_err(|cause| error(ErrorKind::Key(cause)))
}

/// The bytes of a bit string that has no unused bits.
fn whole_bytes(contents: &[u8]) -> Result<&[u8], Error> {
    match contents {
        [0, bytes @ ..] => Ok(bytes),
        _ => Err(error(ErrorKind::Malformed)),
    }
}

/// A positive integer without the zero that DER puts before a first bit of one. Other zeros stay, for the key to refuse.
fn positive(contents: &[u8]) -> Result<&[u8], Error> {
    match contents {
        [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => Ok(rest),
        [0x80..=0xFF, ..] => Err(error(ErrorKind::NumberRange)),
        _ => Ok(contents),
    }
}

const fn error(kind: ErrorKind) -> Error {
    Error::new(Part::PublicKey, kind)
}
