//! Every folder of vectors, run as the command runs it.

use std::collections::BTreeMap;
use std::path::Path;

use countersign::RUST_CRYPTO;
use countersign_vectors::{Outcome, Test, run_document};
use serde_json::{Value, json};

use crate::shared::{run, shared};

/// Runs a folder whose tests all pass.
fn run_folder(folder: &str, count: usize) {
    let Some(path) = shared(folder) else { return };
    let tests = run(&path);
    let others: Vec<_> = tests.iter().filter(|(_, test)| *test.outcome() != Outcome::Passed).collect();
    assert_eq!(others.len(), 0, "{others:?}");
    assert_eq!(tests.len(), count, "{folder}");
}

#[test]
fn accepts_and_refuses_as_the_specification_does() {
    run_folder("w3c-l3", 32);
}

#[test]
fn accepts_and_refuses_recorded_ceremonies() {
    run_folder("recorded", 119);
}

#[test]
fn accepts_ceremonies_of_real_clients() {
    run_folder("clients", 14);
}

#[test]
fn accepts_and_refuses_the_examples_of_rfc_8949() {
    let Some(path) = shared("cbor") else { return };
    let tests = run(&path);
    let failed: Vec<_> = tests.iter().filter(|(_, test)| *test.outcome() != Outcome::Passed).collect();
    assert_eq!(failed.len(), 0, "{failed:?}");
    let accepted = tests.iter().filter(|(_, test)| test.got().accept() == Some(true)).count();
    assert_eq!((tests.len(), accepted), (82, 38));
}

// attack: sig-ecdsa-integer-overflow
// attack: sig-ecdsa-edge-key
// attack: sig-mldsa-hints
// attack: sig-rsa-digestinfo-ber
// attack: sig-rsa-missing-null
// attack: sig-rsa-padding-garbage
// attack: sig-rsa-block-type
// attack: sig-rsa-wrong-hash
// attack: sig-rsa-primitive
#[test]
fn accepts_and_refuses_as_wycheproof_does() {
    let Some(path) = shared("wycheproof") else { return };
    let tests = run(&path);
    let mut deviations: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for (_, test) in &tests {
        match test.outcome() {
            Outcome::Passed => {}
            Outcome::Deviates(reason) => *deviations.entry(reason).or_default() += 1,
            Outcome::Failed(difference) => failures.push(format!("{}: {difference}", test.id())),
            Outcome::Skipped(reason) => panic!("{}: {reason}", test.id()),
        }
    }
    assert_eq!(failures, Vec::<String>::new());
    for (reason, count) in &deviations {
        println!("{count} differ on purpose: {reason}");
    }
    // How many differ for which reason, so that none slips in or out.
    let counts: Vec<usize> = deviations.values().copied().collect();
    assert_eq!((tests.len(), counts), (6977, vec![61, 63, 6, 12, 1]));
}

#[test]
fn accepts_and_refuses_copies_of_wycheproof_under_other_names() {
    let Some(path) = shared("wycheproof") else { return };
    for (name, deviating) in [
        ("rsa_pss_2048_sha256_mgf1_0_test", 62),
        ("rsa_pss_2048_sha256_mgf1sha1_20_test", 63),
        ("rsa_signature_2048_sha256_test", 1),
        ("mldsa_44_verify_test", 2),
    ] {
        let text = std::fs::read_to_string(path.join(format!("{name}.json"))).unwrap();
        let outcomes = |name: &str| {
            let tests = run_document(name, &text, &[], &RUST_CRYPTO).unwrap().unwrap();
            tests.iter().map(|test| test.outcome().clone()).collect::<Vec<_>>()
        };
        let copied = outcomes("elsewhere/copy");
        assert_eq!(copied, outcomes(&format!("wycheproof/{name}")), "{name}");
        let deviates = |outcome: &&Outcome| matches!(outcome, Outcome::Deviates(_));
        assert_eq!(copied.iter().filter(deviates).count(), deviating, "{name}");
        assert!(!copied.iter().any(|outcome| matches!(outcome, Outcome::Failed(_))), "{name}");
    }
}

#[test]
fn accepts_and_refuses_chains_of_android_devices() {
    run_folder("android-keyattestation", 25);
}

