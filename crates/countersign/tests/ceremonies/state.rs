//! Pending ceremonies as stored bytes: what comes back is what was stored, or nothing.

use countersign::{
    Algorithm, AttestationConveyance, AttestationStorage, AuthenticationFacts, AuthenticationPolicy,
    BackupEligibilityPolicy, BackupPolicy, Binding, CLOCK_SKEW_SECONDS, Cause, CreationExtensions,
    CreationOptions, Error, IdStatus, Lookup, PendingDiscoverable, PendingIdentified, PendingRegistration,
    RegistrationFacts, RequestExtensions, RequestOptions, Rs1Credentials, SignCountPolicy, StoredError,
    StoredKind, Trust, UnixTime, UserVerification, steps,
};
use countersign_authenticator::flags;
use countersign_cbor::{Item, MapOrder, Value};

use crate::options::{create, discover, identify, records};
use crate::support::{
    Authenticating, CHALLENGE, Case, Expect, HANDLE, NOW, ORIGIN, PURPOSE, Registering, SESSION, Secrets,
    Set as _, Setting, carry_out,
};

/// A reader of stored bytes that writes them again.
type Rewrite = fn(&[u8]) -> Result<Vec<u8>, Error>;

const KINDS: [(StoredKind, Rewrite); 3] = [
    (StoredKind::Registration, |bytes| Ok(PendingRegistration::from_stored(bytes)?.into_stored())),
    (StoredKind::Identified, |bytes| Ok(PendingIdentified::from_stored(bytes)?.into_stored())),
    (StoredKind::Discoverable, |bytes| Ok(PendingDiscoverable::from_stored(bytes)?.into_stored())),
];

/// A ceremony of each kind, with every field that its kind has.
fn full() -> [Vec<u8>; 3] {
    let app_id = || RequestExtensions::new().app_id("https://example.org").unwrap();
    let created =
        create(|options| options.only_origin(ORIGIN).extensions(CreationExtensions::new().cred_props()));
    let identified = identify(&records(2), |options| options.only_origin(ORIGIN).extensions(app_id()));
    let discovered = discover(|options| options.only_origin(ORIGIN));
    [
        created.unwrap().1.into_stored(),
        identified.unwrap().1.into_stored(),
        discovered.unwrap().1.into_stored(),
    ]
}

/// Why the bytes were refused, which has to be at the step of its own.
fn refusal(rewrite: Rewrite, bytes: &[u8]) -> Option<StoredError> {
    let error = rewrite(bytes).err()?;
    assert_eq!(error.step(), &steps::STATE);
    let Cause::Stored(cause) = error.cause() else { panic!("{error}") };
    assert_eq!(error.to_string(), format!("ceremony.state (c.state): {cause}"));
    Some(*cause)
}

/// The entries of a map, each value as it is encoded.
type Entries = Vec<(u64, Vec<u8>)>;

fn entries(bytes: &[u8]) -> Entries {
    let (content, _) = bytes.split_last_chunk::<4>().unwrap();
    let map = Value::decode(&content[2..], MapOrder::Enforced).unwrap();
    let entry = |(key, value): (Value<'_>, Value<'_>)| {
        (u64::try_from(key.integer().unwrap()).unwrap(), value.encoded().to_vec())
    };
    map.value().map().unwrap().map(|read| entry(read.unwrap())).collect()
}

/// Stored bytes of these entries in their order, with a checksum that fits.
fn sealed(version_and_kind: &[u8], entries: &Entries) -> Vec<u8> {
    assert!(entries.len() < 24);
    let mut bytes = version_and_kind.to_vec();
    bytes.push(0xa0 | u8::try_from(entries.len()).unwrap());
    for (key, value) in entries {
        bytes.extend(Item::Unsigned(*key).to_bytes());
        bytes.extend(value);
    }
    with_checksum(bytes)
}

/// CRC-32 as Ethernet has it, bit by bit.
pub(crate) fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut crc = u32::MAX;
    for bit in bytes.iter().flat_map(|byte| (0..8).map(move |at| u32::from(byte >> at & 1))) {
        crc = if (crc ^ bit) & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    }
    bytes.extend((!crc).to_be_bytes());
    bytes
}

