//! Authentication: §7.2, for users who are known already and for those who are not. Here are steps 5 and 6, which tell the
//! two apart; before and after them the steps are the same, and stand in `assertion.rs`.
//!
//! # Source
//! [§7.2](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)

use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{Evidence, Refusal as _, Steps, Trace};
use countersign_cbor::Item;
use countersign_wire::AuthenticationResponse;

use crate::assertion::PendingAssertion;
use crate::binding::UserHandle;
use crate::ceremony::{Ceremony, MAX_LISTED_CREDENTIALS, holds};
use crate::credential_record::CredentialRecord;
use crate::error::{Cause, Error};
use crate::policy::AuthenticationPolicy;
use crate::relying_party::RelyingParty;
use crate::results::Authentication;
use crate::steps;
use crate::stored::{self, Fields, StoredError, StoredKind};
use crate::time::UnixTime;
use crate::verifying_credential::{KnownCredential, VerifyingCredential};

/// An authentication that has begun for a user who is known already: one of the listed credentials of that user has to
/// answer.
///
/// It is used up by [`PendingIdentified::verify`] and cannot be copied, but its stored bytes can: take them out of the
/// store atomically *before* verifying, so that a challenge is used once, also when verification fails. Stored bytes do
/// not belong into a cookie or a page unless they are sealed. `Debug` shows no challenge, session, handle or id.
pub struct PendingIdentified {
    assertion: PendingAssertion,
    user_handle: UserHandle,
    allowed: Vec<Vec<u8>>,
}

/// An authentication that has begun without knowing the user: a discoverable credential has to answer, of whatever user,
/// and names the account. For a user who is signed in already, and for confirming what they do, there is
/// [`PendingIdentified`].
///
/// For storing it, see [`PendingIdentified`].
#[derive(Debug)]
pub struct PendingDiscoverable {
    assertion: PendingAssertion,
}

/// What the caller knows when the answer to an authentication arrives. `Debug` does not show the session.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct AuthenticationFacts<'f> {
    /// The time: judges expiry.
    pub now: UnixTime,
    /// The session of the browser that sent the answer.
    pub session: &'f [u8],
    /// What the application takes the answer for.
    pub purpose: &'f str,
    /// What the store has under [`AuthenticationResponse::credential_id`].
    pub record: Lookup<'f>,
}

impl fmt::Debug for AuthenticationFacts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthenticationFacts")
            .field("now", &self.now)
            .field("purpose", &self.purpose)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}

/// What a store has under a credential id.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a store has a record, parsed or not, or has none")]
pub enum Lookup<'f> {
    /// This record, of whatever user: the ceremony checks whose it is.
    Found(&'f CredentialRecord),
    /// This record, and its key parsed already.
    Parsed(&'f VerifyingCredential),
    /// None.
    Unknown,
}

impl<'f> Lookup<'f> {
    const fn known(self) -> Option<KnownCredential<'f>> {
        match self {
            Self::Found(record) => Some(KnownCredential { record, parsed: None }),
            Self::Parsed(credential) => Some(credential.known()),
            Self::Unknown => None,
        }
    }
}

impl PendingIdentified {
    pub(crate) const fn new(
        ceremony: Ceremony,
        policy: AuthenticationPolicy,
        app_id_hash: Option<[u8; 32]>,
        user_handle: UserHandle,
        allowed: Vec<Vec<u8>>,
    ) -> Self {
        Self { assertion: PendingAssertion { ceremony, policy, app_id_hash }, user_handle, allowed }
    }

    /// When the ceremony ends; a store may drop it then.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.assertion.ceremony.expires()
    }

    /// The user that the ceremony began for.
    #[must_use]
    pub const fn user_handle(&self) -> &UserHandle {
        &self.user_handle
    }

    /// The bytes to store, with version, kind and checksum.
    #[must_use]
    pub fn into_stored(self) -> Vec<u8> {
        let mut fields = self.assertion.fields();
        fields.push((40, Item::bytes(self.user_handle.as_bytes())));
        fields.push((41, Item::array(self.allowed.into_iter().map(Item::Bytes))));
        stored::write(StoredKind::Identified, fields)
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// `c.state`: another version or kind, damage, or a field that is missing, unknown or impossible.
    pub fn from_stored(bytes: &[u8]) -> Result<Self, Error> {
        // c.state
        Self::read(bytes).map_err(|error| Error::refused(&steps::STATE, error.into()))
    }

    fn read(bytes: &[u8]) -> Result<Self, StoredError> {
        let mut fields = Fields::open(StoredKind::Identified, bytes)?;
        let pending = Self {
            assertion: PendingAssertion::from_fields(&mut fields)?,
            user_handle: UserHandle::new(fields.take(40)?.bytes()?).map_err(|_| StoredError::Value(40))?,
            allowed: fields.list(41, |id| Ok(id.bytes()?.to_vec()))?,
        };
        fields.finish()?;
        if pending.allowed.is_empty() || pending.allowed.len() > MAX_LISTED_CREDENTIALS {
            return Err(StoredError::Value(41));
        }
        Ok(pending)
    }

    /// Verifies the answer.
    ///
    /// Success proves that all steps of §7.2 held that are the library's, and that the user whom the ceremony began for
    /// holds the credential.
    ///
    /// # Errors
    /// The first step that refused.
    ///
    /// # Source
    /// [§7.2](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn verify(
        self,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        facts: &AuthenticationFacts<'_>,
    ) -> Result<Authentication, Error> {
        self.verify_traced(relying_party, response, facts, &mut ())
    }

    /// As [`PendingIdentified::verify`], and tells `trace` of every step.
    ///
    /// # Errors
    /// The first step that refused.
    pub fn verify_traced<T: Trace>(
        self,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        facts: &AuthenticationFacts<'_>,
        trace: &mut T,
    ) -> Result<Authentication, Error> {
        let mut steps = Steps::new(trace);
        let outputs = self.assertion.begin(relying_party, response, facts, &mut steps)?;
        // §7.2 step 5
        let is_allowed = self.allowed.iter().any(|id| id == response.credential_id());
        steps.require(&steps::AUTH_5_ALLOWED, is_allowed, || {
            (Evidence::Word("listed"), Evidence::Word(if is_allowed { "listed" } else { "not listed" }))
        })?;
        // §7.2 step 6, first case
        let credential = self.identified_credential(response, facts.record, &mut steps)?;
        steps.make(&steps::AUTH_6_USER, ());
        self.assertion.verify(relying_party, response, credential, outputs, &mut steps)
    }

    /// §7.2.6.a
    fn identified_credential<'f, T: Trace>(
        &self,
        response: &AuthenticationResponse,
        lookup: Lookup<'f>,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<KnownCredential<'f>, Error> {
        // §7.2.6.a.1
        let credential = owned_credential(lookup, response, self.user_handle.as_bytes());
        let credential = steps.obtain(&steps::AUTH_6A1_ACCOUNT, credential)?;
        // §7.2.6.a.2
        let agrees = response.user_handle().is_none_or(|handle| handle == self.user_handle.as_bytes());
        steps.require(&steps::AUTH_6A2_HANDLE, agrees, || {
            (
                Evidence::Word("the user's, or none"),
                Evidence::Word(if agrees { "the user's, or none" } else { "another" }),
            )
        })?;
        // §7.2.6.a
        Ok(steps.make(&steps::AUTH_6A_IDENTIFIED, credential))
    }
}

