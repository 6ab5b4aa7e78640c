//! Entries, each by itself: what is wrong in one spoils that one alone, and is reported.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_authenticator::{TestAuthority, der};
use countersign_cose::{Algorithm, AlgorithmIdentifier};
use countersign_mds::{
    Blob, Concerns, Date, Effect, Entry, Identity, IgnoredReason, LookUp, MAX_ELEMENTS, MAX_ENTRIES,
    MAX_ICON_BYTES, MAX_IGNORED, MAX_IGNORED_OF_BLOB, MAX_KEY_IDENTIFIERS, MAX_MEMBERS, MAX_ROOTS,
    MAX_STATUS_REPORTS, Malformed, RootError, Status,
};
use countersign_wire::Aaguid;
use countersign_x509::{Certificate, ErrorKind};
use serde_json::{Value, json};

use super::published::published;
use super::support::{DAY, NOW, Scene};

/// The AAGUID of an entry of these tests.
fn aaguid(number: u8) -> Aaguid {
    Aaguid::new([number; 16])
}

/// An entry with nothing wrong in it.
fn entry(number: u8) -> Value {
    json!({
        "aaguid": aaguid(number).to_string(),
        "metadataStatement": {
            "legalHeader": "x",
            "aaguid": aaguid(number).to_string(),
            "description": "Model",
            "alternativeDescriptions": { "de-DE": "Modell" },
            "friendlyNames": { "en-US": "A model" },
            "authenticatorVersion": 5,
            "protocolFamily": "fido2",
            "schema": 3,
            "upv": [{ "major": 1, "minor": 1 }],
            "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw", "ed25519_eddsa_sha512_raw"],
            "publicKeyAlgAndEncodings": ["cose"],
            "attestationTypes": ["basic_full"],
            "userVerificationDetails": [
                [{ "userVerificationMethod": "presence_internal" }],
                [
                    { "userVerificationMethod": "fingerprint_internal", "baDesc": { "maxTemplates": 5 } },
                    { "userVerificationMethod": "presence_internal" },
                ],
            ],
            "keyProtection": ["hardware", "secure_element"],
            "matcherProtection": ["on_chip"],
            "cryptoStrength": 128,
            "attachmentHint": ["external", "nfc"],
            "tcDisplay": [],
            "attestationRootCertificates": [STANDARD.encode(TestAuthority::from_seed(&[number]).root())],
            "icon": "data:image/png;base64,iVBORw0KGgo=",
            "supportedExtensions": [{ "id": "hmac-secret", "fail_if_unknown": false }],
            "keyScope": "all",
            "multiDeviceCredentialSupport": "unsupported",
            "cxConfigURL": "https://example.org/cx",
            "authenticatorGetInfo": {
                "versions": ["FIDO_2_1", "FIDO_2_0"],
                "extensions": ["credProtect"],
                "aaguid": "01".repeat(16).replace("01", &format!("{number:02x}")),
                "options": { "rk": true, "up": true, "plat": false },
                "maxMsgSize": 1200,
                "transports": ["usb", "nfc"],
                "algorithms": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -8 }],
                "firmwareVersion": 5,
                "certifications": { "FIDO": 1 },
                "attestationFormats": ["packed"],
                "vendorPrototypeConfigCommands": [u64::MAX],
            },
        },
        "statusReports": [{
            "status": "FIDO_CERTIFIED_L1",
            "effectiveDate": "2025-01-01",
            "authenticatorVersion": 5,
            "url": "https://example.org",
            "certificationDescriptor": "Model 1",
            "certificateNumber": "FIDO20020250101001",
            "certificationPolicyVersion": "1.1.1",
            "certificationRequirementsVersion": "1.3",
            "certificationProfiles": ["consumer"],
            "fipsRevision": 3,
            "fipsPhysicalSecurityLevel": 2,
        }],
        "timeOfLastStatusChange": "2025-01-01",
    })
}

fn read(entries: Vec<Value>) -> Blob {
    Scene::with_entries(entries).verify().unwrap()
}

fn only(blob: &Blob) -> Entry<'_> {
    let mut entries = blob.entries();
    let first = entries.next().unwrap();
    assert!(entries.next().is_none());
    first
}

/// What was ignored, as text.
fn ignored(blob: &Blob) -> Vec<String> {
    blob.ignored().iter().map(ToString::to_string).collect()
}

/// The member of an entry that a pointer leads to, changed.
fn with(pointer: &str, value: Value) -> Value {
    let mut entry = entry(1);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = entry.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(at) => parent[at] = value,
        Err(_) => parent[name] = value,
    }
    entry
}

