//! Why bytes are not a certificate, or not what was asked of one.

use core::fmt;

use countersign_cose as cose;

/// The part of a certificate in which something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The encoding as a whole.
    Certificate,
    /// The version.
    Version,
    /// The serial number.
    SerialNumber,
    /// The signature algorithm.
    SignatureAlgorithm,
    /// The name of the issuer.
    Issuer,
    /// The period of validity.
    Validity,
    /// The name of the subject.
    Subject,
    /// The public key.
    PublicKey,
    /// The list of extensions.
    Extensions,
    /// The signature.
    Signature,
    /// The extension basicConstraints.
    BasicConstraints,
    /// The extension keyUsage.
    KeyUsage,
    /// The extension nameConstraints.
    NameConstraints,
    /// The extension subjectAltName.
    SubjectAlternativeName,
    /// The extension extKeyUsage.
    ExtendedKeyUsage,
    /// The extension cRLDistributionPoints.
    DistributionPoints,
    /// Apple's extension that holds a nonce.
    AppleNonce,
    /// Android's extension that describes a key.
    KeyDescription,
    /// A revocation list, which is no certificate.
    RevocationList,
    /// Android's status list, which is no certificate.
    AndroidStatusList,
    /// The FIDO extension that holds an AAGUID.
    Aaguid,
    /// The FIDO extension that holds a firmware version.
    FirmwareVersion,
    /// The FIDO extension that holds a serial number for enterprises.
    EnterpriseSerialNumber,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Version => "version",
            Self::SerialNumber => "serial number",
            Self::SignatureAlgorithm => "signature algorithm",
            Self::Issuer => "issuer",
            Self::Validity => "validity",
            Self::Subject => "subject",
            Self::PublicKey => "public key",
            Self::Extensions => "extensions",
            Self::Signature => "signature",
            Self::BasicConstraints => "basicConstraints",
            Self::KeyUsage => "keyUsage",
            Self::NameConstraints => "nameConstraints",
            Self::SubjectAlternativeName => "subjectAltName",
            Self::ExtendedKeyUsage => "extKeyUsage",
            Self::DistributionPoints => "cRLDistributionPoints",
            Self::AppleNonce => "nonce extension",
            Self::KeyDescription => "key description extension",
            Self::RevocationList => "revocation list",
            Self::AndroidStatusList => "Android status list",
            Self::Aaguid => "AAGUID extension",
            Self::FirmwareVersion => "firmware version extension",
            Self::EnterpriseSerialNumber => "enterprise serial number extension",
        }
    }
}

/// What is wrong. Offsets count bytes from the start of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A certificate of more than [`MAX_CERTIFICATE_BYTES`](crate::MAX_CERTIFICATE_BYTES).
    TooLarge {
        /// Bytes of the certificate.
        bytes: usize,
    },
    /// The input ends inside an element, or an element goes beyond the one around it.
    Truncated {
        /// Where the element begins.
        at: usize,
    },
    /// Bytes follow the last element.
    TrailingBytes {
        /// Where they begin.
        at: usize,
    },
    /// A length in more bytes than DER allows.
    NonMinimalLength {
        /// Where the element begins.
        at: usize,
    },
    /// An indefinite length, which BER has and DER does not.
    IndefiniteLength {
        /// Where the element begins.
        at: usize,
    },
    /// A tag number above 30, which no part of a certificate has.
    HighTagNumber {
        /// Where the element begins.
        at: usize,
    },
    /// A tag number in more bytes than DER allows, or than any has.
    TagNumber {
        /// Where the element begins.
        at: usize,
    },
    /// An element that may occur once occurs again.
    DuplicateTag {
        /// The number of its tag.
        number: u32,
        /// Where it begins the second time.
        at: usize,
    },
    /// A list with more elements than any has.
    TooManyElements {
        /// Where the first of those too many begins.
        at: usize,
    },
    /// A string in pieces, or a sequence that has no elements by its tag.
    Construction {
        /// Where the element begins.
        at: usize,
    },
    /// Nested deeper than any certificate is.
    TooDeep {
        /// Where the element begins.
        at: usize,
    },
    /// An element with another tag than the one that stands at this place.
    UnexpectedTag {
        /// The tag that was needed.
        expected: u8,
        /// The tag that was found.
        found: u8,
        /// Where the element begins.
        at: usize,
    },
    /// An element whose contents do not have the length that they must have.
    ContentsLength {
        /// Bytes found.
        found: usize,
        /// Where the contents begin.
        at: usize,
    },
    /// The contents do not make sense.
    Malformed,
    /// A version other than 1, 2 and 3.
    UnknownVersion,
    /// A date that no calendar has, or a time in a form other than the one that RFC 5280 prescribes.
    ImpossibleTime,
    /// The algorithm inside the signed part is not the one outside it.
    AlgorithmMismatch,
    /// The same extension twice.
    DuplicateExtension,
    /// More than [`MAX_EXTENSIONS`](crate::MAX_EXTENSIONS).
    TooManyExtensions,
    /// An algorithm that cannot be verified.
    UnsupportedAlgorithm,
    /// Parameters that the algorithm does not have, or that do not agree with each other.
    UnsupportedParameters,
    /// A named curve that is none of ours.
    UnsupportedCurve,
    /// Parameters that spell a curve out in place of naming it.
    ExplicitCurve,
    /// A key of a bad shape or size.
    Key(cose::Error),
    /// A number that is negative or has more than 64 bits.
    NumberRange,
    /// A critical extension that is not known.
    CriticalExtension,
    /// An extension that has to be there is not.
    MissingExtension,
    /// An extension that makes a revocation list one of changes, or one of other certificates than its issuer's.
    UnsupportedExtension,
    /// More entries than a list may have.
    TooManyEntries,
    /// Text that is not JSON, or not of the form that it should have.
    Json {
        /// The line at fault, from 1.
        line: usize,
        /// The column at fault, from 1.
        column: usize,
    },
}

