//! `mds diff`: what changed in one entry, one thing at a time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::Crypto as _;
use countersign_authenticator::{Algorithm, MetadataBlob, SigningKey, TestAuthority};
use countersign_cose::RUST_CRYPTO;
use serde_json::{Value, json};

use crate::mds::{AT, GOOD, HOST, authority, entry, write, write_root};
use crate::run::{run, scratch};

/// An entry with two reports of one day and one without.
fn model() -> Value {
    let reports = [
        ("FIDO_CERTIFIED_L1", "2025-01-01"),
        ("UPDATE_AVAILABLE", "2025-01-01"),
        ("ATTESTATION_KEY_COMPROMISE", "2025-06-01"),
    ];
    entry(GOOD, "A model", &authority().root(), &reports)
}

/// The lines about the one entry, and the changes of it as objects.
fn difference(name: &str, old: &Value, new: &Value) -> (Vec<String>, Value) {
    let folder = scratch(&format!("mds-diff-{name}"));
    let file = |name: &str, number, entry: &Value| {
        let blob = MetadataBlob::new(&authority(), HOST).number(number).entry(entry.clone()).build();
        write(&folder, name, blob.as_bytes())
    };
    let (old, new, root) = (file("old.jwt", 1, old), file("new.jwt", 2, new), write_root(&folder));
    let compare = |format| {
        run(&["mds", "diff", &old, &new, "--root", &root, "--host", HOST, "--at", AT, "--format", format])
    };
    let done = compare("text");
    assert_eq!((done.code, done.errors.as_str()), (0, ""), "{name}");
    let lines = done.lines().into_iter().skip(1).map(str::to_owned).collect();
    let document: Value = serde_json::from_str(&compare("json").output).unwrap();
    (lines, document["changed"][0]["changes"].clone())
}

/// Changes a model in one place, and expects one change.
fn assert_change(name: &str, change: impl Fn(&mut Value), what: &str, removed: &[&str], added: &[&str]) {
    let (old, mut new) = (model(), model());
    change(&mut new);
    let (lines, changes) = difference(name, &old, &new);
    assert_eq!(changes, json!([{ "what": what, "removed": removed, "added": added }]), "{name}");
    assert_eq!(lines.last().unwrap(), "0 added, 0 removed, 1 changed, 0 unchanged", "{name}");
    let mut expected: Vec<String> = removed.iter().map(|text| format!("    {what}: - {text}")).collect();
    expected.extend(added.iter().map(|text| format!("    {what}: + {text}")));
    if expected.is_empty() {
        expected.push(format!("    {what}"));
    }
    let said: Vec<_> = lines.into_iter().filter(|line| line.starts_with("    ")).collect();
    assert_eq!(said, expected, "{name}");
}

fn hash(der: &[u8]) -> String {
    let digest = RUST_CRYPTO.sha256(&[der]);
    format!("SHA-256 {}", countersign_vectors::hex::encode(&digest))
}

#[test]
fn accepts_a_compromise_of_one_certificate_that_becomes_one_of_the_model() {
    let certificate = TestAuthority::from_seed(b"compromised").root();
    let compromised = &|entry: &mut Value, der: &[u8]| {
        entry["statusReports"][2]["certificate"] = STANDARD.encode(der).into();
    };
    let of_model = "ATTESTATION_KEY_COMPROMISE 2025-06-01";
    let of_one = format!("{of_model}, about the certificate {}", hash(&certificate));
    assert_change("scope", |entry| compromised(entry, &certificate), "status", &[of_model], &[&of_one]);
    // Another certificate is another scope.
    let other = TestAuthority::from_seed(b"other").root();
    let (mut old, mut new) = (model(), model());
    compromised(&mut old, &certificate);
    compromised(&mut new, &other);
    let (_, changes) = difference("scope-of-another", &old, &new);
    let added = format!("{of_model}, about the certificate {}", hash(&other));
    assert_eq!(changes, json!([{ "what": "status", "removed": [of_one], "added": [added] }]));
}

