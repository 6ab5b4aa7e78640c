//! JSON, looked at one level at a time.
//!
//! The whole payload is read over once, which proves its syntax. After that a value is the text that it stands in, and
//! whoever wants to know what is in it reads one level of it: what nobody asks for is never decoded, and what is wrong in
//! one place is wrong there alone. Nothing goes from level to level by itself, so that no nesting is too deep: what is
//! passed over costs a byte for each level.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Most members of one object that are kept. Those of metadata have up to some thirty. Behind that many a member is found
/// all the same, by reading the object again.
pub const MAX_MEMBERS: usize = 128;

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
///
/// What serde says of a value that is not what was asked for is a line and a column inside of the value. Whoever reports it
/// names the member, which tells more.
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
        members_of(self.0).map_err(|_| Malformed::Form)
    }

    /// The elements of an array of at most so many.
    pub(crate) fn items(self, most: usize) -> Result<Vec<Self>, Malformed> {
        if !self.0.starts_with('[') {
            return Err(Malformed::Type);
        }
        let items = read(self.0, Items { most }).map_err(|_| Malformed::Form)?;
        if items.len() > most { Err(Malformed::TooMany) } else { Ok(items) }
    }

    /// A text.
    pub(crate) fn text(self) -> Result<Cow<'b, str>, Malformed> {
        if !self.0.starts_with('"') {
            return Err(Malformed::Type);
        }
        let inside = self.0.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        if let Some(inside) = inside.filter(|inside| !inside.contains('\\')) {
            return Ok(Cow::Borrowed(inside));
        }
        // A lone half of a surrogate pair is JSON and no text.
        serde_json::from_str(self.0).map(Cow::Owned).map_err(|_| Malformed::Form)
    }

    /// An integer of zero or more.
    pub(crate) fn integer(self) -> Result<u64, Malformed> {
        self.number()
    }

    /// An integer.
    pub(crate) fn signed(self) -> Result<i64, Malformed> {
        self.number()
    }

    fn number<N: Deserialize<'b>>(self) -> Result<N, Malformed> {
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

/// Reads one JSON text that is an object.
pub(crate) fn members_of(text: &str) -> Result<Members<'_>, serde_json::Error> {
    let Reading { kept, is_complete } = read(text, Wanted::All)?;
    Ok(Members { text, kept, is_complete })
}

fn read<'b, S: DeserializeSeed<'b>>(text: &'b str, seed: S) -> Result<S::Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A member: its name and its value.
type Member<'b> = (Cow<'b, str>, Json<'b>);

/// The members of an object, in order. Of one with more than [`MAX_MEMBERS`] the first are kept.
///
/// A name that is no text, as half of a surrogate pair is in it, stands there as it is written, and is none that is known.
#[derive(Clone)]
pub(crate) struct Members<'b> {
    text: &'b str,
    kept: Vec<Member<'b>>,
    is_complete: bool,
}

impl<'b> Members<'b> {
    /// A member, if it is there and not null.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Json<'b>>, Malformed> {
        let found = if self.is_complete { None } else { Some(self.read_again(name)?) };
        let members = found.as_deref().unwrap_or(&self.kept);
        let mut found = members.iter().filter(|(own, _)| own == name).map(|(_, value)| *value);
        let first = found.next();
        if found.next().is_some() {
            return Err(Malformed::Duplicate);
        }
        Ok(first.filter(|value| !value.is_null()))
    }

    fn read_again(&self, name: &str) -> Result<Vec<Member<'b>>, Malformed> {
        read(self.text, Wanted::Named(name)).map(|reading| reading.kept).map_err(|_| Malformed::Form)
    }

    /// Whether there are no more than are kept.
    pub(crate) const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Names and values of those that are kept, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Cow<'b, str>, Json<'b>)> {
        self.kept.iter().map(|(name, value)| (name, *value))
    }

    /// The names of those that are kept, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(|(name, _)| &**name)
    }
}

/// Which members of an object are kept while it is read.
#[derive(Clone, Copy)]
enum Wanted<'n> {
    /// Those in front, up to [`MAX_MEMBERS`].
    All,
    /// Those of a name, up to the two that are one too many.
    Named(&'n str),
}

