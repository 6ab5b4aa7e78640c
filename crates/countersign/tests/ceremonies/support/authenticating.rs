//! Authentications, of a credential that a registration made.

use countersign::{
    Authentication, AuthenticationFacts, AuthenticationResponse, Challenge, ConfigurationError,
    CredentialRecord, Error, ImportedCredential, Lookup, PendingDiscoverable, PendingIdentified, Recording,
    RelyingParty, RequestOptions, Step, UnixTime, UserHandle, VerifyingCredential, steps,
};
use countersign_authenticator::{
    AuthenticationBuilder, AuthenticationCeremony, AuthenticatorData, ClientData, Credential, Response,
    Signature,
};

use super::registering::{Registered, Registering};
use super::setting::{SESSION, Set, Setting};
use super::{Ceremony, Run, Secrets, Verdict, error_text, trace_text};

type OptionsChange = Box<dyn for<'a> FnOnce(RequestOptions<'a>) -> RequestOptions<'a>>;
type ImportChange = Box<dyn for<'a> FnOnce(ImportedCredential<'a>) -> ImportedCredential<'a>>;
type ListChange = Box<dyn FnOnce(Vec<CredentialRecord>) -> Vec<CredentialRecord>>;

/// An authentication under construction: identified unless it is told otherwise.
pub(crate) struct Authenticating {
    setting: Setting,
    registration: fn(Registering) -> Registering,
    kind: Kind,
    user_handle: Option<Vec<u8>>,
    record: Vec<ImportChange>,
    allowed: Vec<ListChange>,
    found: Found,
    options: Vec<OptionsChange>,
    credential: Vec<Box<dyn FnOnce(Credential) -> Credential>>,
    answer: Vec<Box<dyn FnOnce(AuthenticationBuilder) -> AuthenticationBuilder>>,
}

enum Kind {
    Identified,
    Discoverable,
}

/// What the store has under the credential id.
enum Found {
    Record,
    Other(ImportChange),
    Unknown,
}

/// A ceremony that has begun.
enum Pending {
    Identified(PendingIdentified),
    Discoverable(PendingDiscoverable),
}

/// An authentication that was accepted.
pub(crate) struct Authenticated {
    pub(crate) authentication: Authentication,
    /// The record that it was verified with.
    pub(crate) record: CredentialRecord,
    /// What the authenticator made.
    pub(crate) made: AuthenticationCeremony,
    /// The steps that were carried out.
    pub(crate) trace: Recording,
}

impl Set for Authenticating {
    fn setting(&mut self) -> &mut Setting {
        &mut self.setting
    }
}

impl Authenticating {
    /// Changes the registration that made the credential and its record. It has to be accepted.
    pub(crate) fn registration(self, registration: fn(Registering) -> Registering) -> Self {
        Self { registration, ..self }
    }

    /// Begins without knowing the user.
    pub(crate) fn discoverable(self) -> Self {
        Self { kind: Kind::Discoverable, ..self }
    }

    /// Begins for another user than the one of the record.
    pub(crate) fn user_handle(self, user_handle: &[u8]) -> Self {
        Self { user_handle: Some(user_handle.to_vec()), ..self }
    }

