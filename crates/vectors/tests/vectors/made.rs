//! The vectors that this project made.

use std::collections::BTreeSet;

use countersign::RUST_CRYPTO;
use countersign_vectors::{Outcome, Vector, judge};

use crate::shared::{made, made_text, run};

#[path = "../../examples/make_test_vectors/catalogue.rs"]
mod catalogue;

#[test]
fn accepts_the_maker_as_the_source_of_every_file() {
    let vectors = catalogue::vectors();
    let mut stems = BTreeSet::new();
    for vector in &vectors {
        let committed = std::fs::read_to_string(made().join(vector.file_name())).unwrap_or_default();
        assert_eq!(vector.text(), committed, "{}", vector.file_name());
        stems.insert(vector.file_name());
    }
    assert_eq!(stems.len(), vectors.len(), "two vectors have one name");
    let files = std::fs::read_dir(made()).unwrap().map(|entry| entry.unwrap().file_name());
    let files = files.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".json"));
    assert_eq!(files.collect::<BTreeSet<_>>(), stems);
}

#[test]
fn accepts_and_refuses_as_it_was_made() {
    let tests = run(&made());
    let failed: Vec<_> = tests.iter().filter(|(_, test)| *test.outcome() != Outcome::Passed).collect();
    assert_eq!(failed.len(), 0, "{failed:?}");
    // Folders hold what was recorded, which no maker can make again, or have a maker of their own.
    let is_made = |path: &std::path::Path| path.parent().is_some_and(|folder| folder == made());
    assert_eq!(tests.iter().filter(|(path, _)| is_made(path)).count(), catalogue::vectors().len());
    let ids: BTreeSet<_> = tests.iter().map(|(_, test)| test.id()).collect();
    assert_eq!(ids.len(), tests.len(), "two vectors have one id");
}

#[test]
fn accepts_and_refuses_what_a_tpm_made() {
    let folder = made().join("tpm-swtpm");
    let tests = run(&folder);
    assert!(tests.iter().all(|(_, test)| *test.outcome() == Outcome::Passed));
    let refused = tests.iter().filter(|(_, test)| test.got().step().is_some()).count();
    assert_eq!((tests.len(), refused), (22, 7));
    for (path, test) in &tests {
        assert_eq!(test.id(), format!("tpm-swtpm/{}", path.file_stem().unwrap().to_string_lossy()));
    }
}

#[test]
fn refuses_at_the_step_that_is_named_and_no_other() {
    for vector in catalogue::vectors() {
        let vector = Vector::from_json(&vector.text()).unwrap();
        let expected = vector.expectation().unwrap();
        let path = judge(&vector, &RUST_CRYPTO).step_path();
        assert_eq!(path.is_none(), expected.is_accept(), "{}", vector.id());
        let path = path.unwrap_or_default();
        assert!(path.ends_with(expected.step().unwrap_or_default()), "{}: {path}", vector.id());
    }
}

#[test]
fn refuses_a_response_that_has_a_member_twice() {
    let text = made_text("registration-none-es256");
    let twice =
        text.replacen("\"type\": \"public-key\"", "\"type\": \"public-key\", \"type\": \"public-key\"", 1);
    assert_ne!(text, twice);
    assert_eq!(
        judge(&Vector::from_json(&twice).unwrap(), &RUST_CRYPTO).step_path().as_deref(),
        Some("c.response")
    );
}
