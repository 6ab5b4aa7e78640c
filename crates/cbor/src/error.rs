//! Why bytes are not the CBOR that was asked for.

use core::fmt;

/// What kind of data item stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the data items of this dialect are closed")]
pub enum Kind {
    /// An integer of zero or more (major type 0).
    Unsigned,
    /// An integer below zero (major type 1).
    Negative,
    /// A byte string (major type 2).
    Bytes,
    /// A text string (major type 3).
    Text,
    /// An array (major type 4).
    Array,
    /// A map (major type 5).
    Map,
    /// The simple values false and true.
    Boolean,
    /// The simple value null.
    Null,
    /// The simple value undefined.
    Undefined,
}

impl Kind {
    /// The name of the kind, for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned integer",
            Self::Negative => "negative integer",
            Self::Bytes => "byte string",
            Self::Text => "text string",
            Self::Array => "array",
            Self::Map => "map",
            Self::Boolean => "boolean",
            Self::Null => "null",
            Self::Undefined => "undefined",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Which rule the bytes break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends inside an item, or a declared length goes beyond the input.
    Truncated,
    /// Bytes follow the item.
    TrailingBytes,
    /// An integer, a length or a simple value is written longer than needed.
    NonMinimal,
    /// A string, array or map of indefinite length, or the break that ends one.
    IndefiniteLength,
    /// A tag, of whatever number.
    Tag,
    /// A floating-point number.
    Float,
    /// A simple value without a meaning.
    ReservedSimple,
    /// Additional information 28, 29 or 30, which have no meaning.
    ReservedInformation,
    /// A text string that is not UTF-8.
    InvalidUtf8,
    /// A map has the same key twice.
    DuplicateKey,
    /// Map keys are not in CTAP2 order, where order is enforced.
    KeyOrder,
    /// Arrays and maps are nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    TooDeep,
    /// A map of more than [`MAX_MAP_ENTRIES`](crate::MAX_MAP_ENTRIES), or an array of more than
    /// [`MAX_ARRAY_ITEMS`](crate::MAX_ARRAY_ITEMS).
    TooManyItems,
    /// Well formed, but not of the kind that is needed here.
    WrongKind {
        /// What is needed.
        expected: Kind,
        /// What stands there.
        found: Kind,
    },
}

/// What is wrong, and at which byte of the input.
///
/// Holds positions and kinds, never bytes of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    kind: ErrorKind,
    at: usize,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// Which rule is broken.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Offset in bytes of the item at fault, from the start of the decoded input.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The rule of Web Authentication Level 3 that is broken, where it is one: `2.4.r1` is the canonical form,
    /// `2.4.r2` the ban on repeated keys. A wrong kind breaks the rule of whoever asked for the kind.
    #[must_use]
    pub const fn rule(&self) -> Option<&'static str> {
        match self.kind {
            ErrorKind::DuplicateKey => Some("2.4.r2"),
            ErrorKind::WrongKind { .. } => None,
            ErrorKind::Truncated
            | ErrorKind::TrailingBytes
            | ErrorKind::NonMinimal
            | ErrorKind::IndefiniteLength
            | ErrorKind::Tag
            | ErrorKind::Float
            | ErrorKind::ReservedSimple
            | ErrorKind::ReservedInformation
            | ErrorKind::InvalidUtf8
            | ErrorKind::KeyOrder
            | ErrorKind::TooDeep
            | ErrorKind::TooManyItems => Some("2.4.r1"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Truncated => formatter.write_str("CBOR ends too early"),
            ErrorKind::TrailingBytes => formatter.write_str("bytes follow the CBOR item"),
            ErrorKind::NonMinimal => formatter.write_str("CBOR number or length is longer than needed"),
            ErrorKind::IndefiniteLength => formatter.write_str("CBOR of indefinite length"),
            ErrorKind::Tag => formatter.write_str("CBOR tag"),
            ErrorKind::Float => formatter.write_str("CBOR floating-point number"),
            ErrorKind::ReservedSimple => formatter.write_str("CBOR simple value without a meaning"),
            ErrorKind::ReservedInformation => formatter.write_str("CBOR head with a reserved length code"),
            ErrorKind::InvalidUtf8 => formatter.write_str("CBOR text is not UTF-8"),
            ErrorKind::DuplicateKey => formatter.write_str("CBOR map has a key twice"),
            ErrorKind::KeyOrder => formatter.write_str("CBOR map keys are not in CTAP2 order"),
            ErrorKind::TooDeep => formatter.write_str("CBOR is nested too deep"),
            ErrorKind::TooManyItems => formatter.write_str("CBOR array or map has too many items"),
            ErrorKind::WrongKind { expected, found } => {
                write!(formatter, "expected CBOR {expected}, found {found}")
            }
        }?;
        write!(formatter, " (at byte {})", self.at)
    }
}

impl core::error::Error for Error {}
