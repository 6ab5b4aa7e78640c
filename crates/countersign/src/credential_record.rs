//! The credential record: what a relying party keeps of a credential.
//!
//! # Source
//! [§4, credential record](https://www.w3.org/TR/webauthn-3/#credential-record)

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_cbor::{Item, Kind, Value};
use countersign_cose::CoseKey;
use countersign_wire::{
    AttestationResponse, Field, Flags, MAX_ATTESTATION_OBJECT_BYTES, MAX_CLIENT_DATA_BYTES, Transports,
    base64url,
};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value as Json, json};

use crate::binding::UserHandle;
use crate::stored::{self, Fields, MAX_STORED_BYTES, StoredError, StoredKind};

/// Longest credential id in bytes.
///
/// # Source
/// [§7.1 step 25](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
pub const MAX_CREDENTIAL_ID: usize = 1023;

/// Longest member of a record, in bytes: an attestation object.
const MAX_KEPT_BYTES: usize = MAX_ATTESTATION_OBJECT_BYTES;

/// Whether a credential may be backed up, as far as the record knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a flag, or not knowing it")]
pub enum BackupEligibility {
    /// The record was made by a library that did not keep it. The first authentication fills it in.
    Unknown,
    /// BE was clear at registration.
    NotEligible,
    /// BE was set at registration.
    Eligible,
}

impl From<bool> for BackupEligibility {
    fn from(eligible: bool) -> Self {
        if eligible { Self::Eligible } else { Self::NotEligible }
    }
}

/// What a relying party keeps of a credential: all items of Level 3, and the user handle.
///
/// Its bytes and its JSON are versioned: what a release wrote, later releases read. `Debug` shows no key, id or handle.
#[derive(Clone, PartialEq, Eq)]
pub struct CredentialRecord {
    pub(crate) id: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) sign_count: u32,
    pub(crate) user_verification_initialized: bool,
    pub(crate) transports: Transports,
    pub(crate) backup_eligibility: BackupEligibility,
    pub(crate) backup_state: bool,
    pub(crate) user_handle: UserHandle,
    pub(crate) attestation_object: Option<Vec<u8>>,
    pub(crate) attestation_client_data: Option<Vec<u8>>,
}

/// A credential of another library, to be made a record of. `Debug` shows no key, id or handle.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct ImportedCredential<'a> {
    /// The credential id.
    pub id: &'a [u8],
    /// The public key as a COSE_Key.
    pub public_key: &'a [u8],
    /// The last signature counter.
    pub sign_count: u32,
    /// Whether the user was verified once, as far as known; false if not known.
    pub user_verification_initialized: bool,
    /// Transports that the client named.
    pub transports: &'a [&'a str],
    /// Backup eligibility, as far as known.
    pub backup_eligibility: BackupEligibility,
    /// Whether the credential was backed up when last seen.
    pub backup_state: bool,
    /// The user handle of the account.
    pub user_handle: UserHandle,
}

impl CredentialRecord {
    /// A record for a credential that another library registered. Nothing can be verified of it any more: the caller
    /// vouches for its source.
    ///
    /// # Errors
    /// [`StoredError::Member`] for an id of no or more than 1023 bytes, a key that is no COSE key, transports beyond
    /// bounds, or a backup state without eligibility.
    pub fn import(credential: &ImportedCredential<'_>) -> Result<Self, StoredError> {
        all_kept(credential.transports)?;
        Self::unchecked(credential).checked()
    }

    pub(crate) fn unchecked(credential: &ImportedCredential<'_>) -> Self {
        Self {
            id: credential.id.to_vec(),
            public_key: credential.public_key.to_vec(),
            sign_count: credential.sign_count,
            user_verification_initialized: credential.user_verification_initialized,
            transports: credential.transports.iter().copied().collect(),
            backup_eligibility: credential.backup_eligibility,
            backup_state: credential.backup_state,
            user_handle: credential.user_handle.clone(),
            attestation_object: None,
            attestation_client_data: None,
        }
    }

    /// The credential id: the primary key of a record.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// The public key, as a COSE_Key.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The last signature counter.
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Whether the user was verified with this credential, at registration or later with another factor's consent.
    #[must_use]
    pub const fn is_user_verification_initialized(&self) -> bool {
        self.user_verification_initialized
    }

    /// Transports that the client named, known or not; hints for `allowCredentials`.
    #[must_use]
    pub const fn transports(&self) -> &Transports {
        &self.transports
    }

    /// Whether the credential may be backed up.
    #[must_use]
    pub const fn backup_eligibility(&self) -> BackupEligibility {
        self.backup_eligibility
    }

    /// Whether the credential was backed up when last seen.
    #[must_use]
    pub const fn backup_state(&self) -> bool {
        self.backup_state
    }

    /// The user handle of the account that the credential belongs to.
    #[must_use]
    pub const fn user_handle(&self) -> &UserHandle {
        &self.user_handle
    }

    /// The attestation object of the registration, if it was kept, for judging it again later.
    #[must_use]
    pub fn attestation_object(&self) -> Option<&[u8]> {
        self.attestation_object.as_deref()
    }

