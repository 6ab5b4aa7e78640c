//! Authentications.

use countersign::{
    Authentication, AuthenticationFacts, AuthenticationResponse, CredentialRecord, Crypto, Lookup,
    PendingDiscoverable, RUST_CRYPTO, RelyingParty, RequestOptions,
};
use countersign_authenticator::Algorithm;

use crate::bare::{Bare, Signature};
use crate::registration::RegistrationCase;
use crate::{BINDING, CHALLENGE, ORIGIN, RP_ID, USER_HANDLE, authenticator, challenge, name, relying_party};

/// An authentication with a discoverable credential, to verify.
#[derive(Debug)]
pub struct AuthenticationCase {
    name: &'static str,
    relying_party: RelyingParty,
    stored: Vec<u8>,
    json: String,
    record: CredentialRecord,
    bare: Bare,
}

impl AuthenticationCase {
    /// The authentications that are measured, verified by this provider.
    pub fn all(crypto: &'static dyn Crypto) -> [Self; 3] {
        [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256].map(|algorithm| Self::new(crypto, algorithm))
    }

    fn new(crypto: &'static dyn Crypto, algorithm: Algorithm) -> Self {
        let relying_party = relying_party(crypto);
        let options = RequestOptions::new(&relying_party, challenge());
        let (_, pending) = options.begin_discoverable(&BINDING).expect("valid options");
        let registration = RegistrationCase::without_attestation(&RUST_CRYPTO, algorithm);
        let record = registration.verify(registration.pending()).into_record();
        let virtual_registration = authenticator()
            .register(&CHALLENGE, RP_ID, ORIGIN)
            .user_handle(&USER_HANDLE)
            .algorithm(algorithm)
            .build();
        let credential = virtual_registration.credential();
        let ceremony = credential.authenticate(&CHALLENGE, ORIGIN).build();
        let message = [ceremony.authenticator_data(), &[0; 32]].concat();
        Self {
            name: name(algorithm),
            stored: pending.into_stored(),
            json: ceremony.json().into(),
            record,
            bare: Bare::authentication(vec![Signature::new(credential.signing_key(), &message)]),
            relying_party,
        }
    }

    /// The name of the case.
    #[must_use]
    pub const fn name(&self) -> &str {
        self.name
    }

    /// What the provider is asked in it.
    #[must_use]
    pub const fn bare(&self) -> &Bare {
        &self.bare
    }

    /// The pending authentication, out of the store.
    #[must_use]
    pub fn pending(&self) -> PendingDiscoverable {
        PendingDiscoverable::from_stored(&self.stored).expect("what was stored")
    }

    /// From the text to the verdict.
    pub fn verify(&self, pending: PendingDiscoverable) -> Authentication {
        let facts = AuthenticationFacts {
            now: BINDING.now,
            session: BINDING.session,
            purpose: BINDING.purpose,
            record: Lookup::Found(&self.record),
        };
        let response = AuthenticationResponse::from_json(&self.json).expect("a well-formed response");
        pending.verify(&self.relying_party, &response, &facts).expect("a truthful authentication")
    }
}
