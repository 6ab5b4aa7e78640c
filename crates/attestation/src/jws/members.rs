//! JSON objects, as the header and the payload of a JWS.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::{JwsError, JwsPart};

/// Most members of a header or a payload. Real ones have up to nine; duplicates are found by comparing each with each.
const MAX_MEMBERS: usize = 32;

/// The members of an object, each name once. Their depth is bounded by serde_json, their size by that of the JWS.
pub(crate) struct Members(Vec<(String, Value)>);

impl Members {
    /// Reads one JSON text that is an object.
    pub(crate) fn parse(text: &[u8], part: JwsPart) -> Result<Self, JwsError> {
        match serde_json::from_slice(text) {
            Ok(Object::Members(members)) => Ok(members),
            Ok(Object::Duplicate) => Err(JwsError::DuplicateMember(part)),
            Ok(Object::TooMany) => Err(JwsError::TooManyMembers(part)),
            Err(error) => Err(JwsError::Json { part, line: error.line(), column: error.column() }),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find_map(|(found, value)| (found == name).then_some(value))
    }

    /// A member that has to be there and a string.
    pub(crate) fn text(&self, name: &'static str) -> Result<&str, JwsError> {
        self.get(name).ok_or(JwsError::Missing(name))?.as_str().ok_or(JwsError::Value(name))
    }

    /// A member that has to be there and an integer of zero or more.
    pub(crate) fn integer(&self, name: &'static str) -> Result<i64, JwsError> {
        let number = self.get(name).ok_or(JwsError::Missing(name))?.as_u64();
        number.and_then(|number| i64::try_from(number).ok()).ok_or(JwsError::Value(name))
    }

    /// A member that has to be a boolean if it is there.
    pub(crate) fn boolean(&self, name: &'static str) -> Result<Option<bool>, JwsError> {
        self.get(name).map(|value| value.as_bool().ok_or(JwsError::Value(name))).transpose()
    }
}

/// An object, or what is wrong with it beside its syntax.
enum Object {
    Members(Members),
    Duplicate,
    TooMany,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut members: Vec<(String, Value)> = Vec::new();
        let (mut has_duplicate, mut has_too_many) = (false, false);
        // What has a fault is read to its end all the same: whether it is JSON counts first.
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if members.iter().any(|(earlier, _)| *earlier == name) {
                has_duplicate = true;
            } else if members.len() == MAX_MEMBERS {
                has_too_many = true;
            } else {
                members.push((name, value));
            }
        }
        Ok(match (has_duplicate, has_too_many) {
            (true, _) => Object::Duplicate,
            (false, true) => Object::TooMany,
            (false, false) => Object::Members(Members(members)),
        })
    }
}
