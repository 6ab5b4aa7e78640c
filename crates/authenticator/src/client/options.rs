//! The options that a page hands to the client, as `parseCreationOptionsFromJSON()` and `parseRequestOptionsFromJSON()`
//! take them.
//!
//! # Source
//! [§5.1.9](https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON),
//! [§5.1.10](https://www.w3.org/TR/webauthn-3/#sctn-parseRequestOptionsFromJSON)

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::error::ClientError;

/// How much of something the page wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wanted {
    Required,
    #[default]
    Preferred,
    Discouraged,
}

impl Wanted {
    /// Unknown words count as the default, as in a browser.
    fn from_word(word: Option<&str>) -> Self {
        match word {
            Some("required") => Self::Required,
            Some("discouraged") => Self::Discouraged,
            _ => Self::Preferred,
        }
    }
}

/// What a page asks for when it creates a credential.
pub(super) struct CreationOptions {
    pub(super) challenge: Vec<u8>,
    pub(super) rp_id: Option<String>,
    pub(super) user_handle: Vec<u8>,
    pub(super) algorithms: Vec<i64>,
    pub(super) excluded: Vec<Vec<u8>>,
    pub(super) resident_key: Wanted,
    pub(super) user_verification: Wanted,
    pub(super) attestation: String,
    pub(super) extensions: Map<String, Value>,
}

/// What a page asks for when it uses a credential.
pub(super) struct RequestOptions {
    pub(super) challenge: Vec<u8>,
    pub(super) rp_id: Option<String>,
    pub(super) allowed: Vec<Vec<u8>>,
    pub(super) user_verification: Wanted,
    pub(super) extensions: Map<String, Value>,
}

impl CreationOptions {
    pub(super) fn parse(text: &str) -> Result<Self, ClientError> {
        let options = object(text)?;
        let selection = member(&options, "authenticatorSelection");
        let requires_resident_key = member(selection, "requireResidentKey").as_bool().unwrap_or(false);
        let resident_key = match member(selection, "residentKey").as_str() {
            None if requires_resident_key => Wanted::Required,
            // The default of Level 1 stands where nothing is said.
            None => Wanted::Discouraged,
            word => Wanted::from_word(word),
        };
        Ok(Self {
            challenge: bytes(member(&options, "challenge"), "challenge")?,
            rp_id: optional_text(member(&options, "rp/id"), "rp.id")?,
            user_handle: bytes(member(&options, "user/id"), "user.id")?,
            algorithms: algorithms(member(&options, "pubKeyCredParams"))?,
            excluded: credential_ids(member(&options, "excludeCredentials"), "excludeCredentials")?,
            resident_key,
            user_verification: Wanted::from_word(member(selection, "userVerification").as_str()),
            attestation: member(&options, "attestation").as_str().unwrap_or("none").into(),
            extensions: extensions(member(&options, "extensions"))?,
        })
    }
}

impl RequestOptions {
    pub(super) fn parse(text: &str) -> Result<Self, ClientError> {
        let options = object(text)?;
        Ok(Self {
            challenge: bytes(member(&options, "challenge"), "challenge")?,
            rp_id: optional_text(member(&options, "rpId"), "rpId")?,
            allowed: credential_ids(member(&options, "allowCredentials"), "allowCredentials")?,
            user_verification: Wanted::from_word(member(&options, "userVerification").as_str()),
            extensions: extensions(member(&options, "extensions"))?,
        })
    }
}

/// A member at a path such as `rp/id`; null where there is none.
pub(super) fn member<'v>(value: &'v Value, path: &str) -> &'v Value {
    let step = |value: &'v Value, name| value.get(name);
    path.split('/').try_fold(value, step).unwrap_or(&Value::Null)
}

fn object(text: &str) -> Result<Value, ClientError> {
    let value: Value = serde_json::from_str(text).map_err(|_| ClientError::Options(""))?;
    if value.is_object() { Ok(value) } else { Err(ClientError::Options("")) }
}

/// Base64url without padding.
pub(super) fn bytes(value: &Value, member: &'static str) -> Result<Vec<u8>, ClientError> {
    let text = value.as_str().ok_or(ClientError::Options(member))?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| ClientError::Options(member))
}

fn optional_text(value: &Value, name: &'static str) -> Result<Option<String>, ClientError> {
    if value.is_null() {
        return Ok(None);
    }
    value.as_str().map(|text| Some(text.into())).ok_or(ClientError::Options(name))
}

/// The algorithms of public keys, in the order of preference; ES256 and RS256 where the list is empty.
fn algorithms(value: &Value) -> Result<Vec<i64>, ClientError> {
    const MEMBER: &str = "pubKeyCredParams";
    let entries = value.as_array().ok_or(ClientError::Options(MEMBER))?;
    if entries.is_empty() {
        return Ok(Vec::from([-7, -257]));
    }
    let of_public_keys = entries.iter().filter(|entry| member(entry, "type") == "public-key");
    of_public_keys.map(|entry| member(entry, "alg").as_i64().ok_or(ClientError::Options(MEMBER))).collect()
}

fn credential_ids(value: &Value, name: &'static str) -> Result<Vec<Vec<u8>>, ClientError> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    let entries = value.as_array().ok_or(ClientError::Options(name))?;
    entries.iter().map(|entry| bytes(member(entry, "id"), name)).collect()
}

fn extensions(value: &Value) -> Result<Map<String, Value>, ClientError> {
    if value.is_null() {
        return Ok(Map::new());
    }
    value.as_object().cloned().ok_or(ClientError::Options("extensions"))
}