#[test]
fn accepts_an_entry_with_nothing_wrong_in_it() {
    let blob = read(vec![entry(1)]);
    assert_eq!(ignored(&blob), [""; 0]);
    let found = only(&blob);
    assert_eq!((found.place(), found.aaguid()), (0, Some(aaguid(1))));
    assert_eq!(found.time_of_last_status_change(), Ok(Date::parse("2025-01-01")));
    assert_eq!(found.rogue_list(), None);

    let statement = found.statement();
    assert_eq!(statement.description(), Some("Model"));
    assert_eq!(statement.translations(), [("de-DE".into(), "Modell".into())]);
    assert_eq!(statement.friendly_names(), [("en-US".into(), "A model".into())]);
    assert_eq!((statement.authenticator_version(), statement.schema()), (Some(5), Some(3)));
    assert_eq!(statement.protocol_family(), Some("fido2"));
    let version = statement.protocol_versions()[0];
    assert_eq!((version.major(), version.minor()), (1, 1));
    assert_eq!(statement.authentication_algorithms().len(), 2);
    assert_eq!(statement.lists_algorithm(Algorithm::EdDsa.identifier()), Some(true));
    assert_eq!(statement.lists_algorithm(Algorithm::Rs256.identifier()), Some(false));
    assert_eq!(
        (statement.public_key_formats(), statement.attestation_types()),
        (&["cose".into()][..], &["basic_full".into()][..])
    );
    assert_eq!(statement.user_verification()[1], ["fingerprint_internal", "presence_internal"]);
    assert_eq!(statement.key_protection(), ["hardware", "secure_element"]);
    assert!(statement.is_key_restricted());
    assert_eq!(statement.matcher_protection(), ["on_chip"]);
    assert_eq!(statement.crypto_strength(), Some(128));
    assert_eq!(statement.attachment_hints(), ["external", "nfc"]);
    assert!(statement.displays().is_empty());
    let icon = statement.icon().unwrap();
    assert_eq!((icon.media_type(), icon.bytes()), ("image/png", &b"\x89PNG\r\n\x1a\n"[..]));
    assert!(statement.icon_dark().is_none() && statement.provider_logo_light().is_none());
    assert!(statement.provider_logo_dark().is_none());
    assert_eq!(statement.supported_extensions(), ["hmac-secret"]);
    assert_eq!(statement.key_scope(), Some("all"));
    assert_eq!(statement.multi_device_credential_support(), Some("unsupported"));
    assert_eq!(statement.credential_exchange_url(), Some("https://example.org/cx"));

    let info = statement.get_info().unwrap();
    assert_eq!(info.versions(), ["FIDO_2_1", "FIDO_2_0"]);
    assert_eq!(
        (info.extensions(), info.transports()),
        (&["credProtect".into()][..], &["usb".into(), "nfc".into()][..])
    );
    assert_eq!(info.aaguid(), Some(aaguid(1)));
    assert!(info.options().contains(&("plat".into(), false)));
    assert_eq!(info.algorithms(), [AlgorithmIdentifier::new(-7), AlgorithmIdentifier::new(-8)]);
    assert_eq!((info.firmware_version(), info.certifications()), (Some(5), &[("FIDO".into(), 1)][..]));
    assert_eq!(info.attestation_formats(), ["packed"]);

    let reports = found.status_reports();
    let report = &reports[0];
    assert_eq!(
        (report.place(), report.status(), report.text()),
        (0, Some(Status::FidoCertifiedL1), Some("FIDO_CERTIFIED_L1"))
    );
    assert_eq!((report.effective_date(), report.sunset_date()), (Ok(Date::parse("2025-01-01")), Ok(None)));
    assert_eq!((report.authenticator_version(), report.concerns()), (Some(5), &Concerns::Everything));
    assert_eq!(report.url(), Some("https://example.org"));
    assert_eq!(report.certification_descriptor(), Some("Model 1"));
    assert_eq!(report.certificate_number(), Some("FIDO20020250101001"));
    assert_eq!(report.certification_policy_version(), Some("1.1.1"));
    assert_eq!(report.certification_requirements_version(), Some("1.3"));
    assert_eq!(report.certification_profiles(), ["consumer"]);
    assert_eq!((report.fips_revision(), report.fips_physical_security_level()), (Some(3), Some(2)));
    assert_eq!(format!("{found:?}"), format!("Entry(0, {} bytes)", entry(1).to_string().len()));
}

