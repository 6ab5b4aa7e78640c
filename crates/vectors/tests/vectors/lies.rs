//! Every lie of the virtual authenticator: refused where its table says, and the truth beside it accepted.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use countersign::RUST_CRYPTO;
use countersign_authenticator::{Algorithm, Lie, Occasion, Subject};
use countersign_vectors::{Vector, judge};

use crate::shared::made;
use crate::test_vector::TestVector;

#[path = "../../examples/make_lies/catalogue.rs"]
mod catalogue;

use catalogue::KINDS;

/// Most files that the project keeps, and most bytes of them all.
const MOST_FILES: usize = 1_500;
const MOST_BYTES: usize = 10_000_000;

/// Fewest lies of ES256, and fewest about keys and signatures with all algorithms: what was once told is not forgotten.
const LEAST_OF_ES256: usize = 1_455;
const LEAST_OF_ALL_ALGORITHMS: usize = 687;
/// Fewest truthful ceremonies: nine kinds of attestation with 20 algorithms, less those that cannot be, and
/// authentications.
const LEAST_TRUTHS: usize = 174;

/// Where a ceremony was refused: the inner step if there is one.
fn refused_at(vector: &TestVector) -> Option<String> {
    let path = judge(&Vector::from_json(&vector.text()).unwrap(), &RUST_CRYPTO).step_path()?;
    Some(path.rsplit('/').next().unwrap_or_default().to_owned())
}

/// The lies about keys and signatures, which are told with every algorithm.
fn of_algorithms() -> impl Iterator<Item = Lie> {
    Lie::ALL.iter().copied().filter(|lie| matches!(lie.subject(), Subject::PublicKey | Subject::Signature))
}

