//! Client extension inputs: what a ceremony asks for.
//!
//! # Source
//! [§10.1](https://www.w3.org/TR/webauthn-3/#sctn-defined-client-extensions),
//! [CTAP 2.2 §12](https://fidoalliance.org/specs/fido-v2.2-ps-20250714/fido-client-to-authenticator-protocol-v2.2-ps-20250714.html#sctn-defined-extensions)

use alloc::string::String;
use alloc::vec::Vec;

use countersign_cose::Crypto;
use countersign_wire::{CredentialProtection, base64url};
use serde_json::{Map, Value as Json, json};

use crate::configuration::ConfigurationError;
use crate::opaque::opaque_debug;

/// Longest extension input in bytes: a large blob, after compression by the client, fits in authenticators that offer
/// some kilobytes.
pub const MAX_EXTENSION_INPUT_BYTES: usize = 16 * 1024;

/// Longest blob of `credBlob` that any authenticator keeps, in bytes.
const MAX_CRED_BLOB_BYTES: usize = 32;

/// What the pseudo-random function is evaluated at.
#[derive(Clone, PartialEq, Eq)]
pub struct PrfInput {
    first: Vec<u8>,
    second: Option<Vec<u8>>,
}

impl PrfInput {
    /// One input.
    ///
    /// # Errors
    /// [`ConfigurationError::ExtensionInput`] beyond [`MAX_EXTENSION_INPUT_BYTES`].
    pub fn new(first: &[u8]) -> Result<Self, ConfigurationError> {
        Ok(Self { first: bounded(first)?, second: None })
    }

    /// A second input.
    ///
    /// # Errors
    /// [`ConfigurationError::ExtensionInput`] beyond [`MAX_EXTENSION_INPUT_BYTES`].
    pub fn with_second(self, second: &[u8]) -> Result<Self, ConfigurationError> {
        Ok(Self { second: Some(bounded(second)?), ..self })
    }

    fn json(&self) -> Json {
        let mut members = Map::new();
        members.insert("first".into(), base64url::encode(&self.first).into());
        if let Some(second) = &self.second {
            members.insert("second".into(), base64url::encode(second).into());
        }
        Json::Object(members)
    }
}

/// The salt that a client derives from an input of `prf` for the authenticator's `hmac-secret`.
///
/// # Source
/// [§10.1.4](https://www.w3.org/TR/webauthn-3/#prf-extension)
#[must_use]
pub fn prf_salt(input: &[u8], crypto: &dyn Crypto) -> [u8; 32] {
    crypto.sha256(&[b"WebAuthn PRF", &[0], input])
}

/// Extensions that a registration asks for.
#[derive(Clone, Default)]
pub struct CreationExtensions {
    inputs: Map<String, Json>,
}

impl CreationExtensions {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `credProps`: whether the credential is discoverable.
    #[must_use]
    pub fn cred_props(self) -> Self {
        self.with("credProps", true.into())
    }

    /// `prf`: a pseudo-random function, evaluated at once where an input is given and the authenticator can.
    #[must_use]
    pub fn prf(self, input: Option<&PrfInput>) -> Self {
        let value = input.map_or_else(|| json!({}), |input| json!({ "eval": input.json() }));
        self.with("prf", value)
    }

    /// `largeBlob`: storage beside the credential, demanded or preferred.
    #[must_use]
    pub fn large_blob(self, support: LargeBlobSupport) -> Self {
        let support = match support {
            LargeBlobSupport::Required => "required",
            LargeBlobSupport::Preferred => "preferred",
        };
        self.with("largeBlob", json!({ "support": support }))
    }

    /// `credProtect`: what it takes to use the credential; enforced if nothing weaker will do.
    #[must_use]
    pub fn cred_protect(self, protection: CredentialProtection, enforcement: Enforcement) -> Self {
        let policy = match protection {
            CredentialProtection::UserVerificationOptional => "userVerificationOptional",
            CredentialProtection::UserVerificationOptionalWithCredentialIdList => {
                "userVerificationOptionalWithCredentialIDList"
            }
            CredentialProtection::UserVerificationRequired => "userVerificationRequired",
        };
        self.with("credentialProtectionPolicy", policy.into())
            .with("enforceCredentialProtectionPolicy", (enforcement == Enforcement::Required).into())
    }

    /// `minPinLength`: the shortest PIN that the authenticator takes.
    #[must_use]
    pub fn min_pin_length(self) -> Self {
        self.with("minPinLength", true.into())
    }

    /// `credBlob`: up to 32 bytes kept with the credential.
    ///
    /// # Errors
    /// [`ConfigurationError::ExtensionInput`] beyond that.
    pub fn cred_blob(self, blob: &[u8]) -> Result<Self, ConfigurationError> {
        if blob.len() > MAX_CRED_BLOB_BYTES {
            return Err(ConfigurationError::ExtensionInput);
        }
        Ok(self.with("credBlob", base64url::encode(blob).into()))
    }

    /// `appidExclude`: excludes U2F credentials that were registered under an AppID.
    ///
    /// # Errors
    /// [`ConfigurationError::AppId`] for anything but an `https` URL.
    pub fn app_id_exclude(self, app_id: &str) -> Result<Self, ConfigurationError> {
        Ok(self.with("appidExclude", checked_app_id(app_id)?.into()))
    }

    fn with(mut self, name: &str, value: Json) -> Self {
        self.inputs.insert(name.into(), value);
        self
    }

    pub(crate) fn into_inputs(self) -> Map<String, Json> {
        self.inputs
    }
}

/// Whether an extension is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it is demanded or it is not")]
pub enum Enforcement {
    /// No credential is made without it.
    Required,
    /// One is.
    Preferred,
}

