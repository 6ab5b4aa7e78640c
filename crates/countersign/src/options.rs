//! Creation options: what the page gives to the browser to register a credential.
//!
//! The JSON is what `PublicKeyCredential.parseCreationOptionsFromJSON()` takes.
//!
//! # Source
//! [§5.4](https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions)

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use countersign_attestation::Format;
use countersign_cose::{Algorithm, AlgorithmIdentifier};
use countersign_wire::base64url;
use serde_json::{Map, Value as Json, json};

use crate::binding::{Binding, Challenge, UserHandle};
use crate::ceremony::{Ceremony, MAX_LISTED_CREDENTIALS, MIN_TIMEOUT_SECONDS, Terms};
use crate::configuration::ConfigurationError;
use crate::credential_record::CredentialRecord;
use crate::extensions::CreationExtensions;
use crate::opaque::opaque_debug;
use crate::policy::{
    AttestationConveyance, AttestationStorage, BackupPolicy, Creation, Rs1Credentials, TrustedAttestation,
    UserVerification,
};
use crate::registration::{PendingRegistration, RegistrationTerms};
use crate::relying_party::{RelyingParty, checked_name};

/// The algorithms that a passkey site offers by default, the most wanted first.
///
/// # Source
/// [§5.4](https://www.w3.org/TR/webauthn-3/#dom-publickeycredentialcreationoptions-pubkeycredparams)
pub const DEFAULT_ALGORITHMS: [Algorithm; 3] = [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256];

/// Which kind of authenticator the page asks for: a hint for the browser, which nothing verifies.
///
/// # Source
/// [§5.4.5](https://www.w3.org/TR/webauthn-3/#enum-attachment)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Attachment {
    /// One that is part of the device.
    Platform,
    /// One that roams.
    CrossPlatform,
}

/// What kind of authenticator the browser should offer first: a hint, which nothing verifies.
///
/// # Source
/// [§5.8.7](https://www.w3.org/TR/webauthn-3/#enum-hints)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hint {
    /// A security key.
    SecurityKey,
    /// The device itself.
    ClientDevice,
    /// A phone, or what else is reached across devices.
    Hybrid,
}

/// Whether the credential has to be discoverable. The client is asked; nothing signed says that it did as asked.
///
/// # Source
/// [§5.4.6](https://www.w3.org/TR/webauthn-3/#enum-residentKeyRequirement)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the specification has three")]
pub enum ResidentKey {
    /// It has to, as a passkey.
    #[default]
    Required,
    /// It should.
    Preferred,
    /// It should not.
    Discouraged,
}

/// The user that a credential is registered for.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct User<'a> {
    /// The user handle of the account.
    pub handle: UserHandle,
    /// What tells this account from others of the same user, such as an address.
    pub name: &'a str,
    /// What the user is called.
    pub display_name: &'a str,
}

/// Options for `navigator.credentials.create()`, with the defaults of a passkey site: algorithms -8, -7 and -257, resident
/// key and user verification required, no attestation.
pub struct CreationOptions<'a> {
    relying_party: &'a RelyingParty,
    user: User<'a>,
    challenge: Challenge,
    algorithms: Vec<AlgorithmIdentifier>,
    rs1: Rs1Credentials,
    timeout_seconds: u32,
    exclude: Vec<Json>,
    excludes_foreign: bool,
    attachment: Option<Attachment>,
    resident_key: ResidentKey,
    user_verification: UserVerification,
    hints: Vec<Hint>,
    conveyance: AttestationConveyance,
    formats: Vec<Format>,
    trusted_attestation: TrustedAttestation,
    creation: Creation,
    backup: BackupPolicy,
    storage: AttestationStorage,
    origin: Option<String>,
    extensions: CreationExtensions,
}

impl<'a> CreationOptions<'a> {
    /// Options for a user, with a fresh challenge.
    #[must_use]
    pub fn new(relying_party: &'a RelyingParty, user: User<'a>, challenge: Challenge) -> Self {
        Self {
            relying_party,
            user,
            challenge,
            algorithms: DEFAULT_ALGORITHMS.map(Algorithm::identifier).to_vec(),
            rs1: Rs1Credentials::Refused,
            timeout_seconds: MIN_TIMEOUT_SECONDS,
            exclude: Vec::new(),
            excludes_foreign: false,
            attachment: None,
            resident_key: ResidentKey::Required,
            user_verification: UserVerification::Required,
            hints: Vec::new(),
            conveyance: AttestationConveyance::None,
            formats: Vec::new(),
            trusted_attestation: TrustedAttestation::Optional,
            creation: Creation::Modal,
            backup: BackupPolicy::Any,
            storage: AttestationStorage::Discard,
            origin: None,
            extensions: CreationExtensions::new(),
        }
    }

