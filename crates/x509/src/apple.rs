//! The extension in which Apple certifies one registration.
//!
//! ```text
//! SEQUENCE { [1] EXPLICIT OCTET STRING (SIZE (32)) }
//! ```
//!
//! Apple has published no syntax; every certificate in the field has this one.
//!
//! # Source
//! [§8.8](https://www.w3.org/TR/webauthn-3/#sctn-apple-anonymous-attestation)

use crate::certificate::Certificate;
use crate::der::{OCTET_STRING, SEQUENCE};
use crate::error::{Error, ErrorKind, Part};
use crate::extension::Extension;
use crate::object_identifier::ObjectIdentifier;

/// The explicit tag around the nonce.
const NONCE: u8 = 0xA1;

impl<'a> Certificate<'a> {
    /// The nonce of Apple's anonymous attestation: SHA-256 over the authenticator data and the hash of the client data.
    ///
    /// # Errors
    /// An extension that is there and holds anything else than 32 bytes in their one wrapping.
    ///
    /// # Source
    /// [§8.8](https://www.w3.org/TR/webauthn-3/#sctn-apple-anonymous-attestation)
    pub fn apple_nonce(&self) -> Result<Option<&'a [u8; 32]>, Error> {
        self.extension(ObjectIdentifier::APPLE_NONCE).map(nonce).transpose()
    }
}

fn nonce<'a>(extension: &Extension<'a>) -> Result<&'a [u8; 32], Error> {
    let mut list = extension.element(SEQUENCE, Part::AppleNonce)?.reader(Part::AppleNonce);
    let mut explicit = list.element(NONCE)?.reader(Part::AppleNonce);
    list.finish()?;
    let octets = explicit.element(OCTET_STRING)?;
    explicit.finish()?;
    octets.contents().try_into().map_err(|_| {
        let (found, at) = (octets.contents().len(), octets.contents_at());
        Error::new(Part::AppleNonce, ErrorKind::ContentsLength { found, at })
    })
}
