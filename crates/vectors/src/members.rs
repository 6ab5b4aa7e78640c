//! The members of a JSON object, taken out one by one, so that those which nobody knows are left over.

use core::fmt;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use countersign_wire::{Field, base64url};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Error, Place, Problem};

/// The members of one section of a document.
pub(crate) struct Members<'a> {
    section: &'static str,
    members: BTreeMap<String, Occurrence<'a>>,
}

/// A member that is not read yet.
struct Occurrence<'a> {
    text: &'a RawValue,
    is_repeated: bool,
}

/// A JSON object whose members are not read yet.
struct Object<'a>(BTreeMap<String, Occurrence<'a>>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = access.next_entry()? {
            match members.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(Occurrence { text: value, is_repeated: false });
                }
                Entry::Occupied(mut entry) => entry.get_mut().is_repeated = true,
            }
        }
        Ok(Object(members))
    }
}

const OBJECT: &str = "a JSON object";

/// The value of a member, and where it stands.
pub(crate) struct Member {
    place: Place,
    value: Value,
}

impl<'a> Members<'a> {
    /// The members of an object; `section` is what errors call it.
    pub(crate) fn read(section: &'static str, text: &'a str) -> Result<Self, Error> {
        let Object(members) = serde_json::from_str(text).map_err(|error| {
            let expected = Problem::Unexpected { expected: OBJECT };
            if !section.is_empty() {
                Error::new(Place::Member { section, name: "", index: None }, expected)
            } else if error.is_data() {
                Error::new(Place::of(&error), expected)
            } else {
                Error::not_json(&error)
            }
        })?;
        Ok(Self { section, members })
    }

    const fn place(&self, name: &'static str) -> Place {
        Place::Member { section: self.section, name, index: None }
    }

    pub(crate) const fn missing(&self, name: &'static str, expected: &'static str) -> Error {
        Error::new(self.place(name), Problem::Missing { expected })
    }

    /// The text of a member as it stands in the document.
    pub(crate) fn take_text(&mut self, name: &'static str) -> Result<Option<&'a str>, Error> {
        match self.members.remove(name) {
            Some(Occurrence { is_repeated: true, .. }) => {
                Err(Error::new(self.place(name), Problem::Repeated))
            }
            member => Ok(member.map(|member| member.text.get())),
        }
    }

    pub(crate) fn take(&mut self, name: &'static str) -> Result<Option<Member>, Error> {
        let Some(text) = self.take_text(name)? else { return Ok(None) };
        let place = self.place(name);
        let value = serde_json::from_str(text)
            .map_err(|_| Error::new(place, Problem::Unexpected { expected: "less nesting" }))?;
        Ok(Some(Member { place, value }))
    }

    pub(crate) fn require(&mut self, name: &'static str, expected: &'static str) -> Result<Member, Error> {
        self.take(name)?.ok_or_else(|| self.missing(name, expected))
    }

    /// A section inside this one; absent, it has no members.
    pub(crate) fn section(&mut self, name: &'static str) -> Result<Option<Self>, Error> {
        self.take_text(name)?.map(|text| Self::read(name, text)).transpose()
    }

    /// Demands that no member that was left stands there twice.
    pub(crate) fn ignore_rest(self) -> Result<(), Error> {
        if self.members.values().any(|member| member.is_repeated) {
            return Err(Error::new(Place::Document, Problem::Repeated));
        }
        Ok(())
    }

    /// Demands that every member was taken.
    pub(crate) fn finish(self, known: &'static str) -> Result<(), Error> {
        if self.members.is_empty() {
            return Ok(());
        }
        let place = Place::Member { section: self.section, name: "", index: None };
        Err(Error::new(place, Problem::UnknownMember { known }))
    }
}

impl Member {
    pub(crate) const fn unexpected(&self, expected: &'static str) -> Error {
        Error::new(self.place, Problem::Unexpected { expected })
    }

    pub(crate) const fn value(&self) -> &Value {
        &self.value
    }

    pub(crate) fn text(&self) -> Result<&str, Error> {
        self.value.as_str().ok_or_else(|| self.unexpected("a string"))
    }

    pub(crate) fn boolean(&self) -> Result<bool, Error> {
        self.value.as_bool().ok_or_else(|| self.unexpected("true or false"))
    }

    pub(crate) fn unsigned_32(&self) -> Result<u32, Error> {
        let number = self.value.as_u64().and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| self.unexpected("a number from 0 to 4294967295"))
    }

    pub(crate) fn integer(&self) -> Result<i64, Error> {
        self.value.as_i64().ok_or_else(|| self.unexpected("an integer"))
    }

    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Error> {
        let text = self.text()?;
        base64url::decode(text, Field::Credential, text.len())
            .map_err(|_| Error::new(self.place, Problem::NotBase64url))
    }

    /// Every item of a list, each with its place.
    pub(crate) fn list<T>(&self, read: impl Fn(&Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let items = self.value.as_array().ok_or_else(|| self.unexpected("a list"))?;
        let item = |(at, value): (usize, &Value)| {
            let place = match self.place {
                Place::Member { section, name, .. } => Place::Member { section, name, index: Some(at) },
                place @ (Place::Document | Place::Text { .. }) => place,
            };
            read(&Self { place, value: value.clone() })
        };
        items.iter().enumerate().map(item).collect()
    }

    /// The one of `choices` that the text is.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)], expected: &'static str) -> Result<T, Error> {
        let text = self.text()?;
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        found.ok_or_else(|| self.unexpected(expected))
    }
}
