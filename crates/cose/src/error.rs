//! Why bytes are not a COSE key that may be used.

use core::fmt;

use countersign_cbor as cbor;

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The key is not CTAP2 canonical CBOR, or an item is of the wrong kind.
    Cbor(cbor::Error),
    /// A label is not an integer.
    LabelNotInteger,
    /// `alg` is missing.
    AlgorithmMissing,
    /// `alg` is not an integer of 64 bits.
    AlgorithmNotInteger,
    /// A parameter that the key type needs is missing.
    ParameterMissing,
    /// A parameter beside those that the key type needs: `kid`, `key_ops`, a private part, anything else.
    ParameterNotAllowed,
    /// `kty` is not the key type of the algorithm.
    KeyTypeMismatch,
    /// `crv` is not the curve of the algorithm.
    CurveMismatch,
    /// A point in compressed form.
    CompressedPoint,
    /// A coordinate is not as long as the field.
    CoordinateLength,
    /// A key is not as long as keys of its kind are.
    KeyLength,
    /// An RSA modulus is even, has a leading zero, or is too small or too large.
    Modulus,
    /// An RSA exponent is even, below 3, too large, or has a leading zero.
    Exponent,
    /// A point is not on its curve, is infinity, or is of small order.
    InvalidKey,
}

/// What is wrong with a key, and which rule says so. Holds no bytes of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    rule: &'static str,
}

/// All parameters that the key type needs, in the proper type.
pub(crate) const RULE_PARAMETERS: &str = "6.5.1.r8";

impl Error {
    /// An error under the rule that the kind usually breaks.
    pub(crate) const fn new(kind: ErrorKind) -> Self {
        let rule = match kind {
            ErrorKind::Cbor(error) => match error.rule() {
                Some(rule) => rule,
                None => RULE_PARAMETERS,
            },
            ErrorKind::AlgorithmMissing => "6.5.1.r5",
            ErrorKind::ParameterNotAllowed => "6.5.1.r6",
            ErrorKind::AlgorithmNotInteger => "6.5.1.r7",
            ErrorKind::InvalidKey => "5.8.5.r1",
            ErrorKind::LabelNotInteger => "6.5.1.r4",
            ErrorKind::ParameterMissing
            | ErrorKind::KeyTypeMismatch
            | ErrorKind::CurveMismatch
            | ErrorKind::CompressedPoint
            | ErrorKind::CoordinateLength
            | ErrorKind::KeyLength
            | ErrorKind::Modulus
            | ErrorKind::Exponent => RULE_PARAMETERS,
        };
        Self { kind, rule }
    }

    /// An error under a rule of its own.
    pub(crate) const fn under(self, rule: &'static str) -> Self {
        Self { kind: self.kind, rule }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The rule of Web Authentication Level 3 that is broken, such as `6.5.1.r5`.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        self.rule
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            ErrorKind::Cbor(error) => return write!(formatter, "COSE key: {error}"),
            ErrorKind::LabelNotInteger => "a label is not an integer",
            ErrorKind::AlgorithmMissing => "alg is missing",
            ErrorKind::AlgorithmNotInteger => "alg is not an integer",
            ErrorKind::ParameterMissing => "a parameter is missing",
            ErrorKind::ParameterNotAllowed => "a parameter beside those of the key type",
            ErrorKind::KeyTypeMismatch => "kty does not fit alg",
            ErrorKind::CurveMismatch => "crv does not fit alg",
            ErrorKind::CompressedPoint => "the point is compressed",
            ErrorKind::CoordinateLength => "a coordinate does not have the length of the field",
            ErrorKind::KeyLength => "the key does not have the length of its kind",
            ErrorKind::Modulus => "the RSA modulus is even, padded, too small or too large",
            ErrorKind::Exponent => "the RSA exponent is even, padded, too small or too large",
            ErrorKind::InvalidKey => "the public key is not a valid point",
        };
        write!(formatter, "COSE key: {text}")
    }
}

impl core::error::Error for Error {}

impl From<cbor::Error> for Error {
    fn from(error: cbor::Error) -> Self {
        Self::new(ErrorKind::Cbor(error))
    }
}
