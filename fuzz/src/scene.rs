//! What ceremonies take place in: the relying party, its terms, and valid ceremonies to change.

use std::cell::RefCell;
use std::collections::HashMap;

use countersign::{
    Accepting, AndroidKeyPolicy, Binding, Challenge, CompoundPolicy, CrossOrigin, Crypto, RelyingParty,
    SafetyNetPolicy, StatementPolicy, TpmPolicy, TrustAnchor, TrustAnchors, TrustPolicy, UnixTime,
    UserHandle, UserVerification,
};
use countersign_authenticator::{
    Algorithm, Attestation, Authenticator, Credential, Lie, RegistrationBuilder, RegistrationCeremony,
};

/// The RP ID of every ceremony.
pub const RP_ID: &str = "example.org";
/// The origin of every ceremony.
pub const ORIGIN: &str = "https://example.org";
/// The challenge of every ceremony.
pub const CHALLENGE: [u8; 32] = [7; 32];
/// The user of every ceremony.
pub const USER_HANDLE: [u8; 16] = [3; 16];
/// A moment at which the virtual authenticator's certificates are valid.
pub const BINDING: Binding<'static> =
    Binding { session: b"session", purpose: "fuzz", now: UnixTime::from_seconds(1_790_000_000) };

/// The algorithms of credential keys that ceremonies are made with: one of each kind of key.
pub const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Rs256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Es256k,
    Algorithm::MlDsa44,
    Algorithm::Rs1,
];

/// The challenge as the library takes it.
#[must_use]
pub fn challenge() -> Challenge {
    Challenge::new(&CHALLENGE).expect("32 bytes")
}

/// The user handle as the library takes it.
#[must_use]
pub fn user_handle() -> UserHandle {
    UserHandle::new(&USER_HANDLE).expect("16 bytes")
}

/// The authenticator of every ceremony.
#[must_use]
pub fn authenticator() -> Authenticator {
    Authenticator::from_seed(&[1; 32])
}

/// The one anchor.
#[must_use]
pub fn anchors() -> TrustAnchors {
    let root = TrustAnchor::from_certificate(&authenticator().authority().root());
    TrustAnchors::new().with(root.expect("a certificate of the test authority"))
}

/// Trust in whatever attestation, or in what leads to the anchor.
#[must_use]
pub fn trust_policy(accepts_all: bool) -> TrustPolicy {
    if accepts_all {
        let accepting = Accepting::default().accept_no_attestation().accept_self_attestation();
        TrustPolicy::accepting(accepting.accept_untrusted_attestation())
    } else {
        TrustPolicy::trusted()
    }
}

/// The relying party, strict or as lenient as it can be configured.
#[must_use]
pub fn relying_party(crypto: &'static dyn Crypto, is_lenient: bool) -> RelyingParty {
    let builder = RelyingParty::builder(RP_ID, "Example").and_then(|builder| builder.origin(ORIGIN));
    let builder = builder.expect("a valid configuration");
    let builder = if is_lenient {
        let policy = StatementPolicy::default()
            .keep_unknown_formats_as_unattested()
            .with_tpm(TpmPolicy::default().accept_unregistered_manufacturers().accept_sha1_names())
            .with_android_key(
                AndroidKeyPolicy::default().accept_software_enforced().accept_further_purposes(),
            )
            .with_safetynet(SafetyNetPolicy::default().accept_profile_mismatch().accept_age(u32::MAX))
            .with_compound(CompoundPolicy::default().at_least_one());
        let builder = builder.cross_origin(CrossOrigin::AllowedWithoutTopOrigin).statement_policy(policy);
        let builder = builder.related_origin("https://related.example").expect("an origin");
        builder.top_origin("https://top.example").expect("an origin")
    } else {
        builder
    };
    builder.build(crypto).expect("a valid configuration")
}

/// A demand for user verification by a number.
#[must_use]
pub const fn user_verification(number: u8) -> UserVerification {
    match number % 3 {
        0 => UserVerification::Discouraged,
        1 => UserVerification::Preferred,
        _ => UserVerification::Required,
    }
}

/// A registration before it is carried out.
#[must_use]
pub fn registration(attestation: Attestation, algorithm: Algorithm) -> RegistrationBuilder {
    let builder = authenticator().register(&CHALLENGE, RP_ID, ORIGIN).user_handle(&USER_HANDLE);
    builder.algorithm(algorithm).attestation(attestation)
}

/// A valid registration, made once.
#[must_use]
pub fn valid_registration(attestation: Attestation, algorithm: Algorithm) -> RegistrationCeremony {
    made_registration(attestation, algorithm, None)
}

/// A registration with or without a lie, made once: it takes a hundred times as long as it takes to be judged.
#[must_use]
pub fn made_registration(
    attestation: Attestation,
    algorithm: Algorithm,
    lie: Option<Lie>,
) -> RegistrationCeremony {
    type Key = (usize, Algorithm, Option<&'static str>);
    thread_local! {
        static MADE: RefCell<HashMap<Key, RegistrationCeremony>> = RefCell::default();
    }
    let number = Attestation::ALL.iter().position(|one| *one == attestation).expect("a known attestation");
    let make = || {
        let builder = registration(attestation, algorithm);
        lie.into_iter().fold(builder, RegistrationBuilder::lying).build()
    };
    MADE.with_borrow_mut(|made| {
        made.entry((number, algorithm, lie.map(Lie::name))).or_insert_with(make).clone()
    })
}

/// The lie of a number.
#[must_use]
pub fn lie(number: u16) -> Lie {
    Lie::ALL[usize::from(number) % Lie::ALL.len()]
}

/// A credential, made once.
#[must_use]
pub fn credential(algorithm: Algorithm) -> Credential {
    valid_registration(Attestation::None, algorithm).credential().clone()
}

/// Of several, the one of a number.
#[must_use]
pub fn one_of<T: Copy>(list: &[T], number: u8) -> T {
    list[usize::from(number) % list.len()]
}
