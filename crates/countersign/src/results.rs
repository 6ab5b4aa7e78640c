//! What a ceremony gives. None of it can be made by hand: holding one is the proof that the steps ran.

use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{
    AndroidKeyDetails, Assessment, AttestationType, Format, SafetyNetDetails, StatementNote,
    VerifiedStatement, VouchedAaguid, tpm::TpmDetails,
};
use countersign_cose::Algorithm;
use countersign_wire::{Aaguid, AuthenticatorData, AuthenticatorExtensions, ClientExtensionOutputs, Flags};

use crate::attestation_part::{self, AttestationPart};
use crate::binding::UserHandle;
use crate::credential_record::{BackupEligibility, CredentialRecord};
use crate::notes::Note;
use crate::opaque::opaque_debug;

/// A registration whose every step held.
#[derive(Debug)]
#[must_use = "the record in it has to be stored"]
pub struct Registration {
    pub(crate) record: CredentialRecord,
    pub(crate) attestation: Attestation,
    pub(crate) algorithm: Algorithm,
    pub(crate) flags: Flags,
    pub(crate) extensions: Extensions,
    pub(crate) notes: Vec<Note>,
}

impl Registration {
    /// The record to store.
    #[must_use]
    pub const fn record(&self) -> &CredentialRecord {
        &self.record
    }

    /// The record to store. The store's conflict on the credential id is step 7.1.26 once more.
    #[must_use]
    pub fn into_record(self) -> CredentialRecord {
        self.record
    }

    /// What the attestation says, and who vouches for it.
    #[must_use]
    pub const fn attestation(&self) -> &Attestation {
        &self.attestation
    }

    /// The algorithm of the credential key.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The flags that the authenticator set.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Extension outputs.
    #[must_use]
    pub const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// What was odd and no reason to refuse.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// The attestation of a registration.
#[derive(Clone)]
pub struct Attestation {
    format: Format,
    attestation_type: AttestationType,
    assessment: Assessment,
    aaguid: ClaimedAaguid,
    trust_path: Vec<Vec<u8>>,
    notes: Vec<StatementNote>,
    safetynet: Option<SafetyNetDetails>,
    tpm: Option<TpmDetails>,
    android_key: Option<AndroidKeyDetails>,
    parts: Vec<AttestationPart>,
}

/// An AAGUID as an authenticator claims it: a name to show, and no evidence. Any client can claim any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClaimedAaguid(Aaguid);

impl ClaimedAaguid {
    /// The AAGUID, of which nobody has said that it is true.
    #[must_use]
    pub const fn unverified(&self) -> Aaguid {
        self.0
    }
}

impl Attestation {
    pub(crate) fn new(statement: &VerifiedStatement<'_>, assessment: Assessment, aaguid: Aaguid) -> Self {
        Self {
            format: statement.format(),
            attestation_type: statement.attestation_type(),
            assessment,
            aaguid: ClaimedAaguid(aaguid),
            trust_path: attestation_part::trust_path(statement),
            notes: statement.notes().to_vec(),
            safetynet: attestation_part::safetynet(statement),
            tpm: attestation_part::tpm(statement),
            android_key: attestation_part::android_key(statement),
            parts: statement.parts().iter().map(AttestationPart::new).collect(),
        }
    }

    /// The attestation statement format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The attestation type.
    #[must_use]
    pub const fn attestation_type(&self) -> AttestationType {
        self.attestation_type
    }

    /// What became of the question of trust.
    #[must_use]
    pub const fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The model that a trust anchor vouches for, if one does.
    #[must_use]
    pub const fn vouched_aaguid(&self) -> Option<VouchedAaguid> {
        if let Assessment::Trusted(aaguid) = self.assessment { Some(aaguid) } else { None }
    }

    /// The model that the authenticator claims to be.
    #[must_use]
    pub const fn claimed_aaguid(&self) -> ClaimedAaguid {
        self.aaguid
    }

    /// What was odd about the statement and no reason to refuse it.
    #[must_use]
    pub fn notes(&self) -> &[StatementNote] {
        &self.notes
    }

    /// What an `android-safetynet` statement tells of the device.
    #[must_use]
    pub const fn safetynet(&self) -> Option<SafetyNetDetails> {
        self.safetynet
    }

    /// What the description in an `android-key` statement tells of the key and the device.
    #[must_use]
    pub const fn android_key(&self) -> Option<&AndroidKeyDetails> {
        self.android_key.as_ref()
    }

    /// What a `tpm` statement tells of the TPM, and of the key in it.
    #[must_use]
    pub const fn tpm(&self) -> Option<&TpmDetails> {
        self.tpm.as_ref()
    }

    /// The statements inside a compound one, in order, those that were refused among them; none for other formats.
    #[must_use]
    pub fn parts(&self) -> &[AttestationPart] {
        &self.parts
    }