/// The bytes with one field changed.
pub(crate) fn with_field(bytes: &[u8], key: u64, value: &Item) -> Vec<u8> {
    let mut entries = entries(bytes);
    let entry = entries.iter_mut().find(|(present, _)| *present == key).unwrap();
    entry.1 = value.to_bytes();
    sealed(&bytes[..2], &entries)
}

/// Registrations that differ in one thing that was asked.
fn registrations() -> Vec<Vec<u8>> {
    type Change = fn(CreationOptions<'_>) -> CreationOptions<'_>;
    let changes: [Change; 23] = [
        |options| options,
        |options| options.user_verification(UserVerification::Preferred),
        |options| options.user_verification(UserVerification::Discouraged),
        |options| options.algorithms(&[Algorithm::Es256]),
        |options| options.algorithms(&[Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Es256]),
        |options| options.rs1_credentials(Rs1Credentials::AcceptSha1),
        |options| options.timeout_seconds(600),
        |options| options.conditional(),
        |options| options.attestation(AttestationConveyance::Indirect, &[]),
        |options| options.attestation(AttestationConveyance::Direct, &[]),
        |options| options.attestation(AttestationConveyance::Enterprise, &[]),
        |options| options.require_trusted_attestation(),
        |options| options.attestation_storage(AttestationStorage::Keep),
        |options| options.backup(BackupPolicy::DeviceBoundOnly),
        |options| options.backup(BackupPolicy::BackupEligibleOnly),
        |options| options.backup(BackupPolicy::BackedUpOnly),
        |options| options.only_origin(ORIGIN),
        |options| options.extensions(CreationExtensions::new().cred_props()),
        |options| options.extensions(CreationExtensions::new().min_pin_length()),
        |options| options.extensions(CreationExtensions::new().prf(None)),
        |options| options.extensions(CreationExtensions::new().cred_props().prf(None)),
        |options| options.conditional().user_verification(UserVerification::Discouraged),
        |options| options.conditional().require_trusted_attestation(),
    ];
    changes.into_iter().map(|change| create(change).unwrap().1.into_stored()).collect()
}

/// Every policy of authentications.
fn policies() -> Vec<AuthenticationPolicy> {
    let mut policies = Vec::new();
    for sign_count in [SignCountPolicy::Refuse, SignCountPolicy::AcceptAndReport] {
        for backup_eligibility in [
            BackupEligibilityPolicy::Refuse,
            BackupEligibilityPolicy::AcceptUpgrade,
            BackupEligibilityPolicy::AcceptAndReport,
        ] {
            for backup in [
                BackupPolicy::Any,
                BackupPolicy::DeviceBoundOnly,
                BackupPolicy::BackupEligibleOnly,
                BackupPolicy::BackedUpOnly,
            ] {
                for rs1 in [Rs1Credentials::Refused, Rs1Credentials::AcceptSha1] {
                    let policy = AuthenticationPolicy::default().sign_count(sign_count).backup(backup);
                    policies.push(policy.backup_eligibility(backup_eligibility).rs1_credentials(rs1));
                }
            }
        }
    }
    policies
}

/// Identified and discoverable authentications, each list of ones that differ in one thing that was asked.
fn authentications() -> [Vec<Vec<u8>>; 2] {
    let (mut identified, mut discoverable) = (Vec::new(), Vec::new());
    for policy in policies() {
        identified.push(identify(&records(1), |options| options.policy(policy)).unwrap().1.into_stored());
        discoverable.push(discover(|options| options.policy(policy)).unwrap().1.into_stored());
    }
    type Change = fn(RequestOptions<'_>) -> RequestOptions<'_>;
    let changes: [Change; 5] = [
        |options| options.user_verification(UserVerification::Preferred),
        |options| options.user_verification(UserVerification::Discouraged),
        |options| options.timeout_seconds(600),
        |options| options.only_origin(ORIGIN),
        |options| options.extensions(RequestExtensions::new().get_cred_blob()),
    ];
    for change in changes {
        identified.push(identify(&records(1), change).unwrap().1.into_stored());
        discoverable.push(discover(change).unwrap().1.into_stored());
    }
    for app_id in ["https://example.org", "https://example.com"] {
        let extensions = RequestExtensions::new().app_id(app_id).unwrap();
        let begun = identify(&records(1), |options| options.extensions(extensions));
        identified.push(begun.unwrap().1.into_stored());
    }
    for count in [2, 64] {
        identified.push(identify(&records(count), |options| options).unwrap().1.into_stored());
    }
    [identified, discoverable]
}

// What was asked is in the bytes, and the same is read from them: CVE-2026-47841 was a store that lost
// that user verification is required.
#[test]
fn accepts_every_ceremony_as_it_was_stored() {
    let [identified, discoverable] = authentications();
    for ((kind, rewrite), stored) in KINDS.into_iter().zip([registrations(), identified, discoverable]) {
        for (index, bytes) in stored.iter().enumerate() {
            assert_eq!(rewrite(bytes).as_ref(), Ok(bytes), "{kind:?} {index}");
            assert!(!stored[..index].contains(bytes), "{kind:?} {index} is stored as another is");
        }
    }
    for ((kind, rewrite), bytes) in KINDS.into_iter().zip(full()) {
        assert_eq!(rewrite(&bytes), Ok(bytes), "{kind:?}");
    }
}

const REGISTRATIONS: &[Case<Registering>] = &[
    Case {
        name: "refuses_an_unverified_user_after_storing_that_verification_is_required",
        attack: "ad-uv-required-only-in-options",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UV, false)),
        expect: Expect::Refused("7.1.16"),
    },
    Case {
        name: "accepts_an_answer_at_the_last_second_of_the_clock_skew",
        attack: "",
        shows: &["c.expired"],
        change: |ceremony| ceremony.after_seconds(300 + CLOCK_SKEW_SECONDS),
        expect: Expect::Accepted,
    },
    Case {
        name: "refuses_an_answer_a_second_later",
        attack: "cer-expired",
        shows: &[],
        change: |ceremony| ceremony.after_seconds(300 + CLOCK_SKEW_SECONDS + 1),
        expect: Expect::Refused("c.expired"),
    },
    Case {
        name: "accepts_an_answer_by_a_clock_that_is_behind",
        attack: "",
        shows: &["c.expired"],
        change: |ceremony| ceremony.after_seconds(-CLOCK_SKEW_SECONDS),
        expect: Expect::Accepted,
    },
    Case {
        name: "refuses_rs1_that_the_stored_bytes_offer_and_refuse",
        attack: "cose-rs1",
        shows: &[],
        change: |ceremony| {
            ceremony
                .options(|options| {
                    options.algorithms(&[Algorithm::Rs1]).rs1_credentials(Rs1Credentials::AcceptSha1)
                })
                .answer(|answer| answer.algorithm(countersign_authenticator::Algorithm::Rs1))
                // Field 22 says whether RS1 is accepted.
                .stored(|bytes| with_field(&bytes, 22, &Item::Unsigned(0)))
        },
        expect: Expect::Refused("7.1.20"),
    },
    Case {
        name: "refuses_stored_bytes_that_were_tampered_with",
        attack: "cer-state-tampered",
        shows: &[],
        change: |ceremony| {
            ceremony.stored(|mut bytes| {
                bytes[10] ^= 1;
                bytes
            })
        },
        expect: Expect::Refused("c.state"),
    },
    Case {
        name: "refuses_the_state_of_an_authentication",
        attack: "cer-cross-ceremony",
        shows: &[],
        change: |ceremony| ceremony.stored(|_| discover(|options| options).unwrap().1.into_stored()),
        expect: Expect::Refused("c.state"),
    },
];

