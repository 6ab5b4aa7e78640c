//! What a key may do and where it is, as far as one party vouches for it.

use core::fmt;

use super::application_id::AttestationApplicationId;
use super::root_of_trust::RootOfTrust;
use super::tag::{AuthorizationTag, Shape};
use super::{MAX_AUTHORIZATIONS, MAX_SET_ELEMENTS, count};
use crate::der::{Element, INTEGER, NULL, OCTET_STRING, Reader, SET};
use crate::error::{Error, ErrorKind, Part};

/// What a key may do and where it is, as far as one party vouches for it: Android itself, or the secure hardware.
///
/// Each tag occurs once at most. Tags that are not known are skipped, and counted.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationList<'a> {
    authorizations: Vec<(AuthorizationTag, AuthorizationValue<'a>)>,
    application_id: Option<Element<'a>>,
    unknown_tags: usize,
    is_ascending: bool,
}

/// What stands under a tag.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationValue<'a> {
    /// A number.
    Integer(u64),
    /// A set of numbers.
    Integers(Integers<'a>),
    /// Nothing: the tag is there, which says it all.
    Null,
    /// Bytes.
    Octets(&'a [u8]),
    /// How the device was booted.
    RootOfTrust(RootOfTrust<'a>),
}

impl fmt::Debug for AuthorizationValue<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(formatter, "Integer({number})"),
            Self::Integers(numbers) => write!(formatter, "Integers({numbers:?})"),
            Self::Null => formatter.write_str("Null"),
            Self::Octets(octets) => write!(formatter, "Octets({} bytes)", octets.len()),
            Self::RootOfTrust(root) => write!(formatter, "{root:?}"),
        }
    }
}

/// The numbers of a set, each as often as it stands there.
#[derive(Clone, PartialEq, Eq)]
pub struct Integers<'a>(Element<'a>);

impl<'a> Integers<'a> {
    /// Reads them all once, so that iterating cannot fail.
    fn read(set: Element<'a>) -> Result<Self, Error> {
        let mut reader = set.reader(Part::KeyDescription);
        let mut read: usize = 0;
        while !reader.is_at_end() {
            count(&reader, read, MAX_SET_ELEMENTS)?;
            reader.element(INTEGER)?.unsigned(Part::KeyDescription)?;
            read = read.saturating_add(1);
        }
        Ok(Self(set))
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + use<'a> {
        let mut reader = self.0.reader(Part::KeyDescription);
        // A set that was read has nothing that ends this before its end.
        core::iter::from_fn(move || reader.element(INTEGER).ok()?.unsigned(Part::KeyDescription).ok())
    }
}

impl fmt::Debug for Integers<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl<'a> AuthorizationList<'a> {
    /// Reads a list of explicitly tagged elements.
    pub(super) fn read(sequence: Element<'a>) -> Result<Self, Error> {
        let mut reader = sequence.reader(Part::KeyDescription);
        let mut list =
            Self { authorizations: Vec::new(), application_id: None, unknown_tags: 0, is_ascending: true };
        let mut seen: Vec<AuthorizationTag> = Vec::new();
        while !reader.is_at_end() {
            count(&reader, seen.len(), MAX_AUTHORIZATIONS)?;
            let at = reader.at();
            let (number, element) = reader.context()?;
            let tag = AuthorizationTag::new(number);
            if seen.contains(&tag) {
                return Err(reader.error(ErrorKind::DuplicateTag { number, at }));
            }
            list.is_ascending &= seen.last().is_none_or(|last| *last < tag);
            seen.push(tag);
            list.add(tag, element)?;
        }
        Ok(list)
    }

    fn add(&mut self, tag: AuthorizationTag, element: Element<'a>) -> Result<(), Error> {
        let Some(shape) = tag.shape() else {
            self.unknown_tags = self.unknown_tags.saturating_add(1);
            return Ok(());
        };
        let mut inside = element.reader(Part::KeyDescription);
        let value = match shape {
            Shape::Integer => {
                AuthorizationValue::Integer(inside.element(INTEGER)?.unsigned(Part::KeyDescription)?)
            }
            Shape::Integers => AuthorizationValue::Integers(Integers::read(inside.element(SET)?)?),
            Shape::Null => null(&mut inside)?,
            Shape::Octets => {
                let octets = inside.element(OCTET_STRING)?;
                if tag == AuthorizationTag::ATTESTATION_APPLICATION_ID {
                    self.application_id = Some(octets);
                }
                AuthorizationValue::Octets(octets.contents())
            }
            Shape::RootOfTrust => AuthorizationValue::RootOfTrust(RootOfTrust::read(&mut inside)?),
        };
        inside.finish()?;
        self.authorizations.push((tag, value));
        Ok(())
    }