/// What is wrong, and in which part. Holds sizes, tags and offsets, never bytes of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    part: Part,
    kind: ErrorKind,
}

impl Error {
    pub(crate) const fn new(part: Part, kind: ErrorKind) -> Self {
        Self { part, kind }
    }

    /// The part of the certificate.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "X.509 {}: ", self.part.name())?;
        match self.kind {
            ErrorKind::TooLarge { bytes } => write!(formatter, "{bytes} bytes are too many"),
            ErrorKind::Truncated { at } => write!(formatter, "ends too early (at byte {at})"),
            ErrorKind::TrailingBytes { at } => write!(formatter, "bytes follow the end (at byte {at})"),
            ErrorKind::NonMinimalLength { at } => {
                write!(formatter, "a length is longer than needed (at byte {at})")
            }
            ErrorKind::IndefiniteLength { at } => write!(formatter, "indefinite length (at byte {at})"),
            ErrorKind::HighTagNumber { at } => write!(formatter, "a tag number above 30 (at byte {at})"),
            ErrorKind::TagNumber { at } => write!(formatter, "a malformed tag number (at byte {at})"),
            ErrorKind::DuplicateTag { number, at } => {
                write!(formatter, "tag {number} occurs twice (at byte {at})")
            }
            ErrorKind::TooManyElements { at } => write!(formatter, "too many elements (at byte {at})"),
            ErrorKind::Construction { at } => {
                write!(formatter, "constructed where primitive, or the reverse (at byte {at})")
            }
            ErrorKind::TooDeep { at } => write!(formatter, "nested too deep (at byte {at})"),
            ErrorKind::UnexpectedTag { expected, found, at } => {
                write!(formatter, "expected tag {expected:#04x}, found {found:#04x} (at byte {at})")
            }
            ErrorKind::ContentsLength { found, at } => {
                write!(formatter, "contents of {found} bytes have another length (at byte {at})")
            }
            ErrorKind::Malformed => formatter.write_str("contents do not make sense"),
            ErrorKind::UnknownVersion => formatter.write_str("not 1, 2 or 3"),
            ErrorKind::ImpossibleTime => formatter.write_str("not a date, or not in the form of RFC 5280"),
            ErrorKind::AlgorithmMismatch => {
                formatter.write_str("the signed part names another one than the certificate")
            }
            ErrorKind::DuplicateExtension => formatter.write_str("an extension occurs twice"),
            ErrorKind::TooManyExtensions => formatter.write_str("too many"),
            ErrorKind::UnsupportedAlgorithm => formatter.write_str("unsupported algorithm"),
            ErrorKind::UnsupportedParameters => formatter.write_str("unsupported parameters"),
            ErrorKind::UnsupportedCurve => formatter.write_str("unsupported curve"),
            ErrorKind::ExplicitCurve => formatter.write_str("the curve is spelt out, not named"),
            ErrorKind::Key(error) => write!(formatter, "{error}"),
            ErrorKind::CriticalExtension => formatter.write_str("a critical extension is not known"),
            ErrorKind::MissingExtension => {
                formatter.write_str("an extension that has to be there is missing")
            }
            ErrorKind::UnsupportedExtension => formatter.write_str("a list of changes, or one for others"),
            ErrorKind::TooManyEntries => formatter.write_str("too many entries"),
            ErrorKind::Json { line, column } => {
                write!(formatter, "not JSON of its form (line {line}, column {column})")
            }
            ErrorKind::NumberRange => formatter.write_str("the number is negative or too large"),
        }
    }
}

impl core::error::Error for Error {}
