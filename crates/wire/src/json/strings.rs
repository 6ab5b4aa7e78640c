//! Lists of strings.

use alloc::borrow::Cow;
use core::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::{IntoSlot, Scalar, Skipped, Slot};
use crate::error::JsonType;

/// Whether a text has at most so many characters.
pub(crate) fn is_within(text: &str, characters: usize) -> bool {
    text.chars().nth(characters).is_none()
}

/// A list of strings; items of other types and those longer than `LONGEST` characters are left out, and so are those
/// beyond `MOST`.
#[derive(Default)]
pub(crate) enum Strings<'de, const MOST: usize, const LONGEST: usize> {
    #[default]
    Absent,
    List([Option<Cow<'de, str>>; MOST]),
    /// Something else. Null is as absent to whoever asks, but a second value is one too many after it.
    Other(JsonType),
}

impl<'de, const MOST: usize, const LONGEST: usize> Slot<'de> for Strings<'de, MOST, LONGEST> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn read<D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(StringsVisitor(self))
    }
}

struct StringsVisitor<'s, 'de, const MOST: usize, const LONGEST: usize>(&'s mut Strings<'de, MOST, LONGEST>);

impl<const MOST: usize, const LONGEST: usize> StringsVisitor<'_, '_, MOST, LONGEST> {
    fn set_other<E>(self, found: JsonType) -> Result<(), E> {
        *self.0 = Strings::Other(found);
        Ok(())
    }
}

impl<'de, const MOST: usize, const LONGEST: usize> Visitor<'de> for StringsVisitor<'_, 'de, MOST, LONGEST> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut items = [const { None }; MOST];
        let mut slots = items.iter_mut();
        let mut item = Scalar::Absent;
        while list.next_element_seed(IntoSlot(&mut item))?.is_some() {
            if let Scalar::String(text) = core::mem::take(&mut item)
                && is_within(&text, LONGEST)
                && let Some(slot) = slots.next()
            {
                *slot = Some(text);
            }
        }
        *self.0 = Strings::List(items);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.set_other(JsonType::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.set_other(JsonType::Boolean)
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.set_other(JsonType::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.set_other(JsonType::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.set_other(JsonType::Number)
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.set_other(JsonType::String)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Skipped::VALUE.visit_map(map)?;
        self.set_other(JsonType::Object)
    }
}
