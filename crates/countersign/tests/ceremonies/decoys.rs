//! Decoys: options that look as those of an account do, and ceremonies that nobody completes.

use std::collections::{BTreeMap, BTreeSet};

use countersign::{
    AuthenticationFacts, AuthenticationResponse, BackupEligibility, ConfigurationError, CredentialRecord,
    DecoyRotation, DecoySecret, Decoys, Hint, ImportedCredential, Lookup, MAX_DECOY_SECRET_BYTES,
    MIN_DECOY_SECRET_BYTES, PendingIdentified, PrfInput, RUST_CRYPTO, RequestExtensions, RequestOptions,
    Step, UnixTime, UserHandle, steps,
};
use countersign_authenticator::{Authenticator, Credential};
use countersign_wire::base64url;
use serde_json::Value as Json;

use crate::options::{challenge, identify, record, relying_party};
use crate::support::{CHALLENGE, HANDLE, NOW, ORIGIN, PURPOSE, RP_ID, SESSION, Setting};

fn secret(byte: u8) -> DecoySecret {
    DecoySecret::new(&[byte; MIN_DECOY_SECRET_BYTES]).unwrap()
}

fn decoys(secret_byte: u8, rp_id: &str, name: &str) -> Decoys {
    Decoys::for_name(&RUST_CRYPTO, &secret(secret_byte), rp_id, name)
}

fn ids(decoys: &Decoys) -> Vec<Vec<u8>> {
    decoys.credential_ids().map(<[u8]>::to_vec).collect()
}

fn names() -> impl Iterator<Item = String> {
    (0..400).map(|number| format!("user{number}@example.org"))
}

fn begun(
    decoys: &Decoys,
    change: impl for<'a> FnOnce(RequestOptions<'a>) -> RequestOptions<'a>,
) -> Result<(String, PendingIdentified), ConfigurationError> {
    let relying_party = relying_party();
    change(RequestOptions::new(&relying_party, challenge()))
        .begin_identified_decoy(decoys, &Setting::binding())
}

/// An answer by a credential of this user, with the id that it is told to have.
fn answer(id: Option<&[u8]>) -> (AuthenticationResponse, Credential) {
    let made =
        Authenticator::from_seed(&[1; 32]).register(CHALLENGE, RP_ID, ORIGIN).user_handle(HANDLE).build();
    let credential = made.credential().clone();
    let answer = credential.authenticate(CHALLENGE, ORIGIN);
    let answer = match id.map(<[u8]>::to_vec) {
        Some(id) => answer.response(move |response| response.id(&base64url::encode(&id)).raw_id(&id)),
        None => answer,
    };
    (AuthenticationResponse::from_json(answer.build().json()).unwrap(), credential)
}

/// The record of a credential under an id.
fn record_under(id: &[u8], credential: &Credential) -> CredentialRecord {
    CredentialRecord::import(&ImportedCredential {
        id,
        public_key: credential.public_key(),
        sign_count: 0,
        user_verification_initialized: true,
        transports: &[],
        backup_eligibility: BackupEligibility::Unknown,
        backup_state: false,
        user_handle: UserHandle::new(HANDLE).unwrap(),
    })
    .unwrap()
}

fn refused_at(
    pending: PendingIdentified,
    response: &AuthenticationResponse,
    record: Lookup<'_>,
) -> &'static Step {
    let facts =
        AuthenticationFacts { now: UnixTime::from_seconds(NOW), session: SESSION, purpose: PURPOSE, record };
    pending.verify(&relying_party(), response, &facts).unwrap_err().step()
}

#[test]
fn accepts_secrets_of_32_to_64_bytes() {
    for length in [MIN_DECOY_SECRET_BYTES, 48, MAX_DECOY_SECRET_BYTES] {
        let secret = DecoySecret::new(&vec![1; length]).unwrap();
        assert_eq!(format!("{secret:?}"), "DecoySecret(..)");
    }
}

#[test]
fn refuses_secrets_that_are_none() {
    for bytes in
        [vec![], vec![1; MIN_DECOY_SECRET_BYTES - 1], vec![1; MAX_DECOY_SECRET_BYTES + 1], vec![0; 32]]
    {
        assert_eq!(DecoySecret::new(&bytes).err(), Some(ConfigurationError::DecoySecret), "{}", bytes.len());
    }
}