const AUTHENTICATIONS: &[Case<Authenticating>] = &[
    Case {
        name: "refuses_an_unverified_user_after_storing_that_verification_is_required",
        attack: "ad-uv-required-only-in-options",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UV, false)),
        expect: Expect::Refused("7.2.17"),
    },
    Case {
        name: "refuses_an_unverified_discoverable_user_after_storing_that_verification_is_required",
        attack: "ad-uv-required-only-in-options",
        shows: &[],
        change: |ceremony| ceremony.discoverable().authenticator_data(|data| data.flag(flags::UV, false)),
        expect: Expect::Refused("7.2.17"),
    },
    Case {
        name: "accepts_an_answer_at_the_last_second_of_the_clock_skew",
        attack: "",
        shows: &["c.expired"],
        change: |ceremony| ceremony.after_seconds(300 + CLOCK_SKEW_SECONDS),
        expect: Expect::Accepted,
    },
    Case {
        name: "refuses_an_answer_a_second_later",
        attack: "cer-expired",
        shows: &[],
        change: |ceremony| ceremony.after_seconds(300 + CLOCK_SKEW_SECONDS + 1),
        expect: Expect::Refused("c.expired"),
    },
    Case {
        name: "refuses_an_answer_by_a_discoverable_credential_a_second_later",
        attack: "cer-expired",
        shows: &[],
        change: |ceremony| ceremony.discoverable().after_seconds(300 + CLOCK_SKEW_SECONDS + 1),
        expect: Expect::Refused("c.expired"),
    },
    Case {
        name: "accepts_an_answer_within_a_longer_timeout",
        attack: "",
        shows: &["c.expired"],
        change: |ceremony| ceremony.options(|options| options.timeout_seconds(600)).after_seconds(600),
        expect: Expect::Accepted,
    },
    Case {
        name: "refuses_stored_bytes_that_were_tampered_with",
        attack: "cer-state-tampered",
        shows: &[],
        change: |ceremony| {
            ceremony.stored(|mut bytes| {
                bytes[10] ^= 1;
                bytes
            })
        },
        expect: Expect::Refused("c.state"),
    },
    Case {
        name: "refuses_the_state_of_a_registration",
        attack: "cer-cross-ceremony",
        shows: &[],
        change: |ceremony| ceremony.stored(|_| create(|options| options).unwrap().1.into_stored()),
        expect: Expect::Refused("c.state"),
    },
    Case {
        name: "refuses_a_discoverable_ceremony_as_an_identified_one",
        attack: "cer-second-factor-swap",
        shows: &[],
        change: |ceremony| ceremony.stored(|_| discover(|options| options).unwrap().1.into_stored()),
        expect: Expect::Refused("c.state"),
    },
    Case {
        name: "refuses_an_identified_ceremony_as_a_discoverable_one",
        attack: "cer-second-factor-swap",
        shows: &[],
        change: |ceremony| {
            let identified = || identify(&records(1), |options| options).unwrap().1.into_stored();
            ceremony.discoverable().stored(move |_| identified())
        },
        expect: Expect::Refused("c.state"),
    },
];