#[test]
fn accepts_every_member_of_a_report_as_a_change() {
    let before = "FIDO_CERTIFIED_L1 2025-01-01";
    for (member, value, said) in [
        ("sunsetDate", json!("2027-01-01"), "until 2027-01-01"),
        ("authenticatorVersion", json!(3), "authenticator version 3"),
        ("certificateNumber", json!("A1"), "certificate A1"),
        ("certificationPolicyVersion", json!("1.4"), "policy version 1.4"),
        ("certificationRequirementsVersion", json!("1.5"), "requirements version 1.5"),
        ("certificationProfiles", json!(["consumer"]), "profile consumer"),
        ("fipsRevision", json!(3), "FIPS revision 3"),
        ("fipsPhysicalSecurityLevel", json!(2), "FIPS physical security level 2"),
        ("certificationDescriptor", json!("A key"), "descriptor A key"),
        ("url", json!("https://vendor.example/"), "url https://vendor.example/"),
    ] {
        let change = |entry: &mut Value| entry["statusReports"][0][member] = value.clone();
        assert_change(member, change, "status", &[before], &[&format!("{before}, {said}")]);
    }
    let change = |entry: &mut Value| entry["statusReports"][0]["effectiveDate"] = "soon".into();
    assert_change(
        "date",
        change,
        "status",
        &[before],
        &["FIDO_CERTIFIED_L1, effectiveDate that cannot be read"],
    );
    let change = |entry: &mut Value| entry["statusReports"][0]["authenticatorVersion"] = "x".into();
    let unreadable = format!("{before}, authenticatorVersion that cannot be read");
    assert_change("unreadable", change, "status", &[before], &[&unreadable]);
}

#[test]
fn accepts_another_order_of_reports_as_a_change() {
    let swap = |entry: &mut Value| entry["statusReports"].as_array_mut().unwrap().swap(0, 1);
    assert_change("order", swap, "order of the status reports", &[], &[]);
    // Also beside a new report, which by itself is no change of the order.
    let add = |entry: &mut Value| {
        let report = json!({ "status": "REVOKED" });
        entry["statusReports"].as_array_mut().unwrap().insert(0, report);
    };
    assert_change("new-report", add, "status", &[], &["REVOKED"]);
    let (old, mut new) = (model(), model());
    swap(&mut new);
    add(&mut new);
    let (_, changes) = difference("order-and-report", &old, &new);
    let what: Vec<_> = changes.as_array().unwrap().iter().map(|change| &change["what"]).collect();
    assert_eq!(what, ["status", "order of the status reports"]);
}

#[test]
fn accepts_another_key_under_the_names_of_a_root_as_a_change() {
    let root = |seed: &[u8]| {
        let key = SigningKey::from_seed(Algorithm::Es256, seed);
        authority().with_root_key(key).root_builder().serial(&[7]).build()
    };
    let (mut old, mut new) = (model(), model());
    old["metadataStatement"]["attestationRootCertificates"] = json!([STANDARD.encode(root(b"one"))]);
    new["metadataStatement"]["attestationRootCertificates"] = json!([STANDARD.encode(root(b"two"))]);
    let (lines, changes) = difference("root", &old, &new);
    let text = |seed: &[u8]| {
        let hash = hash(&root(seed));
        format!("{hash}, expires 2040-01-01T00:00:00Z, serial number 07, CN=Countersign Test Root")
    };
    assert_eq!(changes, json!([{ "what": "root", "removed": [text(b"one")], "added": [text(b"two")] }]));
    assert_eq!(
        lines[1..3],
        [format!("    root: - {}", text(b"one")), format!("    root: + {}", text(b"two"))]
    );
}

#[test]
fn accepts_another_rogue_list_and_another_day_as_a_change() {
    let list = "https://vendor.example/rogue";
    assert_change("rogue", |entry| entry["rogueListURL"] = list.into(), "rogue list", &[], &[list]);
    let (mut old, mut new) = (model(), model());
    old["rogueListURL"] = list.into();
    new["rogueListURL"] = list.into();
    new["rogueListHash"] = "AAAA".into();
    let (_, changes) = difference("rogue-hash", &old, &new);
    let added = format!("hash AAAA, {list}");
    assert_eq!(changes, json!([{ "what": "rogue list", "removed": [list], "added": [added] }]));
    let change = |entry: &mut Value| entry["timeOfLastStatusChange"] = "2025-07-01".into();
    assert_change("day", change, "last status change", &["2025-06-01"], &["2025-07-01"]);
}

