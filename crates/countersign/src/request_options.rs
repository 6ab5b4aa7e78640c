//! Request options: what the page gives to the browser to sign in or to confirm.
//!
//! The JSON is what `PublicKeyCredential.parseRequestOptionsFromJSON()` takes.
//!
//! # Source
//! [§5.5](https://www.w3.org/TR/webauthn-3/#dictionary-assertion-options)

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde_json::{Value as Json, json};

use crate::authentication::{PendingDiscoverable, PendingIdentified};
use crate::binding::{Binding, Challenge, UserHandle};
use crate::ceremony::{Ceremony, MAX_LISTED_CREDENTIALS, MIN_TIMEOUT_SECONDS, Terms};
use crate::configuration::ConfigurationError;
use crate::credential_record::CredentialRecord;
use crate::decoys::Decoys;
use crate::extensions::RequestExtensions;
use crate::opaque::opaque_debug;
use crate::options::{Hint, descriptor, descriptor_of, hint, insert_extensions, milliseconds};
use crate::policy::{AuthenticationPolicy, UserVerification};
use crate::relying_party::RelyingParty;

/// Options for `navigator.credentials.get()`.
pub struct RequestOptions<'a> {
    relying_party: &'a RelyingParty,
    challenge: Challenge,
    timeout_seconds: u32,
    user_verification: UserVerification,
    hints: Vec<Hint>,
    origin: Option<String>,
    policy: AuthenticationPolicy,
    extensions: RequestExtensions,
}

impl<'a> RequestOptions<'a> {
    /// Options with a fresh challenge; user verification is required.
    #[must_use]
    pub fn new(relying_party: &'a RelyingParty, challenge: Challenge) -> Self {
        Self {
            relying_party,
            challenge,
            timeout_seconds: MIN_TIMEOUT_SECONDS,
            user_verification: UserVerification::Required,
            hints: Vec::new(),
            origin: None,
            policy: AuthenticationPolicy::default(),
            extensions: RequestExtensions::new(),
        }
    }