// attack: srv-user-enumeration
#[test]
fn accepts_the_same_name_with_the_same_decoys_alone() {
    let expected = ids(&decoys(1, RP_ID, "alice"));
    assert_eq!(ids(&decoys(1, RP_ID, "alice")), expected);
    let others = [
        decoys(2, RP_ID, "alice"),
        decoys(1, "example.net", "alice"),
        decoys(1, RP_ID, "alicf"),
        decoys(1, RP_ID, ""),
        // What the texts are together does not tell one from the other.
        decoys(1, "example.or", "galice"),
    ];
    let mut seen: BTreeSet<_> = expected.into_iter().collect();
    for other in &others {
        assert!(ids(other).into_iter().all(|id| seen.insert(id)));
    }
    // A new version of the library that gave others would tell as much as a new secret does.
    let id = base64url::encode(&ids(&decoys(1, RP_ID, "alice"))[0]);
    assert_eq!(id, "z-Uzf2p69ydIyRl9AQ5Y1yc97rw");
}

// attack: srv-user-enumeration
#[test]
fn accepts_ids_as_decoys_under_the_secret_that_made_them_alone() {
    let made = |byte: u8, rp_id: &str, id: &[u8]| secret(byte).made(&RUST_CRYPTO, rp_id, id);
    for name in names().take(50) {
        for id in ids(&decoys(1, RP_ID, &name)) {
            assert!(made(1, RP_ID, &id), "{name}");
            assert!(!made(2, RP_ID, &id) && !made(1, "example.net", &id), "{name}");
            for place in 0..id.len() {
                let mut other = id.clone();
                other[place] ^= 1;
                assert!(!made(1, RP_ID, &other), "{name}: byte {place}");
            }
            assert!(!made(1, RP_ID, &id[1..]) && !made(1, RP_ID, &id[..id.len() - 1]), "{name}");
        }
    }
    for id in [&[][..], &[0; 7], &[0; 8], &[0; 16]] {
        assert!(!made(1, RP_ID, id), "{}", id.len());
    }
}

#[test]
fn accepts_user_handles_of_nobody_that_stay_the_same() {
    let handle = |name| begun(&decoys(1, RP_ID, name), |options| options).unwrap().1.user_handle().clone();
    assert_eq!(handle("alice").as_bytes().len(), 64);
    assert_eq!(handle("alice"), handle("alice"));
    assert_ne!(handle("alice"), handle("bob"));
}

/// Options that ask for all there is.
fn everything<'a>(options: RequestOptions<'a>, decoys: &Decoys) -> RequestOptions<'a> {
    let input = || PrfInput::new(b"salt").unwrap();
    let by_credential = decoys.credential_ids().map(|id| (id.to_vec(), input())).collect();
    let extensions = RequestExtensions::new().prf(Some(input()), by_credential).large_blob_read();
    let extensions = extensions.get_cred_blob().app_id("https://example.org").unwrap();
    options.hints(&[Hint::Hybrid]).timeout_seconds(600).extensions(extensions)
}

// attack: srv-user-enumeration, srv-credential-leak
#[test]
fn accepts_decoys_that_cannot_be_told_from_credentials_of_an_account() {
    for name in names().take(50) {
        let decoys = decoys(1, RP_ID, &name);
        let (text, _) = begun(&decoys, |options| options).unwrap();
        let options: Json = serde_json::from_str(&text).unwrap();
        let listed = options["allowCredentials"].as_array().unwrap();
        assert_eq!(listed.len(), decoys.credential_ids().count());
        let account = |(id, descriptor): (&[u8], &Json)| {
            let transports = descriptor["transports"].as_array().unwrap();
            let transports: Vec<&str> = transports.iter().map(|text| text.as_str().unwrap()).collect();
            assert!(transports.is_sorted(), "browsers sort them");
            record(id, &transports)
        };
        let records: Vec<_> = decoys.credential_ids().zip(listed).map(account).collect();
        assert_eq!(text, identify(&records, |options| options).unwrap().0);
        let decoy = begun(&decoys, |options| everything(options, &decoys)).unwrap().0;
        let real = identify(&records, |options| everything(options, &decoys)).unwrap().0;
        assert!(decoy.contains("evalByCredential"));
        assert_eq!(decoy, real);
    }
}

