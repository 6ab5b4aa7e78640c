//! Registrations.

use countersign::{
    AttestationConveyance, CreationOptions, Crypto, IdStatus, PendingRegistration, Registration,
    RegistrationFacts, RegistrationResponse, RelyingParty, Trust, TrustAnchor, TrustAnchors, TrustPolicy,
    User, UserVerification,
};
use countersign_authenticator::{Algorithm, Attestation, RegistrationCeremony};

use crate::bare::{Bare, Signature};
use crate::{
    BINDING, CHALLENGE, ORIGIN, RP_ID, USER_HANDLE, authenticator, challenge, name, relying_party,
    user_handle,
};

/// Roughly the part of an attestation certificate that its issuer signs.
const CERTIFICATE_BYTES: usize = 400;

/// A kind of attestation that is measured.
struct Measured {
    name: &'static str,
    /// How often it may allocate: what certificates and descriptions hold is kept in lists, and JWS are decoded.
    most_allocations: u64,
    attestation: Attestation,
    /// What is signed in it, up to the trust anchor.
    signatures: &'static [Signed],
}

/// What a key signs in an attestation.
enum Signed {
    /// The statement, by the credential key.
    Credential,
    /// The statement, by the attestation key.
    AttestationKey,
    /// A certificate, by the authority.
    Authority,
}

const WITHOUT: Measured =
    Measured { name: "none", most_allocations: 4, attestation: Attestation::None, signatures: &[] };

/// Every kind that is measured, a line for each.
#[rustfmt::skip]
const MEASURED: &[Measured] = &[
    WITHOUT,
    Measured { name: "packed_self", most_allocations: 4, attestation: Attestation::PackedSelf, signatures: &[Signed::Credential] },
    Measured { name: "packed_basic", most_allocations: 10, attestation: Attestation::PackedBasic, signatures: &[Signed::AttestationKey, Signed::Authority] },
    Measured { name: "tpm", most_allocations: 16, attestation: Attestation::Tpm, signatures: &[Signed::AttestationKey, Signed::Authority] },
    Measured { name: "fido_u2f", most_allocations: 10, attestation: Attestation::FidoU2f, signatures: &[Signed::AttestationKey, Signed::Authority] },
    Measured { name: "android_key", most_allocations: 21, attestation: Attestation::AndroidKey, signatures: &[Signed::Credential, Signed::Authority] },
    Measured { name: "android_safetynet", most_allocations: 54, attestation: Attestation::AndroidSafetyNet, signatures: &[Signed::AttestationKey, Signed::Authority] },
    Measured { name: "compound", most_allocations: 18, attestation: Attestation::Compound, signatures: &[Signed::AttestationKey, Signed::Authority, Signed::Credential] },
    Measured { name: "apple", most_allocations: 10, attestation: Attestation::Apple, signatures: &[Signed::Authority] },
];

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
    most_allocations: u64,
    bare: Bare,
}

impl RegistrationCase {
    /// The registrations that are measured, verified by this provider.
    pub fn all(crypto: &'static dyn Crypto) -> Vec<Self> {
        MEASURED.iter().map(|measured| Self::new(crypto, measured, Algorithm::Es256)).collect()
    }

    pub(crate) fn without_attestation(crypto: &'static dyn Crypto, algorithm: Algorithm) -> Self {
        Self::new(crypto, &WITHOUT, algorithm)
    }

    fn new(crypto: &'static dyn Crypto, measured: &Measured, algorithm: Algorithm) -> Self {
        let relying_party = relying_party(crypto);
        let user = User { handle: user_handle(), name: "alice", display_name: "Alice" };
        let options = CreationOptions::new(&relying_party, user, challenge())
            // Security keys of U2F do not verify the user.
            .user_verification(UserVerification::Preferred)
            .attestation(AttestationConveyance::Direct, &[]);
        let (_, pending) = options.begin(&BINDING).expect("valid options");
        let ceremony = ceremony(measured.attestation, algorithm);
        let anchor = TrustAnchor::from_certificate(&authenticator().authority().root());
        Self {
            name: format!("{}_{}", measured.name, name(algorithm)),
            stored: pending.into_stored(),
            json: ceremony.json().into(),
            anchors: TrustAnchors::new().with(anchor.expect("a certificate of the test authority")),
            policy: TrustPolicy::trusted(),
            has_certificates: !ceremony.certificates().is_empty(),
            most_allocations: measured.most_allocations,
            bare: bare(measured.signatures, &ceremony),
            relying_party,
        }
    }

    /// The name of the case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How often it may allocate.
    #[must_use]
    pub const fn most_allocations(&self) -> u64 {
        self.most_allocations
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

fn bare(signed: &[Signed], ceremony: &RegistrationCeremony) -> Bare {
    // What is signed has about this size in every format; its value does not matter here.
    let message = [ceremony.authenticator_data(), &[0; 32]].concat();
    let signature = |signed: &Signed| match signed {
        Signed::Credential => Signature::new(ceremony.credential().signing_key(), &message),
        Signed::AttestationKey => Signature::new(&authenticator().attestation_key(), &message),
        Signed::Authority => Signature::new(authenticator().authority().root_key(), &[0; CERTIFICATE_BYTES]),
    };
    Bare::registration(ceremony.credential().public_key(), signed.iter().map(signature).collect())
}
