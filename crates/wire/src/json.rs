//! JSON objects read member by member, without trusting a type and without building a tree.
//!
//! The syntax is serde_json's business. What is ours: a value of the wrong type is kept as that type and refused by
//! whoever needs the value; members that stand twice are noticed, known or not; what is read over has a bounded depth;
//! nothing that a client wrote gets into an error or into `Debug`.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{Error, ErrorKind, Field, JsonType};

mod strings;

pub(crate) use strings::{Strings, is_within};

/// Most members of one object that nobody wants. The objects of WebAuthn have a dozen members in all.
const MAX_UNKNOWN_MEMBERS: usize = 64;

/// Deepest nesting of a value that nobody looks at. Results of `prf`, the deepest that browsers send, have three levels.
const MAX_SKIPPED_DEPTH: usize = 16;

/// A value that should be a scalar.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) enum Scalar<'de> {
    #[default]
    Absent,
    Boolean(bool),
    String(Cow<'de, str>),
    Other(JsonType),
}

impl Scalar<'_> {
    /// The string, or why there is none.
    pub(crate) fn string(&self, field: Field) -> Result<&str, Error> {
        match self {
            Self::String(text) => Ok(text),
            Self::Absent | Self::Boolean(_) | Self::Other(_) => Err(self.unexpected(field, JsonType::String)),
        }
    }

    /// The boolean, or why there is none.
    pub(crate) fn boolean(&self, field: Field) -> Result<bool, Error> {
        match self {
            Self::Boolean(value) => Ok(*value),
            Self::Absent | Self::String(_) | Self::Other(_) => Err(self.unexpected(field, JsonType::Boolean)),
        }
    }

    /// Absent or null: members that browsers leave out or set to null alike.
    pub(crate) const fn is_absent_or_null(&self) -> bool {
        matches!(self, Self::Absent | Self::Other(JsonType::Null))
    }

    const fn unexpected(&self, field: Field, expected: JsonType) -> Error {
        let found = match self {
            Self::Absent => return Error::new(field, ErrorKind::Missing),
            Self::Boolean(_) => JsonType::Boolean,
            Self::String(_) => JsonType::String,
            Self::Other(found) => *found,
        };
        Error::new(field, ErrorKind::WrongType { expected, found })
    }
}

impl fmt::Debug for Scalar<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => formatter.write_str("absent"),
            Self::Boolean(value) => write!(formatter, "{value}"),
            Self::String(text) => write!(formatter, "string of {} bytes", text.len()),
            Self::Other(found) => formatter.write_str(found.name()),
        }
    }
}

/// A place for the value of a member.
pub(crate) trait Slot<'de> {
    /// Whether no value was put into it.
    fn is_absent(&self) -> bool;

    /// Reads a value into it. In place, as to hand up what an object holds through each level costs more than reading it.
    fn read<D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error>;
}

/// A slot that the next value goes into.
struct IntoSlot<'s, S>(&'s mut S);

impl<'de, S: Slot<'de>> DeserializeSeed<'de> for IntoSlot<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.read(deserializer)
    }
}

/// What became of a member.
pub(crate) enum Member {
    /// Its value was read.
    Read,
    /// It is a known one that had a value already. This one is not read.
    Duplicate,
    /// Nobody wants its value, which is not read.
    Unknown,
}

/// An object whose members are read as they come.
pub(crate) trait Members<'de>: Default {
    /// Reads the value of the member `name` if it is a known one.
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error>;
}

/// A value that should be an object.
#[derive(Default)]
pub(crate) enum Object<T> {
    #[default]
    Absent,
    Members(T),
    Malformed(ErrorKind),
}

impl<T> Object<T> {
    /// The members, or why there are none.
    pub(crate) fn into_members(self, field: Field) -> Result<T, Error> {
        match self {
            Self::Members(members) => Ok(members),
            Self::Absent => Err(Error::new(field, ErrorKind::Missing)),
            Self::Malformed(kind) => Err(Error::new(field, kind)),
        }
    }

    fn set_wrong<E>(&mut self, found: JsonType) -> Result<(), E> {
        *self = Self::Malformed(ErrorKind::WrongType { expected: JsonType::Object, found });
        Ok(())
    }
}

/// Reads one JSON text that is an object.
pub(crate) fn read<'de, T: Members<'de>>(text: &'de str, field: Field) -> Result<T, Error> {
    let mut object = Object::Absent;
    let mut json = serde_json::Deserializer::from_str(text);
    IntoSlot(&mut object).deserialize(&mut json).and_then(|()| json.end()).map_err(|error| {
        // The one complaint that is not about syntax is that of `Skipped`.
        let kind = if error.is_data() {
            ErrorKind::TooDeep { most: MAX_SKIPPED_DEPTH }
        } else {
            ErrorKind::Json { line: error.line(), column: error.column() }
        };
        Error::new(field, kind)
    })?;
    object.into_members(field)
}

