//! The name that a certificate gives to a TPM: maker, model and version, inside subjectAltName.
//!
//! ```text
//! SubjectAltName ::= SEQUENCE SIZE (1..MAX) OF GeneralName
//! GeneralName    ::= CHOICE { .., directoryName [4] Name, .. }
//! ```
//!
//! The three attributes stand in three relative names, or in one, in any order; other names may stand beside.
//!
//! # Source
//! TCG EK Credential Profile for TPM Family 2.0 §3.2.9; RFC 5280 §4.2.1.6

use core::fmt;

use crate::certificate::Certificate;
use crate::der::SEQUENCE;
use crate::error::{Error, ErrorKind, Part};
use crate::extension::Extension;
use crate::name::Name;
use crate::object_identifier::ObjectIdentifier;

/// The tag of a directory name, which is explicit, as a name is a choice.
const DIRECTORY_NAME: u8 = 0xA4;

/// The tags of every kind of name, from otherName to registeredID.
const GENERAL_NAMES: [u8; 9] = [0xA0, 0x81, 0x82, 0xA3, DIRECTORY_NAME, 0xA5, 0x86, 0x87, 0x88];

/// What a TPM is, in the words of who certified it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TpmName<'a> {
    manufacturer: &'a str,
    model: &'a str,
    version: &'a str,
}

impl<'a> TpmName<'a> {
    /// Who made it: `id:` and the hex digits of a vendor id.
    #[must_use]
    pub const fn manufacturer(&self) -> &'a str {
        self.manufacturer
    }

    /// The model, in the manufacturer's words.
    #[must_use]
    pub const fn model(&self) -> &'a str {
        self.model
    }

    /// The version of the firmware, in the manufacturer's words; often `id:` and hex digits.
    #[must_use]
    pub const fn version(&self) -> &'a str {
        self.version
    }

    /// The one directory name that has all three attributes; of two nobody could say which is meant.
    fn read(extension: &Extension<'a>) -> Result<Option<Self>, Error> {
        let list = extension.element(SEQUENCE, Part::SubjectAlternativeName)?;
        let mut names = list.reader(Part::SubjectAlternativeName);
        if names.is_at_end() {
            return Err(names.error(ErrorKind::ContentsLength { found: 0, at: list.contents_at() }));
        }
        let mut found = None;
        while !names.is_at_end() {
            let name = names.any()?;
            if !GENERAL_NAMES.contains(&name.tag()) {
                return Err(names.error(ErrorKind::Malformed));
            }
            if name.tag() != DIRECTORY_NAME {
                continue;
            }
            let mut explicit = name.reader(Part::SubjectAlternativeName);
            let directory_name = Name::read(explicit.element(SEQUENCE)?, Part::SubjectAlternativeName)?;
            explicit.finish()?;
            if let Some(name) = Self::of_directory_name(&directory_name)?
                && found.replace(name).is_some()
            {
                return Err(names.error(ErrorKind::Malformed));
            }
        }
        Ok(found)
    }

    fn of_directory_name(name: &Name<'a>) -> Result<Option<Self>, Error> {
        let manufacturer = value(name, ObjectIdentifier::TPM_MANUFACTURER)?;
        let model = value(name, ObjectIdentifier::TPM_MODEL)?;
        let version = value(name, ObjectIdentifier::TPM_VERSION)?;
        let (Some(manufacturer), Some(model), Some(version)) = (manufacturer, model, version) else {
            return Ok(None);
        };
        Ok(Some(Self { manufacturer, model, version }))
    }
}

/// The value of an attribute that may occur once, and has to be a text that is not empty.
fn value<'a>(name: &Name<'a>, kind: ObjectIdentifier<'_>) -> Result<Option<&'a str>, Error> {
    let mut values = name.values(kind);
    let Some(value) = values.next() else { return Ok(None) };
    match (value.text(), values.next()) {
        (Some(text), None) if !text.is_empty() => Ok(Some(text)),
        _ => Err(Error::new(Part::SubjectAlternativeName, ErrorKind::Malformed)),
    }
}

impl<'a> Certificate<'a> {
    /// The name of the TPM that the key is in, if subjectAltName has one with manufacturer, model and version.
    ///
    /// # Errors
    /// An extension that is there and is not a list of names, or that names a TPM in two ways.
    ///
    /// # Source
    /// [§8.3.1](https://www.w3.org/TR/webauthn-3/#sctn-tpm-cert-requirements)
    pub fn tpm_name(&self) -> Result<Option<TpmName<'a>>, Error> {
        let extension = self.extension(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME);
        extension.map_or(Ok(None), TpmName::read)
    }
}

impl fmt::Debug for TpmName<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths = [self.manufacturer.len(), self.model.len(), self.version.len()];
        write!(formatter, "TpmName({lengths:?} bytes)")
    }
}
