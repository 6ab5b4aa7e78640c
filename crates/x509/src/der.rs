//! Distinguished encoding rules, read strictly over borrowed bytes.
//!
//! # Source
//! ITU-T X.690 §8 and §10

use crate::error::{Error, ErrorKind, Part};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0A;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// Bit of a tag whose contents are elements.
const CONSTRUCTED: u8 = 0x20;
/// Bits of a tag that are zero for the types of ASN.1 itself.
const CLASS: u8 = 0xC0;
/// Bits of the tag number. All of them set announce a number that does not fit, above 30.
const NUMBER: u8 = 0x1F;

/// The tag of an element of a context whose number follows, but for its last byte.
const CONTEXT_HIGH: u8 = 0xBF;
/// The tag of an element of a context with number zero.
const CONTEXT: u8 = 0xA0;
/// Bit of a byte of a tag number that another one follows, and the bits that are of the number.
const CONTINUED: u8 = 0x80;
const SEVEN_BITS: u8 = 0x7F;
/// Most bytes of a tag number: Android's have two, and four hold 28 bits.
const MAX_TAG_NUMBER_BYTES: usize = 4;

/// How deep elements may be nested: RSASSA-PSS parameters, the deepest of what is read, reach nine.
const MAX_DEPTH: usize = 16;

/// A tag, a length and contents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    tag: u8,
    contents: &'a [u8],
    encoded: &'a [u8],
    contents_at: usize,
}

impl<'a> Element<'a> {
    pub(crate) const fn tag(&self) -> u8 {
        self.tag
    }

    pub(crate) const fn contents(&self) -> &'a [u8] {
        self.contents
    }

    /// Tag, length and contents, as received.
    pub(crate) const fn encoded(&self) -> &'a [u8] {
        self.encoded
    }

    /// Offset of the contents from the start of the certificate.
    pub(crate) const fn contents_at(&self) -> usize {
        self.contents_at
    }

    /// The contents as an integer from 0 to 2^64 - 1.
    pub(crate) fn unsigned(&self, part: Part) -> Result<u64, Error> {
        match self.contents {
            [0x80..=0xFF, ..] | [] => Err(Error::new(part, ErrorKind::NumberRange)),
            [0, digits @ ..] | digits if digits.len() <= 8 => {
                Ok(digits.iter().fold(0_u64, |number, digit| number << 8 | u64::from(*digit)))
            }
            _ => Err(Error::new(part, ErrorKind::NumberRange)),
        }
    }

    /// Reads the contents as elements.
    pub(crate) const fn reader(&self, part: Part) -> Reader<'a> {
        Reader { rest: self.contents, at: self.contents_at, part }
    }
}