    /// The known tags and what stands under them, as received.
    pub fn iter(&self) -> impl Iterator<Item = &(AuthorizationTag, AuthorizationValue<'a>)> {
        self.authorizations.iter()
    }

    /// What stands under a tag.
    #[must_use]
    pub fn value(&self, tag: AuthorizationTag) -> Option<&AuthorizationValue<'a>> {
        self.authorizations.iter().find(|(present, _)| *present == tag).map(|(_, value)| value)
    }

    /// Whether a tag is there.
    #[must_use]
    pub fn has(&self, tag: AuthorizationTag) -> bool {
        self.value(tag).is_some()
    }

    /// The number under a tag. A tag under which no number stands has none.
    #[must_use]
    pub fn integer(&self, tag: AuthorizationTag) -> Option<u64> {
        if let Some(AuthorizationValue::Integer(number)) = self.value(tag) { Some(*number) } else { None }
    }

    /// The bytes under a tag. A tag under which no bytes stand has none.
    #[must_use]
    pub fn octets(&self, tag: AuthorizationTag) -> Option<&'a [u8]> {
        if let Some(AuthorizationValue::Octets(bytes)) = self.value(tag) { Some(bytes) } else { None }
    }

    /// The numbers in the set under a tag; none where it is not there.
    pub fn integers(&self, tag: AuthorizationTag) -> impl Iterator<Item = u64> + use<'a> {
        let set =
            if let Some(AuthorizationValue::Integers(set)) = self.value(tag) { Some(set) } else { None };
        set.map(Integers::iter).into_iter().flatten()
    }

    /// What the key may be used for: 2 is to sign.
    pub fn purposes(&self) -> impl Iterator<Item = u64> + use<'a> {
        self.integers(AuthorizationTag::PURPOSE)
    }

    /// Where the key was made: 0 is generated where it is kept.
    #[must_use]
    pub fn origin(&self) -> Option<u64> {
        self.integer(AuthorizationTag::ORIGIN)
    }

    /// How the device was booted.
    #[must_use]
    pub fn root_of_trust(&self) -> Option<RootOfTrust<'a>> {
        match self.value(AuthorizationTag::ROOT_OF_TRUST) {
            Some(AuthorizationValue::RootOfTrust(root)) => Some(*root),
            _ => None,
        }
    }

    /// Which application asked for the attestation.
    ///
    /// It is read when it is asked for: nothing that is verified depends on it.
    ///
    /// # Errors
    /// Bytes that are there and are not what they should be.
    pub fn attestation_application_id(&self) -> Result<Option<AttestationApplicationId<'a>>, Error> {
        self.application_id.map(AttestationApplicationId::read).transpose()
    }

    /// How many tags were skipped because they are not known.
    #[must_use]
    pub const fn unknown_tags(&self) -> usize {
        self.unknown_tags
    }

    /// Whether the tags, unknown ones too, stand in ascending order, as DER wants elements of the schema.
    #[must_use]
    pub const fn is_ascending(&self) -> bool {
        self.is_ascending
    }
}

/// A null, which has no contents.
fn null<'a>(reader: &mut Reader<'a>) -> Result<AuthorizationValue<'a>, Error> {
    let element = reader.element(NULL)?;
    match element.contents().len() {
        0 => Ok(AuthorizationValue::Null),
        found => Err(reader.error(ErrorKind::ContentsLength { found, at: element.contents_at() })),
    }
}

impl fmt::Debug for AuthorizationList<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (known, unknown) = (self.authorizations.len(), self.unknown_tags);
        write!(formatter, "AuthorizationList({known} known tags, {unknown} unknown)")
    }
}
