//! Transports: a few short texts that hint at how an authenticator is reached.

use alloc::string::String;
use core::fmt;

use crate::credential::{MAX_HINT_CHARACTERS, MAX_TRANSPORTS};
use crate::json::is_within;

/// How an authenticator can be reached, as the client named it, known today or not: hints for later options, never a
/// reason to decide. At most [`MAX_TRANSPORTS`] of [`MAX_HINT_CHARACTERS`] each.
///
/// # Source
/// [§5.8.4](https://www.w3.org/TR/webauthn-3/#enum-transport)
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Transports {
    /// The texts, one after the other.
    texts: String,
    /// Where each of them ends; zero for those that are not there.
    ends: [usize; MAX_TRANSPORTS],
    count: usize,
}

impl Transports {
    /// The transports, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().take(self.count).filter_map(move |end| {
            let text = self.texts.get(start..*end);
            start = *end;
            text
        })
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }
}

impl<'t> FromIterator<&'t str> for Transports {
    /// Keeps the first transports that are within bounds.
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Self {
        let mut transports = Self::default();
        let fitting = texts.into_iter().filter(|text| is_within(text, MAX_HINT_CHARACTERS));
        for (end, text) in transports.ends.iter_mut().zip(fitting) {
            if transports.texts.is_empty() {
                // Room for the usual four, so that one allocation does.
                transports.texts.reserve(MAX_HINT_CHARACTERS);
            }
            transports.texts.push_str(text);
            *end = transports.texts.len();
            transports.count = transports.count.saturating_add(1);
        }
        transports
    }
}

impl fmt::Debug for Transports {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} transports", self.count)
    }
}