/// Where something is put into an entry, what, and what is reported of it.
const DEFECTS: &[(&str, &str, &str)] = &[
    ("/novel", "1", "entry 0, novel: a member that is not known"),
    ("/a\u{1b}[2J", "1", "entry 0, a\\u{1b}[2J: a member that is not known"),
    (
        "/timeOfLastStatusChange",
        r#""2025-02-29""#,
        "entry 0, timeOfLastStatusChange: a date that no calendar has",
    ),
    ("/rogueListURL", "7", "entry 0, rogueListURL: another type than it may have"),
    ("/metadataStatement", "[]", "entry 0, metadataStatement: another type than it may have"),
    ("/metadataStatement/novel", "{}", "entry 0, metadataStatement.novel: a member that is not known"),
    (
        "/metadataStatement/description",
        "7",
        "entry 0, metadataStatement.description: another type than it may have",
    ),
    (
        "/metadataStatement/authenticatorVersion",
        "-1",
        "entry 0, metadataStatement.authenticatorVersion: not of the form that it should have",
    ),
    (
        "/metadataStatement/protocolFamily",
        r#""fido3""#,
        "entry 0, metadataStatement.protocolFamily: a value that is not known",
    ),
    (
        "/metadataStatement/upv/0",
        r#"{ "major": 1 }"#,
        "entry 0, metadataStatement.upv[0]: not of the form that it should have",
    ),
    (
        "/metadataStatement/keyProtection/1",
        r#""amulet""#,
        "entry 0, metadataStatement.keyProtection[1]: a value that is not known",
    ),
    (
        "/metadataStatement/keyProtection/1",
        "2",
        "entry 0, metadataStatement.keyProtection[1]: another type than it may have",
    ),
    (
        "/metadataStatement/attestationTypes/0",
        r#""novel""#,
        "entry 0, metadataStatement.attestationTypes[0]: a value that is not known",
    ),
    (
        "/metadataStatement/userVerificationDetails/0/0",
        r#"{ "userVerificationMethod": "smell" }"#,
        "entry 0, metadataStatement.userVerificationDetails: a value that is not known",
    ),
    (
        "/metadataStatement/userVerificationDetails/0",
        "{}",
        "entry 0, metadataStatement.userVerificationDetails[0]: another type than it may have",
    ),
    (
        "/metadataStatement/icon",
        r#""data:image/png;base64,*""#,
        "entry 0, metadataStatement.icon: not of the form that it should have",
    ),
    (
        "/metadataStatement/iconDark",
        r#""https://example.org/icon.png""#,
        "entry 0, metadataStatement.iconDark: not of the form that it should have",
    ),
    (
        "/metadataStatement/icon",
        r#""data:text/html\u001b[2J\n;base64,AAAA""#,
        "entry 0, metadataStatement.icon: not of the form that it should have",
    ),
    (
        "/metadataStatement/iconDark",
        r#""data:image/png\u001b[2J;base64,AAAA""#,
        "entry 0, metadataStatement.iconDark: not of the form that it should have",
    ),
    (
        "/metadataStatement/aaguid",
        r#""02020202-0202-0202-0202-020202020202""#,
        "entry 0, metadataStatement.aaguid: something else than the entry says",
    ),
    (
        "/metadataStatement/authenticatorGetInfo",
        "7",
        "entry 0, metadataStatement.authenticatorGetInfo: another type than it may have",
    ),
    (
        "/metadataStatement/authenticatorGetInfo/aaguid",
        r#""02020202020202020202020202020202""#,
        "entry 0, metadataStatement.authenticatorGetInfo.aaguid: something else than the entry says",
    ),
    (
        "/metadataStatement/authenticatorGetInfo/aaguid",
        r#""AQEBAQEBAQEBAQEBAQEBAQ==""#,
        "entry 0, metadataStatement.authenticatorGetInfo.aaguid: not of the form that it should have",
    ),
    (
        "/metadataStatement/authenticatorGetInfo/options",
        r#"{ "rk": 1 }"#,
        "entry 0, metadataStatement.authenticatorGetInfo.options: another type than it may have",
    ),
    (
        "/metadataStatement/attestationRootCertificates",
        r#""x""#,
        "entry 0, metadataStatement.attestationRootCertificates: another type than it may have",
    ),
    (
        "/metadataStatement/attestationRootCertificates/0",
        r#""*""#,
        "entry 0, metadataStatement.attestationRootCertificates[0]: a root that is not base64",
    ),
    (
        "/metadataStatement/attestationRootCertificates/0",
        "7",
        "entry 0, metadataStatement.attestationRootCertificates[0]: a root that is another type than it may have",
    ),
    (
        "/metadataStatement/attestationRootCertificates/0",
        r#""MAA=""#,
        "entry 0, metadataStatement.attestationRootCertificates[0]: a root that cannot be read: X.509 certificate: ends too early (at byte 2)",
    ),
    ("/statusReports", "null", "entry 0, statusReports: a member that is missing"),
    ("/statusReports", "{}", "entry 0, statusReports: another type than it may have"),
    ("/statusReports/0", r#""REVOKED""#, "entry 0, statusReports[0]: another type than it may have"),
    (
        "/statusReports/0/status",
        r#""ON_FIRE""#,
        "entry 0, statusReports[0].status: a value that is not known",
    ),
    ("/statusReports/0/status", "7", "entry 0, statusReports[0].status: another type than it may have"),
    (
        "/statusReports/0/effectiveDate",
        r#""2025-13-01""#,
        "entry 0, statusReports[0].effectiveDate: a date that no calendar has",
    ),
    (
        "/statusReports/0/sunsetDate",
        "0",
        "entry 0, statusReports[0].sunsetDate: another type than it may have",
    ),
    (
        "/statusReports/0/certificate",
        r#""*""#,
        "entry 0, statusReports[0].certificate: not of the form that it should have",
    ),
    ("/statusReports/0/novel", "0", "entry 0, statusReports[0].novel: a member that is not known"),
];

// attack: mds-bad-entry
#[test]
fn accepts_the_rest_of_an_entry_in_which_one_thing_is_wrong() {
    for (pointer, value, expected) in DEFECTS {
        let value: Value = serde_json::from_str(value).unwrap();
        let blob = read(vec![with(pointer, value), entry(2)]);
        assert_eq!(ignored(&blob), [*expected], "{pointer}");
        // The entry is found all the same, and so is the other, with all that it has.
        assert!(matches!(blob.by_aaguid(aaguid(1)), LookUp::Found(entry) if entry.place() == 0), "{pointer}");
        let LookUp::Found(other) = blob.by_aaguid(aaguid(2)) else { panic!("{pointer}") };
        assert!(other.roots()[0].anchor().is_ok() && other.statement().icon().is_some());
        let own = blob.entries().next().unwrap();
        let is_root = pointer.contains("Root") || *pointer == "/metadataStatement";
        assert_eq!(own.roots().iter().any(|root| root.anchor().is_ok()), !is_root, "{pointer}");
    }
}

// attack: mds-bad-entry
#[test]
fn accepts_the_other_entries_beside_one_that_is_none() {
    let cases = [
        (json!(7), "entry 0, : another type than it may have"),
        (json!({}), "entry 0, : no identifier to be found by"),
        (json!({ "aaguid": "x" }), "entry 0, aaguid: not of the form that it should have"),
    ];
    for (value, expected) in cases {
        let blob = read(vec![value, entry(2)]);
        assert_eq!(ignored(&blob)[0], expected);
        assert_eq!(*blob.entries().next().unwrap().identity(), Identity::None);
        assert!(matches!(blob.by_aaguid(aaguid(2)), LookUp::Found(entry) if entry.place() == 1));
        assert_eq!(blob.entry_count(), 2);
    }
}

/// An entry of this text beside one with nothing wrong in it.
fn beside(text: &str) -> Blob {
    let payload = format!(r#"{{"no":7,"nextUpdate":"2026-02-01","entries":[{text},{}]}}"#, entry(2));
    Scene { raw_payload: Some(payload.into_bytes()), ..Scene::new() }.verify().unwrap()
}

// attack: mds-bad-entry
#[test]
fn accepts_an_entry_with_members_that_nobody_could_expect() {
    let text = entry(1).to_string();
    let with = |members: &str| beside(&text.replacen('{', &format!("{{{members},"), 1));
    let deep = format!("\"novel\":{}1{}", "[".repeat(99_999), "]".repeat(99_999));
    let unknown = "entry 0, novel: a member that is not known";
    let half = r#"entry 0, "\ud800": a member that is not known"#;
    for (members, expected) in [(&*deep, unknown), (r#""\ud800":1"#, half)] {
        let blob = with(members);
        assert!(matches!(blob.by_aaguid(aaguid(1)), LookUp::Found(entry) if entry.place() == 0));
        assert_eq!(ignored(&blob), [expected]);
    }
    // One member too many is in the way of no other, wherever it stands.
    let many: Vec<String> = (0..MAX_MEMBERS).map(|at| format!("\"novel{at}\":0")).collect();
    let blob = with(&many.join(","));
    let LookUp::Found(found) = blob.by_aaguid(aaguid(1)) else { panic!("lost") };
    assert_eq!(found.statement().description(), Some("Model"));
    assert_eq!(found.status_reports()[0].status(), Some(Status::FidoCertifiedL1));
    assert!(found.roots()[0].anchor().is_ok());
    let reported = ignored(&blob);
    assert_eq!(reported.len(), MAX_MEMBERS + 1);
    assert_eq!(reported[0], "entry 0, : more elements than it may have");
    let own = entry(1).as_object().unwrap().len();
    assert_eq!(ignored(&with(&many[own..].join(","))).len(), MAX_MEMBERS - own);
}

/// A member with nearly the right name is not the one that has to be there.
#[test]
fn accepts_an_entry_without_status_reports_and_says_so() {
    let text = entry(1).to_string();
    for name in ["StatusReports", "statusReports ", "statusreports"] {
        let blob = beside(&text.replace("statusReports", name));
        assert!(blob.entries().next().unwrap().status_reports().is_empty());
        assert_eq!(
            ignored(&blob),
            [
                "entry 0, statusReports: a member that is missing".to_owned(),
                format!("entry 0, {name}: a member that is not known"),
            ]
        );
    }
    assert_eq!(ignored(&beside(&text.replace("statusReports", "\\u0073tatusReports"))), [""; 0]);
}

/// A member that stands there twice says two things, so that it says nothing.
#[test]
fn accepts_an_entry_without_the_members_that_stand_there_twice() {
    let text = entry(1).to_string();
    let doubled = |from: &str, to: &str| {
        let text = text.replacen(from, to, 1);
        let payload = format!(r#"{{"no":7,"nextUpdate":"2026-02-01","entries":[{text}]}}"#);
        Scene { raw_payload: Some(payload.into_bytes()), ..Scene::new() }.verify().unwrap()
    };
    let blob = doubled(r#""statusReports":"#, r#""statusReports":[],"statusReports":"#);
    assert_eq!(ignored(&blob), ["entry 0, statusReports: twice in its object"]);
    assert_eq!(only(&blob).status_reports()[0].status(), None);
    let blob = doubled(r#""metadataStatement":"#, r#""metadataStatement":{},"metadataStatement":"#);
    assert_eq!(ignored(&blob)[0], "entry 0, metadataStatement: twice in its object");
    assert!(only(&blob).roots().is_empty());
    let blob = doubled(r#""aaguid":"#, &format!(r#""aaguid":"{}","aaguid":"#, aaguid(2)));
    assert!(
        matches!(blob.by_aaguid(aaguid(1)), LookUp::Unknown)
            && matches!(blob.by_aaguid(aaguid(2)), LookUp::Unknown)
    );
    assert_eq!(ignored(&blob)[0], "entry 0, aaguid: twice in its object");
}

#[test]
fn accepts_two_hundred_entries_of_which_half_have_an_impossible_date_in_a_root() {
    let good = TestAuthority::from_seed(b"good").root_builder().validity(NOW - DAY, 1_772_236_800).build();
    let date = der::time(1_772_236_800);
    let at = good.windows(date.len()).position(|window| window == date).unwrap();
    // 2026-02-28 becomes 2026-02-29, which no calendar has.
    assert_eq!(date[2..], *b"260228000000Z");
    let mut bad = good.clone();
    bad[at + 7] = b'9';
    let entries = (0..200_u8).map(|number| {
        let mut entry = entry(number);
        entry["aaguid"] = Value::from(format!("{:032x}", u32::from(number) + 1));
        let root = if number % 2 == 0 { &good } else { &bad };
        entry["metadataStatement"]["attestationRootCertificates"][0] = STANDARD.encode(root).into();
        entry
    });
    let blob = read(entries.collect());
    assert_eq!(blob.entry_count(), 200);
    let reported: Vec<_> = blob
        .ignored()
        .into_iter()
        .filter(|ignored| matches!(ignored.reason(), IgnoredReason::Root(_)))
        .map(|ignored| ignored.entry().unwrap())
        .collect();
    assert_eq!(reported, (1..200).step_by(2).collect::<Vec<_>>());
    for (place, entry) in blob.entries().enumerate() {
        let number = u32::try_from(place).unwrap() + 1;
        let found = blob.by_aaguid(Aaguid::new(u128::from(number).to_be_bytes()));
        assert!(matches!(found, LookUp::Found(found) if found.place() == place));
        assert_eq!(entry.statement().description(), Some("Model"));
        assert_eq!(entry.status_reports()[0].status(), Some(Status::FidoCertifiedL1));
        match entry.roots()[0].anchor() {
            Ok(_) => assert_eq!(place % 2, 0),
            Err(RootError::Certificate(error)) => {
                assert_eq!((error.kind(), place % 2), (ErrorKind::ImpossibleTime, 1));
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn accepts_roots_with_white_space_and_keeps_the_others_beside_a_bad_one() {
    let digits = STANDARD.encode(TestAuthority::from_seed(&[1]).root());
    let (first, rest) = digits.split_at(64);
    let roots = json!([format!(" {digits}"), format!("{first}\n{rest}\r\n"), "-_8=", digits]);
    let blob = read(vec![with("/metadataStatement/attestationRootCertificates", roots)]);
    let roots = only(&blob).roots();
    assert_eq!(roots.iter().map(|root| root.anchor().is_ok()).collect::<Vec<_>>(), [true, true, false, true]);
    assert_eq!(roots[0], roots[3]);
    assert_eq!(roots[2].anchor(), Err(&RootError::Base64));
    // They are decoded once, and lent out.
    assert!(core::ptr::eq(roots, only(&blob).roots()));
    let many = vec![Value::from("MAA="); MAX_ROOTS + 1];
    let blob = read(vec![with("/metadataStatement/attestationRootCertificates", many.into())]);
    assert!(only(&blob).roots().is_empty());
    let long = Value::from("A".repeat(49_153));
    let blob = read(vec![with("/metadataStatement/attestationRootCertificates/0", long)]);
    assert_eq!(only(&blob).roots()[0].anchor(), Err(&RootError::Malformed(Malformed::TooMany)));
}

#[test]
fn accepts_a_bound_on_what_is_reported_of_a_blob() {
    // Each entry has two things to report: that there is nothing to find it by, and that nothing is said of it.
    let count = |entries: usize| read(vec![json!({}); entries]).ignored().len();
    let most = MAX_IGNORED_OF_BLOB / 2;
    assert_eq!((count(most - 1), count(most)), (MAX_IGNORED_OF_BLOB - 2, MAX_IGNORED_OF_BLOB));
    assert_eq!((count(most + 1), count(MAX_ENTRIES)), (MAX_IGNORED_OF_BLOB, MAX_IGNORED_OF_BLOB));
}

/// An entry by key identifiers.
fn by_keys(number: u8, keys: Value) -> Value {
    let mut entry = entry(number);
    entry.as_object_mut().unwrap().remove("aaguid");
    entry["attestationCertificateKeyIdentifiers"] = keys;
    entry
}

// attack: mds-bad-entry
#[test]
fn accepts_the_key_identifiers_beside_one_that_is_none() {
    let good = "0a".repeat(20);
    let blob = read(vec![by_keys(1, json!([good, "xx", 7]))]);
    assert!(matches!(blob.by_key_identifier(&[10; 20]), LookUp::Found(_)));
    assert_eq!(*only(&blob).identity(), Identity::KeyIdentifiers(vec![[10; 20]]));
    assert_eq!(
        ignored(&blob)[..2],
        [
            "entry 0, attestationCertificateKeyIdentifiers[1]: not of the form that it should have",
            "entry 0, attestationCertificateKeyIdentifiers[2]: another type than it may have",
        ]
    );
    // None that is good is no identifier, and an entry of U2F is not one of UAF for that.
    for keys in [json!(["xx"]), json!([]), json!({})] {
        let mut entry = by_keys(1, keys);
        entry["aaid"] = "0001#0001".into();
        let blob = read(vec![entry]);
        assert_eq!(*only(&blob).identity(), Identity::None);
        assert!(!ignored(&blob).is_empty());
    }
    let blob = read(vec![by_keys(1, json!([]))]);
    assert_eq!(ignored(&blob)[0], "entry 0, : no identifier to be found by");
}

#[test]
fn accepts_as_much_as_the_bounds_say_and_no_more() {
    let keys: Vec<String> = (0..=MAX_KEY_IDENTIFIERS).map(|number| format!("{number:040x}")).collect();
    let blob = read(vec![by_keys(1, json!(keys[1..]))]);
    assert!(
        matches!(only(&blob).identity(), Identity::KeyIdentifiers(keys) if keys.len() == MAX_KEY_IDENTIFIERS)
    );
    let blob = read(vec![by_keys(1, json!(keys))]);
    assert_eq!(*only(&blob).identity(), Identity::None);
    assert_eq!(
        ignored(&blob)[0],
        "entry 0, attestationCertificateKeyIdentifiers: more elements than it may have"
    );

    let reports = |count: usize| read(vec![with("/statusReports", json!(vec![json!({}); count]))]);
    assert_eq!(only(&reports(MAX_STATUS_REPORTS)).status_reports().len(), MAX_STATUS_REPORTS);
    let blob = reports(MAX_STATUS_REPORTS + 1);
    let [report] = &only(&blob).status_reports()[..] else { panic!("more than one") };
    assert_eq!(report.status(), None);
    assert_eq!(ignored(&blob), ["entry 0, statusReports: more elements than it may have"]);

    let icon = |bytes: usize| {
        let url = format!("data:image/png;base64,{}", STANDARD.encode(vec![0; bytes]));
        let blob = read(vec![with("/metadataStatement/icon", url.into())]);
        let found = only(&blob).statement().icon().map(|icon| icon.bytes().len());
        (found, ignored(&blob).len())
    };
    assert_eq!(icon(MAX_ICON_BYTES), (Some(MAX_ICON_BYTES), 0));
    assert_eq!(icon(MAX_ICON_BYTES + 1), (None, 1));
    assert_eq!(icon(MAX_ICON_BYTES * 2), (None, 1));

    let elements = |count: usize| {
        let blob =
            read(vec![with("/metadataStatement/authenticatorGetInfo/versions", json!(vec!["x"; count]))]);
        only(&blob).statement().get_info().unwrap().versions().len()
    };
    assert_eq!((elements(MAX_ELEMENTS), elements(MAX_ELEMENTS + 1)), (MAX_ELEMENTS, 0));

    let names = |count: usize| {
        let names: serde_json::Map<_, _> = (0..count).map(|at| (at.to_string(), "x".into())).collect();
        let blob = read(vec![with("/metadataStatement/friendlyNames", names.into())]);
        (only(&blob).statement().friendly_names().len(), ignored(&blob).len())
    };
    assert_eq!((names(MAX_MEMBERS), names(MAX_MEMBERS + 1)), ((MAX_MEMBERS, 0), (0, 1)));
}

#[test]
fn accepts_pictures_that_are_images() {
    let icon = |media_type: &str| {
        let url = format!("data:{media_type};base64,AAAA");
        let blob = read(vec![with("/metadataStatement/icon", url.into())]);
        let statement = only(&blob).statement();
        let found = statement.icon().map(|icon| icon.media_type().to_owned());
        assert_eq!(found.is_none(), ignored(&blob).len() == 1);
        found
    };
    let longest = format!("image/{}", "x".repeat(58));
    for media_type in ["image/png", "image/svg+xml", "Image/PNG", "image/vnd.microsoft.icon", &longest] {
        assert_eq!(icon(media_type).as_deref(), Some(media_type));
    }
    for media_type in [
        "",
        "image",
        "image/",
        "text/html",
        "text/html\u{1b}[2J\n",
        "image/png\u{1b}[2J",
        "image/png/x",
        "image/png;charset=utf-8",
        "image/p\u{e4}g",
        " image/png",
        &format!("{longest}x"),
    ] {
        assert_eq!(icon(media_type), None, "{media_type:?}");
    }
}

#[test]
fn accepts_what_is_said_of_keys_and_of_devices_that_are_not_to_be_trusted() {
    let is_restricted = |value: Value| {
        only(&read(vec![with("/metadataStatement/isKeyRestricted", value)])).statement().is_key_restricted()
    };
    assert!(!is_restricted(json!(false)) && is_restricted(json!(true)));
    // Whoever says nothing, or nothing that can be read, means yes.
    assert!(is_restricted(Value::Null) && is_restricted(json!("false")));

    let mut entry = entry(1);
    entry["rogueListURL"] = "https://example.org/rogues".into();
    entry["rogueListHash"] = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".into();
    let blob = read(vec![entry.clone()]);
    let rogues = only(&blob).rogue_list().unwrap();
    assert_eq!(rogues.url(), "https://example.org/rogues");
    assert_eq!(rogues.hash(), Some("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"));
    assert_eq!(ignored(&blob), [""; 0]);
    entry["rogueListHash"] = 7.into();
    let blob = read(vec![entry]);
    assert_eq!(only(&blob).rogue_list().unwrap().hash(), None);
    assert_eq!(ignored(&blob), ["entry 0, rogueListHash: another type than it may have"]);
    let blob = read(vec![with("/rogueListHash", "x".into())]);
    assert_eq!(only(&blob).rogue_list(), None);
}

#[test]
fn accepts_the_certificates_that_a_report_names_with_their_keys() {
    let authority = TestAuthority::from_seed(&[9]);
    let (root, intermediate) = (authority.root(), authority.intermediate_builder().build());
    let concerns = |report: Value| {
        only(&read(vec![with("/statusReports/0", report)])).status_reports()[0].concerns().clone()
    };
    let encoded = |der: &[u8]| STANDARD.encode(der);
    let named = |concerns: &Concerns| match concerns {
        Concerns::Everything => Vec::new(),
        Concerns::Certificates(named) => {
            named.iter().map(|named| (named.der().to_vec(), named.public_key().map(<[u8]>::to_vec))).collect()
        }
    };
    let with_key = |der: &[u8]| {
        let key = Certificate::parse(der).unwrap().public_key_bytes().unwrap().to_vec();
        (der.to_vec(), Some(key))
    };
    let status = "ATTESTATION_KEY_COMPROMISE";
    let both = concerns(
        json!({ "status": status, "certificate": encoded(&root), "batchCertificate": encoded(&intermediate) }),
    );
    assert_eq!(named(&both), [with_key(&root), with_key(&intermediate)]);
    for (member, der) in [("certificate", &root), ("batchCertificate", &intermediate)] {
        assert_eq!(named(&concerns(json!({ "status": status, member: encoded(der) }))), [with_key(der)]);
    }
    // One that cannot be read has no key; one that is no certificate at all makes the report one of everything.
    let unreadable = concerns(json!({ "status": status, "certificate": "MAA=" }));
    assert_eq!(named(&unreadable), [(vec![0x30, 0], None)]);
    let other = json!({ "status": status, "certificate": encoded(&root), "batchCertificate": "*" });
    assert_eq!(concerns(other), Concerns::Everything);
}

#[test]
fn accepts_a_bound_on_what_is_reported_of_one_entry() {
    let mut entries = vec![entry(1)];
    entries[0]["statusReports"] = (0..200).map(|_| json!({ "a": 1, "b": 1 })).collect();
    assert_eq!(read(entries).ignored().len(), MAX_IGNORED);
}

// attack: mds-duplicate-entry
#[test]
fn refuses_to_choose_between_two_entries_of_one_model() {
    let keys = |number: u8, keys: &[&str]| by_keys(number, json!(keys));
    let (one, two, three) = ("01".repeat(20), "02".repeat(20), "03".repeat(20));
    let mut upper = entry(1);
    upper["aaguid"] = aaguid(1).to_string().to_uppercase().replace('-', "").into();
    let blob = read(vec![entry(1), entry(2), upper, keys(3, &[&one, &two, &two]), keys(4, &[&one, &three])]);
    assert!(matches!(blob.by_aaguid(aaguid(1)), LookUp::Ambiguous));
    assert!(matches!(blob.by_aaguid(aaguid(2)), LookUp::Found(entry) if entry.place() == 1));
    assert!(matches!(blob.by_key_identifier(&[1; 20]), LookUp::Ambiguous));
    assert!(matches!(blob.by_key_identifier(&[2; 20]), LookUp::Found(entry) if entry.place() == 3));
    assert!(matches!(blob.by_key_identifier(&[3; 20]), LookUp::Found(entry) if entry.place() == 4));
    let reported: Vec<_> = blob
        .ignored()
        .into_iter()
        .filter(|ignored| *ignored.reason() == IgnoredReason::Ambiguous)
        .map(|ignored| ignored.entry())
        .collect();
    assert_eq!(reported, [Some(0), Some(2), Some(3), Some(4)]);
}

// attack: mds-zero-aaguid
#[test]
fn refuses_to_find_anything_by_an_aaguid_that_is_all_zero() {
    let blob = read(vec![entry(0)]);
    assert!(matches!(blob.by_aaguid(aaguid(0)), LookUp::Unknown));
    assert_eq!(*only(&blob).identity(), Identity::None);
    assert_eq!(ignored(&blob), ["entry 0, aaguid: the AAGUID of no model"]);
}

#[test]
fn accepts_one_kind_of_identifier_and_finds_nothing_by_another() {
    let mut both = entry(1);
    both["attestationCertificateKeyIdentifiers"] = json!(["01".repeat(20)]);
    both["aaid"] = "0001#0001".into();
    let mut uaf = entry(2);
    uaf.as_object_mut().unwrap().remove("aaguid");
    uaf["aaid"] = "0002#0002".into();
    // A key identifier of the bytes of an AAGUID is another thing.
    let blob = read(vec![both, uaf]);
    assert!(matches!(blob.by_aaguid(aaguid(1)), LookUp::Found(_)));
    assert!(matches!(blob.by_key_identifier(&[1; 20]), LookUp::Unknown));
    assert_eq!(*blob.entries().nth(1).unwrap().identity(), Identity::Aaid("0002#0002".into()));
    assert_eq!(
        ignored(&blob),
        [
            "entry 0, attestationCertificateKeyIdentifiers: an identifier of a second kind",
            "entry 0, aaid: an identifier of a second kind",
        ]
    );
}

#[test]
fn accepts_what_changed_since_a_day() {
    let changed = |number: u8, date: Value| {
        let mut entry = entry(number);
        entry["timeOfLastStatusChange"] = date;
        entry
    };
    let blob = read(vec![
        changed(1, json!("2025-12-31")),
        changed(2, json!("2026-01-01")),
        changed(3, json!("2026-01-02")),
        changed(4, Value::Null),
        changed(5, json!("2025-02-30")),
    ]);
    let since = |day: &str| {
        blob.changed_since(Date::parse(day).unwrap()).map(|entry| entry.place()).collect::<Vec<_>>()
    };
    assert_eq!(since("2026-01-01"), [1, 2, 3, 4]);
    assert_eq!(since("2026-01-03"), [3, 4]);
    assert_eq!(since("2000-01-01").len(), 5);
}

#[test]
fn accepts_as_changed_what_comes_into_effect_since_a_day() {
    let dated = |number: u8, report: Value| {
        let mut entry = entry(number);
        entry["timeOfLastStatusChange"] = json!("2025-12-01");
        entry["statusReports"] = json!([{ "status": "FIDO_CERTIFIED" }, report]);
        entry
    };
    let blob = read(vec![
        dated(1, json!({ "status": "REVOKED", "effectiveDate": "2025-12-25" })),
        dated(2, json!({ "status": "REVOKED", "effectiveDate": "2025-12-19" })),
        dated(3, json!({ "status": "FIDO_CERTIFIED_L1", "sunsetDate": "2025-12-20" })),
        dated(4, json!({ "status": "REVOKED", "effectiveDate": "2025-02-30" })),
        dated(5, json!({ "status": "RETIRED" })),
    ]);
    let changed = blob.changed_since(Date::parse("2025-12-20").unwrap());
    assert_eq!(changed.map(|entry| entry.place()).collect::<Vec<_>>(), [0, 2, 3]);
}

#[test]
fn accepts_reports_in_effect_between_their_dates() {
    let effect = |from: Value, until: Value| {
        let mut entry = entry(1);
        entry["statusReports"] = json!([{ "status": "REVOKED", "effectiveDate": from, "sunsetDate": until }]);
        only(&read(vec![entry])).status_reports()[0].effect(NOW)
    };
    let (past, today, future, bad) = ("2025-12-31", "2026-01-01", "2026-01-02", "2026-02-30");
    assert_eq!(effect(Value::Null, Value::Null), Effect::InEffect);
    assert_eq!(effect(today.into(), Value::Null), Effect::InEffect);
    assert_eq!(effect(future.into(), Value::Null), Effect::NotInEffect);
    assert_eq!(effect(past.into(), future.into()), Effect::InEffect);
    assert_eq!(effect(past.into(), today.into()), Effect::NotInEffect);
    assert_eq!(effect(bad.into(), Value::Null), Effect::Unclear);
    assert_eq!(effect(bad.into(), past.into()), Effect::NotInEffect);
    assert_eq!(effect(future.into(), bad.into()), Effect::NotInEffect);
    assert_eq!(effect(past.into(), bad.into()), Effect::Unclear);
}

#[test]
fn accepts_the_latest_report_in_effect_as_the_current_one() {
    let current = |reports: &[(&str, Option<&str>)]| {
        let report =
            |(status, date): &(&str, Option<&str>)| json!({ "status": status, "effectiveDate": date });
        let mut entry = entry(1);
        entry["statusReports"] = reports.iter().map(report).collect();
        only(&read(vec![entry])).current_status(NOW).map(|report| report.place())
    };
    let (early, late, future) = (Some("2025-01-01"), Some("2025-06-01"), Some("2026-01-02"));
    for (reports, place) in [
        (&[][..], None),
        (&[("REVOKED", future)], None),
        (&[("RETIRED", late), ("FIDO_CERTIFIED_L1", early)], Some(0)),
        (&[("FIDO_CERTIFIED_L1", early), ("RETIRED", None)], Some(1)),
        (&[("FIDO_CERTIFIED_L1", early), ("SOMETHING_NEW", late), ("REVOKED", future)], Some(1)),
        // What says no level hides none of the same day, and any other of it.
        (&[("FIDO_CERTIFIED_L2", late), ("FIDO_CERTIFIED", late)], Some(0)),
        (&[("FIDO_CERTIFIED_L2", early), ("FIDO_CERTIFIED", late)], Some(1)),
        (&[("RETIRED", late), ("FIDO_CERTIFIED", late)], Some(1)),
    ] {
        assert_eq!(current(reports), place, "{reports:?}");
    }
}

#[test]
fn accepts_every_name_of_a_status_as_itself() {
    for status in Status::ALL {
        assert_eq!(Status::from_name(status.name()), status);
    }
    for name in ["", "unknown", "revoked", "REVOKED "] {
        assert_eq!(Status::from_name(name), Status::Unknown);
    }
}

#[test]
fn accepts_every_entry_that_was_published_or_says_what_of_it_was_ignored() {
    for file in published() {
        let blob = file.verify(&file.verifier(), file.at).unwrap();
        let mut by_identity: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut roots, mut anchors, mut icons) = (0, 0, 0);
        for entry in blob.entries() {
            let found = match entry.identity() {
                Identity::Aaguid(aaguid) => {
                    assert!(
                        matches!(blob.by_aaguid(*aaguid), LookUp::Found(found) if found.place() == entry.place())
                    );
                    "aaguid"
                }
                Identity::KeyIdentifiers(keys) => {
                    for key in keys {
                        assert!(matches!(blob.by_key_identifier(key), LookUp::Found(_)));
                    }
                    "key identifiers"
                }
                Identity::Aaid(_) => "aaid",
                Identity::None => "none",
            };
            *by_identity.entry(found).or_default() += 1;
            let statement = entry.statement();
            assert!(statement.description().is_some_and(|text| !text.is_empty()));
            assert!(!statement.attestation_types().is_empty() && !entry.status_reports().is_empty());
            assert!(entry.status_reports().iter().all(|report| report.effect(file.at) != Effect::Unclear));
            roots += entry.roots().len();
            anchors += entry.roots().iter().filter(|root| root.anchor().is_ok()).count();
            icons += usize::from(statement.icon().is_some());
        }
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for ignored in blob.ignored() {
            println!("{}: {ignored}", file.name);
            *reasons.entry(ignored.reason().to_string()).or_default() += 1;
        }
        println!(
            "{}: {by_identity:?}, {anchors} of {roots} roots, {icons} icons, ignored: {reasons:?}",
            file.name
        );
        assert!(!by_identity.contains_key("none"));
        assert_eq!(by_identity.values().sum::<usize>(), blob.entry_count());
        let refused = blob
            .ignored()
            .iter()
            .filter(|ignored| matches!(ignored.reason(), IgnoredReason::Root(_)))
            .count();
        assert_eq!(roots - anchors, refused, "{}", file.name);
    }
}
