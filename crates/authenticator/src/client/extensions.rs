//! Extensions, as a client and its authenticator process them.
//!
//! # Source
//! [§10](https://www.w3.org/TR/webauthn-3/#sctn-defined-extensions),
//! [CTAP 2.2 §12](https://fidoalliance.org/specs/fido-v2.2-ps-20250714/fido-client-to-authenticator-protocol-v2.2-ps-20250714.html#sctn-defined-extensions)

use alloc::string::String;
use alloc::vec::Vec;

use countersign_cbor::Item;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::error::ClientError;
use super::options::{bytes, member};
use super::passkey::Passkey;
use crate::response::base64url;

/// Most bytes of `credBlob`.
const MAX_CRED_BLOB_BYTES: usize = 32;

/// The shortest PIN that the authenticator takes.
const MIN_PIN_LENGTH: i64 = 4;

/// How the user is verified: by a PIN, with key and matcher protected by hardware, in numbers of the FIDO registry.
const USER_VERIFICATION_METHOD: [i64; 3] = [4, 2, 2];

/// What client and authenticator say of extensions.
#[derive(Default)]
pub(super) struct Outputs {
    pub(super) client: Map<String, Value>,
    authenticator: Vec<(Item, Item)>,
}

impl Outputs {
    fn client(&mut self, name: &str, output: impl Into<Value>) {
        self.client.insert(name.into(), output.into());
    }

    fn authenticator(&mut self, name: &str, output: impl Into<Item>) {
        self.authenticator.push((Item::from(name), output.into()));
    }

    /// What the authenticator signs, if it says anything.
    pub(super) fn signed(&self) -> Option<Item> {
        (!self.authenticator.is_empty()).then(|| Item::map(self.authenticator.iter().cloned()))
    }
}

/// Processes the inputs of a registration, and keeps with the new credential what they ask for.
pub(super) fn create(
    inputs: &Map<String, Value>,
    passkey: &mut Passkey,
    is_user_verified: bool,
) -> Result<Outputs, ClientError> {
    let mut outputs = Outputs::default();
    require_absent(inputs, &["appid"])?;
    if is_true(inputs, "credProps") {
        outputs.client("credProps", json!({ "rk": passkey.is_discoverable }));
    }
    if is_true(inputs, "minPinLength") {
        outputs.authenticator("minPinLength", MIN_PIN_LENGTH);
    }
    if inputs.contains_key("appidExclude") {
        outputs.client("appidExclude", true);
    }
    if let Some(policy) = inputs.get("credentialProtectionPolicy") {
        passkey.protection = protection(policy)?;
        outputs.authenticator("credProtect", passkey.protection);
    }
    if let Some(blob) = inputs.get("credBlob") {
        let blob = bytes(blob, "extensions.credBlob")?;
        let is_stored = blob.len() <= MAX_CRED_BLOB_BYTES;
        passkey.blob = is_stored.then_some(blob);
        outputs.authenticator("credBlob", is_stored);
    }
    if let Some(prf) = object(inputs, "prf")? {
        require_no_members(prf, &["evalByCredential"], "extensions.prf.evalByCredential")?;
        outputs.authenticator("hmac-secret", true);
        let results = prf_results(member(prf, "eval"), passkey)?;
        let enabled = |results| json!({ "enabled": true, "results": results });
        outputs.client("prf", results.map_or_else(|| json!({ "enabled": true }), enabled));
    }
    if let Some(large_blob) = object(inputs, "largeBlob")? {
        require_no_members(large_blob, &["read", "write"], "extensions.largeBlob")?;
        passkey.has_large_blob = true;
        outputs.client("largeBlob", json!({ "supported": true }));
    }
    user_verification_method(inputs, is_user_verified, &mut outputs);
    Ok(outputs)
}

/// Processes the inputs of an authentication; `allowed` is how many credentials the page listed.
pub(super) fn get(
    inputs: &Map<String, Value>,
    passkey: &mut Passkey,
    allowed: usize,
    is_user_verified: bool,
) -> Result<Outputs, ClientError> {
    let mut outputs = Outputs::default();
    require_absent(inputs, &["appidExclude"])?;
    if is_true(inputs, "getCredBlob") {
        outputs.authenticator("credBlob", Item::bytes(passkey.blob.as_deref().unwrap_or_default()));
    }
    if let Some(prf) = object(inputs, "prf")? {
        let by_credential = member(prf, "evalByCredential");
        let own = by_credential.get(base64url(passkey.credential.id()));
        let input = own.unwrap_or_else(|| member(prf, "eval"));
        let results = prf_results(input, passkey)?;
        outputs.client("prf", results.map_or_else(|| json!({}), |results| json!({ "results": results })));
    }
    if let Some(large_blob) = object(inputs, "largeBlob")? {
        require_no_members(large_blob, &["support"], "extensions.largeBlob")?;
        outputs.client("largeBlob", read_or_write(large_blob, passkey, allowed)?);
    }
    if inputs.contains_key("appid") {
        outputs.client("appid", passkey.is_of_u2f);
    }
    user_verification_method(inputs, is_user_verified, &mut outputs);
    Ok(outputs)
}

