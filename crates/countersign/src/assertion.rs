//! The assertion: what both kinds of authentication have, and §7.2 from step 7 on, under the record of the user.
//!
//! # Source
//! [§7.2 steps 7 to 25](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)

use alloc::vec::Vec;

use countersign_attestation::{Evidence, Steps, Trace};
use countersign_cbor::Item;
use countersign_cose::{Algorithm, Crypto};
use countersign_wire::{
    AssertionResponse, AuthenticationResponse, AuthenticatorData, ClientData, ClientExtensionOutputs, Output,
};

use crate::authentication::AuthenticationFacts;
use crate::binding::Binding;
use crate::ceremony::{
    Ceremony, accepts_embedding, accepts_frame, backup_evidence, challenge_evidence, cross_origin_evidence,
    has_challenge, has_type, shown, top_origins,
};
use crate::credential_record::{Backup, BackupEligibility, CredentialRecord};
use crate::error::{Cause, Error};
use crate::notes::{CeremonyKind, Note, extension_notes};
use crate::policy::{
    AuthenticationPolicy, BackupEligibilityPolicy, Rs1Credentials, SignCountPolicy, UserVerification,
};
use crate::relying_party::RelyingParty;
use crate::results::{Authentication, Extensions, RecordUpdate};
use crate::steps;
use crate::stored::{Choice as _, Fields, StoredError};
use crate::verifying_credential::KnownCredential;

/// The type of client data at authentication.
const GET: &str = "webauthn.get";

/// What both kinds have.
#[derive(Debug)]
pub(crate) struct PendingAssertion {
    pub(crate) ceremony: Ceremony,
    pub(crate) policy: AuthenticationPolicy,
    pub(crate) app_id_hash: Option<[u8; 32]>,
}

impl PendingAssertion {
    pub(crate) fn fields(self) -> Vec<(u8, Item)> {
        let mut fields = self.ceremony.fields();
        fields.extend([
            (30, self.policy.sign_count.item()),
            (31, self.policy.backup_eligibility.item()),
            (32, self.policy.backup.item()),
            (33, self.policy.rs1.item()),
            (34, self.app_id_hash.map_or(Item::Null, |hash| Item::bytes(&hash))),
        ]);
        fields
    }

