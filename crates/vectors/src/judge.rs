//! A recorded ceremony, judged as it was recorded.

use countersign::recorded::{self, RecordedCeremony, RecordedRegistration};
use countersign::{
    Aaguid, Accepting, Algorithm, AlgorithmIdentifier, Assessment, AttestationCause, AttestationError,
    AttestationType, AuthenticationFacts, AuthenticationPolicy, AuthenticationResponse, BackupPolicy,
    Binding, Cause, CredentialRecord, CrossOrigin, Crypto, Error, Evidence, Flags, Format, IdStatus,
    ImportedCredential, Lookup, Note, Outcome, PathOptions, Recording, Registration as Registered,
    RegistrationFacts, RegistrationResponse, RelyingParty, StatementNote, Step, Trace, Trust,
    TrustAnchorSource, TrustAnchors, TrustPolicy, TrustedAttestation, UnixTime, UserHandle, WireError, steps,
};

use crate::model_report::{JudgedMetadata, ModelReport, Observed};
use crate::schema::{Authentication, Ceremony, Registration, StoredCredential, Vector};
use crate::trust_path::TrustPath;

/// The binding of a recorded ceremony: nothing is known of it, so it is the same at both ends.
const SESSION: &[u8] = b"recorded";
const PURPOSE: &str = "recorded";

/// What became of a ceremony, and how.
#[derive(Debug)]
pub struct Judgement {
    verdict: Result<Details, Error>,
    recording: Recording,
    paths: Vec<TrustPath>,
    models: Vec<ModelReport>,
}

/// What an accepted ceremony was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    attestation: Option<AttestationDetails>,
    algorithm: Algorithm,
    flags: Flags,
    sign_count: u32,
    notes: Vec<Note>,
    statement_notes: Vec<StatementNote>,
}

/// The attestation of an accepted registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttestationDetails {
    format: Format,
    attestation_type: AttestationType,
    trusted: Option<bool>,
    aaguid: Aaguid,
}

impl Judgement {
    /// What the ceremony was found to be, or the step that refused it.
    ///
    /// # Errors
    /// The first step that refused.
    pub const fn verdict(&self) -> Result<&Details, &Error> {
        self.verdict.as_ref()
    }

    /// The steps that were carried out.
    #[must_use]
    pub const fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The paths of the attestation, if it came so far that trust was judged.
    #[must_use]
    pub fn paths(&self) -> &[TrustPath] {
        &self.paths
    }

    /// What metadata says of the models that attest, if it was asked: one for each statement with a model.
    #[must_use]
    pub fn models(&self) -> &[ModelReport] {
        &self.models
    }

    /// The step that refused and the one inside it: `7.1.13/6.1.f`.
    #[must_use]
    pub fn step_path(&self) -> Option<String> {
        self.verdict.as_ref().err().map(step_path)
    }
}

/// Why a step refused, without the step: the text of an error begins with it.
pub(crate) fn cause(error: &Error) -> String {
    let text = error.to_string();
    text.split_once("): ").map_or(text.clone(), |(_, cause)| cause.to_owned())
}

/// Whether the cause is nothing but the rule of the step, which does not hold.
pub(crate) fn is_rule(error: &Error) -> bool {
    let is_rule_inside = |inner: &AttestationError| *inner.cause() == AttestationCause::Rule;
    matches!(error.cause(), Cause::Attestation(inner) if is_rule_inside(inner))
        || *error.cause() == Cause::Rule
}

/// The step of an error and the one inside it: `7.1.13/6.1.f`.
fn step_path(error: &Error) -> String {
    match error.inner_step().map(Step::id) {
        Some(inner) => format!("{}/{inner}", error.step().id()),
        None => error.step().id().to_owned(),
    }
}

impl Details {
    /// The attestation, of a registration.
    #[must_use]
    pub const fn attestation(&self) -> Option<&AttestationDetails> {
        self.attestation.as_ref()
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

    /// The signature counter that the record gets.
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// What was odd and no reason to refuse.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What was odd about the attestation statement and no reason to refuse it.
    #[must_use]
    pub fn statement_notes(&self) -> &[StatementNote] {
        &self.statement_notes
    }
}

impl AttestationDetails {
    /// The attestation statement format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The attestation type, as the schema writes it.
    #[must_use]
    pub const fn attestation_type(&self) -> &'static str {
        match self.attestation_type {
            AttestationType::None => "none",
            AttestationType::SelfAttestation => "self",
            AttestationType::Basic => "basic",
            AttestationType::AttestationCa => "attca",
            AttestationType::AnonymizationCa => "anonca",
            AttestationType::Compound => "compound",
            _ => "unknown",
        }
    }

    /// Whether an anchor vouches for the attestation; none where trust was not assessed.
    #[must_use]
    pub const fn trusted(&self) -> Option<bool> {
        self.trusted
    }

