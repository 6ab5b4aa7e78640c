//! JSON objects that are open to change.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::edit::Edits;

/// A JSON object before it is written: members in the order in which they will stand.
#[derive(Debug)]
pub struct JsonObject {
    members: Vec<(String, Value)>,
    bytes: Edits<Vec<u8>>,
}

impl JsonObject {
    pub(crate) fn new(members: Vec<(&str, Value)>) -> Self {
        let members = members.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self { members, bytes: Edits::default() }
    }

    /// Sets a member to any value: in place of the first one of the name, or at the end.
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        match self.members.iter_mut().find(|(present, _)| present == name) {
            Some((_, present)) => *present = value.into(),
            None => self.members.push((name.into(), value.into())),
        }
        self
    }

    /// Changes the value of the first member of a name, if there is one.
    #[must_use]
    pub fn change_member(mut self, name: &str, change: impl FnOnce(Value) -> Value) -> Self {
        if let Some((_, value)) = self.members.iter_mut().find(|(present, _)| present == name) {
            *value = change(value.take());
        }
        self
    }

    /// Adds a member at the end, even if there is one of the name.
    #[must_use]
    pub fn add_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.push((name.into(), value.into()));
        self
    }

    /// Removes every member of a name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.members.retain(|(present, _)| present != name);
        self
    }

    /// Changes the bytes that are written.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    /// Writes these bytes.
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        self.edit(|_| bytes)
    }

    /// The object, without white space.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let one = |(name, value): &(String, Value)| {
            [Value::from(name.as_str()).to_string(), value.to_string()].join(":")
        };
        let members: Vec<_> = self.members.iter().map(one).collect();
        self.bytes.apply([b"{", members.join(",").as_bytes(), b"}"].concat())
    }
}

/// A list of texts.
pub(crate) fn texts(texts: impl IntoIterator<Item = String>) -> Value {
    let mut list = vec![];
    list.extend(texts.into_iter().map(Value::from));
    Value::Array(list)
}
