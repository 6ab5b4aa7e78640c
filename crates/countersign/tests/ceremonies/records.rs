//! Credential records as bytes and as JSON: what a release wrote, every later one reads.
//!
//! The golden files are in `test-vectors/records`. `COUNTERSIGN_BLESS=1` writes those that are missing and never changes
//! one that is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use countersign::{
    AttestationStorage, BackupEligibility, CredentialRecord, ImportedCredential, MAX_CREDENTIAL_ID,
    MAX_STORED_BYTES, StoredError, StoredKind, UserHandle,
};
use countersign_authenticator::{Algorithm, Item, SigningKey, flags};
use countersign_cose::CoseKey;
use countersign_wire::{Field, MAX_ATTESTATION_OBJECT_BYTES, MAX_CLIENT_DATA_BYTES, base64url};
use serde_json::{Value as Json, json};

use crate::state::{with_checksum, with_field};
use crate::support::{
    Authenticated, Authenticating, Ceremony as _, HANDLE, Registered, Registering, Secrets, Verdict,
};

/// The COSE_Key of an algorithm.
fn key(algorithm: Algorithm) -> Vec<u8> {
    Item::Map(SigningKey::from_seed(algorithm, b"a golden record").cose_key()).to_bytes()
}

/// A credential of which little is known.
fn credential(public_key: &[u8]) -> ImportedCredential<'_> {
    ImportedCredential {
        id: b"i",
        public_key,
        sign_count: 0,
        user_verification_initialized: false,
        transports: &[],
        backup_eligibility: BackupEligibility::NotEligible,
        backup_state: false,
        user_handle: UserHandle::new(b"u").unwrap(),
    }
}

fn imported<'a>(
    public_key: &'a [u8],
    change: impl FnOnce(ImportedCredential<'a>) -> ImportedCredential<'a>,
) -> Result<CredentialRecord, StoredError> {
    CredentialRecord::import(&change(credential(public_key)))
}

fn registered(change: impl FnOnce(Registering) -> Registering) -> Registered {
    let run = change(Registering::truthful()).run();
    let Verdict::Accepted(registered) = run.verdict else { panic!("the registration is refused") };
    *registered
}

/// The record of a registration that keeps its attestation, with everything that a record can have.
fn full() -> CredentialRecord {
    let registered = registered(|ceremony| {
        ceremony
            .options(|options| options.attestation_storage(AttestationStorage::Keep))
            .user_handle(&[0xff; 64])
            .authenticator_data(|data| data.flag(flags::BE | flags::BS, true).sign_count(u32::MAX))
            .response(|response| response.transports(&["internal", "hybrid", "of-tomorrow"]))
    });
    registered.registration.into_record()
}

/// What the golden files were made of.
fn golden() -> Vec<(String, CredentialRecord)> {
    let es256 = key(Algorithm::Es256);
    let longest = vec![0xfe; MAX_CREDENTIAL_ID];
    let mut records = vec![
        ("minimal".to_owned(), imported(&es256, |credential| credential).unwrap()),
        ("full".to_owned(), full()),
        (
            "backup-unknown".to_owned(),
            imported(&es256, |credential| ImportedCredential {
                backup_eligibility: BackupEligibility::Unknown,
                backup_state: true,
                sign_count: 7,
                transports: &["usb"],
                ..credential
            })
            .unwrap(),
        ),
        (
            "longest-id".to_owned(),
            imported(&es256, |credential| ImportedCredential {
                id: &longest,
                backup_eligibility: BackupEligibility::Eligible,
                user_verification_initialized: true,
                ..credential
            })
            .unwrap(),
        ),
    ];
    for algorithm in Algorithm::ALL {
        let name = format!("key{}", algorithm.identifier());
        records.push((name, imported(&key(algorithm), |credential| credential).unwrap()));
    }
    records
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/records")
}

