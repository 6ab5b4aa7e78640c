//! Why a document cannot be used: the place in it, and what was expected there.

use core::fmt;

/// A document that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    place: Place,
    problem: Problem,
}

/// A place in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The document as a whole.
    Document,
    /// A line and a column, from 1.
    Text {
        /// The line.
        line: usize,
        /// The column in bytes.
        column: usize,
    },
    /// A member, such as `options.challenge`.
    Member {
        /// The member that holds it; empty for members of the document itself.
        section: &'static str,
        /// Its name; empty for the section as a whole.
        name: &'static str,
        /// Its place in a list, from 0.
        index: Option<usize>,
    },
}

/// What is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It is not JSON.
    NotJson,
    /// It is not UTF-8 from this byte on.
    NotUtf8 {
        /// Offset in bytes.
        at: usize,
    },
    /// It is not there.
    Missing {
        /// What was expected.
        expected: &'static str,
    },
    /// It is something else.
    Unexpected {
        /// What was expected.
        expected: &'static str,
    },
    /// It is not base64url without padding.
    NotBase64url,
    /// It stands there more than once, or a member of the document that the schema does not know does.
    Repeated,
    /// It has a member that the schema does not know.
    UnknownMember {
        /// The members that it knows.
        known: &'static str,
    },
}

impl Error {
    pub(crate) const fn new(place: Place, problem: Problem) -> Self {
        Self { place, problem }
    }

    /// A document that is not JSON, where the parser stopped.
    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        Self::new(Place::of(error), Problem::NotJson)
    }

    /// Where.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// What.
    #[must_use]
    pub const fn problem(&self) -> Problem {
        self.problem
    }
}

impl Problem {
    /// Whether it is no JSON at all.
    pub(crate) const fn is_no_json(self) -> bool {
        matches!(self, Self::NotJson | Self::NotUtf8 { .. })
    }
}

impl Place {
    /// Where a parser stopped. It counts columns of an empty line from 0.
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        Self::Text { line: error.line(), column: error.column().max(1) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => formatter.write_str("document"),
            Self::Text { line, column } => write!(formatter, "line {line}, column {column}"),
            Self::Member { section, name, index } => {
                let dot = if section.is_empty() || name.is_empty() { "" } else { "." };
                write!(formatter, "{section}{dot}{name}")?;
                index.map_or(Ok(()), |index| write!(formatter, "[{index}]"))
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.place)?;
        match self.problem {
            Problem::NotJson => formatter.write_str("expected JSON"),
            Problem::NotUtf8 { at } => write!(formatter, "expected UTF-8, byte {at} is none"),
            Problem::Missing { expected } => write!(formatter, "missing, expected {expected}"),
            Problem::Unexpected { expected } => write!(formatter, "expected {expected}"),
            Problem::NotBase64url => formatter.write_str("expected base64url without padding"),
            Problem::Repeated => formatter.write_str("expected no repeated member"),
            Problem::UnknownMember { known } => {
                write!(formatter, "expected no members but {known}")
            }
        }
    }
}

impl core::error::Error for Error {}