/// Reads elements one after the other. It cannot overrun, and names the part at fault.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
    part: Part,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(input: &'a [u8], part: Part) -> Self {
        Self { rest: input, at: 0, part }
    }

    /// Offset of the next element from the start of the certificate.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The part that errors name.
    pub(crate) const fn part(&self) -> Part {
        self.part
    }

    /// Names another part from here on.
    pub(crate) const fn enter(&mut self, part: Part) -> &mut Self {
        self.part = part;
        self
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever its tag.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, Error> {
        let at = self.at;
        let [tag, after_tag @ ..] = self.rest else { return Err(self.error(ErrorKind::Truncated { at })) };
        if tag & NUMBER == NUMBER {
            return Err(self.error(ErrorKind::HighTagNumber { at }));
        }
        self.take(*tag, 1, after_tag)
    }

    /// The next element, which must be one of a context around another element, and the number of its tag, above 30 or
    /// not.
    ///
    /// It is a method of its own because no part of a certificate has such numbers, but Android's extension.
    pub(crate) fn context(&mut self) -> Result<(u32, Element<'a>), Error> {
        let at = self.at;
        match self.rest {
            [] => Err(self.error(ErrorKind::Truncated { at })),
            [CONTEXT_HIGH, after_first @ ..] => {
                let (number, bytes) = self.tag_number(after_first)?;
                let (_, after_tag) =
                    after_first.split_at_checked(bytes).ok_or(self.error(ErrorKind::Truncated { at }))?;
                Ok((number, self.take(CONTEXT_HIGH, bytes.saturating_add(1), after_tag)?))
            }
            [tag, after_tag @ ..] if tag & !NUMBER == CONTEXT => {
                Ok((u32::from(tag & NUMBER), self.take(*tag, 1, after_tag)?))
            }
            [found, ..] => Err(self.error(ErrorKind::UnexpectedTag { expected: CONTEXT, found: *found, at })),
        }
    }

    /// A tag number above 30 and how many bytes it takes: seven bits in each, the highest bit set in all but the last.
    fn tag_number(&self, after_first: &[u8]) -> Result<(u32, usize), Error> {
        let at = self.at;
        let mut number: u32 = 0;
        for (index, byte) in after_first.iter().take(MAX_TAG_NUMBER_BYTES).enumerate() {
            number = number << 7 | u32::from(byte & SEVEN_BITS);
            if byte & CONTINUED == 0 {
                // A number that a tag of one byte holds.
                let is_minimal = number >= u32::from(NUMBER);
                let read = (number, index.saturating_add(1));
                return if is_minimal { Ok(read) } else { Err(self.error(ErrorKind::TagNumber { at })) };
            }
            // A leading zero, which says nothing.
            if number == 0 {
                return Err(self.error(ErrorKind::TagNumber { at }));
            }
        }
        let is_cut_off = after_first.len() < MAX_TAG_NUMBER_BYTES;
        Err(self.error(if is_cut_off { ErrorKind::Truncated { at } } else { ErrorKind::TagNumber { at } }))
    }

    /// Takes an element whose tag, of so many bytes, was read.
    fn take(&mut self, tag: u8, tag_bytes: usize, after_tag: &[u8]) -> Result<Element<'a>, Error> {
        let at = self.at;
        let (length, length_bytes) = self.length(after_tag)?;
        let header = tag_bytes.saturating_add(length_bytes);
        let end = header.saturating_add(length);
        let (encoded, rest) =
            self.rest.split_at_checked(end).ok_or(self.error(ErrorKind::Truncated { at }))?;
        let (_, contents) =
            encoded.split_at_checked(header).ok_or(self.error(ErrorKind::Truncated { at }))?;
        self.rest = rest;
        self.at = at.saturating_add(end);
        Ok(Element { tag, contents, encoded, contents_at: at.saturating_add(header) })
    }

    /// The next element, which must have this tag.
    pub(crate) fn element(&mut self, expected: u8) -> Result<Element<'a>, Error> {
        let at = self.at;
        let element = self.any()?;
        if element.tag == expected {
            Ok(element)
        } else {
            Err(self.error(ErrorKind::UnexpectedTag { expected, found: element.tag, at }))
        }
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// A boolean in the encoding of BER, where every byte but 00 means true: ATKey.Pro writes 01.
    pub(crate) fn optional_boolean(&mut self) -> Result<Option<bool>, Error> {
        if self.rest.first() == Some(&BOOLEAN) { self.boolean().map(Some) } else { Ok(None) }
    }

    /// The same, where it has to be there.
    pub(crate) fn boolean(&mut self) -> Result<bool, Error> {
        let element = self.element(BOOLEAN)?;
        match element.contents {
            [value] => Ok(*value != 0),
            other => {
                Err(self.error(ErrorKind::ContentsLength { found: other.len(), at: element.contents_at }))
            }
        }
    }

    /// Nothing may follow.
    pub(crate) const fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.error(ErrorKind::TrailingBytes { at: self.at })) }
    }

    pub(crate) const fn error(&self, kind: ErrorKind) -> Error {
        Error::new(self.part, kind)
    }

    /// The length of the contents, and how many bytes the length takes.
    #[inline]
    fn length(&self, after_tag: &[u8]) -> Result<(usize, usize), Error> {
        match after_tag {
            [length @ 0..=0x7F, ..] => Ok((usize::from(*length), 1)),
            [0x81, length @ 0x80..=0xFF, ..] => Ok((usize::from(*length), 2)),
            [0x82, high @ 1..=0xFF, low, ..] => Ok((usize::from(u16::from_be_bytes([*high, *low])), 3)),
            _ => self.rare_length(after_tag),
        }
    }

    /// The length where it is one that no certificate has. Out of line, as this is read for every element.
    #[cold]
    fn rare_length(&self, after_tag: &[u8]) -> Result<(usize, usize), Error> {
        let at = self.at;
        match after_tag {
            // As only a revocation list may have it.
            [0x83, high @ 1..=0xFF, middle, low, ..] => {
                let length = usize::try_from(u32::from_be_bytes([0, *high, *middle, *low]));
                length.map(|length| (length, 4)).map_err(|_| self.error(ErrorKind::Truncated { at }))
            }
            [0x80, ..] => Err(self.error(ErrorKind::IndefiniteLength { at })),
            [0x81, _, ..] | [0x82, 0, _, ..] | [0x83..=0xFF, 0, ..] => {
                Err(self.error(ErrorKind::NonMinimalLength { at }))
            }
            // The length itself is cut off, or has four bytes and announces more than a revocation list may have.
            _ => Err(self.error(ErrorKind::Truncated { at })),
        }
    }
}

/// Requires that the encoding is DER through and through: minimal lengths, nothing in pieces, nothing behind.
///
/// Octet strings are not looked into. What extensions hold is read when it is asked for, and what is never asked for
/// may be malformed.
pub(crate) fn require_distinguished(input: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(input, Part::Certificate);
    let certificate = reader.element(SEQUENCE)?;
    require_elements(certificate.reader(Part::Certificate), MAX_DEPTH)?;
    reader.finish()
}

fn require_elements(mut reader: Reader<'_>, depth: usize) -> Result<(), Error> {
    while !reader.is_at_end() {
        let at = reader.at;
        let deeper = depth.checked_sub(1).ok_or(reader.error(ErrorKind::TooDeep { at }))?;
        let element = reader.any()?;
        let is_constructed = element.tag & CONSTRUCTED != 0;
        let is_universal = element.tag & CLASS == 0;
        if is_universal && is_constructed != matches!(element.tag | CONSTRUCTED, SEQUENCE | SET) {
            return Err(reader.error(ErrorKind::Construction { at }));
        }
        if is_constructed {
            require_elements(element.reader(Part::Certificate), deeper)?;
        }
    }
    Ok(())
}