/// The content of a golden file, which is written now if it is missing and that was asked for.
fn read_or_bless(file: &Path, content: &[u8]) -> Vec<u8> {
    if !file.exists() && std::env::var("COUNTERSIGN_BLESS").as_deref() == Ok("1") {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// That this release writes what the golden files hold that were made of the same.
fn assert_written() {
    for (name, record) in golden() {
        let (bytes, text) = (record.to_bytes(), record.to_json() + "\n");
        assert_eq!(read_or_bless(&folder().join(format!("{name}.bin")), &bytes), bytes, "{name}");
        assert_eq!(read_or_bless(&folder().join(format!("{name}.json")), text.as_bytes()), text.as_bytes());
    }
}

/// The members of a golden JSON against the record, without the reader of records.
fn assert_values(record: &CredentialRecord, json: &Json) {
    let bytes = |name: &str| {
        let text = json.get(name)?.as_str()?;
        Some(base64url::decode(text, Field::Credential, 1 << 20).unwrap())
    };
    assert_eq!(bytes("id").as_deref(), Some(record.id()));
    assert_eq!(bytes("publicKey").as_deref(), Some(record.public_key()));
    assert_eq!(json["signCount"], record.sign_count());
    assert_eq!(json["uvInitialized"], record.is_user_verification_initialized());
    assert_eq!(json["transports"], json!(record.transports().iter().collect::<Vec<_>>()));
    let eligible = match record.backup_eligibility() {
        BackupEligibility::Unknown => Json::Null,
        BackupEligibility::NotEligible => false.into(),
        BackupEligibility::Eligible => true.into(),
    };
    assert_eq!(json["backupEligible"], eligible);
    assert_eq!(json["backupState"], record.backup_state());
    assert_eq!(bytes("userHandle").as_deref(), Some(record.user_handle().as_bytes()));
    assert_eq!(bytes("attestationObject").as_deref(), record.attestation_object());
    assert_eq!(bytes("attestationClientDataJSON").as_deref(), record.attestation_client_data());
}

#[test]
fn accepts_every_golden_file_with_the_values_that_it_says() {
    assert_written();
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let (data, _): (BTreeSet<_>, BTreeSet<_>) =
        entries.partition(|path| path.extension().is_some_and(|extension| extension != "md"));
    let names: BTreeSet<_> = data.iter().map(|path| path.with_extension("")).collect();
    assert_eq!((names.len() * 2, names.len() >= golden().len()), (data.len(), true));
    for name in names {
        let bytes = std::fs::read(name.with_extension("bin")).unwrap();
        let text = std::fs::read_to_string(name.with_extension("json")).unwrap();
        let record = CredentialRecord::from_bytes(&bytes).unwrap();
        assert_values(&record, &serde_json::from_str(&text).unwrap());
        assert_eq!(CredentialRecord::from_json(&text).as_ref(), Ok(&record), "{}", name.display());
        assert!(CoseKey::decode(record.public_key()).is_ok_and(|key| key.known().is_some()));
    }
}

#[test]
fn accepts_a_record_with_everything_that_was_verified() {
    let registered = registered(|ceremony| {
        ceremony.options(|options| options.attestation_storage(AttestationStorage::Keep))
    });
    let (record, made) = (registered.registration.record(), &registered.made);
    assert_eq!(record.attestation_object(), Some(made.attestation_object()));
    assert_eq!(record.attestation_client_data(), Some(made.client_data_json()));
    assert_eq!(CredentialRecord::from_bytes(&record.to_bytes()).as_ref(), Ok(record));
    assert_eq!(CredentialRecord::from_json(&record.to_json()).as_ref(), Ok(record));
    assert_eq!(full().attestation_object().is_some(), full().attestation_client_data().is_some());
}

#[test]
fn accepts_imported_credentials_as_they_are() {
    let es256 = key(Algorithm::Es256);
    for (backup_eligibility, backup_state) in [
        (BackupEligibility::Unknown, false),
        (BackupEligibility::Unknown, true),
        (BackupEligibility::NotEligible, false),
        (BackupEligibility::Eligible, false),
        (BackupEligibility::Eligible, true),
    ] {
        let record = imported(&es256, |credential| ImportedCredential {
            id: b"of another library",
            sign_count: 9,
            user_verification_initialized: true,
            transports: &["ble", "smart-card"],
            backup_eligibility,
            backup_state,
            ..credential
        });
        let record = record.unwrap();
        assert_eq!((record.id(), record.public_key()), (&b"of another library"[..], &es256[..]));
        assert_eq!((record.sign_count(), record.is_user_verification_initialized()), (9, true));
        assert_eq!(record.transports().iter().collect::<Vec<_>>(), ["ble", "smart-card"]);
        assert_eq!((record.backup_eligibility(), record.backup_state()), (backup_eligibility, backup_state));
        assert_eq!(record.user_handle().as_bytes(), b"u");
        assert_eq!((record.attestation_object(), record.attestation_client_data()), (None, None));
        assert_eq!(CredentialRecord::from_bytes(&record.to_bytes()).as_ref(), Ok(&record));
        assert_eq!(CredentialRecord::from_json(&record.to_json()).as_ref(), Ok(&record));
    }
}

// attack: pol-transports
#[test]
fn refuses_credentials_that_no_record_can_be() {
    let es256 = key(Algorithm::Es256);
    let long = vec![7; MAX_CREDENTIAL_ID + 1];
    let refused = |public_key: &[u8], change: fn(ImportedCredential<'_>) -> ImportedCredential<'_>| {
        imported(public_key, change).err()
    };
    assert_eq!(
        imported(&es256, |credential| ImportedCredential { id: &long, ..credential }).err(),
        Some(StoredError::Member("id"))
    );
    assert_eq!(
        refused(&es256, |credential| ImportedCredential { id: &[], ..credential }),
        Some(StoredError::Member("id"))
    );
    assert_eq!(
        refused(&es256, |credential| ImportedCredential { backup_state: true, ..credential }),
        Some(StoredError::Member("backupState"))
    );
    let transports = Some(StoredError::Member("transports"));
    assert_eq!(
        refused(&es256, |credential| ImportedCredential { transports: &["usb"; 9], ..credential }),
        transports
    );
    let name = "n".repeat(33);
    let names = [name.as_str()];
    assert_eq!(
        imported(&es256, |credential| ImportedCredential { transports: &names, ..credential }).err(),
        transports
    );
    let trailing = [&es256[..], &[0]].concat();
    // A key off its curve is read, and found wanting where it is used: no cryptography is at hand here.
    for no_key in [&[][..], b"not a key", &es256[1..], &trailing] {
        assert_eq!(refused(no_key, |credential| credential), Some(StoredError::Member("publicKey")));
    }
}

// attack: cose-key-swap
#[test]
fn refuses_damaged_bytes() {
    for record in [full(), imported(&key(Algorithm::Es256), |credential| credential).unwrap()] {
        let bytes = record.to_bytes();
        for length in 0..bytes.len() {
            assert!(CredentialRecord::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let expected = if bit < 8 { StoredError::Version(damaged[0]) } else { StoredError::Checksum };
            assert_eq!(CredentialRecord::from_bytes(&damaged), Err(expected), "{bit}");
        }
        let long = [&bytes[..], &[0]].concat();
        assert_eq!(CredentialRecord::from_bytes(&long), Err(StoredError::Checksum));
        let pending = [&[1, 3][..], &bytes[2..bytes.len() - 4]].concat();
        let kind = StoredError::Kind { expected: StoredKind::Record };
        assert_eq!(CredentialRecord::from_bytes(&with_checksum(pending)), Err(kind));
    }
}

#[test]
fn refuses_attestations_longer_than_any_that_a_ceremony_accepts() {
    for (key, name, most) in [
        (9, "attestationObject", MAX_ATTESTATION_OBJECT_BYTES),
        (10, "attestationClientDataJSON", MAX_CLIENT_DATA_BYTES),
    ] {
        let read = |length| {
            CredentialRecord::from_bytes(&with_field(&full().to_bytes(), key, &Item::bytes(&vec![7; length])))
        };
        assert!(read(most).is_ok(), "{name}");
        assert_eq!(read(most + 1), Err(StoredError::Member(name)));
        let json = |length| changed(|members| members[name] = base64url::encode(&vec![7; length]).into());
        assert!(CredentialRecord::from_json(&json(most)).is_ok(), "{name}");
        assert_eq!(CredentialRecord::from_json(&json(most + 1)), Err(StoredError::Member(name)));
    }
}

/// The JSON of the full record with a change.
fn changed(change: impl FnOnce(&mut serde_json::Map<String, Json>)) -> String {
    let mut json: Json = serde_json::from_str(&full().to_json()).unwrap();
    change(json.as_object_mut().unwrap());
    json.to_string()
}

#[test]
fn refuses_json_that_is_not_what_a_release_wrote() {
    let refusal = |text: &str| CredentialRecord::from_json(text).err();
    for name in [
        "version",
        "type",
        "id",
        "publicKey",
        "signCount",
        "uvInitialized",
        "transports",
        "backupEligible",
        "backupState",
        "userHandle",
    ] {
        let missing = changed(|members| drop(members.remove(name)));
        assert_eq!(refusal(&missing), Some(StoredError::Member(name)));
    }
    for (name, values) in [
        ("version", json!([0, 2, "1", 1.5, null])),
        ("type", json!(["password", "Public-Key", null, 1])),
        ("id", json!(["", "A", "AA==", "+/+/", "A B", 1, null, []])),
        ("publicKey", json!(["", "AAAA", 1, null])),
        ("signCount", json!([-1, 4_294_967_296_u64, 1.5, "1", null])),
        ("uvInitialized", json!([0, "true", null])),
        ("transports", json!(["usb", null, [1], [null], [["usb"]], vec!["usb"; 9], ["n".repeat(33)]])),
        ("backupEligible", json!([0, "true", []])),
        ("backupState", json!([1, "true", null])),
        ("userHandle", json!(["", base64url::encode(&[7; 65]), 1, null])),
        ("attestationObject", json!(["=", 1, null])),
        ("attestationClientDataJSON", json!(["=", 1, null])),
    ] {
        for value in values.as_array().unwrap() {
            let text = changed(|members| drop(members.insert(name.into(), value.clone())));
            assert_eq!(refusal(&text), Some(StoredError::Member(name)), "{name} {value}");
        }
    }
    let not_eligible = changed(|members| drop(members.insert("backupEligible".into(), false.into())));
    assert_eq!(refusal(&not_eligible), Some(StoredError::Member("backupState")));
    let unknown = changed(|members| drop(members.insert("uvinitialized".into(), true.into())));
    assert_eq!(refusal(&unknown), Some(StoredError::UnknownField));
    let text = full().to_json();
    let broken = [
        format!("{text}{text}"),
        text.strip_suffix('}').unwrap().to_owned(),
        format!("{text},"),
        String::new(),
    ];
    for broken in &broken {
        assert!(matches!(refusal(broken), Some(StoredError::Json { line: 1, .. })), "{broken}");
    }
    for no_object in ["null", "[]", "1", "\"record\""] {
        assert!(matches!(refusal(no_object), Some(StoredError::Json { .. })), "{no_object}");
    }
    let long = " ".repeat(256 * 1024 + 1);
    assert_eq!(refusal(&long), Some(StoredError::Length(long.len())));
    assert_eq!(refusal(&format!(" \n{text}\n ")), None);
}

#[test]
fn refuses_in_words_that_name_the_place() {
    let shown = |text: &str| CredentialRecord::from_json(text).unwrap_err().to_string();
    assert_eq!(shown("{"), "record: not JSON at line 1, column 1");
    assert_eq!(shown("{}"), "record: version is missing, unknown or has a value that it cannot have");
    let refused = CredentialRecord::from_bytes(&[2, 4, 0xa0, 0, 0, 0, 0]).unwrap_err();
    assert_eq!(refused.to_string(), "stored bytes of version 2, which this release does not read");
}

fn authenticated(change: impl FnOnce(Authenticating) -> Authenticating) -> Authenticated {
    let run = change(Authenticating::truthful()).run();
    let Verdict::Accepted(authenticated) = run.verdict else { panic!("the authentication is refused") };
    *authenticated
}

// What an authentication changes comes as one value that has to be used: CVE-2023-45669 was a counter that nobody stored.
#[test]
fn accepts_the_changes_of_an_authentication_in_the_record() {
    let Authenticated { authentication, record, .. } = authenticated(|ceremony| {
        ceremony
            .record(|credential| ImportedCredential {
                sign_count: 4,
                backup_eligibility: BackupEligibility::Unknown,
                user_verification_initialized: false,
                ..credential
            })
            .authenticator_data(|data| data.sign_count(9).flag(flags::BE | flags::BS, true))
    });
    let update = authentication.update();
    assert_eq!((update.credential_id(), update.previous_sign_count()), (record.id(), 4));
    let changed = update.applied_to(&record).unwrap();
    assert_eq!((changed.sign_count(), changed.backup_state()), (9, true));
    assert_eq!(changed.backup_eligibility(), BackupEligibility::Eligible);
    assert!(!changed.is_user_verification_initialized());
    assert_eq!((changed.id(), changed.public_key()), (record.id(), record.public_key()));
    assert_eq!(changed.user_handle(), record.user_handle());
    assert_eq!(changed.transports(), record.transports());
    assert_eq!((record.sign_count(), record.backup_state()), (4, false));

    let authorized = update.clone().authorize_user_verification();
    assert!(authorized.applied_to(&record).unwrap().is_user_verification_initialized());
    let other = imported(&key(Algorithm::Es256), |credential| credential).unwrap();
    assert_eq!(update.applied_to(&other), None);
}

#[test]
fn accepts_user_verification_that_was_authorised_in_the_meantime() {
    let of = |user_verification_initialized: bool| {
        authenticated(move |ceremony| {
            ceremony
                .record(move |credential| ImportedCredential { user_verification_initialized, ..credential })
        })
    };
    let (before, after) = (of(false), of(true));
    assert_eq!(before.record.id(), after.record.id());
    let changed = before.authentication.update().applied_to(&after.record).unwrap();
    assert!(changed.is_user_verification_initialized());
}

// attack: cer-record-race
#[test]
fn refuses_the_second_of_two_sign_ins_at_once_by_comparing_what_was_there() {
    let sign_in = |sign_count: u32| {
        authenticated(move |ceremony| {
            ceremony
                .record(|credential| ImportedCredential { sign_count: 5, ..credential })
                .authenticator_data(move |data| data.sign_count(sign_count))
        })
    };
    let (first, second) = (sign_in(8), sign_in(6));
    let mut stored = first.record.clone();
    let mut store = |authenticated: &Authenticated| {
        let update = authenticated.authentication.update();
        let unchanged = stored.sign_count() == update.previous_sign_count()
            && stored.backup_state() == update.previous_backup_state();
        if unchanged {
            stored = update.applied_to(&stored).unwrap();
        }
        (unchanged, stored.sign_count())
    };
    assert_eq!(store(&first), (true, 8));
    assert_eq!(store(&second), (false, 8));
}

#[test]
fn accepts_debugging_without_secrets() {
    let (record, es256) = (full(), key(Algorithm::Es256));
    let mut secrets = Secrets::default();
    secrets.add("credential id", record.id());
    secrets.add("public key", record.public_key());
    secrets.add("user handle", record.user_handle().as_bytes());
    secrets.add("imported id", b"of another library");
    secrets.add("imported key", &es256);
    secrets.add("imported handle", HANDLE);
    let credential = ImportedCredential {
        id: b"of another library",
        user_handle: UserHandle::new(HANDLE).unwrap(),
        ..credential(&es256)
    };
    let texts = [format!("{record:?}"), format!("{credential:?}"), format!("{:?}", record.user_handle())];
    assert_eq!(secrets.check(&texts), Ok(()));
    assert!(texts[0].starts_with("CredentialRecord { sign_count: 4294967295, "), "{}", texts[0]);
    assert!(texts[1].starts_with("ImportedCredential { sign_count: 0, "), "{}", texts[1]);
    assert_eq!(texts[2], "UserHandle(64 bytes)");
    let sign_in = authenticated(|ceremony| ceremony);
    let mut secrets = Secrets::default();
    secrets.add("credential id", sign_in.record.id());
    let text = format!("{:?}", sign_in.authentication.update());
    assert!(text.starts_with("RecordUpdate { previous_sign_count: "), "{text}");
    assert_eq!(secrets.check(&[text]), Ok(()));
}

#[test]
fn accepts_json_of_the_greatest_length_and_refuses_a_byte_more() {
    let mut json = records_json();
    json.extend(core::iter::repeat_n(' ', MAX_STORED_BYTES - json.len()));
    assert!(CredentialRecord::from_json(&json).is_ok());
    json.push(' ');
    assert_eq!(CredentialRecord::from_json(&json), Err(StoredError::Length(MAX_STORED_BYTES + 1)));
}

#[test]
fn refuses_json_with_a_member_twice() {
    let json = records_json();
    let twice = json.replacen("\"signCount\":", "\"signCount\":0,\"signCount\":", 1);
    assert_ne!(twice, json);
    assert!(CredentialRecord::from_json(&json).is_ok());
    assert!(matches!(CredentialRecord::from_json(&twice), Err(StoredError::Json { .. })));
}

fn records_json() -> String {
    let es256 = key(Algorithm::Es256);
    imported(&es256, |credential| credential).unwrap().to_json()
}
