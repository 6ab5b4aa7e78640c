//! The attestation object: authenticator data and a statement about it.
//!
//! ```text
//! attObj = { authData: bytes, fmt: text, attStmt: map / array }
//! ```
//!
//! # Source
//! [§6.5.4](https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object)

use core::fmt;

use countersign_cbor::{self as cbor, MapOrder, Value};

use crate::authenticator_data::{
    AttestedCredentialData, AuthenticatorData, MAX_AUTHENTICATOR_DATA_BYTES, Opaque,
};
use crate::error::{Error, ErrorKind, Field};

/// Longest attestation object in bytes: authenticator data and a chain of eight certificates of 16 KiB never come
/// together in practice; the longest seen, with ML-DSA keys and chains, stay below 40 KiB.
pub const MAX_ATTESTATION_OBJECT_BYTES: usize = MAX_AUTHENTICATOR_DATA_BYTES + 56 * 1024;

/// An attestation object in its parts. The statement is CBOR of the dialect and nothing more: its format is not known
/// here.
#[derive(Clone, PartialEq, Eq)]
pub struct AttestationObject<'a> {
    format: &'a str,
    statement: Value<'a>,
    authenticator_data: AuthenticatorData<'a>,
    credential: AttestedCredentialData<'a>,
    canonical_order: bool,
}

impl fmt::Debug for AttestationObject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AttestationObject")
            .field("format", &Opaque(self.format.as_bytes()))
            .field("statement", &self.statement)
            .field("authenticator_data", &self.authenticator_data)
            .field("canonical_order", &self.canonical_order)
            .finish()
    }
}

impl<'a> AttestationObject<'a> {
    /// Reads an attestation object: exactly the three members, and authenticator data with all of its parts.
    ///
    /// Map keys out of CTAP2 order are accepted here and in the statement, and reported.
    ///
    /// # Errors
    /// The field at fault and the rule of §6.5.4, §6.1 or §6.5.1 that is broken.
    ///
    /// # Source
    /// [§6.5.4](https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object)
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_ATTESTATION_OBJECT_BYTES {
            let most = MAX_ATTESTATION_OBJECT_BYTES;
            return Err(Error::new(Field::AttestationObject, ErrorKind::TooLong { most }));
        }
        let decoded =
            Value::decode(bytes, MapOrder::Reported).map_err(|error| at(Field::AttestationObject, error))?;
        let (mut format, mut statement, mut authenticator_data) = (None, None, None);
        for entry in decoded.value().map().map_err(|error| at(Field::AttestationObject, error))? {
            let (key, value) = entry.map_err(|error| at(Field::AttestationObject, error))?;
            match key.text().map_err(|error| at(Field::AttestationObject, error))? {
                "fmt" => format = Some(value.text().map_err(|error| at(Field::Format, error))?),
                "attStmt" => statement = Some(value),
                "authData" => {
                    let bytes = value.bytes().map_err(|error| at(Field::AuthenticatorData, error))?;
                    authenticator_data = Some(bytes);
                }
                // The syntax definition is closed.
                _ => {
                    return Err(Error::new(Field::AttestationObject, ErrorKind::WrongValue).under("6.5.4.r1"));
                }
            }
        }
        let missing = |field| Error::new(field, ErrorKind::Missing).under("6.5.4.r1");
        let statement = statement.ok_or(missing(Field::AttestationStatement))?;
        if statement.map().is_err() && statement.array().is_err() {
            return Err(Error::new(Field::AttestationStatement, ErrorKind::WrongValue).under("6.5.4.r1"));
        }
        let authenticator_data = authenticator_data.ok_or(missing(Field::AuthenticatorData))?;
        let authenticator_data = AuthenticatorData::parse(authenticator_data)?;
        Ok(Self {
            format: format.ok_or(missing(Field::Format))?,
            statement,
            credential: authenticator_data.require_attested()?.clone(),
            authenticator_data,
            canonical_order: decoded.is_canonical_order(),
        })
    }

    /// `fmt`, as it stands.
    #[must_use]
    pub const fn format(&self) -> &'a str {
        self.format
    }

    /// `attStmt`: a map, or an array for the compound format.
    #[must_use]
    pub const fn statement(&self) -> Value<'a> {
        self.statement
    }

    /// `authData`.
    #[must_use]
    pub const fn authenticator_data(&self) -> &AuthenticatorData<'a> {
        &self.authenticator_data
    }

    /// The attested credential data, which an attestation object always has.
    #[must_use]
    pub const fn credential(&self) -> &AttestedCredentialData<'a> {
        &self.credential
    }

    /// Whether the keys of all maps, down into the statement, are in CTAP2 order.
    #[must_use]
    pub const fn is_canonical_order(&self) -> bool {
        self.canonical_order
    }
}

/// §6.5.4.r1: the members have these types; §2.4: they are canonical CBOR.
const fn at(field: Field, error: cbor::Error) -> Error {
    Error::new(field, ErrorKind::Cbor(error)).under("6.5.4.r1")
}
