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

/// Most bytes of a user handle.
const MAX_USER_HANDLE_BYTES: usize = 64;

/// How much of something the page wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Required,
    Preferred,
    Discouraged,
}

impl Wanted {
    /// A word that is unknown says nothing, as in a browser.
    fn from_word(word: &Value) -> Option<Self> {
        match word.as_str()? {
            "required" => Some(Self::Required),
            "preferred" => Some(Self::Preferred),
            "discouraged" => Some(Self::Discouraged),
            _ => None,
        }
    }
}

/// Which attestation the page wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conveyance {
    None,
    Direct,
    Enterprise,
}

impl Conveyance {
    /// A word that is unknown counts as none, as in a browser; indirect as direct, which a client may make of it.
    fn from_word(word: &Value) -> Self {
        match word.as_str() {
            Some("direct" | "indirect") => Self::Direct,
            Some("enterprise") => Self::Enterprise,
            _ => Self::None,
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
    pub(super) attachment: Option<String>,
    pub(super) resident_key: Wanted,
    pub(super) user_verification: Wanted,
    pub(super) attestation: Conveyance,
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
        // Where nothing is said that is understood, the member of Level 1 counts.
        let of_level_1 = if requires_resident_key { Wanted::Required } else { Wanted::Discouraged };
        for name in ["rp/name", "user/name", "user/displayName"] {
            require_text(member(&options, name), name)?;
        }
        let user_handle = bytes(member(&options, "user/id"), "user.id")?;
        if !(1..=MAX_USER_HANDLE_BYTES).contains(&user_handle.len()) {
            return Err(ClientError::Options("user.id"));
        }
        Ok(Self {
            challenge: bytes(member(&options, "challenge"), "challenge")?,
            rp_id: optional_text(member(&options, "rp/id"), "rp.id")?,
            user_handle,
            algorithms: algorithms(member(&options, "pubKeyCredParams"))?,
            excluded: credential_ids(member(&options, "excludeCredentials"), "excludeCredentials")?,
            attachment: member(selection, "authenticatorAttachment").as_str().map(String::from),
            resident_key: Wanted::from_word(member(selection, "residentKey")).unwrap_or(of_level_1),
            user_verification: user_verification(member(selection, "userVerification")),
            attestation: Conveyance::from_word(member(&options, "attestation")),
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
            user_verification: user_verification(member(&options, "userVerification")),
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

fn user_verification(word: &Value) -> Wanted {
    Wanted::from_word(word).unwrap_or(Wanted::Preferred)
}

fn require_text(value: &Value, name: &'static str) -> Result<(), ClientError> {
    if value.is_string() { Ok(()) } else { Err(ClientError::Options(name)) }
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
