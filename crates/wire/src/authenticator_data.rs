//! Authenticator data: what the authenticator signs.
//!
//! ```text
//! rpIdHash(32) || flags(1) || signCount(4, big-endian)
//!   || [AT: aaguid(16) || length(2, big-endian) || credentialId(length) || credentialPublicKey(CBOR)]
//!   || [ED: extensions(CBOR map)]
//! ```
//!
//! # Source
//! [§6.1](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data),
//! [§6.5.1](https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data)

use core::fmt;

use countersign_cbor::{MapOrder, Value};
use countersign_cose::CoseKey;

use crate::authenticator_extensions::AuthenticatorExtensions;
use crate::error::{Error, ErrorKind, Field};

/// Longest authenticator data in bytes: the longest credential id that its length field can announce, the largest key
/// (ML-DSA-87, 2,592 bytes), and room for extensions.
pub const MAX_AUTHENTICATOR_DATA_BYTES: usize = 72 * 1024;

/// The flags of authenticator data. Reserved bits are kept and mean nothing.
///
/// # Source
/// [§6.1](https://www.w3.org/TR/webauthn-3/#authdata-flags)
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// Flags from their byte.
    #[must_use]
    pub const fn new(byte: u8) -> Self {
        Self(byte)
    }

    /// The byte as it arrived.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// UP, bit 0: the user was present.
    #[must_use]
    pub const fn user_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// UV, bit 2: the user was verified.
    #[must_use]
    pub const fn user_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// BE, bit 3: the credential may be backed up.
    #[must_use]
    pub const fn backup_eligible(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// BS, bit 4: the credential is backed up.
    #[must_use]
    pub const fn backup_state(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// AT, bit 6: attested credential data follows.
    #[must_use]
    pub const fn attested_credential_data(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// ED, bit 7: extension data follows.
    #[must_use]
    pub const fn extension_data(self) -> bool {
        self.0 & 0x80 != 0
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Flags({:#04x})", self.0)
    }
}

/// The model of an authenticator, as a UUID. Who says so is another matter: an AAGUID proves nothing by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Aaguid([u8; 16]);

impl Aaguid {
    /// An AAGUID from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Whether it is all zero, as an authenticator without a model says.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 16]
    }
}

impl fmt::Display for Aaguid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                formatter.write_str("-")?;
            }
            write!(formatter, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Aaguid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Aaguid({self})")
    }
}

/// Authenticator data of which every byte is accounted for.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    bytes: Opaque<'a>,
    rp_id_hash: &'a [u8; 32],
    flags: Flags,
    sign_count: u32,
    attested: Option<AttestedCredentialData<'a>>,
    extensions: Option<AuthenticatorExtensions<'a>>,
}

impl fmt::Debug for AuthenticatorData<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthenticatorData")
            .field("bytes", &self.bytes)
            .field("flags", &self.flags)
            .field("sign_count", &self.sign_count)
            .field("attested", &self.attested)
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}

/// What a new credential is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestedCredentialData<'a> {
    aaguid: Aaguid,
    credential_id: Opaque<'a>,
    public_key: CoseKey<'a>,
}

/// Bytes that `Debug` shows only the length of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opaque<'a>(pub(crate) &'a [u8]);

impl fmt::Debug for Opaque<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.0.len())
    }
}

impl<'a> AuthenticatorData<'a> {
    /// Reads authenticator data. Whether there has to be attested credential data is for the ceremony to say; where the
    /// flag announces it, it is read strictly, also in an assertion.
    ///
    /// # Errors
    /// The field at fault and the rule of §6.1 or §6.5.1 that is broken.
    ///
    /// # Source
    /// [§6.1](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data)
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_AUTHENTICATOR_DATA_BYTES {
            let most = MAX_AUTHENTICATOR_DATA_BYTES;
            return Err(Error::new(Field::AuthenticatorData, ErrorKind::TooLong { most }));
        }
        // §6.1.r1
        let mut reader = Reader { rest: bytes, at: 0 };
        let header = |error: Error| error.under("6.1.r1");
        let rp_id_hash = reader.array::<32>(Field::AuthenticatorData).map_err(header)?;
        let [flags] = *reader.array(Field::AuthenticatorData).map_err(header)?;
        let flags = Flags(flags);
        // §6.1.r2
        let sign_count = u32::from_be_bytes(*reader.array(Field::AuthenticatorData).map_err(header)?);
        let attested = if flags.attested_credential_data() {
            Some(AttestedCredentialData::read(&mut reader)?)
        } else {
            None
        };
        let extensions = if flags.extension_data() { Some(reader.extensions()?) } else { None };
        reader.finish(flags)?;
        Ok(Self { bytes: Opaque(bytes), rp_id_hash, flags, sign_count, attested, extensions })
    }

    /// The bytes as they arrived.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes.0
    }

    /// The SHA-256 of the RP ID.
    #[must_use]
    pub const fn rp_id_hash(&self) -> &'a [u8; 32] {
        self.rp_id_hash
    }

    /// The flags.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// The signature counter, big-endian in bytes 33..37 of the authenticator data.
    ///
    /// Zero for an authenticator that does not count. A counter that does not grow is a hint, not proof, of a clone.
    ///
    /// # Source
    /// [§6.1.1](https://www.w3.org/TR/webauthn-3/#sctn-sign-counter)
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// The attested credential data, where AT is set.
    #[must_use]
    pub const fn attested(&self) -> Option<&AttestedCredentialData<'a>> {
        self.attested.as_ref()
    }

    /// The attested credential data that a registration must have.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] under rule `6.1.e` where AT is clear.
    pub fn require_attested(&self) -> Result<&AttestedCredentialData<'a>, Error> {
        let missing = Error::new(Field::AttestedCredentialData, ErrorKind::Missing);
        // §6.1.e
        self.attested.as_ref().ok_or(missing.under("6.1.e"))
    }

    /// The extension outputs, where ED is set.
    #[must_use]
    pub const fn extensions(&self) -> Option<&AuthenticatorExtensions<'a>> {
        self.extensions.as_ref()
    }
}