/// Puts the next value into a slot that has none.
pub(crate) fn fill<'de, A: MapAccess<'de>, S: Slot<'de>>(
    slot: &mut S,
    map: &mut A,
) -> Result<Member, A::Error> {
    if !slot.is_absent() {
        return Ok(Member::Duplicate);
    }
    map.next_value_seed(IntoSlot(slot))?;
    Ok(Member::Read)
}

impl<'de, T: Members<'de>> Slot<'de> for Object<T> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn read<D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(ObjectVisitor(self))
    }
}

struct ObjectVisitor<'s, T>(&'s mut Object<T>);

impl<'de, T: Members<'de>> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        *self.0 = Object::Members(T::default());
        let mut names: Names<'de> = Names::default();
        while let Some(Name(name)) = map.next_key::<Name<'de>>()? {
            let Object::Members(members) = self.0 else {
                // What is wrong already is only read to its end.
                map.next_value_seed(Skipped::VALUE)?;
                continue;
            };
            let outcome = match members.member(&name, &mut map)? {
                Member::Read => continue,
                Member::Duplicate => Err(ErrorKind::DuplicateMember),
                Member::Unknown => names.add(name),
            };
            if let Err(kind) = outcome {
                *self.0 = Object::Malformed(kind);
            }
            map.next_value_seed(Skipped::VALUE)?;
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.set_wrong(JsonType::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.0.set_wrong(JsonType::Boolean)
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.0.set_wrong(JsonType::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.0.set_wrong(JsonType::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.0.set_wrong(JsonType::Number)
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.0.set_wrong(JsonType::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        Skipped::VALUE.visit_seq(items)?;
        self.0.set_wrong(JsonType::Array)
    }
}

/// A value that is read over. (`IgnoredAny` would do, but for its depth, which nothing bounds.)
#[derive(Clone, Copy)]
struct Skipped {
    /// How many levels of arrays and objects may still begin.
    levels: usize,
}

impl Skipped {
    const VALUE: Self = Self { levels: MAX_SKIPPED_DEPTH };

    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        let levels = self.levels.checked_sub(1).ok_or_else(|| E::custom("nested too deep"))?;
        Ok(Self { levels })
    }
}

impl<'de> DeserializeSeed<'de> for Skipped {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skipped {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(inner)?;
        }
        Ok(())
    }
}

/// The names of members that nobody wants, so far. A handful of them costs no allocation.
#[derive(Default)]
struct Names<'de> {
    first: [Option<Cow<'de, str>>; 8],
    more: Vec<Cow<'de, str>>,
    count: usize,
}

impl<'de> Names<'de> {
    fn add(&mut self, name: Cow<'de, str>) -> Result<(), ErrorKind> {
        if self.first.iter().flatten().chain(&self.more).any(|earlier| *earlier == name) {
            return Err(ErrorKind::DuplicateMember);
        }
        if self.count == MAX_UNKNOWN_MEMBERS {
            return Err(ErrorKind::TooLong { most: MAX_UNKNOWN_MEMBERS });
        }
        match self.first.get_mut(self.count) {
            Some(slot) => *slot = Some(name),
            None => self.more.push(name),
        }
        self.count = self.count.saturating_add(1);
        Ok(())
    }
}

/// The name of a member, borrowed from the text unless it has escapes.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(name.into())))
    }
}

impl<'de> Slot<'de> for Scalar<'de> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn read<D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(ScalarVisitor(self))
    }
}

struct ScalarVisitor<'s, 'de>(&'s mut Scalar<'de>);

impl<'de> ScalarVisitor<'_, 'de> {
    fn set<E>(self, value: Scalar<'de>) -> Result<(), E> {
        *self.0 = value;
        Ok(())
    }
}

impl<'de> Visitor<'de> for ScalarVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.set(Scalar::Other(JsonType::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.set(Scalar::Boolean(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.set(Scalar::Other(JsonType::Number))
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.set(Scalar::Other(JsonType::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.set(Scalar::Other(JsonType::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.set(Scalar::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.set(Scalar::String(Cow::Owned(text.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        Skipped::VALUE.visit_seq(items)?;
        self.set(Scalar::Other(JsonType::Array))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Skipped::VALUE.visit_map(map)?;
        self.set(Scalar::Other(JsonType::Object))
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn accepts_debug_of_a_value_without_its_text() {
        let shown = |text: &str| {
            let mut value = Scalar::Absent;
            value.read(&mut serde_json::Deserializer::from_str(text)).unwrap();
            format!("{value:?}")
        };
        assert_eq!(shown("\"secret\""), "string of 6 bytes");
        assert_eq!(format!("{:?}", Scalar::Absent), "absent");
        for (text, name) in [("true", "true"), ("1", "number"), ("[1]", "array"), ("{}", "object")] {
            assert_eq!(shown(text), name);
        }
    }
}
