//! `explain` and `verify` with `--mds`: look-up, policy and path of a recorded registration, each by itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign::Crypto as _;
use countersign_authenticator::{MetadataBlob, TestAuthority};
use countersign_cose::{Hash, RUST_CRYPTO};
use countersign_wire::AttestationObject;
use countersign_x509::Certificate;
use serde_json::{Value, json};

use crate::mds::{AT, HOST, authority, entry, write, write_root};
use crate::run::{Run, assert_golden, providers, run, run_with, scratch, shared, vector};

/// The AAGUID of the model that attests this project's vectors.
const MODEL: &str = "81ec5f1d-585d-f6f4-7fd7-8442636a35c0";

fn recorded(stem: &str) -> Value {
    serde_json::from_slice(&std::fs::read(vector(stem)).unwrap()).unwrap()
}

/// The root of the model that attests a vector.
fn root_of_model(vector: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(vector["attestation"]["trust_anchors"][0].as_str().unwrap()).unwrap()
}

/// The options of metadata with one entry.
fn metadata(name: &str, entry: Value) -> Vec<String> {
    let folder = scratch(name);
    let blob = MetadataBlob::new(&authority(), HOST).entry(entry).build();
    let blob = write(&folder, "blob.jwt", blob.as_bytes());
    ["--mds", &blob, "--mds-root", &write_root(&folder), "--mds-host", HOST, "--mds-at", AT]
        .map(str::to_owned)
        .to_vec()
}

fn run_with_metadata(command: &[&str], file: &str, metadata: &[String]) -> Run {
    let metadata: Vec<&str> = metadata.iter().map(String::as_str).collect();
    run(&[command, &[file], &metadata].concat())
}

/// The outcomes of the steps of the one model in a report.
fn outcomes(done: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&done.output).unwrap();
    let steps = report["models"][0]["steps"].as_array().unwrap();
    let outcome = |step: &Value| {
        format!(
            "{} {}",
            step["step"].as_str().unwrap().trim_start_matches("mds-trust-"),
            step["outcome"].as_str().unwrap()
        )
    };
    steps.iter().map(outcome).collect()
}

#[test]
fn accepts_a_model_that_metadata_vouches_for_and_shows_each_step() {
    let file = vector("registration-packed-es256");
    let root = root_of_model(&recorded("registration-packed-es256"));
    let reports = [("FIDO_CERTIFIED_L1", "2025-01-01"), ("UPDATE_AVAILABLE", "2025-06-01")];
    let metadata = metadata("mds-explain", entry(MODEL, "A good model", &root, &reports));
    let done = run_with_metadata(&["explain"], &file, &metadata);
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    assert_golden("mds-explain.txt", &done.output);
    let done = run_with_metadata(&["explain", "--format", "markdown"], &file, &metadata);
    let line = "**Metadata of packed, A good model: trusted**";
    assert_eq!((done.code, done.lines().contains(&line)), (0, true), "{}", done.output);
    let done = run_with_metadata(&["verify"], &file, &metadata);
    let line = "accepted: registration packed ES256 example.org, attestation basic (trusted by CN=Countersign Test Root), \
                metadata of A good model (trusted), flags up uv at, sign count 0";
    assert_eq!((done.code, done.lines()), (0, vec![line]));
    for provider in providers() {
        let done = run_with_metadata(&["verify", "--provider", provider], &file, &metadata);
        assert_eq!((done.code, done.lines()), (0, vec![line]), "{provider}");
    }
    // What was recorded is not asked.
    let text = recorded("registration-packed-es256");
    let mut text = text;
    text["attestation"]["trust_anchors"] = json!([]);
    let arguments: Vec<&str> = metadata.iter().map(String::as_str).collect();
    let done = run_with(&[&["verify", "-"], &arguments[..]].concat(), text.to_string().as_bytes());
    assert_eq!((done.code, done.lines()), (0, vec![line]));
}

