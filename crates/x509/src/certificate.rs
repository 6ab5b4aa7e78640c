//! A certificate, as a view of its DER.
//!
//! ```text
//! Certificate     ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature BIT STRING }
//! TBSCertificate  ::= SEQUENCE { version [0] DEFAULT v1, serialNumber, signature, issuer, validity, subject,
//!                                subjectPublicKeyInfo, issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL,
//!                                extensions [3] OPTIONAL }
//! ```
//!
//! # Source
//! RFC 5280 §4.1

use core::fmt;

use countersign_cose::{Crypto, PublicKey, SignatureScheme};
use x509_parser::asn1_rs::FromDer;
use x509_parser::time::ASN1Time;

use crate::algorithm::Algorithm;
use crate::der::{self, BIT_STRING, Element, GENERALIZED_TIME, INTEGER, Reader, SEQUENCE, UTC_TIME};
use crate::error::{Error, ErrorKind, Part};
use crate::extension::{self, BasicConstraints, Extension, Extensions, FidoExtension, KeyUsage};
use crate::name::Name;
use crate::{ObjectIdentifier, public_key};

/// Largest certificate in bytes. With an ML-DSA-87 key and signature a certificate has 8 KiB.
pub const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;

/// The version of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "X.509 has had three since 1996")]
pub enum Version {
    /// Version 1, without extensions; some U2F attestation certificates and roots.
    V1,
    /// Version 2.
    V2,
    /// Version 3.
    V3,
}

/// The period within which a certificate is valid, both ends included, in seconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    not_before: i64,
    not_after: i64,
}

impl Validity {
    /// The first second.
    #[must_use]
    pub const fn not_before(&self) -> i64 {
        self.not_before
    }

    /// The last second.
    #[must_use]
    pub const fn not_after(&self) -> i64 {
        self.not_after
    }
}

