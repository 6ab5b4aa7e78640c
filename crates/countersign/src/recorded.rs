//! Ceremonies that happened elsewhere, to be judged as they were recorded.
//!
//! What is made here is not checked as a configuration is: origins, RP IDs and challenges are taken as given. For
//! auditors, vectors and the command; an application that serves users begins its ceremonies with options.

use alloc::string::String;
use alloc::vec::Vec;

use countersign_attestation::StatementPolicy;
use countersign_cose::{AlgorithmIdentifier, Crypto};

use crate::authentication::{PendingDiscoverable, PendingIdentified};
use crate::binding::{Binding, Challenge, UserHandle};
use crate::ceremony::{Ceremony, MIN_TIMEOUT_SECONDS};
use crate::credential_record::{CredentialRecord, ImportedCredential};
use crate::opaque::opaque_debug;
use crate::policy::{
    AttestationConveyance, AttestationStorage, AuthenticationPolicy, BackupPolicy, Creation, Rs1Credentials,
    TrustedAttestation, UserVerification,
};
use crate::registration::{PendingRegistration, RegistrationTerms};
use crate::relying_party::{CrossOrigin, RelyingParty};

/// A relying party as it was recorded.
#[must_use]
pub fn relying_party(
    id: &str,
    origins: &[String],
    top_origins: &[String],
    cross_origin: CrossOrigin,
    statement_policy: StatementPolicy,
    crypto: &'static dyn Crypto,
) -> RelyingParty {
    RelyingParty::recorded(id, origins, top_origins, cross_origin, statement_policy, crypto)
}

/// A credential record as it was recorded.
#[must_use]
pub fn credential_record(credential: &ImportedCredential<'_>) -> CredentialRecord {
    CredentialRecord::unchecked(credential)
}

/// What every ceremony asked for.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct RecordedCeremony<'a> {
    /// The relying party.
    pub relying_party: &'a RelyingParty,
    /// The challenge, of whatever length.
    pub challenge: &'a [u8],
    /// Whether user verification was required.
    pub user_verification: UserVerification,
    /// The client extensions that were asked for, by name.
    pub requested: Vec<String>,
    /// What the ceremony was bound to.
    pub binding: Binding<'a>,
}

/// What a registration asked for beside that.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct RecordedRegistration {
    /// The user.
    pub user_handle: UserHandle,
    /// The algorithms that were offered.
    pub algorithms: Vec<AlgorithmIdentifier>,
    /// Whether keys may sign with SHA-1.
    pub rs1: Rs1Credentials,
    /// Whether creation was conditional.
    pub creation: Creation,
    /// The attestation that was asked for.
    pub conveyance: AttestationConveyance,
    /// Whether trusted attestation was demanded.
    pub trusted_attestation: TrustedAttestation,
    /// The backup flags that were wanted.
    pub backup: BackupPolicy,
}

impl RecordedCeremony<'_> {
    /// The registration, as if it had just begun.
    #[must_use]
    pub fn registration(self, registration: RecordedRegistration) -> PendingRegistration {
        let RecordedRegistration {
            user_handle,
            algorithms,
            rs1,
            creation,
            conveyance,
            trusted_attestation,
            backup,
        } = registration;
        let terms = RegistrationTerms {
            user_handle,
            algorithms,
            rs1,
            creation,
            conveyance,
            trusted_attestation,
            backup,
            storage: AttestationStorage::Discard,
        };
        PendingRegistration::new(self.ceremony(), terms)
    }

    /// The authentication of an identified user, as if it had just begun.
    #[must_use]
    pub fn identified(
        self,
        policy: AuthenticationPolicy,
        app_id: Option<&str>,
        user_handle: UserHandle,
        allowed: Vec<Vec<u8>>,
    ) -> PendingIdentified {
        let app_id_hash = self.app_id_hash(app_id);
        PendingIdentified::new(self.ceremony(), policy, app_id_hash, user_handle, allowed)
    }

    /// The authentication with a discoverable credential, as if it had just begun.
    #[must_use]
    pub fn discoverable(self, policy: AuthenticationPolicy, app_id: Option<&str>) -> PendingDiscoverable {
        let app_id_hash = self.app_id_hash(app_id);
        PendingDiscoverable::new(self.ceremony(), policy, app_id_hash)
    }

    fn app_id_hash(&self, app_id: Option<&str>) -> Option<[u8; 32]> {
        app_id.map(|app_id| self.relying_party.crypto().sha256(&[app_id.as_bytes()]))
    }

    fn ceremony(self) -> Ceremony {
        Ceremony {
            rp_id: self.relying_party.id().as_str().into(),
            challenge: Challenge::recorded(self.challenge),
            expires: self.binding.now.plus_seconds(i64::from(MIN_TIMEOUT_SECONDS)),
            session_hash: self.relying_party.crypto().sha256(&[self.binding.session]),
            purpose: self.binding.purpose.into(),
            origin: None,
            user_verification: self.user_verification,
            requested: self.requested,
        }
    }
}

opaque_debug!(RecordedCeremony<'_>, "RecordedCeremony");
