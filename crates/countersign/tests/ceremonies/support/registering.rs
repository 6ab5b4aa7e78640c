//! Registrations.

use countersign::{
    Challenge, CreationOptions, IdStatus, PendingRegistration, Recording, Registration, RegistrationFacts,
    RegistrationResponse, RelyingParty, Step, Trust, TrustAnchor, TrustAnchorSource, TrustPolicy, UnixTime,
    User, UserHandle,
};
use countersign_authenticator::{
    AttestationObject, Authenticator, AuthenticatorData, ClientData, RegistrationBuilder,
    RegistrationCeremony, Response, Statement,
};
use countersign_cbor::{MapOrder, Value};

use super::setting::{HANDLE, SESSION, Set, Setting};
use super::{Ceremony, Run, Secrets, Verdict, error_text, registration_table, trace_text};

/// The authenticator of all ceremonies.
pub(crate) fn authenticator() -> Authenticator {
    Authenticator::from_seed(&[7; 32])
}

/// The root of its attestation certificates.
pub(crate) fn root() -> TrustAnchor {
    TrustAnchor::from_certificate(&authenticator().authority().root()).unwrap()
}

type OptionsChange = Box<dyn for<'a> FnOnce(CreationOptions<'a>) -> CreationOptions<'a>>;

/// A registration under construction.
pub(crate) struct Registering {
    setting: Setting,
    user_handle: Vec<u8>,
    names: (&'static str, &'static str),
    options: Vec<OptionsChange>,
    answer: Vec<Box<dyn FnOnce(RegistrationBuilder) -> RegistrationBuilder>>,
    credential_id: IdStatus,
    trust: Option<(TrustPolicy, Box<dyn TrustAnchorSource>)>,
}

/// A registration that was accepted.
pub(crate) struct Registered {
    pub(crate) registration: Registration,
    /// What the authenticator made.
    pub(crate) made: RegistrationCeremony,
    /// The steps that were carried out.
    pub(crate) trace: Recording,
}

impl Set for Registering {
    fn setting(&mut self) -> &mut Setting {
        &mut self.setting
    }
}

impl Registering {
    /// Changes the options.
    pub(crate) fn options(
        mut self,
        change: impl for<'a> FnOnce(CreationOptions<'a>) -> CreationOptions<'a> + 'static,
    ) -> Self {
        self.options.push(Box::new(change));
        self
    }

    /// Registers for another user.
    pub(crate) fn user_handle(self, user_handle: &[u8]) -> Self {
        Self { user_handle: user_handle.to_vec(), ..self }
    }

    /// Registers for a user of this name and display name.
    pub(crate) fn names(self, name: &'static str, display_name: &'static str) -> Self {
        Self { names: (name, display_name), ..self }
    }

    /// Changes what the client and the authenticator do.
    pub(crate) fn answer(
        mut self,
        change: impl FnOnce(RegistrationBuilder) -> RegistrationBuilder + 'static,
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

    /// Changes the attestation statement.
    pub(crate) fn statement(self, change: impl FnOnce(Statement) -> Statement + 'static) -> Self {
        self.answer(|answer| answer.statement(change))
    }

    /// Changes the attestation object.
    pub(crate) fn attestation_object(
        self,
        change: impl FnOnce(AttestationObject) -> AttestationObject + 'static,
    ) -> Self {
        self.answer(|answer| answer.attestation_object(change))
    }

    /// Changes the JSON of the response.
    pub(crate) fn response(self, change: impl FnOnce(Response) -> Response + 'static) -> Self {
        self.answer(|answer| answer.response(change))
    }

    /// The store has the credential id already.
    pub(crate) fn registered(self) -> Self {
        Self { credential_id: IdStatus::Registered, ..self }
    }

    /// Judges the attestation.
    pub(crate) fn trust(self, policy: TrustPolicy, anchors: impl TrustAnchorSource + 'static) -> Self {
        Self { trust: Some((policy, Box::new(anchors))), ..self }
    }

    /// Begins the ceremony: the JSON of the options, and what to store.
    pub(crate) fn begin(
        &mut self,
        relying_party: &RelyingParty,
    ) -> Result<(String, PendingRegistration), countersign::ConfigurationError> {
        let user = User {
            handle: UserHandle::new(&self.user_handle)?,
            name: self.names.0,
            display_name: self.names.1,
        };
        let challenge = Challenge::new(&self.setting.challenge)?;
        let options = CreationOptions::new(relying_party, user, challenge);
        self.options.drain(..).fold(options, |options, change| change(options)).begin(&Setting::binding())
    }

    fn facts(&self) -> RegistrationFacts<'_> {
        RegistrationFacts {
            now: UnixTime::from_seconds(self.setting.now),
            session: &self.setting.session,
            purpose: &self.setting.purpose,
            credential_id: self.credential_id,
            trust: match &self.trust {
                Some((policy, anchors)) => Trust::Assessed { policy, anchors: &**anchors },
                None => Trust::NotAssessed,
            },
        }
    }

    fn secrets(&self, made: &RegistrationCeremony) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add("challenge", &self.setting.challenge);
        secrets.add("session", SESSION);
        secrets.add("user handle", &self.user_handle);
        secrets.add("credential id", made.credential().id());
        secrets.add("public key", made.credential().public_key());
        secrets.add("signature", &statement_signature(made.attestation_object()).unwrap_or_default());
        secrets
    }
}

