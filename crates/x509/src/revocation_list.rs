//! Certificate revocation lists, read strictly and once.
//!
//! ```text
//! CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signature BIT STRING }
//! TBSCertList     ::= SEQUENCE { version INTEGER OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
//!                                revokedCertificates SEQUENCE OF SEQUENCE { serial, date, entryExtensions OPTIONAL }
//!                                OPTIONAL, crlExtensions [0] OPTIONAL }
//! ```
//!
//! # Source
//! RFC 5280 §5.1

use core::fmt;
use std::collections::BTreeSet;

use countersign_cose::{Crypto, PublicKey};

use crate::algorithm::{self, Algorithm};
use crate::certificate::{signature_bytes, time};
use crate::der::{self, BIT_STRING, Element, GENERALIZED_TIME, INTEGER, Reader, SEQUENCE, UTC_TIME};
use crate::error::{Error, ErrorKind, Part};
use crate::extension::Extensions;
use crate::name::Name;
use crate::{ObjectIdentifier, public_key};

/// Largest revocation list in bytes, which has room for some fifty thousand entries. Those of attestation issuers have a few
/// KiB, and those of the public authorities that issue to the metadata service some hundreds; the largest of the web have
/// 10 MiB and belong elsewhere.
pub const MAX_REVOCATION_LIST_BYTES: usize = 1024 * 1024;

/// The extensions of the list, which are in a context of their own.
const EXTENSIONS: u8 = 0xA0;

/// Critical extensions of a list, and of an entry, that change nothing of what the list says here.
const KNOWN_OF_LISTS: [ObjectIdentifier<'static>; 1] = [ObjectIdentifier::AUTHORITY_KEY_IDENTIFIER];
const KNOWN_OF_ENTRIES: [ObjectIdentifier<'static>; 2] =
    [ObjectIdentifier::REASON_CODE, ObjectIdentifier::INVALIDITY_DATE];

/// Extensions of a list, and of an entry, that are critical and change what the list is of. A list that forgot to mark
/// them is no other list.
const UNSUPPORTED: [ObjectIdentifier<'static>; 3] = [
    ObjectIdentifier::DELTA_CRL_INDICATOR,
    ObjectIdentifier::ISSUING_DISTRIBUTION_POINT,
    ObjectIdentifier::CERTIFICATE_ISSUER,
];

/// A revocation list: who issued it, when, and the serial numbers that it names.
///
/// Success of [`RevocationList::parse`] proves form alone; the signature is verified when the list is used, under the key
/// of the certificate's issuer.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocationList {
    signed: Box<[u8]>,
    algorithm: Box<[u8]>,
    signature: Box<[u8]>,
    issuer: Box<[u8]>,
    this_update: i64,
    next_update: Option<i64>,
    serial_numbers: BTreeSet<Box<[u8]>>,
}

impl RevocationList {
    /// Reads a list in DER that takes up all of `der`.
    ///
    /// # Errors
    /// Whatever is not DER or not a list; [`ErrorKind::TooLarge`]; [`ErrorKind::UnsupportedExtension`] for lists
    /// of changes, of a part of what the issuer issued, and of what others did; [`ErrorKind::CriticalExtension`] for a
    /// critical extension of the list or of an entry that is not known; [`ErrorKind::UnsupportedAlgorithm`] for a signature
    /// that nobody can verify; [`ErrorKind::MissingExtension`] for a list without a number, as those of version 1 are.
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        if der.len() > MAX_REVOCATION_LIST_BYTES {
            return Err(Error::new(Part::RevocationList, ErrorKind::TooLarge { bytes: der.len() }));
        }
        der::require_distinguished(der)?;
        let mut outside = Reader::new(der, Part::RevocationList);
        let mut list = outside.element(SEQUENCE)?.reader(Part::RevocationList);
        let signed = list.element(SEQUENCE)?;
        let algorithm = Algorithm::read(list.enter(Part::SignatureAlgorithm))?;
        let signature = signature_bytes(list.enter(Part::Signature).element(BIT_STRING)?)?;
        list.finish()?;
        // A list that nobody can verify would be passed over in silence.
        algorithm.signature_scheme().map_err(|kind| Error::new(Part::SignatureAlgorithm, kind))?;
        Self::read_signed_part(signed, &algorithm, signature)
    }

    fn read_signed_part(
        signed: Element<'_>,
        algorithm: &Algorithm<'_>,
        signature: &[u8],
    ) -> Result<Self, Error> {
        let mut fields = signed.reader(Part::RevocationList);
        let version = fields.optional(INTEGER)?;
        if version.is_some_and(|version| version.contents() != [1]) {
            return Err(fields.error(ErrorKind::UnknownVersion));
        }
        let signed_algorithm = Algorithm::read(fields.enter(Part::SignatureAlgorithm))?;
        if signed_algorithm.encoded() != algorithm.encoded() {
            return Err(fields.error(ErrorKind::AlgorithmMismatch));
        }
        let issuer = Name::read(fields.enter(Part::Issuer).element(SEQUENCE)?, Part::Issuer)?;
        let this_update = time(fields.enter(Part::RevocationList).any()?)?;
        let next_update = match fields.optional(UTC_TIME)? {
            Some(element) => Some(element),
            None => fields.optional(GENERALIZED_TIME)?,
        };
        let serial_numbers = match fields.optional(SEQUENCE)? {
            Some(entries) => entries_of(&entries)?,
            None => BTreeSet::new(),
        };
        let extensions = fields.optional(EXTENSIONS)?;
        fields.finish()?;
        require_extensions(extensions.as_ref())?;
        Ok(Self {
            signed: signed.encoded().into(),
            algorithm: algorithm.encoded().into(),
            signature: signature.into(),
            issuer: issuer.encoded().into(),
            this_update,
            next_update: next_update.map(time).transpose()?,
            serial_numbers,
        })
    }

    /// The DER of the issuer's name.
    #[must_use]
    pub const fn issuer(&self) -> &[u8] {
        &self.issuer
    }

    /// When it was issued, in seconds since 1970 UTC.
    #[must_use]
    pub const fn this_update(&self) -> i64 {
        self.this_update
    }

    /// When the next one is due, if it says so.
    #[must_use]
    pub const fn next_update(&self) -> Option<i64> {
        self.next_update
    }

    /// Whether it names a serial number, given as the contents of its integer.
    pub(crate) fn names(&self, serial_number: &[u8]) -> bool {
        self.serial_numbers.contains(minimal(serial_number))
    }

    /// Whether the time is one that the list tells of. A list without an end tells of no time: when it is out of date
    /// cannot be known.
    pub(crate) fn is_current(&self, at: i64) -> bool {
        self.this_update <= at && self.next_update.is_some_and(|next| at <= next)
    }

    /// Whether it is signed with SHA-1.
    pub(crate) fn is_signed_with_sha1(&self) -> bool {
        let scheme = self.algorithm().map(|algorithm| algorithm.signature_scheme());
        scheme.is_ok_and(|scheme| scheme.is_ok_and(algorithm::is_sha1))
    }

    fn algorithm(&self) -> Result<Algorithm<'_>, Error> {
        Algorithm::read(&mut Reader::new(&self.algorithm, Part::SignatureAlgorithm))
    }

    /// Whether it is signed with a key.
    pub(crate) fn is_signed_by(&self, key: &PublicKey<'_>, crypto: &dyn Crypto) -> bool {
        self.algorithm().is_ok_and(|algorithm| {
            public_key::fits(algorithm.identifier(), key)
                && algorithm
                    .signature_scheme()
                    .is_ok_and(|scheme| crypto.verify(scheme, key, &[&self.signed], &self.signature).is_ok())
        })
    }
}

