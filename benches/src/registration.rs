//! Registrations.

use core::iter;

use countersign::{
    AttestationConveyance, Challenge, CreationOptions, Crypto, IdStatus, PendingRegistration, Registration,
    RegistrationFacts, RegistrationResponse, RelyingParty, Trust, TrustAnchor, TrustAnchors, TrustPolicy,
    User, UserVerification,
};
use countersign_authenticator::{
    Algorithm, Attestation, CertificateBuilder, Extension, Issuer, Name, RegistrationCeremony, SigningKey,
    Statement,
};
use countersign_benches_harness::Candidate;

use crate::bare::{Bare, Signature};
use crate::{BINDING, ORIGIN, RP_ID, USER_HANDLE, authenticator, name, relying_party, rsa, user_handle};

/// Roughly the part of an attestation certificate that its issuer signs.
const CERTIFICATE_BYTES: usize = 400;

/// A kind of registration that is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RegistrationKind {
    name: &'static str,
    algorithm: Algorithm,
    attestation: Attestation,
    /// Who signs statements in it.
    statements: &'static [Signer],
    /// How many certificates are sent, each issued by the next and the last by the trust anchor.
    certificates: usize,
    /// Whether the trust anchor is sent behind them.
    sends_root: bool,
}

/// Who signs a statement.
#[derive(Clone, Copy, Debug)]
enum Signer {
    Credential,
    AttestationKey,
}

const WITHOUT: RegistrationKind = RegistrationKind {
    name: "none",
    algorithm: Algorithm::Es256,
    attestation: Attestation::None,
    statements: &[],
    certificates: 0,
    sends_root: false,
};
const PACKED: RegistrationKind = RegistrationKind {
    name: "packed_basic",
    attestation: Attestation::PackedBasic,
    statements: &[Signer::AttestationKey],
    certificates: 1,
    ..WITHOUT
};

/// Every kind that is measured, a line for each.
#[rustfmt::skip]
const MEASURED: &[RegistrationKind] = &[
    WITHOUT,
    RegistrationKind { name: "packed_self", attestation: Attestation::PackedSelf, statements: &[Signer::Credential], ..WITHOUT },
    PACKED,
    RegistrationKind { name: "packed_chain", certificates: 2, ..PACKED },
    RegistrationKind { name: "tpm", attestation: Attestation::Tpm, ..PACKED },
    RegistrationKind { name: "fido_u2f", attestation: Attestation::FidoU2f, ..PACKED },
    RegistrationKind { name: "android_key", attestation: Attestation::AndroidKey, statements: &[Signer::Credential], ..PACKED },
    // As devices send it.
    RegistrationKind { name: "android_key_with_root", attestation: Attestation::AndroidKey, statements: &[Signer::Credential], sends_root: true, ..PACKED },
    RegistrationKind { name: "android_safetynet", attestation: Attestation::AndroidSafetyNet, ..PACKED },
    RegistrationKind { name: "compound", attestation: Attestation::Compound, statements: &[Signer::AttestationKey, Signer::Credential], ..PACKED },
    RegistrationKind { name: "apple", attestation: Attestation::Apple, statements: &[], ..PACKED },
];

impl RegistrationKind {
    /// The kinds that are measured as registrations.
    pub(crate) const fn all() -> &'static [Self] {
        MEASURED
    }

    pub(crate) const fn without_attestation(algorithm: Algorithm) -> Self {
        Self { algorithm, ..WITHOUT }
    }

    /// Packed attestation with so many certificates.
    pub(crate) const fn packed_chain(certificates: usize) -> Self {
        Self { certificates, ..PACKED }
    }

    /// The name of the kind, with its algorithm.
    pub(crate) fn name(&self) -> String {
        format!("{}_{}", self.name, name(self.algorithm))
    }

    pub(crate) const fn has_certificates(&self) -> bool {
        self.certificates > 0
    }

    /// What an authenticator answers.
    pub(crate) fn answer(&self, challenge: &[u8]) -> RegistrationCeremony {
        let asked = authenticator().register(challenge, RP_ID, ORIGIN).user_handle(&USER_HANDLE);
        let asked = asked.algorithm(self.algorithm).attestation(self.attestation);
        let asked = match self.algorithm {
            Algorithm::Rs256 => asked.authenticator_data(rsa::attest).response(rsa::show),
            _ => asked,
        };
        let asked = if self.sends_root { asked.statement(Statement::with_root) } else { asked };
        match self.certificates {
            0 | 1 => asked.build(),
            many => asked.statement(move |statement| with_issuers(statement, many - 1)).build(),
        }
    }
}

