//! Why bytes are not the structure of a TPM that they should be.

use core::fmt;

/// What is wrong, and in which field. Holds numbers and offsets, never bytes of the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    field: &'static str,
    kind: ErrorKind,
}

/// What is wrong. Offsets count bytes from the start of the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The structure ends inside the field.
    Truncated {
        /// Where the field begins.
        at: usize,
    },
    /// Bytes follow the structure.
    TrailingBytes {
        /// Where they begin.
        at: usize,
    },
    /// A buffer with more bytes than the field can have.
    TooLong {
        /// Bytes that it announces.
        bytes: u16,
        /// Where the field begins.
        at: usize,
    },
    /// An algorithm that is not known, or not one for this field.
    Algorithm {
        /// Its number.
        number: u16,
        /// Where it stands.
        at: usize,
    },
    /// A curve that is not known.
    Curve {
        /// Its number.
        number: u16,
        /// Where it stands.
        at: usize,
    },
}

impl Error {
    pub(super) const fn new(field: &'static str, kind: ErrorKind) -> Self {
        Self { field, kind }
    }

    /// The field, by its name in the specification of the structures.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TPM {}: ", self.field)?;
        match self.kind {
            ErrorKind::Truncated { at } => write!(formatter, "ends too early (at byte {at})"),
            ErrorKind::TrailingBytes { at } => write!(formatter, "bytes follow the end (at byte {at})"),
            ErrorKind::TooLong { bytes, at } => {
                write!(formatter, "{bytes} bytes are too many (at byte {at})")
            }
            ErrorKind::Algorithm { number, at } => {
                write!(formatter, "algorithm {number:#06x} is none for this field (at byte {at})")
            }
            ErrorKind::Curve { number, at } => {
                write!(formatter, "curve {number:#06x} is not known (at byte {at})")
            }
        }
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use std::string::ToString as _;

    use super::*;

    #[test]
    fn accepts_the_words_for_each_kind() {
        for (kind, words) in [
            (ErrorKind::Truncated { at: 7 }, "TPM type: ends too early (at byte 7)"),
            (ErrorKind::TrailingBytes { at: 7 }, "TPM type: bytes follow the end (at byte 7)"),
            (ErrorKind::TooLong { bytes: 99, at: 7 }, "TPM type: 99 bytes are too many (at byte 7)"),
            (
                ErrorKind::Algorithm { number: 0x10, at: 7 },
                "TPM type: algorithm 0x0010 is none for this field (at byte 7)",
            ),
            (ErrorKind::Curve { number: 0x99, at: 7 }, "TPM type: curve 0x0099 is not known (at byte 7)"),
        ] {
            assert_eq!(Error { field: "type", kind }.to_string(), words);
        }
    }
}
