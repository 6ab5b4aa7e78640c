//! Authenticator extension outputs: signed, and therefore kept apart from what the client says.
//!
//! # Source
//! [§9.5](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-extension-processing),
//! [CTAP 2.2 §12](https://fidoalliance.org/specs/fido-v2.2-ps-20250714/fido-client-to-authenticator-protocol-v2.2-ps-20250714.html#sctn-defined-extensions),
//! [§10.2 of Level 2 for uvm](https://www.w3.org/TR/webauthn-2/#sctn-uvm-extension)

use alloc::vec::Vec;
use core::fmt;

use countersign_cbor::{self as cbor, MapOrder, Value};

use crate::error::{Error, ErrorKind, Field};

/// Longest extension identifier in octets.
///
/// # Source
/// [§9.1](https://www.w3.org/TR/webauthn-3/#sctn-extension-id)
pub const MAX_IDENTIFIER_BYTES: usize = 32;

/// Most entries of a `uvm` output, as its definition says.
pub const MAX_UVM_ENTRIES: usize = 3;

/// A map of extension outputs whose identifiers are well formed.
///
/// The map and the identifiers are checked when authenticator data is read. A known output of the wrong type is an error
/// where it is asked for, and nowhere else: an authenticator that is wrong about an extension nobody asked for locks
/// nobody out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorExtensions<'a> {
    outputs: Value<'a>,
}

/// `credProtect`: what it takes to use a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "CTAP defines three levels")]
pub enum CredentialProtection {
    /// 1: user verification is optional.
    UserVerificationOptional,
    /// 2: optional where the credential id is known.
    UserVerificationOptionalWithCredentialIdList,
    /// 3: user verification is required.
    UserVerificationRequired,
}

/// `credBlob`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "one form for each ceremony")]
pub enum CredBlob<'a> {
    /// At registration: whether the blob was stored.
    Stored(bool),
    /// At authentication: the blob.
    Blob(&'a [u8]),
}

impl fmt::Debug for CredBlob<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored(stored) => write!(formatter, "Stored({stored})"),
            Self::Blob(blob) => write!(formatter, "Blob({} bytes)", blob.len()),
        }
    }
}

/// `hmac-secret`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "one form for each ceremony")]
pub enum HmacSecret<'a> {
    /// At registration: whether the credential has a secret.
    Enabled(bool),
    /// At authentication: the output, encrypted for the client.
    Encrypted(&'a [u8]),
}

impl fmt::Debug for HmacSecret<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enabled(enabled) => write!(formatter, "Enabled({enabled})"),
            Self::Encrypted(output) => write!(formatter, "Encrypted({} bytes)", output.len()),
        }
    }
}

/// One entry of `uvm`, with the numbers of the FIDO registry of predefined values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserVerificationMethod {
    method: u32,
    key_protection: u16,
    matcher_protection: u16,
}

impl UserVerificationMethod {
    /// The user verification method, a set of bits.
    #[must_use]
    pub const fn method(&self) -> u32 {
        self.method
    }

    /// How the key is protected, a set of bits.
    #[must_use]
    pub const fn key_protection(&self) -> u16 {
        self.key_protection
    }

    /// How the matcher is protected, a set of bits.
    #[must_use]
    pub const fn matcher_protection(&self) -> u16 {
        self.matcher_protection
    }
}