impl fmt::Debug for PendingIdentified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PendingIdentified")
            .field("assertion", &self.assertion)
            .field("allowed", &self.allowed.len())
            .finish_non_exhaustive()
    }
}

impl PendingDiscoverable {
    pub(crate) const fn new(
        ceremony: Ceremony,
        policy: AuthenticationPolicy,
        app_id_hash: Option<[u8; 32]>,
    ) -> Self {
        Self { assertion: PendingAssertion { ceremony, policy, app_id_hash } }
    }

    /// When the ceremony ends; a store may drop it then.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.assertion.ceremony.expires()
    }

    /// The bytes to store, with version, kind and checksum.
    #[must_use]
    pub fn into_stored(self) -> Vec<u8> {
        stored::write(StoredKind::Discoverable, self.assertion.fields())
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// `c.state`: another version or kind, damage, or a field that is missing, unknown or impossible.
    pub fn from_stored(bytes: &[u8]) -> Result<Self, Error> {
        // c.state
        Self::read(bytes).map_err(|error| Error::refused(&steps::STATE, error.into()))
    }

    fn read(bytes: &[u8]) -> Result<Self, StoredError> {
        let mut fields = Fields::open(StoredKind::Discoverable, bytes)?;
        let assertion = PendingAssertion::from_fields(&mut fields)?;
        fields.finish()?;
        Ok(Self { assertion })
    }

    /// Verifies the answer.
    ///
    /// Success proves that all steps of §7.2 held that are the library's, and who the user is:
    /// [`Authentication::user_handle`].
    ///
    /// # Errors
    /// The first step that refused.
    ///
    /// # Source
    /// [§7.2](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn verify(
        self,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        facts: &AuthenticationFacts<'_>,
    ) -> Result<Authentication, Error> {
        self.verify_traced(relying_party, response, facts, &mut ())
    }

    /// As [`PendingDiscoverable::verify`], and tells `trace` of every step.
    ///
    /// # Errors
    /// The first step that refused.
    pub fn verify_traced<T: Trace>(
        self,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        facts: &AuthenticationFacts<'_>,
        trace: &mut T,
    ) -> Result<Authentication, Error> {
        let mut steps = Steps::new(trace);
        let outputs = self.assertion.begin(relying_party, response, facts, &mut steps)?;
        // §7.2 step 6, second case
        let credential = discovered_credential(response, facts.record, &mut steps)?;
        steps.make(&steps::AUTH_6_USER, ());
        self.assertion.verify(relying_party, response, credential, outputs, &mut steps)
    }
}

/// §7.2.6.b
fn discovered_credential<'f, T: Trace>(
    response: &AuthenticationResponse,
    lookup: Lookup<'f>,
    steps: &mut Steps<'_, T, Error>,
) -> Result<KnownCredential<'f>, Error> {
    // §7.2.6.b.1
    let handle = steps.obtain(&steps::AUTH_6B1_HANDLE, response.user_handle().ok_or(Cause::Rule))?;
    // §7.2.6.b.2
    let credential = steps.obtain(&steps::AUTH_6B2_ACCOUNT, owned_credential(lookup, response, handle))?;
    // §7.2.6.b
    Ok(steps.make(&steps::AUTH_6B_DISCOVERED, credential))
}

/// The credential that the store found, if it is the one that answered, and of this account.
fn owned_credential<'f>(
    lookup: Lookup<'f>,
    response: &AuthenticationResponse,
    user_handle: &[u8],
) -> Result<KnownCredential<'f>, Cause> {
    let credential = lookup.known().ok_or(Cause::Rule)?;
    let KnownCredential { record, .. } = credential;
    holds(record.id() == response.credential_id() && record.user_handle().as_bytes() == user_handle)?;
    Ok(credential)
}
