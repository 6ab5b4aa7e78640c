//! Authentications.

use std::collections::HashMap;

use countersign::{
    Authentication, AuthenticationFacts, AuthenticationResponse, Binding, CredentialRecord, Crypto, Lookup,
    PendingDiscoverable, PendingIdentified, RUST_CRYPTO, RelyingParty, RequestOptions, VerifyingCredential,
};
use countersign_authenticator::{Algorithm, AuthenticationCeremony, Credential};
use countersign_benches_harness::Candidate;

use crate::bare::{Bare, Signature};
use crate::registration::{RegistrationCase, RegistrationKind};
use crate::{BINDING, CHALLENGE, ORIGIN, challenge, relying_party, rsa, user_handle};

/// What of an authentication makes it more work or less.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuthenticationKind {
    /// The algorithm of the credential.
    pub(crate) algorithm: Algorithm,
    /// So many bytes more client data than is usual.
    pub(crate) padding: usize,
    /// How many credentials are listed in the options; a discoverable one is asked for without.
    pub(crate) listed: Option<usize>,
    /// How many credentials the caller has, who looks the right one up; without, they have it at hand.
    pub(crate) stored: Option<usize>,
}

impl AuthenticationKind {
    /// With a discoverable credential that is at hand.
    pub(crate) const fn usual(algorithm: Algorithm) -> Self {
        Self { algorithm, padding: 0, listed: None, stored: None }
    }

    /// What an authenticator with the credential answers.
    pub(crate) fn answer(&self, credential: &Credential, challenge: &[u8]) -> AuthenticationCeremony {
        let padding = "x".repeat(self.padding);
        let asked = || {
            let padding = padding.clone();
            let asked = credential.authenticate(challenge, ORIGIN);
            if padding.is_empty() { asked } else { asked.client_data(|data| data.member("padding", padding)) }
        };
        let answer = asked().build();
        if self.algorithm != Algorithm::Rs256 {
            return answer;
        }
        let signature = rsa::sign(&signed(&answer));
        asked().signature(move |usual| usual.raw(&signature)).build()
    }
}

/// What is signed in an authentication.
pub(crate) fn signed(answer: &AuthenticationCeremony) -> Vec<u8> {
    [answer.authenticator_data(), &RUST_CRYPTO.sha256(&[answer.client_data_json()])].concat()
}

/// An authentication to verify.
#[derive(Debug)]
pub(crate) struct AuthenticationCase {
    relying_party: RelyingParty,
    stored: Vec<u8>,
    answer: AuthenticationCeremony,
    record: CredentialRecord,
    /// The record with its key parsed, where that is what is looked up.
    parsed: Option<VerifyingCredential>,
    others: Option<HashMap<Vec<u8>, CredentialRecord>>,
}

/// A pending authentication of either kind.
#[derive(Debug)]
pub(crate) enum PendingAuthentication {
    /// Any credential may answer.
    Discoverable(PendingDiscoverable),
    /// One of those listed may answer.
    Identified(PendingIdentified),
}

impl AuthenticationCase {
    pub(crate) fn new(crypto: &'static dyn Crypto, kind: &AuthenticationKind) -> Self {
        let relying_party = relying_party(crypto);
        let credential = registered(kind.algorithm, &CHALLENGE);
        let record = record(kind.algorithm, &CHALLENGE);
        let options = RequestOptions::new(&relying_party, challenge());
        let stored = match kind.listed {
            None => options.begin_discoverable(&BINDING).expect("valid options").1.into_stored(),
            Some(listed) => {
                let records = records(kind.algorithm, &record, listed);
                let begun = options.begin_identified(&user_handle(), &records, &BINDING);
                begun.expect("valid options").1.into_stored()
            }
        };
        let by_id = |record: CredentialRecord| (record.id().to_vec(), record);
        Self {
            stored,
            answer: kind.answer(&credential, &CHALLENGE),
            others: kind
                .stored
                .map(|many| records(kind.algorithm, &record, many).into_iter().map(by_id).collect()),
            record,
            parsed: None,
            relying_party,
        }
    }

    /// The same with the key of the record parsed beforehand.
    pub(crate) fn parsed(self) -> Self {
        let parsed = VerifyingCredential::new(self.record.clone(), &self.relying_party);
        Self { parsed: Some(parsed.expect("a valid key")), ..self }
    }

    /// The text that the page sends.
    pub(crate) fn json(&self) -> &str {
        self.answer.json()
    }

    /// What the provider is asked in it.
    pub(crate) fn bare(&self) -> Bare {
        let key = self.record.public_key();
        Bare::authentication(Signature::known(key, &signed(&self.answer), self.answer.signature()))
    }

    /// The pending authentication, out of the store.
    pub(crate) fn pending(&self) -> PendingAuthentication {
        match PendingDiscoverable::from_stored(&self.stored) {
            Ok(pending) => PendingAuthentication::Discoverable(pending),
            Err(_) => PendingAuthentication::Identified(
                PendingIdentified::from_stored(&self.stored).expect("what was stored"),
            ),
        }
    }

    /// From the text to the verdict.
    pub(crate) fn verify(&self, pending: PendingAuthentication) -> Authentication {
        let response = AuthenticationResponse::from_json(self.json()).expect("a well-formed response");
        let record = match (&self.others, &self.parsed) {
            (Some(records), _) => {
                records.get(response.credential_id()).map_or(Lookup::Unknown, Lookup::Found)
            }
            (None, Some(credential)) => Lookup::Parsed(credential),
            (None, None) => Lookup::Found(&self.record),
        };
        let Binding { session, purpose, now } = BINDING;
        let facts = AuthenticationFacts { now, session, purpose, record };
        let verified = match pending {
            PendingAuthentication::Discoverable(pending) => {
                pending.verify(&self.relying_party, &response, &facts)
            }
            PendingAuthentication::Identified(pending) => {
                pending.verify(&self.relying_party, &response, &facts)
            }
        };
        verified.expect("a truthful authentication")
    }
}

impl Candidate for AuthenticationCase {
    type State = PendingAuthentication;
    type Verdict = Authentication;

    fn state(&self) -> PendingAuthentication {
        self.pending()
    }

    fn verify(&self, pending: PendingAuthentication) -> Authentication {
        self.verify(pending)
    }
}

/// The credential that the authenticator made for a challenge.
pub(crate) fn registered(algorithm: Algorithm, challenge: &[u8]) -> Credential {
    RegistrationKind::without_attestation(algorithm).answer(challenge).credential().clone()
}

fn record(algorithm: Algorithm, challenge: &[u8; 32]) -> CredentialRecord {
    let case =
        RegistrationCase::of(&RUST_CRYPTO, &RegistrationKind::without_attestation(algorithm), challenge);
    case.verify(case.pending()).into_record()
}

/// So many records of one user, this one last.
fn records(algorithm: Algorithm, last: &CredentialRecord, many: usize) -> Vec<CredentialRecord> {
    let challenge = |number: usize| {
        let mut challenge = CHALLENGE;
        challenge[..8].copy_from_slice(&number.to_be_bytes());
        challenge
    };
    let others = (1..many).map(|number| record(algorithm, &challenge(number)));
    others.chain([last.clone()]).collect()
}