/// Demands that each is refused at the step of its lie, and counts them.
fn assert_refused(vectors: impl Iterator<Item = (String, TestVector, &'static str)>) -> usize {
    let (mut failures, vectors) = (Vec::new(), vectors.collect::<Vec<_>>());
    let count = vectors.len();
    for (name, vector, step) in vectors {
        let got = refused_at(&vector).unwrap_or_else(|| "accepted".to_owned());
        if got != step {
            failures.push(format!("{name}: expected refused at {step}, got {got}"));
        }
    }
    assert!(failures.is_empty(), "{} of {count} failed:\n{}", failures.len(), failures.join("\n"));
    count
}

#[test]
fn refuses_every_lie_in_every_format_at_its_step() {
    let registrations = KINDS.iter().flat_map(|kind| {
        Lie::ALL.iter().filter_map(move |lie| {
            let step = lie.refused_at(Occasion::Registration(kind.attestation), Algorithm::Es256)?;
            let vector = catalogue::lying_registration(kind, Algorithm::Es256, *lie)?;
            Some((format!("{} {}", kind.name, lie.name()), vector, step))
        })
    });
    let authentications = Lie::ALL.iter().filter_map(|lie| {
        let step = lie.refused_at(Occasion::Authentication, Algorithm::Es256)?;
        let vector = catalogue::lying_authentication(Algorithm::Es256, *lie)?;
        Some((format!("authentication {}", lie.name()), vector, step))
    });
    let count = assert_refused(registrations.chain(authentications));
    println!("{count} lies of ES256 refused, {} kinds of lie", Lie::ALL.len());
    assert!(count >= LEAST_OF_ES256, "{count}");
}

#[test]
fn refuses_lies_about_keys_and_signatures_with_every_algorithm() {
    let kind = KINDS.iter().find(|kind| kind.name == "packed-self").unwrap();
    let registrations = Algorithm::ALL.into_iter().flat_map(|algorithm| {
        of_algorithms().filter_map(move |lie| {
            let step = lie.refused_at(Occasion::Registration(kind.attestation), algorithm)?;
            let vector = catalogue::lying_registration(kind, algorithm, lie)?;
            Some((format!("{algorithm:?} {}", lie.name()), vector, step))
        })
    });
    let authentications = Algorithm::ALL.into_iter().flat_map(|algorithm| {
        of_algorithms().filter_map(move |lie| {
            let step = lie.refused_at(Occasion::Authentication, algorithm)?;
            let vector = catalogue::lying_authentication(algorithm, lie)?;
            Some((format!("authentication {algorithm:?} {}", lie.name()), vector, step))
        })
    });
    let count = assert_refused(registrations.chain(authentications));
    println!("{count} lies refused with every algorithm");
    assert!(count >= LEAST_OF_ALL_ALGORITHMS, "{count}");
}

#[test]
fn accepts_the_truth_in_every_format_with_every_algorithm() {
    let (mut failures, mut accepted) = (Vec::new(), 0_usize);
    for kind in &KINDS {
        for algorithm in Algorithm::ALL {
            let refused = refused_at(&catalogue::truthful_registration(kind, algorithm));
            accepted += usize::from(refused.is_none());
            // What an authenticator cannot attest is refused, where the statement speaks of the key.
            let is_expected = if kind.attestation.attests(algorithm) {
                refused.is_none()
            } else {
                matches!(refused.as_deref(), Some("8.3.v2" | "8.4.v2" | "8.6.v4.a" | "8.6.v4.b"))
            };
            if !is_expected {
                failures.push(format!("{} {algorithm:?}: {refused:?}", kind.name));
            }
        }
    }
    for algorithm in Algorithm::ALL {
        match refused_at(&catalogue::truthful_authentication(algorithm)) {
            None => accepted += 1,
            Some(refused) => failures.push(format!("authentication {algorithm:?}: {refused}")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    println!("{accepted} truthful ceremonies accepted");
    assert!(accepted >= LEAST_TRUTHS, "{accepted}");
}

#[test]
fn accepts_the_maker_as_the_source_of_every_lie() {
    let folder = made().join("lies");
    let (mut names, mut bytes) = (BTreeSet::new(), 0_usize);
    for vector in catalogue::vectors() {
        let committed = std::fs::read_to_string(folder.join(vector.file_name())).unwrap_or_default();
        assert_eq!(vector.text(), committed, "{}", vector.file_name());
        bytes += committed.len();
        assert!(names.insert(vector.file_name()), "two vectors have one name");
    }
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.map(|name| name.into_string().unwrap()).collect::<BTreeSet<_>>(), names);
    assert!(names.len() <= MOST_FILES && bytes <= MOST_BYTES, "{} files, {bytes} bytes", names.len());
}

/// Where a lie is refused: the step of each occasion, those with one step together.
fn steps_of(lie: Lie) -> String {
    let mut of_step: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for kind in &KINDS {
        if let Some(step) = lie.refused_at(Occasion::Registration(kind.attestation), Algorithm::Es256) {
            of_step.entry(step).or_default().push(kind.name);
        }
    }
    let mut parts: Vec<String> = of_step
        .into_iter()
        .map(|(step, kinds)| {
            if kinds.len() == KINDS.len() {
                step.to_owned()
            } else {
                format!("{step} ({})", kinds.join(", "))
            }
        })
        .collect();
    if let Some(step) = lie.refused_at(Occasion::Authentication, Algorithm::Es256) {
        parts.push(format!("{step} (authentication)"));
    }
    parts.join("; ")
}

/// The table of all lies.
fn document() -> String {
    let is_lie = |vector: &TestVector| !vector.file_name().ends_with("-truth.json");
    let count = catalogue::vectors().iter().filter(|vector| is_lie(vector)).count();
    let mut text = format!(
        "# Lies\n\nEvery lie that the virtual authenticator tells (`countersign_authenticator::Lie`), and the step that \
         refuses it:\nin registrations of every format unless formats are named, and in authentications where one is \
         named. A `compound`\nstatement tells the lies of other statements in its first part.\n\n{} lies; told with ES256 \
         they are {count} vectors of `test-vectors/lies/`, with the\ntruth of each format beside them. Written by\n\n```sh\nCOUNTERSIGN_BLESS=1 cargo test -p \
         countersign-vectors --test vectors lies\n```\n",
        Lie::ALL.len()
    );
    let mut subject = None;
    for lie in Lie::ALL {
        if subject != Some(lie.subject()) {
            subject = Some(lie.subject());
            write!(text, "\n## {:?}\n\n| lie | what is wrong | refused at |\n|---|---|---|\n", lie.subject())
                .unwrap();
        }
        writeln!(text, "| `{lie:?}` | {} | {} |", lie.description(), steps_of(*lie)).unwrap();
    }
    text
}

#[test]
fn accepts_the_document_of_the_lies_as_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lies.md");
    let current = document();
    if std::env::var("COUNTERSIGN_BLESS").as_deref() == Ok("1") {
        std::fs::write(&file, &current).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == current, "docs/lies.md is not current; see its head for the command");
}