    /// Offers these algorithms, the most wanted first.
    #[must_use]
    pub fn algorithms(self, algorithms: &[Algorithm]) -> Self {
        Self { algorithms: algorithms.iter().copied().map(Algorithm::identifier).collect(), ..self }
    }

    /// Says whether credential keys may sign with SHA-1.
    #[must_use]
    pub fn rs1_credentials(self, rs1: Rs1Credentials) -> Self {
        Self { rs1, ..self }
    }

    /// Gives the user this long, 300 to 600 seconds.
    #[must_use]
    pub fn timeout_seconds(self, timeout_seconds: u32) -> Self {
        Self { timeout_seconds, ..self }
    }

    /// Excludes authenticators that hold one of these credentials of the user.
    #[must_use]
    pub fn exclude<'r>(mut self, records: impl IntoIterator<Item = &'r CredentialRecord>) -> Self {
        // One more than is allowed, so that `begin` sees that there are too many.
        for record in records.into_iter().take(MAX_LISTED_CREDENTIALS.saturating_add(1)) {
            self.excludes_foreign |= *record.user_handle() != self.user.handle;
            self.exclude.push(descriptor(record));
        }
        self
    }

    /// Asks for one kind of authenticator.
    #[must_use]
    pub fn attachment(self, attachment: Attachment) -> Self {
        Self { attachment: Some(attachment), ..self }
    }

    /// Says whether the credential has to be discoverable.
    #[must_use]
    pub fn resident_key(self, resident_key: ResidentKey) -> Self {
        Self { resident_key, ..self }
    }

    /// Says whether the user has to be verified.
    #[must_use]
    pub fn user_verification(self, user_verification: UserVerification) -> Self {
        Self { user_verification, ..self }
    }

    /// Hints at the authenticators to offer first.
    #[must_use]
    pub fn hints(self, hints: &[Hint]) -> Self {
        Self { hints: hints.to_vec(), ..self }
    }

    /// Asks for attestation, in these formats if the client can choose.
    #[must_use]
    pub fn attestation(self, conveyance: AttestationConveyance, formats: &[Format]) -> Self {
        Self { conveyance, formats: formats.to_vec(), ..self }
    }

    /// Refuses the registration unless a trusted attestation comes with it, and asks the client for it: directly, unless
    /// [`CreationOptions::attestation`] says otherwise than none.
    #[must_use]
    pub fn require_trusted_attestation(self) -> Self {
        Self { trusted_attestation: TrustedAttestation::Required, ..self }
    }

    /// Says whether the record keeps the attestation object and the client data.
    #[must_use]
    pub fn attestation_storage(self, storage: AttestationStorage) -> Self {
        Self { storage, ..self }
    }

    /// Creates the credential conditionally, in which case the user may not be present.
    #[must_use]
    pub fn conditional(self) -> Self {
        Self { creation: Creation::Conditional, ..self }
    }

    /// Wants credentials with these backup flags.
    #[must_use]
    pub fn backup(self, backup: BackupPolicy) -> Self {
        Self { backup, ..self }
    }

    /// Accepts the answer from this one of the relying party's origins alone: the one that the ceremony begins on.
    #[must_use]
    pub fn only_origin(self, origin: &str) -> Self {
        Self { origin: Some(origin.into()), ..self }
    }

    /// Asks for extensions.
    #[must_use]
    pub fn extensions(self, extensions: CreationExtensions) -> Self {
        Self { extensions, ..self }
    }

    /// Begins the ceremony: the JSON for the page, and what to store until the answer comes.
    ///
    /// # Errors
    /// [`ConfigurationError`]: a list, name, timeout or binding out of bounds, an origin that is not the relying party's,
    /// RS1 without the policy for it.
    ///
    /// # Source
    /// [§7.1 step 1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn begin(self, binding: &Binding<'_>) -> Result<(String, PendingRegistration), ConfigurationError> {
        // §7.1 step 1
        self.check()?;
        let mut options = json!({
            "rp": { "id": self.relying_party.id().as_str(), "name": self.relying_party.name() },
            "user": {
                "id": base64url::encode(self.user.handle.as_bytes()),
                "name": self.user.name,
                "displayName": self.user.display_name,
            },
            "challenge": self.challenge.as_base64url(),
            "pubKeyCredParams": self.algorithms.iter().map(parameter).collect::<Vec<_>>(),
            "timeout": milliseconds(self.timeout_seconds),
            "excludeCredentials": self.exclude,
            "authenticatorSelection": self.selection(),
            "hints": self.hints.iter().copied().map(hint).collect::<Vec<_>>(),
            "attestation": self.conveyance().as_str(),
            "attestationFormats": self.formats.iter().map(|format| format.identifier()).collect::<Vec<_>>(),
        });
        let conveyance = self.conveyance();
        let inputs = self.extensions.into_inputs();
        let requested = inputs.keys().cloned().collect();
        insert_extensions(&mut options, inputs);
        let terms = Terms {
            relying_party: self.relying_party,
            challenge: self.challenge,
            timeout_seconds: self.timeout_seconds,
            origin: self.origin,
            user_verification: self.user_verification,
            requested,
        };
        let pending = PendingRegistration::new(
            Ceremony::begin(terms, binding)?,
            RegistrationTerms {
                user_handle: self.user.handle,
                algorithms: self.algorithms,
                rs1: self.rs1,
                creation: self.creation,
                conveyance,
                trusted_attestation: self.trusted_attestation,
                backup: self.backup,
                storage: self.storage,
            },
        );
        Ok((options.to_string(), pending))
    }

    /// The attestation that the client is asked for: one that is demanded is not left out.
    fn conveyance(&self) -> AttestationConveyance {
        let is_demanded = self.trusted_attestation == TrustedAttestation::Required;
        if is_demanded && self.conveyance == AttestationConveyance::None {
            AttestationConveyance::Direct
        } else {
            self.conveyance
        }
    }

    fn check(&self) -> Result<(), ConfigurationError> {
        checked_name(self.user.name)?;
        // An empty display name is what the specification recommends where there is none.
        if !self.user.display_name.is_empty() {
            checked_name(self.user.display_name)?;
        }
        if self.exclude.len() > MAX_LISTED_CREDENTIALS {
            return Err(ConfigurationError::TooManyCredentials);
        }
        // Another user's ids are not for this page to see.
        if self.excludes_foreign {
            return Err(ConfigurationError::ForeignCredential);
        }
        let is_repeated =
            |(at, algorithm)| self.algorithms.iter().take(at).any(|earlier| earlier == algorithm);
        if self.algorithms.is_empty() || self.algorithms.iter().enumerate().any(is_repeated) {
            return Err(ConfigurationError::Algorithms);
        }
        let offers_rs1 = self.algorithms.contains(&Algorithm::Rs1.identifier());
        if offers_rs1 && self.rs1 == Rs1Credentials::Refused {
            return Err(ConfigurationError::Rs1NotAccepted);
        }
        Ok(())
    }

    /// `residentKey` and its older form, which have to agree.
    fn selection(&self) -> Json {
        let resident_key = match self.resident_key {
            ResidentKey::Required => "required",
            ResidentKey::Preferred => "preferred",
            ResidentKey::Discouraged => "discouraged",
        };
        let mut selection = json!({
            "residentKey": resident_key,
            "requireResidentKey": self.resident_key == ResidentKey::Required,
            "userVerification": self.user_verification.as_str(),
        });
        if let (Json::Object(members), Some(attachment)) = (&mut selection, self.attachment) {
            let attachment = match attachment {
                Attachment::Platform => "platform",
                Attachment::CrossPlatform => "cross-platform",
            };
            members.insert("authenticatorAttachment".into(), attachment.into());
        }
        selection
    }
}

/// A descriptor of a credential, with the transports that bring the browser to it.
pub(crate) fn descriptor(record: &CredentialRecord) -> Json {
    descriptor_of(record.id(), &record.transports().iter().collect::<Vec<_>>())
}

/// As [`descriptor`], for a credential that need not exist.
pub(crate) fn descriptor_of(id: &[u8], transports: &[&str]) -> Json {
    json!({ "type": "public-key", "id": base64url::encode(id), "transports": transports })
}

opaque_debug!(
    User<'_>, "User";
    CreationOptions<'_>, "CreationOptions";
);

fn parameter(algorithm: &AlgorithmIdentifier) -> Json {
    json!({ "type": "public-key", "alg": algorithm.number() })
}

pub(crate) const fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::SecurityKey => "security-key",
        Hint::ClientDevice => "client-device",
        Hint::Hybrid => "hybrid",
    }
}

pub(crate) fn milliseconds(seconds: u32) -> u64 {
    u64::from(seconds).saturating_mul(1000)
}

pub(crate) fn insert_extensions(options: &mut Json, inputs: Map<String, Json>) {
    if let (Json::Object(members), false) = (options, inputs.is_empty()) {
        members.insert("extensions".into(), Json::Object(inputs));
    }
}