#[test]
fn refuses_a_model_that_is_kept_out_and_shows_that_it_has_a_path() {
    let file = vector("registration-packed-es256");
    let root = root_of_model(&recorded("registration-packed-es256"));
    let metadata = metadata("mds-kept-out", entry(MODEL, "A bad model", &root, &[("REVOKED", "2025-01-01")]));
    let done = run_with_metadata(&["explain"], &file, &metadata);
    assert_eq!((done.code, done.errors.as_str()), (1, ""));
    assert_golden("mds-explain-refused.txt", &done.output);
    let done = run_with_metadata(&["explain", "--format", "json"], &file, &metadata);
    let expected =
        ["look-up passed", "status refused", "attestation-type passed", "algorithm passed", "path passed"];
    assert_eq!((done.code, outcomes(&done)), (1, expected.map(str::to_owned).to_vec()));
    let report: Value = serde_json::from_str(&done.output).unwrap();
    let causes = json!([{ "step": "mds-trust-status", "cause": "REVOKED since 2025-01-01" }]);
    assert_eq!((&report["models"][0]["causes"], &report["step"]), (&causes, &"7.1.24/7.1.24.c".into()));
    // Before that day nothing keeps it out.
    let before = [&metadata[..], &["--at".to_owned(), "2024-12-31".to_owned()]].concat();
    assert_eq!(run_with_metadata(&["verify"], &file, &before).code, 0);
    let done = run_with_metadata(&["explain", "--format", "markdown"], &file, &metadata);
    assert!(done.lines().contains(&"REVOKED since 2025-01-01."), "{}", done.output);
    let done = run_with_metadata(&["verify"], &file, &metadata);
    let metadata = ", metadata of A bad model (not trusted: mds.trust.status (mds-trust-status): REVOKED since 2025-01-01, \
                    expected nothing that keeps it out, got not certified)\n";
    assert!(done.output.starts_with("refused: registration.trust (7.1.24/7.1.24.c): "), "{}", done.output);
    assert!(done.output.ends_with(metadata), "{}", done.output);
}

#[test]
fn refuses_models_that_are_unknown_and_roots_of_others() {
    let file = vector("registration-packed-es256");
    let root = root_of_model(&recorded("registration-packed-es256"));
    let other = TestAuthority::from_seed(b"another").root();
    let mut self_attested = entry(MODEL, "A model", &root, &[]);
    self_attested["metadataStatement"]["attestationTypes"] = json!(["basic_surrogate"]);
    for (name, entry, expected) in [
        (
            "unknown",
            entry("00000000-0000-0000-0000-000000000001", "Another model", &root, &[]),
            [
                "look-up refused",
                "status not reached",
                "attestation-type not reached",
                "algorithm not reached",
                "path not reached",
            ],
        ),
        (
            "other-root",
            entry(MODEL, "A model", &other, &[]),
            [
                "look-up passed",
                "status passed",
                "attestation-type passed",
                "algorithm passed",
                "path refused",
            ],
        ),
        (
            "other-type",
            self_attested,
            [
                "look-up passed",
                "status passed",
                "attestation-type refused",
                "algorithm passed",
                "path passed",
            ],
        ),
    ] {
        let metadata = metadata(&format!("mds-{name}"), entry);
        let done = run_with_metadata(&["explain", "--format", "json"], &file, &metadata);
        assert_eq!((done.code, outcomes(&done)), (1, expected.map(str::to_owned).to_vec()), "{name}");
    }
}

#[test]
fn accepts_a_key_of_u2f_by_its_identifier_and_what_is_not_demanded() {
    let stem = "registration-fido-u2f-es256";
    let recorded = recorded(stem);
    let object = recorded["response"]["response"]["attestationObject"].as_str().unwrap();
    let object = URL_SAFE_NO_PAD.decode(object).unwrap();
    let statement = AttestationObject::parse(&object).unwrap().statement();
    let chain = statement.map().unwrap().find_map(|entry| {
        let (name, value) = entry.unwrap();
        (name.text() == Ok("x5c")).then_some(value)
    });
    let leaf = chain.unwrap().array().unwrap().next().unwrap().unwrap();
    let leaf = Certificate::parse(leaf.bytes().unwrap()).unwrap();
    let identifier = RUST_CRYPTO.digest(Hash::Sha1, &[leaf.public_key_bytes().unwrap()]);
    let identifier = countersign_vectors::hex::encode(identifier.as_bytes());
    let mut entry = entry(MODEL, "A key of U2F", &root_of_model(&recorded), &[]);
    entry.as_object_mut().unwrap().remove("aaguid");
    entry["attestationCertificateKeyIdentifiers"] = json!([identifier]);
    let metadata = metadata("mds-u2f", entry);
    let done = run_with_metadata(&["verify"], &vector(stem), &metadata);
    assert_eq!(
        (done.code, done.output.contains("metadata of A key of U2F (trusted)")),
        (0, true),
        "{}",
        done.output
    );
    // Nothing demands trust here, and what metadata says is told all the same.
    let done = run_with_metadata(&["verify"], &vector("registration-packed-es256-other-anchor"), &metadata);
    let said = "metadata (not trusted: mds.trust.look-up (mds-trust-look-up): ";
    assert_eq!((done.code, done.output.contains(said)), (0, true), "{}", done.output);
}

