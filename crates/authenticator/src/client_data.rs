//! The first layer: what the client says of the ceremony.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::json_object::JsonObject;
use crate::response::base64url;

/// The client data before it is written: members in the order in which they will stand.
///
/// # Source
/// [§5.8.1](https://www.w3.org/TR/webauthn-3/#dictionary-client-data)
#[derive(Debug)]
pub struct ClientData(JsonObject);

impl ClientData {
    pub(crate) fn new(ceremony: &str, challenge: &[u8], origin: &str) -> Self {
        Self(JsonObject::new(vec![
            ("type", ceremony.into()),
            ("challenge", base64url(challenge).into()),
            ("origin", origin.into()),
            ("crossOrigin", false.into()),
        ]))
    }

    /// Sets `type`; `webauthn.create` or `webauthn.get` without.
    #[must_use]
    pub fn ceremony(self, ceremony: &str) -> Self {
        self.member("type", ceremony)
    }

    /// Sets `challenge`, given in bytes.
    #[must_use]
    pub fn challenge(self, challenge: &[u8]) -> Self {
        self.member("challenge", base64url(challenge))
    }

    /// Sets `origin`.
    #[must_use]
    pub fn origin(self, origin: &str) -> Self {
        self.member("origin", origin)
    }

    /// Sets `crossOrigin`; false without, and [`Self::without`] removes it.
    #[must_use]
    pub fn cross_origin(self, cross_origin: bool) -> Self {
        self.member("crossOrigin", cross_origin)
    }

    /// Sets `topOrigin`, and nothing else: a truthful client sets `crossOrigin` too.
    #[must_use]
    pub fn top_origin(self, top_origin: &str) -> Self {
        self.member("topOrigin", top_origin)
    }

    /// Sets a member to any value: in place of the first one of the name, or at the end.
    #[must_use]
    pub fn member(self, name: &str, value: impl Into<Value>) -> Self {
        Self(self.0.member(name, value))
    }

    /// Changes the value of the first member of a name, if there is one.
    #[must_use]
    pub fn change_member(self, name: &str, change: impl FnOnce(Value) -> Value) -> Self {
        Self(self.0.change_member(name, change))
    }

    /// Changes the text of the first member of a name, if there is one that is text.
    #[must_use]
    pub fn change_text(self, name: &str, change: impl FnOnce(String) -> String) -> Self {
        self.change_member(
            name,
            |value| {
                if let Value::String(text) = value { change(text).into() } else { value }
            },
        )
    }

    /// Adds a member at the end, even if there is one of the name.
    #[must_use]
    pub fn add_member(self, name: &str, value: impl Into<Value>) -> Self {
        Self(self.0.add_member(name, value))
    }

    /// Removes every member of a name.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        Self(self.0.without(name))
    }

    /// Changes the bytes that are sent and signed.
    #[must_use]
    pub fn edit(self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        Self(self.0.edit(change))
    }

    /// Sends and signs these bytes.
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        Self(self.0.raw(bytes))
    }

    /// `clientDataJSON`, without white space.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}