    /// The client data of the registration, if it was kept.
    #[must_use]
    pub fn attestation_client_data(&self) -> Option<&[u8]> {
        self.attestation_client_data.as_deref()
    }

    /// Keeps what the registration was verified by.
    pub(crate) fn keep_attestation(&mut self, response: AttestationResponse<'_>) {
        self.attestation_object = Some(response.attestation_object().to_vec());
        self.attestation_client_data = Some(response.client_data_json().to_vec());
    }

    /// The record as bytes, with version, kind and checksum.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let transports = self.transports.iter().map(Item::from);
        let mut fields = [
            (1, Item::bytes(&self.id)),
            (2, Item::bytes(&self.public_key)),
            (3, Item::Unsigned(u64::from(self.sign_count))),
            (4, Item::Boolean(self.user_verification_initialized)),
            (5, Item::array(transports)),
            (6, self.backup_eligible().map_or(Item::Null, Item::Boolean)),
            (7, Item::Boolean(self.backup_state)),
            (8, Item::bytes(self.user_handle.as_bytes())),
        ]
        .to_vec();
        fields.extend(self.attestation_object.as_ref().map(|object| (9, Item::bytes(object))));
        fields.extend(self.attestation_client_data.as_ref().map(|data| (10, Item::bytes(data))));
        stored::write(StoredKind::Record, fields)
    }

    /// Reads the bytes of a record.
    ///
    /// # Errors
    /// [`StoredError`]: another version or kind, damage, or a field that is missing, unknown or impossible.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredError> {
        let mut fields = Fields::open(StoredKind::Record, bytes)?;
        let eligible = fields.take(6)?;
        let record = Self {
            id: fields.bytes(1)?,
            public_key: fields.bytes(2)?,
            sign_count: fields.integer(3)?,
            user_verification_initialized: fields.take(4)?.boolean()?,
            transports: all_kept(&fields.list(5, |transport| Ok(transport.text()?))?)?,
            backup_eligibility: if eligible.kind() == Kind::Null {
                BackupEligibility::Unknown
            } else {
                eligible.boolean()?.into()
            },
            backup_state: fields.take(7)?.boolean()?,
            user_handle: UserHandle::new(fields.take(8)?.bytes()?).map_err(|_| StoredError::Value(8))?,
            attestation_object: kept(fields.take_optional(9))?,
            attestation_client_data: kept(fields.take_optional(10))?,
        };
        fields.finish()?;
        record.checked()
    }

    /// The record as JSON, with its version.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut object = json!({
            "version": 1,
            "type": "public-key",
            "id": base64url::encode(&self.id),
            "publicKey": base64url::encode(&self.public_key),
            "signCount": self.sign_count,
            "uvInitialized": self.user_verification_initialized,
            "transports": self.transports.iter().collect::<Vec<_>>(),
            "backupEligible": self.backup_eligible(),
            "backupState": self.backup_state,
            "userHandle": base64url::encode(self.user_handle.as_bytes()),
        });
        if let Json::Object(members) = &mut object {
            let mut keep = |name: &str, bytes: &Option<Vec<u8>>| {
                if let Some(bytes) = bytes {
                    members.insert(name.into(), base64url::encode(bytes).into());
                }
            };
            keep("attestationObject", &self.attestation_object);
            keep("attestationClientDataJSON", &self.attestation_client_data);
        }
        object.to_string()
    }

    /// Reads the JSON of a record.
    ///
    /// # Errors
    /// [`StoredError::Length`], [`StoredError::Json`], [`StoredError::Member`] or [`StoredError::UnknownField`].
    pub fn from_json(text: &str) -> Result<Self, StoredError> {
        if text.len() > MAX_STORED_BYTES {
            return Err(StoredError::Length(text.len()));
        }
        let Members(mut members) = serde_json::from_str(text)
            .map_err(|error| StoredError::Json { line: error.line(), column: error.column() })?;
        let mut take = |name: &'static str| members.remove(name).ok_or(StoredError::Member(name));
        if take("version")? != json!(1) {
            return Err(StoredError::Member("version"));
        }
        if take("type")? != json!("public-key") {
            return Err(StoredError::Member("type"));
        }
        let record = Self {
            id: bytes_member("id", &take("id")?)?,
            public_key: bytes_member("publicKey", &take("publicKey")?)?,
            sign_count: take("signCount")?
                .as_u64()
                .and_then(|count| u32::try_from(count).ok())
                .ok_or(StoredError::Member("signCount"))?,
            user_verification_initialized: boolean_member("uvInitialized", &take("uvInitialized")?)?,
            transports: transports_member("transports", &take("transports")?)?,
            backup_eligibility: eligibility_member("backupEligible", &take("backupEligible")?)?,
            backup_state: boolean_member("backupState", &take("backupState")?)?,
            user_handle: UserHandle::new(&bytes_member("userHandle", &take("userHandle")?)?)
                .map_err(|_| StoredError::Member("userHandle"))?,
            attestation_object: members
                .remove("attestationObject")
                .map(|member| bytes_member("attestationObject", &member))
                .transpose()?,
            attestation_client_data: members
                .remove("attestationClientDataJSON")
                .map(|member| bytes_member("attestationClientDataJSON", &member))
                .transpose()?,
        };
        if members.is_empty() { record.checked() } else { Err(StoredError::UnknownField) }
    }

    const fn backup_eligible(&self) -> Option<bool> {
        match self.backup_eligibility {
            BackupEligibility::Unknown => None,
            BackupEligibility::NotEligible => Some(false),
            BackupEligibility::Eligible => Some(true),
        }
    }

    /// What no record may be, wherever it comes from.
    fn checked(self) -> Result<Self, StoredError> {
        if self.id.is_empty() || self.id.len() > MAX_CREDENTIAL_ID {
            return Err(StoredError::Member("id"));
        }
        if CoseKey::decode(&self.public_key).is_err() {
            return Err(StoredError::Member("publicKey"));
        }
        let fits = |kept: &Option<Vec<u8>>, most| kept.as_ref().is_none_or(|kept| kept.len() <= most);
        if !fits(&self.attestation_object, MAX_ATTESTATION_OBJECT_BYTES) {
            return Err(StoredError::Member("attestationObject"));
        }
        if !fits(&self.attestation_client_data, MAX_CLIENT_DATA_BYTES) {
            return Err(StoredError::Member("attestationClientDataJSON"));
        }
        if self.backup_state && self.backup_eligibility == BackupEligibility::NotEligible {
            return Err(StoredError::Member("backupState"));
        }
        Ok(self)
    }
}

