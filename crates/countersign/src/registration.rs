//! Registration: §7.1, step by step.
//!
//! # Source
//! [§7.1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)

use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{
    self as attestation, AnchorsOf, Attested, DecodedBytes, EnterpriseAttestation, Evidence, Format, Judge,
    Refusal as _, StatementPolicy, Steps, Trace, Trust, VerifiedStatement,
};
use countersign_cbor::Item;
use countersign_cose::{Algorithm, AlgorithmIdentifier, Crypto};
use countersign_wire::{Aaguid, AttestationObject, ClientData, RegistrationResponse};

use crate::binding::{Binding, UserHandle};
use crate::ceremony::{
    Ceremony, accepts_embedding, accepts_frame, backup_evidence, challenge_evidence, cross_origin_evidence,
    has_challenge, has_type, shown, top_origins,
};
use crate::credential_record::{Backup, BackupEligibility, CredentialRecord, MAX_CREDENTIAL_ID};
use crate::error::{Cause, Error};
use crate::notes::{CeremonyKind, Note, extension_notes};
use crate::policy::{
    AttestationConveyance, AttestationStorage, BackupPolicy, Creation, Rs1Credentials, TrustedAttestation,
    UserVerification,
};
use crate::relying_party::RelyingParty;
use crate::results::{Attestation, Extensions, Registration};
use crate::steps;
use crate::stored::{self, Choice as _, Fields, StoredError, StoredKind};
use crate::time::UnixTime;

/// The type of client data at registration.
const CREATE: &str = "webauthn.create";

/// Most algorithms of one ceremony.
const MAX_ALGORITHMS: usize = 32;

/// A registration that has begun: what was asked, of which user, in which session.
///
/// It is used up by [`PendingRegistration::verify`] and cannot be copied, but its stored bytes can: take them out of the
/// store atomically *before* verifying, so that a challenge is used once, also when verification fails. Stored bytes do
/// not belong into a cookie or a page unless they are sealed.
#[derive(Debug)]
pub struct PendingRegistration {
    ceremony: Ceremony,
    terms: RegistrationTerms,
}

/// What was asked of a registration, beside what every ceremony asks.
#[derive(Debug)]
pub(crate) struct RegistrationTerms {
    pub(crate) user_handle: UserHandle,
    pub(crate) algorithms: Vec<AlgorithmIdentifier>,
    pub(crate) rs1: Rs1Credentials,
    pub(crate) creation: Creation,
    pub(crate) conveyance: AttestationConveyance,
    pub(crate) trusted_attestation: TrustedAttestation,
    pub(crate) backup: BackupPolicy,
    pub(crate) storage: AttestationStorage,
}

/// What the caller knows when the answer to a registration arrives. `Debug` does not show the session.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct RegistrationFacts<'f> {
    /// The time: judges expiry, and certificates.
    pub now: UnixTime,
    /// The session of the browser that sent the answer.
    pub session: &'f [u8],
    /// What the application takes the answer for.
    pub purpose: &'f str,
    /// Whether the store has the credential id, of whatever user. The store's unique key has the last word.
    pub credential_id: IdStatus,
    /// Whether and how attestation is judged.
    pub trust: Trust<'f>,
}

impl fmt::Debug for RegistrationFacts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RegistrationFacts")
            .field("now", &self.now)
            .field("purpose", &self.purpose)
            .field("credential_id", &self.credential_id)
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}

/// Whether a credential id is registered already, to any user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it is or it is not")]
pub enum IdStatus {
    /// It is not.
    New,
    /// It is.
    Registered,
}

impl PendingRegistration {
    pub(crate) const fn new(ceremony: Ceremony, terms: RegistrationTerms) -> Self {
        Self { ceremony, terms }
    }