#[test]
fn accepts_every_length_and_count_by_its_weight() {
    let (mut lengths, mut counts) = (BTreeMap::new(), BTreeMap::new());
    for name in names() {
        let ids = ids(&decoys(1, RP_ID, &name));
        *counts.entry(ids.len()).or_insert(0) += 1;
        ids.iter().for_each(|id| *lengths.entry(id.len()).or_insert(0) += 1);
    }
    assert_eq!(lengths.keys().copied().collect::<Vec<_>>(), [16, 20, 32, 64]);
    assert!(lengths[&16] + lengths[&20] > lengths[&32] + lengths[&64], "{lengths:?}");
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
    assert!(counts[&1] > counts[&2] && counts[&2] > counts[&3], "{counts:?}");
}

// attack: srv-user-enumeration
#[test]
fn accepts_a_rotation_that_moves_each_name_once_and_not_all_together() {
    const PERIOD: u64 = 1000;
    let (current, previous) = (secret(2), secret(1));
    let rotating = |elapsed_seconds, period_seconds, name: &str| {
        let rotation =
            DecoyRotation { current: &current, previous: &previous, elapsed_seconds, period_seconds };
        ids(&Decoys::rotating(&RUST_CRYPTO, &rotation, RP_ID, name))
    };
    let mut moved_in = [0; 4];
    for name in names() {
        let (before, after) = (ids(&decoys(1, RP_ID, &name)), ids(&decoys(2, RP_ID, &name)));
        let has_moved = |elapsed| {
            let ids = rotating(elapsed, PERIOD, &name);
            assert!(ids == before || ids == after, "{name}");
            ids == after
        };
        let quarters = [250, 500, 750, PERIOD].map(has_moved);
        assert!(quarters.is_sorted(), "{name} moved back");
        assert!(quarters[3], "{name} never moved");
        moved_in[quarters.iter().position(|moved| *moved).unwrap()] += 1;
        assert_eq!(rotating(u64::MAX, PERIOD, &name), after);
        assert_eq!(rotating(0, 0, &name), after);
    }
    // 100 of 400 are expected in each quarter.
    assert!(moved_in.iter().all(|moved| (60..=140).contains(moved)), "{moved_in:?}");
}

// attack: srv-user-enumeration
#[test]
fn refuses_every_answer_to_decoys() {
    let decoys = decoys(1, RP_ID, "nobody");
    let pending = || {
        let stored = begun(&decoys, |options| options).unwrap().1.into_stored();
        PendingIdentified::from_stored(&stored).unwrap()
    };
    for id in decoys.credential_ids() {
        let (response, credential) = answer(Some(id));
        assert_eq!(refused_at(pending(), &response, Lookup::Unknown), &steps::AUTH_6A1_ACCOUNT);
        // Somebody who got a credential registered under the id of a decoy is somebody else.
        let record = record_under(id, &credential);
        assert_eq!(refused_at(pending(), &response, Lookup::Found(&record)), &steps::AUTH_6A1_ACCOUNT);
    }
    let (response, credential) = answer(None);
    let record = record_under(credential.id(), &credential);
    assert_eq!(refused_at(pending(), &response, Lookup::Found(&record)), &steps::AUTH_5_ALLOWED);
    assert_eq!(refused_at(pending(), &response, Lookup::Unknown), &steps::AUTH_5_ALLOWED);
}

#[test]
fn refuses_to_show_decoys() {
    let decoys = decoys(1, RP_ID, "alice");
    assert_eq!(format!("{decoys:?}"), "Decoys(..)");
    let (current, previous) = (secret(2), secret(1));
    let rotation =
        DecoyRotation { current: &current, previous: &previous, elapsed_seconds: 0, period_seconds: 1 };
    assert_eq!(format!("{rotation:?}"), "DecoyRotation(..)");
}
