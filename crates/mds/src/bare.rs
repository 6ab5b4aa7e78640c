//! Statements without a blob around them, as vendors and the conformance tests give them out.

use alloc::string::String;
use core::fmt;

use crate::blob::{object_of, text_of};
use crate::entry::{Entry, Record};
use crate::error::PayloadError;
use crate::json::Json;

/// Largest statement in bytes. The largest of 2023 has 106 KiB.
pub const MAX_STATEMENT_BYTES: usize = 2 * 1024 * 1024;

/// A statement that stands for itself. Nobody signed it: it is as good as the way on which it came.
pub struct BareStatement {
    text: String,
    record: Record,
}

impl BareStatement {
    /// Reads a statement in JSON.
    ///
    /// # Errors
    /// What is too large, or not a JSON object.
    pub fn from_json(json: &[u8]) -> Result<Self, PayloadError> {
        if json.len() > MAX_STATEMENT_BYTES {
            return Err(PayloadError::Size { found: json.len() });
        }
        let text = text_of(json.into())?;
        object_of(&text)?;
        let (start, end) =
            (text.len().saturating_sub(text.trim_ascii_start().len()), text.trim_ascii_end().len());
        let record = Record::of_statement(start..end, Json::of_value(text.trim_ascii()));
        Ok(Self { record, text })
    }

    /// The statement, as an entry without status reports.
    #[must_use]
    pub fn entry(&self) -> Entry<'_> {
        Entry::new(&self.text, &self.record, 0)
    }
}

impl fmt::Debug for BareStatement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BareStatement({} bytes)", self.text.len())
    }
}