    /// When the ceremony ends; a store may drop it then.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.ceremony.expires()
    }

    /// The user that the registration began for.
    #[must_use]
    pub const fn user_handle(&self) -> &UserHandle {
        &self.terms.user_handle
    }

    /// The bytes to store, with version, kind and checksum.
    #[must_use]
    pub fn into_stored(self) -> Vec<u8> {
        let Self { ceremony, terms } = self;
        let algorithms = terms.algorithms.iter().map(|algorithm| Item::from(algorithm.number()));
        let mut fields = ceremony.fields();
        fields.extend([
            (20, Item::bytes(terms.user_handle.as_bytes())),
            (21, Item::array(algorithms)),
            (22, terms.rs1.item()),
            (23, terms.creation.item()),
            (24, terms.conveyance.item()),
            (25, terms.trusted_attestation.item()),
            (26, terms.backup.item()),
            (27, terms.storage.item()),
        ]);
        stored::write(StoredKind::Registration, fields)
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
        let mut fields = Fields::open(StoredKind::Registration, bytes)?;
        let ceremony = Ceremony::from_fields(&mut fields)?;
        let terms = RegistrationTerms {
            user_handle: UserHandle::new(fields.take(20)?.bytes()?).map_err(|_| StoredError::Value(20))?,
            algorithms: fields.list(21, |number| {
                let number = i64::try_from(number.integer()?).map_err(|_| StoredError::Value(21))?;
                Ok(AlgorithmIdentifier::new(number))
            })?,
            rs1: fields.choice(22)?,
            creation: fields.choice(23)?,
            conveyance: fields.choice(24)?,
            trusted_attestation: fields.choice(25)?,
            backup: fields.choice(26)?,
            storage: fields.choice(27)?,
        };
        fields.finish()?;
        if terms.algorithms.is_empty() || terms.algorithms.len() > MAX_ALGORITHMS {
            return Err(StoredError::Value(21));
        }
        Ok(Self { ceremony, terms })
    }

    /// Verifies the answer to the registration.
    ///
    /// Success proves that all steps of §7.1 held that are the library's, and gives the record to store. It does not
    /// prove that the authenticator is of any make, unless the result says that the attestation is trusted.
    ///
    /// # Errors
    /// The first step that refused.
    ///
    /// # Source
    /// [§7.1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn verify(
        self,
        relying_party: &RelyingParty,
        response: &RegistrationResponse,
        facts: &RegistrationFacts<'_>,
    ) -> Result<Registration, Error> {
        self.verify_traced(relying_party, response, facts, &mut ())
    }

    /// As [`PendingRegistration::verify`], and tells `trace` of every step.
    ///
    /// # Errors
    /// The first step that refused.
    pub fn verify_traced<T: Trace>(
        self,
        relying_party: &RelyingParty,
        response: &RegistrationResponse,
        facts: &RegistrationFacts<'_>,
        trace: &mut T,
    ) -> Result<Registration, Error> {
        let crypto = relying_party.crypto();
        let mut steps = Steps::new(trace);
        let binding = Binding { session: facts.session, purpose: facts.purpose, now: facts.now };
        self.ceremony.require_binding(relying_party, &binding, &mut steps)?;
        // §7.1 step 3
        let attestation_response = steps.obtain(&steps::REG_3_RESPONSE, response.attestation_response())?;
        // §7.1 step 4
        let client_outputs = steps.obtain(&steps::REG_4_EXTENSIONS, response.client_extension_results())?;
        // §7.1 step 5
        let text = ClientData::text(attestation_response.client_data_json());
        let text = steps.obtain(&steps::REG_5_TEXT, text)?;
        // §7.1 step 6
        let data = steps.obtain(&steps::REG_6_JSON, ClientData::from_json(text))?;
        self.client_data(&data, relying_party, &mut steps)?;
        // §7.1 step 12
        let hash = crypto.sha256(&[attestation_response.client_data_json()]);
        let hash = steps.make(&steps::REG_12_HASH, hash);
        // §7.1 step 13
        let object = AttestationObject::parse(attestation_response.attestation_object());
        let object = steps.obtain(&steps::REG_13_OBJECT, well_formed(object, crypto))?;
        let credential = object.credential();
        // c.response-id
        let same_id = response.ids_agree() && response.credential_id() == credential.credential_id();
        let word = || (Evidence::Word("equal"), Evidence::Word(if same_id { "equal" } else { "different" }));
        steps.require(&steps::RESPONSE_ID, same_id, word)?;
        let backup = self.authenticator_data(&object, relying_party, &mut steps)?;
        // §7.1 step 20
        let algorithm = credential.public_key().identifier();
        let accepted = self.accepted_algorithm(algorithm);
        let algorithm = steps.examine(&steps::REG_20_ALGORITHM, accepted, || {
            (Evidence::Algorithms(&self.terms.algorithms), Evidence::Algorithm(algorithm))
        })?;
        let policy = relying_party.statement_policy();
        let format = supported_format(&object, policy, &mut steps)?;
        // §7.1 step 22
        let decoded = DecodedBytes::default();
        let attested = Attested {
            object: &object,
            statement: object.statement(),
            client_data_hash: &hash,
            enterprise: self.enterprise(),
            policy,
            at: facts.now.seconds(),
            decoded: &decoded,
        };
        let statement = steps.procedure(&steps::REG_22_STATEMENT, |trace| {
            attestation::verify(format, &attested, crypto, trace)
        })?;
        // §7.1 steps 23 and 24
        let judging =
            Judging { trust: facts.trust, demanded: self.terms.trusted_attestation, at: facts.now, crypto };
        let assessment = assess(&statement, credential.aaguid(), &judging, &mut steps)?;
        // §7.1 step 25
        let length = credential.credential_id().len();
        steps.require(&steps::REG_25_ID_LENGTH, length <= MAX_CREDENTIAL_ID, || {
            (Evidence::Word("at most 1023"), Evidence::Number(u64::try_from(length).unwrap_or(u64::MAX)))
        })?;
        // §7.1 step 26
        steps.require(&steps::REG_26_NEW, facts.credential_id == IdStatus::New, || {
            (
                Evidence::Word("new"),
                Evidence::Word(match facts.credential_id {
                    IdStatus::New => "new",
                    IdStatus::Registered => "registered",
                }),
            )
        })?;
        // §7.1 step 27
        let mut record = record(self.terms.user_handle, &object, backup, response);
        if self.terms.storage == AttestationStorage::Keep {
            record.keep_attestation(attestation_response);
        }
        let record = steps.make(&steps::REG_27_RECORD, record);
        // §7.1 step 28
        let extensions = Extensions::new(client_outputs, object.authenticator_data());
        let mut notes = extension_notes(
            &extensions,
            object.authenticator_data(),
            &self.ceremony.requested,
            CeremonyKind::Registration,
        );
        let extensions = steps.make(&steps::REG_28_EXTENSIONS, extensions);
        if !object.is_canonical_order() {
            notes.push(Note::MapOrder);
        }
        if algorithm == Algorithm::Rs1 {
            notes.push(Note::Sha1);
        }
        let flags = object.authenticator_data().flags();
        let attestation = Attestation::new(&statement, assessment, credential.aaguid());
        // §7.1 step 29
        Ok(steps.make(
            &steps::REG_29_DONE,
            Registration { record, attestation, algorithm, flags, extensions, notes },
        ))
    }

    /// §7.1 steps 7 to 11.
    fn client_data<T: Trace>(
        &self,
        data: &ClientData<'_>,
        relying_party: &RelyingParty,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<(), Error> {
        // §7.1 step 7
        steps.examine(&steps::REG_7_TYPE, has_type(data, CREATE), || {
            (Evidence::Word(CREATE), shown(data.ceremony_type(), Evidence::Identifier))
        })?;
        // §7.1 step 8
        steps.examine(&steps::REG_8_CHALLENGE, has_challenge(data, &self.ceremony.challenge), || {
            challenge_evidence(data, &self.ceremony.challenge)
        })?;
        // §7.1 step 9
        steps.examine(&steps::REG_9_ORIGIN, self.ceremony.accepts_origin(data, relying_party), || {
            (self.ceremony.expected_origins(relying_party), shown(data.origin(), Evidence::Origin))
        })?;
        // §7.1 step 10
        steps.examine(&steps::REG_10_CROSS_ORIGIN, accepts_frame(data, relying_party), || {
            cross_origin_evidence(data, relying_party)
        })?;
        // §7.1 step 11
        let top_origin = steps.obtain(&steps::REG_11_TOP_ORIGIN, data.top_origin())?;
        if let Some(top_origin) = top_origin {
            // §7.1 step 11.1
            steps.examine(&steps::REG_11_1_EMBEDDED, accepts_embedding(data, relying_party), || {
                (Evidence::Nothing, Evidence::Origin(top_origin))
            })?;
            // §7.1 step 11.2
            steps.require(&steps::REG_11_2_ACCEPTED, relying_party.accepts_top_origin(top_origin), || {
                (top_origins(relying_party), Evidence::Origin(top_origin))
            })?;
        }
        Ok(())
    }

    /// §7.1 steps 14 to 19.
    fn authenticator_data<T: Trace>(
        &self,
        object: &AttestationObject<'_>,
        relying_party: &RelyingParty,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<Backup, Error> {
        let data = object.authenticator_data();
        let flags = data.flags();
        // §7.1 step 14
        steps.require(&steps::REG_14_RP_ID, data.rp_id_hash() == relying_party.id_hash(), || {
            let equal = data.rp_id_hash() == relying_party.id_hash();
            let got = if equal { "equal" } else { "the hash of something else" };
            (Evidence::RpId(relying_party.id().as_str()), Evidence::Word(got))
        })?;
        // §7.1 step 15: a conditional create may happen without a gesture.
        let present = flags.user_present() || self.terms.creation == Creation::Conditional;
        steps.require(&steps::REG_15_PRESENCE, present, || {
            (Evidence::Flag(true), Evidence::Flag(flags.user_present()))
        })?;
        // §7.1 step 16
        let required = self.ceremony.user_verification == UserVerification::Required;
        steps.require(&steps::REG_16_VERIFICATION, !required || flags.user_verified(), || {
            (Evidence::Word(self.ceremony.user_verification.as_str()), Evidence::Flag(flags.user_verified()))
        })?;
        // §7.1 step 17: the one impossible pair of flags has no value in `Backup`.
        let backup = Backup::from_flags(flags).ok_or(Cause::Rule);
        let backup = steps.examine(&steps::REG_17_BACKUP, backup, || backup_evidence(flags))?;
        // §7.1 step 18
        steps.require(&steps::REG_18_ELIGIBILITY, self.terms.backup.accepts_eligibility(backup), || {
            (Evidence::Word(self.terms.backup.name()), Evidence::Word(backup.name()))
        })?;
        // §7.1 step 19
        steps.require(&steps::REG_19_STATE, self.terms.backup.accepts_state(backup), || {
            (Evidence::Word(self.terms.backup.name()), Evidence::Word(backup.name()))
        })?;
        Ok(backup)
    }

    /// The algorithm of the key, if it was offered, can be verified, and is not one that the policy refuses.
    fn accepted_algorithm(&self, identifier: AlgorithmIdentifier) -> Result<Algorithm, Cause> {
        if !self.terms.algorithms.contains(&identifier) {
            return Err(Cause::AlgorithmNotOffered);
        }
        let algorithm = identifier.algorithm().ok_or(Cause::AlgorithmUnknown)?;
        if algorithm == Algorithm::Rs1 && self.terms.rs1 == Rs1Credentials::Refused {
            return Err(Cause::Sha1);
        }
        Ok(algorithm)
    }

    fn enterprise(&self) -> EnterpriseAttestation {
        if self.terms.conveyance == AttestationConveyance::Enterprise {
            EnterpriseAttestation::Requested
        } else {
            EnterpriseAttestation::NotRequested
        }
    }
}

/// What trust is judged by.
pub(crate) struct Judging<'j> {
    pub(crate) trust: Trust<'j>,
    pub(crate) demanded: TrustedAttestation,
    pub(crate) at: UnixTime,
    pub(crate) crypto: &'j dyn Crypto,
}

