//! Credentials whose key is parsed once. That they give the verdicts of their records, every row of an authentication shows:
//! `support` verifies it both ways.

use countersign::{
    Cause, CredentialRecord, ImportedCredential, RUST_CRYPTO, RelyingParty, UserHandle, VerifyingCredential,
    steps,
};
use countersign_authenticator::{Item, SigningKey};

use crate::support::{Authenticated, Authenticating, Ceremony as _, HANDLE, Verdict};

fn relying_party() -> RelyingParty {
    let builder = RelyingParty::builder("example.org", "Example").unwrap();
    builder.origin("https://example.org").unwrap().build(&RUST_CRYPTO).unwrap()
}

fn authenticated() -> Authenticated {
    let run = Authenticating::truthful().run();
    let Verdict::Accepted(authenticated) = run.verdict else { panic!("the authentication is refused") };
    *authenticated
}

/// A record of another credential, with this key.
fn record_with_key(public_key: &[u8]) -> CredentialRecord {
    let credential = ImportedCredential {
        id: b"another",
        public_key,
        sign_count: 0,
        user_verification_initialized: false,
        transports: &[],
        backup_eligibility: countersign::BackupEligibility::Unknown,
        backup_state: false,
        user_handle: UserHandle::new(HANDLE).unwrap(),
    };
    CredentialRecord::import(&credential).unwrap()
}

fn cose_key(algorithm: countersign_authenticator::Algorithm) -> Vec<(Item, Item)> {
    SigningKey::from_seed(algorithm, b"parsed once").cose_key()
}

#[test]
fn accepts_the_changes_of_an_authentication() {
    let Authenticated { authentication, record, .. } = authenticated();
    let update = authentication.update();
    let mut credential = VerifyingCredential::new(record.clone(), &relying_party()).unwrap();
    assert!(*credential.record() == record);
    assert!(credential.apply(update));
    let changed = update.applied_to(&record).unwrap();
    assert_ne!(changed.sign_count(), record.sign_count());
    assert!(*credential.record() == changed);
    assert!(credential.into_record() == changed);
}

#[test]
fn refuses_the_changes_of_an_earlier_record() {
    let Authenticated { authentication, record, .. } = authenticated();
    let update = authentication.update();
    let mut credential = VerifyingCredential::new(record, &relying_party()).unwrap();
    assert!(credential.apply(update));
    // The counter has moved on: the same changes are of a record that was.
    assert!(!credential.apply(update));
    assert_eq!(credential.record().sign_count(), update.sign_count());
}

#[test]
fn refuses_the_changes_of_another_credential() {
    let Authenticated { authentication, .. } = authenticated();
    let key = cose_key(countersign_authenticator::Algorithm::EdDsa);
    let record = record_with_key(&Item::Map(key).to_bytes());
    let mut credential = VerifyingCredential::new(record.clone(), &relying_party()).unwrap();
    assert!(!credential.apply(authentication.update()));
    assert!(credential.into_record() == record);
}

#[test]
fn refuses_a_key_that_verifies_nothing() {
    let refusal = |key: Vec<(Item, Item)>| {
        let record = record_with_key(&Item::Map(key).to_bytes());
        let error = VerifyingCredential::new(record, &relying_party()).unwrap_err();
        assert_eq!(error.step(), &steps::AUTH_21_SIGNATURE);
        error.cause().clone()
    };
    let key = cose_key(countersign_authenticator::Algorithm::Es256);
    let with = |label: i64, value: Item| {
        let mut key = key.clone();
        key.iter_mut().find(|(name, _)| *name == Item::from(label)).unwrap().1 = value;
        key
    };
    assert_eq!(refusal(with(3, Item::from(-65000))), Cause::AlgorithmUnknown);
    // A point that is not on the curve.
    assert!(matches!(refusal(with(-3, Item::bytes(&[7; 32]))), Cause::Signature(_)));
}

#[test]
fn refuses_to_show_what_it_holds() {
    let key = cose_key(countersign_authenticator::Algorithm::Es256);
    let record = record_with_key(&Item::Map(key).to_bytes());
    let shown = format!("{record:?}");
    let credential = VerifyingCredential::new(record, &relying_party()).unwrap();
    assert_eq!(format!("{credential:?}"), format!("VerifyingCredential({shown})"));
}