    pub(crate) fn from_fields(fields: &mut Fields<'_>) -> Result<Self, StoredError> {
        let hash = |field: countersign_cbor::Value<'_>| {
            field.bytes()?.try_into().map_err(|_| StoredError::Value(34))
        };
        Ok(Self {
            ceremony: Ceremony::from_fields(fields)?,
            policy: AuthenticationPolicy {
                sign_count: fields.choice(30)?,
                backup_eligibility: fields.choice(31)?,
                backup: fields.choice(32)?,
                rs1: fields.choice(33)?,
            },
            app_id_hash: fields.nullable(34)?.map(hash).transpose()?,
        })
    }

    /// Our own steps, and §7.2 steps 3 and 4.
    pub(crate) fn begin<'r, T: Trace>(
        &self,
        relying_party: &RelyingParty,
        response: &'r AuthenticationResponse,
        facts: &AuthenticationFacts<'_>,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<&'r ClientExtensionOutputs, Error> {
        let binding = Binding { session: facts.session, purpose: facts.purpose, now: facts.now };
        self.ceremony.require_binding(relying_party, &binding, steps)?;
        // §7.2 step 3
        steps.obtain(&steps::AUTH_3_RESPONSE, response.require_assertion())?;
        // §7.2 step 4
        let outputs = steps.obtain(&steps::AUTH_4_EXTENSIONS, response.client_extension_results())?;
        // c.response-id
        let same_id = response.ids_agree();
        steps.require(&steps::RESPONSE_ID, same_id, || {
            (Evidence::Word("equal"), Evidence::Word(if same_id { "equal" } else { "different" }))
        })?;
        Ok(outputs)
    }

    /// §7.2 steps 7 to 25, under the record of the user.
    pub(crate) fn verify<T: Trace>(
        &self,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        credential: KnownCredential<'_>,
        outputs: &ClientExtensionOutputs,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<Authentication, Error> {
        let record = credential.record;
        let crypto = relying_party.crypto();
        let mut notes = Vec::new();
        // §7.2 step 7
        let assertion = steps.obtain(&steps::AUTH_7_PARTS, response.assertion_response())?;
        // §7.2 step 8
        let text = steps.obtain(&steps::AUTH_8_TEXT, ClientData::text(assertion.client_data_json()))?;
        // §7.2 step 9
        let data = steps.obtain(&steps::AUTH_9_JSON, ClientData::from_json(text))?;
        self.client_data(&data, relying_party, steps)?;
        let authenticator_data = AuthenticatorData::parse(assertion.authenticator_data());
        let authenticator_data =
            self.authenticator_data(authenticator_data, outputs, relying_party, steps)?;
        let backup = self.flags(&authenticator_data, steps)?;
        let eligibility = self.backup(record, backup, &mut notes, steps)?;
        // §7.2 step 20
        let hash = steps.make(&steps::AUTH_20_HASH, crypto.sha256(&[assertion.client_data_json()]));
        // §7.2 step 21
        let algorithm = self.signature(credential, &assertion, &hash, crypto);
        let algorithm = steps.obtain(&steps::AUTH_21_SIGNATURE, algorithm)?;
        let sign_count = self.sign_count(record, authenticator_data.sign_count(), &mut notes, steps)?;
        // §7.2 step 23
        let extensions = Extensions::new(outputs, &authenticator_data);
        notes.extend(extension_notes(
            &extensions,
            &authenticator_data,
            &self.ceremony.requested,
            CeremonyKind::Authentication,
        ));
        let extensions = steps.make(&steps::AUTH_23_EXTENSIONS, extensions);
        if authenticator_data.attested().is_some() {
            notes.push(Note::AttestedCredentialDataInAssertion);
        }
        if backup.is_backed_up() != record.backup_state() {
            notes.push(Note::BackupStateChanged);
        }
        if algorithm == Algorithm::Rs1 {
            notes.push(Note::Sha1);
        }
        let flags = authenticator_data.flags();
        let update = RecordUpdate {
            credential_id: record.id().to_vec(),
            previous_sign_count: record.sign_count(),
            previous_backup_state: record.backup_state(),
            // §7.2.24.1
            sign_count: steps.make(&steps::AUTH_24_1_COUNTER, sign_count),
            backup_eligibility: eligibility,
            // §7.2.24.2
            backup_state: steps.make(&steps::AUTH_24_2_BACKUP, backup.is_backed_up()),
            user_verified: flags.user_verified(),
            // §7.2.24.3: raised by `authorize_user_verification` alone.
            user_verification_initialized: record.is_user_verification_initialized(),
        };
        // §7.2 step 24
        let update = steps.make(&steps::AUTH_24_UPDATE, update);
        let user_handle = record.user_handle().clone();
        // §7.2 step 25
        Ok(steps.make(
            &steps::AUTH_25_DONE,
            Authentication { user_handle, update, algorithm, flags, extensions, notes },
        ))
    }

    /// §7.2 steps 10 to 14.
    fn client_data<T: Trace>(
        &self,
        data: &ClientData<'_>,
        relying_party: &RelyingParty,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<(), Error> {
        // §7.2 step 10
        steps.examine(&steps::AUTH_10_TYPE, has_type(data, GET), || {
            (Evidence::Word(GET), shown(data.ceremony_type(), Evidence::Identifier))
        })?;
        // §7.2 step 11
        steps.examine(&steps::AUTH_11_CHALLENGE, has_challenge(data, &self.ceremony.challenge), || {
            challenge_evidence(data, &self.ceremony.challenge)
        })?;
        // §7.2 step 12
        steps.examine(&steps::AUTH_12_ORIGIN, self.ceremony.accepts_origin(data, relying_party), || {
            (self.ceremony.expected_origins(relying_party), shown(data.origin(), Evidence::Origin))
        })?;
        // §7.2 step 13
        steps.examine(&steps::AUTH_13_CROSS_ORIGIN, accepts_frame(data, relying_party), || {
            cross_origin_evidence(data, relying_party)
        })?;
        // §7.2 step 14
        let top_origin = steps.obtain(&steps::AUTH_14_TOP_ORIGIN, data.top_origin())?;
        if let Some(top_origin) = top_origin {
            // §7.2.14.1
            steps.examine(&steps::AUTH_14_1_EMBEDDED, accepts_embedding(data, relying_party), || {
                (Evidence::Nothing, Evidence::Origin(top_origin))
            })?;
            // §7.2.14.2
            steps.require(
                &steps::AUTH_14_2_ACCEPTED,
                relying_party.accepts_top_origin(top_origin),
                || (top_origins(relying_party), Evidence::Origin(top_origin)),
            )?;
        }
        Ok(())
    }

    /// §7.2 step 15: authenticator data for the RP ID; or for the AppID, and then for it alone, where the ceremony asked for
    /// it and the client says that it was used (§10.1.1.r1).
    fn authenticator_data<'a, T: Trace>(
        &self,
        data: Result<AuthenticatorData<'a>, countersign_wire::Error>,
        outputs: &ClientExtensionOutputs,
        relying_party: &RelyingParty,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<AuthenticatorData<'a>, Error> {
        let rp_id = Evidence::RpId(relying_party.id().as_str());
        let (expected, shown) = match &self.app_id_hash {
            Some(app_id_hash) if outputs.appid() == Output::Value(true) => {
                (app_id_hash, Evidence::Word("the AppID"))
            }
            Some(_) | None => (relying_party.id_hash(), rp_id),
        };
        let (outcome, got) = match data {
            Ok(data) if data.rp_id_hash() == expected => (Ok(data), "equal"),
            Ok(_) => (Err(Cause::Rule), "the hash of something else"),
            Err(error) => (Err(error.into()), "malformed"),
        };
        // §7.2 step 15
        steps.examine(&steps::AUTH_15_RP_ID, outcome, || (shown, Evidence::Word(got)))
    }

    /// §7.2 steps 16 to 18.
    fn flags<T: Trace>(
        &self,
        data: &AuthenticatorData<'_>,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<Backup, Error> {
        let flags = data.flags();
        // §7.2 step 16
        steps.require(&steps::AUTH_16_PRESENCE, flags.user_present(), || {
            (Evidence::Flag(true), Evidence::Flag(flags.user_present()))
        })?;
        // §7.2 step 17
        let required = self.ceremony.user_verification == UserVerification::Required;
        steps.require(&steps::AUTH_17_VERIFICATION, !required || flags.user_verified(), || {
            (Evidence::Word(self.ceremony.user_verification.as_str()), Evidence::Flag(flags.user_verified()))
        })?;
        // §7.2 step 18
        let backup = Backup::from_flags(flags).ok_or(Cause::Rule);
        steps.examine(&steps::AUTH_18_BACKUP, backup, || backup_evidence(flags))
    }

    /// §7.2 step 19: the backup eligibility that the record gets.
    fn backup<T: Trace>(
        &self,
        record: &CredentialRecord,
        backup: Backup,
        notes: &mut Vec<Note>,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<BackupEligibility, Error> {
        let policy = self.policy.backup_eligibility;
        let evidence = |recorded| move || (Evidence::Flag(recorded), Evidence::Flag(backup.is_eligible()));
        match record.backup_eligibility() {
            // §7.2.19.1
            BackupEligibility::Eligible => {
                let accepted = backup.is_eligible() || policy == BackupEligibilityPolicy::AcceptAndReport;
                steps.require(&steps::AUTH_19_1_ELIGIBLE, accepted, evidence(true))?;
            }
            // §7.2.19.2
            BackupEligibility::NotEligible => {
                let accepted = !backup.is_eligible() || policy != BackupEligibilityPolicy::Refuse;
                steps.require(&steps::AUTH_19_2_NOT_ELIGIBLE, accepted, evidence(false))?;
            }
            // There is nothing to compare with.
            BackupEligibility::Unknown => notes.push(Note::BackupEligibilityLearnt),
        }
        let eligibility = BackupEligibility::from(backup.is_eligible());
        if record.backup_eligibility() != BackupEligibility::Unknown
            && record.backup_eligibility() != eligibility
        {
            notes.push(Note::BackupEligibilityChanged);
        }
        // §7.2.19.3
        let wanted =
            self.policy.backup.accepts_eligibility(backup) && self.policy.backup.accepts_state(backup);
        steps.require(&steps::AUTH_19_3_POLICY, wanted, || {
            (Evidence::Word(self.policy.backup.name()), Evidence::Word(backup.name()))
        })?;
        // §7.2 step 19
        Ok(steps.make(&steps::AUTH_19_RECORD, eligibility))
    }

    /// §7.2 step 21: under the key of the record, by the algorithm of the record.
    fn signature(
        &self,
        credential: KnownCredential<'_>,
        assertion: &AssertionResponse<'_>,
        hash: &[u8; 32],
        crypto: &dyn Crypto,
    ) -> Result<Algorithm, Cause> {
        let message: [&[u8]; 2] = [assertion.authenticator_data(), hash];
        let key = credential.key()?;
        self.accepts(key.algorithm())?;
        key.verify(crypto, &message, assertion.signature())?;
        Ok(key.algorithm())
    }

    /// Whether the policy accepts the algorithm of a record.
    fn accepts(&self, algorithm: Algorithm) -> Result<(), Cause> {
        if algorithm == Algorithm::Rs1 && self.policy.rs1 == Rs1Credentials::Refused {
            return Err(Cause::Sha1);
        }
        Ok(())
    }

    /// §7.2 step 22: the counter that the record gets, which never goes back.
    fn sign_count<T: Trace>(
        &self,
        record: &CredentialRecord,
        received: u32,
        notes: &mut Vec<Note>,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<u32, Error> {
        let stored = record.sign_count();
        if received > stored || (received == 0 && stored == 0) {
            // §7.2.22.a
            steps.make(&steps::AUTH_22A_GREATER, ());
        } else {
            // §7.2.22.b
            let accepted = self.policy.sign_count == SignCountPolicy::AcceptAndReport;
            steps.require(&steps::AUTH_22B_NOT_GREATER, accepted, || {
                (Evidence::Number(u64::from(stored)), Evidence::Number(u64::from(received)))
            })?;
            notes.push(Note::SignCountNotGreater);
        }
        // §7.2 step 22
        Ok(steps.make(&steps::AUTH_22_COUNTER, received.max(stored)))
    }
}
