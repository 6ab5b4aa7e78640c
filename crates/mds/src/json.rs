//! JSON, looked at one level at a time.
//!
//! The whole payload is read over once, which proves its syntax. After that a value is the text that it stands in, and
//! whoever wants to know what is in it reads one level of it: what nobody asks for is never decoded, and what is wrong in
//! one place is wrong there alone.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Most members of one object. Those of metadata have up to some thirty; duplicates are found by comparing each with each.
pub const MAX_MEMBERS: usize = 128;

/// Deepest nesting of arrays and objects. Metadata has up to ten levels.
pub const MAX_DEPTH: usize = 32;

/// Why a value is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Malformed {
    /// It is of another type than it may be.
    Type,
    /// It is an array or an object with more in it than it may have.
    TooMany,
    /// The member stands in its object twice.
    Duplicate,
    /// It is a text or a number that is not of the form that it should have.
    Form,
    /// It is a date that no calendar has.
    Date,
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Type => "another type than it may have",
            Self::TooMany => "more elements than it may have",
            Self::Duplicate => "twice in its object",
            Self::Form => "not of the form that it should have",
            Self::Date => "a date that no calendar has",
        })
    }
}

/// A value: the text that it stands in, which is known to be JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Json<'b>(&'b str);

impl<'b> Json<'b> {
    /// A value of which somebody has seen to it that it is JSON. (If it were not, it would be malformed.)
    pub(crate) const fn of_value(text: &'b str) -> Self {
        Self(text)
    }

    pub(crate) const fn as_str(self) -> &'b str {
        self.0
    }

    pub(crate) fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// The members of an object.
    pub(crate) fn members(self) -> Result<Members<'b>, Malformed> {
        if !self.0.starts_with('{') {
            return Err(Malformed::Type);
        }
        members_of(self.0).map_err(|_| Malformed::Form)?.ok_or(Malformed::TooMany)
    }

    /// The elements of an array of at most so many.
    pub(crate) fn items(self, most: usize) -> Result<Vec<Self>, Malformed> {
        if !self.0.starts_with('[') {
            return Err(Malformed::Type);
        }
        let Items(items) = serde_json::from_str(self.0).map_err(|_| Malformed::Form)?;
        if items.len() > most { Err(Malformed::TooMany) } else { Ok(items) }
    }

    /// A text.
    pub(crate) fn text(self) -> Result<Cow<'b, str>, Malformed> {
        if !self.0.starts_with('"') {
            return Err(Malformed::Type);
        }
        // A lone half of a surrogate pair is JSON and no text.
        serde_json::from_str(self.0).map(|Text(text)| text).map_err(|_| Malformed::Form)
    }

    /// An integer of zero or more.
    pub(crate) fn integer(self) -> Result<u64, Malformed> {
        if !self.0.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Err(Malformed::Type);
        }
        serde_json::from_str(self.0).map_err(|_| Malformed::Form)
    }

    /// An integer.
    pub(crate) fn signed(self) -> Result<i64, Malformed> {
        if !self.0.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Err(Malformed::Type);
        }
        serde_json::from_str(self.0).map_err(|_| Malformed::Form)
    }

    pub(crate) fn boolean(self) -> Result<bool, Malformed> {
        match self.0 {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Malformed::Type),
        }
    }
}

/// Reads one JSON text that is an object. Nothing stands for one with too many members.
pub(crate) fn members_of(text: &str) -> Result<Option<Members<'_>>, serde_json::Error> {
    serde_json::from_str::<Members<'_>>(text)
        .map(|members| (members.0.len() <= MAX_MEMBERS).then_some(members))
}

/// Whether no array or object of a JSON text is nested deeper than [`MAX_DEPTH`]. Of a text that is not JSON it says nothing.
pub(crate) fn is_shallow(text: &str) -> bool {
    let mut bytes = text.bytes();
    let mut depth: usize = 0;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            bytes.next();
                        }
                        _ => {}
                    }
                }
            }
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

