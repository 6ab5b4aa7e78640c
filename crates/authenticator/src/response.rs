//! The fifth layer: the JSON that a page sends to its server.

use alloc::string::{String, ToString};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::edit::Edits;

/// The response before it is written: what `PublicKeyCredential.toJSON()` gives.
///
/// Members are named by their path, parts of it divided by a slash: `response/userHandle`.
///
/// # Source
/// [§5.1](https://www.w3.org/TR/webauthn-3/#iface-pkcredential)
#[derive(Debug)]
pub struct Response {
    value: Value,
    text: Edits<String>,
}

impl Response {
    pub(crate) fn new(credential_id: &[u8]) -> Self {
        Self { value: Value::Object(Map::new()), text: Edits::default() }
            .member("id", base64url(credential_id))
            .member("rawId", base64url(credential_id))
            .member("type", "public-key")
            .member("authenticatorAttachment", "cross-platform")
            .member("clientExtensionResults", Map::new())
    }

    /// Sets `id`.
    #[must_use]
    pub fn id(self, id: &str) -> Self {
        self.member("id", id)
    }

    /// Sets `rawId`, given in bytes.
    #[must_use]
    pub fn raw_id(self, raw_id: &[u8]) -> Self {
        self.bytes("rawId", raw_id)
    }

    /// Sets `response.transports`.
    #[must_use]
    pub fn transports(self, transports: &[&str]) -> Self {
        self.member("response/transports", transports.to_vec())
    }

    /// Sets `response.userHandle`, given in bytes.
    #[must_use]
    pub fn user_handle(self, user_handle: &[u8]) -> Self {
        self.bytes("response/userHandle", user_handle)
    }

    /// Sets `clientExtensionResults`.
    #[must_use]
    pub fn client_extension_results(self, results: impl Into<Value>) -> Self {
        self.member("clientExtensionResults", results)
    }

    /// Sets a member to base64url of bytes.
    #[must_use]
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.member(path, base64url(bytes))
    }

    /// Sets a member to any value; objects on its path are made.
    #[must_use]
    pub fn member(mut self, path: &str, value: impl Into<Value>) -> Self {
        set(&mut self.value, path, value.into());
        self
    }

    /// Removes a member.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = parent
            .split('/')
            .filter(|part| !part.is_empty())
            .try_fold(&mut self.value, |parent, part| parent.get_mut(part));
        if let Some(members) = parent.and_then(Value::as_object_mut) {
            members.remove(name);
        }
        self
    }

    /// Changes the whole value.
    #[must_use]
    pub fn edit(self, change: impl FnOnce(Value) -> Value) -> Self {
        Self { value: change(self.value), ..self }
    }

    /// Changes the text.
    #[must_use]
    pub fn edit_text(mut self, change: impl FnOnce(String) -> String + 'static) -> Self {
        self.text.push(change);
        self
    }

    /// Sends this text.
    #[must_use]
    pub fn raw(self, text: &str) -> Self {
        let text = text.to_string();
        self.edit_text(|_| text)
    }

    pub(crate) fn into_text(self) -> String {
        self.text.apply(self.value.to_string())
    }
}

fn set(parent: &mut Value, path: &str, value: Value) {
    if !parent.is_object() {
        *parent = Value::Object(Map::new());
    }
    let Value::Object(members) = parent else { return };
    match path.split_once('/') {
        None => {
            members.insert(path.into(), value);
        }
        Some((name, rest)) => set(members.entry(name).or_insert(Value::Null), rest, value),
    }
}

/// Base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
