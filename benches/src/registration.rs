//! Registrations.

use countersign::{
    AttestationConveyance, CreationOptions, Crypto, IdStatus, PendingRegistration, Registration,
    RegistrationFacts, RegistrationResponse, RelyingParty, Trust, TrustAnchor, TrustAnchors, TrustPolicy,
    User,
};
use countersign_authenticator::{Algorithm, Attestation, RegistrationCeremony};

use crate::bare::{Bare, Signature};
use crate::{
    BINDING, CHALLENGE, ORIGIN, RP_ID, USER_HANDLE, authenticator, challenge, name, relying_party,
    user_handle,
};

/// Roughly the part of an attestation certificate that its issuer signs.
const CERTIFICATE_BYTES: usize = 400;

/// A registration to verify.
#[derive(Debug)]
pub struct RegistrationCase {
    name: String,
    relying_party: RelyingParty,
    stored: Vec<u8>,
    json: String,
    anchors: TrustAnchors,
    policy: TrustPolicy,
    has_certificates: bool,
    bare: Bare,
}

impl RegistrationCase {
    /// The registrations that are measured, verified by this provider.
    pub fn all(crypto: &'static dyn Crypto) -> [Self; 3] {
        [Attestation::None, Attestation::PackedSelf, Attestation::PackedBasic]
            .map(|attestation| Self::new(crypto, attestation, Algorithm::Es256))
    }

    pub(crate) fn new(crypto: &'static dyn Crypto, attestation: Attestation, algorithm: Algorithm) -> Self {
        let relying_party = relying_party(crypto);
        let user = User { handle: user_handle(), name: "alice", display_name: "Alice" };
        let options = CreationOptions::new(&relying_party, user, challenge())
            .attestation(AttestationConveyance::Direct, &[]);
        let (_, pending) = options.begin(&BINDING).expect("valid options");
        let ceremony = ceremony(attestation, algorithm);
        let anchor = TrustAnchor::from_certificate(&authenticator().authority().root());
        Self {
            name: format!("{}_{}", attestation_name(attestation), name(algorithm)),
            stored: pending.into_stored(),
            json: ceremony.json().into(),
            anchors: TrustAnchors::new().with(anchor.expect("a certificate of the test authority")),
            policy: TrustPolicy::trusted(),
            has_certificates: attestation == Attestation::PackedBasic,
            bare: bare(attestation, &ceremony),
            relying_party,
        }
    }

    /// The name of the case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether certificates come with it, up to a trust anchor.
    #[must_use]
    pub const fn has_certificates(&self) -> bool {
        self.has_certificates
    }

    /// What the provider is asked in it.
    #[must_use]
    pub const fn bare(&self) -> &Bare {
        &self.bare
    }

    /// The pending registration, out of the store.
    #[must_use]
    pub fn pending(&self) -> PendingRegistration {
        PendingRegistration::from_stored(&self.stored).expect("what was stored")
    }

    /// From the text to the verdict.
    pub fn verify(&self, pending: PendingRegistration) -> Registration {
        let trust = if self.has_certificates {
            Trust::Assessed { policy: &self.policy, anchors: &self.anchors }
        } else {
            Trust::NotAssessed
        };
        let facts = RegistrationFacts {
            now: BINDING.now,
            session: BINDING.session,
            purpose: BINDING.purpose,
            credential_id: IdStatus::New,
            trust,
        };
        let response = RegistrationResponse::from_json(&self.json).expect("a well-formed response");
        pending.verify(&self.relying_party, &response, &facts).expect("a truthful registration")
    }
}

fn ceremony(attestation: Attestation, algorithm: Algorithm) -> RegistrationCeremony {
    let registration = authenticator().register(&CHALLENGE, RP_ID, ORIGIN).user_handle(&USER_HANDLE);
    registration.algorithm(algorithm).attestation(attestation).build()
}

fn bare(attestation: Attestation, ceremony: &RegistrationCeremony) -> Bare {
    // The hash of the client data follows the authenticator data; its value does not matter here.
    let message = [ceremony.authenticator_data(), &[0; 32]].concat();
    let signatures = match attestation {
        Attestation::PackedSelf => vec![Signature::new(ceremony.credential().signing_key(), &message)],
        Attestation::PackedBasic => vec![
            Signature::new(&authenticator().attestation_key(), &message),
            Signature::new(authenticator().authority().root_key(), &[0; CERTIFICATE_BYTES]),
        ],
        _ => Vec::new(),
    };
    Bare::registration(ceremony.credential().public_key(), signatures)
}

const fn attestation_name(attestation: Attestation) -> &'static str {
    match attestation {
        Attestation::PackedSelf => "packed_self",
        Attestation::PackedBasic => "packed_basic",
        _ => "none",
    }
}