/// The text of an input that is an AppID.
pub(super) fn app_id<'i>(
    inputs: &'i Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'i str>, ClientError> {
    let text = |value: &'i Value| value.as_str().ok_or(ClientError::Options(name));
    inputs.get(name).map(text).transpose()
}

/// An input that is an object, if it is there.
fn object<'i>(inputs: &'i Map<String, Value>, name: &'static str) -> Result<Option<&'i Value>, ClientError> {
    let checked =
        |value: &'i Value| if value.is_object() { Ok(value) } else { Err(ClientError::Options(name)) };
    inputs.get(name).map(checked).transpose()
}

/// Inputs of the other ceremony.
fn require_absent(inputs: &Map<String, Value>, names: &[&'static str]) -> Result<(), ClientError> {
    match names.iter().find(|name| inputs.contains_key(**name)) {
        Some(name) => Err(ClientError::NotSupported(name)),
        None => Ok(()),
    }
}

/// Members of an input that belong to the other ceremony.
fn require_no_members(input: &Value, names: &[&str], what: &'static str) -> Result<(), ClientError> {
    let is_there = |name: &&str| !member(input, name).is_null();
    if names.iter().any(is_there) { Err(ClientError::NotSupported(what)) } else { Ok(()) }
}

fn is_true(inputs: &Map<String, Value>, name: &str) -> bool {
    inputs.get(name).and_then(Value::as_bool) == Some(true)
}

/// `uvm` of Level 2: both sides say how the user was verified.
fn user_verification_method(inputs: &Map<String, Value>, is_user_verified: bool, outputs: &mut Outputs) {
    if is_user_verified && is_true(inputs, "uvm") {
        let method = Item::array(USER_VERIFICATION_METHOD.map(Item::from));
        outputs.authenticator("uvm", Item::array([method]));
        outputs.client("uvm", json!([USER_VERIFICATION_METHOD]));
    }
}

/// The level of `credProtect` that a policy names.
fn protection(policy: &Value) -> Result<i64, ClientError> {
    match policy.as_str() {
        Some("userVerificationOptional") => Ok(1),
        Some("userVerificationOptionalWithCredentialIDList") => Ok(2),
        Some("userVerificationRequired") => Ok(3),
        _ => Err(ClientError::Options("extensions.credentialProtectionPolicy")),
    }
}

fn read_or_write(large_blob: &Value, passkey: &mut Passkey, allowed: usize) -> Result<Value, ClientError> {
    const WHAT: &str = "extensions.largeBlob";
    let (is_read, write) = (member(large_blob, "read").as_bool() == Some(true), member(large_blob, "write"));
    match (is_read, write.is_null()) {
        (false, true) => Ok(json!({})),
        (true, true) => {
            let blob = passkey.large_blob.as_deref();
            Ok(blob.map_or_else(|| json!({}), |blob| json!({ "blob": base64url(blob) })))
        }
        // What is written belongs to one credential, so the page has to say which.
        (false, false) if allowed == 1 => {
            let blob = bytes(write, WHAT)?;
            if passkey.has_large_blob {
                passkey.large_blob = Some(blob);
            }
            Ok(json!({ "written": passkey.has_large_blob }))
        }
        (_, false) => Err(ClientError::NotSupported(WHAT)),
    }
}

/// The results of `prf` for one or two inputs; nothing where there are none.
fn prf_results(inputs: &Value, passkey: &Passkey) -> Result<Option<Value>, ClientError> {
    const MEMBER: &str = "extensions.prf";
    if inputs.is_null() {
        return Ok(None);
    }
    let first = prf(&bytes(member(inputs, "first"), MEMBER)?, passkey);
    let second = member(inputs, "second");
    if second.is_null() {
        return Ok(Some(json!({ "first": first })));
    }
    Ok(Some(json!({ "first": first, "second": prf(&bytes(second, MEMBER)?, passkey) })))
}

/// The function of a credential at the salt that the client makes of an input.
fn prf(input: &[u8], passkey: &Passkey) -> String {
    let salt = Sha256::new().chain_update(b"WebAuthn PRF\0").chain_update(input).finalize();
    // A key of HMAC may have any length.
    let hmac = Hmac::<Sha256>::new_from_slice(&passkey.secret());
    base64url(&hmac.map(|hmac| hmac.chain_update(salt).finalize().into_bytes()).unwrap_or_default())
}
