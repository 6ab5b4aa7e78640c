//! The extension extKeyUsage: what a key is for.
//!
//! ```text
//! ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF OBJECT IDENTIFIER
//! ```
//!
//! # Source
//! RFC 5280 §4.2.1.12

use core::fmt;

use crate::certificate::Certificate;
use crate::der::{Element, OBJECT_IDENTIFIER, SEQUENCE};
use crate::error::{Error, ErrorKind, Part};
use crate::extension::Extension;
use crate::object_identifier::ObjectIdentifier;

/// The purposes that a certificate names for its key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ExtendedKeyUsage<'a> {
    list: Element<'a>,
}

impl<'a> ExtendedKeyUsage<'a> {
    fn read(extension: &Extension<'a>) -> Result<Self, Error> {
        let list = extension.element(SEQUENCE, Part::ExtendedKeyUsage)?;
        let mut purposes = list.reader(Part::ExtendedKeyUsage);
        if purposes.is_at_end() {
            return Err(purposes.error(ErrorKind::ContentsLength { found: 0, at: list.contents_at() }));
        }
        while !purposes.is_at_end() {
            purposes.element(OBJECT_IDENTIFIER)?;
        }
        Ok(Self { list })
    }

    /// The purposes, in order.
    pub fn purposes(&self) -> impl Iterator<Item = ObjectIdentifier<'a>> {
        let mut purposes = self.list.reader(Part::ExtendedKeyUsage);
        // The list is read to its end once, when it is made: there is no error left to find.
        core::iter::from_fn(move || purposes.element(OBJECT_IDENTIFIER).ok())
            .map(|purpose| ObjectIdentifier::from_contents(purpose.contents()))
    }

    /// Whether it names this purpose. The purpose «any» stands for no other.
    #[must_use]
    pub fn has(&self, purpose: ObjectIdentifier<'_>) -> bool {
        self.purposes().any(|other| other == purpose)
    }
}

impl fmt::Debug for ExtendedKeyUsage<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.purposes()).finish()
    }
}

impl<'a> Certificate<'a> {
    /// The extension extKeyUsage.
    ///
    /// # Errors
    /// An extension that is there and is not a list of one purpose or more.
    pub fn extended_key_usage(&self) -> Result<Option<ExtendedKeyUsage<'a>>, Error> {
        self.extension(ObjectIdentifier::EXTENDED_KEY_USAGE).map(ExtendedKeyUsage::read).transpose()
    }
}
