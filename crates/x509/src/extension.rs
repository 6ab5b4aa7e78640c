//! Extensions: the list of them, and what those that we know hold.

use core::fmt;

use x509_parser::asn1_rs::FromDer;
use x509_parser::extensions;

use crate::ObjectIdentifier;
use crate::der::{Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};
use crate::error::{Error, ErrorKind, Part};

/// Most extensions of one certificate. Attestation certificates have up to a dozen; duplicates are found by comparing
/// each with each.
pub const MAX_EXTENSIONS: usize = 32;

/// An extension whose value has not been looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    identifier: ObjectIdentifier<'a>,
    is_critical: bool,
    value: Element<'a>,
}

impl<'a> Extension<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut inside = reader.element(SEQUENCE)?.reader(reader.part());
        let identifier = ObjectIdentifier::from_contents(inside.element(OBJECT_IDENTIFIER)?.contents());
        let is_critical = inside.optional_boolean()?.unwrap_or(false);
        let value = inside.element(OCTET_STRING)?;
        inside.finish()?;
        Ok(Self { identifier, is_critical, value })
    }

    /// Which extension it is.
    #[must_use]
    pub const fn identifier(&self) -> ObjectIdentifier<'a> {
        self.identifier
    }

    /// Whether a verifier that does not know the extension has to refuse the certificate.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.is_critical
    }

    /// The contents of the octet string, usually DER.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value.contents()
    }

    /// Reads the value with a reader of x509-parser, which has to take up all of it.
    pub(crate) fn decode<T: FromDer<'a, x509_parser::error::X509Error>>(
        &self,
        part: Part,
    ) -> Result<T, Error> {
        match T::from_der(self.value()) {
            Ok(([], decoded)) => Ok(decoded),
            Ok((rest, _)) => {
                let read = self.value().len().saturating_sub(rest.len());
                let at = self.value.contents_at().saturating_add(read);
                Err(Error::new(part, ErrorKind::TrailingBytes { at }))
            }
            // Its errors are those of a parser combinator, which say less than the part does.
            Err(_) => Err(Error::new(part, ErrorKind::Malformed)),
        }
    }

    /// The value as one element that takes up all of it.
    pub(crate) fn element(&self, tag: u8, part: Part) -> Result<Element<'a>, Error> {
        let (element, rest) = self.first_element(tag, part)?;
        rest.finish()?;
        Ok(element)
    }

    /// The element that the value begins with, and what is behind it.
    pub(crate) fn first_element(&self, tag: u8, part: Part) -> Result<(Element<'a>, Reader<'a>), Error> {
        let mut reader = self.value.reader(part);
        let element = reader.element(tag)?;
        Ok((element, reader))
    }
}

impl fmt::Debug for Extension<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let critical = if self.is_critical { ", critical" } else { "" };
        write!(formatter, "Extension({}{critical}, {} bytes)", self.identifier, self.value().len())
    }
}

/// The extensions of one certificate, each identifier once.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Extensions<'a>(Vec<Extension<'a>>);

impl<'a> Extensions<'a> {
    pub(crate) const NONE: Self = Self(Vec::new());

    /// Reads `Extensions`, without the explicit tag around it.
    pub(crate) fn read(element: Element<'a>) -> Result<Self, Error> {
        let mut reader = element.reader(Part::Extensions);
        let mut list: Vec<Extension<'a>> = Vec::new();
        while !reader.is_at_end() {
            let extension = Extension::read(&mut reader)?;
            if list.iter().any(|other| other.identifier == extension.identifier) {
                return Err(reader.error(ErrorKind::DuplicateExtension));
            }
            if list.len() == MAX_EXTENSIONS {
                return Err(reader.error(ErrorKind::TooManyExtensions));
            }
            list.push(extension);
        }
        Ok(Self(list))
    }

    pub(crate) fn as_slice(&self) -> &[Extension<'a>] {
        &self.0
    }

    pub(crate) fn find(&self, identifier: ObjectIdentifier<'_>) -> Option<&Extension<'a>> {
        self.0.iter().find(|extension| extension.identifier == identifier)
    }
}

/// The extension basicConstraints.
///
/// # Source
/// RFC 5280 §4.2.1.9
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    is_authority: bool,
    path_length: Option<u32>,
}

impl BasicConstraints {
    /// Reads the value leniently: a true of BER (ATKey.Pro) and a false that DER leaves out (the virtual authenticator
    /// of Chromium) say what they say.
    pub(crate) fn read(extension: &Extension<'_>) -> Result<Self, Error> {
        let decoded: extensions::BasicConstraints = extension.decode(Part::BasicConstraints)?;
        Ok(Self { is_authority: decoded.ca, path_length: decoded.path_len_constraint })
    }

    /// Whether the subject is a certification authority.
    #[must_use]
    pub const fn is_authority(&self) -> bool {
        self.is_authority
    }

    /// How many authorities, self-issued certificates not counted, may stand between this one and the leaf.
    #[must_use]
    pub const fn path_length(&self) -> Option<u32> {
        self.path_length
    }
}

/// The extension keyUsage.
///
/// # Source
/// RFC 5280 §4.2.1.3
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(extensions::KeyUsage);

impl KeyUsage {
    pub(crate) fn read(extension: &Extension<'_>) -> Result<Self, Error> {
        extension.decode(Part::KeyUsage).map(Self)
    }

    /// Whether the key may sign what is neither a certificate nor a revocation list.
    #[must_use]
    pub fn digital_signature(&self) -> bool {
        self.0.digital_signature()
    }

    /// Whether the key may sign revocation lists.
    #[must_use]
    pub fn list_signing(&self) -> bool {
        self.0.crl_sign()
    }

    /// Whether the key may sign certificates.
    #[must_use]
    pub fn certificate_signing(&self) -> bool {
        self.0.key_cert_sign()
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyUsage({})", self.0)
    }
}

/// What a FIDO extension holds, and whether it is critical, which none of them may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FidoExtension<T> {
    is_critical: bool,
    value: T,
}

impl<T: Copy> FidoExtension<T> {
    /// Whether it is marked as critical.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.is_critical
    }

    /// What it holds.
    #[must_use]
    pub const fn value(&self) -> T {
        self.value
    }
}

impl<T> fmt::Debug for FidoExtension<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_critical { "FidoExtension(critical)" } else { "FidoExtension" })
    }
}

/// The AAGUID: an octet string of 16 bytes.
pub(crate) fn aaguid(extension: &Extension<'_>) -> Result<FidoExtension<[u8; 16]>, Error> {
    let element = extension.element(OCTET_STRING, Part::Aaguid)?;
    let value = element.contents().try_into().map_err(|_| {
        let (found, at) = (element.contents().len(), element.contents_at());
        Error::new(Part::Aaguid, ErrorKind::ContentsLength { found, at })
    })?;
    Ok(FidoExtension { is_critical: extension.is_critical, value })
}

/// The firmware version: an integer, zero or more.
pub(crate) fn firmware_version(extension: &Extension<'_>) -> Result<FidoExtension<u64>, Error> {
    let element = extension.element(INTEGER, Part::FirmwareVersion)?;
    let value = element.unsigned(Part::FirmwareVersion)?;
    Ok(FidoExtension { is_critical: extension.is_critical, value })
}

/// The serial number for enterprises: an octet string.
pub(crate) fn enterprise_serial_number<'a>(
    extension: &Extension<'a>,
) -> Result<FidoExtension<&'a [u8]>, Error> {
    let value = extension.element(OCTET_STRING, Part::EnterpriseSerialNumber)?.contents();
    Ok(FidoExtension { is_critical: extension.is_critical, value })
}
