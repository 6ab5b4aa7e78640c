//! What ties a ceremony to a browser, a user and an intention: challenge, user handle, session, purpose.

use alloc::string::String;
use core::fmt;

use countersign_wire::{Field, MAX_USER_HANDLE_BYTES, base64url};
use subtle::ConstantTimeEq as _;

use crate::configuration::ConfigurationError;
use crate::time::UnixTime;

/// Fewest bytes of a challenge that is issued.
///
/// # Source
/// [§13.4.3](https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges)
pub const MIN_CHALLENGE_BYTES: usize = 16;

/// Most bytes of a challenge; the examples of the specification have up to 128.
pub const MAX_CHALLENGE_BYTES: usize = 128;

/// Bytes of a challenge made by [`Challenge::random`].
#[cfg(feature = "getrandom")]
pub const DEFAULT_CHALLENGE_BYTES: usize = 32;

/// Longest purpose, in bytes.
pub const MAX_BINDING_BYTES: usize = 128;

/// A challenge, kept as the base64url text in which it travels, because texts are what a ceremony compares.
///
/// It cannot be copied: one challenge is for one ceremony. `Debug` does not show it.
pub struct Challenge(String);

impl Challenge {
    /// A challenge of random bytes, which the caller takes from a cryptographic generator, fresh for every ceremony.
    ///
    /// # Errors
    /// [`ConfigurationError::ChallengeLength`] unless there are 16 to 128 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, ConfigurationError> {
        if (MIN_CHALLENGE_BYTES..=MAX_CHALLENGE_BYTES).contains(&bytes.len()) {
            Ok(Self(base64url::encode(bytes)))
        } else {
            Err(ConfigurationError::ChallengeLength)
        }
    }

    /// A challenge of 32 bytes from the operating system.
    ///
    /// # Errors
    /// [`ConfigurationError::Randomness`] if the system gives none.
    #[cfg(feature = "getrandom")]
    pub fn random() -> Result<Self, ConfigurationError> {
        let mut bytes = [0; DEFAULT_CHALLENGE_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| ConfigurationError::Randomness)?;
        Self::new(&bytes)
    }

    /// A challenge that was stored, as text.
    pub(crate) fn stored(text: &str) -> Option<Self> {
        let bytes = base64url::decode(text, Field::Challenge, MAX_CHALLENGE_BYTES).ok()?;
        (!bytes.is_empty()).then(|| Self(text.into()))
    }

    /// A challenge that was recorded, of whatever length.
    #[cfg(feature = "recorded")]
    pub(crate) fn recorded(bytes: &[u8]) -> Self {
        Self(base64url::encode(bytes))
    }

    /// The base64url text, as options carry it.
    #[must_use]
    pub fn as_base64url(&self) -> &str {
        &self.0
    }

    /// Whether `text` is this challenge, compared in constant time. An empty challenge equals nothing.
    pub(crate) fn is(&self, text: &str) -> bool {
        !self.0.is_empty() && bool::from(self.0.as_bytes().ct_eq(text.as_bytes()))
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Challenge(..)")
    }
}

/// A user handle: 1 to 64 opaque bytes that name an account. No personal data, the same for all credentials of a user.
///
/// `Debug` does not show it.
///
/// # Source
/// [§5.4.3](https://www.w3.org/TR/webauthn-3/#dictionary-user-credential-params)
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UserHandle {
    /// The bytes, and zeros behind them: results hand a user handle out without allocating.
    bytes: [u8; MAX_USER_HANDLE_BYTES],
    length: usize,
}

impl UserHandle {
    /// A user handle of bytes that the caller chose.
    ///
    /// # Errors
    /// [`ConfigurationError::UserHandleLength`] unless there are 1 to 64 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, ConfigurationError> {
        if bytes.is_empty() || bytes.len() > MAX_USER_HANDLE_BYTES {
            return Err(ConfigurationError::UserHandleLength);
        }
        let mut filled = [0; MAX_USER_HANDLE_BYTES];
        let length = filled.iter_mut().zip(bytes).map(|(to, from)| *to = *from).count();
        Ok(Self { bytes: filled, length })
    }

    /// A user handle of 64 bytes.
    pub(crate) const fn longest(bytes: [u8; MAX_USER_HANDLE_BYTES]) -> Self {
        Self { bytes, length: MAX_USER_HANDLE_BYTES }
    }

    /// A user handle of 64 bytes from the operating system.
    ///
    /// # Errors
    /// [`ConfigurationError::Randomness`] if the system gives none.
    #[cfg(feature = "getrandom")]
    pub fn random() -> Result<Self, ConfigurationError> {
        let mut bytes = [0; MAX_USER_HANDLE_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| ConfigurationError::Randomness)?;
        Ok(Self::longest(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for UserHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "UserHandle({} bytes)", self.length)
    }
}

/// What a ceremony is bound to when it begins. The same values have to be there when it ends.
///
/// `Debug` does not show the session.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct Binding<'a> {
    /// The browser's session, as the application knows it: any bytes that another browser does not have. Only their hash is
    /// stored.
    pub session: &'a [u8],
    /// What the ceremony is for, such as `sign-in` or `delete-account`, so that an answer given for one thing is not
    /// used for another.
    pub purpose: &'a str,
    /// When it begins.
    pub now: UnixTime,
}

impl fmt::Debug for Binding<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Binding")
            .field("purpose", &self.purpose)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl Binding<'_> {
    pub(crate) fn check(&self) -> Result<(), ConfigurationError> {
        let fits = |length: usize| length > 0 && length <= MAX_BINDING_BYTES;
        if !self.session.is_empty() && fits(self.purpose.len()) {
            Ok(())
        } else {
            Err(ConfigurationError::BindingLength)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: cd-challenge-missing
    #[test]
    fn refuses_an_empty_challenge_even_where_none_was_issued() {
        let nothing = Challenge(String::new());
        assert!(!nothing.is(""));
        assert!(!nothing.is("AAAA"));
        assert!(Challenge::stored("").is_none());
        assert!(Challenge::stored("AAAA").is_some_and(|challenge| challenge.is("AAAA")));
    }

    #[test]
    fn refuses_to_show_a_challenge() {
        let challenge = Challenge::stored(&base64url::encode(&[77; 32])).unwrap();
        assert_eq!(alloc::format!("{challenge:?}"), "Challenge(..)");
    }

    // attack: cd-challenge-noncanonical-bits
    #[test]
    fn refuses_stored_text_that_is_no_challenge() {
        for text in ["AAA=", "A", "AB", "a b c", "AA/A"] {
            assert!(Challenge::stored(text).is_none(), "{text}");
        }
        assert!(Challenge::stored(&base64url::encode(&[7; MAX_CHALLENGE_BYTES])).is_some());
        assert!(Challenge::stored(&base64url::encode(&[7; MAX_CHALLENGE_BYTES + 1])).is_none());
    }
}