impl<'a> AttestedCredentialData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        // §6.5.1.r1
        let aaguid = reader.array(Field::Aaguid).map_err(|error| error.under("6.5.1.r1"))?;
        // §6.5.1.r2; that more than 1023 bytes are refused is step 7.1.25.
        let length = reader.array(Field::CredentialId).map_err(|error| error.under("6.5.1.r2"))?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 {
            return Err(Error::new(Field::CredentialId, ErrorKind::Empty).under("6.5.1.r2"));
        }
        // §6.5.1.r3
        let credential_id =
            reader.take(length, Field::CredentialId).map_err(|error| error.under("6.5.1.r3"))?;
        // §6.5.1.r4 to .r8
        let public_key = reader.public_key()?;
        Ok(Self { aaguid: Aaguid(*aaguid), credential_id: Opaque(credential_id), public_key })
    }

    /// The model that the authenticator claims to be.
    #[must_use]
    pub const fn aaguid(&self) -> Aaguid {
        self.aaguid
    }

    /// The credential id, of 1 to 65,535 bytes.
    #[must_use]
    pub const fn credential_id(&self) -> &'a [u8] {
        self.credential_id.0
    }

    /// The credential public key.
    #[must_use]
    pub const fn public_key(&self) -> &CoseKey<'a> {
        &self.public_key
    }
}

/// A reader that cannot overrun.
struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize, field: Field) -> Result<&'a [u8], Error> {
        let truncated =
            Error::new(field, ErrorKind::Truncated { at: self.at.saturating_add(self.rest.len()) });
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(truncated)?;
        self.advance(rest);
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, field: Field) -> Result<&'a [u8; N], Error> {
        let truncated =
            Error::new(field, ErrorKind::Truncated { at: self.at.saturating_add(self.rest.len()) });
        let (taken, rest) = self.rest.split_first_chunk().ok_or(truncated)?;
        self.advance(rest);
        Ok(taken)
    }

    fn public_key(&mut self) -> Result<CoseKey<'a>, Error> {
        let (key, rest) = CoseKey::decode_prefix(self.rest)
            .map_err(|error| Error::new(Field::CredentialPublicKey, ErrorKind::Key(error)))?;
        self.advance(rest);
        Ok(key)
    }

    fn extensions(&mut self) -> Result<AuthenticatorExtensions<'a>, Error> {
        // §6.1.f
        if self.rest.is_empty() {
            return Err(Error::new(Field::Extensions, ErrorKind::FlagMismatch).under("6.1.f"));
        }
        let (decoded, rest) = Value::decode_prefix(self.rest, MapOrder::Enforced)
            .map_err(|error| Error::new(Field::Extensions, ErrorKind::Cbor(error)))?;
        let extensions = AuthenticatorExtensions::read(decoded.value())?;
        self.advance(rest);
        Ok(extensions)
    }

    /// §6.1.r4: every byte belongs to something. A map that no flag announces is §6.1.f.
    fn finish(&self, flags: Flags) -> Result<(), Error> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let unannounced = !flags.extension_data()
            && Value::decode(self.rest, MapOrder::Reported)
                .is_ok_and(|decoded| decoded.value().map().is_ok());
        Err(if unannounced {
            Error::new(Field::Extensions, ErrorKind::FlagMismatch).under("6.1.f")
        } else {
            Error::new(Field::AuthenticatorData, ErrorKind::TrailingBytes { at: self.at }).under("6.1.r4")
        })
    }

    fn advance(&mut self, rest: &'a [u8]) {
        let read = self.rest.len().saturating_sub(rest.len());
        self.at = self.at.saturating_add(read);
        self.rest = rest;
    }
}