/// A certificate, as a view of its DER. Nothing is ever encoded again.
///
/// Success of [`Certificate::parse`] proves that the encoding is DER, that the fields are there and that no extension
/// occurs twice. It proves nothing of keys, of the values of extensions or of signatures.
///
/// The serial number touches nothing that is verified: negative, zero and overlong ones occur and are read.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate<'a> {
    der: &'a [u8],
    tbs: &'a [u8],
    version: Version,
    serial_number: &'a [u8],
    signature_algorithm: Algorithm<'a>,
    issuer: Name<'a>,
    validity: Validity,
    subject: Name<'a>,
    public_key: &'a [u8],
    extensions: Extensions<'a>,
    signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads a certificate that takes up all of `der`.
    ///
    /// # Errors
    /// Whatever is not DER or not a certificate, [`ErrorKind::TooLarge`], [`ErrorKind::ImpossibleTime`],
    /// [`ErrorKind::AlgorithmMismatch`], [`ErrorKind::DuplicateExtension`] and [`ErrorKind::TooManyExtensions`].
    pub fn parse(der: &'a [u8]) -> Result<Self, Error> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(Error::new(Part::Certificate, ErrorKind::TooLarge { bytes: der.len() }));
        }
        der::require_distinguished(der)?;
        let mut outside = Reader::new(der, Part::Certificate);
        let mut certificate = outside.element(SEQUENCE)?.reader(Part::Certificate);
        let tbs = certificate.element(SEQUENCE)?;
        let signature_algorithm = Algorithm::read(certificate.enter(Part::SignatureAlgorithm))?;
        let signature = signature_bytes(certificate.enter(Part::Signature).element(BIT_STRING)?)?;
        certificate.finish()?;
        Self::read_signed_part(der, tbs, signature_algorithm, signature)
    }

    fn read_signed_part(
        der: &'a [u8],
        tbs: Element<'a>,
        signature_algorithm: Algorithm<'a>,
        signature: &'a [u8],
    ) -> Result<Self, Error> {
        let mut fields = tbs.reader(Part::Version);
        let version = version(&mut fields)?;
        let serial_number = fields.enter(Part::SerialNumber).element(INTEGER)?.contents();
        let signed_algorithm = Algorithm::read(fields.enter(Part::SignatureAlgorithm))?;
        if signed_algorithm.encoded() != signature_algorithm.encoded() {
            return Err(fields.error(ErrorKind::AlgorithmMismatch));
        }
        let issuer = Name::read(fields.enter(Part::Issuer).element(SEQUENCE)?, Part::Issuer)?;
        let validity = validity(fields.enter(Part::Validity).element(SEQUENCE)?)?;
        let subject = Name::read(fields.enter(Part::Subject).element(SEQUENCE)?, Part::Subject)?;
        let public_key = fields.enter(Part::PublicKey).element(SEQUENCE)?.encoded();
        Ok(Self {
            der,
            tbs: tbs.encoded(),
            version,
            serial_number,
            signature_algorithm,
            issuer,
            validity,
            subject,
            public_key,
            extensions: extensions(fields)?,
            signature,
        })
    }

    /// The whole certificate, as received.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// The part that is signed, as received.
    #[must_use]
    pub const fn tbs(&self) -> &'a [u8] {
        self.tbs
    }

    /// The version.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The contents of the integer that is the serial number, big-endian and signed.
    #[must_use]
    pub const fn serial_number(&self) -> &'a [u8] {
        self.serial_number
    }

    /// The name of who signed it.
    #[must_use]
    pub const fn issuer(&self) -> Name<'a> {
        self.issuer
    }

    /// The name of who holds the key.
    #[must_use]
    pub const fn subject(&self) -> Name<'a> {
        self.subject
    }

    /// Whether issuer and subject have the same name, as roots do and authorities that change their key.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer.encoded() == self.subject.encoded()
    }

    /// When it is valid.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The public key.
    ///
    /// # Errors
    /// A kind of key or a curve that is not supported, a key of a bad shape or size. RSA keys have between
    /// [`MIN_CERTIFICATE_MODULUS_BITS`](crate::MIN_CERTIFICATE_MODULUS_BITS) and
    /// [`MAX_MODULUS_BITS`](countersign_cose::MAX_MODULUS_BITS).
    pub fn public_key(&self) -> Result<PublicKey<'a>, Error> {
        public_key::read(self.public_key)
    }

    /// The bytes of the public key: the bit string `subjectPublicKey` without tag, length and count of unused bits. The
    /// SHA-1 hash over them is the key identifier of RFC 5280, method 1.
    ///
    /// # Errors
    /// A public key that is malformed; kind, shape and size of the key are not looked at.
    ///
    /// # Source
    /// RFC 5280 §4.2.1.2
    pub fn public_key_bytes(&self) -> Result<&'a [u8], Error> {
        public_key::read_bytes(self.public_key)
    }

    /// The `SubjectPublicKeyInfo`, as received.
    pub(crate) const fn public_key_info(&self) -> &'a [u8] {
        self.public_key
    }

    /// How it is signed.
    ///
    /// # Errors
    /// An algorithm that is not supported, or parameters that it should not have.
    pub fn signature_scheme(&self) -> Result<SignatureScheme, Error> {
        self.signature_algorithm.signature_scheme().map_err(|kind| Error::new(Part::SignatureAlgorithm, kind))
    }

    /// The signature, without the count of unused bits: early certificates of Yubico have it wrong.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Whether `issuer` has the name that this certificate gives its issuer, and the key that it is signed with. Whether it may
    /// issue certificates, and when, is for [`verify_path`](crate::verify_path) to say.
    #[must_use]
    pub fn is_issued_by(&self, issuer: &Certificate<'_>, crypto: &dyn Crypto) -> bool {
        let is_signed = |key| self.is_signed_by(&key, crypto);
        self.issuer().encoded() == issuer.subject().encoded()
            && issuer.public_key().and_then(is_signed).is_ok_and(|is_signed| is_signed)
    }

    /// Whether the certificate is signed with `key`, of the kind that the algorithm names.
    pub(crate) fn is_signed_by(&self, key: &PublicKey<'_>, crypto: &dyn Crypto) -> Result<bool, Error> {
        let scheme = self.signature_scheme()?;
        Ok(public_key::fits(self.signature_algorithm.identifier(), key)
            && crypto.verify(scheme, key, &[self.tbs], self.signature).is_ok())
    }

    /// All extensions, in order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension<'a>] {
        self.extensions.as_slice()
    }

    /// One extension.
    #[must_use]
    pub fn extension(&self, identifier: ObjectIdentifier<'_>) -> Option<&Extension<'a>> {
        self.extensions.find(identifier)
    }

    /// The extension basicConstraints.
    ///
    /// # Errors
    /// An extension that is there and malformed.
    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Error> {
        self.extension(ObjectIdentifier::BASIC_CONSTRAINTS).map(BasicConstraints::read).transpose()
    }

    /// The extension keyUsage.
    ///
    /// # Errors
    /// An extension that is there and malformed.
    pub fn key_usage(&self) -> Result<Option<KeyUsage>, Error> {
        self.extension(ObjectIdentifier::KEY_USAGE).map(KeyUsage::read).transpose()
    }

    /// The AAGUID of the authenticators that share the certificate.
    ///
    /// # Errors
    /// An extension that is there and not an octet string of 16 bytes.
    ///
    /// # Source
    /// [§8.2.1](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements)
    pub fn aaguid(&self) -> Result<Option<FidoExtension<[u8; 16]>>, Error> {
        self.extension(ObjectIdentifier::FIDO_AAGUID).map(extension::aaguid).transpose()
    }

    /// The version of the firmware that was certified.
    ///
    /// # Errors
    /// An extension that is there and not an integer from 0 to 2^64 - 1.
    ///
    /// # Source
    /// [§8.2.1](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements)
    pub fn firmware_version(&self) -> Result<Option<FidoExtension<u64>>, Error> {
        self.extension(ObjectIdentifier::FIDO_FIRMWARE_VERSION).map(extension::firmware_version).transpose()
    }

    /// The serial number of the device, in enterprise attestation.
    ///
    /// # Errors
    /// An extension that is there and not an octet string.
    ///
    /// # Source
    /// [§8.2.2](https://www.w3.org/TR/webauthn-3/#sctn-enterprise-packed-attestation-cert-requirements)
    pub fn enterprise_serial_number(&self) -> Result<Option<FidoExtension<&'a [u8]>>, Error> {
        self.extension(ObjectIdentifier::FIDO_ENTERPRISE_SERIAL_NUMBER)
            .map(extension::enterprise_serial_number)
            .transpose()
    }
}

