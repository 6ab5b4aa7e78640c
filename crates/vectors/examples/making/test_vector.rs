//! A vector as a maker builds it.

use countersign_authenticator::flags;
use serde_json::{Map, Value, json};

/// A vector, ready to be written.
pub(crate) struct TestVector {
    stem: String,
    members: Map<String, Value>,
}

impl TestVector {
    /// A vector of a folder, with its schema and its id and nothing else.
    pub(crate) fn new(folder: &str, stem: &str) -> Self {
        let vector = Self { stem: stem.to_owned(), members: Map::new() };
        vector.set("schema", "countersign-vector/1").set("id", format!("{folder}/{stem}"))
    }

    /// The name of its file.
    pub(crate) fn file_name(&self) -> String {
        format!("{}.json", self.stem)
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        format!("{:#}\n", Value::Object(self.members.clone()))
    }

    /// Sets a member by its path, such as `options/challenge`; sections on the way are made.
    pub(crate) fn set(mut self, path: &str, value: impl Into<Value>) -> Self {
        let (section, name) = path.split_once('/').unwrap_or(("", path));
        if section.is_empty() {
            self.members.insert(name.to_owned(), value.into());
        } else if let Some(members) = self.members.entry(section).or_insert_with(|| json!({})).as_object_mut()
        {
            members.insert(name.to_owned(), value.into());
        }
        self
    }

    pub(crate) fn accepted(self) -> Self {
        self.set("expect/verdict", "accept")
    }

    pub(crate) fn refused_at(self, step: &str) -> Self {
        self.set("expect/verdict", "reject").set("expect/step", step)
    }

    /// The flags that are expected, bits of [`flags`].
    pub(crate) fn flags(self, set: u8) -> Self {
        let is = |bit: u8| set & bit != 0;
        let expected = json!({
            "up": is(flags::UP), "uv": is(flags::UV), "be": is(flags::BE), "bs": is(flags::BS),
        });
        self.set("expect/flags", expected)
    }
}