    /// The model that the authenticator claims to be.
    #[must_use]
    pub const fn aaguid(&self) -> Aaguid {
        self.aaguid
    }
}

/// Judges a ceremony with the default policy, and what relaxations the vector names.
#[must_use]
pub fn judge(vector: &Vector, crypto: &'static dyn Crypto) -> Judgement {
    match &vector.ceremony {
        Ceremony::Registration(registration) => {
            let anchors = registration.trust_anchors.iter().flatten().cloned();
            let anchors = anchors.fold(TrustAnchors::new(), TrustAnchors::with);
            vector.judge_registration(registration, &anchors, crypto)
        }
        Ceremony::Authentication(authentication) => {
            let mut recording = Recording::default();
            let verdict = vector.authenticate(authentication, crypto, &mut recording);
            Judgement { verdict, recording, paths: Vec::new(), models: Vec::new() }
        }
    }
}

/// Judges a registration with other trust anchors than those that it was recorded with; nothing for another ceremony.
#[must_use]
pub fn judge_with_anchors(
    vector: &Vector,
    anchors: &dyn TrustAnchorSource,
    crypto: &'static dyn Crypto,
) -> Option<Judgement> {
    let Ceremony::Registration(registration) = &vector.ceremony else { return None };
    Some(vector.judge_registration(registration, anchors, crypto))
}

/// Judges a registration whose trust anchors come from metadata, in place of those that it was recorded with; nothing for
/// another ceremony.
#[must_use]
pub fn judge_with_metadata(
    vector: &Vector,
    metadata: &JudgedMetadata<'_>,
    crypto: &'static dyn Crypto,
) -> Option<Judgement> {
    let Ceremony::Registration(registration) = &vector.ceremony else { return None };
    let at = metadata.at;
    let registration = Registration { at: Some(at), trust_anchors: Some(Vec::new()), ..registration.clone() };
    let observed = Observed::new(metadata.set.at(at.seconds(), crypto));
    let judgement = vector.judge_registration(&registration, &observed, crypto);
    Some(Judgement { models: observed.into_reports(), ..judgement })
}

impl Vector {
    fn judge_registration(
        &self,
        registration: &Registration,
        anchors: &dyn TrustAnchorSource,
        crypto: &'static dyn Crypto,
    ) -> Judgement {
        let mut recording = Recording::default();
        let relying_party = self.recorded_relying_party(crypto);
        let policy = trust_policy(registration.require_trusted);
        let trust = if registration.trust_anchors.is_none() && !registration.require_trusted {
            Trust::NotAssessed
        } else {
            Trust::Assessed { policy: &policy, anchors }
        };
        let demanded = if registration.require_trusted {
            TrustedAttestation::Required
        } else {
            TrustedAttestation::Optional
        };
        let verdict = self.register(registration, trust, demanded, &relying_party, &mut recording);
        let paths = match &verdict {
            Ok(registered) => TrustPath::all(registered.attestation(), None),
            // What was not trusted is looked at once more, to show it, by nobody's trust.
            Err(error) if error.step() == &steps::REG_24_TRUST => {
                let optional = TrustedAttestation::Optional;
                let registered =
                    self.register(registration, Trust::NotAssessed, optional, &relying_party, &mut ());
                registered
                    .map_or_else(|_| Vec::new(), |found| TrustPath::all(found.attestation(), Some(error)))
            }
            Err(_) => Vec::new(),
        };
        Judgement {
            verdict: verdict.map(|registered| details(&registered)),
            recording,
            paths,
            models: Vec::new(),
        }
    }

    fn register<T: Trace>(
        &self,
        registration: &Registration,
        trust: Trust<'_>,
        demanded: TrustedAttestation,
        relying_party: &RelyingParty,
        trace: &mut T,
    ) -> Result<Registered, Error> {
        let response = RegistrationResponse::from_json(&self.response);
        let response = read(response, trace)?;
        let pending =
            self.recorded_ceremony(relying_party, registration.moment()).registration(RecordedRegistration {
                user_handle: self.unknown_user.clone(),
                algorithms: registration.algorithms.iter().copied().map(AlgorithmIdentifier::new).collect(),
                rs1: self.rs1,
                creation: registration.creation,
                conveyance: registration.conveyance,
                trusted_attestation: demanded,
                backup: BackupPolicy::Any,
            });
        let facts = RegistrationFacts {
            now: registration.moment(),
            session: SESSION,
            purpose: PURPOSE,
            credential_id: IdStatus::New,
            trust,
        };
        pending.verify_traced(relying_party, &response, &facts, trace)
    }