/// The signature of the attestation statement, if there is one to be found.
fn statement_signature(attestation_object: &[u8]) -> Option<Vec<u8>> {
    let object = Value::decode(attestation_object, MapOrder::Reported).ok()?;
    let statement = member(&object.value(), "attStmt")?;
    Some(member(&statement, "sig")?.bytes().ok()?.to_vec())
}

fn member<'a>(map: &Value<'a>, name: &str) -> Option<Value<'a>> {
    map.map().ok()?.flatten().find(|(key, _)| key.text() == Ok(name)).map(|(_, value)| value)
}

impl Ceremony for Registering {
    type Result = Registered;

    const BEGIN: &'static str = "7.1.1";

    fn truthful() -> Self {
        Self {
            setting: Setting::default(),
            user_handle: HANDLE.to_vec(),
            names: ("alice@example.org", "Alice"),
            options: Vec::new(),
            answer: Vec::new(),
            credential_id: IdStatus::New,
            trust: None,
        }
    }

    fn table() -> Vec<&'static Step> {
        registration_table()
    }

    fn run(mut self) -> Run<Registered> {
        let begun = self.setting.relying_party().and_then(|relying_party| {
            let (_, pending) = self.begin(&relying_party)?;
            Ok((relying_party, pending))
        });
        let (relying_party, pending) = match begun {
            Ok(begun) => begun,
            Err(error) => return Run::ended(Verdict::NotBegun(error)),
        };
        let mut texts = vec![format!("{pending:?}")];
        let answer =
            authenticator().register(&self.setting.challenge, &self.setting.rp_id, &self.setting.origin);
        let answer = answer.user_handle(&self.user_handle);
        let made = self.answer.drain(..).fold(answer, |answer, change| change(answer)).build();
        let response = match RegistrationResponse::from_json(made.json()) {
            Ok(response) => response,
            Err(error) => return Run::ended(Verdict::Unreadable(error)),
        };
        texts.push(format!("{response:?}"));
        let stored = self.setting.taken_out(pending.into_stored());
        let mut trace = Recording::default();
        let verified = PendingRegistration::from_stored(&stored).and_then(|pending| {
            let relying_party = self.setting.answered_at().unwrap_or(relying_party);
            pending.verify_traced(&relying_party, &response, &self.facts(), &mut trace)
        });
        texts.push(trace_text(&trace));
        let secrets = self.secrets(&made);
        let verdict = match verified {
            Ok(registration) => {
                texts.push(format!("{registration:?}"));
                Verdict::Accepted(Box::new(Registered { registration, made, trace: trace.clone() }))
            }
            Err(error) => {
                texts.push(error_text(&error));
                Verdict::Refused(error)
            }
        };
        Run { verdict, trace, texts, secrets }
    }
}
