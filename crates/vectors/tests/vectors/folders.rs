//! Every folder of vectors, run as the command runs it.

use std::collections::BTreeMap;

use countersign::RUST_CRYPTO;
use countersign_vectors::{Outcome, Test, run_document};

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
fn accepts_what_it_cannot_run_yet_as_skipped() {
    let Some(path) = shared("mds") else { return };
    let tests = run(&path);
    let is_skipped = |(_, test): &(_, Test)| matches!(test.outcome(), Outcome::Skipped(_));
    assert_eq!((tests.len(), tests.iter().all(is_skipped)), (4, true));
}