/// §7.1 steps 23 and 24.
pub(crate) fn assess<T: Trace>(
    statement: &VerifiedStatement<'_>,
    claimed: Aaguid,
    judging: &Judging<'_>,
    steps: &mut Steps<'_, T, Error>,
) -> Result<attestation::Assessment, Error> {
    let is_required = judging.demanded == TrustedAttestation::Required;
    let Trust::Assessed { policy, anchors: source } = judging.trust else {
        // What the ceremony demands is not met by not looking.
        if is_required {
            return steps.obtain(&steps::REG_24_TRUST, Err(Cause::TrustNotAssessed));
        }
        return Ok(attestation::Assessment::NotAssessed);
    };
    // §7.1 step 23
    let anchors = AnchorsOf::look_up(statement, claimed, source, judging.crypto);
    let anchors = steps.make(&steps::REG_23_ANCHORS, anchors);
    // §7.1 step 24
    let strict = is_required.then(|| policy.without_exceptions());
    let judge = Judge { policy: strict.as_ref().unwrap_or(policy), anchors, at: judging.at.seconds() };
    steps.procedure(&steps::REG_24_TRUST, |trace| {
        attestation::assess(statement, &judge, judging.crypto, trace)
    })
}

/// The format by which the statement is verified.
pub(crate) fn supported_format<T: Trace>(
    object: &AttestationObject<'_>,
    policy: &StatementPolicy,
    steps: &mut Steps<'_, T, Error>,
) -> Result<Format, Error> {
    // §7.1 step 21
    steps.examine(&steps::REG_21_FORMAT, policy.format(object.format()), || {
        let supported = policy.formats().map(Format::identifier).collect();
        (Evidence::Identifiers(supported), Evidence::Identifier(object.format()))
    })
}

/// §7.1 step 27
fn record(
    user_handle: UserHandle,
    object: &AttestationObject<'_>,
    backup: Backup,
    response: &RegistrationResponse,
) -> CredentialRecord {
    let data = object.authenticator_data();
    CredentialRecord {
        id: object.credential().credential_id().to_vec(),
        public_key: object.credential().public_key().encoded().to_vec(),
        sign_count: data.sign_count(),
        user_verification_initialized: data.flags().user_verified(),
        transports: response.transports().collect(),
        backup_eligibility: BackupEligibility::from(backup.is_eligible()),
        backup_state: backup.is_backed_up(),
        user_handle,
        attestation_object: None,
        attestation_client_data: None,
    }
}

/// An attestation object whose parts are well formed, down to the point of the key on its curve: with `none`, nothing else
/// would notice.
pub(crate) fn well_formed<'a>(
    object: Result<AttestationObject<'a>, countersign_wire::Error>,
    crypto: &dyn Crypto,
) -> Result<AttestationObject<'a>, Cause> {
    let object = object?;
    object.credential().public_key().check(crypto)?;
    Ok(object)
}