    /// Changes the record, before the ceremony begins.
    pub(crate) fn record(
        mut self,
        change: impl for<'a> FnOnce(ImportedCredential<'a>) -> ImportedCredential<'a> + 'static,
    ) -> Self {
        self.record.push(Box::new(change));
        self
    }

    /// Changes the records that an identified ceremony lists; the record alone without.
    pub(crate) fn allowed(
        mut self,
        change: impl FnOnce(Vec<CredentialRecord>) -> Vec<CredentialRecord> + 'static,
    ) -> Self {
        self.allowed.push(Box::new(change));
        self
    }

    /// The store finds another record than the one that the ceremony began with.
    pub(crate) fn found(
        self,
        change: impl for<'a> FnOnce(ImportedCredential<'a>) -> ImportedCredential<'a> + 'static,
    ) -> Self {
        Self { found: Found::Other(Box::new(change)), ..self }
    }

    /// The store finds nothing.
    pub(crate) fn unknown(self) -> Self {
        Self { found: Found::Unknown, ..self }
    }

    /// Changes the options.
    pub(crate) fn options(
        mut self,
        change: impl for<'a> FnOnce(RequestOptions<'a>) -> RequestOptions<'a> + 'static,
    ) -> Self {
        self.options.push(Box::new(change));
        self
    }

    /// Answers with another credential than the one that was registered.
    pub(crate) fn credential(mut self, change: impl FnOnce(Credential) -> Credential + 'static) -> Self {
        self.credential.push(Box::new(change));
        self
    }

    /// Changes what the client and the authenticator do.
    pub(crate) fn answer(
        mut self,
        change: impl FnOnce(AuthenticationBuilder) -> AuthenticationBuilder + 'static,
    ) -> Self {
        self.answer.push(Box::new(change));
        self
    }

    /// Changes the client data.
    pub(crate) fn client_data(self, change: impl FnOnce(ClientData) -> ClientData + 'static) -> Self {
        self.answer(|answer| answer.client_data(change))
    }

    /// Changes the authenticator data.
    pub(crate) fn authenticator_data(
        self,
        change: impl FnOnce(AuthenticatorData) -> AuthenticatorData + 'static,
    ) -> Self {
        self.answer(|answer| answer.authenticator_data(change))
    }

    /// Changes how the signature is made, or the signature.
    pub(crate) fn signature(self, change: impl FnOnce(Signature) -> Signature + 'static) -> Self {
        self.answer(|answer| answer.signature(change))
    }

    /// Changes the JSON of the response.
    pub(crate) fn response(self, change: impl FnOnce(Response) -> Response + 'static) -> Self {
        self.answer(|answer| answer.response(change))
    }

    fn begin(
        &mut self,
        relying_party: &RelyingParty,
        record: &CredentialRecord,
    ) -> Result<Pending, ConfigurationError> {
        let challenge = Challenge::new(&self.setting.challenge)?;
        let options = RequestOptions::new(relying_party, challenge);
        let options = self.options.drain(..).fold(options, |options, change| change(options));
        let binding = Setting::binding();
        match self.kind {
            Kind::Identified => {
                let user_handle = match &self.user_handle {
                    Some(user_handle) => UserHandle::new(user_handle)?,
                    None => record.user_handle().clone(),
                };
                let allowed = self.allowed.drain(..).fold(vec![record.clone()], |list, change| change(list));
                let (_, pending) = options.begin_identified(&user_handle, &allowed, &binding)?;
                Ok(Pending::Identified(pending))
            }
            Kind::Discoverable => Ok(Pending::Discoverable(options.begin_discoverable(&binding)?.1)),
        }
    }

    fn secrets(&self, record: &CredentialRecord, made: &AuthenticationCeremony) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add("challenge", &self.setting.challenge);
        secrets.add("session", SESSION);
        secrets.add("user handle", record.user_handle().as_bytes());
        secrets.add("credential id", record.id());
        secrets.add("public key", record.public_key());
        secrets.add("signature", made.signature());
        secrets
    }
}

impl Pending {
    fn debug(&self) -> String {
        match self {
            Self::Identified(pending) => format!("{pending:?}"),
            Self::Discoverable(pending) => format!("{pending:?}"),
        }
    }

    /// Stores the ceremony, takes it out again, and verifies.
    fn verify(
        self,
        setting: &mut Setting,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        record: Lookup<'_>,
        trace: &mut Recording,
    ) -> Result<Authentication, Error> {
        let stored = match self {
            Self::Identified(_) => StoredAs::Identified,
            Self::Discoverable(_) => StoredAs::Discoverable,
        };
        let bytes = setting.taken_out(match self {
            Self::Identified(pending) => pending.into_stored(),
            Self::Discoverable(pending) => pending.into_stored(),
        });
        let facts = AuthenticationFacts {
            now: UnixTime::from_seconds(setting.now),
            session: &setting.session,
            purpose: &setting.purpose,
            record,
        };
        let verify = |facts: &AuthenticationFacts<'_>, trace: &mut Recording| match stored {
            StoredAs::Identified => {
                PendingIdentified::from_stored(&bytes)?.verify_traced(relying_party, response, facts, trace)
            }
            StoredAs::Discoverable => {
                PendingDiscoverable::from_stored(&bytes)?.verify_traced(relying_party, response, facts, trace)
            }
        };
        let verified = verify(&facts, trace);
        let Lookup::Found(record) = record else { return verified };
        let mut trace_of_parsed = Recording::default();
        match VerifyingCredential::new(record.clone(), relying_party) {
            Ok(credential) => {
                let facts = AuthenticationFacts { record: Lookup::Parsed(&credential), ..facts };
                let of_parsed = verify(&facts, &mut trace_of_parsed);
                assert_eq!(format!("{verified:?}"), format!("{of_parsed:?}"));
                if let (Ok(verified), Ok(of_parsed)) = (&verified, &of_parsed) {
                    assert_eq!(verified.update(), of_parsed.update());
                    assert_eq!(verified.user_handle(), of_parsed.user_handle());
                    assert_eq!(verified.algorithm(), of_parsed.algorithm());
                }
                assert_eq!(trace_text(trace), trace_text(&trace_of_parsed));
            }
            // A key that cannot be parsed is refused as its signatures are.
            Err(error) if verified.as_ref().is_err_and(|refused| refused.step() == error.step()) => {
                assert_eq!(verified.as_ref().err(), Some(&error));
            }
            Err(_) => assert!(verified.is_err()),
        }
        verified
    }
}