/// What was kept of an object.
struct Reading<'b> {
    kept: Vec<Member<'b>>,
    is_complete: bool,
}

impl Wanted<'_> {
    fn is(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(wanted) => wanted == name,
        }
    }

    const fn most(self) -> usize {
        match self {
            Self::All => MAX_MEMBERS,
            Self::Named(_) => 2,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Reading<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Reading<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Reading<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Reading<'de>, A::Error> {
        let mut reading = Reading { kept: Vec::new(), is_complete: true };
        while let Some((name, value)) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
            let name = name_of(name.get());
            if reading.kept.len() == self.most() {
                reading.is_complete = false;
            } else if self.is(&name) {
                reading.kept.push((name, Json(value.get())));
            }
        }
        Ok(reading)
    }
}

/// The name that is written so, quotes and all.
fn name_of(written: &str) -> Cow<'_, str> {
    Json(written).text().unwrap_or(Cow::Borrowed(written))
}

/// The elements of an array: as many as it may have, and one more where there are too many.
struct Items {
    most: usize,
}

impl<'de> DeserializeSeed<'de> for Items {
    type Value = Vec<Json<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items {
    type Value = Vec<Json<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(value) = sequence.next_element::<&'de RawValue>()? {
            if items.len() <= self.most {
                items.push(Json(value.get()));
            }
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

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
        for (text, signed) in
            [("-7", Ok(-7)), ("7", Ok(7)), ("\"7\"", Err(Malformed::Type)), ("7.5", Err(Malformed::Form))]
        {
            assert_eq!(Json::of_value(text).signed(), signed, "{text}");
        }
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
    fn accepts_as_many_members_as_there_are_and_keeps_a_bounded_number() {
        let object = |count: usize| {
            let members: Vec<String> = (0..count).map(|at| format!("\"m{at}\":{at}")).collect();
            format!("{{{}}}", members.join(","))
        };
        for (count, is_complete) in [(MAX_MEMBERS, true), (MAX_MEMBERS + 1, false), (9_999, false)] {
            let text = object(count);
            let members = Json::of_value(&text).members().unwrap();
            assert_eq!((members.is_complete(), members.kept.len()), (is_complete, MAX_MEMBERS));
            let last = members.get(&format!("m{}", count - 1)).unwrap().unwrap();
            assert_eq!(last.integer(), Ok(u64::try_from(count).unwrap() - 1));
            assert!(members.get("m") == Ok(None));
        }
        // What stands there twice does so behind the bound too, and is not kept more often.
        let twice = format!("{}{}}}", object(MAX_MEMBERS).trim_end_matches('}'), ",\"m7\":7".repeat(999));
        let members = Json::of_value(&twice).members().unwrap();
        assert_eq!(members.get("m7").err(), Some(Malformed::Duplicate));
        assert_eq!(members.read_again("m7").unwrap().len(), 2);
    }

    #[test]
    fn accepts_names_that_are_no_text_beside_those_that_are() {
        let members = Json::of_value(r#"{"\ud800":1,"a":2,"\ud800":3}"#).members().unwrap();
        assert_eq!(members.get("a").unwrap().unwrap().integer(), Ok(2));
        assert_eq!(members.names().collect::<Vec<_>>(), [r#""\ud800""#, "a", r#""\ud800""#]);
    }

    #[test]
    fn accepts_no_more_elements_than_are_asked_for_and_keeps_one_more() {
        let kept = |count: usize, most: usize| {
            let text = format!("[{}0]", "0,".repeat(count - 1));
            read(&text, Items { most }).unwrap().len()
        };
        assert_eq!((kept(2, 2), kept(3, 2), kept(99_999, 2)), (2, 3, 3));
    }

    #[test]
    fn accepts_any_nesting_in_what_nobody_asks_for() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let text = format!("{{\"novel\":{},\"a\":7}}", deep(1_000_000));
        let members = Json::of_value(&text).members().unwrap();
        assert_eq!(members.get("a").unwrap().unwrap().integer(), Ok(7));
        let novel = members.get("novel").unwrap().unwrap();
        assert_eq!(novel.items(1).unwrap().len(), 1);
    }
}
