//! The lies of the virtual authenticator as vectors: each told once in a registration of every format, and once in an
//! authentication, where it can be told there; and the same ceremonies without a lie.

use countersign_authenticator::{
    Algorithm, Attestation, AuthenticationCeremony, Lie, Occasion, RegistrationCeremony,
};
use serde_json::json;

use crate::making::{
    AT_MILLISECONDS, CHALLENGE, ORIGIN, authentication, authenticator, found, register, registration,
    trusting,
};
use crate::test_vector::TestVector;

/// A kind of attestation, and the type that the schema calls it.
pub(crate) struct Kind {
    pub(crate) attestation: Attestation,
    pub(crate) name: &'static str,
    format: &'static str,
    attestation_type: &'static str,
}

impl Kind {
    const fn new(
        attestation: Attestation,
        name: &'static str,
        format: &'static str,
        attestation_type: &'static str,
    ) -> Self {
        Self { attestation, name, format, attestation_type }
    }

    /// Whether a certificate vouches for it, so that trust can be demanded.
    pub(crate) fn is_certified(&self) -> bool {
        !matches!(self.attestation, Attestation::None | Attestation::PackedSelf)
    }

    /// What is asked of the user.
    fn user_verification(&self) -> &'static str {
        // Security keys of U2F do not verify the user.
        if self.attestation == Attestation::FidoU2f { "preferred" } else { "required" }
    }
}

/// Every kind of attestation.
pub(crate) const KINDS: [Kind; 9] = [
    Kind::new(Attestation::None, "none", "none", "none"),
    Kind::new(Attestation::PackedSelf, "packed-self", "packed", "self"),
    Kind::new(Attestation::PackedBasic, "packed", "packed", "basic"),
    Kind::new(Attestation::Tpm, "tpm", "tpm", "attca"),
    Kind::new(Attestation::AndroidKey, "android-key", "android-key", "basic"),
    Kind::new(Attestation::AndroidSafetyNet, "android-safetynet", "android-safetynet", "basic"),
    Kind::new(Attestation::FidoU2f, "fido-u2f", "fido-u2f", "basic"),
    Kind::new(Attestation::Apple, "apple", "apple", "anonca"),
    Kind::new(Attestation::Compound, "compound", "compound", "compound"),
];

/// How many ceremonies a credential has counted before it lies.
const COUNTED: usize = 3;

/// A registration, truthful or with a lie.
fn registered(kind: &Kind, algorithm: Algorithm, lie: Option<Lie>) -> RegistrationCeremony {
    let builder = register(algorithm, kind.attestation);
    let builder = if kind.attestation == Attestation::AndroidSafetyNet {
        builder.statement(|statement| statement.safetynet_timestamp(AT_MILLISECONDS))
    } else {
        builder
    };
    lie.into_iter().fold(builder, |builder, lie| builder.lying(lie)).build()
}

/// The vector of a registration that offered an algorithm and trusts the authority where there is a certificate.
fn vector_of(
    kind: &Kind,
    algorithm: Algorithm,
    stem: &str,
    line: &str,
    made: &RegistrationCeremony,
) -> TestVector {
    let vector = registration(stem, line, made)
        .set("options/algorithms", json!([algorithm.identifier()]))
        .set("options/user_verification", kind.user_verification());
    let vector = if kind.is_certified() { trusting(vector, &authenticator().authority()) } else { vector };
    accepting_rs1(vector, algorithm)
}

/// A policy accepts keys of RS1 where one is used.
fn accepting_rs1(vector: TestVector, algorithm: Algorithm) -> TestVector {
    if algorithm == Algorithm::Rs1 { vector.set("policy/accept_rs1_credential", true) } else { vector }
}

/// A registration with a lie, and the step that refuses it; nothing where it cannot be told.
pub(crate) fn lying_registration(kind: &Kind, algorithm: Algorithm, lie: Lie) -> Option<TestVector> {
    let step = lie.refused_at(Occasion::Registration(kind.attestation), algorithm)?;
    let made = registered(kind, algorithm, Some(lie));
    let stem = format!("registration-{}-{}", kind.name, lie.name());
    let vector = vector_of(kind, algorithm, &stem, lie.description(), &made).refused_at(step);
    Some(vector.set("id", format!("lies/{stem}")))
}

/// The same registration without the lie.
pub(crate) fn truthful_registration(kind: &Kind, algorithm: Algorithm) -> TestVector {
    let made = registered(kind, algorithm, None);
    let stem = format!("registration-{}-truth", kind.name);
    let vector = vector_of(kind, algorithm, &stem, "Nothing is wrong.", &made);
    let vector = vector.set("id", format!("lies/{stem}"));
    let vector = found(vector, &made, kind.format, kind.attestation_type);
    if kind.is_certified() { vector.set("expect/trusted", true) } else { vector }
}

/// A credential that has counted, and its next authentication.
fn authenticated(
    algorithm: Algorithm,
    lie: Option<Lie>,
) -> (RegistrationCeremony, AuthenticationCeremony, u32) {
    let made = registered(&KINDS[0], algorithm, None);
    let credential = (0..COUNTED).fold(made.credential().clone(), |credential, _| {
        credential.authenticate(CHALLENGE, ORIGIN).build().credential().clone()
    });
    let builder = credential.authenticate(CHALLENGE, ORIGIN);
    let done = lie.into_iter().fold(builder, |builder, lie| builder.lying(lie)).build();
    (made, done, credential.sign_count())
}

/// An authentication with a lie, and the step that refuses it; nothing where it cannot be told.
pub(crate) fn lying_authentication(algorithm: Algorithm, lie: Lie) -> Option<TestVector> {
    let step = lie.refused_at(Occasion::Authentication, algorithm)?;
    let (made, done, count) = authenticated(algorithm, Some(lie));
    let stem = format!("authentication-{}", lie.name());
    let vector = authentication(&stem, lie.description(), &made, done.json());
    let vector = vector.set("credential/sign_count", count).set("id", format!("lies/{stem}"));
    Some(accepting_rs1(vector, algorithm).refused_at(step))
}

/// The same authentication without the lie.
pub(crate) fn truthful_authentication(algorithm: Algorithm) -> TestVector {
    let (made, done, count) = authenticated(algorithm, None);
    let stem = "authentication-truth";
    let vector = authentication(stem, "Nothing is wrong.", &made, done.json());
    let vector = vector.set("id", format!("lies/{stem}"));
    accepting_rs1(vector.set("credential/sign_count", count), algorithm).accepted()
}

/// Every lie of ES256, in registrations of each kind of attestation and in authentications, and the truth beside them.
pub(crate) fn vectors() -> Vec<TestVector> {
    let es256 = Algorithm::Es256;
    let registrations = KINDS
        .iter()
        .flat_map(|kind| Lie::ALL.iter().filter_map(move |lie| lying_registration(kind, es256, *lie)));
    let authentications = Lie::ALL.iter().filter_map(|lie| lying_authentication(es256, *lie));
    let truth = KINDS.iter().map(|kind| truthful_registration(kind, es256));
    let truth = truth.chain([truthful_authentication(es256)]);
    registrations.chain(authentications).chain(truth).collect()
}
