//! The first layer: what the client says of the ceremony.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use crate::edit::Edits;
use crate::response::base64url;

/// The client data before it is written: members in the order in which they will stand.
///
/// # Source
/// [§5.8.1](https://www.w3.org/TR/webauthn-3/#dictionary-client-data)
#[derive(Debug)]
pub struct ClientData {
    members: Vec<(String, Value)>,
    bytes: Edits<Vec<u8>>,
}

impl ClientData {
    pub(crate) fn new(ceremony: &str, challenge: &[u8], origin: &str) -> Self {
        Self {
            members: vec![
                ("type".into(), ceremony.into()),
                ("challenge".into(), base64url(challenge).into()),
                ("origin".into(), origin.into()),
                ("crossOrigin".into(), false.into()),
            ],
            bytes: Edits::default(),
        }
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
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        match self.members.iter_mut().find(|(present, _)| present == name) {
            Some((_, present)) => *present = value.into(),
            None => self.members.push((name.into(), value.into())),
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

    /// Changes the bytes that are sent and signed.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    /// Sends and signs these bytes.
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        self.edit(|_| bytes)
    }

    /// `clientDataJSON`, without white space.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let one = |(name, value): &(String, Value)| {
            [Value::from(name.as_str()).to_string(), value.to_string()].join(":")
        };
        let members: Vec<_> = self.members.iter().map(one).collect();
        self.bytes.apply([b"{", members.join(",").as_bytes(), b"}"].concat())
    }
}
