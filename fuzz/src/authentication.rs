//! Authentications: a valid one of the virtual authenticator, changed in its layers, under a provider that accepts every
//! signature.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign::{
    Authentication, AuthenticationFacts, AuthenticationPolicy, AuthenticationResponse, BackupEligibility,
    BackupEligibilityPolicy, BackupPolicy, CredentialRecord, Error, ImportedCredential, Lookup,
    PendingDiscoverable, PendingIdentified, RUST_CRYPTO, Recording, RelyingParty, RequestOptions,
    Rs1Credentials, SignCountPolicy, UnixTime, UserHandle, UserVerification,
};
use countersign_authenticator::{Algorithm, AuthenticationBuilder, Credential, Lie};
use countersign_benches::ACCEPTING;
use countersign_cose::Crypto as _;
use countersign_wire::{AuthenticatorData, base64url};
use serde_json::json;

use crate::bounds::bounded;
use crate::cbor;
use crate::edit::{Edit, edited};
use crate::registration::{
    Response, check_client_data, check_flags, check_record, check_refusal, with_extensions,
};
use crate::scene::{self, ALGORITHMS, BINDING, one_of};

/// An authentication to make, and what is changed in it.
#[derive(Arbitrary, Debug)]
pub struct Plan {
    algorithm: u8,
    terms: Terms,
    record: Record,
    lie: Option<u16>,
    client_data: Vec<Edit>,
    authenticator_data: Vec<Edit>,
    extensions: Vec<(u8, Vec<cbor::Change>)>,
    signature: Vec<Edit>,
    has_no_user_handle: bool,
    response: Response,
}

#[derive(Arbitrary, Debug)]
struct Terms {
    is_lenient: bool,
    is_identified: bool,
    is_unknown: bool,
    user_verification: u8,
    policy: u8,
    later_seconds: u16,
}

/// What the store knows of the credential.
#[derive(Arbitrary, Debug)]
struct Record {
    sign_count: u8,
    backup_eligibility: u8,
    is_backed_up: bool,
    is_of_another_user: bool,
}

impl Terms {
    fn policy(&self) -> AuthenticationPolicy {
        let number = self.policy;
        let count = one_of(&[SignCountPolicy::Refuse, SignCountPolicy::AcceptAndReport], number & 1);
        let eligibility = one_of(
            &[
                BackupEligibilityPolicy::Refuse,
                BackupEligibilityPolicy::AcceptUpgrade,
                BackupEligibilityPolicy::AcceptAndReport,
            ],
            number >> 1 & 3,
        );
        let backup = one_of(&[BackupPolicy::Any, BackupPolicy::BackedUpOnly], number >> 3 & 1);
        let rs1 = one_of(&[Rs1Credentials::AcceptSha1, Rs1Credentials::Refused], number >> 4 & 1);
        AuthenticationPolicy::default()
            .sign_count(count)
            .backup_eligibility(eligibility)
            .backup(backup)
            .rs1_credentials(rs1)
    }
}

impl Record {
    fn of(&self, credential: &Credential) -> Option<CredentialRecord> {
        let backup_eligibility = one_of(
            &[BackupEligibility::from(false), BackupEligibility::from(true), BackupEligibility::Unknown],
            self.backup_eligibility,
        );
        let user_handle: &[u8] = if self.is_of_another_user { b"another" } else { &scene::USER_HANDLE };
        CredentialRecord::import(&ImportedCredential {
            id: credential.id(),
            public_key: credential.public_key(),
            sign_count: u32::from(self.sign_count / 64),
            user_verification_initialized: false,
            transports: &["internal"],
            backup_eligibility,
            backup_state: self.is_backed_up,
            user_handle: UserHandle::new(user_handle).expect("a handle"),
        })
        .ok()
    }
}

impl Plan {
    fn json(&self, credential: &Credential) -> String {
        let (client_data, data, signature) = made_authentication(credential, self.lie.map(scene::lie));
        let client_data = edited(&client_data, &self.client_data);
        let data = edited(&with_extensions(&data, &self.extensions), &self.authenticator_data);
        let signature = edited(&signature, &self.signature);
        let user_handle =
            if self.has_no_user_handle { json!(null) } else { json!(base64url::encode(&scene::USER_HANDLE)) };
        self.response.write(json!({
            "id": base64url::encode(credential.id()),
            "rawId": base64url::encode(credential.id()),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url::encode(&client_data),
                "authenticatorData": base64url::encode(&data),
                "signature": base64url::encode(&signature),
                "userHandle": user_handle,
            },
        }))
    }
}

/// Client data, authenticator data and signature of a valid authentication.
pub(crate) fn valid_authentication(credential: &Credential) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    made_authentication(credential, None)
}

/// The same with or without a lie, made once.
fn made_authentication(credential: &Credential, lie: Option<Lie>) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    type Layers = (Vec<u8>, Vec<u8>, Vec<u8>);
    type Key = (Vec<u8>, Option<&'static str>);
    thread_local! {
        static MADE: RefCell<HashMap<Key, Layers>> = RefCell::default();
    }
    let make = || {
        let builder = credential.authenticate(&scene::CHALLENGE, scene::ORIGIN);
        let made = lie.into_iter().fold(builder, AuthenticationBuilder::lying).build();
        let (client_data, data) = (made.client_data_json(), made.authenticator_data());
        (client_data.to_vec(), data.to_vec(), made.signature().to_vec())
    };
    let key = (credential.id().to_vec(), lie.map(Lie::name));
    MADE.with_borrow_mut(|made| made.entry(key).or_insert_with(make).clone())
}