impl<'a> AuthenticatorExtensions<'a> {
    /// Reads a map of extension outputs that takes up all of `bytes`.
    ///
    /// # Errors
    /// CBOR that is not canonical, that is no map, or that has keys which are no extension identifiers.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let decoded = Value::decode(bytes, MapOrder::Enforced)
            .map_err(|error| Error::new(Field::Extensions, ErrorKind::Cbor(error)))?;
        Self::read(decoded.value())
    }

    /// The map as it arrived.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.outputs.encoded()
    }

    /// Takes a decoded item that should be a map of extension outputs.
    pub(crate) fn read(outputs: Value<'a>) -> Result<Self, Error> {
        // §6.1.r3
        let not_text = |error| Error::new(Field::Extensions, ErrorKind::Cbor(error)).under("6.1.r3");
        for entry in outputs.map().map_err(not_text)? {
            let (identifier, _) = entry.map_err(not_text)?;
            // §9.1.r2
            if !is_identifier(identifier.text().map_err(not_text)?) {
                return Err(Error::new(Field::Extensions, ErrorKind::WrongValue).under("9.1.r2"));
            }
        }
        Ok(Self { outputs })
    }

    /// The output of an extension as it stands, by its identifier, case-sensitively.
    #[must_use]
    pub fn output(&self, identifier: &str) -> Option<Value<'a>> {
        // §9.1.r1
        self.outputs().find_map(|(found, output)| (found == identifier).then_some(output))
    }

    /// Identifiers and outputs, in order.
    pub fn outputs(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> + use<'a> {
        // What `read` has walked over before cannot fail here.
        self.outputs.map().into_iter().flatten().filter_map(|entry| {
            entry.ok().and_then(|(identifier, output)| Some((identifier.text().ok()?, output)))
        })
    }

    /// `credProtect`.
    ///
    /// # Errors
    /// If the output is not 1, 2 or 3.
    pub fn cred_protect(&self) -> Result<Option<CredentialProtection>, Error> {
        let Some(output) = self.output("credProtect") else { return Ok(None) };
        match output.integer().map_err(|error| wrong(Field::CredProtect, error))? {
            1 => Ok(Some(CredentialProtection::UserVerificationOptional)),
            2 => Ok(Some(CredentialProtection::UserVerificationOptionalWithCredentialIdList)),
            3 => Ok(Some(CredentialProtection::UserVerificationRequired)),
            _ => Err(Error::new(Field::CredProtect, ErrorKind::WrongValue)),
        }
    }

    /// `minPinLength`, in Unicode code points.
    ///
    /// # Errors
    /// If the output is not an unsigned integer of 32 bits.
    pub fn min_pin_length(&self) -> Result<Option<u32>, Error> {
        let Some(output) = self.output("minPinLength") else { return Ok(None) };
        number(Field::MinPinLength, output).map(Some)
    }

    /// `credBlob`.
    ///
    /// # Errors
    /// If the output is neither a boolean nor a byte string.
    pub fn cred_blob(&self) -> Result<Option<CredBlob<'a>>, Error> {
        let Some(output) = self.output("credBlob") else { return Ok(None) };
        if let Ok(stored) = output.boolean() {
            return Ok(Some(CredBlob::Stored(stored)));
        }
        let blob = output.bytes().map_err(|error| wrong(Field::CredBlob, error))?;
        Ok(Some(CredBlob::Blob(blob)))
    }

    /// `hmac-secret`.
    ///
    /// # Errors
    /// If the output is neither a boolean nor a byte string.
    pub fn hmac_secret(&self) -> Result<Option<HmacSecret<'a>>, Error> {
        let Some(output) = self.output("hmac-secret") else { return Ok(None) };
        if let Ok(enabled) = output.boolean() {
            return Ok(Some(HmacSecret::Enabled(enabled)));
        }
        let encrypted = output.bytes().map_err(|error| wrong(Field::HmacSecret, error))?;
        Ok(Some(HmacSecret::Encrypted(encrypted)))
    }

    /// `thirdPartyPayment`.
    ///
    /// # Errors
    /// If the output is not a boolean.
    pub fn third_party_payment(&self) -> Result<Option<bool>, Error> {
        let Some(output) = self.output("thirdPartyPayment") else { return Ok(None) };
        output.boolean().map(Some).map_err(|error| wrong(Field::ThirdPartyPayment, error))
    }

    /// `uvm`: how the user was verified, at most [`MAX_UVM_ENTRIES`] ways.
    ///
    /// # Errors
    /// If the output is not a list of one to three lists of three numbers.
    pub fn uvm(&self) -> Result<Option<Vec<UserVerificationMethod>>, Error> {
        let Some(output) = self.output("uvm") else { return Ok(None) };
        let entries = output.array().map_err(|error| wrong(Field::Uvm, error))?;
        if entries.count_left() == 0 {
            return Err(Error::new(Field::Uvm, ErrorKind::Empty));
        }
        if entries.count_left() > MAX_UVM_ENTRIES {
            return Err(Error::new(Field::Uvm, ErrorKind::TooLong { most: MAX_UVM_ENTRIES }));
        }
        let entry = |entry: Result<Value<'a>, cbor::Error>| {
            uvm_entry(entry.map_err(|error| wrong(Field::Uvm, error))?)
        };
        entries.map(entry).collect::<Result<_, _>>().map(Some)
    }
}

fn uvm_entry(entry: Value<'_>) -> Result<UserVerificationMethod, Error> {
    let mut numbers = entry.array().map_err(|error| wrong(Field::Uvm, error))?;
    let mut next = || match numbers.next() {
        Some(item) => item.map_err(|error| wrong(Field::Uvm, error)),
        None => Err(Error::new(Field::Uvm, ErrorKind::Missing)),
    };
    let method = UserVerificationMethod {
        method: number(Field::Uvm, next()?)?,
        key_protection: number(Field::Uvm, next()?)?,
        matcher_protection: number(Field::Uvm, next()?)?,
    };
    if numbers.count_left() == 0 {
        Ok(method)
    } else {
        Err(Error::new(Field::Uvm, ErrorKind::TooLong { most: 3 }))
    }
}

fn number<N: TryFrom<i128>>(field: Field, output: Value<'_>) -> Result<N, Error> {
    let number = output.integer().map_err(|error| wrong(field, error))?;
    N::try_from(number).map_err(|_| Error::new(field, ErrorKind::WrongValue))
}

const fn wrong(field: Field, error: cbor::Error) -> Error {
    Error::new(field, ErrorKind::Cbor(error))
}

/// §9.1: visible ASCII, without the quotation mark and the backslash.
fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_IDENTIFIER_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}