    /// Gives the user this long, 300 to 600 seconds.
    #[must_use]
    pub fn timeout_seconds(self, timeout_seconds: u32) -> Self {
        Self { timeout_seconds, ..self }
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

    /// Accepts the answer from this one of the relying party's origins alone: the one that the ceremony begins on.
    #[must_use]
    pub fn only_origin(self, origin: &str) -> Self {
        Self { origin: Some(origin.into()), ..self }
    }

    /// Judges by this policy.
    #[must_use]
    pub fn policy(self, policy: AuthenticationPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Asks for extensions.
    #[must_use]
    pub fn extensions(self, extensions: RequestExtensions) -> Self {
        Self { extensions, ..self }
    }

    /// Begins a ceremony for a user who is known already, by a session, a name or a first factor: one of these
    /// credentials of theirs has to answer. This is the one for re-authentication and for confirming what a signed-in
    /// user does.
    ///
    /// The options tell that the account exists and which credentials it has. Where nobody has signed in yet and names
    /// must not be probed, begin a discoverable ceremony, or [`RequestOptions::begin_identified_decoy`] for the names that
    /// nobody has.
    ///
    /// # Errors
    /// [`ConfigurationError`]: no credentials, which never means anybody's; credentials of another user; bounds.
    ///
    /// # Source
    /// [§7.2 step 1](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn begin_identified<'r>(
        self,
        user_handle: &UserHandle,
        records: impl IntoIterator<Item = &'r CredentialRecord>,
        binding: &Binding<'_>,
    ) -> Result<(String, PendingIdentified), ConfigurationError> {
        let most = MAX_LISTED_CREDENTIALS.saturating_add(1);
        let records: Vec<&CredentialRecord> = records.into_iter().take(most).collect();
        if records.is_empty() {
            return Err(ConfigurationError::NoCredentials);
        }
        if records.len() > MAX_LISTED_CREDENTIALS {
            return Err(ConfigurationError::TooManyCredentials);
        }
        if records.iter().any(|record| record.user_handle() != user_handle) {
            return Err(ConfigurationError::ForeignCredential);
        }
        let allowed: Vec<&[u8]> = records.iter().map(|record| record.id()).collect();
        let descriptors = records.iter().copied().map(descriptor).collect();
        let allowed_ids = allowed.iter().map(|id| id.to_vec()).collect();
        let (json, ceremony, policy, app_id_hash) = self.begin(descriptors, &allowed, binding)?;
        Ok((json, PendingIdentified::new(ceremony, policy, app_id_hash, user_handle.clone(), allowed_ids)))
    }

    /// Begins a ceremony for a name that nobody has, or whose account has no credentials: the options have the members
    /// of [`RequestOptions::begin_identified`] in the same order, and no answer satisfies the ceremony. Its ids are in no
    /// store, so an answer comes with [`Lookup::Unknown`](crate::Lookup::Unknown), and a record of any user is refused too.
    ///
    /// # Errors
    /// [`ConfigurationError`]: bounds.
    ///
    /// # Source
    /// [§14.6.2](https://www.w3.org/TR/webauthn-3/#sctn-username-enumeration)
    pub fn begin_identified_decoy(
        self,
        decoys: &Decoys,
        binding: &Binding<'_>,
    ) -> Result<(String, PendingIdentified), ConfigurationError> {
        let allowed: Vec<&[u8]> = decoys.credential_ids().collect();
        let describe = |(id, transports): &(Vec<u8>, &[&str])| descriptor_of(id, transports);
        let descriptors = decoys.credentials().iter().map(describe).collect();
        let allowed_ids = allowed.iter().map(|id| id.to_vec()).collect();
        let (json, ceremony, policy, app_id_hash) = self.begin(descriptors, &allowed, binding)?;
        let handle = decoys.user_handle().clone();
        Ok((json, PendingIdentified::new(ceremony, policy, app_id_hash, handle, allowed_ids)))
    }

    /// Begins a ceremony that tells who the user is: any discoverable credential may answer, of any user, and names its
    /// account. It proves nothing about a user who is signed in already; for that, see
    /// [`RequestOptions::begin_identified`].
    ///
    /// # Errors
    /// [`ConfigurationError`]: bounds.
    ///
    /// # Source
    /// [§7.2 step 1](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn begin_discoverable(
        self,
        binding: &Binding<'_>,
    ) -> Result<(String, PendingDiscoverable), ConfigurationError> {
        let (json, ceremony, policy, app_id_hash) = self.begin(Vec::new(), &[], binding)?;
        Ok((json, PendingDiscoverable::new(ceremony, policy, app_id_hash)))
    }

    fn begin(
        self,
        descriptors: Vec<Json>,
        allowed: &[&[u8]],
        binding: &Binding<'_>,
    ) -> Result<Begun, ConfigurationError> {
        // §7.2 step 1
        let mut options = json!({
            "rpId": self.relying_party.id().as_str(),
            "challenge": self.challenge.as_base64url(),
            "timeout": milliseconds(self.timeout_seconds),
            "allowCredentials": descriptors,
            "userVerification": self.user_verification.as_str(),
            "hints": self.hints.iter().copied().map(hint).collect::<Vec<_>>(),
        });
        let crypto = self.relying_party.crypto();
        let app_id_hash =
            self.extensions.requested_app_id().map(|app_id| crypto.sha256(&[app_id.as_bytes()]));
        let inputs = self.extensions.into_inputs(allowed)?;
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
        Ok((options.to_string(), Ceremony::begin(terms, binding)?, self.policy, app_id_hash))
    }
}

/// The JSON, the ceremony, its policy, and the hash of the AppID where there is one.
type Begun = (String, Ceremony, AuthenticationPolicy, Option<[u8; 32]>);

opaque_debug!(RequestOptions<'_>, "RequestOptions");