enum StoredAs {
    Identified,
    Discoverable,
}

/// The record with changes, as an import makes it.
fn imported(record: &CredentialRecord, changes: impl IntoIterator<Item = ImportChange>) -> CredentialRecord {
    let transports: Vec<&str> = record.transports().iter().collect();
    let credential = ImportedCredential {
        id: record.id(),
        public_key: record.public_key(),
        sign_count: record.sign_count(),
        user_verification_initialized: record.is_user_verification_initialized(),
        transports: &transports,
        backup_eligibility: record.backup_eligibility(),
        backup_state: record.backup_state(),
        user_handle: record.user_handle().clone(),
    };
    let credential = changes.into_iter().fold(credential, |credential, change| change(credential));
    CredentialRecord::import(&credential).unwrap()
}

impl Ceremony for Authenticating {
    type Result = Authenticated;

    const BEGIN: &'static str = "7.2.1";

    fn truthful() -> Self {
        Self {
            setting: Setting::default(),
            registration: |registration| registration,
            kind: Kind::Identified,
            user_handle: None,
            record: Vec::new(),
            allowed: Vec::new(),
            found: Found::Record,
            options: Vec::new(),
            credential: Vec::new(),
            answer: Vec::new(),
        }
    }

    fn table() -> Vec<&'static Step> {
        steps::AUTHENTICATION.to_vec()
    }

    fn run(mut self) -> Run<Authenticated> {
        let registered = (self.registration)(Registering::truthful()).run();
        let Verdict::Accepted(registered) = registered.verdict else { panic!("the registration is refused") };
        let Registered { registration, made, .. } = *registered;
        let record = imported(registration.record(), self.record.drain(..));
        let begun = self.setting.relying_party().and_then(|relying_party| {
            let pending = self.begin(&relying_party, &record)?;
            Ok((relying_party, pending))
        });
        let (relying_party, pending) = match begun {
            Ok(begun) => begun,
            Err(error) => return Run::ended(Verdict::NotBegun(error)),
        };
        let mut texts = vec![pending.debug()];
        let credential = made.credential().clone();
        let credential = self.credential.drain(..).fold(credential, |credential, change| change(credential));
        let answer = credential.authenticate(&self.setting.challenge, &self.setting.origin);
        let made = self.answer.drain(..).fold(answer, |answer, change| change(answer)).build();
        let response = match AuthenticationResponse::from_json(made.json()) {
            Ok(response) => response,
            Err(error) => return Run::ended(Verdict::Unreadable(error)),
        };
        texts.push(format!("{response:?}"));
        let record = match core::mem::replace(&mut self.found, Found::Unknown) {
            Found::Record => Some(record),
            Found::Other(change) => Some(imported(&record, [change])),
            Found::Unknown => None,
        };
        let lookup = record.as_ref().map_or(Lookup::Unknown, Lookup::Found);
        let relying_party = self.setting.answered_at().unwrap_or(relying_party);
        let mut trace = Recording::default();
        let verified = pending.verify(&mut self.setting, &relying_party, &response, lookup, &mut trace);
        texts.push(trace_text(&trace));
        let record = record.unwrap_or_else(|| registration.into_record());
        let secrets = self.secrets(&record, &made);
        let verdict = match verified {
            Ok(authentication) => {
                texts.push(format!("{authentication:?}"));
                let trace = trace.clone();
                Verdict::Accepted(Box::new(Authenticated { authentication, record, made, trace }))
            }
            Err(error) => {
                texts.push(error_text(&error));
                Verdict::Refused(error)
            }
        };
        Run { verdict, trace, texts, secrets }
    }
}