/// Whether storage beside the credential is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the specification has two")]
pub enum LargeBlobSupport {
    /// No credential is made without it.
    Required,
    /// One is.
    Preferred,
}

/// Extensions that an authentication asks for.
#[derive(Clone, Default)]
pub struct RequestExtensions {
    prf: Option<PrfRequest>,
    large_blob: Option<LargeBlobUse>,
    get_cred_blob: bool,
    app_id: Option<String>,
}

/// Inputs of `prf`: for any credential, and by the id of the one that is used.
#[derive(Clone)]
struct PrfRequest {
    input: Option<PrfInput>,
    by_credential: Vec<(Vec<u8>, PrfInput)>,
}

#[derive(Clone)]
enum LargeBlobUse {
    Read,
    Write(Vec<u8>),
}

impl RequestExtensions {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `prf`: evaluates the function at `input`, or at the input given for the credential that is used.
    ///
    /// Ids have to be on the list of allowed credentials.
    #[must_use]
    pub fn prf(self, input: Option<PrfInput>, by_credential: Vec<(Vec<u8>, PrfInput)>) -> Self {
        Self { prf: Some(PrfRequest { input, by_credential }), ..self }
    }

    /// `largeBlob`: reads the blob. A read takes the place of a write.
    #[must_use]
    pub fn large_blob_read(self) -> Self {
        Self { large_blob: Some(LargeBlobUse::Read), ..self }
    }

    /// `largeBlob`: writes the blob, for which one credential has to be allowed. A write takes the place of a read.
    ///
    /// # Errors
    /// [`ConfigurationError::ExtensionInput`] beyond [`MAX_EXTENSION_INPUT_BYTES`].
    pub fn large_blob_write(self, blob: &[u8]) -> Result<Self, ConfigurationError> {
        Ok(Self { large_blob: Some(LargeBlobUse::Write(bounded(blob)?)), ..self })
    }

    /// `credBlob`: reads the blob kept with the credential.
    #[must_use]
    pub fn get_cred_blob(self) -> Self {
        Self { get_cred_blob: true, ..self }
    }

    /// `appid`: also accepts U2F credentials that were registered under this AppID.
    ///
    /// # Errors
    /// [`ConfigurationError::AppId`] for anything but an `https` URL.
    pub fn app_id(self, app_id: &str) -> Result<Self, ConfigurationError> {
        Ok(Self { app_id: Some(checked_app_id(app_id)?.into()), ..self })
    }

    pub(crate) fn requested_app_id(&self) -> Option<&str> {
        self.app_id.as_deref()
    }

    /// The inputs as JSON; `allowed` are the ids of the list, empty for a discoverable ceremony.
    pub(crate) fn into_inputs(self, allowed: &[&[u8]]) -> Result<Map<String, Json>, ConfigurationError> {
        let mut inputs = Map::new();
        if let Some(PrfRequest { input, by_credential }) = self.prf {
            let mut prf = Map::new();
            if let Some(input) = input {
                prf.insert("eval".into(), input.json());
            }
            // §10.1.4.r5: keys are ids out of allowCredentials.
            if by_credential.iter().any(|(id, _)| !allowed.contains(&id.as_slice())) {
                return Err(ConfigurationError::PrfCredentials);
            }
            if !by_credential.is_empty() {
                let entries = by_credential.iter().map(|(id, input)| (base64url::encode(id), input.json()));
                prf.insert("evalByCredential".into(), Json::Object(entries.collect()));
            }
            inputs.insert("prf".into(), Json::Object(prf));
        }
        match self.large_blob {
            Some(LargeBlobUse::Read) => {
                inputs.insert("largeBlob".into(), json!({ "read": true }));
            }
            // §10.1.5.r4: a write needs exactly one allowed credential.
            Some(LargeBlobUse::Write(_)) if allowed.len() != 1 => return Err(ConfigurationError::LargeBlob),
            Some(LargeBlobUse::Write(blob)) => {
                inputs.insert("largeBlob".into(), json!({ "write": base64url::encode(&blob) }));
            }
            None => {}
        }
        if self.get_cred_blob {
            inputs.insert("getCredBlob".into(), true.into());
        }
        if let Some(app_id) = self.app_id {
            // §10.1.1.1: U2F credentials are not discoverable, so they have to be listed.
            if allowed.is_empty() {
                return Err(ConfigurationError::AppId);
            }
            inputs.insert("appid".into(), app_id.into());
        }
        Ok(inputs)
    }
}

opaque_debug!(
    PrfInput, "PrfInput";
    CreationExtensions, "CreationExtensions";
    RequestExtensions, "RequestExtensions";
);

/// Whether an authenticator extension output answers one of the client extensions that were asked for.
pub(crate) fn is_requested(output: &str, requested: &[String]) -> bool {
    let asked = |name: &str| requested.iter().any(|requested| requested == name);
    match output {
        "credProtect" => asked("credentialProtectionPolicy"),
        "hmac-secret" | "hmac-secret-mc" => asked("prf"),
        "credBlob" => asked("credBlob") || asked("getCredBlob"),
        other => asked(other),
    }
}

fn bounded(input: &[u8]) -> Result<Vec<u8>, ConfigurationError> {
    if input.len() > MAX_EXTENSION_INPUT_BYTES {
        Err(ConfigurationError::ExtensionInput)
    } else {
        Ok(input.to_vec())
    }
}

/// An AppID: an `https` URL of visible characters.
fn checked_app_id(app_id: &str) -> Result<&str, ConfigurationError> {
    const MAX_APP_ID: usize = 512;
    let rest = app_id.strip_prefix("https://").unwrap_or_default();
    if !rest.is_empty() && app_id.len() <= MAX_APP_ID && app_id.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(app_id)
    } else {
        Err(ConfigurationError::AppId)
    }
}
