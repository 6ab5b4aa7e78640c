//! Attestation statements of each format. An input is an attestation object and, after it, the 32 bytes of the hash of the
//! client data; the format is the target's, whatever the object says.

use std::sync::LazyLock;

use countersign::RUST_CRYPTO;
use countersign_attestation::{
    AndroidKeyPolicy, Attested, CompoundPolicy, DecodedBytes, EnterpriseAttestation, Error, Format,
    MAX_CERTIFICATES, MAX_PARTS, Outcome, Recording, SafetyNetPolicy, StatementPolicy, TpmPolicy,
    VerifiedStatement, verify,
};
use countersign_benches::ACCEPTING;
use countersign_cose::Crypto;
use countersign_wire::AttestationObject;
use countersign_x509::{PathContext, PathOptions, Revocation, TrustAnchor, verify_path};

use crate::bounds::bounded;
use crate::scene::{self, BINDING};

static LENIENT: LazyLock<StatementPolicy> = LazyLock::new(|| {
    StatementPolicy::default()
        .with_tpm(TpmPolicy::default().accept_unregistered_manufacturers().accept_sha1_names())
        .with_android_key(AndroidKeyPolicy::default().accept_software_enforced().accept_further_purposes())
        .with_safetynet(SafetyNetPolicy::default().accept_profile_mismatch().accept_age(u32::MAX))
        .with_compound(CompoundPolicy::default().at_least_one())
});

static ROOT: LazyLock<TrustAnchor> = LazyLock::new(|| {
    TrustAnchor::from_certificate(&scene::authenticator().authority().root()).expect("a root")
});

/// Verifies a statement, under a provider that accepts every signature and under the real one.
///
/// Verdicts are the same with and without a trace; what the real provider accepts the other accepts too; what the strict
/// policy accepts the lenient one accepts too.
pub fn statement(format: Format, input: &[u8]) {
    let Some((object, hash)) = input.split_last_chunk::<32>() else { return };
    bounded(input.len(), || {
        let Ok(object) = AttestationObject::parse(object) else { return };
        let lenient = judge(format, &object, hash, &LENIENT, &ACCEPTING);
        let strict = judge(format, &object, hash, &StatementPolicy::default(), &ACCEPTING);
        assert!(lenient || !strict, "a lenient policy accepts what a strict one does");
        let real = judge(format, &object, hash, &LENIENT, &RUST_CRYPTO);
        assert!(lenient || !real, "the provider that accepts everything accepts what the real one does");
    });
}

fn judge(
    format: Format,
    object: &AttestationObject<'_>,
    hash: &[u8; 32],
    policy: &StatementPolicy,
    crypto: &dyn Crypto,
) -> bool {
    let (decoded, decoded_again) = (DecodedBytes::default(), DecodedBytes::default());
    let attested = |decoded| Attested {
        object,
        statement: object.statement(),
        client_data_hash: hash,
        enterprise: EnterpriseAttestation::Requested,
        policy,
        at: BINDING.now.seconds(),
        decoded,
    };
    let verdict = verify(format, &attested(&decoded), crypto, &mut ());
    let mut recording = Recording::default();
    let traced = verify(format, &attested(&decoded_again), crypto, &mut recording);
    match (&verdict, &traced) {
        (Err(error), Err(traced)) => {
            assert_eq!(error, traced, "a trace changes no verdict");
            check_refusal(error, &recording);
        }
        (Ok(statement), Ok(traced)) => {
            assert_eq!(statement.attestation_type(), traced.attestation_type());
            assert_eq!(statement.notes(), traced.notes());
            assert_eq!(statement.trust_path().len(), traced.trust_path().len());
            check_accepted(format, statement, crypto);
        }
        _ => panic!("a trace changes the verdict: {:?}, {:?}", verdict.err(), traced.err()),
    }
    verdict.is_ok()
}

fn check_refusal(error: &Error, recording: &Recording) {
    let last = recording.records().last().expect("a refusing step is recorded");
    assert_eq!(last.outcome(), Outcome::Refused);
    assert_eq!(last.step(), error.step());
    assert!(!error.to_string().contains('\n'));
}

fn check_accepted(format: Format, statement: &VerifiedStatement<'_>, crypto: &dyn Crypto) {
    assert_eq!(statement.format(), format);
    assert!(statement.trust_path().len() <= MAX_CERTIFICATES);
    assert!(statement.parts().len() <= MAX_PARTS);
    // The path is one that can be asked about, whatever the answer.
    let context = PathContext {
        at: BINDING.now.seconds(),
        options: PathOptions::default().for_attestation(),
        revocation: &Revocation::NONE,
    };
    let anchors = [ROOT.clone()];
    let verified = verify_path(statement.trust_path(), &anchors, &context, crypto);
    assert!(!(verified.is_ok() && statement.trust_path().is_empty()), "nobody vouches for nothing");
}