static STRICT: LazyLock<RelyingParty> = LazyLock::new(|| scene::relying_party(&ACCEPTING, false));
static LENIENT: LazyLock<RelyingParty> = LazyLock::new(|| scene::relying_party(&ACCEPTING, true));

/// A pending authentication of either kind, as it is stored.
enum Pending {
    Identified(Vec<u8>),
    Discoverable(Vec<u8>),
}

impl Pending {
    fn verify(
        &self,
        relying_party: &RelyingParty,
        response: &AuthenticationResponse,
        facts: &AuthenticationFacts<'_>,
        trace: Option<&mut Recording>,
    ) -> Result<Authentication, Error> {
        let stored = "what was stored";
        match (self, trace) {
            (Self::Identified(bytes), None) => {
                PendingIdentified::from_stored(bytes).expect(stored).verify(relying_party, response, facts)
            }
            (Self::Identified(bytes), Some(trace)) => PendingIdentified::from_stored(bytes)
                .expect(stored)
                .verify_traced(relying_party, response, facts, trace),
            (Self::Discoverable(bytes), None) => {
                PendingDiscoverable::from_stored(bytes).expect(stored).verify(relying_party, response, facts)
            }
            (Self::Discoverable(bytes), Some(trace)) => PendingDiscoverable::from_stored(bytes)
                .expect(stored)
                .verify_traced(relying_party, response, facts, trace),
        }
    }
}

/// Carries a plan out.
///
/// A verdict is the same with and without a trace, and the trace ends with the step that refuses. What is accepted holds to
/// what a reading of the same bytes by other means says, and what it changes in the record is what the authenticator said.
pub fn check(plan: &Plan) {
    // Lies do not depend on the algorithm, and each takes a signature to tell.
    let algorithm = if plan.lie.is_some() { Algorithm::Es256 } else { one_of(&ALGORITHMS, plan.algorithm) };
    let credential = scene::credential(algorithm);
    let json = plan.json(&credential);
    let Some(record) = plan.record.of(&credential) else { return };
    let relying_party = if plan.terms.is_lenient { &*LENIENT } else { &*STRICT };
    let options = RequestOptions::new(relying_party, scene::challenge())
        .user_verification(scene::user_verification(plan.terms.user_verification))
        .policy(plan.terms.policy());
    let pending = if plan.terms.is_identified {
        let begun = options.begin_identified(&scene::user_handle(), [&record], &BINDING);
        let Ok((_, pending)) = begun else { return };
        Pending::Identified(pending.into_stored())
    } else {
        let Ok((_, pending)) = options.begin_discoverable(&BINDING) else { return };
        Pending::Discoverable(pending.into_stored())
    };
    let facts = AuthenticationFacts {
        now: UnixTime::from_seconds(BINDING.now.seconds() + i64::from(plan.terms.later_seconds / 128)),
        session: BINDING.session,
        purpose: BINDING.purpose,
        record: if plan.terms.is_unknown { Lookup::Unknown } else { Lookup::Found(&record) },
    };
    bounded(json.len(), || {
        let Ok(response) = AuthenticationResponse::from_json(&json) else { return };
        let mut recording = Recording::default();
        let verdict = pending.verify(relying_party, &response, &facts, None);
        let traced = pending.verify(relying_party, &response, &facts, Some(&mut recording));
        match (&verdict, &traced) {
            (Err(error), Err(traced)) => {
                assert_eq!(error, traced, "a trace changes no verdict");
                check_refusal(error, &recording);
            }
            (Ok(authentication), Ok(traced)) => {
                assert!(authentication.update() == traced.update(), "a trace changes no update");
                assert_eq!(authentication.notes(), traced.notes());
                check_accepted(authentication, &response, &record, &plan.terms);
            }
            _ => panic!("a trace changes the verdict: {verdict:?}, {traced:?}"),
        }
    });
}

fn check_accepted(
    authentication: &Authentication,
    response: &AuthenticationResponse,
    record: &CredentialRecord,
    terms: &Terms,
) {
    assert!(!terms.is_unknown, "nobody knows the credential");
    let answer = response.assertion_response().expect("it was accepted");
    check_client_data(answer.client_data_json(), "webauthn.get");
    let data = AuthenticatorData::parse(answer.authenticator_data()).expect("it was accepted");
    assert_eq!(data.rp_id_hash(), &RUST_CRYPTO.sha256(&[scene::RP_ID.as_bytes()]));
    let flags = authentication.flags();
    assert_eq!(flags, data.flags());
    check_flags(flags);
    assert!(flags.user_present());
    if scene::user_verification(terms.user_verification) == UserVerification::Required {
        assert!(flags.user_verified());
    }
    assert_eq!(response.credential_id(), record.id());
    assert_eq!(authentication.user_handle().as_bytes(), scene::USER_HANDLE);
    assert_eq!(authentication.user_handle(), record.user_handle());
    if let Some(handle) = response.user_handle() {
        assert_eq!(handle, scene::USER_HANDLE);
    }

    let update = authentication.update();
    assert_eq!(update.credential_id(), record.id());
    assert_eq!(update.previous_sign_count(), record.sign_count());
    assert_eq!(update.backup_state(), flags.backup_state());
    assert_eq!(update.user_verified(), flags.user_verified());
    if terms.policy & 1 == 0 {
        let counts = data.sign_count() > record.sign_count();
        assert!(counts || data.sign_count() == 0 && record.sign_count() == 0, "the counter stands still");
    }
    let updated = update.applied_to(record).expect("the record of this credential");
    assert_eq!(updated.public_key(), record.public_key());
    check_record(&updated);
}
