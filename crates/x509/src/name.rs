//! Names of issuers and subjects.

use core::fmt;

use crate::ObjectIdentifier;
use crate::der::{Element, OBJECT_IDENTIFIER, Reader, SEQUENCE, SET};
use crate::error::{Error, ErrorKind, Part};

const UTF8_STRING: u8 = 12;
const NUMERIC_STRING: u8 = 18;
const PRINTABLE_STRING: u8 = 19;
const TELETEX_STRING: u8 = 20;
const IA5_STRING: u8 = 22;
const VISIBLE_STRING: u8 = 26;

/// A distinguished name, as received. Names are equal if their bytes are.
///
/// RFC 5280 §7.1 would also fold case and white space. Every real chain agrees by its bytes, and a name that differs
/// is better taken for another name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    element: Element<'a>,
    part: Part,
}

impl<'a> Name<'a> {
    pub(crate) fn read(element: Element<'a>, part: Part) -> Result<Self, Error> {
        let name = Self { element, part };
        let mut attributes = name.attributes();
        while attributes.advance()?.is_some() {}
        Ok(name)
    }

    /// The DER encoding.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.element.encoded()
    }

    /// Whether the name has no attributes, as the subjects of TPM certificates.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.element.contents().is_empty()
    }

    /// The attributes in order, without regard to which of them share a relative name.
    #[must_use]
    pub const fn attributes(&self) -> Attributes<'a> {
        let empty = Reader::new(&[], self.part);
        Attributes { relative_names: self.element.reader(self.part), attributes: empty }
    }

    /// The values of one type of attribute, in order.
    pub fn values(&self, kind: ObjectIdentifier<'_>) -> impl Iterator<Item = Attribute<'a>> {
        self.attributes().filter(move |attribute| attribute.kind() == kind)
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Name({} bytes)", self.encoded().len())
    }
}

/// A type and a value within a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    kind: ObjectIdentifier<'a>,
    value: Element<'a>,
}

impl<'a> Attribute<'a> {
    /// The type, such as [`ObjectIdentifier::COMMON_NAME`].
    #[must_use]
    pub const fn kind(&self) -> ObjectIdentifier<'a> {
        self.kind
    }

    /// The tag of the value: 12 is UTF8String, 19 PrintableString.
    #[must_use]
    pub const fn tag(&self) -> u8 {
        self.value.tag()
    }

    /// The bytes of the value, without tag and length.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.value.contents()
    }

    /// The value as text, if it is a string of bytes that are UTF-8, whatever the type promises of the characters.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        match self.tag() {
            UTF8_STRING | NUMERIC_STRING | PRINTABLE_STRING | TELETEX_STRING | IA5_STRING
            | VISIBLE_STRING => core::str::from_utf8(self.bytes()).ok(),
            _ => None,
        }
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Attribute({}, {} bytes)", self.kind, self.bytes().len())
    }
}

/// Iterator over the attributes of a [`Name`].
#[derive(Clone)]
pub struct Attributes<'a> {
    relative_names: Reader<'a>,
    attributes: Reader<'a>,
}

impl<'a> Attributes<'a> {
    fn advance(&mut self) -> Result<Option<Attribute<'a>>, Error> {
        if self.attributes.is_at_end() {
            if self.relative_names.is_at_end() {
                return Ok(None);
            }
            let set = self.relative_names.element(SET)?;
            if set.contents().is_empty() {
                return Err(self
                    .attributes
                    .error(ErrorKind::ContentsLength { found: 0, at: set.contents_at() }));
            }
            self.attributes = set.reader(self.attributes.part());
        }
        let mut attribute = self.attributes.element(SEQUENCE)?.reader(self.attributes.part());
        let kind = ObjectIdentifier::from_contents(attribute.element(OBJECT_IDENTIFIER)?.contents());
        let value = attribute.any()?;
        attribute.finish()?;
        Ok(Some(Attribute { kind, value }))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // A name is read to its end once, when it is made: there is no error left to find.
        self.advance().ok().flatten()
    }
}

impl fmt::Debug for Attributes<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Attributes")
    }
}