#[test]
fn accepts_and_refuses_what_comes_back_to_a_registration() {
    carry_out(REGISTRATIONS);
}

#[test]
fn accepts_and_refuses_what_comes_back_to_an_authentication() {
    carry_out(AUTHENTICATIONS);
}

// attack: cer-state-tampered
#[test]
fn refuses_every_prefix_and_a_byte_more() {
    for ((kind, rewrite), bytes) in KINDS.into_iter().zip(full()) {
        for length in 0..bytes.len() {
            assert!(refusal(rewrite, &bytes[..length]).is_some(), "{kind:?} {length}");
        }
        for more in [0x00, 0xa0, 0xff] {
            let long = [&bytes[..], &[more]].concat();
            assert_eq!(refusal(rewrite, &long), Some(StoredError::Checksum), "{kind:?}");
        }
        // Bytes behind the map, under a checksum that fits.
        let behind = with_checksum([&bytes[..bytes.len() - 4], &[0x00]].concat());
        assert!(matches!(refusal(rewrite, &behind), Some(StoredError::Cbor(_))), "{kind:?}");
        assert_eq!(refusal(rewrite, &[]), Some(StoredError::Length(0)));
        let huge = vec![1; 256 * 1024 + 1];
        assert_eq!(refusal(rewrite, &huge), Some(StoredError::Length(huge.len())));
        // One byte less is looked at.
        assert_eq!(refusal(rewrite, &huge[1..]), Some(StoredError::Checksum));
    }
}

// attack: cer-state-tampered
#[test]
fn refuses_every_flipped_bit() {
    for ((kind, rewrite), bytes) in KINDS.into_iter().zip(full()) {
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let expected = if bit < 8 { StoredError::Version(damaged[0]) } else { StoredError::Checksum };
            assert_eq!(refusal(rewrite, &damaged), Some(expected), "{kind:?} {bit}");
        }
    }
}