impl fmt::Debug for Certificate<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate({:?}, {} bytes)", self.version, self.der.len())
    }
}

/// The tags of the optional fields, which are in a context of their own.
const VERSION: u8 = 0xA0;
const ISSUER_UNIQUE_IDENTIFIER: u8 = 0x81;
const SUBJECT_UNIQUE_IDENTIFIER: u8 = 0x82;
const EXTENSIONS: u8 = 0xA3;

fn version(fields: &mut Reader<'_>) -> Result<Version, Error> {
    let Some(explicit) = fields.optional(VERSION)? else { return Ok(Version::V1) };
    let mut inside = explicit.reader(Part::Version);
    let number = inside.element(INTEGER)?;
    inside.finish()?;
    match number.contents() {
        // DER leaves a default out. Version 1 that is spelt out is still version 1.
        [0] => Ok(Version::V1),
        [1] => Ok(Version::V2),
        [2] => Ok(Version::V3),
        _ => Err(fields.error(ErrorKind::UnknownVersion)),
    }
}

fn validity(element: Element<'_>) -> Result<Validity, Error> {
    let mut inside = element.reader(Part::Validity);
    let validity = Validity { not_before: time(inside.any()?)?, not_after: time(inside.any()?)? };
    inside.finish()?;
    Ok(validity)
}

/// A time in the form of RFC 5280 §4.1.2.5: with seconds, in UTC. Either type may hold any year that it can express,
/// though 2050 should divide them: Feitian and others write years before it with four digits.
pub(crate) fn time(element: Element<'_>) -> Result<i64, Error> {
    let impossible = Error::new(Part::Validity, ErrorKind::ImpossibleTime);
    let digits = match element.tag() {
        UTC_TIME => 12,
        GENERALIZED_TIME => 14,
        _ => return Err(impossible),
    };
    let (number, zone) = element.contents().split_at_checked(digits).ok_or(impossible)?;
    if zone != b"Z" || !number.iter().all(u8::is_ascii_digit) {
        return Err(impossible);
    }
    ASN1Time::from_der(element.encoded()).map(|(_, time)| time.timestamp()).map_err(|_| impossible)
}

fn extensions(mut fields: Reader<'_>) -> Result<Extensions<'_>, Error> {
    fields.enter(Part::Certificate).optional(ISSUER_UNIQUE_IDENTIFIER)?;
    fields.optional(SUBJECT_UNIQUE_IDENTIFIER)?;
    let Some(explicit) = fields.enter(Part::Extensions).optional(EXTENSIONS)? else {
        fields.finish()?;
        return Ok(Extensions::NONE);
    };
    fields.finish()?;
    let mut inside = explicit.reader(Part::Extensions);
    let list = inside.element(SEQUENCE)?;
    inside.finish()?;
    Extensions::read(list)
}

/// The bytes of the signature. The count of unused bits before them is not looked at.
pub(crate) fn signature_bytes(element: Element<'_>) -> Result<&[u8], Error> {
    match element.contents() {
        [0..=7, signature @ ..] => Ok(signature),
        _ => Err(Error::new(Part::Signature, ErrorKind::Malformed)),
    }
}