#[test]
fn accepts_and_refuses_as_x509_limbo_does() {
    let Some(path) = shared("x509-limbo") else { return };
    let mut deviating = Vec::new();
    let tests = run(&path);
    for (_, test) in &tests {
        match test.outcome() {
            Outcome::Passed => {}
            Outcome::Deviates(_) => deviating.push(test.id()),
            Outcome::Failed(problem) => panic!("{}: {problem}", test.id()),
            Outcome::Skipped(reason) => panic!("{}: {reason}", test.id()),
        }
    }
    assert_eq!((tests.len(), deviating.len()), (57, 6), "{deviating:?}");
}

#[test]
fn accepts_and_refuses_blobs_within_their_chains_and_outside() {
    let Some(path) = shared("mds") else { return };
    let tests = run(&path);
    let failed: Vec<_> = tests.iter().filter(|(_, test)| *test.outcome() != Outcome::Passed).collect();
    assert_eq!(failed.len(), 0, "{failed:?}");
    let ids: Vec<_> =
        tests.iter().filter_map(|(_, test)| test.id().strip_prefix("mds/spec-example/")).collect();
    let expected = [
        "accepted-within-its-chain",
        "refused-before-its-chain",
        "refused-after-its-chain",
        "every-entry-loads-or-is-reported",
    ];
    assert_eq!((tests.len(), ids), (16, expected.to_vec()));
    let refused = tests.iter().filter_map(|(_, test)| test.got().step()).collect::<Vec<_>>();
    assert_eq!(refused, ["mds-blob-path"; 8]);
}

#[test]
fn refuses_blobs_of_which_an_index_says_something_else() {
    let Some(path) = shared("mds") else { return };
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(path.join("index.json")).unwrap()).unwrap();
    let entry = index.iter().find(|entry| entry["file"] == "spec-example.jwt").unwrap();
    let blob = std::fs::read_to_string(path.join("spec-example.jwt")).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("metadata");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(path.join("globalsign-r3.pem"), folder.join("another.pem")).unwrap();
    std::fs::write(folder.join("none.pem"), "no certificate").unwrap();
    let root = std::fs::read(path.join("spec-example-root.pem")).unwrap();
    std::fs::write(folder.join("spec-example-root.pem"), root).unwrap();
    std::fs::write(folder.join("cut.jwt"), blob.get(..blob.len() - 1).unwrap()).unwrap();
    std::fs::write(folder.join("spec-example.jwt"), blob).unwrap();
    for (member, value, problem) in [
        ("/expect/no", json!(16), "expect/no: expected 16, got 15"),
        ("/expect/entries", json!(3), "expect/entries: expected 3, got 2"),
        (
            "/expect/next_update",
            json!("2020-03-31"),
            "expect/next_update: expected \"2020-03-31\", got \"2020-03-30\"",
        ),
        ("/alg", json!("RS256"), "alg: expected \"RS256\", got \"ES256\""),
        ("/expect/verdict", json!("reject"), "expected reject, got accept"),
        ("/expect/verdict", json!("perhaps"), "index.expect.verdict: expected accept or reject"),
        ("/at", json!("2020-03-30T00:00:00Z"), "expected accept, got reject: mds.blob.path (mds-blob-path)"),
        ("/at", json!("2020-03-30"), "index.at: expected a time"),
        ("/root", json!("another.pem"), "expected accept, got reject: mds.blob.path (mds-blob-path)"),
        ("/root", json!("none.pem"), "index.root: expected a file of certificates in PEM"),
        ("/file", json!("gone.jwt"), "index.file: expected a blob"),
        ("/file", json!("cut.jwt"), "expected accept, got reject: mds.blob.signature (mds-blob-signature)"),
    ] {
        let mut changed = entry.clone();
        *changed.pointer_mut(member).unwrap() = value;
        std::fs::write(folder.join("index.json"), json!([changed]).to_string()).unwrap();
        let tests = run(&folder);
        let failures: Vec<_> = tests.iter().filter_map(|(_, test)| failure(test)).collect();
        assert!(failures.iter().any(|failure| failure.starts_with(problem)), "{member}: {failures:?}");
    }
}

fn failure(test: &Test) -> Option<&str> {
    if let Outcome::Failed(problem) = test.outcome() { Some(problem) } else { None }
}