/// The serial numbers of the entries.
fn entries_of(list: &Element<'_>) -> Result<BTreeSet<Box<[u8]>>, Error> {
    let mut entries = list.reader(Part::RevocationList);
    let mut serial_numbers = BTreeSet::new();
    while !entries.is_at_end() {
        let mut entry = entries.element(SEQUENCE)?.reader(Part::RevocationList);
        let serial_number = entry.element(INTEGER)?;
        time(entry.any()?)?;
        if !entry.is_at_end() {
            let extensions = Extensions::read(entry.element(SEQUENCE)?)?;
            require_no_other_critical(&extensions, &KNOWN_OF_ENTRIES)?;
        }
        entry.finish()?;
        serial_numbers.insert(minimal(serial_number.contents()).into());
    }
    Ok(serial_numbers)
}

/// Every list of version 2 has a number, in an extension that is not critical (RFC 5280 §5.2.3).
fn require_extensions(explicit: Option<&Element<'_>>) -> Result<(), Error> {
    let missing = Error::new(Part::RevocationList, ErrorKind::MissingExtension);
    let explicit = explicit.ok_or(missing)?;
    let mut inside = explicit.reader(Part::RevocationList);
    let list = inside.element(SEQUENCE)?;
    inside.finish()?;
    let extensions = Extensions::read(list)?;
    extensions.find(ObjectIdentifier::CRL_NUMBER).ok_or(missing)?;
    require_no_other_critical(&extensions, &KNOWN_OF_LISTS)
}

fn require_no_other_critical(
    extensions: &Extensions<'_>,
    known: &[ObjectIdentifier<'static>],
) -> Result<(), Error> {
    if UNSUPPORTED.iter().any(|identifier| extensions.find(*identifier).is_some()) {
        return Err(Error::new(Part::RevocationList, ErrorKind::UnsupportedExtension));
    }
    let mut critical = extensions.as_slice().iter().filter(|extension| extension.is_critical());
    if critical.any(|extension| !known.contains(&extension.identifier())) {
        return Err(Error::new(Part::RevocationList, ErrorKind::CriticalExtension));
    }
    Ok(())
}

/// The contents of an integer without bytes that change nothing: some serial numbers are longer than needed.
fn minimal(contents: &[u8]) -> &[u8] {
    let mut rest = contents;
    while let [first, behind @ ..] = rest {
        let is_needed = match (first, behind.first()) {
            (0, Some(next)) => *next >= 0x80,
            (0xFF, Some(next)) => *next < 0x80,
            _ => true,
        };
        if is_needed {
            break;
        }
        rest = behind;
    }
    rest
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RevocationList({} entries)", self.serial_numbers.len())
    }
}