// attack: cer-cross-ceremony
#[test]
fn refuses_other_kinds_and_versions() {
    let [record] = [records(1)[0].to_bytes()];
    for (kind, rewrite) in KINDS {
        for ((stored, _), bytes) in KINDS.into_iter().zip(full()) {
            let expected = (stored != kind).then_some(StoredError::Kind { expected: kind });
            assert_eq!(refusal(rewrite, &bytes), expected, "{stored:?} as {kind:?}");
        }
        assert_eq!(refusal(rewrite, &record), Some(StoredError::Kind { expected: kind }));
    }
    for ((kind, rewrite), bytes) in KINDS.into_iter().zip(full()) {
        for version in [0, 2, 255] {
            let other = sealed(&[version, bytes[1]], &entries(&bytes));
            assert_eq!(refusal(rewrite, &other), Some(StoredError::Version(version)), "{kind:?}");
        }
        for other in [0, 5, 255] {
            let unknown = sealed(&[1, other], &entries(&bytes));
            assert_eq!(refusal(rewrite, &unknown), Some(StoredError::Kind { expected: kind }));
        }
    }
}

#[test]
fn refuses_missing_unknown_and_repeated_fields() {
    // The origin that a ceremony was narrowed to and the AppID are null where there is none; they are never left out, so
    // that neither policy gets lost with its field.
    const NULLABLE: [u64; 2] = [6, 34];
    for ((kind, rewrite), bytes) in KINDS.into_iter().zip(full()) {
        let all = entries(&bytes);
        assert_eq!(sealed(&bytes[..2], &all), bytes);
        for (key, value) in &all {
            let missing: Entries = all.iter().filter(|(other, _)| other != key).cloned().collect();
            let expected = Some(StoredError::Missing(u8::try_from(*key).unwrap()));
            assert_eq!(refusal(rewrite, &sealed(&bytes[..2], &missing)), expected, "{kind:?} {key}");

            let place = all.iter().position(|(other, _)| other == key).unwrap();
            let mut twice = all.clone();
            twice.insert(place, (*key, value.clone()));
            let refused = refusal(rewrite, &sealed(&bytes[..2], &twice));
            assert!(matches!(refused, Some(StoredError::Cbor(_))), "{kind:?} {key}");

            let null = with_field(&bytes, *key, &Item::Null);
            match refusal(rewrite, &null) {
                None => assert!(NULLABLE.contains(key), "{kind:?} {key}"),
                Some(error) => {
                    assert!(
                        !NULLABLE.contains(key) && matches!(error, StoredError::Cbor(_)),
                        "{kind:?} {key}"
                    );
                }
            }
        }
        let mut swapped = all.clone();
        swapped.swap(0, 1);
        let refused = refusal(rewrite, &sealed(&bytes[..2], &swapped));
        assert!(matches!(refused, Some(StoredError::Cbor(_))), "{kind:?}");
        let mut more = all;
        more.push((99, Item::Null.to_bytes()));
        assert_eq!(refusal(rewrite, &sealed(&bytes[..2], &more)), Some(StoredError::UnknownField));
    }
}

