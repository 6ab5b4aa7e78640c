//! Name constraints, as far as an attestation certificate can meet them.
//!
//! One authority of real attestation chains has constraints: it permits DNS names and mail addresses below "invalid",
//! on certificates that have neither. Types of names that a certificate does not have do not matter. A type that it has
//! and that is constrained is refused without looking at the constraint, critical or not.
//!
//! # Source
//! RFC 5280 §4.2.1.10

use x509_parser::extensions::{GeneralName, GeneralSubtree, NameConstraints, SubjectAlternativeName};

use crate::certificate::Certificate;
use crate::error::{Error, Part};
use crate::{ObjectIdentifier, extension::Extension};

/// The types of names, as bits; bits are numbered as the tags of `GeneralName`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameTypes(u16);

impl NameTypes {
    const NONE: Self = Self(0);
    const RFC822_NAME: Self = Self(1 << 1);
    const DIRECTORY_NAME: Self = Self(1 << 4);

    const fn of(name: &GeneralName<'_>) -> Self {
        Self(match name {
            GeneralName::OtherName(..) => 1,
            GeneralName::RFC822Name(_) => return Self::RFC822_NAME,
            GeneralName::DNSName(_) => 1 << 2,
            GeneralName::X400Address(_) => 1 << 3,
            GeneralName::DirectoryName(_) => return Self::DIRECTORY_NAME,
            GeneralName::EDIPartyName(_) => 1 << 5,
            GeneralName::URI(_) => 1 << 6,
            GeneralName::IPAddress(_) => 1 << 7,
            GeneralName::RegisteredID(_) => 1 << 8,
            // Of a type that cannot be told, so of every type.
            GeneralName::Invalid(..) => u16::MAX,
        })
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has_any_of(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The types of names that the extension nameConstraints restricts.
pub(crate) fn constrained(extension: &Extension<'_>) -> Result<NameTypes, Error> {
    let decoded: NameConstraints<'_> = extension.decode(Part::NameConstraints)?;
    let types = |subtrees: Option<Vec<GeneralSubtree<'_>>>| {
        subtrees
            .iter()
            .flatten()
            .fold(NameTypes::NONE, |types, subtree| types.and(NameTypes::of(&subtree.base)))
    };
    Ok(types(decoded.permitted_subtrees).and(types(decoded.excluded_subtrees)))
}

/// The types of names that a certificate has for its subject.
pub(crate) fn present(certificate: &Certificate<'_>) -> Result<NameTypes, Error> {
    let mut types = NameTypes::NONE;
    if !certificate.subject().is_empty() {
        types = types.and(NameTypes::DIRECTORY_NAME);
    }
    // Old certificates have their mail address in the subject, where the constraints on mail addresses hold too.
    if certificate.subject().values(ObjectIdentifier::EMAIL_ADDRESS).next().is_some() {
        types = types.and(NameTypes::RFC822_NAME);
    }
    if let Some(extension) = certificate.extension(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME) {
        let decoded: SubjectAlternativeName<'_> = extension.decode(Part::SubjectAlternativeName)?;
        types = decoded.general_names.iter().fold(types, |types, name| types.and(NameTypes::of(name)));
    }
    Ok(types)
}