/// Backup eligibility and state, which have three possible pairs.
///
/// # Source
/// [§6.1.3](https://www.w3.org/TR/webauthn-3/#sctn-credential-backup)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "two flags, and one impossible pair")]
pub enum Backup {
    /// BE clear, BS clear: the credential stays on one device.
    DeviceBound,
    /// BE set, BS clear: it may be backed up, and is not now.
    Eligible,
    /// BE set, BS set: it is backed up.
    BackedUp,
}

impl Backup {
    /// The pair of flags; nothing for the impossible one, BS without BE.
    #[must_use]
    pub const fn from_flags(flags: Flags) -> Option<Self> {
        match (flags.backup_eligible(), flags.backup_state()) {
            (false, false) => Some(Self::DeviceBound),
            (true, false) => Some(Self::Eligible),
            (true, true) => Some(Self::BackedUp),
            (false, true) => None,
        }
    }

    /// Whether it may be backed up.
    #[must_use]
    pub const fn is_eligible(self) -> bool {
        matches!(self, Self::Eligible | Self::BackedUp)
    }

    /// The pair in words.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DeviceBound => "device-bound",
            Self::Eligible => "eligible for backup",
            Self::BackedUp => "backed up",
        }
    }

    /// Whether it is backed up.
    #[must_use]
    pub const fn is_backed_up(self) -> bool {
        matches!(self, Self::BackedUp)
    }
}

fn kept(field: Option<Value<'_>>) -> Result<Option<Vec<u8>>, StoredError> {
    Ok(field.map(|field| field.bytes()).transpose()?.map(<[u8]>::to_vec))
}

fn bytes_member(name: &'static str, member: &Json) -> Result<Vec<u8>, StoredError> {
    let text = member.as_str().ok_or(StoredError::Member(name))?;
    base64url::decode(text, Field::Credential, MAX_KEPT_BYTES).map_err(|_| StoredError::Member(name))
}

fn boolean_member(name: &'static str, member: &Json) -> Result<bool, StoredError> {
    member.as_bool().ok_or(StoredError::Member(name))
}

fn eligibility_member(name: &'static str, member: &Json) -> Result<BackupEligibility, StoredError> {
    if member.is_null() {
        Ok(BackupEligibility::Unknown)
    } else {
        boolean_member(name, member).map(Into::into)
    }
}

/// The members of a record's JSON, each of which stands there once.
struct Members(Map<String, Json>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = map.next_entry()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a member stands there twice"));
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

fn transports_member(name: &'static str, member: &Json) -> Result<Transports, StoredError> {
    let items = member.as_array().ok_or(StoredError::Member(name))?;
    let texts =
        items.iter().map(Json::as_str).collect::<Option<Vec<_>>>().ok_or(StoredError::Member(name))?;
    all_kept(&texts)
}

/// Transports of which none is beyond bounds: nothing is dropped from a record without a word.
fn all_kept(texts: &[&str]) -> Result<Transports, StoredError> {
    let transports: Transports = texts.iter().copied().collect();
    if transports.count() == texts.len() { Ok(transports) } else { Err(StoredError::Member("transports")) }
}

impl fmt::Debug for ImportedCredential<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ImportedCredential")
            .field("sign_count", &self.sign_count)
            .field("backup_eligibility", &self.backup_eligibility)
            .field("backup_state", &self.backup_state)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CredentialRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CredentialRecord")
            .field("sign_count", &self.sign_count)
            .field("backup_eligibility", &self.backup_eligibility)
            .field("backup_state", &self.backup_state)
            .finish_non_exhaustive()
    }
}