// attack: cer-no-credentials-user
#[test]
fn refuses_values_that_a_field_cannot_have() {
    let [registration, identified, discoverable] = full();
    let number = Item::Unsigned;
    let numbers = |count| Item::array((0..count).map(number));
    let texts = |count| Item::array((0..count).map(|_| Item::from("name")));
    let ids = |count| Item::array((0..count).map(|_| Item::bytes(b"id")));
    let refuses = |bytes: &[u8], (_, rewrite): (StoredKind, Rewrite), key: u8, values: &[Item]| {
        for value in values {
            let changed = with_field(bytes, key.into(), value);
            assert_eq!(refusal(rewrite, &changed), Some(StoredError::Value(key)), "{key} {value:?}");
        }
    };
    // The first number beyond the choices that there are, and one whose last byte is a choice.
    let beyond = |first| [number(first), number(255), number(256), Item::Negative(0), number(u64::MAX)];
    let hashes = [Item::bytes(&[]), Item::bytes(&[7; 31]), Item::bytes(&[7; 33])];
    for (kind, bytes) in KINDS.into_iter().zip([&registration, &identified, &discoverable]) {
        refuses(
            bytes,
            kind,
            2,
            &[Item::from("no base64url"), Item::from("A"), Item::from("A".repeat(172).as_str())],
        );
        refuses(bytes, kind, 3, &[number(u64::MAX), Item::Negative(u64::MAX)]);
        refuses(bytes, kind, 4, &hashes);
        refuses(bytes, kind, 7, &beyond(3));
        refuses(bytes, kind, 8, &[texts(33)]);
    }
    for (kind, bytes) in KINDS.into_iter().zip([&registration, &identified, &discoverable]).skip(1) {
        refuses(bytes, kind, 30, &beyond(2));
        refuses(bytes, kind, 31, &beyond(3));
        refuses(bytes, kind, 32, &beyond(4));
        refuses(bytes, kind, 33, &beyond(2));
    }
    let handles = [Item::bytes(&[]), Item::bytes(&[7; 65])];
    let [creation, identification, _] = KINDS;
    refuses(&registration, creation, 20, &handles);
    refuses(&registration, creation, 21, &[numbers(0), numbers(33), Item::array([number(u64::MAX)])]);
    refuses(&registration, creation, 22, &beyond(2));
    refuses(&registration, creation, 23, &beyond(2));
    refuses(&registration, creation, 24, &beyond(4));
    refuses(&registration, creation, 25, &beyond(2));
    refuses(&registration, creation, 26, &beyond(4));
    refuses(&registration, creation, 27, &beyond(2));
    refuses(&identified, identification, 34, &hashes);
    refuses(&identified, identification, 40, &handles);
    refuses(&identified, identification, 41, &[ids(0), ids(65)]);
}

#[test]
fn accepts_lists_of_the_greatest_length() {
    let [registration, identified, discoverable] = full();
    let names = Item::array((0..32).map(|_| Item::from("name")));
    for ((kind, rewrite), bytes) in KINDS.into_iter().zip([&registration, &identified, &discoverable]) {
        let longest = with_field(bytes, 8, &names);
        assert_eq!(rewrite(&longest).as_ref(), Ok(&longest), "{kind:?}");
    }
    let [(_, creation), (_, identification), _] = KINDS;
    let longest = with_field(&registration, 21, &Item::array((0..32).map(Item::Unsigned)));
    assert_eq!(creation(&longest).as_ref(), Ok(&longest));
    let longest = with_field(&identified, 41, &Item::array((0..64).map(|_| Item::bytes(b"id"))));
    assert_eq!(identification(&longest).as_ref(), Ok(&longest));
}

#[test]
fn accepts_numbers_that_never_change_their_meaning() {
    let field = |bytes: &[u8], key: u64| {
        let (_, value) = entries(bytes).into_iter().find(|(present, _)| *present == key).unwrap();
        value
    };
    let stored = |options: &dyn for<'a> Fn(CreationOptions<'a>) -> CreationOptions<'a>| {
        create(options).unwrap().1.into_stored()
    };
    for (number, user_verification) in
        [UserVerification::Required, UserVerification::Preferred, UserVerification::Discouraged]
            .into_iter()
            .enumerate()
    {
        let bytes = stored(&|options| options.user_verification(user_verification));
        assert_eq!(usize::from(field(&bytes, 7)[0]), number);
    }
    let weakest = stored(&|options| {
        options
            .rs1_credentials(Rs1Credentials::AcceptSha1)
            .conditional()
            .attestation(AttestationConveyance::Enterprise, &[])
            .require_trusted_attestation()
            .backup(BackupPolicy::BackedUpOnly)
            .attestation_storage(AttestationStorage::Keep)
    });
    let numbers: Vec<_> = (22..=27).map(|key| field(&weakest, key)[0]).collect();
    assert_eq!(numbers, [1, 1, 3, 1, 3, 1]);
    let policy = AuthenticationPolicy::default()
        .sign_count(SignCountPolicy::AcceptAndReport)
        .backup_eligibility(BackupEligibilityPolicy::AcceptAndReport)
        .backup(BackupPolicy::BackupEligibleOnly)
        .rs1_credentials(Rs1Credentials::AcceptSha1);
    let weakest = discover(|options| options.policy(policy)).unwrap().1.into_stored();
    let numbers: Vec<_> = (30..=33).map(|key| field(&weakest, key)[0]).collect();
    assert_eq!(numbers, [1, 2, 2, 1]);
}