/// The statement, with so many authorities between the attestation certificate and the trust anchor.
fn with_issuers(statement: Statement, many: usize) -> Statement {
    let authority = authenticator().authority();
    let key = |number: usize| {
        SigningKey::from_seed(Algorithm::Es256, &[b"authority ", &number.to_be_bytes()[..]].concat())
    };
    let title = |number: usize| Name::of_attestation(&format!("Authority {number}"));
    let issue = |number: usize| {
        let certificate = if number + 1 < many {
            CertificateBuilder::new(title(number), &key(number), title(number + 1), &key(number + 1))
        } else {
            authority.certificate_builder(Issuer::Root, title(number), &key(number))
        };
        certificate.extension(Extension::authority(None)).extension(Extension::key_usage(&[5, 6])).build()
    };
    let issuers: Vec<_> = (0..many).map(issue).collect();
    let (first, first_key) = (title(0), key(0));
    let statement = statement.certificate(move |leaf| leaf.issuer(|_| first).signing_key(&first_key));
    statement.x5c(|mut certificates| {
        certificates.extend(issuers);
        certificates
    })
}

/// A registration to verify.
#[derive(Debug)]
pub(crate) struct RegistrationCase {
    kind: RegistrationKind,
    relying_party: RelyingParty,
    stored: Vec<u8>,
    answer: RegistrationCeremony,
    anchors: TrustAnchors,
    policy: TrustPolicy,
}

impl RegistrationCase {
    pub(crate) fn of(crypto: &'static dyn Crypto, kind: &RegistrationKind, challenge: &[u8]) -> Self {
        let relying_party = relying_party(crypto);
        let user = User { handle: user_handle(), name: "alice", display_name: "Alice" };
        let issued = Challenge::new(challenge).expect("a challenge");
        let options = CreationOptions::new(&relying_party, user, issued)
            .algorithms(offered(kind.algorithm))
            // Security keys of U2F do not verify the user.
            .user_verification(UserVerification::Preferred)
            .attestation(AttestationConveyance::Direct, &[]);
        let (_, pending) = options.begin(&BINDING).expect("valid options");
        let anchor = TrustAnchor::from_certificate(&authenticator().authority().root());
        Self {
            kind: *kind,
            stored: pending.into_stored(),
            answer: kind.answer(challenge),
            anchors: TrustAnchors::new().with(anchor.expect("a certificate of the test authority")),
            policy: TrustPolicy::trusted(),
            relying_party,
        }
    }

    /// The text that the page sends.
    pub(crate) fn json(&self) -> &str {
        self.answer.json()
    }

    /// What the provider is asked in it.
    pub(crate) fn bare(&self) -> Bare {
        // What is signed has about this size in every format; its value does not matter here.
        let message = [self.answer.authenticator_data(), &[0; 32]].concat();
        let credential = self.answer.credential();
        let statement = |signer: &Signer| match signer {
            Signer::Credential => Signature::new(credential.signing_key(), &message),
            Signer::AttestationKey => Signature::new(&authenticator().attestation_key(), &message),
        };
        let certificate = Signature::new(authenticator().authority().root_key(), &[0; CERTIFICATE_BYTES]);
        let certificates = iter::repeat_n(certificate, self.kind.certificates);
        let signatures = self.kind.statements.iter().map(statement).chain(certificates).collect();
        Bare::registration(credential.public_key(), signatures)
    }

    /// The pending registration, out of the store.
    pub(crate) fn pending(&self) -> PendingRegistration {
        PendingRegistration::from_stored(&self.stored).expect("what was stored")
    }

    /// From the text to the verdict.
    pub(crate) fn verify(&self, pending: PendingRegistration) -> Registration {
        let trust = if self.kind.has_certificates() {
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
        let response = RegistrationResponse::from_json(self.json()).expect("a well-formed response");
        pending.verify(&self.relying_party, &response, &facts).expect("a truthful registration")
    }
}

/// The usual algorithms, and one that is not among them alone.
const fn offered(algorithm: Algorithm) -> &'static [countersign::Algorithm] {
    match algorithm {
        Algorithm::Es384 => &[countersign::Algorithm::Es384],
        Algorithm::MlDsa44 => &[countersign::Algorithm::MlDsa44],
        Algorithm::MlDsa65 => &[countersign::Algorithm::MlDsa65],
        _ => &countersign::DEFAULT_ALGORITHMS,
    }
}

impl Candidate for RegistrationCase {
    type State = PendingRegistration;
    type Verdict = Registration;

    fn state(&self) -> PendingRegistration {
        self.pending()
    }

    fn verify(&self, pending: PendingRegistration) -> Registration {
        self.verify(pending)
    }
}