/// The members of an object, in order.
#[derive(Clone)]
pub(crate) struct Members<'b>(Vec<(Cow<'b, str>, Json<'b>)>);

impl<'b> Members<'b> {
    /// A member, if it is there and not null.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Json<'b>>, Malformed> {
        let mut found = self.0.iter().filter(|(own, _)| own == name).map(|(_, value)| *value);
        let first = found.next();
        if found.next().is_some() {
            return Err(Malformed::Duplicate);
        }
        Ok(first.filter(|value| !value.is_null()))
    }

    /// Names and values, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Cow<'b, str>, Json<'b>)> {
        self.0.iter().map(|(name, value)| (name, *value))
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Text(name), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
            // One more than may be there tells that there are too many.
            if members.len() <= MAX_MEMBERS {
                members.push((name, Json(value.get())));
            }
        }
        Ok(Members(members))
    }
}

/// The elements of an array.
struct Items<'b>(Vec<Json<'b>>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ItemsVisitor)
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Items<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(value) = sequence.next_element::<&'de RawValue>()? {
            items.push(Json(value.get()));
        }
        Ok(Items(items))
    }
}

/// A text that borrows where nothing in it is escaped.
struct Text<'b>(Cow<'b, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.into())))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::{format, vec};

    use super::*;

    #[test]
    fn accepts_values_of_every_type_as_what_they_are() {
        let members = Json::of_value(r#"{"a": [1, "x"], "b" :true,"\u0063":"\u00e4","d":null,"e":7}"#)
            .members()
            .unwrap();
        let a = members.get("a").unwrap().unwrap().items(2).unwrap();
        assert_eq!((a[0].integer(), a[1].text()), (Ok(1), Ok("x".into())));
        assert_eq!(members.get("b").unwrap().unwrap().boolean(), Ok(true));
        assert_eq!(members.get("c").unwrap().unwrap().text(), Ok("\u{e4}".into()));
        assert!(members.get("d") == Ok(None) && members.get("f") == Ok(None));
        assert_eq!(members.names().collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn refuses_values_of_another_type_or_form() {
        let value = Json::of_value;
        assert_eq!(value("[]").members().err(), Some(Malformed::Type));
        assert_eq!(value("{}").items(9).err(), Some(Malformed::Type));
        assert_eq!(value("[1,2]").items(1).err(), Some(Malformed::TooMany));
        assert_eq!(value("7").text(), Err(Malformed::Type));
        assert_eq!(value(r#""\ud800""#).text(), Err(Malformed::Form));
        assert_eq!(value("\"7\"").integer(), Err(Malformed::Type));
        for number in ["-1", "1.5", "1e3", "18446744073709551616"] {
            assert_eq!(value(number).integer(), Err(Malformed::Form), "{number}");
        }
        assert_eq!(value("1").boolean(), Err(Malformed::Type));
        let twice = value(r#"{"a":1,"\u0061":2}"#).members().unwrap();
        assert_eq!(twice.get("a").err(), Some(Malformed::Duplicate));
    }

    #[test]
    fn refuses_more_members_and_levels_than_metadata_has() {
        let object = |count: usize| {
            let members: Vec<String> = (0..count).map(|at| format!("\"m{at}\":{at}")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(Json::of_value(&object(MAX_MEMBERS)).members().is_ok());
        assert_eq!(Json::of_value(&object(MAX_MEMBERS + 1)).members().err(), Some(Malformed::TooMany));
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(is_shallow(&nested(MAX_DEPTH)) && !is_shallow(&nested(MAX_DEPTH + 1)));
        // Brackets in texts nest nothing, behind whatever is escaped.
        assert!(is_shallow(&format!("[\"\\\"{}\"]", "[".repeat(99))));
        assert!(!is_shallow(&format!("[\"\\\\\",{}]", nested(MAX_DEPTH))));
        let objects: String = vec!["{\"a\":"; MAX_DEPTH + 1].concat();
        assert!(!is_shallow(&objects));
    }
}