#[cfg(feature = "recorded")]
#[test]
fn accepts_the_app_id_of_a_recorded_ceremony() {
    let relying_party = Setting::default().relying_party().unwrap();
    let recorded = || countersign::recorded::RecordedCeremony {
        relying_party: &relying_party,
        challenge: CHALLENGE,
        user_verification: UserVerification::Required,
        requested: Vec::new(),
        binding: Setting::binding(),
    };
    // Field 34 is the hash of the AppID.
    let stored = |app_id| recorded().discoverable(AuthenticationPolicy::default(), app_id).into_stored();
    let hash = |bytes: &[u8]| entries(bytes).into_iter().find(|(key, _)| *key == 34).unwrap().1;
    let app_id = "https://example.org/app-id.json";
    let expected = countersign::Crypto::sha256(&countersign::RUST_CRYPTO, &[app_id.as_bytes()]);
    assert_eq!(hash(&stored(Some(app_id))), Item::bytes(&expected).to_bytes());
    assert_eq!(hash(&stored(None)), Item::Null.to_bytes());
}

#[test]
fn accepts_debugging_without_secrets() {
    let listed = records(2);
    let mut secrets = Secrets::default();
    secrets.add("challenge", CHALLENGE);
    secrets.add("session", SESSION);
    secrets.add("user handle", HANDLE);
    for record in &listed {
        secrets.add("credential id", record.id());
        secrets.add("public key", record.public_key());
    }
    let now = UnixTime::from_seconds(NOW);
    let registration = RegistrationFacts {
        now,
        session: SESSION,
        purpose: PURPOSE,
        credential_id: IdStatus::New,
        trust: Trust::NotAssessed,
    };
    let record = Lookup::Found(&listed[0]);
    let authentication = AuthenticationFacts { now, session: SESSION, purpose: PURPOSE, record };
    let texts = [
        format!("{:?}", create(|options| options).unwrap().1),
        format!("{:?}", identify(&listed, |options| options).unwrap().1),
        format!("{:?}", discover(|options| options).unwrap().1),
        format!("{:?}", Binding { session: SESSION, purpose: PURPOSE, now }),
        format!("{registration:?}"),
        format!("{authentication:?}"),
        format!("{listed:?}"),
    ];
    assert_eq!(secrets.check(&texts), Ok(()));
    let begins = [
        "PendingRegistration { ceremony: Ceremony { rp_id: \"example.org\", ",
        "PendingIdentified { assertion: PendingAssertion { ceremony: Ceremony { rp_id: ",
        "PendingDiscoverable { assertion: PendingAssertion { ceremony: Ceremony { rp_id: ",
        "Binding { purpose: \"sign-in\", now: UnixTime(1790000000), .. }",
        "RegistrationFacts { now: UnixTime(1790000000), purpose: \"sign-in\", credential_id: New, ",
        "AuthenticationFacts { now: UnixTime(1790000000), purpose: \"sign-in\", record: Found(",
        "[CredentialRecord { sign_count: 0, backup_eligibility: Eligible, ",
    ];
    for (text, begin) in texts.iter().zip(begins) {
        assert!(text.starts_with(begin), "{text}");
    }
    assert!(texts[0].contains("user_handle: UserHandle(16 bytes), "), "{}", texts[0]);
}

/// A store out of which a ceremony is taken once.
#[derive(Default)]
struct Store(std::sync::Mutex<Option<Vec<u8>>>);

impl Store {
    fn put(&self, bytes: Vec<u8>) {
        *self.0.lock().unwrap() = Some(bytes);
    }

    fn take(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap().take()
    }
}

// attack: cer-replay
// attack: cer-parallel-replay
#[test]
fn refuses_the_same_answer_twice_because_the_store_gives_a_ceremony_once() {
    let store = Store::default();
    store.put(discover(|options| options).unwrap().1.into_stored());
    let answer = || store.take().map(|bytes| PendingDiscoverable::from_stored(&bytes).is_ok());
    // Several at once: one of them gets it.
    let taken: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(answer)).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(taken, [true]);
    assert_eq!(answer(), None);
}