    /// The certificates of the statement, as DER, the attestation certificate first: to act on when one of them is revoked
    /// later.
    #[must_use]
    pub fn trust_path(&self) -> &[Vec<u8>] {
        &self.trust_path
    }
}

/// An authentication whose every step held.
#[derive(Debug)]
#[must_use = "the update in it has to be stored"]
pub struct Authentication {
    pub(crate) user_handle: UserHandle,
    pub(crate) update: RecordUpdate,
    pub(crate) algorithm: Algorithm,
    pub(crate) flags: Flags,
    pub(crate) extensions: Extensions,
    pub(crate) notes: Vec<Note>,
}

impl Authentication {
    /// The user who is signed in: the owner of the record, who is also the one that the ceremony identified, or that the
    /// response named.
    #[must_use]
    pub const fn user_handle(&self) -> &UserHandle {
        &self.user_handle
    }

    /// The changes of the record.
    pub const fn update(&self) -> &RecordUpdate {
        &self.update
    }

    /// The algorithm of the credential key.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The flags that the authenticator set.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Extension outputs.
    #[must_use]
    pub const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// What was odd and no reason to refuse.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// What an authentication changes in the record that it was verified with.
///
/// Store it in one transaction with the sign-in, and only if the record still has
/// [`RecordUpdate::previous_sign_count`] and [`RecordUpdate::previous_backup_state`]: two sign-ins at once do not take
/// either back then. Most passkeys do not count, so the counter alone does not tell.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "the changes have to be stored"]
pub struct RecordUpdate {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) previous_backup_state: bool,
    pub(crate) previous_sign_count: u32,
    pub(crate) sign_count: u32,
    pub(crate) backup_eligibility: BackupEligibility,
    pub(crate) backup_state: bool,
    pub(crate) user_verified: bool,
    pub(crate) user_verification_initialized: bool,
}

impl RecordUpdate {
    /// The credential whose record changes.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The backup state that the record had when the authentication was verified.
    #[must_use]
    pub const fn previous_backup_state(&self) -> bool {
        self.previous_backup_state
    }

    /// The counter that the record had when the authentication was verified.
    #[must_use]
    pub const fn previous_sign_count(&self) -> u32 {
        self.previous_sign_count
    }

    /// The counter that the record gets.
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// The backup eligibility that the record gets.
    #[must_use]
    pub const fn backup_eligibility(&self) -> BackupEligibility {
        self.backup_eligibility
    }

    /// The backup state that the record gets.
    #[must_use]
    pub const fn backup_state(&self) -> bool {
        self.backup_state
    }

    /// Whether the user was verified now.
    #[must_use]
    pub const fn user_verified(&self) -> bool {
        self.user_verified
    }

    /// Whether the record gets `uvInitialized`.
    #[must_use]
    pub const fn is_user_verification_initialized(&self) -> bool {
        self.user_verification_initialized
    }

    /// Sets `uvInitialized` if the user was verified now. Call it only if another factor, as strong as user verification,
    /// has authorised that.
    ///
    /// # Source
    /// [§7.2 step 24](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn authorize_user_verification(self) -> Self {
        Self {
            user_verification_initialized: self.user_verification_initialized || self.user_verified,
            ..self
        }
    }

    /// The record with the changes made; nothing for the record of another credential. User verification that somebody
    /// authorised in the meantime stays.
    #[must_use]
    pub fn applied_to(&self, record: &CredentialRecord) -> Option<CredentialRecord> {
        (record.id == self.credential_id).then(|| CredentialRecord {
            sign_count: self.sign_count,
            backup_eligibility: self.backup_eligibility,
            backup_state: self.backup_state,
            user_verification_initialized: self.user_verification_initialized
                || record.user_verification_initialized,
            ..record.clone()
        })
    }
}

/// Extension outputs: those of the client, which nobody signed, and those of the authenticator, which it did.
#[derive(Clone)]
pub struct Extensions {
    client: ClientExtensionOutputs,
    authenticator: Option<Vec<u8>>,
}

impl Extensions {
    pub(crate) fn new(client: &ClientExtensionOutputs, data: &AuthenticatorData<'_>) -> Self {
        let authenticator = data.extensions().map(|outputs| outputs.encoded().to_vec());
        Self { client: client.clone(), authenticator }
    }

    /// What the client says, unsigned.
    #[must_use]
    pub const fn client(&self) -> &ClientExtensionOutputs {
        &self.client
    }

    /// What the authenticator signed, if it gave anything.
    #[must_use]
    pub fn authenticator(&self) -> Option<AuthenticatorExtensions<'_>> {
        AuthenticatorExtensions::parse(self.authenticator.as_deref()?).ok()
    }
}

impl fmt::Debug for Attestation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Attestation")
            .field("format", &self.format)
            .field("attestation_type", &self.attestation_type)
            .field("assessment", &self.assessment)
            .field("aaguid", &self.aaguid)
            .field("trust_path", &self.trust_path.len())
            .field("parts", &self.parts)
            .finish()
    }
}

impl fmt::Debug for RecordUpdate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RecordUpdate")
            .field("previous_sign_count", &self.previous_sign_count)
            .field("sign_count", &self.sign_count)
            .field("backup_eligibility", &self.backup_eligibility)
            .field("backup_state", &self.backup_state)
            .finish_non_exhaustive()
    }
}

opaque_debug!(Extensions, "Extensions");