    fn authenticate(
        &self,
        authentication: &Authentication,
        crypto: &'static dyn Crypto,
        recording: &mut Recording,
    ) -> Result<Details, Error> {
        let response = AuthenticationResponse::from_json(&self.response);
        let response = read(response, recording)?;
        let relying_party = self.recorded_relying_party(crypto);
        let credential = authentication.credential.as_ref();
        let recorded_handle = credential.and_then(|credential| credential.user_handle.clone());
        let identified = authentication.user_handle.clone().or_else(|| recorded_handle.clone());
        let user_handle = identified.unwrap_or_else(|| self.unknown_user.clone());
        let record = credential.map(|credential| {
            credential_record(credential, recorded_handle.unwrap_or_else(|| user_handle.clone()))
        });
        let now = UnixTime::from_seconds(0);
        let facts = AuthenticationFacts {
            now,
            session: SESSION,
            purpose: PURPOSE,
            record: match record.as_ref().filter(|record| record.id() == response.credential_id()) {
                Some(record) => Lookup::Found(record),
                None => Lookup::Unknown,
            },
        };
        let ceremony = self.recorded_ceremony(&relying_party, now);
        let policy = AuthenticationPolicy::default().rs1_credentials(self.rs1);
        let app_id = self.app_id.as_deref();
        let authentication =
            match &authentication.allow_credentials {
                Some(allowed) => ceremony
                    .identified(policy, app_id, user_handle, allowed.clone())
                    .verify_traced(&relying_party, &response, &facts, recording),
                None => ceremony.discoverable(policy, app_id).verify_traced(
                    &relying_party,
                    &response,
                    &facts,
                    recording,
                ),
            }?;
        Ok(Details {
            attestation: None,
            algorithm: authentication.algorithm(),
            flags: authentication.flags(),
            sign_count: authentication.update().sign_count(),
            notes: authentication.notes().to_vec(),
            statement_notes: Vec::new(),
        })
    }

    fn recorded_relying_party(&self, crypto: &'static dyn Crypto) -> RelyingParty {
        let relying_party = &self.relying_party;
        let cross_origin = if relying_party.allow_cross_origin {
            CrossOrigin::AllowedWithoutTopOrigin
        } else {
            CrossOrigin::Refused
        };
        recorded::relying_party(
            &relying_party.id,
            &relying_party.origins,
            &relying_party.top_origins,
            cross_origin,
            self.statement_policy,
            crypto,
        )
    }

    fn recorded_ceremony<'a>(
        &'a self,
        relying_party: &'a RelyingParty,
        now: UnixTime,
    ) -> RecordedCeremony<'a> {
        RecordedCeremony {
            relying_party,
            challenge: &self.challenge,
            user_verification: self.user_verification,
            requested: self.extensions.clone(),
            binding: Binding { session: SESSION, purpose: PURPOSE, now },
        }
    }
}

/// The response, if it can be read.
fn read<R>(response: Result<R, WireError>, trace: &mut impl Trace) -> Result<R, Error> {
    let outcome = if response.is_ok() { Outcome::Passed } else { Outcome::Refused };
    trace.record(&steps::RESPONSE, outcome, || (Evidence::Nothing, Evidence::Nothing));
    Ok(response?)
}

/// What an accepted registration was found to be.
fn details(registered: &Registered) -> Details {
    let attestation = registered.attestation();
    Details {
        attestation: Some(AttestationDetails {
            format: attestation.format(),
            attestation_type: attestation.attestation_type(),
            trusted: trusted(attestation.assessment()),
            aaguid: attestation.claimed_aaguid().unverified(),
        }),
        algorithm: registered.algorithm(),
        flags: registered.flags(),
        sign_count: registered.record().sign_count(),
        notes: registered.notes().to_vec(),
        statement_notes: attestation.notes().to_vec(),
    }
}

fn credential_record(credential: &StoredCredential, user_handle: UserHandle) -> CredentialRecord {
    recorded::credential_record(&ImportedCredential {
        id: &credential.id,
        public_key: &credential.public_key,
        sign_count: credential.sign_count,
        user_verification_initialized: credential.user_verification_initialized,
        transports: &[],
        backup_eligibility: credential.backup_eligibility,
        backup_state: credential.backup_state,
        user_handle,
    })
}

/// Trusted attestation, or any: then the result says whether it is trusted. The clock is that of the recording, so that
/// it grants no skew, and metadata judges paths the same way.
fn trust_policy(require_trusted: bool) -> TrustPolicy {
    let policy = if require_trusted {
        TrustPolicy::trusted()
    } else {
        let accepting = Accepting::default();
        let accepting = accepting.accept_no_attestation().accept_self_attestation();
        TrustPolicy::accepting(accepting.accept_untrusted_attestation())
    };
    policy.with_path_options(path_options()).with_clock_skew(0)
}

/// How paths are judged, by the ceremony and by what metadata says of it.
pub(crate) fn path_options() -> PathOptions {
    PathOptions::default()
}

const fn trusted(assessment: &Assessment) -> Option<bool> {
    match assessment {
        Assessment::Trusted(_) => Some(true),
        Assessment::NotTrusted(_) => Some(false),
        Assessment::NotAssessed | _ => None,
    }
}
