//! The examples of the specification, derived: made, committed, and compared with the published ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use countersign::RUST_CRYPTO;
use countersign_vectors::{Outcome, Vector, judge};
use serde_json::Value;

use crate::shared::{made, run, shared, shared_file};

#[path = "../../examples/make_w3c_vectors/catalogue.rs"]
mod catalogue;

use catalogue::derivation::Ceremony;

/// How many ceremonies section 16 has: a registration and an authentication in each of 15 sections, and one corrected.
const CEREMONIES: usize = 31;

/// What cannot be derived, because the specification does not have it, with the reason. By its path in a vector.
const NOT_DERIVED: &[(&str, &str)] = &[
    ("user_handle", "the examples have no user, and each author of vectors chooses one"),
    ("credential/user_handle", "the same"),
];

/// Members that say in prose what a vector is.
const PROSE: [&str; 3] = ["source", "description", "stance"];

fn folder() -> PathBuf {
    made().join("w3c-l3")
}

#[test]
fn accepts_the_maker_as_the_source_of_every_file() {
    let vectors = catalogue::make().vectors;
    let mut names = BTreeSet::new();
    for vector in &vectors {
        let committed = std::fs::read_to_string(folder().join(vector.file_name())).unwrap_or_default();
        assert_eq!(vector.text(), committed, "{}", vector.file_name());
        names.insert(vector.file_name());
    }
    assert_eq!((names.len(), vectors.len()), (CEREMONIES, CEREMONIES));
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.map(|name| name.into_string().unwrap()).collect::<BTreeSet<_>>(), names);
}

#[test]
fn accepts_all_but_the_one_that_says_nothing_of_its_key() {
    let tests = run(&folder());
    let failed: Vec<_> = tests.iter().filter(|(_, test)| *test.outcome() != Outcome::Passed).collect();
    assert_eq!(failed.len(), 0, "{failed:?}");
    let refused = tests.iter().filter(|(_, test)| test.got().accept() == Some(false));
    let refused: Vec<_> = refused.map(|(_, test)| (test.id(), test.got().step())).collect();
    assert_eq!(refused, [("w3c-l3/android-key-es256-registration", Some("7.1.22/8.4.v5.b.1"))]);
    assert_eq!(tests.len(), CEREMONIES);
}

#[test]
fn refuses_every_authentication_whose_signature_is_changed() {
    let mut count = 0;
    for vector in catalogue::make().vectors {
        let text = vector.text();
        let value: Value = serde_json::from_str(&text).unwrap();
        let Some(signature) = value["response"]["response"]["signature"].as_str() else { continue };
        // Four characters from the end is inside the last number of the signature, whatever its form.
        let (start, end) = signature.split_at(signature.len() - 4);
        let other = if end.starts_with('A') { 'B' } else { 'A' };
        let changed = text.replace(signature, &format!("{start}{other}{}", end.get(1..).unwrap()));
        let step = judge(&Vector::from_json(&changed).unwrap(), &RUST_CRYPTO).step_path();
        assert_eq!(step.as_deref(), Some("7.2.21"), "{}", vector.file_name());
        count += 1;
    }
    assert_eq!(count, 15);
}

/// Every value below a JSON value, by its path.
fn leaves(path: &str, value: &Value, found: &mut BTreeMap<String, Value>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| leaves(&below(name), value, found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(at, value)| leaves(&below(&at.to_string()), value, found));
        }
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            found.insert(path.to_owned(), value.clone());
        }
    }
}

/// A vector without its prose, value by value.
fn values(text: &str) -> BTreeMap<String, Value> {
    let mut value: Value = serde_json::from_str(text).unwrap();
    PROSE.iter().for_each(|name| drop(value.as_object_mut().unwrap().remove(*name)));
    let mut found = BTreeMap::new();
    leaves("", &value, &mut found);
    found
}

#[test]
fn accepts_the_published_examples_byte_for_byte() {
    let Some(published) = shared("w3c-l3") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(&published).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        // One file is of another schema: outputs of an extension, and no ceremony.
        if !text.contains("\"countersign-vector/1\"") {
            continue;
        }
        count += 1;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let published = values(&text);
        let derived = values(&std::fs::read_to_string(folder().join(&name)).unwrap_or_default());
        let paths: BTreeSet<_> = published.keys().chain(derived.keys()).collect();
        let differ: BTreeSet<_> = paths
            .into_iter()
            .filter(|path| published.get(*path) != derived.get(*path))
            .map(String::as_str)
            .collect();
        // What is listed has to differ wherever it is, or it could be derived after all.
        let listed = NOT_DERIVED.iter().map(|(path, _)| *path);
        let listed: BTreeSet<_> = listed.filter(|path| published.contains_key(*path)).collect();
        assert_eq!(differ, listed, "{name}");
        let sent = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
        let sent = sent.map(|name| derived.contains_key(&format!("response/response/{name}")));
        assert!(sent == [true, true, false, false] || sent == [true, false, true, true], "{name}: {sent:?}");
    }
    assert_eq!(count, CEREMONIES);
    assert!(NOT_DERIVED.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn accepts_every_value_that_is_derived_and_derives_no_other() {
    let Some(listed) = shared_file("spec/w3c-derivation.json") else { return };
    let listed: Value = serde_json::from_str(&std::fs::read_to_string(listed).unwrap()).unwrap();
    let mut derived = BTreeMap::new();
    for value in catalogue::make().derived {
        let ceremony = match value.ceremony {
            Ceremony::Registration => "registration",
            Ceremony::Authentication => "authentication",
        };
        let bytes: String = value.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let with = (value.info.to_owned(), format!("{:02x}", value.salt));
        let of = (ceremony.to_owned(), value.name.to_owned(), value.bytes.len());
        assert_eq!(
            derived.insert(with, (of, bytes)),
            None,
            "two values of {} and {}",
            value.info,
            value.salt
        );
    }
    let count = derived.len();
    let mut compared = 0;
    for value in listed.as_array().unwrap().iter().flat_map(|section| section["values"].as_array().unwrap()) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let with = (text(&value["hkdf"]["info"]), text(&value["hkdf"]["salt"]));
        let length = usize::try_from(value["hkdf"]["L"].as_u64().unwrap()).unwrap();
        let (of, bytes) = derived.remove(&with).unwrap_or_else(|| panic!("{with:?} is not derived"));
        assert_eq!(of, (text(&value["ceremony"]), text(&value["name"]), length), "{with:?}");
        if let Some(published) = value["value"].as_str() {
            assert_eq!(bytes, published, "{with:?}");
            compared += 1;
        }
    }
    // Of what is listed without its value, the bytes stand in a ceremony: a challenge, a credential id, a signature.
    assert_eq!((derived.len(), count, compared), (0, 168, 162));
}
