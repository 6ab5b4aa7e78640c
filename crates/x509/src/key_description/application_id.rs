//! Which application asked for the attestation.

use core::fmt;

use super::{MAX_SET_ELEMENTS, count};
use crate::der::{Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET};
use crate::error::{Error, Part};

/// The application that asked for the attestation: every package of its user id, and who signed them.
///
/// Android itself, not the hardware, says so.
///
/// ```text
/// AttestationApplicationId ::= SEQUENCE { packages SET OF SEQUENCE { name OCTET STRING, version INTEGER },
///                                         signatureDigests SET OF OCTET STRING }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AttestationApplicationId<'a> {
    packages: Vec<ApplicationPackage<'a>>,
    signature_digests: Vec<&'a [u8]>,
}

/// A package of an application.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ApplicationPackage<'a> {
    name: &'a [u8],
    version: u64,
}

impl<'a> AttestationApplicationId<'a> {
    /// Reads what is inside the octet string, and takes up all of it.
    pub(super) fn read(octets: Element<'a>) -> Result<Self, Error> {
        let mut outside = octets.reader(Part::KeyDescription);
        let mut fields = outside.element(SEQUENCE)?.reader(Part::KeyDescription);
        outside.finish()?;
        let packages = set(fields.element(SET)?, ApplicationPackage::read)?;
        let signature_digests =
            set(fields.element(SET)?, |reader| Ok(reader.element(OCTET_STRING)?.contents()))?;
        fields.finish()?;
        Ok(Self { packages, signature_digests })
    }

    /// The packages.
    #[must_use]
    pub fn packages(&self) -> &[ApplicationPackage<'a>] {
        &self.packages
    }

    /// SHA-256 of each certificate that signed the packages.
    #[must_use]
    pub fn signature_digests(&self) -> &[&'a [u8]] {
        &self.signature_digests
    }
}

impl<'a> ApplicationPackage<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut fields = reader.element(SEQUENCE)?.reader(Part::KeyDescription);
        let name = fields.element(OCTET_STRING)?.contents();
        let version = fields.element(INTEGER)?.unsigned(Part::KeyDescription)?;
        fields.finish()?;
        Ok(Self { name, version })
    }

    /// The name, which should be text, such as `com.example.app`.
    #[must_use]
    pub const fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The version code.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }
}

/// Reads a bounded set.
fn set<'a, V>(
    element: Element<'a>,
    read: impl Fn(&mut Reader<'a>) -> Result<V, Error>,
) -> Result<Vec<V>, Error> {
    let mut reader = element.reader(Part::KeyDescription);
    let mut list = Vec::new();
    while !reader.is_at_end() {
        count(&reader, list.len(), MAX_SET_ELEMENTS)?;
        list.push(read(&mut reader)?);
    }
    Ok(list)
}

impl fmt::Debug for AttestationApplicationId<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (packages, digests) = (self.packages.len(), self.signature_digests.len());
        write!(formatter, "AttestationApplicationId({packages} packages, {digests} signature digests)")
    }
}

impl fmt::Debug for ApplicationPackage<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApplicationPackage({} bytes, version {})", self.name.len(), self.version)
    }
}
