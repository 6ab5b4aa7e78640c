//! Base64url without padding, as WebAuthn means it: no padding, no white space, no other alphabet, and no bits set that
//! decode to nothing.
//!
//! # Source
//! [§3, base64url encoding](https://www.w3.org/TR/webauthn-3/#base64url-encoding),
//! [RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Error, ErrorKind, Field};

/// The text form of `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of `text`; `field` is what an error names.
///
/// # Errors
/// [`ErrorKind::Base64url`] with the place of a bad character; [`ErrorKind::TooLong`] for more than `most`
/// bytes, before anything is allocated.
pub fn decode(text: &str, field: Field, most: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    decode_into(text, field, most, &mut bytes)?;
    Ok(bytes)
}

/// Appends the bytes of `text` to `bytes`.
pub(crate) fn decode_into(text: &str, field: Field, most: usize, bytes: &mut Vec<u8>) -> Result<(), Error> {
    if decoded_length(text) > most {
        return Err(Error::new(field, ErrorKind::TooLong { most }));
    }
    URL_SAFE_NO_PAD.decode_vec(text, bytes).map_err(|error| {
        let at = match error {
            base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _) => at,
            base64::DecodeError::InvalidLength(_) => text.len(),
            base64::DecodeError::InvalidPadding => text.find('=').unwrap_or(text.len()),
        };
        Error::new(field, ErrorKind::Base64url { at })
    })
}

/// How many bytes `text` stands for: three for every four characters.
pub(crate) fn decoded_length(text: &str) -> usize {
    let (quads, rest) = (text.len() / 4, text.len() % 4);
    quads.saturating_mul(3).saturating_add(rest.saturating_sub(1))
}