#[test]
fn accepts_each_part_of_a_compound_statement_as_a_model_of_its_own() {
    let recorded = recorded("registration-compound-es256");
    let entry = entry(MODEL, "A good model", &root_of_model(&recorded), &[]);
    let metadata = metadata("mds-compound", entry);
    let file = vector("registration-compound-es256");
    let done = run_with_metadata(&["explain", "--format", "json"], &file, &metadata);
    let report: Value = serde_json::from_str(&done.output).unwrap();
    let models = report["models"].as_array().unwrap();
    let formats: Vec<_> = models.iter().map(|model| model["format"].as_str().unwrap()).collect();
    assert!(formats.len() > 1 && !formats.contains(&"compound"), "{formats:?}");
}

#[test]
fn accepts_without_metadata_as_before() {
    let done = run(&["explain", &vector("registration-packed-es256"), "--format", "json"]);
    let report: Value = serde_json::from_str(&done.output).unwrap();
    assert_eq!((done.code, report.get("models")), (0, None));
}

#[test]
fn refuses_what_metadata_cannot_judge() {
    let root = root_of_model(&recorded("registration-packed-es256"));
    let metadata = metadata("mds-none", entry(MODEL, "A good model", &root, &[]));
    let blob = metadata[1].clone();
    let mut timeless = recorded("registration-none-es256");
    timeless.as_object_mut().unwrap().remove("attestation");
    let folder = scratch("mds-timeless");
    let timeless = write(&folder, "timeless.json", timeless.to_string().as_bytes());
    for command in ["explain", "verify"] {
        let done = run_with_metadata(&[command], &vector("authentication-discoverable-es256"), &metadata);
        let line = "countersign: --mds: expected a registration, got an authentication\n";
        assert_eq!((done.code, done.output.as_str(), done.errors.as_str()), (2, "", line));
        let done = run_with_metadata(&[command], &timeless, &metadata);
        let line = "countersign: the ceremony does not say when it was recorded: give a time with --at\n";
        assert_eq!((done.code, done.output.as_str(), done.errors.as_str()), (2, "", line));
        let at = [&metadata[..], &["--at".to_owned(), AT.to_owned()]].concat();
        assert_eq!(run_with_metadata(&[command], &timeless, &at).code, 0);
        // A blob that is refused vouches for nobody.
        let file = vector("registration-packed-es256");
        let done = run(&[command, &file, "--mds", &blob, "--mds-at", AT]);
        let start =
            format!("countersign: {blob}: mds.blob.path (mds-blob-path): certificate 1 of the path: ");
        assert_eq!((done.code, done.output.as_str(), done.errors.lines().count()), (2, "", 1));
        assert!(done.errors.starts_with(&start), "{}", done.errors);
        let done = run(&[command, &file, "--at", AT]);
        assert_eq!((done.code, done.errors.contains("--mds <BLOB>")), (2, true), "{}", done.errors);
    }
}

#[test]
fn accepts_registrations_of_real_devices_by_what_the_service_published() {
    let (Some(metadata), Some(folder)) = (shared("mds"), shared("recorded")) else { return };
    let path = |folder: &std::path::Path, name: &str| folder.join(name).to_str().unwrap().to_owned();
    let blob = path(&metadata, "fido-mds3-no31.jwt");
    let verify =
        |name: &str| run(&["verify", &path(&folder, name), "--mds", &blob, "--mds-at", "2023-09-15"]);
    for (name, said) in [
        ("reg-packed-es256-yubikey5-nfc-php.json", "metadata of YubiKey 5 Series with NFC (trusted)"),
        ("reg-fido-u2f-es256-yubico-sky-php.json", "metadata of Security Key by Yubico (trusted)"),
        ("reg-packed-es256-chromium-virtual-swa.json", "metadata (not trusted: mds.trust.look-up"),
        (
            "reg-packed-es256-unipi-virtual-go.json",
            "metadata of Windows Hello Hardware Authenticator (not trusted: mds.trust.path",
        ),
    ] {
        let done = verify(name);
        assert_eq!((done.code, done.output.contains(said)), (0, true), "{name}: {}", done.output);
    }
}