#[test]
fn accepts_every_member_of_a_statement_as_a_change() {
    let none: &[&str] = &[];
    let picture = json!("data:image/png;base64,AAAA");
    for (member, value, what, removed, added) in [
        ("description", json!("Another"), "description", &["A model"][..], &["Another"][..]),
        ("alternativeDescriptions", json!({ "de-DE": "Ein" }), "translation", none, &["de-DE: Ein"]),
        ("friendlyNames", json!({ "en-US": "Key" }), "friendly name", none, &["en-US: Key"]),
        ("authenticatorVersion", json!(3), "authenticator version", &["2"], &["3"]),
        ("protocolFamily", json!("u2f"), "protocol family", &["fido2"], &["u2f"]),
        ("schema", json!(3), "schema", none, &["3"]),
        ("upv", json!([{ "major": 1, "minor": 1 }]), "protocol version", &["1.0"], &["1.1"]),
        ("attestationTypes", json!(["basic_full", "anonca"]), "attestation type", none, &["anonca"]),
        (
            "authenticationAlgorithms",
            json!(["ed25519_eddsa_sha512_raw"]),
            "algorithm",
            &["secp256r1_ecdsa_sha256_raw"],
            &["ed25519_eddsa_sha512_raw"],
        ),
        ("publicKeyAlgAndEncodings", json!([]), "public key format", &["cose"], none),
        ("keyProtection", json!(["software"]), "key protection", &["hardware"], &["software"]),
        ("isKeyRestricted", json!(false), "key is restricted", &["yes"], &["no"]),
        (
            "userVerificationDetails",
            json!([[{ "userVerificationMethod": "none" }]]),
            "user verification",
            &["passcode_internal and presence_internal"],
            &["none"],
        ),
        ("matcherProtection", json!(["tee"]), "matcher protection", none, &["tee"]),
        ("cryptoStrength", json!(128), "crypto strength", none, &["128"]),
        ("attachmentHint", json!(["internal"]), "attachment", none, &["internal"]),
        ("tcDisplay", json!(["any"]), "transaction display", none, &["any"]),
        ("supportedExtensions", json!([{ "id": "txAuth" }]), "extension", none, &["txAuth"]),
        ("keyScope", json!("global"), "key scope", none, &["global"]),
        ("multiDeviceCredentialSupport", json!("explicit"), "multi-device credentials", none, &["explicit"]),
        ("icon", picture.clone(), "icon", none, none),
        ("iconDark", picture.clone(), "dark icon", none, none),
        ("providerLogoLight", picture.clone(), "light logo", none, none),
        ("providerLogoDark", picture, "dark logo", none, none),
        ("cxConfigURL", json!("https://vendor.example/"), "credential exchange", none, none),
        ("authenticatorGetInfo", json!({ "versions": ["FIDO_2_1"] }), "authenticatorGetInfo", none, none),
    ] {
        let change = |entry: &mut Value| entry["metadataStatement"][member] = value.clone();
        assert_change(member, change, what, removed, added);
    }
    let (mut old, mut new) = (model(), model());
    old["metadataStatement"]["keyProtection"] = json!(["hardware", "tee"]);
    new["metadataStatement"]["keyProtection"] = json!(["tee", "hardware"]);
    let (_, changes) = difference("form", &old, &new);
    assert_eq!(changes, json!([{ "what": "order or form of the statement", "removed": [], "added": [] }]));
    let change = |entry: &mut Value| entry["rogueListURL"] = 7.into();
    assert_change("unreadable-member", change, "member that cannot be read", &[], &["rogueListURL"]);
    // A change hides no other.
    new["metadataStatement"]["keyProtection"] = json!(["hardware", "tee"]);
    new["metadataStatement"]["description"] = "Another".into();
    new["metadataStatement"]["isKeyRestricted"] = false.into();
    let (_, changes) = difference("several", &old, &new);
    let what: Vec<_> = changes.as_array().unwrap().iter().map(|change| &change["what"]).collect();
    assert_eq!(what, ["description", "key is restricted"]);
}

#[test]
fn accepts_the_same_entry_as_unchanged() {
    let (lines, changes) = difference("same", &model(), &model());
    assert_eq!(
        (lines, changes),
        (vec!["0 added, 0 removed, 0 changed, 1 unchanged".to_owned()], Value::Null)
    );
}
