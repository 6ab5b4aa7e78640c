//! The names of a subject that stand in subjectAltName.
//!
//! # Source
//! RFC 5280 §4.2.1.6

use x509_parser::extensions::{GeneralName, SubjectAlternativeName};

use crate::ObjectIdentifier;
use crate::certificate::Certificate;
use crate::error::{Error, Part};

impl<'a> Certificate<'a> {
    /// The DNS names of the subject, as they stand in subjectAltName; none without that extension.
    ///
    /// The common name is not one of them, though it may look like one: RFC 6125 §6.4.4 lets nobody rely on it.
    ///
    /// # Errors
    /// An extension that is there and malformed.
    pub fn dns_names(&self) -> Result<Vec<&'a str>, Error> {
        let Some(extension) = self.extension(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME) else {
            return Ok(Vec::new());
        };
        let decoded: SubjectAlternativeName<'a> = extension.decode(Part::SubjectAlternativeName)?;
        let name = |name: &GeneralName<'a>| match name {
            GeneralName::DNSName(name) => Some(*name),
            GeneralName::OtherName(..)
            | GeneralName::RFC822Name(_)
            | GeneralName::X400Address(_)
            | GeneralName::DirectoryName(_)
            | GeneralName::EDIPartyName(_)
            | GeneralName::URI(_)
            | GeneralName::IPAddress(_)
            | GeneralName::RegisteredID(_)
            | GeneralName::Invalid(..) => None,
        };
        Ok(decoded.general_names.iter().filter_map(name).collect())
    }
}
